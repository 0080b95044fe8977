package main

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"girod/ledger/report"
	"girod/ledger/store"
)

// heldToWords holds what a story has written into its book to the sentences that the languages
// say (ledger/report/told): a room that writes another one is told so here. What a bank says of
// its entries is the bank's.
func heldToWords(t testing.TB, dir string) {
	ctx := context.Background()
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(dir, "data", "girod.db"))
	if err != nil { // the story has none, or one elsewhere
		return
	}
	defer db.Close()
	in, err := report.Speak("sv")
	if err != nil {
		t.Error(err)
		return
	}
	err = db.View(ctx, func(tx *store.Tx) error {
		return tx.Each(`SELECT kind, text FROM history UNION SELECT kind, text FROM case_event UNION SELECT 'entry', text FROM entry WHERE bank_key = ''
			UNION SELECT 'evidence', evidence FROM receipt_row UNION SELECT 'evidence', why FROM proposal`, nil, func(r *store.Row) error {
			if words, known := in.Told(r.Text(0), r.Text(1)); !known {
				t.Errorf("%s %q: no sentence of ledger/report/told/en.txt; in Swedish a clerk reads %q", r.Text(0), r.Text(1), words)
			}
			return nil
		})
	})
	if err != nil {
		t.Error(err)
	}
}

// TestScreenIsSaid: each heading and line that a command shows has a form that the languages
// say, no form is of a line that nobody shows, and nothing in English is shown beside them.
func TestScreenIsSaid(t *testing.T) {
	in, err := report.Speak("sv")
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	eachScreen(t, func(path string, call *ast.CallExpr) {
		words := literals(call.Args...)
		switch name := called(call); {
		case !saidIn(call) && prints[name] && !technical[path] && (name != "end" || len(call.Args) == 1):
			for _, text := range unsaid(call.Args) {
				t.Errorf("%s: %s shows %q to whatever clerk: want it said in her language", path, name, text)
			}
		case !saidIn(call), len(words) == 0:
		case name == "line", name == "say":
			shown[places.ReplaceAllString(words[0], "%")] = true
		case name == "headed", name == "rows", name == "listed":
			for _, heading := range words {
				if said, known := in.Told("heading", strings.TrimLeft(heading, ">")); !known {
					t.Errorf("%s: the heading %q is not said (%q)", path, heading, said)
				}
			}
		}
	})
	if len(shown) < 100 {
		t.Fatalf("only %d lines were found in the source", len(shown))
	}
	const forms = "../../ledger/report/told/en.txt"
	said, err := os.ReadFile(forms)
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.Lines(string(said)) {
		if key, sentence, keyed := strings.Cut(strings.TrimSuffix(text, "\n"), ": "); keyed && strings.HasPrefix(key, "line.") {
			bare := places.ReplaceAllString(sentence, "%")
			if !shown[bare] {
				t.Errorf("%s: no command shows %q", key, sentence)
			}
			delete(shown, bare)
		}
	}
	for bare := range shown {
		t.Errorf("%q is not said: it has no line in %s", bare, forms)
	}
}

