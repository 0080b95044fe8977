package payout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

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
	Ref       string // creditor reference; "" when Text is used
	Text      string
	EndToEnd  string // minted once
	State     State
	Reason    string // the bank's, of a rejection or return
	CreatedBy string
	CreatedAt string
	Debited   date.Date // the day the bank booked it; none until it says so
	answered  string    // CreDtTm of the last report applied
}

// Name is what people call the payout: "p000017".
func (p *Payout) Name() string { return fmt.Sprintf("p%06d", p.ID) }

// Batch is payouts that travel as one pain.001.
type Batch struct {
	ID           int64
	MessageID    string
	Account      string // own account it is paid from, by its name in the configuration
	Currency     money.Currency
	RequestedOn  date.Date
	ExecuteOn    date.Date // later than asked when it was approved after the cut-off
	Count        int
	Sum          int64
	Hash         string // canonical, over all that is paid to whom
	State        State
	CreatedBy    string
	CreatedAt    string
	ApprovedBy   string
	ApprovedAt   string
	ApprovedHash string
	Digest       string // SHA-256 of the rendered bytes
}

// Name is what people call the batch: "b000003".
func (b *Batch) Name() string { return fmt.Sprintf("b%06d", b.ID) }

// ParseName gives the id of "b000003" or "p000017".
func ParseName(name string) (id int64, err error) {
	if len(name) > 1 && (name[0] == 'b' || name[0] == 'p') {
		id, err = strconv.ParseInt(name[1:], 10, 64)
	}
	if id <= 0 || err != nil {
		return 0, fmt.Errorf("payout %q: %w", name, ledger.ErrNotFound)
	}
	return id, nil
}

const payoutColumns = `SELECT id, batch, source, role, receipt, invoice, party, name, street, street2, post_code, town, country,
	scheme, account, clearing, bic, amount, currency, ref, text, end_to_end, state, reason, answered, created_by, created_at, debited FROM payout `

func payouts(tx *ledger.Tx, query string, args ...any) (list []Payout, err error) {
	err = tx.Each(payoutColumns+query, args, func(r *store.Row) error {
		c := money.Currency(r.Text(18))
		list = append(list, Payout{
			ID: r.Int(0), Batch: r.Int(1), Source: r.Text(2),
			Liability: ledger.Posting{Role: ledger.Role(r.Text(3)), Receipt: ledger.ReceiptID(r.Int(4)), Invoice: ledger.InvoiceID(r.Int(5)),
				Party: ledger.PartyID(r.Int(6)), Currency: c},
			Payee: formats.Party{Name: r.Text(7), Street: r.Text(8), Street2: r.Text(9), PostCode: r.Text(10), Town: r.Text(11), Country: r.Text(12)},
			To:    formats.Account{Scheme: r.Text(13), ID: r.Text(14), Currency: c}, Clearing: r.Text(15), BIC: r.Text(16),
			Amount: money.Of(r.Int(17), c), Ref: r.Text(19), Text: r.Text(20), EndToEnd: r.Text(21), State: State(r.Text(22)),
			Reason: r.Text(23), answered: r.Text(24), CreatedBy: r.Text(25), CreatedAt: r.Text(26),
			Debited: r.Date(27),
		})
		return nil
	})
	return list, err
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
	list, err := payouts(tx, `WHERE id = $1`, id)
	return one(list, err, "payout", id)
}

// All gives every payout, oldest first.
func All(tx *ledger.Tx) ([]Payout, error) { return payouts(tx, `ORDER BY id`) }

// In gives the payouts of a batch, in the order they are rendered.
func In(tx *ledger.Tx, batch int64) ([]Payout, error) {
	return payouts(tx, `WHERE batch = $1 ORDER BY id`, batch)
}

const batchColumns = `SELECT id, message_id, account, currency, requested_on, execute_on, count, total, hash, state,
	created_by, created_at, approved_by, approved_at, approved_hash, digest FROM payout_batch `

func batches(tx *ledger.Tx, query string, args ...any) (list []Batch, err error) {
	err = tx.Each(batchColumns+query, args, func(r *store.Row) error {
		list = append(list, Batch{ID: r.Int(0), MessageID: r.Text(1), Account: r.Text(2), Currency: money.Currency(r.Text(3)),
			RequestedOn: r.Date(4), ExecuteOn: r.Date(5), Count: int(r.Int(6)), Sum: r.Int(7), Hash: r.Text(8), State: State(r.Text(9)),
			CreatedBy: r.Text(10), CreatedAt: r.Text(11), ApprovedBy: r.Text(12), ApprovedAt: r.Text(13), ApprovedHash: r.Text(14), Digest: r.Text(15)})
		return nil
	})
	return list, err
}

// GetBatch gives a batch by its id.
func GetBatch(tx *ledger.Tx, id int64) (Batch, error) {
	list, err := batches(tx, `WHERE id = $1`, id)
	return one(list, err, "batch", id)
}

// BatchByMessage gives the batch whose pain.001 has a MsgId: the evidence of a bank's
// answer (exchange settles a doubt by it).
func BatchByMessage(tx *ledger.Tx, messageID string) (Batch, error) {
	list, err := batches(tx, `WHERE message_id = $1`, messageID)
	return one(list, err, "message", messageID)
}

// Batches gives every batch, oldest first.
func Batches(tx *ledger.Tx) ([]Batch, error) { return batches(tx, `ORDER BY id`) }

// move takes a payout to a state, with a reason.
func (p *Payout) move(tx *ledger.Tx, to State, reason string) error {
	if !p.State.may(to) {
		return &Refusal{WrongState, "payout " + p.Name(), fmt.Sprintf("it is %s and cannot become %s", p.State, to)}
	}
	p.State, p.Reason = to, reason
	_, err := tx.Exec(`UPDATE payout SET state = $2, reason = $3, live = $4 WHERE id = $1`, p.ID, to, reason, !to.dead())
	if err != nil {
		return fmt.Errorf("payout %s: %w", p.Name(), err)
	}
	return nil
}

// move takes a batch to a state.
func (b *Batch) move(tx *ledger.Tx, to State) error {
	if !b.State.may(to) {
		return &Refusal{WrongState, "batch " + b.Name(), fmt.Sprintf("it is %s and cannot become %s", b.State, to)}
	}
	b.State = to
	if _, err := tx.Exec(`UPDATE payout_batch SET state = $2 WHERE id = $1`, b.ID, to); err != nil {
		return fmt.Errorf("batch %s: %w", b.Name(), err)
	}
	return nil
}

// moveAll takes a batch and every payout in it to a state.
func (b *Batch) moveAll(tx *ledger.Tx, to State) ([]Payout, error) {
	if err := b.move(tx, to); err != nil {
		return nil, err
	}
	list, err := In(tx, b.ID)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if err := list[i].move(tx, to, ""); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// note writes history on a batch.
func (b *Batch) note(tx *ledger.Tx, kind, text string) error {
	return tx.AddHistory(ledger.History{Payout: b.Name(), Kind: kind, Text: text, Document: b.Digest})
}

func (p *Payout) note(tx *ledger.Tx, kind, text string) error {
	return tx.AddHistory(ledger.History{Payout: p.Name(), Party: p.Liability.Party, Kind: kind, Text: text})
}

func stamp(tx *ledger.Tx) string { return tx.At().UTC().Format(time.RFC3339) }

func compact(d date.Date) string { return strings.ReplaceAll(d.String(), "-", "") }
