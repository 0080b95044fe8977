package main

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"girod/config/timetable"
	"girod/exchange/durable"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
	"girod/ledger/store"
)

// dying is a disk under which girod dies at one of its calls: the call fails, or it is the
// last that is done before the database is out of reach.
type dying struct {
	durable.OS
	left  *int
	death func() error
}

var errDied = errors.New("died")

func (d dying) at() error {
	if *d.left--; *d.left == 0 {
		return d.death()
	}
	return nil
}

func (d dying) Create(path string) (durable.File, error) {
	if err := d.at(); err != nil {
		return nil, err
	}
	return d.OS.Create(path)
}

func (d dying) Open(path string) (durable.Reader, error) {
	if err := d.at(); err != nil {
		return nil, err
	}
	return d.OS.Open(path)
}

func (d dying) Rename(from, to string) error    { return errors.Join(d.at(), d.OS.Rename(from, to)) }
func (d dying) RenameNew(from, to string) error { return errors.Join(d.at(), d.OS.RenameNew(from, to)) }
func (d dying) SyncDir(dir string) error        { return errors.Join(d.at(), d.OS.SyncDir(dir)) }
func (d dying) Remove(path string) error        { return errors.Join(d.at(), d.OS.Remove(path)) }
func (d dying) Mkdir(path string) error         { return errors.Join(d.at(), d.OS.Mkdir(path)) }

// TestReportProducedOnce lets girod die at each of its calls while it produces the report
// of a week, and start again: each week's report stands in the archive once, and its data
// with it. R-BST-20
func TestReportProducedOnce(t *testing.T) {
	ledgertest.Each(t, func(t *testing.T, db *store.DB) {
		h := furnish(t, t.TempDir(), nil)
		h.create()
		open := func(at time.Time, disk durable.FS) *house {
			term := &terminal{config: h.path("girod.yaml"), out: io.Discard, err: io.Discard, now: func() time.Time { return at }}
			o, err := term.newOffice()
			h.must(err)
			o.db, o.book = db, ledger.New(db, o.chart)
			house := &house{office: o, disk: durable.On(disk), log: zerolog.Nop()}
			h.must(house.wire())
			return house
		}
		first := date.Date(20260105)
		start := open(timetable.Moment(first, 60, time.UTC), durable.OS{})
		h.must(start.book.Update(t.Context(), start.at, "anna", func(tx *ledger.Tx) error {
			_, err := report.Add(tx, report.Wanted{Report: "statistics-general", Period: timetable.PreviousWeek}, timetable.Week, first, first)
			return err
		}))
		deaths := 0
		for week := range 60 {
			at := timetable.Moment(first.Add(7*week), 12*60, time.UTC)
			calls := 0 // none dies while the house opens
			ctx, cancel := context.WithCancel(t.Context())
			death := func() error { return errDied }
			if week%2 == 1 {
				death = func() error { cancel(); return nil }
			}
			house := open(at, dying{left: &calls, death: death})
			calls = week/2 + 1
			if _, err := house.produceReports(ctx, at); err != nil {
				deaths++
			}
			cancel()
			house = open(at.Add(time.Hour), durable.OS{})
			for range 2 {
				if _, err := house.produceReports(t.Context(), at.Add(time.Hour)); err != nil {
					t.Fatal(err)
				}
			}
			h.must(house.view(t.Context(), func(tx *ledger.Tx) error {
				list, err := report.Archive(tx, "", 1000)
				if err == nil && (len(list) != week+1 || list[0].Run != first.Add(7*week) || list[0].Missed != 0) {
					t.Errorf("week %d: %d reports, the last of %s", week, len(list), list[0].Run)
				}
				return err
			}))
			if _, err := house.verifyArchive(t.Context()); err != nil {
				t.Fatalf("week %d: %v", week, err)
			}
		}
		if deaths < 20 {
			t.Errorf("died only %d times", deaths)
		}
	})
}
