package xmlplace

import "encoding/binary"

// The bounds of the memo: runs of markup kept for one path, bytes of one run, bytes
// and events of all.
const (
	maxRuns     = 32
	maxRunBytes = 4 << 10
	maxMemo     = 2 << 20
)

// run is markup between two texts, as spelled, with what follows from it.
type run struct {
	bytes  string
	to     *node // the element then open
	full   bool
	lines  int
	events []event // lines count from the run's first
}

// known is a run as a node keeps it. Runs of one path begin alike and end differently,
// so the last eight bytes tell nearly all of them apart before anything is compared.
type known struct {
	tail uint64
	run  *run
}

// memo counts what is remembered.
type memo struct {
	off  bool
	kept int
}

// recall passes over markup that has been parsed before at this path. The result of a
// run depends on path and spelling only when the element it stands in has already
// held something; that too is asked.
func (r *Reader) recall() bool {
	n := r.node
	if r.memo.off || !r.full || n.runs == nil {
		return false
	}
	rest := r.buf[r.pos:r.end]
	for i := range n.runs {
		k := n.runs[i].run
		length := len(k.bytes)
		if length > len(rest) || binary.LittleEndian.Uint64(rest[length-8:]) != n.runs[i].tail || string(rest[:length-8]) != k.bytes[:length-8] {
			continue
		}
		n.hits++
		if i > 3 {
			n.runs[i], n.runs[i/2] = n.runs[i/2], n.runs[i] // often used, early found
		}
		r.queue, r.next = k.events, 0
		r.pos += len(k.bytes)
		r.line += k.lines
		r.node, r.full, r.inText = k.to, k.full, true
		return true
	}
	return false
}

// learn remembers the run just parsed. Where spellings never come again it gives up.
func (r *Reader) learn(from *node, bytes []byte) {
	if from.misses++; from.misses > 64+4*from.hits {
		from.runs = nil
		return
	}
	if r.memo.off || len(from.runs) >= maxRuns || len(bytes) < 8 || len(bytes) > maxRunBytes || r.memo.kept > maxMemo {
		return
	}
	k := &run{bytes: string(bytes), to: r.node, full: r.full, lines: r.line - r.base}
	k.events = make([]event, len(r.queue))
	copy(k.events, r.queue)
	r.memo.kept += len(bytes) + 64*len(k.events)
	for i := range k.events {
		e := &k.events[i]
		attrs := make([]Attr, len(e.attrs))
		for j, a := range e.attrs {
			attrs[j] = Attr{a.Space, a.Name, append([]byte(nil), a.Value...)}
			r.memo.kept += len(a.Value) + 64
		}
		e.attrs = attrs
	}
	from.runs = append(from.runs, known{binary.LittleEndian.Uint64(bytes[len(bytes)-8:]), k})
}
