package main

import (
	"context"
	"errors"
	"fmt"
	"os/user"
	"slices"
	"strings"
	"time"

	"girod/config"
	"girod/ledger"
)

// Several sets of books in one house (R-ALK-12). An office is always open at one of them:
// its configuration shows that tenant's creditor, accounts and way of reminding where the
// house's would stand, and its book holds that tenant's rows and no others.

// keepingOf is as what a set of books is kept.
func keepingOf(c *config.Config, name string) ledger.Keeping {
	t := c.Tenant(name)
	switch {
	case t == nil:
		return ledger.Creditor
	case t.Kind == config.Federation:
		return 0
	case t.Keeping == "agent":
		return ledger.Agent
	case t.Keeping == "factor-seller":
		return ledger.Seller
	}
	return ledger.Creditor
}

// of is the office open at the books of a tenant.
func (o *office) of(name string) *office {
	own := *o
	own.books, own.config = name, o.all.Of(name)
	own.chart = chartOf(own.config)
	id := ledger.House
	if name != config.House {
		id = o.ids[name]
	}
	own.book = ledger.New(o.db, own.chart).For(ledger.Books{Tenant: id, Keeping: keepingOf(o.all, name), Chart: own.chart, Fees: feesOf(own.config)})
	return &own
}

// feesOf is when fees are income.
func feesOf(c *config.Config) (list []ledger.Recognition) {
	for _, r := range c.Bookkeeping.FeeRecognition {
		list = append(list, ledger.Recognition{From: r.From, WhenPaid: r.Policy == config.OnSettlement})
	}
	return list
}

// of is the same house with its office open at the books of a tenant.
func (h *house) of(name string) *house {
	own := *h
	own.office = h.office.of(name)
	return &own
}

// on is the same house with its clock at an instant. A daemon opened its house long ago; each
// turn of a loop reads the clock once, and what it does is of that day.
func (h *house) on(at time.Time) *house {
	own, office := *h, *h.office
	office.at, own.office = at, &office
	return &own
}

// tx is the same transaction in this office's books.
func (o *office) tx(tx *ledger.Tx) *ledger.Tx { return o.book.Open(tx) }

// ofEach makes a piece of the day's work one that is done for each set of books; what
// fails for one delays no other.
func (h *house) ofEach(do func(*house, context.Context, time.Time) (bool, error)) func(context.Context, time.Time) (bool, error) {
	return func(ctx context.Context, at time.Time) (moved bool, err error) {
		for _, name := range h.all.Books() {
			m, failed := do(h.of(name).on(at), ctx, at)
			if failed != nil && len(h.all.Tenants) > 0 {
				failed = fmt.Errorf("%s: %w", name, failed)
			}
			moved, err = moved || m, errors.Join(err, failed)
		}
		return moved, err
	}
}

