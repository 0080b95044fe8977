package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// blueprint is the parsed source of the whole module, read once by each law below.
type blueprint struct {
	files    *token.FileSet
	packages map[string]*room // by folder, "ledger/store"
}

type room struct {
	files   map[string]*ast.File // by path
	imports map[string]bool      // of our own module, without tests
	outside map[string]bool      // of other modules, without tests
}

func readHouse(t *testing.T) *blueprint {
	t.Helper()
	h := &blueprint{files: token.NewFileSet(), packages: map[string]*room{}}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "bin" || d.Name() == "run") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(h.files, path, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		h.add(root, path, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(h.packages) < 10 {
		t.Fatalf("only %d packages found: the house test does not see the house", len(h.packages))
	}
	return h
}

func (h *blueprint) add(root, path string, f *ast.File) {
	dir, _ := filepath.Rel(root, filepath.Dir(path))
	r := h.packages[dir]
	if r == nil {
		r = &room{map[string]*ast.File{}, map[string]bool{}, map[string]bool{}}
		h.packages[dir] = r
	}
	r.files[path] = f
	for _, spec := range f.Imports {
		name := strings.Trim(spec.Path.Value, `"`)
		switch first, _, _ := strings.Cut(name, "/"); {
		case first == "girod":
			r.imports[strings.TrimPrefix(name, "girod/")] = true
		case strings.Contains(first, "."):
			r.outside[name] = true
		}
	}
}

// within tells whether a package lies in one of the folders.
func within(pkg string, folders ...string) bool {
	return slices.ContainsFunc(folders, func(f string) bool { return pkg == f || strings.HasPrefix(pkg, f+"/") })
}

// TestHouseImports holds which way imports may run: formats knows nobody, the book knows
// only money and references, exchange carries files it never reads, cmd introduces them.
func TestHouseImports(t *testing.T) {
	words := []string{"formats", "formats/money", "formats/date", "formats/names", "formats/reference", "formats/codes"}
	pure := []string{"config/calendar", "config/law", "config/timetable"}
	leaves := append([]string{"formats/fixed", "formats/xmlplace"}, words...)
	for pkg, r := range readHouse(t).packages {
		for imported := range r.imports {
			if !mayImport(pkg, imported, words, pure, leaves) {
				t.Errorf("%s imports %s, which the plan of the house does not allow", pkg, imported)
			}
		}
	}
}

func mayImport(pkg, imported string, words, pure, leaves []string) bool {
	switch {
	case within(pkg, "cmd/girod-audit"):
		return within(imported, "cmd/girod-audit") // independent: none of our rooms
	case within(pkg, "cmd/girobank/bank"):
		return within(imported, "cmd/girobank/bank", "formats/date", "config/calendar") // its own words and its own reader
	case within(pkg, "cmd"):
		return true
	case within(pkg, "config/calendar", "config/law", "config/timetable"):
		return slices.Contains([]string{"formats/money", "formats/date"}, imported) || within(imported, pure...)
	case within(pkg, "config"):
		return within(imported, "config") || slices.Contains(words, imported)
	case within(pkg, "formats/codec"):
		return within(imported, "formats")
	case within(pkg, "formats"):
		return slices.Contains(leaves, imported) || within(imported, pkg)
	case within(pkg, "exchange"):
		return within(imported, "exchange", "ledger/store") || imported == "config/timetable" || imported == "formats/date"
	case pkg == "ledger/store" || within(pkg, "ledger/store"):
		return within(imported, "ledger/store") || imported == "formats/date"
	case pkg == "ledger":
		return slices.Contains([]string{"formats/money", "formats/date", "formats/reference", "ledger/store"}, imported)
	case within(pkg, "ledger/ledgertest"):
		return within(imported, "ledger", "formats/money", "formats/date", "formats/reference")
	case within(pkg, "ledger"):
		return imported == "ledger" || within(imported, "ledger/store", "ledger/matching", "ledger/outbox", "ledger/hold", "ledger/limitation") ||
			slices.Contains(words, imported) || slices.Contains(pure, imported) ||
			pkg == "ledger/statement" && imported == "ledger/report" || // sends its parts
			pkg == "ledger/settlement" && imported == "ledger/intake" || // tells it reports as lists of payments
			pkg == "ledger/correspondence" && (imported == "ledger/dunning" || imported == "ledger/payout") // writes by the way of the one, of the money of the other
	}
	return false
}

// TestHouseSizes holds the sizes of files and functions: what is long is read by nobody.
func TestHouseSizes(t *testing.T) {
	h := readHouse(t)
	var files, functions []int
	for _, r := range h.packages {
		for path, f := range r.files {
			lines := h.files.Position(f.End()).Line
			files = append(files, lines)
			if lines > 700 {
				t.Errorf("%s has %d lines, want at most 700", path, lines)
			}
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Body == nil {
					continue
				}
				n := h.files.Position(fn.End()).Line - h.files.Position(fn.Pos()).Line + 1
				functions = append(functions, n)
				if n > 100 {
					t.Errorf("%s: %s has %d lines, want at most 100", path, fn.Name.Name, n)
				}
				if n > 60 && fn.Doc == nil {
					t.Errorf("%s: %s has %d lines and no comment that tells its story", path, fn.Name.Name, n)
				}
			}
		}
	}
	if m := quantile(files, 50); m > 160 {
		t.Errorf("the median file has %d lines, want at most 160", m)
	}
	if m := quantile(files, 90); m >= 400 {
		t.Errorf("nine files in ten have up to %d lines, want under 400", m)
	}
	if m := quantile(functions, 50); m >= 14 {
		t.Errorf("the median function has %d lines, want under 14", m)
	}
}

