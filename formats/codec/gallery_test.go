package codec_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/codec"
)

// gallery holds every way we know a file can be bad, with what a clerk is told.
const gallery = "../../testdata/errors"

// TestGallery reads each file of the gallery and compares what is said of it with
// NAME.golden. The README there is made of the same words (-update writes both).
func TestGallery(t *testing.T) {
	entries, err := os.ReadDir(gallery)
	if err != nil {
		t.Fatal(err)
	}
	var page strings.Builder
	page.WriteString("# The gallery of bad files\n\nEvery way we know a file can be bad, and what girod says of it. Written by\n" +
		"`go test ./formats/codec -run Gallery -update`; add a file, run it, and read the diff.\n" +
		"What a reader accepts and the book must not take (gaps, conflicts, unknown accounts) is in `held/`, a story a folder.\n\n| file | what girod says |\n|---|---|\n")
	goldens := map[string]bool{}
	for _, e := range entries {
		name := e.Name()
		if ext := filepath.Ext(name); e.IsDir() || ext == ".golden" || ext == ".md" {
			continue
		}
		said := say(t, name)
		cell := strings.NewReplacer("|", `\|`, "`", "'", "\n", "`<br>`").Replace(strings.TrimSpace(said))
		fmt.Fprintf(&page, "| `%s` | `%s` |\n", name, cell)
		golden := strings.TrimSuffix(name, filepath.Ext(name)) + ".golden"
		if goldens[golden] {
			t.Errorf("%s: two files share a golden", golden)
		}
		goldens[golden] = true
		compare(t, filepath.Join(gallery, golden), []byte(said))
	}
	compare(t, filepath.Join(gallery, "README.md"), []byte(page.String()))
	if len(goldens) < 40 {
		t.Errorf("only %d files in the gallery", len(goldens))
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".golden" && !goldens[e.Name()] {
			t.Errorf("%s belongs to no file", e.Name())
		}
	}
}

// say gives what is said of a file: the refusal, or each finding of a file that was
// read. A file of which nothing is said has no place in the gallery.
func say(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(filepath.Join(gallery, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sum, err := codec.Read(f, name, formats.Limits{}, formats.Sink{})
	if err != nil {
		return "refused: " + err.Error() + "\n"
	}
	if len(sum.Findings) == 0 {
		t.Errorf("%s was read without a word", name)
	}
	var b strings.Builder
	for _, f := range sum.Findings {
		verdict := "read"
		if f.Doubt {
			verdict = "read, in doubt"
		}
		at := f.Origin.String()
		if at != "" {
			at += ": "
		}
		fmt.Fprintf(&b, "%s: %s:%s%s\n", verdict, name, " "+at, f.Text)
	}
	return b.String()
}
