package main

import (
	"bytes"
	"fmt"
	"io"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/letter"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/correspondence"
	"girod/ledger/dunning"
	"girod/ledger/outbox"
	"girod/ledger/statement"
)

// letterDesk is where the letters that no procedure sends are written today.
func (o *office) letterDesk(tx *ledger.Tx) correspondence.Desk {
	c := o.config
	return correspondence.Desk{
		Today: date.From(tx.At().In(o.zone)), Language: c.Language, Country: c.Creditor.Country, PrintPartner: c.Dunning.PrintPartner, Mail: c.Mail.Server != "",
		Sender: formats.Party{
			Name: c.Creditor.Name, OrgNo: c.Creditor.OrgNo, Email: c.Creditor.Email, Phone: c.Creditor.Phone,
			Street: c.Creditor.Street, PostCode: c.Creditor.PostCode, Town: c.Creditor.Town, Country: c.Creditor.Country,
		},
		PayTo: formats.PaymentMeans{Account: paidTo(c)},
	}
}

// withdrawn tells the debtor of a reminded invoice that it falls, where the configuration
// wants such letters (letters, withdrawn).
func (o *office) withdrawn(tx *ledger.Tx, invoice ledger.InvoiceID, done ledger.Credited, reason string) error {
	if !o.config.Letters.Withdrawn || done.Settled+done.Fee+done.Interest == 0 { // what had been paid is the refund's to tell
		return nil
	}
	_, err := o.letterDesk(tx).Withdraw(tx, invoice, formats.LetterCredit{Number: done.Note.Number, On: done.Note.Issued, Amount: done.Note.Gross, Reason: reason})
	return err
}

// withdrawnByHand tells the same of what a person registered: a credit by amount or an order
// that came back. The reason written for the book is not the debtor's.
func (o *office) withdrawnByHand(tx *ledger.Tx, r cases.Registered) error {
	if !o.config.Letters.Withdrawn || r.Kind == cases.PaymentToClient {
		return nil
	}
	for _, t := range r.Shares {
		fell := t.Of[ledger.Principal] + t.Of[ledger.Fee] + t.Of[ledger.Interest] + t.Of[ledger.Cost]
		if fell == 0 { // only what had been paid comes back: the refund's letter tells of it
			continue
		}
		if _, err := o.letterDesk(tx).Withdraw(tx, t.Invoice.ID, formats.LetterCredit{On: r.On, Amount: fell}); err != nil {
			return err
		}
	}
	return nil
}

// withdrawnByFile tells the same of the credit notes that a file brought, in the file's own
// commit; book books the file.
func (o *office) withdrawnByFile(tx *ledger.Tx, book func() (credits int, err error)) error {
	before, err := correspondence.LastInvoice(tx)
	if err != nil {
		return err
	}
	credits, err := book()
	if err != nil || credits == 0 || !o.config.Letters.Withdrawn {
		return err
	}
	return o.letterDesk(tx).WithdrawSince(tx, before)
}

// moneyLeft tells those to whom a payment file carries money why it comes and where it goes
// (letters, refund and misdirected), in the commit that notes the file as sent: before that
// nothing has left, and an approval may still be taken back.
func (h *house) moneyLeft(tx *ledger.Tx, message string) error {
	own := h.inBooks(tx)
	l := own.config.Letters
	return own.letterDesk(tx).Paid(tx, message, correspondence.Which{Refund: l.Refund, Misdirected: l.Misdirected})
}

// inBooks is the office open at the books a transaction is of.
func (o *office) inBooks(tx *ledger.Tx) *office {
	for _, name := range o.all.Books() {
		if own := o.of(name); own.tx(tx).Tenant() == tx.Tenant() {
			return own
		}
	}
	return o
}

// compensated tells businesses of the compensation on the day it is charged (letters,
// compensation).
func (o *office) compensated(p *dunning.Policy) func(*ledger.Tx, date.Date, []dunning.Compensated) error {
	return func(tx *ledger.Tx, on date.Date, claims []dunning.Compensated) error {
		desk := o.letterDesk(tx)
		desk.Today, desk.PayBy = on, func(way formats.Channel) date.Date { return p.PayBy(on, way) }
		return desk.Compensate(tx, claims)
	}
}

// bounced takes a bounce in these books: reminders are told again at the next run, other
// letters at once.
func (h *house) bounced(tx *ledger.Tx, b formats.Bounce) (told int, err error) {
	if b.Invoice != "" && b.Address == "" { // who gave it is on the card, until the address is marked bad
		inv, err := tx.InvoiceByNumber(b.Invoice)
		if err != nil {
			return 0, fmt.Errorf("bounce: %w", err)
		}
		to, err := tx.Addressee(inv.Debtor)
		if err != nil {
			return 0, err
		}
		b.Address = to.Email
	}
	again, err := dunning.Bounce(tx, b)
	if err != nil {
		return 0, err
	}
	if _, err := statement.Bounce(tx, b); err != nil {
		return 0, err
	}
	desk := h.letterDesk(tx)
	if policy, unlawful := h.dunningPolicy(); unlawful == nil {
		desk.PayBy = func(way formats.Channel) date.Date { return policy.PayBy(desk.Today, way) }
	}
	more, err := desk.Bounce(tx, b)
	return len(again) + len(more), err
}

// renderCorrespondence writes the letters of an order that no procedure sends.
func (h *house) renderCorrespondence(tx *ledger.Tx, o outbox.Order) ([]document, error) {
	list, err := correspondence.Batch(tx, o)
	if err != nil {
		return nil, err
	}
	words := make([]*formats.Reminder, len(list))
	for i := range list {
		words[i] = &list[i].Reminder
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("order %s: it names no letter", o.Key)
	}
	return h.renderBatch(o, o.Subject, words[0].On, words, correspondence.SetRendered), nil
}

// renderBatch writes letters for the print partner, and last their index: when the index is
// there, so is all it names. Each letter is drawn when it is kept, and then let go: a run may
// have a hundred thousand.
func (h *house) renderBatch(o outbox.Order, called string, day date.Date, words []*formats.Reminder, rendered func(*ledger.Tx, string, string) error) []document {
	stem := "letters-" + called
	index := &letter.Index{Batch: o.Key, Date: day, Sender: h.config.Creditor.Name}
	var docs []document
	for _, w := range words {
		file := letter.FileName(w)
		write := func() ([]byte, error) {
			_, body, err := index.Add(w)
			if err != nil {
				err = fmt.Errorf("letter %s: %w", w.ID, err)
			}
			return body, err
		}
		docs = append(docs, document{key: o.Key + part + file, name: file, write: write, done: func(tx *ledger.Tx, digest string) error {
			return rendered(tx, w.ID, digest)
		}})
	}
	listed := func(write func(io.Writer) error) func() ([]byte, error) {
		return func() ([]byte, error) {
			var b bytes.Buffer
			err := write(&b)
			return b.Bytes(), err
		}
	}
	return append(docs, // the lists are written last, when each letter is in them
		document{key: o.Key + part + stem + ".csv", name: stem + ".csv", write: listed(index.CSV)},
		document{key: o.Key, name: stem + ".json", write: listed(index.JSON)})
}
