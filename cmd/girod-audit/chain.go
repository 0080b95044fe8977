package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
)

// form writes what a chain hashes: a number is eight bytes, big-endian; a text is its
// length as such a number and its bytes.
type form struct{ hash.Hash }

func newForm() form { return form{sha256.New()} }

func (f form) numbers(list ...int64) {
	for _, n := range list {
		f.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
}

func (f form) texts(list ...string) {
	for _, s := range list {
		f.numbers(int64(len(s)))
		f.Write([]byte(s))
	}
}

// chain is I9 in the book. Each entry's hash is over the one before and all of its own,
// in this order:
//
//	content: tenant, key, why, booked on, currency, text, reason, reverses, number of receipts,
//	         SHA-256 of the postings (account, amount, invoice, receipt, bucket),
//	         SHA-256 of the accounts in order of first use (id, tenant, role, number, currency)
//	hash:    hash before, id, series, number, file, origin, bank account, bank key, at,
//	         actor, SHA-256 of content, SHA-256 of the receipts (id, amount, line, bank ref,
//	         payer, payer account, text, rule, evidence)
type chain struct {
	*audit
	head                      []byte
	lines, accounts, receipts form
	used                      map[int64]bool
	n, count                  int64
}

func newChain(a *audit) *chain {
	return &chain{audit: a, head: make([]byte, sha256.Size), lines: newForm(), accounts: newForm(), receipts: newForm(), used: map[int64]bool{}}
}

func (c *chain) entry(*entryRow) {
	c.lines.Reset()
	c.accounts.Reset()
	c.receipts.Reset()
	clear(c.used)
	c.count = 0
}

func (c *chain) posting(_ *entryRow, p *postingRow, on *accountRow) {
	if !c.used[on.ID] {
		c.used[on.ID] = true
		c.accounts.numbers(on.ID, on.Tenant)
		c.accounts.texts(on.Role, on.Number, on.Currency)
	}
	c.lines.numbers(p.Account, p.Amount, p.Invoice, p.Receipt, p.Bucket)
}

func (c *chain) receipt(_ *entryRow, r *receiptRow) {
	c.count++
	c.receipts.numbers(r.ID, r.Amount, r.Line)
	c.receipts.texts(r.BankRef, r.Payer, r.PayerAccount, r.Text, r.Rule, r.Evidence)
}

func (c *chain) end(e *entryRow) {
	c.n++
	content, link := c.link(e)
	if c.count != e.Receipts {
		c.violate("I9", "entry %d (%s) has %d of its %d receipts", e.ID, e.Key, c.count, e.Receipts)
	}
	if hex.EncodeToString(content) != e.Content || hex.EncodeToString(link) != e.Hash {
		c.violate("I9", "entry %d (%s): its hash does not fit its content and the entry before", e.ID, e.Key)
	}
	c.anchored(e.Hash)
	if c.head, _ = hex.DecodeString(e.Hash); len(c.head) != sha256.Size {
		c.head = make([]byte, sha256.Size)
	}
}

// link gives both hashes of the entry that ends here.
func (c *chain) link(e *entryRow) (content, link []byte) {
	f := newForm()
	f.numbers(e.Tenant)
	f.texts(e.Key, e.Why)
	f.numbers(e.BookedOn)
	f.texts(e.Currency, e.Text, e.Reason)
	f.numbers(e.Reverses, e.Receipts)
	f.Write(c.lines.Sum(nil))
	f.Write(c.accounts.Sum(nil))
	content = f.Sum(nil)
	f = newForm()
	f.Write(c.head)
	f.numbers(e.ID)
	f.texts(e.Series)
	f.numbers(e.Number)
	f.texts(e.File, e.Origin, e.BankAccount, e.BankKey, e.At, e.Actor)
	f.Write(content)
	f.Write(c.receipts.Sum(nil))
	return content, f.Sum(nil)
}

func (c *chain) finish() error {
	c.looked("I9", "entries", c.n)
	if c.n > 0 {
		c.note("I9", "head of the book's chain: %x", c.head)
	}
	return nil
}

// historyHash is over the hash before, the numbers and the texts of a row.
func historyHash(before []byte, h *historyRow) []byte {
	f := newForm()
	f.Write(before)
	f.numbers(h.ID, h.Tenant, h.Party, h.Invoice)
	f.texts(h.Payout, h.Kind, h.Text, h.Document, h.At, h.Actor)
	return f.Sum(nil)
}

// historyChain walks what happened to parties, invoices and payouts.
func (a *audit) historyChain() error {
	head, last := make([]byte, sha256.Size), int64(0)
	err := each(a.tables, "history", func(h *historyRow) error {
		a.lately(h.At)
		a.looked("I9", "rows of history", 1)
		if h.ID != last+1 {
			a.violate("I9", "history %d is missing: after %d comes %d", last+1, last, h.ID)
		}
		if want := historyHash(head, h); hex.EncodeToString(want) != h.Hash {
			a.violate("I9", "history %d (%s): its hash does not fit its content and the row before", h.ID, h.Kind)
		}
		a.anchored(h.Hash)
		last = h.ID
		if head, _ = hex.DecodeString(h.Hash); len(head) != sha256.Size {
			head = make([]byte, sha256.Size)
		}
		return nil
	})
	if last > 0 {
		a.note("I9", "head of history's chain: %x", head)
	}
	return err
}

// anchored looks for a record's hash among those noted down outside.
func (a *audit) anchored(hash string) {
	for _, anchor := range a.Anchors {
		if strings.HasPrefix(hash, anchor) {
			a.moored[anchor] = true
		}
	}
}

// anchors tells of each that no chain has. A chain whose end was cut off, or that was
// forged from the beginning, holds by itself; only what was noted outside can tell.
func (a *audit) anchors() error {
	for _, anchor := range a.Anchors {
		a.looked("I9", "anchors", 1)
		switch {
		case len(anchor) < 12:
			return fmt.Errorf("anchor %q: want at least twelve digits of a hash", anchor)
		case !a.moored[anchor]:
			a.violate("I9", "anchor %s is in no chain: records were cut off or written anew since it was noted", anchor)
		}
	}
	return nil
}
