package sftp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ErrShort is wrapped when the server has another size than we sent.
var ErrShort = errors.New("server has another size")

// Put makes a new file. It is there when Put returns nil, with the size that was
// sent, as a server tells it that was asked after the file was closed; and on its
// disk, where the server offers to say so. A Put that failed may have left a part
// of the file behind: it is a temporary name for that reason, and the next try
// takes another.
func (c *Client) Put(ctx context.Context, path string, r io.ReaderAt, size int64) error {
	return c.during(ctx, "put "+path, func(alive func()) error {
		f, err := c.files.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL)
		if err != nil {
			return c.taken(path, err)
		}
		// A section has a size, which lets the library send a window of writes at
		// a time; the first refusal of any comes back as the error.
		n, err := f.ReadFrom(&moving{io.NewSectionReader(r, 0, size), alive})
		if err == nil && n != size {
			err = fmt.Errorf("%w: %d bytes to send, and they ended at %d", io.ErrUnexpectedEOF, size, n)
		}
		if _, offered := c.files.HasExtension("fsync@openssh.com"); err == nil && offered {
			alive()
			err = f.Sync()
		}
		if closed := f.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
		alive()
		return c.measure(path, size)
	})
}

// measure asks for the size by name, as the partner will see it. "No such file"
// is not passed on as such: a partner who takes files before they are renamed has
// taken it, and that is no state a Put can be in.
func (c *Client) measure(path string, size int64) error {
	info, err := c.files.Lstat(path)
	switch {
	case err != nil:
		return fmt.Errorf("sent, but not to be seen: %v", err)
	case info.Size() != size:
		return fmt.Errorf("%w: sent %d bytes, it has %d", ErrShort, size, info.Size())
	}
	return nil
}

// taken finds out whether a refused exclusive create means that the name exists:
// the protocol has no word for it and says only "failure".
func (c *Client) taken(path string, err error) error {
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, stat := c.files.Lstat(path); stat == nil {
		return fs.ErrExist
	}
	return err
}

// moving tells that an upload moves on: the library reads the next stretch when
// an earlier one was answered.
type moving struct {
	*io.SectionReader
	alive func()
}

func (m *moving) Read(b []byte) (int, error) {
	m.alive()
	return m.SectionReader.Read(b)
}
