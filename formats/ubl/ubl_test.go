package ubl_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/ubl"
)

var update = flag.Bool("update", false, "rewrite golden files")

// samples holds what this room writes and reads, for people to look at.
const samples = "../../testdata/samples/ubl"

// invoice is a plain Swedish invoice, paid by bankgiro and OCR.
func invoice() formats.Invoice {
	return formats.Invoice{
		Kind: formats.InvoiceDocument, Number: "1001", Issued: date.Of(2026, 1, 7), Due: date.Of(2026, 2, 6), Delivered: date.Of(2025, 12, 31),
		Currency: money.SEK, Net: 124840, VAT: 31210, Gross: 156050, Rounding: -50, Payable: 156000,
		Note: "El & nät, december <2025>", Order: "PO-7", BuyerRef: "Ref 12",
		Issuer: formats.Party{
			Name: "Alkärret Energi AB", OrgNo: "5560160680", VATNo: "SE556016068001", EndpointID: "0007:5560160680", Email: "faktura@alkarret.example",
			Street: "Storgatan 1", PostCode: "111 22", Town: "Stockholm", Country: "SE",
		},
		Recipient: formats.Party{
			ID: "K-77", Name: "Björks Åkeri", OrgNo: "5567321707", EndpointID: "0007:5567321707", Phone: "08-123 45",
			Street: "Hamnvägen 4", Street2: "Port B", PostCode: "417 05", Town: "Göteborg", Country: "SE",
		},
		Means: []formats.PaymentMeans{
			{Code: "30", Ref: "10017", Account: formats.Account{ID: "58056201", Scheme: "BGNR"}, Bank: "SE:BANKGIRO"},
			{Code: "30", Ref: "10017", Account: formats.Account{ID: "SE4550000000058398257466", Scheme: "IBAN"}, Bank: "ESSESESS"},
		},
		Lines: []formats.InvoiceLine{{ID: "1", Text: "El 812 kWh", Amount: 129840}, {ID: "2", Text: "Rabatt", Amount: -5000}},
	}
}

// credit takes half of the invoice back.
func credit() formats.Invoice {
	c := invoice()
	c.Kind, c.Number, c.Refers, c.Rounding = formats.CreditNoteDocument, "1002", []string{"1001"}, 0
	c.Net, c.VAT, c.Gross, c.Payable = 50000, 12500, 62500, 62500
	c.Lines = []formats.InvoiceLine{{ID: "1", Text: "Avdrag", Amount: 50000}}
	c.Means = []formats.PaymentMeans{{Code: "30", Account: formats.Account{ID: "2865434", Scheme: "PGNR"}, Bank: "SE:PLUSGIRO"}}
	return c
}

// validate asks xmllint whether a document keeps to its schema.
func validate(t *testing.T, root string, file []byte) {
	t.Helper()
	xsd := os.Getenv("GIROD_XSD")
	lint, err := exec.LookPath("xmllint")
	if xsd == "" || err != nil {
		t.Log("GIROD_XSD or xmllint missing: schema not checked")
		return
	}
	cmd := exec.Command(lint, "--nonet", "--noout", "--schema", filepath.Join(xsd, "ubl", "maindoc", "UBL-"+root+"-2.1.xsd"), "-")
	cmd.Stdin = bytes.NewReader(file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s is not valid: %v\n%s", root, err, out)
	}
}

// read reads one document.
func read(t testing.TB, file []byte) (formats.Invoice, *formats.Summary) {
	t.Helper()
	var got formats.Invoice
	sum, err := ubl.Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error { got = *i; return nil }})
	if err != nil {
		t.Fatal(err)
	}
	return got, sum
}

// documents are what the samples hold, each in full.
func documents() map[string]*ubl.Document {
	request := plain()
	request.Number, request.Type = "1008", ""
	request.Customization, request.Profile = "urn:fdc:anskaffelser.no:2019:ehf:spec:payment-request:3.0", "urn:fdc:anskaffelser.no:2019:ehf:postaward:g3:07:1.0"
	return map[string]*ubl.Document{
		"full": full(), "full-credit": fullCredit(), "plain": plain(), "credit-of-invoice": creditNote(), "no-kid": norwegian(), "dk-fik": danish(),
		"reverse-charge": untaxed("AE", "Omvänd betalningsskyldighet"), "club-without-vat": untaxed("O", "Ideell förening"),
		"supply-within-the-union": supply(), "ehf-reminder": ehf(), "reminder": plainReminder(), "payment-request": request,
	}
}

