package correspondence

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/hold"
	"girod/ledger/ledgertest"
	"girod/ledger/outbox"
	"girod/ledger/payout"
)

// TestLetters holds the letters to what they promise, in one book of each database.
func TestLetters(t *testing.T) {
	each(t, slices.Concat(withdrawn(), sentOnce(), bounced(), compensated(), paidBack(), moved())...)
}

var printing = Desk{Today: 20260408, Language: "sv", Country: "SE", PrintPartner: "printer", Sender: formats.Party{Name: "Kören", Country: "SE"}}

// each runs cases on the company's book in each database, and takes back what each did.
func each(t *testing.T, cases ...named) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				undone := errors.New("undone")
				err := book.Update(context.Background(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error { return cmp.Or(c.do(t, tx, w), undone) })
				if !errors.Is(err, undone) {
					t.Fatal(err)
				}
			})
		}
	})
}

type named struct {
	name string
	do   func(t *testing.T, tx *ledger.Tx, w ledgertest.World) error
}

// reminded writes a reminder into the book, as a run does.
func reminded(tx *ledger.Tx, invoice ledger.InvoiceID, debtor ledger.PartyID) error {
	_, err := tx.Exec(`INSERT INTO letterhead (id, told) SELECT 1, '{}' WHERE NOT EXISTS (SELECT 1 FROM letterhead)`)
	if err == nil {
		_, err = tx.Exec(`INSERT INTO reminder (id, letterhead, invoice, debtor, level, kind, attempt, told_on, pay_by, honoured, channel, principal, fee, interest, cost,
			total, currency, email, told, digest, state) VALUES ($1, 1, $1, $2, 1, 'reminder', 1, 20260301, 20260311, 1, 'post', 1, 0, 0, 0, 1, 'SEK', '', '{}', '', 'sent')`, invoice, debtor)
	}
	return err
}

// withdrawn: who was reminded is told that the claim falls, by the way
// reminders go to him; who was not is left in peace; and where there is no way, or others look
// after the debtor, the history says so.
func withdrawn() []named {
	credit := formats.LetterCredit{Number: "K1", On: 20260408, Amount: 150000, Reason: "fel"}
	var cases []named
	for _, c := range []struct {
		name    string
		desk    func(d *Desk)
		party   func(p *ledger.Party)
		held    hold.Reason
		channel formats.Channel // "": none is written
	}{
		{name: "an address of e-mail", channel: formats.ByMail},
		{name: "no mail server", desk: func(d *Desk) { d.Mail = false }, channel: formats.ByPost},
		{name: "an address that bounced", party: func(p *ledger.Party) { p.EmailBad = true }, channel: formats.ByPost},
		{name: "no printer", desk: func(d *Desk) { d.Mail, d.PrintPartner = false, "" }},
		{name: "no address at all", party: func(p *ledger.Party) { p.Email, p.Street, p.PostCode, p.Town = "", "", "", "" }},
		{name: "an estate", held: hold.Deceased},
		{name: "a bankruptcy", held: hold.Bankruptcy},
		{name: "a protected identity", held: hold.ProtectedIdentity},
	} {
		cases = append(cases, named{c.name, func(t *testing.T, tx *ledger.Tx, w ledgertest.World) error {
			desk := printing
			desk.Mail = true
			if c.desk != nil {
				c.desk(&desk)
			}
			if name, err := desk.Withdraw(tx, w.Choir, credit); name != "" || err != nil {
				t.Errorf("nobody was reminded: %q, %v", name, err)
			}
			anna, err := tx.Party(w.Anna)
			if err == nil && c.party != nil {
				c.party(&anna)
				err = tx.UpdateParty(anna)
			}
			if err == nil && c.held != "" {
				_, err = hold.Put(tx, hold.New{Party: w.Anna, Reason: c.held, From: 20260401, Source: "told"})
			}
			if err == nil {
				err = reminded(tx, w.Choir, w.Anna)
			}
			if err != nil {
				return err
			}
			name, err := desk.Withdraw(tx, w.Choir, credit)
			if err != nil {
				return err
			}
			told, err := tx.HistoryOfInvoice(w.Choir)
			if err != nil {
				return err
			}
			if c.channel == "" {
				if name != "" || len(told) == 0 || told[len(told)-1].Kind != "letter-skipped" {
					t.Errorf("%q, %+v", name, told)
				}
				return nil
			}
			l, err := Read(tx, name)
			if err != nil {
				return err
			}
			if *l.Credit != credit || l.Channel != c.channel || l.State != Waits || l.Principal != 150000 || l.PayTo.Ref == "" || l.On != desk.Today {
				t.Errorf("%+v", l)
			}
			waiting, err := outbox.Waiting(tx)
			want := outbox.Letters
			if c.channel == formats.ByMail {
				want = outbox.Mail
			}
			if len(waiting) != 1 || waiting[0].Subject != name || waiting[0].Kind != want {
				t.Errorf("ordered: %+v", waiting)
			}
			wrongs, wrong := Check(tx)
			if len(wrongs) > 0 {
				t.Errorf("%q", wrongs)
			}
			return errors.Join(err, wrong)
		}})
	}
	return cases
}

