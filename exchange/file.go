package exchange

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// FileID is a journal number such as "f000017", given in order of arrival.
type FileID string

func fileID(n int64) FileID { return FileID(fmt.Sprintf("f%06d", n)) }

// number is the id as the journal stores it; 0 for what is not an id.
func (id FileID) number() int64 {
	digits, ok := strings.CutPrefix(string(id), "f")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n < 1 {
		return 0
	}
	return n
}

// File is one inbound file as the journal knows it. Its identity is Partner and
// Digest; the name is a hint.
type File struct {
	ID         FileID
	Partner    string
	Dir        string // where it lay at the partner; "" when a person handed it in
	Name       string // as the partner named it, shown safely (ShownName)
	Digest     string // SHA-256 in hex
	Size       int64
	Modified   time.Time // as the partner's server said
	CopyOf     FileID    // for a duplicate: the file that brought these bytes first
	State      State
	Format     string // as the corridor named it: "camt.053"
	Summary    string // one line for people
	Detail     []byte // JSON, as the corridor gave it
	Code       string // why it waits or is held: "incomplete", "poison", "gap" …
	Place      string
	Reason     string
	ReceivedAt time.Time
	StateAt    time.Time

	node  string
	spool string
	there bool
	tries int
}

// Step is one change of state: who, when, why.
type Step struct {
	Subject string // file id, or key of an outgoing file
	Was     State
	Became  State
	Actor   string // a person's name, or "girod"
	Reason  string
	At      time.Time
}

// Outgoing is a file on its way out. Key, name and bytes are decided before the
// first try and never change; a resend is the same three again, so that a partner
// with a duplicate check refuses it.
type Outgoing struct {
	Key     string // minted once by who wants it sent: "payout-000012"
	Partner string
	Folder  string // at the partner; "" takes the partner's folder for Kind
	Name    string // final name; holds the key or a payout id, never a clock
	Kind    string // "pain.001", "letters", "outcome"
	Digest  string // of the bytes in the archive, as approved
	Size    int64
	Money   bool   // somebody pays when this arrives
	Plain   string // digest of what was sealed into the bytes that leave; "" without a seal

	State    State
	Attempt  int
	Reason   string
	DueAt    time.Time
	StagedAt time.Time
	StateAt  time.Time

	id   int64
	node string
}

// Attempt is one try to send, with everything the partner answered.
type Attempt struct {
	Number  int
	Temp    string // the temporary name used, relative to the outgoing file's folder
	BeganAt time.Time
	Answer  string // verbatim, one line for each remote call
}

// self is the actor of what no person did.
const self = "girod"

// stamp writes a time as the journal keeps it.
func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

// fineStamp keeps the fraction: two versions of a drop may lie a moment apart.
func fineStamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func unstamp(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{} // an empty column; our own writes are well formed
	}
	return t
}
