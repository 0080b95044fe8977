package dunning

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// Way gives the way to a debtor: e-mail where it may be sent and the address is good, else
// post (R-ALK-15 to 17); known is false where neither address is. Every room that writes to
// debtors asks it here.
func Way(mail bool, d *ledger.Party) (way formats.Channel, known bool) {
	if mail && !d.EmailBad && GoodEmail(d.Email) {
		return formats.ByMail, true
	}
	return formats.ByPost, d.Name != "" && d.Town != "" && d.Street+d.PostCode != ""
}

// channelOf is the way a step's letter goes: some go on paper only.
func channelOf(p *Policy, s Step, d *ledger.Party) (formats.Channel, error) {
	way, known := Way(p.Mail && !s.ByPost, d)
	if !known {
		return "", &why{"address", "neither a good e-mail address nor a postal address is known for customer " + d.CustomerNo}
	}
	return way, nil
}

// GoodEmail tells whether an address could be delivered to: one plain address with a
// domain that has a dot in it, no control characters, at most 254 bytes (RFC 5321).
func GoodEmail(address string) bool {
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address || len(address) > 254 || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' }) {
		return false
	}
	_, domain, _ := strings.Cut(address[strings.LastIndex(address, "@"):], "@")
	first, last, dot := strings.Cut(domain, ".")
	return dot && first != "" && last != "" && !strings.HasSuffix(domain, ".") && !strings.Contains(domain, "..")
}

// errNobody: a bounce that says neither an address nor an invoice.
var errNobody = errors.New("want an address or an invoice number")

// Bounce takes a bounce: the address is marked bad for everybody who gave it, and
// reminders it carried that are still the last word on an open claim are told again by
// post at the next run. Temporary failures (4.x.x) change nothing. It gives the names
// of the reminders to be told again.
func Bounce(tx *ledger.Tx, b formats.Bounce) (again []string, err error) {
	if b.Temporary() {
		return nil, nil
	}
	address := strings.ToLower(b.Address)
	var only ledger.InvoiceID
	if b.Invoice != "" {
		inv, err := tx.InvoiceByNumber(b.Invoice)
		if err != nil {
			return nil, fmt.Errorf("bounce: %w", err)
		}
		only = inv.ID
		if address == "" {
			p, err := tx.Addressee(inv.Debtor)
			if err != nil {
				return nil, fmt.Errorf("bounce: %w", err)
			}
			address = strings.ToLower(p.Email)
		}
	}
	if address == "" {
		return nil, fmt.Errorf("bounce: %w", errNobody)
	}
	if err := markBad(tx, address, b.Code); err != nil {
		return nil, fmt.Errorf("bounce %s: %w", b.Code, err)
	}
	return retell(tx, address, only, b.Code)
}

// markBad marks the address with every party that gave it.
func markBad(tx *ledger.Tx, address, code string) error {
	var bad []ledger.Party
	err := tx.PartiesByEmail(address, func(p ledger.Party) error {
		if !p.EmailBad {
			bad = append(bad, p)
		}
		return nil
	})
	for _, p := range bad {
		if err != nil {
			break
		}
		p.EmailBad = true
		if err = tx.UpdateParty(p); err == nil {
			err = tx.AddHistory(ledger.History{Party: p.ID, Kind: "email-bad", Text: "E-mail bounced (" + code + "): letters go by post"})
		}
	}
	return err
}

// retell marks the reminders the address carried as bounced, where they are the last
// ones of their invoices.
func retell(tx *ledger.Tx, address string, only ledger.InvoiceID, code string) (names []string, err error) {
	var ids []int64
	err = tx.Each(`SELECT reminder.id FROM reminder JOIN dunning ON dunning.reminder = reminder.id
		WHERE reminder.email = $1 AND reminder.email <> '' AND (CAST($2 AS BIGINT) = 0 OR reminder.invoice = CAST($2 AS BIGINT)) AND reminder.state IN ('waiting', 'rendered', 'sent')
		AND reminder.debtor IN (SELECT id FROM party WHERE tenant = $3) ORDER BY reminder.id`, []any{address, only, tx.Tenant()}, func(r *store.Row) error {
		ids = append(ids, r.Int(0))
		return nil
	})
	for _, id := range ids {
		if err != nil {
			break
		}
		names = append(names, name(id))
		err = Undelivered(tx, name(id), code)
	}
	return names, err
}

// Undelivered takes one reminder that did not arrive: it is told again at the next run,
// by post if its address has been marked bad.
func Undelivered(tx *ledger.Tx, name, code string) error {
	r, err := Letter(tx, name)
	if err != nil || r.State == Bounced || r.State == Replaced {
		return err
	}
	if err := r.move(tx, Bounced, `UPDATE reminder SET state = $2 WHERE id = $1`); err != nil {
		return err
	}
	if err := settleMail(tx, name); err != nil {
		return err
	}
	return tx.AddHistory(ledger.History{Party: r.DebtorID, Invoice: r.InvoiceID, Kind: "reminder-bounced", Document: r.Digest,
		Text: fmt.Sprintf("%s %d (%s) came back (%s)", letterWords[r.kind()], r.Level, name, code)})
}

// settleMail ends the e-mail order of a reminder that bounced: one that still waited is not
// to be sent to a bad address, and one in doubt did leave, for it came back.
func settleMail(tx *ledger.Tx, name string) error {
	o, err := outbox.Get(tx, "mail:"+name)
	switch {
	case errors.Is(err, outbox.ErrNotFound):
		return nil
	case err != nil:
		return err
	case o.State == outbox.Waits:
		return outbox.SetState(tx, o.Key, outbox.Failed, "the address is bad")
	case o.State == outbox.InDoubt:
		return outbox.SetState(tx, o.Key, outbox.Sent, "it came back")
	}
	return nil
}
