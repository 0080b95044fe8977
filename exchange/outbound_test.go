package exchange_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"girod/exchange"
	"girod/exchange/durable"
	"girod/exchange/durable/durabletest"
	"girod/exchange/remote"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

const payoutKey = "payout-000012"

var payoutBody = []byte("<Document>pay 100 to Anna</Document>")

func stagedWorld(t *testing.T) *world {
	t.Helper()
	w := freshWorld(t)
	must(t, w.stage(payoutBody))
	return w
}

func (w *world) wantState(want exchange.State) {
	w.t.Helper()
	if got := w.state(payoutKey); got != want {
		w.t.Errorf("the payout is %q, want %q", got, want)
	}
}

func (w *world) evidence() error {
	return w.db.Update(context.Background(), func(tx *store.Tx) error { return w.x.Evidence(tx, w.at, payoutKey, "pain.002 ACTC") })
}

// An ordinary day: the bytes go under a temporary name that carries the attempt, and
// everybody is told of each step in its own commit.
func TestSendOrdinary(t *testing.T) {
	w := stagedWorld(t)
	p, err := w.x.SendDue(t.Context(), w.at)
	must(t, err)
	if p.Sent != 1 || string(w.bank.Has("/payments/"+payout)) != string(payoutBody) {
		t.Errorf("sent %d; the bank has %q", p.Sent, w.bank.Names())
	}
	s, err := w.x.ShowOutgoing(t.Context(), payoutKey)
	must(t, err)
	want := "put /payments/payout-000012.xml.a1.tmp: ok\nstat /payments/payout-000012.xml.a1.tmp: ok\nrename /payments/payout-000012.xml: ok\n"
	if len(s.Attempts) != 1 || s.Attempts[0].Answer != want {
		t.Errorf("attempts %+v", s.Attempts)
	}
	if want := []string{payoutKey + " rendered", payoutKey + " uploading", payoutKey + " renaming", payoutKey + " sent"}; !slices.Equal(w.told, want) {
		t.Errorf("told %q", w.told)
	}
	must(t, w.db.Update(t.Context(), func(tx *store.Tx) error {
		return w.x.Acknowledge(tx, w.at, payoutKey, true, "pain.002 ACCP")
	}))
	w.wantState(exchange.Acked)
	must(t, w.check())
}

// The step that OnStep refuses does not happen: one commit.
func TestOnStepRefuses(t *testing.T) {
	w := stagedWorld(t)
	w.adjust = func(c *exchange.Config) {
		c.OnStep = func(_ *store.Tx, _ exchange.Outgoing, to exchange.State) error {
			if to == exchange.Renaming {
				return errors.New("the payout was revoked")
			}
			return nil
		}
	}
	w.start()
	must(t, w.x.Recover(t.Context(), w.at))
	if _, err := w.x.SendDue(t.Context(), w.at); err == nil {
		t.Error("no error was told")
	}
	w.wantState(exchange.Uploading)
	if names := w.bank.Names(); slices.Contains(names, "/payments/"+payout) {
		t.Errorf("it was renamed: %q", names)
	}
}

// Whatever the server does to an existing, swapped, or vanished file, the payout is
// never sent a second time by the program.
func TestSendInTrouble(t *testing.T) {
	other := []byte("<Document>pay 999 to Mallory</Document>")[:len(payoutBody)]
	for name, c := range map[string]struct {
		set  func(w *world)
		want exchange.State
	}{
		"the final name is taken by other bytes": {func(w *world) { w.bank.Drop("/payments/"+payout, []byte("other")) }, exchange.InDoubt},
		"the final name is taken by equal bytes": {func(w *world) { w.bank.Drop("/payments/"+payout, payoutBody) }, exchange.InDoubt},
		"the server says yes and does nothing":   {func(w *world) { w.bank.Liar = true }, exchange.Rendered},
		"the thief takes it at once":             {func(w *world) { w.bank.Thief = true }, exchange.Sent},
		"the answer to the rename is lost, the thief was quicker": {func(w *world) {
			w.bank.Thief = true
			w.bank.Before = fails("rename", true)
		}, exchange.InDoubt},
		"the answer to the rename is lost":            {func(w *world) { w.bank.Before = fails("rename", true) }, exchange.Sent},
		"the rename is refused":                       {func(w *world) { w.bank.Before = fails("rename", false) }, exchange.Rendered},
		"the upload is refused":                       {func(w *world) { w.bank.Before = fails("put", false) }, exchange.Rendered},
		"the upload is refused, and happened":         {func(w *world) { w.bank.Before = fails("put", true) }, exchange.Rendered},
		"somebody swaps the bytes under our new name": {func(w *world) { w.bank.Before = swaps(w, other) }, exchange.InDoubt},
	} {
		t.Run(name, func(t *testing.T) {
			w := stagedWorld(t)
			w.bank.Before = nil
			c.set(w)
			_, _ = w.x.SendDue(t.Context(), w.at) // the state is what is tested
			w.wantState(c.want)
			must(t, w.check())
			if n := len(w.bank.Executed(payout)); n > 1 {
				t.Errorf("executed %d times", n)
			}
		})
	}
}

