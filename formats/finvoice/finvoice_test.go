package finvoice_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/finvoice"
)

var update = flag.Bool("update", false, "rewrite golden files")

const (
	samples = "../../testdata/samples/finvoice"
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

// read reads a file of any number of invoices.
func read(t testing.TB, r io.Reader) ([]formats.Invoice, *formats.Summary) {
	t.Helper()
	var got []formats.Invoice
	sum, err := finvoice.Read(r, formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error { got = append(got, *i); return nil }})
	if err != nil {
		t.Fatal(err)
	}
	return got, sum
}

// story writes what a reader told, in words for a golden file; what was left empty is
// left out, so that new words do not touch old goldens.
func story(invoices []formats.Invoice, sum *formats.Summary) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s, message %q of %s, %d documents, %d rows, totals %v\n", sum.Format, sum.Version, sum.MessageID, sum.CreatedAt, sum.Entries, sum.Details, sum.Totals)
	for n, i := range invoices {
		tell(&b, fmt.Sprintf("%d", n+1), reflect.ValueOf(i))
	}
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

// Invoices come in (F-INV-IN): alone and framed, one and many, old and new.
func TestSamplesOfOurs(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples, "*.xml"))
	if err != nil || len(files) < 5 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	for _, path := range files {
		file := load(t, path)
		if !finvoice.Is(file) || !finvoice.Is(file[:min(len(file), 2000)]) {
			t.Errorf("%s is not recognised", path)
		}
		invoices, sum := read(t, bytes.NewReader(file))
		golden := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(path), ".xml")+".golden")
		got := story(invoices, sum)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(string(load(t, golden)), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
		if sum.InDoubt() != nil {
			t.Errorf("%s: a good sample is in doubt: %+v", path, sum.Findings)
		}
		again, _ := read(t, iotest.OneByteReader(bytes.NewReader(file)))
		if diff := cmp.Diff(invoices, again); diff != "" {
			t.Errorf("%s read byte by byte:\n%s", path, diff)
		}
	}
}

// The invoices of others, against what an independent reader counted. The old one begins
// with a DOCTYPE, and its advance is a row without VAT.
func TestSamples(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	rows := 0
	for row := range strings.Lines(string(load(t, dir, "MANIFEST.tsv"))) {
		f := strings.Split(strings.TrimRight(row, "\n"), "\t")
		if !strings.HasPrefix(f[0], "finvoice/") {
			continue
		}
		rows++
		invoices, sum := read(t, bytes.NewReader(load(t, dir, f[0])))
		i := invoices[0]
		counts := fmt.Sprint(sum.Entries, " ", sum.Details, " InvoiceTotalVatIncludedAmount ", string(i.Currency), ":", fmt.Sprintf("%d.%02d", i.Payable/100, i.Payable%100))
		if want := fmt.Sprint(f[7], " ", f[8], " ", f[9]); counts != want {
			t.Errorf("%s: %s, want %s", f[0], counts, want)
		}
		if ids := "payment ids=" + i.Means[0].Ref; !strings.Contains(f[len(f)-1], ids) {
			t.Errorf("%s: %s, want %s", f[0], ids, f[len(f)-1])
		}
		if sum.InDoubt() != nil {
			t.Errorf("%s: %+v", f[0], sum.Findings)
		}
	}
	if rows == 0 {
		t.Error("the manifest names no Finvoice")
	}
}

func TestWords(t *testing.T) {
	invoices, sum := read(t, bytes.NewReader(load(t, samples, "batch-of-three.xml")))
	if len(invoices) != 3 || sum.Entries != 3 || sum.Totals[0].Credit != 6417+10417 || sum.Totals[0].Debit != 10417 {
		t.Fatalf("%d invoices, %+v", len(invoices), sum)
	}
	i := invoices[0]
	want := []formats.PaymentMeans{
		{Ref: "202601100", Account: formats.Account{ID: "FI2112345600000785", Scheme: "IBAN"}, Bank: "NDEAFIHH"},
		{Ref: "202601100", Account: formats.Account{ID: "FI9757800750155448", Scheme: "IBAN"}, Bank: "OKOYFIHH"},
	}
	if diff := cmp.Diff(want, i.Means); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if i.Due != date.Of(2026, 2, 6) || i.Net != 8300 || i.VAT != 2117 || i.Gross != 10417 || i.Prepaid != 4000 || i.Payable != 6417 {
		t.Errorf("%+v", i)
	}
	if c := invoices[2]; c.Kind != formats.CreditNoteDocument || c.Payable != 10417 || c.Lines[0].Amount != 7308 || c.Refers[0] != "20260107" {
		t.Errorf("%+v", c)
	}
}

