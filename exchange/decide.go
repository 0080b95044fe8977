package exchange

import (
	"context"
	"fmt"
	"time"

	"girod/ledger/store"
)

// What evidence and people decide.

// Evidence records that the partner named our message: a pain.002, an
// acknowledgement, a booking on the statement. It runs in the caller's
// transaction, beside what the evidence means to the payout. A file in doubt
// becomes sent; so does one about to be uploaded again, which then is not. A
// message nobody can know, because it never left, is ErrNeverSent: a security
// matter.
func (x *Exchange) Evidence(tx *store.Tx, at time.Time, key, what string) error {
	o, err := outgoingByKey(tx, key)
	if err != nil {
		return err
	}
	switch o.State {
	case Sent, Acked, Rejected:
		return nil
	case Renaming, InDoubt:
		return x.moveOut(tx, &o, Sent, self, "evidence: "+what, at)
	}
	renamed, err := tx.One(`SELECT 1 FROM file_step WHERE subject = $1 AND became = $2`, []any{key, Renaming}, nil)
	if err != nil {
		return err
	}
	if !renamed {
		return fmt.Errorf("%w: %s (%s)", ErrNeverSent, key, what)
	}
	return x.moveOut(tx, &o, Sent, self, "evidence: "+what, at)
}

// Acknowledge records the partner's answer to a file: taken, or refused as a
// whole. It is evidence of sending too.
func (x *Exchange) Acknowledge(tx *store.Tx, at time.Time, key string, taken bool, what string) error {
	if err := x.Evidence(tx, at, key, what); err != nil {
		return err
	}
	o, err := outgoingByKey(tx, key)
	if err != nil {
		return err
	}
	to := Acked
	if !taken {
		to = Rejected
	}
	if o.State == to {
		return nil
	}
	return x.moveOut(tx, &o, to, self, what, at)
}

// Verdict is what two people decide about a file in doubt.
type Verdict string

// The two ways out of doubt. Resend sends the same name, message and bytes, so
// that a bank with a duplicate check refuses a second one.
const (
	WasSent Verdict = "sent"
	Resend  Verdict = "resend"
)

// Decide ends a doubt. Two different named people are needed, whatever the file.
func (x *Exchange) Decide(ctx context.Context, at time.Time, key string, v Verdict, by1, by2, reason string) error {
	if by1 == "" || by2 == "" || by1 == by2 {
		return ErrTwo
	}
	if reason == "" {
		return ErrReason
	}
	to := Sent
	switch v {
	case WasSent:
	case Resend:
		to = Rendered
	default:
		return fmt.Errorf("decide %s: want %q or %q", key, WasSent, Resend)
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		o, err := outgoingByKey(tx, key)
		if err != nil {
			return err
		}
		if o.State != InDoubt {
			return fmt.Errorf("%w: %s is %s, not in doubt", ErrNotNow, key, o.State)
		}
		o.DueAt = at
		return x.moveOut(tx, &o, to, by1+" and "+by2, string(v)+": "+reason, at)
	})
}

// Release lets a held file go on: a named person has looked at it.
func (x *Exchange) Release(ctx context.Context, at time.Time, id FileID, by, reason string) error {
	return x.decideFile(ctx, at, id, Received, by, reason)
}

// Reject ends a held file: it is archived, never booked, and stays in the journal
// with the name of who decided.
func (x *Exchange) Reject(ctx context.Context, at time.Time, id FileID, by, reason string) error {
	return x.decideFile(ctx, at, id, Rejected, by, reason)
}

// LookAgain lets a held file be read once more, because something came that may have ended
// what held it. It overrules nothing: the step names girod, not a person.
func (x *Exchange) LookAgain(ctx context.Context, at time.Time, id FileID, reason string) error {
	return x.decided(ctx, at, id, Received, self, reason)
}

func (x *Exchange) decideFile(ctx context.Context, at time.Time, id FileID, to State, by, reason string) error {
	if by == "" || by == self || reason == "" {
		return ErrReason
	}
	return x.decided(ctx, at, id, to, by, reason)
}

func (x *Exchange) decided(ctx context.Context, at time.Time, id FileID, to State, by, reason string) error {
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		f, err := fileByID(tx, id)
		if err != nil {
			return err
		}
		f.Code, f.Place, f.Reason, f.tries = "", "", by+": "+clip(reason), 0
		return move(tx, &f, to, by, clip(reason), at)
	})
}

// Resend makes a rendered file that waits after failures due at once. A file in
// doubt needs Decide; a file sent goes no second time under its key.
func (x *Exchange) Resend(ctx context.Context, at time.Time, key, by, reason string) error {
	if by == "" || reason == "" {
		return ErrReason
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		o, err := outgoingByKey(tx, key)
		if err != nil {
			return err
		}
		if o.State != Rendered {
			return fmt.Errorf("%w: %s is %s", ErrNotNow, key, o.State)
		}
		_, err = tx.Exec(`UPDATE outgoing SET due_at = $1, reason = $2 WHERE id = $3`, stamp(at), clip(by+": "+reason), o.id)
		return err
	})
}
