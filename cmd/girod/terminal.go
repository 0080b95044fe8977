package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/term"
)

// Exit codes of the command line, a contract that scripts depend on.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitWaits  = 3 // done, but something waits for a person
)

// errWaits ends a command that did its work and found that a person is needed.
var errWaits = errors.New("something waits for a person")

// usageError is a call with the wrong words.
type usageError struct{ error }

// terminal is where a command speaks and which clock it reads.
type terminal struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	color    bool
	json     bool   // --json
	config   string // --config
	as       string // --as
	tenant   string // --tenant
	asOf     string // --as-of
	language string // --language
}

// exitCode says what went wrong, if anything did, and gives the code to end with.
func (t *terminal) exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errWaits):
		return exitWaits
	case errors.Is(err, errSaid):
		return exitFailed
	}
	fmt.Fprintf(t.err, "girod: %v\n", err)
	if errors.As(err, &usage) || strings.HasPrefix(err.Error(), "unknown command") || strings.HasPrefix(err.Error(), "unknown flag") {
		return exitUsage
	}
	return exitFailed
}

// errSaid ends a command whose failure is already printed.
var errSaid = errors.New("failed, as said")

// printJSON writes one JSON value and a line end.
func (t *terminal) printJSON(v any) error {
	e := json.NewEncoder(t.out)
	e.SetEscapeHTML(false)
	if t.color {
		e.SetIndent("", "  ")
	}
	return e.Encode(v)
}

// printf writes a line for people on stdout.
func (t *terminal) printf(format string, args ...any) { fmt.Fprintf(t.out, format, args...) }

// isTerminal tells whether a person watches.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && os.Getenv("NO_COLOR") == ""
}

// Colours by what they mean to a clerk.
const (
	good = "\x1b[32m"
	warn = "\x1b[33m"
	bad  = "\x1b[31m"
	bold = "\x1b[1m"
	none = "\x1b[0m"
)

// paint colours text on a terminal and leaves it plain elsewhere.
func (t *terminal) paint(color, text string) string {
	if !t.color || color == "" {
		return text
	}
	return color + text + none
}

// printable makes text from a partner's file safe to show: control characters, which could
// move the cursor or forge a line, become a visible mark.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == utf8.RuneError {
			return '�'
		}
		return r
	}, s)
}
