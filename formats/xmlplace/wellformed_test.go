package xmlplace

import (
	"errors"
	"strings"
	"testing"

	"girod/formats"
)

var wellFormed = []string{
	`<a/>`, "\n<a/>\n", `<a></a >`, `<a b='"' c="'"/>`, `<a b="&#10;&lt;&quot;"/>`, `<a>]]</a>`, `<a>]]&gt;</a>`,
	`<a><![CDATA[]]]]><![CDATA[>]]></a>`, `<!-- - -->` + `<a/>` + `<!---->`, `<?xml version='1.0'?><a/>`,
	`<?xml version = "1.0" encoding = "utf-8" standalone="yes" ?><a/>`, `<?xml-stylesheet href="x"?><a/>`,
	`<a xmlns=""><b xmlns="u"><c xmlns=""/></b></a>`, `<p:a xmlns:p="u" p:b="" b=""/>`, `<a xml:lang="sv"/>`,
	"\xEF\xBB\xBF<a/>", `<Å.-_·9/>`, "<a\n\tb\r\n=\n'c'\n/>", `<a>&#x10FFFF;&#xD7FF;</a>`, "<a>\u0085\uFFFD</a>",
	`<a xmlns:p="u" xmlns:q="v" p:b="1" q:b="2"/>`, `<a>1<?b c?>2<?d?></a><?e ?>`, `<?b <&"?><a/>`, `<Aȷ/>`,
}

func TestWellFormed(t *testing.T) {
	for _, doc := range wellFormed {
		if _, err := told(NewReader(strings.NewReader(doc), formats.Limits{})); err != nil {
			t.Errorf("%q: %v", doc, err)
		}
	}
}

var illFormed = []struct{ code, doc string }{
	{"xml-no-root", ""}, {"xml-no-root", " \n<!-- -->"}, {"xml-text-outside", "a<b/>"}, {"xml-text-outside", "<b/>a"},
	{"xml-text-outside", "&#32;<b/>"}, {"xml-markup", "<![CDATA[ ]]><b/>"}, {"xml-second-root", "<a/><b/>"},
	{"xml-nesting", "<a></b>"}, {"xml-nesting", "<a></ab>"}, {"xml-nesting", "</a>"}, {"xml-nesting", "<a></a></a>"},
	{"xml-nesting", "<ab></a>"}, {"xml-truncated", "<a>"}, {"xml-truncated", "<a"}, {"xml-truncated", "<a></"}, {"xml-truncated", "<a><!-- "},
	{"xml-truncated", "<a><![CDATA[ ]] >"}, {"xml-truncated", "<?xml"}, {"xml-truncated", `<a b="`}, {"xml-truncated", "<a>text"},
	{"xml-duplicate-attribute", `<a b="" b=""/>`}, {"xml-duplicate-attribute", `<a xmlns:p="u" xmlns:q="u" p:b="" q:b=""/>`},
	{"xml-duplicate-attribute", `<a xmlns="u" xmlns="u"/>`}, {"xml-namespace", "<p:a/>"}, {"xml-namespace", `<a p:b=""/>`},
	{"xml-namespace", `<a xmlns:p=""/>`}, {"xml-namespace", `<a xmlns:xml="u"/>`}, {"xml-namespace", `<a xmlns:xmlns="u"/>`},
	{"xml-namespace", `<a xmlns:p="http://www.w3.org/2000/xmlns/"/>`}, {"xml-namespace", `<xmlns:a/>`},
	{"xml-reference", "<a>&nbsp;</a>"}, {"xml-reference", "<a>&</a>"}, {"xml-reference", "<a>&#0;</a>"}, {"xml-reference", "<a>&#xD800;</a>"},
	{"xml-reference", "<a>&#;</a>"}, {"xml-reference", "<a>&#x;</a>"}, {"xml-reference", "<a>&#X41;</a>"}, {"xml-reference", `<a b="& "/>`},
	{"xml-reference", "<a>&#99999999999;</a>"}, {"xml-reference", "<a>&#+65;</a>"}, {"xml-cdata-end", "<a>]]></a>"}, {"xml-cdata-end", "<a>]]]></a>"},
	{"xml-comment", "<a><!-- -- --></a>"}, {"xml-comment", "<a><!-- ---></a>"}, {"xml-character", "<a>\x00</a>"}, {"xml-character", "<a>\x1F</a>"},
	{"xml-character", "<a b='\x01'/>"}, {"xml-character", "<a><!--\x02--></a>"}, {"xml-character", "<a><![CDATA[\x02]]></a>"},
	{"xml-utf8", "<a>\xFF</a>"}, {"xml-utf8", "<a>\xC0\x80</a>"}, {"xml-utf8", "<a>\xED\xA0\x80</a>"}, {"xml-utf8", "<a>\uFFFE</a>"},
	{"xml-utf8", "<a>\uFFFF</a>"}, {"xml-utf8", "<a b='\xE9'/>"}, {"xml-utf8", "<a>Å\xC3</a>"}, {"xml-markup", "<a b/>"}, {"xml-markup", "<a b=c/>"},
	{"xml-markup", `<a b=""c=""/>`}, {"xml-markup", `<a b="<"/>`}, {"xml-name", "< a/>"}, {"xml-name", "<1/>"}, {"xml-name", "<a:/>"},
	{"xml-name", "<:a/>"}, {"xml-name", "<a:b:c/>"}, {"xml-name", "<a:1/>"}, {"xml-name", `<a 1=""/>`}, {"xml-markup", "<a / >"}, {"xml-nesting", "<a></ a>"},
	{"xml-doctype", "<!DOCTYPE a><a/>"}, {"xml-doctype", "<a/><!DOCTYPE a>"}, {"xml-doctype", "<a><!DOCTYPE a></a>"},
	{"xml-doctype", `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`}, {"xml-markup", "<a><!ENTITY x></a>"},
	{"xml-declaration", ` <?xml version="1.0"?><a/>`}, {"xml-declaration", `<?xml version="1.1"?><a/>`}, {"xml-declaration", `<?xml encoding="UTF-8"?><a/>`},
	{"xml-declaration", `<?xml version="1.0" standalone="maybe"?><a/>`}, {"xml-declaration", `<?XML version="1.0"?><a/>`},
	{"xml-declaration", `<!-- --><?xml version="1.0"?><a/>`}, {"xml-declaration", "<a><?xml version='1.0'?></a>"}, {"xml-declaration", "<a/><?XML?>"},
	{"xml-markup", "<a><?b?c?></a>"}, {"xml-name", "<a><?b:c?></a>"}, {"xml-name", "<a><? b?></a>"}, {"xml-truncated", "<a><?b"},
	{"xml-encoding", `<?xml version="1.0" encoding="EBCDIC-CP-FI"?><a/>`}, {"xml-encoding", `<?xml version="1.0" encoding="UTF-16"?><a/>`},
	{"xml-encoding", "\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?><a/>"}, {"xml-encoding", "<?xml version='1.0' encoding='US-ASCII'?><a>\xE5</a>"},
	{"xml-encoding", "<?xml version='1.0' encoding='windows-1252'?><a>\x81</a>"}, {"xml-encoding", "\xFE\xFF\x00<\x00a\x00/\x00"},
	{"xml-encoding", "<\x00?\x00x\x00?\x00>\x00<\x00a\x00/\x00>\x00"}, {"xml-markup", "<\x00a\x00/\x00>\x00"},
	{"xml-encoding", "\xFF\xFE<\x00a\x00>\x00\x00\xD8<\x00"},
}

