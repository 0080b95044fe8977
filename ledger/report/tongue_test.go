package report_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
)

var languages = []string{"sv", "nb", "en"}

// TestTongues holds the languages to one another and to what reports have to say: each says
// every key, with the same facts in it, and none says a key that no report uses.
func TestTongues(t *testing.T) {
	used, plainer := usedPhrases(t), map[string]bool{}
	for _, key := range used {
		plainer[key] = true
	}
	fact := regexp.MustCompile(`\{[0-9a-z]+\}`)
	first := speak(t, "sv").Phrases()
	for _, language := range languages {
		all := speak(t, language).Phrases()
		for key, said := range all {
			if _, ok := used[key]; !ok && !plainer[key] {
				t.Errorf("%s: %s is said by no report", language, key)
			}
			a, b := fact.FindAllString(said, -1), fact.FindAllString(first[key], -1)
			if slices.Sort(a); key != "manner day" {
				if slices.Sort(b); !slices.Equal(a, b) {
					t.Errorf("%s: %s has the facts %v, in Swedish %v", language, key, a, b)
				}
			}
			if strings.Count(said, "#") != strings.Count(first[key], "#") || strings.Contains(key, "#") && strings.Count(said, "#") != strings.Count(key, "#") {
				t.Errorf("%s: %s: %q loses a number", language, key, said)
			}
		}
		for key, plain := range used {
			if all[key] == "" && all[plain] == "" {
				t.Errorf("%s: nobody says %s", language, key)
			}
		}
	}
}

// usedPhrases are the keys that reports may ask for: each with the plainer one that is asked
// for where it is not said. The codes of other rooms are read from their source, so that a
// new one is missed here.
func usedPhrases(t *testing.T) map[string]string {
	t.Helper()
	used := map[string]string{}
	for section, keys := range map[string]string{
		"manner": "point group day title title-of-day title-of-days nothing list-report list-title list-says list-options",
		"note":   "interest-as-assessed fees-when-paid interest-unknown days-agree runs states-of-now behind-two owed-now tenants-difference held-before",
	} {
		for _, key := range strings.Fields(keys) {
			used[section+" "+key] = ""
		}
	}
	words := codes(t)
	digits := regexp.MustCompile(`[0-9]+`)
	for _, r := range report.All() {
		used["report "+r.Name], used["says "+r.Name] = "", ""
		for _, c := range r.ColumnsOf() {
			c = digits.ReplaceAllString(c, "#")
			used["column "+r.Name+"."+c] = "column " + c
		}
		for _, code := range append(words[r.Name], "sum") {
			if strings.Trim(code, "0123456789-") != "" { // ages such as 0-30 are the same in every language
				code = digits.ReplaceAllString(code, "#")
				used["word "+r.Name+"."+code] = "word " + code
			}
		}
	}
	used["word closed-cases.1-cases"] = "word 1-cases"
	return used
}

// codes are the words each report may say.
func codes(t *testing.T) map[string][]string {
	t.Helper()
	status := append(report.States(), report.Ages()...)
	measures := []string{"registered", "paid", "credited", "lost", "settled-otherwise", "remaining", "paid-in-period"}
	letters := append(constants(t, "../../formats", "LetterKind"), constants(t, "../dunning", "State")...)
	letters = append(letters, constants(t, "../../formats", "Channel")...)
	return map[string][]string{
		"trial-balance":       constants(t, "..", "Role"),
		"general-ledger":      {"opening", "posting", "closing"},
		"open-items":          constants(t, "..", "InvoiceKind"),
		"suspense":            append(report.Ages(), "all"),
		"cash-in":             append(rules(t), "reversal", "all"),
		"reconciliation":      {"day", "statement-only", "book-only", "agrees", "differs", "gap", "does-not-add-up", "no-statement"},
		"reminder-run":        append(letters, append(skips(t), "left-alone", "hand-over")...),
		"payouts":             constants(t, "../payout", "State"),
		"statistics-general":  measures,
		"statistics-detailed": measures,
		"status-general":      status,
		"status-detailed":     status,
		"closed-cases":        append(constants(t, "../cases", "Outcome"), "7-cases"),
		"holds":               constants(t, "../hold", "Reason"),
		"limitation":          {"lapsed", "lapses-soon", "not-known"},
		"plans":               constants(t, "../plan", "State"),
		"client-statement":    {"opening", "collected", "kept", "outlay", "paid-out", "settled", "closing"},
	}
}

// sources are the parsed files of a folder, without tests.
func sources(t *testing.T, folder string) (list []*ast.File) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %v", folder, err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

