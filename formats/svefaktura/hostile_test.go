package svefaktura_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/svefaktura"
)

// kronor writes an amount as Svefaktura does.
func kronor(tag string, minor int64) string {
	return fmt.Sprintf(`<%s amountCurrencyID="SEK">%s</%s>`, tag, money.Of(minor, money.SEK).Decimal(), tag)
}

// drawn is an invoice as a generator knows it.
type drawn struct {
	lines                    []int64
	allowance, charge        int64
	net, vat, rounding, owed int64
}

func (d drawn) file() string {
	var b strings.Builder
	b.WriteString(`<Invoice xmlns="urn:sfti:documents:BasicInvoice:1:0" xmlns:cac="urn:sfti:CommonAggregateComponents:1:0" xmlns:cbc="urn:oasis:names:tc:ubl:CommonBasicComponents:1:0">` +
		`<ID>7</ID><cbc:IssueDate>2026-01-07</cbc:IssueDate><InvoiceTypeCode>380</InvoiceTypeCode><cac:PaymentMeans><cbc:DuePaymentDate>2026-02-06</cbc:DuePaymentDate></cac:PaymentMeans>`)
	fmt.Fprintf(&b, `<AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>%s</AllowanceCharge>`, kronor("cbc:Amount", d.allowance))
	fmt.Fprintf(&b, `<AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>%s</AllowanceCharge>`, kronor("cbc:Amount", d.charge))
	fmt.Fprintf(&b, `<cac:TaxTotal>%s</cac:TaxTotal>`, kronor("cbc:TotalTaxAmount", d.vat))
	sum := int64(0)
	for _, l := range d.lines {
		sum += l
	}
	fmt.Fprintf(&b, `<cac:LegalTotal>%s%s%s%s</cac:LegalTotal>`, kronor("cbc:LineExtensionTotalAmount", sum), kronor("cbc:TaxExclusiveTotalAmount", d.net),
		kronor("cbc:TaxInclusiveTotalAmount", d.owed), kronor("cac:RoundOffAmount", d.rounding))
	for _, l := range d.lines {
		fmt.Fprintf(&b, `<cac:InvoiceLine>%s</cac:InvoiceLine>`, kronor("cbc:LineExtensionAmount", l))
	}
	b.WriteString("</Invoice>")
	return b.String()
}

// Amounts that agree are read without a word, and one öre off is never passed over.
func TestEveryOreCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn{
			lines: rapid.SliceOfN(rapid.Int64Range(-1e9, 1e9), 1, 5).Draw(t, "lines"), vat: rapid.Int64Range(0, 1e8).Draw(t, "vat"), rounding: rapid.Int64Range(-49, 50).Draw(t, "rounding"),
			allowance: rapid.Int64Range(0, 1e6).Draw(t, "allowance"), charge: rapid.Int64Range(0, 1e6).Draw(t, "charge"),
		}
		for _, l := range d.lines {
			d.net += l
		}
		d.net += d.charge - d.allowance
		d.owed = d.net + d.vat + d.rounding
		var got formats.Invoice
		sink := formats.Sink{Invoice: func(i *formats.Invoice) error { got = *i; return nil }}
		sum, err := svefaktura.Read(strings.NewReader(d.file()), formats.Limits{}, sink)
		if err != nil || len(sum.Findings) > 0 {
			t.Fatalf("%v, %+v\n%s", err, sum, d.file())
		}
		if got.Net != d.net || got.VAT != d.vat || got.Payable != d.owed || got.Rounding != d.rounding || got.Gross != d.net+d.vat {
			t.Fatalf("%+v of %+v", got, d)
		}
		which := rapid.SampledFrom([]*int64{&d.owed, &d.vat, &d.net, &d.rounding, &d.allowance}).Draw(t, "which")
		*which += rapid.SampledFrom([]int64{1, -1}).Draw(t, "off")
		if sum, err = svefaktura.Read(strings.NewReader(d.file()), formats.Limits{}, sink); err == nil && sum.InDoubt() == nil {
			t.Fatalf("one öre off and no doubt: %+v\n%s", sum, d.file())
		}
	})
}

