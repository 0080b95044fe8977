package plain_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"girod/formats"
	"girod/formats/plain"
)

var update = flag.Bool("update", false, "rewrite golden files")

const (
	samples = "../../testdata/samples/plain"
	gallery = "../../testdata/errors"
)

func load(t testing.TB, path ...string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// clone copies what belongs to the reader.
func clone(i *formats.Invoice) formats.Invoice {
	c := *i
	c.Means, c.Lines, c.Refers = append(c.Means[:0:0], c.Means...), append(c.Lines[:0:0], c.Lines...), append(c.Refers[:0:0], c.Refers...)
	return c
}

// all reads a file and gives its invoices.
func all(r plain.Reader, file []byte) ([]formats.Invoice, *formats.Summary, error) {
	var got []formats.Invoice
	sum, err := r.Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error { got = append(got, clone(i)); return nil }})
	return got, sum, err
}

// story writes what a reader told, in words for a golden file; what was left empty is
// left out.
func story(invoices []formats.Invoice, sum *formats.Summary) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d invoices, %d lines, totals %v\n", sum.Version, sum.Entries, sum.Details, sum.Totals)
	for n, i := range invoices {
		tell(&b, fmt.Sprintf("%d", n+1), reflect.ValueOf(i))
	}
	return b.String()
}

func tell(b *strings.Builder, name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for n := range v.NumField() {
			if f := v.Field(n); !f.IsZero() {
				tell(b, name+"."+v.Type().Field(n).Name, f)
			}
		}
	case reflect.Slice:
		for n := range v.Len() {
			tell(b, fmt.Sprintf("%s[%d]", name, n), v.Index(n))
		}
	default:
		fmt.Fprintf(b, "%s: %v\n", name, v)
	}
}

// another is how the export of another system is read, as configuration would have it.
var another = plain.Mapping{
	Columns: map[string]string{"Fakt.nr": "invoice_number", "Kund": "customer_number", "Kundnamn": "name", "Fakturadat": "invoice_date",
		"Förf.dat": "due_date", "Totalt": "gross", "OCR/Ref": "ocr"},
	Ignore: []string{"Saldo", "Makulerad"}, Defaults: map[string]string{"currency": "SEK", "bankgiro": "5805-6201"},
	Separator: "semicolon", Decimal: "comma", Date: "D.M.YYYY", Credits: "negative",
}

// Invoices come in (F-INV-IN): CSV and JSON Lines, three languages, three charsets, a foreign export.
func TestSamplesOfOurs(t *testing.T) {
	for name, mapping := range map[string]plain.Mapping{
		"fakturor.csv": {}, "rader.csv": {}, "norsk.csv": {}, "english.tsv": {}, "excel.txt": {}, "invoices.jsonl": {}, "export-of-another-system.csv": another,
	} {
		file := load(t, samples, name)
		if is := plain.Is(file); is != (name != "export-of-another-system.csv" && name != "excel.txt") {
			t.Errorf("%s: recognised %v", name, is)
		}
		invoices, sum, err := all(plain.Reader{Mapping: mapping}, file)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		golden := filepath.Join("testdata", name+".golden")
		got := story(invoices, sum)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(load(t, golden)), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		n := 0
		_, err = plain.Reader{Mapping: mapping}.Read(iotest.OneByteReader(bytes.NewReader(file)), formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error { n++; return nil }})
		if err != nil || n != len(invoices) {
			t.Errorf("%s byte by byte: %d, %v", name, n, err)
		}
	}
}

// What a customer is told is what we read.
func TestReadmeExamples(t *testing.T) {
	text := string(load(t, samples, "README.md"))
	for n, block := range strings.Split(text, "```") {
		if n%2 == 0 {
			continue
		}
		_, file, _ := strings.Cut(block, "\n")
		if invoices, _, err := all(plain.Reader{}, []byte(file)); err != nil || len(invoices) != 1 {
			t.Errorf("%s\n%d invoices, %v", file, len(invoices), err)
		}
	}
	for column := range strings.SplitSeq("invoice_number kind invoice_date due_date delivery_date currency net vat gross prepaid rounding to_pay reference credits concerns order "+
		"buyer_reference fee_agreed customer_number name org_number vat_number email phone street street_2 post_code town country e_invoice_address bankgiro plusgiro iban bic account line line_text line_amount", " ") {
		if !strings.Contains(text, "`"+column+"`") {
			t.Errorf("the README does not tell of %s", column)
		}
	}
}

