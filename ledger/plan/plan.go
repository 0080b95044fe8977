package plan

import (
	"fmt"
	"strconv"
	"strings"

	"girod/config/calendar"
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// ID names a plan; it counts from 1.
type ID int64

// Name is what people call the plan: "plan3".
func (id ID) Name() string { return "plan" + strconv.FormatInt(int64(id), 10) }

// ParseName gives the id of "plan3" or "3".
func ParseName(text string) (ID, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "plan"), 10, 64)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("plan %q: %w", text, ledger.ErrNotFound)
	}
	return ID(n), nil
}

// Plan is an agreement to pay in parts.
type Plan struct {
	ID        ID
	Debtor    ledger.PartyID
	Replaces  ID
	Ref       string
	Currency  money.Currency
	On        date.Date // proposed; interest in it is counted to this day
	Every     Every
	Grace     int
	Tolerance int64
	Interest  Interest
	Fee       int64
	FeeKind   law.Kind
	FeeBasis  string
	Total     int64
	State     State
	Document  string
	Agreed    date.Date
	Ended     date.Date

	Invoices    []Owed
	Instalments []Instalment

	mark       int64
	chargeMark int64
	assessed   date.Date
	rests      bool // interest was frozen by the plan that this one replaces
}

// Owed is an invoice of a plan with what was owed on it when it was proposed, in the
// book's buckets; Interest is what the plan claims of it.
type Owed struct {
	Invoice ledger.InvoiceID
	Number  string
	Balance ledger.Balance
	claimed int64 // interest that the item bore before
}

func (o Owed) total() int64 { return o.Balance[0] + o.Balance[1] + o.Balance[2] + o.Balance[3] }

// Instalment is one part of a plan.
type Instalment struct {
	Number   int
	Due      date.Date
	Deadline date.Date // the last day in time: the bank day it falls on, and the days of grace
	Amount   int64
}

// Desk is what the room is given of its neighbours and of the law. Its functions act in the
// caller's transaction.
type Desk struct {
	Today    date.Date
	Country  law.Country
	Tables   *law.Tables
	BankDays *calendar.Calendar
	// SlipDays is how long before the last instalment running interest is claimed.
	SlipDays int
	// Interest gives what an invoice owes of late interest to a day and has not paid.
	Interest func(tx *ledger.Tx, invoice *ledger.Invoice, to date.Date) (int64, error)
	// Assess gives the same as a letter tells it; Promise notes what a letter asked for, and by when.
	Assess  func(tx *ledger.Tx, invoice *ledger.Invoice, to date.Date) (Assessed, error)
	Promise func(tx *ledger.Tx, invoice ledger.InvoiceID, total, interest int64, payBy date.Date) error
	// Charges gives what an invoice was charged, as the law counts it; Charge notes one with
	// its ground; Explain gives what is left of them as a letter tells it.
	Charges func(tx *ledger.Tx, invoice ledger.InvoiceID) ([]law.Charged, error)
	Charge  func(tx *ledger.Tx, invoice ledger.InvoiceID, made law.Charged, basis string) error
	Explain func(tx *ledger.Tx, invoice ledger.InvoiceID, fee, cost int64) ([]formats.LetterFee, error)
	// Hold stops the reminders of an invoice because of a plan, which the debtor has thereby
	// acknowledged; Release lets them go on.
	Hold    func(tx *ledger.Tx, invoice ledger.InvoiceID, plan ID, source string) error
	Release func(tx *ledger.Tx, invoice ledger.InvoiceID, why string) error
	// Doubts gives why what a debtor is asked for may have come already; "" where nothing tells so.
	Doubts func(tx *ledger.Tx) (func(Claimant) string, error)
	// Tell is told what the case of an invoice should know: "plan-created", "plan-missed".
	Tell func(tx *ledger.Tx, invoice ledger.InvoiceID, kind, text string) error

	Sender       formats.Party
	PayTo        formats.Account
	Language     string
	PayWithin    int // days to pay the whole when a plan has broken, those in the post among them
	PrintPartner string
}

// Assessed is the interest on an invoice to a day: what is owed and what is paid of it, and
// how it comes about.
type Assessed struct {
	Owed, Paid int64
	Lines      []formats.InterestLine
}

const planColumns = `SELECT id, debtor, replaces, ref, currency, proposed_on, every, grace, interest, fee, fee_kind, fee_basis, total, state, document,
	agreed_on, ended_on, mark, assessed, tolerance, charge_mark FROM plan `

func plans(tx *ledger.Tx, where string, args ...any) (list []Plan, err error) {
	err = tx.Each(planColumns+where, args, func(r *store.Row) error {
		list = append(list, Plan{
			ID: ID(r.Int(0)), Debtor: ledger.PartyID(r.Int(1)), Replaces: ID(r.Int(2)), Ref: r.Text(3), Currency: money.Currency(r.Text(4)),
			On: r.Date(5), Every: Every(r.Text(6)), Grace: int(r.Int(7)), Interest: Interest(r.Text(8)), Fee: r.Int(9), FeeKind: r.Text(10),
			FeeBasis: r.Text(11), Total: r.Int(12), State: State(r.Text(13)), Document: r.Text(14), Agreed: r.Date(15), Ended: r.Date(16),
			mark: r.Int(17), assessed: r.Date(18), Tolerance: r.Int(19), chargeMark: r.Int(20),
		})
		return nil
	})
	if err != nil || len(list) == 0 {
		return list, err
	}
	return list, withParts(tx, list, where, args)
}

