package ocrgiro

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"

	"pgregory.net/rapid"
)

var profile = Profile{Sender: "00010417", Today: date.Of(2026, 11, 23)}

// debits reads the claims of a file.
func debits(t interface{ Fatal(...any) }, src []byte) *formats.DebitOrder {
	var out *formats.DebitOrder
	if _, err := Read(bytes.NewReader(src), formats.Limits{}, formats.Sink{Debits: func(o *formats.DebitOrder) error {
		kept := *o
		out = &kept
		return nil
	}}); err != nil || out == nil {
		t.Fatal(err)
	}
	return out
}

// Our own sample, read and written, is the same file.
func TestWriteWhatWasRead(t *testing.T) {
	src, err := os.ReadFile(filepath.Join(ours, "claims.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := WriteClaims(&out, debits(t, src), profile); err != nil {
		t.Fatal(err)
	}
	if out.String() != string(src) {
		t.Errorf("got\n%s\nwant\n%s", out.String(), src)
	}
}

// whole is an order nothing is wrong with.
func whole() *formats.DebitOrder {
	return &formats.DebitOrder{MessageID: "1000001", Groups: []formats.DebitGroup{{
		ID: "1000001", To: formats.Account{ID: "8601 11 23459"}, On: date.Of(2026, 12, 15),
		Debits: []formats.DirectDebit{{
			Amount: money.Of(25000, money.NOK), Ref: "00120261409", Told: true, EndToEndID: "Faktura 1",
			Payer: formats.Party{Name: "Åse Ødegård-Hansen"}, Notice: []string{"Strøm", "", strings.Repeat("x", 80)},
		}},
	}}}
}

func TestWriteRefuses(t *testing.T) {
	claim := func(o *formats.DebitOrder) *formats.DirectDebit { return &o.Groups[0].Debits[0] }
	for _, c := range []struct {
		breaks func(*formats.DebitOrder, *Profile)
		want   string
	}{
		{func(*formats.DebitOrder, *Profile) {}, ""},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).Amount.Minor = 0 }, `assignment 1, claim 1: amount: "0.00 NOK": want an amount in NOK above zero, of at most 17 digits of øre`},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).Amount.Currency = money.SEK }, `assignment 1, claim 1: amount: "250.00 SEK": want an amount in NOK above zero, of at most 17 digits of øre`},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).Ref = "00120261408" }, `assignment 1, claim 1: KID: "00120261408": want a KID of 2 to 25 digits, without blanks, with a right check digit (mod 10 or mod 11)`},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).On = date.Of(2026, 11, 22) }, `assignment 1, claim 1: due date: "2026-11-22": want a day from 2026-11-23 to 2027-11-23, 12 months ahead`},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).On = date.Of(2027, 11, 24) }, `assignment 1, claim 1: due date: "2027-11-24": want a day from 2026-11-23 to 2027-11-23, 12 months ahead`},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).On = date.Of(2027, 11, 23) }, ""},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).Notice = make([]string, 43) }, `assignment 1, claim 1: notice: "43 lines": want at most 42 lines of two columns, 84 specification records`},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).Notice = []string{strings.Repeat("y", 81)} }, `assignment 1, claim 1: notice, line 1: "` + strings.Repeat("y", 79) + `…": want at most 80 characters of ISO 8859-1 (two columns of 40)`},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).Notice = []string{"Łódź"} }, `assignment 1, claim 1: notice, line 1: "Łódź": want at most 80 characters of ISO 8859-1 (two columns of 40)`},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).Told = false }, `assignment 1, claim 1: notice: "Strøm": want no notice, or Told: the bank passes it on only with a claim of which it tells the payer (type 21)`},
		{func(o *formats.DebitOrder, _ *Profile) { claim(o).InstructionID = "7" }, `assignment 1, claim 1: InstructionID: "7": want 7 digits, above those of the claim before; or none in the whole assignment`},
		{func(o *formats.DebitOrder, _ *Profile) { o.Groups[0].To.ID = "86011123458" }, `assignment 1: account: "86011123458": want a Norwegian account number of 11 digits: the check digit does not agree with the others`},
		{func(o *formats.DebitOrder, _ *Profile) { o.Groups = append(o.Groups, o.Groups[0]) }, `assignment 2: "1000001": want another number than the assignments before`},
		{func(o *formats.DebitOrder, _ *Profile) { o.Sum = 1 }, `transmission: "0 claims, 1 øre": want the count and sum of its claims: 1, 25000 øre`},
		{func(o *formats.DebitOrder, _ *Profile) { o.MessageID = "1" }, `transmission: "1": want a number of 7 digits, a new one for each transmission`},
		{func(o *formats.DebitOrder, _ *Profile) { o.Groups[0].Debits = nil }, `assignment 1: want at least one claim in an assignment`},
		{func(_ *formats.DebitOrder, p *Profile) { p.Sender = "417" }, `profile: "417": want numbers of sender and recipient, 8 digits`},
		{func(_ *formats.DebitOrder, p *Profile) { p.Today = 0 }, `profile: want the day the file is made, from which due dates are counted`},
	} {
		o, p := whole(), profile
		c.breaks(o, &p)
		var out bytes.Buffer
		err := WriteClaims(&out, o, p)
		switch {
		case c.want == "" && (err != nil || out.Len() == 0):
			t.Errorf("want no refusal, got %v", err)
		case c.want != "" && (err == nil || err.Error() != c.want || out.Len() > 0):
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
}

// A file that would be read otherwise than meant is not given away: these two letters
// are one of UTF-8, by which a reader might take the file.
func TestWriteConfirms(t *testing.T) {
	o := whole()
	o.Groups[0].Debits[0].Notice = []string{"Ã¥"}
	var out bytes.Buffer
	if err := WriteClaims(&out, o, profile); err == nil || out.Len() > 0 {
		t.Error(err, out.String())
	}
}

func drawOrder(t *rapid.T) *formats.DebitOrder {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("abcÆØÅ 0123/-.")), 0, 25, -1)
	number := rapid.StringMatching(`[0-9]{7}`)
	o := &formats.DebitOrder{MessageID: number.Draw(t, "transmission")}
	first := rapid.IntRange(0, 9_000_000).Draw(t, "first")
	for g := range rapid.IntRange(1, 3).Draw(t, "groups") {
		group := formats.DebitGroup{
			ID: fmt.Sprintf("%07d", first+g), Cancels: rapid.Bool().Draw(t, "cancels"), Instrument: "AvtaleGiro",
			To: formats.Account{ID: rapid.SampledFrom([]string{"86011123459", "15034000198"}).Draw(t, "account"), Scheme: "BBAN", Currency: money.NOK},
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "claims") {
			kid, err := reference.MakeKID(rapid.StringMatching(`[0-9]{1,24}`).Draw(t, "kid"), rapid.SampledFrom([]reference.KID{reference.KIDMod10, reference.KIDMod11}).Draw(t, "rule"))
			if err != nil {
				t.Fatal(err)
			}
			c := formats.DirectDebit{
				InstructionID: fmt.Sprintf("%07d", i+1), Ref: kid, On: profile.Today.Add(rapid.IntRange(0, 365).Draw(t, "day")),
				Amount: money.Of(rapid.Int64Range(1, 1_000_000_000_000).Draw(t, "amount"), money.NOK), EndToEndID: strings.TrimSpace(text.Draw(t, "external")),
				Told: !group.Cancels && rapid.Bool().Draw(t, "told"),
			}
			c.Payer.Name = strings.TrimSpace(rapid.StringMatching(`[A-ZÆØÅ]{0,10}`).Draw(t, "name"))
			if c.Told {
				c.Notice = rapid.SliceOfN(rapid.StringMatching(`( {0,50}[a-zæøå0-9]{1,30})?`), 0, noticeLines).Draw(t, "notice")
				for len(c.Notice) > 0 && c.Notice[len(c.Notice)-1] == "" {
					c.Notice = c.Notice[:len(c.Notice)-1]
				}
			}
			group.Debits = append(group.Debits, c)
			group.Count++
			group.Sum += c.Amount.Minor
		}
		o.Groups = append(o.Groups, group)
		o.Count += group.Count
		o.Sum += group.Sum
	}
	return o
}

