package intake

import (
	"errors"
	"fmt"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// recoverLosses makes income of what came for claims that were written off (T-25).
func recoverLosses(tx *ledger.Tx, list []recovery) error {
	for _, s := range list {
		lost, err := tx.LossOf(s.invoice)
		if err != nil {
			return err
		}
		n := min(s.amount, lost.Expected+lost.Doubtful+lost.Confirmed+lost.Reclaimed)
		if n <= 0 {
			continue
		}
		_, err = tx.RecoverLoss(ledger.Losing{Invoice: s.invoice, Amount: n, On: s.on, Reason: fmt.Sprintf("paid after all: pay%d", s.receipt)})
		if err != nil && !errors.Is(err, ledger.ErrNoMoney) { // taken back meanwhile, it recovers nothing
			return err
		}
	}
	return nil
}

// unrecover reverses what recovered losses out of a payment's credit, the last first: the
// losses stand again, their VAT with them, and the money is the payer's credit. What other
// payments had brought to the same vouchers is given, to be recovered anew.
func unrecover(tx *ledger.Tx, receipt ledger.ReceiptID, on date.Date, reason string) (others []ledger.Losing, err error) {
	var entries []ledger.EntryID
	err = tx.Each(`SELECT DISTINCT entry.id FROM posting JOIN account ON account.id = posting.account JOIN entry ON entry.id = posting.entry
		WHERE posting.receipt = $1 AND posting.late = 1 AND account.role = 'customer_credit' AND account.tenant = $2 AND entry.why = 'loss-recovered'
		AND NOT EXISTS (SELECT 1 FROM entry AS mirror WHERE mirror.reverses = entry.id) ORDER BY entry.id DESC`, []any{receipt, tx.Tenant()},
		func(r *store.Row) error {
			entries = append(entries, ledger.EntryID(r.Int(0)))
			return nil
		})
	for _, id := range entries {
		if err != nil {
			return nil, err
		}
		other := ledger.Losing{On: on, Reason: reason}
		var e ledger.Entry
		if e, err = tx.Entry(id); err != nil {
			return nil, err
		}
		for _, p := range e.Postings {
			if p.Role == ledger.RoleCustomerCredit && p.Receipt != receipt {
				other.Amount += p.Amount
			}
			other.Invoice = max(other.Invoice, p.Invoice)
		}
		if other.Amount > 0 {
			others = append(others, other)
		}
		if _, err = tx.Correct(id, on, reason); err != nil {
			return nil, err
		}
	}
	return others, err
}

// recoverAnew books again what other payments had brought to a loss.
func recoverAnew(tx *ledger.Tx, others []ledger.Losing) error {
	for _, l := range others {
		if _, err := tx.RecoverLoss(l); err != nil {
			return err
		}
	}
	return nil
}

// recoveredBy finds the last payment of an amount that recovered the loss of a claim, and
// makes it the payer's credit again, for the bank to take back. What a file recovers it
// recovers at its end, so only earlier ones' losses are looked for, and nothing of this file
// need be written up for it.
func (a *applier) recoveredBy(ids []matching.ID, amount int64) (found *settled, err error) {
	for _, id := range ids {
		err := a.tx.Each(`SELECT customer_credit.id FROM customer_credit JOIN receipt_row ON receipt_row.id = customer_credit.id
			WHERE customer_credit.party = $1 AND customer_credit.invoice = $2 AND receipt_row.amount = $3
			AND NOT EXISTS (SELECT 1 FROM taken_back WHERE taken_back.receipt = customer_credit.id)
			AND EXISTS (SELECT 1 FROM posting JOIN entry ON entry.id = posting.entry WHERE posting.receipt = customer_credit.id AND posting.late = 1
				AND entry.why = 'loss-recovered' AND NOT EXISTS (SELECT 1 FROM entry AS mirror WHERE mirror.reverses = entry.id))
			ORDER BY customer_credit.id`, []any{a.claims.index.Party(id), a.claims.index.Invoice(id), amount}, func(r *store.Row) error {
			receipt := ledger.ReceiptID(r.Int(0))
			if _, touched := a.taken[receipt]; !touched {
				found = &settled{receipt: receipt, credit: amount, whole: amount}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if found == nil {
		return nil, nil
	}
	if err := a.flush(); err != nil {
		return nil, err
	}
	others, err := unrecover(a.tx, found.receipt, a.cur.e.BookedOn, "the bank takes the payment back")
	if err != nil {
		return nil, err
	}
	a.after.anew = append(a.after.anew, others...)
	return found, a.flush()
}
