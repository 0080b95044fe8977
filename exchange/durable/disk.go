package durable

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// TempSuffix ends every name that is not finished. Whatever bears it after a
// start was left by a death and may be removed.
const TempSuffix = ".tmp"

// Fatal says that a sync failed: what is on the disk is unknown and will stay
// unknown to this process. Stop, start again, verify by digest.
type Fatal struct {
	Op   string // "sync", "sync directory"
	Path string
	Err  error
}

func (f *Fatal) Error() string {
	return fmt.Sprintf("%s %s: %v (final: this process must stop)", f.Op, f.Path, f.Err)
}

// Unwrap gives the error the system answered.
func (f *Fatal) Unwrap() error { return f.Err }

// IsFatal tells whether an error means that the process must stop.
func IsFatal(err error) bool {
	var f *Fatal
	return errors.As(err, &f)
}

// Disk writes files so that they survive. It may be used by many at once.
type Disk struct {
	fs    FS
	seq   atomic.Int64
	fatal atomic.Pointer[Fatal]
	named sync.Map // paths whose names this process has made durable, or seen to be
}

// On gives a Disk over a file system; durable.On(durable.OS{}) is the real one.
func On(fs FS) *Disk { return &Disk{fs: fs} }

// Err is the fatal error after a failed sync, nil before.
func (d *Disk) Err() error {
	if f := d.fatal.Load(); f != nil {
		return f
	}
	return nil
}

func (d *Disk) final(op, path string, err error) error {
	f := &Fatal{Op: op, Path: path, Err: err}
	d.fatal.CompareAndSwap(nil, f)
	return f
}

// Write makes a new file with what fill writes: whole, durable and named, or not
// there at all. fs.ErrExist when the name is taken.
func (d *Disk) Write(path string, fill func(io.Writer) error) error {
	return d.write(path, fill, d.fs.RenameNew)
}

// Replace is Write for a name that may be taken: readers see the old file or the
// new one, never a mixture.
func (d *Disk) Replace(path string, fill func(io.Writer) error) error {
	return d.write(path, fill, d.fs.Rename)
}

func (d *Disk) write(path string, fill func(io.Writer) error, rename func(from, to string) error) error {
	temp, err := d.temp(path, fill)
	if err != nil {
		return err
	}
	if err := rename(temp, path); err != nil {
		d.fs.Remove(temp) // best effort; a leftover is swept at the next start
		return err
	}
	return d.SyncDir(filepath.Dir(path))
}

// temp writes and syncs a temporary file beside path.
func (d *Disk) temp(path string, fill func(io.Writer) error) (string, error) {
	if err := d.Err(); err != nil {
		return "", err
	}
	for {
		temp := path + "." + strconv.FormatInt(d.seq.Add(1), 36) + TempSuffix
		err := d.Fill(temp, fill)
		if errors.Is(err, fs.ErrExist) {
			continue // left by a process that died; the next number is ours
		}
		return temp, err
	}
}

// Fill makes a new file and syncs its bytes, but not its name: the first half of
// a Write, for callers that name many files at once (see Settle). When fill
// fails the file is removed; when the sync fails nothing is known.
func (d *Disk) Fill(path string, fill func(io.Writer) error) error {
	if err := d.Err(); err != nil {
		return err
	}
	f, err := d.fs.Create(path)
	if err != nil {
		return err
	}
	if err := fill(f); err != nil {
		f.Close()
		d.fs.Remove(path)
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return d.final("sync", path, err)
	}
	return f.Close()
}

// Name gives a filled file its final name; the name is durable after SyncDir.
// fs.ErrExist when the name is taken.
func (d *Disk) Name(from, to string) error {
	if err := d.Err(); err != nil {
		return err
	}
	return d.fs.RenameNew(from, to)
}

