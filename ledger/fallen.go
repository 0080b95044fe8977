package ledger

import (
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// A fee or compensation has one ground: that the debtor was late. Money counts from the day the
// bank booked it (lag 1974:182 9 §), though its file is read days later: what was charged after
// that day has no ground when the money settles what was owed then, and falls (T-06). So does
// what was charged on a day on which, as is known now, a death, a decision or a dispute forbade
// it. Letters stay what was sent. When the payment turns out to be another's, or the bank takes
// it back, the charges rise again.

// Fall is what of an invoice's charges of the days after one is owed no more.
type Fall struct {
	Invoice InvoiceID
	After   date.Date
	Through date.Date // those of later days stand; zero: all that were made
	Fee     int64     // of what is open
	Cost    int64
	On      date.Date // of the voucher, which is never before the charges'
	Cause   string    // "pay17": what it rises again with
	Reason  string
}

// LetFall lets charges fall with a voucher; in an agent's books, where charging booked nothing,
// the claim alone is lowered. The invoice's history says so.
func (tx *Tx) LetFall(f Fall) error {
	i, err := tx.Invoice(f.Invoice)
	if err != nil || f.Fee+f.Cost == 0 {
		return err
	}
	last, err := tx.lastCharged(i.ID)
	if err != nil {
		return err
	}
	f.On = max(f.On, last)
	if f.Through == 0 || f.Through > last {
		f.Through = last
	}
	id, err := tx.NextID("charge_fallen")
	if err != nil {
		return err
	}
	var entry any
	if tx.books.Keeping == Agent {
		err = tx.chargeParts(ClaimCharge{Invoice: i.ID, On: f.On, Reason: f.Reason}, -f.Fee, -f.Cost)
	} else {
		entry, err = tx.bookFall(fmt.Sprintf("fallen:%d", id), i, f)
	}
	if err != nil {
		return fmt.Errorf("charges of invoice %s: %w", i.Number, err)
	}
	_, err = tx.Exec(`INSERT INTO charge_fallen (id, cause, invoice, after, through, fee, cost, entry, risen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`,
		id, f.Cause, i.ID, f.After, f.Through, f.Fee, f.Cost, entry)
	if err != nil {
		return err
	}
	return tx.AddHistory(History{Party: i.Debtor, Invoice: i.ID, Kind: "charge-fallen",
		Text: fmt.Sprintf("%s charged after %s is owed no more: %s", money.Of(f.Fee+f.Cost, i.Currency), f.After, f.Reason)})
}

// lastCharged is the last day on which something was charged of an invoice.
func (tx *Tx) lastCharged(id InvoiceID) (last date.Date, err error) {
	if p := tx.state.poster; p != nil {
		if err := p.Flush(); err != nil {
			return 0, err
		}
	}
	_, err = tx.One(`SELECT COALESCE(MAX(s.day), 0) FROM (
			SELECT entry.booked_on AS day FROM item_posting JOIN posting ON posting.id = item_posting.posting JOIN entry ON entry.id = posting.entry
				WHERE item_posting.invoice = $1 AND entry.why IN ('reminder-fee', 'late-compensation')
			UNION ALL SELECT claimed_on FROM fee_memo WHERE invoice = $1
			UNION ALL SELECT day FROM client_charge WHERE invoice = $1 AND bucket <> 0) s`, []any{id}, func(r *store.Row) error {
		last = r.Date(0)
		return nil
	})
	return last, err
}

// bookFall takes the charges back.
func (tx *Tx) bookFall(key string, i Invoice, f Fall) (EntryID, error) {
	var ids []string
	if f.Fee > 0 {
		ids = append(ids, "T-06")
	}
	if f.Cost > 0 {
		ids = append(ids, "T-06 compensation")
	}
	return tx.bookAll(ids, Facts{Key: key, On: f.On, Text: "Charges fallen, invoice " + i.Number, Reason: f.Reason, Currency: i.Currency,
		Invoice: i.ID, Party: i.Debtor, Amounts: map[Part]int64{OfFee: f.Fee, OfCost: f.Cost}})
}

// chargeParts changes what a client claims of fees and of costs.
func (tx *Tx) chargeParts(c ClaimCharge, fee, cost int64) error {
	for _, part := range []ClaimCharge{{Bucket: Fee, Amount: fee}, {Bucket: Cost, Amount: cost}} {
		if part.Amount == 0 {
			continue
		}
		part.Invoice, part.On, part.Reason = c.Invoice, c.On, c.Reason
		if err := tx.ChargeClaim(part); err != nil {
			return err
		}
	}
	return nil
}

// Fallen gives what fell by a cause and has not risen.
func (tx *Tx) Fallen(cause string) (list []Fall, err error) {
	return list, tx.eachFallen(cause, func(_ int64, _ EntryID, f Fall) { list = append(list, f) })
}

func (tx *Tx) eachFallen(cause string, fn func(id int64, entry EntryID, f Fall)) error {
	return tx.Each(`SELECT id, entry, invoice, after, fee, cost FROM charge_fallen WHERE cause = $1 AND risen = 0 ORDER BY id`, []any{cause}, func(r *store.Row) error {
		fn(r.Int(0), EntryID(r.Int(1)), Fall{Cause: cause, Invoice: InvoiceID(r.Int(2)), After: r.Date(3), Fee: r.Int(4), Cost: r.Int(5)})
		return nil
	})
}

// Rise lets what fell by a cause rise again: the cause does not hold.
func (tx *Tx) Rise(cause string, on date.Date, reason string) error {
	var acts []func() error
	err := tx.eachFallen(cause, func(id int64, entry EntryID, f Fall) {
		acts = append(acts, func() error {
			if err := tx.rise(entry, f, on, reason); err != nil {
				return err
			}
			_, err := tx.Exec(`UPDATE charge_fallen SET risen = 1 WHERE id = $1`, id)
			return err
		})
	})
	for n := 0; n < len(acts) && err == nil; n++ {
		err = acts[n]()
	}
	return err
}

// rise reverses the voucher of a fall, unless a person has; an agent's claim is charged anew.
func (tx *Tx) rise(entry EntryID, f Fall, on date.Date, reason string) error {
	if entry == 0 {
		return tx.chargeParts(ClaimCharge{Invoice: f.Invoice, On: on, Reason: reason}, f.Fee, f.Cost)
	}
	if by, err := tx.ReversedBy(entry); err != nil || by != 0 {
		return err
	}
	e, err := tx.Entry(entry)
	if err == nil {
		_, err = tx.Correct(entry, max(on, e.BookedOn), reason)
	}
	return err
}