// compare holds what was written against the sample of that name.
func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join(samples, name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what was written:\n%s", path, got)
	}
}

// readAll reads one document in full.
func readAll(t testing.TB, file []byte) (*ubl.Document, *formats.Summary) {
	t.Helper()
	var got *ubl.Document
	sum, err := ubl.Documents(bytes.NewReader(file), formats.Limits{}, func(d *ubl.Document) error { got = d; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return got, sum
}

// What is written is valid, is read back as the same document, and written again is the
// same bytes.
func TestDocuments(t *testing.T) {
	for name, d := range documents() {
		t.Run(name, func(t *testing.T) {
			var b, again bytes.Buffer
			if err := ubl.WriteDocument(&b, d); err != nil {
				t.Fatal(err)
			}
			validate(t, d.Root, b.Bytes())
			compare(t, name+".xml", b.Bytes())
			got, sum := readAll(t, b.Bytes())
			if diff := cmp.Diff(d, got, cmpopts.IgnoreTypes(formats.Origin{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("read back differs (-written +read):\n%s", diff)
			}
			if len(sum.Findings) > 0 || sum.Entries != 1 || sum.Totals[0].Credit+sum.Totals[0].Debit != d.Totals.Payable.Minor {
				t.Errorf("summary %+v", sum)
			}
			if err := ubl.WriteDocument(&again, got); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Errorf("written again: %v\n%s", err, again.Bytes())
			}
		})
	}
}

func TestWrite(t *testing.T) {
	for root, inv := range map[string]formats.Invoice{"Invoice": invoice(), "CreditNote": credit()} {
		t.Run(root, func(t *testing.T) {
			var b bytes.Buffer
			if err := ubl.Write(&b, inv); err != nil {
				t.Fatal(err)
			}
			validate(t, root, b.Bytes())
			compare(t, strings.ToLower(root)+".xml", b.Bytes())
			got, sum := read(t, b.Bytes())
			if diff := cmp.Diff(filled(inv), got, cmpopts.IgnoreTypes(formats.Origin{})); diff != "" {
				t.Errorf("read back differs (-written +read):\n%s", diff)
			}
			if len(sum.Findings) > 0 || sum.Version != "BIS 3" || sum.Details != len(inv.Lines) || sum.Totals[0].Credit+sum.Totals[0].Debit != inv.Payable {
				t.Errorf("summary %+v", sum)
			}
		})
	}
}

// filled is what a reader makes of the invoice: what [ubl.Draft] filled in is there.
func filled(inv formats.Invoice) formats.Invoice {
	d, err := ubl.Draft(&inv)
	if err != nil {
		panic(err)
	}
	return d.Invoice()
}

// What the word says survives: an invoice that names everything is projected back to
// itself.
func TestWordRoundTrip(t *testing.T) {
	for name, d := range documents() {
		if d.Root == "Reminder" {
			continue
		}
		want := d.Invoice()
		got, err := ubl.Draft(&want)
		if err != nil {
			t.Fatal(name, err)
		}
		if diff := cmp.Diff(want, got.Invoice(), cmpopts.IgnoreTypes(formats.Origin{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-word +again):\n%s", name, diff)
		}
	}
}

func TestWrittenReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		inv := invoice()
		inv.Currency = rapid.SampledFrom([]money.Currency{"SEK", "EUR", "JPY"}).Draw(t, "currency")
		inv.Note = strings.TrimSpace(rapid.StringMatching(`[ -~åäöÅÄÖ€&<>"]{0,80}`).Draw(t, "note"))
		inv.Net, inv.Lines, inv.Due = 0, nil, date.Of(2026, 3, rapid.IntRange(1, 28).Draw(t, "due"))
		for range rapid.IntRange(1, 4).Draw(t, "lines") {
			l := formats.InvoiceLine{ID: "1", Text: "x", Amount: rapid.Int64Range(-1e9, 1e9).Draw(t, "amount")}
			inv.Net += l.Amount
			inv.Lines = append(inv.Lines, l)
		}
		inv.VAT = inv.Net / 4
		if inv.Net%4 != 0 {
			inv.VAT = 0
		}
		inv.Gross = inv.Net + inv.VAT
		inv.Prepaid = rapid.Int64Range(0, 1e6).Draw(t, "prepaid")
		inv.Payable = inv.Gross - inv.Prepaid + inv.Rounding
		var b bytes.Buffer
		if err := ubl.Write(&b, inv); err != nil {
			t.Fatal(err)
		}
		var got formats.Invoice
		sum, err := ubl.Read(&b, formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error { got = *i; return nil }})
		if err != nil || len(sum.Findings) > 0 {
			t.Fatalf("%+v, %v", sum, err)
		}
		if diff := cmp.Diff(filled(inv), got, cmpopts.IgnoreTypes(formats.Origin{})); diff != "" {
			t.Fatalf("read back differs (-written +read):\n%s", diff)
		}
	})
}

