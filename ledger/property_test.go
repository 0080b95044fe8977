package ledger_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestAnySequenceKeepsTheLaws does whatever a company may do, in any order, to a SQLite
// and a PostgreSQL book at once: each step is accepted or refused alike, no law is ever
// broken, and in the end the books have one digest.
func TestAnySequenceKeepsTheLaws(t *testing.T) {
	fewer(t, 5) // a check fills two databases
	rapid.Check(t, func(r *rapid.T) {
		acts := rapid.SliceOfN(rapid.Custom(anAct), 5, 40).Draw(r, "acts")
		var digests, answers [2]string
		for i, open := range []func(testing.TB) *store.DB{storetest.SQLite, storetest.Postgres} {
			t.Run("", func(t *testing.T) {
				b := ledger.New(open(t), ledger.DefaultChart())
				ledgertest.Company(t, b)
				for n, a := range acts {
					err := b.Update(t.Context(), ledgertest.At, "rapid", func(tx *ledger.Tx) error { return a.do(tx, n) })
					answers[i] += fmt.Sprintf("%d %v\n", n, kind(err))
				}
				ledgertest.View(t, b, func(tx *ledger.Tx) error {
					violations, err := tx.Check()
					for _, v := range violations {
						r.Error(v)
					}
					return err
				})
				digests[i] = ledgertest.Digest(t, b)
			})
		}
		if digests[1] != "" && digests[0] != digests[1] { // "" where PostgreSQL is not installed
			r.Errorf("the books differ")
		}
		if answers[1] != "" && answers[0] != answers[1] {
			r.Errorf("the answers differ:\n%s\n%s", answers[0], answers[1])
		}
	})
}

// kind gives the named refusal of an error.
func kind(err error) error {
	for _, k := range []error{ledger.ErrCredited, ledger.ErrLost, ledger.ErrNotOwed, ledger.ErrNotLost, ledger.ErrNoMoney, ledger.ErrNotByHand,
		ledger.ErrNotClosed, ledger.ErrInvoice, ledger.ErrDate, ledger.ErrOverdrawn, ledger.ErrReversed, ledger.ErrNotFound, ledger.ErrClosed, ledger.ErrAlready} {
		if errors.Is(err, k) {
			return k
		}
	}
	return err
}

// act is something a company does.
type act struct {
	what    string
	invoice ledger.InvoiceID
	entry   ledger.EntryID
	receipt ledger.ReceiptID
	amount  int64
	extra   int64
	day     int
	debtor  ledger.PartyID // 0 is the first
}

func anAct(r *rapid.T) act {
	return act{
		what: rapid.SampledFrom([]string{"issue", "credit", "fee", "interest", "pay", "pay", "pay", "lost", "allocate", "refund",
			"reverse", "close", "note", "open", "part", "whole", "expect", "confirm", "recover", "recover", "correct", "correct"}).Draw(r, "what"),
		invoice: ledger.InvoiceID(rapid.Int64Range(1, 8).Draw(r, "invoice")),
		entry:   ledger.EntryID(rapid.Int64Range(1, 30).Draw(r, "entry")),
		receipt: ledger.ReceiptID(rapid.Int64Range(1, 8).Draw(r, "receipt")),
		amount:  rapid.Int64Range(1, 200_000).Draw(r, "amount"),
		extra:   rapid.Int64Range(0, 5_000).Draw(r, "extra"),
		day:     rapid.IntRange(0, 60).Draw(r, "day"),
	}
}

// do does it in a transaction of its own; n makes its keys unique.
func (a act) do(tx *ledger.Tx, n int) error {
	on := date.Of(2026, 1, 1).Add(a.day)
	entry := ledger.Entry{Key: fmt.Sprintf("act %d", n), BookedOn: on, Text: a.what}
	line := func(role ledger.Role, amount int64, receipt ledger.ReceiptID, bucket ledger.Bucket) {
		p := ledger.Posting{Role: role, Amount: amount, Currency: money.SEK, Receipt: receipt, Bucket: bucket}
		if role == ledger.RoleAR || role == ledger.RoleCustomerCredit {
			p.Invoice = a.invoice
		}
		if amount != 0 {
			entry.Postings = append(entry.Postings, p)
		}
	}
	var err error
	switch a.what {
	case "issue", "credit":
		i := ledger.Invoice{Number: entry.Key, Kind: ledger.KindInvoice, Debtor: max(a.debtor, 1), Issued: on, Due: on.Add(30), Currency: money.SEK,
			Net: a.amount, VAT: a.extra, Gross: a.amount + a.extra}
		if a.what == "credit" {
			i.Kind = ledger.KindCredit
		}
		_, err = tx.IssueInvoice(i)
		return err
	case "fee":
		entry.Why = ledger.ReminderFee
		line(ledger.RoleAR, a.amount, 0, ledger.Fee)
		line(ledger.RoleFeeIncome, -a.amount, 0, 0)
	case "interest":
		return tx.AssessInterest(a.invoice, a.extra)
	case "pay":
		return a.pay(tx, entry)
	case "lost":
		_, err = book(tx, entry.Key, ledger.PaymentReceived, a.amount, []post{{ledger.RoleBank, a.amount, 0, 0, false}, {ledger.RoleSuspense, -a.amount, 0, 0, true}})
		return err
	case "allocate":
		entry.Why = ledger.Allocated
		line(ledger.RoleSuspense, a.extra+1, a.receipt, 0)
		line(ledger.RoleCustomerCredit, -a.extra-1, a.receipt, 0)
	case "refund":
		entry.Why = ledger.PayoutSent
		line(ledger.RoleCustomerCredit, a.extra+1, a.receipt, 0)
		line(ledger.RoleInTransit, -a.extra-1, 0, 0)
	case "reverse":
		_, err = tx.Reverse(a.entry, on, "rapid")
		return err
	case "correct":
		_, err = tx.Correct(a.entry, on, "rapid")
		return err
	case "open":
		return tx.OpenPeriod(date.Of(2025, 12, 1).Add(a.day), "rapid")
	case "part", "whole", "expect", "confirm", "recover":
		_, err = a.giveUp(tx, on)
		return err
	case "close":
		return tx.ClosePeriod(date.Of(2025, 12, 1).Add(a.day))
	case "note":
		return tx.AddHistory(ledger.History{Invoice: a.invoice, Kind: "note", Text: entry.Key})
	}
	_, err = tx.Post(entry)
	return err
}

