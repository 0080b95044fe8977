package xmlplace

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"girod/formats"
)

// flood is a head and then five gigabytes of the same. It watches the heap of who reads.
type flood struct {
	head, again string
	at          int
	read        int64
	heap        uint64
}

func (f *flood) Read(p []byte) (int, error) {
	if f.read>>20 != (f.read-int64(len(p)))>>20 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		f.heap = max(f.heap, m.HeapInuse)
	}
	n := copy(p, f.head)
	f.head = f.head[n:]
	for n < len(p) {
		k := copy(p[n:], f.again[f.at:])
		n += k
		f.at = (f.at + k) % len(f.again)
	}
	if f.read += int64(n); f.read > 5<<30 {
		return 0, io.EOF
	}
	return n, nil
}

// TestHostile sends what never ends. RELIABILITY.md G12: it ends by a limit, at most one
// window after the byte that crosses it, and in 16 MiB of heap. (A window is read and
// refused in a millisecond; bytes are counted here because clocks differ.)
func TestHostile(t *testing.T) {
	small := formats.Limits{Bytes: 8 << 20}
	long := strings.Repeat("n", 4000)
	for _, c := range []struct {
		name, head, again, code string
		after                   int // the byte at which the limit is crossed
		limits                  formats.Limits
	}{
		{"attribute", `<a b="`, "x", "xml-markup", 8 << 10, formats.Limits{}},
		{"attribute, narrow", `<a b="`, "x", "xml-markup", 100, formats.Limits{Markup: 100}},
		{"attribute within the tag", `<a b="`, "x", "xml-text", 100, formats.Limits{Markup: 1 << 20, Text: 100}},
		{"name", "<", "a", "xml-markup", 8 << 10, formats.Limits{}},
		{"attribute's name", "<a ", "b", "xml-markup", 8 << 10, formats.Limits{}},
		{"end tag", "<a></a", " ", "xml-markup", 8 << 10, formats.Limits{}},
		{"text", "<a>", "text ", "xml-text", 64 << 10, formats.Limits{}},
		{"text, narrow", "<a>", "text ", "xml-text", 1000, formats.Limits{Text: 1000}},
		{"text, wide", "<a>", "text ", "xml-text", 4 << 20, formats.Limits{Text: 4 << 20}},
		{"blanks in a tag", "<a", " ", "xml-markup", 8 << 10, formats.Limits{}},
		{"blanks before the root", "", " \n", "xml-text", 64 << 10, formats.Limits{}},
		{"blanks in the root", "<a>", " \n", "xml-text", 64 << 10, formats.Limits{}},
		{"blanks after the root", "<a/>", " \n", "xml-text", 64 << 10, formats.Limits{}},
		{"depth", "", "<a>", "xml-depth", 65 * 3, formats.Limits{}},
		{"depth, narrow", "", "<a>", "xml-depth", 9, formats.Limits{Depth: 2}},
		{"depth, all different", "<a>", "<a xmlns='u'><a xmlns='v'>", "xml-depth", 65 * 13, formats.Limits{}},
		{"scopes", "<a>", "<a xmlns:a='u' xmlns:b='u' xmlns:c='u' xmlns:d='u'>", "xml-namespaces", 33 * 50, formats.Limits{}},
		{"attributes", "<a", ` b=""`, "xml-attributes", 33 * 5, formats.Limits{}},
		{"attributes, many allowed", "<a", ` b=""`, "xml-markup", 8 << 10, formats.Limits{Attributes: 1 << 20}},
		{"declarations", "<a", ` xmlns:b="u"`, "xml-attributes", 33 * 12, formats.Limits{}},
		{"doctype", "<!DOCTYPE a [", "<!ENTITY a 'b'>", "xml-doctype", 1, formats.Limits{}},
		{"doctype within", "<a><!DOCTYPE a [", "<!ENTITY a 'b'>", "xml-doctype", 1, formats.Limits{}},
		{"comment", "<!--", "x ", "xml-markup", 64 << 10, formats.Limits{}},
		{"comments", "<a>", "<!-- x -->", "xml-text", 64 << 10, formats.Limits{}},
		{"instruction", "<a><?x ", "y", "xml-markup", 64 << 10, formats.Limits{}},
		{"instructions", "", "<?x y?>", "xml-text", 64 << 10, formats.Limits{}},
		{"instructions within", "<a>", "<?x y?>", "xml-text", 64 << 10, formats.Limits{}},
		{"declaration", "<?xml version='1.0'", " ", "xml-markup", 64 << 10, formats.Limits{}},
		{"cdata", "<a><![CDATA[", "x", "xml-markup", 64 << 10, formats.Limits{}},
		{"cdatas", "<a>", "<![CDATA[x]]>", "xml-text", 64 << 10, formats.Limits{}},
		{"empty cdatas", "<a>", "<![CDATA[]]>", "xml-text", 64 << 10, formats.Limits{}},
		{"references", "<a>", "&#65;", "xml-text", 5 * 64 << 10, formats.Limits{}},
		{"unfinished reference", "<a>&#x", "0", "xml-text", 64 << 10, formats.Limits{}},
		{"entities", "<a>", "&lol;", "xml-text", 64 << 10, formats.Limits{}},
		{"latin 1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>", "\xE5", "xml-text", 64 << 10, formats.Limits{}},
		{"utf-16", "\xFF\xFE<\x00a\x00>\x00", "\xE5\x00", "xml-text", 64 << 10, formats.Limits{}},
		{"elements", "<a>", "<b/>", "xml-too-large", 8 << 20, small},
		{"elements with attributes", "<a>", "<b c='1' d='2'/>\n", "xml-too-large", 8 << 20, small},
		{"elements with declarations", "<a>", "<b xmlns='u' xmlns:c='v' c:d=''/>\n", "xml-too-large", 8 << 20, small},
		{"elements with text", "<a>", "<b>1</b>", "xml-too-large", 8 << 20, small},
		{"elements with references", "<a>", "<b>&#65;&amp;</b>", "xml-too-large", 8 << 20, small},
		{"elements and comments", "<a>", "<b/><!-- x -->", "xml-too-large", 8 << 20, small},
		{"elements and blanks", "<a>", "<b/>" + strings.Repeat(" \n", 500), "xml-too-large", 8 << 20, small},
		{"long names", "<a>", "<" + long + "/>", "xml-too-large", 8 << 20, small},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			src := &flood{head: c.head, again: c.again}
			err := unheard(NewReader(src, c.limits))
			var e *formats.Error
			if !errors.As(err, &e) || e.Code != c.code {
				t.Errorf("want %s, got %v", c.code, err)
			}
			if over := src.read - int64(c.after); over > windowSize+int64(c.limits.Text) {
				t.Errorf("%d bytes read after the limit", over)
			}
			if more := src.heap - min(src.heap, before.HeapInuse); more > 16<<20 {
				t.Errorf("%d MiB of heap taken", more>>20)
			}
		})
	}
}

