// Package correspondence writes the letters that ask for nothing.
//
// A debtor who has been reminded of a claim and then hears that it falls wants that in
// writing: the reminder said what follows if it is not paid. So when a reminded invoice is
// credited, or its case revoked, a letter tells what falls, by which credit note, and what
// if anything is left. It goes on paper, as a plan's letter does.
//
// The letter is kept word for word and ordered through the outbox in the same commit as
// what it tells of, so neither exists without the other; the bytes it is rendered to are
// noted by their digest and never differ at another try.
package correspondence

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// ErrBytes: a letter rendered other bytes than the first time.
var ErrBytes = errors.New("letter renders other bytes than before")

// Desk is where letters are written today.
type Desk struct {
	Today        date.Date
	Language     string
	Country      string // whose law the claims follow
	Sender       formats.Party
	PayTo        formats.PaymentMeans
	PrintPartner string // "" writes none
}

// Letter is a letter word for word as told, and how far it has come.
type Letter struct {
	formats.Reminder
	InvoiceID ledger.InvoiceID
	DebtorID  ledger.PartyID
	Digest    string
	State     string
	number    int64
}

const prefix = "w" // of names: "w000017"

// IsLetter tells whether a letter's name is one of this room.
func IsLetter(name string) bool { return strings.HasPrefix(name, prefix) }

// LetterOf gives the letter that an order is about.
func LetterOf(o outbox.Order) (name string, is bool) {
	return o.Subject, o.Kind == outbox.Letters && IsLetter(o.Subject)
}

// Withdraw tells the debtor of an invoice that it falls. It gives the letter's name, or ""
// when none is written: nobody prints, or no postal address is known.
func (d Desk) Withdraw(tx *ledger.Tx, invoice ledger.InvoiceID, credit formats.LetterCredit) (name string, err error) {
	if d.PrintPartner == "" {
		return "", nil
	}
	inv, err := tx.Invoice(invoice)
	if err != nil {
		return "", err
	}
	debtor, err := tx.Addressee(inv.Debtor)
	if err != nil {
		return "", err
	}
	if debtor.Name == "" || debtor.Town == "" || debtor.Street == "" && debtor.PostCode == "" {
		return "", tx.AddHistory(ledger.History{Party: debtor.ID, Invoice: invoice, Kind: "letter-skipped", Text: "No letter tells that the claim falls: no postal address is known"})
	}
	left, err := tx.Balance(invoice)
	if err != nil {
		return "", err
	}
	id, err := tx.NextID("correspondence")
	if err != nil {
		return "", err
	}
	w := d.word(&inv, &debtor, left)
	w.ID, w.Kind, w.Credit = fmt.Sprintf("%s%06d", prefix, id), formats.WithdrawnLetter, &credit
	told, err := json.Marshal(w)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(`INSERT INTO correspondence (id, tenant, invoice, kind, told_on, told, digest, state) VALUES ($1, $2, $3, $4, $5, $6, '', 'waiting')`,
		id, tx.Tenant(), invoice, string(w.Kind), d.Today, string(told))
	if err != nil {
		return "", err
	}
	return w.ID, outbox.Put(tx, outbox.Order{Kind: outbox.Letters, Partner: d.PrintPartner, Key: "letters:" + w.ID, Subject: w.ID})
}

func (d Desk) word(inv *ledger.Invoice, debtor *ledger.Party, left ledger.Balance) *formats.Reminder {
	w := &formats.Reminder{
		Language: d.Language, Country: d.Country, On: d.Today, Channel: formats.ByPost, Sender: d.Sender, PayTo: d.PayTo, Business: debtor.Company,
		Debtor: formats.Party{ID: debtor.CustomerNo, Name: debtor.Name, Email: debtor.Email, Street: debtor.Street, Street2: debtor.Street2,
			PostCode: debtor.PostCode, Town: debtor.Town, Country: debtor.Country},
		Invoice: inv.Number, Issued: inv.Issued, Due: inv.Due, Concerns: inv.Concerns, Gross: inv.Gross, Currency: inv.Currency,
		Principal: left[ledger.Principal], Fee: left[ledger.Fee], Interest: left[ledger.Interest], Cost: left[ledger.Cost],
	}
	w.PayTo.Ref = inv.Ref
	return w
}

// Read gives a letter of these books by its name.
func Read(tx *ledger.Tx, name string) (l Letter, err error) {
	number, err := strconv.ParseInt(strings.TrimPrefix(name, prefix), 10, 64)
	if err != nil || !IsLetter(name) {
		return l, fmt.Errorf("letter %s: %w", name, ledger.ErrNotFound)
	}
	found, err := tx.One(`SELECT correspondence.invoice, invoice.debtor, told, digest, state FROM correspondence JOIN invoice ON invoice.id = correspondence.invoice
		WHERE correspondence.id = $1 AND correspondence.tenant = $2`, []any{number, tx.Tenant()}, func(r *store.Row) error {
		l = Letter{InvoiceID: ledger.InvoiceID(r.Int(0)), DebtorID: ledger.PartyID(r.Int(1)), Digest: r.Text(3), State: r.Text(4), number: number}
		return json.Unmarshal([]byte(r.Text(2)), &l.Reminder)
	})
	if err == nil && !found {
		err = ledger.ErrNotFound
	}
	if err != nil {
		err = fmt.Errorf("letter %s: %w", name, err)
	}
	return l, err
}

// SetRendered notes the digest of the bytes a letter was rendered to; others are never sent.
func SetRendered(tx *ledger.Tx, name, digest string) error {
	l, err := Read(tx, name)
	switch {
	case err != nil:
		return err
	case l.Digest == digest:
		return nil
	case l.Digest != "":
		return fmt.Errorf("letter %s: %w", name, ErrBytes)
	}
	_, err = tx.Exec(`UPDATE correspondence SET digest = $2, state = 'rendered' WHERE id = $1`, l.number, digest)
	return err
}

// SetSent notes that a letter is with the print partner. Said again it does nothing.
func SetSent(tx *ledger.Tx, name string) error {
	l, err := Read(tx, name)
	if err != nil || l.State == "sent" {
		return err
	}
	if _, err := tx.Exec(`UPDATE correspondence SET state = 'sent' WHERE id = $1`, l.number); err != nil {
		return err
	}
	return tx.AddHistory(ledger.History{Party: l.DebtorID, Invoice: l.InvoiceID, Kind: "letter-sent", Document: l.Digest,
		Text: "Letter " + name + ": the claim falls"})
}

// laws are what must never be found: each a question whose rows are wrong.
var laws = []struct{ query, says string }{
	{`SELECT id FROM correspondence WHERE state <> 'waiting' AND digest = '' ORDER BY id`, "letter w%06d has left, and nobody knows its bytes"},
	{`SELECT correspondence.id FROM correspondence JOIN invoice ON invoice.id = correspondence.invoice WHERE invoice.tenant <> correspondence.tenant ORDER BY 1`,
		"letter w%06d is about an invoice of other books"},
	{`SELECT correspondence.id FROM correspondence LEFT JOIN reminder ON reminder.invoice = correspondence.invoice AND reminder.told_on <= correspondence.told_on
		WHERE reminder.id IS NULL ORDER BY 1`, "letter w%06d withdraws what nobody was reminded of"},
}

// Check gives what is wrong with the letters.
func Check(tx *ledger.Tx) (wrongs []string, err error) {
	for _, l := range laws {
		if err == nil {
			err = tx.Each(l.query, nil, func(r *store.Row) error {
				wrongs = append(wrongs, fmt.Sprintf(l.says, r.Int(0)))
				return nil
			})
		}
	}
	return wrongs, err
}
