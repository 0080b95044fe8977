package law

import (
	"slices"
	"strings"
	"testing"
)

// TestAllocationOrder holds the hard rule of DOMAIN.md 0.4: automatic cost, fee, interest,
// principal; of a consumer in Finland interest, principal, fee, cost.
func TestAllocationOrder(t *testing.T) {
	l, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []Country{"SE", "NO", "FI", "DK"} {
		for _, who := range []Debtor{Consumer, Business} {
			want := "cost fee interest principal"
			if c == "FI" && who == Consumer {
				want = "interest principal fee cost"
			}
			if got, err := l.AllocationOrder(c, who, 20260301); err != nil || !slices.Equal(got, strings.Fields(want)) {
				t.Errorf("%s, %s: %v, %v; want %s", c, who, got, err, want)
			}
		}
	}
	for _, wrong := range []string{"cost fee interest", "cost fee interest interest", "cost fee interest principal tax"} {
		if checkOrder(wrong) == nil {
			t.Errorf("%q is no order", wrong)
		}
	}
}
