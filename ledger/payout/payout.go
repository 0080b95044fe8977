package payout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Role is what a person may do with payouts (RELIABILITY.md 4.2).
type Role string

// The roles of this room.
const (
	Preparer   Role = "preparer"          // makes payouts and proposes batches
	Approver   Role = "approver"          // lets a batch go
	PayeeAdmin Role = "beneficiary-admin" // changes payees' accounts
)

// Person is who acts.
type Person struct {
	Name  string
	Roles []Role
}

func (p Person) needs(role Role, what string) error {
	if p.Name != "" && slices.Contains(p.Roles, role) {
		return nil
	}
	return &Refusal{NoAccess, what, fmt.Sprintf("%q does not have the role %s", p.Name, role)}
}

// Payout is one payment to one payee.
type Payout struct {
	ID        int64
	Batch     int64          // 0 while in none
	Source    string         // what is paid, once: "credit:17", "ap:INV-4711"
	Liability ledger.Posting // which account it pays down; Amount is not used
	Payee     formats.Party
	To        formats.Account
	Clearing  string
	BIC       string
	Amount    money.Amount
	Ref       string // creditor reference: OCR, KID, FIK, RF, viite
	Text      string // or words
	Lines     []Line // or invoices, and credit notes against them

	Service     string // URGP, SDVA, SEPA …; "" leaves it to the bank's profile
	Purpose     string // SALA, PENS, SUPP …
	PurposeCode string // what it is for, told to the payee: RENT
	Regulatory  string // why it leaves the country
	Charges     string // SHAR, DEBT, SLEV

	From string    // our account that pays it; "" is the batch's
	On   date.Date // the day it is paid; none is the batch's

	MessageID   string // of the file it travels in, minted at the approval
	PaymentInfo string // and of its group there
	EndToEnd    string // minted once
	State       State
	Codes       []string // why it was rejected or came back, by ISO code
	Reason      string   // and in the bank's words
	CreatedBy   string
	CreatedAt   string
	EditedBy    []string  // whoever changed it since
	Debited     date.Date // the day the bank booked it; none until it says so
	answered    string    // CreDtTm of the last report applied
}

// Line is an invoice that a payout pays, or a credit note it nets.
type Line struct {
	Number string
	Amount int64 // minor units; a credit note's below zero
}

// source is what a line pays, by the name a payout of its own would have.
func (l Line) source() string { return "ap:" + l.Number }

// Name is what people call the payout: "p000017".
func (p *Payout) Name() string { return fmt.Sprintf("p%06d", p.ID) }

// ParseName gives the id of a payout, "p000017".
func ParseName(name string) (int64, error) { return parse('p', "payout", name) }

// ParseBatch gives the id of a batch, "b000003": a payout of that number is another thing.
func ParseBatch(name string) (int64, error) { return parse('b', "batch", name) }

func parse(letter byte, what, name string) (id int64, err error) {
	if len(name) > 1 && name[0] == letter {
		id, err = strconv.ParseInt(name[1:], 10, 64)
	}
	if id <= 0 || err != nil {
		return 0, fmt.Errorf("%s %q: want one such as %c000017: %w", what, name, letter, ledger.ErrNotFound)
	}
	return id, nil
}

const payoutColumns = `SELECT id, batch, source, role, receipt, invoice, party, name, street, street2, post_code, town, country,
	scheme, account, clearing, bic, amount, currency, ref, text, end_to_end, state, reason, answered, created_by, created_at, debited,
	message_id, payment_info, pay_from, pay_on, service, purpose, purpose_code, regulatory, charges, codes, edited_by FROM payout `

