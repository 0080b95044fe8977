package bank

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"girod/config/calendar"
)

// Bank is an open bank. Its methods may be called by many goroutines.
type Bank struct {
	dir     string
	options Options
	days    *calendar.Calendar
	lock    *os.File

	mu    sync.Mutex // everything below; held by each public method from beginning to end
	books *Books
}

// Open opens the bank that lives in a directory, or founds one there.
func Open(dir string, o Options) (*Bank, error) {
	days, err := calendar.Named("SE")
	if err != nil {
		return nil, err
	}
	b := &Bank{dir: dir, days: days, books: &Books{}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if b.lock, err = only(filepath.Join(dir, "lock")); err != nil {
		return nil, err
	}
	if err := b.load(o); err != nil {
		b.lock.Close()
		return nil, fmt.Errorf("bank in %s: %w", dir, err)
	}
	return b, nil
}

// Close lets another process open the bank. Everything is on disk already.
func (b *Bank) Close() error { return b.lock.Close() }

func (b *Bank) load(o Options) error {
	var kept Options
	if err := readJSON(b.path("bank.json"), &kept); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	b.options = o.over(kept)
	if err := b.options.check(); err != nil {
		return err
	}
	for _, folder := range []string{"taken", "sent", "users"} {
		if err := os.MkdirAll(b.path(folder), 0o700); err != nil {
			return err
		}
	}
	for _, u := range b.options.Users {
		if err := errors.Join(os.MkdirAll(b.home(u, u.Outbox), 0o700), os.MkdirAll(b.home(u, u.Inbox), 0o700)); err != nil {
			return err
		}
	}
	switch err := readJSON(b.path("books.json"), b.books); {
	case errors.Is(err, fs.ErrNotExist):
		b.books.Today = b.options.Today
	case err != nil:
		return err
	}
	if b.books.Seen == nil {
		b.books.Seen, b.books.Invoices = map[string]int64{}, map[string]bool{}
	}
	for _, a := range b.options.Accounts {
		if b.ledger(a.IBAN) == nil {
			b.books.Ledgers = append(b.books.Ledgers, &Ledger{Account: a, Balance: a.Opening, Opening: a.Opening})
		}
	}
	if err := b.writeJSON("bank.json", b.options); err != nil {
		return err
	}
	if err := b.finishTaken(); err != nil {
		return err
	}
	return b.keep()
}

// keep makes the books durable and then puts what they say was sent where the
// customer finds it. Dying in between loses nothing: the next keep places it.
func (b *Bank) keep() error {
	if err := b.writeJSON("books.json", b.books); err != nil {
		return err
	}
	for _, s := range b.books.Sent {
		if s.Placed {
			continue
		}
		u, ok := b.options.user(s.User)
		if !ok {
			continue // the user was removed; the file stays in sent/
		}
		content, err := os.ReadFile(b.path("sent", s.Name))
		if err != nil {
			return err
		}
		if err := replace(filepath.Join(b.home(u, s.Folder), s.Name), content); err != nil {
			return err
		}
		s.Placed = true
	}
	return nil
}

// Books gives a copy of what the bank knows.
func (b *Bank) Books() (*Books, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	text, err := json.Marshal(b.books)
	if err != nil {
		return nil, err
	}
	copied := &Books{}
	return copied, json.Unmarshal(text, copied)
}

// Options gives what the bank is.
func (b *Bank) Options() Options { return b.options }

// Folder gives the directory behind a user's folder, for whoever shares the
// machine with the bank.
func (b *Bank) Folder(user, folder string) string { return b.path("folders", user, folder) }

// Give puts a file into a user's inbox, as when an accounting system drops an
// invoice there.
func (b *Bank) Give(user, name string, content []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	u, ok := b.options.user(user)
	if !ok || name != filepath.Base(name) {
		return fmt.Errorf("give %s to %s: no such user, or no such name", name, user)
	}
	if err := b.send(u, name, "given", "", content); err != nil {
		return err
	}
	return b.keep()
}

// send notes a file for somebody's inbox; keep places it.
func (b *Bank) send(u User, name, kind, lie string, content []byte) error {
	if err := replace(b.path("sent", name), content); err != nil {
		return err
	}
	b.books.Sent = append(b.books.Sent, &Sent{User: u.Name, Folder: u.Inbox, Name: name, Kind: kind, Digest: digest(content), Day: b.books.Today, Lie: lie})
	return nil
}

func (b *Bank) path(parts ...string) string {
	return filepath.Join(append([]string{b.dir}, parts...)...)
}

func (b *Bank) home(u User, folder string) string { return b.path("folders", u.Name, folder) }

func (b *Bank) ledger(iban string) *Ledger {
	for _, l := range b.books.Ledgers {
		if l.Account.IBAN == iban || l.Account.Bankgiro != "" && l.Account.Bankgiro == iban {
			return l
		}
	}
	return nil
}

// number gives the next serial number; everything has its own.
func (b *Bank) number() int64 {
	b.books.Serial++
	return b.books.Serial
}

// stamp gives the time of the next message: the bank opens at eight and makes one
// a second.
func (b *Bank) stamp() string {
	n := 8*3600 + b.books.Clock
	b.books.Clock++
	return fmt.Sprintf("%sT%02d:%02d:%02d", b.books.Today, n/3600%24, n/60%60, n%60)
}

func (b *Bank) writeJSON(name string, v any) error {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	return replace(b.path(name), append(text, '\n'))
}

func readJSON(path string, v any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return nil
}
