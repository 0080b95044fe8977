package plan

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestDocDrawsTheTable holds the drawing in doc.go to the table of moves, and every state
// to the way from the first.
func TestDocDrawsTheTable(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	if drawn := strings.Count(string(doc), "▶"); drawn != len(moves) {
		t.Errorf("doc.go draws %d states of %d", drawn, len(moves))
	}
	reached := map[State]bool{Proposed: true}
	for range moves {
		for from, list := range moves {
			for _, to := range list {
				reached[to] = reached[to] || reached[from]
			}
		}
	}
	for from, list := range moves {
		next := "(end)"
		if len(list) > 0 {
			next = strings.Trim(strings.ReplaceAll(fmt.Sprint(list), " ", ", "), "[]")
		}
		if line := fmt.Sprintf("//\t%-10s ▶ %s\n", from, next); !strings.Contains(string(doc), line) {
			t.Errorf("doc.go wants the line\n%s", line)
		}
		if !reached[from] {
			t.Errorf("nothing leads to %s", from)
		}
	}
}