// Every wrong file is refused in words that a clerk, or the sender, can act on.
func TestGallery(t *testing.T) {
	for name, want := range map[string]string{
		"ambiguous.csv":       `3: column to_pay: "1,000": want an amount that can be read in one way: say decimal=comma or decimal=point`,
		"heading-unknown.csv": `2: row: "forfallodag": want the name of a column of girod-invoices 1`,
		"version.csv":         `1: "2": want version 1 of the layout girod-invoices`,
		"total-count.csv":     `4: total: "2": want the number of invoices in the file, 1`,
		"total-missing.csv":   `want the row #total with count and sum at the end`,
		"gross-differs.csv":   `3: column to_pay: "100.00": want net and vat together, less prepaid and with rounding, 101.00`,
		"lines-differ.csv":    `3: column net: "80.00": want the sum of the invoice's lines, 75.00`,
		"currency.csv":        `3: column currency: "kr": want a currency of ISO 4217`,
		"two-charsets.csv":    `4: want characters in UTF-8, as in the rows before`,
		"quote.csv":           `3: "tum\";100,00": want the end of the field behind its last quote`,
		"float.jsonl":         `2: column to_pay: "99.99999999999999": want an amount such as`,
	} {
		_, _, err := all(plain.Reader{}, load(t, gallery, "plain-"+name))
		var refused *formats.Error
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v\nwant … %s", name, err, want)
		}
		if !plain.Is(load(t, gallery, "plain-"+name)) {
			t.Errorf("%s is not recognised", name)
		}
	}
	_, _, err := all(plain.Reader{}, load(t, gallery, "plain-many-wrong-rows.csv"))
	want := `4: column invoice_date: "2026-13-01": want a day such as 2026-01-07
  also 5: column name: want a name
  also 6: column to_pay: "10x": want an amount such as 1560,00 or 1560.00
  also 7: row: "5;2026-01-07;2026-02-06;Dan;80,00;20,00": want as many columns as the heading has, 7; this row has 6`
	if err == nil || err.Error() != want {
		t.Errorf("many wrong rows:\n%v\nwant\n%s", err, want)
	}
}

