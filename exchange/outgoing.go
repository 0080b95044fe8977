package exchange

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"time"

	"girod/ledger/store"
)

// The outgoing file's rows and the commits that move it. The journey itself is in
// outbound.go.

const outgoingColumns = `id, key, partner, folder, name, kind, digest, size, money, state, attempt, node, reason, due_at, staged_at, state_at, plain`

func scanOutgoing(r *store.Row) Outgoing {
	return Outgoing{
		id: r.Int(0), Key: r.Text(1), Partner: r.Text(2), Folder: r.Text(3), Name: r.Text(4), Kind: r.Text(5), Digest: r.Text(6),
		Size: r.Int(7), Money: r.Bool(8), State: State(r.Text(9)), Attempt: int(r.Int(10)), node: r.Text(11), Reason: r.Text(12),
		DueAt: unstamp(r.Text(13)), StagedAt: unstamp(r.Text(14)), StateAt: unstamp(r.Text(15)), Plain: r.Text(16),
	}
}

func outgoingWhere(tx *store.Tx, where string, args ...any) ([]Outgoing, error) {
	var list []Outgoing
	err := tx.Each(`SELECT `+outgoingColumns+` FROM outgoing WHERE `+where+` ORDER BY money DESC, id`, args, func(r *store.Row) error {
		list = append(list, scanOutgoing(r))
		return nil
	})
	return list, err
}

func outgoingByKey(tx *store.Tx, key string) (Outgoing, error) {
	list, err := outgoingWhere(tx, `key = $1`, key)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%w: outgoing %q", ErrNoFile, key)
	}
	if err != nil {
		return Outgoing{}, err
	}
	return list[0], nil
}

// Keep puts bytes that are to leave into the archive, read back, and answers their
// digest. The digest is in the database before the object is on the disk, so that
// an object nobody knows proves that the database is older than the archive.
func (x *Exchange) Keep(ctx context.Context, at time.Time, b []byte) (digest string, err error) {
	sum := sha256.Sum256(b)
	digest = hex.EncodeToString(sum[:])
	return digest, x.KeepFrom(ctx, at, digest, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil })
}

// KeepFrom is Keep for what is too large to hold, whose digest the caller knows.
func (x *Exchange) KeepFrom(ctx context.Context, at time.Time, digest string, open func() (io.ReadCloser, error)) error {
	err := x.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`INSERT INTO kept (digest, at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING`, digest, stamp(at))
		return err
	})
	if err != nil {
		return err
	}
	return x.Kept().Keep(digest, open)
}

// Stage puts a kept file on its way, in the caller's transaction: the order that
// asked for it and the file's first state are one commit. Staging the same key
// with the same bytes again is no change; with other bytes it is ErrConflict.
func (x *Exchange) Stage(tx *store.Tx, at time.Time, o Outgoing) error {
	p, err := x.partner(o.Partner)
	if err != nil {
		return err
	}
	if o.Folder == "" {
		dir, ok := p.folderFor(o.Kind)
		if !ok {
			return fmt.Errorf("stage %s: %s has no folder for %q", o.Key, o.Partner, o.Kind)
		}
		o.Folder = dir
	}
	if err := x.stageable(o); err != nil {
		return fmt.Errorf("stage %s: %w", o.Key, err)
	}
	before, err := outgoingWhere(tx, `key = $1 OR (partner = $2 AND folder = $3 AND name = $4)`, o.Key, o.Partner, o.Folder, o.Name)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		b := before[0]
		if b.Key != o.Key || b.Digest != o.Digest || b.Name != o.Name || b.Partner != o.Partner {
			return fmt.Errorf("stage %s: %w: %s went as %s/%s", o.Key, ErrConflict, b.Key, b.Folder, b.Name)
		}
		return nil
	}
	return x.addOutgoing(tx, o, Rendered, self, "bytes kept, approved", at)
}

// stageable refuses what could never be sent.
func (x *Exchange) stageable(o Outgoing) error {
	if err := CheckName(o.Name); err != nil {
		return err
	}
	if o.Key == "" || len(o.Key) > 100 || CheckName(o.Key) != nil {
		return fmt.Errorf("key %q: want 1 to 100 printable characters", o.Key)
	}
	if o.Size > x.Limits.Outgoing {
		return fmt.Errorf("%d bytes are more than the %d one file may have", o.Size, x.Limits.Outgoing)
	}
	if _, err := x.Disk.Stat(x.Kept().path(o.Digest)); err != nil {
		return fmt.Errorf("bytes are not in the archive: %w", err)
	}
	return nil
}

