package ledger

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// Post books one entry with its postings and gives its id. A refusal leaves the book
// and the transaction as they were, except for ErrOverdrawn, after which it must be
// given up. The same entry again gives its id with ErrAlready.
func (tx *Tx) Post(e Entry) (EntryID, error) {
	p := tx.Poster()
	if p.open.begun {
		return 0, fmt.Errorf("%w: %s", ErrOpen, p.open.Key)
	}
	_ = p.Begin(e) // End tells
	for _, posting := range e.Postings {
		_ = p.Add(posting)
	}
	id, err := p.End()
	if err != nil {
		return id, err
	}
	return id, p.Flush()
}

// Reverse books the mirror of an entry, which gives back what its postings took from
// items, suspense and customer credit. An entry is reversed once, and a reversal never:
// book the entry anew instead.
func (tx *Tx) Reverse(id EntryID, on date.Date, reason string) (EntryID, error) {
	old, err := tx.Entry(id)
	if err != nil {
		return 0, err
	}
	if reason == "" || tx.by == "" { // who and why, for the auditor
		return 0, fmt.Errorf("reverse %s: %w", old.Voucher(), ErrReason)
	}
	before, err := tx.ReversedBy(id)
	switch {
	case err != nil:
		return 0, err
	case old.Reverses != 0 || before != 0:
		return before, fmt.Errorf("entry %d: %w", id, ErrReversed)
	}
	mirror := Entry{
		Key: "reversal:" + old.Key, Series: mirrored(old.Series), Why: Reversal, BookedOn: on,
		Text: "Reversal of " + old.Voucher() + ": " + old.Text, Reason: reason, File: old.File, Origin: old.Origin, Reverses: id,
	}
	for _, p := range old.Postings {
		p.Amount = -p.Amount
		mirror.Postings = append(mirror.Postings, p)
	}
	return tx.Post(mirror)
}

// mirrored is the series of a reversal: the same, but that of our own credit notes, whose
// vouchers have the numbers of the notes.
func mirrored(series string) string {
	if series == SeriesCredit {
		return SeriesOther
	}
	return series
}

// ReversedBy gives the entry that reversed another, or 0.
func (tx *Tx) ReversedBy(id EntryID) (by EntryID, err error) {
	_, err = tx.One(`SELECT id FROM entry WHERE reverses = $1 AND tenant = $2`, []any{id, tx.books.Tenant}, func(r *store.Row) error {
		by = EntryID(r.Int(0))
		return nil
	})
	return by, err
}

// Voucher is the entry's number as an auditor quotes it, "B17"; a series begins anew each
// year, so the day booked on belongs to it.
func (e Entry) Voucher() string { return fmt.Sprintf("%s%d", e.Series, e.Number) }

const entryColumns = `id, key, series, number, why, booked_on, currency, text, reason, file, origin, reverses, receipts, at, actor, first, lines, tenant`

// Entry gives an entry with its postings.
func (tx *Tx) Entry(id EntryID) (Entry, error) {
	return tx.entry(id, `SELECT `+entryColumns+` FROM entry WHERE id = $1 AND tenant = $2`)
}

// ParseVoucher reads what people call an entry: F17 of the year that is, F17/2025 of another.
func ParseVoucher(name string, thisYear int64) (series string, number, year int64, err error) {
	text, yearText, dated := strings.Cut(name, "/")
	digits := strings.IndexAny(text, "0123456789")
	year = thisYear
	if dated {
		if _, err = time.Parse("2006", yearText); err == nil {
			year, err = strconv.ParseInt(yearText, 10, 64)
		}
	}
	if digits > 0 && err == nil {
		series = text[:digits]
		number, err = strconv.ParseInt(text[digits:], 10, 64)
	}
	if digits < 1 || err != nil {
		return "", 0, 0, fmt.Errorf("%q is no voucher: want one such as F17 or F17/2025", name)
	}
	return series, number, year, nil
}

