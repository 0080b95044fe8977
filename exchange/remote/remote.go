// Package remote says what a partner's folders look like from here.
//
// A bank does not offer an interface to call; it offers a few directories on a
// server. Somebody puts files there, somebody else takes them away, and both
// sides act at times the other cannot see. Everything the exchange knows about
// a partner it learns from listing names, sizes and modification times, and
// everything it does to a partner is putting, renaming and removing files.
//
// Folder is that small vocabulary. The SFTP client and the local drop
// directory both speak it, and so does the partner made of memory that the
// tests use. The package is a leaf: it imports nothing of ours, so that the
// exchange and its connections can share these words without knowing each
// other.
package remote

import (
	"context"
	"errors"
	"io"
	"time"
)

// Limits a Folder keeps on its own, because the listing comes from a stranger.
const (
	MaxEntries = 100_000 // entries one List answers at most
	MaxName    = 255     // bytes of one name, the limit of every common file system
)

// What a connection that was refused for good says of itself; a Dial wraps one
// of these so that the exchange stops knocking and asks a person.
var (
	ErrAuth    = errors.New("login refused")          // three in a row pause the partner
	ErrHostKey = errors.New("host key is not pinned") // pauses the partner at once
)

// File is one entry of a partner's directory. The name is data from a
// stranger: it is never joined to a path of ours (see exchange/names.go).
type File struct {
	Name    string
	Size    int64
	ModTime time.Time
	Regular bool // false for directories, links, sockets: nobody fetches those
}

// Folder is a partner's directories as the exchange sees them. Paths are slash
// paths. Errors say fs.ErrNotExist and fs.ErrExist where they mean it, so that
// errors.Is recognises them; every other error leaves the outcome unknown.
type Folder interface {
	// List answers the entries of dir, at most MaxEntries.
	List(ctx context.Context, dir string) ([]File, error)

	// Get copies exactly the bytes that stat promises before and after; a
	// file that came up short or changed on the way is an error, however
	// happy the copy was (pkg/sftp answers nil for half a file).
	Get(ctx context.Context, path string, w io.Writer) (int64, error)

	// Put makes a new file (exclusive create), compares its size afterwards
	// and asks the server to sync where that is offered.
	Put(ctx context.Context, path string, r io.ReaderAt, size int64) error

	// Stat answers one entry, or fs.ErrNotExist.
	Stat(ctx context.Context, path string) (File, error)

	// Rename moves a file, never onto an existing one (fs.ErrExist).
	Rename(ctx context.Context, from, to string) error

	// Remove deletes a file; fs.ErrNotExist when there is none.
	Remove(ctx context.Context, path string) error

	// Close ends the session.
	Close() error
}
