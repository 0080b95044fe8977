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

// findAt adds a finding. A doubt always has room, or the file would not be held: it
// takes the place of the last finding that is none.
func (r *reader) findAt(at formats.Origin, code string, doubt bool, text string) {
	f := formats.Finding{Origin: at, Code: code, Text: text, Doubt: doubt}
	if all := r.sum.Findings; doubt && len(all) >= r.limits.Findings {
		for i := len(all) - 1; i >= 0; i-- {
			if !all[i].Doubt {
				all[i] = f
				r.sum.MoreFindings++
				return
			}
		}
	}
	r.sum.Find(r.limits, f)
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
