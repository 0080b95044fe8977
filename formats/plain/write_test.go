package plain_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/plain"
)

// written gives a file of invoices.
func written(form plain.Form, invoices []formats.Invoice) ([]byte, error) {
	var b bytes.Buffer
	w := plain.NewWriter(&b, form)
	for n := range invoices {
		if err := w.Write(&invoices[n]); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// text draws what people write into cells, and what spreadsheets take for formulas.
func text(t *rapid.T, label string) string {
	s := rapid.OneOf(rapid.StringMatching(`[ -~åäöÅÄÖéøæ€]{0,24}`), rapid.SampledFrom([]string{"=1+1", "'=1", "''+x", "-5", "+46 8 1", "@x", "a;b\"c", "'t Hart", "a\nb", "#1", "null"})).Draw(t, label)
	return strings.TrimSpace(s)
}

func draw(t *rapid.T, n int) formats.Invoice {
	i := formats.Invoice{
		Kind: rapid.SampledFrom([]formats.DocumentKind{formats.InvoiceDocument, formats.CreditNoteDocument}).Draw(t, "kind"), Number: fmt.Sprintf("F%d", n),
		Issued: date.Of(2026, 1, 7), Currency: rapid.SampledFrom([]money.Currency{"SEK", "NOK", "ISK", "KWD"}).Draw(t, "currency"),
		Note: text(t, "note"), Order: text(t, "order"), BuyerRef: text(t, "buyer"),
		Recipient: formats.Party{ID: "K" + text(t, "id"), Name: "N" + text(t, "name"), Email: text(t, "email"), Phone: text(t, "phone"), Street: text(t, "street"), Street2: text(t, "street 2"),
			PostCode: text(t, "post code"), Town: text(t, "town"), Country: "SE", OrgNo: "5567321707", VATNo: text(t, "vat"), EndpointID: text(t, "endpoint")},
	}
	i.FeeAgreed = rapid.SampledFrom([]formats.Agreed{formats.NotSaid, formats.IsAgreed, formats.NotAgreed}).Draw(t, "fee agreed")
	if rapid.Bool().Draw(t, "due") {
		i.Due = i.Issued.Add(30)
	}
	least := int64(-1e9)
	if i.Kind == formats.CreditNoteDocument {
		least = 0
		i.Refers = rapid.SampledFrom([][]string{nil, {"F0"}, {"F0", "A 1"}}).Draw(t, "refers")
	}
	for k := range rapid.IntRange(0, 3).Draw(t, "lines") {
		l := formats.InvoiceLine{ID: fmt.Sprint(k + 1), Text: text(t, "line"), Amount: rapid.Int64Range(least, 1e9).Draw(t, "amount")}
		i.Net += l.Amount
		i.Lines = append(i.Lines, l)
	}
	if len(i.Lines) == 0 {
		i.Net = rapid.Int64Range(least, 1e9).Draw(t, "net")
	}
	i.VAT = rapid.Int64Range(0, 1e6).Draw(t, "vat amount")
	i.Gross = i.Net + i.VAT
	if i.Gross > 0 {
		i.Prepaid = rapid.Int64Range(0, i.Gross).Draw(t, "prepaid")
	}
	i.Payable = i.Gross - i.Prepaid
	ref := rapid.SampledFrom([]string{"", "10017"}).Draw(t, "reference")
	for _, m := range []formats.PaymentMeans{
		{Code: "30", Ref: ref, Account: formats.Account{ID: "5805-6201", Scheme: "BGNR"}, Bank: "SE:BANKGIRO"},
		{Code: "30", Ref: ref, Account: formats.Account{ID: "286543-4", Scheme: "PGNR"}, Bank: "SE:PLUSGIRO"},
		{Code: "30", Ref: ref, Account: formats.Account{ID: "SE4550000000058398257466", Scheme: "IBAN"}, Bank: "ESSESESS"},
		{Code: "30", Ref: ref, Account: formats.Account{ID: "1503.40.12345", Scheme: "BBAN"}},
	} {
		if rapid.Bool().Draw(t, m.Account.Scheme) {
			i.Means = append(i.Means, m)
		}
	}
	if len(i.Means) == 0 && ref != "" {
		i.Means = append(i.Means, formats.PaymentMeans{Code: "30", Ref: ref})
	}
	return i
}

// What is written reads back as the same, and writes again as the same bytes.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var invoices []formats.Invoice
		for n := range rapid.IntRange(0, 4).Draw(t, "invoices") {
			invoices = append(invoices, draw(t, n))
		}
		for _, form := range []plain.Form{plain.CSV, plain.JSONLines} {
			file, err := written(form, invoices)
			if err != nil {
				t.Fatal(err)
			}
			got, sum, err := all(plain.Reader{Mapping: plain.Mapping{Total: true}}, file)
			if err != nil {
				t.Fatalf("%v\n%s", err, file)
			}
			if diff := cmp.Diff(invoices, got, cmpopts.IgnoreTypes(formats.Origin{}), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("read back differs (-written +read):\n%s\n%s", diff, file)
			}
			if sum.Entries != len(invoices) || !plain.Is(file) {
				t.Fatalf("%+v\n%s", sum, file)
			}
			if again, err := written(form, got); err != nil || !bytes.Equal(file, again) {
				t.Fatalf("written again: %v\n%s", err, again)
			}
		}
	})
}

