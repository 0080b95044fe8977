package intake

import (
	"errors"
	"fmt"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// ErrNoProposal: the payment has no proposal with that number.
var ErrNoProposal = errors.New("no such proposal; see: girod suspense show")

// Proposal is a way to place a payment on suspense, for a person to accept.
type Proposal struct {
	N     int // from 1, the likeliest first
	Rule  int // of DOMAIN.md §5.2
	Score int // in percent
	Why   string
	Party ledger.PartyID
	Parts []Part
}

// Proposals gives what the rules propose for a payment that rests.
func Proposals(tx *ledger.Tx, receipt ledger.ReceiptID) (list []Proposal, err error) {
	err = tx.Each(`SELECT n, rule, score, why, party FROM proposal WHERE receipt = $1 ORDER BY n`, []any{receipt}, func(r *store.Row) error {
		list = append(list, Proposal{N: int(r.Int(0)), Rule: int(r.Int(1)), Score: int(r.Int(2)), Why: r.Text(3), Party: ledger.PartyID(r.Int(4))})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, tx.Each(`SELECT n, invoice, amount FROM proposal_part WHERE receipt = $1 ORDER BY n, amount, invoice`, []any{receipt}, func(r *store.Row) error {
		for i := range list {
			if list[i].N == int(r.Int(0)) {
				list[i].Parts = append(list[i].Parts, Part{ledger.InvoiceID(r.Int(1)), r.Int(2)})
			}
		}
		return nil
	})
}

// Accept does what a proposal says, in the name of the person who accepts it: credit notes
// first, so that the invoices can take what they give; what is left goes on resting. For a
// sold invoice the money becomes the factor's.
func Accept(tx *ledger.Tx, receipt ledger.ReceiptID, n int, d Desk, on date.Date, reason string) (ledger.EntryID, error) {
	if reason == "" {
		return 0, ErrNoReason
	}
	list, err := Proposals(tx, receipt)
	if err != nil {
		return 0, err
	}
	for _, p := range list {
		if p.N != n {
			continue
		}
		holds, err := hold.On(tx, p.Parts[0].Invoice, date.From(tx.At().UTC()))
		if err != nil {
			return 0, err
		}
		for _, h := range holds {
			if h.Reason == hold.Sold {
				return Divert(tx, receipt, p.Parts[0].Invoice, on, reason)
			}
		}
		first, err := tx.Invoice(p.Parts[0].Invoice)
		if err != nil {
			return 0, err
		}
		order := matching.AutomaticOrder(d.Policy, first.Company)
		for _, h := range holds {
			if h.Reason == hold.AtPartner {
				order = Order(ledger.Principal)
			}
		}
		return Allocate(tx, receipt, p.Parts, order, false, d, on, reason)
	}
	return 0, fmt.Errorf("payment %d, proposal %d: %w", receipt, n, ErrNoProposal)
}

// Divert says that what rests of a payment came for a sold invoice: it is the factor's, to
// be forwarded with the invoice's reference (T-35, R-COL-37).
func Divert(tx *ledger.Tx, receipt ledger.ReceiptID, invoice ledger.InvoiceID, on date.Date, reason string) (ledger.EntryID, error) {
	r, rest, err := rests(tx, receipt)
	if err != nil {
		return 0, err
	}
	i, err := tx.Invoice(invoice)
	if err != nil {
		return 0, err
	}
	if err := errors.Join(keepStray(tx, onInvoice{receipt: receipt, invoice: invoice, amount: rest}), dropProposals(tx, receipt)); err != nil {
		return 0, err
	}
	return correct(tx, ledger.Entry{
		Why: ledger.Allocated, BookedOn: on, Text: fmt.Sprintf("Payment %d is the factor's, for invoice %s", receipt, i.Number), Reason: reason, File: r.File,
		Postings: []ledger.Posting{{Role: ledger.RoleSuspense, Amount: rest}, {Role: ledger.RoleMisdirected, Amount: -rest}},
	}, "allocated", r)
}

// Stray is money for a sold invoice that came to us, to be forwarded to its factor.
type Stray struct {
	Receipt ledger.ReceiptID
	Invoice ledger.InvoiceID
	Ref     string // the invoice's own reference: the factor knows it by that (R-COL-37, R-COL-41)
	Amount  int64
}

// Source names the payout that forwards it, once.
func (s Stray) Source() string { return fmt.Sprintf("stray:%d:%d", s.Receipt, s.Invoice) }

// Strays gives the money for sold invoices, oldest first.
func Strays(tx *ledger.Tx) (list []Stray, err error) {
	err = tx.Each(`SELECT stray.receipt, stray.invoice, invoice.ref, stray.amount FROM stray JOIN invoice ON invoice.id = stray.invoice
		WHERE invoice.tenant = $1 ORDER BY stray.receipt, stray.invoice`, []any{tx.Tenant()}, func(r *store.Row) error {
		list = append(list, Stray{ledger.ReceiptID(r.Int(0)), ledger.InvoiceID(r.Int(1)), r.Text(2), r.Int(3)})
		return nil
	})
	return list, err
}

func keepStray(tx *ledger.Tx, s onInvoice) error {
	_, err := tx.Exec(`INSERT INTO stray (receipt, invoice, amount) VALUES ($1, $2, $3)
		ON CONFLICT (receipt, invoice) DO UPDATE SET amount = stray.amount + excluded.amount`, s.receipt, s.invoice, s.amount)
	return err
}

// Twice is a payment of what another had settled, with the bookings of both.
type Twice struct {
	Receipt, Earlier    ledger.ReceiptID
	Entry, EarlierEntry ledger.EntryID
	Invoice             ledger.InvoiceID
}

// PaidTwice tells whether a payment came for what another had settled.
func PaidTwice(tx *ledger.Tx, receipt ledger.ReceiptID) (t Twice, found bool, err error) {
	found, err = tx.One(`SELECT receipt, entry, invoice, earlier, earlier_entry FROM paid_twice WHERE receipt = $1`, []any{receipt}, func(r *store.Row) error {
		t = Twice{Receipt: ledger.ReceiptID(r.Int(0)), Entry: ledger.EntryID(r.Int(1)), Invoice: ledger.InvoiceID(r.Int(2)),
			Earlier: ledger.ReceiptID(r.Int(3)), EarlierEntry: ledger.EntryID(r.Int(4))}
		return nil
	})
	return t, found, err
}

func dropProposals(tx *ledger.Tx, receipt ledger.ReceiptID) error {
	for _, query := range []string{`DELETE FROM proposal_part WHERE receipt = $1`, `DELETE FROM proposal WHERE receipt = $1`} {
		if _, err := tx.Exec(query, receipt); err != nil {
			return err
		}
	}
	return nil
}

// forget drops what was noted of a match that is undone.
func forget(tx *ledger.Tx, receipt ledger.ReceiptID) error {
	for _, query := range []string{`DELETE FROM stray WHERE receipt = $1`, `DELETE FROM paid_twice WHERE receipt = $1`} {
		if _, err := tx.Exec(query, receipt); err != nil {
			return err
		}
	}
	return nil
}
