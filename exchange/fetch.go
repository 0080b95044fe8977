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
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"girod/exchange/remote"
	"girod/ledger/store"
)

// claim is a file we are about to fetch, written down first: bytes found in the
// spool after a death then still know where they came from, even when the server
// deletes what it has delivered.
type claim struct {
	id int64
	candidate
	digest string
	size   int64
}

// spool is the claim's name in incoming/: ours, never the partner's.
func (c claim) spool() string { return spoolName(c.id) }

func spoolName(id int64) string { return fmt.Sprintf("c%08d", id) }

// spoolNumber reads the number back from a name in incoming/, finished or not.
func spoolNumber(name string) (int64, bool) {
	digits, ok := strings.CutPrefix(strings.TrimSuffix(name, partSuffix), "c")
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, ok && err == nil
}

const partSuffix = ".part"

// batchSize is how many files share a claim and a journal commit.
const batchSize = 64

// fetch takes what is ready, in batches: claim, download, sync, journal. A file
// that cannot be read now delays no other; a batch of which nothing came ends the
// run, for then it is the connection.
func (x *Exchange) fetch(ctx context.Context, at time.Time, p Partner, folder remote.Folder, ready []candidate) (Progress, error) {
	var sum Progress
	var failed error
	for start := 0; start < len(ready); start += batchSize {
		batch := ready[start:min(start+batchSize, len(ready))]
		if sum.Fetched >= x.Limits.Entries || sum.Bytes >= x.Limits.Bytes {
			break // the rest waits for the next run
		}
		if err := x.room(); err != nil {
			return sum, errors.Join(failed, err)
		}
		claims, err := x.claim(ctx, at, p, batch)
		if err != nil {
			return sum, errors.Join(failed, err)
		}
		got, lost, err := x.download(ctx, at, p, folder, claims)
		failed = errors.Join(failed, err, ctx.Err())
		if err := x.arrived(ctx, at, p, got, lost); err != nil {
			return sum, errors.Join(failed, err)
		}
		for _, c := range got {
			sum.Fetched++
			sum.Bytes += c.size
		}
		if err != nil && len(got) == 0 {
			break
		}
	}
	return sum, failed
}

// ErrFull says that the disk is nearly full: intake stops first, so that what is
// under way can be finished.
var ErrFull = errors.New("disk nearly full: nothing is taken in")

func (x *Exchange) room() error {
	bytes, nodes, err := x.Disk.Free(x.Spool)
	if err != nil {
		return err
	}
	if bytes < x.Limits.LowWater || nodes < x.Limits.LowNodes {
		return fmt.Errorf("%w: %d bytes and %d inodes left", ErrFull, bytes, nodes)
	}
	return nil
}

// unknown drops the files we have already and whose copies still lie where we
// found them: same place, same size, same time. A file that was removed and comes
// again under the same name is a new arrival, whatever it looks like.
func (x *Exchange) unknown(ctx context.Context, p Partner, ready []candidate) ([]candidate, error) {
	type place struct{ path, modified string }
	there := map[place]int64{}
	err := x.Store.View(ctx, func(tx *store.Tx) error {
		return tx.Each(`SELECT dir, name, modified, size FROM file WHERE partner = $1 AND there = 1`, []any{p.ID},
			func(r *store.Row) error {
				there[place{path.Join(r.Text(0), r.Text(1)), r.Text(2)}] = r.Int(3)
				return nil
			})
	})
	return slices.DeleteFunc(ready, func(c candidate) bool {
		size, known := there[place{c.path(), fineStamp(c.file.ModTime)}]
		return known && size == c.file.Size
	}), err
}

// claim writes down which files we are about to fetch.
func (x *Exchange) claim(ctx context.Context, at time.Time, p Partner, batch []candidate) ([]claim, error) {
	var claims []claim
	err := x.Store.Update(ctx, func(tx *store.Tx) error {
		claims = claims[:0]
		for _, c := range batch {
			id, err := x.claimOne(tx, at, p, c)
			if err != nil {
				return err
			}
			if id > 0 {
				claims = append(claims, claim{id: id, candidate: c})
			}
		}
		return nil
	})
	return claims, err
}

// claimOne answers 0 when another node has the file in hand. A claim of ours that
// is still there was left by a failed fetch and is replaced; Recover has seen to
// its bytes.
func (x *Exchange) claimOne(tx *store.Tx, at time.Time, p Partner, c candidate) (int64, error) {
	if _, err := tx.Exec(`DELETE FROM claim WHERE partner = $1 AND dir = $2 AND name = $3 AND (node = $4 OR at < $5)`,
		p.ID, c.dir, c.file.Name, x.Node, stamp(at.Add(-x.Lease))); err != nil {
		return 0, err
	}
	id, err := x.nextClaim(tx)
	if err != nil {
		return 0, err
	}
	n, err := tx.Exec(`INSERT INTO claim (id, partner, dir, name, size, modified, node, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (partner, dir, name) DO NOTHING`,
		id, p.ID, c.dir, c.file.Name, c.file.Size, fineStamp(c.file.ModTime), x.Node, stamp(at))
	if n == 0 {
		id = 0
	}
	return id, err
}

