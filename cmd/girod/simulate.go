package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"girod/exchange"
	"girod/exchange/durable"
	"girod/exchange/remote"
	"girod/formats/date"
	"girod/ledger"
)

func simulateCommand(t *terminal) *cobra.Command {
	var s simulation
	var from, to string
	cmd := &cobra.Command{
		Use:   "simulate --from DAY --to DAY",
		Short: "run the calendar on a copy of the book and show what would be sent",
		Long: `simulate copies the book, lets the days from one to another pass on the copy, and shows
each letter, fee, posting, end of a hold and payout that would come, by day, with sums.
Each day runs the functions the daemon's day runs, at that day's clock.

The book itself is only read, and nothing leaves the house: no file, no mail. Letters are
taken as sent on their day and none bounces; the bank's files are taken as come, and
nobody pays, but for the files given with --payments, each received on the day it books.
What the law refuses stays refused: a letter that needs a rate nobody has confirmed is
shown as one that would not be sent.

With --json each event is an object on a line of its own; the last is the summary.`,
		Args: exactly(0, "no arguments: simulate --from 2026-01-01 --to 2026-12-31"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.days(from, to); err != nil {
				return err
			}
			return t.simulate(cmd.Context(), &s)
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the first day")
	cmd.Flags().StringVar(&to, "to", "", "the last day")
	cmd.Flags().StringVar(&s.invoice, "invoice", "", "show only what concerns this invoice, each event on a line")
	cmd.Flags().BoolVar(&s.each, "each", false, "show every letter and posting on a line, not their sums by day")
	cmd.Flags().StringArrayVar(&s.payments, "payments", nil, "a bank file, received on the day it books; may be repeated")
	cmd.Flags().StringVar(&s.letters, "letters", "", "write the letters as PDF into this new directory")
	cmd.Flags().StringVar(&s.keep, "keep", "", "keep the copy in this new directory")
	return cmd
}

// simulation is what is asked for, and where it stands.
type simulation struct {
	from, to      date.Date
	invoice       string
	each          bool
	payments      []string
	letters, keep string

	*house               // on the copy
	shown       []string // whose books are to be seen
	since       seen
	arrivals    map[date.Date][]paymentFile
	planLetters []planLetter // of today
	out         *simulated
}

func (s *simulation) days(from, to string) (err error) {
	if s.from, err = date.Parse(from); err == nil {
		s.to, err = date.Parse(to)
	}
	switch {
	case err != nil || len(from) != 10 || len(to) != 10:
		return usageError{errors.New("simulate: want --from and --to, two days such as 2026-01-01")}
	case s.to < s.from:
		return usageError{fmt.Errorf("simulate: --to %s is before --from %s", s.to, s.from)}
	case s.to.Days(s.from) > 10*366:
		return usageError{errors.New("simulate: at most ten years")}
	}
	return nil
}

// simulate makes the copy, lets the days pass, and takes the copy away again, also when a
// signal has ended the context.
func (t *terminal) simulate(ctx context.Context, s *simulation) (err error) {
	o, err := t.openToRead(ctx)
	if err != nil {
		return err
	}
	defer o.close()
	if today := o.today(); s.from < today {
		return usageError{fmt.Errorf("simulate: --from %s has been: the calendar runs on from today, %s", s.from, today)}
	}
	if s.shown, err = o.meant(); err != nil {
		return err
	}
	if s.keep != "" { // the copy holds everybody's books
		if err := o.wholeHouse(); err != nil {
			return err
		}
	}
	scratch, err := o.scratch(s.keep)
	if err != nil {
		return fmt.Errorf("simulate: %w", err)
	}
	defer func() { err = errors.Join(err, scratch.end()) }()
	if s.house, err = o.onCopy(ctx, scratch.dir); err != nil {
		return fmt.Errorf("simulate: %w", err)
	}
	defer s.house.close()
	if err := s.begin(ctx); err != nil {
		return fmt.Errorf("simulate: %w", err)
	}
	tick := t.progress(s.to.Days(s.from)+1, "simulating")
	for day := s.from; day <= s.to; day = day.Add(1) {
		if err := s.day(ctx, day); err != nil {
			return fmt.Errorf("simulate %s: %w", day, err)
		}
		tick()
	}
	return s.end(ctx)
}

// begin notes where the book stands and reads when the given payments book.
func (s *simulation) begin(ctx context.Context) error {
	s.out = newSimulated(s)
	if s.letters != "" {
		if _, err := os.Stat(s.letters); err == nil {
			return fmt.Errorf("--letters %s: exists already: want a new directory", s.letters)
		}
		if err := s.disk.MkdirAll(s.letters); err != nil {
			return err
		}
	}
	if err := s.readPayments(ctx); err != nil {
		return err
	}
	waiting, err := s.waitingFiles(ctx)
	if err != nil {
		return err
	}
	s.out.begin(waiting)
	return s.mark(ctx, s.clockOf(s.from))
}

// clockOf is the instant at which a simulated day's work is done: late enough for every
// job that has an hour.
func (s *simulation) clockOf(day date.Date) time.Time { return day.Time(s.zone).Add(23 * time.Hour) }

// onCopy is a house of its own on a copy of this one's book. It has the same configuration
// and the same functions, but its own disk space, and no way to any partner.
func (o *office) onCopy(ctx context.Context, dir string) (*house, error) {
	c, other := *o.all, *o
	c.Data, c.Database = dir, "sqlite:"+filepath.Join(dir, "girod.db")
	other.all, other.config = &c, c.Of(o.books)
	var err error
	if other.db, err = o.db.Scratch(ctx, filepath.Join(dir, "girod.db")); err != nil {
		return nil, err
	}
	other.book = ledger.New(other.db, o.chart)
	if err := other.enrol(ctx); err != nil { // what the configuration adds has books on the copy alone
		other.close()
		return nil, err
	}
	h := &house{office: &other, disk: durable.On(durable.OS{}), log: zerolog.Nop(), simulated: true}
	if err := h.wire(); err != nil {
		other.close()
		return nil, err
	}
	// What the house's own node has under way stays as it is: its bytes are not here.
	h.x.Node, h.x.Lease = "simulation", 100*365*24*time.Hour
	for i := range h.x.Partners {
		h.x.Partners[i].Dial = func(context.Context) (remote.Folder, error) { return nil, errSimulated }
	}
	return h, nil
}

var errSimulated = errors.New("a simulation talks to nobody")

// scratch is the directory a simulation lives in.
type scratch struct {
	dir  string
	kept bool
	lock *os.File
}

// scratchDirs is where simulations live, within the data directory: what they copy is as
// secret as the book.
const scratchDirs = "simulations"

// scratch makes the directory: a new one of the data directory, or the one to keep. What
// a simulation left that was killed is swept away; the lock tells it from one that runs.
func (o *office) scratch(keep string) (*scratch, error) {
	disk := durable.On(durable.OS{})
	if keep != "" {
		if _, err := os.Stat(keep); err == nil {
			return nil, fmt.Errorf("--keep %s: exists already: want a new directory", keep)
		}
		return &scratch{dir: keep, kept: true}, disk.MkdirAll(keep)
	}
	home := filepath.Join(o.config.DataPath(), scratchDirs)
	if err := disk.MkdirAll(home); err != nil {
		return nil, err
	}
	left, err := os.ReadDir(home)
	if err != nil {
		return nil, err
	}
	for _, e := range left {
		if s, err := lockScratch(filepath.Join(home, e.Name())); err == nil {
			_ = s.end() // best effort: the next one tries again
		}
	}
	dir := filepath.Join(home, strconv.Itoa(os.Getpid())+"-"+strconv.FormatInt(o.t.now().UnixNano(), 36))
	if err := disk.MkdirAll(dir); err != nil {
		return nil, err
	}
	return lockScratch(dir)
}

func lockScratch(dir string) (*scratch, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := flock(f); err != nil {
		f.Close()
		return nil, err
	}
	return &scratch{dir: dir, lock: f}, nil
}

// end takes the directory away; one to keep stays.
func (s *scratch) end() error {
	if s.kept {
		return nil
	}
	defer s.lock.Close()
	return os.RemoveAll(s.dir)
}

// waitingFiles lists the bank's files that are not booked: until they are, the daemon
// itself would remind nobody. Who sees a part of the house learns how many, and not their
// names.
func (s *simulation) waitingFiles(ctx context.Context) (list []string, err error) {
	for _, state := range []exchange.State{exchange.OnHold, exchange.Received} {
		files, err := s.x.Files(ctx, exchange.Filter{State: state})
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			list = append(list, fmt.Sprintf("%s (%s)", f.ID, f.Name))
		}
	}
	if len(list) > 0 && s.wholeHouse() != nil {
		list = []string{line(s.in, "%d of the house", len(list))}
	}
	return list, nil
}
