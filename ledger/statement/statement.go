package statement

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/report"
	"girod/ledger/store"
)

var (
	// ErrReport: what is to be sent is no account of clients' money.
	ErrReport = errors.New("not a statement of clients' money")
	// ErrBytes: a statement was written to other bytes than the first time.
	ErrBytes = errors.New("statement is written to other bytes than before")
)

// reportName is the report whose parts are sent.
const reportName = "client-statement"

// Is tells whether a report is one whose parts are sent.
func Is(name string) bool { return name == reportName }

// Way is how a client is told: into the folder of a partner, or to an address of e-mail.
// Neither: it asks for no statements.
type Way struct {
	Partner, Email string
	Form           string // csv, json, text
	Language       string
}

// None tells that nothing is sent.
func (w Way) None() bool { return w.Partner == "" && w.Email == "" }

// Channel is how it goes: "file" or "mail".
func (w Way) Channel() string {
	if w.Email != "" {
		return "mail"
	}
	return "file"
}

// To is where it goes.
func (w Way) To() string { return w.Partner + w.Email }

// Addressee is a client with what is agreed with it.
type Addressee struct {
	Client ledger.Client
	Way
}

// Bounced is the state of a statement that came back; all others are its order's.
const Bounced outbox.State = "bounced"

// Statement is one that was ordered, and how far it has come.
type Statement struct {
	ID       int64
	Client   ledger.PartyID
	No, Name string // the client's
	Account  string
	Report   int64 // of the archive
	Record   string
	From     date.Date
	Through  date.Date
	Attempt  int
	Way
	Key     string // of its order
	Digest  string // of its bytes; "" until they are written
	State   outbox.State
	Reason  string // of the state
	StateAt string
	At, By  string
}

// FileName is what the file is called that leaves.
func (s *Statement) FileName() string {
	ending := s.Form
	if ending == "text" {
		ending = "txt"
	}
	return fmt.Sprintf("%s-%s-%s-%d.%s", reportName, s.No, s.Through, s.ID, ending)
}

const prefix = "statement:" // of orders' subjects

// IsOrdered tells whether an order is of this room.
func IsOrdered(subject string) bool { return strings.HasPrefix(subject, prefix) }

// Order orders the parts of a kept report that have not been delivered: each client's that
// asks for statements. Again orders those that have been delivered as well; what is on its
// way is never ordered twice.
func Order(tx *ledger.Tx, kept report.Kept, to []Addressee, again bool) (list []Statement, err error) {
	if !Is(kept.Wanted.Report) {
		return nil, fmt.Errorf("report %d is %s: %w", kept.ID, kept.Wanted.Report, ErrReport)
	}
	for _, a := range to {
		if a.None() || kept.Wanted.Account != "" && kept.Wanted.Account != a.Client.Account {
			continue
		}
		before, err := statements(tx, `s.report = $2 AND s.client = $3`, kept.ID, a.Client.Party)
		if err != nil {
			return list, err
		}
		if n := len(before); n > 0 && !before[n-1].open(again) {
			continue
		}
		s, err := order(tx, kept, a, len(before)+1)
		if err != nil {
			return list, err
		}
		list = append(list, s)
	}
	return list, nil
}

// open tells that a statement may be sent again: it was not delivered, or a person wants it
// again all the same.
func (s *Statement) open(again bool) bool {
	return s.State == outbox.Failed || s.State == Bounced || again && s.State == outbox.Sent
}

func order(tx *ledger.Tx, kept report.Kept, a Addressee, attempt int) (Statement, error) {
	id, err := tx.NextID("client_statement")
	if err != nil {
		return Statement{}, err
	}
	o := outbox.Order{Kind: outbox.ClientStatement, Partner: a.Partner, Subject: prefix + strconv.FormatInt(id, 10)}
	if o.Key = o.Subject; a.Email != "" {
		o.Kind, o.Key = outbox.Mail, "mail:"+o.Subject
	}
	if err := outbox.Put(tx, o); err != nil {
		return Statement{}, err
	}
	_, err = tx.Exec(`INSERT INTO client_statement (id, tenant, client, report, attempt, partner, email, form, language, order_key, digest, bounced, at, actor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', '', $11, $12)`,
		id, tx.Tenant(), a.Client.Party, kept.ID, attempt, a.Partner, strings.ToLower(a.Email), a.Form, a.Language, o.Key, tx.Stamp(), tx.By())
	if err != nil {
		return Statement{}, err
	}
	return Get(tx, id)
}