const heading = "invoice_number;invoice_date;name;currency;to_pay\n"

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"nothing":           {"", "want a heading of column names"},
		"no separator":      {"hello\nworld\n", "want a heading of column names with semicolons"},
		"a column twice":    {"nr;fakturanr;number;issued;name;to_pay\n", `"nr"`},
		"twice":             {"fakturanr;number;issued;name;to_pay\n", "want each column once"},
		"no number":         {"issued;name;to_pay\n", "want a column of invoice numbers"},
		"no date":           {"number;name;to_pay\n", "want a column of invoice dates"},
		"no amount":         {"number;issued;name\n", "want a column of what is to be paid"},
		"no number in row":  {heading + ";2026-01-07;A;SEK;1\n", "want an invoice number"},
		"fee agreed":        {"fee_agreed;" + heading + "maybe;1;2026-01-07;A;SEK;1\n", "want yes or no"},
		"number twice":      {heading + "1;2026-01-07;A;SEK;1\n1;2026-01-07;B;SEK;2\n", "want a number that the row before does not have"},
		"kind":              {"kind;" + heading + "order;1;2026-01-07;A;SEK;1\n", "want invoice or credit"},
		"negative credit":   {"kind;" + heading + "credit;1;2026-01-07;A;SEK;-1\n", "want a credit note's amounts without minus"},
		"due early":         {"due;" + heading + "2026-01-06;1;2026-01-07;A;SEK;1\n", "want a due date not before the invoice's own, 2026-01-07"},
		"time of day":       {heading + "1;2026-01-07 23:30;A;SEK;1\n", "want a day such as"},
		"decimals mixed":    {heading + "1;2026-01-07;A;SEK;1,50\n2;2026-01-07;A;SEK;1.50\n", "want decimals written as in the rows before, with ,"},
		"setting":           {"#girod-invoices;1;decimals=comma\n", `decimals in the first row: "comma": want a setting (charset`},
		"setting's value":   {"#girod-invoices;1;decimal=dot\n", `want one of comma, point`},
		"date's form":       {"#girod-invoices;1;date=DD.MM.YY\n", "want a form of dates such as"},
		"behind the total":  {heading + "1;2026-01-07;A;SEK;1\n#total;1;1\n2;2026-01-07;A;SEK;1\n", "want nothing behind the row #total"},
		"sum":               {heading + "1;2026-01-07;A;SEK;1\n#total;1;2\n", `"2": want the sum of the invoices less credit notes, 1.00`},
		"sum of which":      {heading + "1;2026-01-07;A;SEK;1\n2;2026-01-07;A;EUR;1\n#total;2;2\n", "want a currency behind the sum"},
		"sum of one only":   {heading + "1;2026-01-07;A;SEK;1\n2;2026-01-07;A;EUR;1\n#total;1;1;SEK\n", "want a row #total for the invoices in EUR too"},
		"data like remark":  {heading + "#1;2026-01-07;A;SEK;1\n", "want #total, or a remark with a blank behind its #"},
		"quote that stays":  {heading + "1;2026-01-07;\"A;SEK;1\n", "want a quote that ends"},
		"first row late":    {heading + "#girod-invoices;1\n", "stands first"},
		"NUL":               {heading + "1;2026-01-07;A\x00;SEK;1\n", "without NUL"},
		"JSON cut short":    {`{"girod-invoices":1}` + "\n" + `{"invoice_number":"1"`, "want a comma or }"},
		"JSON twice":        {`{"girod-invoices":1}` + "\n" + `{"name":"1","name":"2"}`, `"name": want each name once`},
		"JSON name":         {`{"girod-invoices":1}` + "\n" + `{"nome":"1"}`, `"nome": want a name of girod-invoices 1`},
		"JSON version":      {`{"girod-invoices":3}`, `"3": want version 1`},
		"JSON behind":       {`{"girod-invoices":1}` + "\n" + `{"name":"1"} x`, "want the end of the line"},
		"JSON number":       {`{"girod-invoices":1,"currency":"SEK"}` + "\n" + `{"number":"1","issued":"2026-01-07","name":"A","to_pay":1e3}`, `"1e3": want an amount`},
		"another's columns": {"Fakt.nr;Fakturadat\n1;2\n", `"Fakt.nr": want the name of a column`},
	} {
		_, _, err := all(plain.Reader{}, []byte(c.file))
		var refused *formats.Error
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v\nwant … %s", name, err, c.want)
		}
	}
	if _, err := plain.Read(strings.NewReader(heading+strings.Repeat("1;2026-01-07;A;SEK;x\n", 50)), formats.Limits{}, formats.Sink{}); err == nil || strings.Count(err.Error(), "also") != 19 || !strings.Contains(err.Error(), "20 wrong rows were enough") {
		t.Errorf("fifty wrong rows: %v", err)
	}
	stop := &formats.Error{Code: "stop"}
	if _, err := plain.Read(strings.NewReader(heading+"1;2026-01-07;A;SEK;1\n"), formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error { return stop }}); err != stop {
		t.Errorf("the sink's error became %v", err)
	}
	if _, err := plain.Read(iotest.ErrReader(stop), formats.Limits{}, formats.Sink{}); err == nil {
		t.Error("a broken source was read")
	}
}

