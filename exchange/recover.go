package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
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
