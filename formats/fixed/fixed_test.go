package fixed

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"girod/formats"
	"girod/formats/date"

	"pgregory.net/rapid"
)

// records reads a text and gives each record's eighty characters as UTF-8.
func records(t *testing.T, r io.Reader, l formats.Limits) ([]string, *Reader, error) {
	t.Helper()
	x := NewReader(r, l)
	var all []string
	for {
		rec, err := x.Next()
		if err == io.EOF {
			return all, x, nil
		}
		if err != nil {
			return all, x, err
		}
		all = append(all, string(AppendUTF8(nil, rec.Raw(1, Width))))
	}
}

func wide(s string) string { return s + strings.Repeat(" ", Width-len([]rune(s))) }

func TestRecordsComeInManyDresses(t *testing.T) {
	first, second := wide("01BGMAX"), wide("26Åsa Öberg")
	latin := func(s string) string {
		var b []byte
		for _, r := range s {
			b = append(b, narrow(r))
		}
		return string(b)
	}
	for name, c := range map[string]struct {
		file    string
		altered Altered
	}{
		"CR LF":              {latin(first + "\r\n" + second + "\r\n"), 0},
		"LF, no last one":    {latin(first + "\n" + second), 0},
		"CR":                 {latin(first + "\r" + second + "\r"), 0},
		"no line breaks":     {latin(first + second), 0},
		"no breaks but last": {latin(first + second + "\r\n"), 0},
		"no breaks, UTF-8":   {first + second, UTF8},
		"trimmed":            {latin("01BGMAX\n26Åsa Öberg\n"), Padded},
		"UTF-8":              {first + "\r\n" + second + "\r\n", UTF8},
		"UTF-8 with mark":    {"\ufeff" + first + "\n" + second + "\n", UTF8},
		"UTF-8, trimmed":     {"01BGMAX\n26Åsa Öberg", UTF8 | Padded},
		"empty lines, ^Z":    {latin("\r\n \r\n" + first + "\r\n\t\r\n" + second + "\r\n\x1a"), 0},
		"blanks behind":      {latin(first + "   \n" + second + "  \n"), 0},
	} {
		for way, r := range map[string]io.Reader{"at once": strings.NewReader(c.file), "byte by byte": iotest.OneByteReader(strings.NewReader(c.file))} {
			got, x, err := records(t, r, formats.Limits{})
			if err != nil || len(got) != 2 || got[0] != first || got[1] != second {
				t.Errorf("%s, %s: %q, %v", name, way, got, err)
			}
			if x.Altered() != c.altered {
				t.Errorf("%s, %s: altered %b, want %b", name, way, x.Altered(), c.altered)
			}
		}
	}
}

func TestTabsAndLostCharacters(t *testing.T) {
	got, x, err := records(t, strings.NewReader("220003783511\t\t       657965\n25Stor\ufffdker\x00 \u20ac\n"), formats.Limits{})
	if err != nil || got[0] != wide("220003783511                   657965") || got[1] != wide("25Stor\ufffdker\ufffd €") {
		t.Errorf("%q, %v", got, err)
	}
	var codes []string
	x.Findings(func(f formats.Finding) { codes = append(codes, f.Code) })
	if strings.Join(codes, " ") != "encoding tabs characters" {
		t.Error(codes)
	}
}

