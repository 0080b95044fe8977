package ledger

import (
	"fmt"

	"girod/formats/money"
	"girod/ledger/store"
)

// account is a row of the table: a role, its number and its one currency.
type account struct {
	id       int64
	role     Role
	number   string
	currency money.Currency
	used     int64 // mark of the last entry that named it in its hash
}

// account gives the account a posting means, opening it on first use. They are few, so
// a walk along the list beats a map.
func (tx *Tx) account(p *Posting) (*account, error) {
	number := p.Account
	if number == "" {
		number = tx.chart[p.Role]
	}
	if number == "" {
		return nil, fmt.Errorf("%w: %q", ErrRole, p.Role)
	}
	if tx.state.accounts == nil {
		if err := tx.loadAccounts(); err != nil {
			return nil, err
		}
	}
	for i := range tx.state.accounts {
		if a := &tx.state.accounts[i]; a.role == p.Role && a.currency == p.Currency && a.number == number {
			return a, nil
		}
	}
	return tx.openAccount(account{role: p.Role, number: number, currency: p.Currency})
}

func (tx *Tx) openAccount(a account) (_ *account, err error) {
	if a.currency.Decimals() < 0 {
		return nil, fmt.Errorf("%w: %q is none", ErrCurrency, string(a.currency))
	}
	if a.id, err = tx.NextID("account"); err != nil {
		return nil, err
	}
	_, err = tx.Exec(`INSERT INTO account (id, role, number, currency) VALUES ($1, $2, $3, $4)`, a.id, a.role, a.number, a.currency)
	if err != nil {
		return nil, err
	}
	tx.state.accounts = append(tx.state.accounts, a)
	return &tx.state.accounts[len(tx.state.accounts)-1], nil
}

func (tx *Tx) loadAccounts() error {
	tx.state.accounts = make([]account, 0, 16)
	return tx.Each(`SELECT id, role, number, currency FROM account ORDER BY id`, nil, func(r *store.Row) error {
		tx.state.accounts = append(tx.state.accounts,
			account{id: r.Int(0), role: Role(r.Text(1)), number: r.Text(2), currency: money.Currency(r.Text(3))})
		return nil
	})
}
