package cases

import (
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Figure is what the partner says is owed on a day. It stands beside our own figures; where
// they differ the partner's are shown as theirs (DOMAIN.md 4.6, R-BST-71).
type Figure struct {
	On   date.Date
	Told ledger.Balance
}

// Tolerance is how much a partner's total may differ from ours before somebody must look.
const Tolerance = 100

// Differ gives what is told beyond what is ours, by bucket, and whether the total differs
// by more than the tolerance.
func (f Figure) Differ(ours ledger.Balance) (by ledger.Balance, alarm bool) {
	total := int64(0)
	for b := range by {
		by[b] = f.Told[b] - ours[b]
		total += by[b]
	}
	return by, max(total, -total) > Tolerance
}

// TellFigure keeps what a partner told of a case.
func (d Desk) TellFigure(tx *ledger.Tx, id int64, f Figure) error {
	c, err := Load(tx, id)
	if err != nil {
		return err
	}
	if !f.On.Valid() || f.On > d.Today {
		return fmt.Errorf("case %s: %w: %s", c.Number, ErrFuture, f.On)
	}
	n, err := tx.NextID("case_figure")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO case_figure (id, debt_case, day, principal, fee, interest, cost, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		n, c.ID, f.On, f.Told[0], f.Told[1], f.Told[2], f.Told[3], tx.Stamp(), tx.By())
	if err != nil {
		return err
	}
	total := money.Of(f.Told[0]+f.Told[1]+f.Told[2]+f.Told[3], c.Currency)
	return d.add(tx, Event{Case: c.ID, Day: f.On, Kind: "partner-figures", Text: total.String() + " in all, says the partner"})
}

// Figure gives what the partner told last, if anything.
func (c Case) Figure(tx *ledger.Tx) (f Figure, told bool, err error) {
	told, err = tx.One(`SELECT day, principal, fee, interest, cost FROM case_figure WHERE debt_case = $1 ORDER BY id DESC LIMIT 1`, []any{c.ID}, func(r *store.Row) error {
		f = Figure{r.Date(0), ledger.Balance{r.Int(1), r.Int(2), r.Int(3), r.Int(4)}}
		return nil
	})
	return f, told, err
}
