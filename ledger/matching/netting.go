package matching

import "slices"

// Rule 7 looks for invoices and credit notes of one debtor that together come to exactly
// what he paid. Its answer counts only when it is the only one, so the search is exact: it
// goes through all sums of at most maxDocuments documents, leaves out what can no longer
// reach the amount, and when it would take more than maxSteps it says so and decides
// nothing.
const (
	maxDocuments = 12
	maxSteps     = 20_000
	maxFound     = 3 // enough to show a person that, and how, it is not the only answer
)

// search is one run of the search: depth first over amounts sorted by size, largest first.
type search struct {
	amounts []int64
	above   []int64 // above[i]: the sum of what is positive from i on
	below   []int64 // and of what is negative
	at      []int
	found   [][]int
	steps   int
}

// combinations gives the sets of 2 to maxDocuments amounts, as places in the list, that sum
// to a target; at most maxFound of them. whole tells that there are no others.
// Amounts come largest first, by size without sign.
func combinations(amounts []int64, target int64) (found [][]int, whole bool) {
	s := search{amounts: amounts, above: make([]int64, len(amounts)+1), below: make([]int64, len(amounts)+1)}
	for i := len(amounts) - 1; i >= 0; i-- {
		s.above[i], s.below[i] = s.above[i+1], s.below[i+1]
		if amounts[i] > 0 {
			s.above[i] += amounts[i]
		} else {
			s.below[i] += amounts[i]
		}
	}
	whole = s.from(0, target)
	return s.found, whole
}

// from tries the amounts from a place on for what is left of the target. It tells whether
// it could look at all it had to.
func (s *search) from(place int, left int64) bool {
	if s.steps++; s.steps > maxSteps || len(s.found) == maxFound {
		return false
	}
	if place == len(s.amounts) || len(s.at) == maxDocuments || left > s.reach(place, s.above[place]) || left < -s.reach(place, -s.below[place]) {
		return true
	}
	s.at = append(s.at, place)
	rest := left - s.amounts[place]
	if rest == 0 && len(s.at) >= 2 {
		s.found = append(s.found, slices.Clone(s.at))
	}
	whole := s.from(place+1, rest) // more documents may come to nothing together
	s.at = s.at[:len(s.at)-1]
	return whole && s.from(place+1, left)
}

// reach is the most that the documents still allowed can come to, of all there is from a
// place on: they are sorted, so none is larger than the first.
func (s *search) reach(place int, all int64) int64 {
	first := max(s.amounts[place], -s.amounts[place])
	return min(all, first*int64(maxDocuments-len(s.at)))
}
