package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// What looks odd and is lawful must stay clean: an auditor that cries wolf is switched off.
func TestOddAndSound(t *testing.T) {
	for _, odd := range []struct {
		name, note string // note is what must be told all the same
		make       func(w *world)
	}{
		{"statement says the day in one line", "", func(w *world) {
			w.rewrite(2, statement("S1", "2026-01-07", 100000, 107900, line("TOTAL", 13000), line("B3", -5000), line("B4", -100)))
			w.Statements[1].Entries = 3
		}},
		{"statement without the bank's names, paired by day and amount", "", func(w *world) {
			w.rewrite(2, statement("S1", "2026-01-07", 100000, 107900, line("", 10000), line("", 3000), line("B3", -5000), line("B4", -100)))
		}},
		{"the same statement in other bytes books nothing", "", func(w *world) {
			w.arrive(append(statement("S2", "2026-01-08", 107900, 108600, line("B5", 700), pending("B6", 900)), '\n'), "camt.053.001.08")
			w.seal()
		}},
		{"a released correction tells entries again", "a person released it", func(w *world) {
			w.arrive(statement("S2", "2026-01-08", 107900, 108600, line("B5", 700)), "camt.053.001.08")
			id := fileName(int64(len(w.Files)))
			w.Steps = w.Steps[:len(w.Steps)-4]
			w.step(id, "received", "held", "received", "applied", "archived", "settled")
			w.Steps[len(w.Steps)-4].Actor = "anna"
			w.Statements = append(w.Statements, statementRow{4, "giro", "statement", "S2", "camt", "SEK", 1, 107900, 108600, 700, 0, 1, id})
			w.seal()
		}},
		{"a report within the day books nothing", "", func(w *world) {
			w.arrive(message("BkToCstmrAcctRpt", "Rpt", "R1", "2026-01-08", "", []lineXML{line("B5", 700)}), "camt.052.001.08")
			w.seal()
		}},
		{"kept, and died before the object was written", "", func(w *world) { w.Kept = append(w.Kept, keptRow{digestOf([]byte("z"))}) }},
		{"an outgoing file in doubt that says so", "is in doubt since", func(w *world) {
			w.send("letters:1", []byte("letters"))
			w.withoutSteps("letters:1", "acked")
			w.withoutSteps("letters:1", "sent")
			w.step("letters:1", "in-doubt")
			o := &w.Outgoing[1]
			o.State, o.Reason = "in-doubt", "the connection broke while it was renamed"
			w.seal()
		}},
		{"the ledger was opened as the bank was", "was opened at 1000.00 SEK by hand", func(w *world) {
			w.book("manual:opening", "manual", "", 0, postingRow{Account: 4, Amount: 100000}, postingRow{Account: 6, Amount: -100000})
			w.seal()
		}},
		{"a dump in another order", "", func(w *world) {
			w.again = func(w *world) { slices.Reverse(w.Accounts) }
		}},
		{"text in Swedish, in Latin 1", "", func(w *world) {
			content := notification("N1", line("B1", 10000), line("B2", 3000))
			content = bytes.Replace(content, []byte("UTF-8"), []byte("ISO-8859-1"), 1)
			w.rewrite(1, bytes.Replace(content, []byte("<MsgId>M"), []byte("<MsgId>\xc5\x85"), 1))
		}},
		{"UTF-16", "", func(w *world) {
			content := bytes.Replace(notification("N1", line("B1", 10000), line("B2", 3000)), []byte("UTF-8"), []byte("UTF-16"), 1)
			w.rewrite(1, inUTF16(string(content)))
		}},
	} {
		t.Run(odd.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld()
			odd.make(w)
			r := w.audit(t)
			if r.broken() {
				t.Errorf("found broken:\n%s", text(t, r))
			}
			if !strings.Contains(text(t, r), odd.note) {
				t.Errorf("does not say %q:\n%s", odd.note, text(t, r))
			}
		})
	}
}

