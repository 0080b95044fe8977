package report_test

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"girod/ledger/report"
)

// TestToldInEveryLanguage: each sentence of the book is said in each language with the same
// values, and each kind of line has a name.
func TestToldInEveryLanguage(t *testing.T) {
	place := regexp.MustCompile(`\{[0-9]+`)
	english, _ := speak(t, "en").Sentences()
	for _, language := range []string{"sv", "nb"} {
		says, kinds := speak(t, language).Sentences()
		for key, sentence := range english {
			a, b := place.FindAllString(sentence, -1), place.FindAllString(says[key], -1)
			slices.Sort(b)
			if says[key] == "" || !slices.Equal(a, b) {
				t.Errorf("%s: %s is %q, in English %q", language, key, says[key], sentence)
			}
		}
		for key := range says {
			if english[key] == "" {
				t.Errorf("%s: %s is no sentence of the book", language, key)
			}
		}
		for _, kind := range append(written(t), constants(t, "..", "Why")...) {
			if kinds[kind] == "" {
				t.Errorf("%s: the kind %s has no name", language, kind)
			}
		}
	}
}

// TestEveryKindIsTold: what the rooms write into histories, by the kinds in their source, has
// sentences; one without fails here before anybody reads it in the wrong language.
func TestEveryKindIsTold(t *testing.T) {
	kinds := written(t)
	if len(kinds) < 60 {
		t.Fatalf("only %d kinds were found in the source", len(kinds))
	}
	for _, kind := range kinds {
		if !speak(t, "en").Forms(kind) {
			t.Errorf("nobody says a line of the kind %s", kind)
		}
	}
}

// written are the kinds of lines of history that the source of the house writes: in a History
// or an Event, or given to what writes one.
func written(t *testing.T) (kinds []string) {
	t.Helper()
	add := func(e ast.Expr) {
		if lit, is := e.(*ast.BasicLit); is && lit.Kind == token.STRING {
			if kind, _ := strconv.Unquote(lit.Value); kind != "" && !slices.Contains(kinds, kind) {
				kinds = append(kinds, kind)
			}
		}
	}
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			name := ""
			switch of := n.Type.(type) {
			case *ast.Ident:
				name = of.Name
			case *ast.SelectorExpr:
				name = of.Sel.Name
			}
			for _, e := range n.Elts {
				kv, is := e.(*ast.KeyValueExpr)
				if key, named := ast.Expr(nil), is; named && (name == "History" || name == "Event") {
					if key = kv.Key; key.(*ast.Ident).Name == "Kind" {
						add(kv.Value)
					}
				}
			}
		case *ast.CallExpr:
			if f, is := n.Fun.(*ast.SelectorExpr); is && len(n.Args) == 3 && (f.Sel.Name == "note" || f.Sel.Name == "tell" || f.Sel.Name == "Tell") {
				add(n.Args[1])
			}
		}
		return true
	}
	rooms, err := filepath.Glob("../*")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range append(rooms, "..", "../../cmd/girod") {
		if paths, _ := filepath.Glob(filepath.Join(folder, "*.go")); len(paths) == 0 {
			continue
		}
		for _, f := range sources(t, folder) {
			ast.Inspect(f, look)
		}
	}
	return kinds
}

// TestEachFormIsItsOwn: of the forms of a kind the first that fits is taken, so none may fit what
// another that stands further down is for: that one would be said in the wrong words.
func TestEachFormIsItsOwn(t *testing.T) {
	in := speak(t, "sv")
	english, _ := speak(t, "en").Sentences()
	place := regexp.MustCompile(`\{[0-9]+(?::([a-z-]+)[,;+]?)?\}`)
	samples := map[string]string{
		"": "Xyz", "number": "3", "day": "2026-05-04", "sum": "12.50", "money": "12.50 SEK", "word": "post", "kind": "hold", "bank": "AC04 closed",
		"payout": "sent", "report": "holds",
	}
	length := func(sentence string) int { return len(place.ReplaceAllString(sentence, strings.Repeat("x", 100))) }
	var sample func(sentence string) string
	sample = func(sentence string) string {
		return place.ReplaceAllStringFunc(sentence, func(at string) string {
			what := place.FindStringSubmatch(at)[1]
			if text := samples[what]; text != "" {
				return text
			}
			plain := "{1}" // the kind's simplest sentence
			for key, s := range english {
				if kind, _, _ := strings.Cut(key, "."); kind == what && (plain == "{1}" || length(s) < length(plain)) {
					plain = s
				}
			}
			return sample(plain)
		})
	}
	for key, sentence := range english {
		kind, _, _ := strings.Cut(key, ".")
		text := sample(sentence)
		if taken := in.Taken(kind, text); taken != key {
			t.Errorf("%q, which is %s, is taken as %s", text, key, taken)
		} else if _, known := in.Told(kind, text); !known {
			t.Errorf("%q (%s) has values that nobody says", text, key)
		}
	}
}

// TestStatesAreSaid: each state that a list shows has a word in each language.
func TestStatesAreSaid(t *testing.T) {
	for _, of := range []struct{ kind, folder, typ string }{
		{"standing", "../../exchange", "State"}, {"standing", "../outbox", "State"}, {"standing", "../cases", "RequestKind"}, {"recall", "../payout", "RecallState"},
		{"request", "../cases", "RequestKind"}, {"request-state", "../cases", "RequestState"}, {"case-state", "../cases", "State"},
		{"situation", "../cases", "Activity"}, {"outcome", "../cases", "Outcome"}, {"schedule", ".", "State"}, {"period", "../../config/timetable", "Period"},
		{"tab", "../cases", "Tab"},
	} {
		for _, word := range constants(t, of.folder, of.typ) {
			if _, known := speak(t, "sv").Told(of.kind, word); !known {
				t.Errorf("%s %s: %q has no word among %s", of.folder, of.typ, word, of.kind)
			}
		}
	}
}

