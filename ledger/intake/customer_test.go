package intake_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
)

// TestWhoseInvoice: by a number a customer is one, whose card says what the newest invoice
// said; without one, people of one name at two places are two, whose letters go each to its
// own; and what names nobody is held. R-BST-08
func TestWhoseInvoice(t *testing.T) {
	lund := formats.Party{Name: "Anna Andersson", Street: "Storgatan 1", PostCode: "222 22", Town: "Lund"}
	kiruna := formats.Party{Name: "Anna Andersson", Street: "Gruvgatan 3", PostCode: "981 31", Town: "Kiruna", Phone: "0980-1"}
	spaced := formats.Party{Name: "Anna  Andersson", Street: "Storgatan 1 ", PostCode: "222  22", Town: "Lund", Email: "anna@example.se"}
	sameEndpoint := func(name, town string) formats.Party {
		return formats.Party{Name: name, EndpointID: "0088:7300010000001", Town: town}
	}
	c9 := func(name, email, town string) formats.Party {
		return formats.Party{ID: "C9", Name: name, Email: email, Town: town}
	}
	cases := []struct {
		name string
		to   []formats.Party
		on   []int // the day of January each was issued
		want []string
	}{
		{"two people of one name", []formats.Party{lund, kiruna, lund, kiruna, spaced}, []int{2, 2, 3, 3, 4}, []string{
			"Anna Andersson: Anna  Andersson, Storgatan 1  222  22 Lund, anna@example.se",
			"Anna Andersson, Gruvgatan 3, 981 31 Kiruna: Anna Andersson, Gruvgatan 3 981 31 Kiruna, ",
		}},
		{"e-mail is the place of who has no other", []formats.Party{lund, {Name: "Anna Andersson", Email: "Anna@example.org"}, {Name: "Anna Andersson", Email: "anna@example.org"}}, []int{2, 2, 3}, []string{
			"Anna Andersson: Anna Andersson, Storgatan 1 222 22 Lund, ",
			"Anna Andersson, anna@example.org: Anna Andersson,   , anna@example.org",
		}},
		{"an endpoint is a firm's that moves", []formats.Party{sameEndpoint("Ett AB", "Lund"), sameEndpoint("Ett AB", "Malmö"), sameEndpoint("Två AB", "Umeå")}, []int{2, 3, 4}, []string{
			"0088:7300010000001: Ett AB,   Malmö, ",
			"0088:7300010000001, Två AB: Två AB,   Umeå, ",
		}},
		{"an older invoice comes later", []formats.Party{c9("Cecilia Dahl", "", "Umeå"), c9("Cecilia Dahl", "c@example.se", "Lund")}, []int{20, 2}, []string{"C9: Cecilia Dahl,   Umeå, c@example.se"}},
		{"what is left out still holds", []formats.Party{c9("Cecilia Dahl", "c@example.se", "Umeå"), c9("CECILIA DAHL", "", "")}, []int{2, 20}, []string{"C9: CECILIA DAHL,   Umeå, c@example.se"}},
		{"another person under the number", []formats.Party{c9("Cecilia Dahl", "c@example.se", "Umeå"), c9("David Ek", "", "Lund")}, []int{2, 20}, []string{"C9: David Ek,   Lund, "}},
		{"of before another person", []formats.Party{c9("David Ek", "", "Lund"), c9("Cecilia Dahl", "c@example.se", "Umeå")}, []int{20, 2}, []string{"C9: David Ek,   Lund, "}},
		{"nothing but a name", []formats.Party{lund, {Name: "Anna Andersson", Phone: "070-1"}, lund, {Name: "Anna Andersson"}, {Name: "Bo Ek"}}, []int{2, 2, 3, 3, 3}, []string{
			"Anna Andersson: Anna Andersson, Storgatan 1 222 22 Lund, ",
			"Anna Andersson, ?: Anna Andersson,   , ",
			"Bo Ek: Bo Ek,   , ",
		}},
		{"a name before its address", []formats.Party{{Name: "Anna Andersson"}, lund, {Name: "Anna Andersson"}}, []int{2, 2, 3}, []string{
			"Anna Andersson: Anna Andersson,   , ",
			"Anna Andersson, Storgatan 1, 222 22 Lund: Anna Andersson, Storgatan 1 222 22 Lund, ",
		}},
		{"nobody at all", []formats.Party{{Street: "Storgatan 1", Town: "Lund"}}, []int{2}, []string{"held whose-invoice"}},
	}
	givenUp := errors.New("the next begins with an empty book")
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				var bills []formats.Invoice
				for n, to := range c.to {
					b := bill(fmt.Sprint(100+n), 1000)
					b.Recipient, b.Issued, b.Means = to, date.Of(2026, 1, c.on[n]), nil
					bills = append(bills, b)
				}
				err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
					got, err := whose(tx, documents(bills...))
					if d := cmp.Diff(c.want, got); d != "" {
						t.Error(d)
					}
					return errors.Join(err, givenUp)
				})
				if !errors.Is(err, givenUp) {
					t.Error(err)
				}
			})
		}
	})
}

// whose books a file and gives the cards of the book, or why the file is held.
func whose(tx *ledger.Tx, read intake.Read) (list []string, err error) {
	v, err := intake.Check(read, ours)
	if err != nil {
		return nil, err
	}
	switch out, err := intake.Apply(tx, v, read, intake.Desk{File: "f1"}); {
	case err != nil:
		return nil, err
	case out.Hold != nil:
		return []string{"held " + out.Hold.Code}, nil
	}
	return list, tx.Parties(func(p ledger.Party) error {
		list = append(list, fmt.Sprintf("%s: %s, %s %s %s, %s", p.CustomerNo, p.Name, p.Street, p.PostCode, p.Town, p.Email))
		return nil
	})
}
