package dunning

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/config/calendar"
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store/storetest"
)

// looked are the rows a person has looked up for these tests.
var looked = []law.Confirmation{
	{Country: "FI", Key: "reminder_fee_max_count", From: 20130316, Value: "2"},
	{Country: "FI", Key: "later_demand_fee", Debtor: law.Consumer, From: 20130316},
	{Country: "FI", Key: "total_cost_cap", Debtor: law.Consumer, From: 20130316},
	{Country: "FI", Key: "total_cost_cap", Debtor: law.Business, From: 20220501, Value: "1000:300.00 above:500.00"},
	{Country: "FI", Key: "own_demand_fee_max_count", Debtor: law.Business, From: 20220501, Value: "2"},
	{Country: "FI", Key: "later_demand_fee_max_count", Debtor: law.Business, From: 20220501, Value: "1"},
	{Country: "DK", From: 20260101, Value: "1.75"},
	{Country: "DK", Key: "collection_demand_pay_days", From: 19970101},
	{Country: "DK", Key: "collection_fee", From: 20020801},
	{Country: "DK", Key: "collection_fee_max_count", From: 20020801},
}

// TestCountries is each country's procedure, step by step, to the hand-over. The invoice falls
// due on Monday 2026-01-12; nobody pays. Days, fees and totals were worked out by hand from
// the tables: a line is the day, the letter, what it cost, its total and its last day.
func TestCountries(t *testing.T) {
	for _, c := range []struct {
		name      string
		procedure string
		company   bool
		gross     int64 // minor units
		change    func(*Policy)
		want      string
	}{
		// Interest at 10 %: 10 days of 1500.00 are 4.109…, 22 are 9.041…; by e-mail.
		{"SE: 60.00 once, 180.00 for the demand", "sweden", false, 150000, nil, `
			2026-01-22 reminder fee 60.00 cost 0.00 total 1564.11 by 2026-02-02
			2026-02-03 collection-demand fee 180.00 cost 0.00 total 1749.04 by 2026-02-13
			2026-02-16 handed over`},
		// 450.00 the day after the due date, and with it neither 60.00 nor 180.00.
		{"SE: a business pays 450.00 instead of both", "sweden", true, 150000, compensating, `
			2026-01-13 compensation 450.00
			2026-01-22 reminder fee 0.00 cost 450.00 total 1954.11 by 2026-02-02
			2026-02-03 collection-demand fee 0.00 cost 450.00 total 1959.04 by 2026-02-13
			2026-02-16 handed over`},
		// 60.00 + 180.00 do not come to more than the 450.00.
		{"SE: nothing is left above 450.00", "sweden", true, 150000, func(p *Policy) { p.Compensation, p.CostAbove = true, true }, `
			2026-01-13 compensation 450.00
			2026-01-22 reminder fee 0.00 cost 450.00 total 1954.11 by 2026-02-02
			2026-02-03 collection-demand fee 0.00 cost 450.00 total 1959.04 by 2026-02-13
			2026-02-16 handed over`},
		{"SE: a business without compensation", "sweden", true, 150000, nil, `
			2026-01-22 reminder fee 60.00 cost 0.00 total 1564.11 by 2026-02-02
			2026-02-03 collection-demand fee 180.00 cost 0.00 total 1749.04 by 2026-02-13
			2026-02-16 handed over`},
		// Inkassosats 750.00: 1/20 is 37.50, 3/20 is 112.50. Interest at 12 %: 14 days of
		// 1500.00 are 6.904…, 30 are 14.794…, 46 are 22.684…. What the bank was told to pay on the
		// last day is here a bank day later (02-10, 02-26, Monday 03-16), and no letter before that.
		{"NO: a reminder from the 14th day, a notice, a demand", "norway", false, 150000, nil, `
			2026-01-26 reminder fee 37.50 cost 0.00 total 1544.40 by 2026-02-09
			2026-02-11 collection-notice fee 37.50 cost 0.00 total 1589.79 by 2026-02-25
			2026-02-27 collection-demand fee 112.50 cost 0.00 total 1710.18 by 2026-03-13
			2026-03-17 handed over`},
		// Two notices have had their fee: the third costs nothing. 64 days are 31.561…; 04-02 to 04-06 are Easter.
		{"NO: two fees at most", "norway-two-reminders", false, 150000, nil, `
			2026-01-26 reminder fee 37.50 cost 0.00 total 1544.40 by 2026-02-09
			2026-02-11 reminder fee 37.50 cost 0.00 total 1589.79 by 2026-02-25
			2026-02-27 collection-notice fee 0.00 cost 0.00 total 1597.68 by 2026-03-13
			2026-03-17 collection-demand fee 112.50 cost 0.00 total 1719.06 by 2026-03-31
			2026-04-07 handed over`},
		// 37.50 + 37.50 + 112.50 = 187.50 are counted into the 460.00.
		{"NO: a business pays 460.00, the fees are in it", "norway", true, 150000, compensating, `
			2026-01-13 compensation 460.00
			2026-01-26 reminder fee 0.00 cost 460.00 total 1966.90 by 2026-02-09
			2026-02-11 collection-notice fee 0.00 cost 460.00 total 1974.79 by 2026-02-25
			2026-02-27 collection-demand fee 0.00 cost 460.00 total 1982.68 by 2026-03-13
			2026-03-17 handed over`},
		// 9.5 %: 100.00 for 14, 28 and 45 days is 0.364…, 0.728…, 1.171…; demands go by post, which takes 2 days.
		{"FI: a consumer, up to 100.00", "finland", false, 10000, nil, `
			2026-01-26 reminder fee 5.00 cost 0.00 total 105.36 by 2026-02-05
			2026-02-09 collection-demand fee 14.00 cost 0.00 total 119.73 by 2026-02-25
			2026-02-26 collection-demand fee 7.00 cost 0.00 total 127.17 by 2026-03-16
			2026-03-17 handed over`},
		// 1000.00: 3.643…, 7.287…, 11.712….
		{"FI: a consumer, up to 1000.00", "finland", false, 100000, nil, `
			2026-01-26 reminder fee 5.00 cost 0.00 total 1008.64 by 2026-02-05
			2026-02-09 collection-demand fee 24.00 cost 0.00 total 1036.29 by 2026-02-25
			2026-02-26 collection-demand fee 12.00 cost 0.00 total 1052.71 by 2026-03-16
			2026-03-17 handed over`},
		// 1000.01: the same interest to the cent.
		{"FI: a consumer, above 1000.00", "finland", false, 100001, nil, `
			2026-01-26 reminder fee 5.00 cost 0.00 total 1008.65 by 2026-02-05
			2026-02-09 collection-demand fee 50.00 cost 0.00 total 1062.30 by 2026-02-25
			2026-02-26 collection-demand fee 25.00 cost 0.00 total 1091.72 by 2026-03-16
			2026-03-17 handed over`},
		// 12.00 and 12.00 are counted into the 40.00. 10.5 %: 10 days of 1000.00 are 2.876…, 21 are 6.041….
		{"FI: a business pays 40.00, the fees are in it", "finland", true, 100000, compensating, `
			2026-01-13 compensation 40.00
			2026-01-22 reminder fee 0.00 cost 40.00 total 1042.88 by 2026-01-29
			2026-02-02 collection-demand fee 0.00 cost 40.00 total 1046.04 by 2026-02-16
			2026-02-17 handed over`},
		// A collector's demand of 70.00 on 1000.00: 12.00 and 28.00 of it fill the 40.00, 42.00
		// are left; of the later demand's 35.00 all.
		{"FI: what the costs are above 40.00", "finland-collector", true, 100000, compensating, `
			2026-01-13 compensation 40.00
			2026-01-22 reminder fee 0.00 cost 40.00 total 1042.88 by 2026-01-29
			2026-02-02 collection-demand fee 42.00 cost 40.00 total 1088.04 by 2026-02-16
			2026-02-17 collection-demand fee 35.00 cost 40.00 total 1127.36 by 2026-03-02
			2026-03-03 handed over`},
		// 9.75 %: 1500.00 for 10, 21, 31, 39 days is 4.006…, 8.414…, 12.421…, 15.626…. 1 February is a Sunday.
		{"DK: three reminders ten days apart, 100.00 each", "denmark", false, 150000, nil, `
			2026-01-22 reminder fee 100.00 cost 0.00 total 1604.01 by 2026-01-29
			2026-02-02 reminder fee 100.00 cost 0.00 total 1708.41 by 2026-02-09
			2026-02-12 reminder fee 100.00 cost 0.00 total 1812.42 by 2026-02-19
			2026-02-20 collection-notice fee 0.00 cost 0.00 total 1815.63 by 2026-03-02
			2026-03-03 handed over collection fee 100.00 DKK`},
		// 310.00 comes on top of the fees.
		{"DK: a business pays 310.00 as well", "denmark", true, 150000, compensating, `
			2026-01-13 compensation 310.00
			2026-01-22 reminder fee 100.00 cost 310.00 total 1914.01 by 2026-01-29
			2026-02-02 reminder fee 100.00 cost 310.00 total 2018.41 by 2026-02-09
			2026-02-12 reminder fee 100.00 cost 310.00 total 2122.42 by 2026-02-19
			2026-02-20 collection-notice fee 0.00 cost 310.00 total 2125.63 by 2026-03-02
			2026-03-03 handed over collection fee 100.00 DKK`},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := openAs(t, c.procedure, c.change)
			b.billTo(c.company, c.gross)
			var got []string
			b.p.HandOver = func(tx *ledger.Tx, on date.Date, claims []HandedOver) error {
				list, err := tx.HistoryOfInvoice(claims[0].Invoice)
				_, cost, _ := strings.Cut(list[len(list)-1].Text, ";")
				got = append(got, strings.TrimSpace(on.String()+" handed over"+cost))
				return err
			}
			for b.day = 20260112; b.day < 20260410; b.day = b.day.Add(1) {
				if b.p.Calendar.IsBankDay(b.day) {
					got = append(got, b.steps()...)
				}
			}
			var want []string
			for line := range strings.Lines(strings.TrimSpace(c.want)) {
				want = append(want, strings.TrimSpace(line))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			b.sound()
		})
	}
}

