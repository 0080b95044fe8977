package intake_test

import (
	"testing"

	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
)

// TestDebtor: rule 6 on the book. A payer is known by an account that paid before, by his
// number, or by his name, and his amount must fit exactly one way.
func TestDebtor(t *testing.T) {
	byAccount := in("B2", 25000, "")
	byName := in("B1", 156000, "")
	byName.p[0].Payer, byName.p[0].PayerAccount = []byte("Bengt Ek"), nil
	byNumber := in("B1", 150000, "")
	byNumber.p[0].Text, byNumber.p[0].PayerAccount = [][]byte{[]byte("850314-2386 medlem")}, nil
	stranger := in("B1", 156000, "")
	for _, test := range []struct {
		name  string
		files []message
		open  int64 // of Anna's course, Bengt's summer and Anna's choir together
	}{
		{"account that paid before", []message{notification("N1", in("B1", 150000, choir)), notification("N2", byAccount)}, 156000},
		{"the same file teaches at its end", []message{notification("N1", byAccount, in("B1", 150000, choir))}, 156000},
		{"account that paid for several", []message{notification("N1", in("B1", 150000, choir), in("B3", 100, summer)), notification("N2", byAccount)}, 180900},
		{"name", []message{notification("N1", byName)}, 175000},
		{"number in text", []message{notification("N1", byNumber)}, 181000},
		{"stranger", []message{notification("N1", stranger)}, 331000},
	} {
		t.Run(test.name, func(t *testing.T) {
			quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				books(t, book, intake.Desk{}, test.files...)
				if got := owed(t, book, w.Course)[0] + owed(t, book, w.Summer)[0] + owed(t, book, w.Choir)[0]; got != test.open {
					t.Errorf("%d open, want %d", got, test.open)
				}
			})
		})
	}
}
