package svefaktura_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/svefaktura"
)

var update = flag.Bool("update", false, "rewrite golden files")

const (
	samples = "../../testdata/samples/svefaktura"
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

// read reads a file of one invoice.
func read(t testing.TB, file []byte) (formats.Invoice, *formats.Summary) {
	t.Helper()
	var got formats.Invoice
	sum, err := svefaktura.Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error { got = *i; return nil }})
	if err != nil {
		t.Fatal(err)
	}
	return got, sum
}

// story writes what a reader told, in words for a golden file; what was left empty is
// left out, so that new words do not touch old goldens.
func story(i formats.Invoice, sum *formats.Summary) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s, %d documents, %d lines, totals %v\n", sum.Format, sum.Version, sum.Entries, sum.Details, sum.Totals)
	tell(&b, "", reflect.ValueOf(i))
	for _, f := range sum.Findings {
		fmt.Fprintf(&b, "finding %s %s (doubt %v): %s\n", f.Code, f.Origin, f.Doubt, f.Text)
	}
	return b.String()
}

func tell(b *strings.Builder, name string, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for n := range v.NumField() {
			if f := v.Field(n); !f.IsZero() {
				tell(b, strings.TrimPrefix(name+"."+v.Type().Field(n).Name, "."), f)
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

// Invoices come in (F-INV-IN): bare, with byte order mark, in Latin-1, in a business document with an
// attachment, and as the attachment itself.
func TestSamplesOfOurs(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples, "*.xml"))
	if err != nil || len(files) < 6 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, path := range files {
		i, sum := read(t, load(t, path))
		golden := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(path), ".xml")+".golden")
		got := story(i, sum)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(load(t, golden)), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		if len(sum.Findings) > 0 {
			t.Errorf("%s: a good sample has findings: %+v", path, sum.Findings)
		}
	}
}