func compensating(p *Policy) { p.Compensation = true }

// openAs opens a book for a country's procedure.
func openAs(t *testing.T, procedure string, change func(*Policy)) *book {
	t.Helper()
	b := open(t, storetest.SQLite(t), true)
	var err error
	if b.p.Procedure, err = Named(procedure); err != nil {
		t.Fatal(err)
	}
	for _, row := range looked {
		row.By = "Eva"
		if b.p.Tables, err = b.p.Tables.Confirm(row); err != nil {
			t.Fatal(err)
		}
	}
	if b.p.Calendar, err = calendar.Named(string(b.p.Procedure.Country)); err != nil {
		t.Fatal(err)
	}
	b.p.Sender.Country = string(b.p.Procedure.Country)
	if change != nil {
		change(&b.p)
	}
	return b
}

var currencies = map[law.Country]money.Currency{"SE": "SEK", "NO": "NOK", "FI": "EUR", "DK": "DKK"}

func (b *book) billTo(company bool, gross int64) {
	country := b.p.Procedure.Country
	b.bill("10010", 20260112, func(p *ledger.Party, i *ledger.Invoice) {
		p.Country, p.Company = string(country), company
		i.Company, i.Currency, i.Net, i.Gross = company, currencies[country], gross, gross
	})
}

