package intake

import (
	"fmt"

	"girod/formats"
)

// Hold is why a file waits for a person; nothing of it was booked.
type Hold struct {
	Code  string // stable: "gap", "conflict", "copy", "unknown-account", "balance", "currency", "spent", or a finding's
	Place string // where in the file
	Text  string // what is wrong, and what would put it right
}

// Error gives place and reason, so that a Hold may travel as an error.
func (h *Hold) Error() string {
	if h.Place == "" {
		return h.Text
	}
	return h.Place + ": " + h.Text
}

func holdFile(code string, at formats.Origin, text string, args ...any) *Hold {
	return &Hold{Code: code, Place: at.String(), Text: fmt.Sprintf(text, args...)}
}

// releasable tells the holds a person may overrule. Nobody can release a file onto an
// account we do not have, or one whose sums are wrong.
func (h *Hold) releasable() bool {
	switch h.Code {
	case "unknown-account", "balance", "currency", "spent":
		return false
	}
	return true
}
