package dunning

import (
	"fmt"

	"girod/config/law"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/limitation"
	"girod/ledger/store"
)

// Interlock is asked before anything is sent whether the money that came in is known
// up to the day: no bank file of the period missing or held.
type Interlock interface {
	Clear(day date.Date) (ok bool, why string)
}

// run is one day's work.
type run struct {
	*ledger.Tx
	p          *Policy
	day        date.Date
	only       ledger.InvoiceID // look at one claim, due or not
	poster     *ledger.Poster
	resting    *resting
	holds      *hold.Standing
	pauses     *pauses
	credits    map[account]int64
	ones       map[ledger.PartyID]ledger.PartyID // debtors that were merged, by who stands for them
	addressees map[ledger.PartyID]ledger.Party   // of those who live elsewhere by now
	lapsed     map[ledger.InvoiceID]error        // why no longer to be demanded
	lacking    map[law.Confirmation]int          // what nobody has confirmed, and how many claims wait for it
	granted    map[ledger.InvoiceID]date.Date    // the last day to pay by letters of other rooms
	demanded   map[ledger.PartyID]bool           // who have a demand with its fee, whose time still runs
	served     map[served][]Step
	allowed    map[first]charge // today
	spare      claim
	pen        pen
	report     Report
	printed    bool
}

// Run reminds what is due on a bank day, all in the caller's transaction. A day that was
// done before gives its report again and does nothing. Claims are taken a range of ids at a
// time: each range is read with a handful of questions and written with as many sets of
// rows, so that a million take minutes, and the memory of a few thousand.
func Run(tx *ledger.Tx, p *Policy, day date.Date, lock Interlock) (Report, error) {
	if old, found, err := ReportOf(tx, day); err != nil || found {
		old.Already = true
		return old, err
	}
	r := &run{Tx: tx, p: p, day: day, report: Report{Day: day}}
	if !p.Calendar.IsBankDay(day) {
		r.report.Stopped = day.String() + " is not a bank day"
		return r.report, nil
	}
	if ok, why := lock.Clear(day); !ok {
		r.report.Stopped = why
		return r.report, nil
	}
	err := r.prepare()
	if err == nil {
		err = r.begin()
	}
	if err == nil {
		err = r.eachRange(r.rangeOf)
	}
	if err == nil {
		err = r.finish()
	}
	if err != nil {
		return r.report, fmt.Errorf("dunning run %s: %w", day, err)
	}
	return r.report, nil
}

// prepare reads what the run needs to know before it decides.
func (r *run) prepare() (err error) {
	r.served, r.allowed, r.lacking = map[served][]Step{}, map[first]charge{}, map[law.Confirmation]int{}
	if r.holds, err = hold.All(r.Tx, r.day); err != nil {
		return err
	}
	if r.addressees, err = r.Addressees(); err != nil {
		return err
	}
	if r.pauses, err = readPauses(r.Tx, r.day); err != nil {
		return err
	}
	if err = r.readGranted(); err != nil {
		return err
	}
	if err = r.readLapsed(); err != nil {
		return err
	}
	if r.resting, err = readResting(r.Tx); err != nil {
		return err
	}
	if err = r.readCredits(); err != nil {
		return err
	}
	return r.readDemanded()
}

// readLapsed finds the claims that have grown too old to be demanded, and those of which
// nobody knows it, because their law is not confirmed.
func (r *run) readLapsed() error {
	r.lapsed = map[ledger.InvoiceID]error{}
	l := limitation.Law{Tables: r.p.Tables, Country: r.p.Procedure.Country}
	return limitation.EachPassed(r.Tx, l, r.day, func(id ledger.InvoiceID, clock limitation.Clock, unknown error) {
		if r.lapsed[id] = unknown; unknown == nil {
			r.lapsed[id] = &why{"limitation", "limitation passed: the claim lived through " + clock.Last.String()}
		}
	})
}

// eachRange calls fn for ranges of ids that hold all invoices.
func (r *run) eachRange(fn func(after, last ledger.InvoiceID) error) error {
	top := ledger.InvoiceID(0)
	_, err := r.One(`SELECT COALESCE(MAX(id), 0) FROM invoice`, nil, func(row *store.Row) error {
		top = ledger.InvoiceID(row.Int(0))
		return nil
	})
	for after := ledger.InvoiceID(0); after < top && err == nil; after += spread {
		err = fn(after, after+spread)
	}
	return err
}

