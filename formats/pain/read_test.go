package pain_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/pain"
	"girod/formats/reference"
)

// plain is a text that survives any profile.
func plain(most int) *rapid.Generator[string] {
	return rapid.StringMatching(fmt.Sprintf(`[A-Za-z0-9]([A-Za-z0-9 .,:?()'+-]{0,%d}[A-Za-z0-9])?`, most-2)).
		Filter(func(s string) bool { return !strings.Contains(s, "  ") })
}

// road is a country's ways to pay: who pays, in what, to where, by which references.
type road struct {
	from       formats.Account
	bic        string
	currencies []money.Currency
	service    string
	to         []formats.Transfer
	ref        func(t *rapid.T, card string) string
}

// made draws a number and gives it its check digit.
func made(t *rapid.T, fn func(number string) (string, error)) string {
	ref, err := fn(rapid.StringMatching(`[1-9][0-9]{2,13}`).Draw(t, "number"))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func roads() []road {
	return []road{
		{iban("SE4550000000058398257466"), "HANDSESS", []money.Currency{"SEK", "EUR"}, "NURG", []formats.Transfer{
			{To: iban("SE4550000000058398257466")}, {To: iban("SE4550000000058398257466"), BIC: "HANDSESSXXX"},
			{To: formats.Account{ID: "58056201", Scheme: "BGNR"}}, {To: formats.Account{ID: "9912346", Scheme: "BGNR"}},
			{To: formats.Account{ID: "2865434", Scheme: "PGNR"}}, {To: bban("6789123456789"), Clearing: "6789"},
		}, func(t *rapid.T, _ string) string { return rapid.StringMatching(`[0-9]{2,25}`).Draw(t, "ocr") }},
		{iban("NO9386011117947"), "DNBANOKK", []money.Currency{"NOK"}, "NURG", []formats.Transfer{
			{To: bban("86011117947")}, {To: bban("86011117947"), BIC: "DNBANOKK"}, {To: iban("NO9386011117947")},
		}, func(t *rapid.T, _ string) string {
			return made(t, func(n string) (string, error) {
				return reference.MakeKID(n, rapid.SampledFrom([]reference.KID{reference.KIDMod10, reference.KIDMod11}).Draw(t, "rule"))
			})
		}},
		{iban("DK5000400440116243"), "NDEADKKK", []money.Currency{"DKK"}, "", []formats.Transfer{
			{To: bban("00400440116243")}, {To: iban("DK5000400440116243")}, {To: formats.Account{ID: "80123456", Scheme: "FIK71"}}, {To: formats.Account{ID: "80123456", Scheme: "FIK73"}},
			{To: formats.Account{ID: "80123456", Scheme: "FIK75"}}, {To: formats.Account{ID: "1234567", Scheme: "FIK04"}}, {To: formats.Account{ID: "1234567", Scheme: "FIK01"}},
		}, func(t *rapid.T, card string) string {
			if card == "" {
				return "12345678"
			}
			return made(t, func(n string) (string, error) { return reference.MakeFIK(card, n) })
		}},
		{iban("FI2112345600000785"), "NDEAFIHH", []money.Currency{"EUR"}, "SEPA", []formats.Transfer{
			{To: iban("FI2112345600000785")}, {To: iban("FI2112345600000785"), BIC: "NDEAFIHH"},
		}, func(t *rapid.T, _ string) string {
			viite := made(t, reference.MakeViite)
			if rapid.Bool().Draw(t, "rf") {
				viite, _ = reference.MakeRF(viite)
			}
			return viite
		}},
		{iban("SE4550000000058398257466"), "HANDSESS", []money.Currency{"USD", "JPY", "KWD"}, "", []formats.Transfer{
			{To: iban("GB29NWBK60161331926819"), BIC: "NWBKGB2L"}, {To: bban("000123456789"), BIC: "CHASUS33"}, {To: bban("ABC000123456"), BIC: "CHASUS33XXX"},
		}, func(*rapid.T, string) string { return "RF18539007547034" }},
	}
}

// anyTransfer makes a transfer that may be written and reads back as it is.
func anyTransfer(t *rapid.T, n int, c money.Currency, r road) formats.Transfer {
	id := fmt.Sprintf("T-%d", n)
	out := rapid.SampledFrom(r.to).Draw(t, "to")
	out.InstructionID, out.EndToEndID = id, id
	out.Amount = money.Of(rapid.Int64Range(1, 1e13).Draw(t, "minor"), c)
	out.Payee = formats.Party{Name: plain(70).Draw(t, "name")}
	card := strings.TrimPrefix(out.To.Scheme, "FIK")
	if len(card) != 2 {
		card = ""
	}
	if out.Purpose = "SUPP"; out.To.Scheme == "IBAN" || out.To.Scheme == "BBAN" {
		out.Purpose = rapid.SampledFrom([]string{"", "SALA", "SUPP"}).Draw(t, "purpose")
	}
	out.PurposeCode = rapid.SampledFrom([]string{"", "RENT"}).Draw(t, "for")
	out.Regulatory = rapid.SampledFrom([]string{"", "462"}).Draw(t, "reported")
	if out.BIC != "" || rapid.Bool().Draw(t, "address") {
		out.Payee.Street, out.Payee.PostCode = plain(70).Draw(t, "street"), "11122"
		out.Payee.Town, out.Payee.Country = plain(35).Draw(t, "town"), "SE"
		if rapid.Bool().Draw(t, "hybrid") {
			out.Payee.Street2 = plain(70).Draw(t, "second")
		}
	}
	kind := rapid.IntRange(0, 3).Draw(t, "remittance")
	switch {
	case card == "01" || card == "73":
		out.Text = plain(140).Draw(t, "text")
	case card != "" || kind == 1:
		if out.Ref = r.ref(t, card); card == "75" {
			out.Text = plain(140).Draw(t, "text")
		}
	case kind == 2:
		out.Text = plain(140).Draw(t, "text")
	case kind == 3:
		out.Invoices = []formats.Ref{
			{Kind: formats.InvoiceNo, Line: 1, Text: []byte("F1"), Amount: out.Amount.Minor + 5, Priced: true},
			{Kind: formats.CreditNote, Line: 2, Text: []byte("K1"), Amount: -5, Priced: true},
		}
	}
	return out
}

// What is written reads back as it was ordered, with counts and sums, in each version
// and for each kind of payment; so the bytes are confirmed.
func TestWrittenReadsBack(t *testing.T) {
	written := map[string][][]byte{}
	rapid.Check(t, func(t *rapid.T) {
		order := formats.TransferOrder{MessageID: "M", Created: "2026-01-07T09:30:00", Initiator: formats.Party{Name: "We", OrgNo: "5560160680"}}
		r := rapid.SampledFrom(roads()).Draw(t, "road")
		c := rapid.SampledFrom(r.currencies).Draw(t, "currency")
		version := rapid.SampledFrom(pain.Versions()).Draw(t, "version")
		n := 0
		for i := range rapid.IntRange(1, 3).Draw(t, "groups") {
			g := formats.TransferGroup{
				ID: fmt.Sprintf("G-%d", i), On: date.Of(2026, 1, 1+i), Payer: payer, Service: r.service, Charges: rapid.SampledFrom([]string{"", "SHAR"}).Draw(t, "charges"),
				From: formats.Account{ID: r.from.ID, Scheme: "IBAN", Currency: c}, FromBIC: r.bic,
			}
			if r.service == "SEPA" {
				g.Charges = "SLEV"
			}
			for range rapid.IntRange(1, 5).Draw(t, "transfers") {
				n++
				g.Transfer = append(g.Transfer, anyTransfer(t, n, c, r))
				g.Count++
				g.Sum += g.Transfer[g.Count-1].Amount.Minor
				if version == "pain.001.001.09" && rapid.Bool().Draw(t, "tracked") {
					g.Transfer[g.Count-1].UETR = "8a562c67-ca16-48ba-b074-65581be6f001"
				}
			}
			order.Count += g.Count
			order.Sum += g.Sum
			order.Groups = append(order.Groups, g)
		}
		profile := pain.Profile{
			Letters: "åäöÅÄÖ", PriceRefs: rapid.Bool().Draw(t, "priced"),
			PlusgiroScheme: rapid.SampledFrom([]string{"", "PGNR"}).Draw(t, "plusgiro"),
			SlipScheme:     rapid.SampledFrom([]string{"", "OCR"}).Draw(t, "slips"),
		}
		var b bytes.Buffer
		if err := pain.WriteTransfers(&b, version, order, profile); err != nil {
			t.Fatal(err)
		}
		if err := pain.Confirm(b.Bytes(), order); err != nil {
			t.Fatal(err)
		}
		written[version] = append(written[version], bytes.Clone(b.Bytes()))
		back, sum, err := pain.ReadTransfers(&b, formats.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(&order, back, cmpopts.IgnoreTypes(formats.Origin{}), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("read back differs (-ordered +read):\n%s", diff)
		}
		if len(sum.Findings) > 0 || sum.Details != n || sum.Totals[0].Debit != order.Sum || sum.Version != version {
			t.Fatalf("summary %+v", sum)
		}
	})
	for version, files := range written {
		validate(t, version, files...)
	}
}

func TestReadTransfersFindsFalseTotals(t *testing.T) {
	good := string(write(t, "pain.001.001.09", domestic(), pain.Profile{}))
	for _, c := range []struct{ old, new, code, at string }{
		{"<NbOfTxs>4</NbOfTxs>", "<NbOfTxs>5</NbOfTxs>", "count-differs", "GrpHdr"},
		{"<CtrlSum>12348140.40</CtrlSum>", "<CtrlSum>12348139.41</CtrlSum>", "sum-differs", "GrpHdr"},
		{"<CtrlSum>12348140.40</CtrlSum>", "<CtrlSum>1.2e7</CtrlSum>", "sum-differs", "GrpHdr"},
		{`<InstdAmt Ccy="SEK">1.00<`, `<InstdAmt Ccy="SEK">1.01<`, "sum-differs", "PmtInf[1]"},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		if bad == good {
			t.Fatalf("%s is not in the file", c.old)
		}
		_, sum, err := pain.ReadTransfers(strings.NewReader(bad), formats.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if f := sum.InDoubt(); f == nil || f.Code != c.code || f.At != c.at {
			t.Errorf("%s: found %+v, want %s at %s", c.new, sum.Findings, c.code, c.at)
		}
	}
}

func TestReadTransfersRefuses(t *testing.T) {
	good := string(write(t, "pain.001.001.09", domestic(), pain.Profile{}))
	for _, c := range []struct{ old, new, want string }{
		{`>1.00<`, `>1.005<`, `PmtInf[1]/CdtTrfTxInf[3]/Amt/InstdAmt: "1.005": want a plain amount of at most 2 decimals (SEK)`},
		{`>1.00<`, `>1,00<`, `PmtInf[1]/CdtTrfTxInf[3]/Amt/InstdAmt: "1,00": want a plain amount of at most 2 decimals (SEK)`},
		{`Ccy="SEK">1.00<`, `Ccy="KRO">1.00<`, `PmtInf[1]/CdtTrfTxInf[3]/Amt/InstdAmt: "KRO": want a currency of ISO 4217 in the attribute Ccy`},
		{`<InstdAmt Ccy="SEK">1.00</InstdAmt>`, ``, `PmtInf[1]/CdtTrfTxInf[3]: want an amount (InstdAmt or EqvtAmt)`},
		{`<Dt>2026-01-09</Dt>`, `<Dt>9/1 2026</Dt>`, `PmtInf[1]/ReqdExctnDt/Dt: "9/1 2026": want a day such as 2026-01-07`},
		{`pain.001.001.09"`, `pain.008.001.02"`, `Document: "urn:iso:std:iso:20022:tech:xsd:pain.008.001.02": want a pain.001 message`},
		{`</Document>`, ``, `Document: want </Document>: the file ends before it`},
	} {
		bad := strings.Replace(good, c.old, c.new, 1)
		_, _, err := pain.ReadTransfers(strings.NewReader(bad), formats.Limits{})
		if err == nil || !strings.HasSuffix(err.Error(), c.want) {
			t.Errorf("%s: got %v, want … %s", c.new, err, c.want)
		}
	}
}

// A million empty transfers end at the bound, not in memory.
func TestReadTransfersBounds(t *testing.T) {
	good := string(write(t, "pain.001.001.09", domestic(), pain.Profile{}))
	_, _, err := pain.ReadTransfers(strings.NewReader(good), formats.Limits{Records: 3})
	if err == nil || !strings.Contains(err.Error(), "at most 3 transfers") {
		t.Errorf("got %v", err)
	}
}

func FuzzReadTransfers(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join(samples, "*.pain.001.*.xml"))
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		order, sum, err := pain.ReadTransfers(bytes.NewReader(b), formats.Limits{})
		if err != nil {
			return
		}
		if n := len(order.Groups); n != sum.Entries {
			t.Errorf("%d groups, summary says %d", n, sum.Entries)
		}
		for _, g := range order.Groups {
			for _, tr := range g.Transfer {
				if tr.Amount.Minor < 0 || tr.Amount.Currency.Decimals() < 0 || tr.Line < 1 {
					t.Errorf("transfer %+v", tr)
				}
			}
		}
	})
}
