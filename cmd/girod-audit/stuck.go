package main

import (
	"fmt"
	"time"
)

// stuck is I6: whatever is under way is young, or says why it waits. Now is the latest
// time the dump names, so that an old dump is judged as it was.
func (a *audit) stuck() error {
	now, err := time.Parse(time.RFC3339, a.latest)
	if err != nil && a.latest != "" {
		return fmt.Errorf("latest time %q: %w", a.latest, err)
	}
	s := stuckness{a, now}
	for _, key := range a.journal.keys {
		s.departure(a.journal.outgoing[key])
	}
	for _, f := range a.journal.files {
		s.arrival(f)
	}
	if err := s.orders(); err != nil {
		return err
	}
	return s.payments()
}

type stuckness struct {
	*audit
	now time.Time
}

// old tells whether a time lies further back than anything may wait.
func (s stuckness) old(at string) bool {
	t, err := time.Parse(time.RFC3339, at)
	return err != nil || s.now.Sub(t) > s.Stuck
}

func (s stuckness) departure(o *departure) {
	s.looked("I6", "outgoing files", 1)
	switch o.State {
	case "sent", "acked", "rejected":
	case "in-doubt":
		if o.Reason == "" {
			s.violate("I6", "outgoing file %s is in doubt and does not say why", o.Key)
			break
		}
		s.note("I6", "outgoing file %s is in doubt since %s: %s", o.Key, o.StateAt, o.Reason)
	default:
		if since := max(o.StateAt, o.DueAt); s.old(since) {
			s.violate("I6", "outgoing file %s (%s) is %s since %s, and it was %s at the latest", o.Key, o.Name, o.State, since, s.latest)
		}
	}
}

func (s stuckness) arrival(f *arrival) {
	s.looked("I6", "received files", 1)
	switch {
	case f.State == "held" && (f.Code == "" || f.Reason == ""):
		s.violate("I6", "file %s is held and does not say why", f)
	case f.State == "held":
		s.note("I6", "file %s is held since %s: %s: %s", f, f.StateAt, f.Code, f.Reason)
	case f.State == "received" && f.Code == "" && s.old(f.StateAt),
		f.State == "applied" && s.old(f.StateAt):
		s.violate("I6", "file %s is %s since %s, and it was %s at the latest", f, f.State, f.StateAt, s.latest)
	}
}

func (s stuckness) orders() error {
	return each(s.tables, "outbox", func(o *outboxRow) error {
		s.looked("I6", "orders to send", 1)
		switch o.State {
		case "waiting", "staged":
			if o.Reason == "" && s.old(o.Changed) {
				s.violate("I6", "order %s is %s since %s, and it was %s at the latest", o.Key, o.State, o.Changed, s.latest)
			}
		case "failed", "doubt":
			if o.Reason == "" {
				s.violate("I6", "order %s is %s and does not say why", o.Key, o.State)
				break
			}
			s.note("I6", "order %s is %s: %s", o.Key, o.State, o.Reason)
		}
		return nil
	})
}

// payments holds each file of an approved batch to what carries it: it must be on its way,
// and the two must tell the same.
func (s stuckness) payments() error {
	approved := map[int64]string{}
	err := each(s.tables, "payout_batch", func(b *batchRow) error {
		approved[b.ID] = b.ApprovedAt
		return nil
	})
	if err != nil {
		return err
	}
	byDigest := map[string]*departure{}
	for _, o := range s.journal.outgoing {
		byDigest[o.Digest] = o
		if o.Plain != "" {
			byDigest[o.Plain] = o
		}
	}
	return each(s.tables, "payout_file", func(p *payFileRow) error {
		s.looked("I6", "payment files", 1)
		file := byDigest[p.Digest]
		gone := file != nil && (file.State == "sent" || file.State == "acked" || file.State == "rejected")
		switch at := approved[p.Batch]; p.State {
		case "approved", "rendered":
			if gone {
				s.violate("I6", "payment file %s is %s, and what carries it, %s, is %s", p.MessageID, p.State, file.Key, file.State)
			} else if (file == nil || file.State != "in-doubt") && s.old(max(at, dueOf(file))) {
				s.violate("I6", "payment file %s is %s since its approval at %s, and it was %s at the latest", p.MessageID, p.State, at, s.latest)
			}
		case "in_doubt":
			if file == nil || file.State != "in-doubt" {
				s.violate("I6", "payment file %s is in doubt, and nothing that carries it is", p.MessageID)
			}
		case "sent", "accepted", "part_rejected", "settled":
			if !gone {
				s.violate("I6", "payment file %s is %s, and nothing that carries it was sent", p.MessageID, p.State)
			}
		}
		return nil
	})
}

func dueOf(o *departure) string {
	if o == nil {
		return ""
	}
	return max(o.DueAt, o.StateAt)
}
