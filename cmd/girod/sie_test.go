package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"girod/config"
	"girod/exchange/durable"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// clerk is an office without a configuration file or a database of its own.
func clerk(out io.Writer) *office {
	c := config.Defaults()
	c.Creditor.Name = "Sjöviks Roddförening"
	in, err := report.Speak("en")
	if err != nil {
		panic(err)
	}
	return &office{t: &terminal{out: out}, config: c, in: in, zone: time.UTC, at: time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC)}
}

// crooked is a disk on which what is written becomes something else.
type crooked struct {
	durable.OS
	old, new string
}

type crookedFile struct {
	durable.File
	by crooked
}

func (c crooked) Create(path string) (durable.File, error) {
	f, err := c.OS.Create(path)
	return crookedFile{f, c}, err
}

func (f crookedFile) Write(p []byte) (int, error) {
	_, err := f.File.Write(bytes.ReplaceAll(p, []byte(f.by.old), []byte(f.by.new)))
	return len(p), err
}

// TestExportRefused spoils what is written in every way a disk or a fault of ours could:
// whatever differs from the book leaves no file.
func TestExportRefused(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		ledgertest.Company(t, book)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, c := range []struct{ old, new string }{
				{"", ""}, // an honest disk
				{"#UB 0 1510 16110.00", "#UB 0 1510 16110.01"},
				{"#TRANS 1510 {} 1500.00", "#TRANS 1510 {} 1501.00"},
				{"#KONTO 1510", "#KONTO 1511"},
				{"#KSUMMA ", "#KSUMMA 1"},
				{"}\r\n#VER \"F\" \"3\"", "}\r\n#VER \"F\" \"4\""},
				{"#RAR 0 20250101", "#RAR 0 20250201"},
			} {
				path := filepath.Join(t.TempDir(), "book.se")
				disk := durable.On(crooked{old: c.old, new: c.new})
				if c.old == "" {
					disk = durable.On(durable.OS{})
				}
				err := clerk(io.Discard).exportSIE(t.Context(), tx, sieFlags{path: path, kind: "4E", year: 2025}, disk)
				left, _ := os.ReadDir(filepath.Dir(path))
				if honest := c.old == ""; honest != (err == nil) || honest != (len(left) == 1) {
					t.Errorf("%q became %q: %v, %d files", c.old, c.new, err, len(left))
				}
				if err != nil && !strings.Contains(err.Error(), "read back") {
					t.Errorf("%q became %q: %v", c.old, c.new, err)
				}
			}
			gone, stop := context.WithCancel(t.Context())
			stop()
			path := filepath.Join(t.TempDir(), "book.se")
			if err := clerk(io.Discard).exportSIE(gone, tx, sieFlags{path: path, kind: "4E", year: 2025}, durable.On(durable.OS{})); !errors.Is(err, context.Canceled) {
				t.Errorf("told to stop: %v", err)
			}
			if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
				t.Error("told to stop, and the file is there")
			}
			return nil
		})
	})
}

// TestExportCompared holds that each sum and balance counts: one öre off, one missing or
// one too many, and the file is not the book's.
func TestExportCompared(t *testing.T) {
	book := ledger.New(storetest.SQLite(t), ledger.DefaultChart())
	ledgertest.Company(t, book)
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		b, err := clerk(io.Discard).sieBook(tx, sieFlags{path: "x", kind: "4E", year: 2025})
		if err != nil {
			t.Fatal(err)
		}
		right := map[string]int64{ // by hand: see ledgertest.Company
			"debit 1510": 1621000, "credit 1510": -10000, "debit 2611": 2000, "credit 2611": -250000, "debit 3001": 8000, "credit 3001": -1371000,
			"IB 0 1510": 0, "UB 0 1510": 1611000, "IB 0 2611": 0, "UB 0 2611": -248000, "RES 0 3001": -1363000,
		}
		if err := b.compare(maps.Clone(right)); err != nil {
			t.Error(err)
		}
		for what := range right {
			wrong := maps.Clone(right)
			wrong[what]++
			if b.compare(wrong) == nil {
				t.Errorf("%s may be wrong", what)
			}
		}
		wrong := maps.Clone(right)
		wrong["RES 0 8313"] = 0
		if b.compare(wrong) == nil {
			t.Error("an account too many")
		}
		b.kind = "4I"
		if err := b.compare(map[string]int64{"debit 1510": 1621000, "credit 1510": -10000, "debit 2611": 2000, "credit 2611": -250000,
			"debit 3001": 8000, "credit 3001": -1371000}); err != nil {
			t.Error(err)
		}
		return nil
	})
}

