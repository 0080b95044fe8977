package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A file handed in by "girod receive" while the daemon runs is put where the daemon looks,
// because one process owns the spool. Its place says whose it is: handed/PARTNER/NAME.

func (h *house) handedDir() string { return filepath.Join(h.config.DataPath(), "handed") }

// handIn leaves a file for the running daemon.
func (h *house) handIn(partner, path string) error {
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	return h.leave(partner, filepath.Base(path), in)
}

// leave writes what is handed in where the daemon finds it.
func (h *house) leave(partner, name string, in io.Reader) error {
	dir := filepath.Join(h.handedDir(), partner)
	if err := h.disk.MkdirAll(dir); err != nil {
		return err
	}
	name = fmt.Sprintf("%d-%s", h.at.UnixNano(), name)
	return h.disk.Write(filepath.Join(dir, name), func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return err
	})
}

// takeHanded receives what was handed in; a file that cannot be received delays no other.
// Dying between the receiving and the removing only means that the same bytes are met
// again, which is a duplicate.
func (h *house) takeHanded(ctx context.Context, at time.Time) (moved bool, err error) {
	partners, err := h.disk.ReadDir(h.handedDir())
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	for _, p := range partners {
		dir := filepath.Join(h.handedDir(), p.Name())
		files, readErr := h.disk.ReadDir(dir)
		err = errors.Join(err, readErr)
		for _, f := range files {
			if strings.HasSuffix(f.Name(), ".tmp") {
				continue // being written, or what a death left; the next hand-in has another name
			}
			takeErr := h.takeOne(ctx, at, p.Name(), filepath.Join(dir, f.Name()))
			err = errors.Join(err, takeErr)
			moved = moved || takeErr == nil
		}
	}
	return moved, err
}

func (h *house) takeOne(ctx context.Context, at time.Time, partner, path string) error {
	in, err := h.disk.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	_, name, _ := strings.Cut(filepath.Base(path), "-")
	if _, err = h.x.Receive(ctx, at, partner, name, in); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return h.disk.Remove(path)
}
