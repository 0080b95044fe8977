package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"

	"girod/ledger/store"
)

// The hash chain. Each entry carries SHA-256 over the hash of the entry before it and
// over everything of its own, so a row changed behind the book's back shows from there
// on. Canonical form: a number is 8 bytes, big-endian; a text is its length as such a
// number and its bytes.
//
//	accounts := for each account in order of first use: id, tenant, role, number, currency
//	lines    := SHA-256 of, for each posting: account id, amount, invoice, receipt, bucket
//	receipts := SHA-256 of, for each receipt: id, amount, line, bank ref, payer, payer account,
//	            text, rule, evidence
//	content  := SHA-256 of tenant, key, why, booked on, currency, text, reason, reverses,
//	            number of receipts, lines, SHA-256 of accounts
//	hash     := SHA-256 of the hash before (32 zero bytes at first), id, series, number,
//	            file, origin, bank account, bank entry key, at, by, content, receipts
//
// content is what makes a second entry under one key the same or another: neither the
// file it stood in nor the time of day is part of it.
type chain struct {
	head     [32]byte
	accounts form
	lines    form
	receipts form
	whole    form
	mark     int64 // of this entry, to tell an account's first use in it
}

// form writes the canonical form into a hash.
type form struct {
	h   hash.Hash
	buf []byte
}

func (f *form) reset() {
	if f.h == nil {
		f.h = sha256.New()
		f.buf = make([]byte, 0, 4096)
	}
	f.h.Reset()
	f.buf = f.buf[:0]
}

func (f *form) number(n int64) { f.buf = binary.BigEndian.AppendUint64(f.buf, uint64(n)) }

func (f *form) text(s string) {
	f.number(int64(len(s)))
	f.buf = append(f.buf, s...)
}

func (f *form) bytes(s []byte) {
	f.number(int64(len(s)))
	f.buf = append(f.buf, s...)
}

// spill hands on what was gathered once it is worth a call.
func (f *form) spill() {
	if len(f.buf) > 3<<10 {
		f.h.Write(f.buf)
		f.buf = f.buf[:0]
	}
}

func (f *form) sum() (out [32]byte) {
	f.h.Write(f.buf)
	f.h.Sum(out[:0])
	return out
}

// load reads the head of the chain.
func (c *chain) load(tx *store.Tx) error {
	_, err := tx.One(`SELECT hash FROM entry ORDER BY id DESC LIMIT 1`, nil, func(r *store.Row) error {
		copy(c.head[:], r.Bytes(0))
		return nil
	})
	return err
}

// begin starts an entry under a mark no other entry of the transaction has.
func (c *chain) begin(s *state) {
	s.marks++
	c.mark = s.marks
	c.accounts.reset()
	c.lines.reset()
	c.receipts.reset()
}

func (c *chain) account(a *account) {
	if a.used == c.mark {
		return
	}
	a.used = c.mark
	c.accounts.number(a.id)
	c.accounts.number(int64(a.tenant))
	c.accounts.text(string(a.role))
	c.accounts.text(a.number)
	c.accounts.text(string(a.currency))
}

func (c *chain) posting(l *line) {
	f := &c.lines
	f.number(l.account)
	f.number(l.amount)
	f.number(l.invoice)
	f.number(l.receipt)
	f.number(int64(l.bucket))
	f.spill()
}

func (c *chain) receipt(id int64, r *Receipt) {
	f := &c.receipts
	f.number(id)
	f.number(r.Amount)
	f.number(int64(r.Line))
	f.bytes(r.BankRef)
	f.bytes(r.Payer)
	f.bytes(r.PayerAccount)
	f.bytes(r.Text)
	f.text(r.Rule)
	f.bytes(r.Evidence)
	f.spill()
}

func (c *chain) content(e *Entry) [32]byte {
	lines, accounts := c.lines.sum(), c.accounts.sum()
	f := &c.whole
	f.reset()
	f.number(int64(e.Tenant))
	f.text(e.Key)
	f.text(string(e.Why))
	f.number(int64(e.BookedOn))
	f.text(string(e.Currency))
	f.text(e.Text)
	f.text(e.Reason)
	f.number(int64(e.Reverses))
	f.number(e.Receipts)
	f.buf = append(f.buf, lines[:]...)
	f.buf = append(f.buf, accounts[:]...)
	return f.sum()
}

// link gives an entry's hash and makes it the head.
func (c *chain) link(e *Entry, bankAccount, bankKey string, content [32]byte) [32]byte {
	receipts := c.receipts.sum()
	f := &c.whole
	f.reset()
	f.buf = append(f.buf, c.head[:]...)
	f.number(int64(e.ID))
	f.text(e.Series)
	f.number(e.Number)
	f.text(e.File)
	f.text(e.Origin)
	f.text(bankAccount)
	f.text(bankKey)
	f.text(e.At)
	f.text(e.By)
	f.buf = append(f.buf, content[:]...)
	f.buf = append(f.buf, receipts[:]...)
	c.head = f.sum()
	return c.head
}