func TestMappingCheck(t *testing.T) {
	if err := another.Check(); err != nil {
		t.Error(err)
	}
	for want, m := range map[string]plain.Mapping{
		`columns: "betald"`:  {Columns: map[string]string{"Saldo": "betald"}},
		`header: "foo"`:      {Header: []string{"number", "", "foo"}},
		`line_text: "x"`:     {Defaults: map[string]string{"line_text": "x"}},
		`separator: "pipe"`:  {Separator: "pipe"},
		`decimal: ","`:       {Decimal: ","},
		`date: "MM/YYYY"`:    {Date: "MM/YYYY"},
		`charset: "cp437"`:   {Charset: "cp437"},
		`credits_are: "red"`: {Credits: "red"},
	} {
		if err := m.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	file := "7,x,2026-01-07,A,12.50\n"
	m := plain.Mapping{Header: []string{"number", "", "issued", "name", "to_pay"}, Separator: "comma", Defaults: map[string]string{"currency": "SEK"}}
	if got, _, err := all(plain.Reader{Mapping: m}, []byte(file)); err != nil || len(got) != 1 || got[0].Payable != 1250 {
		t.Errorf("a file without heading: %+v, %v", got, err)
	}
}

// Memory does not know the size of the file.
func TestConstantMemory(t *testing.T) {
	peak := func(n int) uint64 {
		var m runtime.MemStats
		most := uint64(0)
		seen := 0
		_, err := plain.Read(&repeat{head: heading, n: n}, formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error {
			if seen++; seen%(n/4) == 0 {
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
			return nil
		}})
		if err != nil || seen != n {
			t.Fatalf("%d of %d, %v", seen, n, err)
		}
		return most
	}
	small, large := peak(1000), peak(100_000)
	if large > small+1<<20 {
		t.Errorf("100,000 invoices hold %d bytes, 1,000 hold %d", large, small)
	}
}

// repeat is a file of n invoices that is nowhere as a whole.
type repeat struct {
	head string
	n, i int
	rest string
}

func (r *repeat) Read(p []byte) (int, error) {
	if r.rest == "" {
		switch {
		case r.head != "":
			r.rest, r.head = r.head, ""
		case r.i == r.n:
			return 0, io.EOF
		default:
			r.i++
			r.rest = fmt.Sprintf("%d;2026-01-07;Björks Åkeri AB;SEK;1 560,00\n", r.i)
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// TestNumbersAreTheIssuers: a file of several associations may bring the same number of two of them,
// one after the other; a row that does not repeat whose it is goes on with the invoice at hand.
func TestNumbersAreTheIssuers(t *testing.T) {
	const (
		heading = "#girod-invoices;1;currency=SEK\ninvoice_number;supplier;invoice_date;due_date;to_pay;name"
		day     = ";2026-01-07;2026-02-06;"
	)
	for _, c := range []struct{ name, file, want string }{
		{"two issuers", heading + "\n1001;802000-1247" + day + "100.00;Anna\n1001;802000-1262" + day + "200.00;Bo\n", "8020001247 1001 10000, 8020001262 1001 20000, "},
		{"one issuer, spelt in two ways", heading + "\n1001;802000-1247" + day + "100.00;Anna\n1001;8020001247" + day + "200.00;Bo\n", "number-twice"},
		{"not said whose", heading + "\n1001;8020001247" + day + "100.00;Anna\n1001;" + day + "200.00;Bo\n", "number-twice"},
		{"lines, said once", heading + ";line_text;line_amount\n1001;802000-1247" + day + "100.00;Anna;a;60.00\n1001;;;;;;b;40.00\n1001;8020001262" + day + "200.00;Bo;a;200.00\n",
			"8020001247 1001 10000, 8020001262 1001 20000, "},
		{"objects", `{"girod-invoices":1,"currency":"SEK"}` + "\n" +
			`{"invoice_number":"1001","supplier":"8020001247","invoice_date":"2026-01-07","due_date":"2026-02-06","to_pay":"100.00","name":"Anna"}` + "\n" +
			`{"invoice_number":"1001","supplier":"8020001262","invoice_date":"2026-01-07","due_date":"2026-02-06","to_pay":"200.00","name":"Bo"}` + "\n", "8020001247 1001 10000, 8020001262 1001 20000, "},
	} {
		t.Run(c.name, func(t *testing.T) {
			invoices, _, err := all(plain.Reader{}, []byte(c.file))
			got := ""
			for _, i := range invoices {
				got += fmt.Sprintf("%s %s %d, ", i.Issuer.OrgNo, i.Number, i.Payable)
			}
			if refused := (*formats.Error)(nil); errors.As(err, &refused) {
				got = refused.Code
			} else if err != nil {
				t.Fatal(err)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
