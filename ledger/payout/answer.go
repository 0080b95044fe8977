package payout

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"girod/formats"
	"girod/ledger"
)

// verdict is what a status code means to us: the state it leads to, or "" when the bank
// has the order and has not made up its mind (FORMATS.md 7).
var verdict = map[formats.StatusCode]State{
	"RCVD": "", "ACTC": "", "PDNG": "", "RCVC": "", "RCVM": "", "RVNC": "",
	"ACCP": Accepted, "ACSP": Accepted, "ACWC": Accepted, "ACSC": Accepted, "ACCC": Accepted,
	"PART": Accepted, // of what is not listed
	"RJCT": Rejected, "CANC": Rejected,
}

// word is the bank's word about one payout: the lowest level that spoke.
type word struct {
	code    formats.StatusCode
	reasons []formats.Reason
}

// Status applies a pain.002. Start at the group; a lower level overrides; only what is
// listed changes. A report older than one applied before says nothing new, and nothing
// goes back from rejected or settled. A report on a message we never made is refused.
func Status(tx *ledger.Tx, report *formats.StatusReport, file string) error {
	b, err := reported(tx, report)
	if err != nil {
		return err
	}
	if !b.State.leftHouse() && b.State != Rendered && b.State != InDoubt {
		return &Refusal{UnknownMessage, "status report " + report.MessageID, "it answers batch " + b.Name() + ", which is " + string(b.State) + " and was never sent"}
	}
	if err := b.sent(tx, "the bank answers it in "+file); err != nil {
		return err
	}
	list, err := In(tx, b.ID)
	if err != nil {
		return err
	}
	for i := range list {
		w, spoken := about(report, &b, &list[i])
		if !spoken {
			continue
		}
		if err := list[i].answer(tx, w, report.Created, file); err != nil {
			return err
		}
	}
	return b.summarise(tx, list)
}

// reported finds the batch a report answers, by message, else by the group it names.
func reported(tx *ledger.Tx, report *formats.StatusReport) (Batch, error) {
	b, err := BatchByMessage(tx, report.OriginalMessageID)
	for i := 0; i < len(report.Groups) && errors.Is(err, ledger.ErrNotFound); i++ {
		if message, ours := strings.CutSuffix(report.Groups[i].PaymentInfoID, "-1"); ours {
			b, err = BatchByMessage(tx, message)
		}
	}
	if errors.Is(err, ledger.ErrNotFound) {
		return b, &Refusal{UnknownMessage, "status report " + report.MessageID,
			fmt.Sprintf("it answers message %q, which this house has never made: ask the bank who ordered it", report.OriginalMessageID)}
	}
	return b, err
}

// about gives what a report says of a payout; spoken is false when it says nothing.
func about(report *formats.StatusReport, b *Batch, p *Payout) (w word, spoken bool) {
	w = word{report.Status, report.Reasons}
	for i := range report.Groups {
		g := &report.Groups[i]
		if g.PaymentInfoID != "" && g.PaymentInfoID != b.MessageID+"-1" {
			continue
		}
		if g.Status != "" {
			w = word{g.Status, orReasons(g.Reasons, w.reasons)}
		}
		for j := range g.Transfers {
			t := &g.Transfers[j]
			if t.EndToEndID != p.EndToEnd && (t.EndToEndID != "" || t.InstructionID != p.EndToEnd) {
				continue
			}
			if t.Status != "" {
				w.code = t.Status
			}
			return word{w.code, orReasons(t.Reasons, w.reasons)}, w.code != ""
		}
	}
	return w, w.code != ""
}

func orReasons(own, above []formats.Reason) []formats.Reason {
	if len(own) > 0 {
		return own
	}
	return above
}

// answer applies the bank's word to one payout; a rejection brings the liability back
// (T-17).
func (p *Payout) answer(tx *ledger.Tx, w word, created, file string) error {
	if older(created, p.answered) {
		return p.note(tx, "status-ignored", fmt.Sprintf("%s of %s in %s is older than what the bank said at %s", w.code, created, file, p.answered))
	}
	to, known := verdict[w.code]
	text := fmt.Sprintf("%s %s (%s)", w.code, reasons(w.reasons), file)
	if !known || to == "" || to == p.State || !p.State.may(to) {
		if err := p.note(tx, "status", text); err != nil {
			return err
		}
		return p.heard(tx, created)
	}
	if err := p.move(tx, to, reasons(w.reasons)); err != nil {
		return err
	}
	if to == Rejected {
		if _, err := tx.Post(p.transit(tx, ledger.PayoutRejected, "payout-rejected:", -1)); err != nil {
			return err
		}
	}
	if err := p.note(tx, string(to), text); err != nil {
		return err
	}
	return p.heard(tx, created)
}

func (p *Payout) heard(tx *ledger.Tx, created string) error {
	p.answered = created
	_, err := tx.Exec(`UPDATE payout SET answered = $2 WHERE id = $1`, p.ID, created)
	return err
}

// older compares two CreDtTm; those without a zone are taken as written.
func older(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	read := func(s string) (time.Time, bool) {
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02"} {
			if t, err := time.Parse(layout, s); err == nil {
				return t, true
			}
		}
		return time.Time{}, false
	}
	at, ok1 := read(a)
	bt, ok2 := read(b)
	if !ok1 || !ok2 {
		return a < b
	}
	return at.Before(bt)
}

// reasons writes the bank's reasons on one line.
func reasons(list []formats.Reason) string {
	var parts []string
	for _, r := range list {
		if part := strings.TrimSpace(r.Code + " " + r.Text); part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	return formats.Excerpt(strings.Join(parts, "; "))
}

// summarise sets the batch's state from its payouts'.
func (b *Batch) summarise(tx *ledger.Tx, list []Payout) error {
	count := map[State]int{}
	for i := range list {
		count[list[i].State]++
	}
	to := b.State
	rejected, done := count[Rejected], count[Settled]+count[Returned]
	switch {
	case rejected == len(list):
		to = Rejected
	case rejected+done == len(list):
		to = Settled
	case rejected > 0:
		to = PartRejected
	case count[Accepted]+done == len(list):
		to = Accepted
	}
	if to == b.State || !b.State.may(to) {
		return nil
	}
	return b.move(tx, to)
}
