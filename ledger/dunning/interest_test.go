package dunning

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/config/calendar"
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestAssess is interest over part payments, half-years and due dates that are no bank
// day. Amounts were worked out by hand: principal × rate × days / 365.
func TestAssess(t *testing.T) {
	tables, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	sweden, err := calendar.Named("SE")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Sweden(tables, sweden)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		due, to date.Date
		changes []Move
		want    int64
		lines   string
		free    []span
	}{
		{"one rate", 20260112, 20260211, []Move{{20251201, 150000}}, 1233, "20260113-20260211 30d 10.00% 150000=1233", nil},
		// 12.329 at 1500 to the payment's own day, then 7.397 at 900: each rounded once.
		{"part payment", 20260112, 20260313, []Move{{20251201, 150000}, {20260211, -60000}}, 1973,
			"20260113-20260211 30d 10.00% 150000=1233; 20260212-20260313 30d 10.00% 90000=740", nil},
		// 10 days at 11.00 and 11 at 10.00: 4.5205 + 4.5205 = 9.041, rounded as one.
		{"half-year", 20250620, 20250711, []Move{{20250501, 150000}}, 904,
			"20250621-20250630 10d 11.00% 150000=452; 20250701-20250711 11d 10.00% 150000=452", nil},
		{"paid on the next bank day: in time", 20260110, 20260211, []Move{{20251201, 150000}, {20260112, -150000}}, 0, "", nil},
		{"paid a day later: from the due date itself", 20260110, 20260211, []Move{{20251201, 150000}, {20260113, -150000}}, 123,
			"20260111-20260113 3d 10.00% 150000=123", nil},
		{"credited before it was due", 20260112, 20260211, []Move{{20251201, 150000}, {20260105, -50000}}, 822,
			"20260113-20260211 30d 10.00% 100000=822", nil},
		{"taken back by the bank", 20260112, 20260211, []Move{{20251201, 150000}, {20260112, -150000}, {20260201, 150000}}, 411,
			"20260202-20260211 10d 10.00% 150000=411", nil},
		{"not yet due", 20260112, 20260112, []Move{{20251201, 150000}}, 0, "", nil},
		// 10 days and 4 of 87: 2.7397 and 1.0959.
		{"a respite", 20260206, 20260504, []Move{{20260107, 100000}}, 384, "20260207-20260216 10d 10.00% 100000=274; 20260501-20260504 4d 10.00% 100000=110",
			[]span{{from: 20260217, through: 20260430}}},
		{"a respite from before the due day, and another within", 20260206, 20260504, []Move{{20260107, 100000}}, 110, "20260501-20260504 4d 10.00% 100000=110",
			[]span{{from: 20260201, through: 20260430}, {from: 20260301, through: 20260310}}},
		{"paid a part under a respite", 20260206, 20260504, []Move{{20260107, 100000}, {20260301, -40000}}, 340,
			"20260207-20260216 10d 10.00% 100000=274; 20260501-20260504 4d 10.00% 60000=66", []span{{from: 20260217, through: 20260430}}},
	} {
		inv := &ledger.Invoice{Due: c.due, Currency: "SEK"}
		got, lines, err := assess(&p, inv, &life{changes: c.changes, free: c.free}, c.to)
		text, sum := "", int64(0)
		for i, l := range lines {
			if i > 0 {
				text += "; "
			}
			text += fmt.Sprintf("%d-%d %dd %s%% %d=%d", l.From, l.To, l.Days, l.Rate, l.Base, l.Amount)
			sum += l.Amount
		}
		if err != nil || got != c.want || sum != got || text != c.lines {
			t.Errorf("%s: %d %q, %v; want %d %q", c.name, got, text, err, c.want, c.lines)
		}
	}
}

