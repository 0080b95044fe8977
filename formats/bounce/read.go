// Package bounce reads the lists in which mail servers and print partners tell which
// letters did not arrive.
//
// There is no standard for such a list, so girod has a small layout of its own, in two
// dresses. JSON Lines, one object a line:
//
//	{"bounce":1,"address":"anna@exempel.se","invoice":"2026-1004","code":"5.1.1"}
//
// or CSV with a heading, comma separated, UTF-8:
//
//	bounce,address,invoice,code
//	1,anna@exempel.se,2026-1004,5.1.1
//
// The number is the layout's version. Either address or invoice may be left empty, not
// both. The code is an enhanced status code of RFC 3463 (4.x.x passes by itself, 5.x.x
// does not) or the partner's own word. A line that cannot be read refuses the whole file:
// a letter that was not delivered must not be forgotten with it.
package bounce

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"girod/formats"
)

// Format is the layout's name and version.
const Format = "bounce"

// Is tells whether a file begins as one of the two layouts does.
func Is(head []byte) bool {
	text := strings.TrimPrefix(string(head), "\ufeff")
	return strings.HasPrefix(text, `{"bounce":`) || strings.HasPrefix(text, "bounce,address,")
}

// Read tells the sink of each bounce. The summary counts them as details.
func Read(r io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	l = l.WithDefaults()
	s := &formats.Summary{Format: Format, Version: "bounce 1", Entries: 1}
	b := bufio.NewReaderSize(io.LimitReader(r, l.Bytes), 64<<10)
	lines := &lines{limits: l, sink: sink, summary: s}
	head, err := b.Peek(1)
	if err != nil {
		return nil, lines.refuse("empty", "", "a list of bounces")
	}
	if head[0] == '{' {
		return s, lines.readJSON(b)
	}
	return s, lines.readCSV(b)
}

type lines struct {
	limits  formats.Limits
	sink    formats.Sink
	summary *formats.Summary
	line    int
}

func (x *lines) refuse(code, got, want string) error {
	return &formats.Error{Origin: formats.Origin{Line: x.line, At: "bounce"}, Code: code, Got: got, Want: want}
}

// tell passes one bounce on, after what both layouts ask of it.
func (x *lines) tell(version, address, invoice, code string) error {
	b := formats.Bounce{Origin: formats.Origin{Line: x.line, At: "bounce"}, Address: address, Invoice: invoice, Code: code}
	switch {
	case version != "1":
		return x.refuse("bounce-version", version, "version 1 of the layout")
	case address == "" && invoice == "":
		return x.refuse("bounce-empty", "", "an address or an invoice number")
	case len(address) > 254 || len(invoice) > 64 || len(code) > 64:
		return x.refuse("bounce-long", address, "an address of at most 254 bytes (RFC 5321), a number and a code of at most 64")
	case code == "":
		return x.refuse("bounce-code", address, "a status code such as 5.1.1 (RFC 3463)")
	}
	if x.summary.Details++; int64(x.summary.Details) > x.limits.Records {
		return x.refuse("records", "", "at most "+strconv.FormatInt(x.limits.Records, 10)+" lines")
	}
	if x.sink.Bounce == nil {
		return nil
	}
	return x.sink.Bounce(&b)
}

func (x *lines) readJSON(r *bufio.Reader) error {
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, x.limits.Text)
	for scan.Scan() {
		x.line++
		text := strings.TrimSpace(scan.Text())
		if text == "" {
			continue
		}
		var v struct {
			Bounce  int    `json:"bounce"`
			Address string `json:"address"`
			Invoice string `json:"invoice"`
			Code    string `json:"code"`
		}
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		if err := d.Decode(&v); err != nil {
			return x.refuse("bounce-json", text, "an object with bounce, address, invoice and code")
		}
		if err := x.tell(strconv.Itoa(v.Bounce), v.Address, v.Invoice, v.Code); err != nil {
			return err
		}
	}
	if err := scan.Err(); err != nil {
		return x.refuse("bounce-long", "", "lines of at most "+strconv.Itoa(x.limits.Text)+" bytes")
	}
	return nil
}

func (x *lines) readCSV(r io.Reader) error {
	c := csv.NewReader(r)
	c.FieldsPerRecord = 4
	c.ReuseRecord = true
	for {
		fields, err := c.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			var at *csv.ParseError
			if errors.As(err, &at) {
				x.line = at.Line
			}
			return x.refuse("bounce-csv", "", "four columns: bounce, address, invoice, code")
		}
		x.line, _ = c.FieldPos(0)
		if x.line == 1 {
			continue // the heading, by which the file was recognised
		}
		if err := x.tell(fields[0], fields[1], fields[2], fields[3]); err != nil {
			return err
		}
	}
}
