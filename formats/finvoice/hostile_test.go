package finvoice_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/finvoice"
	"girod/formats/money"
)

// euros writes an amount as Finvoice does.
func euros(tag string, minor int64) string {
	return fmt.Sprintf(`<%s AmountCurrencyIdentifier="EUR">%s</%s>`, tag, strings.Replace(money.Of(minor, money.EUR).Decimal(), ".", ",", 1), tag)
}

// drawn is an invoice as a generator knows it.
type drawn struct {
	rows                       []int64
	net, vat, rounding, prepay int64
	off                        int64 // what EpiInstructedAmount is off by
	credit                     bool
}

// file writes it; a credit note's amounts are negative.
func (d drawn) file() string {
	sign, code := int64(1), "INV01"
	if d.credit {
		sign, code = -1, "INV02"
	}
	var b strings.Builder
	b.WriteString(`<Finvoice Version="3.0"><InvoiceDetails><InvoiceTypeCode>` + code + `</InvoiceTypeCode><OriginCode>Original</OriginCode><InvoiceNumber>7</InvoiceNumber>` +
		`<InvoiceDate Format="CCYYMMDD">20260107</InvoiceDate>`)
	b.WriteString(euros("InvoiceTotalVatExcludedAmount", sign*d.net) + euros("InvoiceTotalVatAmount", sign*d.vat) + euros("InvoiceTotalVatIncludedAmount", sign*(d.net+d.vat)))
	b.WriteString(euros("InvoiceTotalRoundoffAmount", sign*d.rounding) + euros("InvoicePaidAmount", sign*d.prepay))
	b.WriteString(`<PaymentTermsDetails><InvoiceDueDate>20260206</InvoiceDueDate></PaymentTermsDetails></InvoiceDetails>`)
	for _, r := range d.rows {
		b.WriteString("<InvoiceRow>" + euros("RowVatExcludedAmount", sign*r) + "</InvoiceRow>")
	}
	b.WriteString("<EpiDetails><EpiPaymentInstructionDetails>" + euros("EpiInstructedAmount", sign*(d.net+d.vat-d.prepay+d.rounding+d.off)) + "</EpiPaymentInstructionDetails></EpiDetails></Finvoice>")
	return b.String()
}

// Amounts that agree are read without a word, and one cent off is never passed over.
func TestEveryCentCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := drawn{
			rows: rapid.SliceOfN(rapid.Int64Range(0, 1e9), 1, 5).Draw(t, "rows"), vat: rapid.Int64Range(0, 1e8).Draw(t, "vat"),
			rounding: rapid.Int64Range(-49, 50).Draw(t, "rounding"), prepay: rapid.Int64Range(0, 1e6).Draw(t, "prepaid"), credit: rapid.Bool().Draw(t, "credit"),
		}
		for _, r := range d.rows {
			d.net += r
		}
		if d.net+d.vat-d.prepay+d.rounding <= 0 {
			t.Skip("nothing to pay")
		}
		var got formats.Invoice
		sink := formats.Sink{Invoice: func(i *formats.Invoice) error { got = *i; return nil }}
		sum, err := finvoice.Read(strings.NewReader(d.file()), formats.Limits{}, sink)
		if err != nil || len(sum.Findings) > 0 {
			t.Fatalf("%v, %+v\n%s", err, sum, d.file())
		}
		if got.Net != d.net || got.VAT != d.vat || got.Payable != d.net+d.vat-d.prepay+d.rounding || got.Prepaid != d.prepay || got.Rounding != d.rounding {
			t.Fatalf("%+v of %+v", got, d)
		}
		d.off = rapid.SampledFrom([]int64{1, -1, 100}).Draw(t, "off")
		if sum, err = finvoice.Read(strings.NewReader(d.file()), formats.Limits{}, sink); err != nil || d.net+d.vat-d.prepay+d.rounding+d.off != 0 && sum.InDoubt() == nil {
			t.Fatalf("%d off: %v, %+v", d.off, err, sum)
		}
	})
}

