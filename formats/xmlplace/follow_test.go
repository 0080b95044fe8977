package xmlplace

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"girod/formats"
)

// wants is a table of places over the names the fuzzer plays with.
func wants() *Place {
	inner := Group(2).Counted().Put("b", Leaf(3)).Put("c", Pass().Put("d", Leaf(4))).Put("e", Group(5).Put("b", Leaf(6)))
	inner.Put("a", inner)
	return Group(1).Put("a", inner).Put("c", Leaf(7))
}

func root(_, name string) *Place {
	if name == "a" {
		return wants()
	}
	return nil
}

// followed tells what a reader that follows the table tells, with places or without.
func followed(r *Reader, places bool) (string, error) {
	r.Follow(root)
	var b strings.Builder
	for {
		kind, err := r.Next()
		if err == io.EOF {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		fmt.Fprintf(&b, "%d %d", kind, r.Tag())
		if places {
			fmt.Fprintf(&b, " %s @%d", r.Path(), r.Line())
		}
		switch kind {
		case Start:
			tellAttrs(&b, r.Attrs())
		case Text:
			fmt.Fprintf(&b, "%q", r.Text())
			tellAttrs(&b, r.Attrs())
		}
		b.WriteByte('\n')
	}
}

func tellAttrs(b *strings.Builder, attrs []Attr) {
	for _, a := range attrs {
		fmt.Fprintf(b, " %s %s=%q", a.Space, a.Name, a.Value)
	}
}

// open is an element of the model of following.
type open struct {
	place *Place
	space string
	full  bool
	attrs []Attr // until something stands in it that is no text
}

// modelled tells the same from all that a reader tells which follows nothing: what
// following means, said in the plainest way. It leaves out places and lines.
func modelled(r *Reader) (string, error) {
	var b strings.Builder
	stack := []open{{}}
	found := false // a place is open: the root is asked for no more
	for {
		kind, err := r.Next()
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			return b.String(), err
		}
		top := &stack[len(stack)-1]
		switch kind {
		case Start:
			top.full, top.attrs = true, nil
			child := open{space: r.Space()}
			switch {
			case top.place != nil && top.space == child.space:
				child.place = top.place.under[r.Name()]
			case !found:
				child.place = root(r.Space(), r.Name())
			}
			found = found || child.place != nil
			for _, a := range r.Attrs() {
				child.attrs = append(child.attrs, Attr{a.Space, a.Name, bytes.Clone(a.Value)})
			}
			stack = append(stack, child)
			if p := child.place; p != nil && p.group {
				fmt.Fprintf(&b, "%d %d", Start, p.tag)
				tellAttrs(&b, r.Attrs())
				b.WriteByte('\n')
			}
		case Text:
			top.full = true
			if top.place != nil && top.place.leaf() {
				fmt.Fprintf(&b, "%d %d%q", Text, top.place.tag, r.Text())
				tellAttrs(&b, top.attrs)
				b.WriteByte('\n')
			}
		case End:
			if top.place != nil && !top.full {
				fmt.Fprintf(&b, "%d %d\n", Empty, top.place.tag)
			}
			if top.place != nil && top.place.group {
				fmt.Fprintf(&b, "%d %d\n", End, top.place.tag)
			}
			stack = stack[:len(stack)-1]
			found = false
			for _, o := range stack {
				found = found || o.place != nil
			}
		}
	}
}

// FuzzFollow holds following a table to its model, and to itself whatever the window
// and whatever is remembered, paths and lines included. The document comes so many
// times within one root, so that there is something to remember.
func FuzzFollow(f *testing.F) {
	for _, seed := range []string{
		"<a><b>1</b><c><d>2</d></c></a>", "<a><b x='1'>5</b>\n<c><d>CRDT</d></c><e><b>x</b>\n\n<b/></e></a>", "<c y='2'/>", "<c>t<d/>u</c>",
		"<a><b>&amp;</b><!-- --><b> 1 </b></a>", "<x><a><b>1</b></a></x>", "<a xmlns='u'><b>1</b></a>", "<a><a><b>Å</b><u>un\nwanted</u></a></a>",
		"<a><b>1</b><u>always</u><b>2</b><u>the same</u></a>", "<c>\r\n1</c><a> </a>", "<p:a xmlns:p=''/>", "<a xmlns:p='v'><p:b>1</p:b><b p:x=''>2</b></a>",
	} {
		f.Add([]byte(seed), uint8(12))
	}
	f.Fuzz(func(t *testing.T, part []byte, times uint8) {
		doc := append([]byte("<a>"), bytes.Repeat(part, int(times)%24)...)
		doc = append(doc, "</a>"...)
		fresh := func(size int) *Reader { return newReader(bytes.NewReader(doc), formats.Limits{}, size) }
		plain := fresh(1 << 12)
		plain.memo.off = true
		want, err := followed(plain, true)
		for _, size := range []int{1, 33, 1 << 16} {
			r := fresh(size)
			r.memo.likely = 1 + size%7
			if got, err2 := followed(r, true); got != want || where(err) != where(err2) {
				t.Fatalf("%q, window %d:\n%s%v\nwithout memo:\n%s%v", doc, size, got, err2, want, err)
			}
		}
		got, _ := followed(fresh(1<<12), false)
		model, err2 := modelled(fresh(1 << 12))
		if got != model || code(err) != code(err2) {
			t.Fatalf("%q:\n%s%v\nmodel:\n%s%v", doc, got, err, model, err2)
		}
	})
}

// code gives of a refusal what does not depend on what is followed.
func code(err error) string {
	var e *formats.Error
	if errors.As(err, &e) {
		return fmt.Sprint(e.Line, e.Code)
	}
	return fmt.Sprint(err)
}