func good() formats.Invoice {
	return formats.Invoice{Kind: formats.InvoiceDocument, Number: "1", Issued: 20260107, Currency: "SEK", Net: 100, Gross: 100, Payable: 100, Recipient: formats.Party{Name: "Anna"}}
}

func TestWriteRefuses(t *testing.T) {
	for code, change := range map[string]func(*formats.Invoice){
		"kind":            func(i *formats.Invoice) { i.Kind = formats.ReminderDocument },
		"missing":         func(i *formats.Invoice) { i.Number = "" },
		"number":          func(i *formats.Invoice) { i.Number = "#1" },
		"due-early":       func(i *formats.Invoice) { i.Due = 20260106 },
		"payable-differs": func(i *formats.Invoice) { i.Payable++ },
		"lines-differ":    func(i *formats.Invoice) { i.Lines = []formats.InvoiceLine{{Amount: 99}} },
		"refers":          func(i *formats.Invoice) { i.Refers = []string{"a|b"} },
		"means": func(i *formats.Invoice) {
			i.Means = []formats.PaymentMeans{{Ref: "1", Account: formats.Account{ID: "1", Scheme: "BGNR"}}, {Ref: "2", Account: formats.Account{ID: "2", Scheme: "PGNR"}}}
		},
	} {
		i := good()
		change(&i)
		_, err := written(plain.CSV, []formats.Invoice{i})
		var refused *formats.Error
		if !errors.As(err, &refused) || refused.Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
	i := good()
	i.Allowances = []formats.Allowance{{Amount: 20, Reason: "Rabatt"}}
	i.Lines = []formats.InvoiceLine{{ID: "1", Amount: 120}}
	file, err := written(plain.CSV, []formats.Invoice{i})
	if err != nil || !strings.Contains(string(file), ";Rabatt;-0,20") {
		t.Errorf("an allowance is a line: %v\n%s", err, file)
	}
}

// A cell of ours is no formula in anybody's spreadsheet.
func TestNoFormulas(t *testing.T) {
	i := good()
	i.Recipient.Name, i.Note = `=HYPERLINK("http://evil.example")`, "@SUM(1)"
	file, err := written(plain.CSV, []formats.Invoice{i})
	if err != nil || strings.Contains(string(file), ";=") || strings.Contains(string(file), ";@") || strings.Contains(string(file), `;"=`) {
		t.Errorf("%v\n%s", err, file)
	}
}

// The charset is found out by the rows, never by a guess over one of them.
func TestCharsets(t *testing.T) {
	const head = "invoice_number;invoice_date;name;currency;to_pay\n"
	for name, c := range map[string]struct {
		rows string
		want []string
	}{
		"UTF-8":               {"1;2026-01-07;\xc3\x85sa;SEK;1\n2;2026-01-07;Bo;SEK;1\n", []string{"Åsa", "Bo"}},
		"windows-1252":        {"1;2026-01-07;Bo;SEK;1\n2;2026-01-07;\xc5sa;SEK;1\n3;2026-01-07;\x80;SEK;1\n", []string{"Bo", "Åsa", "€"}},
		"both":                {"1;2026-01-07;\xc5sa;SEK;1\n2;2026-01-07;\xc3\x85sa;SEK;1\n", nil},
		"undefined character": {"1;2026-01-07;\x81;SEK;1\n", nil},
	} {
		got, _, err := all(plain.Reader{}, []byte(head+c.rows))
		var names []string
		for _, i := range got {
			names = append(names, i.Recipient.Name)
		}
		if (err != nil) != (c.want == nil) || err == nil && !cmp.Equal(names, c.want) {
			t.Errorf("%s: %q, %v", name, names, err)
		}
	}
	told := plain.Reader{Mapping: plain.Mapping{Charset: "windows-1252"}}
	if got, _, err := all(told, []byte(head+"1;2026-01-07;\xc3\x85;SEK;1\n")); err != nil || got[0].Recipient.Name != "Ã…" {
		t.Errorf("what is told is believed: %+v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"fakturor.csv", "rader.csv", "norsk.csv", "english.tsv", "excel.txt", "invoices.jsonl", "export-of-another-system.csv"} {
		f.Add(load(f, samples, name), false)
		f.Add(load(f, samples, name), true)
	}
	f.Fuzz(func(t *testing.T, b []byte, mapped bool) {
		plain.Is(b)
		var r plain.Reader
		if mapped {
			r.Mapping = another
		}
		got, sum, err := all(r, b)
		var refused *formats.Error
		if err != nil {
			if !errors.As(err, &refused) && err != io.ErrUnexpectedEOF {
				t.Fatalf("%v is no refusal", err)
			}
			return
		}
		net := map[money.Currency]int64{}
		for _, i := range got {
			if i.Number == "" || !i.Issued.Valid() || i.Currency.Decimals() < 0 || i.Gross != i.Net+i.VAT || i.Payable != i.Gross-i.Prepaid+i.Rounding {
				t.Fatalf("%+v", i)
			}
			if i.Kind == formats.CreditNoteDocument {
				net[i.Currency] -= 2 * i.Payable
			}
			net[i.Currency] += i.Payable
		}
		for _, total := range sum.Totals {
			if net[total.Currency] != total.Credit-total.Debit {
				t.Fatalf("%v, want %v", sum.Totals, net)
			}
		}
		if len(got) != sum.Entries {
			t.Fatalf("%d told, %d counted", len(got), sum.Entries)
		}
		if file, err := written(plain.JSONLines, got); err == nil {
			if _, _, err := all(plain.Reader{}, file); err != nil {
				t.Fatalf("what was written is refused: %v\n%s", err, file)
			}
		}
	})
}

// large gives a file of some 8 MB.
func large(b *testing.B, form plain.Form) ([]byte, []formats.Invoice) {
	var invoices []formats.Invoice
	for n := range 30_000 {
		i := formats.Invoice{
			Kind: formats.InvoiceDocument, Number: fmt.Sprint(1_000_000 + n), Issued: 20260107, Due: 20260206, Currency: "SEK", Net: 124840, VAT: 31210, Gross: 156050, Rounding: -50, Payable: 156000,
			Note:      "El & nät, december 2025",
			Recipient: formats.Party{ID: fmt.Sprint("K-", n), Name: "Björks Åkeri AB", OrgNo: "5567321707", Email: "faktura@bjork.example", Street: "Hamnvägen 4", PostCode: "417 05", Town: "Göteborg", Country: "SE"},
			Means:     []formats.PaymentMeans{{Code: "30", Ref: fmt.Sprint(10_000_000 + n), Account: formats.Account{ID: "5805-6201", Scheme: "BGNR"}, Bank: "SE:BANKGIRO"}},
		}
		invoices = append(invoices, i)
	}
	file, err := written(form, invoices)
	if err != nil {
		b.Fatal(err)
	}
	return file, invoices
}

func BenchmarkRead(b *testing.B) {
	for name, form := range map[string]plain.Form{"CSV": plain.CSV, "JSON": plain.JSONLines} {
		b.Run(name, func(b *testing.B) {
			file, invoices := large(b, form)
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				if _, err := plain.Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error { return nil }}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(invoices)*b.N)/b.Elapsed().Seconds(), "invoices/s")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	for name, form := range map[string]plain.Form{"CSV": plain.CSV, "JSON": plain.JSONLines} {
		b.Run(name, func(b *testing.B) {
			file, invoices := large(b, form)
			b.SetBytes(int64(len(file)))
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				w := plain.NewWriter(io.Discard, form)
				for n := range invoices {
					if err := w.Write(&invoices[n]); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
