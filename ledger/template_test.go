package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

var day = date.Of(2026, 1, 7)

// post is one posting in a table: role, amount, and what it names.
type post struct {
	role    ledger.Role
	amount  int64
	invoice ledger.InvoiceID
	bucket  ledger.Bucket
	paid    bool // names the receipt
}

// book posts an entry with an optional receipt.
func book(tx *ledger.Tx, key string, why ledger.Why, receipt int64, posts []post) (ledger.EntryID, error) {
	p := tx.Poster()
	_ = p.Begin(ledger.Entry{Key: key, Why: why, BookedOn: day, Text: key})
	var id ledger.ReceiptID
	if receipt != 0 {
		id = p.Receipt(ledger.Receipt{
			File: "f000001", Account: "1930", EntryKey: []byte(key), BankRef: []byte("ref-" + key), Amount: receipt, Currency: money.SEK,
			BookedOn: day, Payer: []byte("Anna Öberg"), Rule: "reference", Evidence: []byte("OCR"), Line: 7,
		})
	}
	for _, l := range posts {
		posting := ledger.Posting{Role: l.role, Amount: l.amount, Currency: money.SEK, Invoice: l.invoice, Bucket: l.bucket}
		if l.paid {
			posting.Receipt = max(id, 1)
		}
		_ = p.Add(posting)
	}
	entry, err := p.End()
	if err == nil {
		err = p.Flush()
	}
	return entry, err
}

