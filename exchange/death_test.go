package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"girod/exchange"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// eachWorld runs a story with step n going wrong in every way, for n = 1, 2, 3 …
// until a run ends in which nothing went wrong any more: then every step has been
// died at, failed at, and lied about, and survived. On PostgreSQL every ninth, in
// the last of the ways.
func eachWorld(t *testing.T, last how, story func(w *world, n int, h how) error) {
	for h := diesBefore; h <= last; h++ {
		t.Run(h.String(), func(t *testing.T) {
			t.Parallel() // most of a step is waiting for the database's fsync
			t.Run("sqlite", func(t *testing.T) { everyStep(t, h, 1, storetest.SQLite, story) })
			if h == last { // a sample: the steps are the same, the commits are not
				t.Run("postgres", func(t *testing.T) { everyStep(t, h, 9, storetest.Postgres, story) })
			}
		})
	}
}

func everyStep(t *testing.T, h how, stride int, fresh func(testing.TB) *store.DB, story func(w *world, n int, h how) error) {
	for n := 1; ; n += stride {
		w := newWorld(t, fresh(t))
		if err := story(w, n, h); err != nil {
			t.Fatalf("step %d (%s) %s: %v", n, w.struck, h, err)
		}
		if w.struck == "" {
			t.Logf("%d steps", n-1)
			if n < 20 {
				t.Fatalf("only %d steps were reached: the faults do not strike", n)
			}
			return
		}
	}
}

// losses are the shares of unsynced data a power cut takes: none is a kill -9.
func loss(n int) float64 { return []float64{0, 1, 0.5}[n%3] }

// TestInboundDeath proves I1, I7, I8, I10 and I11 for a file coming in, once for
// each share of unsynced data that a power cut may take.
func TestInboundDeath(t *testing.T) {
	for _, lost := range []float64{0, 1, 0.5} {
		last := failsPresent
		if lost > 0 {
			last = diesAfter // only who dies loses what was not synced
		}
		t.Run(fmt.Sprintf("lost-%.0f%%", lost*100), func(t *testing.T) {
			eachWorld(t, last, func(w *world, n int, h how) error { return inboundStory(w, n, h, lost) })
		})
	}
}

func inboundStory(w *world, n int, h how, lost float64) error {
	ctx := context.Background()
	body := fmt.Appendf(nil, "statement %s %d %v", h, n, lost)
	w.bank.Drop("/statements/a.xml", body)
	w.goesWrong(n, h)
	err := errors.Join(w.x.Recover(ctx, w.at), w.poll(3))
	if w.struck == "" && err != nil {
		return err
	}
	if err := w.somewhere(body); err != nil {
		return err
	}
	w.restart(lost, uint64(n))
	if err := w.somewhere(body); err != nil {
		return fmt.Errorf("after the loss: %w", err)
	}
	if w.again > 0 { // and once more, somewhere in the recovery
		w.goesWrongAgain(h)
		_ = errors.Join(w.x.Recover(ctx, w.at), w.poll(3))
		w.restart(lost, uint64(n+w.again))
		if err := w.somewhere(body); err != nil {
			return fmt.Errorf("after the second loss: %w", err)
		}
	}
	if err := w.x.Recover(ctx, w.at); err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	w.bank.Drop("/statements/again.xml", body) // banks send twice
	if err := w.poll(3); err != nil {
		return fmt.Errorf("after the restart: %w", err)
	}
	if got := w.booked(body); got != 1 {
		return fmt.Errorf("I1: booked %d times", got)
	}
	if names, left := w.bank.Names(), w.spooled(); len(names)+len(left) > 0 {
		return fmt.Errorf("left over: %v at the bank, %v in the spool", names, left)
	}
	return errors.Join(w.check(), w.nothingMore())
}

// TestSecondDeath lets recovery itself go wrong: each step of the first run, with
// another step of the second.
func TestSecondDeath(t *testing.T) {
	for h := diesBefore; h <= failsPresent; h++ {
		t.Run(h.String(), func(t *testing.T) {
			t.Parallel()
			everyStep(t, h, 1, storetest.SQLite, func(w *world, n int, h how) error {
				w.again = n*5%23 + 1
				return inboundStory(w, n, h, map[bool]float64{true: loss(n)}[h <= diesAfter])
			})
			everyStep(t, h, 1, storetest.SQLite, func(w *world, n int, h how) error {
				w.bank.Thief, w.again = n%2 == 0, n*7%17+1
				return outboundStory(w, n, h)
			})
		})
	}
}

