package xmlplace

import (
	"bytes"
	"strconv"
)

// characters refuses what XML 1.0 [2] does not allow in buf[from:to].
func (r *Reader) characters(from, to int) error {
	high := false
	for i := from; i < to; i++ {
		switch c := r.buf[i]; {
		case c >= 0x80:
			high = true
		case c < 0x20 && !blank[c]:
			return r.refuse(i, "xml-character", r.around(i), "no control character")
		}
	}
	if high {
		if at := badUTF8(r.buf[from:to]); at >= 0 {
			return r.refuse(from+at, "xml-utf8", r.around(from+at), "characters of XML in UTF-8, as declared")
		}
	}
	return nil
}

// attrValue checks the value of an attribute and normalises it (XML 1.0, 3.3.3). It
// is a slice of the window when there is nothing to replace.
func (r *Reader) attrValue(from, to int) ([]byte, error) {
	if at := bytes.IndexByte(r.buf[from:to], '<'); at >= 0 {
		return nil, r.refuse(from+at, "xml-markup", r.around(from+at), "&lt; in the value of an attribute")
	}
	if err := r.characters(from, to); err != nil {
		return nil, err
	}
	if !bytes.ContainsAny(r.buf[from:to], "&\t\n\r") {
		return r.buf[from:to:to], nil
	}
	start := len(r.spare)
	spare, err := r.expand(r.spare, from, to, true)
	if err != nil {
		return nil, err
	}
	r.spare = spare
	return spare[start:len(spare):len(spare)], nil
}

// expand adds a text with its references replaced and its line ends made \n; within
// an attribute blanks become spaces.
func (r *Reader) expand(out []byte, from, to int, attribute bool) ([]byte, error) {
	for from < to {
		amp := bytes.IndexByte(r.buf[from:to], '&')
		stretch := r.buf[from:to]
		if amp >= 0 {
			stretch = r.buf[from : from+amp]
		}
		start := len(out)
		out = appendLines(out, stretch)
		if attribute {
			for i := start; i < len(out); i++ {
				if blank[out[i]] {
					out[i] = ' '
				}
			}
		}
		if amp < 0 {
			return out, nil
		}
		from += amp
		length := bytes.IndexByte(r.buf[from:to], ';')
		if length < 0 {
			return nil, r.refuse(from, "xml-reference", r.around(from), "&amp; for the sign &, or a whole reference")
		}
		c, ok := reference(r.buf[from+1 : from+length])
		if !ok {
			return nil, r.refuse(from, "xml-reference", string(r.buf[from:from+min(length+1, 40)]), "&amp; &lt; &gt; &apos; &quot; or the number of a character of XML")
		}
		out = appendRune(out, c)
		from += length + 1
	}
	return out, nil
}

// appendLines adds text with its line ends made \n (XML 1.0, 2.11).
func appendLines(out, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\r')
		if i < 0 {
			return append(out, text...)
		}
		out = append(append(out, text[:i]...), '\n')
		text = text[i+1:]
		if len(text) > 0 && text[0] == '\n' {
			text = text[1:]
		}
	}
}

func appendRune(out []byte, c rune) []byte { return append(out, string(c)...) }

// reference gives the character that the inside of &…; stands for.
func reference(name []byte) (rune, bool) {
	switch string(name) {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := string(name[1:]), 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > 0x10FFFF || digits[0] == '+' {
		return 0, false
	}
	return rune(n), allowed(rune(n))
}
