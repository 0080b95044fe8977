package camt

import (
	"math"
	"testing"
)

// TestCharge reads charges as banks tell them: records, some given back, some booked on
// their own; a total only; and sums that no account can hold.
func TestCharge(t *testing.T) {
	type record struct {
		minor  int64
		credit bool
		apart  bool // ChrgInclInd false
	}
	for name, c := range map[string]struct {
		records []record
		totals  []int64
		want    int64
	}{
		"none":                   {nil, nil, 0},
		"records":                {[]record{{1200, false, false}, {300, false, false}}, nil, 1500},
		"one given back":         {[]record{{1200, false, false}, {200, true, false}}, nil, 1000},
		"one apart":              {[]record{{7000, false, false}, {2500, false, true}}, []int64{9500}, 7000},
		"given back and apart":   {[]record{{7000, false, false}, {2500, true, true}}, nil, 7000},
		"all apart":              {[]record{{2500, false, true}}, []int64{2500}, 0},
		"total only":             {nil, []int64{1000, 500}, 1500},
		"too much":               {[]record{{math.MaxInt64, false, false}, {5, false, false}}, nil, math.MaxInt64},
		"too much, given back":   {[]record{{math.MaxInt64, true, false}, {math.MaxInt64, true, false}}, nil, -math.MaxInt64},
		"total that is too much": {nil, []int64{math.MaxInt64, 1}, math.MaxInt64},
	} {
		var got charge
		for _, r := range c.records {
			got.next(r.minor)
			got.turn(r.credit)
			got.included(!r.apart)
		}
		for _, minor := range c.totals {
			got.add(minor)
		}
		if got.taken() != c.want {
			t.Errorf("%s: %d, want %d", name, got.taken(), c.want)
		}
	}
}
