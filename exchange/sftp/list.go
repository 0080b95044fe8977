package sftp

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"sync"

	"girod/exchange/remote"
)

// maxListing bounds the bytes of one listing: a hundred thousand honest names of
// full length, each said twice, fit.
const maxListing = 96 << 20

// List answers the entries of a directory, the first hundred thousand of them;
// the rest comes when these are gone.
func (c *Client) List(ctx context.Context, dir string) (list []remote.File, err error) {
	c.listing.Lock()
	defer c.listing.Unlock()
	err = c.during(ctx, "list "+dir, func(alive func()) error {
		enough, stop := context.WithCancel(ctx)
		defer stop()
		c.meter.begin(stop, alive)
		entries, err := c.files.ReadDirContext(enough, dir)
		names, bytes := c.meter.end()
		switch {
		case bytes > maxListing:
			return fmt.Errorf("listing is larger than %d bytes", maxListing)
		case err != nil && (names <= remote.MaxEntries || ctx.Err() != nil):
			return err
		}
		for _, e := range entries[:min(len(entries), remote.MaxEntries)] {
			if n := len(e.Name()); n > remote.MaxName {
				return fmt.Errorf("a name of %d bytes, want at most %d", n, remote.MaxName)
			}
			list = append(list, asFile(e))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// meter counts the names a server sends while a listing is under way. The library
// collects a listing whole before it shows any of it, so an endless one must be
// stopped from below: the meter reads the frames as they pass and ends the listing
// when there are more names or bytes than any folder of ours needs.
type meter struct {
	from io.Reader
	head []byte // of the frame being read: length, kind, and for names id and count
	skip int    // bytes of the frame still to pass

	mu    sync.Mutex
	stop  func() // nil when no listing is under way
	alive func()
	names int
	bytes int
}

const frameName = 104 // SSH_FXP_NAME

func (m *meter) begin(stop, alive func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stop, m.alive, m.names, m.bytes = stop, alive, 0, 0
}

func (m *meter) end() (names, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stop, m.alive = nil, nil
	return m.names, m.bytes
}

func (m *meter) Read(b []byte) (int, error) {
	n, err := m.from.Read(b)
	m.pass(b[:n])
	return n, err
}

func (m *meter) pass(b []byte) {
	for len(b) > 0 {
		if m.skip > 0 {
			n := min(m.skip, len(b))
			m.skip, b = m.skip-n, b[n:]
			continue
		}
		m.head, b = append(m.head, b[0]), b[1:]
		if len(m.head) < 5 {
			continue
		}
		length := int(binary.BigEndian.Uint32(m.head))
		if m.head[4] != frameName || length < 9 {
			m.skip, m.head = max(length-1, 0), m.head[:0]
			continue
		}
		if len(m.head) == 13 {
			m.count(int(binary.BigEndian.Uint32(m.head[9:])), length)
			m.skip, m.head = length-9, m.head[:0]
		}
	}
}

// count is told of one frame of names.
func (m *meter) count(names, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.stop == nil {
		return
	}
	m.alive()
	m.names, m.bytes = m.names+names, m.bytes+bytes
	if m.names > remote.MaxEntries || m.bytes > maxListing {
		m.stop()
	}
}
