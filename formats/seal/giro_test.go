package seal_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/seal"

	"pgregory.net/rapid"
)

// testKey and its check value are those of Bankgirot's HMAC manual (2014).
const (
	testKey        = "1234567890ABCDEF1234567890ABCDEF"
	testCheckValue = "FF365893D899291C3BF505FB3175E880"
)

func giro(t testing.TB) *seal.Giro {
	t.Helper()
	g, err := seal.NewGiro(testKey, date.Of(2024, 4, 29))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestGiroCheckValue(t *testing.T) {
	if got := giro(t).CheckValue(); got != testCheckValue {
		t.Errorf("check value %s, want %s", got, testCheckValue)
	}
	for _, bad := range []string{"", "1234", "1234567890ABCDEF1234567890ABCDEG", testKey + "00"} {
		if _, err := seal.NewGiro(bad, 0); err == nil {
			t.Errorf("key %q was taken", bad)
		}
	}
}

// TestGiroSamples seals the published files and compares byte by byte with what the
// published sealing gave.
func TestGiroSamples(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	for _, name := range []string{"basic", "blank-rows"} {
		plain, err := os.ReadFile(filepath.Join(dir, "seal_hmac", "gobankgiro_"+name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(filepath.Join(dir, "seal_hmac", "gobankgiro_"+name+"-signed.txt"))
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := giro(t).Seal(&got, bytes.NewReader(plain)); err != nil {
			t.Fatal(err)
		}
		if strings.TrimRight(got.String(), "\r\n") != strings.TrimRight(string(want), "\r\n") {
			t.Errorf("%s: sealed\n%q\nwant\n%q", name, got.String(), want)
		}
		if proof, err := seal.Verify(giro(t), bytes.NewReader(want)); err != nil || proof.Signer != testCheckValue {
			t.Errorf("%s: %+v, %v", name, proof, err)
		}
	}
}

// sample is an Autogiro file of our own, in ISO 8859-1, with letters the seal maps.
const sample = "0120260511AUTOGIRO                                            0099120058056201  \r\n" +
	"82202605280    000000000000100100000003500000058056201FAKTURA 7 \xC5\xC4\xD6 \xE5\xE4\xF6 \xE9        \r\n"

func sealed(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	if err := giro(t).Seal(&b, strings.NewReader(sample)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGiroRefuses(t *testing.T) {
	whole := sealed(t)
	other, _ := seal.NewGiro(strings.Repeat("AB", 16), date.Of(2024, 4, 29))
	tests := []struct {
		name, text, code string
		line             int
		opener           *seal.Giro
	}{
		{"an amount was raised", strings.Replace(whole, "0000000350000", "0000000950000", 1), "seal-broken", 4, nil},
		{"a record is gone", whole[:82] + whole[82*2:], "seal-broken", 3, nil},
		{"a record was added", whole[:82] + whole[82:82*2] + whole[82:], "seal-broken", 5, nil},
		{"the end is missing", whole[:82*3], "seal-truncated", 3, nil},
		{"something follows", whole + "0120260511AUTOGIRO\r\n", "seal-after", 5, nil},
		{"no seal", sample, "seal-missing", 1, nil},
		{"nothing", "", "seal-truncated", 0, nil},
		{"another key", whole, "seal-key", 4, other},
		{"an endless line", whole[:82] + strings.Repeat("x", 10_000), "seal-record", 2, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := tt.opener
			if o == nil {
				o = giro(t)
			}
			_, err := seal.Verify(o, strings.NewReader(tt.text))
			var refused *formats.Error
			if !errors.As(err, &refused) || refused.Code != tt.code || refused.Line != tt.line {
				t.Errorf("%v, want code %s on line %d", err, tt.code, tt.line)
			}
		})
	}
	if err := giro(t).Seal(io.Discard, strings.NewReader(whole)); err == nil {
		t.Error("a sealed file was sealed again")
	}
}

// TestGiroRoundTrip: what was sealed opens to the same records, and no digit of it can be
// changed unseen, save the date of the closing record itself.
func TestGiroRoundTrip(t *testing.T) {
	record := rapid.Custom(func(t *rapid.T) string {
		return "82" + rapid.StringOfN(rapid.RuneFrom([]rune("0123456789ABCåäö ")), 1, 78, -1).Draw(t, "rest")
	})
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(record, 1, 12).Draw(rt, "rows")
		var b bytes.Buffer
		if err := giro(t).Seal(&b, strings.NewReader(strings.Join(rows, "\r\n"))); err != nil {
			rt.Fatal(err)
		}
		o, err := giro(t).Open(bytes.NewReader(b.Bytes()))
		if err != nil {
			rt.Fatal(err)
		}
		plain, err := io.ReadAll(o)
		if err != nil {
			rt.Fatal(err)
		}
		if want := "\r\n" + strings.Join(rows, "\r\n") + "\r\n"; string(plain) != want {
			rt.Fatalf("opened %q, want %q", plain, want)
		}
		changed := bytes.Clone(b.Bytes())
		at := rapid.IntRange(0, len(changed)-1).Draw(rt, "at")
		last := len(changed) - 82 // the closing record, whose own date no code is over
		if c := changed[at]; c < '0' || c > '8' || at >= last+2 && at < last+8 {
			return
		}
		changed[at]++
		if _, err := seal.Verify(giro(t), bytes.NewReader(changed)); err == nil {
			rt.Fatalf("byte %d was changed unseen", at)
		}
	})
}

func FuzzOpenGiro(f *testing.F) {
	f.Add([]byte(sealed(f)))
	f.Add([]byte(sample))
	f.Fuzz(func(t *testing.T, text []byte) {
		proof, err := seal.Verify(giro(t), bytes.NewReader(text))
		var refused *formats.Error
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("%v is no refusal", err)
		}
		if err == nil && proof.Signer != testCheckValue {
			t.Errorf("proof %+v", proof)
		}
	})
}

func BenchmarkGiro(b *testing.B) {
	text := strings.Repeat(sample, 50_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := giro(b).Seal(io.Discard, strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
