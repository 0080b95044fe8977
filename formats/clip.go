package formats

import "strings"

// Clip makes strings out of bytes that will be overwritten. It takes memory for
// thousands of them at once: an entry of its own for each payment would otherwise
// cost more in allocations than in reading. The zero Clip is ready.
type Clip struct {
	b    strings.Builder
	size int
}

// The memory taken at once: little for a small file, then more and more.
const (
	firstClip = 1 << 10
	clipSize  = 256 << 10
)

// String gives the parts as one string.
func (c *Clip) String(parts ...[]byte) string {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	if n == 0 {
		return ""
	}
	if c.b.Cap()-c.b.Len() < n {
		c.b = strings.Builder{}
		c.size = min(max(firstClip, 4*c.size), clipSize)
		c.b.Grow(max(c.size, n))
	}
	start := c.b.Len()
	for _, p := range parts {
		c.b.Write(p)
	}
	return c.b.String()[start:]
}