// fails lets one kind of call fail, happening or not.
func fails(call string, happens bool) func(op, path string) durabletest.Verdict {
	return func(op, _ string) durabletest.Verdict {
		if op == call {
			return durabletest.Verdict{Do: happens, Err: errFault}
		}
		return durabletest.Verdict{Do: true}
	}
}

// swaps lets the rename fail after somebody put other bytes of our size there.
func swaps(w *world, other []byte) func(op, path string) durabletest.Verdict {
	return func(op, path string) durabletest.Verdict {
		if op == "rename" {
			w.bank.Drop(path, other)
			return durabletest.Verdict{Err: errFault}
		}
		return durabletest.Verdict{Do: true}
	}
}

// A server that renames onto existing files is never asked to: what appeared under
// our name while we uploaded stays as it is, and people decide.
func TestNeverOntoAFile(t *testing.T) {
	w := stagedWorld(t)
	w.bank.Rough = true
	w.bank.Before = func(op, path string) durabletest.Verdict {
		if op == "put" {
			w.bank.Drop("/payments/"+payout, []byte("somebody else's"))
		}
		return durabletest.Verdict{Do: true}
	}
	must(t, w.send(1))
	w.wantState(exchange.InDoubt)
	if got := w.bank.Has("/payments/" + payout); string(got) != "somebody else's" {
		t.Errorf("it was overwritten with %q", got)
	}
}

// Trying again comes later and later, under a new temporary name each time.
func TestUploadAgain(t *testing.T) {
	w := stagedWorld(t)
	w.bank.Before = fails("put", true)
	for range 3 {
		if _, err := w.x.SendDue(t.Context(), w.at); err == nil {
			t.Fatal("no error was told")
		}
		if p, err := w.x.SendDue(t.Context(), w.at); err != nil || p.Sent != 0 {
			t.Errorf("at once again: %+v, %v", p, err)
		}
		w.at = w.at.Add(2 * 3600e9)
	}
	w.bank.Before = nil
	must(t, w.send(1))
	w.wantState(exchange.Sent)
	s, err := w.x.ShowOutgoing(t.Context(), payoutKey)
	must(t, err)
	if len(s.Attempts) != 4 || s.Attempts[3].Temp != payout+".a4.tmp" || !strings.Contains(s.Attempts[0].Answer, "injected fault") {
		t.Errorf("attempts %+v", s.Attempts)
	}
	if got := w.bank.Names(); !slices.Equal(got, []string{"/payments/" + payout}) {
		t.Errorf("litter at the bank: %q", got)
	}
}

// One flipped bit in the archive: nothing leaves, or (where the bit meant nothing to
// the compression) exactly what was approved.
func TestFlippedBit(t *testing.T) {
	refused := 0
	for at := range 40 {
		w := stagedWorld(t)
		for _, path := range w.disk.Files("/archive/") {
			w.disk.Flip(path, at)
		}
		_, err := w.x.SendDue(t.Context(), w.at)
		if sent := w.bank.Has("/payments/" + payout); err == nil && string(sent) != string(payoutBody) {
			t.Fatalf("byte %d: %q was sent", at, sent)
		}
		if err != nil {
			refused++
			w.wantState(exchange.Rendered)
			if names := w.bank.Names(); len(names) != 0 {
				t.Fatalf("byte %d: the bank has %q", at, names)
			}
		}
	}
	if refused < 35 {
		t.Errorf("only %d of 40 flips were noticed", refused)
	}
}

func TestEvidence(t *testing.T) {
	w := stagedWorld(t)
	if err := w.evidence(); !errors.Is(err, exchange.ErrNeverSent) {
		t.Errorf("evidence for what never left: %v", err)
	}
	w.bank.Thief = true
	w.bank.Before = fails("rename", true)
	_, _ = w.x.SendDue(t.Context(), w.at)
	w.wantState(exchange.InDoubt)
	// Two people were wrong: they let it go again, and then the bank's answer comes.
	if err := w.x.Decide(t.Context(), w.at, payoutKey, exchange.Resend, "Anna", "Anna", "gone"); !errors.Is(err, exchange.ErrTwo) {
		t.Errorf("one person decided: %v", err)
	}
	must(t, w.x.Decide(t.Context(), w.at, payoutKey, exchange.Resend, "Anna", "Carl", "the bank has nothing"))
	w.wantState(exchange.Rendered)
	must(t, w.evidence())
	w.wantState(exchange.Sent)
	w.bank.Before = nil
	must(t, w.send(3))
	if n := len(w.bank.Executed(payout)); n != 1 {
		t.Errorf("executed %d times", n)
	}
	must(t, w.evidence())
	if err := w.x.Decide(t.Context(), w.at, payoutKey, exchange.WasSent, "Anna", "Carl", "x"); !errors.Is(err, exchange.ErrNotNow) {
		t.Errorf("decided what is sent: %v", err)
	}
	must(t, w.check())
}