func TestRefusals(t *testing.T) {
	lost := errors.New("line lost")
	for name, c := range map[string]struct {
		file   io.Reader
		limits formats.Limits
		want   string
	}{
		"long line":  {strings.NewReader("01\n" + strings.Repeat("2", 81) + "\n"), formats.Limits{}, `2: record 2, columns from 81: "2": want a record of at most 80 characters`},
		"long UTF-8": {strings.NewReader("01\n" + strings.Repeat("å", 81) + "\n"), formats.Limits{}, `2: record 2, columns from 81: "å": want a record of at most 80 characters`},
		"endless":    {strings.NewReader("01\n" + strings.Repeat(" ", 100_000)), formats.Limits{}, `2: record 1: want records of 80 characters with a line break after each`},
		"cut off":    {strings.NewReader(wide("01") + "20000"), formats.Limits{}, `1: record 2: "20000": want records of 80 characters; the file ends within one`},
		"bytes":      {strings.NewReader(strings.Repeat(wide("01")+"\n", 5000)), formats.Limits{Bytes: 1000}, `12: record 12: "more than 1000 bytes": want a file within the limit of bytes`},
		"source":     {io.MultiReader(strings.NewReader(wide("01")+"\n"), iotest.ErrReader(lost)), formats.Limits{}, "read after record 1: line lost"},
	} {
		_, _, err := records(t, c.file, c.limits)
		if err == nil || strings.TrimSpace(err.Error()) != c.want && name != "bytes" {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if name == "bytes" && !strings.Contains(err.Error(), "more than 1000 bytes") {
			t.Error(err)
		}
		if name == "source" && !errors.Is(err, lost) {
			t.Error("the source's error is lost")
		}
	}
}

func TestTally(t *testing.T) {
	x := NewReader(strings.NewReader("20\n20\n20\n"), formats.Limits{Records: 2})
	for i := range 3 {
		if _, err := x.Next(); err != nil {
			t.Fatal(err)
		}
		err := x.Tally()
		if (err != nil) != (i == 2) {
			t.Error(i, err)
		}
		if err != nil && err.Error() != `3: record 3, columns 1-2: "20": want at most 2 payments in a file` {
			t.Error(err)
		}
	}
}

func TestOnly(t *testing.T) {
	for _, brk := range []string{"\n", "\r\n", ""} {
		var b strings.Builder
		for _, code := range []string{"01", "05", "20", "26", "20", "15", "x9", "70"} {
			b.WriteString(wide(code) + brk)
		}
		x := NewReader(strings.NewReader(b.String()), formats.Limits{})
		if _, err := x.Next(); err != nil {
			t.Fatal(err)
		}
		x.Only(15, 70)
		var got []string
		for {
			rec, err := x.Next()
			if err != nil {
				break
			}
			got = append(got, rec.At(1, Width)+" "+string(rec.Raw(1, 2)))
		}
		if strings.Join(got, ", ") != "record 6 15, record 7 x9, record 8 70" {
			t.Errorf("%q: %s", brk, got)
		}
	}
}

func TestPair(t *testing.T) {
	good := wide("01") + "\r\n" + wide("30") + "\n" + wide("31") + "\r\n" + wide("88") + "\r\n"
	for name, c := range map[string]struct {
		file         string
		sight, taken bool
	}{
		"two":          {good, true, true},
		"Latin-1":      {strings.Replace(good, "31      ", "31 \xc5sa  ", 1), true, true},
		"UTF-8":        {strings.Replace(good, "31      ", "31 \u00c5sa ", 1), true, false},
		"a tab":        {strings.Replace(good, "30 ", "30\t", 1), true, false},
		"short lines":  {strings.Replace(good, "30"+strings.Repeat(" ", 40), "30"+strings.Repeat(" ", 39)+"\n", 1), true, false},
		"trimmed":      {strings.Replace(good, wide("31"), "31", 1), false, false},
		"no third":     {strings.TrimSuffix(good, wide("88")+"\r\n"), false, false},
		"no breaks":    {strings.NewReplacer("\r", "", "\n", "").Replace(good), false, false},
		"at the limit": {strings.Replace(good, "01", "99", 1), true, false},
	} {
		limits := formats.Limits{}
		if name == "at the limit" {
			limits.Records = 1
		}
		x := NewReader(strings.NewReader(c.file), limits)
		if _, err := x.Next(); err != nil {
			t.Fatal(name, err)
		}
		if limits.Records > 0 && x.Tally() != nil {
			t.Fatal(name)
		}
		p := x.Pair()
		if (p != nil) != c.sight || p != nil && x.TakePair() != c.taken {
			t.Errorf("%s: %+v", name, p)
			continue
		}
		want := 2
		if c.taken {
			want = 4
			if !p.One.Is("30") || !p.Two.Is("31") || string(p.Third[:2]) != "88" || p.One.At(1, Width) != "record 2" || p.Two.Line != 3 {
				t.Errorf("%s: %+v", name, p)
			}
		}
		if rec, err := x.Next(); c.sight && name != "short lines" && (err != nil || rec.Ordinal != want || rec.Line != want) {
			t.Errorf("%s: then %+v, %v", name, rec, err)
		}
	}
}

func one(t *testing.T, text string) *Record {
	t.Helper()
	rec, err := NewReader(strings.NewReader(text+"\n"), formats.Limits{}).Next()
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestFields(t *testing.T) {
	r := one(t, "15  Ab c 000123 99999999999999999999 20260228260229280226       000000")
	if r.Code() != 15 || !r.Is("15") || r.Char(6) != 'b' || one(t, "x1").Code() != -1 {
		t.Error("code")
	}
	if got := string(r.Field(3, 8)); got != "Ab c" {
		t.Errorf("field %q", got)
	}
	if got := string(r.Significant(10, 16)); got != "123" || len(r.Significant(61, 70)) != 0 {
		t.Errorf("significant %q", got)
	}
	if n, err := r.Number(10, 15, "an amount"); n != 123 || err != nil {
		t.Error(n, err)
	}
	if n, err := r.NumberOrBlank(60, 63, "an amount"); n != 0 || err != nil {
		t.Error(n, err)
	}
	const day = date.Date(20260228)
	for from, form := range map[int]Form{38: YYYYMMDD, 40: YYMMDD, 52: DDMMYY} {
		if d, err := r.Day(from, form, "a day"); d != day || err != nil {
			t.Error(form, d, err)
		}
	}
	if d, err := r.DayOrNone(65, YYMMDD, "a day"); d != 0 || err != nil {
		t.Error(d, err)
	}
	for want, err := range map[string]error{
		`1: record 1, columns 17-36: "99999999999999999999": want a number that fits 64 bits: the sum`: second(r.Number(17, 36, "the sum")),
		`1: record 1, columns 10-16: "000123": want digits only: the sum`:                              second(r.Number(10, 16, "the sum")),
		`1: record 1, column 9: want digits only: the sum`:                                             second(r.Number(9, 9, "the sum")),
		`1: record 1, columns 46-51: "260229": want a day of the calendar as YYMMDD: it`:               second(r.Day(46, YYMMDD, "it")),
		`1: record 1, columns 60-67: "     000": want a day of the calendar as YYYYMMDD: it`:           second(r.Day(60, YYYYMMDD, "it")),
	} {
		if err == nil || strings.TrimSpace(err.Error()) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Whatever stands in the columns, a number is read as strconv reads it, or refused.
func TestNumbersAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringMatching(`[0-9]{1,25}`), rapid.StringMatching(`[0-9]{0,10}[ -~][0-9]{0,10}`)).Draw(t, "text")
		rec, err := NewReader(strings.NewReader("x"+text+"\n"), formats.Limits{}).Next()
		if err != nil {
			t.Fatal(err)
		}
		want, bad := strconv.ParseUint(text, 10, 63)
		got, err := rec.Number(2, 1+len(text), "a number")
		if (err != nil) != (bad != nil) || err == nil && got != int64(want) {
			t.Fatalf("%q: %d, %v, want %d, %v", text, got, err, want, bad)
		}
	})
}

