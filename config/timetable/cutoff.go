package timetable

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"girod/formats/date"
)

// Days tells which days are bank days; a *calendar.Calendar does.
type Days interface {
	AddBankDays(date.Date, int) date.Date
}

// CutOff is the last moment at which a bank takes an order for a day.
type CutOff struct {
	Bank       string
	Country    string
	Product    string
	At         Clock
	DaysBefore int // bank days before the day of execution
	Zone       string
	Credit     string    // when the payee has the money: "D", "D+1", "D+1..3"
	Ended      date.Date // last day the product existed; zero while it does
	Confirmed  bool
	Source     string
	Note       string
}

// Deadline gives the moment until which, and not at which, an order for a bank day is
// taken.
func (c CutOff) Deadline(execution date.Date, days Days) (time.Time, error) {
	in, err := Zone(c.Zone)
	if err != nil {
		return time.Time{}, err
	}
	if c.DaysBefore > 0 {
		execution = days.AddBankDays(execution, -c.DaysBefore)
	}
	return Moment(execution, c.At, in), nil
}

// Earliest gives the first bank day for which an order given now is still in time.
func (c CutOff) Earliest(now time.Time, days Days) (date.Date, error) {
	in, err := Zone(c.Zone)
	if err != nil {
		return 0, err
	}
	for d := days.AddBankDays(BusinessDate(now, in), 0); ; d = days.AddBankDays(d, 1) {
		deadline, err := c.Deadline(d, days)
		if err != nil || now.Before(deadline) {
			return d, err
		}
	}
}

//go:embed cutoffs.csv
var cutOffFile string

const cutOffColumns = "bank,country,product,cutoff,days_before,zone,credit,ended,confirmed,source,note"

// Load gives the default cut-offs.
func Load() ([]CutOff, error) { return readCutOffs(cutOffFile) }

func readCutOffs(text string) ([]CutOff, error) {
	in := csv.NewReader(strings.NewReader(text))
	in.Comment = '#'
	header, err := in.Read()
	if err != nil || strings.Join(header, ",") != cutOffColumns {
		return nil, fmt.Errorf("cutoffs.csv: want the columns %s", cutOffColumns)
	}
	var all []CutOff
	for {
		f, err := in.Read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("cutoffs.csv: %w", err)
		}
		c, err := readCutOff(f)
		if err != nil {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("cutoffs.csv:%d: %w", line, err)
		}
		all = append(all, c)
	}
}

func readCutOff(f []string) (c CutOff, err error) {
	c = CutOff{Bank: f[0], Country: f[1], Product: f[2], Zone: f[5], Credit: f[6], Confirmed: f[8] == "yes", Source: f[9], Note: f[10]}
	if c.At, err = ParseClock(f[3]); err != nil {
		return c, err
	}
	if c.DaysBefore, err = strconv.Atoi(f[4]); err != nil || c.DaysBefore < 0 {
		return c, fmt.Errorf("days_before is %q: want a number", f[4])
	}
	if err = c.Ended.UnmarshalText([]byte(f[7])); err != nil {
		return c, fmt.Errorf("ended: %w", err)
	}
	if f[8] != "yes" && f[8] != "no" {
		return c, fmt.Errorf("confirmed is %q: want yes or no", f[8])
	}
	_, err = Zone(c.Zone)
	return c, err
}
