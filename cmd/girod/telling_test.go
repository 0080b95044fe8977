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

// TestScreenIsSaid: each heading and line that a command shows in the clerk's language has a
// form that the languages say, and no form is of a line that nobody shows.
func TestScreenIsSaid(t *testing.T) {
	in, err := report.Speak("sv")
	if err != nil {
		t.Fatal(err)
	}
	shown := linesShown(t, func(heading string) {
		if words, known := in.Told("heading", heading); !known {
			t.Errorf("the heading %q is not said (%q)", heading, words)
		}
	})
	if len(shown) < 10 {
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

// places are where values stand: {1:money} in a sentence, %s where a command fills it.
var places = regexp.MustCompile(`\{[^}]*\}|%[a-z]`)

// linesShown are the forms given to line and say in the source, each value written %, and calls fn for
// each heading.
func linesShown(t *testing.T, fn func(heading string)) map[string]bool {
	t.Helper()
	shown := map[string]bool{}
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	text := func(e ast.Expr) (string, bool) {
		lit, is := e.(*ast.BasicLit)
		if !is {
			return "", false
		}
		s, err := strconv.Unquote(lit.Value)
		return s, err == nil
	}
	for _, path := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, is := n.(*ast.CallExpr)
			if !is || len(call.Args) < 2 {
				return true
			}
			name, _ := call.Fun.(*ast.Ident)
			if sel, is := call.Fun.(*ast.SelectorExpr); is {
				name = sel.Sel
			}
			if in, is := call.Args[0].(*ast.Ident); name == nil || !is || in.Name != "in" {
				return true
			}
			switch name.Name {
			case "line", "say":
				if form, is := text(call.Args[1]); is {
					shown[places.ReplaceAllString(form, "%")] = true
				}
			case "headed", "rows", "listed":
				for _, a := range call.Args[1:] {
					if heading, is := text(a); is {
						fn(strings.TrimLeft(heading, ">"))
					}
				}
			}
			return true
		})
	}
	return shown
}