// In whatever encoding and with whatever prefixes, it is the same invoice.
func TestEncodings(t *testing.T) {
	text := string(load(t, samples, "invoice.xml"))
	want, _ := read(t, []byte(text))
	wide := []byte{0xFE, 0xFF}
	for _, c := range utf16.Encode([]rune(strings.Replace(text, "UTF-8", "UTF-16", 1))) {
		wide = append(wide, byte(c>>8), byte(c))
	}
	narrow := []byte{}
	for _, c := range strings.Replace(text, "UTF-8", "windows-1252", 1) {
		narrow = append(narrow, byte(c))
	}
	prefixed := strings.NewReplacer("cac:", "a:", "xmlns:cac", "xmlns:a", "cbc:", "b:", "xmlns:cbc", "xmlns:b").Replace(text)
	for name, file := range map[string][]byte{"UTF-16": wide, "windows-1252": narrow, "byte order mark": []byte("\ufeff" + text), "prefixes": []byte(prefixed)} {
		got, _ := read(t, file)
		if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(formats.Origin{})); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// What is attached to an attachment stays closed, and what is broken in one is refused in
// its place.
func TestAttachedInvoice(t *testing.T) {
	wrap := func(data, mime string) string {
		return `<ObjectEnvelope xmlns="urn:sfti:documents:ObjectEnvelope:1:0"><EncodedObject><EncodedData mimeCode="` + mime + `">` + base64.StdEncoding.EncodeToString([]byte(data)) +
			`</EncodedData></EncodedObject></ObjectEnvelope>`
	}
	invoice := string(load(t, samples, "invoice.xml"))
	for name, c := range map[string]struct{ file, want string }{
		"once":       {wrap(invoice, "application/xml"), "2026-0107"},
		"unsaid":     {wrap(invoice, ""), "2026-0107"},
		"twice":      {wrap(wrap(invoice, ""), ""), "there is none in the file"},
		"not as XML": {wrap(invoice, "application/pdf"), "there is none in the file"},
		"broken":     {wrap(strings.Replace(invoice, ">1729.00<", ">1729,00<", 1), "text/xml"), `EncodedObject[1]/EncodedData/Invoice/LegalTotal/TaxInclusiveTotalAmount: "1729,00"`},
		"cut short":  {wrap(strings.TrimSuffix(strings.TrimSpace(invoice), "</Invoice>"), "text/xml"), "EncodedObject[1]/EncodedData/"},
	} {
		said := ""
		if _, err := svefaktura.Read(strings.NewReader(c.file), formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error { said = i.Number; return nil }}); err != nil {
			said = err.Error()
		}
		if !strings.Contains(said, c.want) {
			t.Errorf("%s: %s, want %s", name, said, c.want)
		}
	}
}

// over is a stream that begins with one text and then repeats another.
type over struct {
	head, again string
	most, read  int64
}

func (o *over) Read(p []byte) (int, error) {
	if o.head == "" {
		o.head = strings.Repeat(o.again, 1+4096/len(o.again))
	}
	if o.read > o.most {
		return 0, io.EOF
	}
	n := copy(p, o.head)
	o.head, o.read = o.head[n:], o.read+int64(n)
	return n, nil
}

// A stream that never says what it should ends at a bound.
func TestHostileStreams(t *testing.T) {
	const bound = 32 << 20
	open := `<Invoice xmlns="urn:sfti:documents:BasicInvoice:1:0" xmlns:cac="urn:sfti:CommonAggregateComponents:1:0" xmlns:cbc="urn:oasis:names:tc:ubl:CommonBasicComponents:1:0">`
	for name, s := range map[string]*over{
		"lines":    {head: open, again: `<cac:InvoiceLine><cbc:LineExtensionAmount amountCurrencyID="SEK">1</cbc:LineExtensionAmount></cac:InvoiceLine>`},
		"means":    {head: open, again: "<cac:PaymentMeans/>"},
		"invoices": {head: "<a>", again: drawn{lines: []int64{1}, net: 1, owed: 1}.file()},
		"objects":  {head: `<ObjectEnvelope xmlns="urn:sfti:documents:ObjectEnvelope:1:0">`, again: "<EncodedObject><EncodedData>AAAA</EncodedData></EncodedObject>"},
		"base64":   {head: `<ObjectEnvelope xmlns="urn:sfti:documents:ObjectEnvelope:1:0"><EncodedObject><EncodedData>`, again: "AAAA"},
		"depth":    {again: open},
		"nothing":  {head: "<a>", again: "<b/>"},
	} {
		s.most = 2 * bound
		_, err := svefaktura.Read(s, formats.Limits{Bytes: bound, Text: 64 << 10}, formats.Sink{})
		var refused *formats.Error
		if !errors.As(err, &refused) || s.read > bound+1<<20 {
			t.Errorf("%s: %v after %d bytes", name, err, s.read)
		}
	}
	if _, err := svefaktura.Read(bytes.NewReader(load(t, samples, "invoice.xml")), formats.Limits{Depth: 3}, formats.Sink{}); err == nil {
		t.Error("a bound of three elements in one another did not hold")
	}
}
