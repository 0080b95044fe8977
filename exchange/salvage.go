package exchange

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"time"

	"girod/ledger/store"
)

// salvage sees to downloads a death cut short. Usually the partner still shows the
// file, so the remains go and it is fetched again. But some servers delete what
// they have delivered, and some banks give a statement once: when the file is no
// longer listed and our remains have every byte that was promised, they are the
// only copy there is. Whether those bytes are right the corridor judges, as ever.
func (x *Exchange) salvage(ctx context.Context, at time.Time, p Partner) error {
	claims, err := x.openClaims(ctx)
	if err != nil {
		return err
	}
	x.mu.Lock()
	listed := x.seen[p.ID]
	x.mu.Unlock()
	for id, c := range claims {
		if c.partner != p.ID || c.dir == "" {
			delete(claims, id)
			continue
		}
		_, there := listed[c.dir+"/"+c.file.Name]
		switch {
		case x.whole(c): // named before its record could be made
			delete(claims, id)
			err = x.sweepOne(ctx, at, c.spool(), c, true)
		case there || !x.remains(c):
			err = x.dropPart(c)
		default:
			delete(claims, id)
			err = x.rescue(ctx, at, c)
		}
		if err != nil {
			return err
		}
	}
	return x.dropClaims(ctx, claims)
}

// whole tells whether a claim's file has its final name in incoming/.
func (x *Exchange) whole(c openClaim) bool {
	_, err := x.Disk.Stat(filepath.Join(x.incoming(), c.spool()))
	return err == nil
}

func (x *Exchange) dropPart(c openClaim) error {
	err := x.Disk.Remove(filepath.Join(x.incoming(), c.spool()+partSuffix))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// rescue makes a file of the remains.
func (x *Exchange) rescue(ctx context.Context, at time.Time, c openClaim) error {
	name := filepath.Join(x.incoming(), c.spool())
	if err := x.Disk.Sync(name + partSuffix); err != nil {
		return err
	}
	if err := x.Disk.Name(name+partSuffix, name); err != nil {
		return err
	}
	x.Log.Warn().Str("partner", c.partner).Str("name", c.file.Name).Msg("file rescued from a broken download")
	return x.sweepOne(ctx, at, c.spool(), c, true)
}

// remains tells whether an unfinished download has every promised byte.
func (x *Exchange) remains(c openClaim) bool {
	info, err := x.Disk.Stat(filepath.Join(x.incoming(), c.spool()+partSuffix))
	return err == nil && c.dir != "" && c.size > 0 && info.Size() == c.size
}

// openClaim is a claim found in the journal, with whose it is.
type openClaim struct {
	claim
	partner string
}

// openClaims lists this node's claims.
func (x *Exchange) openClaims(ctx context.Context) (map[int64]openClaim, error) {
	claims := map[int64]openClaim{}
	err := x.Store.View(ctx, func(tx *store.Tx) error {
		return tx.Each(`SELECT id, partner, dir, name, size, modified FROM claim WHERE node = $1`, []any{x.Node}, func(r *store.Row) error {
			c := openClaim{partner: r.Text(1)}
			c.id, c.dir, c.file.Name, c.size, c.file.ModTime = r.Int(0), r.Text(2), r.Text(3), r.Int(4), unstamp(r.Text(5))
			claims[c.id] = c
			return nil
		})
	})
	return claims, err
}

// dropClaims forgets fetches of which nothing came.
func (x *Exchange) dropClaims(ctx context.Context, claims map[int64]openClaim) error {
	if len(claims) == 0 {
		return nil
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		for id := range claims {
			if _, err := tx.Exec(`DELETE FROM claim WHERE id = $1`, id); err != nil {
				return err
			}
		}
		return nil
	})
}
