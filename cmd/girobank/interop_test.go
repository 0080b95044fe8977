package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/cmd/girobank/bank"
	"girod/formats"
	"girod/formats/codec"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/pain"
)

// The bank shares no code with girod's formats, so each is the other's witness:
// what girod orders the bank takes, and what the bank reports girod reads without
// a word of doubt, to the same öre.
func TestBankAndGirodUnderstandEachOther(t *testing.T) {
	for statement, version := range map[string]string{"02": "pain.001.001.03", "08": "pain.001.001.09"} {
		status := map[string]string{"02": "03", "08": "10"}[statement]
		b, err := bank.Open(t.TempDir(), bank.Options{Today: date.Of(2026, 1, 7), Statement: statement, Status: status, Closed: []string{"2865434"}})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		var order bytes.Buffer
		if err := pain.WriteTransfers(&order, version, payout(), pain.Profile{Letters: "åäöÅÄÖ"}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(b.Folder("bank", "outbox"), "o.xml"), order.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Pay([]bank.Invoice{
			{Number: "F 1", Ref: "10017", Amount: 1560_00, Due: date.Of(2026, 1, 8), Debtor: "Åsa <Öberg> & Co", Habit: bank.Several},
			{Number: "F 2", Ref: "10025", Amount: 1, Due: date.Of(2026, 1, 8), Debtor: "Åsa <Öberg> & Co", Habit: bank.Several},
			{Number: "F 3", Ref: "10033", Amount: 99_50, Due: date.Of(2026, 1, 8), IBAN: "SE3550000000054910000003", Habit: bank.InText},
		}); err != nil {
			t.Fatal(err)
		}
		if err := b.Step(date.Of(2026, 1, 14)); err != nil {
			t.Fatal(err)
		}
		k, err := b.Books()
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range k.Transfers {
			if want := map[string]bank.TransferState{"P-3": bank.Returned}[x.EndToEndID]; x.State != want && (want != "" || x.State != bank.Executed) {
				t.Errorf("%s: the bank did not execute %+v", version, x)
			}
		}
		agree(t, b, k)
	}
}

// payout orders to a bankgiro by OCR, to another by invoice, to a plusgiro and to
// an account.
func payout() formats.TransferOrder {
	us := formats.Party{Name: "Exempel AB", OrgNo: "5560160680", Town: "Stockholm", Country: "SE"}
	them := formats.Party{Name: "Björks Åkeri & Söner", Street: "Hamnvägen 4", PostCode: "417 05", Town: "Göteborg", Country: "SE"}
	return formats.TransferOrder{
		MessageID: "GIROD-1", Created: "2026-01-07T09:30:00", Initiator: us,
		Groups: []formats.TransferGroup{{
			ID: "GIROD-1-1", On: date.Of(2026, 1, 9), Payer: us, From: formats.Account{ID: "5050-1055", Scheme: "BGNR"}, FromBIC: "TESTSESS", Charges: "SHAR",
			Transfer: []formats.Transfer{
				{EndToEndID: "P-1", Amount: money.Of(156000, money.SEK), Payee: them, To: formats.Account{ID: "991-2346", Scheme: "BGNR"}, Ref: "100 17"},
				{EndToEndID: "P-2", Amount: money.Of(90050, money.SEK), Payee: them, To: formats.Account{ID: "5050-1055", Scheme: "BGNR"},
					Invoices: []formats.Ref{{Kind: formats.InvoiceNo, Text: []byte("F-2025-881"), Amount: 90050, Priced: true}}},
				{EndToEndID: "P-3", Amount: money.Of(100, money.SEK), Payee: formats.Party{Name: "Plus"}, To: formats.Account{ID: "28 65 43-4", Scheme: "PGNR"}, Text: "Tack"},
				{EndToEndID: "P-4", Amount: money.Of(250000, money.SEK), Payee: formats.Party{Name: "Eva Ek"}, To: formats.Account{ID: "6789123456789", Scheme: "BBAN"}, Clearing: "6789", Text: "Refund 1001"},
			},
		}},
	}
}

// agree reads everything the bank sent and holds it against its books.
func agree(t *testing.T, b *bank.Bank, k *bank.Books) {
	t.Helper()
	kinds, noticed := map[string]int{}, map[string]int64{}
	for _, sent := range k.Sent {
		f, err := os.Open(filepath.Join(b.Folder("bank", "inbox"), sent.Name))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := codec.Read(f, sent.Name, formats.Limits{}, formats.Sink{Payment: func(p *formats.Payment) error {
			if strings.HasPrefix(sent.Kind, "camt.054") {
				noticed[string(p.BankRef)] = p.Amount
			}
			return nil
		}})
		f.Close()
		if err != nil {
			t.Errorf("%s: %v", sent.Name, err)
			continue
		}
		kinds[sum.Format]++
		if len(sum.Findings) > 0 {
			t.Errorf("%s: %+v", sent.Name, sum.Findings)
		}
		for _, s := range k.Statements {
			if s.File != sent.Name {
				continue
			}
			var got formats.Total
			if len(sum.Booked) > 0 {
				got = sum.Booked[0]
			}
			read := sum.Statements[0]
			if got.Credit != int64(s.Credits) || got.Debit != int64(s.Debits) || read.Opening.Amount.Minor != int64(s.Opening) || read.Closing.Amount.Minor != int64(s.Closing) {
				t.Errorf("%s: girod reads %+v %+v, the bank's books say %+v", sent.Name, got, read, s)
			}
		}
	}
	if kinds["camt.053"] != len(k.Statements) || kinds["camt.054"] == 0 || kinds["pain.002"] != 2 {
		t.Errorf("read %v of %d files", kinds, len(k.Sent))
	}
	for _, p := range k.Payments {
		if noticed[p.Ref] != int64(p.Amount) {
			t.Errorf("payment %s of %s: girod was told of %d", p.Ref, p.Amount, noticed[p.Ref])
		}
	}
}