// steps does a day's job and tells of it: the letter with what it cost itself, and what
// was charged without one.
func (b *book) steps() (lines []string) {
	charged := 0
	for _, s := range b.run().Sent {
		b.do(func(tx *ledger.Tx) error {
			r, err := Letter(tx, s.Reminder)
			fee := int64(0)
			for _, f := range r.Fees {
				if f.On == b.day && f.Kind != law.LateCompensation {
					fee += f.Amount
				}
			}
			if want := r.Fee + r.Cost; want > 0 && r.Fees == nil {
				b.t.Errorf("%s explains nothing of %d", s.Reminder, want)
			}
			lines = append(lines, fmt.Sprintf("%s %s fee %s cost %s total %s by %s", s.Day, s.Kind, money.Of(fee, r.Currency).Decimal(),
				money.Of(r.Cost, r.Currency).Decimal(), s.Total.Decimal(), s.PayBy))
			charged++
			return err
		})
	}
	if charged > 0 {
		return lines
	}
	b.do(func(tx *ledger.Tx) error {
		r, _, err := ReportOf(tx, b.day)
		if r.Charged > 0 {
			owed, err := tx.Balance(1)
			lines = append(lines, fmt.Sprintf("%s compensation %s", b.day, money.Of(owed[ledger.Cost], "SEK").Decimal()))
			return err
		}
		return err
	})
	return lines
}

