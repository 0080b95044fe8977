package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"girod/ledger/store"
)

// itemSums gathers what moves items, and which postings name which invoice. Most payments touch the principal alone, so those
// are kept apart: one number a row.
type itemSums struct {
	index     *store.Bulk
	named     []naming
	keys      []int64
	principal []int64
	otherKeys []int64
	others    [3][]int64 // fee, interest, cost
}

// naming is a posting that names an invoice.
type naming struct{ invoice, posting int64 }

func (s *itemSums) name(invoice, posting int64) { s.named = append(s.named, naming{invoice, posting}) }

func (s *itemSums) add(invoice int64, bucket Bucket, amount int64) {
	if bucket == Principal {
		s.keys = append(s.keys, invoice)
		s.principal = append(s.principal, amount)
		return
	}
	s.otherKeys = append(s.otherKeys, invoice)
	for i := range s.others {
		delta := int64(0)
		if Bucket(i+1) == bucket {
			delta = amount
		}
		s.others[i] = append(s.others[i], delta)
	}
}

// apply has the sums added to the items, in order of invoice, while the next are gathered.
func (s *itemSums) apply(tx *store.Tx) error {
	err := tx.AddLater("item", "invoice", []string{"principal"}, s.keys, [][]int64{s.principal})
	if err == nil {
		err = tx.AddLater("item", "invoice", []string{"fee", "interest", "cost"}, s.otherKeys, [][]int64{s.others[0], s.others[1], s.others[2]})
	}
	if err != nil {
		return err
	}
	s.keys, s.principal = make([]int64, 0, len(s.keys)), make([]int64, 0, len(s.keys))
	s.otherKeys, s.others = nil, [3][]int64{}
	slices.SortFunc(s.named, func(a, b naming) int {
		return cmp.Or(cmp.Compare(a.invoice, b.invoice), cmp.Compare(a.posting, b.posting))
	})
	for _, n := range s.named {
		if err := s.index.Int(n.invoice).Int(n.posting).End(); err != nil {
			return err
		}
	}
	s.named = s.named[:0]
	return s.index.Send()
}

// rests gathers what moves suspense and customer credit: rows that come into being
// with their first posting.
type rests struct {
	tx      *store.Tx
	old     int64   // receipts up to this one were there before the transaction
	from    int64   // id of amounts[0]
	amounts []int64 // of the receipts since the last apply

	suspense map[int64]int64
	credits  map[int64]credit
	written  [2]map[int64]bool // rows made in this transaction: suspense, credits
}

type credit struct {
	tenant   TenantID
	delta    int64
	party    int64
	invoice  int64
	currency string
}

// came remembers how much a receipt brought, in case it goes to suspense.
func (s *rests) came(id, amount int64) {
	if len(s.amounts) == 0 {
		s.from = id
	}
	s.amounts = append(s.amounts, amount)
}

func (s *rests) suspend(receipt, delta int64) {
	if s.suspense == nil {
		s.suspense = map[int64]int64{}
	}
	s.suspense[receipt] += delta
}

func (s *rests) credit(l *line) {
	if s.credits == nil {
		s.credits = map[int64]credit{}
	}
	id := creditID(ReceiptID(l.receipt), InvoiceID(l.invoice))
	c := s.credits[id]
	c.delta -= l.amount
	c.currency, c.tenant = string(l.currency), l.tenant
	if l.party != 0 {
		c.party = l.party
	}
	if l.invoice != 0 {
		c.invoice = l.invoice
	}
	s.credits[id] = c
}

// creditID is the key of a customer credit: the receipt it came with, or minus the
// invoice whose credit note left it over.
func creditID(receipt ReceiptID, invoice InvoiceID) int64 {
	if receipt != 0 {
		return int64(receipt)
	}
	return -int64(invoice)
}

// apply writes new rests and adds to those that are there, in order of key. The tables
// themselves refuse a rest below nothing.
func (s *rests) apply() error {
	err := s.applySuspense()
	if err == nil {
		err = s.applyCredits()
	}
	if errors.Is(err, store.ErrRule) {
		err = fmt.Errorf("%w: %w", ErrOverdrawn, err)
	}
	s.amounts = s.amounts[:0]
	return err
}

func (s *rests) applySuspense() error {
	if len(s.suspense) == 0 {
		return nil
	}
	b := s.tx.Bulk("suspense", "receipt", "whole", "rest")
	var keys, deltas []int64
	for _, receipt := range slices.Sorted(maps.Keys(s.suspense)) {
		delta := s.suspense[receipt]
		there, err := s.there(0, receipt, `SELECT 1 FROM suspense WHERE receipt = $1`)
		if err != nil {
			return err
		}
		if there {
			keys, deltas = append(keys, receipt), append(deltas, delta)
			continue
		}
		whole, err := s.whole(receipt)
		if err == nil {
			err = b.Int(receipt).Int(whole).Int(delta).End()
		}
		if err != nil {
			return err
		}
	}
	clear(s.suspense)
	if err := b.Flush(); err != nil {
		return err
	}
	return s.tx.AddTo("suspense", "receipt", []string{"rest"}, keys, [][]int64{deltas})
}

func (s *rests) applyCredits() error {
	if len(s.credits) == 0 {
		return nil
	}
	b := s.tx.Bulk("customer_credit", "id", "party", "invoice", "currency", "rest", "tenant")
	var keys, deltas []int64
	for _, id := range slices.Sorted(maps.Keys(s.credits)) {
		c := s.credits[id]
		there, err := s.there(1, id, `SELECT 1 FROM customer_credit WHERE id = $1`)
		if err != nil {
			return err
		}
		if there {
			keys, deltas = append(keys, id), append(deltas, c.delta)
			continue
		}
		if err := b.Int(id).Int(c.party).IntOrNull(c.invoice).Text(c.currency).Int(c.delta).Int(int64(c.tenant)).End(); err != nil {
			return err
		}
	}
	clear(s.credits)
	if err := b.Flush(); err != nil {
		return err
	}
	if err := s.tx.AddTo("customer_credit", "id", []string{"rest"}, keys, [][]int64{deltas}); err != nil {
		return err
	}
	// Whose a credit is follows from its invoice.
	_, err := s.tx.Exec(`UPDATE customer_credit SET party = (SELECT debtor FROM invoice WHERE invoice.id = customer_credit.invoice)
		WHERE party = 0 AND rest > 0 AND invoice IS NOT NULL`)
	return err
}

// there tells whether a rest has its row, and takes it that the caller makes one when
// not. What came with this transaction has none but those we made.
func (s *rests) there(which int, key int64, query string) (bool, error) {
	made := s.written[which]
	if made == nil {
		made = map[int64]bool{}
		s.written[which] = made
	}
	if made[key] {
		return true, nil
	}
	made[key] = true
	if key > s.old {
		return false, nil
	}
	return s.tx.One(query, []any{key}, nil)
}

// whole is what a receipt brought in all.
func (s *rests) whole(receipt int64) (amount int64, err error) {
	if i := receipt - s.from; i >= 0 && i < int64(len(s.amounts)) {
		return s.amounts[i], nil
	}
	there, err := s.tx.One(`SELECT amount FROM receipt_row WHERE id = $1`, []any{receipt}, func(r *store.Row) error {
		amount = r.Int(0)
		return nil
	})
	return amount, found(there, err, "receipt", receipt)
}
