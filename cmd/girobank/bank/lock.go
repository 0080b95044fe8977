package bank

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// ErrOpen is wrapped when another process has the bank open.
var ErrOpen = errors.New("the bank is open in another process")

// only takes the lock that keeps a second process out; closing the file gives it
// back, and so does dying.
func only(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, errors.Join(ErrOpen, err)
	}
	return f, nil
}