func (x *Exchange) addOutgoing(tx *store.Tx, o Outgoing, state State, actor, reason string, at time.Time) error {
	id, err := tx.NextID("outgoing")
	if err != nil {
		return err
	}
	o.id = id
	_, err = tx.Exec(`INSERT INTO outgoing (`+outgoingColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $14, $15)`,
		id, o.Key, o.Partner, o.Folder, o.Name, o.Kind, o.Digest, o.Size, o.Money, Rendered, o.Attempt, x.Node, "", stamp(at), o.Plain)
	if err != nil {
		return err
	}
	if err := record(tx, Step{o.Key, "", Rendered, actor, reason, at}); err != nil {
		return err
	}
	o.State = Rendered
	if state == Rendered {
		return x.told(tx, o, Rendered)
	}
	return x.moveOut(tx, &o, state, actor, reason, at)
}

// moveOut takes an outgoing file one lawful step, if it still stands where the
// caller saw it and at the same attempt: that is the fence. A node that slept
// while another took over fails here, before it can rename anything.
func (x *Exchange) moveOut(tx *store.Tx, o *Outgoing, to State, actor, reason string, at time.Time) error {
	if !lawful(outward(), o.State, to) {
		return fmt.Errorf("%w: %s is %s, not on its way to %s", ErrNotNow, o.Key, o.State, to)
	}
	attempt := o.Attempt
	if to == Uploading {
		attempt++
	}
	due := o.DueAt
	if to != Rendered {
		due = at
	}
	n, err := tx.Exec(`UPDATE outgoing SET state = $1, attempt = $2, node = $3, reason = $4, due_at = $5, state_at = $6
		WHERE id = $7 AND state = $8 AND attempt = $9`,
		to, attempt, x.Node, clip(reason), stamp(due), stamp(at), o.id, o.State, o.Attempt)
	if err != nil {
		return err
	}
	if n != 1 {
		return fmt.Errorf("%w: %s was moved by somebody else", ErrNotNow, o.Key)
	}
	was := o.State
	o.State, o.Attempt, o.Reason, o.DueAt, o.StateAt = to, attempt, reason, due, at
	if err := record(tx, Step{o.Key, was, to, actor, clip(reason), at}); err != nil {
		return err
	}
	return x.told(tx, *o, to)
}

func (x *Exchange) told(tx *store.Tx, o Outgoing, to State) error {
	if x.OnStep == nil {
		return nil
	}
	return x.OnStep(tx, o, to)
}

// temp is the temporary name of an attempt: it says whose it is and never repeats.
func (o Outgoing) temp() string {
	return path.Join(o.Folder, fmt.Sprintf("%s.a%d.tmp", o.Name, o.Attempt))
}

func (o Outgoing) final() string { return path.Join(o.Folder, o.Name) }

// answered adds what the partner said to the attempt's record, word for word.
func answered(tx *store.Tx, o Outgoing, lines string) error {
	if lines == "" {
		return nil
	}
	_, err := tx.Exec(`UPDATE attempt SET answer = answer || $1 WHERE key = $2 AND number = $3`, lines, o.Key, o.Attempt)
	return err
}

// addAttempt writes the attempt down before it is made.
func addAttempt(tx *store.Tx, o Outgoing, at time.Time) error {
	id, err := tx.NextID("attempt")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO attempt (id, key, number, temp, began_at, answer) VALUES ($1, $2, $3, $4, $5, '')`,
		id, o.Key, o.Attempt, path.Base(o.temp()), stamp(at))
	return err
}

// Attempts gives the attempts of an outgoing file.
func Attempts(tx *store.Tx, key string) ([]Attempt, error) {
	var list []Attempt
	err := tx.Each(`SELECT number, temp, began_at, answer FROM attempt WHERE key = $1 ORDER BY number`, []any{key},
		func(r *store.Row) error {
			list = append(list, Attempt{int(r.Int(0)), r.Text(1), unstamp(r.Text(2)), r.Text(3)})
			return nil
		})
	return list, err
}
