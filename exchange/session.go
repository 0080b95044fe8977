package exchange

import (
	"context"
	"errors"
	"fmt"
	"time"

	"girod/exchange/remote"
	"girod/ledger/store"
)

// A session with a partner is one connection, used for one errand and closed: it
// is not held open while we book, and there is never a second one beside it.

// loginsAllowed is how many refused logins in a row pause a partner. Banks lock
// an account for less, and a locked account on payday is a bad way to learn of a
// key rotation.
const loginsAllowed = 3

// backoff spaces out calls to a partner that does not answer.
type backoff struct {
	failures int
	until    time.Time
}

const longestBackoff = 15 * time.Minute

// errNotCalled says that the partner was left alone this time, which is no failure.
var errNotCalled = errors.New("partner not called")

// callable tells whether a partner may be called now.
func (x *Exchange) callable(ctx context.Context, at time.Time, p Partner) (bool, error) {
	if p.Open != nil && !p.Open(at) {
		return false, nil
	}
	x.mu.Lock()
	waiting := at.Before(x.wait[p.ID].until)
	x.mu.Unlock()
	if waiting {
		return false, nil
	}
	var paused bool
	err := x.Store.View(ctx, func(tx *store.Tx) error {
		_, err := tx.One(`SELECT paused FROM partner_state WHERE partner = $1`, []any{p.ID},
			func(r *store.Row) error { paused = r.Bool(0); return nil })
		return err
	})
	return !paused, err
}

// session calls a partner and runs an errand. errNotCalled when it may not be
// called now.
func (x *Exchange) session(ctx context.Context, at time.Time, p Partner, errand func(remote.Folder) error) error {
	lock := x.sessions[p.ID]
	lock.Lock()
	defer lock.Unlock()
	ok, err := x.callable(ctx, at, p)
	if err != nil {
		return err
	}
	if !ok {
		return errNotCalled
	}
	folder, err := p.Dial(ctx)
	if err != nil {
		return errors.Join(fmt.Errorf("%s: connect: %w", p.ID, err), x.refused(ctx, at, p, err))
	}
	defer folder.Close()
	if err := x.answered(ctx, p); err != nil {
		return err
	}
	return errand(folder)
}

// refused notes a failed call: the next one comes later, and after three refused
// logins, or one unknown host key, only when a person has looked.
func (x *Exchange) refused(ctx context.Context, at time.Time, p Partner, why error) error {
	x.mu.Lock()
	b := x.wait[p.ID]
	b.failures++
	b.until = at.Add(min(time.Second<<min(b.failures, 12), longestBackoff))
	x.wait[p.ID] = b
	x.mu.Unlock()
	host := errors.Is(why, remote.ErrHostKey)
	if !host && !errors.Is(why, remote.ErrAuth) {
		return nil
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		var failures int64
		if _, err := tx.One(`SELECT failures FROM partner_state WHERE partner = $1`, []any{p.ID},
			func(r *store.Row) error { failures = r.Int(0); return nil }); err != nil {
			return err
		}
		failures++
		pause := host || failures >= loginsAllowed
		if pause {
			x.Log.Error().Str("partner", p.ID).Err(why).Msg("partner paused")
		}
		_, err := tx.Exec(`INSERT INTO partner_state (partner, failures, paused, reason, actor, at)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (partner) DO UPDATE SET failures = excluded.failures,
			paused = excluded.paused, reason = excluded.reason, actor = excluded.actor, at = excluded.at`,
			p.ID, failures, pause, why.Error(), self, stamp(at))
		return err
	})
}

// answered forgets the failures of a partner that let us in.
func (x *Exchange) answered(ctx context.Context, p Partner) error {
	x.mu.Lock()
	delete(x.wait, p.ID)
	x.mu.Unlock()
	var failures bool
	if err := x.Store.View(ctx, func(tx *store.Tx) error {
		_, err := tx.One(`SELECT failures FROM partner_state WHERE partner = $1`, []any{p.ID},
			func(r *store.Row) error { failures = r.Bool(0); return nil })
		return err
	}); err != nil || !failures {
		return err
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE partner_state SET failures = 0 WHERE partner = $1`, p.ID)
		return err
	})
}

// Resume lets a paused partner be called again: a named person has looked.
func (x *Exchange) Resume(ctx context.Context, at time.Time, partner, by, reason string) error {
	if by == "" || reason == "" {
		return ErrReason
	}
	if _, err := x.partner(partner); err != nil {
		return err
	}
	x.mu.Lock()
	delete(x.wait, partner)
	x.mu.Unlock()
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE partner_state SET failures = 0, paused = 0, reason = $1, actor = $2, at = $3
			WHERE partner = $4`, reason, by, stamp(at), partner)
		return err
	})
}

// Pause stops all calls to a partner until Resume.
func (x *Exchange) Pause(ctx context.Context, at time.Time, partner, by, reason string) error {
	if by == "" || reason == "" {
		return ErrReason
	}
	if _, err := x.partner(partner); err != nil {
		return err
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO partner_state (partner, failures, paused, reason, actor, at)
			VALUES ($1, 0, 1, $2, $3, $4) ON CONFLICT (partner) DO UPDATE SET paused = 1,
			reason = excluded.reason, actor = excluded.actor, at = excluded.at`, partner, reason, by, stamp(at))
		return err
	})
}