func TestWriteRefuses(t *testing.T) {
	for code, change := range map[string]func(*formats.Invoice){
		"br-co-13":        func(i *formats.Invoice) { i.Lines[0].Amount++ },
		"br-co-15":        func(i *formats.Invoice) { i.Gross++; i.Payable++ },
		"br-co-16":        func(i *formats.Invoice) { i.Payable++ },
		"vat-differs":     func(i *formats.Invoice) { i.VAT++; i.Gross++; i.Payable++ },
		"document-kind":   func(i *formats.Invoice) { i.Kind = "order" },
		"reminder-refers": func(i *formats.Invoice) { i.Kind = formats.ReminderDocument },
		"br-11":           func(i *formats.Invoice) { i.Recipient.Country = "" },
		"br-02":           func(i *formats.Invoice) { i.Number = "" },
		"br-05":           func(i *formats.Invoice) { i.Currency = "KRO" },
		"br-03":           func(i *formats.Invoice) { i.Issued = 20260230 },
	} {
		inv := invoice()
		change(&inv)
		var b bytes.Buffer
		var refused *formats.Error
		if err := ubl.Write(&b, inv); !errors.As(err, &refused) || refused.Code != code || b.Len() > 0 {
			t.Errorf("%s: got %v and %d bytes", code, err, b.Len())
		}
	}
}

// A prefix means nothing, an envelope is looked into, an attachment is read over.
func TestReadForms(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(samples, "invoice.xml"))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := read(t, file)
	same := func(name, form string) {
		t.Helper()
		got, _ := read(t, []byte(form))
		if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(formats.Origin{})); diff != "" {
			t.Errorf("%s differs:\n%s", name, diff)
		}
	}
	plain := string(file)
	renamed := regexp.MustCompile(`\b(cac|cbc):`).ReplaceAllString(plain, "NS3$1:")
	renamed = strings.NewReplacer("xmlns:cac=", "xmlns:NS3cac=", "xmlns:cbc=", "xmlns:NS3cbc=", "<Invoice xmlns=", "<NS3:Invoice xmlns:NS3=", "</Invoice>", "</NS3:Invoice>").Replace(renamed)
	same("prefix", renamed)
	bare := strings.TrimPrefix(plain, `<?xml version="1.0" encoding="UTF-8"?>`)
	same("envelope", `<sh:StandardBusinessDocument xmlns:sh="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"><sh:StandardBusinessDocumentHeader/>`+bare+`</sh:StandardBusinessDocument>`)
	want.Attachments = []formats.Attachment{{ID: "1", MIME: "application/pdf", Base64: strings.Repeat("AAAA", 1<<19)}}
	attachment := `<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode="application/pdf">` +
		strings.Repeat("AAAA", 1<<19) + `</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference><cac:AccountingSupplierParty>`
	same("attachment", strings.Replace(plain, "<cac:AccountingSupplierParty>", attachment, 1))
}

