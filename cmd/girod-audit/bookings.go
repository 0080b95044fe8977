package main

import (
	"cmp"
	"slices"
	"strings"
)

// bankEntries are the entries of our accounts as girod knows them: fifty bytes for each.
type bankEntries struct {
	*audit
	rows       []bankEntry // in order of their booking
	accounts   []string
	statements map[int64]*statementRow
	ofFile     map[string][]*statementRow // in order of the file
	told       map[int64]*gross           // what each statement has told of
	booked     []place                    // money on bank accounts, by account key
}

// bankEntry is one row, its key by digest.
type bankEntry struct {
	id, entry, amount       int64
	notification, statement int64
	key                     [16]byte // of account and key
	account, day            int32
	seen                    bool
}

func newBankEntries(a *audit) *bankEntries {
	return &bankEntries{audit: a, statements: map[int64]*statementRow{}, ofFile: map[string][]*statementRow{}, told: map[int64]*gross{}}
}

// read loads both tables. I1: an entry of an account is in the book once, and so is its
// booking.
func (b *bankEntries) read() error {
	err := each(b.tables, "bank_statement", func(r *statementRow) error {
		if b.statements[r.ID] != nil {
			b.violate("I1", "bank statement %d (%s) stands twice", r.ID, r.Name)
			return nil
		}
		row := *r
		b.statements[r.ID] = &row
		b.ofFile[r.File] = append(b.ofFile[r.File], &row)
		if f := b.journal.byName[r.File]; f == nil || f.applied == 0 {
			b.violate("I3", "%s %s of account %s is from file %s, which was never applied", r.Kind, r.Name, r.Account, r.File)
		}
		return nil
	})
	if err != nil {
		return err
	}
	keys, ids := seen{}, map[string]int32{}
	err = each(b.tables, "bank_entry", func(r *bankEntryRow) error {
		if keys.again(r.Account + ":" + r.Key) {
			b.violate("I1", "entry %q of account %s is in the book twice; bank entry %d is the second", r.Key, r.Account, r.ID)
		}
		if _, known := ids[r.Account]; !known {
			ids[r.Account] = int32(len(b.accounts))
			b.accounts = append(b.accounts, r.Account)
		}
		for _, st := range []int64{r.Notification, r.Statement} {
			b.tell(r, st)
		}
		b.rows = append(b.rows, bankEntry{r.ID, r.Entry, r.Amount, r.Notification, r.Statement,
			keyOf(r.Account + ":" + r.Key), ids[r.Account], int32(r.Day), false})
		return nil
	})
	b.looked("I1", "entries of bank accounts", int64(len(b.rows)))
	slices.SortStableFunc(b.rows, func(x, y bankEntry) int { return cmp.Compare(x.entry, y.entry) })
	for i := 1; i < len(b.rows); i++ {
		if x, y := &b.rows[i-1], &b.rows[i]; x.entry == y.entry && x.entry != 0 {
			b.violate("I1", "bank entries %d and %d are both booked as entry %d", x.id, y.id, x.entry)
		}
	}
	return err
}

// tell adds an entry to what a statement has told of.
func (b *bankEntries) tell(r *bankEntryRow, statement int64) {
	if statement == 0 {
		return
	}
	st := b.statements[statement]
	if st == nil || st.Account != r.Account {
		b.violate("I3", "bank entry %d (%s of account %s) was told of by statement %d, which that account has not", r.ID, r.Key, r.Account, statement)
		return
	}
	if b.told[statement] == nil {
		b.told[statement] = &gross{}
	}
	b.told[statement].add(r.Amount)
}

// acquirers is how the accounts begin on which card and Swish companies keep what was paid.
const acquirers = "acquirer:"

// bookings is the book's side of I3: the entries that book a bank entry move exactly its
// amount on the bank's account, and place each payment whole. It also learns which ledger
// account is whose, for I4.
type bookings struct {
	*audit
	bank    *bankEntries
	current *bankEntry
	key     string // of the current bank entry's first booking
	moved   int64  // by it, on bank accounts
	ours    bool   // the entry at hand belongs to it
	on      []bankSum
	placed  []int64 // of each payment of the entry at hand
	n       int64
	ids     map[int64]int // of ledger accounts in on
}

// bankSum is a ledger account that stands for money at a bank.
type bankSum struct {
	account   accountRow
	keys      map[string]bool // of bank accounts that book on it
	sum       int64           // all postings
	otherwise int64           // of entries that book no bank entry
}