// EntryByVoucher gives an entry by its number in a series and a year: what Voucher says.
func (tx *Tx) EntryByVoucher(series string, number, year int64) (Entry, error) {
	var id EntryID
	there, err := tx.One(`SELECT id FROM entry WHERE series = $1 AND booked_on / 10000 = $2 AND number = $3 AND tenant = $4`, []any{series, year, number, tx.books.Tenant},
		func(r *store.Row) error {
			id = EntryID(r.Int(0))
			return nil
		})
	if err := found(there, err, "voucher", fmt.Sprintf("%s%d of %d", series, number, year)); err != nil {
		return Entry{}, err
	}
	return tx.Entry(id)
}

// EntryByKey gives an entry by its key.
func (tx *Tx) EntryByKey(key string) (Entry, error) {
	return tx.entry(key, `SELECT `+entryColumns+` FROM entry WHERE key = $1 AND tenant = $2`)
}

func (tx *Tx) entry(key any, query string) (e Entry, err error) {
	there, err := tx.One(query, []any{key, tx.books.Tenant}, func(r *store.Row) (err error) {
		e, err = tx.entryOf(r)
		return err
	})
	return e, found(there, err, "entry", key)
}

// HasEntry tells whether an entry with a key is in the book, gathered ones included.
func (tx *Tx) HasEntry(key string) (bool, error) {
	if p := tx.state.poster; p != nil {
		s, err := p.lookUp(tx, key)
		return s != nil, err
	}
	s, err := tx.storedEntry(key)
	return s != nil, err
}

// EntryFilter chooses entries; a zero field chooses all.
type EntryFilter struct {
	From, Through date.Date
	File          string
	Invoice       InvoiceID
	After         EntryID // those with a higher id, for paging
	Limit         int
}

// Entries calls fn for every entry with its postings, in order of id.
func (tx *Tx) Entries(fn func(Entry) error) error { return tx.EntriesWhere(EntryFilter{}, fn) }

// EntriesWhere calls fn for the chosen entries, in order of id.
func (tx *Tx) EntriesWhere(f EntryFilter, fn func(Entry) error) error {
	query, args := `SELECT `+entryColumns+` FROM entry WHERE id > $1 AND tenant = $2`, []any{f.After, tx.books.Tenant}
	and := func(condition string, arg any) {
		args = append(args, arg)
		query += fmt.Sprintf(" AND "+condition, len(args))
	}
	if f.From != 0 {
		and("booked_on >= $%d", f.From)
	}
	if f.Through != 0 {
		and("booked_on <= $%d", f.Through)
	}
	if f.File != "" {
		and("file = $%d", f.File)
	}
	if f.Invoice != 0 {
		and("id IN (SELECT entry FROM item_posting JOIN posting ON posting.id = item_posting.posting WHERE item_posting.invoice = $%d)", f.Invoice)
	}
	query += " ORDER BY id"
	if f.Limit > 0 {
		args = append(args, f.Limit)
		query += fmt.Sprintf(" LIMIT $%d", len(args))
	}
	return tx.Each(query, args, func(r *store.Row) error {
		e, err := tx.entryOf(r)
		if err != nil {
			return err
		}
		return fn(e)
	})
}

func (tx *Tx) entryOf(r *store.Row) (Entry, error) {
	e := Entry{
		ID: EntryID(r.Int(0)), Key: r.Text(1), Series: r.Text(2), Number: r.Int(3), Why: Why(r.Text(4)), BookedOn: r.Date(5),
		Currency: money.Currency(r.Text(6)), Text: r.Text(7), Reason: r.Text(8), File: r.Text(9), Origin: r.Text(10),
		Reverses: EntryID(r.Int(11)), Receipts: r.Int(12), At: r.Text(13), By: r.Text(14), Tenant: TenantID(r.Int(17)),
	}
	first, lines := r.Int(15), r.Int(16)
	err := tx.Each(`SELECT account.role, account.number, posting.amount, posting.invoice, posting.receipt, posting.bucket
		FROM posting JOIN account ON account.id = posting.account
		WHERE posting.id >= $1 AND posting.id < $2 ORDER BY posting.id`, []any{first, first + lines}, func(r *store.Row) error {
		e.Postings = append(e.Postings, Posting{
			Role: Role(r.Text(0)), Account: r.Text(1), Amount: r.Int(2), Currency: e.Currency, Invoice: InvoiceID(r.Int(3)),
			Receipt: ReceiptID(r.Int(4)), Bucket: Bucket(r.Int(5)),
		})
		return nil
	})
	return e, err
}