// said puts a reading into one text.
func said(file string) string {
	sum, err := finvoice.Read(strings.NewReader(file), formats.Limits{}, formats.Sink{})
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	for _, f := range sum.Findings {
		fmt.Fprintf(&b, "%s %s: %s\n", map[bool]string{true: "doubt", false: "found"}[f.Doubt], f.Code, f.Text)
	}
	return b.String()
}

func TestGallery(t *testing.T) {
	for name, want := range map[string]string{
		"amount-point":       `55: Finvoice/InvoiceDetails/InvoiceTotalVatIncludedAmount: "104.17": want an amount with a decimal comma`,
		"day":                `InvoiceDate: "7.1.2026": want a day such as 20260107`,
		"order":              `Finvoice: "ORD01": want an invoice or a credit note (InvoiceTypeCode INV01 to INV09)`,
		"two-currencies":     `"SEK": want totals in the invoice's currency EUR`,
		"frame-alone":        `1: want a Finvoice behind the SOAP frame that announces it: the file ends`,
		"frame-order":        `20: Order: "Order": want Finvoice, or the SOAP frame before one, as the root element`,
		"doctype-of-its-own": `<!DOCTYPE`,
		"to-pay-differs":     `doubt payable-differs: EpiInstructedAmount is 104.71, want 104.17`,
		"reference":          `found reference: the reference`,
		"copy":               `doubt copy: OriginCode is Copy`,
		"credit-positive":    `doubt credit-positive: a credit note (INV02) of a positive amount`,
		"two-references":     `doubt reference-differs: the references`,
	} {
		if got := said(string(load(t, gallery, "finvoice-"+name+".xml"))); !strings.Contains(got, want) {
			t.Errorf("%s: %s\nwant … %s", name, got, want)
		}
	}
}

func TestArithmetic(t *testing.T) {
	file := string(load(t, samples, "invoice-3.0-utf-8.xml"))
	for _, c := range []struct{ old, new, want string }{
		{">83,00</InvoiceTotalVatEx", ">83,01</InvoiceTotalVatEx", "found lines-differ"},
		{">83,00</InvoiceTotalVatEx", ">83,01</InvoiceTotalVatEx", "doubt gross-differs"},
		{">21,17</InvoiceTotalVatAm", ">21,16</InvoiceTotalVatAm", "found vat-sum-differs"},
		{">104,15</Epi", ">104,17</Epi", "doubt payable-differs"},
		{">104,17</InvoiceTotalVatIn", ">104,15</InvoiceTotalVatIn", "found rounding-in-gross"},
		{"<VatRatePercent>25,5", "<VatRatePercent>14", "found vat-differs"},
		{"20260206</EpiDate", "20260207</EpiDate", "found due-differs"},
		{">INV01<", ">TES01<", "doubt document-kind: TES01 is a test invoice"},
		{`"IBAN">FI21`, `"IBAN">FI22`, "found iban"},
	} {
		bad := strings.Replace(file, c.old, c.new, 1)
		if bad == file {
			t.Fatalf("%s is not in the file", c.old)
		}
		if got := said(bad); !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", c.new, got, c.want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	file := string(load(t, samples, "framed-2.01.xml"))
	for _, c := range []struct{ old, new, want string }{
		{"<InvoiceNumber>20260108</InvoiceNumber>", "", "want a number (InvoiceNumber)"},
		{">104,17<", ">1e2<", "want an amount with a decimal comma"},
		{">104,17<", ">99999999999999,00<", "want an amount of at most 100000000000.00"},
		{"</Finvoice>", "", "want </Finvoice>"},
		{"</SOAP-ENV:Envelope>", "</SOAP-ENV:Envelop>", "SOAP-ENV:Envelop"},
		{"</SOAP-ENV:Envelope>", "</SOAP-ENV:Envelope>x", "want no text outside the root element"},
		{"<SellerPartyDetails>", "<SellerPartyDetails>&xxe;", "36: "},
	} {
		bad := strings.Replace(file, c.old, c.new, 1)
		if bad == file {
			t.Fatalf("%s is not in the file", c.old)
		}
		_, err := finvoice.Read(strings.NewReader(bad), formats.Limits{}, formats.Sink{})
		var refused *formats.Error
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want … %s", c.new, err, c.want)
		}
	}
	if _, err := finvoice.Read(strings.NewReader(file), formats.Limits{Bytes: 3000}, formats.Sink{}); err == nil || !strings.Contains(err.Error(), "smaller file") {
		t.Errorf("a bound of 3000 bytes: %v", err)
	}
	stop := errors.New("stop")
	if _, err := finvoice.Read(strings.NewReader(file), formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error { return stop }}); err != stop {
		t.Errorf("the sink's error became %v", err)
	}
}