// Our samples keep to the schema, or they would prove nothing.
func TestSchema(t *testing.T) {
	xsd := os.Getenv("GIROD_XSD")
	lint, err := exec.LookPath("xmllint")
	if xsd == "" || err != nil {
		t.Skip("GIROD_XSD or xmllint missing")
	}
	for name, schema := range map[string]string{
		"invoice": "BasicInvoice", "credit": "BasicInvoice", "latin-1": "BasicInvoice", "byte-order-mark": "BasicInvoice", "object-envelope": "ObjectEnvelope",
	} {
		cmd := exec.Command(lint, "--nonet", "--noout", "--schema", filepath.Join(xsd, "svefaktura", "maindoc", "SFTI-"+schema+"-1.0.xsd"), filepath.Join(samples, name+".xml"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// The invoices of others, against what an independent reader counted.
func TestSamples(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	rows := 0
	for row := range strings.Lines(string(load(t, dir, "MANIFEST.tsv"))) {
		f := strings.Split(strings.TrimRight(row, "\n"), "\t")
		if !strings.HasPrefix(f[0], "svefaktura/") {
			continue
		}
		rows++
		i, sum := read(t, load(t, dir, f[0]))
		counts := fmt.Sprint(sum.Entries, " ", sum.Details, " TaxInclusiveTotalAmount ", string(i.Currency), ":", fmt.Sprintf("%d.%02d", i.Payable/100, i.Payable%100))
		if want := fmt.Sprint(f[7], " ", f[8], " ", f[9]); counts != want {
			t.Errorf("%s: %s, want %s", f[0], counts, want)
		}
		if sum.InDoubt() != nil {
			t.Errorf("%s: %+v", f[0], sum.Findings)
		}
	}
	if rows == 0 {
		t.Error("the manifest names no Svefaktura")
	}
}

func TestMeans(t *testing.T) {
	i, _ := read(t, load(t, samples, "invoice.xml"))
	want := []formats.PaymentMeans{
		{Code: "1", Ref: "20260107014", Account: formats.Account{ID: "58056201", Scheme: "BGNR"}, Bank: "SE:BANKGIRO"},
		{Code: "1", Ref: "7700420", Account: formats.Account{ID: "2865434", Scheme: "PGNR"}, Bank: "SE:PLUSGIRO"},
		{Code: "1", Account: formats.Account{ID: "SE4550000000058398257466", Scheme: "IBAN"}, Bank: "ESSESESS"},
	}
	if diff := cmp.Diff(want, i.Means); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if i.Due != date.Of(2026, 2, 6) || i.Payable != 172900 || i.Rounding != 50 || i.Gross != 172850 || i.Net != 139840 || i.VAT != 33010 {
		t.Errorf("%+v", i)
	}
}

// What an envelope brings belongs to the invoice it names, wherever it stands.
func TestAttachments(t *testing.T) {
	file := string(load(t, samples, "with-attachment.xml"))
	i, _ := read(t, []byte(file))
	if len(i.Attachments) != 1 || i.Attachments[0].Name != "faktura.pdf" || i.Attachments[0].MIME != "application/pdf" {
		t.Fatalf("%+v", i.Attachments)
	}
	if pdf, err := i.Attachments[0].Decode(); err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Errorf("%q, %v", pdf, err)
	}
	from, to := strings.Index(file, "<oe:ObjectEnvelope"), strings.Index(file, "</oe:ObjectEnvelope>")+len("</oe:ObjectEnvelope>")
	envelope := file[from:to]
	moved := strings.Replace(file[:from]+file[to:], "<Invoice ", envelope+"<Invoice ", 1)
	j, _ := read(t, []byte(moved))
	if diff := cmp.Diff(i, j, cmpopts.IgnoreTypes(formats.Origin{})); diff != "" {
		t.Errorf("an envelope before its invoice:\n%s", diff)
	}
	large := strings.Replace(file, "JVBERi0xLjQK", strings.Repeat("AAAA", 1<<18)+"JVBERi0xLjQK", 1)
	if _, err := svefaktura.Read(strings.NewReader(large), formats.Limits{Text: 64 << 10}, formats.Sink{}); err == nil || !strings.Contains(err.Error(), "65536") {
		t.Errorf("a megabyte in base64 under a bound of 64 KiB: %v", err)
	}
}

func TestGallery(t *testing.T) {
	for name, want := range map[string]string{
		"amount-comma":          `LegalTotal/TaxInclusiveTotalAmount: "199,88": want a plain amount of at most 2 decimals (SEK)`,
		"no-amount-to-pay":      `Invoice: want what is to be paid (LegalTotal/TaxInclusiveTotalAmount) in the invoice`,
		"two-currencies":        `InvoiceLine[1]: "EUR": want the invoice's currency SEK`,
		"day":                   `IssueDate: "07-01-2026": want a day such as 2026-01-07`,
		"attachment":            `EncodedObject[1]/EncodedData: want an attachment in base64: illegal base64 data at input byte 11`,
		"payable-differs":       `doubt gross-differs: TaxInclusiveTotalAmount is 198.88, want 199.88`,
		"type-code":             `doubt document-kind: InvoiceTypeCode is "393", neither 380 (invoice) nor 381 (credit note)`,
		"credit-negative":       `doubt credit-negative: a credit note (381) of a negative amount`,
		"bankgiro-digit":        `found giro: SE:BANKGIRO 58056202: the check digit does not agree`,
		"attachment-of-another": `found attachment-of-another: the attachments belong to "2026-0999"`,
	} {
		said := ""
		sum, err := svefaktura.Read(bytes.NewReader(load(t, gallery, "svefaktura-"+name+".xml")), formats.Limits{}, formats.Sink{})
		if err != nil {
			said = err.Error()
		} else {
			for _, f := range sum.Findings {
				said += map[bool]string{true: "doubt ", false: "found "}[f.Doubt] + f.Code + ": " + f.Text + "\n"
			}
		}
		if !strings.Contains(said, want) {
			t.Errorf("%s: %s\nwant … %s", name, said, want)
		}
	}
}

func TestArithmetic(t *testing.T) {
	file := string(load(t, samples, "invoice.xml"))
	for _, c := range []struct {
		old, new, code string
		doubt          bool
	}{
		{">1448.40</cbc:LineExt", ">1448.41</cbc:LineExt", "lines-differ", false},
		{">1398.40</cbc:TaxExcl", ">1398.41</cbc:TaxExcl", "net-differs", true},
		{">0.50</cac:RoundOff", ">0.40</cac:RoundOff", "gross-differs", true},
		{">330.10</cbc:TotalTax", ">331.10</cbc:TotalTax", "vat-sum-differs", false},
		{"<cbc:Percent>25.0</cbc:Percent>", "<cbc:Percent>6.0</cbc:Percent>", "", false}, // an allowance's own rate is not counted
		{">312.10</cbc:TaxAmount", ">314.10</cbc:TaxAmount", "vat-differs", false},
		{"<LineItemCountNumeric>2", "<LineItemCountNumeric>3", "count-differs", false},
		{"<cbc:DuePaymentDate>2026-02-06", "<cbc:DuePaymentDate>2026-02-05", "due-differs", false},
	} {
		bad := strings.Replace(file, c.old, c.new, 1)
		if bad == file {
			t.Fatalf("%s is not in the file", c.old)
		}
		_, sum := read(t, []byte(bad))
		found := c.code == "" && len(sum.Findings) == 0
		for _, f := range sum.Findings {
			found = found || f.Code == c.code && f.Doubt == c.doubt && f.Line > 0
		}
		if !found {
			t.Errorf("%s: found %+v, want %s", c.new, sum.Findings, c.code)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	file := string(load(t, samples, "invoice.xml"))
	for _, c := range []struct{ old, new, want string }{
		{"<ID>2026-0107</ID>", "", "want a number (ID)"},
		{"BasicInvoice:1:0", "BasicInvoice:2:0", "there is none in the file"},
		{">1729.00<", ">1.7e3<", "want a plain amount"},
		{">1729.00<", ">99999999999999.00<", "want an amount of at most 100000000000.00"},
		{`amountCurrencyID="SEK">1729.00`, `>1729.00`, "want a currency of ISO 4217 in the attribute amountCurrencyID"},
		{"<cbc:ChargeIndicator>false", "<cbc:ChargeIndicator>no", `"no": want ChargeIndicator true (a charge) or false`},
		{"<cbc:IssueDate>", "<cbc:IssueDate>&xxe;", "xxe"},
		{"</Invoice>", "", "want </Invoice>"},
	} {
		bad := strings.Replace(file, c.old, c.new, 1)
		if bad == file {
			t.Fatalf("%s is not in the file", c.old)
		}
		_, err := svefaktura.Read(strings.NewReader(bad), formats.Limits{}, formats.Sink{})
		var refused *formats.Error
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want … %s", c.new, err, c.want)
		}
	}
	if _, err := svefaktura.Read(strings.NewReader(file), formats.Limits{Records: 3}, formats.Sink{}); err == nil {
		t.Error("a bound of 3 parts did not hold")
	}
	stop := errors.New("stop")
	if _, err := svefaktura.Read(strings.NewReader(file), formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error { return stop }}); err != stop {
		t.Errorf("the sink's error became %v", err)
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"invoice", "credit", "with-attachment", "object-envelope"} {
		f.Add(load(f, samples, name+".xml"))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		n, lines := 0, 0
		sum, err := svefaktura.Read(bytes.NewReader(b), formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error {
			n, lines = n+1, lines+len(i.Lines)
			if i.Number == "" || !i.Issued.Valid() || i.Currency.Decimals() < 0 {
				t.Errorf("%+v", i)
			}
			return nil
		}})
		var refused *formats.Error
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("%v is no refusal", err)
		}
		if err == nil && (n != sum.Entries || lines != sum.Details || n == 0) {
			t.Errorf("%d told of %d lines, %+v", n, lines, sum)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	file := string(load(b, samples, "invoice.xml"))
	from, to := strings.Index(file, "  <cac:InvoiceLine>"), strings.LastIndex(file, "</cac:InvoiceLine>")+len("</cac:InvoiceLine>\n")
	large := []byte(file[:from] + strings.Repeat(file[from:to], (8<<20)/(to-from)) + file[to:])
	lines := 0
	b.SetBytes(int64(len(large)))
	b.ReportAllocs()
	for b.Loop() {
		sum, err := svefaktura.Read(bytes.NewReader(large), formats.Limits{}, formats.Sink{})
		if err != nil {
			b.Fatal(err)
		}
		lines += sum.Details
	}
	b.ReportMetric(float64(lines)/b.Elapsed().Seconds(), "lines/s")
}
