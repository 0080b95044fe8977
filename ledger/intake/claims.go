package intake

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// claims is the book as matching asks for it: an index, loaded whole for a big file, and
// queries for what is not in it.
type claims struct {
	tx     *ledger.Tx
	index  *matching.Index
	desk   Desk
	states states
	// flush writes what the file has booked so far, so that the book can be asked about it.
	flush func() error
	last  money.Currency // of the claim loaded before
	// For a big file, what the book knows at all: the references of settled invoices, whose
	// accounts, numbers and names debtors have, and what reminders come to. What is not there
	// needs no query.
	settled *matching.Seen
	people  *matching.Seen
	totals  *matching.Seen
	// Of what something was claimed after a day, for a big file, once asked for.
	late      map[ledger.InvoiceID]bool
	lateSince date.Date
	soldFor   map[money.Amount][]ledger.InvoiceID // sold invoices by amount, once asked for
	scratch   []byte
}

const claimColumns = `SELECT invoice.id, invoice.debtor, invoice.ref, invoice.number, invoice.currency,
	item.principal, item.fee, item.interest, item.cost, invoice.due, invoice.company FROM invoice JOIN item ON item.invoice = invoice.id `

// loadClaims makes the index for a file. A file with many references gets every open
// item; a small one only the invoices it names, settled ones too.
func loadClaims(tx *ledger.Tx, v *Verdict, d Desk, flush func() error) (*claims, error) {
	c := smallClaims(tx, d, len(v.refs), flush)
	if !v.manyRefs && v.numbers <= many {
		return c, c.fetch(v.refs)
	}
	return c, c.loadWhole(v.numbers > many)
}

// smallClaims makes an index with nothing in it yet.
func smallClaims(tx *ledger.Tx, d Desk, n int, flush func() error) *claims {
	return &claims{tx: tx, desk: d, states: statesOf(tx), flush: flush, index: matching.NewIndex(n)}
}

// currency gives a claim's currency, which mostly is that of the claim before.
func (c *claims) currency(r *store.Row) money.Currency {
	c.scratch = r.AppendText(4, c.scratch[:0])
	if string(c.scratch) != string(c.last) {
		c.last = money.Currency(c.scratch)
	}
	return c.last
}

func (c *claims) claimOf(r *store.Row) matching.Claim {
	return matching.Claim{
		Invoice: ledger.InvoiceID(r.Int(0)), Party: ledger.PartyID(r.Int(1)), Ref: r.Text(2), Number: r.Text(3),
		Currency: c.currency(r), Open: balanceOf(r), Due: r.Date(9), Firm: r.Int(10) != 0,
	}
}

func balanceOf(r *store.Row) ledger.Balance {
	return ledger.Balance{r.Int(5), r.Int(6), r.Int(7), r.Int(8)}
}

