package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"girod/exchange"
	"girod/exchange/durable/durabletest"
	"girod/exchange/remote"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

func freshWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, storetest.SQLite(t))
	must(t, w.x.Recover(t.Context(), w.at))
	return w
}

// files lists the journal, oldest first, as "f000001 settled a.xml".
func (w *world) files() []string {
	list, err := w.x.Files(context.Background(), exchange.Filter{})
	must(w.t, err)
	var lines []string
	for _, f := range list {
		lines = append(lines, fmt.Sprintf("%s %s %s", f.ID, f.State, f.Name))
	}
	slices.Reverse(lines)
	return lines
}

func (w *world) wantFiles(want ...string) {
	w.t.Helper()
	if got := w.files(); !slices.Equal(got, want) {
		w.t.Errorf("the journal has %q, want %q", got, want)
	}
}

// Identity is partner and digest: a name may come again with other content, and
// content under another name is a duplicate.
func TestNamesAreHints(t *testing.T) {
	w := freshWorld(t)
	for i := range 5 {
		w.bank.Drop("/statements/same.xml", fmt.Appendf(nil, "day %d", i))
		must(t, w.poll(2))
	}
	w.bank.Drop("/statements/other-name.xml", []byte("day 3"))
	must(t, w.poll(2))
	w.wantFiles("f000001 settled same.xml", "f000002 settled same.xml", "f000003 settled same.xml", "f000004 settled same.xml",
		"f000005 settled same.xml", "f000006 settled other-name.xml")
	for i := range 5 {
		if n := w.booked(fmt.Appendf(nil, "day %d", i)); n != 1 {
			t.Errorf("day %d was booked %d times", i, n)
		}
	}
	s, err := w.x.Show(t.Context(), "f000006")
	must(t, err)
	if s.File.CopyOf != "f000004" || len(s.Steps) != 3 || s.Steps[1].Became != exchange.Duplicate {
		t.Errorf("the copy is %+v", s)
	}
	must(t, w.check())
}

// A file is taken when it stood still, not before; an empty one never.
func TestReadiness(t *testing.T) {
	w := freshWorld(t)
	look := func(after time.Duration, body string) int {
		w.at = w.at.Add(after)
		if body != "" {
			w.bank.Drop("/statements/grows.xml", []byte(body))
		}
		p, err := w.x.Poll(t.Context(), w.at)
		must(t, err)
		return p.Fetched
	}
	w.bank.Drop("/statements/empty.xml", nil)
	w.bank.Drop("/statements/x.xml.part", []byte("half"))
	w.bank.Drop("/statements/.hidden", []byte("half"))
	got := []int{look(0, "<a>"), look(10*time.Second, "<a>b"), look(10*time.Second, "<a>b</a>"), look(time.Second, ""), look(10*time.Second, "")}
	if !slices.Equal(got, []int{0, 0, 0, 0, 1}) {
		t.Errorf("fetched %v", got)
	}
	if n := w.booked([]byte("<a>b</a>")); n != 1 {
		t.Errorf("the whole file was booked %d times", n)
	}
	w.at = w.at.Add(2 * time.Hour)
	must(t, w.poll(1))
	waits, err := w.x.Status(t.Context(), w.at)
	must(t, err)
	if len(waits) != 1 || waits[0].Subject != "/statements/empty.xml" {
		t.Errorf("status shows %+v", waits)
	}
}

// What ends early waits for its rest; the whole file supersedes its beginning.
func TestIncomplete(t *testing.T) {
	w := freshWorld(t)
	w.bad = func(body []byte) error {
		if !strings.HasSuffix(string(body), "</a>") {
			return &exchange.Held{Code: exchange.CodeIncomplete, Text: "it ends before </a>"}
		}
		return nil
	}
	w.adjust = func(c *exchange.Config) { c.Partners[0].CompleteWithin = 50 * time.Minute }
	w.start()
	must(t, w.x.Recover(t.Context(), w.at))
	w.bank.Drop("/statements/a.xml", []byte("<a>1"))
	must(t, w.poll(2))
	w.wantFiles("f000001 received a.xml")
	w.bank.Drop("/statements/a.xml", []byte("<a>1 2</a>"))
	must(t, w.poll(3))
	w.wantFiles("f000001 settled a.xml", "f000002 settled a.xml")
	w.bank.Drop("/statements/b.xml", []byte("<a>3"))
	must(t, w.poll(6))
	w.wantFiles("f000001 settled a.xml", "f000002 settled a.xml", "f000003 held b.xml")
	s, err := w.x.Show(t.Context(), "f000001")
	must(t, err)
	if s.Steps[1].Became != exchange.Superseded || s.Steps[1].Reason != "it came whole as f000002" {
		t.Errorf("steps %+v", s.Steps)
	}
	must(t, w.check())
}

