package matching

import (
	"cmp"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func bySize(a, b int64) int { return cmp.Compare(max(b, -b), max(a, -a)) }

// TestCombinations: the search finds what looking at every set finds, up to as many as a
// person is shown.
func TestCombinations(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Int64Range(-40, 60).Filter(func(n int64) bool { return n != 0 }), 0, 14).Draw(r, "amounts")
		target := rapid.Int64Range(-30, 150).Draw(r, "target")
		slices.SortFunc(amounts, bySize)
		want := 0
		for set := range 1 << len(amounts) {
			var sum int64
			for i, amount := range amounts {
				if set>>i&1 == 1 {
					sum += amount
				}
			}
			if n := bits.OnesCount(uint(set)); sum == target && n >= 2 && n <= maxDocuments {
				want++
			}
		}
		found, whole := combinations(amounts, target)
		if len(found) != min(want, maxFound) || whole && len(found) != want {
			r.Fatalf("%v to %d: found %v (%v), there are %d", amounts, target, found, whole, want)
		}
		for _, set := range found {
			var sum int64
			for _, i := range set {
				sum += amounts[i]
			}
			if sum != target || len(set) > maxDocuments || !slices.IsSorted(set) {
				r.Fatalf("%v of %v is not %d", set, amounts, target)
			}
		}
	})
}

// TestCombinationsEnd: a debtor with hundreds of documents is not searched for ever, and a
// search that was given up has no answer.
func TestCombinationsEnd(t *testing.T) {
	amounts := make([]int64, 400)
	for i := range amounts {
		amounts[i] = int64(1_000_000 - 7*i)
	}
	if found, whole := combinations(amounts, 5_555_555); whole {
		t.Errorf("it says that it looked at all there is: %v", found)
	}
	if allocs := testing.AllocsPerRun(1, func() { combinations(amounts, 5_555_555) }); allocs > 100 {
		t.Errorf("%v allocations", allocs)
	}
}
