package report

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"girod/ledger"
)

// The refusals of a question about what there is not: a mistyped name would else be answered
// as though nothing were owed under it.
var (
	ErrDepartment = errors.New("E_REPORT_DEPARTMENT: no such department")
	ErrSystem     = errors.New("E_REPORT_SYSTEM: no such country's law")
	ErrDebtor     = errors.New("E_REPORT_DEBTOR: no such customer")
	ErrAccount    = errors.New("E_REPORT_ACCOUNT: no such account")
)

// systems are the countries whose law we know.
var systems = []string{"SE", "NO", "DK", "FI"}

// Known refuses a question about a department, country, customer or account that is in none of
// the books it is asked of.
func (r Report) Known(tx *ledger.Tx, ask Ask) error {
	books := ask.Whose
	if len(books) == 0 {
		books = []Books{{Tenant: tx.Tenant(), Chart: tx.Chart(), Banks: ask.Banks}}
	}
	anywhere := func(is func(*ledger.Tx, Books) (bool, error)) (found bool, err error) {
		for _, b := range books {
			if !found && err == nil {
				found, err = is(tx.For(ledger.Books{Tenant: b.Tenant}), b)
			}
		}
		return found, err
	}
	if ask.System != "" && !slices.Contains(systems, ask.System) {
		return r.unknown("system", ask.System, ErrSystem, systems)
	}
	for _, d := range ask.Departments {
		if found, err := anywhere(func(tx *ledger.Tx, b Books) (bool, error) { return b.has(tx, d) }); err != nil || !found {
			return errors.Join(err, r.unknown("department", d, ErrDepartment, departmentsOf(books)))
		}
	}
	if ask.Debtor != "" {
		found, err := anywhere(func(tx *ledger.Tx, _ Books) (bool, error) {
			return tx.One(`SELECT 1 FROM party WHERE customer_no = $1 AND tenant = $2`, []any{ask.Debtor, int64(tx.Tenant())}, nil)
		})
		if err != nil || !found {
			return errors.Join(err, r.unknown("debtor", ask.Debtor, ErrDebtor, nil))
		}
	}
	if ask.Account != "" {
		if found, err := anywhere(func(tx *ledger.Tx, b Books) (bool, error) { return b.keeps(tx, r, ask.Account) }); err != nil || !found {
			return errors.Join(err, r.unknown("account", ask.Account, ErrAccount, nil))
		}
	}
	return nil
}

func (r Report) unknown(option, text string, why error, there []string) error {
	list := ""
	if len(there) > 0 {
		list = "; there are " + strings.Join(there, ", ")
	}
	return fmt.Errorf("report %s: %w: --%s %s: %w%s", r.Name, ErrAsk, option, text, why, list)
}

// has tells whether claims of these books may be of a department: the association itself, and
// in the house's own books what its cases say.
func (b Books) has(tx *ledger.Tx, department string) (bool, error) {
	if b.Tenant != ledger.House {
		return department == b.Name, nil
	}
	if department == "" {
		return true, nil
	}
	return tx.One(`SELECT 1 FROM debt_case c CROSS JOIN party p WHERE c.department = $1 AND p.id = c.debtor AND p.tenant = $2 LIMIT 1`,
		[]any{department, int64(b.Tenant)}, nil)
}

// departmentsOf names the associations among some books.
func departmentsOf(books []Books) (list []string) {
	for _, b := range books {
		if b.Tenant != ledger.House {
			list = append(list, b.Name)
		}
	}
	return list
}

// keeps tells whether an account is one of these books: a bank account where the report is of
// those, else a number of the chart or one that something was booked on.
func (b Books) keeps(tx *ledger.Tx, r Report, account string) (bool, error) {
	if r.Name == "reconciliation" {
		return slices.ContainsFunc(b.Banks, func(bank Bank) bool { return bank.Key == account }), nil
	}
	if slices.Contains(slices.Collect(maps.Values(b.Chart)), account) {
		return true, nil
	}
	return tx.One(`SELECT 1 FROM account WHERE number = $1 AND tenant = $2 LIMIT 1`, []any{account, int64(b.Tenant)}, nil)
}
