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
//
// The fields down to settled are asked for at each value and fill one line of the
// processor's cache.
type run struct {
	longer  []known // the same run and more
	events  []event // lines count from the run's first
	to      *node   // the element then open
	length  int32   // of all its bytes
	lines   uint16
	full    bool
	settled bool // what follows it is no longer guessed

	leaf  []Attr // of to, when its start tag comes last
	guess guess

	texts int    // within it: it is a longer run (longer.go)
	bytes string // of a longer run only what it has more
}

// known is a run as it is kept. Runs of one path begin alike and end differently, so
// the last eight bytes tell nearly all of them apart before anything is compared.
type known struct {
	tail  uint64
	bytes string // without the tail
	run   *run
}

func knownAs(k *run) known {
	tail := len(k.bytes) - 8
	return known{binary.LittleEndian.Uint64([]byte(k.bytes[tail:])), k.bytes[:tail], k}
}

// memo counts what is remembered.
type memo struct {
	off    bool
	kept   int
	likely int // how often a text must come again to be taken for constant
}

// find gives the index of the run that rest begins with, or -1.
func find(runs []known, rest []byte) int {
	for i := range runs {
		k := &runs[i]
		tail := len(k.bytes)
		if tail+8 <= len(rest) && binary.LittleEndian.Uint64(rest[tail:]) == k.tail && string(rest[:tail]) == k.bytes {
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
	k := r.node.remembered(r.buf[r.pos:r.end])
	if k != nil {
		r.pass(k, r.pos)
	}
	return k != nil
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
	k := &run{bytes: string(bytes), length: int32(len(bytes)), to: r.node, full: r.full, leaf: r.owned(*r.leaf), lines: uint16(r.line - r.base)}
	k.events = make([]event, len(r.queue))
	copy(k.events, r.queue)
	r.memo.kept += runSize + len(bytes) + 96*len(k.events)
	for i := range k.events {
		if e := &k.events[i]; e.more != nil {
			e.more = &more{attrs: r.owned(e.more.attrs)}
		}
	}
	from.runs = append(from.runs, knownAs(k))
}
