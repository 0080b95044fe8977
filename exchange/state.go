package exchange

import (
	"fmt"
	"slices"
	"strings"
)

// State is where a file stands on its way.
type State string

// Inbound states. Rejected is also the partner's no to an outgoing file.
const (
	Received   State = "received"   // durable in the spool and journalled
	Applied    State = "applied"    // booked, in the same commit as this state
	OnHold     State = "held"       // stopped with a reason; a named person decides
	Duplicate  State = "duplicate"  // this partner brought the same bytes before
	Superseded State = "superseded" // the beginning of a file that came whole later
	Archived   State = "archived"   // kept by digest and read back; the partner's copy may go
	Settled    State = "settled"    // nothing remains to be done
	Rejected   State = "rejected"
)

// Outbound states.
const (
	Rendered  State = "rendered"  // bytes in the archive; nothing has left
	Uploading State = "uploading" // a temporary name may exist at the partner, never the final one
	Renaming  State = "renaming"  // the final name may exist at the partner
	Sent      State = "sent"      // the final name was seen or its rename acknowledged
	InDoubt   State = "in-doubt"  // asked for, outcome unknown
	Acked     State = "acked"     // the partner named our message and took it
)

// step is one row of the tables: what may follow a state.
type step struct {
	from State
	to   []State
}

// inward lists every lawful step of an inbound file. What is not here cannot
// happen; doc.go shows it and a test keeps the two alike.
func inward() []step {
	return []step{
		{Received, []State{Applied, OnHold, Duplicate, Superseded}},
		{OnHold, []State{Received, Rejected}},
		{Applied, []State{Archived}},
		{Rejected, []State{Archived}},
		{Superseded, []State{Archived}},
		{Archived, []State{Settled}},
		{Duplicate, []State{Settled}},
	}
}

// outward lists every lawful step of an outgoing file. Rendered and Uploading
// reach Sent only by evidence about an attempt that had come to Renaming.
func outward() []step {
	return []step{
		{Rendered, []State{Uploading, InDoubt, Sent}},
		{Uploading, []State{Renaming, Rendered, InDoubt, Sent}},
		{Renaming, []State{Sent, InDoubt, Rendered}},
		{InDoubt, []State{Sent, Rendered}},
		{Sent, []State{Acked, Rejected}},
	}
}

// lawful tells whether a table allows a step. The first step of all leads from
// nowhere to the table's first state.
func lawful(table []step, from, to State) bool {
	if from == "" {
		return to == table[0].from
	}
	for _, s := range table {
		if s.from == from {
			return slices.Contains(s.to, to)
		}
	}
	return false
}

// draw shows a table as doc.go has it.
func draw(table []step) string {
	var b strings.Builder
	for _, s := range table {
		var to []string
		for _, t := range s.to {
			to = append(to, string(t))
		}
		fmt.Fprintf(&b, "//\t%-10s -> %s\n", s.from, strings.Join(to, " | "))
	}
	return b.String()
}
