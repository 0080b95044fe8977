package sie_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/sie"
)

// manifestTotal reads "SEK:-600.00" as minor units without its sign.
func manifestTotal(t *testing.T, cell string) int64 {
	t.Helper()
	_, amount, _ := strings.Cut(cell, ":")
	minor, err := money.Parse(strings.TrimPrefix(amount, "-"), money.SEK)
	if err != nil {
		t.Fatal(err)
	}
	return minor
}

// TestManifest reads the public samples and gives the counts and sums an independent
// reader found.
func TestManifest(t *testing.T) {
	root := os.Getenv("GIROD_SAMPLES")
	if root == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	f, err := os.Open(filepath.Join(root, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	scan, read := bufio.NewScanner(f), 0
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		col := strings.Split(scan.Text(), "\t")
		if !strings.HasPrefix(col[0], "sie/") {
			continue
		}
		read++
		file, err := os.Open(filepath.Join(root, col[0]))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := sie.Read(file, formats.Limits{}, formats.Sink{})
		file.Close()
		if err != nil {
			t.Errorf("%s: %v", col[0], err)
			continue
		}
		entries, _ := strconv.Atoi(col[7])
		details, _ := strconv.Atoi(col[8])
		want := formats.Total{Currency: money.SEK, Credit: manifestTotal(t, col[9]), Debit: manifestTotal(t, col[10])}
		if sum.Entries != entries || sum.Details != details || sum.Totals[0] != want {
			t.Errorf("%s: %d vouchers, %d postings, %v, want %d, %d, %v", col[0], sum.Entries, sum.Details, sum.Totals, entries, details, want)
		}
		if sum.InDoubt() != nil {
			t.Errorf("%s is in doubt: %s", col[0], said(sum, nil))
		}
	}
	if read < 8 {
		t.Errorf("only %d samples", read)
	}
}

// TestMalformed reads the public broken samples: refused in their place where money or
// account is in doubt, else read with a finding.
func TestMalformed(t *testing.T) {
	root := os.Getenv("GIROD_SAMPLES")
	if root == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	for name, want := range map[string]string{
		"faulty_transaction":                     `10: #TRANS, field 2 (amount)`,
		"missing_account_numbers_in_transaction": `10: #TRANS, field 1 (account)`,
		"iso_voucher_date":                       `day-form 8: #VER, field 3 (day): "2018-05-01": want a day as YYYYMMDD (SIE 4B)`,
		"missing_company_name":                   `company-name 6: #FNAMN, field 1 (name): want the company's name`,
	} {
		file, err := os.Open(filepath.Join(root, "malformed", "sie_sie4j_BLBLOV_SIE4_UTF_8_with_"+name+".SI"))
		if err != nil {
			t.Fatal(err)
		}
		sum, err := sie.Read(file, formats.Limits{}, formats.Sink{})
		file.Close()
		if got := said(sum, err); !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// said is what a clerk is told of a file.
func said(sum *formats.Summary, err error) string {
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	for _, f := range sum.Findings {
		doubt := ""
		if f.Doubt {
			doubt = "DOUBT "
		}
		fmt.Fprintf(&b, "%s%s %s: %s\n", doubt, f.Code, f.Origin, f.Text)
	}
	return b.String()
}

const head = "#FLAGGA 0\n#PROGRAM \"Kassa\" 2\n#FORMAT PC8\n#GEN 20260131\n#SIETYP 4\n#FNAMN \"Prov AB\"\n#ORGNR 556000-0001\n"
const pair = "{\n#TRANS 1930 {} 10.00\n#TRANS 3001 {} -10.00\n}\n"

// What a stranger's file may do, and what is said of it.
func TestForeign(t *testing.T) {
	ver := "#VER A 1 20260107 \"Dagskassa\"\n"
	for name, c := range map[string]struct{ file, want string }{
		"plain":                        {head + ver + pair, ""},
		"quoted amounts":               {head + ver + "{\n#TRANS \"1930\" {} \"10.00\"\n#TRANS 3001 {} \"-10\"\n}\n", ""},
		"tabs and blanks":              {head + "  " + strings.ReplaceAll(ver+pair, " ", "\t\t"), ""},
		"CRLF, empty lines, control-Z": {strings.ReplaceAll(head+"\n\n"+ver+pair, "\n", "\r\n") + "\x1a", ""},
		"unknown labels":               {head + "#NYTT 1 2 3\n{\n#ANNAT 4\n{\n}\n}\n" + ver + "{\n#UNDER 1\n#TRANS 1930 {} 10.00\n#TRANS 3001 {} -10.00\n}\n", ""},
		"extra fields":                 {head + "#VER A 1 20260107 a 20260107 b c d\n{\n#TRANS 1930 {} 0.00 20260107 a 1 b c d\n}\n", ""},
		"backslashes":                  {head + "#FNR C:\\BOK\\1\n" + ver + pair, ""},
		"empty list missing":           {head + ver + "{\n#TRANS 1930 10.00\n#TRANS 3001 -10.00\n}\n", "objects-missing 10: #TRANS"},
		"plus":                         {head + ver + "{\n#TRANS 1930 {} +10.00\n#TRANS 3001 {} -10.00\n}\n", "amount-plus 10"},
		"flag":                         {strings.Replace(head, "#FLAGGA 0", "#FLAGGA 1", 1) + ver + pair, "flag-set 1"},
		"no flag":                      {head[10:] + ver + pair, "flag-first 1: #PROGRAM"},
		"other character set":          {strings.Replace(head, "PC8", "ANSI", 1) + ver + pair, "format-pc8 3"},
		"no #GEN":                      {strings.Replace(head, "#GEN 20260131\n", "", 1) + ver + pair, "label-missing 12: end of the file: want #GEN"},
		"order":                        {head + ver + pair + "#KONTO 1930 Bank\n", "order 13: #KONTO"},
		"unbalanced":                   {head + ver + "{\n#TRANS 1930 {} 10.00\n#TRANS 3001 {} -8.00\n}\n", `DOUBT voucher-unbalanced 12: voucher A 1: "2.00": want postings that add up to 0.00`},
		"added":                        {head + ver + "{\n#RTRANS 1930 {} 10.00\n#TRANS 1930 {} 10.00\n#BTRANS 3002 {} -10.00\n#TRANS 3001 {} -10.00\n}\n", ""},
		"added alone":                  {head + ver + "{\n#RTRANS 1930 {} 10.00\n#TRANS 1920 {} 10.00\n#TRANS 3001 {} -10.00\n}\n", "DOUBT added-alone 11"},
		"open quote":                   {head + "#VER A 1 20260107 \"Dagskassa\n" + pair, "quote-open 8"},
		"control character":            {head + "#VER A 1 20260107 \"Dags\x07kassa\"\n" + pair, "control-character 8"},
		"single object":                {head + ver + "{\n#TRANS 1930 {1} 10.00\n#TRANS 3001 {} -10.00\n}\n", "objects 10: #TRANS: \"1\": want pairs"},
		"balance that does not follow": {head + "#RAR 0 20260101 20261231\n#IB 0 1930 5.00\n#UB 0 1930 14.99\n" + ver + pair, `balance-differs 10: "account 1930, year 0: 14.99": want 15.00`},
		"sum that differs":             {"#FLAGGA 0\n#KSUMMA\n" + head[10:] + ver + pair + "#KSUMMA 1\n", "DOUBT checksum-differs 14: #KSUMMA, field 1 (checksum): \"1\": want "},
		"behind the sum":               {"#FLAGGA 0\n#KSUMMA\n" + head[10:] + "#KSUMMA 1\n" + ver + pair, "DOUBT after-checksum 10: #VER"},
		"Latin-1":                      {head + "#VER A 1 20260107 \"\xc5r\xf6 v\xe4g\"\n" + pair, "is Latin-1"},
		"UTF-8":                        {head + "#VER A 1 20260107 \"Årö väg\"\n" + pair, "is UTF-8"},
		"UTF-8 with a mark":            {"\ufeff" + head + ver + pair, "is UTF-8"},
		"two character sets":           {head + "#PROSA Årö\n" + strings.Repeat("#PROSA filler\n", 2000) + "#PROSA \"\xc5r\xf6\"\n", "something else"},
	} {
		sum, err := sie.Read(strings.NewReader(c.file), formats.Limits{}, formats.Sink{})
		if got := said(sum, err); err != nil || !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: %s, want %q", name, got, c.want)
		}
	}
}

// What is refused whoever wrote it: money, account or day is in doubt, or the file is cut.
func TestRefusals(t *testing.T) {
	ver := "#VER A 1 20260107 \"Dagskassa\"\n"
	for name, c := range map[string]struct {
		file, want string
		limits     formats.Limits
	}{
		"empty":              {file: "\n \n", want: "want a file that is not empty"},
		"comma":              {file: head + ver + "{\n#TRANS 1930 {} 10,00\n", want: `10: #TRANS, field 3 (amount): "10,00": want an amount with a point and at most two decimals, such as -1250.00 (SIE 4B)`},
		"three decimals":     {file: head + ver + "{\n#TRANS 1930 {} 10.001\n", want: `"10.001": want an amount`},
		"no day":             {file: head + "#VER A 1 \"\" text\n", want: "8: #VER, field 3 (day): want a day as YYYYMMDD (SIE 4B)"},
		"no such day":        {file: head + "#VER A 1 20260230 text\n", want: `"20260230": want a day`},
		"account missing":    {file: head + ver + "{\n#TRANS \"\" {} 1\n", want: "10: #TRANS, field 1 (account): want an account number of at most 32 digits"},
		"no braces":          {file: head + ver + "#TRANS 1930 {} 1\n", want: `9: #TRANS: "#TRANS": want the postings of voucher A 1 in braces`},
		"ends in a voucher":  {file: head + ver + "{\n#TRANS 1930 {} 1\n", want: "11: voucher A 1: want the closing }"},
		"cut":                {file: "#FLAGGA 0\n#KSUMMA\n" + head[10:] + ver + pair, want: "end of the file: want the closing #KSUMMA: the file began with one"},
		"voucher in another": {file: head + ver + "{\n#VER A 2 20260107\n", want: "want } to close voucher A 1"},
		"posting outside":    {file: head + "#TRANS 1930 {} 1\n", want: "8: #TRANS: \"#TRANS\": want postings in braces behind a #VER"},
		"brace outside":      {file: head + "{\n", want: "braces only round"},
		"open list":          {file: head + ver + "{\n#TRANS 1930 {1 2 10.00\n", want: "want one list of objects"},
		"type 5":             {file: strings.Replace(head, "TYP 4", "TYP 5", 1), want: `5: #SIETYP, field 1 (type): "5": want 4`},
		"dinars":             {file: head + "#VALUTA KWD\n", want: "at most two decimals"},
		"currency late":      {file: head + ver + pair + "#VALUTA EUR\n", want: "before the first amount"},
		"year backwards":     {file: head + "#RAR 0 20261231 20260101\n", want: "want a day not before 2026-12-31"},
		"19 digits":          {file: head + ver + "{\n#TRANS 1930 {} 99999999999999999.99\n", want: "want an amount"},
		"overflow":           {file: head + ver + "{\n" + strings.Repeat("#TRANS 1930 {} 9999999999999999.99\n", 20), want: "want sums that fit 64 bits"},
		"long line":          {file: head + "#PROSA " + strings.Repeat("a", 5000), limits: formats.Limits{Text: 4000}, want: "8: want lines of at most 4000 bytes"},
		"many records":       {file: head + ver + pair, limits: formats.Limits{Records: 8}, want: "10: want at most 8 records"},
		"many bytes":         {file: head + ver + pair, limits: formats.Limits{Bytes: 20}, want: "2: \"more than 20 bytes\": want a file within the limit of bytes"},
		"many accounts":      {file: head + many("#KONTO %d x\n", 50_001), want: "at most 50000 different accounts"},
		"a huge chart":       {file: head + many("#KONTO %d "+strings.Repeat("a", 100)+"\n", 100), limits: formats.Limits{Held: 5000}, want: "a chart that fit in 5000 bytes"},
		"a long account":     {file: head + "#KONTO " + strings.Repeat("1", 33) + "\n", want: "at most 32 digits"},
		"many years":         {file: head + many("#IB %d 1930 1.00\n", 40), want: "at most 16 years"},
	} {
		sum, err := sie.Read(strings.NewReader(c.file), c.limits, formats.Sink{})
		var refused *formats.Error
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) || refused.Code == "" {
			t.Errorf("%s: %s, want %q", name, said(sum, err), c.want)
		}
	}
}

func many(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i+1)
	}
	return b.String()
}

