package ocrgiro

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/money"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	ours   = "../../testdata/samples/ocrgiro"
	broken = "../../testdata/errors"
)

// heard is what a sink was told, counted.
type heard struct {
	statements, entries, payments, claims, mandates int
	credit, debit                                   int64
}

// story tells a file the way a person would read it aloud.
func story(src []byte) (string, *formats.Summary, heard, error) {
	return storyOf(bytes.NewReader(src), formats.Limits{})
}

func storyOf(src io.Reader, l formats.Limits) (string, *formats.Summary, heard, error) {
	var b strings.Builder
	var h heard
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	sum, err := Read(src, l, formats.Sink{
		Statement: func(s *formats.Statement) error {
			h.statements++
			say("%s: %s %s of %s, %s..%s, account %s %s %s", s.Origin, s.Kind, s.ID, s.MessageID, s.From, s.To, s.Account.ID, s.Account.Scheme, s.Account.Currency)
			return nil
		},
		Entry: func(e *formats.Entry) error {
			h.entries++
			say("  %d. %s: %s %s %s, booked %s, bank ref %q", e.Ordinal, e.Origin, e.Direction, e.Amount, e.Status, e.BookedOn, e.BankRef)
			return nil
		},
		Payment: func(p *formats.Payment) error {
			h.payments++
			if p.Direction == formats.Credit {
				h.credit += p.Amount
			} else {
				h.debit += p.Amount
			}
			say("    %d. line %d: %s %s, %s, from %q %s, bank ref %q, reversal %v", p.Ordinal, p.Line, p.Direction, money.Of(p.Amount, p.Currency), p.Info, p.PayerAccount, p.PayerScheme, p.BankRef, p.Reversal)
			for _, ref := range p.Refs {
				say("       ref %c %q", ref.Kind, ref.Text)
			}
			for _, text := range p.Text {
				say("       text %q", text)
			}
			return nil
		},
		EntryEnd: func(e *formats.Entry) error {
			say("    = %d payments, rest %d", e.Payments, e.Rest)
			return nil
		},
		StatementEnd: func(s *formats.Statement) error {
			say("end of %s", s.ID)
			return nil
		},
		Debits: func(o *formats.DebitOrder) error {
			say("debits %s by %s: %d, %d øre", o.MessageID, o.Initiator.ID, o.Count, o.Sum)
			for _, g := range o.Groups {
				say("  %s: group %s on %s, %s %s, %d, %d øre, cancels %v", g.Origin, g.ID, g.On, g.To.ID, g.To.Scheme, g.Count, g.Sum, g.Cancels)
				for _, d := range g.Debits {
					h.claims++
					h.credit += d.Amount.Minor
					say("    %s: %s %s on %s, ref %q, payer %q, external %q, told %v", d.Origin, d.InstructionID, d.Amount, d.On, d.Ref, d.Payer.Name, d.EndToEndID, d.Told)
					for _, line := range d.Notice {
						say("       %q", line)
					}
				}
			}
			return nil
		},
		Mandate: func(m *formats.MandateChange) error {
			h.mandates++
			say("%s: mandate %s %s %s told %v", m.Origin, m.Kind, m.ID, m.Account.ID, m.Told)
			return nil
		},
	})
	say("%s %s %s, %d statements, %d entries, %d details, %v", sum.Format, sum.Version, sum.MessageID, len(sum.Statements), sum.Entries, sum.Details, sum.Totals)
	for _, f := range sum.Findings {
		say("finding %s %s: %s, doubt %v", f.Origin, f.Code, f.Text, f.Doubt)
	}
	if sum.MoreFindings > 0 {
		say("and %d more", sum.MoreFindings)
	}
	if err != nil {
		say("refused: %v", err)
	}
	return b.String(), sum, h, err
}

// TestSamples reads files of others and compares with an independent count. Its
// statements are transmissions and its entries assignments; ours are finer.
func TestSamples(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	f, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := csv.NewReader(f)
	rows.Comma, rows.LazyQuotes = '\t', true
	all, err := rows.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, row := range all[1:] {
		if !strings.HasPrefix(row[5], "Nets OCR giro") {
			continue
		}
		found++
		t.Run(row[0], func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join(dir, row[0]))
			if err != nil {
				t.Fatal(err)
			}
			text, sum, _, err := story(src)
			if err != nil || !Is(src) || len(sum.Totals) != 1 {
				t.Fatal(err, text)
			}
			assignments := len(sum.Statements)
			if assignments == 0 {
				assignments = sum.Entries
			}
			got := fmt.Sprintf("%d %d NOK:%s", assignments, sum.Details, money.Of(sum.Totals[0].Credit-sum.Totals[0].Debit, money.NOK).Decimal())
			if want := row[7] + " " + row[8] + " " + row[9]; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if f := sum.InDoubt(); f != nil {
				t.Errorf("in doubt: %+v", f)
			}
			if testing.Verbose() {
				t.Log(text)
			}
		})
	}
	if found < 3 {
		t.Error(found)
	}
}

// TestOurSamples compares what is told of our own files with their goldens.
func TestOurSamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(ours, "*.txt"))
	if err != nil || len(files) < 4 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got, sum, h, err := story(src)
			if err != nil || !Is(src) {
				t.Error(err)
			}
			if f := sum.InDoubt(); f != nil {
				t.Errorf("in doubt: %+v", f)
			}
			if h.statements != len(sum.Statements) || h.payments+h.claims+h.mandates != sum.Details {
				t.Errorf("told %+v", h)
			}
			golden(t, filepath.Base(path), got)
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || string(want) != got {
		t.Errorf("%v: got\n%s\nwant\n%s", err, got, want)
	}
}
