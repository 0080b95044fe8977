package ledger

import (
	"context"
	"fmt"
	"time"

	"girod/ledger/store"
)

// Book is the books in a database, open at those of one tenant.
type Book struct {
	db    *store.DB
	books Books
}

// New makes the book of a database, open at the house's; the chart is not to be changed
// afterwards.
func New(db *store.DB, chart Chart) *Book { return &Book{db, houseBooks(chart)} }

// For is the same book open at the books of another tenant.
func (b *Book) For(books Books) *Book { return &Book{b.db, books} }

// Update runs fn in the one write transaction, at one clock reading, in a person's or
// routine's name; all of it is committed or nothing.
func (b *Book) Update(ctx context.Context, at time.Time, by string, fn func(*Tx) error) error {
	return b.db.Update(ctx, func(tx *store.Tx) error { return fn(In(tx, b.books.Chart, at, by).For(b.books)) })
}

// Open is these books within a transaction that is open at others.
func (b *Book) Open(tx *Tx) *Tx { return tx.For(b.books) }

// View runs fn on a consistent snapshot.
func (b *Book) View(ctx context.Context, at time.Time, fn func(*Tx) error) error {
	return b.db.View(ctx, func(tx *store.Tx) error { return fn(In(tx, b.books.Chart, at, "").For(b.books)) })
}

// Tx is the books of one tenant within one transaction: what it lists and finds is theirs,
// and what it writes becomes so; an id of another tenant's is not found. The store's own methods (Exec, Each, One,
// Bulk, NextID) are there too, for rooms that keep tables of their own beside the book.
type Tx struct {
	*store.Tx
	books Books
	at    time.Time
	by    string
	state *state
}

// state is what all Tx of one store transaction share.
type state struct {
	poster   *Poster
	accounts []account
	marks    int64
	closed   map[TenantID]period // last closings, once read
	several  int8                // more tenants than one: 1 yes, -1 no, 0 not asked yet
	memos    int8                // any fee is earned when paid: as several
	history  *historyBook
	clients  *clients // of an agent's books, once asked for
}

type stateKey struct{}

// In is the house's books inside a transaction that somebody else opened.
func In(tx *store.Tx, chart Chart, at time.Time, by string) *Tx {
	s := tx.Keep(stateKey{}, func() any { return &state{} }).(*state)
	return &Tx{Tx: tx, books: houseBooks(chart), at: at, by: by, state: s}
}

// At is the transaction's one clock reading.
func (tx *Tx) At() time.Time { return tx.at }

// By is who does it.
func (tx *Tx) By() string { return tx.by }

// Chart is the account numbers of these books.
func (tx *Tx) Chart() Chart { return tx.books.Chart }

// Stamp is the clock reading as rows keep it.
func (tx *Tx) Stamp() string { return tx.at.UTC().Format(time.RFC3339) }

// found turns the answer of One into an error that names what was looked for.
func found(there bool, err error, what string, id any) error {
	if err == nil && !there {
		err = fmt.Errorf("%s %v: %w", what, id, ErrNotFound)
	}
	return err
}
