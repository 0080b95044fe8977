package main

import (
	"fmt"
	"time"

	"girod/ledger"
	"girod/ledger/dunning"
)

// waitingReminders gathers what keeps the reminders of a tenant's claims from going out and
// only a person can mend. Each is refused anew every bank day, and a day on which all was
// refused would otherwise look like one on which nothing was due.
func (h *house) waitingReminders(tx *ledger.Tx, at time.Time) (list []waitingJSON, err error) {
	if !h.config.Dunning.Enabled {
		return nil, nil
	}
	err = dunning.EachWanted(tx, h.laws.tables, func(w dunning.Wanted) error {
		why := "nobody has confirmed " + w.Value
		if w.Value == "" {
			why = "no value is known"
		}
		list = append(list, waitingJSON{
			What: "law", Subject: fmt.Sprintf("%s %s %s", w.Country, w.Key, w.From), State: "unconfirmed", Since: w.Since.Time(h.zone), Person: true,
			Reason: fmt.Sprintf("%s; claims left alone: %d", why, w.Claims), Hint: w.Line(),
		})
		return nil
	})
	if err != nil {
		return nil, err
	}
	day, due := h.dunningDue(at)
	if !due {
		return list, nil
	}
	if _, done, err := dunning.ReportOf(tx, day); err != nil || done {
		return list, err
	}
	if known, why := (&interlock{h: h, tx: tx}).Clear(day); !known {
		list = append(list, waitingJSON{What: "reminders", Subject: day.String(), State: "stopped", Since: day.Time(h.zone), Person: true, Reason: why})
	}
	return list, nil
}
