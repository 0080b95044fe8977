package xmlplace

import (
	"bytes"
	"strings"
)

// The bytes that may not be part of a name, and the blanks of XML.
var (
	nameEnd = table(" \t\r\n/>=<\"'&!?;,()[]{}|\\^`~@#$%*+")
	blank   = table(" \t\r\n")
)

func table(bytes string) (t [256]bool) {
	for i := range len(bytes) {
		t[bytes[i]] = true
	}
	return t
}

// tag scans the tag at pos and opens or closes its element. It gives where the tag
// ends, and changes nothing when it gives errShort.
func (r *Reader) tag() (next int, err error) {
	if r.pos+1 >= r.end {
		return 0, errShort
	}
	if r.buf[r.pos+1] == '/' {
		return r.endTag()
	}
	from := r.pos + 1
	i := from
	for i < r.end && !nameEnd[r.buf[i]] {
		i++
	}
	if i == r.end {
		return 0, errShort
	}
	if i == from {
		return 0, r.refuse(r.pos, "xml-name", r.around(r.pos), "a name of XML after '<'")
	}
	if r.buf[i] == '>' {
		if n := r.node.child(r.buf[from:i]); n != nil && r.node.parent != nil {
			r.open(n, r.line, nil)
			return i + 1, nil
		}
	}
	return r.startTag(from, i)
}

// endTag scans "</name>".
func (r *Reader) endTag() (next int, err error) {
	n, i := r.node, r.pos+2
	if n.parent == nil {
		return 0, r.refuse(r.pos, "xml-nesting", r.around(r.pos), "no end tag here: no element is open")
	}
	i += len(n.name)
	if i >= r.end {
		return 0, r.shortEnd(r.pos + 2)
	}
	if string(r.buf[r.pos+2:i]) != n.name || r.buf[i] != '>' && !blank[r.buf[i]] {
		return 0, r.refuse(r.pos, "xml-nesting", r.around(r.pos), "</"+n.name+">")
	}
	for i < r.end && blank[r.buf[i]] {
		i++
	}
	if i == r.end {
		return 0, errShort
	}
	if r.buf[i] != '>' {
		return 0, r.refuse(i, "xml-markup", r.around(r.pos), "'>' after the name of an end tag")
	}
	r.close(r.line)
	r.line += bytes.Count(r.buf[r.pos:i], newline)
	return i + 1, nil
}

// shortEnd tells a wrong end tag near the end of the file from one that is cut off.
func (r *Reader) shortEnd(from int) error {
	if r.eof && !strings.HasPrefix(r.node.name, string(r.buf[from:r.end])) {
		return r.refuse(r.pos, "xml-nesting", r.around(r.pos), "</"+r.node.name+">")
	}
	return errShort
}

// startTag scans a tag whose element is new here or that carries attributes. The
// name is buf[from:i].
func (r *Reader) startTag(from, i int) (next int, err error) {
	found, spare := len(r.attrs), len(r.spare)
	r.declared = r.declared[:0]
	i, empty, err := r.attributes(i)
	if err == nil && r.node.parent == nil && r.begun {
		err = r.refuse(r.pos, "xml-second-root", r.around(r.pos), "one root element and nothing after it")
	}
	var n *node
	if err == nil {
		n, err = r.element(r.buf[from:from+r.nameLength(from)], r.declared)
	}
	if err == nil {
		err = r.resolve(n, r.attrs[found:])
	}
	if err != nil {
		r.attrs, r.spare = r.attrs[:found], r.spare[:spare]
		return 0, err
	}
	attrs := r.attrs[found:len(r.attrs):len(r.attrs)]
	r.full = true
	if r.root != nil && n.wanted && len(attrs) > 0 {
		attrs = r.keep(attrs)
	}
	r.open(n, r.line, attrs)
	if empty {
		r.close(r.line)
	} else if len(attrs) > 0 {
		r.spell(n, r.buf[r.pos:i], attrs)
	}
	r.line += bytes.Count(r.buf[r.pos:i], newline)
	return i, nil
}

// keep copies the attributes of one leaf to where they outlive the window.
func (r *Reader) keep(attrs []Attr) []Attr {
	r.kept, r.values = append(r.kept[:0], attrs...), r.values[:0]
	for _, a := range attrs {
		r.values = append(r.values, a.Value...)
	}
	from := 0
	for i := range r.kept {
		to := from + len(r.kept[i].Value)
		r.kept[i].Value = r.values[from:to:to]
		from = to
	}
	return r.kept
}

func (r *Reader) nameLength(from int) (n int) {
	for !nameEnd[r.buf[from+n]] {
		n++
	}
	return n
}

// attributes scans from the end of the element's name to behind the '>'. Namespace
// declarations are set apart.
func (r *Reader) attributes(i int) (next int, empty bool, err error) {
	count := 0
	for {
		before := i
		for i < r.end && blank[r.buf[i]] {
			i++
		}
		if i == r.end {
			return 0, false, errShort
		}
		switch c := r.buf[i]; {
		case c == '>':
			return i + 1, false, nil
		case c == '/' && i+1 == r.end:
			return 0, false, errShort
		case c == '/' && r.buf[i+1] == '>':
			return i + 2, true, nil
		case i == before:
			return 0, false, r.refuse(i, "xml-markup", r.around(r.pos), "a blank, '/>' or '>' in a tag")
		}
		if count++; count > r.limits.Attributes {
			return 0, false, r.tooMany("xml-attributes", "attributes in one tag", r.limits.Attributes)
		}
		var a Attr
		if i, a, err = r.attribute(i); err != nil {
			return 0, false, err
		}
		if a.Name == "xmlns" || strings.HasPrefix(a.Name, "xmlns:") {
			r.declared = append(r.declared, a)
			continue
		}
		r.attrs = append(r.attrs, a)
	}
}

// attribute scans name="value". The name is still as written.
func (r *Reader) attribute(i int) (next int, a Attr, err error) {
	from := i
	for i < r.end && !nameEnd[r.buf[i]] {
		i++
	}
	name := r.buf[from:i]
	for i < r.end && blank[r.buf[i]] {
		i++
	}
	if i < r.end && r.buf[i] == '=' {
		i++
		for i < r.end && blank[r.buf[i]] {
			i++
		}
	} else if i < r.end {
		return 0, a, r.refuse(i, "xml-markup", r.around(from), `an attribute as name="value"`)
	}
	if i == r.end {
		return 0, a, errShort
	}
	quote := r.buf[i]
	if quote != '"' && quote != '\'' {
		return 0, a, r.refuse(i, "xml-markup", r.around(from), "an attribute's value in quotes")
	}
	length := bytes.IndexByte(r.buf[i+1:r.end], quote)
	if length < 0 && r.end-i-1 <= r.limits.Text {
		return 0, a, errShort
	}
	if length < 0 || length > r.limits.Text {
		return 0, a, r.tooLong("xml-text", "a value", r.limits.Text)
	}
	value, err := r.attrValue(i+1, i+1+length)
	if err != nil {
		return 0, a, err
	}
	return i + length + 2, Attr{Name: r.intern(name), Value: value}, nil
}

// tooLong and tooMany refuse what exceeds a limit.
func (r *Reader) tooLong(code, what string, limit int) error {
	return r.refuse(r.pos, code, r.around(r.pos), what+" of at most "+itoa(limit)+" bytes")
}

func (r *Reader) tooMany(code, what string, limit int) error {
	return r.refuse(r.pos, code, r.around(r.pos), "at most "+itoa(limit)+" "+what)
}
