package intake

import (
	"strconv"

	"girod/formats"
	"girod/ledger"
)

// run is a booking being made: the payments of one entry that follow one another and are
// of one kind, with one line on the bank account for all of them. Most entries are one
// run; money taken back within a deposit makes three of it.
type run struct {
	open bool
	why  ledger.Why
	bank int64 // what it moves on the bank account
}

// begin makes sure that a run of a kind is open.
func (a *applier) begin(why ledger.Why) error {
	c := &a.cur
	if c.run.open && c.run.why == why {
		return nil
	}
	if err := a.end(); err != nil {
		return err
	}
	key := c.nextKey()
	c.runs++
	c.run = run{open: true, why: why}
	a.poster.Begin(ledger.Entry{
		Key: key, Why: why, BookedOn: c.e.BookedOn, Text: c.says(), File: a.desk.File, Origin: c.e.Origin.String(),
	})
	return nil
}

// nextKey names the booking of the entry's next run.
func (c *current) nextKey() string {
	key := bookingKey(c.account, c.key)
	if c.runs > 0 {
		key += ":" + strconv.Itoa(c.runs+1)
	}
	return key
}

// bookingKey names the booking of an entry.
func bookingKey(account *Account, entry string) string { return "bank:" + account.Key + ":" + entry }

// says is the entry's text for people.
func (c *current) says() string {
	if c.e.Text != "" {
		return formats.Excerpt(c.e.Text)
	}
	if c.e.BankRef != "" {
		return "Bank " + c.e.BankRef
	}
	return "Bank entry " + strconv.Itoa(c.e.Ordinal)
}

// end closes the open run with its line on the bank account.
func (a *applier) end() error {
	c := &a.cur
	if !c.run.open {
		return nil
	}
	c.run.open = false
	if c.run.bank != 0 {
		a.add(ledger.Posting{Role: c.account.role(), Account: c.account.Number, Amount: c.run.bank})
	}
	id, err := a.poster.End()
	if c.first == 0 {
		c.first = id
	}
	return err
}

// add posts a line in the entry's currency. What is wrong with it is told by end.
func (a *applier) add(p ledger.Posting) {
	p.Currency = a.cur.e.Amount.Currency
	a.poster.Add(p)
}

// moved notes what a payment did to the bank account.
func (c *current) moved(amount int64) {
	c.run.bank += amount
	c.posted += amount
}

// entryEnd books what the payments left unexplained and closes the entry.
func (a *applier) entryEnd(e *formats.Entry) error {
	c := &a.cur
	if !c.post {
		return nil
	}
	if rest := signed(e) - c.posted; rest != 0 {
		if err := a.rest(e, rest); err != nil {
			return err
		}
	}
	if err := a.end(); err != nil {
		return err
	}
	if c.first == 0 {
		return nil // nothing moved
	}
	a.net()
	for _, entry := range c.after {
		if _, err := a.tx.Post(entry); err != nil {
			return err
		}
	}
	a.out.Entries++
	if a.out.Entries%flushEntries == 0 {
		if err := a.poster.Flush(); err != nil {
			return err
		}
	}
	if c.row != 0 {
		_, err := a.tx.Exec(`UPDATE bank_entry SET entry = $2 WHERE id = $1`, c.row, int64(c.first))
		return err
	}
	return a.keep(c.first)
}

// flushEntries is how many bookings the poster may gather: it remembers their keys, and a
// bank may put each payment in an entry of its own.
const flushEntries = 20_000

// rest books the part of an entry that its payments do not explain: charges when the bank
// says it took so much, else suspense, with the file as proof (FORMATS.md §5.4).
func (a *applier) rest(e *formats.Entry, rest int64) error {
	charges := max(e.Charges, a.cur.fees)
	if charges > 0 && -rest == charges {
		return a.charged(charges)
	}
	text := a.cur.text
	if len(text) == 0 {
		text = []byte(e.Text)
	}
	reason := "the payments do not sum to the entry"
	if a.cur.posted == 0 {
		reason = "the entry does not say what it is"
	}
	return a.toSuspense(rest, text, reason)
}

// charged books the bank's charges (T-20, or the gross-up of §5.3).
func (a *applier) charged(charges int64) error {
	if !a.cur.run.open {
		if err := a.begin(ledger.BankCharge); err != nil {
			return err
		}
	}
	a.cur.moved(-charges)
	a.add(ledger.Posting{Role: ledger.RoleBankFee, Amount: charges})
	return nil
}
