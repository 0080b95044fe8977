package exchange

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"girod/exchange/remote"
	"girod/ledger/store"
)

// SendDue sends what is due, money first, one session for each partner. A file
// whose fate is unknown is looked at, never sent again; see sending.look.
func (x *Exchange) SendDue(ctx context.Context, at time.Time) (Progress, error) {
	if err := x.mayLeave(); err != nil {
		return Progress{}, err
	}
	var sum Progress
	var errs []error
	for _, p := range x.Partners {
		due, err := x.due(ctx, at, p)
		if err == nil && len(due) > 0 {
			err = x.session(ctx, at, p, func(folder remote.Folder) error { return x.sendAll(ctx, at, p, folder, due, &sum) })
		}
		if !errors.Is(err, errNotCalled) {
			errs = append(errs, err)
		}
	}
	return sum, errors.Join(append(errs, x.Disk.Err())...)
}

// due lists what may be worked on: rendered files whose time has come, and what an
// earlier run left open. Another node's open work is left alone for a lease.
func (x *Exchange) due(ctx context.Context, at time.Time, p Partner) ([]Outgoing, error) {
	var list []Outgoing
	err := x.Store.View(ctx, func(tx *store.Tx) (err error) {
		list, err = outgoingWhere(tx, `partner = $1 AND due_at <= $2 AND (state = $3
			OR (state IN ($4, $5) AND (node = $6 OR state_at < $7)))`,
			p.ID, stamp(at), Rendered, Uploading, Renaming, x.Node, stamp(at.Add(-x.Lease)))
		return err
	})
	return list, err
}

// sendAll works through a partner's files. One that fails does not stop the next;
// three failures in a row end the session, for then it is the connection.
func (x *Exchange) sendAll(ctx context.Context, at time.Time, p Partner, folder remote.Folder, due []Outgoing, sum *Progress) error {
	var errs []error
	inRow := 0
	for _, o := range due {
		if ctx.Err() != nil || x.Disk.Err() != nil || inRow == 3 {
			break
		}
		s := &sending{x: x, p: p, folder: folder, at: at, o: o}
		err := s.advance(ctx)
		inRow++
		if err == nil {
			inRow = 0
		} else {
			errs = append(errs, fmt.Errorf("send %s (attempt %d): %w", s.o.Key, s.o.Attempt, err), s.flush(ctx))
		}
		switch s.o.State {
		case Sent:
			sum.Sent++
		case InDoubt:
			sum.Doubt++
		}
	}
	return errors.Join(errs...)
}

// sending is one file's way through one session. What the partner answers is
// gathered and written down with the next commit.
type sending struct {
	x       *Exchange
	p       Partner
	folder  remote.Folder
	at      time.Time
	o       Outgoing
	answers string
}

// advance goes on from where the journal says the file stands. It is the whole of
// recovery too: what a death leaves open, this function finishes.
func (s *sending) advance(ctx context.Context) error {
	switch s.o.State {
	case Rendered:
		return s.begin(ctx)
	case Uploading:
		if s.x.mayBeRenamed(s.o) {
			// The send log had this attempt's rename before the journal had: either
			// we died between the two, or this database is older than the log.
			if err := s.commit(ctx, Renaming, "the send log says its rename may have been asked for"); err != nil {
				return err
			}
			return s.look(ctx)
		}
		return s.again(ctx)
	case Renaming:
		return s.look(ctx)
	}
	return fmt.Errorf("%w: %s", ErrNotNow, s.o.State)
}

// asked notes what the partner answered to a call.
func (s *sending) asked(call string, err error) error {
	line := call + ": ok\n"
	if err != nil {
		line = call + ": " + clip(err.Error()) + "\n"
	}
	s.answers += line
	return err
}

