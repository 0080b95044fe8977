package payout

import (
	"testing"

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
