package bank

import (
	"fmt"

	"girod/formats/date"
)

// Today gives the bank's day.
func (b *Bank) Today() date.Date {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.books.Today
}

// Step lets the days pass until a day has dawned: for each, the evening of the day
// before with its statement, and the morning with what is due. What lies in the
// outbox is taken first. Stepping to today only does that.
func (b *Bank) Step(to date.Date) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !to.Valid() || to < b.books.Today {
		return fmt.Errorf("step to %s: today is %s, and no bank goes back", to, b.books.Today)
	}
	if _, err := b.collect(); err != nil {
		return err
	}
	u, ok := b.options.bankUser()
	if !ok {
		return fmt.Errorf("step to %s: no user is the bank's customer", to)
	}
	for b.books.Today < to {
		if err := b.evening(u); err != nil {
			return err
		}
		b.books.Today, b.books.Clock = b.books.Today.Add(1), 0
		if err := b.morning(u); err != nil {
			return err
		}
		if err := b.keep(); err != nil { // a day is whole, or did not happen
			return err
		}
	}
	return nil
}

// morning does what is due: answers put off, transfers, returns, and what payers
// have paid.
func (b *Bank) morning(u User) error {
	if err := b.sendLater(u); err != nil {
		return err
	}
	if !b.days.IsBankDay(b.books.Today) {
		return nil
	}
	if err := b.execute(u); err != nil {
		return err
	}
	b.sendBack()
	b.receive()
	if err := b.forge(u); err != nil {
		return err
	}
	return b.notify(u)
}

// evening closes a bank day with a statement for each account, also an empty one.
func (b *Bank) evening(u User) error {
	if !b.days.IsBankDay(b.books.Today) {
		return nil
	}
	for _, l := range b.books.Ledgers {
		if err := b.state(u, l); err != nil {
			return err
		}
	}
	return nil
}

// forge lets a liar answer, once, an order that nobody gave.
func (b *Bank) forge(u User) error {
	if !b.options.Mode.is(Liar) {
		return nil
	}
	for _, s := range b.books.Sent {
		if s.Lie == forged {
			return nil
		}
	}
	return b.sendReply(u, &Reply{MsgID: fmt.Sprintf("FORGED-%s", b.books.Today), Name: pain001 + "03", Status: "ACCP", Lie: forged})
}

const forged = "answers an order that nobody gave"
