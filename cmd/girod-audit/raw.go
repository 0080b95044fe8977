package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// lineFunc is told of each booked entry of a file, and which of its statements it is in.
type lineFunc func(st int, l rawLine)

// readRaw gives the statements of a bank's file, by what is in it; none and no error when it
// holds none that we can read.
func readRaw(r io.Reader, line lineFunc) ([]*rawStatement, error) {
	head := bufio.NewReaderSize(r, 1<<16)
	begin, _ := head.Peek(4096)
	switch {
	case isBgMax(begin):
		return readBgMax(head, line)
	case bytes.HasPrefix(begin, []byte("NY000010")):
		return readOCRGiro(head, line)
	case isMT940(begin):
		return readMT940(head, line)
	case isEnvelope(begin):
		content, err := inEnvelope(head)
		if err != nil {
			return nil, fmt.Errorf("envelope: %w", err)
		}
		return readRaw(content, line)
	}
	return readCamt(head, line)
}

// isEnvelope tells the Secure Envelope of Nordic banks, which signs what it carries and need
// not encrypt it.
func isEnvelope(head []byte) bool { return bytes.Contains(head, []byte("http://bxd.fi/xmldata/")) }

// inEnvelope gives what an envelope carries: Content, in base64, compressed or not. One within
// another is not opened.
func inEnvelope(r io.Reader) (io.Reader, error) {
	var e struct {
		Compressed string
		Content    string
	}
	if err := xml.NewDecoder(r).Decode(&e); err != nil {
		return nil, err
	}
	content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(e.Content), ""))
	switch {
	case err != nil:
		return nil, err
	case isEnvelope(content[:min(len(content), 4096)]):
		return nil, errors.New("it carries another envelope")
	}
	if c := strings.TrimSpace(e.Compressed); c != "true" && c != "1" {
		return bytes.NewReader(content), nil
	}
	return gzip.NewReader(bytes.NewReader(content))
}

// isSealed tells a file whose content only the holder of a key can read: OpenPGP, armoured
// or not, or XML with encrypted data.
func isSealed(r io.Reader) bool {
	head := make([]byte, 1<<16)
	n, _ := io.ReadFull(r, head)
	head = head[:n]
	return bytes.HasPrefix(head, []byte("-----BEGIN PGP")) || n > 0 && head[0]&0x80 != 0 && !bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")) ||
		bytes.Contains(head, []byte("EncryptedData"))
}

// booked adds an entry that the bank has booked.
func (st *rawStatement) booked(at int, ref, day string, minor int64, line lineFunc) {
	st.Entries++
	key := st.key(ref, day, minor, st.Currency)
	if minor == 0 {
		return
	}
	st.Booked.add(minor)
	if line != nil {
		n, _ := strconv.ParseInt(strings.ReplaceAll(day, "-", ""), 10, 64)
		line(at, rawLine{key, n, minor})
	}
}

// columns gives what stands from one column to another of a record, counted from 1; blanks
// where it is shorter.
func columns(record []byte, from, to int) string {
	if len(record) < from {
		return ""
	}
	return string(record[from-1 : min(to, len(record))])
}

// digits reads a number that fills its columns.
func digits(record []byte, from, to int) (int64, error) {
	text := columns(record, from, to)
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("columns %d-%d: %q is no number", from, to, text)
	}
	return n, nil
}

// records reads the lines of a file, or its records of eighty characters where a line is none.
func records(r *bufio.Reader, each func(record []byte) error) error {
	head, _ := r.Peek(200)
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, 1<<16), 1<<20)
	if !bytes.ContainsRune(head, '\n') {
		s.Split(eighty)
	}
	for n := 1; s.Scan(); n++ {
		if err := each(bytes.TrimRight(s.Bytes(), "\r")); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return s.Err()
}

func eighty(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if n := min(80, len(data)); n == 80 || atEOF && n > 0 {
		return n, data[:n], nil
	}
	return 0, nil, nil
}
