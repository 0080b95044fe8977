package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// maxViolations bounds what is told of one invariant: a broken book does not need a
// million lines. All are counted.
const maxViolations = 200

// check is what was looked at under one invariant, and what was found.
type check struct {
	ID         string   `json:"id"`
	Law        string   `json:"law"`
	Looked     []looked `json:"looked"`
	Notes      []string `json:"notes,omitempty"`
	Violations []string `json:"violations"`
	Count      int      `json:"count"` // of violations, told or not
}

// looked counts things of a kind.
type looked struct {
	What string `json:"what"`
	N    int64  `json:"n"`
}

// report gathers the checks in the order of their ids.
type report struct{ checks []*check }

func newReport() *report {
	r := &report{}
	for _, law := range [][2]string{
		{"I1", "each distinct input is applied exactly once"},
		{"I2", "all postings sum to zero; every rest equals its postings"},
		{"I3", "gross credits and debits of each file are all accounted for"},
		{"I4", "opening + entries = closing, statement after statement, up to the ledger"},
		{"I5", "the bank executed each payout at most once, and no other"},
		{"I6", "nothing is stuck without saying why"},
		{"I7", "archive and journal name the same bytes"},
		{"I9", "the chains hold from their first record"},
		{"I10", "states moved only along the allowed graph"},
		{"I11", "recovery run again changed nothing"},
	} {
		r.checks = append(r.checks, &check{ID: law[0], Law: law[1], Looked: []looked{}, Violations: []string{}})
	}
	return r
}

// of finds a check by its id.
func (r *report) of(id string) *check {
	for _, c := range r.checks {
		if c.ID == id {
			return c
		}
	}
	panic("no invariant " + id)
}

// violate tells in a plain sentence what is broken and where.
func (r *report) violate(id, format string, args ...any) {
	c := r.of(id)
	if c.Count++; c.Count <= maxViolations {
		c.Violations = append(c.Violations, fmt.Sprintf(format, args...))
	}
}

// note tells what is no violation and should be known.
func (r *report) note(id, format string, args ...any) {
	c := r.of(id)
	if len(c.Notes) < maxViolations {
		c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
	}
}

// looked adds to what a check has looked at.
func (r *report) looked(id, what string, n int64) {
	c := r.of(id)
	for i := range c.Looked {
		if c.Looked[i].What == what {
			c.Looked[i].N += n
			return
		}
	}
	c.Looked = append(c.Looked, looked{what, n})
}

func (r *report) broken() bool {
	for _, c := range r.checks {
		if c.Count > 0 {
			return true
		}
	}
	return false
}

func (r *report) printJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Clean  bool     `json:"clean"`
		Checks []*check `json:"checks"`
	}{!r.broken(), r.checks})
}

func (r *report) print(w io.Writer) error {
	var b strings.Builder
	for _, c := range r.checks {
		fmt.Fprintf(&b, "%-4s%-8s%s\n", c.ID, c.verdict(), c.Law)
		for _, l := range c.Looked {
			fmt.Fprintf(&b, "%24d %s\n", l.N, l.What)
		}
		for _, n := range c.Notes {
			fmt.Fprintf(&b, "            note: %s\n", plain(n))
		}
		for _, v := range c.Violations {
			fmt.Fprintf(&b, "    BROKEN  %s\n", plain(v))
		}
		if more := c.Count - len(c.Violations); more > 0 {
			fmt.Fprintf(&b, "    BROKEN  and %d more\n", more)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// verdict is broken, clean, or that there was nothing to look at, which is neither.
func (c *check) verdict() string {
	if c.Count > 0 {
		return "BROKEN"
	}
	for _, l := range c.Looked {
		if l.N > 0 {
			return "clean"
		}
	}
	return "-"
}

// plain keeps a partner's control characters off the terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '·'
		}
		return r
	}, s)
}
