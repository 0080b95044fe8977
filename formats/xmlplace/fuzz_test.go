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
	d := xml.NewDecoder(bytes.NewReader(doc))
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
				if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
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

// oneLine takes away what encoding/xml leaves in attributes and XML 1.0, 3.3.3 makes
// spaces of (and, to compare, what came there by reference).
var oneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

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
		return e.Code + " " + e.Origin.String()
	}
	return fmt.Sprint(err)
}

// FuzzAgainstStandard holds that whatever encoding/xml refuses is refused, and that
// whatever is taken reads alike, whatever the window and with and without the memo.
// The exceptions, in which we take what encoding/xml does not:
//   - encodings other than UTF-8: it needs a CharsetReader for them, so documents are
//     only compared when they declare none;
//   - "\r" by reference (&#13;): it is a character, and it turns it into a newline.
func FuzzAgainstStandard(f *testing.F) {
	for _, seed := range []string{
		`<a/>`, `<a b="c">d<e/>f</a>`, `<a xmlns="u" xmlns:p="v"><p:b p:c="d">&amp;&#65;<![CDATA[<]]></p:b></a>`,
		"<?xml version=\"1.0\"?>\n<!-- c -->\n<a>\r\nÅ\r</a>\n", `<a><b>1</b><b>1</b><b>1</b><b>1</b><b>1</b><b>2</b><b>1</b><b>1</b></a>`, `<a><b>1</b> <b>1</b> <b>2</b> <c><d>3</d></c><c><d>3</d></c></a>`,
		"<a>]]></a>", `<a b="1" b="2"/>`, `<!DOCTYPE a><a/>`, `<a></a><b/>`, "<a>\xff</a>", "<a><?b c?></a>", `<a b='&#10;&#9;'/>`,
		"<a>\ufeff</a>", "<a.b-c_d·e/>", `<p:a xmlns:p="u"><p:a/></p:a>`,
	} {
		f.Add([]byte(seed))
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
		if err != nil || bytes.Contains(doc, []byte("encoding")) || bytes.IndexByte(doc, 0) >= 0 || bytes.Contains(doc, []byte("&#")) && bytes.ContainsAny(doc, "dD3") && strings.Contains(got, `\r`) {
			return
		}
		want, err := theirs(bytes.TrimPrefix(doc, []byte("\xEF\xBB\xBF")))
		if err != nil {
			t.Fatalf("encoding/xml refuses %q: %v", doc, err)
		}
		if got != want {
			t.Fatalf("%q:\n%s\nencoding/xml:\n%s", doc, got, want)
		}
	})
}
