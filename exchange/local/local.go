// Package local makes a directory of this machine look like a partner.
//
// Accounting systems drop files: somebody exports, a file appears in a shared
// folder, and it is up to us to notice when it is whole. The exchange treats
// such a folder exactly like a bank's server, with the same claims, journal and
// archive. Two things are better here than over a network: the kernel can say
// whether anybody still has a file open for writing (a read lease, [Folder.Quiet]),
// and it can wake us when something moves ([Watch]). The second is a hint and
// never the truth: 30,000 files written at once gave 8,193 events and one
// overflow, so an event only hurries the next full listing.
//
// A drop folder is writable by other people, so nothing in it is followed:
// reading goes through os.Root with O_NOFOLLOW, and what is not a regular file
// with one name is nobody's invoice.
package local

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"girod/exchange/durable"
	"girod/exchange/remote"
)

// Folder is a directory of this machine as a remote.Folder. Paths are slash paths
// below it.
type Folder struct {
	dir  string
	root *os.Root
	disk *durable.Disk
}

var _ remote.Folder = (*Folder)(nil)

// Open opens a directory that must exist: a drop folder that is missing is a
// mistake in the configuration or a mount that did not come up, never a reason
// to make an empty one.
func Open(dir string, disk *durable.Disk) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("drop folder: %w", err)
	}
	return &Folder{dir: dir, root: root, disk: disk}, nil
}

// Close ends the session.
func (f *Folder) Close() error { return f.root.Close() }

// List answers the entries of a directory.
func (f *Folder) List(ctx context.Context, dir string) ([]remote.File, error) {
	d, err := f.root.Open(clean(dir))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	var list []remote.File
	for ctx.Err() == nil {
		entries, err := d.ReadDir(1024)
		for _, e := range entries {
			info, err := e.Info()
			if err != nil {
				continue // gone between the two calls
			}
			list = append(list, asFile(info))
		}
		switch {
		case len(list) > remote.MaxEntries:
			return list[:remote.MaxEntries], nil // the rest comes when these are gone
		case err == io.EOF:
			return list, nil
		case err != nil:
			return nil, err
		}
	}
	return nil, ctx.Err()
}

// Get copies a file. Size, time and inode are compared before and after, on the
// descriptor and on the name, because the writer may be anyone.
func (f *Folder) Get(ctx context.Context, name string, w io.Writer) (int64, error) {
	src, err := f.open(name)
	if err != nil {
		return 0, err
	}
	defer src.Close()
	before, err := src.Stat()
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(w, &patient{ctx, io.LimitReader(src, before.Size()+1)})
	if err != nil {
		return n, err
	}
	after, err := f.root.Lstat(clean(name))
	if err != nil {
		return n, err
	}
	if n != before.Size() || after.Size() != n || !after.ModTime().Equal(before.ModTime()) || !os.SameFile(before, after) {
		return n, fmt.Errorf("get %s: the file changed while it was read", path.Base(name))
	}
	return n, nil
}

// open opens a regular file with exactly one name. O_NONBLOCK keeps a pipe that
// somebody put there from holding us for ever.
func (f *Folder) open(name string) (*os.File, error) {
	src, err := f.root.OpenFile(clean(name), os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	var st unix.Stat_t
	if err := unix.Fstat(int(src.Fd()), &st); err != nil {
		src.Close()
		return nil, &fs.PathError{Op: "stat", Path: name, Err: err}
	}
	if st.Mode&unix.S_IFMT != unix.S_IFREG || st.Nlink != 1 {
		src.Close()
		return nil, fmt.Errorf("get %s: not a regular file with one name", path.Base(name))
	}
	return src, nil
}

// Put makes a new file, durable when it returns.
func (f *Folder) Put(ctx context.Context, name string, r io.ReaderAt, size int64) error {
	target, err := f.path(name)
	if err != nil {
		return err
	}
	return f.disk.Write(target, func(w io.Writer) error {
		n, err := io.Copy(w, &patient{ctx, io.NewSectionReader(r, 0, size)})
		if err == nil && n != size {
			err = io.ErrUnexpectedEOF
		}
		return err
	})
}

// Stat answers one entry and follows no link.
func (f *Folder) Stat(_ context.Context, name string) (remote.File, error) {
	info, err := f.root.Lstat(clean(name))
	if err != nil {
		return remote.File{}, err
	}
	return asFile(info), nil
}

// Rename moves a file, never onto an existing one.
func (f *Folder) Rename(_ context.Context, from, to string) error {
	a, err := f.path(from)
	if err != nil {
		return err
	}
	b, err := f.path(to)
	if err != nil {
		return err
	}
	return f.disk.Move(a, b)
}

// Remove deletes a file.
func (f *Folder) Remove(_ context.Context, name string) error {
	p, err := f.path(name)
	if err != nil {
		return err
	}
	return f.disk.Remove(p)
}

// path joins a slash path to the folder, refusing what would leave it and a
// directory on the way that is a link to elsewhere.
func (f *Folder) path(name string) (string, error) {
	c := clean(name)
	if !filepath.IsLocal(c) {
		return "", fmt.Errorf("%s: outside the folder", path.Base(name))
	}
	info, err := f.root.Lstat(path.Dir(c))
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		return "", &fs.PathError{Op: "open", Path: path.Dir(c), Err: unix.ENOTDIR}
	}
	return filepath.Join(f.dir, filepath.FromSlash(c)), nil
}

// clean makes "/in", "in/" and "in" the same place.
func clean(name string) string {
	c := strings.TrimPrefix(path.Clean("/"+name), "/")
	if c == "" {
		return "."
	}
	return c
}

func asFile(info fs.FileInfo) remote.File {
	return remote.File{Name: info.Name(), Size: info.Size(), ModTime: info.ModTime(), Regular: info.Mode().IsRegular()}
}

// patient is a reader that stops when nobody waits any more.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}
