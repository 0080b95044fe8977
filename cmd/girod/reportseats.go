package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"girod/config"
	"girod/ledger"
	"girod/ledger/report"
)

// A report is kept, and comes by itself, for the tenant that asked for it: a set of books,
// or a federation, which has none of its own and takes those below it together (R-BST-26).

// seat is the office at the tenant who has a schedule or a kept report: the federation that
// is named or whose user types, else the one set of books.
func (o *office) seat() (*office, error) {
	name := o.t.tenant
	if u := o.me(); name == "" && u != nil {
		name = u.Tenant
	}
	t := o.all.Tenant(name)
	if t == nil || t.Kind != config.Federation {
		return o.chosen()
	}
	if _, err := o.meant(); err != nil {
		return nil, err
	}
	if u := o.me(); u != nil && !o.below(name, u.Tenant) {
		return nil, fmt.Errorf("--tenant %s: E_NO_ACCESS: you see %s\nhint: girod tenants lists what you see", name, u.Tenant)
	}
	return o.of(name), nil
}

// below tells whether a tenant is another or stands below it; all stand below nobody's.
func (o *office) below(name, above string) bool {
	for above != "" && name != above {
		t := o.all.Tenant(name)
		if t == nil {
			return false
		}
		name = t.Parent
	}
	return true
}

// ofEachSeat is ofEach with the federations as well.
func (h *house) ofEachSeat(do func(*house, context.Context, time.Time) (bool, error)) func(context.Context, time.Time) (bool, error) {
	books := h.ofEach(do)
	return func(ctx context.Context, at time.Time) (bool, error) {
		moved, err := books(ctx, at)
		for _, t := range h.all.Tenants {
			if t.Kind != config.Federation {
				continue
			}
			m, failed := do(h.of(t.Name).on(at), ctx, at)
			if failed != nil {
				failed = fmt.Errorf("%s: %w", t.Name, failed)
			}
			moved, err = moved || m, errors.Join(err, failed)
		}
		return moved, err
	}
}

// together are the sets of books that a report is asked of.
func (o *office) together(names []string) (list []report.Books) {
	for _, name := range names {
		id := ledger.House
		if name != config.House {
			id = o.ids[name]
		}
		own := o.of(name)
		list = append(list, report.Books{Tenant: id, Name: name, Chart: own.chart, Banks: banksOf(own.config), Lapse: own.lapses})
	}
	return list
}

// carryingSeat opens the house at the tenant who has the report: its data lie in the archive.
func (t *terminal) carryingSeat(ctx context.Context, fn func(*house) error) error {
	h, err := t.openHouse(ctx, false)
	if err != nil {
		return err
	}
	defer h.close()
	own, err := h.seat()
	if err != nil {
		return err
	}
	return fn(h.of(own.books))
}

// sitting opens the office at the tenant who has the report, to look or to act.
func (t *terminal) sitting(ctx context.Context, role string, fn func(*office, *ledger.Tx) error) error {
	o, err := t.openOffice(ctx, false)
	if err != nil {
		return err
	}
	defer o.close()
	who := ""
	if role != "" {
		if who, err = o.person(role); err != nil {
			return err
		}
	}
	own, err := o.seat()
	if err != nil {
		return err
	}
	if role == "" {
		return own.view(ctx, func(tx *ledger.Tx) error { return fn(own, tx) })
	}
	return own.acts(ctx, who, func(tx *ledger.Tx) error { return fn(own, tx) })
}
