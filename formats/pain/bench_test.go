package pain_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/pain"
)

// many orders n transfers to bankgiros by OCR, with addresses.
func many(n int) formats.TransferOrder {
	g := formats.TransferGroup{ID: "G-1", On: date.Of(2026, 11, 26), Payer: payer, From: iban("SE4550000000058398257466"), FromBIC: "ESSESESS", Service: "NURG"}
	for i := range n {
		id := fmt.Sprintf("P-%06d", i)
		g.Transfer = append(g.Transfer, formats.Transfer{
			InstructionID: id, EndToEndID: id, Amount: money.Of(int64(10000+i), money.SEK), To: formats.Account{ID: "9912346", Scheme: "BGNR"},
			Payee: formats.Party{Name: "Björks Åkeri", Street: "Hamnvägen 4", PostCode: "417 05", Town: "Göteborg", Country: "SE"}, Ref: "7123456782",
		})
	}
	return formats.TransferOrder{MessageID: "M", Created: "2026-11-24T09:30:00", Initiator: payer, Groups: []formats.TransferGroup{g}}
}

// speed reports bytes and payments a second.
func speed(b *testing.B, bytes, payments int) {
	b.SetBytes(int64(bytes))
	b.ReportMetric(float64(payments)*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
}

const enough = 8000 // some 8 MB

func BenchmarkWriteTransfers(b *testing.B) {
	o := many(enough)
	seb, _ := pain.ProfileOf("seb")
	size := len(write(b, "pain.001.001.09", o, seb))
	b.ReportAllocs()
	for b.Loop() {
		if err := pain.WriteTransfers(io.Discard, "pain.001.001.09", o, seb); err != nil {
			b.Fatal(err)
		}
	}
	speed(b, size, enough)
}

func BenchmarkReadTransfers(b *testing.B) {
	file := write(b, "pain.001.001.09", many(enough), pain.Profile{})
	b.ReportAllocs()
	for b.Loop() {
		if _, sum, err := pain.ReadTransfers(bytes.NewReader(file), formats.Limits{}); err != nil || sum.Details != enough {
			b.Fatal(sum, err)
		}
	}
	speed(b, len(file), enough)
}

func BenchmarkConfirm(b *testing.B) {
	o := many(enough)
	file := write(b, "pain.001.001.09", o, pain.Profile{})
	b.ReportAllocs()
	for b.Loop() {
		if err := pain.Confirm(file, o); err != nil {
			b.Fatal(err)
		}
	}
	speed(b, len(file), enough)
}

func BenchmarkReadStatus(b *testing.B) {
	lines := []string{"GrpSts PART", "PmtInf G PART"}
	for i := range 4 * enough {
		lines = append(lines, fmt.Sprintf("Tx P-%06d RJCT", i), "Rsn AC04 the account is closed")
	}
	file := report("pain.002.001.10", "2026-11-24T09:30:00", lines...)
	b.ReportAllocs()
	for b.Loop() {
		if _, sum, err := pain.ReadStatus(strings.NewReader(file), formats.Limits{}); err != nil || sum.Details != 4*enough {
			b.Fatal(sum, err)
		}
	}
	speed(b, len(file), 4*enough)
}
