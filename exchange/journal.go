package exchange

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"time"

	"girod/ledger/store"
)

// The journal's SQL for inbound files, and the chain of steps both directions
// share. Every change of state goes through move or moveOut, so that there is one
// record for each, with an actor and a reason.

const fileColumns = `id, partner, dir, name, digest, size, modified, node, spool, copy_of, there, state, tries,
	format, summary, detail, code, place, reason, received_at, state_at`

func scanFile(r *store.Row) File {
	f := File{
		ID: fileID(r.Int(0)), Partner: r.Text(1), Dir: r.Text(2), Name: r.Text(3), Digest: r.Text(4), Size: r.Int(5),
		Modified: unstamp(r.Text(6)), node: r.Text(7), spool: r.Text(8), there: r.Bool(10), State: State(r.Text(11)),
		tries: int(r.Int(12)), Format: r.Text(13), Summary: r.Text(14), Detail: r.Bytes(15), Code: r.Text(16),
		Place: r.Text(17), Reason: r.Text(18), ReceivedAt: unstamp(r.Text(19)), StateAt: unstamp(r.Text(20)),
	}
	if n := r.Int(9); n > 0 {
		f.CopyOf = fileID(n)
	}
	return f
}

// filesWhere lists files in order of arrival.
func filesWhere(tx *store.Tx, where string, args ...any) ([]File, error) {
	var list []File
	err := tx.Each(`SELECT `+fileColumns+` FROM file WHERE `+where+` ORDER BY id`, args, func(r *store.Row) error {
		list = append(list, scanFile(r))
		return nil
	})
	return list, err
}

// fileByID finds one file.
func fileByID(tx *store.Tx, id FileID) (File, error) {
	list, err := filesWhere(tx, `id = $1`, id.number())
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%w: %s", ErrNoFile, id)
	}
	if err != nil {
		return File{}, err
	}
	return list[0], nil
}

