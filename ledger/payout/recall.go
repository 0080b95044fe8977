package payout

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// RecallState is how far a plea to fetch a payout back has come.
type RecallState string

// The states: asked leads to either answer, and neither leads on.
const (
	RecallAsked    RecallState = "asked"
	RecallAccepted RecallState = "accepted"
	RecallRefused  RecallState = "refused"
)

// Recall is a plea to the bank to stop a payout, or to fetch it back where it has gone.
type Recall struct {
	ID     string // of the camt.055 and of the case at the bank
	Payout int64
	Code   string // why: DUPL, CUST, TECH, FRAD …
	Reason string // and in words
	State  RecallState
	Answer string // the bank's, with its reasons
	At     string
	By     string
	digest string
}

func recalls(tx *ledger.Tx, where string, args ...any) (list []Recall, err error) {
	args = append(args, tx.Tenant())
	err = tx.Each(fmt.Sprintf(`SELECT payout_recall.id, payout_recall.payout, payout_recall.code, payout_recall.reason, payout_recall.state,
		payout_recall.answer, payout_recall.at, payout_recall.actor, payout_recall.digest
		FROM payout_recall JOIN payout ON payout.id = payout_recall.payout
		WHERE %s AND payout.tenant = $%d ORDER BY payout_recall.at, payout_recall.id`, where, len(args)), args, func(r *store.Row) error {
		list = append(list, Recall{r.Text(0), r.Int(1), r.Text(2), r.Text(3), RecallState(r.Text(4)), r.Text(5), r.Text(6), r.Text(7), r.Text(8)})
		return nil
	})
	return list, err
}

// RecallByID gives a recall.
func RecallByID(tx *ledger.Tx, id string) (Recall, error) {
	list, err := recalls(tx, `payout_recall.id = $1`, id)
	return one(list, err, "recall", id)
}

// RecallsOf gives the recalls of a payout, oldest first.
func RecallsOf(tx *ledger.Tx, payout int64) ([]Recall, error) {
	return recalls(tx, `payout_recall.payout = $1`, payout)
}

// RecallsOpen gives the recalls the bank has not answered.
func RecallsOpen(tx *ledger.Tx) ([]Recall, error) {
	return recalls(tx, `payout_recall.state = 'asked'`)
}

// AskBack orders a plea to the bank to stop a payout, or to fetch it back. One person may:
// it sends no money. A payout is called back once at a time; after a refusal, again.
func AskBack(tx *ledger.Tx, who Person, id int64, code, reason, partner string) (Recall, error) {
	p, err := Get(tx, id)
	if err != nil {
		return Recall{}, err
	}
	what := "payout " + p.Name()
	if !who.may(Preparer, Approver) {
		return Recall{}, &Refusal{NoAccess, what, who.Name + " may neither prepare nor approve"}
	}
	before, err := RecallsOf(tx, id)
	if err != nil {
		return Recall{}, err
	}
	switch {
	case strings.TrimSpace(reason) == "":
		return Recall{}, &Refusal{Incomplete, what, "want a reason: why it is called back"}
	case !slices.Contains([]State{Sent, Accepted, Settled}, p.State):
		return Recall{}, &Refusal{NotRecalled, what, "it is " + string(p.State) + ": only what the bank has can be called back"}
	case len(before) > 0 && before[len(before)-1].State != RecallRefused:
		return Recall{}, &Refusal{NotRecalled, what, "it was called back before: " + before[len(before)-1].ID}
	}
	r := Recall{Payout: id, Code: code, Reason: reason, State: RecallAsked, At: tx.Stamp(), By: who.Name}
	r.ID = mint(fmt.Sprintf("R%s-%s", compact(today(tx)), p.Name()), p.EndToEnd, fmt.Sprint(len(before)))
	_, err = tx.Exec(`INSERT INTO payout_recall (id, payout, code, reason, state, answer, digest, at, actor) VALUES ($1, $2, $3, $4, $5, '', '', $6, $7)`,
		r.ID, id, code, reason, string(r.State), r.At, r.By)
	if err != nil {
		return r, fmt.Errorf("%s: %w", what, err)
	}
	if err := outbox.Put(tx, outbox.Order{Kind: outbox.Recalls, Partner: partner, Key: "camt.055:" + r.ID, Subject: r.ID}); err != nil {
		return r, err
	}
	return r, p.note(tx, "recall-asked", r.ID+" "+code+": "+reason)
}

// RecallOrder gives what a recall asks of the bank, the same at each call.
func RecallOrder(tx *ledger.Tx, id, version string, houses Houses) (o formats.Recall, err error) {
	r, err := RecallByID(tx, id)
	if err != nil {
		return o, err
	}
	p, err := Get(tx, r.Payout)
	if err != nil {
		return o, err
	}
	b, err := GetBatch(tx, p.Batch)
	if err != nil {
		return o, err
	}
	g, err := p.group(tx)
	if err != nil {
		return o, err
	}
	house, err := houses(g.Account, p.Amount.Currency)
	if err != nil {
		return o, err
	}
	return formats.Recall{
		ID: r.ID, CaseID: r.ID, Created: strings.TrimSuffix(r.At, "Z"), Asker: house.Initiator, AskerBIC: house.FromBIC, BankBIC: house.FromBIC,
		OriginalMessageID: p.MessageID, OriginalMessage: version, OriginalCreated: created(&b),
		Transfers: []formats.RecallTransfer{{ID: r.ID, PaymentInfoID: p.PaymentInfo, InstructionID: p.EndToEnd, EndToEndID: p.EndToEnd,
			Amount: p.Amount, On: g.On, Reason: formats.Reason{Code: r.Code, Text: r.Reason}}},
	}, nil
}