// TestTemplates posts each template of DOMAIN.md 5.4 and looks at what it leaves: the
// roles' balances, the items, suspense and credit.
func TestTemplates(t *testing.T) {
	const (
		ar, bank, revenue, vat  = ledger.RoleAR, ledger.RoleBank, ledger.RoleRevenue, ledger.RoleVATOut
		fee, interest, rounding = ledger.RoleFeeIncome, ledger.RoleInterestIncome, ledger.RoleRounding
		credit, suspense        = ledger.RoleCustomerCredit, ledger.RoleSuspense
		transit, ap, charge     = ledger.RoleInTransit, ledger.RoleAP, ledger.RoleBankFee
	)
	type step struct {
		why     ledger.Why
		receipt int64
		posts   []post
	}
	// Invoice 1 is Anna's 1,500.00, 2 her 250.00, 3 the firm's 12,500.00.
	pay := step{ledger.PaymentReceived, 150000, []post{{bank, 150000, 0, 0, false}, {ar, -150000, 1, 0, true}}}
	over := step{ledger.PaymentReceived, 160000, []post{{bank, 160000, 0, 0, false}, {ar, -150000, 1, 0, true}, {credit, -10000, 1, 0, true}}}
	lost := step{ledger.PaymentReceived, 25000, []post{{bank, 25000, 0, 0, false}, {suspense, -25000, 0, 0, true}}}
	sent := step{ledger.PayoutSent, 0, []post{{credit, 10000, 1, 0, true}, {transit, -10000, 0, 0, false}}}
	table := []struct {
		id    string
		steps []step
		want  string // what changed in the trial balance
		item  string // invoice: principal fee interest cost
		rest  string
	}{
		{"T-02", []step{{ledger.ReminderFee, 0, []post{{ar, 6000, 1, ledger.Fee, false}, {fee, -6000, 0, 0, false}}}}, // R-ALK-23
			"ar +60.00, fee_income -60.00", "150000 6000 1644 0", ""},
		{"T-07", []step{
			{ledger.ReminderFee, 0, []post{{ar, 6000, 1, ledger.Fee, false}, {fee, -6000, 0, 0, false}}},
			{ledger.PaymentReceived, 157644, []post{{bank, 157644, 0, 0, false}, {ar, -150000, 1, 0, true},
				{ar, -6000, 1, ledger.Fee, true}, {interest, -1644, 1, ledger.Interest, true}}}},
			"ar -1500.00, bank +1576.44, fee_income -60.00, interest_income -16.44", "0 0 0 0", ""},
		{"T-08", []step{{ledger.PaymentReceived, 50000, []post{{bank, 50000, 0, 0, false}, {ar, -50000, 1, 0, true}}}},
			"ar -500.00, bank +500.00", "100000 0 1644 0", ""},
		{"T-09", []step{{ledger.PaymentReceived, 1240000, []post{{bank, 1240000, 0, 0, false}, {ar, -1240000, 3, 0, true}}}},
			"ar -12400.00, bank +12400.00", "150000 0 1644 0", ""},
		{"T-10", []step{{ledger.PaymentReceived, 149950, []post{{bank, 149950, 0, 0, false}, {rounding, 50, 1, 0, true}, {ar, -150000, 1, 0, true}}}},
			"ar -1500.00, bank +1499.50, rounding +0.50", "0 0 1644 0", ""},
		{"T-11", []step{{ledger.PaymentReceived, 150050, []post{{bank, 150050, 0, 0, false}, {ar, -150000, 1, 0, true}, {rounding, -50, 1, 0, true}}}},
			"ar -1500.00, bank +1500.50, rounding -0.50", "0 0 1644 0", ""},
		{"T-12", []step{over}, "ar -1500.00, bank +1600.00, customer_credit -100.00", "0 0 1644 0", "credit of party 1: 10000"},
		{"T-13", []step{pay, {ledger.PaymentReceived, 150000, []post{{bank, 150000, 0, 0, false}, {credit, -150000, 1, 0, true}}}},
			"ar -1500.00, bank +3000.00, customer_credit -1500.00", "0 0 1644 0", "credit of party 1: 150000"},
		{"T-14", []step{over, sent, {ledger.PayoutDebited, 0, []post{{transit, 10000, 0, 0, false}, {bank, -10000, 0, 0, false}}}},
			"ar -1500.00, bank +1500.00", "0 0 1644 0", ""},
		{"T-15", []step{pay, {ledger.PaymentReversed, -150000, []post{{bank, -150000, 0, 0, false}, {ar, 150000, 1, 0, true}}}},
			"", "150000 0 1644 0", ""},
		{"T-16", []step{lost}, "bank +250.00, suspense -250.00", "150000 0 1644 0", "suspense 1: 25000"},
		{"T-16", []step{lost, {ledger.Allocated, 0, []post{{suspense, 25000, 0, 0, true}, {ar, -20000, 2, 0, true}, {credit, -5000, 2, 0, true}}}},
			"ar -200.00, bank +250.00, customer_credit -50.00", "150000 0 1644 0", "credit of party 1: 5000"},
		{"T-17", []step{over, sent, {ledger.PayoutRejected, 0, []post{{transit, 10000, 0, 0, false}, {credit, -10000, 1, 0, true}}}},
			"ar -1500.00, bank +1600.00, customer_credit -100.00", "0 0 1644 0", "credit of party 1: 10000"},
		{"T-18", []step{over, sent, {ledger.PayoutDebited, 0, []post{{transit, 10000, 0, 0, false}, {bank, -10000, 0, 0, false}}},
			{ledger.PayoutReturned, 0, []post{{bank, 10000, 0, 0, false}, {credit, -10000, 1, 0, true}}}},
			"ar -1500.00, bank +1600.00, customer_credit -100.00", "0 0 1644 0", "credit of party 1: 10000"},
		{"T-19", []step{{ledger.PayoutSent, 0, []post{{ap, 70000, 0, 0, false}, {transit, -70000, 0, 0, false}}},
			{ledger.PayoutDebited, 0, []post{{transit, 70000, 0, 0, false}, {bank, -70000, 0, 0, false}}}},
			"ap +700.00, bank -700.00", "150000 0 1644 0", ""},
		{"T-20", []step{{ledger.BankCharge, 0, []post{{charge, 350, 0, 0, false}, {bank, -350, 0, 0, false}}}},
			"bank -3.50, bank_fee +3.50", "150000 0 1644 0", ""},
	}
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		enough := errors.New("enough") // each template is taken back
		for _, test := range table {
			err := b.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
				before, err := tx.TrialBalance()
				if err != nil {
					return err
				}
				if err := tx.AssessInterest(w.Choir, 1644); err != nil {
					return err
				}
				for i, s := range test.steps {
					if _, err := book(tx, fmt.Sprintf("%s %d", test.id, i), s.why, s.receipt, s.posts); err != nil {
						return err
					}
				}
				if !strings.Contains(ledger.TemplateIDs(test.steps[len(test.steps)-1].why), test.id) {
					t.Errorf("%s is not posted as %s", test.id, test.steps[len(test.steps)-1].why)
				}
				after, err := tx.TrialBalance()
				if got := changes(before, after); got != test.want || err != nil {
					t.Errorf("%s: %s, want %s (%v)", test.id, got, test.want, err)
				}
				owed, err := tx.Balance(w.Choir)
				if got := strings.Trim(fmt.Sprint(owed), "[]"); got != test.item || err != nil {
					t.Errorf("%s: item %s, want %s (%v)", test.id, got, test.item, err)
				}
				if got := resting(t, tx); got != test.rest {
					t.Errorf("%s: rests %q, want %q", test.id, got, test.rest)
				}
				if violations, err := tx.Check(); len(violations) > 0 || err != nil {
					t.Errorf("%s: %v (%v)", test.id, violations, err)
				}
				return enough
			})
			if !errors.Is(err, enough) {
				t.Errorf("%s: %v", test.id, err)
			}
		}
	})
}

