package sftp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	wire "github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"girod/exchange/remote"
)

// Config says who the partner is and how long we listen to silence.
type Config struct {
	Addr     string        // "sftp.bank.example:22"
	User     string        // our name there
	Signer   ssh.Signer    // our key; ed25519 or RSA of 4096 bits
	HostKeys []string      // lines of authorized_keys or known_hosts: the current key, an announced next one
	Deadline time.Duration // longest silence in any operation; 30 s when zero
	Alive    time.Duration // how often an idle connection is asked whether it lives; 20 s when zero
}

// ErrLost is wrapped by every error of an operation that a lost connection left
// without an answer. It may have been done; it may not.
var ErrLost = errors.New("connection lost")

// Client is a session with a partner.
type Client struct {
	addr  string
	limit time.Duration
	raw   net.Conn
	files *wire.Client
	meter *meter
	bytes int // asked for in one read

	listing sync.Mutex // one listing at a time, so that the meter knows whose names it counts

	mu    sync.Mutex
	cause error         // why the connection was cut, if it was we who did
	done  chan struct{} // closed with the connection
	ended sync.Once
}

var _ remote.Folder = (*Client)(nil)

// Packet sizes: what every server must take, and what OpenSSH takes (the length
// of the header counts against its 256 KiB).
const (
	packet     = 32 << 10
	packetSSHD = 261_120
)

// Dial connects, checks the partner's key and logs in.
func Dial(ctx context.Context, c Config) (*Client, error) {
	dialer := net.Dialer{Timeout: limit(c.Deadline, 30*time.Second)}
	conn, err := dialer.DialContext(ctx, "tcp", c.Addr)
	if err != nil {
		return nil, fmt.Errorf("sftp %s: %w", c.Addr, err)
	}
	return New(ctx, conn, c)
}

// New makes a session over a connection that exists. It owns the connection.
func New(ctx context.Context, conn net.Conn, conf Config) (*Client, error) {
	c := &Client{addr: conf.Addr, limit: limit(conf.Deadline, 30*time.Second), raw: conn, done: make(chan struct{})}
	err := c.during(ctx, "log in", func(alive func()) error { return c.login(conf, alive) })
	if err != nil {
		c.cut(err)
		return nil, err
	}
	return c, nil
}

func limit(set, otherwise time.Duration) time.Duration {
	if set > 0 {
		return set
	}
	return otherwise
}

// login is the whole of becoming a session: who they are, who we are, and the
// file protocol on top.
func (c *Client) login(conf Config, alive func()) error {
	keys, err := readPins(conf.Addr, conf.HostKeys)
	if err != nil {
		return err
	}
	signer, err := modern(conf.Signer)
	if err != nil {
		return err
	}
	heard := &greeting{Conn: c.raw}
	conn, channels, requests, err := ssh.NewClientConn(heard, conf.Addr, &ssh.ClientConfig{
		Config:            ssh.Config{KeyExchanges: keyExchanges, Ciphers: ciphers, MACs: macs},
		User:              conf.User,
		Auth:              []ssh.AuthMethod{ssh.PublicKeys(signer)},
		HostKeyCallback:   keys.check,
		HostKeyAlgorithms: keys.order(),
		ClientVersion:     "SSH-2.0-girod",
	})
	switch {
	case keys.refusal != nil:
		return keys.refusal
	case err != nil && strings.Contains(err.Error(), "unable to authenticate"):
		// The library has no type for it; a test holds the words.
		return fmt.Errorf("%w as %q with key %s: %v", remote.ErrAuth, conf.User, ssh.FingerprintSHA256(signer.PublicKey()), err)
	case err != nil:
		return err
	}
	if err := agreed(conn, heard); err != nil {
		return err
	}
	alive()
	client := ssh.NewClient(conn, channels, requests)
	if err := c.open(client); err != nil {
		return err
	}
	go c.keepAlive(client, limit(conf.Alive, 20*time.Second))
	return nil
}

