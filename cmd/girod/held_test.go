package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var updateHeld = flag.Bool("update-held", false, "rewrite the goldens of testdata/errors/held")

// heldConfig is a house with one account and one bank on this machine.
const heldConfig = `
language: en
data: data
database: sqlite:girod.db
creditor: {name: Exempelföreningen, orgNo: "8020001239"}
accounts: [{name: giro, iban: SE4550000000058398257466, partner: bank, posts: statement}]
partners: [{id: bank, local: bank, inbound: [.]}]
metrics: {listen: ""}
log: {level: error}
`

// What a reader accepts and the book must not take is held whole, with a reason a clerk
// can act on: the second half of the gallery of errors. Each folder is a story of files
// received in order; its golden is what the clerk sees of the last one.
func TestHeldGallery(t *testing.T) {
	gallery := filepath.Join("..", "..", "testdata", "errors", "held")
	cases, err := os.ReadDir(gallery)
	if err != nil || len(cases) < 8 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, c := range cases {
		t.Run(c.Name(), func(t *testing.T) {
			files, err := filepath.Glob(filepath.Join(gallery, c.Name(), "[0-9]*"))
			if err != nil || len(files) == 0 {
				t.Fatal(files, err)
			}
			home := t.TempDir()
			config := filepath.Join(home, "girod.yaml")
			if err := os.WriteFile(config, []byte(heldConfig), 0o600); err != nil {
				t.Fatal(err)
			}
			girod := func(args ...string) (string, int) {
				var out, log bytes.Buffer
				code := run(context.Background(), append([]string{"--config", config, "--as-of", "2026-01-12"}, args...), strings.NewReader(""), &out, &log)
				return out.String() + log.String(), code
			}
			if err := os.Mkdir(filepath.Join(home, "bank"), 0o700); err != nil {
				t.Fatal(err)
			}
			if out, code := girod("run", "--once"); code != exitDone {
				t.Fatalf("exit %d: %s", code, out)
			}
			var out string
			var code int
			for i, file := range files {
				out, code = girod("receive", "--from", "bank", file)
				if i < len(files)-1 && code != exitDone {
					t.Fatalf("%s: exit %d: %s", file, code, out)
				}
			}
			if code != exitWaits {
				t.Errorf("the last file must wait for a person, exit %d", code)
			}
			compareGolden(t, filepath.Join(gallery, c.Name(), "held.golden"), out)
			if state, code := girod("status"); code != exitWaits {
				t.Errorf("status says nothing of it: exit %d\n%s", code, state)
			}
			if laws, code := girod("verify"); code != exitDone {
				t.Errorf("the book does not hold:\n%s", laws)
			}
		})
	}
}

// compareGolden holds text to a file, or writes the file.
func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	got = regexp.MustCompile(`(?m) +$`).ReplaceAllString(got, "")
	if *updateHeld {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != got {
		t.Errorf("want:\n%s\ngot:\n%s", want, got)
	}
}
