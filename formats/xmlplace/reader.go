package xmlplace

import (
	"errors"
	"io"

	"girod/formats"
)

// Kind tells what [Reader.Next] found.
type Kind byte

const (
	Start Kind = iota + 1 // an element opens
	Text                  // the value between two tags
	End                   // an element closes
	Empty                 // only with Follow: an element closes that held neither text nor elements
)

// Attr is one attribute; namespace declarations are not among them.
type Attr struct {
	Space, Name string
	Value       []byte
}

// event is something Next will tell.
type event struct {
	kind  Kind
	node  *node
	line  int // counted from the line of the first event in the queue
	attrs []Attr
	text  []byte // of a Text within a remembered run
}

// Reader reads one document. The slices it hands out are valid until the next call
// of Next.
type Reader struct {
	window
	limits formats.Limits
	root   func(space, name string) *Place // nil: every element is told
	counts map[string]bool

	node   *node // innermost open element
	line   int   // of buf[pos], from 1
	inText bool  // pos stands after a tag, not at the '<' of one
	torn   bool  // the window ended within the run of markup being scanned
	full   bool  // the innermost element has held a text or an element
	begun  bool  // the root element has opened

	queue []event // told one by one; either own or those of a remembered run
	own   []event
	next  int
	base  int // line the queue's events count from
	now   *event
	told  event // the text, when it is ready
	ready bool
	text  []byte
	err   error

	started bool // something of the file has been scanned

	attrs    []Attr
	declared []Attr // namespaces, of one tag
	spare    []byte // text and attribute values that had to be rewritten
	memo     memo
	before   *node // the element closed last
	unknown  bool  // the markup at pos has just been looked for in vain
	last     *run  // the remembered run that the text at pos follows at once
	nodes    int
	tree     int // bytes kept of paths and names
	serial   int
	names    map[string]string
}

// NewReader reads a document in any encoding we take (encoding.go).
func NewReader(r io.Reader, l formats.Limits) *Reader {
	x := newReader(r, l, firstWindow)
	x.most = windowSize
	return x
}

func newReader(r io.Reader, l formats.Limits, window int) *Reader {
	x := &Reader{limits: l.WithDefaults(), line: 1, inText: true, node: newTop(), now: &event{node: newTop()}}
	x.memo.likely = likely
	x.window.open(r, x.limits, window)
	return x
}

// Count makes elements of these names carry their ordinal in every Path, and Paths
// begin at the outermost of them: "PmtInf[2]/CdtTrfTxInf[5]/Amt".
func (r *Reader) Count(names ...string) *Reader {
	r.counts = make(map[string]bool, len(names))
	for _, n := range names {
		r.counts[n] = true
	}
	return r
}

// Follow makes Next tell only what a table of places wants. root is asked for the
// place of an element that stands in none, such as the document's root.
func (r *Reader) Follow(root func(space, name string) *Place) *Reader {
	r.root = root
	return r
}

// Next goes to the next element or value. At the end of a well-formed document it
// gives io.EOF, and only then.
func (r *Reader) Next() (Kind, error) {
	for r.next == len(r.queue) {
		if r.inText && r.err == nil && r.glide() {
			return Text, nil
		}
		if r.next < len(r.queue) {
			break
		}
		if r.err == nil {
			r.err = r.advance()
		}
		if r.ready {
			r.ready, r.now = false, &r.told
			return Text, nil
		}
		if r.err != nil && len(r.queue) == r.next {
			return 0, r.refusal()
		}
	}
	e := &r.queue[r.next]
	r.now = e
	r.next++
	switch e.kind {
	case Start:
		e.node.enter(r)
	case Text:
		r.text = e.text
	}
	return e.kind, nil
}

// refusal completes the error that ended the reading with the path, now that every
// element before it has been told.
func (r *Reader) refusal() error {
	var e *formats.Error
	if errors.As(r.err, &e) && e.At == "" {
		e.At = r.node.path()
	}
	return r.err
}

// Space gives the namespace of the element.
func (r *Reader) Space() string { return r.now.node.space }

// Name gives the local name of the element; for a Text that of the element around it.
func (r *Reader) Name() string { return r.now.node.local }

// Tag gives the number a followed table knows the element by.
func (r *Reader) Tag() int { return r.now.node.tag }

// Text gives the value, references replaced, blanks around it kept.
func (r *Reader) Text() []byte { return r.text }

// Attr gives the value of an attribute that is in no namespace, nil if absent.
func (r *Reader) Attr(name string) []byte {
	for i := range r.now.attrs {
		if a := &r.now.attrs[i]; a.Name == name && a.Space == "" {
			return a.Value
		}
	}
	return nil
}

// Attrs gives all attributes of a Start.
func (r *Reader) Attrs() []Attr { return r.now.attrs }

// Depth counts the open elements, the one just told included.
func (r *Reader) Depth() int { return r.now.node.depth }

// Line is where the element or value begins, counted from 1.
func (r *Reader) Line() int { return r.base + r.now.line }

// Path names the element: "Document/Id", or from the outermost counted element on.
func (r *Reader) Path() string {
	if r.now.node == nil {
		return ""
	}
	return r.now.node.path()
}

// Origin is Line and Path.
func (r *Reader) Origin() formats.Origin { return formats.Origin{Line: r.Line(), At: r.Path()} }

// Refuse refuses what Next told last.
func (r *Reader) Refuse(code, got, want string) *formats.Error {
	return &formats.Error{Origin: r.Origin(), Code: code, Got: formats.Excerpt(got), Want: want}
}
