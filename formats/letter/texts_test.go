package letter

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"girod/formats"
	"girod/formats/date"
)

// TestTexts: each language has each letter's parts and each word the Swedish one has.
func TestTexts(t *testing.T) {
	all, err := library()
	if err != nil {
		t.Fatal(err)
	}
	if got := slices.Sorted(maps.Keys(all)); !slices.Equal(got, []string{"da", "en", "fi", "nb", "sv"}) {
		t.Fatal(got)
	}
	for language := range all {
		for at := range all["sv"][0].texts {
			name, _, _ := strings.Cut(at.key, ".")
			if name == "currency" || name == "ground" || name == "charge" || at.key == "subject" && all.find(language, at, 20260101) == nil {
				continue // a currency's own name, a country's own fee
			}
			if len(all.find(language, at, 20260101)) == 0 {
				t.Errorf("%s: %s %s is missing", language, at.section, at.key)
			}
		}
	}
}

// TestEditions: a letter rendered again has the text that was valid on its day. R-ALK-38
func TestEditions(t *testing.T) {
	all, err := readTexts(fstest.MapFS{
		"texts/sv-2024-01-01.txt": {Data: []byte("== reminder 1\ntitle: Påminnelse\nheading: Om {invoice}\n")},
		"texts/sv-2026-03-01.txt": {Data: []byte("== reminder 1\ntitle: Ny text\n")},
		"texts/sv-2027-01-01.txt": {Data: []byte("== reminder 1\ntitle: Nyare text\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[date.Date]string{20260228: "Påminnelse", 20260301: "Ny text", 20261231: "Ny text", 20270101: "Nyare text", 20200101: "Påminnelse"} {
		tongue := tongue{shelf: all, language: "sv", on: on, section: "reminder 1"}
		if got := tongue.line("title"); got != want {
			t.Errorf("%s: %s, want %s", on, got, want)
		}
		if got := tongue.line("heading"); got != "Om {invoice}" {
			t.Errorf("%s: what did not change is %q", on, got)
		}
	}
}

func TestBrokenTextsAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		"== reminder 1\nlead:\n[moonlight] Hej": "line 3: condition \"moonlight\" is not one of",
		"== reminder 1\nHej":                    "line 2: \"Hej\" belongs to nothing",
	} {
		if _, err := readTexts(fstest.MapFS{"texts/sv-2024-01-01.txt": {Data: []byte(text)}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if _, err := readTexts(fstest.MapFS{"texts/sv.txt": {}}); err == nil {
		t.Error("a file without a day")
	}
}

func TestConditionsAndUnknownLanguages(t *testing.T) {
	r := marit()
	r.Language = "kl"
	s, err := speak(r)
	if err != nil || s.language != "en" {
		t.Fatal(s.language, err)
	}
	for when, want := range map[string]bool{"NO": true, "-NO": false, "SE": false, "NO agent": false, "NO -agent": true, "fee interest": true} {
		if got := s.said(strings.Fields(when)); got != want {
			t.Errorf("[%s]: %v", when, got)
		}
	}
	r.Creditor = formats.Party{Name: "Fjordlys"}
	if s, _ := speak(r); !s.said([]string{"NO", "agent"}) {
		t.Error("an agent is one who asks on a creditor's behalf")
	}
}

// FuzzTexts: whatever a file of texts holds, reading it ends, in texts or in a refusal.
func FuzzTexts(f *testing.F) {
	f.Add("# c\n== reminder 1\ntitle: [SE -agent] Påminnelse\nlead:\nHej {name}\n\n[NO] Hei\n")
	f.Add("== words\nday: {d}\ngroup: blank\n")
	f.Add("title: x")
	f.Add("== \n[] x\n:\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := readTexts(fstest.MapFS{"texts/sv-2024-01-01.txt": {Data: []byte(text)}})
		if err != nil {
			return
		}
		for at, said := range all["sv"][0].texts {
			if at.key == "" || len(said) == 0 {
				t.Errorf("%q holds nothing", at)
			}
		}
	})
}

// FuzzFacts: whatever stands in a partner's file, the letter is made, is no longer than it
// may be, and no fact speaks over a line's end.
func FuzzFacts(f *testing.F) {
	f.Add("Kajsa", "Medlemsavgift", "sv")
	f.Add("\x00\n\u202e{total}", strings.Repeat("Å ", 5000), "fi")
	f.Add("\xff", "\u2028", "")
	f.Fuzz(func(t *testing.T, name, concerns, language string) {
		r := kajsa()
		r.Debtor.Name, r.Concerns, r.Language, r.Invoice = "N"+name, concerns, language, "1"+name
		s, err := draw(r)
		if err != nil || s.PageCount() > 2 {
			t.Fatal(s.PageCount(), err)
		}
		for _, text := range s.said {
			if strings.ContainsAny(text, "\r\n\x00\u2028\u202e") || len(text) > 4*400+8 {
				t.Errorf("%q", text)
			}
		}
		if subject, _ := Mail(r); strings.ContainsAny(subject, "\r\n\x00\u202e") {
			t.Errorf("subject %q", subject)
		}
	})
}