// Documents from before Peppol say the same in other places.
func TestOldForms(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(samples, "plain.xml"))
	if err != nil {
		t.Fatal(err)
	}
	old := strings.NewReplacer(
		"  <cbc:CustomizationID>"+bis3+"</cbc:CustomizationID>", "  <cbc:UBLVersionID>2.0</cbc:UBLVersionID>",
		"  <cbc:DueDate>2026-02-06</cbc:DueDate>\n", "",
		"  <cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>\n", "",
		"<cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>", "<cbc:PaymentMeansCode>31</cbc:PaymentMeansCode><cbc:PaymentDueDate>2026-02-07</cbc:PaymentDueDate>",
		"<cbc:PaymentID>10058</cbc:PaymentID>", "<cbc:PaymentID>10058</cbc:PaymentID><cbc:PaymentID>other</cbc:PaymentID>",
		"<cbc:ID>58056201</cbc:ID>", "<cbc:ID>SE45 5000 0000 0583 9825 7466</cbc:ID>",
		"<cbc:ID>SE:BANKGIRO</cbc:ID>", "<cac:FinancialInstitution><cbc:ID>ESSESESS</cbc:ID></cac:FinancialInstitution>",
		"<cbc:ID>VAT</cbc:ID>", "<cbc:Name>moms</cbc:Name>",
		`<cbc:TaxExclusiveAmount currencyID="SEK">100.00</cbc:TaxExclusiveAmount>`, "",
		`<cbc:TaxInclusiveAmount currencyID="SEK">125.00</cbc:TaxInclusiveAmount>`, "",
		"<cbc:RegistrationName>Björks Åkeri AB</cbc:RegistrationName>", "",
		`<cbc:CompanyID schemeID="0007">5567321707</cbc:CompanyID>`, "<cbc:CompanyID> 556732-1707 </cbc:CompanyID>",
	).Replace(string(file))
	got, sum := read(t, []byte(old))
	if got.Due != date.Of(2026, 2, 7) || got.Currency != money.SEK || got.Means[0].Ref != "10058" || got.Means[0].Bank != "ESSESESS" || got.Means[0].Account.Scheme != "IBAN" ||
		got.Issuer.VATNo != "SE556016068001" || got.Net != 10000 || got.Gross != 12500 || got.Recipient.Name != "Björks Åkeri" || got.Recipient.OrgNo != "5567321707" {
		t.Errorf("%+v", got)
	}
	if sum.Version != "UBL 2.0" || len(sum.Findings) != 1 || sum.Findings[0].Code != "br-05" {
		t.Errorf("%s %+v", sum.Version, sum.Findings)
	}
}

// The root element does not say what a document is.
func TestKinds(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(samples, "invoice.xml"))
	if err != nil {
		t.Fatal(err)
	}
	const bis3 = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
	for custom, want := range map[string]formats.DocumentKind{
		bis3: formats.InvoiceDocument,
		bis3 + "#conformant#urn:fdc:anskaffelser.no:2019:ehf:reminder:3.0": formats.ReminderDocument,
		"urn:fdc:anskaffelser.no:2019:ehf:spec:payment-request:3.0":        formats.PaymentRequestDocument,
		"urn:cen.eu:en16931:2017":                                          formats.InvoiceDocument,
	} {
		got, sum := read(t, []byte(strings.Replace(string(file), bis3, custom, 1)))
		if got.Kind != want || sum.Format != "ubl."+string(want) {
			t.Errorf("%s: %s, %s", custom, got.Kind, sum.Format)
		}
	}
}