// Get gives a statement of these books.
func Get(tx *ledger.Tx, id int64) (Statement, error) {
	list, err := statements(tx, `s.id = $2`, id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("statement %d: %w", id, ledger.ErrNotFound)
	}
	if err != nil {
		return Statement{}, err
	}
	return list[0], nil
}

// Ordered gives the statement that an order is of.
func Ordered(tx *ledger.Tx, subject string) (Statement, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(subject, prefix), 10, 64)
	if err != nil {
		return Statement{}, fmt.Errorf("statement %.40q: %w", subject, ledger.ErrNotFound)
	}
	return Get(tx, id)
}

// Latest gives the newest statements, newest first; of one client, or of all for 0.
func Latest(tx *ledger.Tx, client ledger.PartyID, limit int) ([]Statement, error) {
	return read(tx, `($2 = 0 OR s.client = $2) ORDER BY s.id DESC LIMIT $3`, client, limit)
}

// Undelivered gives those that came to nothing and that nobody has sent anew.
func Undelivered(tx *ledger.Tx) ([]Statement, error) {
	return statements(tx, `(o.state = 'failed' OR s.bounced <> '') AND NOT EXISTS (SELECT 1 FROM client_statement AS later
		WHERE later.report = s.report AND later.client = s.client AND later.attempt > s.attempt)`)
}

// statements gives those of these books that a condition chooses, oldest first.
func statements(tx *ledger.Tx, where string, args ...any) ([]Statement, error) {
	return read(tx, where+` ORDER BY s.id`, args...)
}

func read(tx *ledger.Tx, where string, args ...any) (list []Statement, err error) {
	err = tx.Each(`SELECT s.id, s.client, party.customer_no, party.name, client.account, s.report, k.digest, k.first_day, k.last_day, s.attempt,
			s.partner, s.email, s.form, s.language, s.order_key, s.digest, s.bounced, o.state, o.reason, o.changed_at, s.at, s.actor
		FROM client_statement AS s JOIN outbox AS o ON o.key = s.order_key JOIN report_kept AS k ON k.id = s.report
			JOIN client ON client.party = s.client JOIN party ON party.id = s.client
		WHERE s.tenant = $1 AND `+where, append([]any{tx.Tenant()}, args...), func(r *store.Row) error {
		s := Statement{ID: r.Int(0), Client: ledger.PartyID(r.Int(1)), No: r.Text(2), Name: r.Text(3), Account: r.Text(4), Report: r.Int(5), Record: r.Text(6),
			From: r.Date(7), Through: r.Date(8), Attempt: int(r.Int(9)), Way: Way{Partner: r.Text(10), Email: r.Text(11), Form: r.Text(12), Language: r.Text(13)},
			Key: r.Text(14), Digest: r.Text(15), State: outbox.State(r.Text(17)), Reason: r.Text(18), StateAt: r.Text(19), At: r.Text(20), By: r.Text(21)}
		if code := r.Text(16); code != "" {
			s.State, s.Reason = Bounced, code
		}
		list = append(list, s)
		return nil
	})
	return list, err
}

// SetRendered notes the digest of the bytes a statement was written to; others never leave.
func SetRendered(tx *ledger.Tx, id int64, digest string) error {
	s, err := Get(tx, id)
	switch {
	case err != nil || s.Digest == digest:
		return err
	case s.Digest != "":
		return fmt.Errorf("statement %d: %w", id, ErrBytes)
	}
	_, err = tx.Exec(`UPDATE client_statement SET digest = $2 WHERE id = $1`, id, digest)
	return err
}
