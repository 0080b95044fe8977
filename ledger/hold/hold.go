package hold

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// The refusals.
var (
	ErrReason   = errors.New("E_HOLD_REASON: no such reason, or not of an invoice")
	ErrTarget   = errors.New("E_HOLD_TARGET: a hold stands on an invoice or on a debtor")
	ErrDay      = errors.New("E_HOLD_DAY: a hold begins on a day and ends no earlier")
	ErrSource   = errors.New("E_HOLD_SOURCE: say why, and where that is known from, in at most 500 characters")
	ErrStands   = errors.New("E_HOLD_STANDS: it stands there already, without an end")
	ErrEnded    = errors.New("E_HOLD_ENDED: it has ended")
	ErrNotFound = errors.New("E_HOLD_NOT_FOUND: no such hold")
	ErrTask     = errors.New("E_HOLD_TASK: nothing is to be done about it, or it was done")
)

// ID is a hold's number.
type ID int64

// New is what a hold is put with: on an invoice or a debtor, one of the two.
type New struct {
	Invoice ledger.InvoiceID
	Party   ledger.PartyID
	Reason  Reason
	From    date.Date // the first day; of insolvency and death the day of the decision or the death
	Through date.Date // the last day; 0: until somebody ends it
	Source  string    // why, and where that is known from; never empty
	Origin  string    // what put it, such as "case C000017"; "" for a person
}

// Hold is a reason to leave a claim alone.
type Hold struct {
	ID ID
	New
	At     string // when it was put
	By     string // by whom
	Ended  date.Date
	Why    string // it was ended
	Done   date.Date
	Report string // what was done about it
}

// Stands tells whether the hold stands on a day. One that is ended does not stand on the
// day it was ended on.
func (h Hold) Stands(on date.Date) bool {
	return h.From <= on && (h.Through == 0 || on <= h.Through) && (h.Ended == 0 || on < h.Ended)
}

// Task gives what somebody has to do about the hold, and by which day; "" when nothing,
// or when it is done. A day of 0 says that no law sets one.
func (h Hold) Task() (text string, by date.Date) {
	if h.Done != 0 {
		return "", 0
	}
	return h.Reason.task(h.From)
}

// Put puts a hold. It takes nothing away from others that stand; the same reason a second
// time is refused while the first stands without an end.
func Put(tx *ledger.Tx, n New) (ID, error) {
	about, err := n.check(tx)
	if err != nil {
		return 0, err
	}
	standing, err := holds(tx, `(hold.invoice = $2 OR hold.party = $3) AND hold.reason = $4 AND hold.through = 0`, n.Invoice, n.Party, n.Reason)
	for _, h := range standing {
		if h.Ended == 0 {
			return h.ID, fmt.Errorf("hold %d, %s: %w", h.ID, n.Reason.Words(), ErrStands)
		}
	}
	if err != nil {
		return 0, err
	}
	id, err := tx.NextID("hold")
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO hold (id, tenant, invoice, party, reason, since, through, source, origin, at, actor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		id, tx.Tenant(), orNull(int64(n.Invoice)), orNull(int64(n.Party)), n.Reason, n.From, n.Through, n.Source, n.Origin, stamp(tx), tx.By())
	if err != nil {
		return 0, fmt.Errorf("hold: %w", err)
	}
	about.Kind, about.Text = "hold", fmt.Sprintf("%s %s: %s", n.Reason.Words(), n.days(), n.Source)
	return ID(id), tx.AddHistory(about)
}

// check refuses what is no hold, and gives whom its history is about.
func (n New) check(tx *ledger.Tx) (about ledger.History, err error) {
	switch {
	case !n.Reason.Known() || n.Reason.OfDebtor() && n.Invoice != 0:
		return about, fmt.Errorf("%q: %w", n.Reason, ErrReason)
	case (n.Invoice == 0) == (n.Party == 0):
		return about, ErrTarget
	case !n.From.Valid() || n.Through != 0 && (!n.Through.Valid() || n.Through < n.From):
		return about, fmt.Errorf("from %s through %s: %w", n.From, n.Through, ErrDay)
	}
	if err := say(n.Source); err != nil {
		return about, err
	}
	if n.Party != 0 {
		p, err := tx.Party(n.Party)
		return ledger.History{Party: p.ID}, err
	}
	inv, err := tx.Invoice(n.Invoice)
	return ledger.History{Party: inv.Debtor, Invoice: inv.ID}, err
}

// days tells how long a hold stands.
func (n New) days() string {
	if n.Through == 0 {
		return "from " + n.From.String()
	}
	return "from " + n.From.String() + " through " + n.Through.String()
}

