package exchange

import (
	"context"
	"fmt"
	"path"
	"sort"
	"time"

	"girod/exchange/remote"
	"girod/ledger/store"
)

// sighting is what a file looked like when it last changed, and how often it has
// looked the same since.
type sighting struct {
	size     int64
	modified time.Time
	since    time.Time
	looks    int
}

// staleAfter is how long something may lie at a partner untaken before people
// are told.
const staleAfter = time.Hour

// quiet is what a folder of our own machine can tell: whether nobody has a file
// open for writing. An error means that it cannot tell this time.
type quiet interface {
	Quiet(ctx context.Context, path string) (bool, error)
}

// candidate is a listed file that may be taken.
type candidate struct {
	dir  string
	file remote.File
}

func (c candidate) path() string { return path.Join(c.dir, c.file.Name) }

// scan lists a partner's directories in full and gives what is ready, oldest
// first. The listing on a timer is the mechanism; events only hurry it.
func (x *Exchange) scan(ctx context.Context, at time.Time, p Partner, folder remote.Folder) ([]candidate, error) {
	x.mu.Lock()
	before := x.seen[p.ID]
	x.mu.Unlock()
	now := map[string]sighting{}
	var ready []candidate
	var troubles []trouble
	for _, dir := range p.Inbound {
		list, err := folder.List(ctx, dir)
		if err != nil {
			return nil, fmt.Errorf("%s: list %s: %w", p.ID, dir, err)
		}
		if len(list) > remote.MaxEntries {
			list = list[:remote.MaxEntries] // a folder that ignores its own contract
		}
		for _, f := range list {
			c := candidate{dir, f}
			key := dir + "/" + f.Name
			if !f.Regular {
				continue
			}
			if why := refuse(p, f); why != "" {
				troubles = append(troubles, trouble{p.ID, dir, ShownName(f.Name), why, at})
				continue
			}
			if unfinished(f.Name, p.TempSuffixes) {
				continue
			}
			s := look(before[key], f, at)
			now[key] = s
			switch {
			case ripe(ctx, p, folder, c, s, at):
				ready = append(ready, c)
			case f.Size == 0 && at.Sub(s.since) >= staleAfter:
				troubles = append(troubles, trouble{p.ID, dir, f.Name, "empty since it was first seen", s.since})
			}
		}
	}
	x.mu.Lock()
	x.seen[p.ID] = now
	x.mu.Unlock()
	sort.Slice(ready, func(i, j int) bool { return earlier(ready[i], ready[j]) })
	if err := x.vanished(ctx, p, now, troubles); err != nil {
		return nil, err
	}
	return ready, x.note(ctx, troubles)
}

// earlier puts older files first, and those of one moment (a server tells seconds) in the
// order of their names, so that neither depends on how a server keeps its directories.
func earlier(a, b candidate) bool {
	if a.file.ModTime.Equal(b.file.ModTime) {
		return a.path() < b.path()
	}
	return a.file.ModTime.Before(b.file.ModTime)
}

// vanished clears the troubles whose files are no longer listed.
func (x *Exchange) vanished(ctx context.Context, p Partner, now map[string]sighting, troubles []trouble) error {
	listed := map[string]bool{}
	for _, t := range troubles {
		listed[t.dir+"/"+t.name] = true
	}
	for key := range now {
		listed[key] = true
	}
	var gone [][2]string
	if err := x.Store.View(ctx, func(tx *store.Tx) error {
		return tx.Each(`SELECT dir, name FROM trouble WHERE partner = $1`, []any{p.ID}, func(r *store.Row) error {
			if !listed[r.Text(0)+"/"+r.Text(1)] {
				gone = append(gone, [2]string{r.Text(0), r.Text(1)})
			}
			return nil
		})
	}); err != nil || len(gone) == 0 {
		return err
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		for _, g := range gone {
			if err := dismiss(tx, p.ID, g[0], g[1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// refuse gives the reason why a listed file is never fetched.
func refuse(p Partner, f remote.File) string {
	if err := CheckName(f.Name); err != nil {
		return err.Error()
	}
	if f.Size > p.MaxFile {
		return fmt.Sprintf("%d bytes are more than the %d allowed", f.Size, p.MaxFile)
	}
	return ""
}

// look compares a file with how it looked before.
func look(s sighting, f remote.File, at time.Time) sighting {
	if s.looks == 0 || s.size != f.Size || !s.modified.Equal(f.ModTime) {
		return sighting{f.Size, f.ModTime, at, 1}
	}
	s.looks++
	return s
}

// ripe tells whether a file has been written to its end, as far as its outside
// shows: the kernel says that nobody writes, or it stood still long enough. An
// empty file is never ripe: servers show a name before its bytes. Whether the
// content is whole only the corridor can tell (CodeIncomplete).
func ripe(ctx context.Context, p Partner, folder remote.Folder, c candidate, s sighting, at time.Time) bool {
	if c.file.Size == 0 {
		return false
	}
	if q, ok := folder.(quiet); ok {
		if still, err := q.Quiet(ctx, c.path()); err == nil {
			return still
		}
	}
	return s.looks >= p.Looks && at.Sub(s.since) >= p.Stand
}

// trouble is something at a partner that people must hear of.
type trouble struct {
	partner, dir, name, reason string
	since                      time.Time
}

// note keeps troubles until they are cleared; the first day of each stays.
func (x *Exchange) note(ctx context.Context, list []trouble) error {
	if len(list) == 0 {
		return nil
	}
	if len(list) > 1000 {
		list = list[:1000] // a hostile listing shall not fill our database
	}
	known := true
	if err := x.Store.View(ctx, func(tx *store.Tx) error {
		for _, t := range list {
			found, err := tx.One(`SELECT 1 FROM trouble WHERE partner = $1 AND dir = $2 AND name = $3 AND reason = $4`,
				[]any{t.partner, t.dir, t.name, t.reason}, nil)
			if err != nil {
				return err
			}
			known = known && found
		}
		return nil
	}); err != nil || known {
		return err
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		for _, t := range list {
			x.Log.Warn().Str("partner", t.partner).Str("name", t.name).Str("reason", t.reason).Msg("file not taken")
			if _, err := tx.Exec(`INSERT INTO trouble (partner, dir, name, reason, since) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (partner, dir, name) DO UPDATE SET reason = excluded.reason`,
				t.partner, t.dir, t.name, t.reason, stamp(t.since)); err != nil {
				return err
			}
		}
		return nil
	})
}

// dismiss clears a trouble: the file is gone, or it was taken after all.
func dismiss(tx *store.Tx, partner, dir, name string) error {
	_, err := tx.Exec(`DELETE FROM trouble WHERE partner = $1 AND dir = $2 AND name = $3`, partner, dir, name)
	return err
}
