package exchange_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"girod/ledger/store/storetest"
)

// TestSpoolNameIsNeverUsedTwice lets a second process take a file after the first one's
// was settled and its spooled copy removed. Recovery must not take the new file's bytes,
// perhaps the only ones, for a leftover of the old file.
func TestSpoolNameIsNeverUsedTwice(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	w.bank.Once = true // it keeps nothing of what it has delivered
	w.bank.Drop("/statements/a.xml", []byte("statement a"))
	must(t, w.x.Recover(context.Background(), w.at))
	must(t, w.poll(3))
	w.restart(0, 0)
	must(t, w.x.Recover(context.Background(), w.at))
	second := []byte("statement b")
	w.bank.Drop("/statements/b.xml", second)
	w.bad = func([]byte) error { return errors.New("the database is busy") }
	if w.poll(3) == nil {
		t.Fatal("nothing failed")
	}
	w.restart(0, 0)
	must(t, w.x.Recover(context.Background(), w.at))
	must(t, w.somewhere(second))
	w.bad = nil
	must(t, w.poll(2))
	if n := w.booked(second); n != 1 {
		t.Errorf("booked %d times", n)
	}
	must(t, w.check())
}

// TestFilesOfOneMoment holds the order in which files are numbered when their server tells
// the same time for all of them: their names', whatever the directory says.
func TestFilesOfOneMoment(t *testing.T) {
	w := newWorld(t, storetest.SQLite(t))
	var order []string
	w.bad = func(body []byte) error { order = append(order, string(body)); return nil }
	for _, name := range []string{"3", "1", "2"} {
		w.bank.DropAt("/statements/"+name+".xml", []byte(name), 1)
	}
	must(t, w.x.Recover(context.Background(), w.at))
	must(t, w.poll(3))
	if strings.Join(order, "") != "123" {
		t.Errorf("read %v", order)
	}
}
