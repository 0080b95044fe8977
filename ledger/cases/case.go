package cases

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// The refusals of acts; a search is refused by [Refused].
var (
	ErrNotFound = errors.New("E_CASE_NOT_FOUND: no such case")
	ErrMove     = errors.New("E_CASE_MOVE: the case cannot go there from its state")
	ErrClosed   = errors.New("E_CASE_CLOSED: the case is closed")
	ErrInvoices = errors.New("E_CASE_INVOICES: these invoices do not make a case")
	ErrOwed     = errors.New("E_CASE_OWED: something is still owed")
	ErrRevoking = errors.New("E_CASE_REVOKING: a request to revoke the case waits for its handler")
	ErrText     = errors.New("E_CASE_TEXT: the text is missing, too long or no text")
	ErrRequest  = errors.New("E_CASE_REQUEST: the request cannot be made or answered so")
)

// Case is a debt that somebody works on.
type Case struct {
	ID         int64
	Number     string // "C000017"
	Debtor     ledger.Party
	Client     string // for whom the debt is collected; "" is ourselves
	Department string // the association
	Country    string // whose law it is under
	Currency   money.Currency
	State      State
	Activity   Activity
	Handler    string
	Partner    string    // who has taken it over
	PartnerNo  string    // its number there (aktnummer)
	DebtorNo   string    // and the debtor's (gäldenärsnummer)
	Status     string    // word for word as the partner told it
	StatusKind string    // what that means, where it is known: collection, legal_action
	StatusOn   date.Date // told on
	Registered date.Date
	ClosedOn   date.Date
	Outcome    Outcome
	Dormant    date.Date // rests through this day
	Respite    date.Date // the debtor has time through this day
	Revoking   int64     // the request to revoke it that waits for its handler
}

// Desk is where cases are worked on: the day, the country whose numbers are meant where
// none is said, and what this room asks of others.
type Desk struct {
	Today   date.Date
	Country string
	// Departments are the associations whose cases the user may see; nil is every one, and an
	// empty list is none.
	Departments []string

	// Paying brings an invoice to the day it was paid an amount, and gives its unpaid interest by
	// the law and by what a notice promised; what was charged since falls where nothing more was
	// owed then, by that cause. Nil leaves what is claimed.
	Paying func(tx *ledger.Tx, i *ledger.Invoice, paid date.Date, amount int64, cause string) (int64, error)
	// Told tells whether messages can be sent to a partner; nil to none.
	Told func(partner string) bool
	// Credit makes the credit notes of a case that is revoked. While it is nil the
	// history says that they are due.
	Credit func(*ledger.Tx, []ledger.InvoiceID, string) error
}

const caseColumns = `c.id, c.number, c.debtor, c.client, c.department, c.country, c.currency, c.state, c.activity, c.handler,
	c.partner, c.partner_no, c.debtor_no, c.status, c.status_kind, c.status_on, c.registered, c.closed_on, c.outcome, c.dormant,
	c.respite, c.revoking, p.customer_no, p.name, p.org_no, p.email, p.phone, p.company`

func caseOf(r *store.Row) Case {
	return Case{
		ID: r.Int(0), Number: r.Text(1), Client: r.Text(3), Department: r.Text(4), Country: r.Text(5), Currency: money.Currency(r.Text(6)),
		State: State(r.Text(7)), Activity: Activity(r.Text(8)), Handler: r.Text(9), Partner: r.Text(10), PartnerNo: r.Text(11),
		DebtorNo: r.Text(12), Status: r.Text(13), StatusKind: r.Text(14), StatusOn: r.Date(15), Registered: r.Date(16), ClosedOn: r.Date(17),
		Outcome: Outcome(r.Text(18)), Dormant: r.Date(19), Respite: r.Date(20), Revoking: r.Int(21),
		Debtor: ledger.Party{
			ID: ledger.PartyID(r.Int(2)), CustomerNo: r.Text(22), Name: r.Text(23), OrgNo: r.Text(24), Email: r.Text(25), Phone: r.Text(26), Company: r.Bool(27),
		},
	}
}

// Find gives a case by its number, "C000017" or "17"; the debtor is whole.
func Find(tx *ledger.Tx, number string) (c Case, err error) {
	id, ok := parseNumber(number)
	if !ok {
		return c, fmt.Errorf("case %.40q: %w", number, ErrNotFound)
	}
	return Load(tx, id)
}

// Load gives a case by its id.
func Load(tx *ledger.Tx, id int64) (c Case, err error) {
	there, err := tx.One(`SELECT `+caseColumns+` FROM debt_case c CROSS JOIN party p WHERE c.id = $1 AND p.id = c.debtor
		AND p.tenant = $2`, []any{id, tx.Tenant()}, func(r *store.Row) error {
		c = caseOf(r)
		return nil
	})
	if err == nil && !there {
		err = fmt.Errorf("case %s: %w", formatNumber(id), ErrNotFound)
	}
	if err == nil {
		c.Debtor, err = tx.Party(c.Debtor.ID)
	}
	return c, err
}

// Invoices gives the case's invoices, oldest due first.
func (c Case) Invoices(tx *ledger.Tx) (list []ledger.Invoice, err error) {
	ids, err := c.invoiceIDs(tx)
	for _, id := range ids {
		if err != nil {
			return nil, err
		}
		var i ledger.Invoice
		i, err = tx.Invoice(id)
		list = append(list, i)
	}
	return list, err
}

// Primary gives the invoice of a case that is counted off first: the one that is named, else
// the oldest with something owed (R-BST-62).
func (c Case) Primary(tx *ledger.Tx, number string) (i ledger.Invoice, err error) {
	list, err := c.Invoices(tx)
	if err != nil {
		return i, err
	}
	for _, i := range list {
		owed, err := tx.Balance(i.ID)
		if err != nil || i.Number == number || number == "" && owed[0]+owed[1]+owed[2]+owed[3] > 0 {
			return i, err
		}
	}
	return i, fmt.Errorf("case %s: %w: no invoice %s of it is open", c.Number, ErrInvoices, cmp.Or(number, "at all"))
}

func (c Case) invoiceIDs(tx *ledger.Tx) (ids []ledger.InvoiceID, err error) {
	err = tx.Each(`SELECT invoice FROM case_invoice WHERE debt_case = $1 ORDER BY due, invoice`, []any{c.ID}, func(r *store.Row) error {
		ids = append(ids, ledger.InvoiceID(r.Int(0)))
		return nil
	})
	return ids, err
}

// CaseOf gives the case an invoice belongs to, 0 for none.
func CaseOf(tx *ledger.Tx, invoice ledger.InvoiceID) (id int64, err error) {
	_, err = tx.One(`SELECT debt_case FROM case_invoice WHERE invoice = $1`, []any{invoice}, func(r *store.Row) error {
		id = r.Int(0)
		return nil
	})
	return id, err
}

func formatNumber(id int64) string { return fmt.Sprintf("C%06d", id) }

func parseNumber(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	if len(text) > 0 && (text[0] == 'C' || text[0] == 'c') {
		text = text[1:]
	}
	id, err := strconv.ParseInt(text, 10, 64)
	return id, err == nil && id > 0
}