// payouts gives this tenant's payouts that a condition chooses, oldest first.
func payouts(tx *ledger.Tx, condition string, args ...any) (list []Payout, err error) {
	err = tx.Each(fmt.Sprintf(`%sWHERE tenant = $%d AND %s ORDER BY id`, payoutColumns, len(args)+1, condition), append(args, tx.Tenant()), func(r *store.Row) error {
		c := money.Currency(r.Text(18))
		list = append(list, Payout{
			ID: r.Int(0), Batch: r.Int(1), Source: r.Text(2),
			Liability: ledger.Posting{Role: ledger.Role(r.Text(3)), Receipt: ledger.ReceiptID(r.Int(4)), Invoice: ledger.InvoiceID(r.Int(5)),
				Party: ledger.PartyID(r.Int(6)), Currency: c},
			Payee: formats.Party{Name: r.Text(7), Street: r.Text(8), Street2: r.Text(9), PostCode: r.Text(10), Town: r.Text(11), Country: r.Text(12)},
			To:    formats.Account{Scheme: r.Text(13), ID: r.Text(14), Currency: c}, Clearing: r.Text(15), BIC: r.Text(16),
			Amount: money.Of(r.Int(17), c), Ref: r.Text(19), Text: r.Text(20), EndToEnd: r.Text(21), State: State(r.Text(22)),
			Reason: r.Text(23), answered: r.Text(24), CreatedBy: r.Text(25), CreatedAt: r.Text(26), Debited: r.Date(27),
			MessageID: r.Text(28), PaymentInfo: r.Text(29), From: r.Text(30), On: r.Date(31), Service: r.Text(32), Purpose: r.Text(33),
			PurposeCode: r.Text(34), Regulatory: r.Text(35), Charges: r.Text(36), Codes: strings.Fields(r.Text(37)),
			EditedBy: strings.FieldsFunc(r.Text(38), func(r rune) bool { return r == '\n' }),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, withLines(tx, list)
}

// withLines reads the lines of payouts.
func withLines(tx *ledger.Tx, list []Payout) error {
	if len(list) == 0 {
		return nil
	}
	at := map[int64]*Payout{}
	least, most := list[0].ID, list[0].ID
	for i := range list {
		at[list[i].ID] = &list[i]
		least, most = min(least, list[i].ID), max(most, list[i].ID)
	}
	return tx.Each(`SELECT payout, number, amount FROM payout_line WHERE payout BETWEEN $1 AND $2 ORDER BY payout, line`, []any{least, most},
		func(r *store.Row) error {
			if p := at[r.Int(0)]; p != nil {
				p.Lines = append(p.Lines, Line{r.Text(1), r.Int(2)})
			}
			return nil
		})
}

func one[T any](list []T, err error, what string, id any) (T, error) {
	var none T
	if err == nil && len(list) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return none, fmt.Errorf("%s %v: %w", what, id, err)
	}
	return list[0], nil
}

// Get gives a payout by its id.
func Get(tx *ledger.Tx, id int64) (Payout, error) {
	list, err := payouts(tx, `id = $1`, id)
	return one(list, err, "payout", id)
}

// All gives every payout, oldest first.
func All(tx *ledger.Tx) ([]Payout, error) { return payouts(tx, `id > 0`) }

// Refused gives the payouts that the bank rejected or that came back, and whose source
// nothing has paid since: it is owed again.
func Refused(tx *ledger.Tx) ([]Payout, error) {
	return payouts(tx, `state IN ('rejected', 'returned')
		AND source NOT IN (SELECT other.source FROM payout AS other WHERE other.live = 1 AND other.tenant = payout.tenant)`)
}

// In gives the payouts of a batch, in the order they are rendered.
func In(tx *ledger.Tx, batch int64) ([]Payout, error) {
	return payouts(tx, `batch = $1`, batch)
}

// prepared tells whether somebody made the payout or has changed it since: whoever did can
// not be the other person of two.
func (p *Payout) prepared(name string) bool {
	return p.CreatedBy == name || slices.Contains(p.EditedBy, name)
}

// move takes a payout to a state, for reasons by their codes and in words.
func (p *Payout) move(tx *ledger.Tx, to State, reason string, codes ...string) error {
	if !p.State.may(to) {
		return &Refusal{WrongState, "payout " + p.Name(), fmt.Sprintf("it is %s and cannot become %s", p.State, to)}
	}
	p.State, p.Reason, p.Codes = to, reason, codes
	_, err := tx.Exec(`UPDATE payout SET state = $2, reason = $3, codes = $4, live = $5 WHERE id = $1`, p.ID, to, reason, strings.Join(codes, " "), !to.dead())
	if err != nil {
		return fmt.Errorf("payout %s: %w", p.Name(), err)
	}
	return nil
}

func (p *Payout) note(tx *ledger.Tx, kind, text string) error {
	return tx.AddHistory(ledger.History{Payout: p.Name(), Party: p.Liability.Party, Kind: kind, Text: text})
}

func compact(d date.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