func TestAYearOfTwoDigits(t *testing.T) {
	for text, want := range map[string]date.Date{"791231": 20791231, "800101": 19800101, "000229": 20000229} {
		if d, err := one(t, text).Day(1, YYMMDD, ""); d != want || err != nil {
			t.Error(text, d, err)
		}
	}
}

// Whatever the characters and the dress, the same records come out.
func TestDressDoesNotMatter(t *testing.T) {
	letter := rapid.SampledFrom([]rune("0123456789AZaz .-/åäöÅÄÖéØæü§"))
	rapid.Check(t, func(t *rapid.T) {
		var want []string
		for i := range rapid.IntRange(5, 40).Draw(t, "records") {
			s := "2" + string(rapid.SliceOfN(letter, Width-1, Width-1).Draw(t, "record"))
			if i == 0 {
				s = wide("01BGMAX")
			}
			want = append(want, s)
		}
		var b bytes.Buffer
		brk := rapid.SampledFrom([]string{"", "\n", "\r\n", "\r"}).Draw(t, "break")
		utf, trim := rapid.Bool().Draw(t, "utf-8"), rapid.Bool().Draw(t, "trim") && brk != ""
		for _, s := range want {
			if trim {
				s = strings.TrimRight(s, " ")
			}
			for _, r := range s {
				if utf {
					b.WriteRune(r)
				} else {
					b.WriteByte(byte(r))
				}
			}
			b.WriteString(brk)
		}
		x := NewReader(&b, formats.Limits{})
		for i, s := range want {
			rec, err := x.Next()
			if err != nil {
				t.Fatal(i, err)
			}
			if got := string(AppendUTF8(nil, rec.Raw(1, Width))); got != s {
				t.Fatalf("record %d: %q, want %q", i, got, s)
			}
		}
		if _, err := x.Next(); err != io.EOF {
			t.Fatal(err)
		}
	})
}

