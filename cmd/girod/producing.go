package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"girod/config/timetable"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/report"
)

// produceReports produces every scheduled report of a set of books whose day and hour have
// come. One that was missed comes at the next start, once (R-BST-20); one whose
// production died half-way is produced anew, and the archive lists it once.
func (h *house) produceReports(ctx context.Context, at time.Time) (bool, error) {
	clock, err := timetable.ParseClock(h.config.Reports.At)
	if err != nil {
		return false, err
	}
	today := timetable.BusinessDate(at, h.zone)
	day := today
	if at.Before(timetable.Moment(today, clock, h.zone)) {
		day = today.Add(-1)
	}
	var due []production
	err = h.book.View(ctx, at, func(tx *ledger.Tx) error {
		list, err := report.Schedules(tx)
		for _, s := range list {
			if run, missed := s.Due(day); run != 0 {
				due = append(due, production{wanted: s.Wanted, schedule: s.ID, on: run, missed: missed, name: fmt.Sprintf("schedule-%d-%s", s.ID, run)})
			}
		}
		return err
	})
	moved := false
	for _, p := range due {
		if err != nil {
			break
		}
		_, failed := h.produce(ctx, at, self, p)
		if errors.Is(failed, report.ErrAsk) { // another is not to wait for it; the log tells
			h.log.Error().Int64("schedule", p.schedule).Err(failed).Msg("report not produced")
			failures.WithLabelValues("report").Inc()
			continue
		}
		moved, err = moved || failed == nil, failed
	}
	return moved, err
}

// production is a report to be put into the archive.
type production struct {
	wanted   report.Wanted
	schedule int64
	on       date.Date // the day whose report it is
	missed   int
	name     string // of the file while it is made
}

// produce makes a report of one snapshot, row by row into a file, moves the file into the
// archive under its digest and then writes it into the list. Wherever this dies, nothing
// stands in the list whose bytes are not kept.
func (h *house) produce(ctx context.Context, at time.Time, by string, p production) (report.Kept, error) {
	k := report.Kept{Schedule: p.schedule, Missed: p.missed, Wanted: p.wanted}
	if p.schedule != 0 {
		k.Run = p.on
	}
	r, ask, err := p.wanted.Ask(p.on, timetable.BusinessDate(at, h.zone), banksOf(h.config))
	if err != nil {
		return k, err
	}
	ask.Whose = h.together(h.all.Below(h.books))
	k.From, k.Through = ask.From, ask.Through
	dir := filepath.Join(h.config.DataPath(), "reports")
	if err := h.disk.MkdirAll(dir); err != nil {
		return k, err
	}
	path := filepath.Join(dir, p.name)
	digest := sha256.New()
	err = h.disk.Replace(path, func(w io.Writer) error {
		counted := &counter{w: io.MultiWriter(w, digest)}
		return h.book.View(ctx, at, func(tx *ledger.Tx) error {
			foot, err := r.Write(tx, ask, report.Record(counted))
			if err == nil {
				k.Waits, k.Size = foot.Waits, counted.n
			}
			return err
		})
	})
	if err != nil {
		return k, err
	}
	k.Digest = hex.EncodeToString(digest.Sum(nil))
	if err := h.x.KeepFrom(ctx, at, k.Digest, func() (io.ReadCloser, error) { return h.disk.Open(path) }); err != nil {
		return k, err
	}
	err = h.book.Update(ctx, at, by, func(tx *ledger.Tx) (err error) {
		id, fresh, err := report.ToArchive(tx, k)
		if err == nil {
			k, err = report.FromArchive(tx, id)
		}
		if err == nil && fresh {
			err = h.orderStatements(tx, k)
		}
		return err
	})
	if err != nil {
		return k, err
	}
	return k, h.disk.Remove(path)
}

// counter counts what is written.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
