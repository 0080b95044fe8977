package sftptest

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// Far puts a distance between a client and an address: every byte takes half the
// round trip each way, however many are under way. It gives the address to call
// instead.
func Far(t testing.TB, addr string, roundTrip time.Duration) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", addr)
			if err != nil {
				near.Close()
				return
			}
			go carry(far, near, roundTrip/2)
			go carry(near, far, roundTrip/2)
		}
	}()
	return l.Addr().String()
}

// parcel is some bytes and the moment they have arrived.
type parcel struct {
	bytes []byte
	due   <-chan time.Time
}

func carry(to io.WriteCloser, from io.Reader, delay time.Duration) {
	defer to.Close()
	road := make(chan parcel, 4096)
	go func() {
		defer close(road)
		for {
			b := make([]byte, 64<<10)
			n, err := from.Read(b)
			if n > 0 {
				road <- parcel{b[:n], time.After(delay)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range road {
		<-p.due
		if _, err := to.Write(p.bytes); err != nil {
			break
		}
	}
	for range road { // let the reader leave
	}
}

// Mute is a connection that goes silent after a number of reads: nothing is read
// any more and nothing written arrives, and neither side is told.
type Mute struct {
	net.Conn

	mu     sync.Mutex
	left   int // reads until silence; never when negative
	closed chan struct{}
	once   sync.Once
}

// NewMute wraps the server's end of a connection; silence begins after a number of
// reads, or only when told if the number is zero.
func NewMute(conn net.Conn, after int) *Mute {
	if after == 0 {
		after = -1
	}
	return &Mute{Conn: conn, left: after, closed: make(chan struct{})}
}

// Silence begins now.
func (m *Mute) Silence() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.left = 0
}

// Muted tells whether the silence has begun.
func (m *Mute) Muted() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.left == 0
}

func (m *Mute) Read(b []byte) (int, error) {
	if m.Muted() {
		<-m.closed
		return 0, net.ErrClosed
	}
	n, err := m.Conn.Read(b)
	m.mu.Lock()
	if m.left > 0 {
		m.left--
	}
	m.mu.Unlock()
	return n, err
}

func (m *Mute) Write(b []byte) (int, error) {
	if m.Muted() {
		return len(b), nil
	}
	return m.Conn.Write(b)
}

// Close ends the silence.
func (m *Mute) Close() error {
	m.once.Do(func() { close(m.closed) })
	return m.Conn.Close()
}

// Pipe is a connection inside the process whose writes do not wait for the
// reader: both sides of SSH speak first, which a net.Pipe alone would not survive.
func Pipe() (net.Conn, net.Conn) {
	a, b := net.Pipe()
	return newPost(a), newPost(b)
}

// post is one end: what is written is taken at once and delivered in order.
type post struct {
	net.Conn
	out    chan []byte
	closed chan struct{}
	once   sync.Once
}

func newPost(conn net.Conn) *post {
	p := &post{Conn: conn, out: make(chan []byte, 1024), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case b := <-p.out:
				if _, err := conn.Write(b); err != nil {
					return
				}
			case <-p.closed:
				return
			}
		}
	}()
	return p
}

func (p *post) Write(b []byte) (int, error) {
	select {
	case p.out <- append([]byte(nil), b...):
		return len(b), nil
	case <-p.closed:
		return 0, net.ErrClosed
	}
}

func (p *post) Close() error {
	p.once.Do(func() { close(p.closed) })
	return p.Conn.Close()
}
