package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"girod/exchange"
	"girod/exchange/durable/durabletest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestManyPayouts sends payouts through weather: every call may fail or lie, and the
// process dies now and then, power and all. Whatever the bank, careless or thief,
// it executes each payout at most once; and when the weather clears and people have
// decided what was in doubt, exactly once. The seed replays the run.
func TestManyPayouts(t *testing.T) {
	const payouts = 200
	for seed := range uint64(4) {
		t.Run(fmt.Sprintf("seed-%d", seed), func(t *testing.T) {
			w := newWorld(t, storetest.SQLite(t))
			s := &soak{world: w, rng: rand.New(rand.NewPCG(seed, 7)), staged: map[int]bool{}}
			w.bank.Thief = seed%2 == 1
			s.begin(0.03)
			for round := 0; len(s.staged) < payouts; round++ {
				s.round(payouts)
			}
			s.begin(0)
			doubts := s.clear(payouts)
			for i := range payouts {
				if got := w.bank.Executed(soakName(i)); len(got) != 1 || string(got[0]) != string(soakBody(i)) {
					t.Errorf("payout %d was executed %d times: %q", i, len(got), got)
				}
			}
			must(t, w.check())
			must(t, w.nothingMore())
			t.Logf("%d payouts, %d deaths, %d in doubt", payouts, s.deaths, doubts)
			if s.deaths == 0 || doubts == 0 || doubts > payouts/2 {
				t.Errorf("the weather was not what it should be")
			}
		})
	}
}

type soak struct {
	*world
	rng    *rand.Rand
	odds   float64 // of each call going wrong
	staged map[int]bool
	deaths int
}

func soakKey(i int) string  { return fmt.Sprintf("payout-%06d", i) }
func soakName(i int) string { return soakKey(i) + ".xml" }
func soakBody(i int) []byte { return fmt.Appendf(nil, "pay %d to Anna", i) }

// begin starts a process in weather of some odds.
func (s *soak) begin(odds float64) {
	s.restart(0.5*float64(s.rng.IntN(2)), s.rng.Uint64())
	s.odds = 0
	s.disk.Before = func(op, path string) durabletest.Verdict { return s.weather("disk " + op) }
	s.bank.Before = func(op, path string) durabletest.Verdict { return s.weather("bank " + op) }
	must(s.t, s.x.Recover(context.Background(), s.at))
	s.odds = odds
}

// weather decides about a call: mostly it happens; now and then it fails, lies, or
// is the last.
func (s *soak) weather(call string) durabletest.Verdict {
	v := s.step(call)
	if s.dead || s.rng.Float64() >= s.odds {
		return v
	}
	lie := s.rng.IntN(2) == 0
	if s.rng.IntN(4) == 0 {
		s.dead = true
		return durabletest.Verdict{Do: lie, Err: errDead}
	}
	return durabletest.Verdict{Do: lie, Err: errFault}
}

// round stages a few payouts, sends what is due, lets the bank work, and starts
// again when the process is dead or may write no more.
func (s *soak) round(payouts int) {
	ctx := context.Background()
	for range 5 {
		i := s.rng.IntN(payouts)
		d, err := s.x.Keep(ctx, s.at, soakBody(i))
		if err == nil {
			err = s.x.Store.Update(ctx, func(tx *store.Tx) error {
				return s.x.Stage(tx, s.at, exchange.Outgoing{Key: soakKey(i), Partner: "nordbank", Name: soakName(i), Kind: "pain.001",
					Digest: d, Size: int64(len(soakBody(i))), Money: true})
			})
		}
		if err == nil {
			s.staged[i] = true
		}
	}
	_, _ = s.x.SendDue(ctx, s.at) // its errors are the weather
	if s.rng.IntN(3) == 0 {
		s.bank.Collect()
	}
	s.at = s.at.Add(2 * 3600e9)
	if s.dead || s.x.Disk.Err() != nil {
		s.deaths++
		s.begin(s.odds)
	}
}

// clear sends what is left in fine weather and decides each doubt by the bank's books.
func (s *soak) clear(payouts int) (doubts int) {
	ctx := context.Background()
	for range 3 {
		must(s.t, s.send(1))
		s.bank.Collect()
		list, err := s.x.Outgoing(ctx, exchange.InDoubt)
		must(s.t, err)
		for _, o := range list {
			doubts++
			verdict := exchange.Resend
			if len(s.bank.Executed(o.Name)) > 0 {
				verdict = exchange.WasSent
			}
			must(s.t, s.x.Decide(ctx, s.at, o.Key, verdict, "Anna", "Carl", "the bank's books"))
		}
	}
	must(s.t, s.send(1))
	s.bank.Collect()
	list, err := s.x.Outgoing(ctx, exchange.Sent)
	must(s.t, errors.Join(err))
	if len(list) != payouts {
		s.t.Errorf("%d payouts are sent, want %d", len(list), payouts)
	}
	return doubts
}
