package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/cmd/girobank/bank"
)

// run is one command line, and what it printed.
func run(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	c := command()
	c.SetArgs(args)
	c.SetOut(&out)
	if err := c.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("girobank %s: %v", strings.Join(args, " "), err)
	}
	return out.String()
}

// A bank is served, paid, stepped and read by command lines.
func TestCommands(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "bank")
	invoices := filepath.Join(t.TempDir(), "invoices.jsonl")
	line := `{"number":"1001","ref":"10017","amount":"1560.00","currency":"SEK","due":"2026-01-14","debtor":"Anna Ek","habit":"exact"}` + "\n"
	if err := os.WriteFile(invoices, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	said, out := io.Pipe()
	serving := command()
	serving.SetArgs([]string{"serve", "--dir", dir, "--listen", "127.0.0.1:0", "--today", "2026-01-12", "--user", "bank", "--user", "print"})
	serving.SetOut(out)
	ended := make(chan error, 1)
	go func() { ended <- serving.ExecuteContext(ctx) }()
	lines := bufio.NewScanner(said)
	for _, want := range []string{"Testbanken (strict) is open on 127.0.0.1:", "host key SHA256:", "ssh-ed25519 "} {
		if lines.Scan(); !strings.HasPrefix(lines.Text(), want) {
			t.Errorf("serve said %q, want %q…", lines.Text(), want)
		}
	}
	if s := run(t, "pay", "--dir", dir, invoices); !strings.Contains(s, "1560.00 SEK  exact           Anna Ek [1001]") {
		t.Errorf("pay said %q", s)
	}
	if s := run(t, "step", "--dir", dir, "--to", "2026-01-15"); !strings.Contains(s, "camt.054") || !strings.HasSuffix(s, "it is 2026-01-15\n") {
		t.Errorf("step said %q", s)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("serve: %v", err)
	}
	var k bank.Books
	if err := json.Unmarshal([]byte(run(t, "books", "--dir", dir)), &k); err != nil || k.Payments[0].BookedOn == 0 || len(k.Statements) != 3 {
		t.Errorf("books: %v, %+v", err, k)
	}
}

func TestReadInvoices(t *testing.T) {
	for _, bad := range []string{`{"number":"1"`, `{"nummer":"1"}`, `{"amount":"1,00"}`, `{"due":"soon"}`, "nonsense"} {
		if _, err := readInvoices(strings.NewReader(bad), "-"); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
}
