package ledger

import (
	"errors"
	"fmt"

	"girod/ledger/store"
)

// House is the tenant that is always there: who runs this installation. One that has no
// other tenants sees nothing of them.
const House TenantID = 1

// TenantKind tells a set of books from what stands above several.
type TenantKind string

// The kinds of tenant (DOMAIN.md, R-ALK-12). What stands below an association, its
// members, are parties of its books and no tenants.
const (
	Federation  TenantKind = "federation" // has no books; sees those below
	Association TenantKind = "association"
)

// Tenant is one set of books, or a federation above several, in a tree.
type Tenant struct {
	ID      TenantID
	Name    string   // by which it is known: it never changes
	Parent  TenantID // 0 at the top
	Kind    TenantKind
	Keeping Keeping // 0 of a federation
	OrgNo   string
}

// Books is one set of books: whose they are, in which capacity they are kept and how
// their accounts are numbered.
type Books struct {
	Tenant  TenantID
	Keeping Keeping
	Chart   Chart
	Fees    []Recognition // when fees are income, in order of day; none: when claimed
}

func houseBooks(chart Chart) Books { return Books{Tenant: House, Keeping: Creditor, Chart: chart} }

// Tenant is whose books these are.
func (tx *Tx) Tenant() TenantID { return tx.books.Tenant }

// Keeping is as what they are kept.
func (tx *Tx) Keeping() Keeping { return tx.books.Keeping }

// For is the books of another tenant within the same transaction.
func (tx *Tx) For(books Books) *Tx {
	other := *tx
	other.books = books
	return &other
}

// PutTenant writes a tenant, or what is new about the one of that name, and gives its id.
func (tx *Tx) PutTenant(t Tenant) (TenantID, error) {
	if t.Name == "" || (t.Kind == Federation) != (t.Keeping == 0) || t.Kind != Federation && t.Kind != Association {
		return 0, fmt.Errorf("%w: %q, %s, kept as %q", ErrTenant, t.Name, t.Kind, t.Keeping)
	}
	var parent any
	if t.Parent != 0 {
		parent = t.Parent
	}
	old, err := tx.TenantByName(t.Name)
	if err == nil {
		_, err := tx.Exec(`UPDATE tenant SET parent = $2, kind = $3, keeping = $4, org_no = $5 WHERE id = $1`, old.ID, parent, t.Kind, int64(t.Keeping), t.OrgNo)
		return old.ID, err
	}
	if !errors.Is(err, ErrNotFound) {
		return 0, err
	}
	id, err := tx.NextID("tenant")
	if err == nil {
		_, err = tx.Exec(`INSERT INTO tenant (id, name, parent, kind, keeping, org_no) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, t.Name, parent, t.Kind, int64(t.Keeping), t.OrgNo)
	}
	tx.state.several = 0
	return TenantID(id), err
}

const tenantSelect = `SELECT id, name, parent, kind, keeping, org_no FROM tenant `

// Tenants gives every tenant in order of id.
func (tx *Tx) Tenants() (list []Tenant, err error) {
	err = tx.Each(tenantSelect+`ORDER BY id`, nil, func(r *store.Row) error {
		list = append(list, tenantOf(r))
		return nil
	})
	return list, err
}

// TenantByName gives a tenant by its name.
func (tx *Tx) TenantByName(name string) (t Tenant, err error) {
	there, err := tx.One(tenantSelect+`WHERE name = $1`, []any{name}, func(r *store.Row) error {
		t = tenantOf(r)
		return nil
	})
	return t, found(there, err, "tenant", name)
}

func tenantOf(r *store.Row) Tenant {
	return Tenant{TenantID(r.Int(0)), r.Text(1), TenantID(r.Int(2)), TenantKind(r.Text(3)), Keeping(r.Int(4)), r.Text(5)}
}

// severalTenants tells whether there are more than the house: only then can anything of
// one come into the books of another.
func (tx *Tx) severalTenants() (bool, error) {
	if tx.state.several == 0 {
		there, err := tx.One(`SELECT 1 FROM tenant WHERE id > 1 LIMIT 1`, nil, nil)
		if err != nil {
			return false, err
		}
		tx.state.several = -1
		if there {
			tx.state.several = 1
		}
	}
	return tx.state.several > 0, nil
}

// apart refuses a transaction that has posted on an invoice or a payment of other books:
// from there it does not exist. One question for all that was gathered, and none where
// there is but one tenant.
func (p *Poster) apart() error {
	if p.ids.posting == p.checked {
		return nil
	}
	several, err := p.tx.severalTenants()
	if err != nil {
		return err
	}
	for what, query := range map[string]string{
		"invoice": `SELECT posting.invoice FROM posting JOIN account ON account.id = posting.account JOIN invoice ON invoice.id = posting.invoice
			WHERE posting.id > $1 AND account.tenant <> invoice.tenant ORDER BY posting.id LIMIT 1`,
		"receipt": `SELECT posting.receipt FROM posting JOIN account ON account.id = posting.account
			JOIN receipt_row ON receipt_row.id = posting.receipt JOIN entry ON entry.id = receipt_row.entry
			WHERE posting.id > $1 AND posting.late = 1 AND account.tenant <> entry.tenant ORDER BY posting.id LIMIT 1`,
	} {
		if !several {
			break
		}
		_, err := p.tx.One(query, []any{p.checked}, func(r *store.Row) error {
			return fmt.Errorf("%s %d: %w in these books", what, r.Int(0), ErrNotFound)
		})
		if err != nil {
			return err
		}
	}
	if err := p.oneCurrency(); err != nil {
		return err
	}
	p.checked = p.ids.posting
	return nil
}

// oneCurrency refuses a transaction that has posted on an invoice in another currency than
// the invoice's, and asks nothing where there is but one currency in the house.
func (p *Poster) oneCurrency() error {
	if len(p.currencies) == 1 && !p.mixed {
		for c := range p.currencies {
			var err error
			if p.mixed, err = p.tx.One(`SELECT 1 FROM account WHERE currency <> $1 LIMIT 1`, []any{c}, nil); err != nil {
				return err
			}
		}
	}
	if !p.mixed && len(p.currencies) < 2 {
		return nil
	}
	_, err := p.tx.One(`SELECT invoice.number, invoice.currency, account.currency FROM posting JOIN account ON account.id = posting.account
		JOIN invoice ON invoice.id = posting.invoice WHERE posting.id > $1 AND account.currency <> invoice.currency ORDER BY posting.id LIMIT 1`, []any{p.checked},
		func(r *store.Row) error {
			return fmt.Errorf("invoice %s in %s: %w: posted in %s", r.Text(0), r.Text(1), ErrCurrency, r.Text(2))
		})
	return err
}
