package pain_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/pain"
)

func TestKindOf(t *testing.T) {
	se, no := iban("SE4550000000058398257466"), iban("NO9386011117947")
	for _, c := range []struct {
		name    string
		want    pain.Kind
		from    formats.Account
		service string
		t       formats.Transfer
	}{
		{"bankgiro", pain.Bankgiro, se, "URGP", formats.Transfer{To: formats.Account{Scheme: "BGNR"}}},
		{"plusgiro", pain.Plusgiro, se, "", formats.Transfer{To: formats.Account{Scheme: "PGNR"}}},
		{"slip", pain.Slip, se, "", formats.Transfer{To: formats.Account{Scheme: "FIK04"}}},
		{"home by IBAN", pain.Account, se, "", formats.Transfer{To: se, Amount: money.Of(1, "SEK")}},
		{"home by clearing", pain.Account, se, "", formats.Transfer{To: bban("1"), Clearing: "6789", Amount: money.Of(1, "NOK")}},
		{"home by currency", pain.Account, no, "", formats.Transfer{To: bban("1"), Amount: money.Of(1, "NOK")}},
		{"home by bank", pain.Account, no, "", formats.Transfer{To: bban("1"), BIC: "DNBANOKK", Amount: money.Of(1, "USD")}},
		{"from a giro", pain.Account, formats.Account{ID: "58056201", Scheme: "BGNR"}, "NURG", formats.Transfer{To: se, Amount: money.Of(1, "SEK")}},
		{"wages", pain.Salary, se, "", formats.Transfer{To: se, Purpose: "SALA", Amount: money.Of(1, "SEK")}},
		{"pension", pain.Salary, no, "NURG", formats.Transfer{To: no, Purpose: "PENS", Amount: money.Of(1, "NOK")}},
		{"euro to a member", pain.SEPA, se, "", formats.Transfer{To: iban("DE89370400440532013000"), Amount: money.Of(1, "EUR")}},
		{"euro at home", pain.SEPA, se, "", formats.Transfer{To: se, Amount: money.Of(1, "EUR")}},
		{"euro to no member", pain.CrossBorder, se, "", formats.Transfer{To: iban("TR330006100519786457841326"), Amount: money.Of(1, "EUR")}},
		{"said to be SEPA", pain.SEPA, se, "SEPA", formats.Transfer{To: no, Amount: money.Of(1, "NOK")}},
		{"kroner abroad", pain.CrossBorder, se, "", formats.Transfer{To: no, Amount: money.Of(1, "NOK")}},
		{"nobody knows where", pain.CrossBorder, se, "", formats.Transfer{To: bban("1"), Amount: money.Of(1, "USD")}},
		{"urgent", pain.Urgent, se, "URGP", formats.Transfer{To: se, Amount: money.Of(1, "SEK")}},
		{"same day, alone", pain.Urgent, se, "NURG", formats.Transfer{To: se, Service: "SDVA", Amount: money.Of(1, "SEK")}},
	} {
		if got := pain.KindOf(&formats.TransferGroup{From: c.from, Service: c.service}, &c.t); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// What no bank takes of each kind is refused at its place, before a byte is written.
func TestKindsRefuse(t *testing.T) {
	first := func(change func(*formats.Transfer)) func(*formats.TransferOrder) {
		return func(o *formats.TransferOrder) { change(&o.Groups[0].Transfer[0]) }
	}
	swedbank, _ := pain.ProfileOf("swedbank")
	few := pain.Profile{PerFile: 1}
	alone := pain.Profile{PerGroup: 1}
	narrow := pain.Profile{Takes: map[string][]pain.Kind{"pain.001.001.09": {pain.Bankgiro}}}
	for _, c := range []struct {
		order, code, at string
		profile         pain.Profile
		change          func(*formats.TransferOrder)
	}{
		{"norway", "reference", "/RmtInf/Strd/CdtrRefInf/Ref", pain.Profile{}, first(func(t *formats.Transfer) { t.Ref = "1234567898" })},
		{"norway", "account", "/CdtrAcct/Id/Othr/Id", pain.Profile{}, first(func(t *formats.Transfer) { t.To.ID = "86011117948" })},
		{"norway", "remittance", "/RmtInf", pain.Profile{}, first(func(t *formats.Transfer) { t.Text = "and words" })},
		{"denmark", "reference", "/RmtInf/Strd/CdtrRefInf/Ref", pain.Profile{}, first(func(t *formats.Transfer) { t.Ref = "12344" })},
		{"denmark", "remittance", "/RmtInf", pain.Profile{}, first(func(t *formats.Transfer) { t.To.Scheme = "FIK73" })},
		{"denmark", "remittance", "/RmtInf", pain.Profile{}, first(func(t *formats.Transfer) { t.Ref, t.Text = "", "words" })},
		{"denmark", "account", "/CdtrAcct/Id/Othr/Id", pain.Profile{}, first(func(t *formats.Transfer) { t.To.ID = "8012345" })},
		{"denmark", "account", "/CdtrAcct/Id", pain.Profile{}, first(func(t *formats.Transfer) { t.To.Scheme = "FIK77" })},
		{"denmark", "currency", "/Amt/InstdAmt", pain.Profile{}, func(o *formats.TransferOrder) {
			o.Groups[0].Transfer = o.Groups[0].Transfer[:1]
			o.Groups[0].Transfer[0].Amount.Currency = money.EUR
			o.Groups[0].Count, o.Groups[0].Sum, o.Count, o.Sum = 0, 0, 0, 0
		}},
		{"denmark", "account", "/CdtrAcct/Id/Othr/Id", pain.Profile{}, func(o *formats.TransferOrder) {
			o.Groups[0].Transfer = o.Groups[0].Transfer[2:]
			o.Groups[0].Transfer[0].To.ID = "0040-116243"
		}},
		{"finland", "reference", "/RmtInf/Strd/CdtrRefInf/Ref", pain.Profile{}, first(func(t *formats.Transfer) { t.Ref = "1234562" })},
		{"finland", "code", "/ChrgBr", pain.Profile{}, func(o *formats.TransferOrder) { o.Groups[0].Charges = "SHAR" }},
		{"finland", "account", "/CdtrAcct", pain.Profile{}, func(o *formats.TransferOrder) {
			o.Groups[0].Service = "SEPA"
			o.Groups[0].Transfer[0].To = bban("12345600000785")
		}},
		{"urgent", "currency", "/Amt/InstdAmt", pain.Profile{}, func(o *formats.TransferOrder) { o.Groups[0].Service = "SEPA" }},
		{"salary", "clearing", "/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId", pain.Profile{}, first(func(t *formats.Transfer) { t.Clearing = "" })},
		{"salary", "salary-to-giro", "/PmtTpInf/CtgyPurp/Cd", pain.Profile{}, first(func(t *formats.Transfer) { t.To = formats.Account{ID: "9912346", Scheme: "BGNR"} })},
		{"cross-border", "bic", "/CdtrAgt/FinInstnId", pain.Profile{}, first(func(t *formats.Transfer) { t.BIC = "" })},
		{"cross-border", "E_ADDRESS_UNSTRUCTURED", "/Cdtr/PstlAdr", pain.Profile{}, first(func(t *formats.Transfer) { t.Payee.Town = "" })},
		{"cross-border", "E_ADDRESS_UNSTRUCTURED", "/Cdtr/PstlAdr", pain.Profile{}, first(func(t *formats.Transfer) { t.Payee = formats.Party{Name: "Widgets"} })},
		{"cross-border", "code", "/ChrgBr", pain.Profile{}, func(o *formats.TransferOrder) { o.Groups[0].Charges = "SLEV" }},
		{"cross-border", "code", "/RgltryRptg/Dtls/Cd", pain.Profile{}, first(func(t *formats.Transfer) { t.Regulatory = "12345678901" })},
		{"cross-border", "code", "/Purp/Cd", pain.Profile{}, first(func(t *formats.Transfer) { t.PurposeCode = "SERVICES" })},
		{"cross-border", "uetr", "/PmtId/UETR", pain.Profile{}, first(func(t *formats.Transfer) { t.UETR = "8a562c67-ca16-18ba-b074-65581be6f001" })},
		{"norway", "kind", "", narrow, func(*formats.TransferOrder) {}},
		{"norway", "too-many", "GrpHdr/NbOfTxs", few, func(*formats.TransferOrder) {}},
		{"norway", "too-many", "PmtInf[1]/NbOfTxs", alone, func(*formats.TransferOrder) {}},
		{"salary", "E_ADDRESS_UNSTRUCTURED", "/Cdtr/PstlAdr", swedbank, func(*formats.TransferOrder) {}},
		{"salary", "party-id", "PmtInf[1]/Dbtr/Id", swedbank, func(o *formats.TransferOrder) { o.Groups[0].Payer.OrgNo = "" }},
		{"salary", "party-id", "GrpHdr/InitgPty/Id", swedbank, func(o *formats.TransferOrder) { o.Initiator.OrgNo = "" }},
		{"domestic", "giro-from-account", "/CdtrAcct", swedbank, func(o *formats.TransferOrder) { o.Groups[0].From = iban("SE4550000000058398257466") }},
		{"domestic", "reference", "/RmtInf/Strd/CdtrRefInf/Ref", pain.Profile{}, first(func(t *formats.Transfer) { t.Ref = "F-2025-881" })},
		{"domestic", "reference-many", "PmtInf[1]/CdtTrfTxInf[2]/RmtInf", pain.Profile{OneRef: true}, func(o *formats.TransferOrder) {
			lines := o.Groups[0].Transfer[1].Invoices
			lines[0].Kind = formats.CreditorRef
			lines[1] = formats.Ref{Kind: formats.CreditorRef, Text: []byte("17"), Amount: -9950, Priced: true}
			lines[0].Amount, lines[1].Amount = 80050, 10000
		}},
	} {
		t.Run(c.order+" "+c.code+" "+c.at, func(t *testing.T) {
			o := abroad()[c.order]
			if c.order == "domestic" {
				o = domestic()
			}
			c.change(&o)
			at := c.at
			if strings.HasPrefix(at, "/") || at == "" {
				at = "PmtInf[1]/CdtTrfTxInf[1]" + at
			}
			err := pain.WriteTransfers(io.Discard, "pain.001.001.09", o, c.profile)
			var refused *formats.Error
			if !errors.As(err, &refused) || refused.Code != c.code || refused.At != at {
				t.Errorf("got %v, want %s at %s", err, c.code, at)
			}
		})
	}
}

// A transfer pays invoices less credit notes, and never nothing or less than nothing.
func TestNetting(t *testing.T) {
	line := func(kind formats.RefKind, n string, amount int64) formats.Ref {
		return formats.Ref{Kind: kind, Text: []byte(n), Amount: amount, Priced: true}
	}
	for _, c := range []struct {
		name   string
		amount int64
		lines  []formats.Ref
		code   string
	}{
		{"one", 500, []formats.Ref{line(formats.InvoiceNo, "F1", 500)}, ""},
		{"several", 350, []formats.Ref{line(formats.InvoiceNo, "F1", 500), line(formats.InvoiceNo, "F2", 100), line(formats.CreditNote, "K1", -200), line(formats.CreditNote, "K2", -50)}, ""},
		{"an OCR among them", 600, []formats.Ref{line(formats.CreditorRef, "17", 700), line(formats.CreditNote, "K1", -100)}, ""},
		{"unpriced", 5, []formats.Ref{{Kind: formats.InvoiceNo, Text: []byte("F1")}, {Kind: formats.CreditNote, Text: []byte("K1")}}, ""},
		{"nothing left", 0, []formats.Ref{line(formats.InvoiceNo, "F1", 500), line(formats.CreditNote, "K1", -500)}, "amount"},
		{"owed to us", -100, []formats.Ref{line(formats.InvoiceNo, "F1", 500), line(formats.CreditNote, "K1", -600)}, "amount"},
		{"less than nothing, told as something", 100, []formats.Ref{line(formats.InvoiceNo, "F1", 500), line(formats.CreditNote, "K1", -600)}, "reference-sum"},
		{"half priced", 500, []formats.Ref{line(formats.InvoiceNo, "F1", 500), {Kind: formats.InvoiceNo, Text: []byte("F2")}}, "reference-sum"},
		{"a sum that wraps", 2, []formats.Ref{line(formats.InvoiceNo, "F1", 1<<62), line(formats.InvoiceNo, "F2", 1<<62), line(formats.InvoiceNo, "F3", 1<<62), line(formats.InvoiceNo, "F4", 1<<62), line(formats.InvoiceNo, "F5", 2)}, "reference-amount"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := domestic()
			o.Groups[0].Transfer = o.Groups[0].Transfer[1:2]
			o.Groups[0].Transfer[0].Amount.Minor, o.Groups[0].Transfer[0].Invoices = c.amount, c.lines
			err := pain.WriteTransfers(io.Discard, "pain.001.001.03", o, pain.Profile{})
			var refused *formats.Error
			if code := ""; errors.As(err, &refused) {
				if code = refused.Code; code != c.code {
					t.Errorf("got %v, want %q", err, c.code)
				}
			} else if err != nil || c.code != "" {
				t.Errorf("got %v, want %q", err, c.code)
			}
		})
	}
}
