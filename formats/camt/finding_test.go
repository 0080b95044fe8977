package camt

import (
	"os"
	"strings"
	"testing"

	"girod/formats"
)

// TestDoubtHasRoom holds that a doubt at the end of a file is told however many
// findings came before it.
func TestDoubtHasRoom(t *testing.T) {
	src, err := os.ReadFile(samples + "/latin-1-odd-v02.xml")
	if err != nil {
		t.Fatal(err)
	}
	odd := strings.Replace(string(src), "<Sts>BOOK</Sts>\n  <BookgDt><Dt>2026-01-07</Dt></BookgDt>", "<Sts>SOON</Sts>\n  <BookgDt><Dt>2026-01-07</Dt></BookgDt>", 2)
	odd = strings.Replace(odd, "<Sts>SOON</Sts>", "<Sts>BOOK</Sts>", 1) // only the second entry
	sum, err := Read(strings.NewReader(odd), formats.Limits{Findings: 3}, formats.Sink{})
	if err != nil {
		t.Fatal(err)
	}
	doubt := sum.InDoubt()
	if doubt == nil || doubt.Code != "status" || len(sum.Findings) != 3 || sum.MoreFindings == 0 {
		t.Fatalf("%+v", sum)
	}
}

// TestCurrencyDiffers holds that money in another currency than the account's is counted
// where it belongs and puts the file in doubt.
func TestCurrencyDiffers(t *testing.T) {
	src, err := os.ReadFile("../../testdata/errors/camt-currency-not-the-accounts.xml")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := Read(strings.NewReader(string(src)), formats.Limits{}, formats.Sink{})
	if err != nil {
		t.Fatal(err)
	}
	if doubt := sum.InDoubt(); doubt == nil || doubt.Code != "currency-differs" || doubt.Line == 0 {
		t.Fatalf("%+v", sum)
	}
	if len(sum.Totals) == 0 || sum.Totals[0].Currency == sum.Statements[0].Account.Currency {
		t.Fatalf("%+v", sum.Totals)
	}
}

// FuzzRead holds that no input whatever ends the reader otherwise than in a summary or
// a refusal, and that the two agree with what the sink was told.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"se-bankgiro-batch-v02", "se-notification-v08", "several-lines-v08", "prefixed-envelope-v13", "latin-1-odd-v02",
		"se-swish-proxy-v08", "exchange-and-charges-v08", "typed-amounts-v12", "summary-per-code-v06", "batch-and-returns-v08", "within-day-v13"} {
		src, err := os.ReadFile(samples + "/" + name + ".xml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		var credit, debit int64
		payments, whole := 0, 0
		sum, err := Read(strings.NewReader(string(src)), formats.Limits{}, formats.Sink{
			Entry: func(e *formats.Entry) error {
				if e.Direction == formats.Credit {
					credit += e.Amount.Minor
				} else {
					debit += e.Amount.Minor
				}
				return nil
			},
			Payment: func(p *formats.Payment) error {
				if p.Amount < 0 || p.InstructedAmount < 0 || p.Currency == "" {
					t.Fatal("a payment that cannot be", p)
				}
				if p.Ordinal == 0 {
					whole++
				} else {
					payments++
				}
				return nil
			},
		})
		if err != nil {
			return
		}
		fuzzWalk(t, src, sum)
		if sum.Details != payments || whole > sum.Entries {
			t.Fatal(sum.Details, payments, whole)
		}
		for _, total := range sum.Totals {
			credit, debit = credit-total.Credit, debit-total.Debit
		}
		if credit != 0 || debit != 0 {
			t.Fatal("totals differ from the entries told", credit, debit)
		}
	})
}

// fuzzWalk holds that what Read has taken can be walked and explained whole, and that
// both saw the same parts.
func fuzzWalk(t *testing.T, src []byte, sum *formats.Summary) {
	parts := map[Part]int{}
	err := Walk(strings.NewReader(string(src)), formats.Limits{}, func(d *Detail) error {
		parts[d.Part]++
		for i := range d.Fields {
			f := &d.Fields[i]
			if f.Line < d.Line || f.Line > d.End || f.Text == "" && !strings.Contains(f.Path, "/@") {
				t.Fatalf("%+v in %+v", f, d.Origin)
			}
			_, _ = f.Label(), f.Name("sv")
		}
		return nil
	})
	if err != nil || parts[StatementPart] != len(sum.Statements) || parts[EntryPart] != sum.Entries || parts[PaymentPart] != sum.Details {
		t.Fatal(parts, sum.Statements, sum.Entries, sum.Details, err)
	}
}

// TestPages holds that only a statement that is whole must close: a page of several does
// not promise it.
func TestPages(t *testing.T) {
	src, err := os.ReadFile("../../testdata/errors/camt-balance-chain.xml")
	if err != nil {
		t.Fatal(err)
	}
	for pages, doubt := range map[string]bool{
		"": true,
		"<StmtPgntn><PgNb>1</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>":  true,
		"<StmtPgntn><PgNb>1</PgNb><LastPgInd>false</LastPgInd></StmtPgntn>": false,
		"<StmtPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></StmtPgntn>":  false,
	} {
		paged := strings.Replace(string(src), "<ElctrncSeqNb>", pages+"<ElctrncSeqNb>", 1)
		sum, err := Read(strings.NewReader(paged), formats.Limits{}, formats.Sink{})
		if err != nil || (sum.InDoubt() != nil) != doubt {
			t.Errorf("%s: %+v, %v", pages, sum.Findings, err)
		}
	}
}
