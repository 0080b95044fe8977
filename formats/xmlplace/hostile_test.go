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

// flood is a head and then five gigabytes of the same.
type flood struct {
	head, again string
	at          int
	left        int64
}

func (f *flood) Read(p []byte) (int, error) {
	n := copy(p, f.head)
	f.head = f.head[n:]
	for n < len(p) {
		k := copy(p[n:], f.again[f.at:])
		n += k
		f.at = (f.at + k) % len(f.again)
	}
	if f.left -= int64(n); f.left < 0 {
		return 0, io.EOF
	}
	return n, nil
}

// TestHostile sends what never ends. RELIABILITY.md 0.6: the end must come by a limit,
// early, and in little memory.
func TestHostile(t *testing.T) {
	for _, c := range []struct{ name, head, again, code string }{
		{"attribute", `<a b="`, "x", "xml-markup"},
		{"name", "<", "a", "xml-markup"},
		{"text", "<a>", "text ", "xml-text"},
		{"blanks in a tag", "<a", " ", "xml-markup"},
		{"blanks before the root", "", " \n", "xml-text"},
		{"blanks in the root", "<a>", " \n", "xml-text"},
		{"blanks after the root", "<a/>", " \n", "xml-text"},
		{"depth", "", "<a>", "xml-depth"},
		{"depth, all different", "<a>", "<a xmlns='u'><a xmlns='v'>", "xml-depth"},
		{"attributes", "<a", ` b=""`, "xml-markup"},
		{"short attributes", "<a", ` b='' c=''`, "xml-markup"},
		{"declarations", "<a", ` xmlns:b="u"`, "xml-markup"},
		{"doctype", "<!DOCTYPE a [", "<!ENTITY a 'b'>", "xml-doctype"},
		{"comment", "<!--", "x ", "xml-markup"},
		{"comments", "<a>", "<!-- x -->", "xml-text"},
		{"instructions", "", "<?x y?>", "xml-text"},
		{"cdata", "<a><![CDATA[", "x", "xml-markup"},
		{"cdatas", "<a>", "<![CDATA[x]]>", "xml-text"},
		{"empty cdatas", "<a>", "<![CDATA[]]>", "xml-text"},
		{"references", "<a>", "&#65;", "xml-text"},
		{"encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><a>", "\xE5", "xml-text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			src := &flood{head: c.head, again: c.again, left: 5 << 30}
			_, err := ours(NewReader(src, formats.Limits{}))
			runtime.ReadMemStats(&after)
			var e *formats.Error
			if !errors.As(err, &e) || e.Code != c.code && !(c.code == "xml-markup" && e.Code == "xml-attributes") {
				t.Errorf("want %s, got %v", c.code, err)
			}
			if read := 5<<30 - src.left; read > 8<<20 {
				t.Errorf("%d bytes read before it was refused", read)
			}
			if more := after.TotalAlloc - before.TotalAlloc; more > 16<<20 {
				t.Errorf("%d bytes of memory taken", more)
			}
		})
	}
}

// names sends elements of ever new names.
type names struct{ n int }

func (s *names) Read(p []byte) (int, error) {
	s.n++
	if s.n == 1 {
		return copy(p, "<a>"), nil
	}
	return copy(p, fmt.Sprintf("<n%d/>", s.n)), nil
}

func TestEndlessNames(t *testing.T) {
	r := NewReader(&names{}, formats.Limits{})
	for {
		_, err := r.Next()
		var e *formats.Error
		if errors.As(err, &e) && e.Code == "xml-names" {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestBytesLimit(t *testing.T) {
	_, err := ours(NewReader(&flood{head: "<a>", again: "<b>1</b>", left: 5 << 30}, formats.Limits{Bytes: 3 << 20}))
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
	const last = "<S[4]  @17\n<S[4]/A  c{}=\"1\" @17\n=\"5\" @17\n=\"x\" @20\n0S[4]/N @20\n>S @21\n>D @22\n"
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
