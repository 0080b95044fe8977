package formats_test

import (
	"testing"

	"girod/formats"
)

// TestFind holds that a doubt is never dropped for want of room, and that nothing is
// uncounted.
func TestFind(t *testing.T) {
	var s formats.Summary
	l := formats.Limits{Findings: 3}
	for _, f := range []formats.Finding{{Code: "a"}, {Code: "b", Doubt: true}, {Code: "c"}, {Code: "d"}, {Code: "e", Doubt: true}, {Code: "f", Doubt: true}, {Code: "g", Doubt: true}, {Code: "h"}} {
		s.Find(l, f)
	}
	got := ""
	for _, f := range s.Findings {
		got += f.Code
	}
	if got != "fbe" || s.MoreFindings != 5 {
		t.Errorf("kept %q and counted %d more", got, s.MoreFindings)
	}
}
