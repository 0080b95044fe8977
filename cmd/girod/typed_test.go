package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestTypedWhileGirodRuns: an invoice that anna types while girod runs is booked by it, with
// the case she wanted, in her name; typed again before that, the last time counts. R-BST-69
func TestTypedWhileGirodRuns(t *testing.T) {
	h := furnish(t, t.TempDir(), nil)
	h.create()
	term := &terminal{config: h.path("girod.yaml"), out: h.Output(), err: h.Output(), now: time.Now}
	house, err := term.openHouse(context.Background(), false)
	h.must(err)
	release, err := house.lock()
	h.must(err)
	typed := []string{"--as", "anna", "invoices", "register", "F-77", "--customer", "M-9", "--name", "Bo Ek", "--issued", "2026-01-05", "--amount", "100.00"}
	for at, more := range [][]string{{"--case"}, {"--case", "--handler", "karin"}} {
		if out := h.ask(fmt.Sprintf("2026-01-07T09:0%d:00+01:00", at), append(typed, more...)...); !strings.Contains(out, "överlämnad till den girod som kör") {
			t.Error(out)
		}
	}
	release()
	house.close()
	h.ask("2026-01-07T09:05:00+01:00", "run", "--once")
	said, opened := h.ask("", "invoices", "show", "F-77", "--language", "en"), h.ask("", "--json", "cases")
	if strings.Count(opened, `"handler":"karin"`) != 1 || strings.Count(said, "Registered by hand") != 1 || !strings.Contains(said, "anna") {
		t.Errorf("%s\n%s", opened, said)
	}
}
