package dunning

import (
	"encoding/json"
	"errors"
	"fmt"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// Interlock is asked before anything is sent whether the money that came in is known
// up to the day: no bank file of the period missing or held.
type Interlock interface {
	Clear(day date.Date) (ok bool, why string)
}

// Report is what a run did, invoice by invoice.
type Report struct {
	Day     date.Date `json:"day"`
	Already bool      `json:"already,omitempty"` // the day was done before; this is its report
	Stopped string    `json:"stopped,omitempty"` // why nothing was done; the run may be tried again
	Sent    []Sent    `json:"sent"`
	Skipped []Skipped `json:"skipped"`
}

// Sent is a reminder that was ordered.
type Sent struct {
	Reminder string          `json:"reminder"`
	Invoice  string          `json:"invoice"`
	Level    int             `json:"level"`
	Channel  formats.Channel `json:"channel"`
	Total    money.Amount    `json:"total"`
	PayBy    date.Date       `json:"payBy"`
}

// Skipped is an invoice that was due for a reminder and got none.
type Skipped struct {
	Invoice string `json:"invoice"`
	Level   int    `json:"level"`
	Code    string `json:"code"` // hold, credit, rate, suspense, address, unsent
	Why     string `json:"why"`
}

// why is a reason to leave an invoice alone today.
type why struct{ code, text string }

func (w *why) Error() string { return w.text }

// run is one day's work.
type run struct {
	*ledger.Tx
	p        *Policy
	day      date.Date
	poster   *ledger.Poster
	resting  *resting
	standing map[ledger.InvoiceID]standing
	holds    *hold.Standing
	report   Report
	printed  bool
}

// standing is where dunning stands with an invoice.
type standing struct {
	reminder int64
	level    int
	attempt  int
	on       date.Date
	state    State
}

// Run reminds what is due for a reminder on a bank day, all in the caller's transaction.
// A day that was done before gives its report again and does nothing.
func Run(tx *ledger.Tx, p *Policy, day date.Date, lock Interlock) (Report, error) {
	if old, found, err := ReportOf(tx, day); err != nil || found {
		old.Already = true
		return old, err
	}
	r := &run{Tx: tx, p: p, day: day, report: Report{Day: day, Sent: []Sent{}, Skipped: []Skipped{}}}
	if !p.Calendar.IsBankDay(day) {
		r.report.Stopped = day.String() + " is not a bank day"
		return r.report, nil
	}
	if ok, why := lock.Clear(day); !ok {
		r.report.Stopped = why
		return r.report, nil
	}
	items, err := r.prepare()
	if err != nil {
		return r.report, fmt.Errorf("dunning run %s: %w", day, err)
	}
	for i := range items {
		if err := r.item(&items[i]); err != nil {
			return r.report, fmt.Errorf("dunning run %s: invoice %s: %w", day, items[i].Number, err)
		}
	}
	if err := r.finish(); err != nil {
		return r.report, fmt.Errorf("dunning run %s: %w", day, err)
	}
	return r.report, nil
}

// prepare reads what the run needs to know before it decides.
func (r *run) prepare() (items []ledger.OpenItem, err error) {
	r.poster = r.Poster()
	r.standing = map[ledger.InvoiceID]standing{}
	err = r.Each(`SELECT dunning.invoice, dunning.reminder, dunning.level, dunning.told_on, reminder.attempt, reminder.state
		FROM dunning JOIN reminder ON reminder.id = dunning.reminder`, nil, func(row *store.Row) error {
		r.standing[ledger.InvoiceID(row.Int(0))] = standing{row.Int(1), int(row.Int(2)), int(row.Int(4)), row.Date(3), State(row.Text(5))}
		return nil
	})
	if err == nil {
		r.holds, err = hold.All(r.Tx, r.day)
	}
	if err == nil {
		r.resting, err = readResting(r.Tx)
	}
	if err == nil {
		err = r.OpenItemsDue(r.day.Add(-r.p.firstDays()), func(o ledger.OpenItem) error {
			if o.Owed[ledger.Principal] > 0 {
				items = append(items, o)
			}
			return nil
		})
	}
	return items, err
}

// item reminds one invoice, or notes why not.
func (r *run) item(o *ledger.OpenItem) error {
	before := r.standing[o.ID]
	step, again, due := r.due(o, before)
	if !due {
		return nil
	}
	attempt := 1
	if again {
		attempt = before.attempt + 1
	}
	err := r.remind(o, step, before, attempt)
	var reason *why
	if errors.As(err, &reason) {
		r.report.Skipped = append(r.report.Skipped, Skipped{o.Number, step.Level, reason.code, reason.text})
		return nil
	}
	return err
}

// due tells which step an invoice is due for today. A letter that bounced is told again
// at its own level; again is true for it.
func (r *run) due(o *ledger.OpenItem, before standing) (step Step, again, due bool) {
	if before.state == Bounced {
		step, _ = r.p.step(before.level - 1)
		return step, true, step.Level > 0
	}
	step, more := r.p.step(before.level)
	from := o.Due
	if before.level > 0 {
		from = before.on
	}
	return step, false, more && r.p.sendOn(step, from) <= r.day
}

// remind decides on everything before it writes anything, so a skipped invoice is left
// as it was: hold, money on suspense, address, interest, fee; then fee and interest are
// booked, the reminder kept and ordered.
func (r *run) remind(o *ledger.OpenItem, step Step, before standing, attempt int) error {
	if h, held := hold.Stopping(r.holds.Of(o.ID, o.Debtor), hold.Reminders); held {
		return &why{"hold", "on hold: " + hold.Words([]hold.Hold{h})}
	}
	if attempt == 1 && before.level > 0 && before.state != Told {
		return &why{"unsent", fmt.Sprintf("reminder %d of %s has not left the house", before.level, before.on)}
	}
	debtor, err := r.Party(o.Debtor)
	if err != nil {
		return err
	}
	if err := r.clear(o, &debtor); err != nil {
		return err
	}
	channel, err := channelOf(r.p, &debtor)
	if err != nil {
		return err
	}
	a, err := readAccount(r.Tx, o.ID)
	if err != nil {
		return err
	}
	assessed, lines, err := assess(r.p, &o.Invoice, a, r.day)
	if err != nil {
		return unlawful(err)
	}
	fee, err := r.fee(o, step)
	if err != nil {
		return err
	}
	word := r.word(o, &debtor, step, channel)
	word.Earlier = before.on
	if attempt > 1 {
		word.Earlier = 0
	}
	word.Fee += fee
	word.Lines, word.Interest, word.InterestPaid = lines, max(assessed-a.paid, 0), min(a.paid, assessed)
	if word.Interest < r.p.MinimumInterest {
		if err := r.waive(o, word.Interest); err != nil {
			return err
		}
		word.Lines, word.Interest, word.InterestPaid = nil, 0, 0
	}
	return r.tell(o, word, fee, before, attempt)
}

// unlawful turns the refusal of a rate or fee nobody has confirmed into a reason to skip.
func unlawful(err error) error {
	var missing *law.Missing
	var unconfirmed *law.Unconfirmed
	if errors.As(err, &missing) || errors.As(err, &unconfirmed) {
		return &why{"rate", err.Error()}
	}
	return err
}

// clear refuses a debtor who has as much money with us as the invoice wants, or to whom
// money on suspense could belong.
func (r *run) clear(o *ledger.OpenItem, debtor *ledger.Party) error {
	owes, has, err := r.account(o)
	if err != nil {
		return err
	}
	if has >= o.Owed[ledger.Principal] {
		return &why{"credit", "the debtor has " + money.Of(has, o.Currency).String() + " with us"}
	}
	c := claimant{issued: o.Issued, number: o.Number, ref: o.Ref, name: debtor.Name}
	for _, amount := range []int64{o.Gross, o.Owed[ledger.Principal], o.Total(), owes} {
		c.amounts = append(c.amounts, money.Of(amount, o.Currency))
	}
	if receipt, like := r.resting.like(c); like != "" {
		return &why{"suspense", fmt.Sprintf("receipt %d on suspense could be the debtor's: like %s", receipt, like)}
	}
	return nil
}

// account sums what the debtor of an invoice owes in its currency, and what he has with
// us: surplus of payments, and credit notes nobody has netted.
func (r *run) account(o *ledger.OpenItem) (owes, has int64, err error) {
	items, err := r.OpenItemsOf(o.Debtor)
	if err != nil {
		return 0, 0, err
	}
	for i := range items {
		if total := items[i].Total(); items[i].Currency == o.Currency {
			owes += total
			has += max(-total, 0)
		}
	}
	credits, err := r.CustomerCreditsOf(o.Debtor)
	for _, c := range credits {
		if c.Currency == o.Currency {
			has += c.Rest
		}
	}
	return owes, has, err
}

// fee gives the reminder fee to charge now: the law's, once a claim, and only where it
// was agreed (lag 1981:739, R-ALK-23).
func (r *run) fee(o *ledger.OpenItem, step Step) (int64, error) {
	if !step.Fee || !o.FeeAgreed {
		return 0, nil
	}
	_, err := r.EntryByKey(feeKey(o))
	if err == nil || !errors.Is(err, ledger.ErrNotFound) {
		return 0, err
	}
	amount, err := r.p.Tables.Fee(r.p.Country, law.ReminderFee, kindOf(&o.Invoice), r.day)
	if err != nil {
		return 0, unlawful(err)
	}
	if amount.Currency != o.Currency {
		return 0, nil // the law's fee is in the country's money; a claim in another bears none
	}
	return amount.Minor, nil
}

func feeKey(o *ledger.OpenItem) string { return "reminder-fee:" + o.Number }

// waive notes interest too small to claim (DOMAIN.md 4.8): logged, not posted.
func (r *run) waive(o *ledger.OpenItem, interest int64) error {
	if interest == 0 {
		return nil
	}
	return r.AddHistory(ledger.History{Party: o.Debtor, Invoice: o.ID, Kind: "interest-waived",
		Text: money.Of(interest, o.Currency).String() + " of interest is below what we claim"})
}

// finish books the fees, orders the day's letters as one batch and writes the report.
func (r *run) finish() error {
	if err := r.poster.Flush(); err != nil {
		return err
	}
	if r.printed {
		o := outbox.Order{Kind: outbox.Letters, Partner: r.p.PrintPartner, Key: "letters:" + r.day.String(), Subject: r.day.String()}
		if err := outbox.Put(r.Tx, o); err != nil {
			return err
		}
	}
	text, err := json.Marshal(r.report)
	if err != nil {
		return err
	}
	_, err = r.Exec(`INSERT INTO dunning_run (told_on, sent, skipped, report, at, actor) VALUES ($1, $2, $3, $4, $5, $6)`,
		r.day, len(r.report.Sent), len(r.report.Skipped), string(text), stamp(r.Tx), r.By())
	return err
}

// ReportOf gives the report of a day the job has done.
func ReportOf(tx *ledger.Tx, day date.Date) (r Report, found bool, err error) {
	found, err = tx.One(`SELECT report FROM dunning_run WHERE told_on = $1`, []any{day}, func(row *store.Row) error {
		return json.Unmarshal([]byte(row.Text(0)), &r)
	})
	if err != nil {
		err = fmt.Errorf("dunning report of %s: %w", day, err)
	}
	return r, found, err
}
