package law

import (
	"testing"

	"girod/formats/money"
)

// FuzzLadder: what an operator writes as a value is refused or can be used: every
// principal stands on a step, and its fee is neither negative nor beyond reason.
func FuzzLadder(f *testing.F) {
	for _, seed := range []string{"60.00", "1/20", "100:14.00 1000:24.00 above:50.00", "500:0.25 above:7.20", "1000:300.00 above:4500.00+1%",
		"above:1", "1:2", "5+1%", "1/0", "100:1 100:2 above:3", ""} {
		f.Add(seed, int64(150000))
	}
	f.Fuzz(func(t *testing.T, text string, principal int64) {
		l, err := parseLadder(text)
		if err != nil {
			return
		}
		for i, r := range l {
			if (r.upTo == nil) != (i == len(l)-1) || r.value.Sign() < 0 {
				t.Fatalf("%q: step %d is %+v", text, i, r)
			}
		}
		if principal < 0 {
			return
		}
		row := Row{Country: "SE", Key: ReminderFee, Value: text}
		value, _, err := row.size(money.Of(principal, money.SEK), money.SEK)
		if err != nil || value.Sign() < 0 {
			t.Fatalf("%q of %d: %s, %v", text, principal, value, err)
		}
	})
}
