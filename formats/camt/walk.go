package camt

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/codes"
	"girod/formats/xmlplace"
)

// The bounds of one part: fields, and bytes of their texts. They are wider than those of
// a payment that Read takes (payment.go).
const (
	maxFields      = 200_000
	maxDetailBytes = 16 << 20
	maxPaths       = 16 << 10 // remembered, so many and so long
	maxPath        = 512
)

// walker tells all that stands in a message, part by part.
type walker struct {
	xml     *xmlplace.Reader
	tell    func(*Detail) error
	clip    formats.Clip
	version string
	space   string
	root    int     // depth of Document; 0 outside
	message bool    // within its child, as we know it
	parts   []part  // open, one in another
	levels  []level // the open elements from the innermost part down
	path    []byte
	known   map[string]spot
	counts  map[Part]int

	domain, family string // of the bank transaction code being read
}

// part is an open part of the message.
type part struct {
	Detail
	base  int // where its paths begin
	bytes int // of its texts
}

// level is an open element.
type level struct {
	at       int // length of the path above it
	part     bool
	currency string
	child    string // name of its last child, and how many of it stood together
	times    int
}

// spot is what a path says of the values at it.
type spot struct {
	path string
	kind Kind
	set  codes.Set
}

// Walk reads a message again, whole: every element of every version reaches tell with its
// path, kind and line, also those that are in no schema. It judges nothing but the XML;
// [Read] is who refuses. A part is told when it closes: payments before the entry around
// them, entries before their statement. What tell is given is overwritten afterwards.
func Walk(src io.Reader, l formats.Limits, tell func(*Detail) error) error {
	w := &walker{
		xml: xmlplace.NewReader(src, l).Count("Stmt", "Rpt", "Ntfctn", "Ntry", "TxDtls"), tell: tell,
		known: make(map[string]spot), counts: make(map[Part]int),
	}
	for {
		kind, err := w.xml.Next()
		if err == io.EOF {
			return w.end()
		}
		if err != nil {
			return err
		}
		switch kind {
		case xmlplace.Start:
			err = w.start()
		case xmlplace.Text:
			err = w.text()
		case xmlplace.End:
			err = w.close()
		}
		if err != nil {
			return err
		}
	}
}

func (w *walker) end() error {
	if w.version == "" {
		return &formats.Error{Origin: formats.Origin{Line: 1}, Code: "camt-no-statement", Want: "a camt.052, camt.053 or camt.054: a Document in " + Space + "…"}
	}
	return nil
}

// start opens a part, or an element within one.
func (w *walker) start() error {
	name := w.xml.Name()
	if w.root == 0 {
		if _, version := messageOf(w.xml.Space()); name == "Document" && w.version == "" && version > 0 {
			w.root, w.space, w.version = w.xml.Depth(), w.xml.Space(), nameOf(w.xml.Space())
		}
		return nil
	}
	if w.xml.Depth() == w.root+1 {
		w.message = w.xml.Space() == w.space && slices.Contains(messages, name)
		return nil
	}
	if part := w.opens(name); part != "" {
		w.open(part)
		return nil
	}
	w.push(name)
	at := &w.levels[len(w.levels)-1]
	for _, a := range w.xml.Attrs() {
		switch {
		case a.Name == "Ccy" && a.Space == "":
			at.currency = string(a.Value)
		case a.Space == "":
			mark := len(w.path)
			w.path = append(append(w.path, "/@"...), a.Name...)
			if err := w.add(string(a.Value), ""); err != nil {
				return err
			}
			w.path = w.path[:mark]
		}
	}
	return nil
}

// opens tells which part an element opens where it stands.
func (w *walker) opens(name string) Part {
	ours := w.message && w.xml.Space() == w.space
	if len(w.parts) == 0 {
		if ours && (name == "Stmt" || name == "Rpt" || name == "Ntfctn") {
			return StatementPart
		}
		return HeaderPart
	}
	if !ours {
		return ""
	}
	above, within := w.top().Part, w.within()
	switch {
	case name == "Ntry" && above == StatementPart && len(within) == 0:
		return EntryPart
	case name == "TxDtls" && above == EntryPart && (len(within) == 0 || bytes.HasPrefix(within, ntryDtls) && bytes.IndexByte(within, '/') < 0):
		return PaymentPart
	}
	return ""
}

var ntryDtls = []byte("NtryDtls")

// top is the innermost part, and within the path in it.
func (w *walker) top() *part { return &w.parts[len(w.parts)-1] }

func (w *walker) within() []byte { return w.path[w.top().base:] }

func (w *walker) open(kind Part) {
	switch kind {
	case StatementPart:
		w.counts[EntryPart] = 0
	case EntryPart:
		w.counts[PaymentPart] = 0
	}
	w.counts[kind]++
	if len(w.parts) < cap(w.parts) {
		w.parts = w.parts[:len(w.parts)+1] // with the memory of the last part that stood here
	} else {
		w.parts = append(w.parts, part{})
	}
	p := w.top()
	*p = part{base: len(w.path), Detail: Detail{Origin: w.xml.Origin(), Part: kind, Ordinal: w.counts[kind], Version: w.version, Fields: p.Fields[:0]}}
	if kind == HeaderPart {
		p.At = w.xml.Name()
	}
	w.levels = append(w.levels, level{at: len(w.path), part: true})
}

