package dunning

import (
	"errors"
	"fmt"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
)

// act is what is to be done about one claim: nothing of it is written yet.
type act struct {
	step    Step
	attempt int
	letter  *formats.Reminder // nil: the claim is handed over, or only charged
	email   string            // where it goes by e-mail
	charges []charge
	waived  int64 // interest too small to claim
}

// why is a reason to leave an invoice alone today.
type why struct{ code, text string }

func (w *why) Error() string { return w.text }

// reason gives why a claim is left alone, and nil where it is the run that failed. A rate or
// fee that nobody has confirmed stops the claim that needs it, and no other.
func reason(err error) *why {
	var w *why
	if errors.As(err, &w) {
		return w
	}
	if _, lacking := law.Wanted(err); lacking {
		return &why{"rate", err.Error()}
	}
	return nil
}

// due tells which step an invoice is due for today. A letter that bounced is told again
// at its own level; again is true for it.
func (r *run) due(c *claim) (step Step, again, due bool) {
	steps := r.steps(c)
	if c.before.state == Bounced && c.before.level <= len(steps) {
		step = steps[c.before.level-1]
		return step, true, step.Letter != HandOver
	}
	step, more := r.next(c)
	return step, false, more && r.sendOn(step, c) <= r.day
}

// sendOn is the day a step is due to go; not before the time has run out that a letter of
// another room granted: a broken plan's says until when the whole may be paid.
func (r *run) sendOn(s Step, c *claim) date.Date {
	on := r.p.sendOn(s, c)
	if payBy := r.granted[c.ID]; payBy != 0 {
		on = max(on, r.p.Calendar.Next(r.p.inTime(payBy).Add(1)))
	}
	return on
}

// next gives the step that follows the last one.
func (r *run) next(c *claim) (step Step, more bool) {
	steps := r.steps(c)
	if c.before.level >= len(steps) || c.before.state == Bounced {
		return Step{}, false
	}
	step = steps[c.before.level]
	return step, step.Letter != HandOver || r.p.HandOver != nil
}

// steps gives a claim's procedure. Asking the table a million times would be slow; its
// answer changes with few due dates.
func (r *run) steps(c *claim) []Step {
	key := served{kindOf(&c.Invoice), c.Due}
	steps, known := r.served[key]
	if !known {
		steps = r.p.Procedure.Steps(key.debtor, key.due)
		r.served[key] = steps
	}
	return steps
}

type served struct {
	debtor law.Debtor
	due    date.Date
}

// decide says what is done about a claim today, or why nothing is ([reason]). Nothing is
// written before all is decided, so that an invoice left alone is left as it was.
func (r *run) decide(c *claim) (*act, error) {
	if r.p.Ground == law.ExtendedDueDate {
		return nil, fmt.Errorf("interest by %s: a respite is a hold", r.p.Ground)
	}
	step, again, due := r.due(c)
	a := &act{step: step, attempt: 1}
	if again {
		a.attempt = c.before.attempt + 1
	}
	if !due {
		return a, r.onlyCompensate(c, a)
	}
	if err := r.barred(c, a); err != nil {
		return a, err
	}
	if err := r.clear(c); err != nil {
		return a, err
	}
	if err := r.compensate(c, a); err != nil {
		return a, err
	}
	if err := r.fee(c, a); err != nil {
		return a, err
	}
	if step.Letter == HandOver {
		return a, nil
	}
	return a, r.compose(c, a)
}

// onlyCompensate charges the compensation between two letters. A claim that stands in
// doubt waits for the next day without a word; a rate that is missing is told.
func (r *run) onlyCompensate(c *claim, a *act) error {
	a.step = Step{}
	if c.lapsed != nil || r.clear(c) != nil {
		return nil
	}
	return r.compensate(c, a)
}

// barred tells what forbids the step: a hold, its age, the law, or the letter before it,
// which has not left the house.
func (r *run) barred(c *claim, a *act) error {
	if h, held := hold.Stopping(c.holds, a.step.stopped()); held {
		return &why{"hold", "on hold: " + hold.Words([]hold.Hold{h}) + ": " + h.Source}
	}
	if c.lapsed != nil {
		return c.lapsed
	}
	if a.attempt == 1 && c.before.level > 0 && c.before.state != Told {
		return &why{"unsent", fmt.Sprintf("reminder %d of %s has not left the house", c.before.level, c.before.on)}
	}
	return r.forbidden(c, a.step)
}

// stopped is what a hold must stop for the step not to be taken. A notice or demand by the law
// of collection is collection already: a child whose guardian nobody has found gets
// reminders, and no inkassokrav (DOMAIN.md 3.1.6).
func (s Step) stopped() hold.Stop {
	if s.Letter == formats.ReminderLetter {
		return hold.Reminders
	}
	return hold.HandOver
}

