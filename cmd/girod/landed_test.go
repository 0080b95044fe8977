package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// BenchmarkLanded takes a bank file from the moment it has landed to the commit that
// posts its payments, with the real binary as a whole process, and beside it, in the same
// rounds, lets xmllint read the same file. It reports the medians of the ratios.
//
//	GIROD_GENCAMT  the generator of payments with their answer key; without it, skipped
//	GIROD_TX       payments in the file (100000)
//	GIROD_ROUNDS   interleaved rounds (3)
//	GIROD_LANDED   a directory to keep the file and the database of open invoices in
func BenchmarkLanded(b *testing.B) {
	gen := os.Getenv("GIROD_GENCAMT")
	if gen == "" {
		b.Skip("set GIROD_GENCAMT to the payment generator")
	}
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		b.Skip("xmllint is not installed")
	}
	l := &landed{B: b, dir: setting("GIROD_LANDED", b.TempDir()), xmllint: xmllint, tx: setting("GIROD_TX", "100000")}
	l.generate(gen)
	l.build()
	rounds := 0
	fmt.Sscan(setting("GIROD_ROUNDS", "3"), &rounds)
	for _, database := range []string{"sqlite", "postgres"} {
		b.Run(database, func(b *testing.B) {
			l.B = b
			for range b.N {
				l.rounds(database, rounds)
			}
		})
	}
}

func setting(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

type landed struct {
	*testing.B
	dir, xmllint, tx string
}

func (l *landed) file(name string) string { return filepath.Join(l.dir, name) }

func (l *landed) generate(gen string) {
	if _, err := os.Stat(l.file("camt.xml")); err == nil {
		return // kept
	}
	out, err := exec.Command(gen, "--tx", l.tx, "--tx-per-entry", "100", "--indent", "0", "-o", l.file("camt.xml"),
		"--refs", l.file("refs.tsv")).CombinedOutput()
	if err != nil {
		l.Fatalf("%v: %s", err, out)
	}
}

func (l *landed) build() {
	cmd := exec.Command("go", "build", "-trimpath", "-o", l.file("girod"), ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		l.Fatalf("%v: %s", err, out)
	}
}

// rounds measures: xmllint, then decoding alone, then landed to posted, and again.
func (l *landed) rounds(database string, rounds int) {
	l.prepare()
	var decode, posted, memory []float64
	for range rounds {
		look := l.timed(exec.Command(l.xmllint, "--stream", "--noout", l.file("camt.xml")))
		read := l.timed(exec.Command(l.file("girod"), "inspect", "--json", l.file("camt.xml")))
		took, rss := l.receive(database)
		decode = append(decode, read.Seconds()/look.Seconds())
		posted = append(posted, took.Seconds()/look.Seconds())
		memory = append(memory, rss)
		l.Logf("xmllint %.2fs, decode %.2fs, landed to posted %.2fs, %.0f MiB", look.Seconds(), read.Seconds(), took.Seconds(), rss)
	}
	l.ReportMetric(median(decode), "decode÷xmllint")
	l.ReportMetric(median(posted), "landed÷xmllint")
	l.ReportMetric(median(memory), "MiB")
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

func (l *landed) timed(cmd *exec.Cmd) time.Duration {
	began := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		l.Fatalf("%v: %v: %.300s", cmd.Args, err, out)
	}
	return time.Since(began)
}

// prepare makes the SQLite database with its open invoices, once; rounds work on copies.
func (l *landed) prepare() {
	path := l.file("base.db")
	if _, err := os.Stat(path); err == nil {
		return
	}
	db, err := store.Create(context.Background(), "sqlite:"+path)
	if err != nil {
		l.Fatal(err)
	}
	ledgertest.OpenRefs(l, db, l.file("refs.tsv"))
	if err := db.Close(); err != nil {
		l.Fatal(err)
	}
}

// receive hands the file to the real binary and stops the watch at the event that says
// the commit is done; archiving goes on after it and is not of the posting.
func (l *landed) receive(database string) (time.Duration, float64) {
	home, err := os.MkdirTemp(l.dir, "home")
	if err != nil {
		l.Fatal(err)
	}
	defer os.RemoveAll(home)
	url := "sqlite:girod.db"
	if database == "postgres" {
		url = storetest.PostgresURL(l)
		db, err := store.Create(context.Background(), url)
		if err != nil {
			l.Fatal(err)
		}
		ledgertest.OpenRefs(l, db, l.file("refs.tsv"))
		_ = db.Close()
	} else {
		copyFile(l, l.file("base.db"), filepath.Join(home, "girod.db"))
	}
	config := strings.NewReplacer("{URL}", url, "{BANK}", home).Replace(landedConfig)
	if err := os.WriteFile(filepath.Join(home, "girod.yaml"), []byte(config), 0o600); err != nil {
		l.Fatal(err)
	}
	cmd := exec.Command(l.file("girod"), "--config", filepath.Join(home, "girod.yaml"), "receive", "--from", "bank", l.file("camt.xml"))
	events, err := cmd.StderrPipe()
	if err != nil {
		l.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		l.Fatal(err)
	}
	ended := make(chan struct{})
	most := mostMemory(cmd.Process.Pid, ended)
	took := time.Duration(0)
	var last string
	for lines := bufio.NewScanner(events); lines.Scan(); last = lines.Text() {
		if strings.Contains(lines.Text(), "file applied") {
			took = time.Since(began)
			if !strings.Contains(lines.Text(), l.tx+" payments") {
				l.Errorf("posted something else: %s", lines.Text())
			}
		}
	}
	err = cmd.Wait()
	close(ended)
	if took == 0 {
		l.Fatalf("not posted: %v: %s", err, last)
	}
	return took, <-most
}

const landedConfig = `
data: data
database: "{URL}"
creditor: {name: Bench}
accounts: [{name: giro, iban: SE5650000000058398257466, aliases: ["SE4550000000058398257466"], partner: bank}]
partners: [{id: bank, local: "{BANK}", inbound: [.]}]
metrics: {listen: ""}
`

func copyFile(tb testing.TB, from, to string) {
	tb.Helper()
	if out, err := exec.Command("cp", from, to).CombinedOutput(); err != nil {
		tb.Fatalf("%v: %s", err, out)
	}
}
