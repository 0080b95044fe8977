package cases

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
)

// PaymentKind is what a person registers (betaltyp, R-BST-62).
type PaymentKind string

// The kinds.
const (
	PaymentToClient PaymentKind = "payment_to_client" // the debtor paid the client, not us
	CreditByAmount  PaymentKind = "credit_by_amount"
	ReturnedOrder   PaymentKind = "returned_order"
)

// paymentKinds gives them in the order of the form.
func paymentKinds() []PaymentKind {
	return []PaymentKind{PaymentToClient, CreditByAmount, ReturnedOrder}
}

// ByHand is the rule that placed what a person registered.
const ByHand = "by-hand"

// RegisteredAs gives the number under which a person registered a payment; 0 of one that
// came by the bank.
func RegisteredAs(r ledger.Receipt) (id int64) {
	if r.Rule == ByHand {
		id, _ = strconv.ParseInt(strings.TrimPrefix(string(r.EntryKey), registeredKey), 10, 64)
	}
	return id
}

// registeredKey begins the key under which what a person registered stands in the book.
const registeredKey = "registered:"

// What a form is refused for.
var (
	ErrFuture = errors.New("E_DATE_IN_FUTURE: the day has not come")
	ErrBefore = errors.New("E_DATE_BEFORE_INVOICE: the invoice was issued later")
	ErrAmount = errors.New("E_AMOUNT: want an amount above nothing")
	ErrKind   = errors.New("E_PAYMENT_KIND: want payment_to_client, credit_by_amount or returned_order")
	ErrSold   = errors.New("E_SOLD: the claim is the factor's")
	ErrBucket = errors.New("E_ALLOCATION_ORDER: want principal, fee, interest or cost")
)

// Registering is the form: what was paid or is to be credited, when and in which order.
type Registering struct {
	Kind    PaymentKind
	Invoice ledger.InvoiceID // counted off first; what it leaves goes to the case's other invoices, oldest due first
	First   ledger.Bucket    // filled first; the others follow as Kapital, Avgift, Ränta, Kostnad
	On      date.Date        // the client received the money, or the order came back
	Amount  int64            // 0 of a returned order: the whole invoice
	Reason  string
}

// Registered is what came of it.
type Registered struct {
	ID int64
	Registering
	Case      int64
	Currency  money.Currency
	Shares    []Taken
	Surplus   int64 // the customer's credit
	Withdrawn string

	charges []int64 // by which it was taken off a client's claims
}

// Taken is what was taken of one invoice.
type Taken struct {
	Invoice  ledger.Invoice
	Of       ledger.Balance
	Assessed int64          // by how much the interest claimed was changed first
	Entry    ledger.EntryID // 0 in an agent's books
}

// Order is which bucket a registered amount fills first: the chosen one, then the others
// as the source document lists them (R-BST-63).
func Order(first ledger.Bucket) []ledger.Bucket {
	order := []ledger.Bucket{first}
	for _, b := range []ledger.Bucket{ledger.Principal, ledger.Fee, ledger.Interest, ledger.Cost} {
		if b != first {
			order = append(order, b)
		}
	}
	return order
}

// Register books a payment the client received, a credit or a returned order: one posting
// (one for each credit note; none in an agent's books), one event, one message to the partner that has the case
// (R-BST-57, 61 to 67). Interest stops on the day of the payment.
func (d Desk) Register(tx *ledger.Tx, f Registering) (Registered, error) {
	r := Registered{Registering: f}
	primary, err := tx.Invoice(f.Invoice)
	if err == nil {
		err = d.checkForm(f, primary)
	}
	if err != nil {
		return r, err
	}
	sold, err := d.sold(tx, primary)
	switch {
	case err != nil:
		return r, err
	case sold:
		return r, fmt.Errorf("invoice %s: %w: what the debtor paid is owed to them and forwarded (T-35), a credit is theirs to buy back (T-32)", primary.Number, ErrSold)
	}
	r.Currency = primary.Currency
	if r.Case, err = CaseOf(tx, primary.ID); err != nil {
		return r, err
	}
	if r.ID, err = tx.NextID("case_payment"); err != nil {
		return r, err
	}
	if r.Amount > 0 {
		if err := d.divide(tx, &r, primary); err != nil {
			return r, err
		}
	}
	switch {
	case tx.Keeping() == ledger.Agent:
		err = r.lower(tx, primary)
	case r.Kind == PaymentToClient:
		err = r.bookPayment(tx, primary)
	case r.Amount == 0:
		err = r.creditWhole(tx, primary)
	default:
		err = r.bookCredits(tx)
	}
	if err != nil {
		return r, fmt.Errorf("invoice %s: %w", primary.Number, err)
	}
	if err := r.insert(tx); err != nil {
		return r, err
	}
	e := Event{Kind: strings.ReplaceAll(string(r.Kind), "_", "-"), Day: r.On, Text: r.line(), Details: r.Reason}
	return r, d.tellPartner(tx, r.Case, primary, e, r.ID)
}

