package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestNotTheirs: whoever approves may read the configuration that says who is who, and not change it.
func TestNotTheirs(t *testing.T) {
	const nobody = 65534
	dir := t.TempDir()
	mine, ours, roots := filepath.Join(dir, "mine"), filepath.Join(dir, "ours"), "/etc/passwd"
	for _, path := range []string{mine, ours} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	uid, done := os.Getuid(), make(chan [3]error)
	if uid == 0 {
		uid = nobody
		if err := os.Chown(mine, uid, uid); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(ours, 0o666); err != nil {
		t.Fatal(err)
	}
	for d := dir; d != "/" && d != os.TempDir(); d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil { // another login may look at them
			t.Fatal(err)
		}
	}
	go onSomeThread(func() {
		if os.Getuid() == 0 {
			if _, _, errno := unix.RawSyscall(unix.SYS_SETRESUID, nobody, nobody, 0); errno != 0 {
				t.Error(errno)
			}
		}
		var errs [3]error
		for i, path := range []string{mine, ours, roots} {
			errs[i] = notTheirs(path, strconv.Itoa(uid))
		}
		done <- errs
	})
	errs := <-done
	for i, want := range []string{"E_NO_ACCESS", "E_NO_ACCESS", ""} {
		if err := errs[i]; (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%d: %v, want %q", i, err, want)
		}
	}
}

// onSomeThread runs a function on a thread that ends with it, whatever name it has borrowed: never on
// the process's first, which cannot end.
func onSomeThread(fn func()) {
	runtime.LockOSThread()
	if unix.Gettid() != unix.Getpid() {
		fn()
		return
	}
	ended := make(chan struct{})
	go func() {
		onSomeThread(fn)
		close(ended)
	}()
	<-ended
	runtime.UnlockOSThread()
}
