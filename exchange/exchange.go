package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"girod/exchange/durable"
	"girod/ledger/store"
)

// Store is the floor under the journal; *store.DB is one.
type Store interface {
	Update(ctx context.Context, fn func(*store.Tx) error) error
	View(ctx context.Context, fn func(*store.Tx) error) error
}

// Prepare reads a spooled file outside any transaction (pass one) and gives what
// books it inside one (pass two). A *Held is a reasoned stop of this file; any
// other error leaves the file waiting and is tried again.
type Prepare func(ctx context.Context, f File, open func() (io.ReadCloser, error)) (Book, error)

// Book applies a prepared file. It runs in the transaction that also moves the
// file to applied: both happen or neither.
type Book func(tx *store.Tx, at time.Time) (Outcome, error)

// Outcome is what the corridor tells of a file it applied.
type Outcome struct {
	Format  string // "camt.053.001.08"
	Summary string // one line for people
	Detail  []byte // JSON
}

// Held is a corridor's reasoned stop: the file is kept whole, nothing of it is
// booked, and a named person releases or rejects it.
type Held struct {
	Code  string // stable: "gap", "conflict", "unknown-account"; CodeIncomplete waits first
	Place string // "7: Stmt[1]/Ntry[3]"
	Text  string
}

func (h *Held) Error() string {
	if h.Place == "" {
		return "held (" + h.Code + "): " + h.Text
	}
	return "held (" + h.Code + "): " + h.Place + ": " + h.Text
}

const (
	// CodeIncomplete says that a file ended before its own end. It waits for its
	// rest until Partner.CompleteWithin has passed, and is held then.
	CodeIncomplete = "incomplete"
	// CodePoison holds a file under whose decoding the process died twice.
	CodePoison = "poison"
)

// Limits bound what one run takes in. Zero values mean the defaults.
type Limits struct {
	Entries  int    // files claimed in one run of a partner; default 10,000
	Bytes    int64  // bytes fetched in one run of a partner; default 16 GiB
	LowWater uint64 // free bytes below which nothing is taken in; default 1 GiB
	LowNodes uint64 // free inodes likewise; default 10,000
	Outgoing int64  // bytes of one outgoing file, held in memory while it is sent; default 512 MiB
}

// Config is what an Exchange is made of.
type Config struct {
	Store    Store
	Disk     *durable.Disk
	Spool    string // this node's own directory, never shared between nodes
	Archive  string
	Node     string // this girod's name when several share a database; default "girod"
	Partners []Partner
	Prepare  Prepare
	// OnStep is told of each step of an outgoing file inside the step's own
	// commit, so that a payout's state never disagrees with its file's. May be nil.
	OnStep func(tx *store.Tx, o Outgoing, to State) error
	Log    zerolog.Logger
	Limits Limits
	// Lease is how long another node's unfinished work is left alone; default 15 min.
	Lease time.Duration
}

// Exchange carries the files of all partners.
type Exchange struct {
	Config
	archive *Archive

	// One session with a partner at a time: banks allow one, and lock out storms.
	sessions map[string]*sync.Mutex
	turns    map[string]*sync.Mutex // one at a time takes a partner's files further

	mu     sync.Mutex                     // guards all below
	seen   map[string]map[string]sighting // by partner, then dir/name: what still grows
	wait   map[string]backoff             // by partner: when to knock again
	fresh  map[FileID]bool                // fetched by this process: content and name belong together
	logged map[string]int                 // by key: highest attempt the send log says may have been renamed
	gate   []Difference                   // why nothing may leave; see gate.go
	gated  bool                           // whether the gate has been looked at
	// lastClaim is the highest number given to a file in incoming/.
	lastClaim int64
}

// New gives an Exchange; it starts and opens nothing.
func New(c Config) *Exchange {
	if c.Node == "" {
		c.Node = "girod"
	}
	if c.Lease == 0 {
		c.Lease = 15 * time.Minute
	}
	c.Limits = c.Limits.withDefaults()
	x := &Exchange{
		Config:   c,
		archive:  &Archive{Disk: c.Disk, Dir: c.Archive},
		sessions: map[string]*sync.Mutex{},
		turns:    map[string]*sync.Mutex{},
		seen:     map[string]map[string]sighting{},
		wait:     map[string]backoff{},
		fresh:    map[FileID]bool{},
		logged:   map[string]int{},
	}
	x.Partners = make([]Partner, len(c.Partners))
	for i, p := range c.Partners {
		x.Partners[i] = p.withDefaults()
		x.sessions[p.ID], x.turns[p.ID] = &sync.Mutex{}, &sync.Mutex{}
	}
	return x
}

func (l Limits) withDefaults() Limits {
	if l.Entries == 0 {
		l.Entries = 10_000
	}
	if l.Bytes == 0 {
		l.Bytes = 16 << 30
	}
	if l.LowWater == 0 {
		l.LowWater = 1 << 30
	}
	if l.LowNodes == 0 {
		l.LowNodes = 10_000
	}
	if l.Outgoing == 0 {
		l.Outgoing = 512 << 20
	}
	return l
}

// Open makes the directories that are missing.
func (x *Exchange) Open() error {
	for _, dir := range []string{x.incoming(), x.Config.Archive} {
		if err := x.Disk.MkdirAll(dir); err != nil {
			return fmt.Errorf("exchange: %w", err)
		}
	}
	return nil
}

// Kept is where every byte ever received or sent is kept.
func (x *Exchange) Kept() *Archive { return x.archive }

func (x *Exchange) incoming() string { return filepath.Join(x.Spool, "incoming") }

// partner finds a partner by its id.
func (x *Exchange) partner(id string) (Partner, error) {
	for _, p := range x.Partners {
		if p.ID == id {
			return p, nil
		}
	}
	return Partner{}, fmt.Errorf("exchange: %w: %q", ErrNoPartner, id)
}

// Refusals a caller may want to tell apart.
var (
	ErrNoPartner = errors.New("no such partner")
	ErrNoFile    = errors.New("no such file")
	ErrNotNow    = errors.New("the file is not in a state for that")
	ErrTwo       = errors.New("two different named people are needed")
	ErrReason    = errors.New("a named person and a reason are needed")
	ErrConflict  = errors.New("same key or name, other content")
	ErrNeverSent = errors.New("evidence for a file that never left: somebody knows a message we did not send")
	ErrGate      = errors.New("nothing may leave: the database knows less than the send log or the archive; reconcile outbound")
	ErrDigest    = errors.New("the bytes are not the ones that were approved")
)
