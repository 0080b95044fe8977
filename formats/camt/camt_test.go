package camt

import (
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/money"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// story tells a file the way a person would read it aloud.
func story(src []byte) (string, *formats.Summary, error) {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	sum, err := Read(strings.NewReader(string(src)), formats.Limits{}, formats.Sink{
		Statement: func(s *formats.Statement) error {
			say("%d: %s %s of %q, sequence %q, %s..%s, created %s, copy %q, account %s %s %s at %q", s.Line, s.Kind, s.ID, s.MessageID, s.Sequence, s.From, s.To, s.Created, s.Copy, s.Account.ID, s.Account.Scheme, s.Account.Currency, s.Servicer)
			for _, b := range s.Balances {
				say("  balance %s %s %s", b.Code, b.Amount, b.On)
			}
			return nil
		},
		Entry: func(e *formats.Entry) error {
			say("  %s: %s %s %s, booked %s, value %s, %s, ref %q, bank ref %q, reversal %v", e.Origin, e.Direction, e.Amount, e.Status, e.BookedOn, e.ValueDate, e.Code, e.Ref, e.BankRef, e.Reversal)
			return nil
		},
		Payment: func(p *formats.Payment) error {
			tellPayment(say, p)
			return nil
		},
		EntryEnd: func(e *formats.Entry) error {
			say("    = %d payments, rest %d, charges %d, text %q", e.Payments, e.Rest, e.Charges, e.Text)
			return nil
		},
		StatementEnd: func(s *formats.Statement) error {
			say("end of %s", s.ID)
			return nil
		},
	})
	say("%s %s, %d statements, %d entries, %d details, totals %s, booked %s", sum.Format, sum.Version, len(sum.Statements), sum.Entries, sum.Details, totals(sum.Totals), totals(sum.Booked))
	for _, f := range sum.Findings {
		say("finding %s %s: %s, doubt %v", f.Origin, f.Code, f.Text, f.Doubt)
	}
	if sum.MoreFindings > 0 {
		say("and %d more", sum.MoreFindings)
	}
	if err != nil {
		var e *formats.Error
		if errors.As(err, &e) {
			say("refused %s: %v", e.Code, e)
		} else {
			say("error: %v", err)
		}
	}
	return b.String(), sum, err
}

func tellPayment(say func(string, ...any), p *formats.Payment) {
	amount := "no amount"
	if p.Priced {
		amount = money.Of(p.Amount, p.Currency).String()
	}
	say("    %d. line %d: %s %s on %s", p.Ordinal, p.Line, p.Direction, amount, p.BookedOn)
	for _, v := range []struct {
		name string
		text []byte
	}{{"bank ref", p.BankRef}, {"end to end", p.EndToEnd}, {"instruction", p.Instruction}, {"payment info", p.PaymentInfo},
		{"message", p.MessageID}, {"uetr", p.UETR}, {"return", p.Return}, {"return text", p.ReturnText}, {"payer", p.Payer}, {"payer account", p.PayerAccount},
		{"payer proxy", p.PayerProxy},
		{"payer scheme", p.PayerScheme}, {"payer id", p.PayerID}, {"payee", p.Payee}, {"paid to", p.PaidTo},
		{"paid to scheme", p.PaidToScheme}, {"info", p.Info}, {"rate", p.Rate}} {
		if len(v.text) > 0 {
			say("       %s %q", v.name, v.text)
		}
	}
	if p.Charges != 0 || p.InstructedCurrency != "" || p.Reversal {
		say("       charges %d, instructed %d %s, reversal %v", p.Charges, p.InstructedAmount, p.InstructedCurrency, p.Reversal)
	}
	for _, ref := range p.Refs {
		say("       ref %c %q line %d amount %d %v", ref.Kind, ref.Text, ref.Line, ref.Amount, ref.Priced)
	}
	for _, text := range p.Text {
		say("       text %q", text)
	}
}

func totals(of []formats.Total) string {
	var credit, debit []string
	for _, t := range of {
		if t.Credit != 0 {
			credit = append(credit, money.Of(t.Credit, t.Currency).String())
		}
		if t.Debit != 0 {
			debit = append(debit, money.Of(t.Debit, t.Currency).String())
		}
	}
	return "+[" + strings.Join(credit, " ") + "] -[" + strings.Join(debit, " ") + "]"
}

// TestOthersSamples reads real files of others and compares with an independent count.
func TestOthersSamples(t *testing.T) {
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
	refused := map[string]string{ // by FORMATS.md 5.9
		"rayslava_sample.xml":                            "amount",
		"srousseau_statement_v14.xml":                    "",
		"bsp_garbled_amount.xml":                         "amount",
		"igrm_handelsbanken_SE_camt053_spaced_dates.xml": "date",
	}
	for _, row := range all[1:] {
		path := row[0]
		name := filepath.Base(path)
		isCamt := strings.HasPrefix(path, "camt05") || strings.HasPrefix(path, "malformed/") && strings.HasPrefix(row[5], "camt")
		if !isCamt || strings.HasSuffix(path, ".zip") {
			continue
		}
		t.Run(path, func(t *testing.T) {
			src, err := os.ReadFile(filepath.Join(dir, path))
			if err != nil {
				t.Fatal(err)
			}
			text, sum, err := story(src)
			if code, ok := refused[name]; ok {
				var e *formats.Error
				if !errors.As(err, &e) || code != "" && e.Code != code || e.Line == 0 {
					t.Fatalf("want refusal %s, got %v", code, err)
				}
				return
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			got := []string{fmt.Sprint(len(sum.Statements)), fmt.Sprint(sum.Entries), fmt.Sprint(sum.Details), sums(sum.Totals, true), sums(sum.Totals, false)}
			want := []string{row[6], row[7], row[8], normal(row[9]), normal(row[10])}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			for _, f := range sum.Findings {
				t.Logf("finding %v %s doubt=%v %s (xsd %s)", f.Origin, f.Code, f.Doubt, f.Text, row[12])
				if f.Doubt && row[12] == "valid" && f.Code == "version" {
					t.Errorf("a valid file in doubt: %+v", f)
				}
			}
		})
	}
}

func sums(of []formats.Total, credit bool) string {
	var out []string
	for _, t := range of {
		minor := t.Debit
		if credit {
			minor = t.Credit
		}
		if minor != 0 {
			out = append(out, string(t.Currency)+":"+money.Of(minor, t.Currency).Decimal())
		}
	}
	slices.Sort(out)
	return strings.Join(out, ";")
}

// normal writes the sums of the manifest with the currency's decimals, zero left out.
func normal(sums string) string {
	var out []string
	for part := range strings.SplitSeq(sums, ";") {
		code, amount, ok := strings.Cut(part, ":")
		c := money.Currency(code)
		if minor, err := money.Parse(amount, c); ok && err == nil && minor != 0 {
			out = append(out, code+":"+money.Of(minor, c).Decimal())
		}
	}
	slices.Sort(out)
	return strings.Join(out, ";")
}
