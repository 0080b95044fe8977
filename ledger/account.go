package ledger

import (
	"fmt"

	"girod/formats/money"
	"girod/ledger/store"
)

// account is a row of the table: in one tenant's books a role, its number and its one currency.
type account struct {
	id       int64
	tenant   TenantID
	role     Role
	number   string
	currency money.Currency
	open     bool  // it has its row
	used     int64 // mark of the last entry that named it in its hash
}

// account gives the account a posting means; one used for the first time gets its row
// when its entry has proved sound. They are few, so a walk along the list beats a map.
func (tx *Tx) account(p *Posting) (*account, error) {
	number, err := p.Account, error(nil)
	if number == "" && p.Role == RoleClientFunds {
		if number, err = tx.fundsAccount(p); err != nil {
			return nil, err
		}
	}
	if number == "" {
		number = tx.books.Chart[p.Role]
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
		if a := &tx.state.accounts[i]; a.role == p.Role && a.currency == p.Currency && a.number == number && a.tenant == tx.books.Tenant {
			return a, nil
		}
	}
	if p.Currency.Decimals() < 0 {
		return nil, fmt.Errorf("%w: %q is none", ErrCurrency, string(p.Currency))
	}
	list := append(tx.state.accounts, account{id: 1, tenant: tx.books.Tenant, role: p.Role, number: number, currency: p.Currency})
	a := &list[len(list)-1]
	if len(list) > 1 {
		a.id = list[len(list)-2].id + 1
	}
	tx.state.accounts = list
	return a, nil
}

// openAccounts writes the accounts that were used for the first time.
func (tx *Tx) openAccounts() error {
	for i := range tx.state.accounts {
		a := &tx.state.accounts[i]
		if a.open {
			continue
		}
		_, err := tx.Exec(`INSERT INTO account (id, tenant, role, number, currency) VALUES ($1, $2, $3, $4, $5)`, a.id, a.tenant, a.role, a.number, a.currency)
		if err != nil {
			return err
		}
		a.open = true
	}
	return nil
}

// forgetAccounts drops those that only a refused entry would have opened.
func (tx *Tx) forgetAccounts() {
	list := tx.state.accounts
	for len(list) > 0 && !list[len(list)-1].open {
		list = list[:len(list)-1]
	}
	tx.state.accounts = list
}

func (tx *Tx) loadAccounts() error {
	tx.state.accounts = make([]account, 0, 16)
	return tx.Each(`SELECT id, role, number, currency, tenant FROM account ORDER BY id`, nil, func(r *store.Row) error {
		tx.state.accounts = append(tx.state.accounts,
			account{open: true, id: r.Int(0), role: Role(r.Text(1)), number: r.Text(2), currency: money.Currency(r.Text(3)), tenant: TenantID(r.Int(4))})
		return nil
	})
}
