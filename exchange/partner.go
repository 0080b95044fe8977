package exchange

import (
	"context"
	"time"

	"girod/exchange/remote"
)

// Disposition is what becomes of the partner's copy once ours is archived.
type Disposition string

// What a partner asked for when the connection was agreed.
const (
	Delete  Disposition = "delete"
	MoveTo  Disposition = "move"  // into Partner.Aside
	LeaveIt Disposition = "leave" // the partner tidies up itself
)

// Partner is a counterparty we exchange files with. Zero values mean the default
// named in the comment.
type Partner struct {
	ID   string // "nordbank"
	Dial func(ctx context.Context) (remote.Folder, error)

	Inbound  []string          // directories to look into, in this order
	Outbound map[string]string // folder for each kind of outgoing file: "pain.001": "/in"; "" for the rest

	After Disposition // default Delete
	Aside string      // directory for MoveTo

	TempSuffixes   []string      // endings of unfinished names; default TempSuffixes()
	Looks          int           // listings in which size and time stand still; default 2
	Stand          time.Duration // and for how long at least; default 5 s
	CompleteWithin time.Duration // how long a file that ends early may wait for its rest; default 15 min
	Together       int           // downloads at once in one session; default 16
	MaxFile        int64         // bytes of one file; default 4 GiB
	ResendPlain    bool          // a file that moves no money may go again when its fate is unknown

	// Open tells whether the partner may be called now; nil: always. The daemon
	// gives the timetable's windows here.
	Open func(at time.Time) bool
}

func (p Partner) withDefaults() Partner {
	if p.After == "" {
		p.After = Delete
	}
	if p.TempSuffixes == nil {
		p.TempSuffixes = TempSuffixes()
	}
	if p.Looks == 0 {
		p.Looks = 2
	}
	if p.Stand == 0 {
		p.Stand = 5 * time.Second
	}
	if p.CompleteWithin == 0 {
		p.CompleteWithin = 15 * time.Minute
	}
	if p.Together == 0 {
		p.Together = 16
	}
	if p.MaxFile == 0 {
		p.MaxFile = 4 << 30
	}
	return p
}

// folderFor is the directory for a kind of outgoing file.
func (p Partner) folderFor(kind string) (string, bool) {
	if dir, ok := p.Outbound[kind]; ok {
		return dir, true
	}
	dir, ok := p.Outbound[""]
	return dir, ok
}