// pay settles as much of the invoice as is owed; the rest becomes customer credit.
func (a act) pay(tx *ledger.Tx, e ledger.Entry) error {
	owed, err := tx.Balance(a.invoice)
	if err != nil {
		return err
	}
	posts := []post{{ledger.RoleBank, a.amount, 0, 0, false}}
	rest := a.amount
	for bucket := ledger.Principal; bucket <= ledger.Cost; bucket++ {
		part := min(rest, owed[bucket])
		if part <= 0 {
			continue
		}
		role := ledger.RoleAR
		if bucket == ledger.Interest {
			role = ledger.RoleInterestIncome
		}
		posts = append(posts, post{role, -part, a.invoice, bucket, true})
		rest -= part
	}
	if rest > 0 {
		posts = append(posts, post{ledger.RoleCustomerCredit, -rest, a.invoice, 0, true})
	}
	_, err = book(tx, e.Key, ledger.PaymentReceived, a.amount, posts)
	return err
}

// giveUp credits an invoice, loses it, or recovers it, and gives the vouchers.
func (a act) giveUp(tx *ledger.Tx, on date.Date) ([]ledger.EntryID, error) {
	l := ledger.Losing{Invoice: a.invoice, Amount: a.extra, On: on, Reason: "rapid"}
	switch a.what {
	case "part", "whole":
		c := ledger.Credit{Invoice: a.invoice, Amount: a.extra + 1, Net: a.day%2 == 0, On: on, Reason: "rapid"}
		if a.what == "whole" {
			c.Amount, c.Net, c.KeepFees = 0, false, a.day%3 == 0
		}
		done, err := tx.CreditInvoice(c)
		return []ledger.EntryID{done.Entry}, err
	case "expect":
		return tx.ExpectLoss(l)
	case "confirm":
		return tx.ConfirmLoss(l)
	}
	return tx.RecoverLoss(l)
}

// TestUndoRestores gives claims up in any way, after any history, and takes it all back by
// reversals in the other order: items, credit and accounts are what they were, to the öre.
func TestUndoRestores(t *testing.T) {
	fewer(t, 20)
	done := 0
	rapid.Check(t, func(r *rapid.T) {
		b := ledger.New(storetest.SQLite(t), ledger.DefaultChart())
		ledgertest.Company(t, b)
		do := func(fn func(tx *ledger.Tx) error) bool {
			return b.Update(t.Context(), ledgertest.At, "rapid", fn) == nil
		}
		for n, a := range rapid.SliceOfN(rapid.Custom(anAct), 0, 15).Draw(r, "before") {
			if a.what != "close" {
				do(func(tx *ledger.Tx) error { return a.do(tx, n) })
			}
		}
		before := standing(t, b)
		var vouchers []ledger.EntryID
		for _, a := range rapid.SliceOfN(rapid.Custom(anAct), 1, 10).Draw(r, "acts") {
			a.what = rapid.SampledFrom([]string{"part", "whole", "expect", "confirm", "recover"}).Draw(r, "act")
			var ids []ledger.EntryID
			if do(func(tx *ledger.Tx) (err error) { ids, err = a.giveUp(tx, day.Add(60)); return err }) {
				vouchers = append(vouchers, ids...)
			}
		}
		for i := len(vouchers) - 1; i >= 0; i-- {
			err := b.Update(t.Context(), ledgertest.At, "rapid", func(tx *ledger.Tx) error {
				_, err := tx.Reverse(vouchers[i], day.Add(60), "rapid")
				return err
			})
			if err != nil {
				r.Error(err)
			}
		}
		done += len(vouchers)
		if now := standing(t, b); now != before {
			r.Errorf("%d vouchers taken back:\n%s\nbefore:\n%s", len(vouchers), now, before)
		}
	})
	if done == 0 {
		t.Error("nothing was ever given up")
	}
}

// standing is what every account, item and credit stands at.
func standing(t *testing.T, b *ledger.Book) (text string) {
	ledgertest.View(t, b, func(tx *ledger.Tx) error {
		accounts, err := tx.TrialBalance()
		if err != nil {
			return err
		}
		for _, a := range accounts {
			if a.Balance != 0 {
				text += fmt.Sprintln(a.Role, a.Balance)
			}
		}
		if err := tx.OpenItems(func(o ledger.OpenItem) error { text += fmt.Sprintln(o.Number, o.Owed); return nil }); err != nil {
			return err
		}
		return tx.CustomerCredits(func(c ledger.CustomerCredit) error { text += fmt.Sprintln(c); return nil })
	})
	return text
}
