// Package exchangetest is a partner made of memory: a bank that behaves as badly
// as banks and networks do.
//
// It has folders like an SFTP server, and moods. A *careless* bank executes every
// file it is given, however often it is given it, so whoever sends a payout twice
// has paid twice and [Partner.Executed] tells. A *thief* takes a file the moment
// its final name appears, so that there is nothing left to look at. A *once* bank
// deletes what it has delivered. [Partner.Before] is asked about every call and
// may let it fail, happening or not.
package exchangetest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"
	"time"

	"girod/exchange/durable/durabletest"
	"girod/exchange/remote"
)

// Partner is a bank's server. Set the moods before use.
type Partner struct {
	Takes string // folder the bank takes payment files from
	Thief bool   // takes a final name at once
	Once  bool   // deletes what was fetched
	Liar  bool   // says yes to a rename and does nothing
	Rough bool   // renames onto existing files, as some servers do

	// Before is asked about each call ("list", "get", "put", "stat", "rename",
	// "remove") before it is made. Nil: all happen.
	Before func(op, path string) durabletest.Verdict

	mu    sync.Mutex
	files map[string]entry
	taken map[string][][]byte
	ticks int
}

type entry struct {
	body    []byte
	modTime time.Time
}

// New gives a bank with empty folders.
func New(takes string) *Partner {
	return &Partner{Takes: takes, files: map[string]entry{}, taken: map[string][][]byte{}}
}

// Dial gives a session.
func (p *Partner) Dial(context.Context) (remote.Folder, error) { return session{p}, nil }

// Drop puts a file there as the bank does, whole and at once.
func (p *Partner) Drop(name string, body []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.put(name, body)
}

// DropAt is Drop with the modification time of the tick-th file that was ever put
// there: servers count in seconds, and two files may share one.
func (p *Partner) DropAt(name string, body []byte, tick int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.ticks
	p.ticks = tick - 1
	p.put(name, body)
	p.ticks = now
}

func (p *Partner) put(name string, body []byte) {
	p.ticks++
	p.files[name] = entry{bytes.Clone(body), time.Date(2026, 1, 7, 6, 0, p.ticks, 0, time.UTC)}
}

// Has gives a file's bytes, nil when there is none.
func (p *Partner) Has(name string) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.files[name].body
}

// Names lists all files there, with their folders.
func (p *Partner) Names() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	names := make([]string, 0, len(p.files))
	for name := range p.files {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Collect lets the bank take what lies in its folder and execute it. It does not
// remember what it executed before.
func (p *Partner) Collect() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for name := range p.files {
		p.take(name)
	}
}

func (p *Partner) take(name string) {
	if path.Dir(name) != path.Clean(p.Takes) || strings.HasSuffix(name, ".tmp") {
		return
	}
	base := path.Base(name)
	p.taken[base] = append(p.taken[base], p.files[name].body)
	delete(p.files, name)
}

// Executed gives the bodies executed under a final name, one for each time.
func (p *Partner) Executed(name string) [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.taken[name]
}

type session struct{ p *Partner }

// call asks Before and, when it may, does.
func (s session) call(op, name string, do func() error) error {
	v := durabletest.Verdict{Do: true}
	if s.p.Before != nil {
		v = s.p.Before(op, name)
	}
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	if v.Do {
		if err := do(); err != nil {
			return err
		}
	}
	return v.Err
}

func absent(op, name string) error { return &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist} }

func (s session) List(_ context.Context, dir string) (list []remote.File, err error) {
	err = s.call("list", dir, func() error {
		for name, e := range s.p.files {
			if strings.HasPrefix(name, path.Clean(dir)+"/") {
				base := strings.TrimPrefix(name, path.Clean(dir)+"/")
				list = append(list, remote.File{Name: base, Size: int64(len(e.body)), ModTime: e.modTime, Regular: true})
			}
		}
		sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
		return nil
	})
	return list, err
}

func (s session) Get(_ context.Context, name string, w io.Writer) (n int64, err error) {
	var body []byte
	if err := s.call("get", name, func() error {
		e, ok := s.p.files[name]
		if !ok {
			return absent("get", name)
		}
		body = e.body
		if s.p.Once {
			delete(s.p.files, name)
		}
		return nil
	}); err != nil {
		return 0, err
	}
	return io.Copy(w, bytes.NewReader(body))
}

func (s session) Put(_ context.Context, name string, r io.ReaderAt, size int64) error {
	body := make([]byte, size)
	if _, err := r.ReadAt(body, 0); err != nil && err != io.EOF {
		return err
	}
	return s.call("put", name, func() error {
		if _, ok := s.p.files[name]; ok {
			return &fs.PathError{Op: "put", Path: name, Err: fs.ErrExist}
		}
		s.p.put(name, body)
		return nil
	})
}

func (s session) Stat(_ context.Context, name string) (f remote.File, err error) {
	err = s.call("stat", name, func() error {
		e, ok := s.p.files[name]
		if !ok {
			return absent("stat", name)
		}
		f = remote.File{Name: path.Base(name), Size: int64(len(e.body)), ModTime: e.modTime, Regular: true}
		return nil
	})
	return f, err
}

func (s session) Rename(_ context.Context, from, to string) error {
	return s.call("rename", to, func() error {
		e, ok := s.p.files[from]
		if !ok {
			return absent("rename", from)
		}
		if _, ok := s.p.files[to]; ok && !s.p.Rough {
			return fmt.Errorf("rename %s: %w", to, fs.ErrExist)
		}
		if s.p.Liar {
			return nil
		}
		delete(s.p.files, from)
		s.p.files[to] = e
		if s.p.Thief {
			s.p.take(to)
		}
		return nil
	})
}

func (s session) Remove(_ context.Context, name string) error {
	return s.call("remove", name, func() error {
		if _, ok := s.p.files[name]; !ok {
			return absent("remove", name)
		}
		delete(s.p.files, name)
		return nil
	})
}

func (s session) Close() error { return nil }
