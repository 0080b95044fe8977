package pain_test

import (
	"bytes"
	"errors"
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
)

// dues is an association that collects its yearly dues: from two members by SEPA mandate,
// and from a Swedish one by bankgiro number.
func dues() formats.DebitOrder {
	return formats.DebitOrder{
		MessageID: "D-2026-0001", Created: "2026-01-07T10:00:00",
		Initiator: formats.Party{Name: "Sjöstadens Båtklubb", OrgNo: "8020001236"},
		Groups: []formats.DebitGroup{
			{
				ID: "D-2026-0001-1", On: date.Of(2026, 1, 26), Service: "SEPA", Instrument: "CORE", Sequence: "RCUR", CreditorID: "SE97ZZZ8020001236",
				Payee: formats.Party{Name: "Sjöstadens Båtklubb", OrgNo: "8020001236", Town: "Stockholm", Country: "SE"},
				To:    formats.Account{ID: "SE4550000000058398257466", Scheme: "IBAN"}, ToBIC: "ESSESESS",
				Debits: []formats.DirectDebit{
					{
						InstructionID: "I-1", EndToEndID: "M-1-2026", Amount: money.Of(12_500, "EUR"), Payer: formats.Party{Name: "Aino Virtanen"},
						From: formats.Account{ID: "FI2112345600000785", Scheme: "IBAN"}, BIC: "NDEAFIHH",
						Mandate: formats.Mandate{ID: "MANDAT-1", SignedOn: date.Of(2024, 3, 1)}, Ref: "RF332348236",
					},
					{
						EndToEndID: "M-2-2026", Amount: money.Of(1, "EUR"), Payer: formats.Party{Name: "Bo & Åsa Ek"},
						From:    formats.Account{ID: "SE7160000000000123456789", Scheme: "IBAN"},
						Mandate: formats.Mandate{ID: "MANDAT-2", SignedOn: date.Of(2025, 12, 31)}, Text: "Årsavgift 2026",
					},
				},
			},
			{
				ID: "D-2026-0001-2", On: date.Of(2026, 1, 30),
				Payee: formats.Party{Name: "Sjöstadens Båtklubb"}, To: formats.Account{ID: "58056201", Scheme: "BGNR"},
				Debits: []formats.DirectDebit{{
					EndToEndID: "M-3-2026", Amount: money.Of(125_000, "SEK"), Payer: formats.Party{Name: "Cecilia"},
					From: formats.Account{ID: "58398257466", Scheme: "BBAN"}, Ref: "10017",
				}},
			},
		},
	}
}

func writeDebits(t failer, version string, o formats.DebitOrder) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pain.WriteDebits(&b, version, o, pain.Profile{}); err != nil {
		t.Fatalf("WriteDebits: %v", err)
	}
	return b.Bytes()
}

// unplaced leaves out where things stood, and what a reader adds of its own.
var unplaced = cmp.Options{cmpopts.IgnoreTypes(formats.Origin{}), cmpopts.EquateEmpty()}

