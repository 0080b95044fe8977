package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// xmlText gives a file's text when it begins as XML does. UTF-16 is turned to UTF-8 here,
// because a decoder can only learn of an encoding from text it can read.
func xmlText(r io.Reader) (io.Reader, bool) {
	b := bufio.NewReaderSize(r, 1<<16)
	head, _ := b.Peek(4)
	switch {
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), bytes.HasPrefix(head, []byte{0, '<'}):
		b = bufio.NewReader(&utf16Reader{from: b, order: binary.BigEndian})
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{'<', 0}):
		b = bufio.NewReader(&utf16Reader{from: b, order: binary.LittleEndian})
	}
	if head, _ := b.Peek(3); string(head) == "\uFEFF" {
		b.Discard(3)
	}
	for {
		c, err := b.ReadByte()
		if err != nil {
			return nil, false
		}
		if !strings.ContainsRune(" \t\r\n", rune(c)) {
			b.UnreadByte()
			return b, c == '<'
		}
	}
}

// utf16Reader turns UTF-16 into UTF-8.
type utf16Reader struct {
	from  *bufio.Reader
	order binary.ByteOrder
	rest  []byte
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.rest) == 0 {
		unit, err := u.unit()
		if err != nil {
			return 0, err
		}
		r := rune(unit)
		if utf16.IsSurrogate(r) {
			low, err := u.unit()
			if err != nil {
				return 0, err
			}
			r = utf16.DecodeRune(r, rune(low))
		}
		u.rest = utf8.AppendRune(u.rest, r)
	}
	n := copy(p, u.rest)
	u.rest = u.rest[n:]
	return n, nil
}

func (u *utf16Reader) unit() (uint16, error) {
	var b [2]byte
	_, err := io.ReadFull(u.from, b[:])
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return u.order.Uint16(b[:]), err
}

// charset reads the encodings banks declare. The money of a file is ASCII in all of them;
// windows-1252's own 27 characters come out as controls, which matters to nobody here.
func charset(label string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(label) {
	case "utf-8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii":
		return r, nil
	case "iso-8859-1", "latin1", "iso-8859-15", "windows-1252", "cp1252":
		return &latinReader{from: bufio.NewReader(r)}, nil
	}
	return nil, fmt.Errorf("encoding %q", label)
}

// latinReader turns one byte a character into UTF-8.
type latinReader struct {
	from *bufio.Reader
	rest []byte
}

func (l *latinReader) Read(p []byte) (int, error) {
	if len(l.rest) == 0 {
		c, err := l.from.ReadByte()
		if err != nil {
			return 0, err
		}
		l.rest = utf8.AppendRune(l.rest, latin(c))
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// latin gives a byte's character; a control that XML forbids becomes a blank.
func latin(c byte) rune {
	if c >= 0x80 && c < 0xA0 {
		return ' '
	}
	return rune(c)
}
