package reference_test

import (
	"strings"
	"testing"

	"girod/formats/reference"
)

const warning = "warning: "

// say gives the fault as a word of the tables below.
func say(err error) string {
	switch {
	case err == nil:
		return "ok"
	case reference.IsWarning(err):
		return warning + err.Error()
	}
	return err.Error()
}

var (
	form    = reference.BadForm.Error()
	length  = reference.BadLength.Error()
	check   = reference.BadCheckDigit.Error()
	lengthD = reference.BadLengthDigit.Error()
	birth   = reference.BadDate.Error()
)

func TestCheck(t *testing.T) {
	ocr := func(o reference.OCR) func(string) error {
		return func(s string) error { return reference.CheckOCR(s, o) }
	}
	kid := func(k reference.KID) func(string) error {
		return func(s string) error { return reference.CheckKID(s, k) }
	}
	fik := func(kind string) func(string) error {
		return func(s string) error { return reference.CheckFIK(kind, s) }
	}
	org := func(c string) func(string) error { return func(s string) error { return reference.CheckOrgNo(c, s) } }
	person := func(c string) func(string) error {
		return func(s string) error { return reference.CheckPersonNo(c, s) }
	}
	for family, table := range map[string]struct {
		check func(string) error
		cases map[string]string
	}{
		// FORMATS.md 4, SE OCR
		"OCR, check digit": {ocr(reference.OCR{}), map[string]string{
			"18": "ok", "26": "ok", "1234566": "ok", "602243": "ok", "1234 566": "ok", "00018": "ok",
			"1234567": check, "1": length, "": length, "12345678901234567890123456": length, "12345a1": form, "1234-561": form,
		}},
		"OCR, length digit": {ocr(reference.OCR{LengthDigit: true}), map[string]string{
			"1234567890037": "ok", "456061": "ok", "12369": lengthD, "1234566": lengthD, "1234567890036": check,
		}},
		"OCR, agreed lengths": {ocr(reference.OCR{Lengths: [2]int{7, 10}}), map[string]string{"1234566": "ok", "602243": length, "1234567": check}},
		"OCR, soft":           {ocr(reference.OCR{Soft: true}), map[string]string{"1234562": "ok", "1": length, "12x": form}},

		// FORMATS.md 4, NO KID
		"KID, mod 10": {kid(reference.KIDMod10), map[string]string{"123456782": "ok", "123456785": check, "0123456782": "ok", "1": length, "12a": form}},
		"KID, mod 11": {kid(reference.KIDMod11), map[string]string{"0000531": "ok", "6-": "ok", "6 -": "ok", "61": check, "15-": check, "-": length, "1-6": form, "531": "ok"}},
		"KID, either": {kid(reference.KIDEither), map[string]string{"123456782": "ok", "0000531": "ok", "6-": "ok", "0000532": check}},

		"viite": {func(s string) error { return reference.CheckViite(s) }, map[string]string{
			"1232": "ok", "1290": "ok", "1106": "ok", "12345678901234567894": "ok", "00000000000000001232": "ok", "34 9191 0600 0700 1007": "ok",
			"1233": check, "123": length, "000000123": length, "123456789012345678945": length, "1a32": form,
		}},
		"RF": {func(s string) error { return reference.CheckRF(s) }, map[string]string{
			"RF18 5390 0754 7034": "ok", "rf185390075470 34": "ok", "RF68C": "ok", "RF921326": "ok",
			"RF18 5390 0754 7043": check, "RF18": length, "QR185390": form, "RFX85390": form, "RF18_5390": form, "RF98FIKGWHA2AK04NMIABCDEFGH": length,
		}},
		"FIK 71": {fik("71"), map[string]string{"000100017156728": "ok", "000100017156727": check, "0100017156728": length, "00010001715672x": form}},
		"FIK 04": {fik("04"), map[string]string{"2150263480000023": "ok", "2150263480000032": check}},
		"FIK 73": {fik("73"), map[string]string{"": "ok", "1": length}},
		"FIK 99": {fik("99"), map[string]string{"": form}},

		"bankgiro": {func(s string) error { return reference.CheckBankgiro(s) }, map[string]string{
			"5805-6201": "ok", "58056201": "ok", "640-5070": "ok", "58056200": check, "5805-620": form, "123-12345": form, "580-56201": form, "5805-6-201": form, "580562": length, "5805.6201": form,
		}},
		"plusgiro": {func(s string) error { return reference.CheckPlusgiro(s) }, map[string]string{
			"410 54 68-5": "ok", "4105468-5": "ok", "41054685": "ok", "18": "ok", "410 54 68-6": check, "41-054685": form, "8": length, "410546856": length,
		}},
		"Swedish account": {reference.CheckSwedishAccount, map[string]string{
			"5102,015875-1": "ok", "5102-0158751": "ok", "5102000000158751": "ok", "5102000000158751x": form, "5102 0158 751": "ok", "5102000001587 51": length,
			"5102000000158751 0": length, "5102,0158752": check, "5102,12345678": length, "6000,123456789": "ok", "6000,123456788": warning + reference.UnsureCheckDigit.Error(),
			"9180,123456789-7": "ok", "8424-4,983 189 224-6": "ok", "842449831892246": "ok", "8424-5,983 189 224-6": check, "8000,1-8": "ok",
			"1000,1234567": warning + reference.UnknownClearing.Error(), "9999,1234567": warning + reference.UnknownClearing.Error(), "510,0158751": length, "51020": check, "5102": length, "5102,": length,
		}},
		"Norwegian account": {func(s string) error { return reference.CheckNorwegianAccount(s) }, map[string]string{
			"8601 11 17947": "ok", "8601.11.17947": "ok", "86011117947": "ok", "86011117948": check, "8601111794": length, "8601-11-17947": form,
		}},
		"IBAN": {func(s string) error { return reference.CheckIBAN(s) }, map[string]string{
			"SE45 5000 0000 0583 9825 7466": "ok", "no9386011117947": "ok", "SE4550000000058398257467": check, "SE455000000005839825746": length, "NO93860111179470": length,
			"XX22TEST1234": check, "XX17TEST1234": warning + reference.UnknownCountry.Error(), "SE": length, "4550000000058398257466": form, "SEAB50000000058398257466": form, "SE45-5000": form,
			"SE45500000000583982574665000000005839825746": length,
		}},

		"SE organisation": {org("SE"), map[string]string{"556732-1707": "ok", "5567321707": "ok", "165567321707": "ok", "1234567897": "ok", "5567321708": check, "811218-9876": form, "55673217": length, "55673217AB": form}},
		"NO organisation": {org("NO"), map[string]string{"988 077 917": "ok", "988077918": check, "98807791": length}},
		"DK organisation": {org("DK"), map[string]string{"13585628": "ok", "13 58 56 28": "ok", "13585629": check, "1358562": length}},
		"FI organisation": {org("FI"), map[string]string{"2077474-0": "ok", "0112038-9": "ok", "112038-9": "ok", "2077474-1": check, "20774": length}},
		"DE organisation": {org("DE"), map[string]string{"1": warning + reference.UnknownCountry.Error()}},

		"SE person": {person("SE"), map[string]string{
			"811218-9876": "ok", "8112189876": "ok", "19811218-9876": "ok", "198112189876": "ok", "811218+9876": "ok", "811278-9873": "ok", // coordination number
			"811218-9877": check, "811318-9876": birth, "19000229-0005": birth, "8112-189876": form, "811218": length, "811218-R873": "ok", "811218-R874": check, "811218-Q873": form, "19811218-98765": form, "1981121898765": length,
		}},
		"NO person": {person("NO"), map[string]string{
			"13097248022": "ok", "130972 48022": "ok", "29020075838": "ok", "68467038838": "ok", "02013299997": "ok", "13097248023": check, "13137248022": birth, "1309724802": length, "1309724802x": form,
		}},
		"DK person": {person("DK"), map[string]string{"070761-4285": "ok", "0707614285": "ok", "310261-4285": birth, "290200-4285": "ok", "290200-0285": birth, "07076142": length}},
		"FI person": {person("FI"), map[string]string{"131052-308T": "ok", "131052-308U": check, "131052B308T": "ok", "311152-308T": birth, "131052*308T": form, "131052-308": length, "13105a-308T": form}},
	} {
		for text, want := range table.cases {
			if got := say(table.check(text)); got != want {
				t.Errorf("%s %q: %s, want %s", family, text, got, want)
			}
		}
	}
}

