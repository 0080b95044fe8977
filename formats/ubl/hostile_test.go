package ubl_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/ubl"
)

// Every limit holds, and says so.
func TestLimits(t *testing.T) {
	file := func(change func(d *doc)) []byte {
		d := full()
		change(d)
		var b bytes.Buffer
		if err := ubl.WriteDocument(&b, d); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	as := func(d *doc) {}
	large := func(d *doc) { d.Attachments[0].File = pdf + strings.Repeat("AAAA", 1<<18) }
	deep := bytes.Replace(file(as), []byte("<cac:OrderReference>"), []byte(strings.Repeat("<x>", 70)+strings.Repeat("</x>", 70)+"<cac:OrderReference>"), 1)
	for name, c := range map[string]struct {
		file []byte
		l    formats.Limits
		code string
	}{
		"bytes":      {file(large), formats.Limits{Bytes: 1 << 20}, "xml-too-large"},
		"attachment": {file(large), formats.Limits{Text: 1 << 20}, "xml-text"},
		"records":    {file(as), formats.Limits{Records: 10}, "too-many"},
		"depth":      {deep, formats.Limits{}, "xml-depth"},
		"attributes": {bytes.Replace(file(as), []byte(`currencyID="SEK"`), []byte(many(40)+`currencyID="SEK"`), 1), formats.Limits{}, "xml-attributes"},
	} {
		var refused *formats.Error
		_, err := ubl.Read(bytes.NewReader(c.file), c.l, formats.Sink{})
		if !errors.As(err, &refused) || refused.Line == 0 {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if refused.Code != c.code {
			t.Errorf("%s: code %s, want %s", name, refused.Code, c.code)
		}
	}
	if _, err := ubl.Read(bytes.NewReader(file(large)), formats.Limits{}, formats.Sink{}); err != nil {
		t.Error("an attachment of a megabyte:", err)
	}
}

func many(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `a%d="" `, i)
	}
	return b.String()
}

// Findings beyond the limit are counted, and a doubt has room.
func TestManyFindings(t *testing.T) {
	var b bytes.Buffer
	write(t, &b, plain())
	one := strings.Replace(b.String(), "<cbc:Name>Bryggplats</cbc:Name>", "", 1)
	line := one[strings.Index(one, "  <cac:InvoiceLine>"):strings.Index(one, "</Invoice>")]
	file := strings.Replace(one, "</Invoice>", strings.Repeat(line, 300)+"</Invoice>", 1)
	sum, err := ubl.Read(strings.NewReader(file), formats.Limits{Findings: 5}, formats.Sink{})
	if err != nil || len(sum.Findings) != 5 || sum.MoreFindings < 290 || sum.Details != 301 {
		t.Errorf("%d findings, %d more, %v", len(sum.Findings), sum.MoreFindings, err)
	}
}

// A document made to be slow to check is checked in a moment all the same: no rule
// compares everything with everything.
func TestManyParts(t *testing.T) {
	const n = 30_000
	var b bytes.Buffer
	write(t, &b, full())
	plain := b.String()
	cut := func(from, to string) string {
		i := strings.Index(plain, from)
		return plain[i : i+strings.Index(plain[i:], to)+len(to)]
	}
	line := "<cac:InvoiceLine><cbc:LineExtensionAmount currencyID=\"SEK\">1</cbc:LineExtensionAmount><cac:Item><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>25</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item></cac:InvoiceLine>"
	part, total := cut("<cac:TaxSubtotal>", "</cac:TaxSubtotal>"), cut("<cac:AllowanceCharge>", "</cac:AllowanceCharge>")
	file := strings.Replace(plain, "</Invoice>", strings.Repeat(line, n)+"</Invoice>", 1)
	file = strings.Replace(file, part, strings.Repeat(part, n), 1)
	file = strings.Replace(file, total, strings.Repeat(total, n), 1)
	began := time.Now()
	sum, err := ubl.Read(strings.NewReader(file), formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error { return nil }})
	if err != nil || sum.Details != n+4 || sum.MoreFindings < n {
		t.Fatalf("%+v, %v", sum, err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("took %v", took)
	} else {
		t.Log(took)
	}
}

