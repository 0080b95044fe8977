package exchange_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"girod/exchange"
	"girod/exchange/durable"
	"girod/exchange/durable/durabletest"
	"girod/exchange/exchangetest"
	"girod/ledger/store"
)

// world is a girod with its disk, its database and its bank, all of which can fail
// at any step. A step is a call that leaves the process: of the disk, of the
// database, of the bank. After a death nothing the process does has any effect any
// more, which is what death is.
type world struct {
	t    *testing.T
	db   *store.DB
	disk *durabletest.Disk
	bank *exchangetest.Partner
	x    *exchange.Exchange
	at   time.Time
	bad  func(body []byte) error // what the corridor says of a file's content

	steps  int
	n      int // the step that goes wrong; 0: none
	how    how
	dead   bool
	struck string // the call that went wrong
	again  int    // the step of the recovery that goes wrong too; 0: none
	told   []string
	adjust func(*exchange.Config)
}

// how a step goes wrong.
type how int

const (
	diesBefore how = iota
	diesAfter
	failsAbsent  // failed, and did not happen
	failsPresent // failed, and happened all the same
)

func (h how) String() string {
	return [...]string{"dies-before", "dies-after", "fails-absent", "fails-present"}[h]
}

var (
	errDead  = errors.New("this process is dead")
	errFault = errors.New("injected fault")
)