const sumDiffers = "#KSUMMA, field 1 (checksum)"

// resealed gives a changed file the #KSUMMA it should have, as somebody would who means
// to deceive: the other rules must hold by themselves.
func resealed(file string) string {
	sum, err := sie.Read(strings.NewReader(file), formats.Limits{}, formats.Sink{})
	if err != nil {
		return file
	}
	for _, f := range sum.Findings {
		if _, want, ok := strings.Cut(f.Text, "want "); ok && f.Code == "checksum-differs" {
			want, _, _ = strings.Cut(want, ",")
			return file[:strings.LastIndex(file, "#KSUMMA")] + "#KSUMMA " + want + "\r\n"
		}
	}
	return file
}

// What our own export never does is refused when it is read back.
func TestStrict(t *testing.T) {
	for name, c := range map[string]struct {
		kind            sie.Kind
		old, new, wants string
	}{
		"unknown label":     {sie.Export4E, "#VER ", "#NYTT 1\r\n#VER ", "want a label of SIE 4"},
		"flag":              {sie.Export4E, "#FLAGGA 0", "#FLAGGA 1", "want 0"},
		"no sum":            {sie.Export4E, "#KSUMMA\r\n", "", "want an empty #KSUMMA before it"},
		"sum elsewhere":     {sie.Export4E, "#FLAGGA 0\r\n#KSUMMA\r\n#PROGRAM \"girod\" \"1.0\"", "#FLAGGA 0\r\n#PROGRAM \"girod\" \"1.0\"\r\n#KSUMMA", "straight behind #FLAGGA"},
		"mark":              {sie.Export4E, "#FLAGGA 0", "\ufeff#FLAGGA 0", "want #FLAGGA as the first label"},
		"two companies":     {sie.Export4E, "#FNAMN", "#FNAMN Annan\r\n#FNAMN", "want the label once"},
		"chart behind":      {sie.Export4E, "#VER \"A\"", "#KONTO 1920 Giro\r\n#VER \"A\"", "want identification, then chart"},
		"voucher order":     {sie.Export4E, `#VER "B" "1"`, `#VER "A" "1"`, `want a number above 1, the last of series "A"`},
		"balances in 4I":    {sie.Import4I, "", "", "want no balances in a file for import (SIE 4I)"},
		"balance":           {sie.Export4E, "#UB 0 1930 51248.50", "#UB 0 1930 51248.51", `account 1930, year 0: "51248.51": want 51248.50`},
		"result":            {sie.Export4E, "#RES 0 6570 1.50", "#RES 0 6570 -1.50", `account 6570, year 0: "-1.50": want 1.50`},
		"no closing":        {sie.Export4E, "#UB 0 2611 -250.00\r\n", "", "account 2611, year 0: \"0.00\": want -250.00"},
		"not in chart":      {sie.Export4E, "#TRANS 1510 {} 1250.00", "#TRANS 1511 {} 1250.00", "want an account of the chart"},
		"öre":               {sie.Export4E, "#TRANS 1510 {} 1250.00", "#TRANS 1510 {} 1250.01", `voucher A 1: "0.01": want postings that add up to 0.00`},
		"other year":        {sie.Export4E, `"1" 20260107`, `"1" 20270107`, "want a day within a year of #RAR"},
		"a letter":          {sie.Export4E, "Svarvning", "Svarvnina", sumDiffers},
		"moved by a blank":  {sie.Export4E, "Faktura 2026", "Faktura  2026", sumDiffers},
		"iso day":           {sie.Export4E, `"1" 20260107`, `"1" 2026-01-07`, `"2026-01-07": want a day as YYYYMMDD`},
		"decimals":          {sie.Export4E, "#TRANS 1510 {} 1250.00", "#TRANS 1510 {} 1250.000", "at most two decimals"},
		"unused added":      {sie.Export4E, "#RTRANS 6570 {} 1.50", "#RTRANS 6570 {} 1.60", "want a #TRANS equal"},
		"balance twice":     {sie.Export4E, "#IB 0 1930", "#IB 0 1930 50000.00\r\n#IB 0 1930", "want one #IB for an account and year"},
		"missing mandatory": {sie.Export4E, "#FORMAT PC8\r\n", "", "want #FORMAT, which every file has"},
	} {
		var b bytes.Buffer
		if _, err := write(&b, company()); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.old) {
			t.Errorf("%s: %q is not in the file", name, c.old)
		}
		file := strings.Replace(b.String(), c.old, c.new, 1)
		if c.wants != sumDiffers {
			file = resealed(file)
		}
		sum, err := sie.Reader{Strict: c.kind}.Read(strings.NewReader(file))
		if err == nil || !strings.Contains(err.Error(), c.wants) {
			t.Errorf("%s: %s, want %s", name, said(sum, err), c.wants)
		}
	}
}

