package config

import "fmt"

// Limits bound what a file may be. A partner's own go before those for all.
type Limits struct {
	FileBytes   int64 `yaml:"fileBytes"`
	HeldBytes   int64 `yaml:"heldBytes"`   // of a file that must be held in memory
	Depth       int   `yaml:"depth"`       // elements within one another
	MarkupBytes int   `yaml:"markupBytes"` // one tag
	TextBytes   int   `yaml:"textBytes"`   // one value, one line
	Attributes  int   `yaml:"attributes"`  // of one tag
	Records     int64 `yaml:"records"`     // payments, entries or lines
	FreeBytes   int64 `yaml:"freeBytes"`   // intake stops when less disk is left; of the machine
}

// LimitsOf gives what a file of a partner may be.
func (c *Config) LimitsOf(partner string) Limits {
	l := c.Limits
	for i := range c.Partners {
		if p := &c.Partners[i]; p.ID == partner {
			l = p.Limits.over(l)
		}
	}
	return l
}

// over lets what is set go before the others.
func (l Limits) over(others Limits) Limits {
	wide := func(own, other int64) int64 {
		if own != 0 {
			return own
		}
		return other
	}
	narrow := func(own, other int) int { return int(wide(int64(own), int64(other))) }
	return Limits{
		FileBytes: wide(l.FileBytes, others.FileBytes), HeldBytes: wide(l.HeldBytes, others.HeldBytes),
		Depth: narrow(l.Depth, others.Depth), MarkupBytes: narrow(l.MarkupBytes, others.MarkupBytes),
		TextBytes: narrow(l.TextBytes, others.TextBytes), Attributes: narrow(l.Attributes, others.Attributes),
		Records: wide(l.Records, others.Records), FreeBytes: others.FreeBytes,
	}
}

// The most that may be allowed of what is held in memory at once.
const (
	mostHeld  = 1 << 30
	mostToken = 256 << 20
	mostDepth = 1000
)

// check holds limits to what a machine can keep; zero stands for "as for all".
func (l Limits) check(f *faults, key string) {
	bound := func(name string, got, most int64) {
		if got < 0 || got > most {
			f.add(key+"."+name, "%d: want 1 to %d", got, most)
		}
	}
	bound("fileBytes", l.FileBytes, 1<<40)
	bound("heldBytes", l.HeldBytes, mostHeld)
	bound("depth", int64(l.Depth), mostDepth)
	bound("markupBytes", int64(l.MarkupBytes), mostToken)
	bound("textBytes", int64(l.TextBytes), mostToken)
	bound("attributes", int64(l.Attributes), mostToken)
	bound("records", l.Records, 1<<40)
	bound("freeBytes", l.FreeBytes, 1<<50)
}

// checkLimits holds the limits for all and each partner's.
func (c *Config) checkLimits(f *faults) {
	c.Limits.check(f, "limits")
	for i, p := range c.Partners {
		key := fmt.Sprintf("partners[%d]", i)
		p.Limits.check(f, key+".limits")
		if p.Limits.FreeBytes != 0 {
			f.add(key+".limits.freeBytes", "stands under limits only: it is of this machine")
		}
		f.oneOf(key+".encoding", p.Encoding, "", "utf-8", "iso-8859-1", "iso-8859-15", "windows-1252")
	}
}