// Totals that disagree are found; the payable amount decides whether a person must look.
func TestArithmetic(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(samples, "invoice.xml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		old, new, code string
		doubt          bool
	}{
		{">1298.40</cbc:LineExt", ">1298.41</cbc:LineExt", "br-co-10", false},
		{">1248.40</cbc:TaxExcl", ">1248.41</cbc:TaxExcl", "br-co-13", true},
		{">1560.50</cbc:TaxIncl", ">1560.51</cbc:TaxIncl", "br-co-15", true},
		{">1560.00</cbc:Payable", ">1560.50</cbc:Payable", "br-co-16", true},
		{">1560.50</cbc:TaxIncl", ">1560.00</cbc:TaxIncl", "rounding-in-gross", false},
		{"<cbc:Percent>25<", "<cbc:Percent>24<", "br-co-17", false},
		{"<cbc:Percent>25<", "<cbc:Percent>1e999999999<", "br-co-17", false},
		{">380<", ">381<", "document-kind", true},
		{"<cbc:DueDate>2026-02-06</cbc:DueDate>", "", "due-missing", false},
	} {
		bad := strings.Replace(string(file), c.old, c.new, 1)
		if bad == string(file) {
			t.Fatalf("%s is not in the file", c.old)
		}
		_, sum := read(t, []byte(bad))
		found := false
		for _, f := range sum.Findings {
			found = found || f.Code == c.code && f.Doubt == c.doubt && f.Line > 0
		}
		if !found {
			t.Errorf("%s: found %+v, want %s", c.new, sum.Findings, c.code)
		}
	}
	negative := invoice()
	for _, p := range []*int64{&negative.Net, &negative.VAT, &negative.Gross, &negative.Rounding, &negative.Payable, &negative.Lines[0].Amount, &negative.Lines[1].Amount} {
		*p = -*p
	}
	var b bytes.Buffer
	if err := ubl.Write(&b, negative); err != nil {
		t.Fatal(err)
	}
	if got, sum := read(t, b.Bytes()); got.Payable != -156000 || len(sum.Findings) > 0 {
		t.Errorf("negative invoice: %d, %+v", got.Payable, sum.Findings)
	}
}

func TestReadRefuses(t *testing.T) {
	file, err := os.ReadFile(filepath.Join(samples, "invoice.xml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{">1560.00<", ">1560.005<", `Invoice/LegalMonetaryTotal/PayableAmount: "1560.005": want a plain amount of at most 2 decimals (SEK)`},
		{">1560.00<", ">1.56e3<", `want a plain amount`},
		{">1560.00<", ">99999999999999.00<", `want an amount of at most 100000000000.00`},
		{`currencyID="SEK">1298.40`, `currencyID="EUR">1298.40`, `InvoiceLine[1]: "EUR": want the document's currency SEK`},
		{`currencyID="SEK">1560.00`, `currencyID="NOK">1560.00`, `want totals in the document's currency SEK`},
		{`currencyID="SEK">1560.00`, `>1560.00`, `want a currency of ISO 4217 in the attribute currencyID`},
		{"<cbc:ID>1001</cbc:ID>", "", `want a number (ID)`},
		{"2026-01-07", "7/1 2026", `Invoice/IssueDate: "7/1 2026": want a day such as 2026-01-07`},
		{"<cbc:ProfileID>", "<cbc:ProfileID>" + strings.Repeat("x", 64<<10), `want a text of at most 65536 bytes`},
		{"Invoice-2", "Order-2", `want a UBL Invoice, CreditNote or Reminder: there is none in the file`},
		{"<cbc:ProfileID>", "<cbc:ProfileID>&xxe;", `xxe`},
		{"</Invoice>", "", `want </Invoice>`},
	} {
		bad := strings.Replace(string(file), c.old, c.new, 1)
		if bad == string(file) {
			t.Fatalf("%s is not in the file", c.old)
		}
		_, err := ubl.Read(strings.NewReader(bad), formats.Limits{}, formats.Sink{})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want … %s", c.new, err, c.want)
		}
	}
	if _, err := ubl.Read(bytes.NewReader(file), formats.Limits{Records: 3}, formats.Sink{}); err == nil {
		t.Error("a bound of 3 parts did not hold")
	}
	stop := errors.New("stop")
	if _, err := ubl.Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{Invoice: func(*formats.Invoice) error { return stop }}); err != stop {
		t.Errorf("the sink's error became %v", err)
	}
}

// same holds that two readings are one document.
func same(t interface{ Fatalf(string, ...any) }, want, got any) {
	if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(formats.Origin{}), cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("written and read differs (-was +is):\n%s", diff)
	}
}
