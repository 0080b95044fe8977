package names

import (
	"strings"
	"testing"
)

// TestWords holds why names that are spelt apart are compared as one, and which are not.
func TestWords(t *testing.T) {
	for _, c := range []struct{ name, want, why string }{
		{"Åsa Öberg", "asa oberg", "å is a, ö is o to a bank that writes A to Z"},
		{"ASA OBERG", "(asa) oberg", "and so she comes back; asa may be a form, and stays"},
		{"AASA OEBERG", "asa oberg", "as Norwegian and Danish banks write it"},
		{"A\u030asa O\u0308berg", "asa oberg", "the accents for themselves, as some systems store them"},
		{"Ærø Brød ApS", "aro brod (aps)", "æ is AE or A"},
		{"AEROE BROED", "aro brod", "and AE is A"},
		{"René Müller-Lüdenscheidt", "rene muller ludenscheidt", "é is e, ü is u; a hyphen parts"},
		{"Kari Aas", "kari as", "the surname Ås in its older spelling is no form"},
		{"Kari Ås", "kari as", "nor in the newer"},
		{"Nordkraft Aktiebolag", "nordkraft (aktiebolag)", "written out in the register"},
		{"Ljud & Ljus HB", "ljud ljus (hb)", "signs part words"},
		{"Byg A/S", "byg (as)", "not the words a and s, which every A/S has"},
		{"Bygg A.S.", "bygg (as)", "nor of the dots"},
		{"Oy Alko Ab", "(oy) alko (ab)", "in front, and in two languages"},
		{"Bo i Backen och Söner", "bo (i) backen (och) soner", "little words tell nobody apart"},
		{"A Svensson", "a svensson", "an initial is a word: it may be another's"},
		{"AB", "(ab)", "a form alone is nobody's name"},
		{"", "", "nothing"},
		{" ,-. ", "", "nothing but signs"},
	} {
		var got []string
		for _, w := range Words(c.name) {
			if w.Form {
				w.Text = "(" + w.Text + ")"
			}
			got = append(got, w.Text)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%q: %q, want %q: %s", c.name, got, c.want, c.why)
		}
	}
}

func TestCommon(t *testing.T) {
	for _, c := range []struct {
		a, b         string
		common, sure int
		why          string
	}{
		{"Åsa Öberg", "OBERG ASA", 2, 1, "Å shows that ASA is no form here"},
		{"Norsk Hydro ASA", "Norsk Tipping ASA", 1, 1, "a form in both says nothing"},
		{"Equinor ASA", "Åsa Öberg", 1, 0, "a form in one says little"},
		{"Bo Bo", "Bo Ek", 1, 1, "each word stands for one"},
		{"Nordkraft Aktiebolag", "NORDKRAFT AB", 1, 1, "whatever the form is written"},
		{"", "Bo", 0, 0, "nothing"},
	} {
		for _, turn := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if common, sure := Common(Words(turn[0]), Words(turn[1]), One); common != c.common || sure != c.sure {
				t.Errorf("%q and %q: %d, %d sure: %s", turn[0], turn[1], common, sure, c.why)
			}
		}
	}
	if n := Telling(Words("Oy Alko Ab")); n != 1 {
		t.Errorf("telling %d", n)
	}
}

// TestLetters holds that a part of a name stays a part of it: a search goes by pieces.
func TestLetters(t *testing.T) {
	for name, want := range map[string]string{
		"Åsa-Maria Örnéus": "asa maria orneus", "Joel": "joel", "Ærlig Bø": "aerlig bo", "Groß": "gross", "Öst 2 AB": "ost 2 ab", "Łódź": "lodz",
	} {
		if got := strings.Join(Letters(name), " "); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestAlphabetic(t *testing.T) {
	last := ""
	for _, name := range []string{"Andersson", "René", "Zachrisson", "Åkesson", "Öberg"} {
		key := Alphabetic(name)
		if key <= last {
			t.Errorf("%q before %q", key, last)
		}
		last = key
	}
	if got := Alphabetic("  Müller, RENÉ å Ö-Vik "); got != "muller rene å ö vik" {
		t.Error(got)
	}
}

func FuzzWords(f *testing.F) {
	f.Add("Åsa Öberg A/S")
	f.Add("A\u030a \xff ßßß İ")
	f.Fuzz(func(t *testing.T, name string) {
		for _, w := range Words(name) {
			if w.Text == "" || strings.ContainsAny(w.Text, " /.,") {
				t.Errorf("%q: word %q", name, w.Text)
			}
		}
		if a, b := Words(name), Words(strings.ToUpper(strings.ToLower(name))); len(a) != len(b) && isLatin(name) {
			t.Errorf("%q: %v, in capitals %v", name, a, b)
		}
	})
}

// isLatin tells a text whose capitals are capitals of the same letters.
func isLatin(text string) bool {
	return strings.Trim(strings.ToLower(text), "abcdefghijklmnopqrstuvwxyzåäöæøéü ") == ""
}
