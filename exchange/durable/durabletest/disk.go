// Package durabletest is a disk made of memory that can be made to fail.
//
// Every call that changes something is announced first ([Disk.Before]) and may be
// answered with a lie: failed though it happened, or failed and did not happen.
// [Disk.PowerCut] then gives the disk as it could look after the plug was pulled:
// bytes that no fsync of the file promised, and names that no fsync of the
// directory promised, are kept or lost one by one as the given choice says. That
// is the difference between a killed process (which loses nothing it wrote) and
// a power cut (which may lose everything it did not sync).
package durabletest

import (
	"bytes"
	"io"
	"io/fs"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"girod/exchange/durable"
)

// Verdict is what becomes of one call.
type Verdict struct {
	Do  bool  // whether it happens
	Err error // what the caller is told; nil with Do is the ordinary day
}

// Disk is a file system in memory.
type Disk struct {
	mu     sync.Mutex
	now    map[string]*node // names as the process sees them
	synced map[string]*node // names that directory syncs have promised

	// Before is asked about each changing call ("create", "write", "sync",
	// "rename", "remove", "mkdir", "syncdir") before it is made. Nil: all happen.
	Before func(op, path string) Verdict
	// Left is what Free answers; zero means plenty.
	Left uint64
}

type node struct {
	dir    bool
	data   []byte
	synced []byte // bytes an fsync has promised
}

// New gives an empty disk with a root directory.
func New() *Disk {
	root := &node{dir: true}
	return &Disk{now: map[string]*node{"/": root}, synced: map[string]*node{"/": root}}
}

// PowerCut gives the disk after losing power: keep decides for each unsynced
// change ("bytes" of a file, "name" made or removed in a directory) whether it
// had reached the platter by chance. The old disk is not to be used again.
func (d *Disk) PowerCut(keep func(what, path string) bool) *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	after := New()
	after.Left = d.Left
	for _, path := range d.allNames() {
		now, was := d.now[path], d.synced[path]
		if now != was && keep("name", path) {
			was = now
		}
		if was == nil {
			continue
		}
		n := &node{dir: was.dir, data: was.synced}
		if !bytes.Equal(was.data, was.synced) && keep("bytes", path) {
			n.data = was.data
		}
		n.synced = n.data
		after.now[path], after.synced[path] = n, n
	}
	return after
}

// Again gives the same disk for a process that starts after a plain death:
// nothing is lost, and nobody listens to the calls any more.
func (d *Disk) Again() *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	return &Disk{now: d.now, synced: d.synced, Left: d.Left}
}

func (d *Disk) allNames() []string {
	seen := make(map[string]bool, len(d.now))
	for p := range d.now {
		seen[p] = true
	}
	for p := range d.synced {
		seen[p] = true
	}
	names := make([]string, 0, len(seen))
	for p := range seen {
		names = append(names, p)
	}
	sort.Strings(names)
	return names
}