// Sync makes the bytes of a file durable that an earlier process wrote.
func (d *Disk) Sync(path string) error {
	if err := d.Err(); err != nil {
		return err
	}
	if err := d.fs.Sync(path); err != nil {
		return d.final("sync", path, err)
	}
	return nil
}

// SyncDir makes the names in a directory durable.
func (d *Disk) SyncDir(dir string) error {
	if err := d.Err(); err != nil {
		return err
	}
	if err := d.fs.SyncDir(dir); err != nil {
		return d.final("sync directory", dir, err)
	}
	return nil
}

// Move gives a file a new, free name, durably on both sides.
func (d *Disk) Move(from, to string) error {
	if err := d.Name(from, to); err != nil {
		return err
	}
	if err := d.SyncDir(filepath.Dir(to)); err != nil || filepath.Dir(from) == filepath.Dir(to) {
		return err
	}
	return d.SyncDir(filepath.Dir(from))
}

// Remove removes a file and makes its absence durable.
func (d *Disk) Remove(path string) error {
	if err := d.Err(); err != nil {
		return err
	}
	if err := d.fs.Remove(path); err != nil {
		return err
	}
	return d.SyncDir(filepath.Dir(path))
}

// Append adds bytes to the end of a log and returns when they are durable. The
// name is synced once in each process too: a new log must not vanish with its
// first line, and the process that made it may have died before it could see to that.
func (d *Disk) Append(path string, line []byte) error {
	if err := d.Err(); err != nil {
		return err
	}
	f, err := d.fs.Append(path)
	if err != nil {
		return err
	}
	if _, err := f.Write(line); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return d.final("sync", path, err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, known := d.named.Load(path); known {
		return nil
	}
	if err := d.SyncDir(filepath.Dir(path)); err != nil {
		return err
	}
	d.named.Store(path, true)
	return nil
}

// MkdirAll makes a directory and what is missing above it, durably. A directory
// that is there may have been made by a process that died before it could sync the
// name, so each is synced once; what lies in directories we may not open is not ours.
func (d *Disk) MkdirAll(path string) error {
	if err := d.Err(); err != nil {
		return err
	}
	if _, known := d.named.Load(path); known {
		return nil
	}
	parent := filepath.Dir(path)
	if parent == path {
		return nil
	}
	if err := d.MkdirAll(parent); err != nil {
		return err
	}
	err := d.fs.Mkdir(path)
	made := err == nil
	if info, e := d.fs.Stat(path); e != nil || !info.IsDir() {
		return errors.Join(err, e, &fs.PathError{Op: "mkdir", Path: path, Err: errors.New("not a directory")})
	}
	err = d.fs.SyncDir(parent)
	if err != nil && (made || !errors.Is(err, fs.ErrPermission)) {
		return d.final("sync directory", parent, err)
	}
	d.named.Store(path, true)
	return nil
}

// Sweep removes the unfinished files in a directory: what a death left behind.
// Only the process that owns the directory may call it, before it starts work.
func (d *Disk) Sweep(dir string) (removed int, err error) {
	entries, err := d.fs.ReadDir(dir)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		if !e.IsDir() && strings.HasSuffix(e.Name(), TempSuffix) {
			if err := d.fs.Remove(filepath.Join(dir, e.Name())); err != nil {
				return removed, err
			}
			removed++
		}
	}
	if removed == 0 {
		return 0, nil
	}
	return removed, d.SyncDir(dir)
}

// Open opens a file for reading.
func (d *Disk) Open(path string) (Reader, error) { return d.fs.Open(path) }

// ReadDir lists a directory in name order.
func (d *Disk) ReadDir(path string) ([]fs.DirEntry, error) { return d.fs.ReadDir(path) }

// Stat tells about a path.
func (d *Disk) Stat(path string) (fs.FileInfo, error) { return d.fs.Stat(path) }

// Free tells the bytes and inodes left where path is.
func (d *Disk) Free(path string) (bytes, inodes uint64, err error) { return d.fs.Free(path) }
