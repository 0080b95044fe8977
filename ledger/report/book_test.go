package report_test

import (
	"fmt"
	"testing"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
)

// giro is the company's bank account; it held 100.00 before the first statement.
var giro = report.Bank{Key: "giro", Number: "1930", Currency: money.SEK, Opening: 10000}

// line is a posting of a test.
type line struct {
	role    ledger.Role
	amount  int64
	invoice ledger.InvoiceID
	bucket  ledger.Bucket
	paid    bool // names the receipt
}

// paid books money that came in or was taken back, as intake does.
func paid(tx *ledger.Tx, key string, on date.Date, amount int64, rule string, lines ...line) (ledger.EntryID, error) {
	p := tx.Poster()
	why := ledger.PaymentReceived
	if amount < 0 {
		why = ledger.PaymentReversed
	}
	_ = p.Begin(ledger.Entry{Key: "bank:giro:" + key, Why: why, BookedOn: on, Text: "Bank " + key, File: "f000007"})
	id := p.Receipt(ledger.Receipt{File: "f000007", Account: "1930", EntryKey: []byte(key), BankRef: []byte(key), Amount: amount, Currency: money.SEK,
		BookedOn: on, Payer: []byte("=Anna Öberg"), Text: []byte("tack\x1b[2J"), Rule: rule, Evidence: []byte("ref 17"), Line: 3})
	_ = p.Add(ledger.Posting{Role: ledger.RoleBank, Account: "1930", Amount: amount, Currency: money.SEK})
	for _, l := range lines {
		posting := ledger.Posting{Role: l.role, Amount: l.amount, Currency: money.SEK, Invoice: l.invoice, Bucket: l.bucket}
		if l.paid {
			posting.Receipt = id
		}
		_ = p.Add(posting)
	}
	entry, err := p.End()
	if err == nil {
		err = p.Flush()
	}
	return entry, err
}

// told writes what a bank's message said of an entry: in the notification, the statement
// or both, and which booking it became.
func told(tx *ledger.Tx, key string, on date.Date, amount, notification, statement int64, entry ledger.EntryID) error {
	id, err := tx.NextID("bank_entry")
	if err == nil {
		_, err = tx.Exec(`INSERT INTO bank_entry (id, account, key, day, amount, ref, notification, statement, entry, code, text)
			VALUES ($1, 'giro', $2, $3, $4, '', $5, $6, $7, 'PMNT/RCDT/DMCT', 'Insättning')`, id, key, on, amount, notification, statement, int64(entry))
	}
	return err
}

// statement writes a bank's statement of some days.
func statement(tx *ledger.Tx, name string, from, to date.Date, opening, credit, debit, closing int64, balanced bool) error {
	id, err := tx.NextID("bank_statement")
	if err == nil {
		_, err = tx.Exec(`INSERT INTO bank_statement (id, account, kind, name, sequence, first_day, last_day, currency, balanced, opening, closing,
			credit, debit, entries, fingerprint, file, channel)
			VALUES ($1, 'giro', 'statement', $2, '', $3, $4, 'SEK', $5, $6, $7, $8, $9, 1, $2, 'f000001', 'camt')`,
			id, name, from, to, balanced, opening, closing, credit, debit)
	}
	return err
}

// january books a month with a company, worked out by hand:
//
//	Nov 15 to 20  invoices 1500.00, 250.00, 12500.00 (VAT 2500.00), 400.00, 1560.00, and a
//	              credit note of 100.00 (VAT 20.00) on the hall: receivables 16110.00
//	Jan 05        a fee of 60.00 on the choir: receivables 16170.00
//	Jan 07        1500.00 for the choir, by reference
//	Jan 08        700.00 from nobody known: suspense; 250.00 for the course, by its words
//	Jan 09        250.00 taken back; the course is open again
//	Jan 12        200.00 of suspense found to be Bengt's: suspense 500.00, receivables 14470.00
//
// The bank account: 1500.00 + 700.00 + 250.00 - 250.00 = 2200.00.
func january(t *testing.T, book *ledger.Book) ledgertest.World {
	t.Helper()
	w := ledgertest.Company(t, book)
	ledgertest.Update(t, book, func(tx *ledger.Tx) error {
		ar, bank := ledger.RoleAR, func(key string, on date.Date, amount int64, rule string, lines ...line) error {
			entry, err := paid(tx, key, on, amount, rule, lines...)
			if err == nil {
				err = told(tx, key, on, amount, 1, int64(on-20260106), entry)
			}
			return err
		}
		post := func(why ledger.Why, on date.Date, postings ...ledger.Posting) error {
			for i := range postings {
				postings[i].Currency = money.SEK
			}
			_, err := tx.Post(ledger.Entry{Key: fmt.Sprint(why, on), Why: why, BookedOn: on, Text: string(why), Postings: postings})
			return err
		}
		for _, err := range []error{
			post(ledger.ReminderFee, 20260105, ledger.Posting{Role: ar, Amount: 6000, Invoice: w.Choir, Bucket: ledger.Fee}, ledger.Posting{Role: ledger.RoleFeeIncome, Amount: -6000}),
			tx.AssessInterest(w.Choir, 377),
			bank("N1", 20260107, 150000, "reference", line{ar, -150000, w.Choir, 0, true}),
			bank("N2", 20260108, 70000, "none", line{ledger.RoleSuspense, -70000, 0, 0, true}),
			bank("N3", 20260108, 25000, "text", line{ar, -25000, w.Course, 0, true}),
			bank("N4", 20260109, -25000, "reversal", line{ar, 25000, w.Course, 0, true}),
			post(ledger.Allocated, 20260112, ledger.Posting{Role: ledger.RoleSuspense, Amount: 20000, Receipt: 2},
				ledger.Posting{Role: ar, Amount: -20000, Invoice: w.Summer, Receipt: 2}),
			statement(tx, "S1", 20260107, 20260107, 10000, 150000, 0, 160000, true),
			statement(tx, "S2", 20260108, 20260108, 160000, 95000, 0, 255000, true),
			statement(tx, "S3", 20260109, 20260109, 255000, 0, 25000, 230000, true),
		} {
			if err != nil {
				return err
			}
		}
		return nil
	})
	ledgertest.Clean(t, book)
	return w
}

// ask answers a question as a table.
func ask(t testing.TB, tx *ledger.Tx, name string, a report.Ask) (table report.Table) {
	t.Helper()
	r, ok := report.Named(name)
	if !ok {
		t.Fatalf("no report %s", name)
	}
	if a.Through == 0 {
		a.Through = 20260131
	}
	if a.Today == 0 {
		a.Today = a.Through
	}
	if _, err := r.Write(tx, a, report.Keep(&table)); err != nil {
		t.Fatal(err)
	}
	return table
}

// total adds up a column of a table's rows, by currency.
func total(t testing.TB, table *report.Table, column string) map[money.Currency]int64 {
	t.Helper()
	i, all := table.Column(column), map[money.Currency]int64{}
	if i < 0 {
		t.Fatalf("%s has no column %s", table.Name, column)
	}
	for _, row := range table.Rows {
		if row[i].Kind == report.Money && row[i].N != 0 {
			all[row[i].Currency] += row[i].N
		}
	}
	for c, n := range all {
		if n == 0 {
			delete(all, c)
		}
	}
	return all
}
