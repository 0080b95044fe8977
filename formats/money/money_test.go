package money_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/money"
)

// samples is a currency of each number of decimals, 0 to 4.
var samples = map[int]money.Currency{0: "JPY", 2: money.SEK, 3: "KWD", 4: "CLF"}

func TestParse(t *testing.T) {
	for text, want := range map[string]int64{
		"1560": 156000, "1560.5": 156050, "1560.00": 156000, "0": 0, "0.00": 0, "0.01": 1, "00012.30": 1230,
		"25000.000": 2500000, "1.5000000000000000": 150, // zeros beyond the currency's decimals stand in real files
		"9999999999999999.99": 999999999999999999,
	} {
		if got, err := money.Parse(text, money.SEK); err != nil || got != want {
			t.Errorf("%s SEK: %d, %v, want %d", text, got, err, want)
		}
	}
	for text, want := range map[money.Currency]int64{"JPY": 12, "ISK": 12, "SEK": 1200, "KWD": 12000, "BHD": 12000, "CLF": 120000, "UYW": 120000} {
		if got, err := money.Parse("12.000000", text); err != nil || got != want {
			t.Errorf("12 %s: %d, %v, want %d", text, got, err, want)
		}
	}
}

// malformed is every class of broken amount met in the field or thinkable, for a
// currency of n decimals. RELIABILITY.md 2.4, cases 39 and 40.
func malformed(decimals int) map[string]string {
	return map[string]string{
		"empty": "", "blank": " ", "leading blank": " 1", "trailing blank": "1 ", "inner blank": "1 000", "no-break space": "1\u00a0000",
		"tab": "\t1", "newline": "1\n", "minus": "-1", "plus": "+1", "trailing minus": "1-", "letter": "D-104,12", "unicode minus": "−1",
		"comma": "12,34", "thousands comma": "1,234.56", "apostrophe": "1'000", "underscore": "1_000",
		"exponent": "1e2", "capital exponent": "1E2", "float dust": "0.0000000000005", "infinity": "INF", "not a number": "NaN", "hexadecimal": "0x10",
		"point alone": ".", "no whole part": ".5", "no decimals": "5.", "two points": "1.2.3", "two points together": "1..2",
		"Arabic digits": "١٢", "full-width digits": "１２", "superscript": "1²", "NUL": "1\x00", "broken UTF-8": "1\xff",
		"19 digits": strings.Repeat("9", 19), "a million digits": strings.Repeat("9", 1_000_000),
		"one decimal too many": "1." + strings.Repeat("0", decimals) + "1",
		"dust after zeros":     "1." + strings.Repeat("0", decimals+12) + "5",
		"currency":             "12 SEK",
	}
}

func TestParseRefuses(t *testing.T) {
	for decimals, currency := range samples {
		for class, text := range malformed(decimals) {
			got, err := money.Parse(text, currency)
			if err == nil {
				t.Errorf("%s: %q %s is %d, want a refusal", class, text, currency, got)
			} else if !strings.Contains(err.Error(), "want ") {
				t.Errorf("%s: %v does not say what was wanted", class, err)
			}
			if fromBytes, errBytes := money.Parse([]byte(text), currency); errBytes == nil || fromBytes != got {
				t.Errorf("%s: as bytes %d, %v", class, fromBytes, errBytes)
			}
		}
	}
	// 18 digits are allowed, but with the currency's decimals these no longer fit 64 bits.
	for _, currency := range []money.Currency{money.SEK, "KWD", "CLF"} {
		if got, err := money.Parse(strings.Repeat("9", 18), currency); err == nil {
			t.Errorf("18 nines of %s are %d", currency, got)
		}
	}
	if _, err := money.Parse("1", "XXX"); err == nil {
		t.Error("an amount of no currency")
	}
}

// KWD with two decimals is 12.34, not 0.1234 or 1.234: the exponent is ISO 4217's.
func TestFewerDecimalsThanTheCurrency(t *testing.T) {
	for currency, want := range map[money.Currency]int64{"KWD": 12340, "CLF": 123400, "SEK": 1234} {
		if got, err := money.Parse("12.34", currency); err != nil || got != want {
			t.Errorf("12.34 %s: %d, %v, want %d", currency, got, err, want)
		}
	}
}

