package sie_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/sie"
)

var update = flag.Bool("update", false, "write samples anew")

// each gives the elements of a slice as a stream.
func each[T any](list []T) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for i := range list {
			if !yield(&list[i], nil) {
				return
			}
		}
	}
}

func export(d *sie.Document) sie.Export {
	x := sie.Export{Header: d.Header, Vouchers: each(d.Vouchers)}
	if d.Kind == sie.Export4E {
		x.Balances = each(d.Balances)
	}
	return x
}

func write(w io.Writer, d *sie.Document) (*formats.Summary, error) {
	if d.Kind == sie.Export4E {
		return sie.Write4E(w, export(d))
	}
	return sie.Write4I(w, export(d))
}

// company is a small book of one year: an invoice, its payment, a correction.
func company() *sie.Document {
	return &sie.Document{
		Kind: sie.Export4E,
		Header: sie.Header{
			Program: "girod", Version: "1.0", Generated: 20260131, Sign: "ekonomi", Notes: []string{`Bokslut "preliminärt"`},
			Company: sie.Company{ID: "7", Name: "Åkerö Mekaniska AB", OrgNo: "556000-0001", Form: "AB", Street: "Bruksgatan 3", Post: "793 30 Leksand"},
			Years:   []sie.Year{{Number: 0, From: 20260101, Until: 20261231}, {Number: -1, From: 20250101, Until: 20251231}},
			TaxYear: "2027", Until: 20260131, Plan: "BAS2014", Currency: money.SEK,
			Accounts: []sie.Account{
				{Number: "1510", Name: "Kundfordringar", Kind: "T"}, {Number: "1930", Name: "Företagskonto", Kind: "T"},
				{Number: "2081", Name: "Aktiekapital", Kind: "S"}, {Number: "2611", Name: "Utgående moms, 25 %", Kind: "S"},
				{Number: "3001", Name: "Försäljning", Kind: "I"}, {Number: "6570", Name: "Bankkostnader", Kind: "K"},
			},
			Dimensions: []sie.Dimension{{Number: 1, Name: "Kostnadsställe"}, {Number: 20, Name: "Förening", Under: 1}},
			Objects:    []sie.Object{{Dimension: 1, Number: "100", Name: "Verkstad"}},
		},
		Balances: []sie.Balance{
			{Label: "IB", Account: "1930", Amount: 5000000}, {Label: "IB", Account: "2081", Amount: -5000000},
			{Label: "UB", Account: "1510", Amount: 0}, {Label: "UB", Account: "1930", Amount: 5124850},
			{Label: "UB", Account: "2081", Amount: -5000000}, {Label: "UB", Account: "2611", Amount: -25000},
			{Label: "IB", Year: -1, Account: "1930", Amount: 1}, {Label: "UB", Year: -1, Account: "1930", Amount: 5000000},
			{Label: "RES", Account: "3001", Amount: -100000}, {Label: "RES", Account: "6570", Amount: 150},
			{Label: "OUB", Account: "3001", Objects: []sie.Object{{Dimension: 1, Number: "100"}}, Amount: -100000},
			{Label: "PSALDO", Period: 202601, Account: "3001", Amount: -100000, Quantity: "3"},
		},
		Vouchers: []sie.Voucher{
			{Series: "A", Number: "1", On: 20260107, Text: "Faktura 2026-1001", Registered: 20260108, Transactions: []sie.Transaction{
				{Account: "1510", Amount: 125000},
				{Account: "2611", Amount: -25000},
				{Account: "3001", Amount: -100000, Objects: []sie.Object{{Dimension: 1, Number: "100"}}, Text: "Svarvning", Quantity: "3"},
			}},
			{Series: "B", Number: "1", On: 20260120, Text: `Inbetalning "Swish"`, Sign: "AL", Transactions: []sie.Transaction{
				{Account: "1930", Amount: 124850, On: 20260119},
				{Account: "1510", Amount: -125000},
				{Account: "6570", Amount: 100, Change: sie.Removed},
				{Account: "6570", Amount: 150, Change: sie.Added, Sign: "AL"},
			}},
		},
	}
}

// imports is vouchers for a ledger that numbers them itself.
func imports() *sie.Document {
	d := company()
	d.Kind, d.Balances, d.Header.Until = sie.Import4I, nil, 0
	for i := range d.Vouchers {
		d.Vouchers[i].Series, d.Vouchers[i].Number = "", ""
	}
	return d
}