// nextClaim numbers claims above everything that lies in a spool or ever lay in one:
// claims are deleted, names in incoming/ must still never be used twice, or a file's
// bytes would be taken for those of an older one.
func (x *Exchange) nextClaim(tx *store.Tx) (int64, error) {
	id, err := tx.NextID("claim")
	if err != nil {
		return 0, err
	}
	_, err = tx.One(`SELECT spool FROM file WHERE node = $1 ORDER BY spool DESC LIMIT 1`, []any{x.Node}, func(r *store.Row) error {
		n, _ := spoolNumber(r.Text(0))
		id = max(id, n+1)
		return nil
	})
	if err != nil {
		return 0, err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.lastClaim == 0 {
		entries, err := x.Disk.ReadDir(x.incoming())
		if err != nil {
			return 0, err
		}
		for _, e := range entries {
			n, _ := spoolNumber(e.Name())
			x.lastClaim = max(x.lastClaim, n)
		}
	}
	x.lastClaim = max(x.lastClaim+1, id)
	return x.lastClaim, nil
}

// download fetches claims, many at once in the one session. It answers those that
// are whole, synced and named, and those of which nothing came. A claim in neither
// list has bytes whose name is in doubt; salvage or Recover sees to it.
func (x *Exchange) download(ctx context.Context, at time.Time, p Partner, folder remote.Folder, claims []claim) (got, lost []claim, err error) {
	errs := make([]error, len(claims))
	together(len(claims), p.Together, func(i int) {
		errs[i] = x.get(ctx, folder, &claims[i])
	})
	var troubles []trouble
	for i, c := range claims {
		if errs[i] == nil {
			got = append(got, c)
			continue
		}
		if c.digest == "" {
			lost = append(lost, c)
		}
		errs[i] = fmt.Errorf("%s: fetch %s: %w", p.ID, c.file.Name, errs[i])
		troubles = append(troubles, trouble{p.ID, c.dir, c.file.Name, "listed, but cannot be fetched", at})
	}
	err = errors.Join(errs...)
	if len(got) == 0 {
		return got, lost, err
	}
	if e := x.Disk.SyncDir(x.incoming()); e != nil {
		return nil, lost, errors.Join(err, e)
	}
	return got, lost, errors.Join(err, x.note(ctx, troubles)) // not the connection, then: these files are in trouble
}

// get fetches one file to incoming/, whole or not at all. The bytes are synced
// before the name is given, so a file without .part is always whole.
func (x *Exchange) get(ctx context.Context, folder remote.Folder, c *claim) error {
	name := filepath.Join(x.incoming(), c.spool())
	sum := sha256.New()
	err := x.Disk.Fill(name+partSuffix, func(w io.Writer) error {
		n, err := folder.Get(ctx, c.path(), &capped{w: io.MultiWriter(w, sum), left: c.file.Size})
		if err == nil && n != c.file.Size {
			err = fmt.Errorf("%d bytes came, %d were listed", n, c.file.Size)
		}
		return err
	})
	if err != nil {
		return err
	}
	c.digest, c.size = hex.EncodeToString(sum.Sum(nil)), c.file.Size
	return x.Disk.Name(name+partSuffix, name)
}

// arrived journals what came and drops the claims of which nothing came: those
// files are listed again.
func (x *Exchange) arrived(ctx context.Context, at time.Time, p Partner, got, lost []claim) error {
	if len(got)+len(lost) == 0 {
		return nil
	}
	var files []File
	ctx = context.WithoutCancel(ctx) // the bytes are here; a shutdown does not undo that
	err := x.Store.Update(ctx, func(tx *store.Tx) error {
		files = files[:0]
		for _, c := range got {
			f, err := addFile(tx, File{Partner: p.ID, Dir: c.dir, Name: ShownName(c.file.Name), Digest: c.digest,
				Size: c.size, Modified: c.file.ModTime, node: x.Node, spool: c.spool(), there: c.dir != ""}, at)
			if err != nil {
				return err
			}
			files = append(files, f)
		}
		for _, c := range slices.Concat(got, lost) {
			if _, err := tx.Exec(`DELETE FROM claim WHERE id = $1`, c.id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	x.mu.Lock()
	for _, f := range files {
		x.fresh[f.ID] = true
	}
	x.mu.Unlock()
	for _, f := range files {
		x.Log.Info().Str("file", string(f.ID)).Str("partner", f.Partner).Str("name", f.Name).Int64("bytes", f.Size).
			Str("state", string(f.State)).Msg("file received")
	}
	return nil
}

// capped stops a sender that sends more than it promised.
type capped struct {
	w    io.Writer
	left int64
}

func (c *capped) Write(p []byte) (int, error) {
	if int64(len(p)) > c.left {
		return 0, errors.New("more bytes than were listed")
	}
	c.left -= int64(len(p))
	return c.w.Write(p)
}

// together runs fn for 0…n-1, at most limit at once, and returns when all have.
func together(n, limit int, fn func(i int)) {
	if limit <= 1 || n <= 1 {
		for i := range n {
			fn(i)
		}
		return
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, limit)
	for i := range n {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			fn(i)
		})
	}
	wg.Wait()
}