// The bank answers before the rename call returns.
func TestEvidenceDuringRename(t *testing.T) {
	w := stagedWorld(t)
	w.bank.Before = func(op, path string) durabletest.Verdict {
		if op == "rename" {
			must(t, w.evidence())
		}
		return durabletest.Verdict{Do: true}
	}
	_, _ = w.x.SendDue(t.Context(), w.at)
	w.wantState(exchange.Sent)
	w.bank.Before = nil
	must(t, w.send(2))
	w.bank.Collect()
	if n := len(w.bank.Executed(payout)); n != 1 {
		t.Errorf("executed %d times", n)
	}
}

func TestStageConflicts(t *testing.T) {
	w := stagedWorld(t)
	must(t, w.stage(payoutBody))
	if err := w.stage([]byte("other bytes")); !errors.Is(err, exchange.ErrConflict) {
		t.Errorf("same key, other bytes: %v", err)
	}
	stage := func(o exchange.Outgoing) error {
		return w.db.Update(t.Context(), func(tx *store.Tx) error { return w.x.Stage(tx, w.at, o) })
	}
	good := exchange.Outgoing{Key: "k2", Partner: "nordbank", Kind: "pain.001", Name: "k2.xml", Digest: digest(payoutBody), Size: int64(len(payoutBody))}
	must(t, stage(good))
	for what, change := range map[string]func(*exchange.Outgoing){
		"a name that is taken":      func(o *exchange.Outgoing) { o.Key, o.Name = "k3", payout },
		"a name that climbs":        func(o *exchange.Outgoing) { o.Key, o.Name = "k3", "../x" },
		"a kind without a folder":   func(o *exchange.Outgoing) { o.Key, o.Name, o.Kind = "k3", "k3", "letters" },
		"bytes nobody kept":         func(o *exchange.Outgoing) { o.Key, o.Name, o.Digest = "k3", "k3", digest([]byte("x")) },
		"no key":                    func(o *exchange.Outgoing) { o.Key, o.Name = "", "k3" },
		"a partner we do not know":  func(o *exchange.Outgoing) { o.Key, o.Name, o.Partner = "k3", "k3", "nobody" },
		"more bytes than one sends": func(o *exchange.Outgoing) { o.Key, o.Name, o.Size = "k3", "k3", 1<<40 },
	} {
		o := good
		change(&o)
		if err := stage(o); err == nil {
			t.Errorf("staged with %s", what)
		}
	}
}

// A file that moves no money may go again when the partner said so.
func TestResendPlain(t *testing.T) {
	for _, plain := range []bool{false, true} {
		w := freshWorld(t)
		w.adjust = func(c *exchange.Config) { c.Partners[0].ResendPlain = plain }
		w.start()
		must(t, w.x.Recover(t.Context(), w.at))
		d, err := w.x.Keep(t.Context(), w.at, []byte("letters"))
		must(t, err)
		must(t, w.db.Update(t.Context(), func(tx *store.Tx) error {
			return w.x.Stage(tx, w.at, exchange.Outgoing{Key: payoutKey, Partner: "nordbank", Name: payout, Kind: "pain.001", Digest: d, Size: 7})
		}))
		w.bank.Thief = true
		w.bank.Before = fails("rename", true)
		_, _ = w.x.SendDue(t.Context(), w.at)
		w.wantState(map[bool]exchange.State{false: exchange.InDoubt, true: exchange.Rendered}[plain])
	}
}

// A node that slept while another took over cannot rename: the attempt is the fence.
func TestFence(t *testing.T) {
	w := stagedWorld(t)
	var other *exchange.Exchange
	w.bank.Before = func(op, path string) durabletest.Verdict {
		if op == "put" && other == nil { // the first node sleeps in its upload, beyond its lease
			c := w.x.Config
			c.Node, c.Spool, c.Disk = "second", "/spool2", durable.On(w.disk)
			other = exchange.New(c)
			must(t, other.Recover(t.Context(), w.at))
			late := w.at.Add(3600e9)
			_, err := other.SendDue(t.Context(), late)
			must(t, err)
		}
		return durabletest.Verdict{Do: true}
	}
	_, err := w.x.SendDue(t.Context(), w.at)
	if !errors.Is(err, exchange.ErrNotNow) {
		t.Errorf("the sleeper was not stopped: %v", err)
	}
	w.wantState(exchange.Sent)
	w.bank.Collect()
	if n := len(w.bank.Executed(payout)); n != 1 {
		t.Errorf("executed %d times", n)
	}
	must(t, w.check())
}

