package dunning

import (
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Promised is what the last letter of a claim said, for whoever takes money for it.
type Promised struct {
	Invoice  ledger.InvoiceID
	Total    int64
	Interest int64 // claimed in it
	PayBy    date.Date
	Honoured bool // the total by that day settles the claim (DOMAIN.md 4.7)
	On       date.Date
}

const promised = `SELECT dunning.invoice, reminder.total, reminder.interest, reminder.pay_by, reminder.honoured, reminder.told_on
	FROM dunning JOIN reminder ON reminder.id = dunning.reminder `

// others are the promises of letters that other rooms wrote, as long as no letter of ours came after.
const others = `SELECT dunning_promise.invoice, dunning_promise.total, dunning_promise.interest, dunning_promise.pay_by, dunning_promise.honoured, dunning_promise.told_on
	FROM dunning_promise LEFT JOIN dunning ON dunning.invoice = dunning_promise.invoice LEFT JOIN reminder ON reminder.id = dunning.reminder `

const unfollowed = `(reminder.told_on IS NULL OR reminder.told_on <= dunning_promise.told_on)`

// PutPromise notes what a letter of another room promised of a claim. The next step waits
// until its last day has passed, as after a letter of ours.
func PutPromise(tx *ledger.Tx, p Promised) error {
	honoured := int64(0)
	if p.Honoured {
		honoured = 1
	}
	_, err := tx.Exec(`INSERT INTO dunning_promise (invoice, told_on, total, interest, pay_by, honoured) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (invoice) DO UPDATE SET told_on = excluded.told_on, total = excluded.total, interest = excluded.interest,
			pay_by = excluded.pay_by, honoured = excluded.honoured`, p.Invoice, p.On, p.Total, p.Interest, p.PayBy, honoured)
	if err != nil {
		err = fmt.Errorf("promise of invoice %d: %w", p.Invoice, err)
	}
	return err
}

// readGranted reads until when letters of other rooms let debtors pay.
func (r *run) readGranted() error {
	r.granted = map[ledger.InvoiceID]date.Date{}
	return r.Each(`SELECT invoice, pay_by FROM dunning_promise WHERE pay_by >= $1`, []any{r.day.Add(-grantedDays)}, func(row *store.Row) error {
		r.granted[ledger.InvoiceID(row.Int(0))] = row.Date(1)
		return nil
	})
}

// grantedDays is more than lies between a last day to pay and the next bank day but one.
const grantedDays = 30

func eachPromised(tx *ledger.Tx, query string, args []any, fn func(Promised) error) error {
	return tx.Each(query, args, func(r *store.Row) error {
		return fn(Promised{ledger.InvoiceID(r.Int(0)), r.Int(1), r.Int(2), r.Date(3), r.Int(4) == 1, r.Date(5)})
	})
}

// PromisedOf gives what the last letter of an invoice said; nothing when none was written.
func PromisedOf(tx *ledger.Tx, id ledger.InvoiceID) (p Promised, err error) {
	for _, query := range []string{promised + `WHERE dunning.invoice = $1`, others + `WHERE dunning_promise.invoice = $1 AND ` + unfollowed} {
		if err == nil {
			err = eachPromised(tx, query, []any{id}, func(found Promised) error {
				p = found
				return nil
			})
		}
	}
	return p, err
}

// promisedBy gives what the last letter of an invoice said that had gone by a day.
func promisedBy(tx *ledger.Tx, id ledger.InvoiceID, day date.Date) (p Promised, err error) {
	for _, query := range []string{
		`SELECT invoice, total, interest, pay_by, honoured, told_on FROM reminder WHERE invoice = $1 AND told_on <= $2 ORDER BY id DESC LIMIT 1`,
		`SELECT invoice, total, interest, pay_by, honoured, told_on FROM dunning_promise WHERE invoice = $1 AND told_on <= $2`,
	} {
		if err == nil {
			err = eachPromised(tx, query, []any{id, day}, func(found Promised) error {
				if found.On >= p.On {
					p = found
				}
				return nil
			})
		}
	}
	return p, err
}

// Paying brings a claim to the day on which an amount was paid for it, whenever that is told.
// Charges of later days fall where it settles all that was owed then; cause names the payment.
// The interest that is owed then stops on that day, and a notice whose total came in time asked
// for no more than it said (DOMAIN.md 4.7).
func Paying(tx *ledger.Tx, p *Policy, inv *ledger.Invoice, paid date.Date, amount int64, cause string) (interest int64, err error) {
	owed, err := tx.Balance(inv.ID)
	if err != nil {
		return 0, err
	}
	then, late, err := StandingOn(tx, inv.ID, paid)
	if err != nil {
		return 0, err
	}
	said := then.Last
	if !late {
		if said, err = PromisedOf(tx, inv.ID); err != nil {
			return 0, err
		}
	}
	f := ledger.Fall{Invoice: inv.ID, After: paid, Fee: then.Since[ledger.Fee], Cost: then.Since[ledger.Cost],
		On: paid, Cause: cause, Reason: "paid on " + paid.String()}
	if interest, err = InterestOn(tx, p, inv, paid); err != nil {
		return 0, err
	}
	if said.Total > 0 && said.Honoured && amount >= said.Total && paid <= p.inTime(said.PayBy) {
		interest = owed[ledger.Interest]
		if late {
			interest = min(said.Interest, interest)
		}
	}
	asked := owed[ledger.Principal] + owed[ledger.Fee] + owed[ledger.Cost] + then.Later - f.Fee - f.Cost
	if said.Total > 0 {
		asked += interest
	}
	if amount >= asked {
		err = tx.LetFall(f)
	}
	return interest, err
}

// PromisedAll calls fn for every claim of these books that was told of, in order of invoice;
// then for those of which another room's letter came last, once more.
func PromisedAll(tx *ledger.Tx, fn func(Promised) error) error {
	err := eachPromised(tx, promised+`JOIN invoice ON invoice.id = dunning.invoice WHERE invoice.tenant = $1 ORDER BY dunning.invoice`, []any{tx.Tenant()}, fn)
	if err != nil {
		return err
	}
	return eachPromised(tx, others+`JOIN invoice ON invoice.id = dunning_promise.invoice WHERE invoice.tenant = $1 AND `+unfollowed+` ORDER BY dunning_promise.invoice`,
		[]any{tx.Tenant()}, fn)
}

// PromisedTotal gives the invoices whose last letter came to a total.
func PromisedTotal(tx *ledger.Tx, total int64, c money.Currency) (list []ledger.InvoiceID, err error) {
	err = tx.Each(`SELECT dunning.invoice FROM reminder JOIN dunning ON dunning.reminder = reminder.id JOIN invoice ON invoice.id = dunning.invoice
		WHERE reminder.total = $1 AND reminder.currency = $2 AND invoice.tenant = $3
		UNION SELECT dunning_promise.invoice FROM dunning_promise JOIN invoice ON invoice.id = dunning_promise.invoice
		WHERE dunning_promise.total = $1 AND invoice.currency = $2 AND invoice.tenant = $3 ORDER BY 1`, []any{total, c, tx.Tenant()}, func(r *store.Row) error {
		list = append(list, ledger.InvoiceID(r.Int(0)))
		return nil
	})
	return list, err
}
