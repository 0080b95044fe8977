package store

import "unsafe"

// short is a short text that a parameter is bound to.
type short struct {
	size int8 // 0 is none, 1 a text of nothing
	text [15]byte
}

// bindText binds a text of a row, unless the parameter is bound to it already: what is bound
// stays so from one INSERT to the next, and rows repeat the names of rules and currencies,
// and texts of nothing, each of which would be copied and freed again.
func (s *liteStmt) bindText(i int, text []byte) {
	if s.short == nil {
		s.short = make([]short, len(s.order))
	}
	last := &s.short[i]
	if n := int(last.size) - 1; n == len(text) && string(last.text[:n]) == string(text) {
		return
	}
	if last.size = 0; len(text) <= len(last.text) {
		last.size = int8(copy(last.text[:], text)) + 1
	}
	// BindText copies before it returns, so the arena may be lent as a string.
	s.BindText(i+1, unsafe.String(unsafe.SliceData(text), len(text)))
}
