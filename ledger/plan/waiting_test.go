package plan

import (
	"errors"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

// TestWaits: an instalment of 835.00 is missed while money lies on suspense that could be
// Anna's, by the amount, a reference or a name, or she has as much with us: the plan waits for
// a person, as a reminder would. Other money, or what came before the invoice, breaks it none the less.
func TestWaits(t *testing.T) {
	givenUp := errors.New("the next begins with the same plan")
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		r := furnish(t, book, "SE")
		p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir}, Interest: Waived, Terms: Terms{Instalments: 2, First: 20260302, Every: Monthly}})
		r.desk.Today = 20260303
		for _, c := range []struct {
			name        string
			on          date.Date
			amount      int64
			payer, text string
			want        string // how it is like hers; "": not
		}{
			{"nothing of hers", 20260302, 12300, "Bengt Ek", "hyra", ""},
			{"an instalment", 20260302, 83500, "", "", "amount"},
			{"the whole plan", 20260302, 167000, "", "", "amount"},
			{"the plan's reference with a slip", 20260302, 100, "", p.Ref[:4] + "9" + p.Ref[5:], "reference"},
			{"the invoice's number", 20260302, 100, "", "till 2025-1001", "reference"},
			{"the invoice's reference", 20260302, 100, "", "till 202510019", "reference"},
			{"her name as a bank writes it", 20260302, 75000, "OBERG ANNA", "", "name"},
			{"long ago", 20250101, 83500, "Anna Öberg", "", ""},
		} {
			err := r.try(func(tx *ledger.Tx) error {
				poster := tx.Poster()
				_ = poster.Begin(ledger.Entry{Key: "rest", Why: ledger.PaymentReceived, BookedOn: c.on, Text: "Payment"})
				id := poster.Receipt(ledger.Receipt{Account: "1930", BankRef: []byte("B1"), Amount: c.amount, Currency: money.SEK, BookedOn: c.on, Payer: []byte(c.payer), Text: []byte(c.text)})
				_ = poster.Add(ledger.Posting{Role: ledger.RoleBank, Amount: c.amount, Currency: money.SEK})
				_ = poster.Add(ledger.Posting{Role: ledger.RoleSuspense, Amount: -c.amount, Currency: money.SEK, Receipt: id})
				_, err := poster.End()
				if err = errors.Join(err, poster.Flush()); err != nil {
					return err
				}
				got, err := r.desk.Run(tx)
				if waits := len(got.Waiting) == 1 && len(got.Broken) == 0; err == nil && waits != (c.want != "") || waits && !strings.HasSuffix(got.Waiting[0].Why, "like "+c.want) {
					t.Errorf("%s: %+v", c.name, got)
				}
				return errors.Join(err, givenUp)
			})
			if !errors.Is(err, givenUp) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		r.do(func(tx *ledger.Tx) error { // and a credit note that refers to nothing
			_, err := tx.IssueInvoice(ledger.Invoice{Number: "2025-2002", Kind: ledger.KindCredit, Debtor: r.Anna, Issued: r.desk.Today, Due: r.desk.Today, Currency: money.SEK, Net: 83500, Gross: 83500})
			return err
		})
		if got := r.run(r.desk.Today); len(got.Waiting) != 1 || got.Waiting[0].Why != "the debtor has 835.00 SEK with us" {
			t.Errorf("%+v", got)
		}
	})
}
