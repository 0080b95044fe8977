package bounce_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/formats"
	"girod/formats/bounce"
)

func TestRead(t *testing.T) {
	at := func(line int) formats.Origin { return formats.Origin{Line: line, At: "bounce"} }
	for _, tc := range []struct {
		name, text string
		want       []formats.Bounce
		refused    string
	}{
		{"json", "{\"bounce\":1,\"address\":\"a@b.se\",\"invoice\":\"17\",\"code\":\"5.1.1\"}\n\n{\"bounce\":1,\"invoice\":\"18\",\"code\":\"return to sender\"}\n",
			[]formats.Bounce{{Origin: at(1), Address: "a@b.se", Invoice: "17", Code: "5.1.1"}, {Origin: at(3), Invoice: "18", Code: "return to sender"}}, ""},
		{"csv", "bounce,address,invoice,code\n1,a@b.se,,5.1.1\n",
			[]formats.Bounce{{Origin: at(2), Address: "a@b.se", Code: "5.1.1"}}, ""},
		{"version", `{"bounce":2,"address":"a@b.se","code":"5.1.1"}`, nil, "bounce-version"},
		{"nobody", "bounce,address,invoice,code\n1,,,5.1.1\n", nil, "bounce-empty"},
		{"no code", "bounce,address,invoice,code\n1,a@b.se,,\n", nil, "bounce-code"},
		{"columns", "bounce,address,invoice,code\n1,a@b.se\n", nil, "bounce-csv"},
		{"unknown key", `{"bounce":1,"adress":"a@b.se","code":"5.1.1"}`, nil, "bounce-json"},
		{"empty", "", nil, "empty"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got []formats.Bounce
			s, err := bounce.Read(strings.NewReader(tc.text), formats.Limits{}, formats.Sink{Bounce: func(b *formats.Bounce) error {
				got = append(got, *b)
				return nil
			}})
			if tc.refused != "" {
				bad, ok := err.(*formats.Error)
				if !ok || bad.Code != tc.refused {
					t.Fatalf("want refusal %s, got %v", tc.refused, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if s.Details != len(tc.want) {
				t.Errorf("summary counts %d, want %d", s.Details, len(tc.want))
			}
			if !bounce.Is([]byte(tc.text)) {
				t.Error("not recognised")
			}
		})
	}
}

// Whatever stands in the file, each bounce told has somebody and a code.
func FuzzRead(f *testing.F) {
	f.Add([]byte("bounce,address,invoice,code\n1,a@b.se,,5.1.1\n"))
	f.Add([]byte(`{"bounce":1,"address":"a@b.se","invoice":"17","code":"5.1.1"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		_, _ = bounce.Read(strings.NewReader(string(text)), formats.Limits{Records: 1000}, formats.Sink{Bounce: func(b *formats.Bounce) error {
			if b.Address == "" && b.Invoice == "" || b.Code == "" {
				t.Errorf("told an empty bounce: %+v", b)
			}
			return nil
		}})
	})
}

func BenchmarkRead(b *testing.B) {
	text := "bounce,address,invoice,code\n" + strings.Repeat("1,anna@exempel.se,2026-1004,5.1.1\n", 100_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bounce.Read(strings.NewReader(text), formats.Limits{}, formats.Sink{}); err != nil {
			b.Fatal(err)
		}
	}
}