// A stranger's corrections are told once each: what was added and what was removed.
func TestChanges(t *testing.T) {
	file := head + "#VER A 1 20260107\n{\n#BTRANS 3002 {} -10.00\n#RTRANS 1930 {1 \"K 2\"} 10.00\n#TRANS 1930 {1 \"K 2\"} 10.00\n#TRANS 3001 {} -10.00\n}\n"
	d, sum, err := sie.ReadDocument(strings.NewReader(file), formats.Limits{}, "")
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, p := range d.Vouchers[0].Transactions {
		got += fmt.Sprint(p.Change, p.Account, p.Amount, p.Objects, " ")
	}
	if got != "23002-1000 [] 119301000 [{1 K 2 }] 03001-1000 [] " {
		t.Errorf("told %q", got)
	}
	if sum.Details != 2 || d.Kind != sie.Import4I {
		t.Errorf("%d postings of %s", sum.Details, d.Kind)
	}
}

// The checksum of a file in another character set is that of its text in code page 437;
// a program that summed the bytes is understood and told of.
func TestForeignChecksum(t *testing.T) {
	body := "#PROGRAM \"Kassa\" 2\n#FORMAT PC8\n#GEN 20260131\n#SIETYP 4\n#FNAMN \"Årö AB\"\n"
	fields := strings.NewReplacer(" ", "", "\n", "", `"`, "").Replace(body)
	fields = strings.Replace(fields, "ÅröAB", "Årö AB", 1)
	pc8 := strings.NewReplacer("Å", "\x8f", "ö", "\x94").Replace(fields)
	for _, c := range []struct {
		sum  uint32
		want string
	}{
		{crc32.ChecksumIEEE([]byte(pc8)), ""},
		{crc32.ChecksumIEEE([]byte(fields)), "checksum-raw"},
		{1, "DOUBT checksum-differs"},
	} {
		file := fmt.Sprintf("#FLAGGA 0\n#KSUMMA\n%s#KSUMMA %d\n", body, c.sum)
		got := said(sie.Read(strings.NewReader(file), formats.Limits{}, formats.Sink{}))
		if !strings.Contains(got, c.want) || strings.Contains(got, "checksum") != (c.want != "") {
			t.Errorf("%d: %s, want %q", c.sum, got, c.want)
		}
	}
}

