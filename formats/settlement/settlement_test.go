package settlement_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/settlement"
)

var update = flag.Bool("update", false, "write goldens anew")

// acquirer is a report of a customer's acquirer, as configuration names its columns.
var acquirer = settlement.Mapping{
	Name: "acquirer", Acquirer: "Nordkort", Day: "DD.MM.YYYY", Currency: money.SEK, FeeNegative: true,
	Columns: map[string]string{
		"id": "Payout", "paid": "Payout date", "merchant": "Store", "payment": "Transaction", "kind": "Transaction type", "type": "Card",
		"reference": "Order", "gross": "Amount", "fee": "Commission", "net": "Paid",
	},
	Types: map[string]string{"VISA": "card"},
	Kinds: map[string]string{"Purchase": "sale", "Credit": "refund"},
}

// read gives what a report says, as lines, with the summary last.
func read(file []byte, l formats.Limits) (string, *formats.Summary, error) {
	var b strings.Builder
	sum, err := settlement.Mappings{acquirer}.Read(bytes.NewReader(file), l, formats.Sink{Settlement: func(s *formats.Settlement) error {
		fmt.Fprintf(&b, "%d: %s %s, merchant %s, to %s %s, %s to %s, paid %s: %s = %s - %s %s\n", s.Line, s.Acquirer, s.ID, s.Merchant, s.To.Scheme, s.To.ID, s.From, s.Until, s.PaidOn,
			plain(s.Net), plain(s.Gross), plain(s.Fee), s.Currency)
		for _, p := range s.Payments {
			fmt.Fprintf(&b, "  %d: %s %s %q at %s booked %s, ref %q text %q payer %q %q: %s = %s - %s\n", p.Line, p.Kind, p.Method, p.ID, p.At, p.BookedOn, p.Ref, p.Text, p.Payer, p.PayerPhone,
				plain(p.Net), plain(p.Gross), plain(p.Fee))
		}
		return nil
	}})
	if sum != nil {
		for _, f := range sum.Findings {
			doubt := map[bool]string{true: "DOUBT "}[f.Doubt]
			fmt.Fprintf(&b, "%s%s %s: %s\n", doubt, f.Code, f.Origin, f.Text)
		}
		fmt.Fprintf(&b, "%s, %s: %d settlements, %d payments, %+v\n", sum.Format, sum.Version, sum.Entries, sum.Details, sum.Totals)
	}
	return b.String(), sum, err
}

func plain(minor int64) string { return money.Of(minor, money.SEK).Decimal() }

const samples = "../../testdata/samples/settlement"

// Every report gives each purchase with gross, fee and net, in both dialects of Swish, and
// by card, Swish and MasterPass.
//
// R-ALK-26
func TestSamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples, "*.csv"))
	if err != nil || len(files) < 5 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, _, err := read(file, formats.Limits{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		golden := filepath.Join("testdata", strings.TrimSuffix(filepath.Base(name), ".csv")+".golden")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(golden); err != nil || got != string(want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
		}
	}
}

