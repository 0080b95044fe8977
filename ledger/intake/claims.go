package intake

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// claims is the book as matching asks for it: an index, loaded whole for a big file, and
// queries for what is not in it.
type claims struct {
	tx    *ledger.Tx
	index *matching.Index
	desk  Desk
	last  money.Currency // of the claim loaded before
	// For a big file, what the book knows at all: the references of settled invoices, and
	// whose accounts, numbers and names debtors have. What is not there needs no query.
	settled *matching.Seen
	people  *matching.Seen
	scratch []byte
}

const claimColumns = `SELECT invoice.id, invoice.debtor, invoice.ref, invoice.number, invoice.currency,
	item.principal, item.fee, item.interest, item.cost FROM invoice JOIN item ON item.invoice = invoice.id `

// loadClaims makes the index for a file. A file with many references gets every open
// item; a small one only the invoices it names, settled ones too.
func loadClaims(tx *ledger.Tx, v *Verdict, d Desk) (*claims, error) {
	c := &claims{tx: tx, desk: d}
	if !v.manyRefs && v.numbers <= many {
		c.index = matching.NewIndex(len(v.refs))
		return c, c.fetch(v.refs)
	}
	all, open := 0, 0
	_, err := tx.One(`SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN `+isOpen+` THEN 1 ELSE 0 END), 0) AS BIGINT) FROM item`, nil, func(r *store.Row) error {
		all, open = int(r.Int(0)), int(r.Int(1))
		return nil
	})
	if err == nil {
		err = c.loadWhole(all, open, v.numbers > many)
	}
	if err == nil {
		c.people, err = c.gather(`SELECT account FROM payer WHERE party <> 0 UNION ALL SELECT org_no FROM party WHERE org_no <> ''
			UNION ALL SELECT name FROM party`)
	}
	return c, err
}

// isOpen chooses the items on which something is owed.
const isOpen = `item.principal <> 0 OR item.fee <> 0 OR item.interest <> 0 OR item.cost <> 0`

// loadWhole puts every open item into the index, and the references of settled ones into
// a set of their own, in one look at the table: a file full of strangers asks little then.
// More settled invoices than the open ones three times over are asked for one by one.
func (c *claims) loadWhole(all, open int, numbers bool) error {
	c.index = matching.NewIndex(open)
	where := `WHERE ` + isOpen
	if all <= 4*open {
		c.settled, where = matching.NewSeen(), ""
	}
	add, done := c.adding()
	defer done()
	var ref []byte
	return c.tx.Each(claimColumns+where+` ORDER BY item.invoice`, nil, func(r *store.Row) error {
		balance := balanceOf(r)
		if balance == (ledger.Balance{}) {
			if ref = r.AppendText(2, ref[:0]); len(ref) > 0 {
				c.settled.Add(ref, 0)
			}
			return nil
		}
		claim := matching.Claim{Invoice: ledger.InvoiceID(r.Int(0)), Party: ledger.PartyID(r.Int(1)), Ref: r.Text(2),
			Currency: c.currency(r), Open: balance}
		if numbers || claim.Ref == "" { // else looked up one by one, should it occur
			claim.Number = r.Text(3)
		}
		add(claim)
		return nil
	})
}

// adding puts claims into the index on a second core, in their order, while the first
// reads on. The index is whole when done has returned.
func (c *claims) adding() (add func(matching.Claim), done func()) {
	full := make(chan []matching.Claim, batches)
	empty := make(chan []matching.Claim, batches)
	for range batches {
		empty <- make([]matching.Claim, 0, batchSize)
	}
	var under sync.WaitGroup
	under.Go(func() {
		for list := range full {
			for _, claim := range list {
				c.index.Add(claim)
			}
			empty <- list[:0]
		}
	})
	at := <-empty
	add = func(claim matching.Claim) {
		if at = append(at, claim); len(at) == cap(at) {
			full <- at
			at = <-empty
		}
	}
	return add, func() {
		full <- at
		close(full)
		under.Wait()
	}
}

