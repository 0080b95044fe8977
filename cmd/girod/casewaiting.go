package main

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/outbox"
)

// caseCycle is within what a partner is to know what was done on a case of theirs: the two
// systems meet every two minutes (R-BST-53).
const caseCycle = 120 * time.Second

// waitingCases gathers what waits on cases: messages that have not reached the partner in
// time, and what handlers are asked for.
func (h *house) waitingCases(tx *ledger.Tx, at time.Time) (list []waitingJSON, err error) {
	open, err := outbox.Open(tx)
	if err != nil {
		return nil, err
	}
	for _, o := range open {
		since, _ := time.Parse(time.RFC3339, o.CreatedAt)
		if o.Kind != outbox.CaseEvent || at.Sub(since) <= caseCycle {
			continue
		}
		list = append(list, waitingJSON{
			What: "case message", Subject: o.Key, Partner: o.Partner, State: string(o.State), Since: since, Person: true,
			Reason: fmt.Sprintf("has waited for %s, wanted within %s", at.Sub(since).Round(time.Second), caseCycle) + strings.TrimSuffix(": "+o.Reason, ": "),
			Hint:   "girod check --connect",
		})
	}
	asked, err := cases.OpenRequests(tx, "", 0, 500)
	for _, q := range asked {
		since, _ := time.Parse(time.RFC3339, q.AskedAt)
		list = append(list, waitingJSON{
			What: "case", Subject: q.Number, State: string(q.Kind), Since: since, Person: true,
			Reason: cmp.Or(q.Handler, "nobody yet") + " is asked: " + formats.Excerpt(q.Text), Hint: fmt.Sprintf("girod cases answer %d", q.ID),
		})
	}
	return list, err
}
