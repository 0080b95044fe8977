package pain_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/moov-io/iso20022/pkg/document"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/pain"
)

// plea asks for two transfers of one group and one of another back.
func plea() formats.Recall {
	of := func(id, group, e2e string, minor int64, reason, text string) formats.RecallTransfer {
		return formats.RecallTransfer{
			ID: id, PaymentInfoID: group, InstructionID: "I" + e2e, EndToEndID: e2e, Amount: money.Of(minor, "SEK"), On: date.Of(2026, 1, 8),
			Reason: formats.Reason{Code: reason, Text: text},
		}
	}
	return formats.Recall{
		ID: "R-2026-0001", CaseID: "R-2026-0001", Created: "2026-01-07T10:00:00", Asker: formats.Party{Name: "Sjöstadens Båtklubb", OrgNo: "8020001236"},
		BankBIC: "ESSESESS", OriginalMessageID: "b000001", OriginalMessage: "pain.001.001.09", OriginalCreated: "2026-01-07T09:30:00",
		Transfers: []formats.RecallTransfer{
			of("R1", "b000001-1", "p000001", 125_000, "DUPL", ""),
			of("R2", "b000001-1", "p000002", 1, "CUST", strings.Repeat("Fel mottagare. ", 10)),
			of("R3", "b000001-2", "p000003", 99_99, "FRAD", "Bedrägeri & bluff"),
		},
	}
}

func writeRecall(t failer, version string, r formats.Recall) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pain.WriteRecall(&b, version, r, pain.Profile{}); err != nil {
		t.Fatalf("WriteRecall: %v", err)
	}
	return b.Bytes()
}

// TestWriteRecall writes recalls that moov-io/iso20022, which has the types of the schema
// of .09, reads and finds valid; what it reads is what was written.
func TestWriteRecall(t *testing.T) {
	whole := plea()
	whole.Transfers, whole.Reason = nil, formats.Reason{Code: "DUPL", Text: "Sändes två gånger"}
	for name, r := range map[string]formats.Recall{"recall-transfers": plea(), "recall-message": whole} {
		text := writeRecall(t, "camt.055.001.09", r)
		// Its CancellationReason33Choice wants both arms of a choice: it gets them.
		both := bytes.ReplaceAll(text, []byte("</Cd>\n"), []byte("</Cd><Prtry>x</Prtry>\n"))
		doc, err := document.ParseIso20022Document(both)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if err := doc.Validate(); err != nil {
			t.Errorf("%s is not valid: %v\n%s", name, err, text)
		}
		sameAsSample(t, name+".camt.055.001.09.xml", text)
	}
	// The other generation differs in nothing but its name.
	older := bytes.ReplaceAll(writeRecall(t, "camt.055.001.08", plea()), []byte("camt.055.001.08"), []byte("camt.055.001.09"))
	if !bytes.Equal(older, writeRecall(t, "camt.055.001.09", plea())) {
		t.Error(".08 and .09 differ")
	}
	var seen struct {
		Group []struct {
			ID string `xml:"OrgnlPmtInfId"`
			Tx []struct {
				E2E    string   `xml:"OrgnlEndToEndId"`
				Amount string   `xml:"OrgnlInstdAmt"`
				Text   []string `xml:"CxlRsnInf>AddtlInf"`
			} `xml:"TxInf"`
		} `xml:"CstmrPmtCxlReq>Undrlyg>OrgnlPmtInfAndCxl"`
	}
	if err := xml.Unmarshal(writeRecall(t, "camt.055.001.09", plea()), &seen); err != nil {
		t.Fatal(err)
	}
	if len(seen.Group) != 2 || len(seen.Group[0].Tx) != 2 || seen.Group[0].Tx[0].Amount != "1250.00" || len(seen.Group[0].Tx[1].Text) != 2 || seen.Group[1].Tx[0].E2E != "p000003" {
		t.Errorf("written %+v", seen)
	}
}

