package camt

import "girod/formats"

// find is a kind of finding at a kind of place; the first of each is told.
type find struct {
	tag  tag
	code string
}

// find adds a finding where the reader stands.
func (r *reader) find(code string, doubt bool, text string) {
	if doubt || !r.enough() {
		r.findAt(r.xml.Origin(), code, doubt, text)
	}
}

// enough counts a finding for which there is no room; its words need not be made.
func (r *reader) enough() bool {
	if len(r.sum.Findings) < r.limits.Findings {
		return false
	}
	r.sum.MoreFindings++
	return true
}

// findAt adds a finding.
func (r *reader) findAt(at formats.Origin, code string, doubt bool, text string) {
	r.sum.Find(r.limits, formats.Finding{Origin: at, Code: code, Text: text, Doubt: doubt})
}

// findFirst adds a finding that a bank's program makes at every payment or at none:
// the first is told, the others are counted.
func (r *reader) findFirst(t tag, code string, doubt bool, text string) {
	if r.seen[find{t, code}] {
		r.sum.MoreFindings++
		return
	}
	r.seen[find{t, code}] = true
	r.find(code, doubt, text)
}
