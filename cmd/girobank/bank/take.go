package bank

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxOrder is the largest file the bank reads; a real one has such a limit too.
const maxOrder = 64 << 20

// unfinished are the endings of names that a bank leaves alone until they are
// renamed (Danske's list, and ours).
var unfinished = []string{".filepart", ".inprocess", ".tmp", ".temp", ".uploading", ".part", ".partial"}

func finished(name string) bool {
	return !strings.HasPrefix(name, ".") && !slices.ContainsFunc(unfinished, func(s string) bool { return strings.HasSuffix(strings.ToLower(name), s) })
}

// Collect takes what lies finished in the outboxes, judges the orders among it
// and answers. It tells how many files it took.
func (b *Bank) Collect() (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.collect()
}

func (b *Bank) collect() (n int, err error) {
	for _, u := range b.options.Users {
		entries, err := os.ReadDir(b.home(u, u.Outbox))
		if err != nil {
			return n, err
		}
		for _, e := range entries { // in name order, so that a run repeats
			if !e.Type().IsRegular() || !finished(e.Name()) {
				continue
			}
			switch err := b.take(u, e.Name()); {
			case errors.Is(err, fs.ErrNotExist):
				continue // the customer took it back
			case err != nil:
				return n, err
			}
			n++
		}
	}
	if n == 0 {
		return 0, nil
	}
	return n, b.keep()
}

// landed is told that a user finished a file: by renaming it, or by closing it
// under a finished name. Only a thief acts on it, and does so before the customer
// has its answer.
func (b *Bank) landed(user, name string) error {
	if !b.options.Mode.is(Thief) || !finished(name) {
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	u, ok := b.options.user(user)
	if !ok {
		return nil
	}
	if err := b.take(u, name); err != nil {
		return err
	}
	return b.keep()
}

// take moves one file out of the customer's sight and deals with it.
func (b *Bank) take(u User, name string) error {
	kept := fmt.Sprintf("%06d.%s.%s", len(b.books.Files)+1, u.Name, name)
	if err := move(filepath.Join(b.home(u, u.Outbox), name), b.path("taken", kept)); err != nil {
		return err
	}
	return b.taken(u, name, kept)
}

// taken deals with a file that lies in taken/ and is not in the books.
func (b *Bank) taken(u User, name, kept string) error {
	info, err := os.Stat(b.path("taken", kept))
	if err != nil {
		return err
	}
	t := &Taken{ID: b.number(), User: u.Name, Name: name, Kept: kept, Size: info.Size(), Day: b.books.Today}
	b.books.Files = append(b.books.Files, t)
	if t.Digest, err = digestFile(b.path("taken", kept)); err != nil {
		return err
	}
	switch {
	case !u.Bank:
		t.Verdict = "taken"
		return nil
	case info.Size() > maxOrder:
		t.Verdict = "too large to read"
		return nil
	}
	content, err := os.ReadFile(b.path("taken", kept))
	if err != nil {
		return err
	}
	return b.order(u, t, content)
}

// finishTaken deals with files that were taken by a process that died before the
// books knew of them.
func (b *Bank) finishTaken() error {
	entries, err := os.ReadDir(b.path("taken"))
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, t := range b.books.Files {
		known[t.Kept] = true
	}
	for _, e := range entries {
		parts := strings.SplitN(e.Name(), ".", 3)
		if known[e.Name()] || len(parts) != 3 {
			continue
		}
		if u, ok := b.options.user(parts[1]); ok {
			if err := b.taken(u, parts[2], e.Name()); err != nil {
				return err
			}
		}
	}
	return nil
}

// order judges a payment order, answers it and lets what was accepted wait for
// its day, which may be today.
func (b *Bank) order(u User, t *Taken, content []byte) error {
	o, err := readOrder(content)
	if err != nil {
		t.Verdict = "RJCT FF01: " + err.Error()
		return b.reply(u, &Reply{MsgID: "NOTPROVIDED", Name: pain001 + "03", Status: "RJCT", Reason: reason{"FF01", err.Error()}})
	}
	v := b.judge(o)
	t.MsgID, t.Verdict = o.Header.MsgID, strings.TrimSpace(v.status()+" "+v.Group.Code)
	if !v.Group.refuses() {
		if err := b.reply(u, &Reply{MsgID: o.Header.MsgID, Name: o.XMLName.Space, Made: o.Header.Made, Status: "ACTC"}); err != nil {
			return err
		}
	}
	if err := b.reply(u, answer(v)); err != nil {
		return err
	}
	if !v.Group.refuses() {
		if _, seen := b.books.Seen[o.Header.MsgID]; !seen {
			b.books.Seen[o.Header.MsgID] = t.ID
		}
	}
	b.enter(t, v)
	return b.execute(u)
}

func digestFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), err
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
