package exchange

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"time"

	"girod/ledger/store"
)

// The gate. A database restored from yesterday's backup, or a standby promoted
// without its last commits, would send today's payouts again. Two witnesses live
// outside the database and its backup: the send log, one line synced before each
// rename, and the archive. When either knows more than the database, nothing
// leaves until two people have looked.

// sendLine is one line of the send log: enough to know the file again even when
// the database has never heard of it.
type sendLine struct {
	At      string `json:"at"`
	Key     string `json:"key"`
	Attempt int    `json:"attempt"`
	Partner string `json:"partner"`
	Folder  string `json:"folder"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Digest  string `json:"digest"`
	Size    int64  `json:"size"`
	Money   bool   `json:"money"`
}

// SendLog is the path of the log; it belongs into no backup that is restored.
func (x *Exchange) SendLog() string { return filepath.Join(x.Spool, "sendlog.jsonl") }

// logSend writes the intention to rename, synced. It begins with a line end, so
// that a line torn by a power cut spoils no other.
func (x *Exchange) logSend(o Outgoing, at time.Time) error {
	line, err := json.Marshal(sendLine{stamp(at), o.Key, o.Attempt, o.Partner, o.Folder, o.Name, o.Kind, o.Digest, o.Size, o.Money})
	if err != nil {
		return err
	}
	if err := x.Disk.Append(x.SendLog(), append(append([]byte("\n"), line...), '\n')); err != nil {
		return fmt.Errorf("send log: %w", err)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.logged[o.Key] = max(x.logged[o.Key], o.Attempt)
	return nil
}

// mayBeRenamed tells whether the send log has this attempt.
func (x *Exchange) mayBeRenamed(o Outgoing) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.logged[o.Key] >= o.Attempt
}

// readSendLog gives the last line of each key, in order of first appearance.
func (x *Exchange) readSendLog() ([]sendLine, error) {
	f, err := x.Disk.Open(x.SendLog())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("send log: %w", err)
	}
	defer f.Close()
	all, err := io.ReadAll(f)
	if err != nil {
		return nil, fmt.Errorf("send log: %w", err)
	}
	var list []sendLine
	at := map[string]int{}
	for text := range bytes.SplitSeq(all, []byte("\n")) {
		var l sendLine
		if len(text) == 0 || json.Unmarshal(text, &l) != nil {
			continue // a torn line: its rename was never asked for
		}
		if i, ok := at[l.Key]; ok {
			if l.Attempt >= list[i].Attempt {
				list[i] = l
			}
			continue
		}
		at[l.Key] = len(list)
		list = append(list, l)
	}
	return list, nil
}

// Difference is one thing the send log or the archive knows and the database does
// not.
type Difference struct {
	Key    string // of an outgoing file, when it is one
	Digest string
	Text   string
	line   *sendLine
}

// Gate compares the database with its witnesses and answers what it lacks. With
// any difference nothing leaves; Recover calls it first.
func (x *Exchange) Gate(ctx context.Context) ([]Difference, error) {
	lines, err := x.readSendLog()
	if err != nil {
		return nil, err
	}
	var diffs []Difference
	err = x.Store.View(ctx, func(tx *store.Tx) error {
		diffs = diffs[:0]
		for _, l := range lines {
			d, err := compareLine(tx, l)
			if err != nil {
				return err
			}
			if d != nil {
				diffs = append(diffs, *d)
			}
		}
		return x.Kept().Each(func(digest string) error {
			known, err := tx.One(`SELECT 1 WHERE EXISTS (SELECT 1 FROM kept WHERE digest = $1)
				OR EXISTS (SELECT 1 FROM file WHERE digest = $1) OR EXISTS (SELECT 1 FROM outgoing WHERE digest = $1)`,
				[]any{digest}, nil)
			if err == nil && !known {
				diffs = append(diffs, Difference{Digest: digest, Text: "the archive holds bytes the database never saw"})
			}
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	x.mu.Lock()
	for _, l := range lines {
		x.logged[l.Key] = max(x.logged[l.Key], l.Attempt)
	}
	x.gate, x.gated = diffs, true
	x.mu.Unlock()
	for _, d := range diffs {
		x.Log.Error().Str("key", d.Key).Str("digest", d.Digest).Str("reason", d.Text).Msg("outbound disabled")
	}
	return diffs, nil
}

// compareLine tells what the database lacks of a logged rename. The attempt may
// stand at uploading: we died between the log and the commit, and the journey
// itself looks at that case.
func compareLine(tx *store.Tx, l sendLine) (*Difference, error) {
	o, err := outgoingByKey(tx, l.Key)
	switch {
	case errors.Is(err, ErrNoFile):
		return &Difference{l.Key, l.Digest, "was sent, and the database has never heard of it", &l}, nil
	case err != nil:
		return nil, err
	case o.Digest != l.Digest || o.Name != l.Name || o.Partner != l.Partner:
		return &Difference{l.Key, l.Digest, "was sent with other bytes or under another name than the database has", &l}, nil
	case o.Attempt < l.Attempt:
		return &Difference{l.Key, l.Digest, fmt.Sprintf("attempt %d was sent, the database knows of %d", l.Attempt, o.Attempt), &l}, nil
	}
	return nil, nil
}

// mayLeave refuses until the gate was looked at and found in order.
func (x *Exchange) mayLeave() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.gated {
		return fmt.Errorf("%w: it was not compared yet (Recover)", ErrGate)
	}
	if len(x.gate) > 0 {
		return fmt.Errorf("%w: %d differences", ErrGate, len(x.gate))
	}
	return nil
}

// ReconcileOutbound opens the gate: two named people have looked at the
// differences. Every file the log says was sent becomes in doubt, so that only
// evidence or their next decision moves it; the archive's unknown objects are
// written down as known.
func (x *Exchange) ReconcileOutbound(ctx context.Context, at time.Time, by1, by2, reason string) error {
	if by1 == "" || by2 == "" || by1 == by2 {
		return ErrTwo
	}
	if reason == "" {
		return ErrReason
	}
	diffs, err := x.Gate(ctx)
	if err != nil {
		return err
	}
	actor := by1 + " and " + by2
	err = x.Store.Update(ctx, func(tx *store.Tx) error {
		for _, d := range diffs {
			if d.line != nil {
				if err := x.intoDoubt(tx, *d.line, actor, reason, at); err != nil {
					return fmt.Errorf("reconcile %s: %w", d.Key, err)
				}
			}
			if _, err := tx.Exec(`INSERT INTO kept (digest, at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING`, d.Digest, stamp(at)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = x.Gate(ctx)
	return err
}

// intoDoubt brings one file of the log to where nothing sends it by itself.
func (x *Exchange) intoDoubt(tx *store.Tx, l sendLine, actor, reason string, at time.Time) error {
	o, err := outgoingByKey(tx, l.Key)
	if errors.Is(err, ErrNoFile) {
		return x.addOutgoing(tx, Outgoing{Key: l.Key, Partner: l.Partner, Folder: l.Folder, Name: l.Name, Kind: l.Kind, Digest: l.Digest,
			Size: l.Size, Money: l.Money, Attempt: l.Attempt}, InDoubt, actor, "the send log has it: "+reason, at)
	}
	if err != nil {
		return err
	}
	if o.Digest != l.Digest || o.Name != l.Name || o.Partner != l.Partner {
		return fmt.Errorf("%w: the log and the database disagree about its bytes; restore the right database", ErrConflict)
	}
	if lawful(outward(), o.State, InDoubt) {
		if err := x.moveOut(tx, &o, InDoubt, actor, "the send log knows a later attempt: "+reason, at); err != nil {
			return err
		}
	}
	// The number goes up to the log's, so that no temporary name is used twice.
	_, err = tx.Exec(`UPDATE outgoing SET attempt = $1 WHERE id = $2`, l.Attempt, o.id)
	return err
}
