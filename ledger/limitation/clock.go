package limitation

import (
	"fmt"
	"slices"

	"girod/config/law"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Law is whose limitation counts: the tables and the country the claims are under.
type Law struct {
	Tables  *law.Tables
	Country law.Country
}

// Effect is what an event did to the clock.
type Effect string

// The effects.
const (
	Began       Effect = "began"       // the claim arose
	Interrupted Effect = "interrupted" // the period began anew
	None        Effect = "none"        // of no effect in this country, or too late
	Withdrawn   Effect = "withdrawn"
)

// Event is something in the life of a claim.
type Event struct {
	ID     int64 // 0 for what the book sees by itself
	Kind   law.Interruption
	On     date.Date
	Source string
	Effect Effect
	By     string // who recorded it, "" for the book
}

// Clock is how long a claim lives, and why.
type Clock struct {
	law.Limitation
	Invoice ledger.InvoiceID
	Events  []Event // by day
}

// Passed tells whether the claim has lapsed on a day.
func (c Clock) Passed(on date.Date) bool { return c.Limited(on) }

// Of runs the clock of one invoice to a day.
func Of(tx *ledger.Tx, l Law, invoice ledger.InvoiceID, day date.Date) (Clock, error) {
	inv, err := tx.Invoice(invoice)
	if err != nil {
		return Clock{}, err
	}
	list, err := gather(tx, `= $1`, invoice)
	if err != nil {
		return Clock{}, err
	}
	return l.clock(&inv, list[invoice], day)
}

// PaidAnew gives the days on which a payment began the time of one of some claims anew. A claim
// of which the law has no confirmed answer says nothing.
func PaidAnew(tx *ledger.Tx, l Law, invoices []ledger.Invoice, day date.Date) (map[date.Date]bool, error) {
	days := map[date.Date]bool{}
	for i := range invoices {
		list, err := gather(tx, `= $1`, invoices[i].ID)
		if err != nil {
			return nil, err
		}
		clock, unknown := l.clock(&invoices[i], list[invoices[i].ID], day)
		if unknown != nil {
			continue
		}
		for _, e := range clock.Events {
			if e.Effect == Interrupted && e.ID == 0 && e.Kind == law.Payment {
				days[e.On] = true
			}
		}
	}
	return days, nil
}

// clock asks the law.
func (l Law) clock(inv *ledger.Invoice, events []Event, day date.Date) (Clock, error) {
	c := law.Claim{Country: l.Country, Debtor: law.Consumer, Principal: money.Of(inv.Gross, inv.Currency), Arose: inv.Issued, Due: inv.Due}
	if inv.Company {
		c.Debtor = law.Business
	}
	var told []law.Interrupted
	for _, e := range events {
		switch {
		case e.Effect == Withdrawn || e.On > day:
		case e.Kind == arose:
			c.Arose = e.On
		default:
			told = append(told, law.Interrupted{Kind: e.Kind, On: e.On})
		}
	}
	limit, err := l.Tables.Limitation(c, told, day)
	if err != nil {
		return Clock{}, fmt.Errorf("limitation of %s: %w", inv.Number, err)
	}
	clock := Clock{Limitation: limit, Invoice: inv.ID, Events: slices.Clone(events)}
	for i := range clock.Events {
		e := &clock.Events[i]
		switch {
		case e.Effect == Withdrawn:
		case e.Kind == arose:
			e.Effect = Began
		case slices.Contains(limit.Applied, law.Interrupted{Kind: e.Kind, On: e.On}):
			e.Effect = Interrupted
		default:
			e.Effect = None
		}
	}
	return clock, nil
}

// arose is an event of the day the debt arose, where that is not the invoice's.
const arose law.Interruption = "arose"

// gathered is every event of chosen invoices in one query: what a person recorded, what a
// payment settled and settles yet, whoever took it back, what an agent's client says it was
// paid, plans the debtor agreed to, claims that were filed against him or who is one with him.
const gathered = `
	SELECT e.invoice, e.id, e.kind, e.day, e.source, e.actor, CASE WHEN w.event IS NULL THEN 0 ELSE 1 END
		FROM limitation_event e LEFT JOIN limitation_withdrawn w ON w.event = e.id WHERE e.invoice %[1]s
	UNION ALL
	SELECT a.invoice, 0, 'payment', r.booked_on, r.payer, '', 0
		FROM allocation a LEFT JOIN taken_back t ON t.by_receipt = a.receipt JOIN receipt r ON r.id = COALESCE(t.receipt, a.receipt) WHERE a.invoice %[1]s
		GROUP BY a.invoice, r.id, r.booked_on, r.payer HAVING SUM(a.amount) > 0
	UNION ALL
	SELECT c.invoice, 0, 'payment', c.day, c.reason, '', 0
		FROM client_charge c WHERE c.invoice %[1]s AND c.why = 'paid-elsewhere' AND c.reverses IS NULL
			AND NOT EXISTS (SELECT 1 FROM client_charge back WHERE back.reverses = c.id)
		GROUP BY c.invoice, c.day, c.reason
	UNION ALL
	SELECT h.invoice, 0, 'acknowledgement', h.since, h.source, '', 0
		FROM hold h WHERE h.reason = 'plan' AND h.invoice %[1]s
	UNION ALL
	SELECT i.id, 0, 'court', d.day, d.text, '', 0
		FROM invoice i LEFT JOIN party_one me ON me.party = i.debtor LEFT JOIN party_one kin ON kin.survivor = me.survivor
			JOIN hold h ON h.party = COALESCE(kin.party, i.debtor) JOIN hold_event d ON d.hold = h.id AND d.kind = 'done'
		WHERE h.reason IN ('bankruptcy', 'debt-restructuring') AND d.day >= i.issued AND i.id %[1]s
	ORDER BY 1, 4, 2`

// gather reads the events of the invoices a condition chooses.
func gather(tx *ledger.Tx, condition string, args ...any) (map[ledger.InvoiceID][]Event, error) {
	all := map[ledger.InvoiceID][]Event{}
	err := tx.Each(fmt.Sprintf(gathered, condition), args, func(r *store.Row) error {
		e := Event{ID: r.Int(1), Kind: law.Interruption(r.Text(2)), On: r.Date(3), Source: r.Text(4), By: r.Text(5)}
		if r.Bool(6) {
			e.Effect = Withdrawn
		}
		id := ledger.InvoiceID(r.Int(0))
		all[id] = append(all[id], e)
		return nil
	})
	return all, err
}

// young is how long no claim can have lapsed in any country, whatever its figures: the
// shortest period of the four is three years.
const young = 2

// Passed gives, for each open invoice that has lapsed on a day, the reason not to remind
// it; also for an old one whose law is not confirmed, because then nobody knows. It reads
// the whole book at once, for a run.
func Passed(tx *ledger.Tx, l Law, day date.Date) (map[ledger.InvoiceID]string, error) {
	why := map[ledger.InvoiceID]string{}
	err := EachPassed(tx, l, day, func(invoice ledger.InvoiceID, clock Clock, unknown error) {
		if why[invoice] = "limitation passed: the claim lived through " + clock.Last.String(); unknown != nil {
			why[invoice] = unknown.Error()
		}
	})
	return why, err
}

// EachPassed calls fn with the clock of each open invoice that has lapsed on a day, or with
// why nobody knows whether it has.
func EachPassed(tx *ledger.Tx, l Law, day date.Date, fn func(invoice ledger.InvoiceID, clock Clock, unknown error)) error {
	year, month, d := day.Split()
	before := date.Of(year-young, month, min(d, 28))
	const old = `IN (SELECT o.invoice FROM item o JOIN invoice v ON v.id = o.invoice
		WHERE v.tenant = CAST($2 AS BIGINT) AND v.kind = 'invoice' AND (v.issued < CAST($1 AS BIGINT) OR v.due < CAST($1 AS BIGINT)) AND o.principal + o.fee + o.interest + o.cost > 0)`
	var invoices []ledger.Invoice
	err := tx.Each(`SELECT id, number, debtor, issued, due, currency, gross, company FROM invoice WHERE id `+old+` ORDER BY id`, []any{before, tx.Tenant()}, func(r *store.Row) error {
		invoices = append(invoices, ledger.Invoice{
			ID: ledger.InvoiceID(r.Int(0)), Number: r.Text(1), Debtor: ledger.PartyID(r.Int(2)), Issued: r.Date(3), Due: r.Date(4),
			Currency: money.Currency(r.Text(5)), Gross: r.Int(6), Company: r.Bool(7),
		})
		return nil
	})
	if err != nil || len(invoices) == 0 {
		return err
	}
	events, err := gather(tx, old, before, tx.Tenant())
	if err != nil {
		return err
	}
	for i := range invoices {
		inv := &invoices[i]
		if clock, unknown := l.clock(inv, events[inv.ID], day); unknown != nil || clock.Passed(day) {
			fn(inv.ID, clock, unknown)
		}
	}
	return nil
}