// withoutLines forgets where things stood.
func withoutLines(d *sie.Document) *sie.Document {
	for i := range d.Balances {
		d.Balances[i].Line = 0
	}
	for i := range d.Vouchers {
		d.Vouchers[i].Line = 0
		for j := range d.Vouchers[i].Transactions {
			d.Vouchers[i].Transactions[j].Line = 0
		}
	}
	return d
}

// alike compares documents; an empty list is no list.
func alike(a, b *sie.Document) bool {
	text := func(d *sie.Document) string {
		return strings.ReplaceAll(strings.ReplaceAll(fmt.Sprintf("%+v", *withoutLines(d)), "[]", "nil"), "<nil>", "nil")
	}
	return text(a) == text(b)
}

// What we write is what our strict reader reads, and writing that again gives the same
// bytes. The samples of the room are these two files.
func TestWrite(t *testing.T) {
	for name, d := range map[string]*sie.Document{"book.se": company(), "vouchers.si": imports()} {
		var b bytes.Buffer
		wrote, err := write(&b, d)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("../../testdata/samples/sie", name)
		if *update {
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(path); err != nil || !bytes.Equal(b.Bytes(), want) {
			t.Errorf("%s is not what is written now: %v", name, err)
		}
		back, read, err := sie.ReadDocument(bytes.NewReader(b.Bytes()), formats.Limits{}, d.Kind)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, b.Bytes())
		}
		if !alike(back, d) {
			t.Errorf("%s came back as\n%+v\nwant\n%+v", name, back, d)
		}
		if read.Entries != wrote.Entries || read.Details != 6 || !reflect.DeepEqual(read.Totals, wrote.Totals) || read.Version != wrote.Version {
			t.Errorf("%s: wrote %+v, read %+v", name, wrote, read)
		}
		var again bytes.Buffer
		if _, err := write(&again, back); err != nil || !bytes.Equal(again.Bytes(), b.Bytes()) {
			t.Errorf("%s: written again it differs: %v", name, err)
		}
		if !bytes.Contains(b.Bytes(), []byte("#FNAMN \"\x8fker\x94 Mekaniska AB\"\r\n")) {
			t.Errorf("%s is not in code page 437", name)
		}
	}
}