func quantile(n []int, percent int) int {
	slices.Sort(n)
	return n[min(len(n)*percent/100, len(n)-1)]
}

// TestHouseComments holds that each package says what it is for, in 4 to 40 lines.
func TestHouseComments(t *testing.T) {
	for pkg, r := range readHouse(t).packages {
		lines := 0
		for _, f := range r.files {
			if f.Doc != nil {
				lines += strings.Count(strings.TrimSpace(f.Doc.Text()), "\n") + 1
			}
		}
		if lines < 4 || lines > 40 {
			t.Errorf("%s: the package comment has %d lines, want 4 to 40", pkg, lines)
		}
	}
}

// TestHouseCalls holds what only one room may do, or nobody: files are made durable in
// one place, the clock is read by cmd alone, nothing sleeps, no host key goes unchecked.
func TestHouseCalls(t *testing.T) {
	for pkg, r := range readHouse(t).packages {
		for path, f := range r.files {
			if strings.HasSuffix(pkg, "test") {
				continue // test doubles, not in the product
			}
			ast.Inspect(f, func(n ast.Node) bool {
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				x, ok := sel.X.(*ast.Ident)
				if !ok {
					return true
				}
				if why := banned(pkg, x.Name+"."+sel.Sel.Name); why != "" {
					t.Errorf("%s: %s.%s: %s", path, x.Name, sel.Sel.Name, why)
				}
				return true
			})
			for _, name := range []string{"float64", "float32"} {
				if within(pkg, "formats/money", "ledger", "config/law", "formats/camt", "formats/pain") && mentions(f, name) {
					t.Errorf("%s uses %s: money is whole minor units", path, name)
				}
			}
		}
	}
}

func banned(pkg, call string) string {
	switch call {
	case "os.Rename", "os.WriteFile", "os.Create", "os.CreateTemp":
		if !within(pkg, "exchange/durable", "cmd/girobank", "cmd/girod-audit", "ledger/store/storetest") {
			return "only exchange/durable writes files"
		}
	case "time.Now", "time.Since":
		if !within(pkg, "cmd") {
			return "the clock reading is passed in; only cmd reads the clock"
		}
	case "time.Sleep":
		return "nothing sleeps: wait for a signal or a deadline"
	case "ssh.InsecureIgnoreHostKey":
		return "host keys are pinned"
	}
	return ""
}

func mentions(f *ast.File, name string) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && id.Name == name {
			found = true
		}
		return !found
	})
	return found
}

// TestHouseNames holds that no package is named for a technique, and that the top-level
// folders are the user's.
func TestHouseNames(t *testing.T) {
	for pkg := range readHouse(t).packages {
		for _, part := range strings.Split(pkg, "/") {
			if slices.Contains([]string{"util", "utils", "common", "helpers", "models", "types", "services", "managers", "shared", "misc"}, part) {
				t.Errorf("%s is named for a technique, not for the trade", pkg)
			}
		}
	}
	top, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"cmd", "exchange", "formats", "ledger", "config", "testdata", "go.mod", "go.sum", "Makefile",
		"README.md", ".ci", ".gitignore", ".git", "bin", "run"}
	for _, e := range top {
		if !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s does not belong at the top of the house", e.Name())
		}
	}
}

// TestHouseModules holds that the README gives the reason for each direct module.
func TestHouseModules(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(mod), "\n") {
		fields := strings.Fields(line)
		if len(fields) != 2 || !strings.HasPrefix(line, "\t") {
			continue // indirect ones have a comment behind them
		}
		if !strings.Contains(string(readme), "`"+fields[0]+"`") {
			t.Errorf("the README gives no reason for the module %s", fields[0])
		}
	}
}
