package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"girod/cmd/girobank/bank"
	"girod/formats/date"
)

// TestLoopsOfTheirDay lets a daemon that was started in January come to April: what its
// loops do is of the day they do it on. A plan that is missed is told on its case.
func TestLoopsOfTheirDay(t *testing.T) {
	h := furnish(t, t.TempDir(), map[string]string{"STATEMENTS": "none"})
	text, _ := bill(t, 1, date.Of(2026, 1, 7), 900_00, bank.Exact)
	h.write("accounting/in/one.xml", text)
	const at = "2026-01-12T09:00:00+01:00"
	h.ask(at, "run", "--once")
	number := strings.Fields(strings.Split(h.ask(at, "invoices"), "\n")[1])[0]
	h.ask(at, "--as", "anna", "cases", "open", number)
	h.ask(at, "--as", "anna", "plans", "propose", number, "--instalments", "3", "--first", "2026-02-02", "--no-fee")
	h.ask(at, "--as", "anna", "plans", "agree", "plan1", "--document", "signed")

	term := &terminal{config: h.path("girod.yaml"), out: h.Output(), err: h.Output(), asOf: at, now: time.Now}
	daemon, err := term.openHouse(context.Background(), false)
	h.must(err)
	defer daemon.close()
	for _, l := range daemon.daily() {
		if _, err := l.do(context.Background(), date.Of(2026, 4, 1).Time(daemon.zone).Add(12*time.Hour)); err != nil {
			t.Errorf("%s: %v", l.name, err)
		}
	}
	if said := h.ask("2026-04-02", "cases", "history", "C000001", "--language", "en"); !strings.Contains(said, "plan-missed") {
		t.Errorf("the case does not tell of it:\n%s", said)
	}
}

// TestEmptyFederation holds that who sees only a federation without associations sees
// nothing, and is told so.
//
// R-BST-26
func TestEmptyFederation(t *testing.T) {
	h := furnish(t, t.TempDir(), map[string]string{
		"USERS": "\n  - {name: siv, os: {OS}, tenant: Förbundet, roles: [operator]}",
		"MORE":  "tenants:\n  - {name: Förbundet, kind: federation}\n",
	})
	h.create()
	for _, command := range []string{"cases", "cases --counts", "cases save-search s --name anna", "invoices", "tenants", "report status-general"} {
		said := h.refused(append([]string{"--as", "siv"}, strings.Fields(command)...)...)
		if !strings.Contains(said, "E_NO_ACCESS: no books stand below Förbundet") {
			t.Errorf("girod %s: %s", command, said)
		}
	}
}

// TestTurnInOrder: the day's jobs follow each other at one instant in the daemon as in run --once, and
// one that fails stops none after it.
func TestTurnInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		h := &house{office: &office{t: &terminal{now: time.Now}}, log: zerolog.Nop()}
		var done []string
		step := func(name string, err error) loop {
			return loop{name, 5 * time.Minute, func(_ context.Context, at time.Time) (bool, error) {
				done = append(done, fmt.Sprint(name, " ", at.Minute()))
				time.Sleep(time.Minute) // of the bubble's clock: a long job
				return false, err
			}}
		}
		go func() {
			time.Sleep(9 * time.Minute)
			cancel()
		}()
		h.turn(ctx, []loop{step("plans", errors.New("no")), step("remind", nil), step("report", nil)}, nil, &heart{now: time.Now}, func(error) {})
		if want := []string{"plans 0", "remind 0", "report 0", "plans 5", "remind 5", "report 5"}; !slices.Equal(done, want) {
			t.Errorf("got %v, want %v", done, want)
		}
	})
}
