package seal

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"girod/formats/date"
)

// recordSize is a record's length without its line end.
const recordSize = 80

// longestRecord bounds a line of a sealed file: records are 80 characters.
const longestRecord = 4 << 10

// Giro is Bankgirot's seal, HMAC-SHA256-128 (technical manual "Tamper protection with
// HMAC", 2014). The file's date stands in the seal's own records.
type Giro struct {
	key []byte
	on  date.Date
}

// NewGiro takes the key as the bank gives it, 32 hexadecimal digits, and the day the
// sealed file is to carry. The key is those 16 bytes; to use the 32 letters as the key
// is the classic mistake, so that nothing else is taken here.
func NewGiro(key string, on date.Date) (*Giro, error) {
	b, err := hex.DecodeString(strings.TrimSpace(key))
	if err != nil || len(b) != 16 {
		return nil, errors.New("seal key: want 32 hexadecimal digits (16 bytes)")
	}
	return &Giro{key: b, on: on}, nil
}

// CheckValue is the KVV: the code over eight zeros, by which both sides see that they
// hold the same key without showing it.
func (g *Giro) CheckValue() string {
	m := hmac.New(sha256.New, g.key)
	m.Write([]byte("00000000"))
	return code(m)
}

// code is the first 16 bytes of a MAC in capital hexadecimal digits.
func code(m hash.Hash) string { return strings.ToUpper(hex.EncodeToString(m.Sum(nil)[:16])) }

// Seal writes the opening record, the file's own records and the closing record. Rows
// of blanks are dropped, as the rule demands; other records keep their bytes.
func (g *Giro) Seal(w io.Writer, plain io.Reader) error {
	out := bufio.NewWriter(w)
	mac := hmac.New(sha256.New, g.key)
	day := fmt.Sprintf("%06d", int64(g.on)%1_000_000)
	put := func(record []byte, sealed bool) {
		if sealed {
			mac.Write(normal(record))
		}
		out.Write(record)
		out.WriteString("\r\n")
	}
	put(padded("00"+day+"HMAC"), true)
	rows := records(plain)
	for rows.Scan() {
		row := rows.Bytes()
		if blank(row) {
			continue
		}
		if bytes.HasPrefix(row, []byte("00")) && bytes.HasPrefix(row[min(8, len(row)):], []byte("HMAC")) {
			return refuse(1, "seal-twice", string(row[:12]), "a file that is not sealed yet")
		}
		put(row, true)
	}
	if err := rows.Err(); err != nil {
		return tooLong(0, err)
	}
	put(padded("99"+day+g.CheckValue()+code(mac)), false)
	return out.Flush()
}

func padded(record string) []byte {
	return []byte(record + strings.Repeat(" ", recordSize-len(record)))
}

func blank(row []byte) bool { return len(bytes.TrimSpace(row)) == 0 }

func records(r io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, longestRecord), longestRecord)
	return s
}

func tooLong(line int, err error) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return refuse(line+1, "seal-record", "", "records of 80 characters: this line is longer than %d bytes", longestRecord)
	}
	return err
}

// Open checks the opening record and hands out the records behind it; the closing one
// is checked when it comes. The opening record leaves an empty line in its place, so
// that what a reader says of line 7 is line 7 of the sealed file.
func (g *Giro) Open(sealed io.Reader) (*Opened, error) {
	o := &opening{giro: g, rows: records(sealed), mac: hmac.New(sha256.New, g.key)}
	first, err := o.next()
	if err != nil {
		return nil, err
	}
	if len(first) < 12 || string(first[:2]) != "00" || string(first[8:12]) != "HMAC" {
		return nil, refuse(o.line, "seal-missing", string(first[:min(len(first), 12)]), "the opening record of an HMAC seal: 00, date, HMAC")
	}
	o.mac.Write(normal(first))
	o.left = []byte("\r\n")
	return &Opened{Reader: o, Proof: &Proof{Kind: "hmac", Signer: g.CheckValue()}}, nil
}

// opening is a sealed file while its records pass.
type opening struct {
	giro *Giro
	rows *bufio.Scanner
	mac  hash.Hash
	left []byte // of the row that was read last
	line int
	done error
}

// next gives the next row with anything on it.
func (o *opening) next() ([]byte, error) {
	for o.rows.Scan() {
		o.line++
		if row := o.rows.Bytes(); !blank(row) {
			return row, nil
		}
	}
	if err := o.rows.Err(); err != nil {
		return nil, tooLong(o.line, err)
	}
	return nil, refuse(o.line, "seal-truncated", "", "the closing record of the seal (99): the file ends before it")
}

func (o *opening) Read(p []byte) (int, error) {
	if len(o.left) == 0 && o.done == nil {
		o.done = o.fill()
	}
	if o.done != nil {
		return 0, o.done
	}
	n := copy(p, o.left)
	o.left = o.left[n:]
	return n, nil
}

func (o *opening) fill() error {
	row, err := o.next()
	if err != nil {
		return err
	}
	if len(row) >= 72 && string(row[:2]) == "99" {
		return o.close(row)
	}
	o.mac.Write(normal(row))
	o.left = append(append(make([]byte, 0, len(row)+2), row...), "\r\n"...)
	return nil
}

// close checks the closing record: 99, date, key check value, code.
func (o *opening) close(row []byte) error {
	if kvv := string(row[8:40]); !hmac.Equal([]byte(kvv), []byte(o.giro.CheckValue())) {
		return refuse(o.line, "seal-key", kvv, "the key check value %s: this file was sealed with another key", o.giro.CheckValue())
	}
	if !hmac.Equal(row[40:72], []byte(code(o.mac))) {
		return refuse(o.line, "seal-broken", string(row[40:72]), "the code of what stands in the file: it was changed after it was sealed")
	}
	line := o.line
	if row, err := o.next(); err == nil {
		return refuse(o.line, "seal-after", string(row[:min(len(row), 12)]), "nothing behind the closing record of line %d", line)
	} else if o.rows.Err() != nil {
		return err
	}
	return io.EOF
}

// normal is a record as the code is made over it: Bankgirot's seven-bit letters, so
// that the code is the same on an EBCDIC machine (HMAC manual, normalisation).
func normal(record []byte) []byte {
	out := make([]byte, len(record))
	for i, c := range record {
		out[i] = seven[c]
	}
	return out
}

// seven maps ISO 8859-1 to the seal's alphabet: Swedish letters to their places of
// SS 63 61 27, anything else outside the printable ones to C3.
var seven = sevenBit()

func sevenBit() (t [256]byte) {
	for c := range t {
		t[c] = 0xC3
		if c >= 0x20 && c <= 0x7E {
			t[c] = byte(c)
		}
	}
	for from, to := range map[byte]byte{
		0xC9: 0x40, 0xC4: 0x5B, 0xD6: 0x5C, 0xC5: 0x5D, 0xDC: 0x5E, // É Ä Ö Å Ü
		0xE9: 0x60, 0xE4: 0x7B, 0xF6: 0x7C, 0xE5: 0x7D, 0xFC: 0x7E, // é ä ö å ü
	} {
		t[from] = to
	}
	return t
}
