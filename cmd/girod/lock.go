package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// flock takes the file's lock or says at once that somebody has it.
func flock(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) }
