package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"girod/exchange"
	"girod/exchange/mail"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/report"
	"girod/ledger/statement"
)

// How the accounts of clients' money leave the house (R-BST-22): by the same orders, the same
// journals and the same mail server as everything else.

// addressees are the clients of these books with how each is told, as agreed. Whose account is
// whose the book says: a number that was changed in the configuration sends nobody another's. One
// of whom no file has told yet has no account to tell of.
func (o *office) addressees(tx *ledger.Tx) (list []statement.Addressee, err error) {
	t := o.all.Tenant(o.books)
	if t == nil {
		return nil, nil
	}
	known := map[ledger.PartyID]ledger.Client{}
	clients, err := tx.Clients()
	for _, c := range clients {
		known[c.Party] = c
	}
	for _, c := range t.Clients {
		if err != nil {
			return nil, err
		}
		var party ledger.Party
		if party, err = tx.PartyByCustomerNo(c.No); errors.Is(err, ledger.ErrNotFound) {
			err = nil
		}
		if of, there := known[party.ID]; there {
			s := c.Statements
			list = append(list, statement.Addressee{Client: of, Way: statement.Way{
				Partner: s.Partner, Email: s.Email, Form: s.Form, Language: cmp.Or(s.Language, o.config.Language),
			}})
		}
	}
	return list, err
}

// orderStatements orders what the schedule has just kept, in the same commit.
func (o *office) orderStatements(tx *ledger.Tx, k report.Kept) error {
	if !statement.Is(k.Wanted.Report) || k.Schedule == 0 {
		return nil
	}
	to, err := o.addressees(tx)
	if err == nil {
		_, err = statement.Order(tx, k, to, false)
	}
	return err
}

// written is a client's part of the kept report in the form that was agreed: the bytes it was
// first written to, where it was.
func (h *house) written(s *statement.Statement) ([]byte, error) {
	if s.Digest != "" {
		r, err := h.x.Kept().Open(s.Digest)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return io.ReadAll(r)
	}
	in, err := report.Speak(s.Language)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	dress := report.CSV(&b)
	switch s.Form {
	case "json":
		dress = report.JSON(&b, in)
	case "text":
		dress = report.Plain(&b, in, nil)
	}
	err = h.pour(s, dress)
	return b.Bytes(), err
}

// pour dresses a client's part of the report it is of.
func (h *house) pour(s *statement.Statement, dress report.Dress) error {
	data, err := h.x.Kept().Open(s.Record)
	if err != nil {
		return err
	}
	defer data.Close()
	_, err = report.Replay(data, report.OfClient(s.Account, dress))
	return err
}

// renderStatement writes the file that goes into a partner's folder.
func (h *house) renderStatement(tx *ledger.Tx, o outbox.Order) ([]document, error) {
	s, err := statement.Ordered(tx, o.Subject)
	if err != nil {
		return nil, err
	}
	body, err := h.written(&s)
	return []document{{key: o.Key, name: s.FileName(), body: body, done: func(tx *ledger.Tx, digest string) error {
		return statement.SetRendered(tx, s.ID, digest)
	}}}, err
}

// formTypes are the forms as an e-mail names them.
var formTypes = map[string]string{"csv": "text/csv; charset=utf-8", "json": "application/json", "text": "text/plain; charset=utf-8"}

// mailedStatement is a statement that goes by e-mail: its sums stand in the letter, the whole
// of it is attached.
func (h *house) mailedStatement(tx *ledger.Tx, subject string) (mailed, error) {
	s, err := statement.Ordered(tx, subject)
	if err != nil {
		return mailed{}, err
	}
	return mailed{
		to: s.Email,
		write: func() (subject, text string, attached mail.Attachment, err error) {
			in, err := report.Speak(s.Language)
			if err != nil {
				return "", "", attached, err
			}
			var b bytes.Buffer
			if err := h.pour(&s, report.Brief(&b, in)); err != nil {
				return "", "", attached, err
			}
			title, _, _ := strings.Cut(b.String(), "\n")
			fmt.Fprintf(&b, "\n%s\n", h.config.Creditor.Name)
			attached = mail.Attachment{Name: s.FileName(), Type: formTypes[s.Form]}
			attached.Body, err = h.written(&s)
			return title + ", " + s.Name, b.String(), attached, err
		},
		rendered: func(tx *ledger.Tx, digest string) error { return statement.SetRendered(tx, s.ID, digest) },
		sent:     func(*ledger.Tx) error { return nil }, // its order says so
		refused:  func(*ledger.Tx) error { return nil },
	}, nil
}

// tryJSON is one attempt to deliver a statement, written down before it was made.
type tryJSON struct {
	Number int       `json:"number"`
	Began  time.Time `json:"beganAt"`
	Answer string    `json:"answer"`
}

// tries are the attempts to deliver a statement, with what the other side answered.
func tries(tx *ledger.Tx, s *statement.Statement) (list []tryJSON, err error) {
	if s.Email != "" {
		r, tried, err := mail.ReceiptOf(tx.Tx, s.Key)
		if err == nil && tried {
			list = append(list, tryJSON{r.Attempts, r.At, r.Answer})
		}
		return list, err
	}
	attempts, err := exchange.Attempts(tx.Tx, s.Key)
	for _, a := range attempts {
		list = append(list, tryJSON{a.Number, a.BeganAt, a.Answer})
	}
	return list, err
}

// waitingStatements gathers the statements that were not delivered and that nobody has sent
// anew.
func waitingStatements(tx *ledger.Tx) (list []waitingJSON, err error) {
	lost, err := statement.Undelivered(tx)
	for i := range lost {
		s := &lost[i]
		w := waitingJSON{What: "statement", Subject: itoa(s.ID), Partner: s.Partner, State: string(s.State), Reason: "to " + s.No + " at " + s.To() + ": " + s.Reason,
			Person: true, Hint: fmt.Sprintf("girod clients statements send %d --client %s", s.Report, s.No)}
		if w.Since, err = time.Parse(time.RFC3339, s.StateAt); err != nil {
			return nil, err
		}
		list = append(list, w)
	}
	return list, err
}
