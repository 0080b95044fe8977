package intake_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/money"
	"girod/formats/reference"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
)

// TestPartByPart: however a payment is taken back part by part, in one file or several, undone
// and matched anew between, what the bank has left of it is what it settles, what was too much
// first to go; and when nothing is left of it nothing of it can be undone.
func TestPartByPart(t *testing.T) {
	const gross = 10000
	n := 0
	quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		rapid.Check(t, func(r *rapid.T) {
			n++
			ref, err := reference.MakeOCR(fmt.Sprint(770000+n), reference.OCR{})
			if err != nil {
				r.Fatal(err)
			}
			var claim ledger.InvoiceID
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				party, err := tx.AddParty(ledger.Party{CustomerNo: fmt.Sprint("P", n), Name: fmt.Sprint("Payer ", n)})
				if err == nil {
					claim, err = tx.IssueInvoice(ledger.Invoice{Number: fmt.Sprint("P-", n), Ref: ref, Kind: ledger.KindInvoice, Debtor: party, Issued: today.Add(-20), Due: today.Add(10),
						Currency: money.SEK, Net: gross, Gross: gross})
				}
				return err
			})
			file := 0
			takeIn := func(entries ...said) {
				file++
				name := fmt.Sprintf("p%d-%d", n, file)
				d := intake.Desk{File: name}
				if out := take(t, book, read(notification(name, entries...)), ours, d); out.Hold != nil {
					r.Fatal(out.Hold)
				}
			}
			named := func(amount int64, take func(string, int64, string) said) said {
				file++
				return take(fmt.Sprintf("P%d-%d", n, file), amount, ref)
			}
			left, placed := rapid.SampledFrom([]int64{3000, gross, 14000}).Draw(r, "came"), true
			takeIn(named(left, in))
			var receipt ledger.ReceiptID
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				return tx.Receipts(1, func(rec ledger.Receipt) error { receipt = rec.ID; return nil })
			})
			see := func(after string) {
				r.Helper()
				credit, rest := int64(0), int64(0)
				ledgertest.View(t, book, func(tx *ledger.Tx) (err error) {
					if c, none := tx.CustomerCredit(receipt, 0); none == nil {
						credit = c.Rest
					} else if !errors.Is(none, ledger.ErrNotFound) {
						return none
					}
					rest, err = tx.SuspenseOf(receipt)
					return err
				})
				open, wantOpen, wantCredit, wantRest := total(owed(t, book, claim)), int64(gross), int64(0), left
				if placed {
					wantOpen, wantCredit, wantRest = gross-min(left, gross), max(0, left-gross), 0
				}
				if open != wantOpen || credit != wantCredit || rest != wantRest {
					r.Fatalf("after %s, %d left: %d open, %d credit, %d rest; want %d, %d, %d", after, left, open, credit, rest, wantOpen, wantCredit, wantRest)
				}
			}
			see("it came")
			for range rapid.IntRange(1, 5).Draw(r, "acts") {
				act := rapid.SampledFrom([]string{"parts", "parts", "undo", "rematch"}).Draw(r, "act")
				switch {
				case act == "parts" && placed && left > 0:
					var entries []said
					for range rapid.IntRange(1, 3).Draw(r, "parts") {
						part := rapid.Int64Range(1, max(1, left)).Draw(r, "part")
						if left == 0 || left > gross && part == gross { // as much as the claim, with more there: it is the claim's
							continue
						}
						left -= part
						entries = append(entries, named(part, back))
					}
					if len(entries) > 0 {
						takeIn(entries...)
					}
				case !placed && left != gross && max(left-gross, gross-left) <= 100: // matched anew it would be rounded
				case act == "undo" && placed, act == "rematch" && !placed:
					err := book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) (err error) {
						if placed {
							_, err = intake.Undo(tx, receipt, today, "wrong")
						} else {
							_, err = intake.Rematch(tx, receipt, intake.Desk{}, today)
						}
						return err
					})
					if left == 0 && placed {
						if !errors.Is(err, intake.ErrTakenBack) {
							r.Fatalf("undone though nothing is left: %v", err)
						}
						continue
					}
					if err != nil {
						r.Fatal(err)
					}
					placed = !placed
				}
				see(act)
			}
		})
	})
}
