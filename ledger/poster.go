package ledger

import (
	"errors"
	"fmt"

	"girod/formats/money"
	"girod/ledger/store"
)

const (
	// entryLines is how many postings of an entry are held back until it has proved
	// sound. A longer one (a bank may put a million payments in one statement entry) is
	// written as it comes, and when it is refused after that the transaction is lost.
	entryLines = 4096
	// flushLines is how many postings are gathered before balances are brought up to
	// date: the more at once, the fewer times each page of items is touched. Four times as
	// many cost 20 MiB more on the largest files and were no faster.
	flushLines = 50_000
	// maxAmount keeps every sum of a file far from overflow: ten thousand billion kronor.
	maxAmount = 1_000_000_000_000_000
)

// Poster books many entries in sets: rows in bulk, balances a page at a time. For each
// entry call Begin, then Receipt and Add for its payments and postings, then End; call
// Flush before asking the book anything (a commit does it too). There is one Poster
// for a transaction, and Post uses it as well.
type Poster struct {
	tx       *Tx
	postings *store.Bulk
	receipts *store.Bulk
	entries  *store.Bulk
	memos    *store.Bulk
	ids      counters
	numbers  map[series]int64 // last voucher number
	pending  map[ownKey]stored
	unused   [2]ownKey // no key from the first to the second is in that tenant's book
	chain    chain
	open     openEntry
	items    itemSums
	rests    rests
	unsummed int
	checked  int64 // the last posting that was seen to be in its own tenant's books
	fees     feeWays
	// currencies are those posted in; mixed tells that the house knows others as well.
	currencies map[money.Currency]bool
	mixed      bool
	lost       error // refused after rows were written: nothing more can be booked
}

// counters are the last ids given.
type counters struct{ entry, posting, receipt, memo int64 }

// ownKey is a key in a tenant's books: two tenants may choose the same.
type ownKey struct {
	tenant TenantID
	key    string
}

// stored is what a repeated key is compared with.
type stored struct {
	id      EntryID
	content [32]byte
	receipt int64
}

// openEntry is the entry between Begin and End.
type openEntry struct {
	Entry
	tx       *Tx // who began it, and in whose books
	begun    bool
	already  *stored // the key is in the book: only compare
	refused  error
	template *template
	first    int64 // id of its first posting
	receipt  int64 // id of its first receipt
	lines    int64 // written

	bankAccount, bankKey string // of its receipts
	held                 []line
	sum                  int64
}

// Poster gives the transaction's poster.
func (tx *Tx) Poster() *Poster {
	if tx.state.poster == nil {
		tx.state.poster = newPoster(tx)
		tx.BeforeCommit(tx.state.poster.Flush)
	}
	tx.state.poster.tx = tx // whoever asks now signs what comes next
	return tx.state.poster
}

func newPoster(tx *Tx) *Poster {
	p := &Poster{
		numbers: map[series]int64{}, pending: map[ownKey]stored{}, currencies: map[money.Currency]bool{},
		postings: tx.Bulk("posting", "id", "entry", "account", "amount", "invoice", "receipt", "bucket", "late"),
		receipts: tx.Bulk("receipt_row", "id", "entry", "bank_ref", "end_to_end", "amount", "payer", "payer_account", "text", "rule",
			"evidence", "line"),
		entries: tx.Bulk("entry", "id", "key", "series", "number", "why", "booked_on", "currency", "text", "reason", "file",
			"origin", "bank_account", "bank_key", "reverses", "first", "lines", "receipt", "receipts", "content", "at", "actor", "hash", "tenant"),
	}
	p.memos = tx.Bulk("fee_memo", "id", "tenant", "key", "invoice", "bucket", "amount", "why", "claimed_on", "text", "at", "actor")
	p.items.index = tx.Bulk("item_posting", "invoice", "posting")
	p.rests.tx = tx.Tx
	for table, last := range map[string]*int64{"entry": &p.ids.entry, "posting": &p.ids.posting, "receipt_row": &p.ids.receipt, "fee_memo": &p.ids.memo} {
		next, err := tx.NextID(table)
		if err != nil {
			p.lost = err
		}
		*last = next - 1
	}
	p.rests.old, p.checked = p.ids.receipt, p.ids.posting
	p.fees = feeWays{looked: p.ids.posting, memos: p.ids.memo}
	if p.lost == nil {
		p.lost = p.chain.load(tx.Tx)
	}
	return p
}

// Begin starts an entry; its Postings are ignored. What Begin and Add refuse, End tells
// as well, so a caller may leave their answers unread.
func (p *Poster) Begin(e Entry) error {
	if p.open.begun && p.lost == nil {
		p.lost = fmt.Errorf("%w: %s", ErrOpen, p.open.Key)
	}
	if p.lost != nil {
		return p.lost
	}
	e.Postings, e.Receipts, e.Currency, e.Tenant = nil, 0, "", p.tx.books.Tenant
	p.open = openEntry{Entry: e, tx: p.tx, begun: true, first: p.ids.posting + 1, receipt: p.ids.receipt + 1, held: p.open.held[:0]}
	p.open.ID = EntryID(p.ids.entry + 1)
	p.chain.begin(p.tx.state)
	p.open.refused = p.refuseHeader()
	return p.open.refused
}

