package formats

import (
	"fmt"
	"strings"
)

// Origin is the place in a file from which a value was read.
type Origin struct {
	Line int    // counted from 1; 0 when the place is not known
	At   string // "Stmt[1]/Ntry[3]/Amt", or "record 20, columns 38-55"
}

// String gives "7: Stmt[1]/Ntry[3]/Amt".
func (o Origin) String() string {
	switch {
	case o.Line == 0:
		return o.At
	case o.At == "":
		return fmt.Sprintf("%d", o.Line)
	}
	return fmt.Sprintf("%d: %s", o.Line, o.At)
}

// Error is a refusal a payments clerk can act on. A format room fills what it
// knows; whoever opened the file adds its name. It prints as
//
//	camt0412.xml:7: Stmt[1]/Ntry[3]/Amt: "12..34": want an amount of at most 2 decimals (SEK)
type Error struct {
	File string // as the partner named it; set by whoever opened the file
	Origin
	Code string // stable name of the refusal, lower case with hyphens: "amount-decimals"
	Got  string // what stands there, at most 80 characters
	Want string // what was wanted, and by which specification
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		b.WriteByte(':')
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, "%d:", e.Line)
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	if e.At != "" {
		b.WriteString(e.At)
		b.WriteString(": ")
	}
	if e.Got != "" {
		fmt.Fprintf(&b, "%q: ", Excerpt(e.Got))
	}
	b.WriteString("want ")
	b.WriteString(e.Want)
	return b.String()
}

// Excerpt shortens text to what fits on a clerk's screen: 80 characters.
func Excerpt(text string) string {
	runes := []rune(text)
	if len(runes) <= 80 {
		return text
	}
	return string(runes[:79]) + "…"
}

// Finding is what a careful reader must be told though the file was readable:
// details that do not sum to their entry, balances that do not close, a schema
// break that leaves money and identity in no doubt.
type Finding struct {
	Origin
	Code string // stable name: "details-differ", "balance-chain", "schema"
	Text string // one plain sentence
	// Doubt is true when the finding puts money or identity in doubt. girod
	// inspect shows such a file; the daemon holds it.
	Doubt bool
}
