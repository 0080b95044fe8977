package exchange_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"girod/exchange"
	"girod/exchange/durable"
	"girod/exchange/local"
	"girod/exchange/remote"
	"girod/ledger/store/storetest"
)

// An accounting drop on the real disk: the kernel says when a file is whole, so one
// look is enough; what somebody still writes waits; and what we send appears whole.
func TestDropFolder(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	dir, state := t.TempDir(), t.TempDir()
	for _, d := range []string{"in", "out"} {
		must(t, os.Mkdir(filepath.Join(dir, d), 0o700))
	}
	disk := durable.On(durable.OS{})
	x := exchange.New(exchange.Config{Store: w.db, Disk: disk, Spool: filepath.Join(state, "spool"), Archive: filepath.Join(state, "archive"),
		Limits: exchange.Limits{LowWater: 1, LowNodes: 1}, Prepare: w.prepare,
		Partners: []exchange.Partner{{ID: "accounting", Inbound: []string{"/in"}, Outbound: map[string]string{"": "/out"},
			Dial: func(context.Context) (remote.Folder, error) { return local.Open(dir, disk) }}}})
	must(t, x.Recover(t.Context(), w.at))
	must(t, os.WriteFile(filepath.Join(dir, "in", "invoice.xml"), []byte("whole"), 0o600))
	writing, err := os.Create(filepath.Join(dir, "in", "growing.xml"))
	must(t, err)
	defer writing.Close()
	_, err = writing.WriteString("half")
	must(t, err)
	p, err := x.Poll(t.Context(), w.at)
	must(t, err)
	if p.Applied != 1 || p.Settled != 1 || w.booked([]byte("whole")) != 1 {
		t.Errorf("at the first look: %+v", p)
	}
	_, err = writing.WriteString(" and half")
	must(t, err)
	must(t, writing.Close())
	p, err = x.Poll(t.Context(), w.at)
	must(t, err)
	if p.Applied != 1 || w.booked([]byte("half and half")) != 1 {
		t.Errorf("when it was closed: %+v", p)
	}
	left, err := os.ReadDir(filepath.Join(dir, "in"))
	if err != nil || len(left) != 0 {
		t.Errorf("left in the drop folder: %v, %v", left, err)
	}
	w.x = x
	must(t, w.stageAt("accounting", "outcome", []byte("what became of it")))
	must(t, w.send(1))
	got, err := os.ReadFile(filepath.Join(dir, "out", payout))
	if err != nil || string(got) != "what became of it" {
		t.Errorf("the outcome file: %q, %v", got, err)
	}
	must(t, w.check())
}
