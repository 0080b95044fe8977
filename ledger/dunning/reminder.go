package dunning

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// State is how far a reminder has come.
type State string

// The states of a reminder; moves is the table of what may follow what.
const (
	Waits    State = "waiting"
	Rendered State = "rendered" // its bytes are archived under its digest
	Told     State = "sent"
	Bounced  State = "bounced"  // told again, by post, at the next run
	Replaced State = "replaced" // by its next attempt
)

var moves = map[State][]State{
	Waits:    {Rendered, Bounced},
	Rendered: {Told, Bounced},
	Told:     {Bounced},
	Bounced:  {Replaced},
	Replaced: {},
}

var (
	// ErrMove: the state asked for cannot follow the one that is.
	ErrMove = errors.New("reminder cannot go to that state")
	// ErrBytes: a reminder rendered other bytes than the first time.
	ErrBytes = errors.New("reminder renders other bytes than before")
)

// word gathers what the letter says before fee and interest are known.
func (r *run) word(o *ledger.OpenItem, d *ledger.Party, step Step, channel formats.Channel) *formats.Reminder {
	return &formats.Reminder{
		Level: step.Level, Language: r.p.Language, On: r.day, PayBy: r.p.payBy(r.day, channel), Channel: channel,
		Sender: r.p.Sender, PayTo: formats.PaymentMeans{Ref: o.Ref, Account: r.p.PayTo},
		Debtor: formats.Party{ID: d.CustomerNo, Name: d.Name, Email: d.Email, Street: d.Street, Street2: d.Street2,
			PostCode: d.PostCode, Town: d.Town, Country: d.Country},
		Invoice: o.Number, Issued: o.Issued, Due: o.Due, Concerns: o.Concerns, Gross: o.Gross, Currency: o.Currency,
		Principal: o.Owed[ledger.Principal], Fee: max(o.Owed[ledger.Fee], 0), Cost: max(o.Owed[ledger.Cost], 0),
	}
}

// tell books fee and interest, keeps the reminder as told and orders its e-mail.
func (r *run) tell(o *ledger.OpenItem, w *formats.Reminder, fee int64, before standing, attempt int) error {
	if err := r.book(o, w, fee); err != nil {
		return err
	}
	id, err := r.keep(o, w, before, attempt)
	if err != nil {
		return err
	}
	if w.Channel == formats.ByPost {
		r.printed = true
	} else if err := outbox.Put(r.Tx, outbox.Order{Kind: outbox.Mail, Key: "mail:" + w.ID, Subject: w.ID}); err != nil {
		return err
	}
	total := money.Of(w.Total(), w.Currency)
	r.report.Sent = append(r.report.Sent, Sent{w.ID, o.Number, w.Level, w.Channel, total, w.PayBy})
	r.standing[o.ID] = standing{id, w.Level, attempt, r.day, Waits}
	return r.AddHistory(ledger.History{Party: o.Debtor, Invoice: o.ID, Kind: "reminder",
		Text: fmt.Sprintf("Reminder %d (%s) by %s: %s to be paid by %s", w.Level, w.ID, w.Channel, total, w.PayBy)})
}

// book posts the fee (T-02) and assesses the interest, which becomes income when paid.
func (r *run) book(o *ledger.OpenItem, w *formats.Reminder, fee int64) error {
	if fee > 0 {
		r.poster.Begin(ledger.Entry{Key: feeKey(o), Why: ledger.ReminderFee, BookedOn: r.day, Text: "Reminder fee, invoice " + o.Number})
		r.poster.Add(ledger.Posting{Role: ledger.RoleAR, Amount: fee, Currency: o.Currency, Invoice: o.ID, Bucket: ledger.Fee})
		r.poster.Add(ledger.Posting{Role: ledger.RoleFeeIncome, Amount: -fee, Currency: o.Currency})
		if _, err := r.poster.End(); err != nil {
			return err
		}
	}
	if w.Interest == o.Owed[ledger.Interest] {
		return nil
	}
	return r.AssessInterest(o.ID, w.Interest)
}

// keep writes the reminder, word for word, and where dunning now stands.
func (r *run) keep(o *ledger.OpenItem, w *formats.Reminder, before standing, attempt int) (int64, error) {
	id, err := r.NextID("reminder")
	if err != nil {
		return 0, err
	}
	w.ID = name(id)
	told, err := json.Marshal(w)
	if err != nil {
		return 0, err
	}
	email := ""
	if w.Channel == formats.ByMail {
		email = strings.ToLower(w.Debtor.Email)
	}
	if attempt > 1 {
		if _, err := r.Exec(`UPDATE reminder SET state = $2 WHERE id = $1`, before.reminder, Replaced); err != nil {
			return 0, err
		}
	}
	_, err = r.Exec(`INSERT INTO reminder (id, invoice, debtor, level, attempt, told_on, pay_by, channel, principal, fee, interest, cost,
		total, currency, email, told, digest, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, '', $17)`,
		id, o.ID, o.Debtor, w.Level, attempt, w.On, w.PayBy, string(w.Channel), w.Principal, w.Fee, w.Interest, w.Cost,
		w.Total(), w.Currency, email, string(told), Waits)
	if err != nil {
		return 0, err
	}
	_, err = r.Exec(`INSERT INTO dunning (invoice, reminder, level, told_on) VALUES ($1, $2, $3, $4)
		ON CONFLICT (invoice) DO UPDATE SET reminder = excluded.reminder, level = excluded.level, told_on = excluded.told_on`,
		o.ID, id, w.Level, w.On)
	return id, err
}

