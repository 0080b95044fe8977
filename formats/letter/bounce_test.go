package letter

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/formats"
)

func bounces(text string, l formats.Limits) (list []string, err error) {
	err = ReadBounces(strings.NewReader(text), l, func(b formats.Bounce) error {
		list = append(list, b.Address+"|"+b.Invoice+"|"+b.Code)
		return nil
	})
	return list, err
}

func TestReadBounces(t *testing.T) { // R-ALK-16
	want := []string{"a@b.se||5.1.1", "|1001|moved"}
	for _, text := range []string{
		"\ufeffCode,Address,Other,Invoice\n5.1.1, a@b.se ,x,\nmoved,,,1001\n",
		"{\"address\":\"a@b.se\",\"code\":\"5.1.1\",\"other\":[1]}\n\n{\"invoice\":\"1001\",\"code\":\"moved\"}",
	} {
		got, err := bounces(text, formats.Limits{})
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
	}
}

func TestBouncesRefused(t *testing.T) {
	for text, want := range map[string]string{
		"":                                     "empty",
		"name,code\nx,5":                       "heading",
		"address,code\n,5.1.1\n":               "nobody",
		"address\n\"a":                         "csv",
		"{\"address\":":                        "json",
		"{\"address\":\"a\\u0000b\"}":          "characters",
		"address\n" + strings.Repeat("a", 255): "too-long",
		"address\na@b.se\nb@b.se\nc@b.se":      "too-many",
		"address\n" + strings.Repeat("a@b.se\n", 100): "too-large",
	} {
		_, err := bounces(text, formats.Limits{Records: 2, Bytes: 400})
		var refused *formats.Error
		if !errors.As(err, &refused) || refused.Code != want {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}

func FuzzBounces(f *testing.F) {
	f.Add("address,code\na@b.se,5.1.1\n")
	f.Add("{\"invoice\":\"1\"}\n")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := bounces(text, formats.Limits{Records: 10, Bytes: 1 << 16, Text: 1 << 12})
		var refused *formats.Error
		if err != nil && !errors.As(err, &refused) {
			t.Fatalf("not a refusal: %v", err)
		}
		if len(list) > 10 {
			t.Fatal("more than the limit")
		}
	})
}
