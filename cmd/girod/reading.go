package main

import (
	"context"
	"fmt"
	"io"
)

// reading is a journalled file as the formats read it. It can be taken back to its start
// by opening it again (some formats are read twice), whether it lies in the spool, packed
// in the archive or within a seal; and it ends when the daemon is told to stop.
type reading struct {
	ctx  context.Context
	open func() (io.ReadCloser, error)
	r    io.ReadCloser
	at   int64
}

func (r *reading) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	if r.r == nil {
		if err := r.reopen(); err != nil {
			return 0, err
		}
	}
	n, err := r.r.Read(p)
	r.at += int64(n)
	return n, err
}

// Seek goes back to where the reader stood earlier; forward it goes by reading.
func (r *reading) Seek(offset int64, whence int) (int64, error) {
	switch {
	case whence == io.SeekCurrent && offset == 0, whence == io.SeekStart && offset == r.at:
		return r.at, nil
	case whence != io.SeekStart || offset < 0 || offset > r.at:
		return r.at, fmt.Errorf("seek %d from %d: only back to the start", offset, whence)
	}
	if err := r.Close(); err != nil {
		return r.at, err
	}
	if _, err := io.CopyN(io.Discard, r, offset); err != nil {
		return r.at, err
	}
	return r.at, nil
}

func (r *reading) reopen() (err error) {
	r.r, err = r.open()
	r.at = 0
	return err
}

// Close lets go of the file; the next Read opens it anew.
func (r *reading) Close() error {
	if r.r == nil {
		return nil
	}
	err := r.r.Close()
	r.r, r.at = nil, 0
	return err
}