// TestInvoiceTemplates holds T-01 and T-05, which IssueInvoice posts (R-BST-59, R-ALK-24).
func TestInvoiceTemplates(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		ledgertest.View(t, b, func(tx *ledger.Tx) error {
			for key, want := range map[string]string{
				"invoice:2025-1003": "F3 invoice-issued: ar +12500.00 of 3, revenue -10000.00 of 0, vat_out -2500.00 of 0",
				"invoice:2025-2001": "F6 credit-note: ar -100.00 of 3, revenue +80.00 of 0, vat_out +20.00 of 0",
			} {
				e, err := tx.EntryByKey(key)
				if err != nil {
					return err
				}
				var lines []string
				for _, p := range e.Postings {
					lines = append(lines, fmt.Sprintf("%s %s of %d", p.Role, signed(p.Amount), p.Invoice))
				}
				if got := e.Voucher() + " " + string(e.Why) + ": " + strings.Join(lines, ", "); got != want {
					t.Errorf("%s\n got %s\nwant %s", key, got, want)
				}
			}
			owed, err := tx.Balance(w.Hall)
			if owed != (ledger.Balance{1240000, 0, 0, 0}) {
				t.Errorf("credited invoice owes %v", owed)
			}
			return err
		})
		ledgertest.Clean(t, b)
	})
}

func signed(minor int64) string {
	if minor > 0 {
		return "+" + money.Of(minor, money.SEK).Decimal()
	}
	return money.Of(minor, money.SEK).Decimal()
}

func balances(t *testing.T, b *ledger.Book) (list []ledger.AccountBalance) {
	t.Helper()
	ledgertest.View(t, b, func(tx *ledger.Tx) (err error) {
		list, err = tx.TrialBalance()
		return err
	})
	return list
}

// changes tells how roles' balances moved, in order of role.
func changes(before, after []ledger.AccountBalance) string {
	was := map[ledger.Role]int64{}
	for _, a := range before {
		was[a.Role] = a.Balance
	}
	var out []string
	for _, a := range after {
		if d := a.Balance - was[a.Role]; d != 0 {
			out = append(out, fmt.Sprintf("%s %s", a.Role, signed(d)))
		}
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// resting tells what is on suspense and as customer credit.
func resting(t *testing.T, tx *ledger.Tx) string {
	t.Helper()
	var out []string
	open, err := tx.OpenSuspense()
	for _, s := range open {
		out = append(out, fmt.Sprintf("suspense %d: %d", s.ID, s.Rest))
	}
	if err != nil {
		t.Error(err)
	}
	err = tx.CustomerCredits(func(c ledger.CustomerCredit) error {
		out = append(out, fmt.Sprintf("credit of party %d: %d", c.Party, c.Rest))
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return strings.Join(out, ", ")
}