// TestProceduresAreLawful: no row of the table is below the law, as far as the law is
// known; days that a configuration changes are refused with the law's row.
func TestProceduresAreLawful(t *testing.T) {
	tables, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	list, err := Procedures()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		if err := p.Lawful(tables, 20260601); err != nil {
			t.Error(err)
		}
		for _, v := range p.versions {
			for _, s := range v.steps { // the letters' texts promise by the country (DOMAIN.md 4.7)
				if s.Letter != HandOver && s.Honoured == (p.Country == "DK") {
					t.Errorf("%s step %d: honoured is %v, its letter says otherwise", p.Name, s.Level, s.Honoured)
				}
			}
		}
	}
	for _, c := range []struct {
		procedure        string
		step, after, pay int
		want             string
	}{
		{"norway", 1, 13, 0, "inkassoforskriften § 1-2"},
		{"norway", 2, 0, 13, "inkassoloven § 9"},
		{"sweden", 2, 0, 7, "inkassolagen 5 §"},
		{"finland", 1, 13, 0, "perintälaki 10 a §"},
		{"finland", 2, 13, 0, "perintälaki 10 a §"},
		{"denmark", 2, 9, 0, "renteloven § 9 b"},
		{"denmark", 7, 9, 0, "has no step 7"},
		{"indta", 1, -1, 0, "want 1 at least"},
		{"indta", 1, 12, 20, ""},
	} {
		p, err := Named(c.procedure)
		if err == nil {
			p, err = p.Change(c.step, c.after, c.pay)
		}
		if err == nil {
			err = p.Lawful(tables, 20260601)
		}
		if text := fmt.Sprint(err); (c.want == "") != (err == nil) || !strings.Contains(text, c.want) && c.want != "" {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := Named("norwich"); err == nil || !strings.Contains(err.Error(), "norway-two-reminders") {
		t.Errorf("%v", err)
	}
}

// TestAnotherRoomsCharge: a plan's fee that nobody paid is told in the next letter with its
// ground, and is counted in the law's total: for 100.00 all costs of a consumer are 60.00 at
// most (perintälaki), so that 58.00 leave 2.00 of the reminder's 5.00.
func TestAnotherRoomsCharge(t *testing.T) {
	b := openAs(t, "finland", nil)
	b.billTo(false, 10000)
	b.do(func(tx *ledger.Tx) error {
		_, err := tx.Book("T-26", ledger.Facts{Key: "plan-fee:plan1", On: 20260120, Text: "Fee of plan1", Currency: "EUR", Invoice: 1,
			Party: 1, Amounts: map[ledger.Part]int64{ledger.OfFee: 5800}})
		if err != nil {
			return err
		}
		return PutCharge(tx, 1, law.Charged{Kind: law.PlanFee, On: 20260120, Amount: money.Of(5800, "EUR")}, "perintälaki 10 a §")
	})
	b.day = 20260126
	sent := b.run().Sent
	if len(sent) != 1 {
		t.Fatal(sent)
	}
	b.do(func(tx *ledger.Tx) error {
		r, err := Letter(tx, sent[0].Reminder)
		want := []formats.LetterFee{{Kind: law.PlanFee, Amount: 5800, On: 20260120}, {Kind: law.ReminderFee, Amount: 200, On: 20260126}}
		if diff := cmp.Diff(want, r.Fees); diff != "" || r.Fee != 6000 {
			t.Error(r.Fee, diff)
		}
		return err
	})
	b.sound()
}

// TestOneDemandForEachDebtor: three invoices of one debtor, two due on one day and one three days
// later, cost him one fee for the demands; another debtor pays his own (lag 1981:739 3 §).
func TestOneDemandForEachDebtor(t *testing.T) {
	b := openAs(t, "sweden", nil)
	again := func(number string, due date.Date) {
		b.do(func(tx *ledger.Tx) error {
			_, err := tx.IssueInvoice(ledger.Invoice{Number: number, Ref: number + "7", Kind: ledger.KindInvoice, Debtor: 1, Issued: due.Add(-30), Due: due, Currency: "SEK",
				Net: 10000, Gross: 10000, FeeAgreed: true})
			return err
		})
	}
	b.bill("10010", 20260206, nil)
	again("10011", 20260206)
	again("10012", 20260209)
	b.bill("10020", 20260206, nil)
	demands := map[string]string{}
	for b.day = 20260206; b.day < 20260315; b.day = b.day.Add(1) {
		if !b.p.Calendar.IsBankDay(b.day) {
			continue
		}
		for _, s := range b.run().Sent {
			if s.Kind == string(formats.CollectionDemand) {
				b.do(func(tx *ledger.Tx) error {
					id, err := tx.InvoiceByNumber(s.Invoice)
					charges, err2 := ChargesOf(tx, id.ID)
					for _, c := range charges {
						if c.Kind == law.CollectionFee {
							demands[s.Invoice] = c.Amount.Decimal()
						}
					}
					return errors.Join(err, err2)
				})
			}
		}
	}
	want := map[string]string{"10010": "180.00", "10011": "0.00", "10012": "0.00", "10020": "180.00"}
	if diff := cmp.Diff(want, demands); diff != "" {
		t.Error(diff)
	}
	b.sound()
}

// TestNobodyConfirmed: where a fee's row is nobody's word the claim is left alone, loudly, and
// the others go on.
func TestNobodyConfirmed(t *testing.T) {
	b := openAs(t, "finland", nil)
	tables, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	b.p.Tables = tables
	b.billTo(false, 10000)
	b.bill("10020", 20260112, func(_ *ledger.Party, i *ledger.Invoice) { i.Currency = "SEK" }) // the law's fees are in euros: none
	b.day = 20260126
	r := b.run()
	if len(r.Sent) != 1 || len(r.Skipped) != 1 || r.Skipped[0].Code != "rate" || !strings.Contains(r.Skipped[0].Why, "reminder_fee_max_count") {
		t.Errorf("%+v", r)
	}
	b.sound()
}
