package dunning

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"girod/config/calendar"
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/outbox"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// book is a small association's book with the daily job at its side.
type book struct {
	t    *testing.T
	book *ledger.Book
	p    Policy
	day  date.Date
	lock lock
}

// lock is an interlock that says what the test wants.
type lock struct{ why string }

func (l lock) Clear(date.Date) (bool, string) { return l.why == "", l.why }

func open(t *testing.T, db *store.DB, confirmed bool) *book {
	t.Helper()
	tables, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	if confirmed {
		if tables, err = tables.Confirm(law.Confirmation{Country: "SE", From: 20260701, By: "Eva"}); err != nil {
			t.Fatal(err)
		}
	}
	sweden, err := calendar.Named("SE")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Sweden(tables, sweden)
	if err != nil {
		t.Fatal(err)
	}
	p.Sender = formats.Party{Name: "Sjöviks Roddförening", Country: "SE"}
	p.PayTo = formats.Account{ID: "5805-6201", Scheme: "BGNR"}
	p.PrintPartner = "printer"
	return &book{t: t, book: ledger.New(db, ledger.DefaultChart()), p: p, day: 20260101}
}

// do runs in one write transaction on the book's day.
func (b *book) do(fn func(tx *ledger.Tx) error) {
	b.t.Helper()
	at := b.day.Time(time.UTC).Add(8 * time.Hour)
	if err := b.book.Update(context.Background(), at, "eva", fn); err != nil {
		b.t.Fatal(err)
	}
}

// bill issues an invoice of 1500 kronor to a debtor of its own.
func (b *book) bill(number string, due date.Date, change func(*ledger.Party, *ledger.Invoice)) {
	b.t.Helper()
	b.do(func(tx *ledger.Tx) error {
		p := ledger.Party{CustomerNo: "C" + number, Name: "Debtor number " + strings.Repeat("x", len(number)) + number, Email: "d" + number + "@example.se",
			Street: "Storgatan 1", PostCode: "82430", Town: "Hudiksvall", Country: "SE"}
		i := ledger.Invoice{Number: number, Ref: number + "7", Kind: ledger.KindInvoice, Issued: due.Add(-30), Due: due, Currency: "SEK",
			Net: 150000, Gross: 150000, FeeAgreed: true}
		if change != nil {
			change(&p, &i)
		}
		var err error
		if i.Debtor, err = tx.AddParty(p); err == nil {
			_, err = tx.IssueInvoice(i)
		}
		return err
	})
}

// done is a run's report with what it is about.
type done struct {
	Report
	Sent    []Sent
	Skipped []Skipped
}

// order does one day's job; nobody sends what it ordered.
func (b *book) order() (r done) {
	b.t.Helper()
	b.do(func(tx *ledger.Tx) (err error) {
		if r.Report, err = Run(tx, &b.p, b.day, b.lock); err != nil {
			return err
		}
		err = EachSent(tx, b.day, b.day, func(s Sent) error {
			s.State = ""
			r.Sent = append(r.Sent, s)
			return nil
		})
		return errors.Join(err, EachSkipped(tx, b.day, b.day, func(s Skipped) error {
			r.Skipped = append(r.Skipped, s)
			return nil
		}))
	})
	if r.Report.Sent != len(r.Sent) || r.Report.Skipped != len(r.Skipped) {
		b.t.Errorf("%s: the report counts %+v, there are %d and %d", b.day, r.Report, len(r.Sent), len(r.Skipped))
	}
	return r
}

// run does one day's job and sends what it ordered, as the daemon would.
func (b *book) run() done {
	b.t.Helper()
	r := b.order()
	if r.Already {
		return r
	}
	b.do(func(tx *ledger.Tx) error {
		for _, s := range r.Sent {
			if err := errors.Join(SetRendered(tx, s.Reminder, "digest of "+s.Reminder), SetSent(tx, s.Reminder)); err != nil {
				return err
			}
		}
		return nil
	})
	return r
}