func TestRecordsAllocateNothing(t *testing.T) {
	file := []byte(strings.Repeat(wide("20123")+"\r\n26\xc5sa\n27\ttab\n28\u00c5kersberga\n", 1000))
	allocs := testing.AllocsPerRun(5, func() {
		x := NewReader(bytes.NewReader(file), formats.Limits{})
		for _, err := x.Next(); err == nil; {
			_, err = x.Next()
		}
	})
	if allocs > 5 {
		t.Errorf("%v allocations for 4000 records", allocs)
	}
}

func FuzzReader(f *testing.F) {
	f.Add([]byte(wide("01BGMAX") + "\r\n" + wide("26Åsa") + "\r\n"))
	f.Add([]byte("01\n\t26\xc5sa\n\x1a"))
	f.Add([]byte(wide("01") + wide("åäö") + "20"))
	f.Fuzz(func(t *testing.T, file []byte) {
		x := NewReader(bytes.NewReader(file), formats.Limits{})
		for n := 1; ; n++ {
			rec, err := x.Next()
			if err != nil {
				var refusal *formats.Error
				if err != io.EOF && !errors.As(err, &refusal) {
					t.Fatal(err)
				}
				return
			}
			if len(rec.Raw(1, Width)) != Width || rec.Ordinal != n {
				t.Fatalf("record %d: %d characters, ordinal %d", n, len(rec.chars), rec.Ordinal)
			}
		}
	})
}

// BenchmarkPlain is the usual file; BenchmarkReader has what must be looked at twice.
func BenchmarkPlain(b *testing.B) {
	benchmark(b, []string{wide("200003783511"), wide("26Kalle Karlsson"), wide("27Storgatan 2")})
}

func BenchmarkReader(b *testing.B) {
	benchmark(b, []string{wide("200003783511                   657969000000000000140000320000000000140"), wide("26Kalle Karlsson"), wide("28\xc5kersberga") + " "})
}

func benchmark(b *testing.B, lines []string) {
	src := []byte(strings.Repeat(strings.Join(lines, "\r\n")+"\r\n", 10_000))
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		x := NewReader(bytes.NewReader(src), formats.Limits{})
		for {
			if _, err := x.Next(); err != nil {
				break
			}
		}
		if x.Ordinal() != 30_000 {
			b.Fatal(x.Ordinal())
		}
	}
}
