package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var showRequirements = flag.Bool("requirements", false, "print which numbered requirements a test proves")

// systems are the source documents and how many requirements each has.
var systems = []struct {
	prefix, name string
	count        int
}{
	{"R-ALK", "invoice service of an association portal", 39},
	{"R-BST", "case console for associations", 71},
	{"R-AMI", "reminder and collection activation", 22},
	{"R-COL", "invoice sale", 45},
	{"R-24S", "bank module", 19},
}

var requirementID = regexp.MustCompile(`\b(R-[A-Z0-9]{3})-(\d\d)(?:\.\.(\d\d))?\b`)

// TestRequirements reads which requirements the tests name as proven and holds that each
// exists; with -requirements it prints the list by system.
func TestRequirements(t *testing.T) {
	proven := provenRequirements(t)
	for id := range proven {
		known := slices.ContainsFunc(systems, func(s struct {
			prefix, name string
			count        int
		}) bool {
			for n := 1; n <= s.count; n++ {
				if id == fmt.Sprintf("%s-%02d", s.prefix, n) {
					return true
				}
			}
			return false
		})
		if !known {
			t.Errorf("%s, named in %s, is no requirement", id, proven[id][0])
		}
	}
	if !*showRequirements {
		return
	}
	for _, s := range systems {
		var open []string
		done := 0
		for n := 1; n <= s.count; n++ {
			id := fmt.Sprintf("%s-%02d", s.prefix, n)
			if where := proven[id]; len(where) > 0 {
				done++
				fmt.Printf("  %s  %s\n", id, strings.Join(where, ", "))
				continue
			}
			open = append(open, fmt.Sprintf("%02d", n))
		}
		fmt.Printf("%s %s: %d of %d proven; open: %s\n\n", s.prefix, s.name, done, s.count, strings.Join(open, " "))
	}
}

// provenRequirements gives, for each id named in a comment of a test or in a story, where.
func provenRequirements(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		comment := "//"
		switch {
		case strings.HasSuffix(path, "requirements_test.go"):
			return nil
		case strings.HasSuffix(path, "_test.go"):
		case strings.HasSuffix(path, ".txtar"):
			comment = "#"
		default:
			return nil
		}
		return scanRequirements(root, path, comment, found)
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func scanRequirements(root, path, comment string, found map[string][]string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	name, _ := filepath.Rel(root, path)
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		_, text, ok := strings.Cut(lines.Text(), comment)
		if !ok {
			continue
		}
		for _, m := range requirementID.FindAllStringSubmatch(text, -1) {
			first, last := m[2], m[2]
			if m[3] != "" {
				last = m[3]
			}
			for n := first; n <= last; n = fmt.Sprintf("%02d", atoi(n)+1) {
				id := m[1] + "-" + n
				if !slices.Contains(found[id], name) {
					found[id] = append(found[id], name)
				}
			}
		}
	}
	return lines.Err()
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // two digits; fmt.Sscan would take 08 for an octal number
	return n
}