// A held file is kept whole, delays no other, and goes on by a named person only.
func TestHold(t *testing.T) {
	w := freshWorld(t)
	wrong := true
	w.bad = func(body []byte) error {
		if wrong && strings.Contains(string(body), "gap") {
			return fmt.Errorf("intake: %w", &exchange.Held{Code: "gap", Place: "7: Stmt[1]", Text: "statement 12 is missing"})
		}
		return nil
	}
	for _, name := range []string{"1-gap", "2-good", "3-gap"} {
		w.bank.Drop("/statements/"+name, []byte(name))
	}
	must(t, w.poll(3))
	w.wantFiles("f000001 held 1-gap", "f000002 settled 2-good", "f000003 held 3-gap")
	waits, err := w.x.Status(t.Context(), w.at)
	must(t, err)
	if len(waits) != 2 || !waits[0].Person || waits[0].Reason != "gap: statement 12 is missing" {
		t.Errorf("status shows %+v", waits)
	}
	if err := w.x.Release(t.Context(), w.at, "f000001", "", "looked"); !errors.Is(err, exchange.ErrReason) {
		t.Errorf("released by nobody: %v", err)
	}
	if err := w.x.Release(t.Context(), w.at, "f000002", "Anna", "looked"); !errors.Is(err, exchange.ErrNotNow) {
		t.Errorf("released what is not held: %v", err)
	}
	wrong = false
	must(t, w.x.Release(t.Context(), w.at, "f000001", "Anna", "statement 12 was empty"))
	must(t, w.x.Reject(t.Context(), w.at, "f000003", "Carl", "the bank withdrew it"))
	must(t, w.poll(2))
	w.wantFiles("f000001 settled 1-gap", "f000002 settled 2-good", "f000003 settled 3-gap")
	if a, b := w.booked([]byte("1-gap")), w.booked([]byte("3-gap")); a != 1 || b != 0 {
		t.Errorf("booked %d and %d times", a, b)
	}
	must(t, w.check())
}

// Two deaths while decoding the same bytes hold them; other files go on.
func TestPoison(t *testing.T) {
	w := freshWorld(t)
	w.bank.Drop("/statements/bomb", []byte("bomb"))
	w.bad = func(body []byte) error {
		if string(body) == "bomb" {
			w.dead = true // as an exhausted memory would
			return errDead
		}
		return nil
	}
	for range 2 {
		if err := w.poll(2); !errors.Is(err, errDead) {
			t.Fatalf("it survived: %v", err)
		}
		w.restart(0, 0)
		must(t, w.x.Recover(t.Context(), w.at))
	}
	w.bank.Drop("/statements/good", []byte("good"))
	must(t, w.poll(3))
	w.wantFiles("f000001 held bomb", "f000002 settled good")
}

// An error that is no reason to hold leaves the file waiting, and is not a death.
func TestTransientError(t *testing.T) {
	w := freshWorld(t)
	broken := true
	w.bad = func([]byte) error {
		if broken {
			return errors.New("the database is away")
		}
		return nil
	}
	w.bank.Drop("/statements/a", []byte("a"))
	if err := w.poll(5); err == nil {
		t.Fatal("no error was told")
	}
	w.wantFiles("f000001 received a")
	broken = false
	must(t, w.poll(1))
	w.wantFiles("f000001 settled a")
}

// A copy that cannot be removed is taken once, told about, and cleared later.
func TestRemovalRefused(t *testing.T) {
	w := freshWorld(t)
	refused := true
	w.bank.Before = func(op, _ string) durabletest.Verdict {
		if refused && op == "remove" {
			return durabletest.Verdict{Err: errors.New("permission denied")}
		}
		return durabletest.Verdict{Do: true}
	}
	w.bank.Drop("/statements/a", []byte("a"))
	if err := w.poll(20); err == nil {
		t.Error("nobody was told")
	}
	w.wantFiles("f000001 archived a")
	if n := w.booked([]byte("a")); n != 1 {
		t.Errorf("booked %d times", n)
	}
	waits, err := w.x.Status(t.Context(), w.at)
	must(t, err)
	if len(waits) < 1 || waits[0].What != "trouble" {
		t.Errorf("status shows %+v", waits)
	}
	refused = false
	must(t, w.poll(2))
	w.wantFiles("f000001 settled a")
	if waits, _ := w.x.Status(t.Context(), w.at); len(waits) != 0 {
		t.Errorf("status still shows %+v", waits)
	}
}

