package ledger_test

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

// TestExchangeClears pays claims in euros with kronor, at any rate and for any sum, and
// undoes some: what stands on fx_clearing is what the exchanges say in both currencies, no
// law is broken, and undone all is as it was (DOMAIN.md 5.4, T-21).
func TestExchangeClears(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		enough := errors.New("enough")
		fewer(t, 6)
		rapid.Check(t, func(r *rapid.T) {
			err := b.Update(t.Context(), ledgertest.At, "rapid", func(tx *ledger.Tx) error {
				sek, eur := int64(0), int64(0)
				for n := range rapid.IntRange(1, 4).Draw(r, "payments") {
					claim := rapid.Int64Range(1, 500_000).Draw(r, "claim")
					cents := rapid.Int64Range(1, 3000).Draw(r, "rate")
					rate := fmt.Sprintf("%d.%02d", cents/100, cents%100)
					// worth = claim × rate, half up, by another way than the book's
					worth, _ := money.RoundHalfUp(big.NewInt(claim*cents), big.NewInt(100))
					paid := max(worth, 1) + rapid.Int64Range(0, 2000).Draw(r, "more") - min(1000, max(worth, 1)-1)
					if worth == 0 {
						continue
					}
					id, err := tx.IssueInvoice(ledger.Invoice{Number: fmt.Sprint("E", n), Kind: ledger.KindInvoice, Debtor: w.Anna, Issued: day, Due: day, Currency: money.EUR, Net: claim, Gross: claim})
					if err != nil {
						return err
					}
					key := fmt.Sprint("came ", n)
					came, err := book(tx, key, ledger.PaymentReceived, paid, []post{{ledger.RoleBank, paid, 0, 0, false}, {ledger.RoleSuspense, -paid, 0, 0, true}})
					if err != nil {
						return err
					}
					var receipts []ledger.Receipt
					err = tx.Receipts(1, func(rec ledger.Receipt) error {
						if rec.Entry == came {
							receipts = append(receipts, rec)
						}
						return nil
					})
					if err != nil {
						return err
					}
					x := ledger.Exchanged{Receipt: receipts[0], Amount: paid, On: day, Text: "exchanged", Key: fmt.Sprint("allocated:", receipts[0].ID, ":1"),
						Settles: []ledger.Posting{{Role: ledger.RoleAR, Amount: -claim, Invoice: id}},
						Claims:  []ledger.Exchange{{Invoice: id, Worth: money.Of(worth, money.SEK), Claim: money.Of(claim, money.EUR), Rate: rate}}}
					if _, err := tx.Exchange(x); err != nil {
						return err
					}
					if rapid.Bool().Draw(r, "undone") { // as the room of payments does it
						diff := paid - worth
						lines := []ledger.Posting{{Role: ledger.RoleFXClearing, Amount: worth}, {Role: ledger.RoleSuspense, Amount: -paid}}
						switch {
						case diff > 0:
							lines = append(lines, ledger.Posting{Role: ledger.RoleFXGain, Amount: diff})
						case diff < 0:
							lines = append(lines, ledger.Posting{Role: ledger.RoleFXLoss, Amount: diff})
						}
						for i := range lines {
							lines[i].Currency, lines[i].Receipt = money.SEK, receipts[0].ID
						}
						_, err := tx.Post(ledger.Entry{Key: fmt.Sprint("undone ", n), Why: ledger.Allocated, BookedOn: day, Postings: lines})
						if err = errors.Join(err, tx.UndoExchanges(receipts[0].ID, day, "rapid")); err != nil {
							return err
						}
					} else {
						sek, eur = sek-worth, eur+claim
					}
				}
				balances, err := tx.TrialBalance()
				if err != nil {
					return err
				}
				for _, a := range balances {
					if want := map[money.Currency]int64{money.SEK: sek, money.EUR: eur}[a.Currency]; a.Role == ledger.RoleFXClearing && a.Balance != want {
						r.Errorf("clearing stands at %d %s, want %d", a.Balance, a.Currency, want)
					}
				}
				violations, err := tx.Check()
				for _, v := range violations {
					r.Error(v)
				}
				return errors.Join(err, enough)
			})
			if !errors.Is(err, enough) {
				r.Fatal(err)
			}
		})
	})
}

// TestExchangeAmiss holds that Check sees what stands on clearing without an exchange, and
// an exchange that is not at its rate.
func TestExchangeAmiss(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			_, err := tx.Post(ledger.Entry{Key: "x", Why: ledger.Manual, BookedOn: day, Postings: []ledger.Posting{
				{Role: ledger.RoleBank, Amount: 1, Currency: money.SEK}, {Role: ledger.RoleFXClearing, Amount: -1, Currency: money.SEK}}})
			if err == nil {
				_, err = tx.Exec(`INSERT INTO exchange (id, tenant, receipt, invoice, worth_entry, claim_entry, worth, worth_currency, claim, claim_currency, rate)
					VALUES (1, 1, 1, 1, 1, 1, 1111, 'SEK', 100, 'EUR', '11.10')`)
			}
			return err
		})
		ledgertest.View(t, b, func(tx *ledger.Tx) error {
			violations, err := tx.Check()
			found := 0
			for _, v := range violations {
				if v.Check == "exchanges-clear" {
					found++
				}
			}
			if found != 5 { // clearing of the voucher, of the exchange in each currency, its entries, its rate
				t.Errorf("found %v", violations)
			}
			return err
		})
	})
}