// sentOnce: it is rendered to the same bytes each time, sent once, and what it
// may not become it does not.
func sentOnce() []named {
	return []named{{"sentOnce", func(t *testing.T, tx *ledger.Tx, w ledgertest.World) error {
		if err := reminded(tx, w.Choir, w.Anna); err != nil {
			return err
		}
		name, err := printing.Withdraw(tx, w.Choir, formats.LetterCredit{On: 20260408, Amount: 10000})
		if err != nil {
			return err
		}
		if err := SetSent(tx, name); !errors.Is(err, ErrMove) {
			t.Errorf("sent before it was rendered: %v", err)
		}
		if err := errors.Join(SetRendered(tx, name, "d1"), SetRendered(tx, name, "d1"), SetSent(tx, name), SetSent(tx, name)); err != nil {
			return err
		}
		if err := SetRendered(tx, name, "d2"); !errors.Is(err, ErrBytes) {
			t.Errorf("other bytes: %v", err)
		}
		for _, none := range []string{"w000099", "r000001", "w", ""} {
			if _, err := Read(tx, none); !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("%q: %v", none, err)
			}
		}
		told, err := tx.HistoryOfInvoice(w.Choir)
		if n := len(told); n == 0 || told[n-1].Kind != "letter-sent" || told[n-1].Document != "d1" {
			t.Errorf("%+v", told)
		}
		return err
	}}}
}

// bounced: what an address refused goes by post at once, under a name of its
// own; of what it took longer ago than a bounce can be about nothing is told again, nor twice.
func bounced() []named {
	return []named{{"bounced", func(t *testing.T, tx *ledger.Tx, w ledgertest.World) error {
		desk := printing
		desk.Mail = true
		if err := errors.Join(reminded(tx, w.Choir, w.Anna), reminded(tx, w.Course, w.Anna)); err != nil {
			return err
		}
		old := desk
		old.Today = desk.Today.Add(-8)
		first, err := old.Withdraw(tx, w.Course, formats.LetterCredit{On: old.Today, Amount: 100})
		if err != nil {
			return err
		}
		name, err := desk.Withdraw(tx, w.Choir, formats.LetterCredit{On: 20260408, Amount: 10000})
		if err := errors.Join(err, SetRendered(tx, first, "d0"), SetSent(tx, first), SetRendered(tx, name, "d1"), SetSent(tx, name)); err != nil {
			return err
		}
		soft := formats.Bounce{Address: "Anna@example.se", Code: "4.2.2"}
		if again, err := desk.Bounce(tx, soft); len(again) > 0 || err != nil {
			t.Errorf("a full mailbox: %v, %v", again, err)
		}
		hard := formats.Bounce{Address: "Anna@example.se", Code: "5.1.1"}
		if _, err := dunning.Bounce(tx, hard); err != nil {
			return err
		}
		again, err := desk.Bounce(tx, hard)
		if len(again) != 1 || err != nil {
			t.Fatalf("%v, %v", again, err)
		}
		was, err := Read(tx, name)
		now, wrong := Read(tx, again[0])
		if was.State != Bounced || now.Channel != formats.ByPost || now.Attempt != 2 || now.Credit.Amount != 10000 || now.Debtor.Street == "" {
			t.Errorf("%+v\n%+v", was, now)
		}
		if more, err := desk.Bounce(tx, hard); len(more) > 0 || err != nil {
			t.Errorf("again: %v, %v", more, err)
		}
		wrongs, bad := Check(tx)
		if len(wrongs) > 0 {
			t.Errorf("%q", wrongs)
		}
		return errors.Join(err, wrong, bad)
	}}}
}

