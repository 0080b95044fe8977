package main

import (
	"context"
	"errors"
	"testing"
	"time"

	"girod/exchange"
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
	deeds, broken, dies := 0, errors.New("broken"), errors.New("the process dies after the deed")
	for i, step := range []struct {
		who   string
		fails error
		deeds int
	}{
		{"eva", nil, 0}, {"eva", nil, 0}, // the same person twice is one
		{"bo", broken, 0}, {"bo", nil, 1}, // what failed may be tried again
		{"bo", nil, 1}, {"eva", broken, 1}, {"bo", nil, 2}, // by either
		{"bo", nil, 2}, {"eva", dies, 3}, // and then two are wanted anew, though nobody could write that it was done
		{"eva", nil, 3}, {"bo", nil, 4},
		{"bo", nil, 4},
	} {
		term.as = step.who
		ctx, die := context.WithCancel(context.Background())
		_ = house.twoPeople(ctx, "decide x resend", "asked the bank", func(first, second string) error {
			if first == second {
				t.Errorf("step %d: %s and %s", i, first, second)
			}
			if step.fails != broken {
				deeds++
			}
			if step.fails == dies {
				die()
			}
			return step.fails
		})
		die()
		if deeds != step.deeds {
			t.Errorf("step %d by %s: %d deeds, want %d", i, step.who, deeds, step.deeds)
		}
	}
}

// TestDiffering: who has looked at one difference has not looked at another.
func TestDiffering(t *testing.T) {
	a, b := exchange.Difference{Key: "pain.001:b000001", Text: "was sent"}, exchange.Difference{Key: "pain.001:b000002", Text: "was sent"}
	if one := differing([]exchange.Difference{a}); one != differing([]exchange.Difference{a}) || one == differing([]exchange.Difference{b}) {
		t.Error(one)
	}
}