// What is written reads as it was meant, word for word, and writes the same again.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := drawOrder(t)
		p := profile
		p.Break = rapid.SampledFrom([]string{"", "\n", "none"}).Draw(t, "break")
		var out, again bytes.Buffer
		if err := WriteClaims(&out, o, p); err != nil {
			t.Fatal(err)
		}
		back := debits(t, out.Bytes())
		if got, want := sheet(back), sheet(o); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
		if err := WriteClaims(&again, back, p); err != nil || again.String() != out.String() {
			t.Fatal(err)
		}
	})
}

// sheet is all of an order but where it stood.
func sheet(o *formats.DebitOrder) string {
	var b strings.Builder
	fmt.Fprintln(&b, o.MessageID, o.Count, o.Sum)
	for _, g := range o.Groups {
		fmt.Fprintln(&b, g.ID, g.To, g.Cancels, g.Count, g.Sum)
		for _, c := range g.Debits {
			fmt.Fprintf(&b, "%s %s %s %q %q %q %v %q\n", c.InstructionID, c.Amount, c.On, c.Ref, c.EndToEndID, c.Payer.Name, c.Told, c.Notice)
		}
	}
	return b.String()
}

func BenchmarkWrite(b *testing.B) {
	o := whole()
	one := o.Groups[0].Debits[0]
	o.Groups[0].Debits = nil
	const n = 20_000
	for range n {
		o.Groups[0].Debits = append(o.Groups[0].Debits, one)
	}
	b.ReportAllocs()
	for b.Loop() {
		var out bytes.Buffer
		if err := WriteClaims(&out, o, profile); err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(out.Len()))
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "claims/s")
}

// What the first reader lays aside the second finds, in order, whatever the sums.
func TestNets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sums := rapid.SliceOfN(rapid.Int64(), 0, 3000).Draw(t, "sums")
		var n nets
		for _, s := range sums {
			n.add(s)
		}
		for _, s := range sums {
			if got, ok := n.next(); !ok || got != s {
				t.Fatal(got, ok, s)
			}
		}
		if _, ok := n.next(); ok {
			t.Fatal("one more")
		}
	})
}
