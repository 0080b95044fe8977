package xmlplace

// glide passes over values that can be handed out as they stand and the markup behind
// them that is remembered. It stops behind a value that is wanted, which it tells (what
// the markup raises is told next), where there is something else to tell, or where
// only the long way knows on (advance).
func (r *Reader) glide() bool {
	buf, pos, n := r.buf[:r.end], r.pos, r.node
	for {
		end := plainEnd(buf, pos)
		if end <= pos || buf[pos] == ' ' || end-pos > r.limits.Text {
			return false
		}
		k := n.remembered(buf[end:])
		if k == nil {
			return r.alight(n, pos, end)
		}
		before, leaf := r.last, r.leaf
		r.pass(k, end)
		if before != nil && !before.settled {
			r.guess(before, k, buf[pos:r.pos], end-pos)
		}
		if n.wanted {
			r.text, r.at, r.atLine, r.atAttrs = buf[pos:end:end], n, r.base, leaf
			return true
		}
		if len(k.events) > 0 {
			return false
		}
		pos, n = r.pos, k.to
	}
}

// alight takes a value behind which the markup is not remembered.
func (r *Reader) alight(n *node, pos, end int) bool {
	if !r.tagAt(end) {
		return false
	}
	r.text, r.pos, r.inText, r.full = r.buf[pos:end:end], end, false, true
	r.last, r.unknown = nil, true
	r.queue, r.next, r.base = r.own[:0], 0, r.line
	r.at, r.atLine, r.atAttrs = n, r.line, r.leaf
	return n.wanted
}

// pass takes the reader behind a remembered run that stands at pos.
func (r *Reader) pass(k *run, pos int) {
	r.pos, r.node, r.full, r.leaf, r.inText, r.last = pos+int(k.length), k.to, k.full, &k.leaf, true, k
	r.base = r.line
	r.line += int(k.lines)
	r.queue, r.next = k.events, 0
}

// remembered gives the run that rest begins with, or a longer one; nil when it is not
// known.
func (n *node) remembered(rest []byte) *run {
	i := find(n.runs, rest)
	if i < 0 {
		return nil
	}
	n.hits++
	k := n.runs[i].run
	if i > 3 {
		n.runs[i], n.runs[i/2] = n.runs[i/2], n.runs[i] // often used, early found
	}
	for len(k.longer) > 0 {
		i := find(k.longer, rest[k.length:])
		if i < 0 {
			break
		}
		k = k.longer[i].run
	}
	return k
}
