package xmlplace

import (
	"bytes"
	"errors"
	"io"

	"girod/formats"
)

// advance goes the long way: it takes the text that stands at pos, if it stands in
// one, and then the markup up to the next text; what it found is told before more is
// read, because reading moves the window.
func (r *Reader) advance() error {
	r.attrs, r.spare = r.attrs[:0], r.spare[:0]
	r.queue, r.next = r.own[:0], 0
	r.base = r.line
	if r.inText {
		r.last = nil
		if err := r.readText(); err != nil || r.ready {
			return err
		}
		r.base = r.line
	}
	if r.recall() {
		return nil
	}
	return r.readMarkup()
}

// maxQueue bounds what is told of one run of markup, events and attributes.
const maxQueue = 1 << 10

// readMarkup scans tags from the '<' at pos up to the next text that is not blank.
// Such a run is remembered, if it lay in the window as a whole.
func (r *Reader) readMarkup() error {
	start, from, pure := r.pos, r.node, r.full && !r.torn
	for {
		next, err := r.hinted(), error(nil)
		if next < 0 {
			next, err = r.tag()
		}
		if err == errShort {
			if r.pos > start {
				r.torn = true
				return nil // what was found is told before the window moves
			}
			if err := r.moreOf(r.limits.Markup, "xml-markup", "a tag"); err != nil {
				return err
			}
			start = 0
			continue
		}
		if err != nil {
			return err
		}
		if next-r.pos > r.limits.Markup {
			return r.tooLong("xml-markup", "a tag", r.limits.Markup)
		}
		r.pos = next
		i, lines := skipBlank(r.buf[:r.end], next)
		if i+1 >= r.end || r.buf[i] != '<' || r.buf[i+1] == '!' || r.buf[i+1] == '?' || i-next > r.limits.Text || r.node.parent == nil {
			r.inText, r.torn = true, false
			if pure && i < r.end && r.buf[i] != '<' {
				r.learn(from, r.buf[start:next])
			}
			return nil
		}
		r.pos = i
		r.line += lines
		if r.memo.off && len(r.queue) > 0 {
			return nil
		}
		if len(r.queue)+len(r.attrs) >= maxQueue {
			r.torn = true
			return nil
		}
	}
}

// moreOf reads on into a token that the window does not hold as a whole.
func (r *Reader) moreOf(limit int, code, what string) error {
	if r.eof {
		if r.node.parent == nil {
			return r.refuse(r.pos, "xml-truncated", r.around(r.pos), "a whole tag: the file ends within it")
		}
		return r.refuse(r.end, "xml-truncated", "", "</"+r.node.name+">: the file ends before it")
	}
	if r.end-r.pos > limit {
		return r.tooLong(code, what, limit)
	}
	if err := r.fill(); err != nil {
		return r.placed(err)
	}
	return nil
}

// placed gives an error of the source its line: it stands behind all that was read.
func (r *Reader) placed(err error) error {
	var e *formats.Error
	if errors.As(err, &e) && e.Line == 0 {
		e.Line = r.line + bytes.Count(r.buf[:r.end], newline)
	}
	return err
}

// finish ends the document.
func (r *Reader) finish() error {
	if r.node.parent != nil {
		return r.refuse(r.end, "xml-truncated", "", "</"+r.node.name+">: the file ends before it")
	}
	if !r.begun {
		return r.refuse(r.end, "xml-no-root", "", "an XML document: there is no element in the file")
	}
	return io.EOF
}

// tell queues an event of the innermost element.
func (r *Reader) tell(kind Kind, n *node, line int, attrs []Attr) {
	e := event{kind: kind, node: n, line: int32(line - r.base)}
	if len(attrs) > 0 {
		e.more = &more{attrs: attrs}
	}
	r.queue = append(r.queue, e)
	r.own = r.queue
}

// open enters an element.
func (r *Reader) open(n *node, line int, attrs []Attr) {
	r.hint(n)
	r.node, r.full, r.begun = n, false, true
	if r.root == nil {
		r.tell(Start, n, line, attrs)
		return
	}
	r.leaf = &r.none
	if n.wanted && len(attrs) > 0 {
		r.opened = attrs
		r.leaf = &r.opened
	}
	if n.group {
		r.tell(Start, n, line, attrs)
	}
}

// close leaves the innermost element. One with a place that held neither text nor
// elements is told as Empty.
func (r *Reader) close(line int) {
	n := r.node
	if n.place != nil && !r.full {
		r.tell(Empty, n, line, nil)
	}
	if r.root == nil || n.group {
		r.tell(End, n, line, nil)
	}
	r.node, r.full, r.before, r.leaf = n.parent, true, n, &r.none
}
