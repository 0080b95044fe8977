package camt

import "strings"

// clip makes strings out of bytes that will be overwritten. It takes memory for
// thousands of them at once: an entry of its own for each payment would otherwise
// cost more in allocations than in reading.
type clip struct{ b strings.Builder }

const clipSize = 256 << 10

func (c *clip) string(parts ...[]byte) string {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if c.b.Cap()-c.b.Len() < n {
		c.b = strings.Builder{}
		c.b.Grow(max(clipSize, n))
	}
	start := c.b.Len()
	for _, p := range parts {
		c.b.Write(p)
	}
	return c.b.String()[start:]
}