// say wants words.
func say(text string) error {
	if strings.TrimSpace(text) == "" || !utf8.ValidString(text) || utf8.RuneCountInString(text) > 500 {
		return ErrSource
	}
	return nil
}

// End ends a hold: from that day on it stands no longer.
func End(tx *ledger.Tx, id ID, on date.Date, why string) error {
	h, err := Find(tx, id)
	if err != nil {
		return err
	}
	if h.Ended != 0 {
		return fmt.Errorf("hold %d: %w on %s", id, ErrEnded, h.Ended)
	}
	if err := h.add(tx, "ended", on, why); err != nil {
		return err
	}
	return h.tell(tx, "hold-ended", fmt.Sprintf("%s ended on %s: %s", h.Reason.Words(), on, why))
}

// EndOf ends what stands on an invoice itself for a reason; a debtor's holds stay. It is
// no error when there is none.
func EndOf(tx *ledger.Tx, reason Reason, invoice ledger.InvoiceID, on date.Date, why string) error {
	return endAll(tx, on, why, `hold.invoice = $2 AND hold.reason = $3`, invoice, reason)
}

// EndFrom ends what a case or plan put for a reason.
func EndFrom(tx *ledger.Tx, origin string, reason Reason, on date.Date, why string) error {
	return endAll(tx, on, why, `hold.origin = $2 AND hold.reason = $3`, origin, reason)
}

func endAll(tx *ledger.Tx, on date.Date, why, where string, args ...any) error {
	list, err := holds(tx, where, args...)
	for _, h := range list {
		if err == nil && h.Ended == 0 && (h.Through == 0 || h.Through >= on) {
			err = End(tx, h.ID, on, why)
		}
	}
	return err
}

// Do writes down that what a hold asks for was done: the claim was filed, the dispute
// looked into.
func Do(tx *ledger.Tx, id ID, on date.Date, report string) error {
	h, err := Find(tx, id)
	if err != nil {
		return err
	}
	task, _ := h.Task()
	if task == "" {
		return fmt.Errorf("hold %d: %w", id, ErrTask)
	}
	if err := h.add(tx, "done", on, report); err != nil {
		return err
	}
	return h.tell(tx, "hold-done", fmt.Sprintf("%s: %s", task, report))
}

func (h Hold) add(tx *ledger.Tx, kind string, on date.Date, text string) error {
	if !on.Valid() {
		return fmt.Errorf("hold %d: %w", h.ID, ErrDay)
	}
	if err := say(text); err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO hold_event (hold, kind, day, text, at, actor) VALUES ($1, $2, $3, $4, $5, $6)`, h.ID, kind, on, text, stamp(tx), tx.By())
	return err
}

func (h Hold) tell(tx *ledger.Tx, kind, text string) error {
	about := ledger.History{Party: h.Party, Invoice: h.Invoice, Kind: kind, Text: text}
	if h.Invoice != 0 {
		inv, err := tx.Invoice(h.Invoice)
		if err != nil {
			return err
		}
		about.Party = inv.Debtor
	}
	return tx.AddHistory(about)
}

func stamp(tx *ledger.Tx) string { return tx.At().UTC().Format(time.RFC3339) }

func orNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

const columns = `hold.id, hold.invoice, hold.party, hold.reason, hold.since, hold.through, hold.source, hold.origin, hold.at, hold.actor,
	e.day, e.text, d.day, d.text`

const from = ` FROM hold LEFT JOIN hold_event e ON e.hold = hold.id AND e.kind = 'ended' LEFT JOIN hold_event d ON d.hold = hold.id AND d.kind = 'done'`

func holdOf(r *store.Row) Hold {
	return Hold{
		ID: ID(r.Int(0)),
		New: New{
			Invoice: ledger.InvoiceID(r.Int(1)), Party: ledger.PartyID(r.Int(2)), Reason: Reason(r.Text(3)), From: r.Date(4), Through: r.Date(5),
			Source: r.Text(6), Origin: r.Text(7),
		},
		At: r.Text(8), By: r.Text(9), Ended: r.Date(10), Why: r.Text(11), Done: r.Date(12), Report: r.Text(13),
	}
}

// holds gives those of these books that a condition on arguments from $2 on chooses, in
// order of id.
func holds(tx *ledger.Tx, where string, args ...any) (list []Hold, err error) {
	err = tx.Each(`SELECT `+columns+from+` WHERE hold.tenant = $1 AND (`+where+`) ORDER BY hold.id`, append([]any{tx.Tenant()}, args...), func(r *store.Row) error {
		list = append(list, holdOf(r))
		return nil
	})
	return list, err
}