// Issued references agree with the public examples.
func TestMake(t *testing.T) {
	ocr := func(o reference.OCR) func(string) (string, error) {
		return func(s string) (string, error) { return reference.MakeOCR(s, o) }
	}
	kid := func(k reference.KID) func(string) (string, error) {
		return func(s string) (string, error) { return reference.MakeKID(s, k) }
	}
	for family, table := range map[string]struct {
		make  func(string) (string, error)
		cases map[string]string // "" where it must refuse
	}{
		"OCR":             {ocr(reference.OCR{}), map[string]string{"123456": "1234566", "60224": "602243", "1": "18", "2": "26", "": "", "12x": "", "123456789012345678901234": ""}},
		"OCR with length": {ocr(reference.OCR{LengthDigit: true}), map[string]string{"12345678900": "1234567890037", "4560": "456061", "1234567": "123456790"}},
		"OCR of 7 digits": {ocr(reference.OCR{Lengths: [2]int{7}}), map[string]string{"123456": "1234566", "12345": ""}},
		"KID mod 10":      {kid(reference.KIDMod10), map[string]string{"12345678": "123456782", "": ""}},
		"KID mod 11":      {kid(reference.KIDMod11), map[string]string{"000053": "0000531", "6": "6-", "0": "00"}},
		"viite":           {reference.MakeViite, map[string]string{"123": "1232", "123456": "1234561", "0000123": "1232", "12": "", "1a3": "", "1234567890123456789": "12345678901234567894"}},
		"RF":              {reference.MakeRF, map[string]string{"539007547034": "RF18539007547034", "1326": "RF921326", "c": "RF68C", "": "", "A-B": "", strings.Repeat("1", 22): ""}},
		"FIK 71":          {func(s string) (string, error) { return reference.MakeFIK("71", s) }, map[string]string{"10001715672": "000100017156728", "123456789012345": ""}},
		"FIK 73":          {func(s string) (string, error) { return reference.MakeFIK("73", s) }, map[string]string{"1": ""}},
	} {
		for number, want := range table.cases {
			got, err := table.make(number)
			if want == "" && err != nil {
				continue
			}
			if got != want || err != nil {
				t.Errorf("%s of %q: %q, %v, want %q", family, number, got, err, want)
			}
		}
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{reference.FormatBankgiro("58056201"), "5805-6201"},
		{reference.FormatBankgiro("6405070"), "640-5070"},
		{reference.FormatBankgiro("not one"), "not one"},
		{reference.FormatPlusgiro("41054685"), "410 54 68-5"},
		{reference.FormatPlusgiro("18"), "1-8"},
		{reference.FormatPlusgiro("1234566"), "12 34 56-6"},
		{reference.FormatViite("00349191060007001007"), "349 19106 00070 01007"},
		{reference.FormatRF("rf18539007547034"), "RF18 5390 0754 7034"},
		{reference.FormatIBAN([]byte("SE4550000000058398257466")), "SE45 5000 0000 0583 9825 7466"},
		{reference.FormatNorwegianAccount("86011117947"), "8601 11 17947"},
		{reference.FormatOrgNo("SE", "165567321707"), "556732-1707"},
		{reference.FormatOrgNo("NO", "988077917"), "988 077 917"},
		{reference.FormatOrgNo("DK", "13585628"), "13 58 56 28"},
		{reference.FormatOrgNo("FI", "20774740"), "2077474-0"},
		{reference.FormatOrgNo("SE", "garbage"), "garbage"},
		{reference.MaskPersonNo("811218-9876"), "811218-****"},
		{reference.MaskPersonNo("123"), "***"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func TestParseFIK(t *testing.T) {
	for text, want := range map[string]string{
		"+71<000100017156728+12345678<":    "+71<000100017156728+12345678<",
		"+71< 000100017156728 +12345678<":  "+71<000100017156728+12345678<",
		"+04<2150263480000023+1234567<":    "+04<2150263480000023+1234567<",
		"+73<+12345678<":                   "+73<+12345678<",
		"71#000100017156728":               "+71<000100017156728+<",
		"71#000100017156727":               check,
		"+71<000100017156728+123456<":      length,
		"+71<000100017156728":              form,
		"+99<1+12345678<":                  form,
		"":                                 form,
		"+71<000100017156728+12345678<+0<": length,
	} {
		f, err := reference.ParseFIK(text)
		if err != nil && strings.Contains(err.Error(), want) {
			continue
		}
		if err != nil || f.String() != want {
			t.Errorf("%q: %s, %v, want %s", text, f, err, want)
		}
	}
}

func TestSwedishAccountForms(t *testing.T) {
	table, err := reference.BuiltInClearings()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"5102,015875-1":        "5102-0158751 SEB 5102000000158751",
		"9420, 417 23 85":      "9420-4172385 Forex Bank 9420000004172385",
		"8424-4,983 189 224-6": "84244-9831892246 Swedbank 8424009831892246",
		"842449831892246":      "84244-9831892246 Swedbank 8424009831892246",
		"8424009831892246":     "8424-9831892246 Swedbank 8424009831892246",
		"6000000123456789":     "6000-123456789 Handelsbanken 6000000123456789",
		"3300,8112189876":      "3300-8112189876 Nordea 3300008112189876",
		"8000,18":              "8000-0000000018 Swedbank 8000000000000018",
	} {
		a, err := table.Parse(text)
		if got := a.String() + " " + a.Bank + " " + a.Sixteen(); err != nil || got != want {
			t.Errorf("%q: %s, %v, want %s", text, got, err, want)
		}
	}
	if bank := table.Bank("0999"); bank != "" {
		t.Errorf("clearing 0999 is %s", bank)
	}
}

func TestReadClearings(t *testing.T) {
	newer, err := reference.ReadClearings(strings.NewReader("from,to,rule,bank\n9999,9999,1.1,A New Bank\n"))
	if err != nil || newer.Bank("9999") != "A New Bank" || newer.Bank("5000") != "" {
		t.Errorf("a newer table: %v", err)
	}
	for _, text := range []string{
		"", "from,to\n", "from,to,rule,bank\n9999\n", "from,to,rule,bank\n100,200,1.1,X\n", "from,to,rule,bank\n5000,4000,1.1,X\n",
		"from,to,rule,bank\n5000,5999,3.1,X\n", "from,to,rule,bank\n5000,5999,1.1,X\n5500,6000,1.1,Y\n", "from,to,rule,bank\n5000,x,1.1,X\n",
	} {
		if _, err := reference.ReadClearings(strings.NewReader(text)); err == nil {
			t.Errorf("%q is a clearing table", text)
		}
	}
}

func TestNormalise(t *testing.T) {
	for ref, want := range map[string]string{
		"1234 561":                     "1234561",
		"f-2026/17":                    "F2026/17",
		"00049-8765":                   "000498765", // zeros belong to a KID
		"RF92 1326":                    "1326",      // RF with a viite inside is the viite
		"rf551119":                     "1119",
		"RF18 5390 0754 7034":          "RF18539007547034", // no viite inside
		"00349191060007001007":         "349191060007001007",
		"349191060007001007":           "349191060007001007",
		"00349191060007001006":         "00349191060007001006", // fails the viite check: not ours to trim
		"0349191060007001007":          "0349191060007001007",  // 19 digits: not how banks fill
		"6-":                           "6-",                   // a KID's check hyphen
		"6 -":                          "6-",
		"15-":                          "15",
		"1234\u00a0561":                "1234561",
		"åäö":                          "åäö",
		"":                             "",
		"--":                           "",
		strings.Repeat("RF92", 100):    strings.Repeat("RF92", 100),
		"RF99" + "0000":                "RF990000",
		"RF" + strings.Repeat("1", 40): "RF" + strings.Repeat("1", 40),
	} {
		got := reference.Normalise([]byte(ref), []byte("before "))
		if string(got) != "before "+want {
			t.Errorf("%q: %q, want %q", ref, got, "before "+want)
		}
	}
}

func TestTrimOCR(t *testing.T) {
	for _, c := range []struct {
		agreed reference.OCR
		want   string
	}{{reference.OCR{}, "18"}, {reference.OCR{LengthDigit: true}, "00018"}, {reference.OCR{Lengths: [2]int{5}}, "00018"}} {
		if got := reference.TrimOCR([]byte("00018"), c.agreed); string(got) != c.want {
			t.Errorf("%+v: %s, want %s", c.agreed, got, c.want)
		}
	}
}