// Each amount from 0.00 to 99,999.99 both ways; the properties below take the rest.
func TestRoundTripOfSmallAmounts(t *testing.T) {
	var text []byte
	for want := int64(0); want < 10_000_000; want++ {
		text = money.AppendDecimal(text[:0], want, 2)
		if got, err := money.Parse(text, money.SEK); err != nil || got != want {
			t.Fatalf("%d was written %s and read %d, %v", want, text, got, err)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]money.Currency{"JPY", "SEK", "KWD", "CLF"}).Draw(t, "currency")
		minor := rapid.Int64Range(0, 999_999_999_999_999_999).Draw(t, "minor")
		text := money.Of(minor, currency).Decimal()
		if got, err := money.Parse(text, currency); err != nil || got != minor {
			t.Fatalf("%d %s was written %s and read %d, %v", minor, currency, text, got, err)
		}
		if negative := money.Of(-minor, currency).Decimal(); minor != 0 && negative != "-"+text {
			t.Fatalf("%s and %s", text, negative)
		}
	})
}

// The parser agrees with exact rational arithmetic on whatever it takes.
func FuzzParse(f *testing.F) {
	for _, text := range malformed(2) {
		if len(text) < 100 {
			f.Add(text, uint8(2))
		}
	}
	f.Add("1560.00", uint8(2))
	f.Add("922337203685477.5807", uint8(4))
	f.Fuzz(func(t *testing.T, text string, decimals uint8) {
		currency, ok := samples[int(decimals)]
		if !ok {
			return
		}
		got, err := money.Parse(text, currency)
		if err != nil {
			return
		}
		want, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("%q was read as %d", text, got)
		}
		scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)
		want.Mul(want, new(big.Rat).SetInt(scale))
		if !want.IsInt() || want.Num().Cmp(big.NewInt(got)) != 0 {
			t.Fatalf("%q %s was read as %d, is %s", text, currency, got, want)
		}
	})
}

func TestDecimals(t *testing.T) {
	for code, want := range map[string]int{"SEK": 2, "NOK": 2, "DKK": 2, "EUR": 2, "ISK": 0, "JPY": 0, "KWD": 3, "BHD": 3, "TND": 3, "CLF": 4, "UYW": 4, "USN": 2} {
		c, err := money.ParseCurrency(code)
		if err != nil || c.Decimals() != want {
			t.Errorf("%s: %d decimals, %v, want %d", code, c.Decimals(), err, want)
		}
	}
	for _, code := range []string{"", "SE", "sek", "SEKK", "XXX", "S K", "BIF ", "\xff\xff\xff"} {
		if c, err := money.ParseCurrency([]byte(code)); err == nil || c.Decimals() != -1 {
			t.Errorf("%q is a currency", code)
		}
	}
}

