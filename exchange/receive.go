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
	"time"

	"girod/ledger/store"
)

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
	err = x.finish(ctx, at, p, &sum)
	var f File
	looked := x.Store.View(ctx, func(tx *store.Tx) error {
		list, err := filesWhere(tx, `node = $1 AND spool = $2`, x.Node, c.spool())
		if err == nil && len(list) == 1 {
			f = list[0]
		}
		return err
	})
	return f, errors.Join(err, looked)
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