// unheard reads to the end and listens to nothing.
func unheard(r *Reader) error {
	for {
		if _, err := r.Next(); err != nil {
			return err
		}
	}
}

// names sends elements of ever new names, with something around the number.
type names struct {
	n             int
	before, after string
	rest          []byte
	flood
}

func (s *names) Read(p []byte) (int, error) {
	if len(s.rest) == 0 {
		s.n++
		s.rest = fmt.Appendf(s.rest[:0], "%s%d%s", s.before, s.n, s.after)
		if s.n == 1 {
			s.rest = []byte("<a>")
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	if s.n%512 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		s.heap = max(s.heap, m.HeapInuse)
	}
	return n, nil
}

// TestEndlessNames holds what is kept of names to its bound, in number and in bytes.
func TestEndlessNames(t *testing.T) {
	long := strings.Repeat("n", 3000)
	for name, src := range map[string]*names{
		"elements":            {before: "<n", after: "/>"},
		"long elements":       {before: "<n" + long, after: "/>"},
		"elements, attribute": {before: "<n", after: " a=''/>"},
		"declarations":        {before: "<n xmlns='u", after: "'/>"},
		"long declarations":   {before: "<n xmlns='u" + long, after: "'/>"},
		"chains":              {before: "<n", after: "/><b><c/></b>"},
	} {
		t.Run(name, func(t *testing.T) {
			var before runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			err := unheard(NewReader(src, formats.Limits{}))
			var e *formats.Error
			if !errors.As(err, &e) || e.Code != "xml-names" {
				t.Error(err)
			}
			if more := src.heap - min(src.heap, before.HeapInuse); more > 16<<20 {
				t.Errorf("%d MiB of heap taken", more>>20)
			}
		})
	}
}

// TestAttributeNames holds that names of attributes are not kept without end.
func TestAttributeNames(t *testing.T) {
	src := &names{before: "<b n" + strings.Repeat("n", 3000), after: "=''/>"}
	if err := unheard(NewReader(src, formats.Limits{Bytes: 24 << 20})); err == nil || src.heap > 40<<20 {
		t.Error(err, src.heap)
	}
}

func TestBytesLimit(t *testing.T) {
	_, err := ours(NewReader(&flood{head: "<a>", again: "<b>1</b>"}, formats.Limits{Bytes: 3 << 20}))
	var e *formats.Error
	if !errors.As(err, &e) || e.Code != "xml-too-large" {
		t.Fatal(err)
	}
}

// TestMemoForgets holds that spellings that never come again neither slow nor fill us.
func TestMemoForgets(t *testing.T) {
	var b strings.Builder
	b.WriteString("<a>")
	for i := range 20_000 {
		fmt.Fprintf(&b, "<b c='%d'>%d</b>%s", i, i, strings.Repeat(" ", i%97))
	}
	b.WriteString("</a>")
	r := NewReader(strings.NewReader(b.String()), formats.Limits{})
	with, err := ours(r)
	if err != nil || r.memo.kept > maxMemo+maxRunBytes {
		t.Fatal(err, r.memo.kept)
	}
	r = NewReader(strings.NewReader(b.String()), formats.Limits{})
	r.memo.off = true
	if without, err := ours(r); err != nil || with != without {
		t.Fatal("memo changes what is told", err)
	}
}

// TestMemoKeepsPlace holds lines and paths exact in runs that were remembered.
func TestMemoKeepsPlace(t *testing.T) {
	doc := "<D>\n" + strings.Repeat("<S>\n<N><A c='1'\n>5</A>\n</N>\n<N/>\n<N><A c='1'\n>5</A>\n</N></S>\n", 5) + "</D>"
	var want string
	for i, off := range []bool{true, false} {
		r := NewReader(strings.NewReader(doc), formats.Limits{}).Count("S", "N")
		r.memo.off = off
		got, err := told(r)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			want = got
		}
		if got != want {
			t.Fatalf("memo off:\n%s\nmemo on:\n%s", want, got)
		}
	}
	if !strings.Contains(want, "<S[5]/N[3]/A  c{}=\"1\" @39\n") {
		t.Fatal(want)
	}
}

