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
	if err := tx.setPeriod(through, balances, ""); err != nil {
		return err
	}
	return tx.AddHistory(History{Kind: "period-closed", Text: "the books are closed through " + through.String()})
}

// OpenPeriod opens closed days again: the books stay closed through an earlier day, or
// with 0 through none. It takes a reason, which stands in the history with who did it;
// what was closed and when stays written.
func (tx *Tx) OpenPeriod(through date.Date, reason string) error {
	if err := tx.Poster().Flush(); err != nil {
		return err
	}
	closed, err := tx.ClosedThrough()
	switch {
	case err != nil:
		return err
	case reason == "":
		return fmt.Errorf("open the books: %w", ErrReason)
	case through != 0 && !through.Valid():
		return fmt.Errorf("open the books after %q: %w", through, ErrDate)
	case closed == 0 || through >= closed:
		return fmt.Errorf("open the books after %s: %w", through, ErrNotClosed)
	}
	balances := ""
	if through != 0 {
		if balances, err = tx.balancesDigest(through); err != nil {
			return err
		}
	}
	if err := tx.setPeriod(through, balances, reason); err != nil {
		return err
	}
	after := "closed through " + through.String()
	if through == 0 {
		after = "not closed at all"
	}
	return tx.AddHistory(History{Kind: "period-opened", Text: fmt.Sprintf("the books were closed through %s and are %s: %s", closed, after, reason)})
}

func (tx *Tx) setPeriod(through date.Date, balances, reason string) error {
	id, err := tx.NextID("period")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO period (id, tenant, closed_through, balances, reason, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, tx.books.Tenant, through, balances, reason, tx.Stamp(), tx.by)
	if err == nil {
		tx.state.closed[tx.books.Tenant] = period{through, balances} // ClosedThrough has made the map
	}
	return err
}

// Period is a closing, or where a reason is given the opening of what was closed.
type Period struct {
	ClosedThrough date.Date
	Reason        string
	At            string
	By            string
}

// Periods gives every closing and opening, oldest first; the last one holds.
func (tx *Tx) Periods() (list []Period, err error) {
	err = tx.Each(`SELECT closed_through, reason, at, actor FROM period WHERE tenant = $1 ORDER BY id`, []any{tx.books.Tenant}, func(r *store.Row) error {
		list = append(list, Period{r.Date(0), r.Text(1), r.Text(2), r.Text(3)})
		return nil
	})
	return list, err
}

// ClosedThrough gives the last closed day, or no day.
func (tx *Tx) ClosedThrough() (date.Date, error) {
	p, known := tx.state.closed[tx.books.Tenant]
	if known {
		return p.through, nil
	}
	_, err := tx.One(`SELECT closed_through, balances FROM period WHERE tenant = $1 ORDER BY id DESC LIMIT 1`, []any{tx.books.Tenant}, func(r *store.Row) error {
		p = period{r.Date(0), r.Text(1)}
		return nil
	})
	if err != nil {
		return 0, err
	}
	if tx.state.closed == nil {
		tx.state.closed = map[TenantID]period{}
	}
	tx.state.closed[tx.books.Tenant] = p
	return p.through, nil
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