func newWorld(t *testing.T, db *store.DB) *world {
	t.Helper()
	w := &world{t: t, db: db, disk: durabletest.New(), bank: exchangetest.New("/payments"), at: time.Date(2026, 1, 7, 7, 0, 0, 0, time.UTC)}
	must(t, db.Update(context.Background(), func(tx *store.Tx) error {
		_, err := tx.Exec(`CREATE TABLE IF NOT EXISTS booked (digest TEXT NOT NULL)`)
		return err
	}))
	w.start()
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// start begins a process over what the last one left.
func (w *world) start() {
	w.disk.Before = func(op, path string) durabletest.Verdict { return w.step("disk " + op) }
	w.bank.Before = func(op, path string) durabletest.Verdict { return w.step("bank " + op) }
	c := exchange.Config{
		Store: faultStore{w}, Disk: durable.On(w.disk), Spool: "/spool", Archive: "/archive", Prepare: w.prepare,
		OnStep: func(_ *store.Tx, o exchange.Outgoing, to exchange.State) error {
			w.told = append(w.told, o.Key+" "+string(to))
			return nil
		},
		Partners: []exchange.Partner{{ID: "nordbank", Dial: w.bank.Dial, Inbound: []string{"/statements"}, Together: 1,
			Outbound: map[string]string{"pain.001": "/payments"}}},
	}
	if w.adjust != nil {
		w.adjust(&c)
	}
	w.x = exchange.New(c)
}

// step counts a call and decides about it.
func (w *world) step(call string) durabletest.Verdict {
	if w.dead {
		return durabletest.Verdict{Err: errDead}
	}
	w.steps++
	if w.steps != w.n {
		return durabletest.Verdict{Do: true}
	}
	if w.struck == "" || w.again == 0 {
		w.struck = call
	}
	switch w.how {
	case diesBefore:
		w.dead = true
		return durabletest.Verdict{Err: errDead}
	case diesAfter:
		w.dead = true
		return durabletest.Verdict{Do: true, Err: errDead}
	case failsPresent:
		return durabletest.Verdict{Do: true, Err: errFault}
	}
	return durabletest.Verdict{Err: errFault}
}

// goesWrong lets step n of what follows go wrong.
func (w *world) goesWrong(n int, how how) { w.steps, w.n, w.how, w.struck = 0, n, how, "" }

// goesWrongAgain lets a step of the recovery go wrong; which call was struck first
// is kept.
func (w *world) goesWrongAgain(h how) {
	first := w.struck
	w.goesWrong(w.again, h)
	w.struck = first
}

// restart starts a new process. loss is the share of unsynced bytes and names that
// a power cut takes; 0 is a plain kill.
func (w *world) restart(loss float64, seed uint64) {
	w.n, w.dead = 0, false
	if loss > 0 {
		rng := rand.New(rand.NewPCG(seed, 1))
		w.disk = w.disk.PowerCut(func(string, string) bool { return rng.Float64() >= loss })
	} else {
		w.disk = w.disk.Again()
	}
	w.start()
}

// faultStore is the database with a fault in it.
type faultStore struct{ w *world }

func (s faultStore) Update(ctx context.Context, fn func(*store.Tx) error) error {
	v := s.w.step("commit")
	if v.Do {
		if err := s.w.db.Update(ctx, fn); err != nil {
			return err
		}
		return v.Err
	}
	return s.w.db.Update(ctx, func(tx *store.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return v.Err // rolled back at the last moment
	})
}

func (s faultStore) View(ctx context.Context, fn func(*store.Tx) error) error {
	if s.w.dead {
		return errDead
	}
	return s.w.db.View(ctx, fn)
}

// prepare is the corridor: it books a digest, once for each call.
func (w *world) prepare(_ context.Context, f exchange.File, open func() (io.ReadCloser, error)) (exchange.Book, error) {
	r, err := open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	body, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if got := digest(body); got != f.Digest {
		return nil, fmt.Errorf("the corridor was given %s for %s", got, f.Digest)
	}
	if w.bad != nil {
		if err := w.bad(body); err != nil {
			return nil, err
		}
	}
	return func(tx *store.Tx, _ time.Time) (exchange.Outcome, error) {
		_, err := tx.Exec(`INSERT INTO booked (digest) VALUES ($1)`, f.Digest)
		return exchange.Outcome{Format: "test", Summary: "1 payment", Detail: []byte(`{}`)}, err
	}, nil
}

func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// poll lets time pass and polls, as often as said. Errors are the faults' own.
func (w *world) poll(times int) (errs error) {
	for range times {
		w.at = w.at.Add(10 * time.Second)
		_, err := w.x.Poll(context.Background(), w.at)
		errs = errors.Join(errs, err)
		w.at = w.at.Add(20 * time.Minute) // beyond every back-off
	}
	return errs
}

func (w *world) booked(body []byte) (n int64) {
	w.t.Helper()
	must(w.t, w.db.View(context.Background(), func(tx *store.Tx) error {
		_, err := tx.One(`SELECT COUNT(*) FROM booked WHERE digest = $1`, []any{digest(body)}, func(r *store.Row) error {
			n = r.Int(0)
			return nil
		})
		return err
	}))
	return n
}

// somewhere is I8: an input that is not booked has a durable copy somewhere.
func (w *world) somewhere(body []byte) error {
	if w.booked(body) > 0 {
		return nil
	}
	for _, name := range w.bank.Names() {
		if string(w.bank.Has(name)) == string(body) {
			return nil
		}
	}
	for _, path := range w.disk.Files("/spool/incoming/") {
		if r, err := w.disk.Open(path); err == nil {
			if got, _ := io.ReadAll(r); string(got) == string(body) {
				return nil
			}
		}
	}
	return errors.New("I8: an input that is not booked is nowhere any more")
}

// check knows the invariants of RELIABILITY §3.4 that the exchange answers for.
func (w *world) check() error {
	var errs []error
	err := w.db.View(context.Background(), func(tx *store.Tx) error {
		_, err := exchange.VerifySteps(tx) // I9, I10
		errs = append(errs, err)
		errs = append(errs, w.archiveFits(tx))
		_, err = tx.One(`SELECT digest FROM booked GROUP BY digest HAVING COUNT(*) > 1`, nil, func(r *store.Row) error {
			return fmt.Errorf("I1: %s was booked more than once", r.Text(0))
		})
		return err
	})
	return errors.Join(append(errs, err)...)
}

// archiveFits is I7: every archived row has its object, every object its row, and
// every object its digest.
func (w *world) archiveFits(tx *store.Tx) error {
	want := map[string]bool{}
	if err := tx.Each(`SELECT digest FROM file WHERE state IN ('archived', 'settled') UNION SELECT digest FROM outgoing`, nil,
		func(r *store.Row) error { want[r.Text(0)] = true; return nil }); err != nil {
		return err
	}
	err := w.x.Kept().Each(func(d string) error {
		if err := w.x.Kept().Verify(d); err != nil {
			return fmt.Errorf("I7: %w", err)
		}
		delete(want, d)
		known, err := tx.One(`SELECT 1 WHERE EXISTS (SELECT 1 FROM file WHERE digest = $1)
			OR EXISTS (SELECT 1 FROM outgoing WHERE digest = $1) OR EXISTS (SELECT 1 FROM kept WHERE digest = $1)`, []any{d}, nil)
		if err == nil && !known {
			err = fmt.Errorf("I7: the archive holds %s and the journal does not", d)
		}
		return err
	})
	if err == nil && len(want) > 0 {
		err = fmt.Errorf("I7: %d journalled files are not in the archive", len(want))
	}
	return err
}

// dump is everything the exchange keeps in the database, as text.
func (w *world) dump() string {
	var b strings.Builder
	must(w.t, w.db.View(context.Background(), func(tx *store.Tx) error {
		for _, q := range []string{
			`SELECT id || ' ' || state || ' ' || digest || ' ' || tries || ' ' || there FROM file`, `SELECT id || name FROM claim`,
			`SELECT id || hash FROM file_step`, `SELECT key || state || attempt || reason FROM outgoing`,
			`SELECT key || number || answer FROM attempt`, `SELECT digest FROM kept`, `SELECT partner || dir || name FROM trouble`,
			`SELECT digest FROM booked`,
		} {
			var lines []string
			if err := tx.Each(q, nil, func(r *store.Row) error { lines = append(lines, r.Text(0)); return nil }); err != nil {
				return err
			}
			sort.Strings(lines)
			fmt.Fprintln(&b, q, lines)
		}
		return nil
	}))
	return b.String()
}

// nothingMore is I11: doing it all again changes nothing.
func (w *world) nothingMore() error {
	before := w.dump()
	w.restart(0, 0)
	if err := w.x.Recover(context.Background(), w.at); err != nil {
		return err
	}
	if err := w.poll(2); err != nil {
		return err
	}
	if _, err := w.x.SendDue(context.Background(), w.at); err != nil {
		return err
	}
	if after := w.dump(); after != before {
		return fmt.Errorf("I11: recovering again changed\n%s\nto\n%s", before, after)
	}
	return nil
}

func (w *world) spooled() []string {
	var list []string
	for _, p := range w.disk.Files("/spool/incoming/") {
		list = append(list, filepath.Base(p))
	}
	return list
}
