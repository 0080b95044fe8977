package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
)

// The graphs of the reliability design, written down here once more: a state may only be
// followed by those named. The first of all has no state before it.
var (
	inward = map[string][]string{
		"":           {"received"},
		"received":   {"applied", "held", "duplicate", "superseded"},
		"held":       {"received", "rejected"},
		"applied":    {"archived"},
		"rejected":   {"archived"},
		"superseded": {"archived"},
		"archived":   {"settled"},
		"duplicate":  {"settled"},
	}
	outward = map[string][]string{
		"":          {"rendered"},
		"rendered":  {"uploading", "in-doubt", "sent"},
		"uploading": {"renaming", "rendered", "in-doubt", "sent"},
		"renaming":  {"sent", "in-doubt", "rendered"},
		"in-doubt":  {"sent", "rendered"},
		"sent":      {"acked", "rejected"},
	}
)

// walkSteps goes once along the journal's steps: the chain from its first record (I9),
// one record for each change of state (I9), and the graph (I10).
func (a *audit) walkSteps() error {
	head, last := "", int64(0)
	err := each(a.tables, "file_step", func(s *stepRow) error {
		a.lately(s.At)
		if s.ID != last+1 {
			a.violate("I9", "step %d is missing from the journal: after %d comes %d", last+1, last, s.ID)
		}
		if s.Hash != stepHash(head, s) {
			a.violate("I9", "step %d (%s to %s): its hash does not fit its content and the step before", s.ID, s.Subject, s.Became)
		}
		a.anchored(s.Hash)
		head, last = s.Hash, s.ID // go on from what stands there: one fault, one finding
		a.looked("I9", "steps of files", 1)
		a.step(s)
		return nil
	})
	if err != nil {
		return err
	}
	if head != "" {
		a.note("I9", "head of the journal's chain: %s", head)
	}
	for _, f := range a.journal.files {
		a.endedAs(f.String(), f.State, f.StateAt, &f.way)
	}
	for _, key := range a.journal.keys {
		o := a.journal.outgoing[key]
		a.endedAs("outgoing file "+key, o.State, o.StateAt, &o.way)
	}
	return nil
}

// stepHash is SHA-256 over the hash before and each field, everything with its length as
// eight bytes before it.
func stepHash(before string, s *stepRow) string {
	h := sha256.New()
	for _, field := range []string{before, strconv.FormatInt(s.ID, 10), s.Subject, s.Was, s.Became, s.Actor, s.Reason, s.At} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(field))))
		h.Write([]byte(field))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// step takes one record along.
func (a *audit) step(s *stepRow) {
	w, inbound := a.journal.of(s.Subject)
	if w == nil {
		a.violate("I9", "step %d tells of %s, which no table has", s.ID, s.Subject)
		return
	}
	if s.Was != w.last {
		a.violate("I9", "step %d: %s goes from %q, but its step before left it %q", s.ID, s.Subject, s.Was, w.last)
	}
	graph, side := outward, "outgoing"
	if inbound {
		graph, side = inward, "received"
	}
	if !slices.Contains(graph[s.Was], s.Became) {
		a.violate("I10", "step %d: %s went from %q to %q, which no %s file may", s.ID, s.Subject, s.Was, s.Became, side)
	}
	a.looked("I10", "steps of files", 1)
	w.steps++
	w.last, w.lastAt = s.Became, s.At
	switch s.Became {
	case "applied":
		w.applied++
	case "archived":
		w.archived = true
	case "renaming":
		w.renamed = true
	case "received":
		w.released = w.released || s.Was == "held" && s.Actor != "girod" // the daemon is no person
	}
	if s.Actor == "" {
		a.violate("I9", "step %d (%s to %s) names nobody who did it", s.ID, s.Subject, s.Became)
	}
}

// endedAs holds a row's state to its last step.
func (a *audit) endedAs(name, state, at string, w *way) {
	switch {
	case w.steps == 0:
		a.violate("I9", "%s has no step at all", name)
	case state != w.last:
		a.violate("I9", "%s is %q, but its last step made it %q", name, state, w.last)
	case at != w.lastAt:
		a.violate("I9", "%s is %q since %s, but its last step was taken at %s", name, state, at, w.lastAt)
	}
	a.looked("I9", "states held to their last step", 1)
}
