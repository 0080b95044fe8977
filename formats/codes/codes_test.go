package codes

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestName(t *testing.T) {
	for _, c := range []struct {
		language string
		set      Set
		code     string
		want     string
	}{
		{English, RejectReason, "AC04", "Account closed"},
		{Swedish, RejectReason, "AC04", "Kontot är avslutat"},
		{Norwegian, RejectReason, "AC04", "Kontoen er avsluttet"},
		{"fi", RejectReason, "AC04", "Account closed"},
		{Swedish, RejectReason, "AM13", "Amount above the limit of the clearing system"},
		{English, ReturnReason, "AC04", "Account closed"},
		{English, ReturnReason, "AC16", "Account under sequestration"},
		{English, RejectReason, "AC16", "Card number wrong"},
		{English, ReturnReason, "DC04", "Details of the covered payment not received"},
		{English, RejectReason, "ZZ99", ""},
		{English, BankTransaction, "PMNT/RCDT/ATXN", "Credit transfer received: Clearing (bankgiro, ACH)"},
		{English, BankTransaction, "PMNT/ICDT/ARET", "Credit transfer issued: Return by the clearing"},
		{English, BankTransaction, "PMNT/RCDT/OTHR", "Credit transfer received"},
		{English, BankTransaction, "PMNT/XXXX/CHRG", "Payments: Charges"},
		{English, BankTransaction, "XXXX/YYYY/CHRG", "Charges"},
		{English, BankTransaction, "705", "Reference payments (Finland)"},
		{English, BankTransaction, "705 VIITESIIRTO", "Reference payments (Finland)"},
		{English, BankTransaction, "710TILISIIRTO", "Deposits (Finland)"},
		{English, BankProprietary, "NTRF+705+12345", "Reference payments (Finland)"},
		{English, BankProprietary, "7051", ""},
		{English, BankProprietary, "NTRF+", ""},
		{English, BankTransaction, "MSC MISCELLANEOUS", "Miscellaneous"},
		{Swedish, BankTransaction, "MOB", "Mobilbetalning (Swish)"},
		{English, BankTransaction, "PMNT/NTAV/NTAV", "Payment, kind not told"},
		{English, BankTransaction, "", ""},
		{Swedish, Balance, "CLBD", "Utgående bokfört"},
	} {
		if got := NameIn(c.language, c.set, c.code); got != c.want {
			t.Errorf("%s %s %s: %q, want %q", c.language, c.set, c.code, got, c.want)
		}
	}
	if Reason("DC04") == "" || Reason("AC16") != "Card number wrong" || ReasonIn(Swedish, "AM04") != "Täckning saknas på kontot" {
		t.Error("reasons")
	}
	if Name(Purpose, "SALA") != "Salary" || len(Codes(EntryStatus)) != 4 {
		t.Error("names")
	}
}

// TestTable holds what every line of the table must have: five cells, no code twice,
// names a person can read on one line.
func TestTable(t *testing.T) {
	seen := map[key]bool{}
	lines := 0
	for line := range strings.Lines(csv) {
		lines++
		cells := strings.Split(strings.TrimSuffix(line, "\n"), ";")
		if len(cells) != 5 {
			t.Fatalf("%q has %d cells", line, len(cells))
		}
		k := key{Set(cells[0]), cells[1]}
		if seen[k] {
			t.Errorf("%v stands twice", k)
		}
		seen[k] = true
		for i, name := range cells[2:] {
			first, _ := utf8.DecodeRuneInString(name)
			if i == 0 && name == "" || name != "" && !unicode.IsUpper(first) || utf8.RuneCountInString(name) > 60 || name != strings.TrimSpace(name) {
				t.Errorf("%v: name %q", k, name)
			}
		}
	}
	if lines != len(names()) {
		t.Errorf("%d lines, %d names", lines, len(names()))
	}
}

