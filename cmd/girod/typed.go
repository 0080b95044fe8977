package main

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"girod/exchange"
	"girod/ledger"
	"girod/ledger/cases"
)

// Who typed an invoice, and whether a case is wanted on it, is written down before the file
// sets out, under the digest of its bytes, which nobody else's file has. Whoever books the
// file, this process, the girod that runs, or one that starts after a crash, does the rest in
// the commit that books.

// typedPrefix begins the names of files that were typed.
const typedPrefix = "by-hand-"

func (b *byHand) fileName() string { return typedPrefix + fileWord(b.doc.Number) + ".jsonl" }

func typedOf(digest string) string { return "typed:" + digest }

// announce writes down what becomes of the file that will hold some bytes; typed again, the
// last time counts.
func (b *byHand) announce(tx *ledger.Tx, text []byte) error {
	sum := sha256.Sum256(text)
	of := typedOf(hex.EncodeToString(sum[:]))
	err := tx.AddHistory(ledger.History{Payout: of, Kind: "typed", Text: b.doc.Number})
	if err == nil && b.open {
		err = tx.AddHistory(ledger.History{Payout: of, Kind: "typed-case", Text: b.handler})
	}
	return err
}

// typed does in the commit that books a file what was announced of it, in the name of who
// typed it.
func (h *house) typed(tx *ledger.Tx, f exchange.File) error {
	if !strings.HasPrefix(f.Name, typedPrefix) {
		return nil
	}
	said, err := tx.HistoryOfPayout(typedOf(f.Digest))
	if err != nil || len(said) == 0 {
		return err
	}
	number, open, n := "", false, cases.New{}
	for _, s := range said {
		switch s.Kind {
		case "typed":
			number, open = s.Text, false
		case "typed-case":
			open, n.Handler = true, s.Text
		}
	}
	tx = h.tx(ledger.In(tx.Tx, h.chart, tx.At(), said[len(said)-1].By))
	i, err := tx.InvoiceByNumber(number)
	if err == nil {
		err = tx.AddHistory(ledger.History{Party: i.Debtor, Invoice: i.ID, Kind: "registered", Text: "Registered by hand"})
	}
	if err != nil || !open {
		return err
	}
	n.Invoices = []ledger.InvoiceID{i.ID}
	if err := h.department(&n.Department); err != nil {
		return err
	}
	_, err = h.desk().Open(tx, n)
	return err
}

// show shows the invoice, or the case on it.
func (b *byHand) show(h *house, tx *ledger.Tx) error {
	i, err := tx.InvoiceByNumber(b.doc.Number)
	if err != nil {
		return err
	}
	if !b.open {
		return h.showInvoice(tx, i.Number)
	}
	id, err := cases.CaseOf(tx, i.ID)
	if err != nil {
		return err
	}
	c, err := cases.Load(tx, id)
	switch {
	case err != nil:
		return err
	case h.t.json:
		return h.t.printJSON(caseValue(cases.Hit{Case: c, Owed: i.Gross}))
	}
	h.t.say(h.in, "%s: opened for %s on invoice %s", c.Number, c.Debtor.Name, i.Number)
	return nil
}