func TestIs(t *testing.T) {
	for head, want := range map[string]bool{
		"#FLAGGA 0\n": true, "\ufeff \r\n#FLAGGA\t1": true, "#PROGRAM x\n#SIETYP 4\n": true,
		"": false, "#": false, "# a comment\n#SIETYP 4": false, "#PROGRAM x\n": false, "FLAGGA": false,
	} {
		if sie.Is([]byte(head)) != want {
			t.Errorf("%q", head)
		}
	}
}

// FuzzRead holds that no bytes break the reader, that a refusal says where and what, and
// that counting agrees with telling.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"book.se", "vouchers.si", "stranger-utf-8.si", "stranger-corrections.se"} {
		b, err := os.ReadFile("../../testdata/samples/sie/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(head + "#VER \"\" \"\" 20260107 \"\xc5\"\n" + pair))
	f.Add([]byte("#FLAGGA 0\n#NYTT\n{\n}\n#IB 0 1930 1\n#PSALDO 0 202601 1930 {} 1\n#UNDERDIM 2 a 1\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		vouchers, postings := 0, 0
		x := sie.Reader{Voucher: func(v *sie.Voucher) error {
			vouchers++
			for _, p := range v.Transactions {
				if p.Change != sie.Removed {
					postings++
				}
			}
			return nil
		}}
		sum, err := x.Read(bytes.NewReader(file))
		plain, err2 := sie.Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{})
		var refused *formats.Error
		if err != nil {
			if !errors.As(err, &refused) || refused.Code == "" || refused.Want == "" {
				t.Fatalf("%v does not say what was wanted", err)
			}
			if err2 == nil {
				t.Fatalf("told: %v; not told: read", err)
			}
			return
		}
		if err2 != nil || plain.Entries != sum.Entries || len(plain.Findings) != len(sum.Findings) {
			t.Fatalf("%+v, not told %+v %v", sum, plain, err2)
		}
		if sum.InDoubt() == nil && (vouchers != sum.Entries || postings != sum.Details) {
			t.Fatalf("told %d vouchers and %d postings, counted %d and %d", vouchers, postings, sum.Entries, sum.Details)
		}
		if _, err := (sie.Reader{Strict: sie.Export4E}).Read(bytes.NewReader(file)); err == nil && sum.InDoubt() != nil {
			t.Fatalf("strictly it was taken, and a stranger's would be in doubt: %s", said(sum, nil))
		}
	})
}

