package pain_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/pain"
)

var update = flag.Bool("update", false, "rewrite golden files")

// samples holds what this room writes and reads, for people to look at.
const samples = "../../testdata/samples/pain"

// payer is the company of all our samples.
var payer = formats.Party{Name: "Alkärret Energi AB", OrgNo: "5560160680", Street: "Storgatan 1", PostCode: "111 22", Town: "Stockholm", Country: "SE"}

// domestic orders what a Swedish company pays: a supplier's bankgiro by OCR, another
// by invoice less a credit note, a plusgiro by text, an account.
func domestic() formats.TransferOrder {
	return formats.TransferOrder{
		MessageID: "GIROD-20260107-0001", Created: "2026-01-07T09:30:00", Initiator: payer,
		Groups: []formats.TransferGroup{{
			ID: "GIROD-20260107-0001-1", On: date.Of(2026, 1, 9), Payer: payer,
			From: formats.Account{ID: "5805-6201", Scheme: "BGNR"}, FromBIC: "HANDSESS", Service: "NURG", Charges: "SHAR",
			Transfer: []formats.Transfer{
				{
					InstructionID: "P-1", EndToEndID: "P-1", Amount: money.Of(156000, money.SEK),
					Payee: formats.Party{Name: "Björks Åkeri & Söner", Street: "Hamnvägen 4", PostCode: "417 05", Town: "Göteborg", Country: "SE"},
					To:    formats.Account{ID: "991-2346", Scheme: "BGNR"}, Ref: "7 123 456 782",
				},
				{
					InstructionID: "P-2", EndToEndID: "P-2", Amount: money.Of(90050, money.SEK),
					Payee: formats.Party{Name: "Papper i Väst"}, To: formats.Account{ID: "5050-1055", Scheme: "BGNR"},
					Invoices: []formats.Ref{
						{Kind: formats.InvoiceNo, Text: []byte("F-2025-881"), Amount: 100000, Priced: true},
						{Kind: formats.CreditNote, Text: []byte("K-2025-12"), Amount: -9950, Priced: true},
					},
				},
				{
					InstructionID: "P-3", EndToEndID: "P-3", Amount: money.Of(100, money.SEK),
					Payee: formats.Party{Name: "Ýmir Łódź–Ægir"}, To: formats.Account{ID: "28 65 43-4", Scheme: "PGNR"}, Text: "Tack! 50 % åter",
				},
				{
					InstructionID: "P-4", EndToEndID: "P-4", Amount: money.Of(1234567890, money.SEK),
					Payee: formats.Party{Name: "Eva Ek", Street: "c/o Alm", Street2: "Gränd 3, 2 tr", PostCode: "903 26", Town: "Umeå", Country: "SE"},
					To:    formats.Account{ID: "6789123456789", Scheme: "BBAN"}, Clearing: "6789", Text: "Refund 1001",
				},
			},
		}},
	}
}

// sepa orders two payments in euro, one with an RF reference.
func sepa() formats.TransferOrder {
	return formats.TransferOrder{
		MessageID: "GIROD-20260107-0002", Created: "2026-01-07T09:31:00+01:00", Initiator: payer,
		Groups: []formats.TransferGroup{{
			ID: "GIROD-20260107-0002-1", On: date.Of(2026, 1, 8), Payer: payer,
			From: formats.Account{ID: "SE45 5000 0000 0583 9825 7466", Scheme: "IBAN"}, Service: "SEPA", Charges: "SLEV",
			Transfer: []formats.Transfer{
				{
					EndToEndID: "P-11", Amount: money.Of(1000000_00, money.EUR), BIC: "NDEAFIHH", Ref: "RF18 5390 0754 7034",
					Payee: formats.Party{Name: "Suomen Sähkö Oy", Town: "Helsinki", Country: "FI"}, To: formats.Account{ID: "FI2112345600000785", Scheme: "IBAN"},
				},
				{
					EndToEndID: "P-12", Amount: money.Of(9, money.EUR), Text: "Rechnung Nr. 17", Purpose: "SUPP",
					Payee: formats.Party{Name: "Müller & Söhne GmbH", Street: "Hauptstraße 5", Town: "Köln", Country: "DE"}, To: formats.Account{ID: "DE89370400440532013000", Scheme: "IBAN"},
				},
			},
		}},
	}
}

// orders are those written in each version, and the bank they are written for.
func orders() map[string]struct {
	order   formats.TransferOrder
	profile pain.Profile
} {
	type o = struct {
		order   formats.TransferOrder
		profile pain.Profile
	}
	strict := pain.Profile{Letters: "åäöÅÄÖ", PlusgiroScheme: "PGNR", GiroText: 25, PriceRefs: true, InitiatorScheme: "BANK", PartyScheme: "BANK", Purpose: map[pain.Kind]string{pain.Bankgiro: "SUPP", pain.Plusgiro: "SUPP"}, Batch: true}
	all := map[string]o{
		"domestic":        {domestic(), pain.Profile{}},
		"domestic-strict": {domestic(), strict},
		"sepa":            {sepa(), pain.Profile{}},
	}
	cgi, _ := pain.ProfileOf("cgi")
	for name, order := range abroad() {
		all[name] = o{order, cgi}
	}
	return all
}

// failer is a test, of one case or of many drawn.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// write gives the bytes of an order that must be writable.
func write(t failer, version string, o formats.TransferOrder, p pain.Profile) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pain.WriteTransfers(&b, version, o, p); err != nil {
		t.Fatalf("WriteTransfers: %v", err)
	}
	return b.Bytes()
}

// validate asks xmllint whether files keep to their schema.
func validate(t *testing.T, version string, files ...[]byte) {
	t.Helper()
	xsd := os.Getenv("GIROD_XSD")
	lint, err := exec.LookPath("xmllint")
	if xsd == "" || err != nil {
		t.Log("GIROD_XSD or xmllint missing: schema not checked")
		return
	}
	dir := t.TempDir()
	args := []string{"--nonet", "--noout", "--schema", filepath.Join(xsd, version+".xsd")}
	for i, file := range files {
		path := filepath.Join(dir, strconv.Itoa(i)+".xml")
		if err := os.WriteFile(path, file, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	if out, err := exec.Command(lint, args...).CombinedOutput(); err != nil {
		t.Errorf("%s is not valid: %v\n%s", version, err, out)
	}
}
