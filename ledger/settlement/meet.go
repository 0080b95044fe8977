package settlement

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/store"
)

// Desk answers intake for the settlements that wait for their money. They are few, and read
// once for a file.
type Desk struct {
	read    bool
	waiting []Settlement
}

// Waits tells whether any settlement waits for its money.
func (d *Desk) Waits(tx *ledger.Tx) (bool, error) {
	if !d.read {
		var err error
		if d.waiting, err = List(tx, true); err != nil {
			return false, err
		}
		d.read = true
	}
	return len(d.waiting) > 0, nil
}

// Explains finds the settlement that money on a bank account is the net of.
func (d *Desk) Explains(tx *ledger.Tx, l intake.Lump) (x intake.Explained, found bool, err error) {
	if waits, err := d.Waits(tx); err != nil || !waits {
		return x, false, err
	}
	s := meant(d.waiting, lump{account: l.Account, amount: l.Amount, on: l.On, text: l.Text})
	if s == nil {
		return x, false, nil
	}
	return intake.Explained{Settlement: int64(s.ID), Gross: s.Gross, Fee: s.Fee}, true, nil
}

// Paid notes the booking that took the money in.
func (d *Desk) Paid(tx *ledger.Tx, id int64, booking string) error {
	for i := range d.waiting {
		if d.waiting[i].ID == ID(id) {
			d.waiting = append(d.waiting[:i:i], d.waiting[i+1:]...)
			break
		}
	}
	return meets(tx, ID(id), booking, 0)
}

func meets(tx *ledger.Tx, id ID, booking string, receipt ledger.ReceiptID) error {
	_, err := tx.Exec(`UPDATE settlement SET booking = $2, receipt = $3 WHERE id = $1`, id, booking, receipt)
	return err
}

// lump is money that may be a settlement's net.
type lump struct {
	receipt ledger.ReceiptID // 0 while it is being booked
	account string
	amount  money.Amount
	on      date.Date
	text    string
}

// is tells whether a lump is to the öre what a settlement says is paid.
func (l *lump) is(s *Settlement) bool {
	return l.account == s.Account && l.amount == money.Of(s.Net, s.Currency) && s.Net != 0
}

// meant finds the settlement a lump pays: the one whose number stands in its text, else
// the only one of its account, amount and day; nil for none, and for a choice of two.
func meant(waiting []Settlement, l lump) *Settlement {
	var ofDay *Settlement
	days := 0
	for i := range waiting {
		s := &waiting[i]
		if !l.is(s) {
			continue
		}
		if names(l.text, s.Name) {
			return s
		}
		if s.PaidOn == l.on {
			ofDay = s
			days++
		}
	}
	if days == 1 {
		return ofDay
	}
	return nil
}

// shortest is how many characters a number must have to be looked for in a text.
const shortest = 4

// names tells whether a text says a number, as a word of its own.
func names(text, number string) bool {
	if len(number) < shortest {
		return false
	}
	for at := 0; ; {
		i := strings.Index(text[at:], number)
		if i < 0 {
			return false
		}
		i += at
		before, after := lastRune(text[:i]), firstRune(text[i+len(number):])
		if !wordly(before) && !wordly(after) {
			return true
		}
		at = i + 1
	}
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return ' '
}

func lastRune(s string) rune {
	last := ' '
	for _, r := range s {
		last = r
	}
	return last
}

// Pair meets the settlements that wait with money that came before them and rests on
// suspense, and gives how many met. One whose net is nothing has nothing to wait for.
func Pair(tx *ledger.Tx, file string) (met int, err error) {
	waiting, err := List(tx, true)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	if err := tx.Poster().Flush(); err != nil {
		return 0, err
	}
	resting, err := lumps(tx)
	if err != nil {
		return 0, err
	}
	for i := range waiting {
		s := &waiting[i]
		l, ok := lump{}, s.Net == 0
		if !ok {
			l, ok = answer(waiting, s, resting)
		}
		if !ok {
			continue
		}
		if err := book(tx, s, l, file, ""); err != nil {
			return met, err
		}
		met++
	}
	return met, nil
}

// answer finds the lump that pays a settlement, when there is no doubt either way.
func answer(waiting []Settlement, s *Settlement, resting []lump) (found lump, one bool) {
	n := 0
	for _, l := range resting {
		if m := meant(waiting, l); m != nil && m.ID == s.ID {
			found = l
			n++
		}
	}
	return found, n == 1
}