// addFile journals a file whose bytes are durable. Content this partner brought
// before becomes a duplicate at once: kept in the journal, never booked.
func addFile(tx *store.Tx, f File, at time.Time) (File, error) {
	n, err := tx.NextID("file")
	if err != nil {
		return f, err
	}
	f.ID, f.State, f.ReceivedAt, f.StateAt = fileID(n), Received, at, at
	var first int64
	if _, err := tx.One(`SELECT id FROM file WHERE partner = $1 AND digest = $2 AND copy_of = 0`,
		[]any{f.Partner, f.Digest}, func(r *store.Row) error { first = r.Int(0); return nil }); err != nil {
		return f, err
	}
	if first > 0 {
		f.CopyOf = fileID(first)
	}
	_, err = tx.Exec(`INSERT INTO file (`+fileColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0,
		'', '', NULL, '', '', '', $13, $13)`,
		n, f.Partner, f.Dir, f.Name, f.Digest, f.Size, fineStamp(f.Modified), f.node, f.spool, first, f.Dir != "", Received, stamp(at))
	if err != nil {
		return f, err
	}
	if err := record(tx, Step{string(f.ID), "", Received, self, "arrived as " + f.Name, at}); err != nil {
		return f, err
	}
	if first == 0 {
		return f, nil
	}
	return f, move(tx, &f, Duplicate, self, "same bytes as "+string(f.CopyOf), at)
}

// move takes a file one lawful step. It fails when somebody else moved it first.
func move(tx *store.Tx, f *File, to State, actor, reason string, at time.Time) error {
	if !lawful(inward(), f.State, to) {
		return fmt.Errorf("%w: %s is %s, not on its way to %s", ErrNotNow, f.ID, f.State, to)
	}
	n, err := tx.Exec(`UPDATE file SET state = $1, state_at = $2, format = $3, summary = $4, detail = $5, code = $6,
		place = $7, reason = $8, tries = $9, there = $10 WHERE id = $11 AND state = $12`,
		to, stamp(at), f.Format, f.Summary, f.Detail, f.Code, f.Place, f.Reason, f.tries, f.there, f.ID.number(), f.State)
	if err != nil {
		return err
	}
	if n != 1 {
		return fmt.Errorf("%w: %s was moved by somebody else", ErrNotNow, f.ID)
	}
	was := f.State
	f.State, f.StateAt = to, at
	return record(tx, Step{string(f.ID), was, to, actor, reason, at})
}

// record adds a step to the chain.
func record(tx *store.Tx, s Step) error {
	id, err := tx.NextID("file_step")
	if err != nil {
		return err
	}
	var before string
	if _, err := tx.One(`SELECT hash FROM file_step WHERE id = $1`, []any{id - 1},
		func(r *store.Row) error { before = r.Text(0); return nil }); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO file_step (id, subject, was, became, actor, reason, at, hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, s.Subject, s.Was, s.Became, s.Actor, s.Reason, stamp(s.At), link(before, id, s))
	return err
}

// link is the hash of a step: over the hash before it and every field with its
// length, so that no two different rows are written alike.
func link(before string, id int64, s Step) string {
	h := sha256.New()
	for _, field := range []string{before, fmt.Sprint(id), s.Subject, string(s.Was), string(s.Became), s.Actor, s.Reason, stamp(s.At)} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(field)))
		h.Write(size[:])
		h.Write([]byte(field))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// VerifySteps walks the chain from its beginning and answers its head, the value
// to anchor outside. It fails at the first record that was changed, removed or
// slipped in, and at a step no table knows.
func VerifySteps(tx *store.Tx) (head string, err error) {
	next := int64(1)
	state := map[string]State{}
	err = tx.Each(`SELECT id, subject, was, became, actor, reason, at, hash FROM file_step ORDER BY id`, nil, func(r *store.Row) error {
		s := Step{r.Text(1), State(r.Text(2)), State(r.Text(3)), r.Text(4), r.Text(5), unstamp(r.Text(6))}
		switch {
		case r.Int(0) != next:
			return fmt.Errorf("file_step %d is missing", next)
		case r.Text(7) != link(head, next, s):
			return fmt.Errorf("file_step %d (%s to %s) does not fit the chain", next, s.Subject, s.Became)
		case state[s.Subject] != s.Was:
			return fmt.Errorf("file_step %d: %s steps from %q but was %q", next, s.Subject, s.Was, state[s.Subject])
		case !lawful(inward(), s.Was, s.Became) && !lawful(outward(), s.Was, s.Became):
			return fmt.Errorf("file_step %d: no step leads %s from %q to %q", next, s.Subject, s.Was, s.Became)
		}
		head, state[s.Subject] = r.Text(7), s.Became
		next++
		return nil
	})
	if err != nil {
		return "", err
	}
	return head, compareStates(tx, state)
}

// compareStates checks the tables against what the chain says of them.
func compareStates(tx *store.Tx, chained map[string]State) error {
	known := 0
	compare := func(subject string, state State) error {
		known++
		if chained[subject] != state {
			return fmt.Errorf("%s is %q, but its last step says %q", subject, state, chained[subject])
		}
		return nil
	}
	if err := tx.Each(`SELECT id, state FROM file`, nil, func(r *store.Row) error {
		return compare(string(fileID(r.Int(0))), State(r.Text(1)))
	}); err != nil {
		return err
	}
	if err := tx.Each(`SELECT key, state FROM outgoing`, nil, func(r *store.Row) error {
		return compare(r.Text(0), State(r.Text(1)))
	}); err != nil {
		return err
	}
	if known != len(chained) {
		return fmt.Errorf("the chain tells of %d files, the journal of %d", len(chained), known)
	}
	return nil
}

// Steps gives the steps of one file, in either direction.
func Steps(tx *store.Tx, subject string) ([]Step, error) {
	var list []Step
	err := tx.Each(`SELECT was, became, actor, reason, at FROM file_step WHERE subject = $1 ORDER BY id`, []any{subject},
		func(r *store.Row) error {
			list = append(list, Step{subject, State(r.Text(0)), State(r.Text(1)), r.Text(2), r.Text(3), unstamp(r.Text(4))})
			return nil
		})
	return list, err
}
