package intake_test

import (
	"strings"
	"testing"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
)

// titled gives a payment, or what takes one back, the payer's name for it.
func titled(s said, name string) said {
	s.p[0].EndToEnd = []byte(name)
	return s
}

// of makes a taking back bear the bank's own name of what it takes.
func of(s said, bankRef string) said {
	s.p[0].BankRef = []byte("P" + bankRef)
	return s
}

// TestTakenBackByName: a bank that takes a payment back and repeats no reference names the payment,
// by its own name or by the payer's (DOMAIN.md 5.3). A name that two bear alike, or a debit
// that is no taking back, rests.
func TestTakenBackByName(t *testing.T) {
	returned := out("B2", 150000, "")
	returned.p[0].Return = []byte("AC04")
	for _, c := range []struct {
		name  string
		files []message
		open  int64
		rest  string
	}{
		{"the bank's", []message{notification("N1", in("B1", 150000, choir)), notification("N2", of(back("B2", 150000, ""), "B1"))}, 150000, "suspense 0 customer_credit 0"},
		{"the bank's, with a reason of return", []message{notification("N1", in("B1", 150000, choir)), notification("N2", of(returned, "B1"))}, 150000, "suspense 0 customer_credit 0"},
		{"the bank's, in the same file", []message{notification("N1", in("B1", 150000, choir), of(back("B2", 150000, ""), "B1"), in("B3", 150000, choir))}, 0, "suspense 0 customer_credit 0"},
		{"the payer's", []message{notification("N1", titled(in("B1", 150000, choir), "E1")), notification("N2", titled(back("B2", 150000, ""), "E1"))}, 150000, "suspense 0 customer_credit 0"},
		{"the payer's, in the same file", []message{notification("N1", titled(in("B1", 150000, choir), "E1"), titled(back("B2", 150000, ""), "E1"))}, 150000, "suspense 0 customer_credit 0"},
		{"the payer's, of one among others", []message{notification("N1", titled(in("B1", 75000, choir), "E1"), titled(in("B2", 75000, choir), "E2")), notification("N2", titled(back("B3", 75000, ""), "E2"))}, 75000, "suspense 0 customer_credit 0"},
		{"that two bear", []message{notification("N1", titled(in("B1", 75000, choir), "Hyra"), titled(in("B2", 75000, choir), "Hyra")), notification("N2", titled(back("B3", 75000, ""), "Hyra"))}, 0, "suspense 75000 customer_credit 0"},
		{"of another amount", []message{notification("N1", titled(in("B1", 150000, choir), "E1")), notification("N2", titled(back("B2", 150001, ""), "E1"))}, 0, "suspense 150001 customer_credit 0"},
		{"without the bank's word for it", []message{notification("N1", titled(in("B1", 150000, choir), "E1")), notification("N2", titled(out("B2", 150000, ""), "E1"))}, 0, "suspense 150000 customer_credit 0"},
		{"twice", []message{notification("N1", titled(in("B1", 150000, choir), "E1")), notification("N2", titled(back("B2", 150000, ""), "E1")), notification("N3", titled(back("B3", 150000, ""), "E1"))}, 150000, "suspense 150000 customer_credit 0"},
		{"of one that rests", []message{notification("N1", titled(in("B1", 150000, "999"), "E1")), notification("N2", titled(back("B2", 150000, ""), "E1"))}, 150000, "suspense 0 customer_credit 0"},
		{"of one that rests, in the same file", []message{notification("N1", titled(in("B1", 150000, "999"), "E1"), titled(back("B2", 150000, ""), "E1"), in("B3", 150000, choir))}, 0, "suspense 0 customer_credit 0"},
		{"of one for two claims", []message{notification("N1", titled(both("B1"), "E1")), notification("N2", titled(back("B2", 175000, ""), "E1"))}, 150000, "suspense 0 customer_credit 0"},
		{"of one for two claims, by the reference of one", []message{notification("N1", both("B1")), notification("N2", back("B2", 175000, choir))}, 150000, "suspense 0 customer_credit 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				books(t, book, intake.Desk{}, c.files...)
				if got := owed(t, book, w.Choir)[0]; got != c.open {
					t.Errorf("%d open, want %d", got, c.open)
				}
				if got := strings.TrimSpace(balances(t, book, ledger.RoleSuspense, ledger.RoleCustomerCredit)); got != c.rest {
					t.Errorf("got %s, want %s", got, c.rest)
				}
				accounted(t, book)
			})
		})
	}
}

// both is a payment of the choir's 1500.00 and the course's 250.00.
func both(bankRef string) said {
	s := in(bankRef, 175000, choir)
	s.p[0].Refs = append(s.p[0].Refs, formats.Ref{Kind: formats.CreditorRef, Text: []byte("202510027"), Line: 2})
	s.p[0].Refs[0].Amount, s.p[0].Refs[0].Priced = 150000, true
	s.p[0].Refs[1].Amount, s.p[0].Refs[1].Priced = 25000, true
	return s
}

// paidOut lets some of a payment's credit leave the house, as a refund does.
func paidOut(t *testing.T, book *ledger.Book, receipt ledger.ReceiptID, amount int64) {
	ledgertest.Update(t, book, func(tx *ledger.Tx) error {
		_, err := tx.Post(ledger.Entry{Key: "payout", Why: ledger.PayoutSent, BookedOn: today, Postings: []ledger.Posting{
			{Role: ledger.RoleCustomerCredit, Amount: amount, Receipt: receipt, Currency: "SEK"}, {Role: ledger.RoleInTransit, Amount: -amount, Currency: "SEK"}}})
		return err
	})
}

// TestTakenBackAfterRefund: the bank takes the whole of a payment back though its surplus has been
// refunded, all of it or some: the claim is owed again, and what is gone rests as taken from us
// until the payer makes it good.
func TestTakenBackAfterRefund(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		see := func(what string, open int64, want string) {
			t.Helper()
			if got := owed(t, book, w.Choir)[0]; got != open {
				t.Errorf("%s: %d open, want %d", what, got, open)
			}
			if got := strings.TrimSpace(balances(t, book, ledger.RoleSuspense, ledger.RoleCustomerCredit, ledger.RoleInTransit)); got != want {
				t.Errorf("%s: got %s, want %s", what, got, want)
			}
			accounted(t, book)
			ledgertest.Clean(t, book)
		}
		act := func(do func(*ledger.Tx) error) { t.Helper(); ledgertest.Update(t, book, do) }
		books(t, book, intake.Desk{}, notification("N1", in("B1", 160000, choir)))
		paidOut(t, book, 1, 6000)
		books(t, book, intake.Desk{}, notification("N2", back("B2", 160000, choir)))
		// 1600.00 came, 60.00 were refunded, 1600.00 went: the claim's 1500.00, 40.00 of credit and 60.00 that are gone.
		see("taken back", 150000, "suspense 6000 customer_credit 0 in_transit -6000")
		// Paid anew with 60.00 over: a credit, which makes good what is gone.
		books(t, book, intake.Desk{}, notification("N3", in("B3", 156000, choir)))
		see("paid anew", 0, "suspense 6000 customer_credit -6000 in_transit -6000")
		act(func(tx *ledger.Tx) error { _, err := intake.Meet(tx, 2, 3, today, "hers"); return err })
		see("made good", 0, "suspense 0 customer_credit 0 in_transit -6000")
		act(func(tx *ledger.Tx) error { return intake.Separate(tx, 2, today, "not hers") })
		see("parted", 0, "suspense 6000 customer_credit -6000 in_transit -6000") // 1600.00 out; of the first 1540.00 rest
	})
}