// However many documents stand one after another, with whatever between them that XML
// allows, each is read as if it stood alone.
func TestSplitting(t *testing.T) {
	alone := string(load(t, samples, "credit-2.01.xml"))
	one, _ := read(t, strings.NewReader(alone))
	rapid.Check(t, func(t *rapid.T) {
		var file strings.Builder
		n := rapid.IntRange(1, 4).Draw(t, "documents")
		for range n {
			doc := alone
			if rapid.Bool().Draw(t, "decoys") {
				decoy := rapid.SampledFrom([]string{"<!-- </Finvoice> <Finvoice> -->", "<InvoiceUrlText><![CDATA[</Finvoice><?xml ?>]]></InvoiceUrlText>", `<X a="</Finvoice>>"/>`, `<X a='"/>'></X >`, "<!----><X/><!-- - -->"}).Draw(t, "decoy")
				doc = strings.Replace(doc, "<EpiDetails>", strings.ReplaceAll(decoy, `"</`, `"&lt;/`)+"<EpiDetails>", 1)
			}
			file.WriteString(doc)
			file.WriteString(rapid.SampledFrom([]string{"", "\n\n", " \r\n", "<!-- end -->\n"}).Draw(t, "between"))
		}
		var got []formats.Invoice
		sum, err := finvoice.Read(iotest.HalfReader(strings.NewReader(file.String())), formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error { got = append(got, *i); return nil }})
		if err != nil || len(got) != n || sum.Entries != n {
			t.Fatalf("%d of %d documents, %v", len(got), n, err)
		}
		for _, g := range got {
			if diff := cmp.Diff(one[0], g, cmpopts.IgnoreTypes(formats.Origin{})); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// Attachments come in a document of their own, behind the invoice.
func TestAttachments(t *testing.T) {
	file, frame := string(load(t, samples, "framed-2.01.xml")), string(load(t, gallery, "finvoice-frame-alone.xml"))
	got := said(file + frame + `<Attachments Version="1.0"><AttachmentMessageDetails/></Attachments>` + "\n")
	if got != "found attachment: the attachments sent with the invoice are not kept\n" {
		t.Error(got)
	}
	if got := said(`<Attachments/>` + file); !strings.Contains(got, "want an invoice before its attachments") {
		t.Error(got)
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{
		"":                       false,
		"<Finvoice/>":            true,
		"\n<Finvoice Version=":   false, // cut within the tag
		"<Finvoice xmlns='urn'>": false,
		"<Invoice/><Finvoice/>":  false,
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>` + "\n<Finvoice/>": true,
		`<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/><Order/>`:           false,
	} {
		if finvoice.Is([]byte(text)) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, name := range []string{"framed-2.01", "doctype-1.2", "credit-2.01"} {
		f.Add(load(f, samples, name+".xml"))
	}
	f.Add([]byte("\xff\xfe<\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		finvoice.Is(b)
		n, lines := 0, 0
		sum, err := finvoice.Read(bytes.NewReader(b), formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error {
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
			t.Errorf("%d told of %d rows, %+v", n, lines, sum)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	one := load(b, samples, "framed-2.01.xml")
	large := bytes.Repeat(one, (8<<20)/len(one))
	invoices := 0
	b.SetBytes(int64(len(large)))
	b.ReportAllocs()
	for b.Loop() {
		sum, err := finvoice.Read(bytes.NewReader(large), formats.Limits{}, formats.Sink{})
		if err != nil {
			b.Fatal(err)
		}
		invoices += sum.Entries
	}
	b.ReportMetric(float64(invoices)/b.Elapsed().Seconds(), "invoices/s")
}