// The sum of #KSUMMA, computed anew from the file's bytes in the plainest way.
func TestChecksum(t *testing.T) {
	var b bytes.Buffer
	if _, err := write(&b, company()); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\r\n")
	var summed []byte
	for _, line := range lines[2 : len(lines)-1] {
		line = strings.ReplaceAll(line, `\"`, "\x01") // none of ours has blanks and quotes next to each other
		for i, part := range strings.Split(line, `"`) {
			if i%2 == 0 {
				part = strings.NewReplacer(" ", "", "{", "", "}", "").Replace(part)
			}
			summed = append(summed, strings.ReplaceAll(part, "\x01", `"`)...)
		}
	}
	if want := fmt.Sprintf("#KSUMMA %d", crc32.ChecksumIEEE(summed)); lines[len(lines)-1] != want {
		t.Errorf("%s, want %s", lines[len(lines)-1], want)
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		want  string
		spoil func(*sie.Document)
	}{
		"voucher off by an öre": {"add up to 0.01", func(d *sie.Document) { d.Vouchers[0].Transactions[0].Amount++ }},
		"closing balance":       {"balance-differs", func(d *sie.Document) { d.Balances[3].Amount++ }},
		"result":                {"result-differs", func(d *sie.Document) { d.Balances[8].Amount++ }},
		"no closing balance":    {"balance-missing", func(d *sie.Document) { d.Balances = slices.Delete(d.Balances, 3, 4) }},
		"balance and result":    {"balance-and-result", func(d *sie.Document) { d.Balances[8].Label, d.Balances[8].Account = "RES", "1930" }},
		"balance twice":         {"want one UB", func(d *sie.Document) { d.Balances[2] = d.Balances[3] }},
		"unknown balance":       {"want IB", func(d *sie.Document) { d.Balances[0].Label = "XB" }},
		"account not in chart":  {"account 1920", func(d *sie.Document) { d.Vouchers[0].Transactions[0].Account = "1920" }},
		"account of letters":    {"want digits", func(d *sie.Document) { d.Header.Accounts[0].Number = "15A0" }},
		"account twice":         {"once in the chart", func(d *sie.Document) { d.Header.Accounts[1].Number = "1510" }},
		"number twice":          {"above 1", func(d *sie.Document) { d.Vouchers[1].Series = "A" }},
		"no number":             {"want a number", func(d *sie.Document) { d.Vouchers[1].Number = "" }},
		"another year":          {"in no year", func(d *sie.Document) { d.Vouchers[1].On = 20270101 }},
		"no day":                {"want a day", func(d *sie.Document) { d.Vouchers[1].On = 0 }},
		"no such day":           {"want a day", func(d *sie.Document) { d.Vouchers[1].Registered = 20260230 }},
		"no name":               {"#FNAMN", func(d *sie.Document) { d.Header.Company.Name = "" }},
		"no program":            {"#PROGRAM", func(d *sie.Document) { d.Header.Program = "" }},
		"no year":               {"year 0", func(d *sie.Document) { d.Header.Years = d.Header.Years[1:] }},
		"year twice":            {"each once", func(d *sie.Document) { d.Header.Years[1].Number = 0 }},
		"three decimals":        {"at most two decimals", func(d *sie.Document) { d.Header.Currency = "KWD" }},
		"period":                {"as YYYYMM", func(d *sie.Document) { d.Balances[11].Period = 202613 }},
		"dimension":             {"dimension 0", func(d *sie.Document) { d.Vouchers[0].Transactions[2].Objects[0].Dimension = 0 }},
		"endless text":          {"want at most 65536", func(d *sie.Document) { d.Vouchers[0].Text = strings.Repeat("a", 70_000) }},
		"19 digits": {"", func(d *sie.Document) {
			d.Vouchers[0].Transactions[0].Amount, d.Vouchers[0].Transactions[1].Amount = 1<<62, -1<<62
		}},
	} {
		d := company()
		c.spoil(d)
		if _, err := write(io.Discard, d); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", name, err, c.want)
		}
	}
	if _, err := sie.Write4I(io.Discard, export(company())); err == nil {
		t.Error("balances in 4I")
	}
	broken := errors.New("the database went away")
	d := company()
	_, err := sie.Write4E(io.Discard, sie.Export{Header: d.Header, Vouchers: func(yield func(*sie.Voucher, error) bool) { yield(nil, broken) }})
	if !errors.Is(err, broken) {
		t.Errorf("%v, want %v", err, broken)
	}
}

func TestRespelling(t *testing.T) {
	d := company()
	d.Header.Company.Name = "Sønderjysk Łódź & Søn – “test” 5 €\t中\\"
	d.Vouchers[0].Text = "Žižek på Ærø, ½ ñ"
	var b bytes.Buffer
	sum, err := write(&b, d)
	if err != nil {
		t.Fatal(err)
	}
	back, _, err := sie.ReadDocument(&b, formats.Limits{}, sie.Export4E)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := back.Header.Company.Name, `Sönderjysk Lódz & Sön - "test" 5 EUR ?/`; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := back.Vouchers[0].Text, "Zizek på Ærö, ½ ñ"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if len(sum.Findings) != 2 || sum.Findings[0].Code != "respelt" {
		t.Errorf("findings %v", sum.Findings)
	}
}

