package main

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"girod/config/timetable"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/report"
)

func reportsCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reports",
		Short: "reports that come by themselves, and the archive of all that were produced",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	schedule := &cobra.Command{Use: "schedule", Short: "reports that come by themselves", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	schedule.AddCommand(addScheduleCommand(t), listSchedulesCommand(t), changeScheduleCommand(t, "pause", "let a schedule rest (operator)", report.Paused),
		changeScheduleCommand(t, "resume", "let it go on; what was due meanwhile is not produced (operator)", report.Active),
		changeScheduleCommand(t, "remove", "end a schedule for good; its reports stay (operator)", report.Removed))
	archive := &cobra.Command{Use: "archive", Short: "the reports that were produced", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	archive.AddCommand(listArchiveCommand(t), showArchiveCommand(t))
	cmd.AddCommand(schedule, archive)
	return cmd
}

func addScheduleCommand(t *terminal) *cobra.Command {
	var f reportFlags
	var first, repeat string
	cmd := &cobra.Command{
		Use:   "add REPORT",
		Short: "have a report produced on a day, and again each week, month, quarter or year (operator)",
		Long: `add plans a report. On each of its days it is produced from the hour the configuration
gives (reports.at) and put into the archive. --period is worked out on that day: a report of
previous-month that comes each first of the month tells of the month that has just ended.
What was missed while girod was not running is produced once, at the next start.`,
		Args: exactly(1, "the name of a report; girod report lists them"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.sitting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				w, err := o.wanted(args[0], f)
				if err != nil {
					return err
				}
				day := o.today()
				if first != "" {
					if day, err = flagDay(first); err != nil {
						return err
					}
				}
				r, ask, err := w.Ask(day, o.today(), nil)
				if ask.Whose = o.together(o.all.Below(o.books)); err == nil {
					err = r.Known(tx, ask)
				}
				if err != nil {
					return told(nil, err)
				}
				s, err := report.Add(tx, w, timetable.Repeat(repeat), day, o.today())
				switch {
				case err != nil:
					return err
				case t.json:
					return t.printJSON(scheduleValue(s, o.today()))
				}
				t.say(o.in, "schedule %d: %s, first on %s, %s", s.ID, w.Report, s.First, often(s.Repeat))
				return nil
			})
		},
	}
	f.flags(cmd)
	cmd.Flags().StringVar(&first, "first", "", "the first day it is produced; empty: today")
	cmd.Flags().StringVar(&repeat, "repeat", "once", "once, week, month, quarter, year")
	return cmd
}

// often says how often in words.
func often(r timetable.Repeat) string {
	if r == timetable.Once {
		return "once"
	}
	return "every " + string(r)
}

// scheduleJSON is a schedule for programs.
type scheduleJSON struct {
	ID        int64            `json:"id"`
	Report    string           `json:"report"`
	Question  report.Wanted    `json:"question"`
	Repeat    timetable.Repeat `json:"repeat"`
	First     date.Date        `json:"first"`
	State     report.State     `json:"state"`
	Last      date.Date        `json:"last"`
	Next      date.Date        `json:"next"`
	PlannedBy string           `json:"plannedBy"`
}

func scheduleValue(s report.Schedule, today date.Date) scheduleJSON {
	return scheduleJSON{s.ID, s.Wanted.Report, s.Wanted, s.Repeat, s.First, s.State, s.Last, s.Next(today.Add(-1)), s.By}
}

func listSchedulesCommand(t *terminal) *cobra.Command {
	return &cobra.Command{Use: "list", Short: "what is planned, and when it comes next", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.sitting(cmd.Context(), "", func(o *office, tx *ledger.Tx) error {
				list, err := report.Schedules(tx)
				if err != nil {
					return err
				}
				all := []scheduleJSON{}
				tb := headed(o.in, ">schedule", "report", "period", "repeat", "first", "last", "next", "state", "who")
				for _, s := range list {
					v := scheduleValue(s, o.today())
					all = append(all, v)
					tb.row(itoa(v.ID), v.Report, inWords(o.in, "period", string(s.Wanted.Period)), inWords(o.in, "often", often(v.Repeat)), v.First.String(), v.Last.String(), v.Next.String(),
						inWords(o.in, "schedule", string(v.State)), v.PlannedBy)
				}
				if t.json {
					return t.printJSON(all)
				}
				t.print(tb, line(o.in, "nothing is planned"))
				return nil
			})
		}}
}

