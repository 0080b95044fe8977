package local

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/fsnotify/fsnotify"

	"girod/exchange/durable"
)

func drop(t *testing.T) (*Folder, string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "in"), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := Open(dir, durable.On(durable.OS{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, dir
}

func TestFolder(t *testing.T) {
	f, dir := drop(t)
	ctx := t.Context()
	if err := f.Put(ctx, "/in/a.tmp", strings.NewReader("hello"), 5); err != nil {
		t.Fatal(err)
	}
	if err := f.Put(ctx, "/in/a.tmp", strings.NewReader("again"), 5); !errors.Is(err, fs.ErrExist) {
		t.Errorf("put onto a file: %v", err)
	}
	if err := f.Put(ctx, "/in/short", strings.NewReader("he"), 5); err == nil {
		t.Error("a short put was believed")
	}
	if err := f.Rename(ctx, "/in/a.tmp", "in/a"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "in", "b"), []byte("b"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Rename(ctx, "in/a", "in/b"); !errors.Is(err, fs.ErrExist) {
		t.Errorf("rename onto a file: %v", err)
	}
	var got bytes.Buffer
	if n, err := f.Get(ctx, "in/a", &got); n != 5 || err != nil || got.String() != "hello" {
		t.Errorf("got %d, %v, %q", n, err, &got)
	}
	list, err := f.List(ctx, "/in")
	if err != nil || len(list) != 2 {
		t.Errorf("listed %v, %v", list, err)
	}
	if err := f.Remove(ctx, "in/a"); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{"stat": second(f.Stat(ctx, "in/a")), "remove": f.Remove(ctx, "in/a"),
		"get": second(f.Get(ctx, "in/a", io.Discard)), "rename": f.Rename(ctx, "in/a", "in/c")} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s of what is gone: %v", what, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// What another user of the folder may have put there.
func TestTraps(t *testing.T) {
	f, dir := drop(t)
	ctx := t.Context()
	outside := filepath.Join(t.TempDir(), "secret")
	for _, err := range []error{
		os.WriteFile(outside, []byte("secret"), 0o600),
		os.Symlink(outside, filepath.Join(dir, "in", "link")),
		os.Symlink(filepath.Dir(outside), filepath.Join(dir, "away")),
		os.Link(outside, filepath.Join(dir, "in", "hard")),
		syscall.Mkfifo(filepath.Join(dir, "in", "pipe"), 0o600),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"in/link", "in/hard", "in/pipe", "../x", "away/secret", "in"} {
		var got bytes.Buffer
		if _, err := f.Get(ctx, name, &got); err == nil || got.Len() > 0 {
			t.Errorf("%s was read: %q", name, &got)
		}
	}
	if err := f.Put(ctx, "away/planted", strings.NewReader("x"), 1); err == nil {
		t.Error("a file was put through a link")
	}
	list, err := f.List(ctx, "in")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if l.Regular && l.Name != "hard" {
			t.Errorf("%s passes for a regular file", l.Name)
		}
	}
}

// The kernel knows who is still writing.
func TestQuiet(t *testing.T) {
	f, dir := drop(t)
	w, err := os.OpenFile(filepath.Join(dir, "in", "a"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	still, err := f.Quiet(t.Context(), "in/a")
	if errors.Is(err, ErrNoLease) {
		t.Skip("this file system has no leases")
	}
	if still || err != nil {
		t.Errorf("while somebody writes: %v, %v", still, err)
	}
	w.Close()
	if still, err := f.Quiet(t.Context(), "in/a"); !still || err != nil {
		t.Errorf("when all have closed: %v, %v", still, err)
	}
}

// Every event, and every loss of events, ends in a full listing.
func TestOverflowNudges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		events, errs, nudge := make(chan fsnotify.Event), make(chan error), make(chan struct{}, 1)
		done := make(chan error, 1)
		go func() { done <- relay(ctx, events, errs, nudge) }()
		errs <- fsnotify.ErrEventOverflow
		synctest.Wait()
		if len(nudge) != 1 {
			t.Error("an overflow did not nudge")
		}
		for range 1000 { // nobody takes the nudge: the watcher must not stall
			events <- fsnotify.Event{Op: fsnotify.Create}
		}
		<-nudge
		events <- fsnotify.Event{Op: fsnotify.Write}
		synctest.Wait()
		if len(nudge) != 1 {
			t.Error("an event did not nudge")
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// The real watcher nudges once for what was there before and again for a new file.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	nudge, done := make(chan struct{}, 1), make(chan error, 1)
	go func() { done <- Watch(ctx, []string{dir}, nudge) }()
	<-nudge
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte("a"), 0o600); err != nil {
		t.Fatal(err)
	}
	<-nudge
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if err := Watch(t.Context(), []string{filepath.Join(dir, "absent")}, nudge); err == nil {
		t.Error("an absent directory was watched")
	}
}
