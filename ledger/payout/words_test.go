package payout

import (
	"testing"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

// TestRefundText: what a refund says on its payee's account is in the language of his letters, and
// names the invoice; a credit that is of none names the customer.
func TestRefundText(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, c := range []struct {
				country string
				in      Tongue
				invoice ledger.InvoiceID
				want    string
			}{
				{"SE", func(string) string { return "sv" }, w.Choir, "Återbetalning faktura 2025-1001"},
				{"NO", func(country string) string { return map[string]string{"NO": "nb"}[country] }, w.Choir, "Tilbakebetaling faktura 2025-1001"},
				{"DE", func(string) string { return "" }, w.Choir, "Refund invoice 2025-1001"},
				{"SE", nil, w.Choir, "Refund invoice 2025-1001"},
				{"FI", func(string) string { return "fi" }, 0, "Palautus asiakas M-1"},
			} {
				got, err := c.in.refund(tx, ledger.CustomerCredit{Invoice: c.invoice}, ledger.Party{CustomerNo: "M-1", Country: c.country})
				if err != nil || got != c.want {
					t.Errorf("%s: got %q, %v, want %q", c.country, got, err, c.want)
				}
			}
			return nil
		})
	})
}

// TestNoRefundOfTakenBack: what is a payer's credit of a payment that the bank has taken back, such as a
// refund that came back later, is not refunded once more.
func TestNoRefundOfTakenBack(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			p := tx.Poster()
			p.Begin(ledger.Entry{Key: "paid", Why: ledger.PaymentReceived, BookedOn: 20260130, Text: "payment"})
			receipt := p.Receipt(ledger.Receipt{Account: "1930", Amount: 100_00, Currency: "SEK", BookedOn: 20260130})
			p.Add(ledger.Posting{Role: ledger.RoleBank, Amount: 100_00, Currency: "SEK"})
			p.Add(ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: -100_00, Currency: "SEK", Receipt: receipt, Party: w.Anna, Invoice: w.Choir})
			if _, err := p.End(); err != nil {
				return err
			}
			if err := p.Flush(); err != nil {
				return err
			}
			before, err := ProposeRefunds(tx, david, money.Of(1, "SEK"), nil, nil)
			if err != nil || len(before.NoPayee) != 1 || len(before.Refused) != 0 {
				t.Errorf("before: %+v, %v", before, err)
			}
			if _, err := tx.Exec(`INSERT INTO taken_back (receipt, by_receipt, whole) VALUES ($1, 99, 1)`, receipt); err != nil {
				return err
			}
			after, err := ProposeRefunds(tx, david, money.Of(1, "SEK"), nil, nil)
			if len(after.Refused) != 1 || len(after.NoPayee)+len(after.Made) != 0 {
				t.Errorf("after: %+v", after)
			}
			return err
		})
	})
}
