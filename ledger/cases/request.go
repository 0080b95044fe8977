package cases

import (
	"fmt"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// RequestKind is what somebody asks of a case's handler.
type RequestKind string

// The kinds of request.
const (
	Message RequestKind = "message" // an answer in words (R-BST-54)
	Respite RequestKind = "respite" // time for the debtor
	Revoke  RequestKind = "revoke"  // the case back, closed (R-BST-58)
)

// RequestState tells whether a request still waits.
type RequestState string

// The states of a request.
const (
	Waiting RequestState = "open"
	Granted RequestState = "granted"
	Refuse  RequestState = "refused"
)

// Request is a question to a case's handler (förfrågan).
type Request struct {
	ID         int64
	Case       int64
	Number     string // of the case
	Handler    string
	Kind       RequestKind
	Text       string
	Through    date.Date // a respite's last day
	State      RequestState
	AskedAt    string
	AskedBy    string
	Answer     string
	AnsweredAt string
	AnsweredBy string
}

// Ask makes a request. A revoke closes nothing: from now on the case's reminders are
// held, and it waits for its handler.
func (d Desk) Ask(tx *ledger.Tx, q Request) (int64, error) {
	c, err := d.active(tx, q.Case)
	if err == nil {
		err = short(q.Text, maxDetails)
	}
	if err != nil {
		return 0, err
	}
	switch {
	case q.Kind != Message && q.Kind != Respite && q.Kind != Revoke:
		err = fmt.Errorf("%w: want a message, respite or revoke", ErrRequest)
	case q.Text == "":
		err = fmt.Errorf("%w: it says nothing", ErrRequest)
	case q.Kind == Respite && (!q.Through.Valid() || q.Through <= d.Today):
		err = fmt.Errorf("%w: a respite ends on a day to come", ErrRequest)
	case q.Kind != Respite && q.Through != 0:
		err = fmt.Errorf("%w: only a respite ends on a day", ErrRequest)
	}
	if err != nil {
		return 0, fmt.Errorf("case %s: %w", c.Number, err)
	}
	id, err := tx.NextID("case_request")
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO case_request (id, debt_case, kind, text, through, state, asked_at, asked_by, answer, answered_at, answered_by)
		VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, '', '', '')`, id, c.ID, q.Kind, q.Text, q.Through, tx.Stamp(), tx.By())
	if err != nil {
		return 0, err
	}
	if q.Kind == Revoke {
		if _, err := tx.Exec(`UPDATE debt_case SET revoking = $2 WHERE id = $1`, c.ID, id); err != nil {
			return 0, err
		}
		if err := d.put(tx, c, hold.RevokeRequested, 0, "a revoke was asked for"); err != nil {
			return 0, err
		}
	}
	event, err := d.write(tx, inALine(Event{Case: c.ID, Kind: string(q.Kind) + "-asked", Text: q.Text}))
	if err != nil {
		return 0, err
	}
	return id, d.send(tx, c, Word{Event: event})
}

// Answer ends a request in the handler's words. Granting a respite gives the debtor the
// time; granting a revoke closes the case and has it credited.
func (d Desk) Answer(tx *ledger.Tx, id int64, grant bool, words string) error {
	q, err := FindRequest(tx, id)
	if err != nil {
		return err
	}
	c, err := Load(tx, q.Case)
	if err == nil {
		err = short(words, maxDetails)
	}
	if err != nil {
		return err
	}
	if q.State != Waiting || words == "" && q.Kind == Message {
		return fmt.Errorf("request %d: %w: it is answered once, a message in words", id, ErrRequest)
	}
	state, kind := Granted, string(q.Kind)+"-granted"
	switch {
	case q.Kind == Message:
		kind = "message-answered"
	case !grant:
		state, kind = Refuse, string(q.Kind)+"-refused"
	}
	_, err = tx.Exec(`UPDATE case_request SET state = $2, answer = $3, answered_at = $4, answered_by = $5 WHERE id = $1`,
		id, state, words, tx.Stamp(), tx.By())
	if err != nil {
		return err
	}
	if err := d.add(tx, inALine(Event{Case: c.ID, Kind: kind, Text: words})); err != nil {
		return err
	}
	switch {
	case q.Kind == Respite && state == Granted:
		return d.giveRespite(tx, c, q.Through)
	case q.Kind == Revoke && state == Granted:
		return d.revoke(tx, c, q.Text)
	case q.Kind == Revoke:
		return d.keep(tx, c)
	}
	return nil
}

func (d Desk) giveRespite(tx *ledger.Tx, c Case, through date.Date) error {
	if c.Activity != Active {
		return fmt.Errorf("case %s: %w", c.Number, ErrClosed)
	}
	if through < d.Today {
		return fmt.Errorf("case %s: %w: the day asked for, %s, has passed", c.Number, ErrRequest, through)
	}
	if _, err := tx.Exec(`UPDATE debt_case SET respite = $2 WHERE id = $1`, c.ID, through); err != nil {
		return err
	}
	return d.put(tx, c, hold.Respite, through, "the debtor has time")
}

// revoke closes the case as asked and has its invoices credited (T-05), by whoever can.
func (d Desk) revoke(tx *ledger.Tx, c Case, reason string) error {
	ids, err := c.invoiceIDs(tx)
	if err != nil {
		return err
	}
	if d.Credit == nil {
		err = d.add(tx, Event{Case: c.ID, Kind: "credit-due", Text: "credit notes are to be made for the invoices of the case"})
	} else {
		err = d.Credit(tx, ids, reason)
	}
	if err != nil {
		return err
	}
	return d.close(tx, c, Revoked, "")
}

// keep lets a case go on that was not revoked.
func (d Desk) keep(tx *ledger.Tx, c Case) error {
	if _, err := tx.Exec(`UPDATE debt_case SET revoking = 0 WHERE id = $1`, c.ID); err != nil {
		return err
	}
	return d.lift(tx, c, hold.RevokeRequested, "the revoke was refused")
}

const requestColumns = `SELECT q.id, q.debt_case, c.number, c.handler, q.kind, q.text, q.through, q.state, q.asked_at, q.asked_by, q.answer, q.answered_at,
	q.answered_by FROM case_request q JOIN debt_case c ON c.id = q.debt_case JOIN party p ON p.id = c.debtor `

// FindRequest gives a request by its id.
func FindRequest(tx *ledger.Tx, id int64) (q Request, err error) {
	list, err := requests(tx, `WHERE q.id = $1 AND p.tenant = $2`, id, tx.Tenant())
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("request %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return q, err
	}
	return list[0], nil
}

// Requests gives the requests on a case, oldest first.
func (c Case) Requests(tx *ledger.Tx) ([]Request, error) {
	return requests(tx, `WHERE q.debt_case = $1 ORDER BY q.id`, c.ID)
}

// OpenRequests gives what waits for a handler, oldest first; "" takes every handler's.
// after is the last id of the page before.
func OpenRequests(tx *ledger.Tx, handler string, after int64, limit int) ([]Request, error) {
	if limit <= 0 || limit > maxPage {
		limit = 50
	}
	return requests(tx, `WHERE q.state = 'open' AND ($1 = '' OR c.handler = $1) AND q.id > $2 AND p.tenant = $4 ORDER BY q.id LIMIT $3`, handler, after, limit, tx.Tenant())
}

func requests(tx *ledger.Tx, where string, args ...any) (list []Request, err error) {
	err = tx.Each(requestColumns+where, args, func(r *store.Row) error {
		list = append(list, Request{
			ID: r.Int(0), Case: r.Int(1), Number: r.Text(2), Handler: r.Text(3), Kind: RequestKind(r.Text(4)), Text: r.Text(5), Through: r.Date(6),
			State: RequestState(r.Text(7)), AskedAt: r.Text(8), AskedBy: r.Text(9), Answer: r.Text(10), AnsweredAt: r.Text(11), AnsweredBy: r.Text(12),
		})
		return nil
	})
	return list, err
}
