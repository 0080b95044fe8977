package xmlplace

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// Where whole runs of markup do not come again, because blanks differ, single tags do.
// Elements mostly follow one another in the same order, so that the next tag can be
// guessed; to be taken it must stand there byte for byte.

// spelled is a start tag with attributes as it was written last.
type spelled struct {
	tag   string // from its '<' to its '>'
	attrs []Attr
	lines int
	times int // it has changed
}

// The bounds of what is remembered of tags with attributes.
const (
	maxSpelled  = 256
	maxSpelling = 16
)

// spell remembers a start tag.
func (r *Reader) spell(n *node, tag []byte, attrs []Attr) {
	s := n.spelled
	if s == nil {
		s = &spelled{}
		n.spelled = s
	}
	if s.times++; s.times > maxSpelling || len(tag) > maxSpelled || r.memo.kept > maxMemo {
		return
	}
	s.tag, s.lines = string(tag), bytes.Count(tag, newline)
	s.attrs = r.owned(attrs)
	r.memo.kept += len(tag)
}

// owned copies attributes out of the window.
func (r *Reader) owned(attrs []Attr) []Attr {
	if len(attrs) == 0 {
		return nil
	}
	all := make([]Attr, len(attrs))
	for i, a := range attrs {
		all[i] = Attr{a.Space, a.Name, append([]byte(nil), a.Value...)}
		r.memo.kept += len(a.Value) + 64
	}
	return all
}

// hint remembers that an element opens where the reader stands.
func (r *Reader) hint(n *node) {
	if b := r.before; b != nil && b.parent == r.node {
		b.follower = n
	} else {
		r.node.first = n
	}
}

// hinted takes the tag at pos if it is the one that was to be expected, and gives where
// it ends, else -1.
func (r *Reader) hinted() int {
	n := r.node
	if n.parent == nil {
		return -1
	}
	rest := r.buf[r.pos:r.end]
	if len(rest) > len(n.name)+2 && rest[1] == '/' {
		if end := len(n.name) + 2; rest[end] == '>' && string(rest[2:end]) == n.name {
			r.close(r.line)
			return r.pos + end + 1
		}
		return -1
	}
	child := n.first
	if b := r.before; b != nil && b.parent == n {
		child = b.follower
	}
	if child == nil || child.parent != n {
		return -1
	}
	if s := child.spelled; s != nil && s.tag != "" && len(rest) >= len(s.tag) && string(rest[:len(s.tag)]) == s.tag {
		r.open(child, r.line, s.attrs)
		r.line += s.lines
		return r.pos + len(s.tag)
	}
	end := len(child.name) + 1
	if len(rest) <= end || rest[end] != '>' || child.declares != "" || string(rest[1:end]) != child.name {
		return -1
	}
	r.open(child, r.line, nil)
	return r.pos + end + 1
}

// skipBlank gives the first byte from i on that is no blank, and the line ends before it.
func skipBlank(buf []byte, i int) (end, lines int) {
	const spaces = ' ' * ones
	for {
		for i+8 <= len(buf) {
			w := binary.LittleEndian.Uint64(buf[i:]) ^ spaces
			if w != 0 {
				i += bits.TrailingZeros64(w) >> 3
				break
			}
			i += 8
		}
		if i >= len(buf) || !blank[buf[i]] {
			return i, lines
		}
		if buf[i] == '\n' {
			lines++
		}
		i++
	}
}
