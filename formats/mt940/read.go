package mt940

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// Format is what such a file is called.
const Format = "mt940"

// preamble is how many lines before the first :20: some banks write; a file that has
// more of them is not one of these.
const preamble = 16

// Is tells whether a file looks like MT940: fields :20: and :25: at its beginning.
func Is(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	reference := false
	for range preamble + 8 {
		line, rest, more := bytes.Cut(head, []byte("\n"))
		switch tag, _, _ := cut(afterBlocks(bytes.TrimRight(line, "\r"))); string(tag) {
		case "20":
			reference = true
		case "25", "25P":
			return reference
		}
		if !more {
			break
		}
		head = rest
	}
	return false
}

// afterBlocks gives what stands behind {1:…}{2:…}{4: on the same line.
func afterBlocks(line []byte) []byte {
	if len(line) == 0 || line[0] != '{' {
		return line
	}
	if i := bytes.Index(line, []byte("{4:")); i >= 0 {
		return line[i+3:]
	}
	return line
}

// reader goes through the file once; there are two of them, the first without a sink.
type reader struct {
	lines  *lines
	limits formats.Limits
	sink   formats.Sink
	sum    formats.Summary
	clip   formats.Clip

	ahead []closing // of each statement: what the first reader found at its end
	first bool      // this one finds them

	at        stage
	message   message
	statement statement
	open      bool // a statement is told and not closed
	entry     formats.Entry
	pay       payment
	pending   bool // an entry is read and not told, :86: may follow
	records   int64
	mass      int64  // all amounts together: what makes an overflow of any sum impossible
	sameCode  string // the type of the entry before, which is mostly that of this one
	seen      map[string]bool
}

// stage is where in a message we are.
type stage byte

const (
	outside stage = iota // before :20:, or behind the message's end
	heading              // before the opening balance
	entries              // behind it
	closed               // behind the closing balance
)

// message is one page: from :20: to the line with a hyphen.
type message struct {
	line     int
	ref      string
	account  formats.Account
	servicer string
	number   string
	opening  formats.Balance
	middle   bool // :60M:, it goes on with a statement
	block    bool // within {4: … -}
	about    bool // :86: now belongs to the statement, or to nothing
}

// statement is one statement, of as many messages as it has pages.
type statement struct {
	formats.Statement
	entries int
	total   formats.Total
	opening formats.Balance
	closing formats.Balance // of its last page so far
	more    bool            // that page ends with :62M:
}

// closing is what stands behind a statement's entries and is told before them.
type closing struct {
	balances []formats.Balance
	to       date.Date
}

// maxStatements is one for each account of a very large group.
const maxStatements = 100_000

// Read tells an MT940 file to the sink. It gives the summary as far as it came also with
// an error. The file is read twice.
func Read(src io.Reader, l formats.Limits, sink formats.Sink) (*formats.Summary, error) {
	l = l.WithDefaults()
	var scout, teller *reader
	err := formats.Twice(src, l, func(r io.Reader) error {
		scout = newReader(r, l, formats.Sink{})
		scout.first = true
		return scout.all()
	}, func(r io.Reader) error {
		teller = newReader(r, l, sink)
		teller.ahead = scout.ahead
		return teller.all()
	})
	switch {
	case teller != nil:
		return &teller.sum, err
	case scout != nil:
		return &scout.sum, err
	}
	return &formats.Summary{Format: Format, Version: version}, err
}

const version = "MT940"

func newReader(r io.Reader, l formats.Limits, sink formats.Sink) *reader {
	return &reader{
		lines: newLines(r, l), limits: l, sink: sink, seen: map[string]bool{},
		sum: formats.Summary{Format: Format, Version: version},
	}
}

// all follows the file to its end.
func (r *reader) all() error {
	for {
		line, err := r.lines.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				return r.end()
			}
			return err
		}
		if r.lines.number == 1 {
			line = bytes.TrimPrefix(line, []byte("\xEF\xBB\xBF"))
		}
		if err := r.line(line); err != nil {
			return err
		}
	}
}

// line takes one line to where it belongs.
func (r *reader) line(line []byte) error {
	if len(line) > 0 && line[0] == '{' {
		if err := r.blocks(line); err != nil {
			return err
		}
		line = afterBlocks(line)
	}
	tag, rest, ok := cut(line)
	switch {
	case ok:
		return r.field(tag, rest)
	case r.at != outside && ends(line):
		return r.endMessage()
	case r.at == outside:
		if r.lines.number > preamble && r.sum.MessageID == "" {
			return r.refuse("mt940-no-message", string(line), "field :20: near the beginning of the file")
		}
		return nil // what banks write around messages
	}
	return r.goesOn(line)
}