// In whatever encoding, it is the same invoice.
func TestEncodings(t *testing.T) {
	text := string(load(t, samples, "invoice-3.0-utf-8.xml"))
	want, _ := read(t, strings.NewReader(text))
	wide := []byte{0xFF, 0xFE}
	for _, c := range utf16.Encode([]rune(strings.Replace(text, "UTF-8", "UTF-16", 1))) {
		wide = append(wide, byte(c), byte(c>>8))
	}
	narrow := []byte{}
	for _, c := range strings.Replace(text, "UTF-8", "ISO-8859-15", 1) {
		narrow = append(narrow, byte(c))
	}
	for name, file := range map[string][]byte{"UTF-16": wide, "ISO-8859-15": narrow, "byte order mark": []byte("\ufeff" + text)} {
		got, _ := read(t, bytes.NewReader(file))
		if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(formats.Origin{})); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if !finvoice.Is(file) {
			t.Errorf("%s is not recognised", name)
		}
	}
}

// over is a stream that begins with one text and then repeats another.
type over struct {
	head, again string
	most        int64
	read        int64
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

// A stream that never says what it should ends at the bound, having held next to nothing.
func TestHostileStreams(t *testing.T) {
	const bound = 32 << 20
	for name, s := range map[string]*over{
		"blanks between":  {head: "<Finvoice/>", again: strings.Repeat(" ", 4096)},
		"a comment":       {head: "<Finvoice><!--", again: strings.Repeat("x", 4096)},
		"frames":          {again: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"/>` + "\n"},
		"elements":        {head: "<Finvoice>", again: "<InvoiceRow><ArticleName>a</ArticleName></InvoiceRow>"},
		"depth":           {again: "<Finvoice>"},
		"a tag":           {head: "<Finvoice ", again: "a b c d e f g h "},
		"attachments":     {again: "<Attachments>AAAA</Attachments>"},
		"text behind":     {head: "<Finvoice/>", again: "text "},
		"a DOCTYPE":       {head: "<!DOCTYPE Finvoice ", again: "x "},
		"open quotes":     {head: `<Finvoice a="`, again: "x "},
		"notes of a book": {head: "<Finvoice><InvoiceDetails>", again: "<InvoiceFreeText>" + strings.Repeat("n", 500) + "</InvoiceFreeText>"},
	} {
		s.most = 2 * bound
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		_, err := finvoice.Read(s, formats.Limits{Bytes: bound, Text: 64 << 10}, formats.Sink{})
		runtime.GC()
		runtime.ReadMemStats(&after)
		var refused *formats.Error
		if !errors.As(err, &refused) || s.read > bound+1<<20 {
			t.Errorf("%s: %v after %d bytes", name, err, s.read)
		}
		if after.HeapAlloc > before.HeapAlloc+16<<20 {
			t.Errorf("%s: %d bytes are held", name, after.HeapAlloc-before.HeapAlloc)
		}
	}
}

// Memory knows an invoice, not the file.
func TestConstantMemory(t *testing.T) {
	one := string(load(t, samples, "framed-2.01.xml"))
	peak := func(n int) (most uint64) {
		seen := 0
		var m runtime.MemStats
		_, err := finvoice.Read(&over{again: one, most: int64((n - 1) * len(one))}, formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error {
			if seen++; seen%(n/4) == 0 {
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
			return nil
		}})
		if err != nil && seen < n-1 {
			t.Fatalf("%d of %d, %v", seen, n, err)
		}
		return most
	}
	small, large := peak(20), peak(1000)
	if large > small+1<<20 {
		t.Errorf("1,000 invoices hold %d bytes, 20 hold %d", large, small)
	}
	if _, err := finvoice.Read(bytes.NewReader(load(t, samples, "batch-of-three.xml")), formats.Limits{Records: 2}, formats.Sink{}); err == nil {
		t.Error("a bound of two invoices did not hold")
	}
}
