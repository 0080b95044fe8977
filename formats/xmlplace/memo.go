package xmlplace

import "encoding/binary"

// The bounds of the memo: runs of markup kept for one path, bytes of one run, bytes
// and events of all.
const (
	maxRuns     = 32
	maxRunBytes = 4 << 10
	maxMemo     = 2 << 20
	runSize     = 256 // of a run beside its bytes
)

// run is markup between two texts, as spelled, with what follows from it.
type run struct {
	bytes  string
	to     *node // the element then open
	full   bool
	lines  int
	events []event // lines count from the run's first

	texts  int     // within it: it is a longer run (longer.go)
	longer []known // the same run and more
	guess  guess
}

// known is a run as it is kept. Runs of one path begin alike and end differently, so
// the last eight bytes tell nearly all of them apart before anything is compared.
type known struct {
	tail  uint64
	bytes string
	run   *run
}

func knownAs(k *run) known {
	return known{binary.LittleEndian.Uint64([]byte(k.bytes[len(k.bytes)-8:])), k.bytes, k}
}

// memo counts what is remembered.
type memo struct {
	off    bool
	kept   int
	likely int // how often a text must come again to be taken for constant
}

// find gives the index of the run that begins rest, or -1.
func find(runs []known, rest []byte) int {
	for i := range runs {
		bytes := runs[i].bytes
		tail := uint(len(bytes) - 8)
		if uint(len(bytes)) <= uint(len(rest)) && binary.LittleEndian.Uint64(rest[tail:]) == runs[i].tail && string(rest[:tail]) == bytes[:tail] {
			return i
		}
	}
	return -1
}

// recall passes over markup that has been parsed before at this path. The result of a
// run depends on path and spelling only when the element it stands in has already
// held something; that too is asked.
func (r *Reader) recall() bool {
	if !r.full || r.unknown {
		r.unknown = false
		return false
	}
	i := find(r.node.runs, r.buf[r.pos:r.end])
	if i >= 0 {
		r.pass(r.node, i, r.pos)
	}
	return i >= 0
}

// learn remembers the run just parsed, unless it is the first at its path: most paths of
// a small file come once. Where spellings never come again it gives up.
func (r *Reader) learn(from *node, bytes []byte) {
	if from.misses++; from.misses > 64+from.hits/2 {
		from.runs = nil
		return
	}
	if r.memo.off || from.misses == 1 || len(from.runs) >= maxRuns || len(bytes) < 8 || len(bytes) > maxRunBytes || r.memo.kept > maxMemo {
		return
	}
	k := &run{bytes: string(bytes), to: r.node, full: r.full, lines: r.line - r.base}
	k.events = make([]event, len(r.queue))
	copy(k.events, r.queue)
	r.memo.kept += runSize + len(bytes) + 96*len(k.events)
	for i := range k.events {
		e := &k.events[i]
		e.attrs = r.owned(e.attrs)
	}
	from.runs = append(from.runs, knownAs(k))
}
