package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"girod/formats/date"
	"girod/ledger/store"
)

// period is a closing.
type period struct {
	through  date.Date
	balances string
}

// ClosePeriod closes the books through a day: nothing is dated into them any more. It
// writes down a digest of all balances, so that Check can tell whether they moved.
func (tx *Tx) ClosePeriod(through date.Date) error {
	if err := tx.Poster().Flush(); err != nil {
		return err
	}
	closed, err := tx.ClosedThrough()
	if err != nil {
		return err
	}
	if !through.Valid() || through <= closed {
		return fmt.Errorf("close through %s: %w: closed through %s", through, ErrClosed, closed)
	}
	balances, err := tx.balancesDigest(through)
	if err != nil {
		return err
	}
	id, err := tx.NextID("period")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO period (id, closed_through, balances, at, actor) VALUES ($1, $2, $3, $4, $5)`,
		id, through, balances, tx.stamp(), tx.by)
	tx.state.closed = &period{through, balances}
	return err
}

// ClosedThrough gives the last closed day, or no day.
func (tx *Tx) ClosedThrough() (date.Date, error) {
	if tx.state.closed == nil {
		var p period
		_, err := tx.One(`SELECT closed_through, balances FROM period ORDER BY id DESC LIMIT 1`, nil, func(r *store.Row) error {
			p = period{r.Date(0), r.Text(1)}
			return nil
		})
		if err != nil {
			return 0, err
		}
		tx.state.closed = &p
	}
	return tx.state.closed.through, nil
}

func (tx *Tx) refuseClosed(on date.Date) error {
	closed, err := tx.ClosedThrough()
	if err == nil && on <= closed {
		err = fmt.Errorf("%w: %s, closed through %s", ErrClosed, on, closed)
	}
	return err
}

// balancesDigest is SHA-256 over the trial balance of a day, a line for each account.
func (tx *Tx) balancesDigest(through date.Date) (string, error) {
	list, err := tx.TrialBalanceThrough(through)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	for _, a := range list {
		fmt.Fprintf(h, "%s %s %s %d %d\n", a.Number, a.Role, a.Currency, a.Debit, a.Credit)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