// withParts reads the invoices and instalments of plans, in two queries for all.
func withParts(tx *ledger.Tx, list []Plan, where string, args []any) error {
	at := make(map[ID]*Plan, len(list))
	for i := range list {
		at[list[i].ID] = &list[i]
	}
	where, _, _ = strings.Cut(where, "ORDER BY")
	of := ` IN (SELECT id FROM plan ` + where + `) ORDER BY plan, `
	err := tx.Each(`SELECT plan_invoice.plan, plan_invoice.invoice, invoice.number, principal, fee, interest, cost, claimed
		FROM plan_invoice JOIN invoice ON invoice.id = plan_invoice.invoice WHERE plan_invoice.plan`+of+`line`, args, func(r *store.Row) error {
		p := at[ID(r.Int(0))]
		p.Invoices = append(p.Invoices, Owed{ledger.InvoiceID(r.Int(1)), r.Text(2), ledger.Balance{r.Int(3), r.Int(4), r.Int(5), r.Int(6)}, r.Int(7)})
		return nil
	})
	if err != nil {
		return err
	}
	return tx.Each(`SELECT plan, number, due, deadline, amount FROM plan_instalment WHERE plan`+of+`number`, args, func(r *store.Row) error {
		p := at[ID(r.Int(0))]
		p.Instalments = append(p.Instalments, Instalment{int(r.Int(1)), r.Date(2), r.Date(3), r.Int(4)})
		return nil
	})
}

// Get gives a plan.
func Get(tx *ledger.Tx, id ID) (Plan, error) {
	list, err := plans(tx, `WHERE id = $1 AND tenant = $2`, id, tenant(tx))
	if err == nil && len(list) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return Plan{}, fmt.Errorf("%s: %w", id.Name(), err)
	}
	return list[0], nil
}

// All gives the plans of these books in a state, or in any: "".
func All(tx *ledger.Tx, state State) ([]Plan, error) {
	return plans(tx, `WHERE tenant = $1 AND (state = $2 OR $2 = '') ORDER BY id`, tenant(tx), state)
}

// Of gives the plans an invoice stands in, oldest first.
func Of(tx *ledger.Tx, invoice ledger.InvoiceID) ([]Plan, error) {
	return plans(tx, `WHERE id IN (SELECT plan FROM plan_invoice WHERE invoice = $1) ORDER BY id`, invoice)
}

// keep writes a new plan.
func (p *Plan) keep(tx *ledger.Tx) error {
	var replaces any
	if p.Replaces != 0 {
		replaces = int64(p.Replaces)
	}
	_, err := tx.Exec(`INSERT INTO plan (id, tenant, debtor, replaces, ref, currency, proposed_on, every, grace, interest, fee, fee_kind, fee_basis, total,
		state, document, agreed_on, ended_on, mark, charge_mark, assessed, at, actor, tolerance)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', 0, 0, 0, 0, 0, $16, $17, $18)`,
		p.ID, tenant(tx), p.Debtor, replaces, p.Ref, p.Currency, p.On, string(p.Every), p.Grace, string(p.Interest), p.Fee, p.FeeKind, p.FeeBasis, p.Total,
		string(p.State), stamp(tx), tx.By(), p.Tolerance)
	for i := 0; i < len(p.Invoices) && err == nil; i++ {
		o := p.Invoices[i]
		_, err = tx.Exec(`INSERT INTO plan_invoice (plan, line, invoice, principal, fee, interest, claimed, cost) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			p.ID, i+1, o.Invoice, o.Balance[ledger.Principal], o.Balance[ledger.Fee], o.Balance[ledger.Interest], o.claimed, o.Balance[ledger.Cost])
	}
	for i := 0; i < len(p.Instalments) && err == nil; i++ {
		s := p.Instalments[i]
		_, err = tx.Exec(`INSERT INTO plan_instalment (plan, number, due, deadline, amount) VALUES ($1, $2, $3, $4, $5)`,
			p.ID, s.Number, s.Due, s.Deadline, s.Amount)
	}
	return err
}

// move takes a plan to a state on a day.
func (p *Plan) move(tx *ledger.Tx, to State, on date.Date) error {
	if !p.State.may(to) {
		return fmt.Errorf("%s: %w", p.ID.Name(), refuse(ErrState, "it is %s and cannot become %s", p.State, to))
	}
	p.State = to
	if to == Active {
		p.Agreed = on
	} else {
		p.Ended = on
	}
	_, err := tx.Exec(`UPDATE plan SET state = $2, agreed_on = $3, ended_on = $4, document = $5, mark = $6, assessed = $7, charge_mark = $8 WHERE id = $1`,
		p.ID, string(to), p.Agreed, p.Ended, p.Document, p.mark, p.assessed, p.chargeMark)
	return err
}

// tell writes what happened to a plan into the history of each of its invoices.
func (p *Plan) tell(tx *ledger.Tx, kind, text string) error {
	for _, o := range p.Invoices {
		if err := tx.AddHistory(ledger.History{Party: p.Debtor, Invoice: o.Invoice, Kind: kind, Text: p.ID.Name() + ": " + text}); err != nil {
			return err
		}
	}
	return nil
}

func (p *Plan) show(minor int64) string { return money.Of(minor, p.Currency).String() }

// tenant is whose books the transaction is in.
func tenant(tx *ledger.Tx) int64 { return int64(tx.Tenant()) }
