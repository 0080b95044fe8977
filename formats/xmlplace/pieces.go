package xmlplace

import (
	"bytes"
	"strings"
)

// readPieces is the long way to a value: it joins texts, CDATA sections and
// references, passes over comments, and sees to all that may stand outside the root.
func (r *Reader) readPieces() error {
	line, passed := r.line, 0
	joined := r.spare[:0]
	for {
		p, err := r.scanText(r.pos)
		if err != nil {
			return err
		}
		if p.cut && !r.eof {
			if err := r.moreOf(r.limits.Text, "xml-text", "a text"); err != nil {
				return err
			}
			continue
		}
		if joined, err = r.addText(joined, p.end); err != nil {
			return err
		}
		r.pos = p.end
		r.line += p.lines
		r.started = r.started || len(joined) > 0
		if p.cut {
			return r.finish()
		}
		next, err := r.aside(&joined)
		if err == errShort {
			if err = r.moreOf(r.limits.Text, "xml-markup", "a comment or section"); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		if next == r.pos {
			break
		}
		if passed += next - r.pos; passed+len(joined) > r.limits.Text {
			return r.tooLong("xml-text", "text and comments between two tags", r.limits.Text)
		}
		r.started = true
		r.line += bytes.Count(r.buf[r.pos:next], newline)
		r.pos = next
	}
	r.spare, r.text = joined, joined
	r.inText, r.started = false, true
	r.value(line)
	return nil
}

// addText adds the text up to an index to the value, its references replaced.
func (r *Reader) addText(joined []byte, to int) ([]byte, error) {
	if r.node.parent == nil && !isBlank(r.buf[r.pos:to]) {
		return nil, r.refuse(r.pos, "xml-text-outside", strings.TrimSpace(r.around(r.pos)), "no text outside the root element")
	}
	joined, err := r.expand(joined, r.pos, to, false)
	if err == nil && len(joined) > r.limits.Text {
		err = r.tooLong("xml-text", "a text", r.limits.Text)
	}
	return joined, err
}

// aside takes what stands at pos and is no tag, and gives where it ends; for a tag it
// gives pos.
func (r *Reader) aside(joined *[]byte) (next int, err error) {
	rest := r.buf[r.pos:r.end]
	switch {
	case len(rest) > 1 && rest[1] == '?':
		return r.instruction()
	case len(rest) > 1 && rest[1] != '!':
		return r.pos, nil
	case bytes.HasPrefix(rest, []byte("<!--")):
		return r.comment()
	case bytes.HasPrefix(rest, []byte("<![CDATA[")) && r.node.parent != nil:
		return r.cdata(joined)
	case bytes.HasPrefix(rest, []byte("<!D")):
		return 0, r.refuse(r.pos, "xml-doctype", r.around(r.pos), "no DOCTYPE: it is refused wherever it stands")
	case !r.eof && len(rest) < len("<![CDATA["):
		return 0, errShort
	}
	return 0, r.refuse(r.pos, "xml-markup", r.around(r.pos), "a tag, a comment or a CDATA section")
}

// comment passes over <!-- … --> (XML 1.0, 2.5).
func (r *Reader) comment() (next int, err error) {
	from := r.pos + len("<!--")
	length := bytes.Index(r.buf[from:r.end], []byte("--"))
	if length < 0 || from+length+2 >= r.end {
		return 0, r.unfinished("-->")
	}
	if r.buf[from+length+2] != '>' {
		return 0, r.refuse(from+length, "xml-comment", r.around(from+length), "no -- within a comment (XML 1.0, 2.5)")
	}
	return from + length + 3, r.characters(from, from+length)
}

// cdata adds a CDATA section to the value (XML 1.0, 2.7).
func (r *Reader) cdata(joined *[]byte) (next int, err error) {
	from := r.pos + len("<![CDATA[")
	length := bytes.Index(r.buf[from:r.end], []byte("]]>"))
	if length < 0 {
		return 0, r.unfinished("]]>")
	}
	if err := r.characters(from, from+length); err != nil {
		return 0, err
	}
	*joined = appendLines(*joined, r.buf[from:from+length])
	return from + length + 3, nil
}

// instruction passes over <? … ?> (XML 1.0, 2.6), and holds the XML declaration, which
// must be the very first thing, to its form.
func (r *Reader) instruction() (next int, err error) {
	from := r.pos + 2
	length := bytes.Index(r.buf[from:r.end], []byte("?>"))
	if length < 0 {
		return 0, r.unfinished("?>")
	}
	end := from + length
	name := from
	for name < end && !nameEnd[r.buf[name]] {
		name++
	}
	target := string(r.buf[from:name])
	switch {
	case target == "xml" && !r.started:
		return end + 2, r.declaration(name, end)
	case strings.EqualFold(target, "xml"):
		return 0, r.refuse(r.pos, "xml-declaration", r.around(r.pos), "the XML declaration at the very beginning of the file, once, in lower case")
	case name < end && !blank[r.buf[name]]:
		return 0, r.refuse(r.pos, "xml-markup", r.around(r.pos), "a blank after the name of a processing instruction")
	case strings.Contains(target, ":"):
		return 0, r.refuse(r.pos, "xml-name", r.around(r.pos), "no colon in the name of a processing instruction (Namespaces, 7)")
	}
	if err := r.checkName(target); err != nil {
		return 0, err
	}
	return end + 2, r.characters(name, end)
}

// declaration checks version, encoding and standalone, in this order (XML 1.0 [23]).
func (r *Reader) declaration(i, end int) error {
	wrong := r.refuse(r.pos, "xml-declaration", r.around(r.pos), `<?xml version="1.0" encoding="…"?>`)
	stage := 0
	for {
		before := i
		for i < end && blank[r.buf[i]] {
			i++
		}
		if i == end {
			if stage == 0 {
				return wrong
			}
			return nil
		}
		next, a, err := r.attribute(i)
		if err != nil || i == before || next > end {
			return wrong
		}
		value := string(a.Value)
		switch {
		case a.Name == "version" && stage == 0 && value == "1.0":
			stage = 1
		case a.Name == "encoding" && stage == 1 && encodingName(value) && canonical(value) == r.named:
			stage = 2
		case a.Name == "standalone" && (stage == 1 || stage == 2) && (value == "yes" || value == "no"):
			stage = 3
		default:
			return wrong
		}
		i = next
	}
}

// encodingName holds the name of an encoding to XML 1.0 [81].
func encodingName(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || c == '.' || c == '_' || c == '-')) {
			return false
		}
	}
	return s != ""
}

// unfinished asks for more of the file, or refuses it when there is no more.
func (r *Reader) unfinished(close string) error {
	if r.eof {
		return r.refuse(r.pos, "xml-truncated", r.around(r.pos), close+": the file ends before it")
	}
	return errShort
}
