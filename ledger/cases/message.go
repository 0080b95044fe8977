package cases

import (
	"fmt"

	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// Word is what a partner is told of a case: an event, and what was registered with it.
type Word struct {
	Event   int64
	Payment int64 // 0 for an event that is no payment
}

// send orders a message to the partner that has a case, where there is a way to send one
// (R-BST-52, 53). Each event is told once.
func (d Desk) send(tx *ledger.Tx, c Case, m Word) error {
	if c.Partner == "" || d.Told == nil || !d.Told(c.Partner) {
		return nil
	}
	return outbox.Put(tx, outbox.Order{
		Kind: outbox.CaseEvent, Partner: c.Partner, Key: fmt.Sprintf("case-event:%d", m.Event), Subject: fmt.Sprintf("%d:%d", m.Event, m.Payment),
	})
}

// MessageOf reads the subject of an order for a message.
func MessageOf(o outbox.Order) (m Word, err error) {
	if _, err = fmt.Sscanf(o.Subject, "%d:%d", &m.Event, &m.Payment); err != nil {
		err = fmt.Errorf("order %s: subject %q is no message: %w", o.Key, o.Subject, err)
	}
	return m, err
}

// FindEvent gives an event by its number, with its documents.
func FindEvent(tx *ledger.Tx, id int64) (e Event, at, by string, err error) {
	there, err := tx.One(`SELECT id, debt_case, day, kind, text, details, at, actor FROM case_event WHERE id = $1`, []any{id}, func(r *store.Row) error {
		e = Event{ID: r.Int(0), Case: r.Int(1), Day: r.Date(2), Kind: r.Text(3), Text: r.Text(4), Details: r.Text(5)}
		at, by = r.Text(6), r.Text(7)
		return nil
	})
	if err == nil && !there {
		err = fmt.Errorf("event %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return e, "", "", err
	}
	return e, at, by, tx.Each(`SELECT digest, name, kind FROM case_document WHERE event = $1 ORDER BY line`, []any{id}, func(r *store.Row) error {
		e.Documents = append(e.Documents, Document{r.Text(0), r.Text(1), DocumentKind(r.Text(2))})
		return nil
	})
}

// Attach puts a file of the archive on a case, and sends it to the partner that has the
// case (R-BST-55).
func (d Desk) Attach(tx *ledger.Tx, id int64, doc Document, text string) error {
	c, err := Load(tx, id)
	if err != nil {
		return err
	}
	if text == "" {
		text = doc.Name
	}
	event, err := d.write(tx, Event{Case: c.ID, Kind: "document", Text: text, Documents: []Document{doc}})
	if err != nil {
		return err
	}
	return d.send(tx, c, Word{Event: event})
}
