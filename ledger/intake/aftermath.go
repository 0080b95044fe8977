package intake

import (
	"cmp"
	"fmt"
	"slices"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// aftermath is what a file leaves to be done when all of it is booked: what needs the
// bookings to stand in the book, or would cost a query for each payment.
type aftermath struct {
	interest  interestMoves
	fallen    []fall // charges of days after the payments
	risen     []fall // that had fallen by payments taken back: cause and day
	proposals *store.Bulk
	parts     *store.Bulk
	debits    *store.Bulk                  // direct debits, by name
	strays    []onInvoice                  // money for sold invoices
	direct    []onInvoice                  // paid beside a collector
	moved     []map[ledger.InvoiceID]int64 // interest of payments taken back
	untold    []ledger.ReceiptID           // taken back: who was told of them is to know
	collected []recovery                   // for an agent's clients
	lastDay   date.Date                    // on which clients' money moved
	parted    []settled                    // taken back in part
	lessened  []settled                    // taken back in an agent's books, of all its claims or not
	twice     []onInvoice                  // paid before
	passed    []onInvoice                  // too old to be demanded
	lost      []recovery                   // paid though written off
	anew      []ledger.Losing              // recovered by payments that stay, with one taken back
	resting   []resting                    // with a payer's account, which the file may have taught us
	abroad    []abroad                     // ordered in the currency of their claims
}

// onInvoice is what a receipt brought for an invoice.
type onInvoice struct {
	receipt ledger.ReceiptID
	invoice ledger.InvoiceID
	amount  int64
	of      ledger.Balance // the amount by bucket, of shares
}

type recovery struct {
	onInvoice
	on date.Date
}

// resting is a payment that no rule placed.
type resting struct {
	receipt ledger.ReceiptID
	account string
	bankRef string
	amount  int64
}

func (m *aftermath) begin(tx *ledger.Tx) {
	m.proposals = tx.Bulk("proposal", "receipt", "n", "rule", "score", "party", "why")
	m.parts = tx.Bulk("proposal_part", "receipt", "n", "invoice", "amount")
	m.debits = tx.Bulk("direct_debit", "receipt", "name", "tenant")
}

// keepProposals writes what a person may choose from.
func (m *aftermath) keepProposals(receipt ledger.ReceiptID, list []matching.Proposal) error {
	slices.SortStableFunc(list, func(a, b matching.Proposal) int { return cmp.Compare(b.Score, a.Score) })
	for i := range list {
		p := &list[i]
		err := m.proposals.Int(int64(receipt)).Int(int64(i + 1)).Int(int64(p.Rule)).Int(int64(p.Score)).Int(int64(p.Party)).Text(p.Why).End()
		for _, part := range p.Parts {
			if err == nil {
				err = m.parts.Int(int64(receipt)).Int(int64(i + 1)).Int(int64(part.Invoice)).Int(part.Amount).End()
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// finish does what a booked file leaves to be done. Its payments stand in the book by now.
func (a *applier) finish() error {
	m := &a.after
	for _, do := range []func() error{
		func() error { return m.interest.apply(a.tx) },
		func() error {
			for _, moved := range m.moved {
				if err := interestBack(a.tx, moved); err != nil {
					return err
				}
			}
			return nil
		},
		func() error { return letFall(a.tx, m.fallen) },
		func() error {
			for _, f := range m.risen {
				if err := a.tx.Rise(f.Cause, f.On, f.Reason); err != nil {
					return err
				}
			}
			return nil
		},
		m.proposals.Flush, m.parts.Flush, m.debits.Flush,
		a.keepStrays,
		func() error { return tellCollectors(a.tx, a.desk, m.direct) },
		func() error { return untellAll(a.tx, m.untold) },
		a.untellParts,
		func() error { return flagTwice(a.tx, m.twice) },
		func() error { return flagPassed(a.tx, m.passed) },
		func() error { return recoverLosses(a.tx, m.lost) },
		func() error { return recoverAnew(a.tx, m.anew) },
		a.remunerate,
		a.exchangeAll,
		func() error { return a.payers.learn(a.tx, a.out) },
		a.lookAgain,
	} {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}

// keepStrays writes down what is to be forwarded to factors.
func (a *applier) keepStrays() error {
	b := a.tx.Bulk("stray", "receipt", "invoice", "amount")
	for _, s := range a.after.strays {
		if err := b.Int(int64(s.receipt)).Int(int64(s.invoice)).Int(s.amount).End(); err != nil {
			return err
		}
	}
	return b.Flush()
}

// flagPassed puts it into an invoice's history that it was paid too late to be demanded.
func flagPassed(tx *ledger.Tx, list []onInvoice) error {
	for _, s := range list {
		i, err := tx.Invoice(s.invoice)
		if err == nil {
			err = tx.AddHistory(ledger.History{Party: i.Debtor, Invoice: i.ID, Kind: "limitation-passed", Text: fmt.Sprintf("pay%d was taken as given: the limitation had passed", s.receipt)})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// flagTwice finds the payments that had settled what was paid again, and keeps both
// bookings side by side (DOMAIN.md §5.3).
func flagTwice(tx *ledger.Tx, list []onInvoice) error {
	b := tx.Bulk("paid_twice", "receipt", "entry", "invoice", "earlier", "earlier_entry")
	for part := range slices.Chunk(list, 100) {
		paid, err := paidBy(tx, part)
		if err != nil {
			return err
		}
		done := map[ledger.ReceiptID]bool{}
		for _, s := range part {
			var first, own payment
			for _, p := range paid[s.invoice] {
				if p.receipt < s.receipt {
					first = p
				}
			}
			if own.entry, err = entryOf(tx, s.receipt); err != nil {
				return err
			}
			if first.receipt == 0 || done[s.receipt] {
				continue
			}
			done[s.receipt] = true
			if err := b.Int(int64(s.receipt)).Int(int64(own.entry)).Int(int64(s.invoice)).Int(int64(first.receipt)).Int(int64(first.entry)).End(); err != nil {
				return err
			}
		}
	}
	return b.Flush()
}

// payment is a receipt and its booking.
type payment struct {
	receipt ledger.ReceiptID
	entry   ledger.EntryID
}

func entryOf(tx *ledger.Tx, receipt ledger.ReceiptID) (id ledger.EntryID, err error) {
	_, err = tx.One(`SELECT entry FROM receipt_row WHERE id = $1`, []any{receipt}, func(r *store.Row) error {
		id = ledger.EntryID(r.Int(0))
		return nil
	})
	return id, err
}

// paidBy gives the payments that settled the invoices, oldest first.
func paidBy(tx *ledger.Tx, list []onInvoice) (map[ledger.InvoiceID][]payment, error) {
	invoices := make([]ledger.InvoiceID, len(list))
	for i := range list {
		invoices[i] = list[i].invoice
	}
	paid := map[ledger.InvoiceID][]payment{}
	marks, args := marked(invoices, tx.Tenant())
	return paid, tx.Each(`SELECT invoice, receipt, entry FROM allocation WHERE tenant = $1 AND invoice IN (`+marks+`) AND amount > 0 ORDER BY receipt, id`, args,
		func(r *store.Row) error {
			id := ledger.InvoiceID(r.Int(0))
			paid[id] = append(paid[id], payment{ledger.ReceiptID(r.Int(1)), ledger.EntryID(r.Int(2))})
			return nil
		})
}
