package xmlplace

import "bytes"

// Between two runs of markup there often stands a text that is always the same (a
// currency, a status, the kind of a reference). Where that has shown, both runs and
// the text are remembered as one longer run, and the next time one comparison takes
// them all.

// The bounds of a longer run: bytes of one text, texts, and ways one run is made
// longer; how often a text must come again, and how many are looked at.
const (
	maxConstant = 24
	maxTexts    = 6
	maxLonger   = 2
	likely      = 8
	patience    = 200
)

// guess is the text and run that seem to follow a run.
type guess struct {
	seen  int
	score int
	next  *run
	size  int
	text  [maxConstant]byte
}

// guess looks at what followed a run this time: markup behind a text of some size.
func (r *Reader) guess(k, next *run, both []byte, size int) {
	g, text := &k.guess, both[:size]
	g.seen++
	k.settled = g.seen >= patience
	switch {
	case size <= maxConstant && next == g.next && string(text) == string(g.text[:g.size]):
		if g.score++; g.score >= r.memo.likely {
			r.join(k, next, both, size)
			*g = guess{seen: g.seen}
		}
	case g.score > 0:
		g.score--
	case size <= maxConstant:
		g.size, g.next = copy(g.text[:], text), next
	}
}

// join remembers a run, the text behind it and the run behind that as one.
func (r *Reader) join(k, next *run, whole []byte, size int) {
	if len(k.longer) >= maxLonger || k.texts+next.texts >= maxTexts || r.memo.kept > maxMemo {
		k.settled = true
		return
	}
	both := &run{
		bytes: string(whole), length: k.length + int32(len(whole)), to: next.to, full: next.full, leaf: next.leaf,
		lines: k.lines + next.lines, texts: k.texts + 1 + next.texts,
	}
	both.events = append(make([]event, 0, len(k.events)+1+len(next.events)), k.events...)
	if k.to.wanted {
		both.events = append(both.events, event{kind: Text, node: k.to, line: int32(k.lines), more: &more{k.leaf, bytes.Clone(whole[:size])}})
	}
	for _, e := range next.events {
		e.line += int32(k.lines)
		both.events = append(both.events, e)
	}
	k.longer = append(k.longer, knownAs(both))
	r.memo.kept += runSize + len(both.bytes) + 96*len(both.events)
}
