package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
)

// seen knows which keys came before, sixteen bytes for each.
type seen map[[16]byte]struct{}

// again tells whether a key came before, and keeps it.
func (s seen) again(key string) bool {
	k := keyOf(key)
	_, before := s[k]
	s[k] = struct{}{}
	return before
}

// owned is a key in a tenant's books: two tenants may use the same.
func owned(tenant int64, key string) string { return fmt.Sprintf("%d:%s", tenant, key) }

func keyOf(key string) [16]byte {
	sum := sha256.Sum256([]byte(key))
	return [16]byte(sum[:16])
}

// once is I1 in the book: in each tenant's books one entry for each key, and no voucher
// number twice.
type once struct {
	*audit
	keys    seen
	numbers map[string]int64 // last of each tenant's series in its year
	n       int64
}

func newOnce(a *audit) *once { return &once{audit: a, keys: seen{}, numbers: map[string]int64{}} }

func (o *once) entry(e *entryRow) {
	o.n++
	if o.keys.again(owned(e.Tenant, e.Key)) {
		o.violate("I1", "key %q has booked twice; entry %d is the second", e.Key, e.ID)
	}
	series := owned(e.Tenant, fmt.Sprintf("%s of %d", e.Series, e.BookedOn/10000))
	if last := o.numbers[series]; e.Number != last+1 {
		o.violate("I1", "entry %d is voucher %d in series %s of %d, the one before is %d", e.ID, e.Number, e.Series, e.BookedOn/10000, last)
	}
	o.numbers[series] = e.Number
	if e.File != "" && o.journal.byName[e.File] == nil {
		o.violate("I1", "entry %d (%s) was booked by file %s, which never came", e.ID, e.Key, e.File)
	} else if e.File != "" && o.journal.byName[e.File].applied == 0 {
		o.violate("I1", "entry %d (%s) was booked by file %s, which was never applied", e.ID, e.Key, e.File)
	}
}

func (o *once) posting(*entryRow, *postingRow, *accountRow) {}
func (o *once) receipt(*entryRow, *receiptRow)              {}
func (o *once) end(*entryRow)                               {}

// finish looks at invoices too: a number is issued once.
func (o *once) finish() error {
	o.looked("I1", "entries", o.n)
	numbers := seen{}
	err := each(o.tables, "invoice", func(i *invoiceRow) error {
		if numbers.again(owned(i.Tenant, i.Number)) {
			o.violate("I1", "invoice number %q was issued twice; invoice %d is the second", i.Number, i.ID)
		}
		return nil
	})
	o.looked("I1", "invoices", int64(len(numbers)))
	return err
}

// rowsOnce looks at the tables as text: no row of any of them stands twice. They are in
// order of their first column, so that twins stand together.
func (a *audit) rowsOnce() error {
	tables, err := tablesOf(a.tables)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := a.rowsOf(table); err != nil {
			return err
		}
	}
	a.looked("I1", "tables", int64(len(tables)))
	return nil
}

func (a *audit) rowsOf(table string) error {
	l, err := lines(a.tables, table)
	if err != nil {
		return err
	}
	defer l.close()
	l.drop = nil
	var before []byte
	for {
		row, err := l.next()
		if err != nil || row == nil {
			return err
		}
		if bytes.Equal(row, before) {
			a.violate("I1", "table %s: row %d stands twice: %s", table, l.n, excerpt(row))
		}
		before = append(before[:0], row...)
	}
}
