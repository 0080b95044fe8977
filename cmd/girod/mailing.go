package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"girod/exchange"
	"girod/exchange/mail"
	"girod/formats"
	"girod/formats/letter"
	"girod/ledger"
	"girod/ledger/correspondence"
	"girod/ledger/dunning"
	"girod/ledger/outbox"
	"girod/ledger/statement"
)

// mailPost is the configured mail server; nil when everything is printed.
func (h *house) mailPost() (*mail.Post, error) {
	m := h.config.Mail
	if m.Server == "" {
		return nil, nil
	}
	c := mail.Config{Addr: m.Server, User: m.User, From: m.From, Timeout: time.Minute, Security: mail.StartTLS}
	if _, port, _ := net.SplitHostPort(m.Server); port == "465" {
		c.Security = mail.TLS
	}
	if m.TLS == "none" {
		c.Security = mail.Clear
	}
	if m.Password != "" {
		secret, err := h.config.Secret(m.Password)
		if err != nil {
			return nil, err
		}
		c.Password = string(secret.Reveal())
	}
	return &mail.Post{Config: c, Store: h.db}, nil
}

// sendMail sends the letters that go by e-mail.
func (h *house) sendMail(ctx context.Context, at time.Time) (bool, error) {
	post, err := h.mailPost()
	if err != nil || post == nil {
		return false, err
	}
	var waiting []outbox.Order
	err = h.book.View(ctx, at, func(tx *ledger.Tx) (err error) {
		waiting, err = outbox.Open(tx)
		return err
	})
	moved := false
	for _, o := range waiting {
		// One in doubt is sent by nobody; a person's word makes it staged (decideMail).
		if o.Kind != outbox.Mail || o.State == outbox.InDoubt || o.State == outbox.Failed || ctx.Err() != nil {
			continue
		}
		went, err := h.sendLetter(ctx, at, post, o)
		if err != nil {
			h.log.Error().Str("order", o.Key).Err(err).Msg("mail not sent")
			failures.WithLabelValues("mail").Inc()
			why, _, _ := strings.Cut(err.Error(), "\n")
			if noted := h.book.Update(ctx, at, self, func(tx *ledger.Tx) error { return outbox.Stuck(tx, o.Key, why) }); noted != nil {
				return moved, noted
			}
			continue
		}
		moved = moved || went
	}
	return moved, err
}

// mailed is what goes by e-mail, and what its room notes of it.
type mailed struct {
	to       string
	write    func() (subject, text string, attached mail.Attachment, err error)
	rendered func(tx *ledger.Tx, digest string) error
	sent     func(tx *ledger.Tx) error
	refused  func(tx *ledger.Tx) error // for good
}

// mailedBy gives what an e-mail order names.
func (h *house) mailedBy(tx *ledger.Tx, name string) (mailed, error) {
	if statement.IsOrdered(name) {
		return h.mailedStatement(tx, name)
	}
	if correspondence.IsLetter(name) {
		l, err := correspondence.Read(tx, name)
		return h.mailedLetter(&l.Reminder, correspondence.SetRendered, correspondence.SetSent), err
	}
	r, err := dunning.Letter(tx, name)
	return h.mailedLetter(&r.Reminder, dunning.SetRendered, dunning.SetSent), err
}

// mailedLetter is a letter to a debtor. A refusal for good turns it to the post, a reminder at
// the next run and any other at once (R-ALK-16).
func (h *house) mailedLetter(l *formats.Reminder, rendered func(tx *ledger.Tx, name, digest string) error, sent func(tx *ledger.Tx, name string) error) mailed {
	return mailed{
		to: l.Debtor.Email,
		write: func() (subject, text string, attached mail.Attachment, err error) {
			subject, text = letter.Mail(l)
			attached = mail.Attachment{Name: letter.FileName(l), Type: "application/pdf"}
			attached.Body, _, err = letter.PDF(l)
			return subject, text, attached, err
		},
		rendered: func(tx *ledger.Tx, digest string) error { return rendered(tx, l.ID, digest) },
		sent:     func(tx *ledger.Tx) error { return sent(tx, l.ID) },
		refused: func(tx *ledger.Tx) error {
			_, err := h.bounced(tx, formats.Bounce{Address: l.Debtor.Email, Invoice: l.Invoice, Code: "5.0.0"})
			return err
		},
	}
}