func TestWriteDebits(t *testing.T) {
	for _, version := range pain.DebitVersions() {
		text := writeDebits(t, version, dues())
		validate(t, version, text)
		sameAsSample(t, "dues."+version+".xml", text)
		got, sum, err := pain.ReadDebits(bytes.NewReader(text), formats.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if len(sum.Findings) > 0 || sum.Entries != 2 || sum.Details != 3 {
			t.Errorf("summary %+v", sum)
		}
		want := dues()
		want.Count, want.Sum = 3, 12_501+125_000
		want.Groups[0].Count, want.Groups[0].Sum = 2, 12_501
		want.Groups[1].Count, want.Groups[1].Sum = 1, 125_000
		want.Groups[0].To.Currency, want.Groups[1].To.Currency = "EUR", "SEK"
		// Written in basic letters, as the banks want it.
		want.Initiator.Name, want.Groups[0].Payee.Name, want.Groups[1].Payee.Name = "Sjostadens Batklubb", "Sjostadens Batklubb", "Sjostadens Batklubb"
		want.Groups[0].Debits[1].Payer.Name, want.Groups[0].Debits[1].Text = "Bo + Asa Ek", "Arsavgift 2026"
		if diff := cmp.Diff(want, *got, unplaced); diff != "" {
			t.Errorf("%s (-written +read):\n%s", version, diff)
		}
	}
}

// sameAsSample compares what was written with a sample, or writes it (-update).
func sameAsSample(t *testing.T, name string, text []byte) {
	t.Helper()
	path := filepath.Join(samples, name)
	if *update {
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(text)); diff != "" {
		t.Errorf("%s (-before +now):\n%s", path, diff)
	}
}

func TestWriteDebitsRefuses(t *testing.T) {
	first := func(change func(*formats.DirectDebit)) func(*formats.DebitOrder) {
		return func(o *formats.DebitOrder) { change(&o.Groups[0].Debits[0]) }
	}
	group := func(change func(*formats.DebitGroup)) func(*formats.DebitOrder) {
		return func(o *formats.DebitOrder) { change(&o.Groups[0]) }
	}
	for _, tt := range []struct {
		code, at string
		change   func(*formats.DebitOrder)
	}{
		{"id", "GrpHdr/MsgId", func(o *formats.DebitOrder) { o.MessageID = "" }},
		{"date", "GrpHdr/CreDtTm", func(o *formats.DebitOrder) { o.Created = "i dag" }},
		{"empty", "PmtInf", func(o *formats.DebitOrder) { o.Groups = nil }},
		{"count", "GrpHdr/NbOfTxs", func(o *formats.DebitOrder) { o.Count = 4 }},
		{"sum", "GrpHdr/CtrlSum", func(o *formats.DebitOrder) { o.Sum = 4 }},
		{"id-twice", "PmtInf[2]/PmtInfId", func(o *formats.DebitOrder) { o.Groups[1].ID = o.Groups[0].ID }},
		{"date", "PmtInf[1]/ReqdColltnDt", group(func(g *formats.DebitGroup) { g.On = 0 })},
		{"creditor-id", "PmtInf[1]/CdtrSchmeId", group(func(g *formats.DebitGroup) { g.CreditorID = "" })},
		{"code", "PmtInf[1]/PmtTpInf/LclInstrm/Cd", group(func(g *formats.DebitGroup) { g.Instrument = "COR1" })},
		{"code", "PmtInf[1]/PmtTpInf/SeqTp", group(func(g *formats.DebitGroup) { g.Sequence = "ONCE" })},
		{"empty", "PmtInf[1]", group(func(g *formats.DebitGroup) { g.Debits = nil })},
		{"sum", "PmtInf[1]/CtrlSum", group(func(g *formats.DebitGroup) { g.Sum = 7 })},
		{"account", "PmtInf[1]/CdtrAcct/Id/IBAN", group(func(g *formats.DebitGroup) { g.To.ID = "SE4550000000058398257467" })},
		{"id-twice", "PmtInf[1]/DrctDbtTxInf[2]/PmtId/EndToEndId", first(func(d *formats.DirectDebit) { d.EndToEndID = "M-2-2026" })},
		{"amount", "PmtInf[1]/DrctDbtTxInf[1]/InstdAmt", first(func(d *formats.DirectDebit) { d.Amount.Minor = 0 })},
		{"currency", "PmtInf[1]/DrctDbtTxInf[1]/InstdAmt", first(func(d *formats.DirectDebit) { d.Amount.Currency = "SEK" })},
		{"mandate", "PmtInf[1]/DrctDbtTxInf[1]/DrctDbtTx/MndtRltdInf", first(func(d *formats.DirectDebit) { d.Mandate.SignedOn = 0 })},
		{"party", "PmtInf[1]/DrctDbtTxInf[1]/Dbtr/Nm", first(func(d *formats.DirectDebit) { d.Payer.Name = "" })},
		{"date", "PmtInf[1]/DrctDbtTxInf[1]", first(func(d *formats.DirectDebit) { d.On = 20260127 })},
		{"remittance", "PmtInf[1]/DrctDbtTxInf[1]/RmtInf", first(func(d *formats.DirectDebit) { d.Text = "och text" })},
		{"reference", "PmtInf[1]/DrctDbtTxInf[1]/RmtInf/Strd/CdtrRefInf/Ref", first(func(d *formats.DirectDebit) { d.Ref = "RF342348236" })},
		{"notice", "PmtInf[1]/DrctDbtTxInf[1]", first(func(d *formats.DirectDebit) { d.Told = true })},
	} {
		o := dues()
		tt.change(&o)
		var b bytes.Buffer
		err := pain.WriteDebits(&b, "pain.008.001.08", o, pain.Profile{})
		var refused *formats.Error
		if !errors.As(err, &refused) || refused.Code != tt.code || refused.At != tt.at {
			t.Errorf("%v, want %s at %s", err, tt.code, tt.at)
		}
		if b.Len() > 0 {
			t.Errorf("%s: %d bytes were written", tt.at, b.Len())
		}
	}
	if err := pain.WriteDebits(&bytes.Buffer{}, "pain.008.001.11", dues(), pain.Profile{}); err == nil {
		t.Error("a version we do not write was written")
	}
}

// TestDebitsSurvive: what is written is what is read, and what is changed behind the
// header's back is found.
func TestDebitsSurvive(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := dues()
		g := &o.Groups[0]
		g.Debits = g.Debits[:0]
		for i := range rapid.IntRange(1, 20).Draw(rt, "debits") {
			d := dues().Groups[0].Debits[i%2]
			d.InstructionID, d.EndToEndID = "", fmt.Sprintf("E-%d", i)
			d.Amount.Minor = rapid.Int64Range(1, 9_999_999_999).Draw(rt, "amount")
			g.Debits = append(g.Debits, d)
		}
		version := rapid.SampledFrom(pain.DebitVersions()).Draw(rt, "version")
		text := writeDebits(rt, version, o)
		got, sum, err := pain.ReadDebits(bytes.NewReader(text), formats.Limits{})
		if err != nil || len(sum.Findings) > 0 {
			rt.Fatalf("%v, %+v", err, sum)
		}
		for i := range g.Debits {
			if d := got.Groups[0].Debits[i]; d.Amount != g.Debits[i].Amount || d.EndToEndID != g.Debits[i].EndToEndID || d.Mandate != g.Debits[i].Mandate {
				rt.Fatalf("read %+v, written %+v", d, g.Debits[i])
			}
		}
		one := g.Debits[0].Amount.Decimal()
		other := money.Of(g.Debits[0].Amount.Minor+1, "EUR").Decimal()
		changed := bytes.Replace(text, []byte(`<InstdAmt Ccy="EUR">`+one+"<"), []byte(`<InstdAmt Ccy="EUR">`+other+"<"), 1)
		if _, sum, err := pain.ReadDebits(bytes.NewReader(changed), formats.Limits{}); err != nil || sum.InDoubt() == nil {
			rt.Fatalf("a changed amount: %v, %+v", err, sum)
		}
	})
}