// place is a bank's ledger account after the walk.
type place = bankSum

func newBookings(a *audit, b *bankEntries) *bookings {
	return &bookings{audit: a, bank: b, ids: map[int64]int{}}
}

func (b *bookings) entry(e *entryRow) {
	b.placed = slices.Grow(b.placed[:0], int(min(e.Receipts, 1<<20)))[:0]
	for range min(e.Receipts, 1<<24) {
		b.placed = append(b.placed, 0)
	}
	b.ours = false
	name, isBank := strings.CutPrefix(e.Key, "bank:")
	if !isBank {
		return
	}
	i, found := slices.BinarySearchFunc(b.bank.rows, e.ID, func(r bankEntry, id int64) int { return cmp.Compare(r.entry, id) })
	switch {
	case found:
		b.close()
		b.begin(e, &b.bank.rows[i], name)
	case b.current != nil && strings.HasPrefix(e.Key, b.key+":"):
		b.ours = true // a further booking of the same
	default:
		b.violate("I3", "entry %d (%s) books an entry of a bank account that is not among those of any statement", e.ID, e.Key)
	}
}

// begin is the first booking of a bank entry.
func (b *bookings) begin(e *entryRow, row *bankEntry, name string) {
	b.current, b.key, b.ours, b.moved = row, e.Key, true, 0
	row.seen = true
	b.n++
	if keyOf(name) != row.key {
		b.violate("I1", "bank entry %d says it is booked by entry %d, which books %q", row.id, e.ID, name)
	}
	if int64(row.day) != e.BookedOn {
		b.violate("I3", "bank entry %d is of %d, its booking, entry %d (%s), of %d", row.id, row.day, e.ID, e.Key, e.BookedOn)
	}
	for _, id := range []int64{row.notification, row.statement} {
		if st := b.bank.statements[id]; st != nil && st.File == e.File {
			return
		}
	}
	b.violate("I3", "entry %d (%s) was booked by file %s, which no statement that tells of bank entry %d came in", e.ID, e.Key, e.File, row.id)
}

// close ends a bank entry's bookings.
func (b *bookings) close() {
	if r := b.current; r != nil && b.moved != r.amount {
		b.violate("I3", "bank entry %d is %d in minor units, its bookings (%s) move %d on the bank's account", r.id, r.amount, b.key, b.moved)
	}
	b.current = nil
}

func (b *bookings) posting(e *entryRow, p *postingRow, on *accountRow) {
	if on.Role == "card_receivable" && b.ours && strings.HasPrefix(b.bank.accounts[b.current.account], acquirers) {
		b.moved += p.Amount // an acquirer keeps it till the settlement
		return
	}
	if on.Role != "bank" && on.Role != "client_bank" {
		if i := p.Receipt - e.Receipt; p.Receipt != 0 && i >= 0 && i < int64(len(b.placed)) {
			b.placed[i] -= p.Amount
		}
		return
	}
	i, known := b.ids[on.ID]
	if !known {
		i = len(b.on)
		b.ids[on.ID] = i
		b.on = append(b.on, bankSum{account: *on, keys: map[string]bool{}})
	}
	s := &b.on[i]
	s.sum += p.Amount
	if !b.ours {
		s.otherwise += p.Amount
		return
	}
	b.moved += p.Amount
	s.keys[b.bank.accounts[b.current.account]] = true
}

// receipt holds a payment to what its entry has placed of it: settled, credited, rounded
// or in suspense.
func (b *bookings) receipt(e *entryRow, r *receiptRow) {
	b.looked("I3", "payments", 1)
	if i := r.ID - e.Receipt; i >= 0 && i < int64(len(b.placed)) && b.placed[i] != r.Amount {
		b.violate("I3", "payment %d of entry %d (%s), line %d, brought %s; %s of it is placed", r.ID, e.ID, e.Key, r.Line,
			money(r.Amount, e.Currency), money(b.placed[i], e.Currency))
	}
}

func (b *bookings) end(*entryRow) {}

func (b *bookings) finish() error {
	b.close()
	for i := range b.bank.rows {
		if r := &b.bank.rows[i]; r.entry != 0 && !r.seen {
			b.violate("I3", "bank entry %d of account %s says it is booked by entry %d, which books no bank entry or is missing",
				r.id, b.bank.accounts[r.account], r.entry)
		}
	}
	b.bank.booked = b.on
	b.looked("I3", "bookings of bank entries", b.n)
	return nil
}
