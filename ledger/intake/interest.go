package intake

import (
	"fmt"
	"maps"
	"slices"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// interestMoves gathers how payments changed what interest is claimed: what an honoured
// notice waives, and what ran on after one that was not. It is kept by payment, so that a
// match that is undone, or a payment that the bank takes back, leaves the claim as it was.
type interestMoves struct{ receipts, invoices, deltas []int64 }

func (s *interestMoves) add(receipt ledger.ReceiptID, d *matching.Decision) {
	for i := range d.Waived {
		s.move(receipt, d.Waived[i].Invoice, -d.Waived[i].Amount)
	}
	for i := range d.Accrued {
		s.move(receipt, d.Accrued[i].Invoice, d.Accrued[i].Amount)
	}
}

func (s *interestMoves) move(receipt ledger.ReceiptID, invoice ledger.InvoiceID, delta int64) {
	for i := len(s.receipts) - 1; i >= 0 && s.receipts[i] == int64(receipt); i-- {
		if s.invoices[i] == int64(invoice) {
			s.deltas[i] += delta
			return
		}
	}
	s.receipts, s.invoices, s.deltas = append(s.receipts, int64(receipt)), append(s.invoices, int64(invoice)), append(s.deltas, delta)
}

// apply changes the claims, and keeps by whose payment.
func (s *interestMoves) apply(tx *ledger.Tx) error {
	if len(s.receipts) == 0 {
		return nil
	}
	if err := tx.AddTo("item", "invoice", []string{"interest"}, s.invoices, [][]int64{s.deltas}); err != nil {
		return err
	}
	b := tx.Bulk("interest_moved", "receipt", "invoice", "delta")
	for i := range s.receipts {
		if s.deltas[i] == 0 {
			continue
		}
		if err := b.Int(s.receipts[i]).Int(s.invoices[i]).Int(s.deltas[i]).End(); err != nil {
			return err
		}
	}
	return b.Flush()
}

// applyLater is apply for one payment that was placed once before, perhaps.
func (s *interestMoves) applyLater(tx *ledger.Tx) error {
	for i := range s.receipts {
		for _, query := range []string{
			`UPDATE item SET interest = interest + $1 WHERE invoice = $2 AND CAST($3 AS BIGINT) > 0`,
			`INSERT INTO interest_moved (delta, invoice, receipt) VALUES ($1, $2, $3) ON CONFLICT (receipt, invoice) DO UPDATE SET delta = interest_moved.delta + excluded.delta`,
		} {
			if _, err := tx.Exec(query, s.deltas[i], s.invoices[i], s.receipts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeBack forgets what a payment of this file has moved, and gives it by invoice. Where a part
// of it alone is taken back that is what it waived: interest that ran on is owed in any case.
func (s *interestMoves) takeBack(receipt ledger.ReceiptID, part bool) map[ledger.InvoiceID]int64 {
	moved := map[ledger.InvoiceID]int64{}
	from, _ := slices.BinarySearch(s.receipts, int64(receipt)) // they are numbered as they come
	for i := from; i < len(s.receipts) && s.receipts[i] == int64(receipt); i++ {
		if s.deltas[i] != 0 && (s.deltas[i] < 0 || !part) {
			moved[ledger.InvoiceID(s.invoices[i])] = s.deltas[i]
			s.deltas[i] = 0
		}
	}
	return moved
}

// movedBy forgets what a payment in the book has moved, and gives it by invoice.
func movedBy(tx *ledger.Tx, receipt ledger.ReceiptID) (map[ledger.InvoiceID]int64, error) {
	moved := map[ledger.InvoiceID]int64{}
	err := tx.Each(`SELECT invoice, delta FROM interest_moved WHERE receipt = $1`, []any{receipt}, func(r *store.Row) error {
		moved[ledger.InvoiceID(r.Int(0))] = r.Int(1)
		return nil
	})
	if err != nil || len(moved) == 0 {
		return nil, err
	}
	_, err = tx.Exec(`DELETE FROM interest_moved WHERE receipt = $1`, receipt)
	return moved, err
}

// fall is what a payment that was here before some charges lets fall of them.
type fall struct {
	receipt ledger.ReceiptID
	ledger.Fall
}

// cause names a payment in the charges that fall by it.
func cause(receipt ledger.ReceiptID) string { return fmt.Sprintf("pay%d", receipt) }

// falls are the charges that fall by a decision about a payment that came on a day and is placed
// on another, by claim.
func falls(receipt ledger.ReceiptID, d *matching.Decision, came, on date.Date) (list []fall) {
	for i := range d.Fallen {
		s := &d.Fallen[i]
		n := slices.IndexFunc(list, func(f fall) bool { return f.Invoice == s.Invoice })
		if n < 0 {
			n, list = len(list), append(list, fall{receipt, ledger.Fall{Invoice: s.Invoice, After: came, On: on, Cause: cause(receipt),
				Reason: fmt.Sprintf("pay%d of %s was here before", receipt, came)}})
		}
		if s.Bucket == matching.Cost {
			list[n].Cost += s.Amount
		} else {
			list[n].Fee += s.Amount
		}
	}
	return list
}

// letFall books them.
func letFall(tx *ledger.Tx, list []fall) error {
	for _, f := range list {
		if err := tx.LetFall(f.Fall); err != nil {
			return err
		}
	}
	return nil
}

// interestBack gives claims back the interest that a payment had moved, once its shares are
// theirs again: waived it is claimed again, run on it is not. Interest that was claimed
// otherwise since is never taken below nothing.
func interestBack(tx *ledger.Tx, moved map[ledger.InvoiceID]int64) error {
	for _, invoice := range slices.Sorted(maps.Keys(moved)) {
		_, err := tx.Exec(`UPDATE item SET interest = CASE WHEN interest > CAST($1 AS BIGINT) THEN interest - $1 ELSE 0 END WHERE invoice = $2`, moved[invoice], invoice)
		if err != nil {
			return err
		}
	}
	return nil
}
