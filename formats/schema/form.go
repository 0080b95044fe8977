package schema

import (
	"fmt"
	"strconv"
	"strings"
)

// form is the shape of an identifier, told as XML Schema tells it: "[A-Z]{6}[A-Z2-9]".
// ISO's forms are rows of characters with counts, some with an end that may be absent
// or with alternatives that are one character each, so this is all we read of them.
type form struct {
	text string // as the table tells it
	rows [][]piece
}

// piece is a character out of a set, so many times.
type piece struct {
	set         [256]bool
	least, most int
}

const anyNumber = 1 << 30

func parseForm(text string) (*form, error) {
	f := &form{text: text, rows: [][]piece{nil}}
	rest := text
	for rest != "" {
		var group []piece
		var err error
		if rest[0] == '(' {
			group, rest, err = parseGroup(rest[1:])
		} else {
			group = make([]piece, 1)
			group[0], rest, err = parsePiece(rest)
		}
		if err != nil {
			return nil, fmt.Errorf("form %s: %w", text, err)
		}
		least, most, rest2, err := parseCount(rest)
		if err != nil {
			return nil, fmt.Errorf("form %s: %w", text, err)
		}
		rest = rest2
		if err := f.add(group, least, most); err != nil {
			return nil, fmt.Errorf("form %s: %w", text, err)
		}
	}
	return f, nil
}

// add puts a group behind each row; one that may be absent doubles the rows.
func (f *form) add(group []piece, least, most int) error {
	if len(group) == 1 && group[0].least == 1 && group[0].most == 1 {
		group[0].least, group[0].most = least, most
		least, most = 1, 1
	}
	if most != 1 {
		return fmt.Errorf("want a group that stands at most once")
	}
	with := make([][]piece, 0, len(f.rows))
	for _, r := range f.rows {
		with = append(with, append(append([]piece(nil), r...), group...))
	}
	if least == 1 {
		f.rows = with
	} else {
		f.rows = append(with, f.rows...)
	}
	return nil
}

// parseGroup reads up to the closing bracket: pieces in a row, or sets of which one.
func parseGroup(text string) (group []piece, rest string, err error) {
	either := false
	for rest = text; rest != "" && rest[0] != ')'; {
		if rest[0] == '|' {
			either, rest = true, rest[1:]
			continue
		}
		var p piece
		if p, rest, err = parsePiece(rest); err != nil {
			return nil, "", err
		}
		if p.least, p.most, rest, err = parseCount(rest); err != nil {
			return nil, "", err
		}
		group = append(group, p)
	}
	if rest == "" {
		return nil, "", fmt.Errorf("want a closing bracket")
	}
	if either {
		for _, p := range group[1:] {
			for c := range p.set {
				group[0].set[c] = group[0].set[c] || p.set[c]
			}
		}
		group = group[:1]
	}
	return group, rest[1:], nil
}

// parsePiece reads a set in square brackets, a point, or one character.
func parsePiece(text string) (p piece, rest string, err error) {
	p.least, p.most = 1, 1
	if text[0] == '.' {
		for c := range p.set {
			p.set[c] = c != '\n' && c != '\r'
		}
		return p, text[1:], nil
	}
	if text[0] != '[' {
		c, rest := character(text)
		p.set[c] = true
		return p, rest, nil
	}
	for rest = text[1:]; rest != "" && rest[0] != ']'; {
		var from, upto byte
		from, rest = character(rest)
		upto = from
		if len(rest) > 1 && rest[0] == '-' && rest[1] != ']' {
			upto, rest = character(rest[1:])
		}
		for c := int(from); c <= int(upto); c++ {
			p.set[c] = true
		}
	}
	if rest == "" {
		return p, "", fmt.Errorf("want a closing square bracket")
	}
	return p, rest[1:], nil
}

// character reads one, behind a backslash if it would mean something else; \s is a blank.
func character(text string) (c byte, rest string) {
	if text[0] != '\\' || len(text) == 1 {
		return text[0], text[1:]
	}
	if text[1] == 's' {
		return ' ', text[2:]
	}
	return text[1], text[2:]
}

// parseCount reads "{3}", "{1,30}", "?" or "*" where one stands.
func parseCount(text string) (least, most int, rest string, err error) {
	switch {
	case strings.HasPrefix(text, "?"):
		return 0, 1, text[1:], nil
	case strings.HasPrefix(text, "*"):
		return 0, anyNumber, text[1:], nil
	case !strings.HasPrefix(text, "{"):
		return 1, 1, text, nil
	}
	span, rest, _ := strings.Cut(text[1:], "}")
	from, upto, two := strings.Cut(span, ",")
	if !two {
		upto = from
	}
	if least, err = strconv.Atoi(from); err == nil {
		most, err = strconv.Atoi(upto)
	}
	return least, most, rest, err
}

// matches tells whether a text has the form.
func (f *form) matches(text []byte) bool {
	for _, row := range f.rows {
		if match(row, text) {
			return true
		}
	}
	return false
}

// match takes as many characters as each piece wants, and gives back where the rest
// does not follow.
func match(row []piece, text []byte) bool {
	if len(row) == 0 {
		return len(text) == 0
	}
	p := &row[0]
	n := 0
	for n < len(text) && n < p.most && p.set[text[n]] {
		n++
	}
	if len(row) == 1 {
		return n == len(text) && n >= p.least
	}
	for ; n >= p.least; n-- {
		if match(row[1:], text[n:]) {
			return true
		}
	}
	return false
}
