package intake

import (
	"strings"

	"girod/formats"
	"girod/formats/date"
)

// Channel says by which kind of list a bank's notifications post on an account, from a day
// on. In the autumn of 2026 the same giro payments come as BgMax and as camt.054 for a
// while: booked from both they would count twice.
type Channel struct {
	By   string    // "camt", "bgmax", "ocrgiro"
	From date.Date // zero: from the beginning
}

// channelOf is the kind of list a format is.
func channelOf(format string) string {
	family, _, _ := strings.Cut(format, ".")
	return family
}

// notifiedBy gives the channel that posts on a day; "" when nothing is said.
func (a *Account) notifiedBy(day date.Date) (by string) {
	for _, c := range a.Notified {
		if c.From <= day {
			by = c.By
		}
	}
	return by
}

// otherChannel tells that an entry comes by a list that is only compared on its day.
func (a *applier) otherChannel(p *part, day date.Date) bool {
	if p.kind != formats.Notification || len(p.account.Notified) == 0 {
		return false
	}
	return p.account.notifiedBy(day) != channelOf(a.v.Summary.Format)
}

// oneChannel holds a notification that comes by another kind of list than those before,
// while nobody has said which of them posts.
func (a *applier) oneChannel(p *part) (*Hold, error) {
	channel := channelOf(a.v.Summary.Format)
	if p.kind != formats.Notification || p.account.PostsStatements || len(p.account.Notified) > 0 || a.v.Released {
		return nil, nil
	}
	other, err := a.tx.One(`SELECT 1 FROM bank_statement WHERE account = $1 AND kind = $2 AND channel <> $3 LIMIT 1`,
		[]any{p.account.Key, string(p.kind), channel}, nil)
	if err != nil || !other {
		return nil, err
	}
	return holdFile("two-channels", p.at, "payments of account %s have come by another kind of file before, this one is %s: both may tell of the same money; "+
		"say under accounts, notified, which of them posts from which day (girod cutover compares them), or release this one", p.account.Key, channel), nil
}