// change asks Before and, when it may, does.
func (d *Disk) change(op, path string, do func() error) error {
	v := Verdict{Do: true}
	if d.Before != nil {
		v = d.Before(op, path)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if v.Do {
		if err := do(); err != nil {
			return err
		}
	}
	return v.Err
}

func fail(op, path string, err error) error { return &fs.PathError{Op: op, Path: path, Err: err} }

func (d *Disk) make(op, path string, exclusive bool) (durable.File, error) {
	var n *node
	err := d.change(op, path, func() error {
		parent := d.now[filepath.Dir(path)]
		if parent == nil || !parent.dir {
			return fail(op, path, fs.ErrNotExist)
		}
		old := d.now[path]
		if old != nil && exclusive {
			return fail(op, path, fs.ErrExist)
		}
		if n = old; n == nil {
			n = &node{}
			d.now[path] = n
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &file{d: d, n: n, path: path}, nil
}

// Create makes a new file.
func (d *Disk) Create(path string) (durable.File, error) { return d.make("create", path, true) }

// Append opens a file at its end.
func (d *Disk) Append(path string) (durable.File, error) { return d.make("append", path, false) }

type file struct {
	d    *Disk
	n    *node
	path string
}

func (f *file) Write(p []byte) (int, error) {
	err := f.d.change("write", f.path, func() error {
		f.n.data = append(f.n.data[:len(f.n.data):len(f.n.data)], p...)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

func (f *file) Sync() error {
	return f.d.change("sync", f.path, func() error {
		f.n.synced = f.n.data
		return nil
	})
}

func (f *file) Close() error { return nil }

// Open opens a file for reading.
func (d *Disk) Open(path string) (durable.Reader, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.now[path]
	if n == nil || n.dir {
		return nil, fail("open", path, fs.ErrNotExist)
	}
	return reader{bytes.NewReader(n.data)}, nil
}

type reader struct{ *bytes.Reader }

func (reader) Close() error { return nil }

var _ io.ReaderAt = reader{}

// Sync promises the bytes of a file.
func (d *Disk) Sync(path string) error {
	return d.change("sync", path, func() error {
		n := d.now[path]
		if n == nil {
			return fail("sync", path, fs.ErrNotExist)
		}
		n.synced = n.data
		return nil
	})
}

// Rename moves a file, replacing.
func (d *Disk) Rename(from, to string) error { return d.rename(from, to, false) }

// RenameNew moves a file to a free name.
func (d *Disk) RenameNew(from, to string) error { return d.rename(from, to, true) }

func (d *Disk) rename(from, to string, onlyNew bool) error {
	return d.change("rename", to, func() error {
		n := d.now[from]
		if n == nil {
			return fail("rename", from, fs.ErrNotExist)
		}
		if d.now[to] != nil && onlyNew {
			return fail("rename", to, fs.ErrExist)
		}
		delete(d.now, from)
		d.now[to] = n
		return nil
	})
}

// Remove removes a file.
func (d *Disk) Remove(path string) error {
	return d.change("remove", path, func() error {
		if n := d.now[path]; n == nil || n.dir {
			return fail("remove", path, fs.ErrNotExist)
		}
		delete(d.now, path)
		return nil
	})
}

// Mkdir makes a directory.
func (d *Disk) Mkdir(path string) error {
	return d.change("mkdir", path, func() error {
		if d.now[path] != nil {
			return fail("mkdir", path, fs.ErrExist)
		}
		d.now[path] = &node{dir: true}
		return nil
	})
}

// SyncDir promises the names in a directory.
func (d *Disk) SyncDir(dir string) error {
	return d.change("syncdir", dir, func() error {
		for _, path := range d.allNames() {
			if filepath.Dir(path) != dir {
				continue
			}
			if n := d.now[path]; n != nil {
				d.synced[path] = n
			} else {
				delete(d.synced, path)
			}
		}
		return nil
	})
}

// ReadDir lists a directory.
func (d *Disk) ReadDir(dir string) ([]fs.DirEntry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n := d.now[dir]; n == nil || !n.dir {
		return nil, fail("readdir", dir, fs.ErrNotExist)
	}
	var list []fs.DirEntry
	for path, n := range d.now {
		if filepath.Dir(path) == dir && path != dir {
			list = append(list, fs.FileInfoToDirEntry(info{filepath.Base(path), n}))
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Name() < list[j].Name() })
	return list, nil
}

// Stat tells about a path.
func (d *Disk) Stat(path string) (fs.FileInfo, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.now[path]
	if n == nil {
		return nil, fail("stat", path, fs.ErrNotExist)
	}
	return info{filepath.Base(path), n}, nil
}

// Free tells what is left.
func (d *Disk) Free(string) (bytes, inodes uint64, err error) {
	if d.Left > 0 {
		return d.Left, 1 << 40, nil
	}
	return 1 << 50, 1 << 40, nil
}

// Flip turns one bit of a file, as a tired disk or a visitor would.
func (d *Disk) Flip(path string, at int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := d.now[path]
	n.data = bytes.Clone(n.data)
	n.data[at] ^= 1
	n.synced = n.data
}

// Files gives the paths of all files below a directory, in order.
func (d *Disk) Files(below string) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var list []string
	for path, n := range d.now {
		if !n.dir && strings.HasPrefix(path, below) {
			list = append(list, path)
		}
	}
	sort.Strings(list)
	return list
}

type info struct {
	name string
	n    *node
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return int64(len(i.n.data)) }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.n.dir }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.n.dir {
		return fs.ModeDir | 0o700
	}
	return 0o600
}
