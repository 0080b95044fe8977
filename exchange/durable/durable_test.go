package durable_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"pgregory.net/rapid"

	"girod/exchange/durable"
	"girod/exchange/durable/durabletest"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

func read(t testing.TB, d *durable.Disk, path string) string {
	t.Helper()
	r, err := d.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The same story on the real file system and on the one made of memory.
func TestTwins(t *testing.T) {
	for name, c := range map[string]struct {
		fs   durable.FS
		root string
	}{"os": {durable.OS{}, t.TempDir()}, "memory": {durabletest.New(), "/r"}} {
		t.Run(name, func(t *testing.T) {
			d := durable.On(c.fs)
			at := func(p string) string { return filepath.Join(c.root, p) }
			want := func(what string, err, like error) {
				t.Helper()
				if !errors.Is(err, like) {
					t.Errorf("%s: got %v, want %v", what, err, like)
				}
			}
			want("make", d.MkdirAll(at("a/b")), nil)
			want("make again", d.MkdirAll(at("a/b")), nil)
			want("write", d.Write(at("a/b/f"), text("one")), nil)
			want("write again", d.Write(at("a/b/f"), text("two")), fs.ErrExist)
			if got := read(t, d, at("a/b/f")); got != "one" {
				t.Errorf("the first file has %q", got)
			}
			want("replace", d.Replace(at("a/b/f"), text("three")), nil)
			want("fill that fails", d.Write(at("a/g"), func(w io.Writer) error {
				_, _ = io.WriteString(w, "half")
				return io.ErrUnexpectedEOF
			}), io.ErrUnexpectedEOF)
			want("append", d.Append(at("log"), []byte("1\n")), nil)
			want("append", d.Append(at("log"), []byte("2\n")), nil)
			want("move onto", d.Move(at("a/b/f"), at("log")), fs.ErrExist)
			want("move", d.Move(at("a/b/f"), at("a/h")), nil)
			want("move what is not", d.Move(at("a/b/f"), at("a/i")), fs.ErrNotExist)
			want("remove what is not", d.Remove(at("a/b/f")), fs.ErrNotExist)
			want("sync", d.Sync(at("log")), nil)
			if got := read(t, d, at("a/h")) + read(t, d, at("log")); got != "three1\n2\n" {
				t.Errorf("at last %q", got)
			}
			want("fill a leftover", d.Fill(at("a/x.tmp"), text("x")), nil)
			if n, err := d.Sweep(at("a")); n != 1 || err != nil {
				t.Errorf("swept %d, %v", n, err)
			}
			want("remove", d.Remove(at("a/h")), nil)
			list, err := d.ReadDir(at("a"))
			if len(list) != 1 || list[0].Name() != "b" || err != nil {
				t.Errorf("left: %v, %v", list, err)
			}
			if bytes, nodes, err := d.Free(c.root); bytes == 0 || nodes == 0 || err != nil {
				t.Errorf("free: %d, %d, %v", bytes, nodes, err)
			}
		})
	}
}

// A sync that fails is final: nothing is written, named or removed after it, and a
// second try does not pretend to have worked.
func TestSyncErrorIsFinal(t *testing.T) {
	for _, call := range []string{"sync", "syncdir"} {
		m := durabletest.New()
		d := durable.On(m)
		m.Before = func(op, path string) durabletest.Verdict {
			if op == call {
				return durabletest.Verdict{Err: syscall.EIO}
			}
			return durabletest.Verdict{Do: true}
		}
		err := d.Write("/f", text("x"))
		if !durable.IsFatal(err) || !errors.Is(err, syscall.EIO) {
			t.Fatalf("%s: got %v", call, err)
		}
		m.Before = nil // the kernel would say yes now
		for what, again := range map[string]error{"write": d.Write("/g", text("x")), "append": d.Append("/l", []byte("x")),
			"remove": d.Remove("/f"), "name": d.Name("/f", "/h"), "mkdir": d.MkdirAll("/d"), "err": d.Err()} {
			if !durable.IsFatal(again) {
				t.Errorf("%s: then %s answers %v", call, what, again)
			}
		}
	}
}

// What a call promised survives every power cut; what it did not is whole or absent.
func TestPowerCut(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := durabletest.New()
		d := durable.On(m)
		promised := map[string]string{}
		count, last := 0, rapid.IntRange(1, 60).Draw(rt, "the call that never returns")
		m.Before = func(op, path string) durabletest.Verdict {
			if count++; count >= last {
				return durabletest.Verdict{Do: count == last && rapid.Bool().Draw(rt, "it happened"), Err: syscall.EIO}
			}
			return durabletest.Verdict{Do: true}
		}
		log := ""
		for i := range 6 {
			path := fmt.Sprintf("/d/%d", i)
			if d.MkdirAll("/d") != nil {
				break
			}
			if d.Write(path, text("content "+path)) == nil {
				promised[path] = "content " + path
			}
			if d.Append("/log", []byte{byte('a' + i)}) == nil {
				log += string(rune('a' + i))
			}
		}
		m.Before = nil
		after := durable.On(m.PowerCut(func(string, string) bool { return rapid.Bool().Draw(rt, "kept") }))
		for i := range 6 {
			path := fmt.Sprintf("/d/%d", i)
			got := read(t, after, path)
			if want, ok := promised[path]; got != want && (ok || got != "content "+path) {
				rt.Fatalf("%s holds %q, promised %q", path, got, want)
			}
		}
		if got := read(t, after, "/log"); len(got) < len(log) || got[:len(log)] != log {
			rt.Fatalf("the log holds %q, promised %q", got, log)
		}
	})
}

// A link in the place of a file is not followed.
func TestNoLinks(t *testing.T) {
	dir := t.TempDir()
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "l")); err != nil {
		t.Fatal(err)
	}
	if _, err := durable.On(durable.OS{}).Open(filepath.Join(dir, "l")); !errors.Is(err, syscall.ELOOP) {
		t.Errorf("got %v", err)
	}
}