// constants gives the values of a folder's constants of a type.
func constants(t *testing.T, folder, typ string) (values []string) {
	t.Helper()
	for _, f := range sources(t, folder) {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) == 0 || fmt.Sprint(spec.Type) != typ {
				return true
			}
			values = append(values, literal(t, spec.Values[0]))
			return true
		})
	}
	if len(values) < 2 {
		t.Fatalf("%s: no constants of type %s", folder, typ)
	}
	return values
}

// rules gives the names under which intake keeps what placed a payment.
func rules(t *testing.T) (names []string) {
	t.Helper()
	for _, f := range sources(t, "../intake") {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if ok && len(spec.Names) == 1 && spec.Names[0].Name == "ruleNames" {
				for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
					if name := literal(t, e); name != "" {
						names = append(names, name)
					}
				}
			}
			return true
		})
	}
	if len(names) != 9 {
		t.Fatalf("rules: %v", names)
	}
	return names
}

// skips gives the codes of the reasons for which the reminder run leaves a claim alone.
func skips(t *testing.T) (codes []string) {
	t.Helper()
	for _, f := range sources(t, "../dunning") {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if ok && fmt.Sprint(lit.Type) == "why" && len(lit.Elts) == 2 {
				codes = append(codes, literal(t, lit.Elts[0]))
			}
			return true
		})
	}
	slices.Sort(codes)
	if codes = slices.Compact(codes); len(codes) < 5 {
		t.Fatalf("reasons: %v", codes)
	}
	return codes
}

func literal(t *testing.T, e ast.Expr) string {
	t.Helper()
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		t.Fatalf("%T is no literal", e)
	}
	text, err := strconv.Unquote(lit.Value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestManner writes numbers and days as each language does. R-BST-70
func TestManner(t *testing.T) {
	for _, c := range []struct{ machine, sv, nb, en string }{
		{"0.00", "0,00", "0,00", "0.00"}, {"-5.10", "-5,10", "-5,10", "-5.10"}, {"999.99", "999,99", "999,99", "999.99"},
		{"1000.00", "1 000,00", "1 000,00", "1,000.00"}, {"-123456.78", "-123 456,78", "-123 456,78", "-123,456.78"},
		{"92233720368547758.07", "92 233 720 368 547 758,07", "92 233 720 368 547 758,07", "92,233,720,368,547,758.07"},
		{"1234567", "1 234 567", "1 234 567", "1,234,567"}, {"57.5", "57,5", "57,5", "57.5"},
	} {
		got := []string{speak(t, "sv").Number(c.machine), speak(t, "nb").Number(c.machine), speak(t, "en").Number(c.machine)}
		if want := []string{c.sv, c.nb, c.en}; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", c.machine, got, want)
		}
	}
	for language, want := range map[string]string{"sv": "2016-11-25", "fi": "2016-11-25", "nb": "25.11.2016", "no": "25.11.2016", "da": "25.11.2016", "en": "2016-11-25", "de": "2016-11-25"} {
		if got := speak(t, language).Written(20161125); got != want {
			t.Errorf("%s: %s, want %s", language, got, want)
		}
	}
	if got := speak(t, "sv").Column("ageing", "days31to60") + speak(t, "sv").Word("suspense", "over-90") + speak(t, "sv").Word("x", "nobody-knows"); got != "31–60över 90nobody-knows" {
		t.Error(got)
	}
}

// TestLanguages gives every report in the three languages: the JSON is the same but for the
// title, the notes and the language's name. Two goldens show what the others read.
func TestLanguages(t *testing.T) {
	people := regexp.MustCompile(`"title":"[^"]*","language":"..",|"notes":\[[^\]]*\],`)
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		january(t, book)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, r := range report.All() {
				a, bare := report.Ask{Through: 20260112, Today: 20260112, Banks: []report.Bank{giro}}, map[string]bool{}
				for _, language := range languages {
					var object, plain bytes.Buffer
					for _, d := range []report.Dress{report.JSON(&object, speak(t, language)), report.Plain(&plain, speak(t, language), nil)} {
						if _, err := r.Write(tx, a, d); err != nil {
							return err
						}
					}
					bare[people.ReplaceAllString(object.String(), "")] = true
					if r.Name == "cash-in" && language != "sv" {
						golden(t, r.Name+"-"+language+".txt", plain.Bytes())
					}
				}
				if len(bare) != 1 {
					t.Errorf("%s: %d different JSON", r.Name, len(bare))
				}
			}
			return nil
		})
	})
}