func TestIllFormed(t *testing.T) {
	for _, c := range illFormed {
		for _, size := range []int{1, 16, 4096} {
			_, err := told(newReader(strings.NewReader(c.doc), formats.Limits{}, size))
			var e *formats.Error
			if !errors.As(err, &e) || e.Code != c.code || e.Line != 1 && !strings.Contains(c.doc, "\n") {
				t.Errorf("%q, window %d: want %s, got %v (%+v)", c.doc, size, c.code, err, e)
			}
		}
	}
}

func TestPlaceOfRefusal(t *testing.T) {
	const doc = "<Document>\n<Stmt/>\n<Stmt><Ntry/>\n<Ntry><Amt>1\n</Amt>\n<Amt>&x;</Amt></Ntry></Stmt></Document>"
	for _, size := range []int{1, 4096} {
		_, err := told(newReader(strings.NewReader(doc), formats.Limits{}, size).Count("Stmt", "Ntry"))
		const want = `6: Stmt[2]/Ntry[2]/Amt[2]: "&x;": want &amp; &lt; &gt; &apos; &quot; or the number of a character of XML`
		if err == nil || err.Error() != want {
			t.Errorf("window %d: %v", size, err)
		}
	}
}

func TestEncodings(t *testing.T) {
	const want = "<a  @1\n=\"Åsa €\" @1\n>a @1\n"
	sixteen := func(s string, big bool) string {
		var b strings.Builder
		for _, c := range s {
			hi, lo := byte(c>>8), byte(c)
			if !big {
				hi, lo = lo, hi
			}
			b.WriteByte(hi)
			b.WriteByte(lo)
		}
		return b.String()
	}
	head := func(name string) string { return `<?xml version="1.0" encoding="` + name + `"?>` }
	for name, doc := range map[string]string{
		"plain":      "<a>Åsa €</a>",
		"mark":       "\xEF\xBB\xBF" + head("UTF-8") + "<a>Åsa €</a>",
		"latin 1":    head("ISO-8859-1") + "<a>\xC5sa &#8364;</a>",
		"latin 9":    head("iso-8859-15") + "<a>\xC5sa \xA4</a>",
		"windows":    head("Windows-1252") + "<a>\xC5sa \x80</a>",
		"ascii":      head("US-ASCII") + "<a>&#xC5;sa &#8364;</a>",
		"16 big":     sixteen("\uFEFF"+head("UTF-16")+"<a>Åsa €</a>", true),
		"16 little":  sixteen("\uFEFF"+head("UTF-16")+"<a>Åsa €</a>", false),
		"16 no mark": sixteen(head("UTF-16LE")+"<a>Åsa €</a>", false),
	} {
		for _, size := range []int{1, 4096} {
			got, err := told(newReader(strings.NewReader(doc), formats.Limits{}, size))
			if err != nil || got != want {
				t.Errorf("%s, window %d: %q %v", name, size, got, err)
			}
		}
	}
}

