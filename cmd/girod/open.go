package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"girod/config"
	"girod/exchange/durable"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/report"
	"girod/ledger/store"
)

// office is an open girod: the configuration and the database, and what stands on them.
// Commands that only look need no more than this; see house.go for what the daemon adds.
type office struct {
	t      *terminal
	all    *config.Config // as the file says
	config *config.Config // as the books have it that the office is open at
	books  string         // whose they are
	ids    map[string]ledger.TenantID
	db     *store.DB
	book   *ledger.Book
	chart  ledger.Chart
	in     *report.Tongue // what a clerk reads is said in it
	zone   *time.Location
	at     time.Time // the one clock reading of this command
}

// newOffice reads the configuration and the clock; nothing is opened.
func (t *terminal) newOffice() (*office, error) {
	c, err := config.Load(t.config)
	if err != nil {
		return nil, err
	}
	in, err := t.tongue(c.Language)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(c.Dunning.Zone)
	if err != nil {
		return nil, fmt.Errorf("configuration, dunning.zone: %w", err)
	}
	at, err := t.clock(zone)
	if err != nil {
		return nil, err
	}
	return &office{t: t, all: c, config: c.Of(config.House), books: config.House, in: in, zone: zone, at: at, chart: chartOf(c)}, nil
}

// openOffice opens the database as well, and enrols the tenants that the configuration adds;
// create makes a missing one.
func (t *terminal) openOffice(ctx context.Context, create bool) (*office, error) {
	o, err := t.openBook(ctx, create)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(o.earnest(ctx), o.enrol(ctx)); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// openToRead opens the office for what only reads: of a tenant that the configuration adds it
// finds empty books.
func (t *terminal) openToRead(ctx context.Context) (*office, error) {
	o, err := t.openBook(ctx, false)
	if err != nil {
		return nil, err
	}
	if _, err := o.know(ctx); err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

func (t *terminal) openBook(ctx context.Context, create bool) (*office, error) {
	o, err := t.newOffice()
	if err != nil {
		return nil, err
	}
	open := store.Open
	if create {
		if err := durable.On(durable.OS{}).MkdirAll(o.config.DataPath()); err != nil {
			return nil, fmt.Errorf("data directory: %w", err)
		}
		open = store.Create
	}
	if o.db, err = open(ctx, o.config.DatabaseURL()); err != nil {
		return nil, fmt.Errorf("database: %w", err)
	}
	o.book = ledger.New(o.db, o.chart)
	return o, nil
}

// clock is now, or the instant that --as-of gives.
func (t *terminal) clock(zone *time.Location) (time.Time, error) {
	if t.asOf == "" {
		return t.now(), nil
	}
	return parseAsOf(t.asOf, zone)
}

// today is the day it is for the creditor.
func (o *office) today() date.Date { return date.From(o.at.In(o.zone)) }

func (o *office) close() { _ = o.db.Close() }

// chartOf is the BAS chart with the configuration's numbers over it.
func chartOf(c *config.Config) ledger.Chart {
	chart := ledger.DefaultChart()
	for role, number := range c.Chart {
		chart[ledger.Role(role)] = number
	}
	return chart
}

// view runs fn on a snapshot of the book.
func (o *office) view(ctx context.Context, fn func(*ledger.Tx) error) error {
	return o.book.View(ctx, o.at, fn)
}

// looking opens the office for a command that only reads one set of books, and closes it
// behind.
func (t *terminal) looking(ctx context.Context, fn func(*office, *ledger.Tx) error) error {
	o, err := t.openToRead(ctx)
	if err != nil {
		return err
	}
	defer o.close()
	own, err := o.chosen()
	if err != nil {
		return err
	}
	return own.view(ctx, func(tx *ledger.Tx) error { return fn(own, tx) })
}

// lookingAll opens the office for a command that reads all the books that are wanted: fn
// is called once, and asks each for them.
func (t *terminal) lookingAll(ctx context.Context, fn func(*office, *ledger.Tx) error) error {
	o, err := t.openToRead(ctx)
	if err != nil {
		return err
	}
	defer o.close()
	return o.view(ctx, func(tx *ledger.Tx) error { return fn(o, tx) })
}

// acting opens the office for a command that changes something in a person's name.
func (t *terminal) acting(ctx context.Context, role string, fn func(*office, *ledger.Tx) error) error {
	o, err := t.openOffice(ctx, false)
	if err != nil {
		return err
	}
	defer o.close()
	who, err := o.person(role)
	if err != nil {
		return err
	}
	own, err := o.chosen()
	if err != nil {
		return err
	}
	return own.acts(ctx, who, func(tx *ledger.Tx) error { return fn(own, tx) })
}

// amount shows minor units of a currency.
func amount(minor int64, c money.Currency) string { return money.Of(minor, c).Decimal() }
