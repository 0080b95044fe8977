package exchange

import (
	"context"
	"fmt"
	"time"

	"girod/ledger/store"
)

// Filter chooses inbound files; zero fields choose all.
type Filter struct {
	Partner string
	State   State
	Since   time.Time // received at or after
	Limit   int       // the newest so many; default 1000
}

// Files lists inbound files, newest first.
func (x *Exchange) Files(ctx context.Context, f Filter) ([]File, error) {
	if f.Limit <= 0 {
		f.Limit = 1000
	}
	var list []File
	err := x.Store.View(ctx, func(tx *store.Tx) error {
		return tx.Each(`SELECT `+fileColumns+` FROM file WHERE ($1 = '' OR partner = $1) AND ($2 = '' OR state = $2)
			AND received_at >= $3 ORDER BY id DESC LIMIT $4`, []any{f.Partner, f.State, stampOrEmpty(f.Since), f.Limit},
			func(r *store.Row) error {
				list = append(list, scanFile(r))
				return nil
			})
	})
	return list, err
}

func stampOrEmpty(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return stamp(t)
}

// Shown is everything the journal knows of one file.
type Shown struct {
	File  File
	Steps []Step
}

// Show gives one inbound file with its steps.
func (x *Exchange) Show(ctx context.Context, id FileID) (Shown, error) {
	var s Shown
	err := x.Store.View(ctx, func(tx *store.Tx) (err error) {
		if s.File, err = fileByID(tx, id); err != nil {
			return err
		}
		s.Steps, err = Steps(tx, string(id))
		return err
	})
	return s, err
}

// ShownOutgoing is everything the journal knows of one outgoing file.
type ShownOutgoing struct {
	Outgoing Outgoing
	Steps    []Step
	Attempts []Attempt
}

// ShowOutgoing gives one outgoing file with its steps and attempts.
func (x *Exchange) ShowOutgoing(ctx context.Context, key string) (ShownOutgoing, error) {
	var s ShownOutgoing
	err := x.Store.View(ctx, func(tx *store.Tx) (err error) {
		if s.Outgoing, err = outgoingByKey(tx, key); err != nil {
			return err
		}
		if s.Steps, err = Steps(tx, key); err != nil {
			return err
		}
		s.Attempts, err = Attempts(tx, key)
		return err
	})
	return s, err
}

// Outgoing lists outgoing files in a state, or all for "", money first.
func (x *Exchange) Outgoing(ctx context.Context, state State) ([]Outgoing, error) {
	var list []Outgoing
	err := x.Store.View(ctx, func(tx *store.Tx) (err error) {
		list, err = outgoingWhere(tx, `$1 = '' OR state = $1`, state)
		return err
	})
	return list, err
}

// Waiting is one thing that is not settled, and since when.
type Waiting struct {
	What    string // "file", "outgoing", "partner", "trouble", "gate", "disk"
	Subject string
	Partner string
	State   State
	Reason  string
	Since   time.Time
	// Person is true when only a person can end the waiting; girod status exits 3.
	Person bool
}

// ackAfter is how long a payout file may be silent before people are told.
const ackAfter = 24 * time.Hour

// Status lists all that waits, what needs a person first. No silence: what a
// partner offered is applied, a duplicate, rejected, or in this list.
func (x *Exchange) Status(ctx context.Context, at time.Time) ([]Waiting, error) {
	var people, own []Waiting
	add := func(w Waiting) {
		if w.Person {
			people = append(people, w)
		} else {
			own = append(own, w)
		}
	}
	for _, w := range x.outside(at) {
		add(w)
	}
	err := x.Store.View(ctx, func(tx *store.Tx) error {
		if err := x.waitingOut(tx, at, add); err != nil {
			return err
		}
		files, err := filesWhere(tx, `state <> $1`, Settled)
		if err != nil {
			return err
		}
		for _, f := range files {
			w := Waiting{"file", string(f.ID), f.Partner, f.State, f.Reason, f.StateAt, f.State == OnHold}
			if f.Code != "" {
				w.Reason = f.Code + ": " + f.Reason
			}
			_, unknown := x.partner(f.Partner)
			w.Person = w.Person || unknown != nil || at.Sub(f.StateAt) > ackAfter
			add(w)
		}
		return waitingElse(tx, add)
	})
	return append(people, own...), err
}

// outside is what waits and stands in no table.
func (x *Exchange) outside(at time.Time) []Waiting {
	var list []Waiting
	if err := x.Disk.Err(); err != nil {
		list = append(list, Waiting{"disk", x.Spool, "", "", err.Error(), at, true})
	} else if err := x.room(); err != nil {
		list = append(list, Waiting{"disk", x.Spool, "", "", err.Error(), at, true})
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, d := range x.gate {
		subject := d.Key
		if subject == "" {
			subject = d.Digest
		}
		list = append(list, Waiting{"gate", subject, "", "", d.Text, at, true})
	}
	for id, b := range x.wait {
		list = append(list, Waiting{"partner", id, id, "", fmt.Sprintf("%d calls in a row failed; next at %s", b.failures, stamp(b.until)), at, false})
	}
	return list
}

// waitingOut lists outgoing files that are not at their end.
func (x *Exchange) waitingOut(tx *store.Tx, at time.Time, add func(Waiting)) error {
	list, err := outgoingWhere(tx, `state IN ($1, $2, $3, $4) OR (state = $5 AND money = 1 AND state_at < $6)`,
		Rendered, Uploading, Renaming, InDoubt, Sent, stamp(at.Add(-ackAfter)))
	if err != nil {
		return err
	}
	for _, o := range list {
		w := Waiting{"outgoing", o.Key, o.Partner, o.State, o.Reason, o.StateAt, o.State == InDoubt || o.State == Sent}
		if o.State == Sent {
			w.Reason = "sent, and the partner has not said a word about it"
		}
		add(w)
	}
	return nil
}

// waitingElse lists paused partners and troubles at partners.
func waitingElse(tx *store.Tx, add func(Waiting)) error {
	if err := tx.Each(`SELECT partner, reason, at FROM partner_state WHERE paused = 1 ORDER BY partner`, nil, func(r *store.Row) error {
		add(Waiting{"partner", r.Text(0), r.Text(0), "", "paused: " + r.Text(1), unstamp(r.Text(2)), true})
		return nil
	}); err != nil {
		return err
	}
	return tx.Each(`SELECT partner, dir, name, reason, since FROM trouble ORDER BY partner, dir, name`, nil, func(r *store.Row) error {
		add(Waiting{"trouble", r.Text(1) + "/" + r.Text(2), r.Text(0), "", r.Text(3), unstamp(r.Text(4)), true})
		return nil
	})
}
