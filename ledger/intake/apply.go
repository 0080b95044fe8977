package intake

import (
	"errors"
	"fmt"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// Apply reads the file again and books it within the caller's transaction. The same file
// applied again books nothing. When the outcome has a Hold the caller gives the transaction
// up (a Hold is an error, for that): some are found only while booking.
func Apply(tx *ledger.Tx, v *Verdict, read Read, d Desk) (*Outcome, error) {
	a := &applier{tx: tx, v: v, desk: d, out: &Outcome{}, seen: matching.NewSeen(), collected: matching.NewSeen()}
	if v.Hold != nil && !(v.Released && v.Hold.releasable()) {
		a.out.Hold = v.Hold
		return a.out, nil
	}
	held, err := a.enrol()
	if err != nil {
		return nil, fmt.Errorf("intake: %w", err)
	}
	if held != nil {
		return &Outcome{Hold: held}, nil
	}
	switch err := a.book(read); {
	case errors.Is(err, ledger.ErrClosed):
		return &Outcome{Hold: holdFile("closed-period", formats.Origin{}, "%v; open the period, or ask the bank's file to be booked by hand", err)}, nil
	case errors.Is(err, ledger.ErrOverdrawn):
		return &Outcome{Hold: holdFile("spent", formats.Origin{}, "the file takes back money of a customer's that has been used, refunded or taken back before: %v; "+
			"undo what used it (girod payments show), then book the file again", err)}, nil
	case errors.Is(err, ledger.ErrClientAccount):
		return &Outcome{Hold: holdFile("client-account", formats.Origin{}, "%v; give it its own number back in the configuration, and another client one that nobody has had, then release the file", err)}, nil
	case err != nil:
		return nil, fmt.Errorf("intake: %w", err)
	}
	if a.held != nil {
		return &Outcome{Hold: a.held}, nil
	}
	return a.out, nil
}

// applier carries the second pass.
type applier struct {
	tx        *ledger.Tx
	v         *Verdict
	desk      Desk
	out       *Outcome
	held      *Hold // found on the way: an invoice in conflict
	poster    *ledger.Poster
	rows      *store.Bulk
	claims    *claims
	matcher   *matching.Matcher
	seen      *matching.Seen // names of payments met in this file or before
	collected *matching.Seen // names of this file's direct debits
	earlier   bool           // names of payments in the book lie in this file's range
	payers    payers
	after     aftermath
	settled   map[matching.ID][]settled // of this file, where money goes back too
	watch     map[matching.ID]bool      // claims that debits of this file name
	called    called                    // payments by the payers' names that debits of this file bear
	taken     map[ledger.ReceiptID]bool // receipts this file took back; true: nothing of them is left
	parted    bool                      // of one something is left
	exchanged *bool                     // whether the books know a payment in another currency
	twice     map[ledger.InvoiceID]bool // invoices that a payment of this file was all surplus of
	part      []partState
	partNo    int
	entryNo   int
	keys      keys
	cur       current
	scratch   []byte
}

// partState is what the second pass knows of a part of the file.
type partState struct {
	id    int64 // of its row in bank_statement
	skip  bool
	fresh bool // none of its entries' names is in the book
	lone  bool // entries told of only by the other kind of message wait to be paired
}

// book streams the file.
func (a *applier) book(read Read) error {
	if err := a.prepare(); err != nil {
		return err
	}
	_, err := ahead(read)(formats.Sink{
		Statement:    a.statement,
		Entry:        a.entry,
		Payment:      a.payment,
		EntryEnd:     a.entryEnd,
		StatementEnd: a.statementEnd,
		Invoice:      a.invoice,
		Status:       a.status,
	})
	if err != nil {
		return err
	}
	if err := a.poster.Flush(); err != nil {
		return err
	}
	if a.matcher == nil {
		return nil
	}
	return a.finish()
}

// prepare opens what the second pass writes with, and loads the claims it will need.
func (a *applier) prepare() (err error) {
	a.poster = a.tx.Poster()
	a.partNo = -1
	if a.payers, err = payersOf(a.tx); err != nil {
		return err
	}
	a.settled = map[matching.ID][]settled{}
	a.taken, a.twice = map[ledger.ReceiptID]bool{}, map[ledger.InvoiceID]bool{}
	if err := a.putClients(); err != nil {
		return err
	}
	posts := false
	for i := range a.part {
		posts = posts || !a.part[i].skip
	}
	if !posts {
		return nil
	}
	a.rows = a.tx.Bulk("bank_entry", "id", "account", "key", "day", "amount", "ref", "notification", "statement", "entry", "code", "text")
	a.after.begin(a.tx)
	if a.claims, err = loadClaims(a.tx, a.v, a.desk, a.flush); err != nil {
		return err
	}
	a.matcher = matching.New(a.claims.index, a.claims, policyOf(a.tx, a.desk))
	if err := a.watchDebits(); err != nil {
		return err
	}
	return a.meetEarlier()
}

// flush writes all that was booked so far, within an entry too: its other payments then
// stand in a booking of their own.
func (a *applier) flush() error {
	if err := a.end(); err != nil {
		return err
	}
	return a.poster.Flush()
}

// meetEarlier finds out whether payments in the book may bear the names of payments in
// this file. Banks count, so mostly none does, and nothing is asked for each payment.
func (a *applier) meetEarlier() (err error) {
	if a.v.lastRef == "" {
		return nil
	}
	between := []any{a.v.firstRef, a.v.lastRef, a.tx.Tenant()}
	a.earlier, err = a.tx.One(`SELECT 1 FROM receipt WHERE bank_ref >= $1 AND bank_ref <= $2 AND bank_ref <> '' AND tenant = $3 LIMIT 1`, between, nil)
	if err != nil || !a.earlier || a.v.Summary.Details <= many {
		return err
	}
	a.earlier = false
	return a.tx.Each(`SELECT bank_ref, amount FROM receipt WHERE bank_ref >= $1 AND bank_ref <= $2 AND bank_ref <> '' AND tenant = $3`, between,
		func(r *store.Row) error {
			a.scratch = append(a.scratch[:0], r.Text(0)...)
			a.seen.Add(a.scratch, r.Int(1))
			return nil
		})
}

func (a *applier) statement(s *formats.Statement) error {
	a.partNo++
	a.keys.begin(s)
	p, state := &a.v.parts[a.partNo], &a.part[a.partNo]
	if state.skip {
		return nil
	}
	known, err := a.tx.One(`SELECT 1 FROM bank_entry WHERE account = $1 AND key >= $2 AND key <= $3 LIMIT 1`,
		[]any{p.account.Key, p.first, p.last}, nil)
	if err != nil {
		return err
	}
	state.fresh = !known
	if state.fresh {
		if err := a.poster.Unused(bookingKey(p.account, p.first), bookingKey(p.account, p.last)); err != nil {
			return err
		}
	}
	state.lone, err = a.tx.One(`SELECT 1 FROM bank_entry WHERE account = $1 AND `+column(p.kind)+` = 0 LIMIT 1`, []any{p.account.Key}, nil)
	return err
}

// column names bank_entry's column for a kind of message.
func column(kind formats.StatementKind) string {
	if kind == formats.EndOfDay {
		return "statement"
	}
	return "notification"
}

func (a *applier) statementEnd(*formats.Statement) error {
	if a.rows == nil {
		return nil
	}
	return a.rows.Flush()
}
