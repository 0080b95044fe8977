package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"girod/exchange/remote"
	"girod/ledger/store"
)

// Progress counts what a run did.
type Progress struct {
	Fetched    int
	Bytes      int64
	Applied    int
	Held       int
	Duplicates int
	Archived   int
	Settled    int
	Sent       int
	Doubt      int
}

func (p *Progress) add(q Progress) {
	p.Fetched += q.Fetched
	p.Bytes += q.Bytes
	p.Applied += q.Applied
	p.Held += q.Held
	p.Duplicates += q.Duplicates
	p.Archived += q.Archived
	p.Settled += q.Settled
	p.Sent += q.Sent
	p.Doubt += q.Doubt
}

// Poll looks at every partner, one after the other so that files are numbered in
// one order, and takes each file as far as it can go. A partner that fails delays
// no other.
func (x *Exchange) Poll(ctx context.Context, at time.Time) (Progress, error) {
	var sum Progress
	var errs []error
	for _, p := range x.Partners {
		got, err := x.PollPartner(ctx, at, p.ID)
		sum.add(got)
		errs = append(errs, err)
	}
	return sum, errors.Join(errs...)
}

// PollPartner is Poll for one partner; the daemon may run one loop for each.
func (x *Exchange) PollPartner(ctx context.Context, at time.Time, id string) (Progress, error) {
	p, err := x.partner(id)
	if err != nil {
		return Progress{}, err
	}
	var sum Progress
	fetchErr := x.intake(ctx, at, p, &sum)
	return sum, errors.Join(fetchErr, x.finish(ctx, at, p, &sum), x.Disk.Err())
}

// intake lists and fetches. A partner that may not be called now is no error.
func (x *Exchange) intake(ctx context.Context, at time.Time, p Partner, sum *Progress) error {
	if len(p.Inbound) == 0 {
		return nil
	}
	err := x.session(ctx, at, p, func(folder remote.Folder) error {
		ready, err := x.scan(ctx, at, p, folder)
		if err != nil {
			return err
		}
		if err := x.salvage(ctx, at, p); err != nil {
			return err
		}
		ready, err = x.unknown(ctx, p, ready)
		if err != nil || len(ready) == 0 {
			return err
		}
		got, err := x.fetch(ctx, at, p, folder, ready)
		sum.add(got)
		return err
	})
	if errors.Is(err, errNotCalled) {
		return nil
	}
	return err
}

// finish takes a partner's files as far as they can go: apply, archive, settle. A
// poll and a file handed in by a person take turns.
func (x *Exchange) finish(ctx context.Context, at time.Time, p Partner, sum *Progress) error {
	turn := x.turns[p.ID]
	turn.Lock()
	defer turn.Unlock()
	return errors.Join(x.applyAll(ctx, at, p.ID, sum), x.store(ctx, at, p.ID, sum), x.settle(ctx, at, p, sum))
}

// applyAll takes the received files of a partner through the corridor, in order of
// arrival. One that fails delays no other.
func (x *Exchange) applyAll(ctx context.Context, at time.Time, partner string, sum *Progress) error {
	waiting, err := x.mine(ctx, partner, Received)
	if err != nil {
		return err
	}
	var errs []error
	for _, f := range waiting {
		if err := ctx.Err(); err != nil {
			return errors.Join(append(errs, err)...)
		}
		if err := x.apply(ctx, at, f, sum); err != nil {
			errs = append(errs, fmt.Errorf("%s (%s): %w", f.ID, f.Name, err))
		}
	}
	return errors.Join(errs...)
}

// mine lists the files of a partner in some states whose bytes this node holds.
func (x *Exchange) mine(ctx context.Context, partner string, states ...State) ([]File, error) {
	var list []File
	err := x.Store.View(ctx, func(tx *store.Tx) error {
		for _, s := range states {
			files, err := filesWhere(tx, `partner = $1 AND state = $2 AND node = $3`, partner, s, x.Node)
			if err != nil {
				return err
			}
			list = append(list, files...)
		}
		return nil
	})
	return list, err
}

// open reads a file's bytes: from the spool, or from the archive once there.
func (x *Exchange) open(f File) (io.ReadCloser, error) {
	r, err := x.Disk.Open(filepath.Join(x.incoming(), f.spool))
	if errors.Is(err, fs.ErrNotExist) {
		return x.Kept().Open(f.Digest)
	}
	return r, err
}

// OpenFile reads the bytes of any journalled file, for people and reports.
func (x *Exchange) OpenFile(f File) (io.ReadCloser, error) { return x.open(f) }

// apply takes one received file through the corridor. Dying inside Prepare is
// counted beforehand: two deaths on the same bytes hold the file as poison, so
// that the third start works again.
func (x *Exchange) apply(ctx context.Context, at time.Time, f File, sum *Progress) error {
	if f.Code == CodeIncomplete {
		return x.incomplete(ctx, at, f, sum)
	}
	if f.tries >= 2 {
		return x.hold(ctx, at, f, &Held{Code: CodePoison, Text: "the program died twice while reading this file"}, sum)
	}
	if err := x.try(ctx, f, 1, ""); err != nil {
		return err
	}
	f.tries++
	book, err := x.Prepare(ctx, f, func() (io.ReadCloser, error) { return x.open(f) })
	if err == nil {
		err = x.book(ctx, at, &f, book)
	}
	var held *Held
	switch {
	case err == nil:
		sum.Applied++
		x.Log.Info().Str("file", string(f.ID)).Str("partner", f.Partner).Str("format", f.Format).
			Str("summary", f.Summary).Msg("file applied")
		return nil
	case errors.As(err, &held):
		return x.hold(ctx, at, f, held, sum)
	}
	// The reading ended, so it killed nobody: the file is tried again next time.
	return errors.Join(err, x.try(context.WithoutCancel(ctx), f, -1, err.Error()))
}