// currency gives a claim's currency, which mostly is that of the claim before.
func (c *claims) currency(r *store.Row) money.Currency {
	c.scratch = r.AppendText(4, c.scratch[:0])
	if string(c.scratch) != string(c.last) {
		c.last = money.Currency(c.scratch)
	}
	return c.last
}

// gather makes a set of a query's texts.
func (c *claims) gather(query string) (*matching.Seen, error) {
	set := matching.NewSeen()
	var text []byte
	return set, c.tx.Each(query, nil, func(r *store.Row) error {
		text = r.AppendText(0, text[:0])
		set.Add(text, 0)
		return nil
	})
}

func claimOf(r *store.Row) matching.Claim {
	return matching.Claim{
		Invoice: ledger.InvoiceID(r.Int(0)), Party: ledger.PartyID(r.Int(1)), Ref: r.Text(2), Number: r.Text(3),
		Currency: money.Currency(r.Text(4)), Open: balanceOf(r),
	}
}

func balanceOf(r *store.Row) ledger.Balance {
	return ledger.Balance{r.Int(5), r.Int(6), r.Int(7), r.Int(8)}
}

// fetch adds the invoices with any of the references, a hundred a query.
func (c *claims) fetch(refs map[string]bool) error {
	list := make([]string, 0, len(refs))
	for ref := range refs {
		list = append(list, ref)
	}
	slices.Sort(list)
	for part := range slices.Chunk(list, 100) {
		args := make([]any, len(part))
		marks := make([]string, len(part))
		for i, ref := range part {
			args[i], marks[i] = ref, fmt.Sprintf("$%d", i+1)
		}
		if err := c.add(`WHERE invoice.ref <> '' AND invoice.ref IN (`+strings.Join(marks, ", ")+`) ORDER BY invoice.id`, args...); err != nil {
			return err
		}
	}
	return nil
}

// add puts the invoices of a query into the index.
func (c *claims) add(where string, args ...any) error {
	var list []matching.Claim
	err := c.tx.Each(claimColumns+where, args, func(r *store.Row) error {
		list = append(list, claimOf(r))
		return nil
	})
	if err != nil {
		return err
	}
	for _, claim := range list {
		if claim.Open == (ledger.Balance{}) {
			if claim.Credited, err = c.credited(claim.Invoice); err != nil {
				return err
			}
		}
		c.index.Add(claim)
	}
	return nil
}

// credited tells whether a credit note took part in settling an invoice.
func (c *claims) credited(id ledger.InvoiceID) (bool, error) {
	return c.tx.One(`SELECT 1 FROM invoice WHERE refers = $1`, []any{id}, nil)
}

// ByRef satisfies matching.Source.
func (c *claims) ByRef(_ *matching.Index, ref []byte) error {
	if c.settled != nil && !c.settled.Has(ref, 0) {
		return nil
	}
	return c.add(`WHERE invoice.ref = $1 AND invoice.ref <> '' ORDER BY invoice.id`, string(ref))
}

// ByNumber satisfies matching.Source. A number is unique as issued; what the payer wrote
// may differ in blanks and capitals.
func (c *claims) ByNumber(_ *matching.Index, number, raw []byte) error {
	return c.add(`WHERE invoice.number IN ($1, $2) ORDER BY invoice.id`, string(number), strings.TrimSpace(string(raw)))
}

// OpenOf satisfies matching.Source.
func (c *claims) OpenOf(_ *matching.Index, party ledger.PartyID) (ids []matching.ID, err error) {
	err = c.tx.Each(claimColumns+`WHERE invoice.debtor = $1 AND (item.principal <> 0 OR item.fee <> 0 OR item.interest <> 0 OR item.cost <> 0)
		ORDER BY invoice.due, invoice.id`, []any{party}, func(r *store.Row) error {
		ids = append(ids, c.index.Add(claimOf(r)))
		return nil
	})
	return ids, err
}

// Notice satisfies matching.Source.
func (c *claims) Notice(id ledger.InvoiceID) (matching.Notice, error) {
	if c.desk.Notice == nil {
		return matching.Notice{}, nil
	}
	return c.desk.Notice(c.tx, id)
}
