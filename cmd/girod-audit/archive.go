package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// archive is every object that was ever received or sent, by the digest its name claims.
type archive struct {
	objects map[string]string // path by digest
	strays  []string          // names that are none
}

// readArchive lists the objects. One stands at ab/abcd….zst; anywhere else girod would not
// find it either.
func (a *audit) readArchive() error {
	a.archive = &archive{objects: map[string]string{}}
	return filepath.WalkDir(a.Archive, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		digest, ok := strings.CutSuffix(d.Name(), ".zst")
		if ok && isDigest(digest) && filepath.Base(filepath.Dir(path)) == digest[:2] {
			a.archive.objects[digest] = path
			return nil
		}
		place, _ := filepath.Rel(a.Archive, path)
		a.archive.strays = append(a.archive.strays, place)
		return nil
	})
}

func isDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && strings.ToLower(s) == s
}

// open unpacks an object as it is read.
func (ar *archive) open(digest string) (io.ReadCloser, error) {
	f, err := os.Open(ar.objects[digest])
	if err != nil {
		return nil, err
	}
	z, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))
	if err != nil {
		f.Close()
		return nil, err
	}
	return &object{z, f}, nil
}

type object struct {
	*zstd.Decoder
	file *os.File
}

func (o *object) Close() error {
	o.Decoder.Close()
	return o.file.Close()
}

// content is what an object holds: its digest and its size, both found by reading it.
func (ar *archive) content(digest string) (got string, size int64, err error) {
	r, err := ar.open(digest)
	if err != nil {
		return "", 0, err
	}
	defer r.Close()
	h := sha256.New()
	size, err = io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), size, err
}

// checkArchive is I7: each object has its digest and is named by a table, and whatever a
// table says is archived is there, in its size.
func (a *audit) checkArchive() error {
	sizes, err := a.verifyObjects()
	if err != nil {
		return err
	}
	named := map[string]bool{}
	must := func(what, digest string, size int64) {
		named[digest] = true
		got, there := sizes[digest]
		switch {
		case !there:
			a.violate("I7", "%s is archived as %s, which is not in the archive", what, short(digest))
		case size >= 0 && got >= 0 && got != size:
			a.violate("I7", "%s has %d bytes, its object %s has %d", what, size, short(digest), got)
		}
	}
	for _, f := range a.journal.files {
		named[f.Digest] = true
		if f.archived {
			must("file "+f.String(), f.Digest, f.Size)
		} else if err := a.spooled(f); err != nil {
			return err
		}
	}
	for _, key := range a.journal.keys {
		o := a.journal.outgoing[key]
		must("outgoing file "+key, o.Digest, o.Size)
		if o.Plain != "" {
			must("what is sealed in outgoing file "+key, o.Plain, -1)
		}
	}
	if err := a.otherDocuments(must, named); err != nil {
		return err
	}
	for _, digest := range sortedKeys(sizes) {
		if !named[digest] {
			a.violate("I7", "the archive holds %s, which no table names", short(digest))
		}
	}
	return nil
}

// verifyObjects reads every object again and gives their sizes, -1 for a broken one.
func (a *audit) verifyObjects() (map[string]int64, error) {
	sizes := map[string]int64{}
	for _, digest := range sortedKeys(a.archive.objects) {
		if err := a.Err(); err != nil {
			return nil, err
		}
		got, size, err := a.archive.content(digest)
		switch {
		case err != nil:
			a.violate("I7", "object %s cannot be unpacked: %v", short(digest), err)
			size = -1
		case got != digest:
			a.violate("I7", "object %s holds other bytes: their digest is %s", short(digest), short(got))
			size = -1
		}
		sizes[digest] = size
	}
	for _, place := range a.archive.strays {
		a.note("I7", "the archive has %s, which is no object", place)
	}
	a.looked("I7", "objects unpacked and hashed", int64(len(sizes)))
	return sizes, nil
}

// otherDocuments are those we made: letters, orders, and what was kept to be sent. A kept
// digest may lack its object, because it is written first.
func (a *audit) otherDocuments(must func(what, digest string, size int64), named map[string]bool) error {
	err := each(a.tables, "kept", func(k *keptRow) error {
		named[k.Digest] = true
		return nil
	})
	if err != nil {
		return err
	}
	err = each(a.tables, "reminder", func(r *reminderRow) error {
		if r.Digest != "" {
			must(fmt.Sprintf("the letter of reminder %d", r.ID), r.Digest, -1)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return each(a.tables, "payout_file", func(f *payFileRow) error {
		if f.Digest != "" {
			must("payment file "+f.MessageID, f.Digest, -1)
		}
		return nil
	})
}

// spooled holds a file that is not archived yet to its bytes in the spool. A copy needs
// none: its original has them.
func (a *audit) spooled(f *arrival) error {
	if f.CopyOf != 0 {
		if original := a.journal.byName[fileName(f.CopyOf)]; original == nil {
			a.violate("I7", "file %s has no bytes: %s, whose copy it is, is not in the journal", f, fileName(f.CopyOf))
		}
		return nil
	}
	if f.State == "settled" || f.State == "archived" {
		a.violate("I7", "file %s is %s and was never archived", f, f.State)
		return nil
	}
	if _, there := a.archive.objects[f.Digest]; there {
		return nil // its step is the next thing
	}
	if a.Spool == "" {
		a.looked("I7", "files whose bytes are in the spool, which was not given", 1)
		return nil
	}
	b, err := os.Open(filepath.Join(a.Spool, "incoming", filepath.Base(f.Spool)))
	if err != nil {
		a.violate("I7", "file %s is %s and its bytes are neither in the archive nor in the spool", f, f.State)
		return nil
	}
	defer b.Close()
	h := sha256.New()
	if _, err := io.Copy(h, b); err != nil {
		return fmt.Errorf("spool of %s: %w", f, err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != f.Digest {
		a.violate("I7", "file %s is %s and the spool holds other bytes of it: %s", f, f.State, short(got))
	}
	a.looked("I7", "spooled files hashed", 1)
	return nil
}

// short shows enough of a digest to find it.
func short(digest string) string { return digest[:min(len(digest), 16)] }

// bytes gives what a file of the journal holds: from the archive, or while it is not there
// yet, from the spool.
func (a *audit) bytes(f *arrival) (io.ReadCloser, error) {
	if _, there := a.archive.objects[f.Digest]; there {
		return a.archive.open(f.Digest)
	}
	if a.Spool != "" && f.Spool != "" {
		return os.Open(filepath.Join(a.Spool, "incoming", filepath.Base(f.Spool)))
	}
	return nil, fmt.Errorf("its bytes are not in the archive")
}