// try counts a decoding begun (1) or ended (-1).
func (x *Exchange) try(ctx context.Context, f File, by int, reason string) error {
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE file SET tries = tries + $1, reason = $2 WHERE id = $3 AND tries + $1 >= 0`, by, clip(reason), f.ID.number())
		return err
	})
}

// clip keeps a stranger's text at the length of a screen, and text.
func clip(s string) string {
	if len(s) > 500 {
		s = s[:500]
	}
	return string(bytes.ToValidUTF8(bytes.ReplaceAll([]byte(s), []byte{0}, nil), []byte("?")))
}

// book is the one commit: what the file means to the ledger, and the journal's
// step to applied.
func (x *Exchange) book(ctx context.Context, at time.Time, f *File, book Book) error {
	before := *f
	return x.Store.Update(ctx, func(tx *store.Tx) error {
		*f = before
		out, err := book(tx, at)
		if err != nil {
			return err
		}
		f.Format, f.Summary, f.Detail = out.Format, clip(out.Summary), out.Detail
		f.Code, f.Place, f.Reason, f.tries = "", "", "", 0
		return move(tx, f, Applied, self, f.Summary, at)
	})
}

// hold stops a file with its reason, or lets it wait for its rest.
func (x *Exchange) hold(ctx context.Context, at time.Time, f File, h *Held, sum *Progress) error {
	f.Code, f.Place, f.Reason, f.tries = h.Code, clip(h.Place), clip(h.Text), 0
	p, err := x.partner(f.Partner)
	if err == nil && h.Code == CodeIncomplete && f.Dir != "" && at.Sub(f.ReceivedAt) < p.CompleteWithin {
		return x.Store.Update(ctx, func(tx *store.Tx) error {
			_, err := tx.Exec(`UPDATE file SET code = $1, place = $2, reason = $3, tries = 0 WHERE id = $4 AND state = $5`,
				f.Code, f.Place, f.Reason, f.ID.number(), Received)
			return err
		})
	}
	if err := x.Store.Update(ctx, func(tx *store.Tx) error {
		g := f
		return move(tx, &g, OnHold, self, h.Code+": "+f.Reason, at)
	}); err != nil {
		return err
	}
	sum.Held++
	x.Log.Warn().Str("file", string(f.ID)).Str("partner", f.Partner).Str("code", h.Code).Str("place", f.Place).
		Str("reason", f.Reason).Msg("file held")
	return nil
}

// incomplete looks at a file that ended early. If its rest came, the journal has
// a longer file of the same name that begins with these very bytes, and this one
// is superseded: nothing in it is lost. When its time is over it is held.
func (x *Exchange) incomplete(ctx context.Context, at time.Time, f File, sum *Progress) error {
	whole, err := x.longer(ctx, f)
	if err != nil {
		return err
	}
	if whole != "" {
		return x.Store.Update(ctx, func(tx *store.Tx) error {
			f.tries = 0
			return move(tx, &f, Superseded, self, "it came whole as "+string(whole), at)
		})
	}
	p, err := x.partner(f.Partner)
	if err != nil || at.Sub(f.ReceivedAt) < p.CompleteWithin {
		return err
	}
	return x.hold(ctx, at, f, &Held{f.Code, f.Place, f.Reason}, sum)
}

// longer finds the later file of the same name that begins with f's bytes.
func (x *Exchange) longer(ctx context.Context, f File) (FileID, error) {
	var later []File
	if err := x.Store.View(ctx, func(tx *store.Tx) (err error) {
		later, err = filesWhere(tx, `partner = $1 AND dir = $2 AND name = $3 AND id > $4 AND size > $5 AND node = $6`,
			f.Partner, f.Dir, f.Name, f.ID.number(), f.Size, x.Node)
		return err
	}); err != nil {
		return "", err
	}
	for _, l := range later {
		begins, err := x.beginsWith(l, f)
		if err != nil || begins {
			return l.ID, err
		}
	}
	return "", nil
}

func (x *Exchange) beginsWith(long, short File) (bool, error) {
	a, err := x.open(long)
	if err != nil {
		return false, err
	}
	defer a.Close()
	b, err := x.open(short)
	if err != nil {
		return false, err
	}
	defer b.Close()
	return sameBytes(io.LimitReader(a, short.Size), b)
}

// sameBytes tells whether two readers give the same bytes.
func sameBytes(a, b io.Reader) (bool, error) {
	var one, two [32 << 10]byte
	for {
		n, errA := io.ReadFull(a, one[:])
		m, errB := io.ReadFull(b, two[:])
		if !bytes.Equal(one[:n], two[:m]) {
			return false, nil
		}
		for _, err := range []error{errA, errB} {
			if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
				return false, err
			}
		}
		if errA != nil || errB != nil {
			return errA != nil && errB != nil, nil
		}
	}
}
