package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"strings"
	"time"

	"girod/ledger/store"
)

// Recover is called once at start, before any loop. It compares the database with
// its witnesses (Gate), removes what deaths left unfinished, and journals bytes
// that were fetched and not yet written down. All else that is open is finished by
// the same functions that do it every day: Poll and SendDue.
func (x *Exchange) Recover(ctx context.Context, at time.Time) error {
	if err := x.Open(); err != nil {
		return err
	}
	if _, err := x.Gate(ctx); err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	if err := x.Kept().Sweep(); err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	if err := x.sweepSpool(ctx, at); err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	return nil
}

// sweepSpool goes through incoming/. An unfinished download goes, unless all its
// bytes came (see salvage); a whole one
// with a claim is journalled, for the partner may have no other copy; one that is
// archived goes; one nobody knows stays and is told about.
func (x *Exchange) sweepSpool(ctx context.Context, at time.Time) error {
	claims, err := x.openClaims(ctx)
	if err != nil {
		return err
	}
	entries, err := x.Disk.ReadDir(x.incoming())
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		n, ok := spoolNumber(name)
		c, claimed := claims[n]
		switch {
		case !ok:
			continue
		case !strings.HasSuffix(name, partSuffix):
			err = x.sweepOne(ctx, at, name, c, claimed)
			delete(claims, n)
		case claimed && x.remains(c):
			delete(claims, n) // perhaps the only copy: salvage asks the partner first
		default:
			err = x.Disk.Remove(filepath.Join(x.incoming(), name))
		}
		if err != nil {
			return err
		}
	}
	return x.dropClaims(ctx, claims)
}

// sweepOne sees to one whole file in incoming/.
func (x *Exchange) sweepOne(ctx context.Context, at time.Time, name string, c openClaim, claimed bool) error {
	if claimed {
		if err := x.Disk.SyncDir(x.incoming()); err != nil { // its name may not be durable yet
			return err
		}
		var err error
		if c.digest, c.size, err = x.digest(name); err != nil {
			return err
		}
		if err := x.arrived(ctx, at, Partner{ID: c.partner}, []claim{c.claim}, nil); err != nil {
			return err
		}
		return nil
	}
	var state State
	err := x.Store.View(ctx, func(tx *store.Tx) error {
		_, err := tx.One(`SELECT state FROM file WHERE node = $1 AND spool = $2`, []any{x.Node, name},
			func(r *store.Row) error { state = State(r.Text(0)); return nil })
		return err
	})
	switch {
	case err != nil:
		return err
	case state == Archived || state == Settled:
		return x.Disk.Remove(filepath.Join(x.incoming(), name))
	case state == "":
		x.Log.Error().Str("name", name).Msg("spooled bytes the database never saw")
		return x.note(ctx, []trouble{{self, "incoming", name, "spooled bytes the database never saw: is it restored from a backup?", at}})
	}
	return nil
}

func (x *Exchange) digest(name string) (digest string, size int64, err error) {
	r, err := x.Disk.Open(filepath.Join(x.incoming(), name))
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	sum := sha256.New()
	size, err = io.Copy(sum, r)
	return hex.EncodeToString(sum.Sum(nil)), size, err
}

// Receive takes a file a person hands in as though it had arrived from a partner,
// and takes it as far as it can go.
func (x *Exchange) Receive(ctx context.Context, at time.Time, partner, name string, r io.Reader) (File, error) {
	p, err := x.partner(partner)
	if err != nil {
		return File{}, err
	}
	name = path.Base(name)
	if err := CheckName(name); err != nil {
		return File{}, err
	}
	if err := x.room(); err != nil {
		return File{}, err
	}
	c, err := x.spoolFrom(ctx, at, p, name, r)
	if err != nil {
		return File{}, err
	}
	var sum Progress
	err = errors.Join(x.finish(ctx, at, p.ID, &sum), x.settle(ctx, at, p, &sum))
	var f File
	return f, errors.Join(err, x.Store.View(ctx, func(tx *store.Tx) error {
		list, err := filesWhere(tx, `node = $1 AND spool = $2`, x.Node, c.spool())
		if err == nil && len(list) == 1 {
			f = list[0]
		}
		return err
	}))
}

// spoolFrom claims, writes and journals what a reader gives.
func (x *Exchange) spoolFrom(ctx context.Context, at time.Time, p Partner, name string, r io.Reader) (claim, error) {
	given := candidate{}
	given.file.Name, given.file.ModTime = name, at
	claims, err := x.claim(ctx, at, p, []candidate{given})
	if err != nil {
		return claim{}, err
	}
	if len(claims) == 0 {
		return claim{}, fmt.Errorf("receive %s: another girod is receiving it", name)
	}
	c := claims[0]
	sum := sha256.New()
	local := filepath.Join(x.incoming(), c.spool())
	if err := x.Disk.Fill(local+partSuffix, func(w io.Writer) (err error) {
		c.size, err = io.Copy(io.MultiWriter(w, sum), io.LimitReader(r, p.MaxFile+1))
		if err == nil && (c.size == 0 || c.size > p.MaxFile) {
			err = fmt.Errorf("receive %s: %d bytes; want 1 to %d", name, c.size, p.MaxFile)
		}
		return err
	}); err != nil {
		return c, errors.Join(err, x.dropClaims(ctx, map[int64]openClaim{c.id: {}}))
	}
	if err := x.Disk.Name(local+partSuffix, local); err != nil {
		return c, err
	}
	if err := x.Disk.SyncDir(x.incoming()); err != nil {
		return c, err
	}
	c.digest = hex.EncodeToString(sum.Sum(nil))
	return c, x.arrived(ctx, at, p, []claim{c}, nil)
}