func TestWriteRecallRefuses(t *testing.T) {
	for _, tt := range []struct {
		code   string
		change func(*formats.Recall)
	}{
		{"id", func(r *formats.Recall) { r.ID = "" }},
		{"id", func(r *formats.Recall) { r.CaseID = strings.Repeat("x", 36) }},
		{"id", func(r *formats.Recall) { r.OriginalMessageID = "" }},
		{"date", func(r *formats.Recall) { r.Created = "2026" }},
		{"date", func(r *formats.Recall) { r.OriginalCreated = "2026" }},
		{"party", func(r *formats.Recall) { r.Asker.Name = "" }},
		{"bic", func(r *formats.Recall) { r.BankBIC = "SEB" }},
		{"version", func(r *formats.Recall) { r.OriginalMessage = "pain.001" }},
		{"reason", func(r *formats.Recall) { r.Transfers = nil }},
		{"reason", func(r *formats.Recall) { r.Transfers[1].Reason.Code = "OOPS" }},
		{"amount", func(r *formats.Recall) { r.Transfers[1].Amount.Minor = 0 }},
		{"date", func(r *formats.Recall) { r.Transfers[1].On = 0 }},
		{"id-twice", func(r *formats.Recall) { r.Transfers[1].ID = "R1" }},
		{"id-twice", func(r *formats.Recall) { r.Transfers[1].EndToEndID = "p000001" }},
		{"order", func(r *formats.Recall) {
			r.Transfers[1].PaymentInfoID, r.Transfers[2].PaymentInfoID = "b000001-2", "b000001-1"
		}},
	} {
		r := plea()
		tt.change(&r)
		var b bytes.Buffer
		err := pain.WriteRecall(&b, "camt.055.001.09", r, pain.Profile{})
		var refused *formats.Error
		if !errors.As(err, &refused) || refused.Code != tt.code || b.Len() > 0 {
			t.Errorf("%v after %d bytes, want %s", err, b.Len(), tt.code)
		}
	}
	if err := pain.WriteRecall(&bytes.Buffer{}, "camt.055.001.01", plea(), pain.Profile{}); err == nil {
		t.Error("a version we do not write was written")
	}
}

// answered is a bank's answer to the plea: one transfer stopped, one not, a group pending.
func answered(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, "answer.camt.029.001.09.xml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestReadRecallAnswer(t *testing.T) {
	answered := answered(t)
	got, sum, err := pain.ReadRecallAnswer(strings.NewReader(answered), formats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := formats.RecallAnswer{
		MessageID: "BANK-77", Created: "2026-01-08T08:00:00", CaseID: "R-2026-0001", OriginalMessageID: "b000001", Status: "PECR",
		Transfers: []formats.RecalledTransfer{
			{CancellationID: "R1", PaymentInfoID: "b000001-1", InstructionID: "Ip000001", EndToEndID: "p000001", Status: "ACCR"},
			{CancellationID: "R2", PaymentInfoID: "b000001-1", EndToEndID: "p000002", Status: "RJCR", Reasons: []formats.Reason{{Code: "CUST", Text: "Mottagaren vill inte"}}},
			{PaymentInfoID: "b000001-2", Status: "PDCR"},
		},
	}
	if diff := cmp.Diff(want, *got, unplaced); diff != "" {
		t.Errorf("(-want +read):\n%s", diff)
	}
	if sum.Format != "camt.029" || sum.Version != "camt.029.001.09" || sum.Entries != 2 || sum.Details != 2 || len(sum.Findings) != 0 {
		t.Errorf("summary %+v", sum)
	}
	nobody := strings.Replace(answered, "<OrgnlEndToEndId>p000002</OrgnlEndToEndId>", "", 1)
	if _, sum, err := pain.ReadRecallAnswer(strings.NewReader(nobody), formats.Limits{}); err != nil || sum.InDoubt() == nil {
		t.Errorf("a status of nobody: %v, %+v", err, sum)
	}
	silent := `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"><RsltnOfInvstgtn><Assgnmt><Id>X</Id></Assgnmt></RsltnOfInvstgtn></Document>`
	if _, sum, err := pain.ReadRecallAnswer(strings.NewReader(silent), formats.Limits{}); err != nil || sum.InDoubt() == nil {
		t.Errorf("an answer without an answer: %v, %+v", err, sum)
	}
}

func FuzzReadRecallAnswer(f *testing.F) {
	f.Add([]byte(answered(f)))
	f.Fuzz(func(t *testing.T, text []byte) {
		a, sum, err := pain.ReadRecallAnswer(bytes.NewReader(text), formats.Limits{})
		if err == nil && len(a.Transfers) > sum.Entries+sum.Details {
			t.Errorf("%d transfers of %+v", len(a.Transfers), sum)
		}
	})
}

func BenchmarkReadRecallAnswer(b *testing.B) {
	one := answered(b)
	from, to := strings.Index(one, "<TxInfAndSts>"), strings.Index(one, "</OrgnlPmtInfAndSts>")
	text := one[:from] + strings.Repeat(one[from:to], 5000) + one[to:]
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := pain.ReadRecallAnswer(strings.NewReader(text), formats.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWriteRecall(b *testing.B) {
	r := plea()
	one := r.Transfers[2]
	for i := range 5000 {
		one.ID, one.EndToEndID, one.InstructionID = fmt.Sprintf("R-%d", i), fmt.Sprintf("E-%d", i), ""
		r.Transfers = append(r.Transfers, one)
	}
	b.SetBytes(int64(len(writeRecall(b, "camt.055.001.09", r))))
	b.ReportAllocs()
	for b.Loop() {
		writeRecall(b, "camt.055.001.09", r)
	}
}