// forbidden tells a letter that a creditor may no longer send himself (DOMAIN.md 11, row 15).
func (r *run) forbidden(c *claim, s Step) error {
	if s.Letter != formats.CollectionNotice || r.p.Procedure.Country != "NO" {
		return nil
	}
	row, err := r.p.Tables.Row("NO", "creditor_may_send_collection_notice", law.Everyone, r.day)
	if err != nil {
		return err
	}
	if row.Value != "yes" {
		return &why{"law", "a creditor may send no collection notice: " + law.Basis{Rows: []law.Row{row}}.String()}
	}
	return nil
}

// clear refuses a debtor who has as much money with us as the invoice wants, or to whom
// money on suspense could belong.
func (r *run) clear(c *claim) error {
	if c.has < c.wants() && r.resting.empty() {
		return nil
	}
	who := Claimant{Issued: c.Issued, Wants: money.Of(c.wants(), c.Currency), Number: c.Number, Ref: c.Ref, Name: c.debtor.Name}
	for _, amount := range []int64{c.Gross, c.Owed[ledger.Principal], c.Total(), c.owes} {
		who.Amounts = append(who.Amounts, money.Of(amount, c.Currency))
	}
	if w := r.doubt(&who, c.has); w != nil {
		return w
	}
	return nil
}

// compose writes the letter: the way it goes, what is owed, and until when it can be paid.
func (r *run) compose(c *claim, a *act) error {
	channel, err := channelOf(r.p, a.step, &c.debtor)
	if err != nil {
		return err
	}
	days, err := r.payDays(c, a.step)
	if err != nil {
		return err
	}
	c.life.free = free(c.pauses)
	assessed, lines, err := assess(r.p, &c.Invoice, &c.life, r.day)
	if err != nil {
		return err
	}
	w := r.word(c, a.step, channel)
	w.PayBy = r.p.payBy(r.day, days, channel)
	if a.attempt == 1 {
		w.Earlier = c.before.on
	}
	for _, made := range a.charges {
		if bucketOf(made.Kind) == ledger.Cost {
			w.Cost += made.Amount.Minor
		} else {
			w.Fee += made.Amount.Minor
		}
	}
	w.Fees = explained(c.charged, w.Fee, w.Cost)
	for _, b := range c.charged {
		if b.Kind == law.LateCompensation {
			w.Compensation = min(b.Amount.Minor, w.Cost)
		}
	}
	w.Lines, w.Interest, w.InterestPaid = lines, max(assessed-c.life.paid, 0), min(c.life.paid, assessed)
	if c.rest() && w.Interest != c.Owed[ledger.Interest] {
		w.Lines, w.Interest, w.InterestPaid = nil, max(c.Owed[ledger.Interest], 0), 0 // what was claimed before, and no more
	}
	if w.Interest < r.p.MinimumInterest {
		a.waived, w.Lines, w.Interest, w.InterestPaid = w.Interest, nil, 0, 0
	}
	a.letter = w
	if channel == formats.ByMail {
		a.email = c.debtor.Email
	}
	return nil
}

// payDays gives the days to pay: those of the step, and never fewer than the law's.
func (r *run) payDays(c *claim, s Step) (int, error) {
	if s.Least == "" {
		return s.PayDays, nil
	}
	least, err := r.p.Tables.Count(r.p.Procedure.Country, s.Least, kindOf(&c.Invoice), r.day)
	if err != nil {
		return 0, err
	}
	return max(s.PayDays, least), nil
}

// word gathers what the letter says before charges and interest are known.
func (r *run) word(c *claim, s Step, channel formats.Channel) *formats.Reminder {
	d := &c.debtor
	return &formats.Reminder{
		Kind: s.Letter, Level: r.ordinal(c, s), Language: r.p.language(d.Country), Country: string(r.p.Procedure.Country), On: r.day, Channel: channel,
		Sender: r.p.Sender, Creditor: r.p.Creditor, PayTo: formats.PaymentMeans{Ref: c.Ref, Account: r.p.PayTo}, Business: c.Company,
		Debtor: formats.Party{ID: d.CustomerNo, Name: d.Name, Email: d.Email, Street: d.Street, Street2: d.Street2,
			PostCode: d.PostCode, Town: d.Town, Country: d.Country},
		Invoice: c.Number, Issued: c.Issued, Due: c.Due, Concerns: c.Concerns, Gross: c.Gross, Currency: c.Currency,
		Principal: c.Owed[ledger.Principal], Fee: max(c.Owed[ledger.Fee], 0), Cost: max(c.Owed[ledger.Cost], 0),
	}
}

// ordinal tells the how-manieth letter of its kind a step's is.
func (r *run) ordinal(c *claim, s Step) (n int) {
	for _, step := range r.steps(c)[:s.Level] {
		if step.Letter == s.Letter {
			n++
		}
	}
	return n
}
