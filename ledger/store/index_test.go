package store

import (
	"regexp"
	"testing"
)

// TestNoIndexBeginsWithTenant: a book that is alone in its house has one tenant, and an index
// that begins with it is the whole table. PostgreSQL, as long as it has counted no rows, and
// SQLite, for a tenant that is given, would walk it all the same.
func TestNoIndexBeginsWithTenant(t *testing.T) {
	begins := regexp.MustCompile(`(?:UNIQUE|PRIMARY KEY|INDEX .*ON \w+) \((tenant\b[^)]*)\)`)
	if !begins.MatchString("CREATE INDEX party_name ON party (tenant, name);") {
		t.Fatal("nothing would be found")
	}
	files, err := schema.ReadDir("schema")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := schema.ReadFile("schema/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range begins.FindAllSubmatch(text, -1) {
			t.Errorf("%s: an index of (%s)", f.Name(), found[1])
		}
	}
}
