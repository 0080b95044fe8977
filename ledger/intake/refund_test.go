package intake_test

import (
	"strings"
	"testing"

	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
)

// TestDirectDebitRefund: a bank that takes a direct debit back tells no more than the name we
// gave it. Two alike are told apart by it; a name nobody gave, or one taken back already,
// rests (DOMAIN.md §5.3).
func TestDirectDebitRefund(t *testing.T) {
	debit := func(bankRef, name string, amount int64, ref string) said {
		s := in(bankRef, amount, ref)
		s.e.Code, s.p[0].EndToEnd = "PMNT/IDDT/PMDD", []byte(name)
		return s
	}
	refund := func(bankRef, name string, amount int64) said {
		s := out(bankRef, amount, "")
		s.e.Code, s.p[0].EndToEnd = "PMNT/IDDT/UPDD", []byte(name)
		return s
	}
	for _, c := range []struct {
		name  string
		files []message
		want  string
		open  ledger.Balance
	}{
		{"in the same file", []message{notification("N1", debit("B1", "DD-1", 150000, choir), refund("B2", "DD-1", 150000))},
			"bank 0 suspense 0 customer_credit 0", ledger.Balance{150000}},
		{"in a later file", []message{notification("N1", debit("B1", "DD-1", 150000, choir)), notification("N2", refund("B2", "DD-1", 150000))},
			"bank 0 suspense 0 customer_credit 0", ledger.Balance{150000}},
		{"twice", []message{notification("N1", debit("B1", "DD-1", 150000, choir)), notification("N2", refund("B2", "DD-1", 150000), refund("B3", "DD-1", 150000))},
			"bank -150000 suspense 150000 customer_credit 0", ledger.Balance{150000}},
		{"of another name", []message{notification("N1", debit("B1", "DD-1", 150000, choir)), notification("N2", refund("B2", "DD-2", 150000))},
			"bank 0 suspense 150000 customer_credit 0", ledger.Balance{}},
		{"of another amount", []message{notification("N1", debit("B1", "DD-1", 150000, choir)), notification("N2", refund("B2", "DD-1", 150001))},
			"bank -1 suspense 150001 customer_credit 0", ledger.Balance{}},
		{"one of two parts alike", []message{notification("N1", debit("B1", "DD-1", 75000, choir), debit("B2", "DD-2", 75000, choir)), notification("N2", refund("B3", "DD-1", 75000))},
			"bank 75000 suspense 0 customer_credit 0", ledger.Balance{75000}},
		{"with its surplus", []message{notification("N1", debit("B1", "DD-1", 151000, choir)), notification("N2", refund("B2", "DD-1", 151000))},
			"bank 0 suspense 0 customer_credit 0", ledger.Balance{150000}},
		{"rounded", []message{notification("N1", debit("B1", "DD-1", 149950, choir)), notification("N2", refund("B2", "DD-1", 149950))},
			"bank 0 suspense 0 customer_credit 0", ledger.Balance{150000}},
	} {
		t.Run(c.name, func(t *testing.T) {
			company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				books(t, book, intake.Desk{}, c.files...)
				if got := strings.TrimSpace(balances(t, book, ledger.RoleBank, ledger.RoleSuspense, ledger.RoleCustomerCredit)); got != c.want {
					t.Errorf("got %s, want %s", got, c.want)
				}
				if got := owed(t, book, w.Choir); got != c.open {
					t.Errorf("owed %v, want %v", got, c.open)
				}
				accounted(t, book)
			})
		})
	}
}

// TestSurplusSpent: a deposit of a whole invoice that a credit note had lowered by 100.00, the
// deduction of that note, and then the bank takes the payment back with the surplus it no
// longer has: the claim is a person's to settle, and nothing is overdrawn.
func TestSurplusSpent(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		note := out("b", 10000, "").p[0]
		note.Text = [][]byte{[]byte("Kreditnota 2025-2001")}
		deposit := entry("B1", "PMNT/RCDT/ATXN", in("a", 1250000, "202510035").p[0], note)
		got := books(t, book, intake.Desk{}, notification("N1", deposit, out("B2", 1250000, "202510035")))
		if got.Hold != nil {
			t.Fatal(got)
		}
		if got := strings.TrimSpace(balances(t, book, ledger.RoleBank, ledger.RoleSuspense, ledger.RoleCustomerCredit)); got != "bank -10000 suspense 1250000 customer_credit 0" {
			t.Error(got)
		}
		accounted(t, book)
	})
}

// TestSecondTakenBack: an invoice was paid twice, and the bank takes one back: it is the second,
// whose money is the customer's credit. The invoice stays settled, in one file or in three.
func TestSecondTakenBack(t *testing.T) {
	for _, files := range [][]message{
		{notification("N1", in("B1", 150000, choir), in("B2", 150000, choir), out("B3", 150000, choir))},
		{notification("N1", in("B1", 150000, choir)), notification("N2", in("B2", 150000, choir)), notification("N3", out("B3", 150000, choir))},
	} {
		company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
			books(t, book, intake.Desk{}, files...)
			if got := strings.TrimSpace(balances(t, book, ledger.RoleBank, ledger.RoleSuspense, ledger.RoleCustomerCredit)); got != "bank 150000 suspense 0 customer_credit 0" {
				t.Error(got)
			}
			if got := owed(t, book, w.Choir); got != (ledger.Balance{}) {
				t.Errorf("owed %v", got)
			}
			accounted(t, book)
			// Taken back once more, it is the first.
			books(t, book, intake.Desk{File: "f000009"}, notification("N9", out("B9", 150000, choir)))
			if got := owed(t, book, w.Choir); got != (ledger.Balance{150000}) {
				t.Errorf("owed %v after both were taken back", got)
			}
			accounted(t, book)
		})
	}
}
