package settlement

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// ID is a settlement's number in these books, "set3" for people.
type ID int64

// Name is how people call it.
func (id ID) Name() string { return "set" + strconv.FormatInt(int64(id), 10) }

// ParseName reads "set3".
func ParseName(name string) (ID, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(name, "set"), 10, 64)
	if err != nil || !strings.HasPrefix(name, "set") || n < 1 {
		return 0, fmt.Errorf("%q: want a settlement such as set3", name)
	}
	return ID(n), nil
}

// Settlement is what an acquirer says he pays us for some purchases, and what became of it.
type Settlement struct {
	ID        ID
	Partner   string // whose report it is
	Name      string // the acquirer's number of it
	Acquirer  string
	Merchant  string
	Account   string // the bank account that is paid, as the book numbers it
	PaidOn    date.Date
	Currency  money.Currency
	Gross     int64
	Fee       int64
	Net       int64
	Purchases int    // rows of the report that moved money
	File      string // journal file of the report
	Booking   string // key of the entry that took the bank's money in; "" until it comes
	Receipt   ledger.ReceiptID
}

// Met tells whether the bank's money has come.
func (s *Settlement) Met() bool { return s.Booking != "" }

var (
	// ErrConflict: the acquirer told another content under this number before.
	ErrConflict = errors.New("the acquirer has told other sums under this number before")
	// ErrDiffers: the money is not the net.
	ErrDiffers = errors.New("the money is not what the settlement says")
	// ErrMet: the settlement has its money.
	ErrMet = errors.New("the settlement has its money already")
	// ErrUnmet: there is nothing to part.
	ErrUnmet = errors.New("the settlement waits for its money")
	// ErrStated: the bank's own file brought the money as this settlement's.
	ErrStated = errors.New("the bank's statement brought its money, no payment that rested: there is nothing to part")
)

// Put keeps what a report says, or compares it with what stands under its number.
func Put(tx *ledger.Tx, s Settlement) (ID, error) {
	old, err := list(tx, `WHERE tenant = $1 AND partner = $2 AND name = $3`, tx.Tenant(), s.Partner, s.Name)
	if err != nil {
		return 0, fmt.Errorf("settlement %s: %w", s.Name, err)
	}
	if len(old) > 0 {
		o := old[0]
		if o.Gross != s.Gross || o.Fee != s.Fee || o.Net != s.Net || o.Currency != s.Currency || o.PaidOn != s.PaidOn {
			return o.ID, fmt.Errorf("settlement %s of %s: %w", s.Name, s.Partner, ErrConflict)
		}
		return o.ID, nil
	}
	id, err := tx.NextID("settlement")
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO settlement (id, tenant, partner, name, acquirer, merchant, account, paid_on, currency, gross, fee, net, purchases, file, booking, receipt)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', 0)`,
		id, tx.Tenant(), s.Partner, s.Name, s.Acquirer, s.Merchant, s.Account, s.PaidOn, s.Currency, s.Gross, s.Fee, s.Net, s.Purchases, s.File)
	if err != nil {
		return 0, fmt.Errorf("settlement %s: %w", s.Name, err)
	}
	return ID(id), nil
}

// Of makes a settlement of a partner's report.
func Of(s *formats.Settlement, partner, account, file string) Settlement {
	n := 0
	for i := range s.Payments {
		if s.Payments[i].Gross != 0 {
			n++
		}
	}
	return Settlement{
		Partner: partner, Name: s.ID, Acquirer: s.Acquirer, Merchant: s.Merchant, Account: account, PaidOn: s.PaidOn, Currency: s.Currency,
		Gross: s.Gross, Fee: s.Fee, Net: s.Net, Purchases: n, File: file,
	}
}

// Load gives a settlement of these books.
func Load(tx *ledger.Tx, id ID) (Settlement, error) {
	found, err := list(tx, `WHERE id = $1 AND tenant = $2`, id, tx.Tenant())
	if err == nil && len(found) == 0 {
		err = ledger.ErrNotFound
	}
	if err != nil {
		return Settlement{}, fmt.Errorf("settlement %s: %w", id.Name(), err)
	}
	return found[0], nil
}

// List gives the settlements of these books, oldest first; only those that wait for their
// money, if that is asked.
func List(tx *ledger.Tx, waiting bool) ([]Settlement, error) {
	where := `WHERE tenant = $1 ORDER BY id`
	if waiting {
		where = `WHERE tenant = $1 AND booking = '' ORDER BY id`
	}
	return list(tx, where, tx.Tenant())
}

func list(tx *ledger.Tx, where string, args ...any) (all []Settlement, err error) {
	err = tx.Each(`SELECT id, partner, name, acquirer, merchant, account, paid_on, currency, gross, fee, net, purchases, file, booking, receipt
		FROM settlement `+where, args, func(r *store.Row) error {
		all = append(all, Settlement{
			ID: ID(r.Int(0)), Partner: r.Text(1), Name: r.Text(2), Acquirer: r.Text(3), Merchant: r.Text(4), Account: r.Text(5), PaidOn: r.Date(6),
			Currency: money.Currency(r.Text(7)), Gross: r.Int(8), Fee: r.Int(9), Net: r.Int(10), Purchases: int(r.Int(11)), File: r.Text(12),
			Booking: r.Text(13), Receipt: ledger.ReceiptID(r.Int(14)),
		})
		return nil
	})
	return all, err
}

// EntryOf gives the entry that took a settlement's money in; 0 where there was none.
func EntryOf(tx *ledger.Tx, s *Settlement) (id ledger.EntryID, err error) {
	_, err = tx.One(`SELECT id FROM entry WHERE key = $1 AND tenant = $2`, []any{s.Booking, tx.Tenant()}, func(r *store.Row) error {
		id = ledger.EntryID(r.Int(0))
		return nil
	})
	return id, err
}
