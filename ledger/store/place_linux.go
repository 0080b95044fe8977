package store

import (
	"fmt"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// remote are file systems whose locks or syncs cannot be trusted with a database;
// SQLite on NFS has eaten many (RELIABILITY.md 2.5, case 49). Numbers: statfs(2).
var remote = map[uint32]string{
	0x6969: "nfs", 0x517b: "smb", 0xfe534d42: "smb2", 0xff534d42: "cifs", 0x65735546: "fuse",
	0x01021997: "9p", 0x00c36400: "ceph", 0x5346414f: "afs", 0x6b414653: "afs", 0x73757245: "coda",
	0x0bd00bd0: "lustre", 0x47504653: "gpfs", 0x19830326: "beegfs", 0x564c: "ncp", 0xaad7aaea: "panfs",
}

// checkPlace refuses a database file on such a file system.
func checkPlace(path string) error {
	var at unix.Statfs_t
	folder := filepath.Dir(path)
	if err := unix.Statfs(folder, &at); err != nil {
		return fmt.Errorf("store: %s: %w", folder, err)
	}
	return refusePlace(path, uint32(at.Type))
}

func refusePlace(path string, magic uint32) error {
	if name, bad := remote[magic]; bad {
		return fmt.Errorf("%w: %s is on %s (keep it on a local disk, or use PostgreSQL)", ErrPlace, path, name)
	}
	return nil
}