// push goes down into an element and numbers it where its like stood before it.
func (w *walker) push(name string) {
	mark := len(w.path)
	up := &w.levels[len(w.levels)-1]
	if up.child != name {
		up.child, up.times = name, 0
	}
	up.times++
	if mark > w.top().base {
		w.path = append(w.path, '/')
	}
	w.path = append(w.path, name...)
	if up.times > 1 {
		w.path = append(w.path, '[')
		w.path = strconv.AppendInt(w.path, int64(up.times), 10)
		w.path = append(w.path, ']')
	}
	w.levels = append(w.levels, level{at: mark})
}

func (w *walker) text() error {
	if len(w.levels) == 0 {
		return nil
	}
	return w.add(w.clip.String(bytes.TrimSpace(w.xml.Text())), w.levels[len(w.levels)-1].currency)
}

// add adds a value to the innermost part.
func (w *walker) add(text, currency string) error {
	p := w.top()
	s := w.spot()
	if p.bytes += len(text); len(p.Fields) >= maxFields || p.bytes > maxDetailBytes {
		return w.xml.Refuse("part-too-large", "", "a header, statement, entry or payment of at most 200000 values and 16 MiB")
	}
	f := Field{Line: w.xml.Line(), Path: s.path, Kind: s.kind, Text: text, Currency: currency, Set: s.set, code: text}
	if s.set == codes.BankTransaction {
		f.code = w.bankCode(s.path, text)
	}
	p.Fields = append(p.Fields, f)
	return nil
}

// spot gives what is known of the path; the same few come again and again.
func (w *walker) spot() spot {
	if s, ok := w.known[string(w.within())]; ok {
		return s
	}
	path := string(w.within())
	bare := unnumbered(path)
	s := spot{path, kindOf(bare), setOf(bare)}
	if len(w.known) < maxPaths && len(path) <= maxPath {
		w.known[path] = s
	} else {
		w.top().bytes += len(path)
	}
	return s
}

// unnumbered takes the ordinals out of a path.
func unnumbered(path string) string {
	for {
		from := strings.IndexByte(path, '[')
		if from < 0 {
			return path
		}
		path = path[:from] + path[from+strings.IndexByte(path[from:], ']')+1:]
	}
}

// bankCode joins a family to its domain and a subfamily to both: alone they say little.
func (w *walker) bankCode(path, text string) string {
	switch {
	case under(path, "Fmly/Cd"):
		w.family = text
		return w.domain + "/" + text
	case under(path, "SubFmlyCd"):
		return w.domain + "/" + w.family + "/" + text
	}
	w.domain, w.family = text, ""
	return text
}

// close goes up, and tells a part that closes.
func (w *walker) close() error {
	if len(w.levels) == 0 {
		if w.root > 0 && w.xml.Depth() == w.root {
			w.root = 0
		}
		return nil
	}
	top := w.levels[len(w.levels)-1]
	w.levels, w.path = w.levels[:len(w.levels)-1], w.path[:top.at]
	if !top.part {
		return nil
	}
	p := w.top()
	p.End = w.xml.Line()
	err := w.tell(&p.Detail)
	w.parts = w.parts[:len(w.parts)-1]
	return err
}

// Wanted picks the details to explain.
type Wanted func(*Detail) bool

// AtLine picks the part that stands at a line and those around it. Where a whole file is
// one line, ask by place.
func AtLine(line int) Wanted {
	return func(d *Detail) bool { return d.Part == HeaderPart || d.Line <= line && line <= d.End }
}

// AtPlace picks the part in which a place lies, as a refusal, a finding or an entry names
// it, and those around it.
func AtPlace(at string) Wanted {
	return func(d *Detail) bool {
		return d.Part == HeaderPart || at == d.At || strings.HasPrefix(at, d.At+"/")
	}
}

// OfPayment picks one payment by the place of its entry and its ordinal there, as
// [formats.Entry] and [formats.Payment] have them, and the parts around it. Ordinal 0 is
// the entry itself.
func OfPayment(entry string, ordinal int) Wanted {
	around := AtPlace(entry)
	return func(d *Detail) bool {
		return around(d) || d.Part == PaymentPart && d.Ordinal == ordinal && strings.HasPrefix(d.At, entry+"/")
	}
}

// maxExplained is more than a person can read.
const maxExplained = 1000

var errEnough = errors.New("enough")

// Explain gives the parts that are wanted, what is around them first; at most a thousand.
func Explain(src io.Reader, l formats.Limits, wanted Wanted) ([]Detail, error) {
	var found []Detail
	err := Walk(src, l, func(d *Detail) error {
		if !wanted(d) {
			return nil
		}
		one := *d
		one.Fields = slices.Clone(d.Fields)
		if found = append(found, one); len(found) == maxExplained {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	rank := []Part{HeaderPart, StatementPart, EntryPart, PaymentPart}
	slices.SortStableFunc(found, func(a, b Detail) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(slices.Index(rank, a.Part), slices.Index(rank, b.Part)))
	})
	return found, err
}