func sample(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(samples, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The two dialects of Handelsbanken say the same: the sample in one, rewritten in the other.
func TestDialects(t *testing.T) {
	semicolon := sample(t, "swish-handelsbanken-semicolon.csv")
	comma := strings.NewReplacer(",", ".", ";", ",").Replace(semicolon)
	a, _, err := read([]byte(semicolon), formats.Limits{})
	b, _, err2 := read([]byte(comma), formats.Limits{})
	if err != nil || err2 != nil || a != b {
		t.Errorf("%v %v\n%s\n%s", err, err2, a, b)
	}
}

// Each file is spoilt in one place and refused there, in words a clerk can act on.
func TestRefusals(t *testing.T) {
	const semicolon, comma, swedbank, one, mapped = "swish-handelsbanken-semicolon.csv", "swish-handelsbanken-comma.csv", "swish-swedbank.csv", "settlement-1.csv", "mapped-acquirer.csv"
	for name, c := range map[string]struct{ file, old, new, want string }{
		"decimal point with semicolons": {semicolon, "450,00", "450.00", `2: column 8 (amount): "450.00": want an amount of SEK with a decimal comma, at most 2 decimals and no blanks`},
		"decimal comma with commas":     {swedbank, "600.00", `"600,00"`, `3: column 13 (Belopp): "600,00": want an amount of SEK with a decimal point`},
		"thousands":                     {semicolon, "1250,50", "1 250,50", `3: column 8 (amount): "1 250,50"`},
		"type":                          {semicolon, ";SWR;", ";SWX;", `4: column 7 (type): "SWX": want SWH, SWR, SWT, SWU or SWZ`},
		"negative sale":                 {semicolon, ";80,00", ";-80,00", `5: column 8 (amount): "-80,00": want an amount that is not negative, since SWH is money that came in`},
		"currency":                      {semicolon, "80,00;SEK", "80,00;KR", `column 9 (currency): "KR": want a currency of ISO 4217`},
		"day":                           {semicolon, "1230000025;2026-01-07", "1230000025;2026-13-07", `5: column 6 (day): "2026-13-07": want a day as YYYY-MM-DD`},
		"no Swish number":               {semicolon, "1230000025;", ";", "5: want the Swish number"},
		"count":                         {semicolon, "03;4", "03;5", `6: column 2 (number of payments): "5": want 4, the number of rows 02 before it`},
		"cut":                           {semicolon, "03;4\r\n", "", "6: end of the file: want row 03 with the number of payments: the file ends before it"},
		"behind the end":                {semicolon, "03;4\r\n", "03;4\r\n02;\r\n", `7: column 1 (row type): "02": want nothing behind row 03`},
		"row type":                      {semicolon, "\r\n02;5560000001;123456789;HANDSESS;1230000025", "\r\n04;5560000001;123456789;HANDSESS;1230000025", `5: column 1 (row type): "04": want a row of type 02 or 03`},
		"columns":                       {semicolon, ";Medlemsavgift 2026;", ";", `2: row: "14 columns": want 15 columns, or 18 in newer reports`},
		"comma in a name":               {comma, "Åsa Öberg", "Öberg, Åsa", `2: row: "21 columns": want 15 columns`},
		"row number":                    {swedbank, "\n2,", "\n4,", `4: column 1 (Radnr): "4": want 2: rows are numbered one by one`},
		"columns of Swedbank":           {swedbank, "23:58,", "", `5: row: "13 columns": want 14 columns as in the heading`},
		"heading of Swedbank":           {swedbank, "Bokfdag", "Bokdag", "2: heading: want a column Bokfdag"},
		"quotes":                        {swedbank, `barn",10:01`, `barn,10:01`, `3: column 11 (Meddelande): "\"Avgift, två barn,10:01,600.00,": want a field whose quotes close at its end (RFC 4180)`},
		"net":                           {one, "985.00", "958.00", `4: column 19 (net): "958.00": want 985.00, which is gross less fee`},
		"total":                         {one, "1150.00,67.75,1082.25", "1150.00,67.00,1083.00", `7: settlement S-88: "1150.00 less 67.00 is 1083.00": want 1150.00 less 67.75 is 1082.25, the sum of its rows`},
		"total missing":                 {one, "1,S-89,2026-01-09,Nordkort,4711,5012345678,SEK,,total,,,,,,,,99.00,2.00,97.00\n", "", "settlement S-89: want a row of kind total: the file ends before it"},
		"total twice":                   {one, "99.00,2.00,97.00\n1,S-88,2026-01-09,Nordkort,4711,5012345678,SEK,masterpass", "99.00,2.00,97.00\n1,S-88,2026-01-09,Nordkort,4711,5012345678,SEK,,total,,,,,,,,1150.00,67.75,1082.25\n1,S-88,2026-01-09,Nordkort,4711,5012345678,SEK,masterpass", "want one total for a settlement"},
		"version":                       {one, "1,S-89,2026-01-09,Nordkort,4711,5012345678,SEK,swish", "2,S-89,2026-01-09,Nordkort,4711,5012345678,SEK,swish", `3: column 1 (settlement): "2": want version 1 of the layout`},
		"type of payment":               {one, ",masterpass,", ",cash,", `4: column 8 (type): "cash": want one of card, swish, masterpass`},
		"kind":                          {one, ",refund,", ",discount,", `5: column 9 (kind): "discount": want one of sale, refund`},
		"two currencies":                {one, "SEK,masterpass", "NOK,masterpass", `4: row: "S-88": want all rows of a settlement paid on one day, in one currency, to one account, as in line 2`},
		"no id":                         {one, "1,S-89,2026-01-09,Nordkort,4711,5012345678,SEK,swish", "1,,2026-01-09,Nordkort,4711,5012345678,SEK,swish", "3: column 2 (id): want the number of the settlement"},
		"no amount":                     {one, ",,49.00,-49.00", ",,,", "6: row: want gross, or fee and net"},
		"a column of ours":              {one, ",gross,", ",brutto,", "1: heading: want a column gross"},
		"only a heading":                {one, "\n1,", "\n#", "2: row:"},
		"mapped word":                   {mapped, "Credit", "Reversal", `4: column 5 (Transaction type): "Reversal": want one of`},
		"mapped day":                    {mapped, "13.01.2026", "2026-01-13", `5: column 2 (Payout date): "2026-01-13": want a day as DD.MM.YYYY`},
		"mapped heading":                {mapped, "Commission", "Fee", "want a settlement report girod knows"},
	} {
		file := sample(t, c.file)
		if c.file == semicolon || c.file == swedbank {
			c.old = strings.NewReplacer("Å", "\xc5", "Ö", "\xd6").Replace(c.old)
		}
		if !strings.Contains(file, c.old) {
			t.Errorf("%s: %q is not in the sample", name, c.old)
		}
		_, sum, err := read([]byte(strings.Replace(file, c.old, c.new, 1)), formats.Limits{})
		var refused *formats.Error
		if !errors.As(err, &refused) || sum != nil || refused.Code == "" || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
	for file, want := range map[string]string{"": "want a file that is not empty", " \r\n": "want a file that is not empty", "Namn;Belopp\nEva;10,00\n": `1: "Namn;Belopp": want a settlement report girod knows`} {
		if _, _, err := read([]byte(file), formats.Limits{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", file, err, want)
		}
	}
}

// What puts money in doubt and can still be read is shown, and held by the daemon.
func TestDoubts(t *testing.T) {
	for name, c := range map[string]struct{ file, old, new, want string }{
		"one payment twice":     {"swish-handelsbanken-semicolon.csv", "5512000000000002", "5512000000000001", `DOUBT payment-twice 3: sale "5512000000000001" stands in line 2 already`},
		"across settlements":    {"settlement-1.csv", "sale,W-1", "sale,T-1", `DOUBT payment-twice 3: sale "T-1" stands in line 2 already`},
		"a positive refund":     {"mapped-acquirer.csv", "-300,00;0,00;-300,00", "300,00;0,00;300,00", "DOUBT sign 4: a refund of 300.00 gross"},
		"a positive chargeback": {"mapped-acquirer.csv", "-899,00;-150,00;-1049,00", "899,00;-150,00;749,00", "DOUBT sign 5: a chargeback"},
	} {
		got, _, err := read([]byte(strings.Replace(sample(t, c.file), c.old, c.new, 1)), formats.Limits{})
		if err != nil || !strings.Contains(got, c.want) {
			t.Errorf("%s: %v\n%s\nwant %s", name, err, got, c.want)
		}
	}
	got, sum, err := read([]byte(sample(t, "swish-swedbank.csv")), formats.Limits{})
	if err != nil || len(sum.Findings) != 0 {
		t.Errorf("two equal payments without an id are two payments: %v\n%s", err, got)
	}
}

func TestLimits(t *testing.T) {
	file := []byte(sample(t, "swish-handelsbanken-semicolon.csv"))
	for want, l := range map[string]formats.Limits{
		`"more than 100 bytes"`:        {Bytes: 100},
		"want at most 3 payments":      {Records: 3},
		"lines of at most 60 bytes":    {Text: 60},
		"fits in 2000 bytes of memory": {Held: 2000},
	} {
		if _, _, err := read(file, l); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	huge := "settlement,id,paid,currency,type,kind,payment,gross,fee,net\n" + strings.Repeat("1,S,2026-01-09,SEK,card,sale,,9999999999999999.99,0.00,9999999999999999.99\n", 20)
	if _, _, err := read([]byte(huge), formats.Limits{}); err == nil || !strings.Contains(err.Error(), "sums that fit 64 bits") {
		t.Error(err)
	}
}

func TestSinkFails(t *testing.T) {
	stop := errors.New("stop")
	_, err := settlement.Read(strings.NewReader(sample(t, "settlement-1.csv")), formats.Limits{}, formats.Sink{Settlement: func(*formats.Settlement) error { return stop }})
	if !errors.Is(err, stop) {
		t.Error(err)
	}
}

func TestIs(t *testing.T) {
	for _, name := range []string{"swish-handelsbanken-semicolon.csv", "swish-handelsbanken-comma.csv", "swish-swedbank.csv", "settlement-1.csv"} {
		if !settlement.Is([]byte(sample(t, name))) || !settlement.Is([]byte("\ufeff"+sample(t, name)[:1400%len(sample(t, name))])) {
			t.Errorf("%s is not known", name)
		}
	}
	mapped := []byte(sample(t, "mapped-acquirer.csv"))
	if settlement.Is(mapped) || !(settlement.Mappings{acquirer}).Is(mapped) {
		t.Error("a mapped report is known by its mapping alone")
	}
	for _, head := range []string{"", "01", "01;", "01;x\n02;", "01;2026-01-01\n04;", "01BGMAX               0120260107", "Radnr", "settlement", "\n"} {
		if settlement.Is([]byte(head)) {
			t.Errorf("%q is a settlement", head)
		}
	}
}

// A mapping is data: it goes through JSON as it goes through a configuration file, and what
// is wrong with it is said before any report comes.
func TestMapping(t *testing.T) {
	text, err := json.Marshal(acquirer)
	if err != nil {
		t.Fatal(err)
	}
	spoil := func(f func(*settlement.Mapping)) error {
		var m settlement.Mapping
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		f(&m)
		return m.Check()
	}
	if err := spoil(func(*settlement.Mapping) {}); err != nil {
		t.Error(err)
	}
	for want, f := range map[string]func(*settlement.Mapping){
		"want a name":                    func(m *settlement.Mapping) { m.Name = "" },
		`column "brutto": want one of`:   func(m *settlement.Mapping) { m.Columns["brutto"] = "x" },
		"columns for id and paid":        func(m *settlement.Mapping) { delete(m.Columns, "paid") },
		"a column for gross, or for fee": func(m *settlement.Mapping) { delete(m.Columns, "gross"); delete(m.Columns, "fee") },
		"a column for currency":          func(m *settlement.Mapping) { m.Currency = "" },
		"want a comma, a semicolon":      func(m *settlement.Mapping) { m.Separator = "|" },
		"want a point or a comma":        func(m *settlement.Mapping) { m.Decimal = "'" },
		`day "2006-01-02": want`:         func(m *settlement.Mapping) { m.Day = "2006-01-02" },
		`type "X" is "gold": want one`:   func(m *settlement.Mapping) { m.Types["X"] = "gold" },
		`kind "X" is "gift": want one`:   func(m *settlement.Mapping) { m.Kinds["X"] = "gift" },
	} {
		if err := spoil(f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Any report in our own layout whose total is the sum of its rows comes back to the öre,
// and with one öre less in the total it is refused.
func TestSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("settlement,id,paid,currency,type,kind,payment,gross,fee,net\n")
		var gross, fee int64
		n := rapid.IntRange(1, 20).Draw(t, "rows")
		for i := range n {
			g, f := rapid.Int64Range(0, 1e12).Draw(t, "gross"), rapid.Int64Range(-1e6, 1e6).Draw(t, "fee")
			gross, fee = gross+g, fee+f
			fmt.Fprintf(&b, "1,S,2026-01-09,SEK,swish,sale,%d,%s,%s,%s\n", i, plain(g), plain(f), plain(g-f))
		}
		total := func(off int64) string {
			return fmt.Sprintf("1,S,2026-01-09,SEK,,total,,%s,%s,%s\n", plain(gross+off), plain(fee), plain(gross+off-fee))
		}
		_, sum, err := read([]byte(b.String()+total(0)), formats.Limits{})
		if err != nil || sum.Details != n || sum.Entries != 1 || sum.Totals[0].Credit-sum.Totals[0].Debit != gross-fee {
			t.Fatal(sum, err)
		}
		if _, _, err := read([]byte(b.String()+total(1)), formats.Limits{}); err == nil {
			t.Fatal("a total that differs was taken")
		}
	})
}

// FuzzRead holds that no bytes break the reader and that what it tells adds up.
func FuzzRead(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join(samples, "*.csv"))
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		settlements, payments := 0, 0
		sum, err := settlement.Mappings{acquirer}.Read(bytes.NewReader(file), formats.Limits{Held: 1 << 20}, formats.Sink{Settlement: func(s *formats.Settlement) error {
			settlements++
			payments += len(s.Payments)
			var gross, fee, net int64
			for _, p := range s.Payments {
				gross, fee, net = gross+p.Gross, fee+p.Fee, net+p.Net
				if p.Gross-p.Fee != p.Net {
					t.Errorf("%+v", p)
				}
			}
			if gross != s.Gross || fee != s.Fee || net != s.Net || s.Currency == "" {
				t.Errorf("%d %d %d is told as %+v", gross, fee, net, s)
			}
			return nil
		}})
		var refused *formats.Error
		if err != nil {
			if !errors.As(err, &refused) || refused.Code == "" || refused.Want == "" || settlements > 0 {
				t.Fatalf("%v, after %d settlements were told", err, settlements)
			}
			return
		}
		if sum.Entries != settlements || sum.Details != payments {
			t.Fatalf("told %d and %d, counted %+v", settlements, payments, sum)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	const n = 70_000
	var file bytes.Buffer
	file.WriteString("01;2026-01-08;2026-01-07;\r\n")
	for i := range n {
		fmt.Fprintf(&file, "02;5560000001;123456789;HANDSESS;1230000017;2026-01-07;SWH;%d,50;SEK;+46700000101;Eva Holm;55%014d;Faktura 2026-%d;;2026-01-07T08:12:44\r\n", 100+i%900, i, i)
	}
	fmt.Fprintf(&file, "03;%d\r\n", n)
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		sum, err := settlement.Read(bytes.NewReader(file.Bytes()), formats.Limits{}, formats.Sink{})
		if err != nil || sum.Details != n {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
}
