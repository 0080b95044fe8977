package bank

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	wire "github.com/pkg/sftp"
)

// desk is one user's session: the folders of that user under a root that cannot
// be left, neither by .. nor by a link.
type desk struct {
	bank *Bank
	user User
	root *os.Root
}

func (b *Bank) desk(name string) (*desk, error) {
	u, ok := b.options.user(name)
	if !ok {
		return nil, fs.ErrNotExist
	}
	root, err := os.OpenRoot(b.path("folders", u.Name))
	if err != nil {
		return nil, err
	}
	return &desk{b, u, root}, nil
}

// inside turns a path of the protocol into one under the root.
func inside(p string) string {
	if p = strings.TrimPrefix(path.Clean("/"+p), "/"); p == "" {
		return "."
	}
	return p
}

// landed tells the bank that a file is finished, if it lies where orders do.
func (d *desk) landed(p string) error {
	folder, name := path.Split(p)
	if path.Clean(folder) != d.user.Outbox {
		return nil
	}
	return d.bank.landed(d.user.Name, name)
}

// Fileread opens a file for the customer to fetch.
func (d *desk) Fileread(r *wire.Request) (io.ReaderAt, error) { return d.root.Open(inside(r.Filepath)) }

// Filewrite opens a file for the customer to put.
func (d *desk) Filewrite(r *wire.Request) (io.WriterAt, error) {
	flags, want := os.O_WRONLY, r.Pflags()
	for flag, set := range map[int]bool{os.O_CREATE: want.Creat, os.O_TRUNC: want.Trunc, os.O_EXCL: want.Excl} {
		if set {
			flags |= flag
		}
	}
	f, err := d.root.OpenFile(inside(r.Filepath), flags, 0o600)
	if err != nil {
		return nil, err
	}
	return &upload{File: f, desk: d, path: inside(r.Filepath)}, nil
}

// upload is a file being put. When it is closed it has landed, unless the
// connection broke: then half a file lies there, and nobody said it was whole.
type upload struct {
	*os.File
	desk   *desk
	path   string
	broken bool
}

// TransferError is told when the connection breaks.
func (u *upload) TransferError(error) { u.broken = true }

// Close ends the upload.
func (u *upload) Close() error {
	if err := u.File.Close(); err != nil || u.broken {
		return err
	}
	return u.desk.landed(u.path)
}

// Filecmd renames and removes. Folders are the bank's to make.
func (d *desk) Filecmd(r *wire.Request) error {
	from, to := inside(r.Filepath), inside(r.Target)
	switch r.Method {
	case "Setstat":
		return nil // times and modes are the bank's own
	case "Remove":
		if info, err := d.root.Lstat(from); err != nil || info.IsDir() {
			return firstOf(err, fs.ErrPermission)
		}
		return d.root.Remove(from)
	case "Rename", "PosixRename":
		if _, err := d.root.Lstat(to); err == nil {
			return fmt.Errorf("%s: %w", to, fs.ErrExist)
		}
		if info, err := d.root.Lstat(from); err != nil || info.IsDir() {
			return firstOf(err, fs.ErrPermission)
		}
		if err := d.root.Rename(from, to); err != nil {
			return err
		}
		return d.landed(to)
	}
	return wire.ErrSSHFxOpUnsupported
}

func firstOf(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// Filelist lists a folder or answers about one entry.
func (d *desk) Filelist(r *wire.Request) (wire.ListerAt, error) {
	name := inside(r.Filepath)
	if r.Method != "List" {
		info, err := d.root.Lstat(name)
		return entries{info}, err
	}
	f, err := d.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := f.Readdir(-1)
	return entries(list), err
}

// entries are a listing.
type entries []os.FileInfo

// ListAt copies a stretch of it.
func (e entries) ListAt(to []os.FileInfo, from int64) (int, error) {
	if from >= int64(len(e)) {
		return 0, io.EOF
	}
	n := copy(to, e[from:])
	if n < len(to) {
		return n, io.EOF
	}
	return n, nil
}
