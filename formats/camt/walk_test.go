package camt

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/codes"
)

// leaf is an element of a schema that holds a value, and the value in the instance.
type leaf struct {
	part        Part
	path        string // below its part
	typ         string
	text, money string
}

// instance is a message that has every element of a schema once, choices and all: no
// bank could send it, and who reads it whole has missed nothing.
type instance struct {
	schema schema
	b      strings.Builder
	leaves []leaf
}

// write writes an element; path leads from the message's child to it.
func (in *instance) write(path []string, typ string) {
	name := path[len(path)-1]
	below := in.schema[typ]
	if len(below) > 0 {
		fmt.Fprintf(&in.b, "<%s>", name)
		for _, child := range slices.Sorted(maps.Keys(below)) {
			in.write(append(path[:len(path):len(path)], child), below[child])
		}
		fmt.Fprintf(&in.b, "</%s>\n", name)
		return
	}
	one := leaf{typ: typ, text: fmt.Sprintf("v%d", len(in.leaves))}
	one.part, one.path = partOf(path)
	if strings.Contains(typ, "CurrencyAnd") && !strings.HasPrefix(typ, "Implied") {
		one.money = "SEK"
		fmt.Fprintf(&in.b, "<%s Ccy=%q> %s\n</%s>\n", name, one.money, one.text, name)
	} else {
		fmt.Fprintf(&in.b, "<%s>%s</%s>\n", name, one.text, name)
	}
	in.leaves = append(in.leaves, one)
}

// partOf cuts a path where the innermost part of it begins.
func partOf(path []string) (Part, string) {
	part, from := HeaderPart, 1
	if slices.Contains([]string{"Stmt", "Rpt", "Ntfctn"}, path[0]) {
		part = StatementPart
		if len(path) > 1 && path[1] == "Ntry" {
			part, from = EntryPart, 2
			if i := slices.Index(path, "TxDtls"); i == 2 || i == 3 && path[2] == "NtryDtls" {
				part, from = PaymentPart, i+1
			}
		}
	}
	return part, strings.Join(path[from:], "/")
}

// all gives the instance of a message in a version.
func all(t *testing.T, dir, message string, version int) *instance {
	in := &instance{schema: schemas(t, filepath.Join(dir, fmt.Sprintf("camt.%s.001.%02d.xsd", message, version)))}
	fmt.Fprintf(&in.b, "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.%s.001.%02d\">\n<%s>", message, version, in.schema.child())
	typ := in.schema.message()
	for _, child := range slices.Sorted(maps.Keys(in.schema[typ])) {
		in.write([]string{child}, in.schema[typ][child])
	}
	fmt.Fprintf(&in.b, "</%s></Document>", in.schema.child())
	return in
}

// eachSchema calls fn for all messages in all versions.
func eachSchema(t *testing.T, fn func(name string, in *instance)) {
	dir := os.Getenv("GIROD_XSD")
	if dir == "" {
		t.Skip("GIROD_XSD is not set")
	}
	for _, message := range []string{"052", "053", "054"} {
		for version := 1; version <= newestVersion; version++ {
			fn(fmt.Sprintf("camt.%s.001.%02d", message, version), all(t, dir, message, version))
		}
	}
}