func (d Desk) checkForm(f Registering, i ledger.Invoice) error {
	switch {
	case !slices.Contains(paymentKinds(), f.Kind):
		return fmt.Errorf("%.40q: %w", f.Kind, ErrKind)
	case f.First < ledger.Principal || f.First > ledger.Cost:
		return ErrBucket
	case !f.On.Valid() || f.On > d.Today:
		return fmt.Errorf("%s: %w", f.On, ErrFuture)
	case f.On < i.Issued:
		return fmt.Errorf("%s: %w, on %s", f.On, ErrBefore, i.Issued)
	case f.Amount < 0 || f.Amount == 0 && f.Kind != ReturnedOrder:
		return ErrAmount
	case i.Kind != ledger.KindInvoice:
		return fmt.Errorf("%w: %s is a credit note", ErrInvoices, i.Number)
	case strings.TrimSpace(f.Reason) == "":
		return ledger.ErrReason
	}
	return short(f.Reason, maxText)
}

// sold tells whether somebody else owns the claim: nothing is counted off it here.
func (d Desk) sold(tx *ledger.Tx, i ledger.Invoice) (bool, error) {
	held, err := hold.On(tx, i.ID, d.Today)
	return slices.ContainsFunc(held, func(h hold.Hold) bool { return h.Reason == hold.Sold }), err
}

// divide takes the amount off the primary invoice and then the case's others, bucket by
// bucket; what is left is the customer's credit.
func (d Desk) divide(tx *ledger.Tx, r *Registered, primary ledger.Invoice) error {
	invoices := []ledger.InvoiceID{primary.ID}
	if r.Case != 0 {
		ids, err := (Case{ID: r.Case}).invoiceIDs(tx)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if id != primary.ID {
				invoices = append(invoices, id)
			}
		}
	}
	left := r.Amount
	for n, id := range invoices {
		if n > 0 && left == 0 {
			break
		}
		i, err := tx.Invoice(id)
		if err != nil {
			return err
		}
		sold, err := d.sold(tx, i)
		if err != nil {
			return err
		}
		if sold || i.Issued > r.On {
			continue // it is the factor's, or was not there yet
		}
		t, err := d.take(tx, r, i, left)
		if err != nil {
			return err
		}
		sum := t.Of[0] + t.Of[1] + t.Of[2] + t.Of[3]
		if left -= sum; sum > 0 || t.Assessed != 0 {
			r.Shares = append(r.Shares, t)
		}
	}
	r.Surplus = left
	return nil
}

// cause names what was registered, in the charges that fall by it.
func (r *Registered) cause() string { return registeredKey + strconv.FormatInt(r.ID, 10) }

// take fills the buckets of one invoice in order. A payment brings the claim to its day first:
// its interest, and what was charged since.
func (d Desk) take(tx *ledger.Tx, r *Registered, i ledger.Invoice, left int64) (t Taken, err error) {
	t.Invoice = i
	owed, err := tx.Balance(i.ID)
	if err != nil {
		return t, err
	}
	if r.Kind == PaymentToClient && d.Paying != nil && owed[ledger.Principal] > 0 {
		due, err := d.Paying(tx, &i, r.On, left, r.cause())
		if err == nil {
			owed, err = tx.Balance(i.ID) // without the charges that fell
		}
		if err != nil {
			return t, fmt.Errorf("invoice %s: %w", i.Number, err)
		}
		if t.Assessed = due - owed[ledger.Interest]; t.Assessed != 0 {
			if err := tx.AssessInterest(i.ID, due); err != nil {
				return t, err
			}
			owed[ledger.Interest] = due
		}
	}
	for _, b := range Order(r.First) {
		t.Of[b] = min(max(owed[b], 0), left)
		left -= t.Of[b]
	}
	return t, nil
}