// compensated: those who go by post are one order with one index, those by
// e-mail an order each; each letter asks for the compensation alone, within the days of its
// way, and one that bounced is not told again once it is paid.
func compensated() []named {
	return []named{{"compensated", func(t *testing.T, tx *ledger.Tx, w ledgertest.World) error {
		desk := printing
		desk.Mail = true
		desk.PayBy = func(way formats.Channel) date.Date {
			if way == formats.ByPost {
				return 20260420
			}
			return 20260418
		}
		hall, err := tx.Invoice(w.Hall)
		if err != nil {
			return err
		}
		firma, err := tx.Party(w.Firma)
		if err != nil {
			return err
		}
		posted := firma
		posted.Email = ""
		var list []dunning.Compensated
		for n := range 100 {
			to := firma
			if n%2 == 0 {
				to = posted
			}
			list = append(list, dunning.Compensated{Invoice: hall, Debtor: to, Amount: 45000})
		}
		if err := desk.Compensate(tx, list); err != nil {
			return err
		}
		waiting, err := outbox.Waiting(tx)
		if len(waiting) != 51 || err != nil {
			t.Fatalf("%d orders, %v", len(waiting), err)
		}
		for _, o := range waiting {
			if o.Kind != outbox.Letters {
				continue
			}
			batch, err := Batch(tx, o)
			if len(batch) != 50 || err != nil || !IsBatch(o) {
				t.Errorf("%s: %d letters, %v", o.Subject, len(batch), err)
			}
			for _, l := range batch {
				if l.Channel != formats.ByPost || l.Total() != 45000 || l.Compensation != 45000 || l.Principal != 0 || l.PayBy != 20260420 {
					t.Errorf("%+v", l)
				}
			}
		}
		again, err := desk.Bounce(tx, formats.Bounce{Address: firma.Email, Code: "5.1.1"}) // nothing of it is owed
		if len(again) > 0 {
			t.Errorf("%v", again)
		}
		return err
	}}}
}

