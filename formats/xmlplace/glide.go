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
		i := find(n.runs, buf[end:])
		if i < 0 {
			return r.alight(n, pos, end)
		}
		before := r.last
		r.base = r.line
		k := r.pass(n, i, end)
		if before != nil && before.guess.open() {
			r.guess(before, pos, end)
		}
		if n.wanted {
			r.text = buf[pos:end:end]
			r.told.node, r.told.line, r.now = n, 0, &r.told
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
	r.told.node, r.told.line, r.now = n, 0, &r.told
	return n.wanted
}

// pass moves behind the i-th remembered run of n, or a longer one that begins with it.
func (r *Reader) pass(n *node, i, pos int) *run {
	n.hits++
	k := n.runs[i].run
	if i > 3 {
		n.runs[i], n.runs[i/2] = n.runs[i/2], n.runs[i] // often used, early found
	}
	pos += len(k.bytes)
	for len(k.longer) > 0 {
		i := find(k.longer, r.buf[pos:r.end])
		if i < 0 {
			break
		}
		k = k.longer[i].run
		pos += len(k.bytes)
	}
	r.pos, r.node, r.full, r.inText, r.last = pos, k.to, k.full, true, k
	r.line += k.lines
	r.queue, r.next = k.events, 0
	return k
}
