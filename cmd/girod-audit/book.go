package main

// book walks the entries with their postings and receipts. The three tables are read side
// by side in order of id, as an entry names the first of its postings and receipts.
type book struct {
	*audit
	accounts map[int64]*accountRow
}

func newBook(a *audit) *book { return &book{a, map[int64]*accountRow{}} }

func (b *book) readAccounts() error {
	return each(b.tables, "account", func(r *accountRow) error {
		if b.accounts[r.ID] != nil {
			b.violate("I1", "account %d stands twice", r.ID)
		}
		row := *r
		b.accounts[r.ID] = &row
		return nil
	})
}

// visitor is told of each entry from beginning to end. Its account is never nil.
type visitor interface {
	entry(e *entryRow)
	posting(e *entryRow, p *postingRow, on *accountRow)
	receipt(e *entryRow, r *receiptRow)
	end(e *entryRow)
	finish() error // after the last entry
}

// walker is where a walk stands.
type walker struct {
	*book
	visitors []visitor
	postings *ahead[postingRow]
	receipts *ahead[receiptRow]
	last     int64
}

// ahead is a cursor that shows its next row before it is taken.
type ahead[T any] struct {
	*cursor[T]
	id   func(*T) int64
	next *T
	last int64
}

func look[T any](d dump, table string, id func(*T) int64) (*ahead[T], error) {
	c, err := open[T](d, table)
	if err != nil {
		return nil, err
	}
	l := &ahead[T]{cursor: c, id: id}
	return l, l.step()
}

func (l *ahead[T]) step() (err error) {
	l.next, err = l.cursor.next()
	return err
}

// upTo gives each row with an id below end to fn, and those to stray that stand twice, out
// of order or before first.
func (l *ahead[T]) upTo(first, end int64, fn, stray func(*T)) error {
	for l.next != nil && l.id(l.next) < end {
		id := l.id(l.next)
		if id < first || id <= l.last {
			stray(l.next)
		} else {
			fn(l.next)
		}
		l.last = max(l.last, id)
		if err := l.step(); err != nil {
			return err
		}
	}
	return nil
}

// walk tells the visitors of the whole book.
func (b *book) walk(visitors ...visitor) (err error) {
	w := &walker{book: b, visitors: visitors}
	if w.postings, err = look(b.tables, "posting", func(p *postingRow) int64 { return p.ID }); err != nil {
		return err
	}
	defer w.postings.close()
	if w.receipts, err = look(b.tables, "receipt_row", func(r *receiptRow) int64 { return r.ID }); err != nil {
		return err
	}
	defer w.receipts.close()
	if err := each(b.tables, "entry", w.entry); err != nil {
		return err
	}
	const all = 1<<63 - 1
	if err := w.postings.upTo(all, all, nil, w.strayPosting); err != nil {
		return err
	}
	if err := w.receipts.upTo(all, all, nil, w.strayReceipt); err != nil {
		return err
	}
	for _, v := range visitors {
		if err := v.finish(); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) strayPosting(p *postingRow) {
	w.violate("I2", "posting %d of %d in minor units belongs to no entry, or stands twice; it says entry %d", p.ID, p.Amount, p.Entry)
}

func (w *walker) strayReceipt(r *receiptRow) {
	w.violate("I2", "receipt %d belongs to no entry, or stands twice; it says entry %d", r.ID, r.Entry)
}

// entry tells of one entry. One that stands twice is told as that and passed by.
func (w *walker) entry(e *entryRow) error {
	switch {
	case e.ID <= w.last:
		w.violate("I1", "entry %d (%s) stands twice in the book", e.ID, e.Key)
		return nil
	case e.ID != w.last+1:
		w.violate("I9", "entry %d is missing: after %d comes %d", w.last+1, w.last, e.ID)
	}
	w.last = e.ID
	w.lately(e.At)
	for _, v := range w.visitors {
		v.entry(e)
	}
	if err := w.postings.upTo(e.First, e.First+e.Lines, func(p *postingRow) { w.posting(e, p) }, w.strayPosting); err != nil {
		return err
	}
	if e.Receipts > 0 {
		err := w.receipts.upTo(e.Receipt, e.Receipt+e.Receipts, func(r *receiptRow) { w.receipt(e, r) }, w.strayReceipt)
		if err != nil {
			return err
		}
	}
	for _, v := range w.visitors {
		v.end(e)
	}
	return nil
}

func (w *walker) posting(e *entryRow, p *postingRow) {
	on := w.accounts[p.Account]
	if on == nil {
		w.violate("I2", "posting %d of entry %d (%s) is on account %d, which does not exist", p.ID, e.ID, e.Key, p.Account)
		on = &accountRow{ID: p.Account, Tenant: e.Tenant, Currency: e.Currency}
	}
	for _, v := range w.visitors {
		v.posting(e, p, on)
	}
}

func (w *walker) receipt(e *entryRow, r *receiptRow) {
	for _, v := range w.visitors {
		v.receipt(e, r)
	}
}