// The strangers among our own samples: in UTF-8 with a sum over code page 437, and with
// corrections in a voucher.
func TestStrangers(t *testing.T) {
	for name, want := range map[string]string{
		"stranger-utf-8.si": `day-form 18: #VER, field 3 (day): "2026-01-20": want a day as YYYYMMDD (SIE 4B)
encoding : the file says PC8 (code page 437) and is UTF-8; it was read as that
SIE 4I of Viggö Båtklubb, made 2026-02-03: 2 vouchers, 4 postings, [{SEK 617500 617500}]
voucher   2026-01-15 Hamnavgift "plats 12": 0 1920 [] 1800.00; 0 3110 [{6 12 }] -1800.00;
voucher   2026-01-20 Virke till bryggan: 0 5010 [{6 12 }] 4375.00; 0 1920 [] -4375.00;
`,
		"stranger-corrections.se": `SIE 4E of Öbergs Måleri AB, made 2026-02-01: 1 vouchers, 3 postings, [{SEK 250040 250040}]
voucher I 7 2026-01-12 Inbetalning faktura 88: 0 1930 [] 2500.00; 2 3010 [] 0.40; 1 3740 [] 0.40; 0 1510 [] -2500.40;
`,
	} {
		file, err := os.Open("../../testdata/samples/sie/" + name)
		if err != nil {
			t.Fatal(err)
		}
		d, sum, err := sie.ReadDocument(file, formats.Limits{}, "")
		file.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := said(sum, nil) + fmt.Sprintf("SIE %s of %s, made %s: %d vouchers, %d postings, %v\n", d.Kind, d.Header.Company.Name, d.Header.Generated, sum.Entries, sum.Details, sum.Totals)
		for _, v := range d.Vouchers {
			got += fmt.Sprintf("voucher %s %s %s %s:", v.Series, v.Number, v.On, v.Text)
			for _, p := range v.Transactions {
				got += fmt.Sprintf(" %d %s %v %s;", p.Change, p.Account, p.Objects, money.Of(p.Amount, money.SEK).Decimal())
			}
			got += "\n"
		}
		if got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

// A disk or line that fails is not the end of the file, whenever it fails.
func TestReadFails(t *testing.T) {
	broken := errors.New("the line went dead")
	whole := head + "#VER A 1 20260107 \"\xc5r\xf6\"\n" + pair
	for i := range whole {
		_, err := sie.Read(io.MultiReader(strings.NewReader(whole[:i]), iotest.ErrReader(broken)), formats.Limits{}, formats.Sink{})
		var refused *formats.Error
		if !errors.Is(err, broken) && !errors.As(err, &refused) {
			t.Fatalf("after %d bytes: %v", i, err)
		}
		once := &failsOnce{strings.NewReader(whole[:i]), broken}
		if _, err := sie.Read(once, formats.Limits{}, formats.Sink{}); err == nil {
			t.Fatalf("after %d bytes a failure was taken for the end", i)
		}
	}
}

// failsOnce fails at its end, and then pretends that was all.
type failsOnce struct {
	io.Reader
	err error
}

func (r *failsOnce) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if err == io.EOF && r.err != nil {
		err, r.err = r.err, nil
	}
	return n, err
}
