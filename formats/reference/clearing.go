package reference

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
	"sync"
)

// Clearings is a table of Swedish clearing numbers: which bank has them, and how its
// account numbers are checked.
type Clearings struct {
	ranges []clearingRange // by from, not overlapping
}

type clearingRange struct {
	from, to int
	rule     string // "1.1" … "2.3", see clearing.csv
	bank     string
}

//go:embed clearing.csv
var clearingFile string

var builtIn = sync.OnceValues(func() (*Clearings, error) { return ReadClearings(strings.NewReader(clearingFile)) })

// BuiltInClearings gives the table girod comes with, as of 2019-08-21.
func BuiltInClearings() (*Clearings, error) { return builtIn() }

// ReadClearings reads a newer table, in the form of clearing.csv.
func ReadClearings(r io.Reader) (*Clearings, error) {
	in := csv.NewReader(r)
	in.Comment, in.FieldsPerRecord = '#', 4
	if header, err := in.Read(); err != nil || strings.Join(header, ",") != "from,to,rule,bank" {
		return nil, fmt.Errorf("clearing table: want the columns from,to,rule,bank (%v)", err)
	}
	c := new(Clearings)
	for {
		f, err := in.Read()
		if err == io.EOF {
			return c, nil
		}
		if err != nil {
			return nil, fmt.Errorf("clearing table: %w", err)
		}
		from, err1 := strconv.Atoi(f[0])
		to, err2 := strconv.Atoi(f[1])
		_, known := accountRules[f[2]]
		after := len(c.ranges) == 0 || c.ranges[len(c.ranges)-1].to < from
		if err1 != nil || err2 != nil || !known || !after || from < 1000 || to > 9999 || to < from {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("clearing table, line %d: want two clearing numbers above those before, and a rule of 1.1 to 2.3", line)
		}
		c.ranges = append(c.ranges, clearingRange{from, to, f[2], f[3]})
	}
}

// Bank names the bank of a clearing number; "" when it is not in the table.
func (c *Clearings) Bank(clearing string) string {
	if r := c.find(clearing); r != nil {
		return r.bank
	}
	return ""
}

func (c *Clearings) find(clearing string) *clearingRange {
	if len(clearing) < 4 {
		return nil
	}
	n, err := strconv.Atoi(clearing[:4])
	i := sort.Search(len(c.ranges), func(i int) bool { return c.ranges[i].to >= n })
	if err != nil || i == len(c.ranges) || c.ranges[i].from > n {
		return nil
	}
	return &c.ranges[i]
}
