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
	kind Kind
	line int32 // counted from the line of the first event in the queue
	node *node
	more *more
}

// more is what few events have.
type more struct {
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

	// Where the reader stands.
	node    *node // innermost open element
	line    int   // of buf[pos], from 1
	inText  bool  // pos stands after a tag, not at the '<' of one
	torn    bool  // the window ended within the run of markup being scanned
	full    bool  // the innermost element has held a text or an element
	unknown bool  // the markup at pos has just been looked for in vain
	started bool  // something of the file has been scanned
	begun   bool  // the root element has opened
	last    *run  // the remembered run that the text at pos follows at once
	before  *node // the element closed last
	err     error

	// What is to be told: a text first, if it is ready, then the queue.
	ready    bool
	textLine int     // where the text began
	queue    []event // either own or that of a remembered run
	next     int
	base     int // line the queue's events count from
	own      []event

	// What was told last.
	at      *node
	atLine  int
	atAttrs *[]Attr
	text    []byte

	// Attributes, of the tag being scanned and of the leaf whose text is to be told.
	attrs    []Attr
	declared []Attr  // namespaces
	spare    []byte  // text and values that had to be rewritten
	leaf     *[]Attr // of the innermost element, as long as it has held no other
	opened   []Attr  // leaf, where it is not of a run
	none     []Attr
	kept     []Attr // memory of opened, and of its values
	values   []byte

	// What is kept of the file, and how much of it.
	memo   memo
	nodes  int
	tree   int // bytes of paths and names
	names  map[string]string
	serial int
}

// NewReader reads a document in any encoding we take (encoding.go).
func NewReader(r io.Reader, l formats.Limits) *Reader {
	x := newReader(r, l, firstWindow)
	x.most = windowSize
	return x
}

func newReader(r io.Reader, l formats.Limits, window int) *Reader {
	x := &Reader{limits: l.WithDefaults(), line: 1, inText: true, node: newTop(), at: newTop()}
	x.atAttrs, x.leaf = &x.none, &x.none
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
		if r.inText && r.glide() {
			return Text, nil
		}
		if r.next < len(r.queue) {
			break
		}
		if r.err == nil {
			r.err = r.advance()
		}
		if r.err != nil {
			r.inText = false // nothing more is looked for
		}
		if r.ready {
			r.ready = false
			r.at, r.atLine, r.atAttrs = r.node, r.textLine, r.leaf
			return Text, nil
		}
		if r.err != nil && len(r.queue) == r.next {
			return 0, r.refusal()
		}
	}
	e := &r.queue[r.next]
	r.next++
	r.at, r.atLine, r.atAttrs = e.node, r.base+int(e.line), &r.none
	if e.more != nil {
		r.atAttrs, r.text = &e.more.attrs, e.more.text
	}
	if e.kind == Start {
		e.node.enter(r)
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
func (r *Reader) Space() string { return r.at.space }

// Name gives the local name of the element; for a Text that of the element around it.
func (r *Reader) Name() string { return r.at.local }

// Tag gives the number a followed table knows the element by.
func (r *Reader) Tag() int { return int(r.at.tag) }

// Text gives the value, references replaced, blanks around it kept.
func (r *Reader) Text() []byte { return r.text }

// Attr gives the value of an attribute that is in no namespace, nil if absent.
func (r *Reader) Attr(name string) []byte {
	for i := range *r.atAttrs {
		if a := &(*r.atAttrs)[i]; a.Name == name && a.Space == "" {
			return a.Value
		}
	}
	return nil
}

// Attrs gives all attributes of a Start, and with Follow those of a leaf with its Text,
// when nothing else stands between the two.
func (r *Reader) Attrs() []Attr { return *r.atAttrs }

// Depth counts the open elements, the one just told included.
func (r *Reader) Depth() int { return r.at.depth }

// Line is where the element or value begins, counted from 1.
func (r *Reader) Line() int { return r.atLine }

// Path names the element: "Document/Id", or from the outermost counted element on.
func (r *Reader) Path() string {
	return r.at.path()
}

// Origin is Line and Path.
func (r *Reader) Origin() formats.Origin { return formats.Origin{Line: r.Line(), At: r.Path()} }

// Refuse refuses what Next told last.
func (r *Reader) Refuse(code, got, want string) *formats.Error {
	return &formats.Error{Origin: r.Origin(), Code: code, Got: formats.Excerpt(got), Want: want}
}