// TestClerk holds that what a clerk meets has a name in the languages of our customers.
func TestClerk(t *testing.T) {
	for _, code := range strings.Fields(`AC01 AC02 AC03 AC04 AC06 AC07 AC15 AG01 AG03 AG07 AM02 AM03 AM04 AM05 AM09 AM10 BE01 BE04 BE06 BE07
		BE17 BE22 BE23 CH03 CH04 CH20 CNOR CURR CUST DNOR DT01 DT03 DT05 DU01 DU03 DUPL ED05 FF01 FF10 FOCR FR01 LEGL MD01 MD06 MD07 MS02 MS03 NARR NOAS
		RC01 RC04 RR03 RR04 RR09 RR10 SL12 SP01 TECH TM01 UPAY`) {
		for _, language := range []string{Swedish, Norwegian} {
			if name := ReasonIn(language, code); name == "" || name == Reason(code) {
				t.Errorf("%s has no name in %s", code, language)
			}
		}
	}
	for _, code := range Codes(PaymentStatus) {
		if code != "ACIS" && code != "CPUC" && (NameIn(Swedish, PaymentStatus, code) == Name(PaymentStatus, code) || NameIn(Norwegian, PaymentStatus, code) == Name(PaymentStatus, code)) {
			t.Errorf("status %s has only one name", code)
		}
	}
}

// TestNordicCodes holds that every bank transaction code seen in Nordic files has a name
// of all its parts (FORMATS.md 5.5).
func TestNordicCodes(t *testing.T) {
	for _, code := range strings.Fields(`PMNT/RCDT/ATXN PMNT/RCDT/DMCT PMNT/RCDT/BOOK PMNT/RCDT/ESCT PMNT/RCDT/XBCT PMNT/RCDT/PRCT PMNT/RCDT/SALA
		PMNT/RCDT/CHRG PMNT/ICDT/SALA PMNT/ICDT/DMCT PMNT/ICDT/ATXN PMNT/ICDT/ESCT PMNT/ICDT/ARET PMNT/RDDT/PMDD PMNT/IDDT/PMDD PMNT/CCRD/POSD
		PMNT/ICCN/ICCT CAMT/ACCB/SWEP PMNT/MDOP/FEES PMNT/CNTR/CDPT PMNT/IRCT/DMCT PMNT/RCDT/AUTT PMNT/RCDT/VCOM PMNT/IDDT/UPDD ACMT/MCOP/INTR`) {
		if name := Name(BankTransaction, code); strings.Count(name, ": ") != 1 {
			t.Errorf("%s is %q", code, name)
		}
	}
}

// TestAgainstLists compares the table with ISO's lists, which GIROD_CODES names: the short
// sets are complete, and a code of ours that no list has is one of those written below.
func TestAgainstLists(t *testing.T) {
	dir := os.Getenv("GIROD_CODES")
	if dir == "" {
		t.Skip("GIROD_CODES is not set")
	}
	own := map[Set]string{
		RejectReason: "LEGL TECH FRAD", // camt.055, camt.029: a list of their own
		Account:      "IBAN BGNR PGNR MOBNB", Proxy: "MOBNB", Clearing: "DKNCC NONCC FINCC",
		PaymentStatus: "ACCR CNCL PDCR PECR RJCR",
	}
	for set, of := range map[Set]struct {
		lists string
		whole bool
	}{
		ReturnReason: {"return_reason", true}, RejectReason: {"status_reason return_reason", false},
		PaymentStatus: {"payment_transaction_status payment_group_status", true}, EntryStatus: {"entry_status", true},
		Balance: {"balance_type", true}, Charge: {"charge_type", true}, Account: {"account_identification", true},
		Proxy: {"proxy_account_type", true}, Reference: {"creditor_reference_type", true}, Document: {"document_type", true},
		ReportSource: {"reporting_source", true}, Service: {"service_level", false}, Instrument: {"local_instrument", false},
		Purpose: {"purpose category_purpose", false}, AccountType: {"cash_account_type", false}, Clearing: {"clearing_system_identification", false},
	} {
		listed := map[string]bool{}
		for name := range strings.FieldsSeq(of.lists) {
			src, err := os.ReadFile(filepath.Join(dir, "external_"+name+"_code.json"))
			if err != nil {
				t.Fatal(err)
			}
			var list struct {
				Codes map[string]string `json:"codes"`
			}
			if err := json.Unmarshal(src, &list); err != nil || len(list.Codes) == 0 {
				t.Fatal(name, err)
			}
			for code := range list.Codes {
				listed[code] = true
			}
		}
		for code := range listed {
			if of.whole && Name(set, code) == "" {
				t.Errorf("%s %s has no name", set, code)
			}
		}
		for _, code := range Codes(set) {
			if !listed[code] && !strings.Contains(own[set], code) {
				t.Errorf("%s %s is in no list", set, code)
			}
		}
	}
}
