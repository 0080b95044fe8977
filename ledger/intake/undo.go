package intake

import (
	"errors"
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Undo takes back what a receipt settled: its shares, rounding and credit return to
// suspense by one entry with the reason and who gave it; the invoices are open again, and
// the reminder clock stands where it was, because nothing but balances moved. A loss that it
// had recovered stands again first (T-25).
func Undo(tx *ledger.Tx, receipt ledger.ReceiptID, on date.Date, reason string) (ledger.EntryID, error) {
	return undo(tx, receipt, on, reason, standing)
}

// undo takes back what a receipt is found to have become.
func undo(tx *ledger.Tx, receipt ledger.ReceiptID, on date.Date, reason string, became func(*ledger.Tx, ledger.Receipt) ([]ledger.Posting, error)) (ledger.EntryID, error) {
	if reason == "" {
		return 0, ErrNoReason
	}
	r, err := tx.Receipt(receipt)
	if err != nil {
		return 0, err
	}
	back, err := tx.One(`SELECT 1 FROM taken_back WHERE receipt = $1 AND whole = 1`, []any{receipt}, nil)
	if err == nil && (back || r.Amount < 0) {
		err = fmt.Errorf("payment %d: %w", receipt, ErrTakenBack)
	}
	if err != nil {
		return 0, err
	}
	var own map[money.Currency]int64
	if agents(tx) {
		if own, err = tx.AgentsOwn(); err != nil {
			return 0, err
		}
	}
	others, err := unrecover(tx, receipt, on, reason)
	if err != nil {
		return 0, err
	}
	lines, err := became(tx, r)
	if err != nil {
		return 0, err
	}
	e := ledger.Entry{Why: ledger.Allocated, BookedOn: on, Text: fmt.Sprintf("Match of payment %d undone", receipt), Reason: reason, File: r.File}
	var sum int64
	for _, line := range lines {
		if err := refuseForwarded(tx, r, line); err != nil {
			return 0, err
		}
		line.Amount = -line.Amount
		line.Currency = r.Currency
		sum += line.Amount
		e.Postings = append(e.Postings, line)
	}
	if sum == 0 {
		return 0, fmt.Errorf("payment %d: %w", receipt, ErrNotMatched)
	}
	e.Postings = append(e.Postings, ledger.Posting{Role: restRole(tx), Amount: -sum, Receipt: receipt, Currency: r.Currency})
	if e.Key, err = nextKey(tx, "undone", receipt); err != nil {
		return 0, err
	}
	id, err := tx.Post(e)
	if errors.Is(err, ledger.ErrOverdrawn) {
		err = fmt.Errorf("payment %d: %w", receipt, ErrRefunded)
	}
	if err != nil {
		return 0, err
	}
	if err := errors.Join(tx.Poster().Flush(), unretain(tx, receipt, on, reason), takenFrom(tx, on, own)); err != nil {
		return 0, err
	}
	if err := errors.Join(tx.UndoExchanges(receipt, on, reason), tx.Rise(cause(receipt), on, reason)); err != nil {
		return 0, err
	}
	moved, err := movedBy(tx, receipt)
	if err == nil {
		err = interestBack(tx, moved)
	}
	if err != nil {
		return 0, err
	}
	if err := errors.Join(recoverAnew(tx, others), forget(tx, receipt), untell(tx, receipt)); err != nil {
		return 0, err
	}
	// What a match has taught may be wrong as well.
	_, err = tx.Exec(`DELETE FROM payer WHERE account = $1 AND tenant = $2`, string(r.PayerAccount), tx.Tenant())
	return id, err
}

// refuseForwarded refuses to undo what the factor was sent already (T-35).
func refuseForwarded(tx *ledger.Tx, r ledger.Receipt, line ledger.Posting) error {
	if line.Role != ledger.RoleMisdirected {
		return nil
	}
	left, err := tx.MisdirectedOf(r.ID)
	if err == nil && left < -line.Amount {
		err = fmt.Errorf("payment %d: %w", r.ID, ErrRefunded)
	}
	return err
}

// standing sums what the bookings of a receipt come to, beside the bank and suspense: its
// own entry's, those of the corrections since, which are found by their keys, and those of the
// parts that the bank has taken back.
func standing(tx *ledger.Tx, r ledger.Receipt) (lines []ledger.Posting, err error) {
	allocated, undone, surplus := fmt.Sprintf("allocated:%d", r.ID), fmt.Sprintf("undone:%d", r.ID), fmt.Sprintf("surplus:%d", r.ID)
	// ';' follows ':' in ASCII, so each pair of keys spans one receipt's corrections.
	err = tx.Each(`SELECT account.role, account.number, posting.invoice, posting.bucket, CAST(SUM(posting.amount) AS BIGINT)
		FROM entry JOIN posting ON posting.id >= entry.first AND posting.id < entry.first + entry.lines
		JOIN account ON account.id = posting.account
		WHERE (entry.id = $1 OR entry.key > $2 AND entry.key < $3 OR entry.key > $4 AND entry.key < $5 OR entry.key > $6 AND entry.key < $7
			OR entry.id IN (SELECT receipt_row.entry FROM taken_back JOIN receipt_row ON receipt_row.id = taken_back.by_receipt WHERE taken_back.receipt = $8))
		AND (posting.receipt = $8 OR posting.receipt IN (SELECT by_receipt FROM taken_back WHERE receipt = $8)) AND account.role <> 'suspense' AND (account.role <> 'client_funds' OR posting.invoice IS NOT NULL)
		GROUP BY account.role, account.number, posting.invoice, posting.bucket HAVING SUM(posting.amount) <> 0
		ORDER BY account.role, account.number, COALESCE(posting.invoice, 0), posting.bucket`,
		[]any{r.Entry, allocated + ":", allocated + ";", undone + ":", undone + ";", surplus + ":", surplus + ";", r.ID}, func(row *store.Row) error {
			lines = append(lines, ledger.Posting{Role: ledger.Role(row.Text(0)), Account: row.Text(1), Invoice: ledger.InvoiceID(row.Int(2)),
				Bucket: ledger.Bucket(row.Int(3)), Amount: row.Int(4), Receipt: r.ID})
			return nil
		})
	return lines, err
}