// pay books a payment of an invoice's principal.
func (b *book) pay(number string, on date.Date, principal int64) {
	b.t.Helper()
	b.do(func(tx *ledger.Tx) error {
		i, err := tx.InvoiceByNumber(number)
		if err != nil {
			return err
		}
		_, err = tx.Post(ledger.Entry{Key: fmt.Sprint("pay:", number, on), Why: ledger.PaymentReceived, BookedOn: on, Text: "payment", Postings: []ledger.Posting{
			{Role: ledger.RoleBank, Amount: principal, Currency: "SEK"},
			{Role: ledger.RoleAR, Amount: -principal, Currency: "SEK", Invoice: i.ID},
		}})
		return err
	})
}

// year is due dates around bank holidays with what must follow.
var year = []struct {
	number  string
	due     date.Date
	agreed  bool
	first   string
	second  string // when the rate of 2026-07-01 is confirmed
	refused bool   // without the confirmation there is no second reminder
}{
	{"10010", 20251214, true, "2025-12-29 1566.16", "2026-01-28 1578.49", false},  // 24 Dec to 28 Dec are closed
	{"10020", 20260112, true, "2026-01-22 1564.11", "2026-02-23 1577.26", false},  // 21 Feb is a Saturday
	{"10030", 20260112, false, "2026-01-22 1504.11", "2026-02-23 1517.26", false}, // no fee agreed
	{"10040", 20260324, true, "2026-04-07 1565.75", "2026-05-07 1578.08", false},  // Good Friday, Easter Monday
	{"10050", 20260421, true, "2026-05-04 1565.34", "2026-06-03 1577.67", false},  // 1 May
	{"10060", 20260609, true, "2026-06-22 1565.34", "2026-07-22 1577.67", true},   // Midsummer Eve; interest over 1 July
}

// TestYear steps through the year on both databases, with the carried-forward rate
// confirmed and not. R-ALK-20 R-ALK-21 R-ALK-22 R-ALK-23
func TestYear(t *testing.T) {
	for _, confirmed := range []bool{true, false} {
		t.Run(fmt.Sprint("confirmed=", confirmed), func(t *testing.T) {
			storetest.Each(t, func(t *testing.T, db *store.DB) {
				b := open(t, db, confirmed)
				want, refused := map[string][]string{}, map[string]bool{}
				for _, c := range year {
					b.bill(c.number, c.due, func(_ *ledger.Party, i *ledger.Invoice) { i.FeeAgreed = c.agreed })
					want[c.number] = []string{c.first, c.second}
					if c.refused && !confirmed {
						want[c.number] = want[c.number][:1]
						refused[c.number] = true
					}
				}
				got, skipped := map[string][]string{}, map[string]bool{}
				for b.day = 20251220; b.day < 20260725; b.day = b.day.Add(1) {
					if !b.p.Calendar.IsBankDay(b.day) {
						continue
					}
					r := b.run()
					for _, s := range r.Sent {
						got[s.Invoice] = append(got[s.Invoice], b.day.String()+" "+s.Total.Decimal())
					}
					for _, s := range r.Skipped {
						if s.Code != "rate" || !strings.Contains(s.Why, "confirm") {
							t.Fatalf("%s skipped %+v", b.day, s)
						}
						skipped[s.Invoice] = true
					}
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(refused, skipped); diff != "" {
					t.Error(diff)
				}
				var wanted []Wanted
				b.do(func(tx *ledger.Tx) error {
					return EachWanted(tx, b.p.Tables, func(w Wanted) error {
						wanted = append(wanted, w)
						return nil
					})
				})
				if want := len(refused); len(wanted) != want || want == 1 && (wanted[0].Line() != "law.confirm, country SE, validFrom 2026-07-01, value 2.00, by and your name" ||
					wanted[0].Since != 20260722 || wanted[0].Claims != 1) {
					t.Errorf("waits for %+v", wanted)
				}
				b.sound()
			})
		})
	}
}

// sound checks the book's own laws.
func (b *book) sound() {
	b.t.Helper()
	err := b.book.View(context.Background(), time.Time{}, func(tx *ledger.Tx) error {
		violations, err := tx.Check()
		if err == nil && len(violations) > 0 {
			err = fmt.Errorf("%v", violations)
		}
		return err
	})
	if err != nil {
		b.t.Error(err)
	}
}

func TestRunTwiceDoesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db, true)
		b.bill("10010", 20260112, nil)
		b.day = 20260122
		first := b.run()
		again := b.run()
		if len(first.Sent) != 1 || !again.Already {
			t.Fatalf("first %+v, again %+v", first, again)
		}
		again.Already = false
		if diff := cmp.Diff(first, again); diff != "" {
			t.Error(diff)
		}
		b.day = 20260123
		if r := b.run(); len(r.Sent) != 0 || len(r.Skipped) != 0 {
			t.Errorf("the next day: %+v", r)
		}
		b.do(func(tx *ledger.Tx) error {
			orders, err := outbox.All(tx)
			if err != nil || len(orders) != 1 || orders[0].Key != "mail:r000001" {
				t.Errorf("orders %+v, %v", orders, err)
			}
			e, err := tx.EntryByKey("dunning:1:2026-01-22:1:reminder_fee")
			if err != nil || e.Why != ledger.ReminderFee || len(e.Postings) != 2 || e.Postings[0].Amount != 6000 {
				t.Errorf("T-02: %+v, %v", e, err)
			}
			return nil
		})
	})
}

