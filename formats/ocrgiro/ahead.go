package ocrgiro

import (
	"encoding/binary"

	"girod/formats/date"
)

// ahead is what the first reader found and the second must know early.
type ahead struct {
	nets nets
	days []days // of each assignment of payments
	day  int    // the next one to tell
}

type days struct{ from, to date.Date }

// nets are the sums of all entries in a file, in their order: what its payments do to
// the account, seen as a credit. Where each payment is settled by itself there are as
// many as payments, so they are kept in as few bytes as they need.
type nets struct {
	chunks [][]byte
	bytes  int64
	chunk  int // to be read next, from at
	at     int
}

// The memory taken at once: little for a small file, then more.
const (
	firstChunk = 1 << 9
	chunkSize  = 64 << 10
)

func (n *nets) add(net int64) {
	last := len(n.chunks) - 1
	if last < 0 || cap(n.chunks[last])-len(n.chunks[last]) < binary.MaxVarintLen64 {
		size := firstChunk
		if last >= 0 {
			size = min(4*cap(n.chunks[last]), chunkSize)
		}
		n.chunks = append(n.chunks, make([]byte, 0, size))
		n.bytes += int64(size)
		last++
	}
	n.chunks[last] = binary.AppendVarint(n.chunks[last], net)
}

// next gives the sums one by one; ok is false when there are no more.
func (n *nets) next() (net int64, ok bool) {
	for n.chunk < len(n.chunks) {
		b := n.chunks[n.chunk]
		if n.at < len(b) {
			net, size := binary.Varint(b[n.at:])
			n.at += size
			return net, size > 0
		}
		n.chunks[n.chunk], n.at = nil, 0
		n.chunk++
	}
	return 0, false
}