// While the archive cannot take a file, the partner keeps it, however often we look.
func TestNothingGoesBeforeTheArchive(t *testing.T) {
	w := freshWorld(t)
	full := true
	w.disk.Before = func(op, path string) durabletest.Verdict {
		if full && op == "write" && strings.HasPrefix(path, "/archive/") {
			return durabletest.Verdict{Err: errors.New("no space left on device")}
		}
		return durabletest.Verdict{Do: true}
	}
	w.bank.Drop("/statements/a", []byte("a"))
	w.bank.Drop("/statements/b", []byte("a")) // and its twin
	if err := w.poll(4); err == nil {
		t.Error("nobody was told")
	}
	w.wantFiles("f000001 applied a", "f000002 duplicate b")
	if got := w.bank.Names(); len(got) != 2 || len(w.spooled()) != 2 {
		t.Errorf("the bank has %q, the spool %q", got, w.spooled())
	}
	full = false
	must(t, w.poll(1))
	w.wantFiles("f000001 settled a", "f000002 settled b")
	if got := w.bank.Names(); len(got)+len(w.spooled()) != 0 {
		t.Errorf("the bank has %q, the spool %q", got, w.spooled())
	}
	must(t, w.check())
}

// The next file of the same name, size and second is not removed for the last one.
func TestNextFileIsNotRemoved(t *testing.T) {
	w := freshWorld(t)
	w.bank.Drop("/statements/a", []byte("first"))
	// The process dies after the removal and before its record.
	removed := false
	w.bank.Before = func(op, _ string) durabletest.Verdict {
		if op == "remove" {
			removed, w.dead = true, true
			return durabletest.Verdict{Do: true, Err: errDead}
		}
		return w.step("bank " + op)
	}
	_ = w.poll(2)
	if !removed {
		t.Fatal("it was never removed")
	}
	w.bank.DropAt("/statements/a", []byte("other"), 1) // the very same second
	w.restart(0, 0)
	must(t, w.x.Recover(t.Context(), w.at))
	must(t, w.poll(4))
	w.wantFiles("f000001 settled a", "f000002 settled a")
	if n := w.booked([]byte("other")); n != 1 {
		t.Errorf("the next file was booked %d times", n)
	}
}

func TestDispositions(t *testing.T) {
	for _, c := range []struct {
		after exchange.Disposition
		want  []string
	}{
		{exchange.Delete, nil},
		{exchange.LeaveIt, []string{"/statements/a"}},
		{exchange.MoveTo, []string{"/done/a", "/done/a.f000002"}},
	} {
		w := freshWorld(t)
		w.adjust = func(c2 *exchange.Config) { c2.Partners[0].After, c2.Partners[0].Aside = c.after, "/done" }
		w.start()
		must(t, w.x.Recover(t.Context(), w.at))
		for _, body := range []string{"first", "second"} {
			w.bank.Drop("/statements/a", []byte(body))
			must(t, w.poll(4))
		}
		w.wantFiles("f000001 settled a", "f000002 settled a")
		if got := w.bank.Names(); !slices.Equal(got, c.want) {
			t.Errorf("%s: the bank has %q, want %q", c.after, got, c.want)
		}
	}
}

// Hostile names are shown and never fetched.
func TestHostileNames(t *testing.T) {
	w := freshWorld(t)
	w.bank.Drop("/statements/..evil", []byte("x"))
	w.bank.Drop("/statements/a\nb", []byte("x"))
	w.bank.Drop("/statements/good", []byte("x"))
	must(t, w.poll(3))
	w.wantFiles("f000001 settled good")
	waits, err := w.x.Status(t.Context(), w.at)
	must(t, err)
	if len(waits) != 2 || waits[0].Subject != "/statements/..evil" || waits[1].Subject != "/statements/hex:610a62" {
		t.Errorf("status shows %+v", waits)
	}
}

// A full disk stops intake first; what is here goes on.
func TestDiskLow(t *testing.T) {
	w := freshWorld(t)
	w.bank.Drop("/statements/a", []byte("a"))
	w.disk.Left = 1 << 20
	if err := w.poll(2); !errors.Is(err, exchange.ErrFull) {
		t.Errorf("got %v", err)
	}
	w.wantFiles()
	w.disk.Left = 0
	must(t, w.poll(2))
	w.wantFiles("f000001 settled a")
}

// Three refused logins pause a partner until a person acts; an unknown host key at once.
func TestPause(t *testing.T) {
	for why, allowed := range map[error]int{remote.ErrAuth: 3, remote.ErrHostKey: 1} {
		w := newWorld(t, storetest.SQLite(t))
		calls := 0
		open := false
		w.adjust = func(c *exchange.Config) {
			c.Partners[0].Dial = func(ctx context.Context) (remote.Folder, error) {
				calls++
				if open {
					return w.bank.Dial(ctx)
				}
				return nil, fmt.Errorf("ssh: %w", why)
			}
		}
		w.start()
		must(t, w.x.Recover(t.Context(), w.at))
		_ = w.poll(10)
		if calls != allowed {
			t.Errorf("%v: %d calls, want %d", why, calls, allowed)
		}
		waits, err := w.x.Status(t.Context(), w.at)
		must(t, err)
		if len(waits) == 0 || !waits[0].Person || waits[0].What != "partner" {
			t.Errorf("status shows %+v", waits)
		}
		open = true
		must(t, w.x.Resume(t.Context(), w.at, "nordbank", "Anna", "key exchanged"))
		w.bank.Drop("/statements/a", []byte("a"))
		must(t, w.poll(2))
		w.wantFiles("f000001 settled a")
	}
}