// TestEverythingIsReached holds that each of the elements of all 42 schemas that hold a
// value reaches who walks, in its part, at its path, with its text, its currency and its
// line. Nothing is left out; an empty element holds nothing to tell.
func TestEverythingIsReached(t *testing.T) {
	total := 0
	eachSchema(t, func(name string, in *instance) {
		want := map[leaf]bool{}
		for _, l := range in.leaves {
			want[leaf{part: l.part, path: l.path, text: l.text, money: l.money}] = true
		}
		lines := strings.Split(in.b.String(), "\n")
		err := Walk(strings.NewReader(in.b.String()), formats.Limits{}, func(d *Detail) error {
			if d.Version != name || d.Line < 1 || d.End < d.Line || d.Ordinal != 1 && d.Part != HeaderPart {
				t.Errorf("%s: %+v", name, d.Origin)
			}
			for _, f := range d.Fields {
				one := leaf{part: d.Part, path: f.Path, text: f.Text, money: f.Currency}
				if !want[one] {
					t.Errorf("%s: told of %+v", name, one)
				}
				delete(want, one)
				if !strings.Contains(lines[f.Line-1]+lines[f.Line-2], ">"+f.Text) && !strings.Contains(lines[f.Line-1], " "+f.Text) {
					t.Errorf("%s: %s is not on line %d", name, f.Path, f.Line)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(name, err)
		}
		for l := range want {
			t.Errorf("%s: %s %s is not reached", name, l.part, l.path)
		}
		if len(in.leaves) < 1000 {
			t.Errorf("%s: only %d elements found in the schema", name, len(in.leaves))
		}
		total += len(in.leaves)
	})
	t.Logf("%d elements reached", total)
}

// schemaKind gives the kind that a type of the schemas asks for, "" when it asks for none.
func schemaKind(typ string) Kind {
	switch {
	case strings.HasSuffix(typ, "AndAmount"), strings.HasSuffix(typ, "DecimalAmount"), typ == "NonNegativeDecimalNumber":
		return Money
	case typ == "ISODate", typ == "ISODateTime", typ == "ISOYearMonth", typ == "ISOYear":
		return Day
	case strings.HasSuffix(typ, "Indicator"):
		return Flag
	case strings.HasSuffix(typ, "Rate"), typ == "PositiveNumber":
		return Number
	case strings.HasSuffix(typ, "MemberCode"):
		return Identity
	case strings.HasSuffix(typ, "Code"):
		return Code
	case strings.HasPrefix(typ, "IBAN20"), typ == "BBANIdentifier", typ == "IBANIdentifier", typ == "UPICIdentifier":
		return Account
	case typ == "UUIDv4Identifier", typ == "UTIIdentifier":
		return Reference
	case strings.HasSuffix(typ, "Identifier"):
		return Identity
	case typ == "PhoneNumber":
		return Address
	}
	return ""
}

// noNames are the lists behind codes that we have no names for, and why not.
var noNames = map[string]string{
	"CountryCode": "ISO 3166, known to people", "CurrencyCode": "ISO 4217, known to people", "ActiveOrHistoricCurrencyCode": "ISO 4217, known to people",
	"ISO2ALanguageCode":                       "ISO 639, known to people",
	"AddressType":                             "says nothing of money",
	"NamePrefix":                              "says nothing of money",
	"PreferredContactMethod":                  "says nothing of money",
	"RemittanceLocationMethod":                "where remittance information was sent instead",
	"ExternalOrganisationIdentification":      "kind of an organisation's number; not among the lists we have",
	"ExternalPersonIdentification":            "kind of a person's number; not among the lists we have",
	"ExternalFinancialInstitutionIdentificat": "kind of a bank's number; not among the lists we have",
	"ExternalFinancialInstrumentIdentificati": "securities", "PriceValueType": "securities", "ExternalCorporateActionEventType": "securities",
	"ExternalBalanceSubType":        "not among the lists we have",
	"ExternalCreditLineType":        "not among the lists we have",
	"ExternalTechnicalInputChannel": "the bank's own machinery",
	"ExternalDiscountAmountType":    "not among the lists we have",
	"ExternalTaxAmountType":         "not among the lists we have",
	"ExternalGarnishmentType":       "American",
	"ExternalDocumentLineType":      "not among the lists we have",
	"ExternalDateType":              "not among the lists we have",
	"InterestType":                  "INDY or OVRN: within a day, or overnight",
	"TaxRecordPeriod":               "months and quarters, as they read",
	"ClearingChannel":               "the bank's own machinery",
	"Priority":                      "HIGH or NORM, as they read",
	"SequenceType":                  "FRST, RCUR, FNAL, OOFF: direct debits",
	"BalanceType9":                  "of .01 only, read as its successor is",
	"TransactionRejectReason":       "of .01 only, read as its successor is",
	"AttendanceContext":             "card terminals", "AuthenticationEntity": "card terminals", "AuthenticationMethod": "card terminals",
	"CSCManagement": "card terminals", "CardDataReading": "card terminals", "CardPaymentServiceType": "card terminals",
	"CardholderVerificationCapability": "card terminals", "ExternalCardTransactionCategory": "card terminals",
	"ExternalRePresentmentReason": "card terminals", "OnLineCapability": "card terminals", "POIComponentType": "card terminals",
	"PartyType": "card terminals", "TransactionChannel": "card terminals", "TransactionEnvironment": "card terminals",
	"UnitOfMeasure": "card terminals", "UserInterface": "card terminals",
}

// TestKinds holds that a value has the kind its type in the schema asks for, that every
// code of a list has names or a reason why not, and that every element can be said in words.
func TestKinds(t *testing.T) {
	seen := map[leaf]bool{}
	eachSchema(t, func(name string, in *instance) {
		for _, l := range in.leaves {
			key := leaf{part: l.part, path: l.path, typ: l.typ}
			if seen[key] {
				continue
			}
			seen[key] = true
			kind := kindOf(l.path)
			if want := schemaKind(l.typ); want != "" && kind != want && l.typ != "PartyType4Code" { // a card terminal's issuer
				t.Errorf("%s: %s is %s, its type %s is %s", name, l.path, kind, l.typ, want)
			}
			if kind == Code && strings.HasSuffix(l.typ, "Code") && setOf(l.path) == "" && !excused(l.typ) {
				t.Errorf("%s: %s has no names of %s", name, l.path, l.typ)
			}
			for word := range strings.FieldsSeq(strings.NewReplacer(",", "", "-", " ").Replace(label(l.path))) {
				if word != strings.ToUpper(word) && word != strings.ToLower(word) {
					t.Errorf("%s: %s reads %q", name, l.path, label(l.path))
				}
			}
		}
	})
	if len(seen) < 1500 {
		t.Errorf("only %d different elements", len(seen))
	}
}

func excused(typ string) bool {
	for prefix := range noNames {
		if strings.HasPrefix(typ, prefix) {
			return true
		}
	}
	return false
}

// TestWalkOwnSamples holds walking against reading: both see the same parts, and each
// payment's references and amounts stand in its detail.
func TestWalkOwnSamples(t *testing.T) {
	files, err := filepath.Glob(samples + "/*.xml")
	if err != nil || len(files) < 12 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := Read(strings.NewReader(string(src)), formats.Limits{}, formats.Sink{})
		if err != nil {
			t.Fatal(file, err)
		}
		if got := partsOf(t, string(src)); got[EntryPart] != sum.Entries || got[PaymentPart] != sum.Details || got[StatementPart] != len(sum.Statements) || got[HeaderPart] == 0 {
			t.Errorf("%s: %v, want %d entries and %d payments", file, got, sum.Entries, sum.Details)
		}
	}
}

func partsOf(t *testing.T, src string) map[Part]int {
	got := map[Part]int{}
	if err := Walk(strings.NewReader(src), formats.Limits{}, func(d *Detail) error {
		got[d.Part]++
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return got
}

// TestExplain asks for a line and for a place, as a clerk would, and reads what is told.
func TestExplain(t *testing.T) {
	src, err := os.ReadFile(samples + "/returns-and-exchange-v02.xml")
	if err != nil {
		t.Fatal(err)
	}
	for name, wanted := range map[string]Wanted{"line": AtLine(22), "place": AtPlace("Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1]/RtrInf/Rsn")} {
		found, err := Explain(strings.NewReader(string(src)), formats.Limits{}, wanted)
		if err != nil || len(found) != 4 {
			t.Fatal(name, found, err)
		}
		for i, part := range []Part{HeaderPart, StatementPart, EntryPart, PaymentPart} {
			if found[i].Part != part {
				t.Fatalf("%s: part %d is %s", name, i, found[i].Part)
			}
		}
		p := &found[3]
		for path, want := range map[string]string{
			"RtrInf/Rsn/Cd":                        "return information, reason, code | Account closed | Kontot är avslutat",
			"RtrInf/AddtlInf":                      "return information, additional information |  | ",
			"RltdPties/UltmtDbtr/Id/OrgId/Othr/Id": "ultimate debtor, id, organisation id |  | ",
		} {
			f := p.Find(path)
			if f == nil {
				t.Errorf("%s: no %s in %+v", name, path, p.Fields)
				continue
			}
			if got := f.Label() + " | " + f.Name(codes.English) + " | " + f.Name(codes.Swedish); got != want {
				t.Errorf("%s: %s: %q, want %q", name, path, got, want)
			}
		}
		if f := found[2].Find("BkTxCd/Domn/Fmly/SubFmlyCd"); f == nil || f.Name(codes.English) != "Credit transfer issued: Return by the clearing" {
			t.Errorf("%+v", f)
		}
		if f := found[1].Find("Bal[2]/Amt"); f == nil || f.Text != "1296.50" || f.Currency != "SEK" || f.Kind != Money {
			t.Errorf("%+v", found[1].Fields)
		}
		if p.Find("nothing") != nil {
			t.Error("found nothing")
		}
	}
}

// TestOfPayment asks for each payment of our samples as the sink was told of it.
func TestOfPayment(t *testing.T) {
	src, err := os.ReadFile(samples + "/batch-and-returns-v08.xml")
	if err != nil {
		t.Fatal(err)
	}
	at := ""
	_, err = Read(bytes.NewReader(src), formats.Limits{}, formats.Sink{
		Entry: func(e *formats.Entry) error {
			at = e.At
			return nil
		},
		Payment: func(p *formats.Payment) error {
			found, err := Explain(bytes.NewReader(src), formats.Limits{}, OfPayment(at, p.Ordinal))
			if err != nil || len(found) != 4 || found[3].Line != p.Line || found[3].Ordinal != p.Ordinal {
				t.Errorf("%s payment %d: %d parts, %v", at, p.Ordinal, len(found), err)
				return nil
			}
			if f := found[3].Find("Refs/EndToEndId"); f != nil && f.Text != string(p.EndToEnd) {
				t.Errorf("%s payment %d: %s, want %s", at, p.Ordinal, f.Text, p.EndToEnd)
			}
			if a, err := found[3].Find("Amt").Amount("SEK"); err != nil || a.Minor != p.Amount || a.Currency != p.Currency {
				t.Errorf("%s payment %d: %v, %v", at, p.Ordinal, a, err)
			}
			if day, err := found[2].Find("BookgDt/Dt").Day(); err != nil || day != p.BookedOn {
				t.Errorf("%s: %v, %v", at, day, err)
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (&Field{Text: "1.00", Currency: "KRO"}).Amount(""); err == nil {
		t.Error("KRO is a currency")
	}
	if a, err := (&Field{Text: "1.00"}).Amount("NOK"); err != nil || a.String() != "1.00 NOK" {
		t.Error(a, err)
	}
}

// TestWalkRefuses holds that walking refuses what is no camt and what would fill memory.
func TestWalkRefuses(t *testing.T) {
	src := string(bank(1, 1))
	at := strings.Index(src, "<RmtInf>") + len("<RmtInf>")
	for name, c := range map[string]struct {
		r    *repeat
		code string
	}{
		"endless lines": {&repeat{head: src[:at], again: "<Ustrd>Faktura 1000139</Ustrd>", times: 1 << 40}, "part-too-large"},
		"long text":     {&repeat{head: src[:at], again: "<Ustrd>" + strings.Repeat("x", 60_000) + "</Ustrd>", times: 1 << 40}, "part-too-large"},
		"long paths":    {&repeat{head: src[:at], again: "<A><B" + strings.Repeat("b", 4_000) + ">x</B" + strings.Repeat("b", 4_000) + "></A>", times: 1 << 40}, "part-too-large"},
		"no camt":       {&repeat{head: `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"/>`}, "camt-no-statement"},
		"truncated":     {&repeat{head: src[:at]}, "xml-truncated"},
	} {
		err := Walk(c.r, formats.Limits{}, func(*Detail) error { return nil })
		var e *formats.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Line == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	stop := errors.New("stop")
	if err := Walk(strings.NewReader(src), formats.Limits{}, func(*Detail) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
}
