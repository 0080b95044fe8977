package report_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestReportsAgree books anything in any order, on a SQLite and a PostgreSQL book, and
// holds the reports of some day to one another: the trial balance to the book's own, open
// items to receivables, ageing to open items, the general ledger to the trial balance,
// cash-in to what moved on the bank account, suspense to its account, vouchers to all.
func TestReportsAgree(t *testing.T) {
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := checks.Value.Set("5"); err != nil { // each fills two databases
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		acts := rapid.SliceOfN(rapid.Custom(anAct), 5, 40).Draw(r, "acts")
		from := date.Date(20251110).Add(rapid.IntRange(0, 100).Draw(r, "from"))
		through := from.Add(rapid.IntRange(0, 60).Draw(r, "days"))
		for _, open := range []func(testing.TB) *store.DB{storetest.SQLite, storetest.Postgres} {
			t.Run("", func(t *testing.T) {
				b := ledger.New(open(t), ledger.DefaultChart())
				ledgertest.Company(t, b)
				for n, a := range acts {
					err := b.Update(t.Context(), ledgertest.At, "rapid", func(tx *ledger.Tx) error { return a.do(tx, n) })
					if err != nil && !errors.Is(err, ledger.ErrOverdrawn) && !errors.Is(err, ledger.ErrReversed) && !errors.Is(err, ledger.ErrNotFound) {
						t.Fatalf("act %d %+v: %v", n, a, err)
					}
				}
				ledgertest.View(t, b, func(tx *ledger.Tx) error { agree(t, r, tx, from, through); return nil })
			})
		}
	})
}