// refuseHeader looks at what is known before the postings. A known key comes before
// all that could have changed since, such as a closed period.
func (p *Poster) refuseHeader() error {
	o := &p.open
	t, known := templates[o.Why]
	switch {
	case o.Key == "":
		return ErrNoKey
	case !known:
		return fmt.Errorf("%w: %q", ErrWhy, o.Why)
	case t.as&o.tx.books.Keeping == 0:
		return fmt.Errorf("%w: %s is for the books of: %s; these are: %s", ErrKeeping, o.Why, t.as, o.tx.books.Keeping)
	case !o.BookedOn.Valid():
		return fmt.Errorf("%w: %q", ErrDate, o.BookedOn)
	}
	o.template = &t
	if o.Series == "" {
		o.Series = t.series
	}
	var err error
	if o.already, err = p.lookUp(o.tx, o.Key); err != nil {
		return err
	}
	if o.already != nil {
		o.receipt = o.already.receipt
		return nil
	}
	return o.tx.refuseClosed(o.BookedOn)
}

// lookUp finds an entry by its key, flushed or not.
func (p *Poster) lookUp(tx *Tx, key string) (*stored, error) {
	if s, there := p.pending[ownKey{tx.books.Tenant, key}]; there {
		return &s, nil
	}
	if p.unused[0].key <= key && key <= p.unused[1].key && p.unused[0].tenant == tx.books.Tenant {
		return nil, nil
	}
	return tx.storedEntry(key)
}

// Unused asks once for a range of keys, so that the book is not asked for each of them
// when none is there. From then on the caller names each key of the range once; the book
// refuses the whole transaction should it come again.
func (p *Poster) Unused(from, through string) error {
	p.unused = [2]ownKey{}
	tenant := p.tx.books.Tenant
	if err := p.Flush(); err != nil {
		return err
	}
	there, err := p.tx.One(`SELECT 1 FROM entry WHERE key >= $1 AND key <= $2 AND tenant = $3 LIMIT 1`, []any{from, through, tenant}, nil)
	if err == nil && !there {
		p.unused = [2]ownKey{{tenant, from}, {tenant, through}}
	}
	return err
}

// storedEntry finds an entry in the database by its key.
func (tx *Tx) storedEntry(key string) (*stored, error) {
	var s stored
	there, err := tx.One(`SELECT id, content, receipt FROM entry WHERE key = $1 AND tenant = $2`, []any{key, tx.books.Tenant}, func(r *store.Row) error {
		s.id, s.receipt = EntryID(r.Int(0)), r.Int(2)
		copy(s.content[:], r.Bytes(1))
		return nil
	})
	if err != nil || !there {
		return nil, err
	}
	return &s, nil
}

// write sends the held lines on.
func (p *Poster) write() {
	o := &p.open
	if o.already != nil {
		o.lines += int64(len(o.held))
		o.held = o.held[:0]
		return
	}
	if p.lost = o.tx.openAccounts(); p.lost != nil {
		return
	}
	for i := range o.held {
		l := &o.held[i]
		p.ids.posting++
		err := p.postings.Int(p.ids.posting).Int(int64(o.ID)).Int(l.account).Int(l.amount).
			IntOrNull(l.invoice).IntOrNull(l.receipt).Int(int64(l.bucket)).Int(o.late(l)).End()
		if err != nil {
			p.lost = err
			return
		}
		if l.invoice != 0 {
			p.items.name(l.invoice, p.ids.posting)
		}
		switch l.subs {
		case subItem:
			p.items.add(l.invoice, l.bucket, l.amount)
		case subSuspense:
			p.rests.suspend(l.receipt, -l.amount)
		case subCredit:
			p.rests.credit(l)
		}
	}
	o.lines += int64(len(o.held))
	p.unsummed += len(o.held)
	o.held = o.held[:0]
	if p.unsummed >= flushLines {
		p.lost = p.sum()
	}
}

// late tells (as 1) a posting that moves a receipt which came with an earlier entry.
func (o *openEntry) late(l *line) int64 {
	if l.receipt != 0 && l.receipt < o.receipt {
		return 1
	}
	return 0
}