// group gives the group of its file that a payout travels in.
func (p *Payout) group(tx *ledger.Tx) (Group, error) {
	list, err := Groups(tx, p.MessageID)
	for _, g := range list {
		if g.ID == p.PaymentInfo {
			return g, nil
		}
	}
	if err == nil {
		err = ledger.ErrNotFound
	}
	return Group{}, fmt.Errorf("payment group %s: %w", p.PaymentInfo, err)
}

// SetRecallRendered notes the digest of the bytes a recall was rendered to; others are
// never sent.
func SetRecallRendered(tx *ledger.Tx, id, digest string) error {
	r, err := RecallByID(tx, id)
	switch {
	case err != nil:
		return err
	case r.digest != "" && r.digest != digest:
		return &Refusal{Changed, "recall " + id, "it renders other bytes than before: " + digest + ", not " + r.digest}
	}
	_, err = tx.Exec(`UPDATE payout_recall SET digest = $2 WHERE id = $1`, id, digest)
	return err
}

// RecallAnswered applies a camt.029. The bank's yes to a payout that is still to be
// executed stops it, and the liability comes back (T-17); what has gone comes back as money,
// which intake books when the bank tells of it (T-18). A no ends the recall. An answer to
// what we never asked is refused.
func RecallAnswered(tx *ledger.Tx, a *formats.RecallAnswer, file string) error {
	said := map[string]formats.RecalledTransfer{}
	for _, t := range a.Transfers {
		id, err := recallNamed(tx, a, t)
		if err != nil {
			return err
		}
		said[id] = t
	}
	if len(said) == 0 {
		r, err := RecallByID(tx, a.CaseID)
		if errors.Is(err, ledger.ErrNotFound) {
			return &Refusal{UnknownMessage, "answer " + a.MessageID, fmt.Sprintf("it answers case %q, which this house never opened", a.CaseID)}
		}
		if err != nil {
			return err
		}
		said[r.ID] = formats.RecalledTransfer{Status: a.Status, Reasons: a.Reasons}
	}
	for _, id := range slices.Sorted(maps.Keys(said)) { // what is posted must come in one order, whenever the file is read
		t := said[id]
		if t.Status == "" {
			t.Status, t.Reasons = a.Status, append(t.Reasons, a.Reasons...)
		}
		if err := recalled(tx, id, t, file); err != nil {
			return err
		}
	}
	return nil
}

// recallNamed finds the recall that an answer about one transfer means: by the name we
// gave it, else by the case or by the transfer's own.
func recallNamed(tx *ledger.Tx, a *formats.RecallAnswer, t formats.RecalledTransfer) (string, error) {
	for _, id := range []string{t.CancellationID, a.CaseID} {
		if r, err := RecallByID(tx, id); err == nil {
			return r.ID, nil
		} else if !errors.Is(err, ledger.ErrNotFound) {
			return "", err
		}
	}
	p, found, err := named(tx, Ref{EndToEnd: t.EndToEndID, Instruction: t.InstructionID})
	if err != nil {
		return "", err
	}
	if found {
		list, err := RecallsOf(tx, p.ID)
		if err != nil {
			return "", err
		}
		if n := len(list); n > 0 {
			return list[n-1].ID, nil
		}
	}
	return "", &Refusal{UnknownMessage, "answer " + a.MessageID, fmt.Sprintf("it answers a recall of %q, which this house never asked for", t.EndToEndID)}
}

// recalled applies the bank's word to one recall.
func recalled(tx *ledger.Tx, id string, t formats.RecalledTransfer, file string) error {
	r, err := RecallByID(tx, id)
	if err != nil {
		return err
	}
	p, err := Get(tx, r.Payout)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(string(t.Status) + " " + reasons(t.Reasons))
	to := r.State
	switch t.Status {
	case "ACCR", "CNCL":
		to = RecallAccepted
	case "RJCR":
		to = RecallRefused
	}
	if r.State != RecallAsked || to == RecallAsked { // said before, or still to be decided
		return p.note(tx, "recall-status", id+": "+text+" ("+file+")")
	}
	if _, err := tx.Exec(`UPDATE payout_recall SET state = $2, answer = $3 WHERE id = $1`, id, string(to), text); err != nil {
		return err
	}
	if err := p.note(tx, "recall-"+string(to), id+": "+text+" ("+file+")"); err != nil || to != RecallAccepted {
		return err
	}
	return p.stopped(tx, today(tx), id)
}

// stopped ends a payout that the bank has agreed not to execute: one whose day has not
// passed, and of whose debit it has not told.
func (p *Payout) stopped(tx *ledger.Tx, on date.Date, recall string) error {
	g, err := p.group(tx)
	if err != nil || g.On < on || p.Debited != 0 || !p.State.may(Rejected) {
		return err
	}
	if err := p.move(tx, Rejected, "called back: "+recall); err != nil {
		return err
	}
	if _, err := tx.Post(p.transit(tx, ledger.PayoutRejected, "payout-rejected:", -1)); err != nil {
		return err
	}
	f, err := FileByMessage(tx, p.MessageID)
	if err != nil {
		return err
	}
	list, err := f.payouts(tx)
	if err != nil {
		return err
	}
	return f.summarise(tx, list)
}