func inUTF16(s string) []byte {
	out := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// The chains of girod itself, taken down from a book it made: our reading of the canonical
// form is its own. A null in a dump is nothing.
func TestChainsOfTheRealBook(t *testing.T) {
	var e entryRow
	var r receiptRow
	var s stepRow
	for text, row := range map[string]any{realEntry: &e, realReceipt: &r, realStep: &s} {
		if err := json.Unmarshal([]byte(text), row); err != nil {
			t.Fatal(err)
		}
	}
	c := newChain(nil)
	c.entry(&e)
	c.posting(&e, &postingRow{Account: 1, Amount: -25000, Receipt: 1}, &accountRow{1, 1, "suspense", "2890", "SEK"})
	c.posting(&e, &postingRow{Account: 2, Amount: 25000}, &accountRow{2, 1, "bank", "1930", "SEK"})
	c.receipt(&e, &r)
	content, link := c.link(&e)
	if got := hex.EncodeToString(content); got != e.Content {
		t.Errorf("content is %s, girod wrote %s", got, e.Content)
	}
	if got := hex.EncodeToString(link); got != e.Hash {
		t.Errorf("hash is %s, girod wrote %s", got, e.Hash)
	}
	if got := stepHash("", &s); got != s.Hash {
		t.Errorf("step is %s, girod wrote %s", got, s.Hash)
	}
}

const (
	realEntry   = `{"actor":"girod","at":"2026-11-23T00:17:57Z","bank_account":"1930","bank_key":"X1 2026-01-07 250.00","booked_on":20260107,"content":"f05019018da9e245c638a64fcff4e6cf61e80149a389d925a0b62d504a8b1b73","currency":"SEK","file":"f000001","first":1,"hash":"8d2727701af08b78a963634326935fa617dc6c7483dcf0f3c041d71d5020bb24","id":1,"key":"bank:giro:X1 2026-01-07 250.00","lines":2,"number":1,"origin":"10: Stmt[1]/Ntry[1]","reason":"","receipt":1,"receipts":1,"reverses":null,"series":"B","tenant":1,"text":"Bank X1","why":"payment-received"}`
	realReceipt = `{"amount":25000,"bank_ref":"X1","entry":1,"evidence":"no reference","id":1,"line":10,"payer":"","payer_account":"","rule":"none","text":""}`
	realStep    = `{"actor":"girod","at":"2026-11-23T00:17:57Z","became":"received","hash":"9f400d1d85df146ea06381bc667ae326fd52fe9d259b09ce491747d36682052f","id":1,"reason":"arrived as chain-2026-01-07.xml","subject":"f000001","was":""}`
)

func TestKeyCountsWhatComesAgain(t *testing.T) {
	st := &rawStatement{Name: "S1", names: map[string]int{}, Entries: 3}
	for _, want := range []string{"B 2026-01-07 1.00", "B 2026-01-07 1.00#2", "B 2026-01-07 1.00#3"} {
		if got := st.key("B", "2026-01-07", 100, "SEK"); got != want {
			t.Errorf("key %q, want %q", got, want)
		}
	}
	if got := st.key("", "2026-01-07", 100, "SEK"); got != "S1/3" {
		t.Errorf("key %q of an entry without a name, want S1/3", got)
	}
}

func TestAmounts(t *testing.T) {
	for _, a := range []struct {
		text, currency string
		minor          int64
		bad            bool
	}{
		{"1560", "SEK", 156000, false}, {"1560.5", "SEK", 156050, false}, {" 0.01 ", "EUR", 1, false}, {"1560.50000", "SEK", 156050, false},
		{"7", "JPY", 7, false}, {"7.0", "ISK", 7, false}, {"1.234", "KWD", 1234, false}, {".5", "SEK", 50, false},
		{"1.005", "SEK", 0, true}, {"7.5", "JPY", 0, true}, {"-1", "SEK", 0, true}, {"+1", "SEK", 0, true}, {"", "SEK", 0, true},
		{".", "SEK", 0, true}, {"1,00", "SEK", 0, true}, {"1e3", "SEK", 0, true}, {"99999999999999999999", "SEK", 0, true},
	} {
		got, err := minorUnits(a.text, a.currency)
		if got != a.minor || (err != nil) != a.bad {
			t.Errorf("%q %s: %d, %v", a.text, a.currency, got, err)
		}
		if err == nil {
			if back, err := minorUnits(decimal(got, a.currency), a.currency); back != got || err != nil {
				t.Errorf("%d %s is written %s", got, a.currency, decimal(got, a.currency))
			}
		}
	}
}

// A dump that lacks a column or a table is no dump to judge by.
func TestDumpOfAnotherVersion(t *testing.T) {
	dir := t.TempDir()
	if _, err := run(context.Background(), inputs{Dump: dir, Archive: dir}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no tables: %v", err)
	}
	put(t, filepath.Join(dir, "file.jsonl"), []byte(`{"id":1}`+"\n"))
	if _, err := run(context.Background(), inputs{Dump: dir, Archive: dir}); err == nil || !strings.Contains(err.Error(), "no column") {
		t.Errorf("a missing column: %v", err)
	}
}

// The program says by its exit what it found, and to programs in JSON.
func TestCommand(t *testing.T) {
	w := newWorld()
	w.Items[0].Principal = 5
	dir := t.TempDir()
	w.dump(t, filepath.Join(dir, "dump"))
	put(t, filepath.Join(dir, "archive", "readme"), nil)
	var out bytes.Buffer
	cmd := command(&out)
	cmd.SetArgs([]string{"--json", "--dump", filepath.Join(dir, "dump"), "--archive", filepath.Join(dir, "archive")})
	if err := cmd.Execute(); !errors.Is(err, errViolations) {
		t.Fatalf("%v, want %v", err, errViolations)
	}
	var told struct {
		Clean  bool
		Checks []check
	}
	if err := json.Unmarshal(out.Bytes(), &told); err != nil || told.Clean || len(told.Checks) != 10 {
		t.Errorf("%v: %+v", err, told)
	}
}

// samples are files of other kinds than camt, with the sums that can be added up in them by
// hand, in minor units.
var samples = []struct {
	file, first   string // and the name of its first statement
	statements    int
	entries       int64
	credit, debit int64
}{
	{"bgmax/domestic.txt", "BG58056201 2026/00041", 2, 2, 4714950 + 30000, 0},
	{"bgmax/no-line-breaks.txt", "BG58056201 2026/00041", 2, 2, 4714950 + 30000, 0},
	{"bgmax/deduction.txt", "BG58056201 2026/00043", 1, 1, 875000, 0},
	{"bgmax/nothing-paid.txt", "", 0, 0, 0, 0},
	{"ocrgiro/day.txt", "0000417/0000311/2026-11-03", 1, 3, 380900, 0},
	{"ocrgiro/reversals.txt", "0000418/0000312/2026-11-03", 1, 2, 90100, 6000},
	{"ocrgiro/claims.txt", "", 0, 0, 0, 0},
	{"mt940/swedish-day.sta", "2026110201/00211/2026-11-02", 1, 5, 156000 + 49950, 245000 + 1200 + 49950},
	{"mt940/two-pages.sta", "A1/17/2027-01-02", 2, 2, 30000 + 5000, 0},
	{"mt940/german-cuts.sta", "STARTUMSE/00007/2026-11-03", 1, 3, 12550 + 4000, 4000},
	{"mt940/bare-dutch.sta", "MPBZ/000/2026-11-02", 1, 2, 368, 100},
}

func TestOtherKindsOfFiles(t *testing.T) {
	for _, s := range samples {
		f, err := os.Open(filepath.Join("../../testdata/samples", s.file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		list, err := readRaw(f, nil)
		var sum gross
		entries, first := int64(0), ""
		for i, st := range list {
			if i == 0 {
				first = st.Name
			}
			if o := st.Opening(); o != nil && *o+st.Booked.Credit-st.Booked.Debit != *st.Closing {
				t.Errorf("%s: %s does not lead from %d to %d", s.file, st.Name, *o, *st.Closing)
			}
			sum.Credit += st.Booked.Credit
			sum.Debit += st.Booked.Debit
			entries += st.Entries
		}
		if err != nil || len(list) != s.statements || first != s.first || entries != s.entries || sum.Credit != s.credit || sum.Debit != s.debit {
			t.Errorf("%s: %v, %d statements, the first %q, %d entries of %d and %d; want %+v", s.file, err, len(list), first, entries, sum.Credit, sum.Debit, s)
		}
	}
}

// FuzzReadRaw: a bank's file can be anything; reading it again must end.
func FuzzReadRaw(f *testing.F) {
	f.Add(statement("S1", "2026-01-07", 100000, 113000, line("B1", 10000), pending("B2", 3000)))
	f.Add(inUTF16(string(notification("N", line("B", 1)))))
	f.Add([]byte("<?xml version=\"1.0\" encoding=\"windows-1252\"?><BkToCstmrStmt><Stmt><Ntry/></Stmt></BkToCstmrStmt>"))
	f.Add([]byte("</a>"))
	for _, s := range samples {
		content, err := os.ReadFile(filepath.Join("../../testdata/samples", s.file))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var told gross
		list, err := readRaw(bytes.NewReader(content), func(_ int, l rawLine) { told.add(l.Amount) })
		if err != nil {
			return
		}
		var sum gross
		for _, st := range list {
			sum.Credit += st.Booked.Credit
			sum.Debit += st.Booked.Debit
			sum.Lines += st.Booked.Lines
			sum.Mark += st.Booked.Mark
		}
		if sum != told {
			t.Errorf("sums %+v, entries %+v", sum, told)
		}
	})
}
