package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"girod/exchange/durable"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// members writes a number of debtors with an invoice each into a database, due one after
// another over a year: half have an e-mail address, one in ten is a business.
func members(tb testing.TB, url string, count int, first date.Date) {
	tb.Helper()
	db, err := store.Create(context.Background(), url)
	if err != nil {
		tb.Fatal(err)
	}
	defer db.Close()
	book := ledger.New(db, ledger.DefaultChart())
	err = book.Update(context.Background(), first.Time(time.UTC), "test", func(tx *ledger.Tx) error {
		for i := range count {
			p := ledger.Party{CustomerNo: fmt.Sprintf("M-%d", i), Name: fmt.Sprintf("Medlem %d", i), Street: "Hamnvägen 4", PostCode: "131 40", Town: "Nacka", Country: "SE",
				Company: i%10 == 0}
			if i%2 == 0 {
				p.Email = fmt.Sprintf("m%d@example.se", i)
			}
			id, err := tx.AddParty(p)
			if err != nil {
				return err
			}
			gross := int64(100_000 + i%977*100)
			_, err = tx.IssueInvoice(ledger.Invoice{Number: fmt.Sprintf("F-%d", i), Ref: fmt.Sprintf("%d", 1_000_000+i), Kind: ledger.KindInvoice, Debtor: id,
				Issued: first, Due: first.Add(i * 300 / count), Currency: money.SEK, Net: gross, Gross: gross, Concerns: "Bryggplats", FeeAgreed: true, Company: p.Company})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// confirmed is a town whose rates a person has looked up for the year.
var confirmed = map[string]string{"DUNNING": "true", "STATEMENTS": "none", "MORE": "law: {confirm: [{country: SE, validFrom: 2026-07-01, by: Anna}]}"}

// BenchmarkSimulate lets a year pass over ten thousand invoices.
func BenchmarkSimulate(b *testing.B) {
	h := furnish(b, b.TempDir(), confirmed)
	h.must(durable.On(durable.OS{}).MkdirAll(h.path("data")))
	members(b, "sqlite:"+h.path("data/girod.db"), 10_000, date.Of(2026, 1, 1))
	b.ResetTimer()
	for b.Loop() {
		said := h.ask("2026-01-01", "simulate", "--from", "2026-01-01", "--to", "2026-12-31", "--language", "en")
		if !strings.Contains(said, "reminder 2 by post") {
			b.Fatal(said)
		}
		b.Log(said[strings.Index(said, "in all"):])
	}
}

// TestSimulateLeavesNoTrace lets half a year pass on a copy of either database, with and
// without payments: the book is what it was, to the digest and to every table, nothing
// lies in any partner's folder, the copy is gone; and both databases show the same.
func TestSimulateLeavesNoTrace(t *testing.T) {
	var shown [2]string
	for i, kind := range []string{"sqlite", "postgres"} {
		t.Run(kind, func(t *testing.T) {
			vars := map[string]string{"DATABASE": "sqlite:data/girod.db"}
			for name, value := range confirmed {
				vars[name] = value
			}
			h := furnish(t, t.TempDir(), vars)
			h.must(durable.On(durable.OS{}).MkdirAll(h.path("data")))
			url := "sqlite:" + h.path("data/girod.db")
			if kind == "postgres" {
				url = storetest.PostgresURL(t)
				vars["DATABASE"] = url
				h.write("girod.yaml", []byte(townText(t, vars)))
			}
			members(t, url, 40, date.Of(2026, 1, 1))
			digest, tables := h.digest(), h.books()
			shown[i] = h.ask("2026-01-01", "--json", "simulate", "--from", "2026-01-01", "--to", "2026-12-31")
			vars["MORE"] += "\ntenants:\n  - {name: Kören, creditor: {orgNo: \"8020001247\"}, dunning: {enabled: false}}"
			h.write("copy.yaml", []byte(townText(t, vars)))
			if said := h.ask("2026-01-01", "--config", h.path("copy.yaml"), "simulate", "--from", "2026-01-01", "--to", "2026-01-02", "--language", "en"); !strings.Contains(said, "only read") {
				t.Error(said)
			}
			if got := h.digest(); got != digest {
				t.Errorf("digest %s, before %s", got, digest)
			}
			for table, was := range h.books() {
				if was != tables[table] {
					t.Errorf("table %s has changed", table)
				}
			}
			for _, folder := range append(townFolders, "data/"+scratchDirs) {
				if left, _ := filepath.Glob(h.path(folder + "/*")); len(left) > 0 {
					t.Errorf("left in %s: %v", folder, left)
				}
			}
		})
	}
	if shown[1] != "" && shown[0] != shown[1] {
		t.Error("the databases show different things")
	}
	lines := strings.Split(strings.TrimSpace(shown[0]), "\n")
	var sum summaryJSON
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &sum); err != nil || sum.Days.Sending < 20 || len(sum.Fees) != 1 {
		t.Errorf("%v: %s", err, lines[len(lines)-1])
	}
}

// TestSimulateIsBroken ends a simulation by a signal when it has just begun, and leaves the
// remains of one that was killed: neither leaves a copy behind.
func TestSimulateIsBroken(t *testing.T) {
	h := furnish(t, t.TempDir(), confirmed)
	h.must(durable.On(durable.OS{}).MkdirAll(h.path("data")))
	members(t, "sqlite:"+h.path("data/girod.db"), 400, date.Of(2026, 1, 1))
	killed := h.path("data/" + scratchDirs + "/1-dead")
	h.must(os.MkdirAll(killed, 0o700))
	h.must(os.WriteFile(filepath.Join(killed, "girod.db"), []byte("left"), 0o600))
	ctx, signal := context.WithCancel(t.Context())
	args := []string{"--config", h.path("girod.yaml"), "--as-of", "2026-01-01", "simulate", "--from", "2026-01-01", "--to", "2026-12-31"}
	if code := run(ctx, args, nil, stopper{signal}, io.Discard); code != exitFailed {
		t.Errorf("exit code %d, want %d", code, exitFailed)
	}
	if left, _ := filepath.Glob(h.path("data/" + scratchDirs + "/*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// stopper ends a context by the first word that is written to it.
type stopper struct{ stop func() }

func (s stopper) Write(p []byte) (int, error) {
	s.stop()
	return len(p), nil
}
