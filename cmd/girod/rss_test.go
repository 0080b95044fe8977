package main

import (
	"os"
	"syscall"
)

// rssKiB is the most memory a process that has ended ever held.
func rssKiB(s *os.ProcessState) int64 {
	if u, ok := s.SysUsage().(*syscall.Rusage); ok {
		return u.Maxrss
	}
	return 0
}
