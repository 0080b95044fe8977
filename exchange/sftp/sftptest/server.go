// Package sftptest is a partner's SFTP server inside a test, which may be told to
// misbehave.
//
// Underneath is a plain server over a temporary directory. Between it and the
// client sits a tap that reads every question of the protocol and asks a [Rule]
// what shall happen to it: be answered honestly, be refused, be changed, vanish, or
// be carried out with the answer lost. A fault double has to answer two things,
// whether it happened and what the caller was told, and a tap can say any pair of
// the two.
//
// The server listens on loopback, or serves one end of a pipe; over a pipe a test
// may run in a bubble of testing/synctest, where half an hour of silence costs
// nothing.
package sftptest

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"net"
	"sync"
	"testing"

	wire "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// Server is a partner. Its paths are those of the machine: name a file by
// filepath.Join(s.Dir, …).
type Server struct {
	Dir        string
	Key        ssh.Signer        // what it shows
	Customer   ssh.Signer        // whom it lets in
	Extensions map[string]string // what it says it can do besides; "fsync@openssh.com": "1"
	Config     ssh.Config        // algorithms; the library's defaults when zero

	mu    sync.Mutex
	rule  Rule
	nth   map[Kind]int
	open  map[net.Conn]bool
	calls sync.WaitGroup
}

// New makes a server over a temporary directory, with new keys.
func New(t testing.TB) *Server {
	s := &Server{Dir: t.TempDir(), Key: NewKey(t), Customer: NewKey(t), open: map[net.Conn]bool{}}
	s.Misbehave(nil)
	return s
}

// NewKey makes an ed25519 key.
func NewKey(t testing.TB) ssh.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// Pin gives the line that pins a key.
func Pin(key ssh.Signer) string { return string(ssh.MarshalAuthorizedKey(key.PublicKey())) }

// Misbehave sets the rule for all questions from now on and counts them anew.
func (s *Server) Misbehave(r Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rule, s.nth = r, map[Kind]int{}
}

// Listen serves on a free port until the test ends and gives the address.
func (s *Server) Listen(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var accepting sync.WaitGroup
	accepting.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.open[conn] = true
			s.mu.Unlock()
			s.calls.Go(func() { s.Serve(conn) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		accepting.Wait()
		s.mu.Lock()
		for conn := range s.open {
			conn.Close()
		}
		s.mu.Unlock()
		s.calls.Wait()
	})
	return l.Addr().String()
}

// Serve speaks with one client until the connection ends.
func (s *Server) Serve(conn net.Conn) {
	defer conn.Close()
	config := &ssh.ServerConfig{
		Config: s.Config,
		PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if string(key.Marshal()) != string(s.Customer.PublicKey().Marshal()) {
				return nil, errors.New("unknown key")
			}
			return nil, nil
		},
	}
	config.AddHostKey(s.Key)
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return
	}
	var sessions sync.WaitGroup
	defer sessions.Wait()
	sessions.Go(func() { ssh.DiscardRequests(requests) })
	for asked := range channels {
		channel, asks, err := asked.Accept()
		if err != nil {
			return
		}
		sessions.Go(func() {
			for r := range asks {
				r.Reply(r.Type == "subsystem", nil)
			}
		})
		sessions.Go(func() { s.session(conn, channel) })
	}
}

// session puts the tap between the channel and a plain server.
func (s *Server) session(conn net.Conn, channel ssh.Channel) {
	defer channel.Close()
	ours, theirs := net.Pipe()
	plain, err := wire.NewServer(theirs)
	if err != nil {
		return
	}
	t := &tap{server: s, conn: conn, channel: channel, plain: ours, lost: map[uint32]bool{}}
	var both sync.WaitGroup
	both.Go(func() { plain.Serve(); theirs.Close() })
	both.Go(t.answers)
	t.questions()
	ours.Close()
	both.Wait()
}