// TestExportCurrency asks which, where a book has several.
func TestExportCurrency(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		ledgertest.Company(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := tx.IssueInvoice(ledger.Invoice{Number: "E1", Kind: ledger.KindInvoice, Debtor: 1, Issued: 20251201, Due: 20251231, Currency: money.EUR, Net: 700, Gross: 700})
			return err
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			dir := t.TempDir()
			for currency, want := range map[string]string{"": "EUR, SEK", "SEK": "6 vouchers", "EUR": "1 vouchers", "NOK": "0 vouchers"} {
				var said bytes.Buffer
				err := clerk(&said).exportSIE(t.Context(), tx, sieFlags{path: filepath.Join(dir, currency), kind: "4E", year: 2025, currency: currency}, durable.On(durable.OS{}))
				if !strings.Contains(fmt.Sprint(said.String(), err), want) {
					t.Errorf("%q: %s %v, want %s", currency, said.String(), err, want)
				}
			}
			return nil
		})
	})
}

// scale is a disk that looks at the heap now and then while it is written.
type scale struct {
	durable.OS
	seen *scaled
}

type scaled struct {
	writes int
	most   uint64
}

type scaleFile struct {
	durable.File
	seen *scaled
}

func (s scale) Create(path string) (durable.File, error) {
	f, err := s.OS.Create(path)
	return scaleFile{f, s.seen}, err
}

func (f scaleFile) Write(p []byte) (int, error) {
	if f.seen.writes++; f.seen.writes%10 == 0 {
		f.seen.look()
	}
	return f.File.Write(p)
}

func (s *scaled) look() {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	s.most = max(s.most, m.HeapAlloc)
}

// fillYear books n sales of a year, three postings each.
func fillYear(t testing.TB, book *ledger.Book, n int) {
	ledgertest.Update(t, book, func(tx *ledger.Tx) error {
		p := tx.Poster()
		for i := range n {
			_ = p.Begin(ledger.Entry{Key: fmt.Sprint("v", i), Why: ledger.Manual, BookedOn: date.Date(20260101).Add(i % 365), Text: fmt.Sprintf("Voucher %d of many", i), File: "f000001"})
			_ = p.Add(ledger.Posting{Role: ledger.RoleBank, Amount: 12500, Currency: money.SEK})
			_ = p.Add(ledger.Posting{Role: ledger.RoleRevenue, Amount: -10000, Currency: money.SEK})
			_ = p.Add(ledger.Posting{Role: ledger.RoleVATOut, Amount: -2500, Currency: money.SEK})
			if _, err := p.End(); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestExportStreams exports twenty thousand vouchers while the heap moves by less than
// 4 MiB: what is written is not held.
func TestExportStreams(t *testing.T) {
	const n = 20_000
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		fillYear(t, book, n)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			var before, during scaled
			before.look()
			var said bytes.Buffer
			err := clerk(&said).exportSIE(t.Context(), tx, sieFlags{path: filepath.Join(t.TempDir(), "big.se"), kind: "4E"}, durable.On(scale{seen: &during}))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(said.String(), "20000 vouchers, 60000 postings") || during.writes < 20 || during.most > before.most+4<<20 {
				t.Errorf("%s%d writes, heap from %d to %d", said.String(), during.writes, before.most, during.most)
			}
			return nil
		})
	})
}

// BenchmarkExport writes a book of many vouchers and reads it back.
func BenchmarkExport(b *testing.B) {
	const n = 100_000
	for name, open := range map[string]func(testing.TB) *store.DB{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			book := ledger.New(open(b), ledger.DefaultChart())
			fillYear(b, book, n)
			for b.Loop() {
				ledgertest.View(b, book, func(tx *ledger.Tx) error {
					return clerk(io.Discard).exportSIE(b.Context(), tx, sieFlags{path: filepath.Join(b.TempDir(), "big.se"), kind: "4E"}, durable.On(durable.OS{}))
				})
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "vouchers/s")
		})
	}
}
