package main

import (
	"bytes"
	"fmt"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/letter"
	"girod/ledger"
	"girod/ledger/correspondence"
	"girod/ledger/dunning"
	"girod/ledger/outbox"
)

// withdrawn tells the debtor of a reminded invoice that it falls, where the configuration
// wants such letters (letters, withdrawn).
func (o *office) withdrawn(tx *ledger.Tx, invoice ledger.InvoiceID, done ledger.Credited, reason string) error {
	if !o.config.Letters.Withdrawn {
		return nil
	}
	told, err := dunning.Of(tx, invoice)
	if err != nil || len(told) == 0 {
		return err
	}
	c := o.config
	desk := correspondence.Desk{
		Today: date.From(o.at.In(o.zone)), Language: c.Language, Country: c.Creditor.Country, PrintPartner: c.Dunning.PrintPartner,
		Sender: formats.Party{
			Name: c.Creditor.Name, OrgNo: c.Creditor.OrgNo, Email: c.Creditor.Email, Phone: c.Creditor.Phone,
			Street: c.Creditor.Street, PostCode: c.Creditor.PostCode, Town: c.Creditor.Town, Country: c.Creditor.Country,
		},
	}
	desk.PayTo.Account = paidTo(c)
	_, err = desk.Withdraw(tx, invoice, formats.LetterCredit{Number: done.Note.Number, On: done.Note.Issued, Amount: done.Note.Gross, Reason: reason})
	return err
}

// renderLetter writes one letter for the print partner, and last the index that says it is
// whole.
func (h *house) renderLetter(o outbox.Order, r *formats.Reminder, rendered func(*ledger.Tx, string, string) error) ([]document, error) {
	index := letter.Index{Batch: o.Key, Date: r.On, Sender: h.config.Creditor.Name}
	piece, body, err := index.Add(r)
	if err != nil {
		return nil, fmt.Errorf("letter %s: %w", r.ID, err)
	}
	var table, value bytes.Buffer
	if err := index.CSV(&table); err != nil {
		return nil, err
	}
	if err := index.JSON(&value); err != nil {
		return nil, err
	}
	stem := "letters-" + r.ID
	return []document{
		{key: o.Key + part + piece.File, name: piece.File, body: body, done: func(tx *ledger.Tx, digest string) error { return rendered(tx, r.ID, digest) }},
		{key: o.Key + part + stem + ".csv", name: stem + ".csv", body: table.Bytes()},
		{key: o.Key, name: stem + ".json", body: value.Bytes()},
	}, nil
}