// know reads which tenants the book has, and says so when one that has books is no longer
// configured or is to be kept as something else: neither may happen. It tells whether each is
// there as it is configured; one that is not has no books yet.
func (o *office) know(ctx context.Context) (same bool, err error) {
	o.ids = map[string]ledger.TenantID{}
	known := map[string]ledger.Tenant{}
	err = o.book.View(ctx, o.at, func(tx *ledger.Tx) error {
		list, err := tx.Tenants()
		for _, t := range list {
			known[t.Name], o.ids[t.Name] = t, t.ID
			if err == nil && t.ID != ledger.House {
				err = o.mayStay(tx, t)
			}
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("tenants: %w", err)
	}
	same = true
	for _, t := range o.all.Tenants {
		same = same && known[t.Name] == o.tenant(t, known[t.Name].ID)
	}
	return same, nil
}

// enrol gives each configured tenant its row in the book.
func (o *office) enrol(ctx context.Context) error {
	if same, err := o.know(ctx); err != nil || same {
		return err
	}
	return o.book.Update(ctx, o.at, self, func(tx *ledger.Tx) error {
		for _, t := range downwards(o.all.Tenants) {
			id, err := tx.PutTenant(o.tenant(t, 0))
			if err != nil {
				return fmt.Errorf("tenants: %w", err)
			}
			o.ids[t.Name] = id
		}
		return nil
	})
}

// tenant is a configured one as the book has it.
func (o *office) tenant(t config.Tenant, id ledger.TenantID) ledger.Tenant {
	return ledger.Tenant{ID: id, Name: t.Name, Parent: o.ids[t.Parent], Kind: ledger.TenantKind(t.Kind), Keeping: keepingOf(o.all, t.Name), OrgNo: t.Creditor.OrgNo}
}

// mayStay holds a tenant that has books to what the configuration says of it.
func (o *office) mayStay(tx *ledger.Tx, t ledger.Tenant) error {
	now := o.all.Tenant(t.Name)
	if now != nil && keepingOf(o.all, t.Name) == t.Keeping {
		return nil
	}
	used := errors.New("used")
	err := tx.For(ledger.Books{Tenant: t.ID}).EntriesWhere(ledger.EntryFilter{Limit: 1}, func(ledger.Entry) error { return used })
	switch {
	case !errors.Is(err, used):
		return err
	case now == nil:
		return fmt.Errorf("%s has books here and is not in the configuration\nhint: put it back; books are kept for seven years", t.Name)
	}
	return fmt.Errorf("%s has been kept as %s and cannot become %s\nhint: give the new way of keeping another name", t.Name, t.Keeping, now.Keeping)
}

// downwards puts parents before those below them.
func downwards(all []config.Tenant) (list []config.Tenant) {
	done := map[string]bool{"": true}
	for len(list) < len(all) { // config.Check has found every parent, and no circle
		for _, t := range all {
			if done[t.Parent] && !done[t.Name] {
				done[t.Name] = true
				list = append(list, t)
			}
		}
	}
	return list
}

// me is the user of the configuration who types; nil when this login is none's: the
// machine's own people, who see all.
func (o *office) me() *config.User {
	login, err := user.Current()
	if err != nil {
		return nil
	}
	var first *config.User
	for i, u := range o.all.Users {
		switch {
		case u.OS != login.Username:
		case o.t.as == "" || o.t.as == u.Name:
			return &o.all.Users[i]
		case first == nil: // whoever else they say they are
			first = &o.all.Users[i]
		}
	}
	return first
}

// sees names the books that who types may look into: their tenant's and those below it
// (R-BST-26).
func (o *office) sees() []string {
	if u := o.me(); u != nil {
		return o.all.Below(u.Tenant)
	}
	return o.all.Below("")
}

// meant names the books a command is about: all that --tenant stands above, or when
// nothing is said all that may be seen. There is at least one.
func (o *office) meant() ([]string, error) {
	sees := o.sees()
	if len(sees) == 0 {
		return nil, fmt.Errorf("%s: E_NO_ACCESS: no books stand below %s yet\nhint: girod example, tenants", o.me().Name, o.me().Tenant)
	}
	if o.t.tenant == "" {
		return sees, nil
	}
	var list []string
	for _, name := range o.all.Below(o.t.tenant) {
		if slices.Contains(sees, name) {
			list = append(list, name)
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("--tenant %s: E_NO_ACCESS: it is none of yours\nhint: girod tenants lists those you see", o.t.tenant)
	}
	return list, nil
}

// chosen is the office at the one set of books a command is about: the one that --tenant
// names, the user's own, or the only one.
func (o *office) chosen() (*office, error) {
	list, err := o.meant()
	if err != nil {
		return nil, err
	}
	own := o.t.tenant
	if u := o.me(); own == "" && u != nil {
		own = u.Tenant
	}
	switch {
	case slices.Contains(list, own):
		return o.of(own), nil
	case len(list) == 1:
		return o.of(list[0]), nil
	}
	return nil, usageError{fmt.Errorf("whose books: want --tenant, one of %s", strings.Join(list, ", "))}
}

// each runs fn in each of the books that are wanted.
func (o *office) each(tx *ledger.Tx, fn func(*office, *ledger.Tx) error) error {
	list, err := o.meant()
	for _, name := range list {
		if err == nil {
			own := o.of(name)
			err = fn(own, own.tx(tx))
		}
	}
	return err
}

// listed begins a list of rows out of each of the books that are meant; where there are
// several, each row says whose it is.
func (o *office) listed(head ...string) *ownedTable {
	list, _ := o.meant()
	tb := &ownedTable{several: len(list) > 1}
	if tb.several {
		head = append([]string{"tenant"}, head...)
	}
	tb.table = newTable(head...)
	return tb
}

// ownedTable is a table of rows that may be several tenants'.
type ownedTable struct {
	*table
	several bool
}

// add adds a row of a tenant's.
func (tb *ownedTable) add(o *office, cells ...string) {
	if tb.several {
		cells = append([]string{o.books}, cells...)
	}
	tb.row(cells...)
}

// owner names whose books these are, for a list of several; "" where there are no tenants.
func (o *office) owner() string {
	if len(o.all.Tenants) == 0 {
		return ""
	}
	return o.books
}

// wholeHouse refuses a command about all of the house to who sees only a part of it.
func (o *office) wholeHouse() error {
	if u := o.me(); u != nil && u.Tenant != "" {
		return fmt.Errorf("%s: E_NO_ACCESS: this is about the whole house, you see %s\nhint: ask a user without a tenant", u.Name, u.Tenant)
	}
	return nil
}