// TestWaitingIsSaid: what status lists, its states and its reasons are said; a reason that somebody
// else found, such as a reader of files, is told in their words.
func TestWaitingIsSaid(t *testing.T) {
	in, err := report.Speak("sv")
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]bool{}
	said, err := os.ReadFile("../../ledger/report/told/en.txt")
	if err != nil {
		t.Fatal(err)
	}
	for text := range strings.Lines(string(said)) {
		if key, sentence, _ := strings.Cut(strings.TrimSuffix(text, "\n"), ": "); strings.HasPrefix(key, "waits-for") {
			reasons[places.ReplaceAllString(sentence, "%")] = true
		}
	}
	found := 0
	eachFile(t, func(path string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, is := n.(*ast.CompositeLit)
			if !is || !isNamed(lit.Type, "waitingJSON") {
				return true
			}
			for _, e := range lit.Elts {
				kv, is := e.(*ast.KeyValueExpr)
				if !is {
					continue
				}
				value := kv.Value
				if call, is := value.(*ast.CallExpr); is && called(call) == "Sprintf" {
					value = call.Args[0]
				}
				for _, text := range literals(value) {
					switch kind := map[string]string{"What": "waits", "State": "standing"}[kv.Key.(*ast.Ident).Name]; {
					case kv.Key.(*ast.Ident).Name == "Reason" && !reasons[places.ReplaceAllString(text, "%")]:
						t.Errorf("%s: the reason %q is not said", path, text)
					case kind != "":
						if _, known := in.Told(kind, text); !known {
							t.Errorf("%s: %s %q is not said", path, kv.Key, text)
						}
						found++
					}
				}
			}
			return true
		})
	})
	if found < 15 {
		t.Errorf("only %d were found in the source", found)
	}
	for _, w := range []string{"file", "disk", "gate", "partner", "outgoing", "trouble"} { // exchange.Waiting
		if _, known := in.Told("waits", w); !known {
			t.Errorf("%q is not said", w)
		}
	}
}

func isNamed(e ast.Expr, name string) bool {
	id, is := e.(*ast.Ident)
	return is && id.Name == name
}

// technical are commands for whoever sets girod up or reads a bank's file with its specification
// beside it: they speak English, as formats and laws do here.
var technical = map[string]bool{
	"check.go": true, "cutover.go": true, "inspect.go": true, "listing.go": true, "dump.go": true, "example.go": true, "templates.go": true,
}

// prints are the calls by which a command shows something.
var prints = map[string]bool{"printf": true, "print": true, "newTable": true, "rows": true, "listed": true, "end": true}

// places are where values stand: {1:money} in a sentence, %s where a command fills it.
var places = regexp.MustCompile(`\{[^}]*\}|%[a-z]`)

// eachScreen calls fn for each call in the source of the command line.
func eachScreen(t *testing.T, fn func(path string, call *ast.CallExpr)) {
	t.Helper()
	eachFile(t, func(path string, f *ast.File) {
		ast.Inspect(f, func(n ast.Node) bool {
			if call, is := n.(*ast.CallExpr); is {
				fn(path, call)
			}
			return true
		})
	})
}

// eachFile calls fn for each file of the source.
func eachFile(t *testing.T, fn func(path string, f *ast.File)) {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		fn(path, f)
	}
}

// called is the name of what is called.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// saidIn tells whether a call is given a language: in, or somebody's.
func saidIn(call *ast.CallExpr) bool {
	if len(call.Args) < 2 {
		return false
	}
	switch first := call.Args[0].(type) {
	case *ast.Ident:
		return first.Name == "in"
	case *ast.SelectorExpr:
		return first.Sel.Name == "in"
	}
	return false
}

// literals are the texts that stand among arguments themselves.
func literals(args ...ast.Expr) (list []string) {
	for _, a := range args {
		if lit, is := a.(*ast.BasicLit); is && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				list = append(list, s)
			}
		}
	}
	return list
}

// unsaid are the words in arguments that no language says: letters beside the places of values.
func unsaid(args []ast.Expr) (list []string) {
	for _, a := range args {
		ast.Inspect(a, func(n ast.Node) bool {
			if call, is := n.(*ast.CallExpr); is && (saidIn(call) || called(call) == "Format" || called(call) == "Manner") {
				return false
			}
			lit, is := n.(*ast.BasicLit)
			if !is {
				return true
			}
			for _, text := range literals(lit) {
				if lettered.MatchString(verb.ReplaceAllString(text, "")) {
					list = append(list, text)
				}
			}
			return true
		})
	}
	return list
}

var (
	verb     = regexp.MustCompile(`%[-0-9.]*[a-z]`)
	lettered = regexp.MustCompile(`\pL{2}`)
)
