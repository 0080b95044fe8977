package main

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestTwoPeopleEachTime holds that the word of two people is good for one deed: when a file
// is in doubt anew, one of them alone cannot send it by what the other said of the first time.
func TestTwoPeopleEachTime(t *testing.T) {
	h := furnish(t, t.TempDir(), nil)
	h.create()
	term := &terminal{config: h.path("girod.yaml"), out: h.Output(), err: h.Output(), asOf: "2026-01-12T09:00:00+01:00", now: time.Now}
	house, err := term.openHouse(context.Background(), false)
	h.must(err)
	defer house.close()
	deeds, broken := 0, errors.New("broken")
	for i, step := range []struct {
		who   string
		fails error
		deeds int
	}{
		{"eva", nil, 0}, {"eva", nil, 0}, // the same person twice is one
		{"bo", broken, 0}, {"bo", nil, 1}, // what failed may be tried again
		{"bo", nil, 1}, {"eva", nil, 2}, // and then two are wanted anew
		{"eva", nil, 2},
	} {
		term.as = step.who
		_ = house.twoPeople(context.Background(), "decide x resend", "asked the bank", func(first, second string) error {
			if first == second {
				t.Errorf("step %d: %s and %s", i, first, second)
			}
			if step.fails == nil {
				deeds++
			}
			return step.fails
		})
		if deeds != step.deeds {
			t.Errorf("step %d by %s: %d deeds, want %d", i, step.who, deeds, step.deeds)
		}
	}
}