// Many small files come at once in one session, each exactly once.
func TestManyTogether(t *testing.T) {
	w := freshWorld(t)
	w.adjust = func(c *exchange.Config) { c.Partners[0].Together = 16 }
	w.bank.Before = nil
	w.start()
	w.bank.Before = nil
	w.disk.Before = nil
	must(t, w.x.Recover(t.Context(), w.at))
	const files = 150
	for i := range files {
		w.bank.Drop(fmt.Sprintf("/statements/%03d", i), fmt.Appendf(nil, "file %d", i))
	}
	must(t, w.poll(2))
	list, err := w.x.Files(t.Context(), exchange.Filter{State: exchange.Settled})
	must(t, err)
	if len(list) != files {
		t.Fatalf("%d files are settled, want %d", len(list), files)
	}
	must(t, w.check())
}

func TestReceive(t *testing.T) {
	w := freshWorld(t)
	f, err := w.x.Receive(t.Context(), w.at, "nordbank", "/home/anna/a.xml", strings.NewReader("by hand"))
	must(t, err)
	if f.ID != "f000001" || f.State != exchange.Settled || f.Name != "a.xml" || f.Format != "test" {
		t.Errorf("got %+v", f)
	}
	f, err = w.x.Receive(t.Context(), w.at, "nordbank", "b.xml", strings.NewReader("by hand"))
	must(t, err)
	if f.CopyOf != "f000001" || f.State != exchange.Settled || w.booked([]byte("by hand")) != 1 {
		t.Errorf("the second time: %+v", f)
	}
	if _, err := w.x.Receive(t.Context(), w.at, "nobody", "a", strings.NewReader("x")); !errors.Is(err, exchange.ErrNoPartner) {
		t.Errorf("got %v", err)
	}
	if _, err := w.x.Receive(t.Context(), w.at, "nordbank", "empty", strings.NewReader("")); err == nil {
		t.Error("an empty file was received")
	}
	must(t, w.check())
}

// The chain of steps shows every change to it; the database refuses the plain ones.
func TestChainTamper(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		must(t, w.x.Recover(t.Context(), w.at))
		w.bank.Drop("/statements/a", []byte("a"))
		must(t, w.poll(2))
		must(t, w.check())
		w.wantFiles("f000001 settled a")
		for _, f := range []exchange.Filter{{Partner: "nobody"}, {State: exchange.OnHold}, {Since: w.at.Add(time.Hour)}} {
			if list, err := w.x.Files(t.Context(), f); err != nil || len(list) != 0 {
				t.Errorf("%+v lists %v, %v", f, list, err)
			}
		}
		if list, err := w.x.Outgoing(t.Context(), exchange.InDoubt); err != nil || len(list) != 0 {
			t.Errorf("in doubt: %v, %v", list, err)
		}
		if waits, err := w.x.Status(t.Context(), w.at); err != nil || len(waits) != 0 {
			t.Errorf("status shows %v, %v", waits, err)
		}
		write := func(query string) error {
			return db.Update(t.Context(), func(tx *store.Tx) error { _, err := tx.Exec(query); return err })
		}
		for _, q := range []string{`UPDATE file_step SET actor = 'nobody'`, `DELETE FROM file_step`, `DELETE FROM file`,
			`UPDATE file SET digest = 'x'`} {
			if err := write(q); err == nil {
				t.Errorf("the database allowed %s", q)
			}
		}
		for _, q := range []string{`UPDATE file SET state = 'received'`, `INSERT INTO file_step (id, subject, was, became, actor, reason, at, hash)
			VALUES (99, 'f000001', 'settled', 'received', 'girod', '', '', '')`} {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
				if _, err := exchange.VerifySteps(tx); err == nil {
					t.Errorf("nobody noticed %s", q)
				}
				return errFault // never mind
			})
			if !errors.Is(err, errFault) {
				t.Error(err)
			}
		}
		if db.Dialect() == store.SQLite {
			must(t, write(`DROP TRIGGER file_step_unchanged`))
			must(t, write(`UPDATE file_step SET reason = 'other' WHERE id = 2`))
			if err := w.check(); err == nil || !strings.Contains(err.Error(), "file_step 2") {
				t.Errorf("nobody noticed: %v", err)
			}
		}
	})
}
