package report_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
)

// TestReplay dresses each report from its record as though it were made anew. R-BST-17
func TestReplay(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		january(t, book)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, r := range report.All() {
				a := report.Ask{Through: 20260112, Today: 20260112, Banks: []report.Bank{giro}}
				var record, again bytes.Buffer
				if _, err := r.Write(tx, a, report.Record(&record)); err != nil {
					return err
				}
				for name, dress := range map[string]func(*bytes.Buffer) report.Dress{
					"text":   func(b *bytes.Buffer) report.Dress { return report.Plain(b, speak(t, "sv"), nil) },
					"CSV":    func(b *bytes.Buffer) report.Dress { return report.CSV(b) },
					"JSON":   func(b *bytes.Buffer) report.Dress { return report.JSON(b, speak(t, "nb")) },
					"record": func(b *bytes.Buffer) report.Dress { return report.Record(b) },
				} {
					var fresh, kept bytes.Buffer
					foot, err := r.Write(tx, a, dress(&fresh))
					if err != nil {
						return err
					}
					back, err := report.Replay(bytes.NewReader(record.Bytes()), dress(&kept))
					if err != nil {
						t.Fatalf("%s: %v\n%s", r.Name, err, record.Bytes())
					}
					if fresh.String() != kept.String() || foot.Waits != back.Waits {
						t.Errorf("%s as %s from its record:\n%s\nwant\n%s", r.Name, name, kept.String(), fresh.String())
					}
				}
				for cut := range record.Len() - 1 { // whatever was cut off is missed
					again.Reset()
					if _, err := report.Replay(bytes.NewReader(record.Bytes()[:cut]), report.JSON(&again, speak(t, "sv"))); !errors.Is(err, report.ErrRecord) {
						t.Errorf("%s: cut off after %d bytes: %v", r.Name, cut, err)
						break
					}
				}
			}
			return nil
		})
	})
}

// FuzzReplay reads anything; what it takes it writes as it read it.
func FuzzReplay(f *testing.F) {
	head := `{"record":2,"report":"x","from":"","through":"2026-01-07","columns":[{"name":"a","kind":"money"}]}` + "\n"
	for _, rest := range []string{
		`[{"amount":"-12.50","currency":"SEK"}]` + "\n" + `{"totals":[],"notes":[],"waits":0}` + "\n",
		"[null]\n[\"text\"]\n[7]\n[{\"day\":\"2026-01-07\"}]\n[{\"tenths\":575}]\n[{\"word\":\"sum\"}]\n" + `{"totals":[[null]],"notes":[{"note":"n","facts":[7,{"word":"x"}]}],"waits":2}` + "\n",
		"[]\n", "[{}]\n", `[{"amount":"1","day":""}]`, "{}", "",
	} {
		f.Add(head + rest)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var once, twice bytes.Buffer
		if _, err := report.Replay(strings.NewReader(text), report.Record(&once)); err != nil {
			return
		}
		if _, err := report.Replay(bytes.NewReader(once.Bytes()), report.Record(&twice)); err != nil || once.String() != twice.String() {
			t.Errorf("%v: %q became %q", err, once.String(), twice.String())
		}
	})
}