// sendLetter sends one; a passing refusal leaves it waiting.
func (h *house) sendLetter(ctx context.Context, at time.Time, post *mail.Post, o outbox.Order) (bool, error) {
	var l mailed
	err := h.book.View(ctx, at, func(tx *ledger.Tx) (err error) {
		l, err = h.mailedBy(tx, o.Subject)
		return err
	})
	if err != nil {
		return false, err
	}
	subject, text, attached, err := l.write()
	if err != nil {
		return false, err
	}
	digest, err := h.x.Keep(ctx, at, attached.Body)
	if err != nil {
		return false, err
	}
	err = h.book.Update(ctx, at, self, func(tx *ledger.Tx) error { return l.rendered(tx, digest) })
	if err != nil {
		return false, err
	}
	result, err := post.Send(ctx, at, mail.Letter{Key: o.Key, To: l.to, Subject: subject, Text: text, Attachments: []mail.Attachment{attached}})
	if err != nil {
		return false, err
	}
	return result.State == mail.Sent || result.Permanent, h.noteMail(ctx, at, o, l, result)
}

// noteMail writes down what became of an e-mail.
func (h *house) noteMail(ctx context.Context, at time.Time, o outbox.Order, l mailed, result mail.Result) error {
	return h.book.Update(ctx, at, self, func(tx *ledger.Tx) error {
		switch {
		case result.State == mail.Sent:
			return errors.Join(l.sent(tx), outbox.SetState(tx, o.Key, outbox.Sent, ""))
		case result.State == mail.Doubt:
			return outbox.SetState(tx, o.Key, outbox.InDoubt, result.Answer)
		case result.Permanent:
			if err := outbox.SetState(tx, o.Key, outbox.Failed, result.Answer); err != nil {
				return err
			}
			return l.refused(tx)
		}
		return outbox.Stuck(tx, o.Key, result.Answer) // passes by itself: tried again
	})
}

// mailPrefix begins the keys of orders that go by e-mail.
const mailPrefix = "mail:"

// decideMail ends the doubt about one e-mail by one person's word: no money moves by it,
// and a second copy has the same Message-ID.
func (h *house) decideMail(ctx context.Context, key, verdict, reason string) error {
	who, err := h.person("operator")
	if err != nil {
		return err
	}
	post, err := h.mailPost()
	if err != nil {
		return err
	}
	to := outbox.Sent
	if verdict == string(exchange.Resend) {
		if post == nil {
			return fmt.Errorf("%s: no mail server is configured", key)
		}
		if err := post.Again(ctx, h.at, key, who); err != nil {
			return err
		}
		to = outbox.Staged
	}
	return h.book.Update(ctx, h.at, who, func(tx *ledger.Tx) error {
		owner, err := outbox.TenantOf(tx, key)
		if err != nil {
			return err
		}
		tx = h.byID(tx, owner)
		o, err := outbox.Get(tx, key)
		if err != nil {
			return err
		}
		if to == outbox.Sent {
			l, err := h.mailedBy(tx, o.Subject)
			if err == nil {
				err = l.sent(tx)
			}
			if err != nil {
				return err
			}
		}
		return outbox.SetState(tx, key, to, who+": "+reason)
	})
}

// patience is how long an e-mail may be put off before a person is told.
const patience = 24 * time.Hour

// waitingMail lists the e-mails in doubt, about which a person must decide, and those that the
// server would not take yet.
func (h *house) waitingMail(tx *ledger.Tx, at time.Time) ([]waitingJSON, error) {
	open, err := outbox.Open(tx)
	var list []waitingJSON
	for _, o := range open {
		doubt := o.State == outbox.InDoubt
		if o.Kind != outbox.Mail || !doubt && o.Reason == "" {
			continue
		}
		since, _ := time.Parse(time.RFC3339, o.ChangedAt)
		ordered, _ := time.Parse(time.RFC3339, o.CreatedAt)
		w := waitingJSON{What: "mail", Subject: o.Key, State: string(o.State), Reason: o.Reason, Since: since, Person: doubt || at.Sub(ordered) > patience}
		if doubt {
			w.Hint = "girod sending decide " + o.Key + " sent|resend"
		}
		list = append(list, w)
	}
	return list, err
}

// takeBounce turns the letters that an address did not take to the post (R-ALK-16), of
// whichever tenant's they are.
func (h *house) takeBounce(tx *ledger.Tx, b formats.Bounce) (told int, err error) {
	known := 0
	for _, name := range h.all.Books() {
		own := h.of(name)
		again, err := own.bounced(own.tx(tx), b)
		if errors.Is(err, ledger.ErrNotFound) {
			continue
		}
		if err != nil {
			return 0, err
		}
		known++
		told += again
	}
	switch {
	case known == 0:
		return 0, &exchange.Held{Code: "unknown-invoice", Place: b.Origin.String(), Text: "invoice " + b.Invoice + " is none of ours"}
	case known > 1 && b.Address == "":
		return 0, &exchange.Held{Code: "whose-invoice", Place: b.Origin.String(), Text: "several tenants have an invoice " + b.Invoice +
			", and the file does not give the address; reject it and mark the customer's e-mail by hand"}
	}
	return told, nil
}
