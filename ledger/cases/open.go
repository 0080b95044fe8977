package cases

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/formats/names"
	"girod/ledger"
)

// New is what a case is opened with.
type New struct {
	Invoices   []ledger.InvoiceID
	Client     string
	Department string
	Country    string // "" is the debtor's
	Handler    string
	Partner    string
	PartnerNo  string
	DebtorNo   string
	State      State     // "" is invoicing; another when a case is taken over from elsewhere
	Registered date.Date // 0 is today
}

// maxInvoices bounds a case; the longest we know of has some hundreds.
const maxInvoices = 1000

// Open opens a case on invoices of one debtor in one currency, none of which belongs to
// a case.
func (d Desk) Open(tx *ledger.Tx, n New) (Case, error) {
	invoices, err := d.claims(tx, n.Invoices)
	if err != nil {
		return Case{}, err
	}
	debtor, err := tx.Party(invoices[0].Debtor)
	if err != nil {
		return Case{}, err
	}
	c := Case{
		Debtor: debtor, Client: n.Client, Department: n.Department, Country: cmp.Or(n.Country, debtor.Country, d.Country), Currency: invoices[0].Currency,
		State: State(cmp.Or(string(n.State), string(Invoicing))), Activity: Active, Handler: n.Handler, Partner: n.Partner, PartnerNo: n.PartnerNo,
		DebtorNo: n.DebtorNo, Registered: n.Registered,
	}
	if c.Registered == 0 {
		c.Registered = d.Today
	}
	if !slices.Contains(States(), c.State) {
		return c, fmt.Errorf("%w: state %.40q", ErrMove, n.State)
	}
	for _, text := range []string{c.Client, c.Department, c.Country, c.Handler, c.Partner, c.PartnerNo, c.DebtorNo} {
		if err := short(text, 100); err != nil {
			return c, err
		}
	}
	if c.ID, err = tx.NextID("debt_case"); err != nil {
		return c, err
	}
	c.Number = formatNumber(c.ID)
	if err := c.insert(tx); err != nil {
		return c, err
	}
	if err := count(tx, c, 1); err != nil {
		return c, err
	}
	if err := d.add(tx, Event{Case: c.ID, Kind: "opened", Text: "on " + numbersOf(invoices)}); err != nil {
		return c, err
	}
	for _, i := range invoices {
		if err := c.attach(tx, i); err != nil {
			return c, err
		}
	}
	if err := d.atPartner(tx, c); err != nil {
		return c, err
	}
	return c, c.index(tx)
}

// claims reads the invoices of a case to be and sees that they make one.
func (d Desk) claims(tx *ledger.Tx, ids []ledger.InvoiceID) (list []ledger.Invoice, err error) {
	var kin []ledger.PartyID // all that are one with the debtor of the first
	if len(ids) == 0 || len(ids) > maxInvoices {
		return nil, fmt.Errorf("%w: want 1 to %d invoices", ErrInvoices, maxInvoices)
	}
	for _, id := range ids {
		i, err := tx.Invoice(id)
		if err != nil {
			return nil, err
		}
		in, err := CaseOf(tx, id)
		switch {
		case err != nil:
			return nil, err
		case in != 0:
			return nil, fmt.Errorf("%w: %s belongs to case %s", ErrInvoices, i.Number, formatNumber(in))
		case i.Kind != ledger.KindInvoice:
			return nil, fmt.Errorf("%w: %s is a credit note", ErrInvoices, i.Number)
		case len(list) > 0 && (!slices.Contains(kin, i.Debtor) || list[0].Currency != i.Currency):
			return nil, fmt.Errorf("%w: %s and %s have not one debtor and one currency", ErrInvoices, list[0].Number, i.Number)
		case slices.ContainsFunc(list, func(o ledger.Invoice) bool { return o.ID == id }):
			return nil, fmt.Errorf("%w: %s is named twice", ErrInvoices, i.Number)
		}
		if len(list) == 0 {
			if kin, err = tx.Kin(i.Debtor); err != nil {
				return nil, err
			}
		}
		list = append(list, i)
	}
	return list, nil
}

func numbersOf(list []ledger.Invoice) string {
	var numbers []string
	for _, i := range list {
		numbers = append(numbers, i.Number)
	}
	return strings.Join(numbers, ", ")
}

func (c Case) insert(tx *ledger.Tx) error {
	_, err := tx.Exec(`INSERT INTO debt_case (id, number, debtor, name, letters, client, department, country, currency, state, activity, handler, partner,
		partner_no, debtor_no, status, status_kind, status_on, registered, closed_on, outcome, dormant, respite, revoking)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', '', 0, $16, 0, '', 0, 0, 0)`,
		c.ID, c.Number, c.Debtor.ID, names.Alphabetic(c.Debtor.Name), lettersOf(c.Debtor.Name), c.Client, c.Department, c.Country, c.Currency, c.State, c.Activity, c.Handler,
		c.Partner, c.PartnerNo, c.DebtorNo, c.Registered)
	return err
}

func (c Case) attach(tx *ledger.Tx, i ledger.Invoice) error {
	_, err := tx.Exec(`INSERT INTO case_invoice (invoice, debt_case, issued, due, amount) VALUES ($1, $2, $3, $4, $5)`, i.ID, c.ID, i.Issued, i.Due, i.Gross)
	return err
}

// AddInvoice adds a later invoice of the debtor to an active case.
func (d Desk) AddInvoice(tx *ledger.Tx, id int64, invoice ledger.InvoiceID) error {
	c, err := d.active(tx, id)
	if err != nil {
		return err
	}
	list, err := d.claims(tx, []ledger.InvoiceID{invoice})
	if err != nil {
		return err
	}
	i := list[0]
	kin, err := tx.Kin(c.Debtor.ID)
	if err != nil {
		return err
	}
	if !slices.Contains(kin, i.Debtor) || i.Currency != c.Currency {
		return fmt.Errorf("%w: %s is not the debtor's, or not in %s", ErrInvoices, i.Number, c.Currency)
	}
	if err := c.attach(tx, i); err != nil {
		return err
	}
	if err := d.add(tx, Event{Case: c.ID, Kind: "invoice-added", Text: i.Number}); err != nil {
		return err
	}
	if err := d.holdNew(tx, c, i.ID); err != nil {
		return err
	}
	return writeKeys(tx, c.ID, invoiceKeys(i))
}

// active gives a case that is worked on and not about to be revoked.
func (d Desk) active(tx *ledger.Tx, id int64) (Case, error) {
	c, err := Load(tx, id)
	switch {
	case err != nil:
	case c.Activity != Active:
		err = fmt.Errorf("case %s: %w", c.Number, ErrClosed)
	case c.Revoking != 0:
		err = fmt.Errorf("case %s: %w", c.Number, ErrRevoking)
	}
	return c, err
}