// TestUsualEncoding reads what a partner declares wrongly as what it usually writes.
func TestUsualEncoding(t *testing.T) {
	const good = "<a  @1\n=\"Åsa €\" @1\n>a @1\n"
	head := func(name string) string { return `<?xml version="1.0" encoding="` + name + `"?>` }
	for _, c := range []struct{ usual, doc, want string }{
		{"windows-1252", head("UTF-8") + "<a>\xC5sa \x80</a>", good},
		{"windows-1252", "<a>\xC5sa \x80</a>", good},
		{"windows-1252", head("ISO-8859-1") + "<a>\xC5sa \x80</a>", good},
		{"CP1252", head("UTF-8") + "<a>Åsa €</a>", good},
		{"iso-8859-15", head("us-ascii") + "<a>\xC5sa \xA4</a>", good},
		{"utf-8", head("ISO-8859-1") + "<a>Åsa €</a>", good},
		{"windows-1252", "\xEF\xBB\xBF" + head("UTF-8") + "<a>Åsa €</a>", good},
		{"windows-1252", "\xFF\xFE<\x00a\x00/\x00>\x00", "<a  @1\n>a @1\n"},
		{"windows-1252", head("UTF-8") + "<a>Åsa \x80</a>", "1: a: \"\uFFFD</a>\": want characters of XML in UTF-8, as declared"},
		{"windows-1252", "\xEF\xBB\xBF<a>\xC5s a</a>", "1: a: \"\uFFFDs a</a>\": want characters of XML in UTF-8, as declared"},
		{"utf-8", head("ISO-8859-1") + "<a>\xC5sa</a>", "1: a: \"\uFFFDsa</a>\": want characters of XML in UTF-8, as declared"},
		{"windows-1252", "<a>\xC5 \x81</a>", "1: a: want characters of windows-1252, as declared"},
		{"windows-1252", "<a>\xC5", "1: a: want </a>: the file ends before it"},
		{"ebcdic", "<a/>", `1: "ebcdic": want UTF-8, UTF-16, ISO-8859-1, ISO-8859-15, windows-1252 or US-ASCII`},
	} {
		for _, size := range []int{16, 4096} {
			got, err := told(newReader(strings.NewReader(c.doc), formats.Limits{Encoding: c.usual}, size))
			if err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("%q usually %s, window %d:\n%s\nwant\n%s", c.doc, c.usual, size, got, c.want)
			}
		}
	}
}

// TestLateDeclaration refuses a declaration that names its encoding farther in than one
// looks for it: read as UTF-8 it might mean something else.
func TestLateDeclaration(t *testing.T) {
	for _, c := range []struct {
		blanks int
		ok     bool
	}{{900, true}, {1100, false}} {
		doc := "<?xml version='1.0'" + strings.Repeat(" ", c.blanks) + "encoding='windows-1252'?><a>\xC5</a>"
		_, err := told(NewReader(strings.NewReader(doc), formats.Limits{}))
		if (err == nil) != c.ok {
			t.Errorf("%d blanks: %v", c.blanks, err)
		}
	}
}

// TestAttributeValue holds values to XML 1.0, 3.3.3: literal blanks become spaces,
// those by reference stay.
func TestAttributeValue(t *testing.T) {
	got, err := told(NewReader(strings.NewReader("<a b=' x\ty\r\nz\r&#9;&#10;&#13;&#x20; ]]> &lt;'/>"), formats.Limits{}))
	const want = "<a  b{}=\" x y z \\t\\n\\r  ]]> <\" @1\n>a @1\n"
	if err != nil || got != want {
		t.Errorf("%s%v", got, err)
	}
}
