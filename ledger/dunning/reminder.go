package dunning

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// State is how far a reminder has come.
type State string

// The states of a reminder; moves is the table of what may follow what.
const (
	Waits    State = "waiting"
	Rendered State = "rendered" // its bytes are archived under its digest
	Told     State = "sent"
	Bounced  State = "bounced"  // told again, by post, at the next run
	Replaced State = "replaced" // by its next attempt
)

var moves = map[State][]State{
	Waits:    {Rendered, Bounced},
	Rendered: {Told, Bounced},
	Told:     {Bounced},
	Bounced:  {Replaced},
	Replaced: {},
}

var (
	// ErrMove: the state asked for cannot follow the one that is.
	ErrMove = errors.New("reminder cannot go to that state")
	// ErrBytes: a reminder rendered other bytes than the first time.
	ErrBytes = errors.New("reminder renders other bytes than before")
)

// name is a reminder's name in files and orders: "r000017".
func name(id int64) string { return fmt.Sprintf("r%06d", id) }

func number(name string) (int64, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(name, "r"), 10, 64)
	if err != nil || !strings.HasPrefix(name, "r") {
		return 0, fmt.Errorf("reminder %q: %w", name, ledger.ErrNotFound)
	}
	return id, nil
}

// Reminder is a reminder as it was told, and what became of it.
type Reminder struct {
	formats.Reminder
	InvoiceID ledger.InvoiceID
	DebtorID  ledger.PartyID
	Attempt   int
	State     State
	Digest    string // SHA-256 of the letter's bytes, once rendered
}

// kind is the letter's; one without is a reminder.
func (r *Reminder) kind() formats.LetterKind { return cmp.Or(r.Kind, formats.ReminderLetter) }

// Letter gives the reminder of an e-mail order (its Subject is the name).
func Letter(tx *ledger.Tx, name string) (Reminder, error) {
	id, err := number(name)
	if err != nil {
		return Reminder{}, err
	}
	list, err := letters(tx, keptColumns+`WHERE reminder.id = $1`, id)
	if err == nil && len(list) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return Reminder{}, fmt.Errorf("reminder %s: %w", name, err)
	}
	return list[0], nil
}

// Batch gives the letters a print order of a day holds, in order of their names.
func Batch(tx *ledger.Tx, day date.Date) ([]Reminder, error) {
	return letters(tx, keptColumns+`WHERE reminder.told_on = $1 AND channel = 'post' AND debtor IN (SELECT id FROM party WHERE tenant = $2) ORDER BY reminder.id`,
		day, tx.Tenant())
}

// Of gives every reminder of an invoice, oldest first.
func Of(tx *ledger.Tx, id ledger.InvoiceID) ([]Reminder, error) {
	return letters(tx, keptColumns+`WHERE reminder.invoice = $1 ORDER BY reminder.id`, id)
}

// Promise gives what the last reminder of an invoice promised: its total, received by its
// pay-by day, settles the claim (DOMAIN.md 4.7). A zero total promises nothing; a Danish
// letter never does.
func Promise(tx *ledger.Tx, id ledger.InvoiceID) (total int64, payBy date.Date, err error) {
	_, err = tx.One(`SELECT reminder.total * reminder.honoured, reminder.pay_by FROM dunning JOIN reminder ON reminder.id = dunning.reminder
		WHERE dunning.invoice = $1`, []any{id}, func(r *store.Row) error {
		total, payBy = r.Int(0), r.Date(1)
		return nil
	})
	if err != nil {
		err = fmt.Errorf("reminder of invoice %d: %w", id, err)
	}
	return total, payBy, err
}

func letters(tx *ledger.Tx, query string, args ...any) (list []Reminder, err error) {
	err = eachKept(tx, query, args, func(r Reminder) error {
		list = append(list, r)
		return nil
	})
	return list, err
}

// SetRendered notes the digest of a letter's bytes. Rendering again must give the same.
func SetRendered(tx *ledger.Tx, name, digest string) error {
	r, err := Letter(tx, name)
	if err != nil {
		return err
	}
	if r.Digest != "" {
		if r.Digest != digest {
			return fmt.Errorf("reminder %s: %w", name, ErrBytes)
		}
		return nil
	}
	return r.move(tx, Rendered, `UPDATE reminder SET state = $2, digest = $3 WHERE id = $1`, digest)
}

// SetSent notes that a letter has left: the mail server took it, or its batch is with
// the print partner. Said again it does nothing.
func SetSent(tx *ledger.Tx, name string) error {
	r, err := Letter(tx, name)
	if err != nil || r.State == Told || r.State == Bounced || r.State == Replaced {
		return err
	}
	if err := r.move(tx, Told, `UPDATE reminder SET state = $2 WHERE id = $1`); err != nil {
		return err
	}
	return tx.AddHistory(ledger.History{Party: r.DebtorID, Invoice: r.InvoiceID, Kind: "reminder-sent", Document: r.Digest,
		Text: fmt.Sprintf("%s %d (%s) sent by %s", letterWords[r.kind()], r.Level, name, r.Channel)})
}

// move takes the reminder to a state; the query gets id, state and what else it needs.
func (r *Reminder) move(tx *ledger.Tx, to State, query string, more ...any) error {
	if !slices.Contains(moves[r.State], to) {
		return fmt.Errorf("reminder %s: %s to %s: %w", r.ID, r.State, to, ErrMove)
	}
	id, err := number(r.ID)
	if err == nil {
		_, err = tx.Exec(query, append([]any{id, to}, more...)...)
	}
	if err != nil {
		return fmt.Errorf("reminder %s: %w", r.ID, err)
	}
	return nil
}

func stamp(tx *ledger.Tx) string { return tx.At().UTC().Format(time.RFC3339) }
