package intake_test

import (
	"errors"
	"slices"
	"strings"
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
	inCapitals := in("B1", 156000, "")
	inCapitals.p[0].Payer, inCapitals.p[0].PayerAccount = []byte("BENGT  EK"), nil
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
		{"name in capitals", []message{notification("N1", inCapitals)}, 175000},
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

// TestCalledAlike: whoever is only called much like the payer, and each of several of one name, is
// proposed where the amount is what he owes (DOMAIN.md 5.2, rule 6: two candidates).
func TestCalledAlike(t *testing.T) {
	owes := func(t *testing.T, book *ledger.Book, no, name string, amount int64) {
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			party, err := tx.AddParty(ledger.Party{CustomerNo: no, Name: name})
			if err == nil {
				_, err = tx.IssueInvoice(ledger.Invoice{Number: "F-" + no, Kind: ledger.KindInvoice, Debtor: party, Issued: today, Due: today.Add(30), Currency: "SEK", Net: amount, Gross: amount})
			}
			return err
		})
	}
	for _, c := range []struct {
		payer     string
		amount    int64
		proposals []string
		open      int64 // of the Öbergs and the firm: 500.00 + 300.00 + 200.00 + 1000.00
		says      string
	}{
		{"Åsa Öberg", 50000, []string{"F-1"}, 200000, "rule 9: two candidates; rejected: rule 6 may be the payer by name: 2"},
		{"ÅSA ÖBERG", 50000, []string{"F-1"}, 200000, "rule 9: two candidates; rejected: rule 6 may be the payer by name: 2"},
		{"OBERG ASA", 20000, []string{"F-3"}, 200000, "rule 9: two candidates; rejected: rule 6 may be the payer by a like name: 3"},
		{"AASA OEBERG", 20100, nil, 200000, "rule 9: two candidates; rejected: rule 6 may be the payer by a like name: 3"},
		{"Asa Oberg", 20000, nil, 180000, "rule 6: payer known by name"}, // letter for letter, and nobody else's
		{"ASA OBERG", 20000, []string{"F-3"}, 200000, "rule 9: two candidates; rejected: rule 6 may be the payer by a like name: 3"},
		{"HÅRDROCK AB", 100000, nil, 100000, "rule 6: payer known by name"},
		{"HARDROCK AB", 100000, []string{"F-4"}, 200000, "rule 9: no reference; rejected: rule 6 may be the payer by a like name: 1"},
	} {
		t.Run(c.payer, func(t *testing.T) {
			quick(t, func(t *testing.T, book *ledger.Book, _ ledgertest.World) {
				owes(t, book, "1", "Åsa Öberg", 50000)
				owes(t, book, "2", "Åsa Öberg", 30000)
				owes(t, book, "3", "Asa Oberg", 20000)
				owes(t, book, "4", "Hårdrock AB", 100000)
				paid := in("B1", c.amount, "")
				paid.p[0].Payer, paid.p[0].PayerAccount = []byte(c.payer), nil
				books(t, book, intake.Desk{}, notification("N1", paid))
				ledgertest.View(t, book, func(tx *ledger.Tx) error {
					r, err := tx.Receipt(1)
					if err != nil || !strings.HasPrefix(string(r.Evidence), c.says) {
						t.Errorf("says %q, want %q", r.Evidence, c.says)
					}
					list, err := intake.Proposals(tx, 1)
					var got []string
					for _, p := range list {
						for _, part := range p.Parts {
							i, err := tx.Invoice(part.Invoice)
							if err != nil {
								return err
							}
							got = append(got, i.Number)
						}
					}
					if !slices.Equal(got, c.proposals) {
						t.Errorf("proposes %v, want %v", got, c.proposals)
					}
					var open int64
					for _, no := range []string{"F-1", "F-2", "F-3", "F-4"} {
						i, err2 := tx.InvoiceByNumber(no)
						b, err3 := tx.Balance(i.ID)
						err = errors.Join(err, err2, err3)
						open += b[0]
					}
					if open != c.open {
						t.Errorf("%d open, want %d", open, c.open)
					}
					return err
				})
			})
		})
	}
}