func write(t testing.TB, w io.Writer, d *doc) {
	t.Helper()
	if err := ubl.WriteDocument(w, d); err != nil {
		t.Fatal(err)
	}
}

// Any invoice of several rates, with allowances, credit or not, is written, keeps its
// rules, and is read as it was.
func TestSeveralRates(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := invoice()
		inv.Rounding, inv.Lines, inv.Net, inv.VAT = 0, nil, 0, 0
		if rapid.Bool().Draw(t, "credit") {
			inv.Kind, inv.Refers = formats.CreditNoteDocument, []string{"998"}
		}
		taxable := map[string]int64{}
		rate := func() string { return rapid.SampledFrom([]string{"25", "12", "6"}).Draw(t, "rate") }
		for i := range rapid.IntRange(1, 6).Draw(t, "lines") {
			quantity, price := rapid.Int64Range(1, 500).Draw(t, "quantity"), rapid.Int64Range(0, 1e6).Draw(t, "price")
			l := formats.InvoiceLine{
				ID: fmt.Sprint(i + 1), Text: "El", Quantity: fmt.Sprint(quantity), Unit: "KWH", Price: money.Of(price, money.SEK).Decimal(),
				Amount: quantity * price, Category: "S", Rate: rate(),
			}
			if rapid.Bool().Draw(t, "line's allowance") {
				l.Allowances = []formats.Allowance{{Reason: "Rabatt", Amount: 77}}
				l.Amount -= 77
			}
			taxable[l.Rate] += l.Amount
			inv.Lines = append(inv.Lines, l)
			inv.Net += l.Amount
		}
		for range rapid.IntRange(0, 2).Draw(t, "allowances") {
			a := formats.Allowance{Charge: rapid.Bool().Draw(t, "charge"), Amount: rapid.Int64Range(1, 1e5).Draw(t, "amount"), Reason: "Frakt", Category: "S", Rate: rate()}
			inv.Allowances = append(inv.Allowances, a)
			if !a.Charge {
				taxable[a.Rate], inv.Net = taxable[a.Rate]-a.Amount, inv.Net-a.Amount
			} else {
				taxable[a.Rate], inv.Net = taxable[a.Rate]+a.Amount, inv.Net+a.Amount
			}
		}
		for _, r := range []string{"25", "12", "6"} {
			if net, ok := taxable[r]; ok {
				percent := map[string]int64{"25": 25, "12": 12, "6": 6}[r]
				tax := formats.TaxLine{Category: "S", Rate: r, Net: net, VAT: net * percent / 100}
				inv.Taxes, inv.VAT = append(inv.Taxes, tax), inv.VAT+tax.VAT
			}
		}
		inv.Gross = inv.Net + inv.VAT
		inv.Payable = inv.Gross
		file := []byte("%PDF-1.7\n" + rapid.StringN(0, 40, -1).Draw(t, "pdf"))
		inv.Attachments = []formats.Attachment{formats.Attach("faktura.pdf", "application/pdf", file)}
		var b bytes.Buffer
		if err := ubl.Write(&b, inv); err != nil {
			t.Fatal(err)
		}
		var got formats.Invoice
		sum, err := ubl.Read(&b, formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error { got = *i; return nil }})
		if err != nil || len(sum.Findings) > 0 {
			t.Fatalf("%+v, %v", sum, err)
		}
		same(t, filled(inv), got)
		if back, err := got.Attachments[0].Decode(); err != nil || !bytes.Equal(back, file) {
			t.Fatalf("the PDF came back as %q (%v)", back, err)
		}
	})
}

func TestAttachmentNotBase64(t *testing.T) {
	if _, err := (formats.Attachment{Name: "a.pdf", Base64: "%%%"}).Decode(); err == nil || !strings.Contains(err.Error(), "a.pdf") {
		t.Error(err)
	}
	if file, err := (formats.Attachment{Base64: "SGVq \n\tSGVq"}).Decode(); err != nil || string(file) != "HejHej" {
		t.Errorf("%q, %v", file, err)
	}
}