// open starts the file protocol in the one channel we use.
func (c *Client) open(client *ssh.Client) error {
	session, err := client.NewSession()
	if err != nil {
		return err
	}
	in, err := session.StdinPipe()
	if err != nil {
		return err
	}
	out, err := session.StdoutPipe()
	if err != nil {
		return err
	}
	if err := session.RequestSubsystem("sftp"); err != nil {
		return err
	}
	c.meter = &meter{from: out}
	// Concurrent reads off: the library takes a short answer for the end of the
	// file (pkg/sftp#658). Concurrent writes on: each is checked, and Put measures.
	c.files, err = wire.NewClientPipe(c.meter, in, wire.UseConcurrentReads(false), wire.UseConcurrentWrites(true), wire.MaxPacketChecked(packet))
	if err != nil {
		return err
	}
	c.bytes = packet
	if _, ok := c.files.HasExtension("limits@openssh.com"); ok {
		c.bytes = packetSSHD
		return wire.MaxPacketUnchecked(packetSSHD)(c.files)
	}
	return nil
}

// keepAlive asks the server for a sign of life, so that a router does not forget
// an idle connection and a dead one is noticed before it is needed.
func (c *Client) keepAlive(client *ssh.Client, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	gone := make(chan struct{})
	go func() { client.Wait(); close(gone) }()
	for {
		select {
		case <-c.done:
			return
		case <-gone:
			c.cut(nil)
			return
		case <-tick.C:
			silent := time.AfterFunc(c.limit, c.silence)
			client.SendRequest("keepalive@openssh.com", true, nil) // any answer is life
			silent.Stop()
		}
	}
}

// during runs one operation under the caller's context and the limit on silence.
// The library cannot interrupt a question that was asked, so the end of either
// cuts the connection, and then everything comes back.
func (c *Client) during(ctx context.Context, what string, operation func(alive func()) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("sftp %s: %s: %w", c.addr, what, context.Cause(ctx))
	}
	leave := context.AfterFunc(ctx, func() { c.cut(fmt.Errorf("given up: %v", context.Cause(ctx))) })
	defer leave()
	silent := time.AfterFunc(c.limit, c.silence)
	defer silent.Stop()

	err := operation(func() { silent.Reset(c.limit) })
	if err == nil {
		return nil
	}
	cause := c.why()
	switch {
	case cause != nil && ctx.Err() != nil:
		err = fmt.Errorf("%w: %w", ErrLost, context.Cause(ctx))
	case cause != nil:
		err = fmt.Errorf("%w: %w", ErrLost, cause)
	case errors.Is(err, wire.ErrSSHFxConnectionLost), errors.Is(err, io.ErrUnexpectedEOF):
		err = fmt.Errorf("%w: %v", ErrLost, err)
	}
	return fmt.Errorf("sftp %s: %s: %w", c.addr, what, err)
}

func (c *Client) silence() {
	c.cut(fmt.Errorf("no answer for %v: %w", c.limit, os.ErrDeadlineExceeded))
}

// cut ends the connection and remembers the first reason.
func (c *Client) cut(cause error) {
	c.ended.Do(func() {
		c.mu.Lock()
		c.cause = cause
		c.mu.Unlock()
		c.raw.Close()
		close(c.done)
	})
}

func (c *Client) why() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause
}

// Close ends the session. What is under way comes back as lost.
func (c *Client) Close() error {
	c.cut(errors.New("session closed"))
	return nil
}

// Stat answers one entry; a link is answered itself, not what it points to.
func (c *Client) Stat(ctx context.Context, path string) (found remote.File, err error) {
	err = c.during(ctx, "stat "+path, func(func()) error {
		info, err := c.files.Lstat(path)
		if err == nil {
			found = asFile(info)
		}
		return err
	})
	return found, err
}

// Rename moves a file to a name nobody has. It looks first, because some servers
// overwrite and some refuse, and asks with the plain request, never posix-rename,
// which always overwrites. An error after the question was asked says nothing
// about whether it was done.
func (c *Client) Rename(ctx context.Context, from, to string) error {
	return c.during(ctx, "rename "+from+" to "+to, func(alive func()) error {
		switch _, err := c.files.Lstat(to); {
		case err == nil:
			return fs.ErrExist
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		alive()
		return c.files.Rename(from, to)
	})
}

// Remove deletes a file.
func (c *Client) Remove(ctx context.Context, path string) error {
	return c.during(ctx, "remove "+path, func(func()) error { return c.files.Remove(path) })
}

func asFile(info fs.FileInfo) remote.File {
	return remote.File{Name: info.Name(), Size: info.Size(), ModTime: info.ModTime().UTC(), Regular: info.Mode().IsRegular()}
}