// TestFollowKeepsPlace holds the same when only some elements are wanted, and texts of
// several lines stand between them.
func TestFollowKeepsPlace(t *testing.T) {
	place := Group(1).Put("S", Group(2).Counted().Put("A", Leaf(3)).Put("N", Pass().Put("L", Leaf(4))))
	doc := "<D>\n" + strings.Repeat("<S><A c='1'>5</A><X>un\nwanted\n</X>\n<N><L>x</L></N><N/><Y>a\nb</Y></S>\n", 4) + "</D>"
	var want string
	for i, size := range []int{1 << 16, 1 << 16, 1, 33} {
		r := newReader(strings.NewReader(doc), formats.Limits{}, size).Follow(func(space, name string) *Place {
			if name == "D" {
				return place
			}
			return nil
		})
		r.memo.off = i == 0
		got, err := told(r)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			want = got
		}
		if got != want {
			t.Fatalf("window %d:\n%s\nwithout memo:\n%s", size, got, want)
		}
	}
	const last = "<S[4]  @17\n=\"5\" c{}=\"1\" @17\n=\"x\" @20\n0S[4]/N @20\n>S @21\n>D @22\n"
	if !strings.HasSuffix(want, last) {
		t.Fatal(want)
	}
}

// TestLongerRuns holds that runs which span constant texts tell the same, at the same
// lines, as reading on foot, when a text is suddenly another and when the window ends
// within them.
func TestLongerRuns(t *testing.T) {
	place := Group(1).Put("S", Group(2).Counted().Put("A", Leaf(3)).Put("K", Leaf(4)).Put("Nb", Leaf(5)))
	var doc strings.Builder
	doc.WriteString("<D>\n")
	for i := range 400 {
		kind, side := "CRDT", "X"
		if i%97 == 96 {
			kind = "DBIT"
		}
		if i%31 == 30 {
			side = "<!-- -->X"
		}
		fmt.Fprintf(&doc, "<S><A c='1'>%d</A>\n<K>%s</K>\n<U>%s</U>\n<K>Ö</K><Nb>%d</Nb></S>\n", i, kind, side, i*i)
	}
	doc.WriteString("</D>")
	var want string
	for i, size := range []int{1 << 16, 1 << 16, 1 << 20, 1, 33, 1024} {
		r := newReader(strings.NewReader(doc.String()), formats.Limits{}, size).Follow(func(space, name string) *Place { return place })
		r.memo.off = i == 0
		got, err := told(r)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			want = got
		}
		if got != want {
			t.Fatalf("window %d differs", size)
		}
		if size == 1<<20 && texts(r.node) != 2 {
			t.Errorf("want the run from A to N with both K, got %d texts", texts(r.node))
		}
	}
}

// texts gives how many values the longest run below a node holds.
func texts(n *node) (most int) {
	var look func(runs []known)
	look = func(runs []known) {
		for _, k := range runs {
			here := 0
			for _, e := range k.run.events {
				if e.kind == Text {
					here++
				}
			}
			most = max(most, here)
			look(k.run.longer)
		}
	}
	look(n.runs)
	for _, c := range n.children {
		most = max(most, texts(c))
	}
	return most
}
