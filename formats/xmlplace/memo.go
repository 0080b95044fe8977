package xmlplace

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
	for i, k := range n.runs {
		if len(k.bytes) > len(rest) || string(rest[:len(k.bytes)]) != k.bytes {
			continue
		}
		n.hits++
		if i > 0 {
			n.runs[i], n.runs[i-1] = n.runs[i-1], k
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
	if r.memo.off || len(from.runs) >= maxRuns || len(bytes) > maxRunBytes || r.memo.kept > maxMemo {
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
	from.runs = append(from.runs, k)
}
