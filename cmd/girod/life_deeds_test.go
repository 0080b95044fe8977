package main

import (
	"math/rand/v2"

	"pgregory.net/rapid"
)

// deed is one thing that happens to a house, as drawn: what, and three numbers that choose
// among what there is when its turn has come.
type deed struct {
	what    string
	a, b, c int
}

// deeds are all that may happen, with how often each does beside the others.
var deeds = []struct {
	what  string
	often int
	do    func(*life, deed)
}{
	// The world.
	{"invoice", 6, (*life).invoice}, {"pay", 8, (*life).pay}, {"day", 16, (*life).day}, {"file again", 1, (*life).fileAgain},
	{"bank reversal", 2, (*life).takeBack}, {"bounce", 3, (*life).bounce}, {"card day", 3, (*life).cardDay},
	// Money that came.
	{"allocate", 3, (*life).allocate}, {"allocate, undo, redo", 2, (*life).redo}, {"undo", 2, (*life).undo}, {"accept", 1, (*life).accept},
	{"rematch", 1, (*life).rematch}, {"paid elsewhere", 2, (*life).paidElsewhere}, {"withdraw", 1, (*life).withdraw},
	// Claims.
	{"credit", 3, (*life).credit}, {"loss", 3, (*life).loss}, {"hold", 3, (*life).hold}, {"unhold", 1, (*life).unhold},
	{"party hold", 2, (*life).partyHold}, {"hold ends", 2, (*life).holdEnds}, {"limitation", 2, (*life).limitation},
	{"merge", 2, (*life).merge}, {"part", 1, (*life).part}, {"plan", 4, (*life).plan}, {"plan ends", 1, (*life).planEnds},
	// Cases.
	{"case", 3, (*life).openCase}, {"case moves", 3, (*life).moveCase}, {"case asks", 2, (*life).askCase}, {"case answers", 1, (*life).answerCase},
	// Money out.
	{"bill", 2, (*life).bill}, {"refund", 2, (*life).refund}, {"give back", 1, (*life).giveBack}, {"forward", 1, (*life).forward},
	{"batch", 5, (*life).batch}, {"recall", 2, (*life).recall}, {"cancel", 1, (*life).cancel},
	// The books.
	{"close", 1, (*life).closeBooks}, {"open", 1, (*life).openBooks}, {"reverse", 2, (*life).reverse},
}

// aDeed draws one; those that are commonest in life come more often. What is drawn is one
// number, spread evenly over all there is: rapid prefers small numbers, and a life of nothing
// but the first deeds on the first invoice tells little.
func aDeed(r *rapid.T) deed {
	var names []string
	for _, d := range deeds {
		for range d.often {
			names = append(names, d.what)
		}
	}
	even := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "deed"), 0))
	return deed{names[even.IntN(len(names))], even.IntN(100), even.IntN(100), even.IntN(100)}
}

// happens lets it happen.
func (l *life) happens(d deed) {
	for _, one := range deeds {
		if one.what == d.what {
			one.do(l, d)
			return
		}
	}
}
