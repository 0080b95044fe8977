package correspondence

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

var (
	// ErrBytes: a letter rendered other bytes than the first time.
	ErrBytes = errors.New("letter renders other bytes than before")
	// ErrMove: the state asked for cannot follow the one that is.
	ErrMove = errors.New("letter cannot go to that state")
)

// State is how far a letter has come.
type State string

// The states of a letter; moves is the table of what may follow what.
const (
	Waits    State = "waiting"
	Rendered State = "rendered" // its bytes are archived under its digest
	Sent     State = "sent"
	Bounced  State = "bounced"
)

var moves = map[State][]State{
	Waits:    {Rendered, Bounced},
	Rendered: {Sent, Bounced},
	Sent:     {Bounced},
	Bounced:  {},
}

// Letter is a letter word for word as told, and how far it has come.
type Letter struct {
	formats.Reminder
	InvoiceID ledger.InvoiceID // 0: about none we know
	To        ledger.PartyID
	Payout    int64 // it tells of; 0: of none
	Attempt   int
	Digest    string
	State     State
	number    int64
}

const prefix = "w" // of names: "w000017"

func name(number int64) string { return fmt.Sprintf("%s%06d", prefix, number) }

// IsLetter tells whether a letter's name is one of this room.
func IsLetter(name string) bool { return strings.HasPrefix(name, prefix) }

// IsBatch tells whether an order for the print partner is of letters of this room.
func IsBatch(o outbox.Order) bool { return o.Kind == outbox.Letters && IsLetter(o.Subject) }

// Batch gives the letters that an order has printed: the one it names, or those of the span
// "w000017-w000420" that go by post.
func Batch(tx *ledger.Tx, o outbox.Order) (list []Letter, err error) {
	first, last, span := strings.Cut(o.Subject, "-")
	if !span {
		last = first
	}
	from, wrong := number(first)
	to, wrongToo := number(last)
	if err := errors.Join(wrong, wrongToo); err != nil {
		return nil, fmt.Errorf("order %s: %w", o.Key, err)
	}
	return letters(tx, `correspondence.id >= $2 AND correspondence.id <= $3 AND channel = 'post'`, from, to)
}

func number(name string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(name, prefix), 10, 64)
	if err != nil || !IsLetter(name) {
		return 0, fmt.Errorf("letter %.20q: %w", name, ledger.ErrNotFound)
	}
	return n, nil
}

// Read gives a letter of these books by its name.
func Read(tx *ledger.Tx, name string) (Letter, error) {
	id, err := number(name)
	if err != nil {
		return Letter{}, err
	}
	list, err := letters(tx, `correspondence.id = $2`, id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("letter %s: %w", name, ledger.ErrNotFound)
	}
	if err != nil {
		return Letter{}, err
	}
	return list[0], nil
}

// Told gives the letters of a span of days, oldest first.
func Told(tx *ledger.Tx, from, through date.Date) ([]Letter, error) {
	return letters(tx, `told_on >= $2 AND told_on <= $3`, from, through)
}

// letters gives those of these books that a condition chooses, in order of their names.
func letters(tx *ledger.Tx, where string, args ...any) (list []Letter, err error) {
	err = tx.Each(`SELECT id, COALESCE(invoice, 0), party, COALESCE(payout, 0), attempt, told, digest, state FROM correspondence
		WHERE tenant = $1 AND `+where+` ORDER BY id`, append([]any{tx.Tenant()}, args...), func(r *store.Row) error {
		l := Letter{number: r.Int(0), InvoiceID: ledger.InvoiceID(r.Int(1)), To: ledger.PartyID(r.Int(2)), Payout: r.Int(3), Attempt: int(r.Int(4)),
			Digest: r.Text(6), State: State(r.Text(7))}
		if err := json.Unmarshal([]byte(r.Text(5)), &l.Reminder); err != nil {
			return fmt.Errorf("letter %s: %w", name(l.number), err)
		}
		list = append(list, l)
		return nil
	})
	return list, err
}

// move takes a letter to a state.
func (l *Letter) move(tx *ledger.Tx, to State) error {
	if !slices.Contains(moves[l.State], to) {
		return fmt.Errorf("letter %s: %s to %s: %w", l.ID, l.State, to, ErrMove)
	}
	l.State = to
	_, err := tx.Exec(`UPDATE correspondence SET state = $2, digest = $3 WHERE id = $1`, l.number, string(to), l.Digest)
	return err
}

// SetRendered notes the digest of the bytes a letter was rendered to; others are never sent.
func SetRendered(tx *ledger.Tx, name, digest string) error {
	l, err := Read(tx, name)
	switch {
	case err != nil:
		return err
	case l.Digest == digest:
		return nil
	case l.Digest != "":
		return fmt.Errorf("letter %s: %w", name, ErrBytes)
	}
	l.Digest = digest
	return l.move(tx, Rendered)
}

// SetSent notes that a letter has left: the print partner has it, or the debtor's mail
// server. Said again it does nothing, and one that came back meanwhile stays so.
func SetSent(tx *ledger.Tx, name string) error {
	l, err := Read(tx, name)
	if err != nil || l.State == Sent || l.State == Bounced {
		return err
	}
	if err := l.move(tx, Sent); err != nil {
		return err
	}
	return l.note(tx, "letter-sent", fmt.Sprintf("Letter %s (%s) sent by %s", l.ID, l.Kind, l.Channel))
}

// note puts a line about a letter into the history of its debtor and its invoice.
func (l *Letter) note(tx *ledger.Tx, kind, text string) error {
	return tx.AddHistory(ledger.History{Party: l.To, Invoice: l.InvoiceID, Payout: payoutName(l.Payout), Kind: kind, Document: l.Digest, Text: text})
}
