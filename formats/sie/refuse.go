package sie

import (
	"fmt"

	"girod/formats"
)

// refuse is a refusal at the current line. place is "" for the line's label.
func (x *reading) refuse(place, code, got, want string) error {
	return &formats.Error{Origin: x.origin(place), Code: code, Got: x.readable(got), Want: want}
}

func (x *reading) origin(place string) formats.Origin {
	o := formats.Origin{Line: x.src.line, At: place}
	if place == "" && x.rec != nil {
		o.At = x.readable(string(x.rec.label))
	}
	return o
}

// readable turns the file's own bytes into text a clerk can read.
func (x *reading) readable(raw string) string {
	if ascii([]byte(raw)) {
		return raw
	}
	return x.string([]byte(raw))
}

// odd refuses what our own export never does, and tells of it in a stranger's file.
func (x *reading) odd(place, code, got, want string, doubt bool) error {
	if x.strict != "" {
		return x.refuse(place, code, got, want)
	}
	text := "want " + want
	if got != "" {
		text = fmt.Sprintf("%q: want %s", formats.Excerpt(x.readable(got)), want)
	}
	x.sum.Find(x.limits, formats.Finding{Origin: x.origin(place), Code: code, Text: text, Doubt: doubt})
	return nil
}

// once is odd for what would be said of every line; it is said of the first.
func (x *reading) once(code, got, want string, doubt bool) error {
	if x.seen[code] {
		return nil
	}
	x.seen[code] = true
	return x.odd("", code, got, want, doubt)
}

// at names a field: "#TRANS, field 3 (amount)".
func (x *reading) at(n int, name string) string {
	return fmt.Sprintf("%s, field %d (%s)", x.rec.label, x.rec.number(n), name)
}