// End finishes the entry and gives its id, or refuses it. After a refusal the poster
// can go on, unless the entry had a receipt or was too long to be held back. An entry
// that is in the book already gives its id there, with ErrAlready or ErrConflict.
func (p *Poster) End() (EntryID, error) {
	o := &p.open
	if p.lost != nil {
		return 0, p.lost
	}
	if !o.begun {
		return 0, fmt.Errorf("%w: End without Begin", ErrOpen)
	}
	o.begun = false
	defer o.tx.forgetAccounts()
	if err := p.refuse(); err != nil {
		err = fmt.Errorf("entry %s: %w", o.Key, err)
		if o.lines > 0 || o.Receipts > 0 && o.already == nil {
			p.lost = err
		}
		return 0, err
	}
	content := p.chain.content(&o.Entry)
	if o.already != nil {
		if content == o.already.content {
			return o.already.id, fmt.Errorf("entry %s: %w", o.Key, ErrAlready)
		}
		return o.already.id, fmt.Errorf("entry %s: %w", o.Key, ErrConflict)
	}
	p.write()
	if p.lost == nil {
		p.lost = p.enter(content)
	}
	if p.lost != nil {
		return 0, p.lost
	}
	return o.ID, nil
}

// refuse looks at the entry as a whole.
func (p *Poster) refuse() error {
	o := &p.open
	lines := o.lines + int64(len(o.held))
	switch {
	case o.refused != nil:
		return o.refused
	case lines < 2:
		return fmt.Errorf("%w: %d", ErrFewLines, lines)
	case o.sum != 0:
		return fmt.Errorf("%w: it is off by %s", ErrUnbalanced, money.Of(o.sum, o.Currency))
	}
	return nil
}

// enter writes the entry's own row, after its postings.
func (p *Poster) enter(content [32]byte) (err error) {
	o := &p.open
	if o.Number, err = p.nextNumber(series{o.Tenant, o.Series, int64(o.BookedOn) / 10000}); err != nil {
		return err
	}
	p.ids.entry++
	if !p.currencies[o.Currency] {
		p.currencies[o.Currency] = true
	}
	o.At, o.By = o.tx.Stamp(), o.tx.by
	hash := p.chain.link(&o.Entry, o.bankAccount, o.bankKey, content)
	p.pending[ownKey{o.Tenant, o.Key}] = stored{o.ID, content, o.receipt}
	if len(p.pending)%128 == 0 { // the entries' buffer may now send itself on, and their trigger wants the postings there
		if err := p.postings.Send(); err != nil {
			return err
		}
	}
	return p.entries.Int(int64(o.ID)).Text(o.Key).Text(o.Series).Int(o.Number).Text(string(o.Why)).Int(int64(o.BookedOn)).
		Text(string(o.Currency)).Text(o.Text).Text(o.Reason).Text(o.File).Text(o.Origin).Text(o.bankAccount).Text(o.bankKey).
		IntOrNull(int64(o.Reverses)).Int(o.first).Int(o.lines).Int(o.receipt).Int(o.Receipts).Blob(content[:]).Text(o.At).Text(o.By).Blob(hash[:]).Int(int64(o.Tenant)).End()
}

// series is one unbroken run of voucher numbers: whose, a letter, and the year booked on.
type series struct {
	tenant TenantID
	letter string
	year   int64
}

// nextNumber gives the next voucher number of a series; they have no gaps and begin with
// 1 each year.
func (p *Poster) nextNumber(s series) (int64, error) {
	n, err := p.lastNumber(s)
	if err == nil {
		n++
		p.numbers[s] = n
	}
	return n, err
}

// lastNumber gives the number the series has come to.
func (p *Poster) lastNumber(s series) (int64, error) {
	n, known := p.numbers[s]
	if known {
		return n, nil
	}
	_, err := p.tx.One(`SELECT COALESCE(MAX(number), 0) FROM entry WHERE series = $1 AND booked_on / 10000 = $2 AND tenant = $3`, []any{s.letter, s.year, s.tenant},
		func(r *store.Row) error {
			n = r.Int(0)
			return nil
		})
	if err == nil {
		p.numbers[s] = n
	}
	return n, err
}

// Flush writes all that was gathered, so that queries see it.
func (p *Poster) Flush() error {
	if p.open.begun && p.lost == nil {
		p.lost = fmt.Errorf("%w: %s", ErrOpen, p.open.Key)
	}
	if p.lost == nil {
		p.lost = p.sum()
	}
	if p.lost == nil { // postings first: the entry's trigger looks at them
		p.lost = p.entries.Flush()
		clear(p.pending)
	}
	if p.lost == nil {
		p.lost = p.apart()
	}
	if p.lost == nil {
		p.lost = p.oneWay()
	}
	if errors.Is(p.lost, store.ErrMissing) && !errors.Is(p.lost, ErrNotFound) {
		p.lost = fmt.Errorf("invoice %w: %w", ErrNotFound, p.lost)
	}
	return p.lost
}

// sum brings the subledgers up to what has been posted.
func (p *Poster) sum() error {
	p.unsummed = 0
	for _, flush := range []func() error{
		p.postings.Send, p.receipts.Send, p.memos.Send,
		func() error { return p.items.apply(p.tx.Tx) },
		func() error { return p.rests.apply() },
	} {
		if err := flush(); err != nil {
			return err
		}
	}
	return nil
}
