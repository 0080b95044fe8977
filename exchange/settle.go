package exchange

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"time"

	"girod/exchange/remote"
	"girod/ledger/store"
)

// store archives what is booked, rejected or superseded, and journals it batch by
// batch; only then may the spool's copy go.
func (x *Exchange) store(ctx context.Context, at time.Time, partner string, sum *Progress) error {
	files, err := x.mine(ctx, partner, Applied, Rejected, Superseded)
	if err != nil {
		return err
	}
	var errs []error
	for start := 0; start < len(files); start += batchSize {
		var kept []File
		for _, f := range files[start:min(start+batchSize, len(files))] {
			if err := x.Kept().Keep(f.Digest, func() (io.ReadCloser, error) { return x.open(f) }); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", f.ID, err))
				continue
			}
			kept = append(kept, f)
		}
		if err := x.moveAll(ctx, kept, Archived, "kept and read back", at); err != nil {
			return errors.Join(append(errs, err)...)
		}
		sum.Archived += len(kept)
		errs = append(errs, x.unspool(kept))
	}
	return errors.Join(errs...)
}

// moveAll takes files one step in one commit.
func (x *Exchange) moveAll(ctx context.Context, files []File, to State, reason string, at time.Time) error {
	if len(files) == 0 {
		return nil
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		for _, f := range files {
			if err := move(tx, &f, to, self, reason, at); err != nil {
				return err
			}
		}
		return nil
	})
}

// unspool removes spooled copies that are no longer needed. A death in between
// leaves copies behind; Recover sweeps them.
func (x *Exchange) unspool(files []File) error {
	var errs []error
	for _, f := range files {
		err := x.Disk.Remove(filepath.Join(x.incoming(), f.spool))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// settle ends the way of archived files: the partner's copy goes, or is put
// aside, or stays, as agreed. Nothing is removed that is not committed and
// archived, and nothing that is not the file we fetched.
func (x *Exchange) settle(ctx context.Context, at time.Time, p Partner, sum *Progress) error {
	files, err := x.mine(ctx, p.ID, Archived, Duplicate)
	if err != nil {
		return err
	}
	copies, remoteFiles, err := x.settleable(ctx, files)
	if err != nil {
		return err
	}
	var done []File
	if len(remoteFiles) > 0 {
		err = x.session(ctx, at, p, func(folder remote.Folder) error {
			var errs []error
			for _, f := range remoteFiles {
				gone, err := x.clear(ctx, p, folder, f)
				if err != nil {
					errs = append(errs, fmt.Errorf("%s: remove %s: %w", p.ID, f.Name, err))
					errs = append(errs, x.note(ctx, []trouble{{p.ID, f.Dir, f.Name, "taken, but cannot be removed", at}}))
					continue
				}
				f.there = !gone
				done = append(done, f)
			}
			return errors.Join(errs...)
		})
		if errors.Is(err, errNotCalled) {
			err = nil
		}
	}
	done = append(done, copies...)
	if e := x.settled(ctx, done, at); e != nil {
		return errors.Join(err, e)
	}
	sum.Settled += len(done)
	return err
}

// settleable sorts out the files that have no copy at a partner, and the
// duplicates that must wait until the first copy is in the archive: until then
// theirs is its insurance.
func (x *Exchange) settleable(ctx context.Context, files []File) (local, remote []File, err error) {
	var spooled []File
	err = x.Store.View(ctx, func(tx *store.Tx) error {
		for _, f := range files {
			if f.State == Duplicate {
				first, err := fileByID(tx, f.CopyOf)
				if err != nil {
					return err
				}
				if first.State != Archived && first.State != Settled {
					continue
				}
				spooled = append(spooled, f)
			}
			if f.there {
				remote = append(remote, f)
			} else {
				local = append(local, f)
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return local, remote, x.unspool(spooled)
}

// settled journals the end. Files whose copy went are forgotten by place: the
// same name may come again.
func (x *Exchange) settled(ctx context.Context, done []File, at time.Time) error {
	if err := x.moveAll(ctx, done, Settled, "nothing remains to be done", at); err != nil || len(done) == 0 {
		return err
	}
	x.mu.Lock()
	for _, f := range done {
		delete(x.fresh, f.ID)
	}
	x.mu.Unlock()
	var troubled []File
	if err := x.Store.View(ctx, func(tx *store.Tx) error {
		for _, f := range done {
			found, err := tx.One(`SELECT 1 FROM trouble WHERE partner = $1 AND dir = $2 AND name = $3`, []any{f.Partner, f.Dir, f.Name}, nil)
			if err != nil {
				return err
			}
			if found {
				troubled = append(troubled, f)
			}
		}
		return nil
	}); err != nil || len(troubled) == 0 {
		return err
	}
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		for _, f := range troubled {
			if err := dismiss(tx, f.Partner, f.Dir, f.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

// clear removes the partner's copy, or puts it aside, and tells whether it is
// gone. What lies there under the same name may be another file by now: size and
// time are compared, and after a restart the content too, because between our
// removal and our record the partner may have put the next file in the same place.
func (x *Exchange) clear(ctx context.Context, p Partner, folder remote.Folder, f File) (gone bool, err error) {
	if p.After == LeaveIt {
		return false, nil
	}
	name := path.Join(f.Dir, f.Name)
	now, err := folder.Stat(ctx, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return true, nil
	case err != nil:
		return false, err
	case now.Size != f.Size || !now.ModTime.Equal(f.Modified):
		return true, nil // ours is gone; this is the next one
	}
	x.mu.Lock()
	fresh := x.fresh[f.ID]
	delete(x.fresh, f.ID) // a second try looks closely
	x.mu.Unlock()
	if !fresh {
		same, err := x.stillOurs(ctx, folder, name, f)
		if err != nil || !same {
			return !same && err == nil, err
		}
	}
	if p.After == MoveTo {
		return true, putAside(ctx, p, folder, name, f)
	}
	err = folder.Remove(ctx, name)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return true, err
}

func (x *Exchange) stillOurs(ctx context.Context, folder remote.Folder, name string, f File) (bool, error) {
	sum := sha256.New()
	_, err := folder.Get(ctx, name, &capped{w: sum, left: f.Size})
	return hex.EncodeToString(sum.Sum(nil)) == f.Digest, err
}

// putAside moves the partner's copy to its archive folder. A name taken there
// gets our number.
func putAside(ctx context.Context, p Partner, folder remote.Folder, name string, f File) error {
	err := folder.Rename(ctx, name, path.Join(p.Aside, f.Name))
	if errors.Is(err, fs.ErrExist) {
		err = folder.Rename(ctx, name, path.Join(p.Aside, f.Name+"."+string(f.ID)))
	}
	return err
}