// bookPayment posts T-29 elsewhere: the money is with the client, so no bank account of
// ours is debited.
func (r *Registered) bookPayment(tx *ledger.Tx, primary ledger.Invoice) error {
	debtor, err := tx.Party(primary.Debtor)
	if err != nil {
		return err
	}
	key := r.cause()
	if len(r.Shares) == 0 { // all of it the customer's credit
		r.Shares = []Taken{{Invoice: primary}}
	}
	f := ledger.Facts{
		Key: key, On: r.On, Text: "Paid to the client: " + r.numbers(), Reason: r.Reason, Currency: r.Currency, Invoice: primary.ID, Party: primary.Debtor,
		Came: &ledger.Receipt{
			Account: tx.Chart()[ledger.RoleOtherBank], EntryKey: []byte(key), Amount: r.Amount, Currency: r.Currency, BookedOn: r.On,
			Payer: []byte(debtor.Name), Text: []byte(r.Reason), Rule: ByHand,
			Evidence: []byte(fmt.Sprintf("by hand: %s of %s, %s first", r.Kind, r.On, r.First)),
		},
	}
	for _, t := range r.Shares {
		for b, part := range []ledger.Part{ledger.OfPrincipal, ledger.OfFee, ledger.OfInterest, ledger.OfCost} {
			if t.Of[b] > 0 {
				f.Shares = append(f.Shares, ledger.Share{Part: part, Amount: t.Of[b], Invoice: t.Invoice.ID})
			}
		}
	}
	if r.Surplus > 0 {
		f.Shares = append(f.Shares, ledger.Share{Part: ledger.OfSurplus, Amount: r.Surplus, Invoice: primary.ID})
	}
	id, err := tx.Book("T-29 elsewhere", f)
	for n := range r.Shares {
		r.Shares[n].Entry = id
	}
	return err
}

// bookCredits writes a credit note for each invoice. What is more than owed was paid
// before, and is credited on the first to the customer.
func (r *Registered) bookCredits(tx *ledger.Tx) error {
	if r.Surplus > 0 && (len(r.Shares) == 0 || r.Shares[0].Invoice.ID != r.Invoice) {
		i, err := tx.Invoice(r.Invoice)
		if err != nil {
			return err
		}
		r.Shares = append([]Taken{{Invoice: i}}, r.Shares...)
	}
	for n := range r.Shares {
		t := &r.Shares[n]
		give := t.Of
		if n == 0 {
			give[ledger.Principal] += r.Surplus
		}
		c := ledger.Credit{Invoice: t.Invoice.ID, On: r.On, Reason: r.Reason, Returned: r.Kind == ReturnedOrder}
		done, err := tx.CreditBuckets(c, give)
		if err != nil {
			return err
		}
		t.Entry = done.Entry
	}
	return nil
}

// creditWhole credits the invoice whose order came back: its fees and unpaid interest fall
// with it, and what had been paid is the customer's.
func (r *Registered) creditWhole(tx *ledger.Tx, primary ledger.Invoice) error {
	before, err := tx.Balance(primary.ID)
	if err != nil {
		return err
	}
	done, err := tx.CreditInvoice(ledger.Credit{Invoice: primary.ID, On: r.On, Reason: r.Reason, Returned: true})
	if err != nil {
		return err
	}
	after, err := tx.Balance(primary.ID)
	t := Taken{Invoice: primary, Entry: done.Entry}
	r.Surplus, r.Amount = done.Surplus, done.Surplus
	for b := range t.Of {
		t.Of[b] = before[b] - after[b]
		r.Amount += t.Of[b]
	}
	r.Shares = []Taken{t}
	return err
}

func (r *Registered) insert(tx *ledger.Tx) error {
	var in any
	if r.Case != 0 {
		in = r.Case
	}
	_, err := tx.Exec(`INSERT INTO case_payment (id, debt_case, invoice, kind, first, day, amount, currency, surplus, reason, at, actor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`, r.ID, in, r.Invoice, r.Kind, int64(r.First), r.On, r.Amount, r.Currency, r.Surplus, r.Reason,
		tx.Stamp(), tx.By())
	for n, t := range r.Shares {
		if err == nil {
			_, err = tx.Exec(`INSERT INTO case_payment_share (payment, line, invoice, principal, fee, interest, cost, assessed, entry)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, r.ID, n+1, t.Invoice.ID, t.Of[0], t.Of[1], t.Of[2], t.Of[3], t.Assessed, t.Entry)
		}
	}
	if err == nil {
		err = r.keepCharges(tx)
	}
	return err
}

func (r *Registered) numbers() string {
	var list []ledger.Invoice
	for _, t := range r.Shares {
		list = append(list, t.Invoice)
	}
	return numbersOf(list)
}

// line is the event in a line: "2026-04-20, 500.00 SEK: F-1 principal 440.00, fee 60.00".
func (r *Registered) line() string {
	parts := []string{}
	for _, t := range r.Shares {
		for b := range t.Of {
			if t.Of[b] > 0 && len(parts) < 8 {
				parts = append(parts, fmt.Sprintf("%s %s %s", t.Invoice.Number, ledger.Bucket(b), money.Of(t.Of[b], r.Currency).Decimal()))
			}
		}
	}
	if r.Surplus > 0 {
		parts = append(parts, "the customer's credit "+money.Of(r.Surplus, r.Currency).Decimal())
	}
	return fmt.Sprintf("%s, %s: %s", r.On, money.Of(r.Amount, r.Currency), strings.Join(parts, ", "))
}
