package bank

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"

	wire "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// Server is the bank's door: SSH on one address, and behind it each user's
// folders and nothing else.
type Server struct {
	bank     *Bank
	listener net.Listener
	key      ssh.Signer

	mu    sync.Mutex
	open  map[net.Conn]bool
	shut  bool
	calls sync.WaitGroup
}

// Listen opens the door. The host key is made at the first time and kept in the
// state, so that customers can pin it.
func (b *Bank) Listen(addr string) (*Server, error) {
	key, err := b.hostKey()
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &Server{bank: b, listener: l, key: key, open: map[net.Conn]bool{}}
	s.calls.Go(s.accept)
	return s, nil
}

// Addr gives where customers call: "127.0.0.1:2222".
func (s *Server) Addr() string { return s.listener.Addr().String() }

// HostKey gives the line customers pin.
func (s *Server) HostKey() string {
	return string(bytes.TrimSpace(ssh.MarshalAuthorizedKey(s.key.PublicKey())))
}

// Fingerprint gives what stands on the bank's paper: "SHA256:…".
func (s *Server) Fingerprint() string { return ssh.FingerprintSHA256(s.key.PublicKey()) }

// Close shuts the door, ends every session and waits for them.
func (s *Server) Close() error {
	err := s.listener.Close()
	s.mu.Lock()
	s.shut = true
	for conn := range s.open {
		conn.Close()
	}
	s.mu.Unlock()
	s.calls.Wait()
	return err
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		if s.shut {
			s.mu.Unlock()
			conn.Close()
			return
		}
		s.open[conn] = true
		s.mu.Unlock()
		s.calls.Go(func() {
			s.serve(conn)
			conn.Close()
			s.mu.Lock()
			delete(s.open, conn)
			s.mu.Unlock()
		})
	}
}

func (s *Server) serve(conn net.Conn) {
	config := &ssh.ServerConfig{PublicKeyCallback: s.login, ServerVersion: "SSH-2.0-girobank"}
	config.AddHostKey(s.key)
	session, channels, requests, err := ssh.NewServerConn(conn, config)
	if err != nil {
		return // a scanner, or a customer with the wrong key: they know
	}
	var sessions sync.WaitGroup
	defer sessions.Wait()
	sessions.Go(func() { ssh.DiscardRequests(requests) })
	for asked := range channels {
		if asked.ChannelType() != "session" {
			asked.Reject(ssh.Prohibited, "files only")
			continue
		}
		channel, asks, err := asked.Accept()
		if err != nil {
			return
		}
		sessions.Go(func() { s.session(session.User(), channel, asks) })
	}
}

// session grants the file protocol and refuses a shell and everything else.
func (s *Server) session(user string, channel ssh.Channel, asks <-chan *ssh.Request) {
	defer channel.Close()
	for r := range asks {
		granted := r.Type == "subsystem" && bytes.HasSuffix(r.Payload, []byte("\x00\x00\x00\x04sftp"))
		r.Reply(granted, nil)
		if !granted {
			continue
		}
		go ssh.DiscardRequests(asks)
		desk, err := s.bank.desk(user)
		if err != nil {
			return
		}
		defer desk.root.Close()
		files := wire.NewRequestServer(channel, wire.Handlers{FileGet: desk, FilePut: desk, FileCmd: desk, FileList: desk})
		files.Serve()
		return
	}
}

// login knows a user by the keys in the options and in users/NAME.pub, which is
// read each time: a key that was added counts at once.
func (s *Server) login(c ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
	u, ok := s.bank.options.user(c.User())
	if !ok {
		return nil, errors.New("no such user")
	}
	lines := []byte{}
	for _, k := range u.Keys {
		lines = append(append(lines, k...), '\n')
	}
	file, err := os.ReadFile(s.bank.path("users", u.Name+".pub"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	lines = append(lines, file...)
	for len(lines) > 0 {
		known, _, _, rest, err := ssh.ParseAuthorizedKey(lines)
		if err != nil {
			break // nothing but comments is left
		}
		if bytes.Equal(known.Marshal(), key.Marshal()) {
			return nil, nil
		}
		lines = rest
	}
	return nil, errors.New("unknown key")
}

// hostKey reads the bank's key, or makes it.
func (b *Bank) hostKey() (ssh.Signer, error) {
	path := b.path("host_key")
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		return ssh.ParsePrivateKey(text)
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := ssh.MarshalPrivateKey(key, "girobank")
	if err != nil {
		return nil, err
	}
	if err := replace(path, pem.EncodeToMemory(block)); err != nil {
		return nil, fmt.Errorf("host key in %s: %w", filepath.Dir(path), err)
	}
	return ssh.NewSignerFromKey(key)
}