// TestStated: what a client states of interest to a day is claimed as it says, and what the
// law gives runs from there: 16.44 to 2 February and 1500.00 x 10 % x 9/365 = 3.6986 are 20.14
// on the 11th. On 1 February it has not been stated, and 1500.00 x 10 % x 20/365 = 8.219 have run.
func TestStated(t *testing.T) {
	tables, err := law.Load()
	sweden, err2 := calendar.Named("SE")
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	p, err := Sweden(tables, sweden)
	if err != nil {
		t.Fatal(err)
	}
	l := life{changes: []Move{{20251201, 150000}}, stated: []Move{{20260202, 1644}}}
	for to, want := range map[date.Date]int64{20260201: 822, 20260202: 1644, 20260211: 2014} {
		got, lines, err := assess(&p, &ledger.Invoice{Due: 20260112, Currency: "SEK"}, &l, to)
		sum := int64(0)
		for _, l := range lines {
			sum += l.Amount
		}
		if err != nil || got != want || sum != want || to >= 20260202 && lines[0] != (formats.InterestLine{From: 20260113, To: 20260202, Amount: 1644}) {
			t.Errorf("to %s: %d %v, %v; want %d", to, got, lines, err, want)
		}
	}
}

// TestSecondAfterPartPayment: interest that was paid is taken off, the fee stays one, and
// what the reminder promises is what the item owes.
func TestSecondAfterPartPayment(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db, true)
		b.bill("10010", 20260112, nil)
		b.day = 20260122
		b.run()
		b.pay("10010", 20260202, 50000)
		b.interestPaid("10010", 20260202, 411)
		b.day = 20260223
		// 1500 to 2 February (21 days): 8.63; 1000 to 23 February (21 days): 5.75; paid 4.11.
		if diff := cmp.Diff([]string{"10010 2 mail 1070.27 2026-03-05"}, told(b.run())); diff != "" {
			t.Error(diff)
		}
		b.do(func(tx *ledger.Tx) error {
			owed, err := tx.Balance(1)
			if owed != (ledger.Balance{100000, 6000, 1027, 0}) {
				t.Errorf("owed %v", owed)
			}
			// Before the money came, 14 days: 1500 x 10 % x 14/365 = 5.75, of which nothing was paid;
			// on the day it came 8.63 - 4.11 = 4.52.
			inv, err4 := tx.Invoice(1)
			for day, want := range map[date.Date]ledger.Balance{20260126: {150000, 6000, 575, 0}, 20260202: {100000, 6000, 452, 0}} {
				if then, err := OwedOn(tx, &b.p, &inv, day); then != want || err != nil || err4 != nil {
					t.Errorf("owed on %s %v, want %v; %v %v", day, then, want, err, err4)
				}
			}
			total, payBy, err2 := Promise(tx, 1)
			if total != 107027 || payBy != 20260305 {
				t.Errorf("promised %d by %s", total, payBy)
			}
			r, err3 := Letter(tx, "r000002")
			if r.InterestPaid != 411 || r.Earlier != 20260122 || len(r.Lines) != 2 || r.Attempt != 1 {
				t.Errorf("%+v", r)
			}
			sum := int64(0)
			for _, l := range r.Lines {
				sum += l.Amount
			}
			if sum != r.Interest+r.InterestPaid {
				t.Errorf("lines sum to %d, interest %d + paid %d", sum, r.Interest, r.InterestPaid)
			}
			if err == nil {
				err = err2
			}
			if err == nil {
				err = err3
			}
			return err
		})
		b.sound()
	})
}

func (b *book) interestPaid(number string, on date.Date, amount int64) {
	b.t.Helper()
	b.do(func(tx *ledger.Tx) error {
		i, err := tx.InvoiceByNumber(number)
		if err != nil {
			return err
		}
		_, err = tx.Post(ledger.Entry{Key: "interest:" + number, Why: ledger.PaymentReceived, BookedOn: on, Text: "payment", Postings: []ledger.Posting{
			{Role: ledger.RoleBank, Amount: amount, Currency: "SEK"},
			{Role: ledger.RoleInterestIncome, Amount: -amount, Currency: "SEK", Invoice: i.ID, Bucket: ledger.Interest},
		}})
		return err
	})
}