// TestManyAtOnce: a run larger than any buffer below it books every fee.
func TestManyAtOnce(t *testing.T) {
	const many = 2500
	b := open(t, storetest.SQLite(t), true)
	b.do(func(tx *ledger.Tx) error {
		for i := range many {
			no := fmt.Sprint(100000 + i)
			p, err := tx.AddParty(ledger.Party{CustomerNo: no, Name: "N" + no, Email: "d" + no + "@example.se"})
			if err == nil {
				_, err = tx.IssueInvoice(ledger.Invoice{Number: no, Ref: no + "7", Kind: ledger.KindInvoice, Debtor: p, Issued: 20251213, Due: 20260112,
					Currency: "SEK", Net: 150000, Gross: 150000, FeeAgreed: true})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	b.day = 20260122
	if r := b.run(); len(r.Sent) != many || len(r.Skipped) != 0 {
		t.Errorf("%d sent, %d skipped", len(r.Sent), len(r.Skipped))
	}
	b.sound()
}

// TestBounceGoesToPrint is R-ALK-15 R-ALK-16 R-ALK-17: e-mail first; no address, at once
// by post; a bounce, by post at the next job day.
func TestBounceGoesToPrint(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db, true)
		b.bill("10010", 20260112, nil)
		b.bill("10020", 20260112, func(p *ledger.Party, _ *ledger.Invoice) { p.Email = "" })
		b.bill("10030", 20260112, func(p *ledger.Party, _ *ledger.Invoice) { p.Email = "nobody@nowhere" })
		b.bill("10040", 20260112, func(p *ledger.Party, _ *ledger.Invoice) { p.Email, p.Town = "", "" })
		b.day = 20260122
		got := told(b.run())
		want := []string{"10010 1 mail 1564.11 2026-02-02", "10020 1 post 1564.11 2026-02-03", "10030 1 post 1564.11 2026-02-03", "10040 1 skipped address"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		bounce := formats.Bounce{Address: "D10010@Example.se", Code: "5.1.1"}
		b.day = 20260123
		b.do(func(tx *ledger.Tx) error {
			if again, err := Bounce(tx, formats.Bounce{Address: bounce.Address, Code: "4.2.2"}); len(again) != 0 || err != nil {
				t.Errorf("a full mailbox: %v, %v", again, err)
			}
			again, err := Bounce(tx, bounce)
			if diff := cmp.Diff([]string{"r000001"}, again); diff != "" {
				t.Error(diff)
			}
			o, err2 := outbox.Get(tx, "mail:r000001")
			if o.State != outbox.Failed { // it had not been sent here, and never will be
				t.Errorf("%+v", o)
			}
			return errors.Join(err, err2)
		})
		// Two more days of interest, the fee not charged again, and a new day to pay by.
		if diff := cmp.Diff([]string{"10010 1 post 1564.52 2026-02-04", "10040 1 skipped address"}, told(b.run())); diff != "" {
			t.Fatal(diff)
		}
		b.day = 20260223 // R2 counts from the day the letter really went: 23 January + 30 = 22 February, a Sunday
		if diff := cmp.Diff([]string{"10010 2 post 1577.26 2026-03-09"}, told(b.run())[:1]); diff != "" {
			t.Error(diff)
		}
		b.sound()
	})
}

func told(r done) (list []string) {
	for _, s := range r.Sent {
		list = append(list, fmt.Sprintf("%s %d %s %s %s", s.Invoice, s.Level, s.Channel, s.Total.Decimal(), s.PayBy))
	}
	for _, s := range r.Skipped {
		list = append(list, fmt.Sprintf("%s %d skipped %s", s.Invoice, s.Level, s.Code))
	}
	return list
}

func TestInterlock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db, true)
		for i, number := range []string{"20010", "20020", "20030", "20040", "20050", "20060", "20070"} {
			b.bill(number, 20260112, func(p *ledger.Party, inv *ledger.Invoice) {
				p.Name = []string{"Kajsa Öberg", "Nils Holm", "Anna-Lisa Berg", "Per Ek", "Siv Alm", "Åsa Öberg", "Byg og Lys A/S"}[i]
				inv.Net, inv.Ref = 100000+int64(i), "777"+number+"1"
				inv.Gross = inv.Net
			})
		}
		b.day = 20260122
		b.lock.why = "the statement of 2026-01-21 is missing"
		if r := b.run(); r.Stopped != b.lock.why || len(r.Sent) != 0 {
			t.Fatalf("%+v", r)
		}
		b.lock.why = ""
		b.rest(1, 100000, "BETALARE AB", "tack")          // like 20010's amount
		b.rest(2, 5, "X", "ref 777200211")                // one digit wrong in 20020's reference
		b.rest(3, 6, "BERG ANNA LISA", "")                // 20030's name
		b.rest(4, 7, "Per Karlsson", "777 ")              // nobody's
		b.rest(6, 8, "ASA OBERG", "")                     // 20060's name in the letters of a bank
		b.rest(5, 100004, "Somebody", "older than issue") // like 20050's, but long before it
		b.do(func(tx *ledger.Tx) error {
			_, err := hold.Put(tx, hold.New{Invoice: 5, Reason: hold.Dispute, From: 20260122, Through: 20260130, Source: "letter"})
			return err
		})
		want := []string{"20040 1 mail 1062.77 2026-02-02", "20070 1 mail 1062.80 2026-02-02", "20010 1 skipped suspense", "20020 1 skipped suspense", "20030 1 skipped suspense", "20050 1 skipped hold", "20060 1 skipped suspense"}
		if diff := cmp.Diff(want, told(b.run())); diff != "" {
			t.Error(diff)
		}
		b.day = 20260202
		if got := told(b.run()); len(got) == 0 || !strings.HasPrefix(got[0], "20050 1 mail") {
			t.Errorf("after the hold: %v", got)
		}
	})
}

// rest books a receipt nobody could place; the fifth long ago.
func (b *book) rest(n int, amount int64, payer, text string) {
	b.t.Helper()
	on := date.Date(20260120)
	if n == 5 {
		on = 20251101
	}
	b.do(func(tx *ledger.Tx) error {
		p := tx.Poster()
		p.Begin(ledger.Entry{Key: fmt.Sprint("rest:", n), Why: ledger.PaymentReceived, BookedOn: on, Text: "payment"})
		id := p.Receipt(ledger.Receipt{Account: "1930", BankRef: []byte(fmt.Sprint("b", n)), Amount: amount, Currency: "SEK", BookedOn: on,
			Payer: []byte(payer), Text: []byte(text)})
		p.Add(ledger.Posting{Role: ledger.RoleBank, Amount: amount, Currency: "SEK"})
		p.Add(ledger.Posting{Role: ledger.RoleSuspense, Amount: -amount, Currency: "SEK", Receipt: id})
		if _, err := p.End(); err != nil {
			return err
		}
		return p.Flush()
	})
}