// A database older than the send log sends nothing until two people have looked,
// and then only what they decide. R: F22, F26.
func TestRestoredDatabase(t *testing.T) {
	for name, c := range map[string]struct {
		before func(w *world) // what the restored backup knows
		gate   int
	}{
		"knows nothing of the payout":        {func(*world) {}, 2}, // the log's line, and the archive's object
		"had it staged":                      {func(w *world) { must(w.t, w.stage(payoutBody)) }, 1},
		"had it staged and another archived": {func(w *world) { must(w.t, w.stage(payoutBody)) }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			today := stagedWorld(t)
			must(t, today.send(1))
			today.bank.Collect()

			w := newWorld(t, storetest.SQLite(t)) // yesterday's database
			w.disk, w.bank = today.disk.Again(), today.bank
			w.start()
			must(t, w.x.Open())
			c.before(w)
			must(t, w.x.Recover(t.Context(), w.at))
			if _, err := w.x.SendDue(t.Context(), w.at); !errors.Is(err, exchange.ErrGate) {
				t.Fatalf("the gate is open: %v", err)
			}
			diffs, err := w.x.Gate(t.Context())
			must(t, err)
			waits, err := w.x.Status(t.Context(), w.at)
			must(t, err)
			if len(diffs) != c.gate || len(waits) < c.gate || waits[0].What != "gate" || !waits[0].Person {
				t.Errorf("%d differences: %+v; status %+v", len(diffs), diffs, waits)
			}
			if err := w.x.ReconcileOutbound(t.Context(), w.at, "Anna", "", "restored"); !errors.Is(err, exchange.ErrTwo) {
				t.Errorf("one person opened the gate: %v", err)
			}
			must(t, w.x.ReconcileOutbound(t.Context(), w.at, "Anna", "Carl", "restored from backup"))
			must(t, w.stage(payoutBody)) // the payout asks again, as it would
			must(t, w.send(3))
			w.wantState(exchange.InDoubt)
			w.bank.Collect()
			if n := len(w.bank.Executed(payout)); n != 1 {
				t.Errorf("executed %d times", n)
			}
			must(t, w.evidence())
			must(t, w.check())
			must(t, w.nothingMore())
		})
	}
}

// Before the database was compared with its witnesses nothing leaves.
func TestGateComesFirst(t *testing.T) {
	w := stagedWorld(t)
	w.restart(0, 0)
	if _, err := w.x.SendDue(t.Context(), w.at); !errors.Is(err, exchange.ErrGate) {
		t.Errorf("got %v", err)
	}
	must(t, w.x.Recover(t.Context(), w.at))
	must(t, w.send(1))
	w.wantState(exchange.Sent)
}

// A partner that does not answer is called later and later, and money goes first.
func TestBackOffAndOrder(t *testing.T) {
	w := freshWorld(t)
	calls, down := 0, true
	w.adjust = func(c *exchange.Config) {
		c.Partners[0].Dial = func(ctx context.Context) (remote.Folder, error) {
			calls++
			if down {
				return nil, errors.New("no route to host")
			}
			return w.bank.Dial(ctx)
		}
	}
	w.start()
	must(t, w.x.Recover(t.Context(), w.at))
	d, err := w.x.Keep(t.Context(), w.at, []byte("letters"))
	must(t, err)
	must(t, w.db.Update(t.Context(), func(tx *store.Tx) error {
		return w.x.Stage(tx, w.at, exchange.Outgoing{Key: "letters-1", Partner: "nordbank", Name: "letters-1", Kind: "pain.001", Digest: d, Size: 7})
	}))
	must(t, w.stage(payoutBody))
	for range 3600 {
		_, _ = w.x.SendDue(t.Context(), w.at)
		w.at = w.at.Add(1e9)
	}
	if calls < 8 || calls > 14 {
		t.Errorf("%d calls in an hour", calls)
	}
	down = false
	w.told = nil
	w.at = w.at.Add(3600e9)
	must(t, w.send(1))
	if len(w.told) != 6 || w.told[0] != payoutKey+" uploading" || w.told[5] != "letters-1 sent" {
		t.Errorf("told %q", w.told)
	}
}