// TestInboundDeathAtOnceBank lets the bank delete what it has delivered: a killed
// process must find the bytes again (a power cut may take what nobody had synced).
func TestInboundDeathAtOnceBank(t *testing.T) {
	for h := diesBefore; h <= diesAfter; h++ {
		everyStep(t, h, 1, storetest.SQLite, func(w *world, n int, h how) error {
			w.bank.Once = true
			body := fmt.Appendf(nil, "given once %s %d", h, n)
			w.bank.Drop("/statements/once.xml", body)
			w.goesWrong(n, h)
			_ = errors.Join(w.x.Recover(context.Background(), w.at), w.poll(3)) // the death is what is tested
			w.restart(0, 0)
			if err := errors.Join(w.x.Recover(context.Background(), w.at), w.poll(4)); err != nil {
				return err
			}
			// Between the server's deletion and our first write the bytes are in memory only.
			if got := w.booked(body); got != 1 && !(w.struck == "bank get" && h == diesAfter) && !(w.struck == "disk write" && h == diesBefore) {
				return fmt.Errorf("booked %d times", got)
			}
			return w.check()
		})
	}
}

const payout = "payout-000012.xml"

// TestOutboundDeath proves I5, I6, I7, I10 and I11 for a payout going out, against
// the careless bank, which takes its time, and the thief, which takes at once.
func TestOutboundDeath(t *testing.T) {
	for _, thief := range []bool{false, true} {
		t.Run(map[bool]string{false: "careless", true: "thief"}[thief], func(t *testing.T) {
			eachWorld(t, failsPresent, func(w *world, n int, h how) error {
				w.bank.Thief = thief
				return outboundStory(w, n, h)
			})
		})
	}
}

func (w *world) stage(body []byte) error { return w.stageAt("nordbank", "pain.001", body) }

func (w *world) stageAt(partner, kind string, body []byte) error {
	ctx := context.Background()
	digest, err := w.x.Keep(ctx, w.at, body)
	if err != nil {
		return err
	}
	return faultStore{w}.Update(ctx, func(tx *store.Tx) error {
		return w.x.Stage(tx, w.at, exchange.Outgoing{Key: "payout-000012", Partner: partner, Name: payout, Kind: kind,
			Digest: digest, Size: int64(len(body)), Money: true})
	})
}

func (w *world) send(times int) (errs error) {
	for range times {
		_, err := w.x.SendDue(context.Background(), w.at)
		errs = errors.Join(errs, err)
		w.at = w.at.Add(2 * time.Hour)
	}
	return errs
}

func (w *world) state(key string) exchange.State {
	s, err := w.x.ShowOutgoing(context.Background(), key)
	if err != nil {
		return ""
	}
	return s.Outgoing.State
}

func outboundStory(w *world, n int, h how) error {
	ctx := context.Background()
	body := []byte("<Document>pay 100 to Anna</Document>")
	w.goesWrong(n, h)
	err := errors.Join(w.x.Recover(ctx, w.at), w.stage(body), w.send(3))
	if w.struck == "" && (err != nil || w.state("payout-000012") != exchange.Sent) {
		return fmt.Errorf("an ordinary day ended %s: %w", w.state("payout-000012"), err)
	}
	if n%2 == 0 {
		w.bank.Collect() // the bank works whether we are there or not
	}
	w.restart(loss(n), uint64(n))
	if w.again > 0 {
		w.goesWrongAgain(h)
		_ = errors.Join(w.x.Recover(ctx, w.at), w.stage(body), w.send(3))
		w.restart(loss(n+1), uint64(n+w.again))
	}
	if err := errors.Join(w.x.Recover(ctx, w.at), w.stage(body), w.send(3)); err != nil {
		return fmt.Errorf("after the restart: %w", err)
	}
	w.bank.Collect()
	if err := settleDoubt(w); err != nil {
		return err
	}
	paid := w.bank.Executed(payout)
	if len(paid) != 1 || string(paid[0]) != string(body) {
		return fmt.Errorf("I5: the bank executed %d files: %q", len(paid), paid)
	}
	if s := w.state("payout-000012"); s != exchange.Sent {
		return fmt.Errorf("I6: the payout is %s", s)
	}
	return errors.Join(w.check(), w.nothingMore())
}

// settleDoubt does what evidence and people do: the bank's books say whether it has
// the file. A doubt is only right when the rename may have been asked for.
func settleDoubt(w *world) error {
	ctx := context.Background()
	if w.state("payout-000012") != exchange.InDoubt {
		return nil
	}
	waits, err := w.x.Status(ctx, w.at)
	if err != nil || len(waits) == 0 || !waits[0].Person || waits[0].State != exchange.InDoubt {
		return fmt.Errorf("I6: a doubt without an alarm: %v %w", waits, err)
	}
	if os.Getenv("GIROD_DOUBTS") != "" {
		w.t.Logf("in doubt after %s at %q", w.how, w.struck)
	}
	if len(w.bank.Executed(payout)) == 1 {
		return w.db.Update(ctx, func(tx *store.Tx) error { return w.x.Evidence(tx, w.at, "payout-000012", "pain.002 ACTC") })
	}
	err = w.x.Decide(ctx, w.at, "payout-000012", exchange.Resend, "Anna Berg", "Carl Dahl", "the bank says it has nothing")
	err = errors.Join(err, w.send(2))
	w.bank.Collect()
	return err
}
