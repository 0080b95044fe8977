package exchange_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"girod/exchange"
)

func TestCheckName(t *testing.T) {
	for _, c := range []struct {
		name, shown string
		ok          bool
	}{
		{"camt053_0412.xml", "camt053_0412.xml", true},
		{"Kontoutdrag Å-Ö (2).xml", "Kontoutdrag Å-Ö (2).xml", true},
		{strings.Repeat("a", 255), strings.Repeat("a", 255), true},
		{"", "", false},
		{".", ".", false},
		{"..", "..", false},
		{"../../etc/passwd", "../../etc/passwd", false},
		{"a/b", "a/b", false},
		{`a\b`, `a\b`, false},
		{"a..b", "a..b", false},
		{"a\x00b", "hex:610062", false},
		{"a\nlevel=error paid=all", "hex:610a6c6576656c3d6572726f7220706169643d616c6c", false},
		{"a\x1b[2J", "hex:611b5b324a", false},
		{"gnp\u202efdp", "hex:676e70e280ae666470", false},
		{"a\u2028b", "hex:61e280a862", false},
		{"\xff.xml", "hex:ff2e786d6c", false},
		{strings.Repeat("a", 256), "hex:" + strings.Repeat("61", 255), false},
	} {
		if err := exchange.CheckName(c.name); (err == nil) != c.ok || (err != nil && !errors.Is(err, exchange.ErrName)) {
			t.Errorf("%q: got %v", c.name, err)
		}
		if got := exchange.ShownName(c.name); got != c.shown {
			t.Errorf("%q is shown as %q, want %q", c.name, got, c.shown)
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"a.xml", "../x", "a\nb", "\xff", "\u202e", strings.Repeat("ä", 130)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		shown := exchange.ShownName(name)
		if !utf8.ValidString(shown) || strings.ContainsAny(shown, "\x00\n\r\x1b") || len(shown) > 4+2*255 {
			t.Fatalf("%q is shown as %q", name, shown)
		}
		if exchange.CheckName(name) == nil && (shown != name || strings.ContainsAny(name, "/\\") || strings.Contains(name, "..")) {
			t.Fatalf("%q was let in", name)
		}
	})
}
