package xmlplace

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"girod/formats"
)

// theirs tells a document as encoding/xml understands it, in the form of ours.
func theirs(doc []byte) (string, error) {
	d := xml.NewDecoder(bytes.NewReader(inUTF8(doc)))
	d.CharsetReader = charset
	var b, text strings.Builder
	flush := func() {
		if strings.Trim(text.String(), " \t\r\n") != "" {
			fmt.Fprintf(&b, "=%q\n", text.String())
		}
		text.Reset()
	}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			flush()
			fmt.Fprintf(&b, "<%s %s", tok.Name.Space, tok.Name.Local)
			for _, a := range tok.Attr {
				if declaration(a.Name.Space, a.Name.Local) {
					continue
				}
				fmt.Fprintf(&b, " %s %s=%q", a.Name.Space, a.Name.Local, oneLine.Replace(a.Value))
			}
			b.WriteByte('\n')
		case xml.EndElement:
			flush()
			fmt.Fprintf(&b, ">%s %s\n", tok.Name.Space, tok.Name.Local)
		case xml.CharData:
			text.Write(tok)
		}
	}
}

func ours(r *Reader) (string, error) {
	var b strings.Builder
	for {
		kind, err := r.Next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch kind {
		case Start:
			fmt.Fprintf(&b, "<%s %s", r.Space(), r.Name())
			for _, a := range r.Attrs() {
				if declaration(a.Space, a.Name) {
					continue
				}
				fmt.Fprintf(&b, " %s %s=%q", a.Space, a.Name, oneLine.Replace(string(a.Value)))
			}
			b.WriteByte('\n')
		case Text:
			fmt.Fprintf(&b, "=%q\n", r.Text())
		case End:
			fmt.Fprintf(&b, ">%s %s\n", r.Space(), r.Name())
		}
	}
}

// where gives of a refusal what must not depend on the window; the excerpt may.
func where(err error) string {
	var e *formats.Error
	if errors.As(err, &e) {
		if strings.HasPrefix(e.Want, "a text of at most") || strings.HasPrefix(e.Want, "characters of XML in") {
			return "text " + e.Origin.String() // both may be true of one text: the window decides which is met first
		}
		return e.Code + " " + e.Origin.String()
	}
	return fmt.Sprint(err)
}

// FuzzAgainstStandard holds that whatever encoding/xml refuses is refused, and that
// whatever is taken reads alike, whatever the window and with and without the memo.
// exceptions_test.go lists where the two differ.
func FuzzAgainstStandard(f *testing.F) {
	for _, seed := range []string{
		`<a/>`, `<a b="c">d<e/>f</a>`, `<a xmlns="u" xmlns:p="v"><p:b p:c="d">&amp;&#65;<![CDATA[<]]></p:b></a>`,
		"<?xml version=\"1.0\"?>\n<!-- c -->\n<a>\r\nÅ\r</a>\n", `<a><b>1</b><b>1</b><b>1</b><b>1</b><b>1</b><b>2</b><b>1</b><b>1</b></a>`, `<a><b>1</b> <b>1</b> <b>2</b> <c><d>3</d></c><c><d>3</d></c></a>`,
		"<a>]]></a>", `<a b="1" b="2"/>`, `<!DOCTYPE a><a/>`, `<a></a><b/>`, "<a>\xff</a>", "<a><?b c?></a>", `<a b='&#10;&#9;'/>`,
		"<a>\ufeff</a>", "\xFF\xFE<\x00a\x00/\x00>\x00", "\x00<\x00a\x00>\x00&\x00#\x006\x005\x00;\x00<\x00/\x00a\x00>",
		"<?xml version='1.0' encoding='iso-8859-1'?><a>\xE5</a>", "<?xml version='1.0' encoding='cp1252'?><a>\x80<?x?>&#13;<!---->\r\n</a>", "<a.b-c_d·e/>", `<p:a xmlns:p="u"><p:a/></p:a>`,
	} {
		f.Add([]byte(seed))
	}
	for _, doc := range corpus(f) {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		got, err := ours(newReader(bytes.NewReader(doc), formats.Limits{}, 1<<12))
		for _, size := range []int{1, 16, 33, 1 << 16} {
			r := newReader(bytes.NewReader(doc), formats.Limits{}, size)
			r.memo.likely = 1
			again, err2 := ours(r)
			if where(err) != where(err2) || again != got {
				t.Fatalf("window %d:\n%s%v\nand\n%s%v", size, again, err2, got, err)
			}
		}
		plain := newReader(bytes.NewReader(doc), formats.Limits{}, 1<<12)
		plain.memo.off = true
		if again, err2 := ours(plain); where(err) != where(err2) || again != got {
			t.Fatalf("without memo:\n%s%v\nand\n%s%v", again, err2, got, err)
		}
		if err != nil {
			return
		}
		want, err := theirs(doc)
		if err != nil && !fifthEdition(err) {
			t.Fatalf("encoding/xml refuses %q: %v", doc, err)
		}
		if err == nil && newlines(doc, got) != newlines(doc, want) {
			t.Fatalf("%q:\n%s\nencoding/xml:\n%s", doc, got, want)
		}
	})
}
