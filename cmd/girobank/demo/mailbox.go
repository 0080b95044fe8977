package demo

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// mailbox is a mail server that takes every letter and keeps it as a file. It speaks as
// much SMTP (RFC 5321) as a client on this machine needs.
type mailbox struct {
	dir    string
	listen net.Listener
	done   sync.WaitGroup
	mu     sync.Mutex // guards count
	count  int
}

func openMailbox(dir string) (*mailbox, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	m := &mailbox{dir: dir, listen: l}
	m.done.Go(m.serve)
	return m, nil
}

func (m *mailbox) addr() string { return m.listen.Addr().String() }

func (m *mailbox) close() error {
	err := m.listen.Close()
	m.done.Wait()
	return err
}

func (m *mailbox) serve() {
	for {
		conn, err := m.listen.Accept()
		if err != nil {
			return
		}
		m.done.Go(func() { m.converse(conn) })
	}
}

// converse answers one client until it leaves.
func (m *mailbox) converse(conn net.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	in := bufio.NewReader(conn)
	say := func(line string) { fmt.Fprintf(conn, "%s\r\n", line) }
	say("220 mailbox")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); verb {
		case "EHLO":
			say("250-mailbox")
			say("250 8BITMIME")
		case "DATA":
			say("354 go on")
			if m.keep(in) != nil {
				say("451 not kept")
				return
			}
			say("250 kept")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// keep writes a letter, up to the line with a single dot, into a file.
func (m *mailbox) keep(in *bufio.Reader) error {
	var letter strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		if line == ".\r\n" {
			break
		}
		letter.WriteString(strings.TrimPrefix(line, "."))
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.count++
	return os.WriteFile(filepath.Join(m.dir, fmt.Sprintf("%03d.eml", m.count)), []byte(letter.String()), 0o600)
}
