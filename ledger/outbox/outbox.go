package outbox

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"girod/ledger"
	"girod/ledger/store"
)

// Kind tells what is to be rendered.
type Kind string

// The kinds of order; Subject names what is rendered.
const (
	Transfers Kind = "pain.001" // a payout batch
	Recalls   Kind = "camt.055" // a plea to fetch a payout back
	Letters   Kind = "letters"  // a day's reminders for the print partner
	Outcome   Kind = "outcome"  // what became of a file's payments
	Mail      Kind = "mail"     // one reminder by e-mail
	CaseEvent Kind = "case"     // what happened to a case, for the partner that has it

	ClientStatement Kind = "client-statement" // the account of a client's money
)

// State is how far an order has come.
type State string

// The states; moves is the table of what may follow what.
const (
	Waits   State = "waiting"
	Staged  State = "staged"
	Sent    State = "sent"
	Failed  State = "failed"
	InDoubt State = "doubt"
)

// moves gives the states that may follow each.
var moves = map[State][]State{
	Waits:   {Staged, Sent, Failed, InDoubt},
	Staged:  {Sent, Failed, InDoubt},
	Failed:  {Waits},
	InDoubt: {Sent, Staged},
	Sent:    {},
}

// Order is something that is to leave the house.
type Order struct {
	ID        int64
	Kind      Kind
	Partner   string // who gets it; "" for e-mail
	Key       string // unique, minted once: "letters:2026-02-11"
	Subject   string // what it is about, for its renderer: a batch id, a day, a reminder id
	State     State
	Reason    string // of the last change, in plain words
	CreatedAt string // RFC 3339, UTC
	ChangedAt string
}

var (
	// ErrConflict: another order stands under this key.
	ErrConflict = errors.New("order key is taken by another order")
	// ErrMove: the state asked for cannot follow the one that is.
	ErrMove = errors.New("order cannot go to that state")
	// ErrNotFound: no order has this key.
	ErrNotFound = errors.New("no such order")
)

// Own makes of a key that two tenants may both choose, such as a day's, one that is this
// tenant's alone: files leave under their order's key, and the exchange knows no tenants.
func Own(tx *ledger.Tx, key string) string {
	if tx.Tenant() == ledger.House {
		return key
	}
	return fmt.Sprintf("%s:t%d", key, tx.Tenant())
}

// TenantOf tells whose an order is.
func TenantOf(tx *ledger.Tx, key string) (id ledger.TenantID, err error) {
	there, err := tx.One(`SELECT tenant FROM outbox WHERE key = $1`, []any{key}, func(r *store.Row) error {
		id = ledger.TenantID(r.Int(0))
		return nil
	})
	if err == nil && !there {
		err = fmt.Errorf("order %s: %w", key, ErrNotFound)
	}
	return id, err
}

// Put adds an order that waits. The same order again does nothing, whatever has become
// of it; another one under its key is ErrConflict.
func Put(tx *ledger.Tx, o Order) error {
	if o.Key == "" || o.Kind == "" {
		return fmt.Errorf("order %q of kind %q: want a key and a kind", o.Key, o.Kind)
	}
	old, err := Get(tx, o.Key)
	switch {
	case err == nil && old.Kind == o.Kind && old.Partner == o.Partner && old.Subject == o.Subject:
		return nil
	case err == nil:
		return fmt.Errorf("order %s: %w", o.Key, ErrConflict)
	case !errors.Is(err, ErrNotFound):
		return err
	}
	id, err := tx.NextID("outbox")
	if err != nil {
		return fmt.Errorf("order %s: %w", o.Key, err)
	}
	now := stamp(tx)
	_, err = tx.Exec(`INSERT INTO outbox (id, tenant, key, kind, partner, subject, state, reason, created_at, changed_at)
		VALUES ($1, $8, $2, $3, $4, $5, $6, '', $7, $7)`, id, o.Key, o.Kind, o.Partner, o.Subject, Waits, now, tx.Tenant())
	if err != nil {
		return fmt.Errorf("order %s: %w", o.Key, err)
	}
	return nil
}

const columns = `SELECT id, key, kind, partner, subject, state, reason, created_at, changed_at FROM outbox `

// Get gives the order with a key.
func Get(tx *ledger.Tx, key string) (Order, error) {
	list, err := orders(tx, columns+`WHERE key = $1 AND tenant = $2`, key, tx.Tenant())
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Order{}, fmt.Errorf("order %s: %w", key, err)
	}
	return list[0], nil
}

// Waiting gives the orders nobody has rendered yet, oldest first.
func Waiting(tx *ledger.Tx) ([]Order, error) {
	return orders(tx, columns+`WHERE state = 'waiting' AND tenant = $1 ORDER BY id`, tx.Tenant())
}

// Open gives the orders that have not come to their end, oldest first.
func Open(tx *ledger.Tx) ([]Order, error) {
	return orders(tx, columns+`WHERE state IN ('waiting', 'staged', 'doubt') AND tenant = $1 ORDER BY id`, tx.Tenant())
}

// All gives every order, oldest first.
func All(tx *ledger.Tx) ([]Order, error) {
	return orders(tx, columns+`WHERE tenant = $1 ORDER BY id`, tx.Tenant())
}

func orders(tx *ledger.Tx, query string, args ...any) (list []Order, err error) {
	err = tx.Each(query, args, func(r *store.Row) error {
		list = append(list, Order{
			ID: r.Int(0), Key: r.Text(1), Kind: Kind(r.Text(2)), Partner: r.Text(3), Subject: r.Text(4),
			State: State(r.Text(5)), Reason: r.Text(6), CreatedAt: r.Text(7), ChangedAt: r.Text(8),
		})
		return nil
	})
	return list, err
}

// SetState moves an order on. The state it has already is no error.
func SetState(tx *ledger.Tx, key string, to State, reason string) error {
	o, err := Get(tx, key)
	if err != nil || o.State == to {
		return err
	}
	if !slices.Contains(moves[o.State], to) {
		return fmt.Errorf("order %s: %s to %s: %w", key, o.State, to, ErrMove)
	}
	if _, err := tx.Exec(`UPDATE outbox SET state = $2, reason = $3, changed_at = $4 WHERE key = $1`, key, to, reason, stamp(tx)); err != nil {
		return fmt.Errorf("order %s: %w", key, err)
	}
	return nil
}

// Stuck notes on a waiting order why it could not be written, for people to see; being
// written clears it.
func Stuck(tx *ledger.Tx, key, why string) error {
	_, err := tx.Exec(`UPDATE outbox SET reason = $2, changed_at = $3 WHERE key = $1 AND state = $4 AND reason <> $2`, key, why, stamp(tx), Waits)
	return err
}

func stamp(tx *ledger.Tx) string { return tx.At().UTC().Format(time.RFC3339) }
