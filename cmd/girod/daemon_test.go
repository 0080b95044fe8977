package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"girod/cmd/girobank/bank"
	"girod/exchange"
	"girod/formats/date"
)

// TestDaemonServes holds what an administrator relies on: the daemon says when it serves,
// keeps a second one away, takes what is handed in while it runs, and ends with 0 when it
// is told to stop.
func TestDaemonServes(t *testing.T) {
	h := furnish(t, t.TempDir(), nil)
	text, _ := bill(t, 1, date.Of(2026, 1, 7), 100_00, bank.Exact)
	h.write("handed.xml", text)
	self, err := os.Executable()
	h.must(err)
	cmd := exec.Command(self, "--config", h.path("girod.yaml"), "run")
	cmd.Args[0] = "girod" // see TestMain
	told, err := cmd.StderrPipe()
	h.must(err)
	h.must(cmd.Start())
	late := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() }) // ends the events, and so the test
	t.Cleanup(func() { late.Stop(); _ = cmd.Process.Kill() })
	events := bufio.NewScanner(told)
	h.until(events, `"message":"serving"`)

	if out := h.refused("run", "--once"); !strings.Contains(out, "another girod runs on this data directory") {
		t.Errorf("a second daemon: %s", out)
	}
	if out := h.ask("", "receive", h.path("handed.xml"), "--from", "accounting", "--language", "en"); !strings.Contains(out, "handed to the girod that runs") {
		t.Errorf("receive: %s", out)
	}
	h.until(events, `"message":"file applied"`)

	h.must(cmd.Process.Signal(syscall.SIGTERM))
	_, _ = io.Copy(io.Discard, told)
	if err := cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
	h.ask("", "run", "--once")
	for i, f := range h.journal() { // told to stop in the middle, it may meet the same bytes again
		if f.Name != "handed.xml" || f.State != exchange.Settled || (f.CopyOf == "") != (i == 0) {
			t.Errorf("the journal has %+v", f)
		}
	}
	var issued []invoiceJSON
	if h.askJSON(&issued, "invoices"); len(issued) != 1 {
		t.Errorf("the book has %+v", issued)
	}
}

// until reads events until one says something.
func (h *houseOf) until(events *bufio.Scanner, what string) {
	h.Helper()
	for events.Scan() {
		if strings.Contains(events.Text(), what) {
			return
		}
	}
	h.Fatalf("the events ended before %s", what)
}