// commit writes down a step and the answers so far. A shutdown does not stop it:
// what happened at the partner must be known here.
func (s *sending) commit(ctx context.Context, to State, reason string) error {
	var after Outgoing
	err := s.x.Store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		after = s.o
		if err := answered(tx, s.o, s.answers); err != nil {
			return err
		}
		if err := s.x.moveOut(tx, &after, to, self, reason, s.at); err != nil {
			return err
		}
		if to == Uploading {
			return addAttempt(tx, after, s.at)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.o, s.answers = after, ""
	level := s.x.Log.Info()
	if to == InDoubt {
		level = s.x.Log.Error()
	}
	level.Str("key", s.o.Key).Str("partner", s.o.Partner).Int("attempt", s.o.Attempt).Str("state", string(to)).
		Str("reason", clip(reason)).Msg("outgoing file stepped")
	return nil
}

// flush keeps the answers of a run that ended without a step.
func (s *sending) flush(ctx context.Context) error {
	if s.answers == "" || s.o.Attempt == 0 {
		return nil
	}
	return s.x.Store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error { return answered(tx, s.o, s.answers) })
}

// again ends an attempt that never came to its rename: the final name cannot be
// ours, so if it exists people decide; else our temporary file goes, as far as we
// can, and the same bytes are uploaded under a new temporary name.
func (s *sending) again(ctx context.Context) error {
	if there, err := s.finalThere(ctx); err != nil {
		return err
	} else if there {
		return s.commit(ctx, InDoubt, "the final name exists though we never asked for the rename")
	}
	s.asked("remove "+s.o.temp(), s.folder.Remove(ctx, s.o.temp())) // litter at worst: never renamed
	if err := s.commit(ctx, Rendered, "the attempt ended before its rename"); err != nil {
		return err
	}
	return s.begin(ctx)
}

func (s *sending) finalThere(ctx context.Context) (bool, error) {
	_, err := s.folder.Stat(ctx, s.o.final())
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, s.asked("stat "+s.o.final(), err)
}

// begin makes an attempt, committed before the upload it names.
func (s *sending) begin(ctx context.Context) error {
	body, err := s.x.body(s.o)
	if err != nil {
		return err
	}
	if there, err := s.finalThere(ctx); err != nil {
		return err
	} else if there {
		return s.commit(ctx, InDoubt, "the final name exists before we uploaded")
	}
	if err := ctx.Err(); err != nil {
		return err // nothing has begun: a shutdown may stop here
	}
	if err := s.commit(ctx, Uploading, "upload begins"); err != nil {
		return err
	}
	if err := s.upload(ctx, body); err != nil {
		return s.giveUp(ctx, err)
	}
	return s.rename(ctx)
}

// body reads the bytes back from the archive. The last check stands here, right
// before the socket: these very bytes have the digest that was approved.
func (x *Exchange) body(o Outgoing) ([]byte, error) {
	r, err := x.Kept().Open(o.Digest)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, x.Limits.Outgoing+1))
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	if err := sameDigest(o.Digest, hex.EncodeToString(sum[:])); err != nil || int64(len(b)) != o.Size {
		return nil, fmt.Errorf("%w: %d bytes, want %d", ErrDigest, len(b), o.Size)
	}
	return b, nil
}

// upload puts the bytes under the attempt's temporary name and has their size
// confirmed.
func (s *sending) upload(ctx context.Context, body []byte) error {
	temp := s.o.temp()
	if err := s.asked("put "+temp, s.folder.Put(ctx, temp, bytes.NewReader(body), s.o.Size)); err != nil {
		return err
	}
	got, err := s.folder.Stat(ctx, temp)
	if err == nil && got.Size != s.o.Size {
		err = fmt.Errorf("%d bytes arrived of %d", got.Size, s.o.Size)
	}
	return s.asked("stat "+temp, err)
}

// giveUp ends an attempt before its rename. Trying again is safe, later and later.
func (s *sending) giveUp(ctx context.Context, why error) error {
	s.asked("remove "+s.o.temp(), s.folder.Remove(ctx, s.o.temp()))
	s.o.DueAt = s.at.Add(min(time.Minute<<min(s.o.Attempt-1, 6), time.Hour))
	return errors.Join(why, s.commit(ctx, Rendered, "the upload failed: "+why.Error()))
}

