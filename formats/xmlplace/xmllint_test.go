package xmlplace

import (
	"bufio"
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"girod/formats"
)

// corpus gives the documents fuzzing has found to be different from one another, one a
// line as Go quotes it. Those that once failed stand under testdata/fuzz too.
func corpus(tb testing.TB) (docs []string) {
	f, err := os.Open("testdata/corpus.txt")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		doc, err := strconv.Unquote(lines.Text())
		if err != nil {
			tb.Fatalf("%q: %v", lines.Text(), err)
		}
		docs = append(docs, doc)
	}
	return docs
}

// libxml2 takes some things that XML 1.0 or we do not; what it refuses we refuse,
// without exception.
var libxmlTakes = []struct{ why, code, has string }{
	{"we refuse DOCTYPE", "xml-doctype", "<!D"},
	{"it knows more encodings", "xml-encoding", ""},
	{"it reads a document of any declared version as 1.0", "xml-declaration", "version"},
	{"it warns of a repeated or reserved declaration and goes on", "xml-namespace", "xmlns"},
}

// TestAgainstXmllint asks a second judge over all documents of our tests and over the
// corpus: libxml2, by way of xmllint.
func TestAgainstXmllint(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed")
	}
	docs := append([]string(nil), wellFormed...)
	for _, c := range illFormed {
		docs = append(docs, c.doc)
	}
	docs = append(docs, corpus(t)...)
	path := filepath.Join(t.TempDir(), "doc.xml")
	for _, doc := range docs {
		if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
			t.Fatal(err)
		}
		said, lintErr := exec.Command(xmllint, "--nonet", "--noout", path).CombinedOutput()
		theirs := lintErr == nil && !bytes.Contains(said, []byte(" error :"))
		err := unheard(NewReader(strings.NewReader(doc), formats.Limits{}))
		ours := err.Error() == "EOF"
		if ours != theirs && (ours || !excused(err, doc)) {
			t.Errorf("%q: we say %v, xmllint %s", doc, err, said)
		}
	}
	t.Logf("%d documents", len(docs))
}

func excused(err error, doc string) bool {
	for _, e := range libxmlTakes {
		if strings.Contains(code(err), e.code) && strings.Contains(doc, e.has) {
			return true
		}
	}
	return false
}