// agree holds the reports of a period to one another.
func agree(t *testing.T, r *rapid.T, tx *ledger.Tx, from, through date.Date) {
	a := report.Ask{From: from, Through: through, Today: 20270101}
	same := func(what string, got, want map[money.Currency]int64) {
		if !maps.Equal(got, want) {
			r.Errorf("%s to %s: %s: %v, want %v", from, through, what, got, want)
		}
	}
	book, err := tx.TrialBalanceThrough(through)
	if err != nil {
		t.Fatal(err)
	}
	balances, closing := map[string]map[money.Currency]int64{}, map[string]map[money.Currency]int64{}
	for _, b := range book {
		add(balances, b.Number, b.Currency, b.Balance)
	}
	trial := ask(t, tx, "trial-balance", a)
	for _, row := range trial.Rows {
		add(closing, row[0].Text, row[5].Currency, row[5].N)
	}
	for _, number := range slices.Sorted(maps.Keys(balances)) {
		same("trial balance of "+number, closing[number], balances[number])
	}
	same("all of the trial balance", total(t, &trial, "closing"), map[money.Currency]int64{})

	items, ages := ask(t, tx, "open-items", a), ask(t, tx, "ageing", a)
	same("open items", total(t, &items, "open"), balances["1510"])
	same("ageing", total(t, &ages, "open"), balances["1510"])
	buckets := map[money.Currency]int64{}
	for _, c := range ages.Columns[2 : len(ages.Columns)-2] {
		for currency, n := range total(t, &ages, c.Name) {
			if buckets[currency] += n; buckets[currency] == 0 {
				delete(buckets, currency)
			}
		}
	}
	same("buckets", buckets, balances["1510"])
	a.From, a.RegisteredFrom = 0, 0
	for _, name := range []string{"status-general", "status-detailed"} {
		stock := ask(t, tx, name, a)
		same(name, bucketsOf(t, &stock, nil), balances["1510"])
	}
	for _, name := range []string{"statistics-general", "statistics-detailed"} {
		became := ask(t, tx, name, a)
		measure, notes := became.Column("measure"), ask(t, tx, "status-general", a)
		remaining := bucketsOf(t, &became, func(row []report.Cell) bool { return row[measure].Text == "remaining" })
		for c, n := range bucketsOf(t, &notes, func(row []report.Cell) bool { return row[0].Text == "credit" }) {
			remaining[c] += n
		}
		same(name, only(remaining, money.SEK), only(balances["1510"], money.SEK))
	}
	a.From = from
	rests := ask(t, tx, "suspense", a)
	same("suspense", none(money.SEK, -total(t, &rests, "rest")[money.SEK]), only(balances["2890"], money.SEK))

	general, moved := ask(t, tx, "general-ledger", a), map[string]map[money.Currency]int64{}
	for _, row := range general.Rows {
		switch row[1].Text {
		case "closing":
			same("general ledger of "+row[0].Text, none(row[7].Currency, row[7].N), only(balances[row[0].Text], row[7].Currency))
		case "posting":
			add(moved, row[0].Text, row[7].Currency, row[5].N-row[6].N)
		}
	}
	cash := ask(t, tx, "cash-in", a)
	same("cash in", total(t, &cash, "net"), moved["1930"])
	vouchers := map[string]map[money.Currency]int64{}
	err = report.Vouchers(tx, from, through, money.SEK, func(v *report.Voucher) error {
		sum := int64(0)
		for _, l := range v.Lines {
			add(vouchers, l.Account, money.SEK, l.Amount)
			sum += l.Amount
		}
		if sum != 0 {
			r.Errorf("voucher %s%d is off by %d", v.Series, v.Number, sum)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, number := range slices.Sorted(maps.Keys(balances)) {
		same("vouchers on "+number, only(vouchers[number], money.SEK), only(moved[number], money.SEK))
	}
}

// bucketsOf adds up what stands on receivables, without interest, in some rows.
func bucketsOf(t *testing.T, table *report.Table, want func([]report.Cell) bool) map[money.Currency]int64 {
	part := *table
	part.Rows = nil
	for _, row := range table.Rows {
		if want == nil || want(row) {
			part.Rows = append(part.Rows, row)
		}
	}
	all := map[money.Currency]int64{}
	for _, column := range []string{"principal", "fee", "cost"} {
		for c, n := range total(t, &part, column) {
			if all[c] += n; all[c] == 0 {
				delete(all, c)
			}
		}
	}
	return all
}

// only gives one currency of several.
func only(all map[money.Currency]int64, c money.Currency) map[money.Currency]int64 {
	return none(c, all[c])
}

// none is a sum, with nothing for zero.
func none(c money.Currency, n int64) map[money.Currency]int64 {
	if n == 0 {
		return map[money.Currency]int64{}
	}
	return map[money.Currency]int64{c: n}
}

func add(all map[string]map[money.Currency]int64, number string, c money.Currency, n int64) {
	if all[number] == nil {
		all[number] = map[money.Currency]int64{}
	}
	if all[number][c] += n; all[number][c] == 0 {
		delete(all[number], c)
	}
}

// act is something a company does.
type act struct {
	what     string
	invoice  ledger.InvoiceID
	entry    ledger.EntryID
	receipt  ledger.ReceiptID
	amount   int64
	day      int
	currency money.Currency
}

func anAct(r *rapid.T) act {
	return act{
		what:     rapid.SampledFrom([]string{"issue", "credit", "fee", "pay", "pay", "pay", "lost", "back", "allocate", "reverse"}).Draw(r, "what"),
		invoice:  ledger.InvoiceID(rapid.Int64Range(1, 8).Draw(r, "invoice")),
		entry:    ledger.EntryID(rapid.Int64Range(1, 30).Draw(r, "entry")),
		receipt:  ledger.ReceiptID(rapid.Int64Range(1, 8).Draw(r, "receipt")),
		amount:   rapid.Int64Range(1, 200_000).Draw(r, "amount"),
		day:      rapid.IntRange(0, 60).Draw(r, "day"),
		currency: rapid.SampledFrom([]money.Currency{money.SEK, money.SEK, money.EUR}).Draw(r, "currency"),
	}
}

// do does it; n makes its keys unique.
func (a act) do(tx *ledger.Tx, n int) error {
	on, key := date.Date(20251201).Add(a.day), fmt.Sprintf("act %d", n)
	post := func(why ledger.Why, postings ...ledger.Posting) error {
		for i := range postings {
			postings[i].Currency = money.SEK
		}
		_, err := tx.Post(ledger.Entry{Key: key, Why: why, BookedOn: on, Text: key, Postings: postings})
		return err
	}
	var err error
	switch a.what {
	case "issue", "credit":
		i := ledger.Invoice{Number: key, Kind: ledger.KindInvoice, Debtor: ledger.PartyID(1 + n%3), Issued: on, Due: on.Add(30), Currency: a.currency,
			Net: a.amount, Gross: a.amount}
		if a.what == "credit" {
			i.Kind = ledger.KindCredit
		}
		_, err = tx.IssueInvoice(i)
	case "fee":
		if i, err := tx.Invoice(a.invoice); err != nil || i.Currency != money.SEK {
			return err // a fee is in the invoice's currency
		}
		return post(ledger.ReminderFee, ledger.Posting{Role: ledger.RoleAR, Amount: a.amount, Invoice: a.invoice, Bucket: ledger.Fee},
			ledger.Posting{Role: ledger.RoleFeeIncome, Amount: -a.amount})
	case "pay":
		return a.pay(tx, key, on)
	case "lost":
		_, err = paid(tx, key, on, a.amount, "none", line{ledger.RoleSuspense, -a.amount, 0, 0, true})
	case "back":
		_, err = paid(tx, key, on, -a.amount, "none", line{ledger.RoleSuspense, a.amount, 0, 0, true})
	case "allocate":
		return post(ledger.Allocated, ledger.Posting{Role: ledger.RoleSuspense, Amount: a.amount/40 + 1, Receipt: a.receipt},
			ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: -(a.amount/40 + 1), Receipt: a.receipt, Party: 1})
	case "reverse":
		old, err := tx.Entry(a.entry)
		if err != nil || old.Receipts > 0 { // money the bank has told of is not undone by hand
			return err
		}
		_, err = tx.Reverse(a.entry, max(on, old.BookedOn), "rapid")
		return err
	}
	return err
}

// pay settles as much of the invoice as is owed; the rest becomes customer credit.
func (a act) pay(tx *ledger.Tx, key string, on date.Date) error {
	i, err := tx.Invoice(a.invoice)
	if err != nil || i.Currency != money.SEK {
		return err
	}
	owed, err := tx.Balance(a.invoice)
	if err != nil {
		return err
	}
	var lines []line
	rest := a.amount
	for _, bucket := range []ledger.Bucket{ledger.Principal, ledger.Fee} {
		if part := min(rest, owed[bucket]); part > 0 {
			lines = append(lines, line{ledger.RoleAR, -part, a.invoice, bucket, true})
			rest -= part
		}
	}
	if rest > 0 {
		lines = append(lines, line{ledger.RoleCustomerCredit, -rest, a.invoice, 0, true})
	}
	_, err = paid(tx, key, max(on, i.Issued), a.amount, "reference", lines...)
	return err
}
