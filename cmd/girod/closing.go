package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/ledger"
)

// closeCommand closes the books through a day.
func closeCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "close DAY",
		Short: "close the books through a day: nothing is dated into them any more",
		Args:  exactly(1, "a day such as 2026-01-31"),
		RunE: func(cmd *cobra.Command, args []string) error {
			day, err := date.Parse(args[0])
			if err != nil {
				return usageError{err}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				if today := o.today(); day >= today {
					return usageError{fmt.Errorf("ledger close %s: E_DATE_IN_FUTURE: that day has not ended", day)}
				}
				if err := tx.ClosePeriod(day); err != nil {
					return err
				}
				return o.sayClosed(tx)
			})
		},
	}
}

// openCommand opens closed days again. Who closes need not be who may open: it takes an
// approver.
func openCommand(t *terminal) *cobra.Command {
	var after, reason string
	cmd := &cobra.Command{
		Use:   "open --reason TEXT [--after DAY]",
		Short: "open closed books again; takes an approver and a reason",
		Long: `open lets bookings be dated into closed days again. The books stay closed through the
day of --after; without it they are open altogether. Who opened them and why stands in the
history, and so does every closing there was.`,
		Args: exactly(0, "no arguments; --after DAY keeps what is closed through that day"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var day date.Date
			if after != "" {
				var err error
				if day, err = date.Parse(after); err != nil {
					return usageError{err}
				}
			}
			if reason == "" {
				return usageError{fmt.Errorf("ledger open: want --reason")}
			}
			return t.acting(cmd.Context(), "approver", func(o *office, tx *ledger.Tx) error {
				if err := tx.OpenPeriod(day, reason); err != nil {
					return err
				}
				return o.sayClosed(tx)
			})
		},
	}
	cmd.Flags().StringVar(&after, "after", "", "the last day that stays closed")
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}

func (o *office) sayClosed(tx *ledger.Tx) error {
	closed, err := tx.ClosedThrough()
	if err != nil {
		return err
	}
	if o.t.json {
		return o.t.printJSON(map[string]string{"closedThrough": dayOrNone(closed)})
	}
	if closed == 0 {
		o.t.say(o.in, "the books are open")
	} else {
		o.t.say(o.in, "the books are closed through %s", closed)
	}
	return nil
}

func dayOrNone(d date.Date) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

func (o *office) printPeriods(tx *ledger.Tx) error {
	periods, err := tx.Periods()
	if err != nil {
		return err
	}
	type row struct {
		ClosedThrough string `json:"closedThrough"`
		Reason        string `json:"reason"`
		At            string `json:"at"`
		By            string `json:"by"`
	}
	rows := []row{}
	tb := headed(o.in, "closed through", "when", "who", "opened because")
	for _, p := range periods {
		r := row{dayOrNone(p.ClosedThrough), p.Reason, p.At, p.By}
		rows = append(rows, r)
		tb.row(r.ClosedThrough, r.At, r.By, r.Reason)
	}
	if o.t.json {
		return o.t.printJSON(rows)
	}
	o.t.print(tb, line(o.in, "the books have never been closed"))
	return nil
}

// reverseCommand corrects a booking by its mirror.
func reverseCommand(t *terminal) *cobra.Command {
	var on, reason string
	cmd := &cobra.Command{
		Use:   "reverse VOUCHER --reason TEXT",
		Short: "take a booking back by its mirror: the only way to correct one",
		Long: `reverse books the mirror of a voucher, such as F17 or, of an earlier year, F17/2025. Items
and customers' credit get back what it took. A booking is reversed once; what came from
the bank or went to it, and what a payment settled, is taken back by other commands.`,
		Args: exactly(1, "a voucher such as F17 or F17/2025"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if reason == "" {
				return usageError{fmt.Errorf("ledger reverse: want --reason")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				day, err := o.dayFlag(on)
				if err != nil {
					return err
				}
				e, err := o.voucher(tx, args[0])
				if err != nil {
					return err
				}
				id, err := tx.Correct(e.ID, day, reason)
				if err != nil {
					return err
				}
				mirror, err := tx.Entry(id)
				if err != nil {
					return err
				}
				return o.printEntry(mirror)
			})
		},
	}
	cmd.Flags().StringVar(&on, "on", "", "the day it is booked on (default today)")
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the book for ever")
	return cmd
}

// dayFlag reads a day that has come; "" is today.
func (o *office) dayFlag(text string) (date.Date, error) {
	today := o.today()
	if text == "" {
		return today, nil
	}
	day, err := date.Parse(text)
	if err != nil {
		return 0, usageError{err}
	}
	if day > today {
		return 0, usageError{fmt.Errorf("%s: E_DATE_IN_FUTURE", day)}
	}
	return day, nil
}

// voucher finds an entry by what people call it.
func (o *office) voucher(tx *ledger.Tx, name string) (ledger.Entry, error) {
	series, number, year, err := ledger.ParseVoucher(name, int64(o.at.In(o.zone).Year()))
	if err != nil {
		return ledger.Entry{}, usageError{err}
	}
	return tx.EntryByVoucher(series, number, year)
}
