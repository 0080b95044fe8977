package durable

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// FS is the file system below: the calls whose order decides what survives.
type FS interface {
	Create(path string) (File, error) // a new file; fs.ErrExist when there is one
	Append(path string) (File, error) // at the end, made when absent
	Open(path string) (Reader, error) // for reading
	Sync(path string) error           // makes the bytes of a closed file durable
	Rename(from, to string) error     // replaces what is there
	RenameNew(from, to string) error  // fs.ErrExist when there is one
	Remove(path string) error         // one file
	Mkdir(path string) error          // one directory; fs.ErrExist when there is one
	SyncDir(path string) error        // makes names in it durable
	ReadDir(path string) ([]fs.DirEntry, error)
	Stat(path string) (fs.FileInfo, error)
	Free(path string) (bytes, inodes uint64, err error) // what is left for us
}

// File is a file being written.
type File interface {
	io.Writer
	Sync() error
	Close() error
}

// Reader is a file being read.
type Reader interface {
	io.Reader
	io.ReaderAt
	io.Closer
}

// OS is the real file system. Files are readable by the service user only:
// everything we keep is somebody's payments.
type OS struct{}

const (
	fileMode = 0o600
	dirMode  = 0o700
)

// Create makes a new file for writing.
func (OS) Create(path string) (File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
}

// Append opens a file for writing at its end.
func (OS) Append(path string) (File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, fileMode)
}

// Open opens a file for reading and never follows a link to get there.
func (OS) Open(path string) (Reader, error) {
	return os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW, 0)
}

// Sync makes the bytes of a closed file durable.
func (OS) Sync(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Rename moves a file, replacing what is there.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// RenameNew moves a file to a name nobody has. Where the file system cannot say
// "only if absent" in one call (EINVAL), a hard link can: it never replaces.
func (OS) RenameNew(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		if err = os.Link(from, to); err == nil {
			return os.Remove(from)
		}
	}
	if err != nil {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
	}
	return nil
}

// Remove removes one file.
func (OS) Remove(path string) error { return os.Remove(path) }

// Mkdir makes one directory.
func (OS) Mkdir(path string) error { return os.Mkdir(path, dirMode) }

// SyncDir makes the names in a directory durable.
func (OS) SyncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// ReadDir lists a directory in name order.
func (OS) ReadDir(path string) ([]fs.DirEntry, error) { return os.ReadDir(path) }

// Stat tells about a path without following a last link.
func (OS) Stat(path string) (fs.FileInfo, error) { return os.Lstat(path) }

// Free tells the bytes and inodes left to an unprivileged user. A full inode
// table stops everything while df still shows space, so both are watched.
func (OS) Free(path string) (bytes, inodes uint64, err error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, 0, &fs.PathError{Op: "statfs", Path: path, Err: err}
	}
	if s.Files == 0 { // btrfs and friends have no inode table to run out of
		return s.Bavail * uint64(s.Bsize), 1 << 62, nil
	}
	return s.Bavail * uint64(s.Bsize), s.Ffree, nil
}