// fetch adds the invoices with any of the references, a hundred a query, and the plans and
// cases.
func (c *claims) fetch(refs map[string]bool) error {
	list := make([]string, 0, len(refs))
	for ref := range refs {
		list = append(list, ref)
	}
	slices.Sort(list)
	for part := range slices.Chunk(list, 100) {
		marks, args := marked(part, c.tx.Tenant())
		err := c.add(`WHERE invoice.ref <> '' AND invoice.ref IN (`+marks+`) AND invoice.tenant = $1 ORDER BY invoice.id`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// marked gives the places of a list in a query whose first argument is another, and all of
// its arguments.
func marked[T any](list []T, first any) (marks string, args []any) {
	args = append(args, first)
	for i, v := range list {
		args = append(args, v)
		marks += fmt.Sprintf(", $%d", i+2)
	}
	return strings.TrimPrefix(marks, ", "), args
}

// add puts the invoices of a query into the index and names them.
func (c *claims) add(where string, args ...any) (err error) {
	_, err = c.adding(where, args...)
	return err
}

func (c *claims) adding(where string, args ...any) (ids []matching.ID, err error) {
	var list []matching.Claim
	err = c.tx.Each(claimColumns+where, args, func(r *store.Row) error {
		list = append(list, c.claimOf(r))
		return nil
	})
	if err == nil {
		err = c.states.ask(list)
	}
	if err != nil {
		return nil, err
	}
	for _, claim := range list {
		claim.State = c.states.of(claim.Invoice, claim.Party, claim.Due)
		if claim.Open == (ledger.Balance{}) {
			credited, err := c.credited(claim.Invoice)
			if err != nil {
				return nil, err
			}
			if credited {
				claim.State |= matching.Credited
			}
		} else if claim.Due < c.states.day && c.desk.Reminders != nil {
			if claim.Notice, err = c.desk.Reminders.Promise(c.tx, claim.Invoice); err != nil {
				return nil, err
			}
		}
		ids = append(ids, c.index.Add(claim))
	}
	return ids, nil
}

// credited tells whether a credit note took part in settling an invoice.
func (c *claims) credited(id ledger.InvoiceID) (bool, error) {
	return c.tx.One(`SELECT 1 FROM invoice WHERE refers = $1`, []any{id}, nil)
}

// ByRef satisfies matching.Source: invoices by their first reference or a further one, and
// plans and cases.
func (c *claims) ByRef(_ *matching.Index, ref []byte) error {
	if c.settled != nil && !c.settled.Has(ref, 0) {
		return nil
	}
	if err := c.add(`WHERE invoice.ref = $1 AND invoice.ref <> '' AND invoice.tenant = $2 ORDER BY invoice.id`, string(ref), c.tx.Tenant()); err != nil {
		return err
	}
	ids, err := c.adding(`WHERE invoice.id IN (SELECT invoice FROM other_ref WHERE ref = $1) AND invoice.tenant = $2 ORDER BY invoice.id`, string(ref), c.tx.Tenant())
	for _, id := range ids {
		c.index.AddRef(string(ref), id)
	}
	if err != nil || c.desk.Groups == nil {
		return err
	}
	what, invoices, err := c.desk.Groups.Under(c.tx, string(ref))
	if err != nil || len(invoices) == 0 {
		return err
	}
	ids = ids[:0]
	for _, invoice := range invoices {
		one, err := c.adding(`WHERE invoice.id = $1`, invoice)
		if err != nil {
			return err
		}
		ids = append(ids, one...)
	}
	c.index.AddPlan(string(ref), what, ids...)
	return nil
}

// ByNumber satisfies matching.Source. A number is unique as issued; what the payer wrote
// may differ in blanks and capitals.
func (c *claims) ByNumber(_ *matching.Index, number, raw []byte) error {
	return c.add(`WHERE invoice.number IN ($1, $2) AND invoice.tenant = $3 ORDER BY invoice.id`, string(number), strings.TrimSpace(string(raw)), c.tx.Tenant())
}

// OpenOf satisfies matching.Source.
func (c *claims) OpenOf(_ *matching.Index, party ledger.PartyID) (ids []matching.ID, err error) {
	kin, err := c.tx.Kin(party) // who is one with it owes with it
	if err != nil {
		return nil, err
	}
	marks, args := marked(kin, c.tx.Tenant())
	return c.adding(`WHERE invoice.tenant = $1 AND invoice.debtor IN (`+marks+`) AND (`+isOpen+`) ORDER BY invoice.due, invoice.id`, args...)
}

// Interest satisfies matching.Source. Where nobody works it out it is what was claimed.
func (c *claims) Interest(id ledger.InvoiceID, on date.Date, moved bool) (int64, error) {
	if c.desk.Reminders == nil {
		return matching.OtherTerms, nil
	}
	if moved && c.flush != nil {
		if err := c.flush(); err != nil {
			return 0, err
		}
	}
	return c.desk.Reminders.Interest(c.tx, id, on)
}

// Stood satisfies matching.Source. Of a big file's claims it is known at once of which
// something was claimed after the day, so that most payments ask for nothing.
func (c *claims) Stood(id ledger.InvoiceID, on date.Date, moved bool) (then matching.Stood, late bool, err error) {
	if c.desk.Reminders == nil {
		return then, false, nil
	}
	if c.states.whole {
		if c.late == nil || on < c.lateSince {
			c.late, c.lateSince = map[ledger.InvoiceID]bool{}, on
			if err := c.desk.Reminders.LateSince(c.tx, on, func(id ledger.InvoiceID) { c.late[id] = true }); err != nil {
				return then, false, err
			}
		}
		if !c.late[id] {
			return then, false, nil
		}
	}
	if moved && c.flush != nil {
		if err := c.flush(); err != nil {
			return then, false, err
		}
	}
	return c.desk.Reminders.Stood(c.tx, id, on)
}

// Passed satisfies matching.Source.
func (c *claims) Passed(id ledger.InvoiceID, on date.Date) (bool, error) {
	if c.desk.Passed == nil {
		return false, nil
	}
	return c.desk.Passed(c.tx, id, on)
}

// Noticed satisfies matching.Source.
func (c *claims) Noticed(x *matching.Index, total int64, currency money.Currency) (list []matching.Named, err error) {
	if c.desk.Reminders == nil || c.totals != nil && !c.totals.Has(nil, total) {
		return nil, nil
	}
	invoices, err := c.desk.Reminders.OfTotal(c.tx, total, currency)
	if err != nil {
		return nil, err
	}
	for _, invoice := range invoices {
		ids, err := c.adding(`WHERE invoice.id = $1 AND invoice.tenant = $2`, invoice, c.tx.Tenant())
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			if x.Total(id) <= 0 {
				continue
			}
			party, err := c.tx.Party(x.Party(id))
			if err != nil {
				return nil, err
			}
			list = append(list, matching.Named{Claim: id, Name: party.Name})
		}
	}
	return list, nil
}

// Sold satisfies matching.Source (R-COL-40).
func (c *claims) Sold(_ *matching.Index, amount int64, currency money.Currency) (ids []matching.ID, err error) {
	if c.soldFor == nil {
		c.soldFor = map[money.Amount][]ledger.InvoiceID{}
		if !c.states.mayBeSold() {
			return nil, nil
		}
		err := c.states.sold(func(id ledger.InvoiceID, gross int64, in string) {
			of := money.Of(gross, money.Currency(in))
			c.soldFor[of] = append(c.soldFor[of], id)
		})
		if err != nil {
			return nil, err
		}
	}
	for _, invoice := range c.soldFor[money.Of(amount, currency)] {
		one, err := c.adding(`WHERE invoice.id = $1`, invoice)
		if err != nil {
			return nil, err
		}
		ids = append(ids, one...)
	}
	return ids, nil
}