func TestString(t *testing.T) {
	for _, c := range []struct {
		amount money.Amount
		want   string
	}{
		{money.Of(156000, money.SEK), "1560.00 SEK"},
		{money.Of(-5, money.SEK), "-0.05 SEK"},
		{money.Of(0, money.SEK), "0.00 SEK"},
		{money.Of(5, "JPY"), "5 JPY"},
		{money.Of(-1, "KWD"), "-0.001 KWD"},
		{money.Of(12345, "CLF"), "1.2345 CLF"},
		{money.Of(math.MinInt64, money.SEK), "-92233720368547758.08 SEK"},
		{money.Of(math.MaxInt64, "JPY"), "9223372036854775807 JPY"},
		{money.Amount{}, "0"},
		{money.Of(7, "???"), "7 ???"},
	} {
		if got := c.amount.String(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestAdd(t *testing.T) {
	const most = math.MaxInt64
	for _, c := range []struct {
		a, b int64
		ok   bool
	}{
		{0, 0, true}, {1, 2, true}, {1, -2, true}, {-1, -2, true}, {5, 0, true}, {-5, 0, true},
		{most, 0, true}, {most - 1, 1, true}, {most, 1, false}, {most, most, false}, {1, most, false},
		{-most, 0, true}, {-most + 1, -1, true}, {-most, -1, false}, {-most, -most, false}, {-most, -2, false},
		{most, -most, true}, {math.MinInt64, 0, false}, {math.MinInt64, math.MinInt64, false}, {math.MinInt64, most, true},
	} {
		sum, ok := money.Add(c.a, c.b)
		if ok != c.ok || ok && sum != c.a+c.b {
			t.Errorf("%d + %d: %d, %v, want %v", c.a, c.b, sum, ok, c.ok)
		}
		if back, _ := money.Add(c.b, c.a); back != sum {
			t.Errorf("%d + %d is not %d + %d", c.a, c.b, c.b, c.a)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64().Draw(t, "a"), rapid.Int64().Draw(t, "b")
		exact := new(big.Int).Add(big.NewInt(a), big.NewInt(b))
		fits := exact.IsInt64() && exact.Int64() != math.MinInt64
		if sum, ok := money.Add(a, b); ok != fits || ok && sum != exact.Int64() {
			t.Fatalf("%d + %d: %d, %v, want %s", a, b, sum, ok, exact)
		}
	})
}

func TestAmounts(t *testing.T) {
	a := money.Of(100, money.SEK)
	if sum, err := a.Add(money.Of(50, money.SEK)); err != nil || sum != money.Of(150, money.SEK) {
		t.Errorf("%s, %v", sum, err)
	}
	if _, err := a.Add(money.Of(50, money.EUR)); !errors.Is(err, money.ErrCurrency) || err.Error() != "different currencies: SEK and EUR" {
		t.Errorf("kronor and euro: %v", err)
	}
	if sum, err := a.Add(money.Of(math.MaxInt64, money.SEK)); !errors.Is(err, money.ErrOverflow) || sum != a {
		t.Errorf("too much: %s, %v", sum, err)
	}
	for minor, sign := range map[int64]int{-5: -1, 0: 0, 5: 1} {
		a := money.Of(minor, money.SEK)
		if a.Sign() != sign || a.Neg().Minor != -minor || a.Neg().Neg() != a {
			t.Errorf("%s: sign %d, negative %s", a, a.Sign(), a.Neg())
		}
	}
}

func TestRoundHalfUp(t *testing.T) {
	for _, c := range []struct{ num, den, want int64 }{
		{0, 3, 0}, {1, 2, 1}, {-1, 2, -1}, {1, 3, 0}, {2, 3, 1}, {-2, 3, -1}, {3, 2, 2}, {-3, 2, -2}, {5, 2, 3}, {49, 100, 0}, {50, 100, 1},
		{-49, 100, 0}, {-50, 100, -1}, {7, 1, 7}, {math.MaxInt64, 1, math.MaxInt64}, {math.MinInt64, 1, math.MinInt64},
	} {
		got, err := money.RoundHalfUp(big.NewInt(c.num), big.NewInt(c.den))
		if err != nil || got != c.want {
			t.Errorf("%d/%d: %d, %v, want %d", c.num, c.den, got, err, c.want)
		}
	}
	huge := new(big.Int).Lsh(big.NewInt(1), 64)
	if got, err := money.RoundHalfUp(huge, big.NewInt(2)); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("2^63: %d, %v", got, err)
	}
	for _, den := range []int64{0, -1} {
		if _, err := money.RoundHalfUp(big.NewInt(1), big.NewInt(den)); err == nil {
			t.Errorf("rounded 1/%d", den)
		}
	}
}

// A file of a million payments is a million amounts: reading and writing one costs no
// garbage.
func TestNoAllocation(t *testing.T) {
	text, out := []byte("1560.00"), make([]byte, 0, 32)
	code := []byte("KWD")
	allocs := testing.AllocsPerRun(100, func() {
		minor, err := money.Parse(text, money.SEK)
		currency, err2 := money.ParseCurrency(code)
		if err != nil || err2 != nil || currency == "" {
			t.Fatal(err, err2)
		}
		out = money.AppendDecimal(out[:0], minor, 2)
	})
	if allocs != 0 {
		t.Errorf("%v allocations, want none", allocs)
	}
}

func BenchmarkParse(b *testing.B) {
	text := []byte("1560.00")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := money.Parse(text, money.SEK); err != nil {
			b.Fatal(err)
		}
	}
}

func ExampleParse() {
	öre, err := money.Parse("1560.00", money.SEK)
	fmt.Println(öre, err)
	_, err = money.Parse("12.345", money.SEK)
	fmt.Println(err)
	// Output:
	// 156000 <nil>
	// "12.345": want no more decimals than the currency has (SEK has 2 decimals)
}