func TestReadDebitsRefuses(t *testing.T) {
	const file = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.008.001.02"><CstmrDrctDbtInitn>` +
		`<GrpHdr><MsgId>D1</MsgId><CreDtTm>2026-01-07T10:00:00</CreDtTm></GrpHdr><PmtInf><ReqdColltnDt>2026-01-26</ReqdColltnDt>` +
		`<DrctDbtTxInf><InstdAmt Ccy="EUR">6543.14</InstdAmt></DrctDbtTxInf>` +
		`<DrctDbtTxInf><InstdAmt Ccy="EUR">112.72</InstdAmt></DrctDbtTxInf></PmtInf></CstmrDrctDbtInitn></Document>`
	_, sum, err := pain.ReadDebits(strings.NewReader(file), formats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if sum.MessageID != "D1" || sum.Entries != 1 || sum.Details != 2 || len(sum.Totals) != 1 || sum.Totals[0] != (formats.Total{Currency: "EUR", Credit: 665586}) {
		t.Errorf("got %+v", sum)
	}
	for _, tt := range [][3]string{
		{"112.72", "112.725", "amount"}, {"EUR", "EURO", "currency"}, {"2026-01-26", "2026-02-30", "date"},
		{"<ReqdColltnDt>2026-01-26</ReqdColltnDt>", "", "date"}, {`<InstdAmt Ccy="EUR">112.72</InstdAmt>`, "", "amount-missing"}, {"pain.008.001.02", "pain.001.001.03", "not-pain.008"},
	} {
		_, _, err := pain.ReadDebits(strings.NewReader(strings.Replace(file, tt[0], tt[1], 1)), formats.Limits{})
		var refused *formats.Error
		if !errors.As(err, &refused) || refused.Code != tt[2] {
			t.Errorf("%s for %s: %v, want %s", tt[1], tt[0], err, tt[2])
		}
	}
}

func FuzzReadDebits(f *testing.F) {
	for _, version := range pain.DebitVersions() {
		f.Add(writeDebits(f, version, dues()))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		order, sum, err := pain.ReadDebits(bytes.NewReader(text), formats.Limits{})
		if err != nil {
			return
		}
		n := 0
		for _, g := range order.Groups {
			n += len(g.Debits)
		}
		if len(order.Groups) != sum.Entries || n != sum.Details {
			t.Errorf("%d groups and %d collections, summary says %d and %d", len(order.Groups), n, sum.Entries, sum.Details)
		}
	})
}

func manyDues(n int) formats.DebitOrder {
	o := dues()
	for i := range n {
		d := dues().Groups[0].Debits[0]
		d.InstructionID, d.EndToEndID = fmt.Sprintf("I-%d", i+2), fmt.Sprintf("E-%d", i)
		o.Groups[0].Debits = append(o.Groups[0].Debits, d)
	}
	return o
}

func BenchmarkReadDebits(b *testing.B) {
	text := writeDebits(b, "pain.008.001.08", manyDues(8000))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := pain.ReadDebits(bytes.NewReader(text), formats.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteDebits(b *testing.B) {
	o := manyDues(8000)
	b.SetBytes(int64(len(writeDebits(b, "pain.008.001.08", o))))
	b.ReportAllocs()
	for b.Loop() {
		writeDebits(b, "pain.008.001.08", o)
	}
}