// paidBack: whose money left with a file is told why, how much and where it goes; what
// pays a debt of ours is not told, nor anything twice, nor what the configuration does not want.
func paidBack() []named {
	both := Which{Refund: true, Misdirected: true}
	var cases []named
	for _, c := range []struct {
		name  string
		of    func(w ledgertest.World, r ledger.ReceiptID) payout.Payout
		sets  string // what intake has noted of the payment
		which Which
		told  string // kind, reason, back, where it goes and the invoice; "": nothing
	}{
		{"too much was paid", func(w ledgertest.World, r ledger.ReceiptID) payout.Payout {
			return payout.Payout{Source: fmt.Sprintf("credit:%d", r), Liability: ledger.Posting{Role: ledger.RoleCustomerCredit, Receipt: r, Party: w.Bengt}}
		}, "", both, "refund overpaid 5000 58056201 "},
		{"it was paid twice", func(w ledgertest.World, r ledger.ReceiptID) payout.Payout {
			return payout.Payout{Source: fmt.Sprintf("credit:%d", r), Liability: ledger.Posting{Role: ledger.RoleCustomerCredit, Receipt: r, Party: w.Bengt}}
		}, `INSERT INTO paid_twice (receipt, entry, invoice, earlier, earlier_entry) SELECT $1, 1, id, 1, 1 FROM invoice WHERE number = 'F-2003' OR ref <> '' ORDER BY id LIMIT 1`,
			both, "refund duplicate 5000 58056201 *"},
		{"what was paid was credited", func(w ledgertest.World, _ ledger.ReceiptID) payout.Payout {
			return payout.Payout{Source: fmt.Sprintf("credit-note:%d", w.Summer), Liability: ledger.Posting{Role: ledger.RoleCustomerCredit, Invoice: w.Summer, Party: w.Bengt}}
		}, "", both, "refund credited 5000 58056201 *"},
		{"it was a factor's", func(w ledgertest.World, r ledger.ReceiptID) payout.Payout {
			return payout.Payout{Source: fmt.Sprintf("stray:%d:%s", r, "SUMMER"), Liability: ledger.Posting{Role: ledger.RoleMisdirected, Receipt: r}}
		}, "", both, "misdirected not-ours 5000 Factor AB *"},
		{"a customer's account sent it", func(_ ledgertest.World, r ledger.ReceiptID) payout.Payout {
			return payout.Payout{Source: fmt.Sprintf("suspense:%d", r), Liability: ledger.Posting{Role: ledger.RoleSuspense, Receipt: r}}
		}, `INSERT INTO payer (account, tenant, party) SELECT 'SE1', 1, id FROM party WHERE customer_no = '1002' AND $1 > 0`, both, "misdirected unknown 5000 58056201 "},
		{"a stranger's account sent it", func(_ ledgertest.World, r ledger.ReceiptID) payout.Payout {
			return payout.Payout{Source: fmt.Sprintf("suspense:%d", r), Liability: ledger.Posting{Role: ledger.RoleSuspense, Receipt: r}}
		}, "", both, ""},
		{"a supplier is paid", func(_ ledgertest.World, r ledger.ReceiptID) payout.Payout {
			return payout.Payout{Source: "ap:INV-1", Liability: ledger.Posting{Role: ledger.RoleAP}}
		}, "", both, ""},
		{"nobody wants such letters", func(w ledgertest.World, r ledger.ReceiptID) payout.Payout {
			return payout.Payout{Source: fmt.Sprintf("credit:%d", r), Liability: ledger.Posting{Role: ledger.RoleCustomerCredit, Receipt: r, Party: w.Bengt}}
		}, "", Which{}, ""},
	} {
		cases = append(cases, named{c.name, func(t *testing.T, tx *ledger.Tx, w ledgertest.World) error {
			post := tx.Poster()
			_ = post.Begin(ledger.Entry{Key: "came", Why: ledger.PaymentReceived, BookedOn: 20260202, Text: "payment"})
			r := post.Receipt(ledger.Receipt{Account: "1930", BankRef: []byte("b1"), Payer: []byte("Bengt"), PayerAccount: []byte("SE1"), Text: []byte("tack"), Amount: 9000, Currency: "SEK", BookedOn: 20260202})
			_ = post.Add(ledger.Posting{Role: ledger.RoleBank, Amount: 9000, Currency: "SEK"})
			_ = post.Add(ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: -9000, Currency: "SEK", Receipt: r, Party: w.Bengt})
			if _, err := post.End(); err != nil {
				return err
			}
			if err := post.Flush(); err != nil {
				return err
			}
			summer, err := tx.Invoice(w.Summer)
			if err != nil {
				return err
			}
			p := c.of(w, r)
			if p.Source == fmt.Sprintf("stray:%d:SUMMER", r) {
				p.Source = fmt.Sprintf("stray:%d:%s", r, summer.Number)
			}
			p.Payee, p.To = formats.Party{Name: "Factor AB"}, formats.Account{Scheme: "BGNR", ID: "58056201", Currency: "SEK"}
			p.Amount, p.Text, p.On = money.Of(5000, "SEK"), "back", 20260410
			if c.sets != "" {
				if _, err := tx.Exec(c.sets, int64(r)); err != nil {
					return err
				}
			}
			made, err := payout.Create(tx, payout.Person{Name: "anna", Roles: []payout.Role{payout.Preparer}}, p, nil)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(`UPDATE payout SET message_id = 'M1', state = 'sent' WHERE id = $1`, made.ID); err != nil {
				return err
			}
			if err := errors.Join(printing.Paid(tx, "M1", c.which), printing.Paid(tx, "M1", c.which)); err != nil {
				return err
			}
			list, err := Told(tx, printing.Today, printing.Today)
			if err != nil || c.told == "" {
				if len(list) > 0 {
					t.Errorf("%+v", list)
				}
				return err
			}
			if len(list) != 1 || list[0].Payment == nil {
				t.Fatalf("%+v", list)
			}
			l, m := list[0], list[0].Payment
			where, number := m.To.ID, ""
			if m.Forward.Name != "" {
				where = m.Forward.Name
			}
			if l.Invoice != "" {
				number = "*"
			}
			if got := fmt.Sprintf("%s %s %d %s %s", l.Kind, m.Reason, m.Back, where, number); got != c.told || l.Currency != "SEK" || l.Payout != made.ID || m.BackOn != 20260410 {
				t.Errorf("%s\n%s\n%+v", got, c.told, l)
			}
			wrongs, err := Check(tx)
			if len(wrongs) > 0 {
				t.Errorf("%q", wrongs)
			}
			return err
		}})
	}
	return cases
}

// moved: of a debtor merged into another it goes to that one's address.
func moved() []named {
	return []named{{"moved", func(t *testing.T, tx *ledger.Tx, w ledgertest.World) error {
		if err := errors.Join(tx.MergeParty(w.Bengt, w.Anna, "one household"), reminded(tx, w.Summer, w.Bengt)); err != nil {
			return err
		}
		name, err := printing.Withdraw(tx, w.Summer, formats.LetterCredit{Number: "K1", On: 20260408, Amount: 156000})
		if err != nil {
			return err
		}
		l, err := Read(tx, name)
		if d := l.Debtor; d.ID != "1002" || d.Name != "Anna Öberg" || d.Street != "Storgatan 1" || d.Town != "Stockholm" || l.To != w.Bengt {
			t.Errorf("%+v", l.Debtor)
		}
		return err
	}}}
}