// TestSmallThings: interest below the least is waived and logged (DOMAIN.md 4.8), a paid
// invoice is left alone, and no second reminder follows one that never left.
func TestSmallThings(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db, true)
		b.p.MinimumInterest = 500
		b.bill("10010", 20260112, nil)
		b.bill("10020", 20260112, nil)
		b.pay("10020", 20260115, 150000)
		b.day = 20260122
		if diff := cmp.Diff([]string{"10010 1 mail 1560.00 2026-02-02"}, told(b.order())); diff != "" {
			t.Error(diff)
		}
		b.do(func(tx *ledger.Tx) error {
			list, err := tx.HistoryOfInvoice(1)
			kinds := ""
			for _, h := range list {
				kinds += h.Kind + " "
			}
			if kinds != "interest-waived reminder " {
				t.Errorf("history: %s", kinds)
			}
			return err
		})
		b.day = 20260223
		if diff := cmp.Diff([]string{"10010 2 skipped unsent"}, told(b.run())); diff != "" {
			t.Error(diff)
		}
		b.do(func(tx *ledger.Tx) error { // the printer's word that it went, at last
			if err := SetRendered(tx, "r000001", "a"); err != nil {
				return err
			}
			if err := SetRendered(tx, "r000001", "b"); err == nil {
				t.Error("other bytes were taken")
			}
			return SetSent(tx, "r000001")
		})
		b.day = 20260224
		if diff := cmp.Diff([]string{"10010 2 mail 1577.67 2026-03-06"}, told(b.run())); diff != "" {
			t.Error(diff)
		}
	})
}

// TestCreditStops: nobody is reminded who has the money with us, be it an unnetted
// credit note or a surplus; a small surplus stops nothing.
func TestCreditStops(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db, true)
		b.bill("10010", 20260112, nil)
		b.bill("10020", 20260112, nil)
		b.bill("10030", 20260112, nil)
		b.do(func(tx *ledger.Tx) error {
			_, err := tx.IssueInvoice(ledger.Invoice{Number: "90010", Kind: ledger.KindCredit, Debtor: 1, Issued: 20260115, Due: 20260115,
				Currency: "SEK", Net: 150000, Gross: 150000})
			return err
		})
		b.surplus(2, 150000)
		b.surplus(3, 100)
		b.day = 20260122
		want := []string{"10030 1 mail 1564.11 2026-02-02", "10010 1 skipped credit", "10020 1 skipped credit"}
		if diff := cmp.Diff(want, told(b.run())); diff != "" {
			t.Error(diff)
		}
	})
}

// surplus books a payment of a known payer that settled nothing.
func (b *book) surplus(party ledger.PartyID, amount int64) {
	b.t.Helper()
	b.do(func(tx *ledger.Tx) error {
		p := tx.Poster()
		p.Begin(ledger.Entry{Key: fmt.Sprint("surplus:", party), Why: ledger.PaymentReceived, BookedOn: 20260120, Text: "payment"})
		id := p.Receipt(ledger.Receipt{Account: "1930", BankRef: fmt.Append(nil, "s", party), Amount: amount, Currency: "SEK", BookedOn: 20260120})
		p.Add(ledger.Posting{Role: ledger.RoleBank, Amount: amount, Currency: "SEK"})
		p.Add(ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: -amount, Currency: "SEK", Receipt: id, Party: party})
		if _, err := p.End(); err != nil {
			return err
		}
		return p.Flush()
	})
}

// TestPrintOrder: a day's letters are one order for the printer, with what it prints.
func TestPrintOrder(t *testing.T) {
	b := open(t, storetest.SQLite(t), true)
	b.p.Mail = false // no mail server: everything is printed
	b.bill("10010", 20260112, nil)
	b.bill("10020", 20260112, nil)
	b.day = 20260122
	b.run()
	b.do(func(tx *ledger.Tx) error {
		list, err := Batch(tx, 20260122)
		if len(list) != 2 || list[1].Invoice != "10020" || list[1].Channel != formats.ByPost || list[1].State != Told {
			t.Errorf("%+v", list)
		}
		return err
	})
}

func TestGoodEmail(t *testing.T) { // R-ALK-16
	for address, want := range map[string]bool{
		"kajsa@example.se": true, "kajsa.o+x@sub.example.co": true,
		"": false, "kajsa": false, "kajsa@": false, "@example.se": false, "kajsa@localhost": false, "kajsa@example.": false,
		"Kajsa <kajsa@example.se>": false, "a@b.se, c@d.se": false, "kajsa @example.se": false, "kajsa@exa mple.se": false,
		"kajsa@example.se\r\nBcc: x@y.se": false, "kajsa@ex..se": false,
	} {
		if got := GoodEmail(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}