// blocks looks at the headers of a message, where there are any.
func (r *reader) blocks(line []byte) error {
	if i := bytes.Index(line, []byte("{2:")); i >= 0 && len(line) >= i+7 {
		if kind := string(line[i+4 : i+7]); kind != "940" && kind != "950" {
			return r.refuse("mt940-type", "MT"+kind, "MT940, the customer statement (or MT950)")
		}
	}
	if bytes.Contains(line, []byte("{4:")) {
		if r.at == closed && !r.message.block {
			if err := r.endMessage(); err != nil {
				return err
			}
		}
		if r.at != outside {
			return r.refuse("mt940-truncated", string(line), "the end of the message (-}) before the next begins")
		}
		r.message.block = true
	}
	return nil
}

// field reads one field, its first line.
func (r *reader) field(tag, rest []byte) error {
	name := string(tag)
	switch {
	case name == "20":
		return r.openMessage(rest)
	case r.at == outside:
		return r.refuse("mt940-no-message", ":"+name+":", "field :20: first, the beginning of a message")
	}
	if name != "86" {
		if err := r.tellEntry(); err != nil {
			return err
		}
		r.message.about = false
	}
	switch name {
	case "25", "25P":
		return r.account(rest)
	case "28C", "28":
		return r.number(rest)
	case "60F", "60M":
		return r.opening(rest, name == "60M")
	case "61":
		return r.line61(rest)
	case "86":
		return r.information(rest)
	case "62F", "62M":
		return r.closing(rest, name == "62M")
	case "64", "65":
		return r.available(rest, name)
	case "21", "13", "13D", "NS":
		return nil
	}
	r.findFirst("field-unknown", false, "field :"+name+": is not one of MT940; it was left out")
	return nil
}

// goesOn is a line that belongs to the field before it.
func (r *reader) goesOn(line []byte) error {
	switch {
	case r.message.about:
		return nil
	case r.pending:
		return r.moreInformation(line)
	case r.message.servicer == "" && r.at == heading && len(bytes.TrimSpace(line)) > 0:
		r.message.servicer = string(bytes.TrimSpace(line)[:min(11, len(bytes.TrimSpace(line)))]) // the second line of :25P:
	}
	return nil
}

// end is the end of the file. Most banks leave the last hyphen out; a message in blocks
// has one.
func (r *reader) end() error {
	switch {
	case r.at == closed && !r.message.block:
		if err := r.endMessage(); err != nil {
			return err
		}
	case r.at != outside:
		return r.refuse("mt940-truncated", "", "the closing balance (:62F:) and the end of the message before the end of the file")
	}
	if r.sum.MessageID == "" {
		return r.refuse("mt940-no-message", "", "field :20:, the beginning of a message")
	}
	return r.closeStatement()
}

func (r *reader) refuse(code, got, want string) error {
	return &formats.Error{Origin: formats.Origin{Line: max(1, r.lines.number)}, Code: code, Got: got, Want: want}
}

// refuseAt is refuse for a part of a field.
func (r *reader) refuseAt(at, code string, got []byte, want string) error {
	return &formats.Error{Origin: formats.Origin{Line: r.lines.number, At: at}, Code: code, Got: string(got), Want: want}
}

// findFirst adds a finding that a bank's program makes always or never: the first is
// told, the others are counted.
func (r *reader) findFirst(code string, doubt bool, text string) {
	if r.seen[code] {
		r.sum.MoreFindings++
		return
	}
	r.seen[code] = true
	r.find(formats.Origin{Line: r.lines.number}, code, doubt, text)
}

func (r *reader) find(at formats.Origin, code string, doubt bool, text string) {
	r.sum.Find(r.limits, formats.Finding{Origin: at, Code: code, Text: text, Doubt: doubt})
}

// count holds the file to the limit of entries.
func (r *reader) count() error {
	if r.records++; r.records > r.limits.Records {
		return r.refuse("too-many-records", "", "at most "+strconv.FormatInt(r.limits.Records, 10)+" entries in a file")
	}
	return nil
}

// weigh adds an amount to the sum of all there are.
func (r *reader) weigh(minor int64, at string, got []byte) error {
	sum, ok := money.Add(r.mass, minor)
	if !ok {
		return r.refuseAt(at, "amount-overflow", got, "amounts whose sum fits 64 bits")
	}
	r.mass = sum
	return nil
}
