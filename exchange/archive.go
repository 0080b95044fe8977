package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"

	"girod/exchange/durable"
)

// Archive keeps every byte ever received or sent, by SHA-256. An object is named
// by its content, pressed with zstd, synced, and read back before anybody relies
// on it; it is never changed and never removed by us.
type Archive struct {
	Disk *durable.Disk
	Dir  string
}

const objectSuffix = ".zst"

// path shards by the first byte: 256 directories stay small for decades.
func (a *Archive) path(digest string) string {
	return filepath.Join(a.Dir, digest[:2], digest+objectSuffix)
}

// Keep stores what open gives under its digest and reads it back. Keeping again
// what is there already only reads it back.
func (a *Archive) Keep(digest string, open func() (io.ReadCloser, error)) error {
	path := a.path(digest)
	if _, err := a.Disk.Stat(path); err == nil {
		// Whoever made it may have died before its name was synced.
		if err := a.Disk.SyncDir(filepath.Dir(path)); err != nil {
			return err
		}
		return a.Verify(digest)
	}
	if err := a.Disk.MkdirAll(filepath.Dir(path)); err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	err := a.Disk.Write(path, func(w io.Writer) error { return press(w, digest, open) })
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("archive: %w", err)
	}
	return a.Verify(digest)
}

// press compresses and refuses bytes that are not what their digest says.
func press(w io.Writer, digest string, open func() (io.ReadCloser, error)) error {
	src, err := open()
	if err != nil {
		return err
	}
	defer src.Close()
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(z, sum), src); err != nil {
		z.Close()
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return sameDigest(digest, hex.EncodeToString(sum.Sum(nil)))
}

func sameDigest(want, got string) error {
	if want != got {
		return fmt.Errorf("%w: digest %s, want %s", ErrDigest, got, want)
	}
	return nil
}

// Open reads an object. A reader that came to the end without an error has read
// exactly the bytes of the digest.
func (a *Archive) Open(digest string) (io.ReadCloser, error) {
	if len(digest) != sha256.Size*2 {
		return nil, fmt.Errorf("archive: %q is not a digest", digest)
	}
	f, err := a.Disk.Open(a.path(digest))
	if err != nil {
		return nil, fmt.Errorf("archive: %w", err)
	}
	z, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("archive: %w", err)
	}
	o := &object{f: f, z: z, digest: digest, sum: sha256.New()}
	return o, nil
}

type object struct {
	f      durable.Reader
	z      *zstd.Decoder
	digest string
	sum    interface {
		io.Writer
		Sum([]byte) []byte
	}
}

func (o *object) Read(p []byte) (int, error) {
	n, err := o.z.Read(p)
	o.sum.Write(p[:n])
	if err == io.EOF {
		if bad := sameDigest(o.digest, hex.EncodeToString(o.sum.Sum(nil))); bad != nil {
			return n, fmt.Errorf("archive: %w", bad)
		}
	}
	return n, err
}

func (o *object) Close() error {
	o.z.Close()
	return o.f.Close()
}

// Verify reads an object to its end.
func (a *Archive) Verify(digest string) error {
	r, err := a.Open(digest)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(io.Discard, r)
	return err
}

// Each calls fn with every digest kept, in order.
func (a *Archive) Each(fn func(digest string) error) error {
	shards, err := a.Disk.ReadDir(a.Dir)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	for _, s := range shards {
		if !s.IsDir() || len(s.Name()) != 2 {
			continue
		}
		objects, err := a.Disk.ReadDir(filepath.Join(a.Dir, s.Name()))
		if err != nil {
			return fmt.Errorf("archive: %w", err)
		}
		for _, o := range objects {
			digest, ok := strings.CutSuffix(o.Name(), objectSuffix)
			if !ok {
				continue // unfinished
			}
			if err := fn(digest); err != nil {
				return err
			}
		}
	}
	return nil
}

// Sweep removes what deaths left unfinished.
func (a *Archive) Sweep() error {
	shards, err := a.Disk.ReadDir(a.Dir)
	if err != nil {
		return fmt.Errorf("archive: %w", err)
	}
	for _, s := range shards {
		if s.IsDir() {
			if _, err := a.Disk.Sweep(filepath.Join(a.Dir, s.Name())); err != nil {
				return fmt.Errorf("archive: %w", err)
			}
		}
	}
	return nil
}
