package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"girod/config"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/report"
)

// tenantJSON is a tenant with what its books hold.
type tenantJSON struct {
	Name     string       `json:"name"`
	Parent   string       `json:"parent,omitempty"`
	Kind     string       `json:"kind"`
	Keeping  string       `json:"keeping,omitempty"`
	Creditor string       `json:"creditor,omitempty"`
	OrgNo    string       `json:"orgNo,omitempty"`
	Accounts []string     `json:"accounts,omitempty"`
	Books    []holdsJSON  `json:"books,omitempty"`
	Below    []tenantJSON `json:"below,omitempty"`
}

// holdsJSON is what one currency of a set of books comes to.
type holdsJSON struct {
	Currency money.Currency `json:"currency"`
	Claims   int            `json:"openClaims"`
	Owed     string         `json:"owed"`
	Payments int            `json:"suspensePayments"`
	Suspense string         `json:"suspense"`
}

func tenantsCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tenants",
		Short: "whose books are kept here: federations and the associations below them, as a tree",
		Args:  exactly(0, "no arguments; girod tenants show NAME shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				tree, err := o.tree(tx, "")
				if err != nil {
					return err
				}
				if t.json {
					return t.printJSON(tree)
				}
				tb := headed(o.in, "tenant", "is a", "keeping", "accounts", ">open claims", ">owed", ">on suspense", ">rest", "currency")
				printTree(tb, o.in, tree, "")
				t.print(tb, line(o.in, "no tenants"))
				return nil
			})
		},
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "show NAME",
		Short: "one tenant, and what stands below it",
		Args:  exactly(1, "a tenant's name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.showTenant(cmd.Context(), args[0])
		},
	})
	return cmd
}

func (t *terminal) showTenant(ctx context.Context, name string) error {
	t.tenant = name
	return t.lookingAll(ctx, func(o *office, tx *ledger.Tx) error {
		if _, err := o.meant(); err != nil {
			return err
		}
		v, err := o.branch(tx, name)
		if err != nil {
			return err
		}
		if t.json {
			return t.printJSON(v)
		}
		if v.Keeping != "" {
			t.say(o.in, "tenant %s: %s, kept as %s, for %s", v.Name, v.Kind, v.Keeping, v.Creditor+" "+v.OrgNo)
		} else {
			t.say(o.in, "tenant %s: %s", v.Name, v.Kind)
		}
		t.printf("\n")
		tb := headed(o.in, "tenant", "is a", "keeping", "accounts", ">open claims", ">owed", ">on suspense", ">rest", "currency")
		printTree(tb, o.in, []tenantJSON{v}, "")
		t.print(tb, "")
		return nil
	})
}

// printTree sets each tenant a step further in than the one above it.
func printTree(tb *table, in *report.Tongue, tree []tenantJSON, indent string) {
	for _, v := range tree {
		cells := []string{indent + v.Name, inWords(in, "tenant", v.Kind), inWords(in, "keeping", v.Keeping), strings.Join(v.Accounts, " ")}
		if len(v.Books) == 0 {
			tb.row(append(cells, "", "", "", "", "")...)
		}
		for _, b := range v.Books {
			tb.row(append(cells, itoa(int64(b.Claims)), b.Owed, itoa(int64(b.Payments)), b.Suspense, string(b.Currency))...)
			cells = []string{"", "", "", ""}
		}
		printTree(tb, in, v.Below, indent+"  ")
	}
}

// tree gives the tenants below one, as far as who types may see them: a branch without a
// book of theirs is left out.
func (o *office) tree(tx *ledger.Tx, parent string) (list []tenantJSON, err error) {
	list = []tenantJSON{}
	mine, err := o.meant()
	if err != nil {
		return nil, err
	}
	var names []string
	if parent == "" {
		names = append(names, config.House)
	}
	for _, t := range o.all.Tenants {
		if t.Parent == parent {
			names = append(names, t.Name)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(o.all.Below(name), func(b string) bool { return slices.Contains(mine, b) }) {
			continue
		}
		v, err := o.branch(tx, name)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, nil
}

// branch gives one tenant with what is below it.
func (o *office) branch(tx *ledger.Tx, name string) (v tenantJSON, err error) {
	v = tenantJSON{Name: name, Kind: config.Association}
	if t := o.all.Tenant(name); t != nil {
		v.Kind, v.Parent = t.Kind, t.Parent
	} else if name != config.House {
		return v, fmt.Errorf("tenant %s: %w", name, ledger.ErrNotFound)
	}
	if v.Kind == config.Association {
		own := o.of(name)
		v.Keeping, v.Creditor, v.OrgNo = keepingOf(o.all, name).String(), own.config.Creditor.Name, own.config.Creditor.OrgNo
		for _, a := range own.config.Accounts {
			v.Accounts = append(v.Accounts, a.Name)
		}
		if v.Books, err = holds(own.tx(tx)); err != nil {
			return v, err
		}
	}
	if name != config.House {
		v.Below, err = o.tree(tx, name)
	}
	return v, err
}

// holds sums up the open claims and what rests without an owner, by currency.
func holds(tx *ledger.Tx) (list []holdsJSON, err error) {
	type sums struct {
		claims, payments int
		owed, rest       int64
	}
	by := map[money.Currency]*sums{}
	of := func(c money.Currency) *sums {
		if by[c] == nil {
			by[c] = &sums{}
		}
		return by[c]
	}
	err = tx.OpenItems(func(i ledger.OpenItem) error {
		s := of(i.Currency)
		s.claims++
		s.owed += i.Total()
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = openSuspense(tx, func(r ledger.Receipt, rest int64) error {
		s := of(r.Currency)
		s.payments++
		s.rest += rest
		return nil
	})
	for c, s := range by {
		list = append(list, holdsJSON{c, s.claims, amount(s.owed, c), s.payments, amount(s.rest, c)})
	}
	slices.SortFunc(list, func(a, b holdsJSON) int { return strings.Compare(string(a.Currency), string(b.Currency)) })
	return list, err
}