func changeScheduleCommand(t *terminal, name, says string, to report.State) *cobra.Command {
	return &cobra.Command{Use: name + " SCHEDULE", Short: says, Args: exactly(1, "the number of a schedule"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usageError{fmt.Errorf("reports schedule %s %s: want a number", name, args[0])}
			}
			return t.sitting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error { return report.Change(tx, id, to, o.today()) })
		}}
}

// keptJSON is a report of the archive for programs.
type keptJSON struct {
	ID         int64         `json:"id"`
	Report     string        `json:"report"`
	From       date.Date     `json:"from"`
	Through    date.Date     `json:"through"`
	Question   report.Wanted `json:"question"`
	Schedule   int64         `json:"schedule"`
	Run        date.Date     `json:"run"`
	Missed     int           `json:"missed"`
	Waits      int           `json:"waits"`
	Digest     string        `json:"digest"`
	Size       int64         `json:"size"`
	ProducedAt string        `json:"producedAt"`
	ProducedBy string        `json:"producedBy"`
}

func keptValue(k report.Kept) keptJSON {
	return keptJSON{k.ID, k.Wanted.Report, k.From, k.Through, k.Wanted, k.Schedule, k.Run, k.Missed, k.Waits, k.Digest, k.Size, k.At, k.By}
}

func listArchiveCommand(t *terminal) *cobra.Command {
	var name string
	var limit int
	cmd := &cobra.Command{Use: "list", Short: "the reports kept, newest first", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.sitting(cmd.Context(), "", func(o *office, tx *ledger.Tx) error {
				list, err := report.Archive(tx, name, limit)
				if err != nil {
					return err
				}
				all := []keptJSON{}
				tb := headed(o.in, ">report", "of", "from", "through", "schedule", "due", ">missed", "produced", "who", "digest")
				for _, k := range list {
					all = append(all, keptValue(k))
					schedule := ""
					if k.Schedule != 0 {
						schedule = itoa(k.Schedule)
					}
					tb.row(itoa(k.ID), k.Wanted.Report, k.From.String(), k.Through.String(), schedule, k.Run.String(), itoa(int64(k.Missed)), k.At, k.By, short(k.Digest))
				}
				if t.json {
					return t.printJSON(all)
				}
				t.print(tb, line(o.in, "the archive has no reports"))
				return nil
			})
		}}
	cmd.Flags().StringVar(&name, "report", "", "only those of this name")
	cmd.Flags().IntVar(&limit, "limit", 100, "at most so many")
	return cmd
}

func showArchiveCommand(t *terminal) *cobra.Command {
	var format string
	cmd := &cobra.Command{Use: "show REPORT", Short: "a kept report, in any form, as it was when it was produced", Args: exactly(1, "the number of a kept report"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usageError{fmt.Errorf("reports archive show %s: want a number", args[0])}
			}
			return t.carryingSeat(cmd.Context(), func(h *house) error { return h.showKept(cmd.Context(), id, format) })
		}}
	cmd.Flags().StringVar(&format, "format", "", "text, csv or json")
	return cmd
}

// showKept reads a report's data back from the archive, whose digest is checked on the
// way, and dresses them.
func (h *house) showKept(ctx context.Context, id int64, format string) error {
	var k report.Kept
	err := h.view(ctx, func(tx *ledger.Tx) (err error) {
		k, err = report.FromArchive(tx, id)
		return err
	})
	if err != nil {
		return err
	}
	dress, err := h.dress(format, false)
	if err != nil {
		return err
	}
	if err := h.x.Kept().Verify(k.Digest); err != nil { // before a line of it is shown
		return err
	}
	data, err := h.x.Kept().Open(k.Digest)
	if err != nil {
		return err
	}
	defer data.Close()
	_, err = report.Replay(data, dress)
	return err
}

// keepReport puts the answer to a question into the archive in a person's name.
func (t *terminal) keepReport(ctx context.Context, name string, f reportFlags) error {
	return t.carryingSeat(ctx, func(h *house) error {
		if f.csv || f.format != "" {
			return usageError{fmt.Errorf("report: --keep keeps the data; girod reports archive show gives them a form")}
		}
		who, err := h.person("operator")
		if err != nil {
			return err
		}
		w, err := h.wanted(name, f)
		if err != nil {
			return err
		}
		p := production{wanted: w, on: h.today(), name: fmt.Sprintf("asked-%s-%d", name, h.at.UnixNano())}
		k, err := h.produce(ctx, h.at, who, p)
		if err != nil {
			return told(nil, err)
		}
		if t.json {
			return t.printJSON(keptValue(k))
		}
		t.say(h.in, "report %d: %s kept as %s", k.ID, name, short(k.Digest))
		return nil
	})
}