// rangeOf decides on a range of claims, and then writes what was decided.
func (r *run) rangeOf(after, last ledger.InvoiceID) error {
	claims, err := r.claims(after, last)
	if err != nil {
		return err
	}
	for _, c := range claims {
		a, err := r.decide(c)
		why := reason(err)
		switch {
		case why != nil:
			if row, lacking := law.Wanted(err); lacking {
				r.lacking[row]++
			}
			err = r.skip(c, a.step, why)
		case err == nil:
			err = r.write(c, a)
		}
		if err != nil {
			return fmt.Errorf("invoice %s: %w", c.Number, err)
		}
	}
	return r.flush()
}

// ReportOf gives the report of a day the job has done.
func ReportOf(tx *ledger.Tx, day date.Date) (r Report, found bool, err error) {
	r = Report{Day: day}
	found, err = tx.One(`SELECT sent, skipped, charged, handed_over FROM dunning_run WHERE tenant = $1 AND told_on = $2`,
		[]any{tx.Tenant(), day}, func(row *store.Row) error {
			r.Sent, r.Skipped, r.Charged, r.HandedOver = int(row.Int(0)), int(row.Int(1)), int(row.Int(2)), int(row.Int(3))
			return nil
		})
	if err != nil {
		err = fmt.Errorf("dunning report of %s: %w", day, err)
	}
	return r, found, err
}

// Report is what a run did; the letters and the claims left alone are asked for one by
// one ([EachSent], [EachSkipped]), since there may be a million.
type Report struct {
	Day        date.Date `json:"day"`
	Already    bool      `json:"already,omitempty"` // the day was done before; this is its report
	Stopped    string    `json:"stopped,omitempty"` // why nothing was done; the run may be tried again
	Sent       int       `json:"sent"`
	Skipped    int       `json:"skipped"`
	Charged    int       `json:"charged"` // with the compensation alone, without a letter
	HandedOver int       `json:"handedOver"`
}

// Sent is a letter that was ordered.
type Sent struct {
	Reminder string       `json:"reminder"`
	Invoice  string       `json:"invoice"`
	Customer string       `json:"customer"`
	Level    int          `json:"level"`
	Kind     string       `json:"kind"`
	Attempt  int          `json:"attempt"`
	Day      date.Date    `json:"day"`
	Channel  string       `json:"channel"`
	Total    money.Amount `json:"total"`
	PayBy    date.Date    `json:"payBy"`
	State    State        `json:"state"`
}

// Skipped is an invoice that was due for a step and was left alone.
type Skipped struct {
	Invoice string    `json:"invoice"`
	Day     date.Date `json:"day"`
	Level   int       `json:"level"`
	Code    string    `json:"code"` // hold, limitation, credit, rate, suspense, address, unsent, law
	Why     string    `json:"why"`
}

// EachSent calls fn for the letters of a span of days, in their order.
func EachSent(tx *ledger.Tx, from, through date.Date, fn func(Sent) error) error {
	return tx.Each(`SELECT reminder.id, invoice.number, party.customer_no, reminder.level, reminder.kind, reminder.attempt, reminder.told_on,
			reminder.channel, reminder.total, reminder.currency, reminder.pay_by, reminder.state
		FROM reminder JOIN invoice ON invoice.id = reminder.invoice JOIN party ON party.id = reminder.debtor
		WHERE reminder.told_on >= $1 AND reminder.told_on <= $2 AND invoice.tenant = $3 ORDER BY reminder.id`, []any{from, through, tx.Tenant()},
		func(r *store.Row) error {
			return fn(Sent{name(r.Int(0)), r.Text(1), r.Text(2), int(r.Int(3)), r.Text(4), int(r.Int(5)), r.Date(6), r.Text(7),
				money.Of(r.Int(8), money.Currency(r.Text(9))), r.Date(10), State(r.Text(11))})
		})
}

// EachSkipped calls fn for what the runs of a span of days left alone.
func EachSkipped(tx *ledger.Tx, from, through date.Date, fn func(Skipped) error) error {
	return tx.Each(`SELECT invoice.number, dunning_skip.told_on, dunning_skip.level, dunning_skip.code, dunning_skip.why
		FROM dunning_skip JOIN invoice ON invoice.id = dunning_skip.invoice
		WHERE dunning_skip.told_on >= $1 AND dunning_skip.told_on <= $2 AND invoice.tenant = $3 ORDER BY dunning_skip.told_on, dunning_skip.invoice`,
		[]any{from, through, tx.Tenant()}, func(r *store.Row) error {
			return fn(Skipped{r.Text(0), r.Date(1), int(r.Int(2)), r.Text(3), r.Text(4)})
		})
}
