package exchange

import (
	"os"
	"strings"
	"testing"
)

// The drawing in doc.go is the table, and the table is all that can happen.
func TestStatesAreDrawn(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range [][]step{inward(), outward()} {
		if want := draw(table); !strings.Contains(string(doc), want) {
			t.Errorf("doc.go lacks this drawing:\n%s", want)
		}
	}
}

func TestLawful(t *testing.T) {
	states := []State{"", Received, Applied, OnHold, Duplicate, Superseded, Archived, Settled, Rejected,
		Rendered, Uploading, Renaming, Sent, InDoubt, Acked}
	for _, table := range [][]step{inward(), outward()} {
		listed := 1 // the first step, from nowhere
		for _, s := range table {
			listed += len(s.to)
		}
		found := 0
		for _, from := range states {
			for _, to := range states {
				if lawful(table, from, to) {
					found++
				}
			}
		}
		if found != listed {
			t.Errorf("%d steps are lawful, %d are listed", found, listed)
		}
	}
	// What would cost money or lose it.
	for _, c := range []struct{ from, to State }{
		{InDoubt, Uploading}, {Sent, Rendered}, {Sent, Uploading}, {Acked, Rendered}, {Rendered, Renaming}, {Rendered, Acked},
		{Renaming, Uploading}, {Rejected, Rendered},
	} {
		if lawful(outward(), c.from, c.to) {
			t.Errorf("%s may become %s", c.from, c.to)
		}
	}
	for _, c := range []struct{ from, to State }{
		{Received, Settled}, {Received, Archived}, {Applied, Settled}, {OnHold, Applied}, {OnHold, Settled}, {Settled, Received},
	} {
		if lawful(inward(), c.from, c.to) {
			t.Errorf("%s may become %s", c.from, c.to)
		}
	}
}
