// Package demo is the first thing a newcomer sees: a small boat club, its bank, its
// accountant and its print shop exchange real files with the real girod over SSH, and
// eight weeks pass in a minute.
//
// One clock is stepped from bank day to bank day. Each morning the bank tells what
// came the day before, the accountant drops what was invoiced, and the girod binary is
// run once for that instant; then people do what people do: they look at what rests on
// suspense, set a payee's account, propose refunds, and somebody else approves them. The
// members pay with every habit of real payers. Everything goes through the same
// programs, files and folders a real installation has; the demonstration only writes a
// configuration, turns the clock and types commands.
//
// Its configuration confirms the Swedish reference rate of 2026-07-01, which girod comes
// with as carried forward and unconfirmed; without that, interest for July would be
// refused. It also lets one login act for two people (payouts.trustAs), which no real
// installation must.
//
// When the weeks are over a story is told, and girod stays up on the real clock.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"

	"girod/config/calendar"
	"girod/formats/date"
)

// The eight weeks: invoices of May and June, their reminders, and a change of half-year.
const (
	firstDay date.Date = 20260511
	lastDay  date.Date = 20260708
)

// Options say where the demonstration lives and what it drives.
type Options struct {
	Girod string // the girod binary
	Audit string // the girod-audit binary; "" leaves its verdict out
	Dir   string // everything is made below it; what an earlier run left is removed
	Stay  bool   // keep girod and the bank up afterwards
	Out   io.Writer
	Bar   bool // draw a progress bar
}

// Run shows it.
func Run(ctx context.Context, o Options) (err error) {
	w, err := found(o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	began := time.Now()
	if err := w.weeks(ctx); err != nil {
		return err
	}
	if err := w.story(ctx, time.Since(began)); err != nil {
		return err
	}
	if !o.Stay {
		return nil
	}
	return w.stay(ctx)
}

// weeks steps the clock from bank day to bank day.
func (w *world) weeks(ctx context.Context) error {
	days, err := bankDays()
	if err != nil {
		return err
	}
	tell := w.progress(len(days))
	for _, day := range days {
		if err := w.day(ctx, day); err != nil {
			return fmt.Errorf("%s: %w", day, err)
		}
		tell(day)
	}
	return nil
}

func bankDays() (days []date.Date, err error) {
	sweden, err := calendar.Named("SE")
	for d := firstDay; err == nil && d <= lastDay; d = d.Add(1) {
		if sweden.IsBankDay(d) {
			days = append(days, d)
		}
	}
	return days, err
}

// day is one bank day: the bank's morning, the accountant, girod, people, girod again.
func (w *world) day(ctx context.Context, day date.Date) error {
	if err := w.bank.Step(day); err != nil {
		return err
	}
	if err := w.invoice(day); err != nil {
		return err
	}
	if err := w.girod(ctx, day, "09:00", "run", "--once"); err != nil {
		return err
	}
	act, ok := acts[day]
	if ok {
		if err := act(ctx, w, day); err != nil {
			return err
		}
		if err := w.girod(ctx, day, "10:30", "run", "--once"); err != nil {
			return err
		}
	}
	_, err := w.bank.Collect()
	return err
}

// progress gives what tells of each day: a bar where a person watches, else a line a week.
func (w *world) progress(days int) func(date.Date) {
	if w.Bar {
		bar := progressbar.NewOptions(days, progressbar.OptionSetWriter(w.Out), progressbar.OptionSetDescription("eight weeks"),
			progressbar.OptionClearOnFinish())
		return func(date.Date) { _ = bar.Add(1) }
	}
	return func(d date.Date) {
		if d.Weekday() == time.Monday {
			fmt.Fprintf(w.Out, "  week of %s\n", d)
		}
	}
}

// girod runs the binary as a person would, at an instant of a day.
func (w *world) girod(ctx context.Context, day date.Date, clock string, args ...string) error {
	_, err := w.ask(ctx, day, clock, args...)
	return err
}

// ask is girod with what it printed. Exit code 3, something waits for a person, is no
// failure: much of the demonstration is about what waits.
func (w *world) ask(ctx context.Context, day date.Date, clock string, args ...string) ([]byte, error) {
	at := fmt.Sprintf("%sT%s:00+02:00", day, clock)
	cmd := exec.CommandContext(ctx, w.Options.Girod, append([]string{"--config", w.path("girod.yaml"), "--as-of", at}, args...)...)
	log, err := os.OpenFile(w.path("girod.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd.Stderr = log
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 3 {
		err = nil
	}
	if err != nil {
		return out, fmt.Errorf("girod %v: %w (see %s)", args, err, w.path("girod.log"))
	}
	return out, nil
}

// stay keeps the daemon up on the real clock until the context ends.
func (w *world) stay(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, w.Options.Girod, "--config", w.path("girod.yaml"), "run")
	log, err := os.OpenFile(w.path("girod.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 40 * time.Second
	fmt.Fprintf(w.Out, "\ngirod is up on the real clock and looks at its partners every minute; its events are in %s\n", w.path("girod.log"))
	fmt.Fprintf(w.Out, "look around in another terminal: %s --config %s status\nCtrl-C ends it\n", w.Options.Girod, w.path("girod.yaml"))
	go w.attend(ctx)
	if err := cmd.Run(); ctx.Err() == nil {
		return fmt.Errorf("girod ended by itself: %w", err)
	}
	fmt.Fprintln(w.Out, "stopped")
	return nil
}

// attend lets the bank take what is uploaded while girod is up.
func (w *world) attend(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := w.bank.Collect(); err != nil {
				fmt.Fprintf(w.Out, "the bank: %v\n", err)
			}
		}
	}
}

func (w *world) path(name string) string { return filepath.Join(w.Dir, name) }