// name is a reminder's name in files and orders: "r000017".
func name(id int64) string { return fmt.Sprintf("r%06d", id) }

func number(name string) (int64, error) {
	id, err := strconv.ParseInt(strings.TrimPrefix(name, "r"), 10, 64)
	if err != nil || !strings.HasPrefix(name, "r") {
		return 0, fmt.Errorf("reminder %q: %w", name, ledger.ErrNotFound)
	}
	return id, nil
}

// Reminder is a reminder as it was told, and what became of it.
type Reminder struct {
	formats.Reminder
	InvoiceID ledger.InvoiceID
	DebtorID  ledger.PartyID
	Attempt   int
	State     State
	Digest    string // SHA-256 of the letter's bytes, once rendered
}

const reminderColumns = `SELECT told, invoice, debtor, attempt, state, digest FROM reminder `

// Letter gives the reminder of an e-mail order (its Subject is the name).
func Letter(tx *ledger.Tx, name string) (Reminder, error) {
	id, err := number(name)
	if err != nil {
		return Reminder{}, err
	}
	list, err := letters(tx, reminderColumns+`WHERE id = $1`, id)
	if err == nil && len(list) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return Reminder{}, fmt.Errorf("reminder %s: %w", name, err)
	}
	return list[0], nil
}

// Batch gives the letters a print order of a day holds, in order of their names.
func Batch(tx *ledger.Tx, day date.Date) ([]Reminder, error) {
	return letters(tx, reminderColumns+`WHERE told_on = $1 AND channel = 'post' ORDER BY id`, day)
}

// Of gives every reminder of an invoice, oldest first.
func Of(tx *ledger.Tx, id ledger.InvoiceID) ([]Reminder, error) {
	return letters(tx, reminderColumns+`WHERE invoice = $1 ORDER BY id`, id)
}

// Promise gives what the last reminder of an invoice promised: its total, received by its
// pay-by day, settles the claim (DOMAIN.md 4.7). A zero total promises nothing.
func Promise(tx *ledger.Tx, id ledger.InvoiceID) (total int64, payBy date.Date, err error) {
	_, err = tx.One(`SELECT reminder.total, reminder.pay_by FROM dunning JOIN reminder ON reminder.id = dunning.reminder
		WHERE dunning.invoice = $1`, []any{id}, func(r *store.Row) error {
		total, payBy = r.Int(0), r.Date(1)
		return nil
	})
	if err != nil {
		err = fmt.Errorf("reminder of invoice %d: %w", id, err)
	}
	return total, payBy, err
}

func letters(tx *ledger.Tx, query string, args ...any) (list []Reminder, err error) {
	err = tx.Each(query, args, func(row *store.Row) error {
		r := Reminder{InvoiceID: ledger.InvoiceID(row.Int(1)), DebtorID: ledger.PartyID(row.Int(2)), Attempt: int(row.Int(3)),
			State: State(row.Text(4)), Digest: row.Text(5)}
		list = append(list, r)
		return json.Unmarshal([]byte(row.Text(0)), &list[len(list)-1].Reminder)
	})
	return list, err
}

// SetRendered notes the digest of a letter's bytes. Rendering again must give the same.
func SetRendered(tx *ledger.Tx, name, digest string) error {
	r, err := Letter(tx, name)
	if err != nil {
		return err
	}
	if r.Digest != "" {
		if r.Digest != digest {
			return fmt.Errorf("reminder %s: %w", name, ErrBytes)
		}
		return nil
	}
	return r.move(tx, Rendered, `UPDATE reminder SET state = $2, digest = $3 WHERE id = $1`, digest)
}

// SetSent notes that a letter has left: the mail server took it, or its batch is with
// the print partner. Said again it does nothing.
func SetSent(tx *ledger.Tx, name string) error {
	r, err := Letter(tx, name)
	if err != nil || r.State == Told || r.State == Bounced || r.State == Replaced {
		return err
	}
	if err := r.move(tx, Told, `UPDATE reminder SET state = $2 WHERE id = $1`); err != nil {
		return err
	}
	return tx.AddHistory(ledger.History{Party: r.DebtorID, Invoice: r.InvoiceID, Kind: "reminder-sent", Document: r.Digest,
		Text: fmt.Sprintf("Reminder %d (%s) sent by %s", r.Level, name, r.Channel)})
}

// move takes the reminder to a state; the query gets id, state and what else it needs.
func (r *Reminder) move(tx *ledger.Tx, to State, query string, more ...any) error {
	if !slices.Contains(moves[r.State], to) {
		return fmt.Errorf("reminder %s: %s to %s: %w", r.ID, r.State, to, ErrMove)
	}
	id, err := number(r.ID)
	if err == nil {
		_, err = tx.Exec(query, append([]any{id, to}, more...)...)
	}
	if err != nil {
		return fmt.Errorf("reminder %s: %w", r.ID, err)
	}
	return nil
}

func stamp(tx *ledger.Tx) string { return tx.At().UTC().Format(time.RFC3339) }
