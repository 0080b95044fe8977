package exchange

import (
	"encoding/hex"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"girod/exchange/remote"
)

// A remote name is data from a stranger. It is compared, stored and shown; it is
// never a path of ours. What lies in our spool and archive is named by our own
// number or by digest, so that a name can at worst look odd on a screen.

// ErrName is why a remote name was refused.
var ErrName = errors.New("name refused")

// CheckName refuses the names no honest partner uses and every attacker does.
// A refused file is not fetched; it is listed by Status until somebody acts.
func CheckName(name string) error {
	switch {
	case name == "":
		return refusedName("it is empty")
	case len(name) > remote.MaxName:
		return refusedName("it is longer than 255 bytes")
	case name == "." || strings.Contains(name, ".."):
		return refusedName("it holds dots that climb")
	case strings.ContainsAny(name, "/\\"):
		return refusedName("it holds a path separator")
	case !utf8.ValidString(name):
		return refusedName("it is not UTF-8")
	case strings.ContainsFunc(name, unprintable):
		return refusedName("it holds control characters")
	}
	return nil
}

type nameError struct{ why string }

func refusedName(why string) error     { return &nameError{why} }
func (e *nameError) Error() string     { return "name refused: " + e.why }
func (e *nameError) Is(err error) bool { return err == ErrName }

// unprintable covers controls and the line and paragraph separators: whatever
// could end a line of a log or turn the direction of a screen.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Cf)
}

// ShownName is the name as people, logs and the journal see it: itself when it is
// plain text, else its bytes as hex, so that nothing is lost and nothing forged.
func ShownName(name string) string {
	if utf8.ValidString(name) && !strings.ContainsFunc(name, unprintable) && len(name) <= remote.MaxName {
		return name
	}
	if len(name) > remote.MaxName {
		name = name[:remote.MaxName]
	}
	return "hex:" + hex.EncodeToString([]byte(name))
}

// unfinished tells names by which partners say "not yet": a leading dot, or one
// of the suffixes programs give to what they are still writing.
func unfinished(name string, suffixes []string) bool {
	if strings.HasPrefix(name, ".") {
		return true
	}
	lower := strings.ToLower(name)
	for _, s := range suffixes {
		if strings.HasSuffix(lower, s) {
			return true
		}
	}
	return false
}

// TempSuffixes are the endings ignored when a partner names none of its own.
func TempSuffixes() []string { return []string{".tmp", ".part", ".partial", ".filepart"} }
