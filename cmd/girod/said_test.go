package main

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"girod/ledger"
)

// TestSaidWhenDone: what an act says that it did is said once it is committed; of a commit that
// fails nothing is said, and a refusal says at once what it has to.
func TestSaidWhenDone(t *testing.T) {
	h := furnish(t, t.TempDir(), nil)
	h.create()
	var out bytes.Buffer
	term := &terminal{config: h.path("girod.yaml"), out: &out, err: h.Output(), asOf: "2026-01-12T09:00:00+01:00", now: time.Now}
	office, err := term.openOffice(context.Background(), false)
	h.must(err)
	defer office.close()
	refusal := errors.New("refused")
	for _, c := range []struct {
		name, said string
		answer     error // of the act
		dies       bool  // before the commit
		done       bool
	}{
		{"done", "approved\n", nil, false, true},
		{"the commit fails", "", nil, true, false},
		{"refused", "approved\n", refusal, false, false},
	} {
		out.Reset()
		ctx, die := context.WithCancel(context.Background())
		err := office.acts(ctx, "anna", func(*ledger.Tx) error {
			term.printf("approved\n")
			if out.Len() > 0 {
				t.Errorf("%s: said before it is done", c.name)
			}
			if c.dies {
				die()
			}
			return c.answer
		})
		die()
		if (err == nil) != c.done || out.String() != c.said || c.answer != nil && !errors.Is(err, c.answer) {
			t.Errorf("%s: %v, said %q", c.name, err, out.String())
		}
	}
}