// lumps gives what rests on suspense whole, as the bank told it.
func lumps(tx *ledger.Tx) (list []lump, err error) {
	err = tx.Each(`SELECT receipt.id, receipt.account, receipt.amount, receipt.currency, receipt.booked_on, receipt.text, receipt.bank_ref
		FROM suspense JOIN receipt ON receipt.id = suspense.receipt
		WHERE suspense.rest <> 0 AND suspense.rest = receipt.amount AND receipt.tenant = $1 ORDER BY receipt.id`, []any{tx.Tenant()}, func(r *store.Row) error {
		list = append(list, lump{
			receipt: ledger.ReceiptID(r.Int(0)), account: r.Text(1), amount: money.Of(r.Int(2), money.Currency(r.Text(3))), on: r.Date(4),
			text: r.Text(5) + " " + r.Text(6),
		})
		return nil
	})
	return list, err
}

// book takes the lump from suspense against what the acquirer owed (T-22).
func book(tx *ledger.Tx, s *Settlement, l lump, file, reason string) error {
	key, err := bookingKey(tx, s.ID)
	if err != nil {
		return err
	}
	on := max(l.on, s.PaidOn)
	e := ledger.Entry{Key: key, Why: ledger.CardSettled, BookedOn: on, File: file, Reason: reason,
		Text: strings.TrimSpace(fmt.Sprintf("Settlement %s, %s", s.Name, s.Acquirer))}
	for _, p := range []ledger.Posting{
		{Role: ledger.RoleSuspense, Amount: s.Net, Receipt: l.receipt}, {Role: ledger.RoleBankFee, Amount: s.Fee},
		{Role: ledger.RoleCardReceivable, Amount: -s.Gross},
	} {
		if p.Amount != 0 {
			p.Currency = s.Currency
			e.Postings = append(e.Postings, p)
		}
	}
	if len(e.Postings) > 0 {
		if _, err := tx.Post(e); err != nil {
			return err
		}
	}
	return meets(tx, s.ID, key, l.receipt)
}

// bookingKey is the key of a settlement's next booking: one that was parted is booked again.
func bookingKey(tx *ledger.Tx, id ID) (string, error) {
	key, n := fmt.Sprintf("settlement:%d", id), int64(0)
	_, err := tx.One(`SELECT COUNT(*) FROM entry WHERE tenant = $1 AND (key = $2 OR key > $3 AND key < $4)`, []any{tx.Tenant(), key, key + ":", key + ";"},
		func(r *store.Row) error { n = r.Int(0); return nil })
	if n > 0 {
		key += fmt.Sprintf(":%d", n+1)
	}
	return key, err
}

// Meet meets a settlement with the lump a person points out. It must be the net.
func Meet(tx *ledger.Tx, id ID, receipt ledger.ReceiptID, reason string) (Settlement, error) {
	s, err := Load(tx, id)
	if err != nil {
		return s, err
	}
	r, err := tx.Receipt(receipt)
	if err != nil {
		return s, err
	}
	rest, err := tx.SuspenseOf(receipt)
	switch {
	case err != nil:
		return s, err
	case strings.TrimSpace(reason) == "":
		return s, ledger.ErrReason
	case s.Met():
		return s, fmt.Errorf("%s: %w", id.Name(), ErrMet)
	case rest == 0:
		return s, fmt.Errorf("payment pay%d: %w", receipt, intake.ErrNothingRests)
	case rest != s.Net || r.Currency != s.Currency:
		return s, fmt.Errorf("%s says %s, of pay%d rest %s: %w", id.Name(), money.Of(s.Net, s.Currency), receipt, money.Of(rest, r.Currency), ErrDiffers)
	}
	if err := book(tx, &s, lump{receipt: receipt, on: r.BookedOn}, "", reason); err != nil {
		return s, err
	}
	return Load(tx, id)
}

// Part takes back that a payment which rested was a settlement's money: the settlement waits
// again, and the payment rests again.
func Part(tx *ledger.Tx, id ID, on date.Date, reason string) (Settlement, error) {
	s, err := Load(tx, id)
	switch {
	case err != nil:
		return s, err
	case strings.TrimSpace(reason) == "":
		return s, ledger.ErrReason
	case !s.Met():
		return s, fmt.Errorf("%s: %w", id.Name(), ErrUnmet)
	case s.Receipt == 0:
		return s, fmt.Errorf("%s: %w", id.Name(), ErrStated)
	}
	entry, err := EntryOf(tx, &s)
	if err == nil {
		_, err = tx.Reverse(entry, on, reason)
	}
	if err == nil {
		err = errors.Join(tx.Poster().Flush(), meets(tx, id, "", 0))
	}
	if err != nil {
		return s, fmt.Errorf("%s: %w", id.Name(), err)
	}
	return Load(tx, id)
}