// rename asks for the final name. First the send log, outside the database, then
// the commit, then the call: whoever starts next knows that it may have happened,
// even with yesterday's database.
func (s *sending) rename(ctx context.Context) error {
	there, err := s.finalThere(ctx)
	if err != nil {
		return err
	}
	if there {
		return s.commit(ctx, InDoubt, "the final name appeared while we uploaded")
	}
	if err := s.x.logSend(s.o, s.at); err != nil {
		return err
	}
	if err := s.commit(ctx, Renaming, "rename asked for"); err != nil {
		return err
	}
	// From here to the record nothing is cut short by a shutdown.
	ctx = context.WithoutCancel(ctx)
	if err := s.asked("rename "+s.o.final(), s.folder.Rename(ctx, s.o.temp(), s.o.final())); err != nil {
		return errors.Join(err, s.look(ctx))
	}
	return s.confirm(ctx)
}

// confirm records an acknowledged rename. Banks that take a file the moment it
// appears leave nothing to see; the acknowledgement together with the temporary
// name being gone is then the evidence. A server that said yes and did nothing
// still shows the temporary file, and is looked at.
func (s *sending) confirm(ctx context.Context) error {
	got, err := s.folder.Stat(ctx, s.o.final())
	switch {
	case err == nil && got.Size == s.o.Size:
		return s.commit(ctx, Sent, fmt.Sprintf("renamed; %d bytes seen under the final name", got.Size))
	case err == nil:
		return s.commit(ctx, InDoubt, fmt.Sprintf("the final name has %d bytes, not ours", got.Size))
	case !errors.Is(err, fs.ErrNotExist):
		return s.asked("stat "+s.o.final(), err)
	}
	if _, err := s.folder.Stat(ctx, s.o.temp()); errors.Is(err, fs.ErrNotExist) {
		return s.commit(ctx, Sent, "rename acknowledged; the partner took the file at once")
	} else if err != nil {
		return s.asked("stat "+s.o.temp(), err)
	}
	return s.look(ctx)
}

// look finds out what became of a rename that may have happened. It tells a story
// of four endings: the final name with our bytes means sent; our temporary file,
// deleted with the server's acknowledgement, means that the rename did not happen
// and never can; neither of them there means that the partner may have taken it;
// and no answer means that we ask again later. Only the second lets the same bytes
// be uploaded again.
func (s *sending) look(ctx context.Context) error {
	final, temp := s.o.final(), s.o.temp()
	for range 2 {
		got, err := s.folder.Stat(ctx, final)
		if err == nil {
			return s.seen(ctx, got)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return s.asked("stat "+final, err)
		}
		err = s.asked("remove "+temp, s.folder.Remove(ctx, temp))
		if err == nil {
			// Acknowledged: a rename still on its way finds nothing to rename.
			if err := s.commit(ctx, Rendered, "the temporary file was still there and is deleted: the rename never happened"); err != nil {
				return err
			}
			s.o.DueAt = s.at
			return nil // the next run uploads again
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		// Neither: the rename may have come between the two questions. Once more.
	}
	if !s.o.Money && s.p.ResendPlain {
		return s.commit(ctx, Rendered, "fate unknown; no money moves, so it goes again under the same name")
	}
	return s.commit(ctx, InDoubt, "neither the temporary nor the final name is there: the partner may have taken it")
}

// seen judges a final name that exists: ours when size and, where it can be read,
// content agree.
func (s *sending) seen(ctx context.Context, got remote.File) error {
	if got.Size != s.o.Size {
		return s.commit(ctx, InDoubt, fmt.Sprintf("the final name has %d bytes, ours has %d", got.Size, s.o.Size))
	}
	sum := sha256.New()
	_, err := s.folder.Get(ctx, s.o.final(), &capped{w: sum, left: s.o.Size})
	if err == nil && hex.EncodeToString(sum.Sum(nil)) != s.o.Digest {
		return s.commit(ctx, InDoubt, "the final name has our size but other bytes")
	}
	how := "same size and content"
	if err != nil {
		how = "same size; the content cannot be read back" // write-only folders are common at banks
	}
	return s.commit(ctx, Sent, "the final name is there: "+how)
}
