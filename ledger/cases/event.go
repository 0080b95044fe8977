package cases

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"unicode/utf8"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// Event is something that happened to a case. It is never changed.
type Event struct {
	ID        int64
	Case      int64
	Day       date.Date // 0 is today
	Kind      string
	Text      string // what was done, in a line (åtgärd)
	Details   string // what opens behind it: a note, a letter's words
	Documents []Document
}

// Document is a file of the archive that belongs to an event.
type Document struct {
	Digest string // SHA-256 in hex
	Name   string
	Kind   DocumentKind
}

// DocumentKind tells a scan (the paperclip) from a letter and from other files.
type DocumentKind string

// The kinds of document.
const (
	Scan   DocumentKind = "scan"
	Letter DocumentKind = "letter"
	File   DocumentKind = "file"
)

// told are the kinds of event that are told from outside, by a partner or a person
// (R-BST-46); the others are written by the acts of this room.
var told = []string{
	"note", "letter-sent", "letter-received", "call", "limitation-interrupted", "payment-info", "plan-created", "plan-missed",
	"debtor-merged", "address-search", "document",
}

// Told gives the kinds of event that [Desk.Tell] takes.
func Told() []string { return slices.Clone(told) }

// The bounds of what may be written.
const (
	maxText      = 500
	maxDetails   = 20_000
	maxDocuments = 50
)

// Tell writes that something happened outside this room: a letter, a note, what the
// partner did. A closed case still takes it.
func (d Desk) Tell(tx *ledger.Tx, e Event) error {
	c, err := Load(tx, e.Case)
	if err != nil {
		return err
	}
	if !slices.Contains(told, e.Kind) {
		return fmt.Errorf("case %s: %w: kind %.40q, want one of %v", c.Number, ErrText, e.Kind, told)
	}
	if e.Text == "" || e.Day > d.Today {
		return fmt.Errorf("case %s: %w: an event has words, and a day that has been", c.Number, ErrText)
	}
	return d.add(tx, e)
}

// Note writes a person's note on a case (R-BST-56).
func (d Desk) Note(tx *ledger.Tx, id int64, text string) error {
	return d.Tell(tx, inALine(Event{Case: id, Kind: "note", Text: text}))
}

// inALine puts a long text behind its first words.
func inALine(e Event) Event {
	if r := []rune(e.Text); len(r) > 80 {
		e.Text, e.Details = string(r[:79])+"…", e.Text
	}
	return e
}

// add writes an event behind the last one.
func (d Desk) add(tx *ledger.Tx, e Event) error {
	_, err := d.write(tx, e)
	return err
}

// write is add that gives the event's number.
func (d Desk) write(tx *ledger.Tx, e Event) (int64, error) {
	if err := e.check(); err != nil {
		return 0, err
	}
	if e.Day == 0 {
		e.Day = d.Today
	}
	var last []byte
	_, err := tx.One(`SELECT id, hash FROM case_event ORDER BY id DESC LIMIT 1`, nil, func(r *store.Row) error {
		e.ID, last = r.Int(0), r.Bytes(1)
		return nil
	})
	if err != nil {
		return 0, err
	}
	e.ID++
	at := tx.Stamp()
	hash := e.link(last, at, tx.By())
	_, err = tx.Exec(`INSERT INTO case_event (id, debt_case, day, kind, text, details, at, actor, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		e.ID, e.Case, e.Day, e.Kind, e.Text, e.Details, at, tx.By(), hash)
	for i, doc := range e.Documents {
		if err == nil {
			_, err = tx.Exec(`INSERT INTO case_document (event, line, digest, name, kind) VALUES ($1, $2, $3, $4, $5)`, e.ID, i+1, doc.Digest, doc.Name, doc.Kind)
		}
	}
	return e.ID, err
}

func (e Event) check() error {
	if err := short(e.Text, maxText); err != nil {
		return err
	}
	if err := short(e.Details, maxDetails); err != nil {
		return err
	}
	if len(e.Documents) > maxDocuments {
		return fmt.Errorf("%w: more than %d documents", ErrText, maxDocuments)
	}
	for _, doc := range e.Documents {
		hex := len(doc.Digest) == 64
		for _, c := range doc.Digest {
			hex = hex && (c >= '0' && c <= '9' || c >= 'a' && c <= 'f')
		}
		if !hex || !slices.Contains([]DocumentKind{Scan, Letter, File}, doc.Kind) {
			return fmt.Errorf("%w: a document is a scan, letter or file with the SHA-256 of its bytes", ErrText)
		}
		if err := short(doc.Name, 255); err != nil {
			return err
		}
	}
	return nil
}

// link is the event's hash over the one before and all that is written of it.
func (e Event) link(last []byte, at, by string) []byte {
	h := sha256.New()
	h.Write(last)
	var n [8]byte
	number := func(v int64) {
		binary.BigEndian.PutUint64(n[:], uint64(v))
		h.Write(n[:])
	}
	text := func(s string) {
		number(int64(len(s)))
		h.Write([]byte(s))
	}
	for _, v := range []int64{e.ID, e.Case, int64(e.Day), int64(len(e.Documents))} {
		number(v)
	}
	for _, s := range []string{e.Kind, e.Text, e.Details, at, by} {
		text(s)
	}
	for _, doc := range e.Documents {
		text(doc.Digest)
		text(doc.Name)
		text(string(doc.Kind))
	}
	return h.Sum(nil)
}

// short refuses a text that is too long or none.
func short(text string, most int) error {
	if len(text) > 4*most || utf8.RuneCountInString(text) > most || !utf8.ValidString(text) {
		return fmt.Errorf("%w: want at most %d characters", ErrText, most)
	}
	return nil
}
