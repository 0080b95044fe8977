package reference_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/reference"
)

// made is a family that can make what it checks.
type made struct {
	name  string
	least int // digits a number may have
	most  int
	make  func(string) (string, error)
	check func([]byte) error
}

func families() []made {
	all := []made{
		{"viite", 3, 19, reference.MakeViite, func(b []byte) error { return reference.CheckViite(b) }},
		{"RF", 1, 21, reference.MakeRF, func(b []byte) error { return reference.CheckRF(b) }},
		{"FIK 75", 1, 15, func(s string) (string, error) { return reference.MakeFIK("75", s) },
			func(b []byte) error { return reference.CheckFIK("75", b) }},
	}
	for name, agreed := range map[string]reference.OCR{"OCR": {}, "OCR with length": {LengthDigit: true}} {
		all = append(all, made{name, 1, 23, func(s string) (string, error) { return reference.MakeOCR(s, agreed) },
			func(b []byte) error { return reference.CheckOCR(b, agreed) }})
	}
	for name, rule := range map[string]reference.KID{"KID mod 10": reference.KIDMod10, "KID mod 11": reference.KIDMod11} {
		all = append(all, made{name, 1, 24, func(s string) (string, error) { return reference.MakeKID(s, rule) },
			func(b []byte) error { return reference.CheckKID(b, rule) }})
	}
	return all
}

// Whatever is made passes its own check, keeps its own key, and no single wrong digit
// goes unseen.
func TestMadeReferencesCheck(t *testing.T) {
	for _, f := range families() {
		t.Run(f.name, rapid.MakeCheck(func(t *rapid.T) {
			first := rapid.StringMatching(`[1-9]`).Draw(t, "first")
			number := first + rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), f.least-1, f.most-1, -1).Draw(t, "rest")
			text, err := f.make(number)
			if err != nil {
				t.Fatal(err)
			}
			ref := []byte(text)
			if err := f.check(ref); err != nil {
				t.Fatalf("%s: %v", ref, err)
			}
			key := reference.Normalise(ref, nil)
			if again := reference.Normalise(key, nil); !bytes.Equal(again, key) {
				t.Fatalf("%s: key %s, key of the key %s", ref, key, again)
			}
			i := rapid.IntRange(0, len(ref)-1).Draw(t, "place")
			wrong := rapid.ByteRange('0', '9').Filter(func(c byte) bool { return c != ref[i] }).Draw(t, "wrong digit")
			ref[i] = wrong
			if f.check(ref) == nil {
				t.Fatalf("%s with %c at %d passes", text, wrong, i)
			}
		}))
	}
}

// A viite, its RF form and its zero-filled form are one key.
func TestViiteFormsAreOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		viite, err := reference.MakeViite(rapid.StringMatching(`[1-9][0-9]{2,17}`).Draw(t, "number"))
		if err != nil {
			t.Fatal(err)
		}
		rf, err := reference.MakeRF(viite)
		if err != nil {
			t.Fatal(err)
		}
		filled := bytes.Repeat([]byte("0"), 20-len(viite))
		for _, form := range [][]byte{[]byte(viite), []byte(rf), []byte(reference.FormatRF(rf)), append(filled, viite...)} {
			if key := reference.Normalise(form, nil); string(key) != viite {
				t.Fatalf("%s: key %s, want %s", form, key, viite)
			}
		}
	})
}

// Nothing a payer can write makes a check panic, and a formatted number is still the
// same number.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{"", "1234566", "RF18 5390 0754 7034", "6-", "5102,015875-1", "842449831892246", "+71<000100017156728+12345678<",
		"71#000100017156728", "SE4550000000058398257466", "811218-9876", "131052-308T", "5805-6201", "åäö", "00349191060007001007"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		key := reference.Normalise(text, nil)
		if again := reference.Normalise(key, nil); !bytes.Equal(again, key) {
			t.Errorf("%q: key %q, key of the key %q", text, key, again)
		}
		for _, f := range families() {
			_ = f.check(text)
		}
		_ = reference.CheckSwedishAccount(string(text))
		_, _ = reference.ParseFIK(string(text))
		for _, country := range []string{"SE", "NO", "DK", "FI", ""} {
			_ = reference.CheckPersonNo(country, text)
			if reference.CheckOrgNo(country, text) == nil {
				stillGood(t, text, reference.FormatOrgNo(country, text), func(s string) error { return reference.CheckOrgNo(country, s) })
			}
		}
		if reference.CheckIBAN(text) == nil {
			stillGood(t, text, reference.FormatIBAN(text), func(s string) error { return reference.CheckIBAN(s) })
		}
		if reference.CheckBankgiro(text) == nil {
			stillGood(t, text, reference.FormatBankgiro(text), func(s string) error { return reference.CheckBankgiro(s) })
		}
		if reference.CheckPlusgiro(text) == nil {
			stillGood(t, text, reference.FormatPlusgiro(text), func(s string) error { return reference.CheckPlusgiro(s) })
		}
	})
}

func stillGood(t *testing.T, text []byte, formatted string, check func(string) error) {
	t.Helper()
	if err := check(formatted); err != nil {
		t.Errorf("%q formatted as %q: %v", text, formatted, err)
	}
}

// Matching checks and normalises each of a million payments: it must cost no garbage.
func TestNoAllocation(t *testing.T) {
	ref, rf, kid, dst := []byte("1234566"), []byte("RF92 1326"), []byte("123456782"), make([]byte, 0, 64)
	iban, giro, viite := []byte("SE45 5000 0000 0583 9825 7466"), []byte("5805-6201"), []byte("00349191060007001007")
	allocs := testing.AllocsPerRun(100, func() {
		_ = reference.CheckOCR(ref, reference.OCR{LengthDigit: true})
		_ = reference.CheckKID(kid, reference.KIDEither)
		_ = reference.CheckViite(viite)
		_ = reference.CheckRF(rf)
		_ = reference.CheckIBAN(iban)
		_ = reference.CheckBankgiro(giro)
		dst = reference.Normalise(rf, dst[:0])
		dst = reference.Normalise(viite, dst[:0])
	})
	if allocs != 0 {
		t.Errorf("%v allocations, want none", allocs)
	}
}

func BenchmarkNormalise(b *testing.B) {
	ref, dst := []byte("1234567890037"), make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		dst = reference.Normalise(ref, dst[:0])
	}
}

func BenchmarkCheckOCR(b *testing.B) {
	ref := []byte("1234567890037")
	b.ReportAllocs()
	for b.Loop() {
		if err := reference.CheckOCR(ref, reference.OCR{LengthDigit: true}); err != nil {
			b.Fatal(err)
		}
	}
}
