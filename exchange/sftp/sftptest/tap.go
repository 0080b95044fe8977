package sftptest

import (
	"encoding/binary"
	"io"
	"maps"
	"net"
	"slices"
	"sync"

	"golang.org/x/crypto/ssh"
)

// Kind is a question of the protocol (draft-ietf-secsh-filexfer-02, section 3).
type Kind byte

// The questions that rules are made for.
const (
	Init     Kind = 1
	Open     Kind = 3
	Close    Kind = 4
	Read     Kind = 5
	Write    Kind = 6
	Lstat    Kind = 7
	Fstat    Kind = 8
	OpenDir  Kind = 11
	ReadDir  Kind = 12
	Remove   Kind = 13
	Stat     Kind = 17
	Rename   Kind = 18
	Extended Kind = 200 // fsync, posix-rename and others; Question.Name says which

	version Kind = 2
	status  Kind = 101
	names   Kind = 104
)

// Question is one question, before it is answered.
type Question struct {
	Kind Kind
	Nth  int    // how many of this kind there were since Misbehave, this one included
	Name string // its first string: a path, a handle, the name of an extension
	Body []byte // all after the id
}

// Answer says what happens to a question; the zero Answer is honest.
type Answer struct {
	Refuse  string // not done; the client is told "failure" with this text
	Instead []byte // done with this body
	Say     []byte // not done; the client is told this frame (kind, then body after the id)
	Silent  bool   // not done, and nothing is said
	Cut     bool   // not done; the connection ends
	Lost    bool   // done; the connection ends in place of the answer
}

// Rule decides about a question. It may do something first, such as write to the
// file that is being read.
type Rule func(Question) Answer

// tap reads questions on their way in and answers on their way out.
type tap struct {
	server  *Server
	conn    net.Conn
	channel ssh.Channel
	plain   net.Conn

	mu   sync.Mutex // one frame at a time to the client
	lost map[uint32]bool
}

const maxFrame = 1 << 20

// frame reads one frame without its length.
func frame(r io.Reader) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n < 5 || n > maxFrame {
		return nil, io.ErrUnexpectedEOF
	}
	f := make([]byte, n)
	_, err := io.ReadFull(r, f)
	return f, err
}

func send(w io.Writer, f []byte) error {
	_, err := w.Write(append(binary.BigEndian.AppendUint32(nil, uint32(len(f))), f...))
	return err
}

func (t *tap) questions() {
	for {
		f, err := frame(t.channel)
		if err != nil {
			return
		}
		if Kind(f[0]) != Init {
			if f = t.ask(f); f == nil {
				continue
			}
		}
		if send(t.plain, f) != nil {
			return
		}
	}
}

// ask lets the rule decide and gives the frame to pass on, or nil.
func (t *tap) ask(f []byte) []byte {
	q := Question{Kind: Kind(f[0]), Body: f[5:]}
	id := binary.BigEndian.Uint32(f[1:])
	if len(q.Body) >= 4 {
		if n := binary.BigEndian.Uint32(q.Body); int(n) <= len(q.Body)-4 {
			q.Name = string(q.Body[4 : 4+n])
		}
	}
	t.server.mu.Lock()
	t.server.nth[q.Kind]++
	q.Nth = t.server.nth[q.Kind]
	rule := t.server.rule
	t.server.mu.Unlock()

	var a Answer
	if rule != nil {
		a = rule(q)
	}
	switch {
	case a.Silent:
		return nil
	case a.Cut:
		t.conn.Close()
		return nil
	case a.Refuse != "":
		t.say(id, Status(4, a.Refuse))
		return nil
	case a.Say != nil:
		t.say(id, a.Say)
		return nil
	case q.Kind == Extended && q.Name == "fsync@openssh.com": // the plain server has none
		t.say(id, Status(0, ""))
		return nil
	}
	if a.Lost {
		t.mu.Lock()
		t.lost[id] = true
		t.mu.Unlock()
	}
	if a.Instead != nil {
		f = append(f[:5:5], a.Instead...)
	}
	return f
}

// say tells the client a frame of ours: its kind, the id, the rest.
func (t *tap) say(id uint32, f []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	send(t.channel, append(binary.BigEndian.AppendUint32([]byte{f[0]}, id), f[1:]...))
}

func (t *tap) answers() {
	for {
		f, err := frame(t.plain)
		if err != nil {
			t.channel.Close()
			return
		}
		t.mu.Lock()
		if Kind(f[0]) == version {
			for _, name := range slices.Sorted(maps.Keys(t.server.Extensions)) {
				f = String(String(f, name), t.server.Extensions[name])
			}
		} else if t.lost[binary.BigEndian.Uint32(f[1:])] {
			t.conn.Close()
		}
		err = send(t.channel, f)
		t.mu.Unlock()
		if err != nil {
			t.plain.Close()
		}
	}
}

// String appends a string as the protocol writes it.
func String(b []byte, s string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(s))), s...)
}

// Status is an answer with a code and a text, for Answer.Say.
func Status(code uint32, text string) []byte {
	return String(String(binary.BigEndian.AppendUint32([]byte{byte(status)}, code), text), "")
}

// Names is an answer to ReadDir: one frame of names, all of them empty files.
func Names(list ...string) []byte {
	b := binary.BigEndian.AppendUint32([]byte{byte(names)}, uint32(len(list)))
	for _, name := range list {
		b = String(String(b, name), "-rw------- "+name)
		b = binary.BigEndian.AppendUint32(b, 4)        // attributes: permissions only
		b = binary.BigEndian.AppendUint32(b, 0o100600) // of a regular file
	}
	return b
}
