package sftp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	wire "github.com/pkg/sftp"
)

// ErrChanged is wrapped when a file was not the same before and after it was read:
// somebody is still writing it.
var ErrChanged = errors.New("file changed while it was read")

// A file has up to 64 reads under way, and up to 4 MiB in them: enough to hide
// 20 ms of distance in either size of packet.
const (
	maxReads  = 64
	maxFlying = 4 << 20
)

// Get copies exactly the bytes that the server says the file has, before and
// after. Anything else is an error, and what was written to w is worth nothing.
func (c *Client) Get(ctx context.Context, path string, w io.Writer) (n int64, err error) {
	err = c.during(ctx, "get "+path, func(alive func()) error {
		f, err := c.files.Open(path)
		if err != nil {
			return err
		}
		defer f.Close() // read only: its answer changes nothing
		before, err := f.Stat()
		if err != nil {
			return err
		}
		if !before.Mode().IsRegular() {
			return errors.New("not a regular file")
		}
		alive()
		if n, err = c.copy(w, f, before.Size(), alive); err != nil {
			return err
		}
		after, err := f.Stat()
		if err != nil {
			return err
		}
		return same(before, after)
	})
	return n, err
}

func same(before, after fs.FileInfo) error {
	switch {
	case before.Size() != after.Size():
		return fmt.Errorf("%w: %d bytes, then %d", ErrChanged, before.Size(), after.Size())
	case !before.ModTime().Equal(after.ModTime()):
		return fmt.Errorf("%w: written at %v, then at %v", ErrChanged, before.ModTime().UTC(), after.ModTime().UTC())
	}
	return nil
}

// stretch is one read under way.
type stretch struct {
	bytes []byte
	err   error
}

// copy keeps a window of reads in flight and writes their answers in order. Each
// asks for a stretch of its own; File.ReadAt asks again for what a short answer
// left out, and its count is checked here all the same.
func (c *Client) copy(w io.Writer, f *wire.File, size int64, alive func()) (done int64, err error) {
	chunk := int64(c.bytes)
	ring := make([]chan stretch, min(maxReads, maxFlying/chunk, (size+chunk-1)/chunk))
	buffers := make([][]byte, len(ring))
	read := func(slot int, at int64) {
		if at >= size {
			return
		}
		want := min(chunk, size-at)
		if buffers[slot] == nil {
			buffers[slot] = make([]byte, want)
		}
		b := buffers[slot][:want]
		go func() {
			n, err := f.ReadAt(b, at)
			if err == nil || errors.Is(err, io.EOF) {
				if err = nil; n != len(b) {
					err = fmt.Errorf("%w: %d bytes, and it ended at %d", ErrChanged, size, at+int64(n))
				}
			}
			ring[slot] <- stretch{b, err}
		}()
	}
	for i := range ring {
		ring[i] = make(chan stretch, 1) // so that nobody waits for a reader who has left
		read(i, int64(i)*chunk)
	}
	for slot := 0; done < size; slot = (slot + 1) % len(ring) {
		s := <-ring[slot]
		alive()
		if s.err != nil {
			return done, s.err
		}
		n, err := w.Write(s.bytes)
		if done += int64(n); err != nil {
			return done, err
		}
		read(slot, done+int64(len(ring)-1)*chunk)
	}
	return done, nil
}