// text draws what people write: letters of the code page, quotes, braces, backslashes.
func text(t *rapid.T, name string) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune(`aÅäöÖé 1"\{}#.,-ßñ`)), 0, 12, -1).Filter(func(s string) bool { return !strings.HasSuffix(s, `\`) }).Draw(t, name)
}

// book draws a whole export whose balances follow from its vouchers.
func book(t *rapid.T) *sie.Document {
	d := company()
	d.Vouchers, d.Balances = nil, nil
	d.Header.Currency = rapid.SampledFrom([]money.Currency{money.SEK, money.EUR, "ISK"}).Draw(t, "currency")
	moved := map[string]int64{}
	for i := range rapid.IntRange(0, 8).Draw(t, "vouchers") {
		v := sie.Voucher{Series: rapid.SampledFrom([]string{"", "A", "Ö"}).Draw(t, "series"), Number: fmt.Sprint(i + 1), On: date.Date(20260101 + i), Text: text(t, "text"), Sign: text(t, "sign")}
		rest := int64(0)
		for range rapid.IntRange(0, 4).Draw(t, "postings") {
			p := sie.Transaction{
				Account: rapid.SampledFrom([]string{"1510", "1930", "3001"}).Draw(t, "account"), Amount: rapid.Int64Range(-1e12, 1e12).Draw(t, "amount"),
				Change: rapid.SampledFrom([]sie.Change{sie.Original, sie.Added, sie.Removed}).Draw(t, "change"), Text: text(t, "text"), Quantity: text(t, "quantity"), Sign: text(t, "sign"),
			}
			for range rapid.IntRange(0, 2).Draw(t, "objects") {
				p.Objects = append(p.Objects, sie.Object{Dimension: rapid.IntRange(1, 20).Draw(t, "dimension"), Number: text(t, "object")})
			}
			if p.Change != sie.Removed {
				rest += p.Amount
				moved[p.Account] += p.Amount
			}
			v.Transactions = append(v.Transactions, p)
		}
		if rest != 0 {
			v.Transactions = append(v.Transactions, sie.Transaction{Account: "2081", Amount: -rest})
			moved["2081"] -= rest
		}
		d.Vouchers = append(d.Vouchers, v)
	}
	for _, account := range []string{"1510", "1930", "2081"} {
		opening := rapid.Int64Range(-1e12, 1e12).Draw(t, "opening")
		d.Balances = append(d.Balances, sie.Balance{Label: "IB", Account: account, Amount: opening}, sie.Balance{Label: "UB", Account: account, Amount: opening + moved[account]})
	}
	d.Balances = append(d.Balances, sie.Balance{Label: "RES", Account: "3001", Amount: moved["3001"]})
	return d
}

// Whatever book is written comes back the same, through a reader that is given one byte
// at a time too, and its balances are the ones that went in.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := book(t)
		var b bytes.Buffer
		if _, err := write(&b, d); err != nil {
			t.Fatal(err)
		}
		back, _, err := sie.ReadDocument(bytes.NewReader(b.Bytes()), formats.Limits{}, sie.Export4E)
		if err != nil {
			t.Fatalf("%v\n%q", err, b.Bytes())
		}
		if !alike(back, d) {
			t.Fatalf("%+v\ncame back as\n%+v", d, back)
		}
		if _, err := sie.Read(iotest.OneByteReader(&b), formats.Limits{}, formats.Sink{}); err != nil {
			t.Fatalf("a stranger could not read it: %v", err)
		}
	})
}

// What strangers wrote is written by us as our own and read back strictly, unchanged, when
// the public samples are there: their vouchers without the numbers.
func TestStrangersBecomeOurs(t *testing.T) {
	root := os.Getenv("GIROD_SAMPLES")
	if root == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	files, _ := filepath.Glob(filepath.Join(root, "sie", "*"))
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d, _, err := sie.ReadDocument(bytes.NewReader(file), formats.Limits{}, "")
		if err != nil {
			t.Fatal(err)
		}
		d.Kind, d.Balances, d.Header.Until, d.Header.Currency = sie.Import4I, nil, 0, money.SEK
		if d.Header.Generated == 0 {
			d.Header.Generated = 20260101 // one sample has a day of seven digits
		}
		for i := range d.Vouchers {
			d.Vouchers[i].Number = ""
		}
		var b bytes.Buffer
		if _, err := write(&b, d); err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		back, _, err := sie.ReadDocument(&b, formats.Limits{}, sie.Import4I)
		if err != nil || !alike(back, d) {
			t.Errorf("%s: %v", filepath.Base(name), err)
		}
	}
	if len(files) < 8 {
		t.Errorf("only %d samples", len(files))
	}
}

// One changed byte anywhere between the sums is never taken by the strict reader, unless
// it changed nothing that is summed.
func TestOneByteChanged(t *testing.T) {
	var b bytes.Buffer
	if _, err := write(&b, company()); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	for i := range whole {
		for _, c := range []byte{'7', ' ', '"', '\n'} {
			if whole[i] == c {
				continue
			}
			spoilt := bytes.Clone(whole)
			spoilt[i] = c
			back, _, err := sie.ReadDocument(bytes.NewReader(spoilt), formats.Limits{}, sie.Export4E)
			if err == nil && !alike(back, company()) {
				t.Errorf("byte %d %q as %q was taken: %q", i, whole[i], c, spoilt[max(0, i-20):min(len(spoilt), i+20)])
			}
		}
		if _, _, err := sie.ReadDocument(bytes.NewReader(whole[:i]), formats.Limits{}, sie.Export4E); err == nil && i < len(whole)-2 {
			t.Errorf("cut at byte %d it was taken", i)
		}
	}
}