// TestTold shows what a clerk reads, language by language.
func TestTold(t *testing.T) {
	for _, c := range []struct{ kind, text, sv, nb string }{
		{"reminder", "Reminder 1 (r000001) by post: 1313.77 SEK to be paid by 2026-04-20; reminder fee 60.00 SEK",
			"Påminnelse 1 (r000001) med post: 1 313,77 SEK att betala senast 2026-04-20; påminnelseavgift 60,00 SEK",
			"Purring 1 (r000001) med post: 1 313,77 SEK å betale innen 20.04.2026; purregebyr 60,00 SEK"},
		{"letter-sent", "Letter w000001 (refund) sent by mail", "Brev w000001 (återbetalning) skickat med e-post", "Brev w000001 (tilbakebetaling) sendt med e-post"},
		{"hold", "debt restructuring from 2026-01-01: a {2} letter", "skuldsanering från 2026-01-01: a {2} letter", "gjeldsordning fra 01.01.2026: a {2} letter"},
		{"note", "Ringde: {1}; rejected: rule 3 {2}", "Ringde: {1}; rejected: rule 3 {2}", "Ringde: {1}; rejected: rule 3 {2}"},
		{"entry", "Reversal of K2: Credit note K2026-2 on invoice F-1, order returned", "Rättelse av K2: Kreditfaktura K2026-2 på faktura F-1, order i retur",
			"Tilbakeføring av K2: Kreditnota K2026-2 på faktura F-1, ordre i retur"},
		{"evidence", "rule 9: unknown reference; rejected: rule 3 ref 10041 in Strd[1]: unknown reference; rule 7 more than one way to come to 1650.00",
			"regel 9: okänd referens; avvisat: regel 3 referens 10041 på rad 1: okänd referens; regel 7 flera sätt att nå 1 650,00",
			"regel 9: ukjent referanse; avvist: regel 3 referanse 10041 på linje 1: ukjent referanse; regel 7 flere måter å nå 1 650,00 på"},
		{"rejected", "RJCT AM04 Insufficient funds; AC04 (f000012)", "RJCT Avvisad: AM04 Täckning saknas på kontot: Insufficient funds; AC04 Kontot är avslutat (f000012)",
			"RJCT Avvist: AM04 Det er ikke dekning på kontoen: Insufficient funds; AC04 Kontoen er avsluttet (f000012)"},
		{"waits-for", "50.00 SEK to Gunilla is owed again: AC04 Account closed: konto avsl", "50,00 SEK till Gunilla är åter en skuld: AC04 Kontot är avslutat: konto avsl",
			"50,00 SEK til Gunilla skyldes på nytt: AC04 Kontoen er avsluttet: konto avsl"},
		{"basis", "lag (1981:739) 2 and 4 §§, SE reminder_fee (all) from 2013-03-16: 60.00 SEK [S4 2+4 §§]; SE reminder_fee_needs (all) from 2013-03-16: agreement text [S4]; not agreed",
			"lag (1981:739) 2 och 4 §§: påminnelseavgift, 60,00 SEK (SE, alla, sedan 2013-03-16) [S4 2+4 §§]; påminnelseavgift: förutsättning, avtal krävs (SE, alla, sedan 2013-03-16) [S4]; inte avtalad",
			"lag (1981:739) 2 og 4 §§: purregebyr, 60,00 SEK (SE, alle, siden 16.03.2013) [S4 2+4 §§]; purregebyr: forutsetning, avtale kreves (SE, alle, siden 16.03.2013) [S4]; ikke avtalt"},
		{"proposed", "2 payouts of 60.00 EUR + 1100.00 SEK in all, hash 4517", "2 utbetalningar på tillsammans 60,00 EUR + 1 100,00 SEK, kontrollsumma 4517",
			"2 utbetalinger på til sammen 60,00 EUR + 1 100,00 SEK, kontrollsum 4517"},
	} {
		for language, want := range map[string]string{"sv": c.sv, "nb": c.nb, "en": c.text} {
			if got, known := speak(t, language).Told(c.kind, c.text); got != want || !known {
				t.Errorf("%s: %q, want %q", language, got, want)
			}
		}
	}
	for _, strange := range []string{"what no room writes", "Letter w000001 (nonsense) sent by pigeon"} {
		if _, known := speak(t, "sv").Told("letter-bounced", strange); known {
			t.Errorf("%q is known", strange)
		}
	}
	if got := speak(t, "sv").Kind("letter-sent") + speak(t, "en").Kind("letter-sent"); got != "brev skickatletter-sent" {
		t.Error(got)
	}
}

// FuzzTold: whatever stands in a book is said without a fall, and in English as it stands.
func FuzzTold(f *testing.F) {
	f.Add("evidence", "rule 3: ref 1 in Strd[1]; open 1.00, paid 1.00")
	f.Add("reminder", "Reminder 1 (r1) by post: 1.00 SEK to be paid by 2026-04-20; reminder fee ; {7}")
	f.Add("entry", strings.Repeat("Reversal of a: ", 50))
	f.Fuzz(func(t *testing.T, kind, text string) {
		for _, language := range languages {
			in, err := report.Speak(language)
			if err != nil {
				t.Fatal(err)
			}
			if said, _ := in.Told(kind, text); language == "en" && said != text {
				t.Errorf("%q became %q", text, said)
			}
		}
	})
}
