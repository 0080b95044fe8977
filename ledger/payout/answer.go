package payout

import (
	"cmp"
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

// Status applies a pain.002 to the file it answers, and gives that file's MsgId. Start at
// the whole; a lower level overrides; only what is listed changes
// ([formats.StatusReport.Says]). A report older than one applied before says nothing new,
// and nothing goes back from rejected or settled. A report on a message we never made is
// refused.
func Status(tx *ledger.Tx, report *formats.StatusReport, file string) (messageID string, err error) {
	f, err := reported(tx, report)
	if err != nil {
		return "", err
	}
	if !f.State.leftHouse() && f.State != Rendered && f.State != InDoubt {
		return "", &Refusal{UnknownMessage, "status report " + report.MessageID, "it answers payment file " + f.MessageID + ", which is " + string(f.State) + " and was never sent"}
	}
	if err := f.sent(tx, "the bank answers it in "+file); err != nil {
		return "", err
	}
	list, err := f.payouts(tx)
	if err != nil {
		return "", err
	}
	said, strange := addressed(report, list)
	for i := range list {
		p := &list[i]
		code, why := said.Says(p.PaymentInfo, p.EndToEnd, p.EndToEnd)
		if code == "" {
			continue
		}
		if err := p.answer(tx, word{code, why}, report.Created, file); err != nil {
			return "", err
		}
	}
	for _, name := range strange {
		if err := f.note(tx, "status-of-nobody", "the bank speaks of "+formats.Excerpt(name)+", which is not in this file ("+file+")"); err != nil {
			return "", err
		}
	}
	return f.MessageID, f.summarise(tx, list)
}

// reported finds the file a report answers, by message, else by a group it names.
func reported(tx *ledger.Tx, report *formats.StatusReport) (File, error) {
	f, err := FileByMessage(tx, report.OriginalMessageID)
	for i := 0; i < len(report.Groups) && errors.Is(err, ledger.ErrNotFound); i++ {
		f, err = fileOfGroup(tx, report.Groups[i].PaymentInfoID)
	}
	if errors.Is(err, ledger.ErrNotFound) {
		return f, &Refusal{UnknownMessage, "status report " + report.MessageID,
			fmt.Sprintf("it answers message %q, which this house has never made: ask the bank who ordered it", report.OriginalMessageID)}
	}
	return f, err
}

// addressed gives a report whose groups are named as ours are, and the names in it that
// are none of ours. Some banks leave the group's name out, or write NOTPROVIDED: such a
// group is our only one, or else what it lists is told to the groups it stands in.
func addressed(report *formats.StatusReport, list []Payout) (said *formats.StatusReport, strange []string) {
	groups, of := map[string]bool{}, map[string]string{}
	for i := range list {
		groups[list[i].PaymentInfo], of[list[i].EndToEnd] = true, list[i].PaymentInfo
	}
	out := *report
	out.Groups = nil
	for _, g := range report.Groups {
		unnamed := g.PaymentInfoID == "" || g.PaymentInfoID == "NOTPROVIDED"
		switch {
		case groups[g.PaymentInfoID]:
			out.Groups = append(out.Groups, g)
		case unnamed && len(groups) == 1:
			g.PaymentInfoID = list[0].PaymentInfo
			out.Groups = append(out.Groups, g)
		case !unnamed:
			strange = append(strange, g.PaymentInfoID)
			continue
		}
		for _, t := range g.Transfers {
			group, ours := of[t.EndToEndID]
			if !ours {
				group, ours = of[t.InstructionID]
			}
			switch {
			case !ours && t.EndToEndID+t.InstructionID != "":
				strange = append(strange, cmp.Or(t.EndToEndID, t.InstructionID))
			case ours && unnamed && len(groups) > 1:
				out.Groups = append(out.Groups, formats.GroupStatus{Origin: g.Origin, PaymentInfoID: group, Transfers: []formats.TransferStatus{t}})
			}
		}
	}
	return &out, strange
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
	if err := p.move(tx, to, words(w.reasons), codesOf(w.reasons)...); err != nil {
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

// words and codesOf give the bank's own words, and its codes.
func words(list []formats.Reason) string {
	var parts []string
	for _, r := range list {
		if text := strings.TrimSpace(r.Text); text != "" && !slices.Contains(parts, text) {
			parts = append(parts, text)
		}
	}
	return formats.Excerpt(strings.Join(parts, "; "))
}

func codesOf(list []formats.Reason) (codes []string) {
	for _, r := range list {
		for _, code := range strings.Fields(r.Code) {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
}
