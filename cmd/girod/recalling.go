package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"girod/exchange"
	"girod/formats"
	"girod/formats/pain"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/payout"
)

// recallVersion is the camt.055 we write; banks that take recalls by file take this one.
const recallVersion = "camt.055.001.08"

// recallJSON is a plea to fetch a payout back as programs see it.
type recallJSON struct {
	Recall  string             `json:"recall"`
	Payout  string             `json:"payout"`
	Code    string             `json:"code"`
	Reason  string             `json:"reason"`
	State   payout.RecallState `json:"state"`
	Answer  string             `json:"answer,omitempty"`
	AskedAt string             `json:"askedAt"`
	AskedBy string             `json:"askedBy"`
}

func recallValue(r payout.Recall) recallJSON {
	return recallJSON{r.ID, (&payout.Payout{ID: r.Payout}).Name(), r.Code, r.Reason, r.State, r.Answer, r.At, r.By}
}

// recallCommand asks the bank to stop or fetch back a payout, or shows how the recalls of
// one stand.
func recallCommand(t *terminal) *cobra.Command {
	var code, reason string
	var show bool
	cmd := &cobra.Command{
		Use: "recall PAYOUT --code DUPL --reason TEXT", Short: "ask the bank to stop a payout or to fetch it back (preparer or approver)",
		Args: exactly(1, "a payout such as p000017"),
		Long: `recall sends the bank a camt.055. What is still to be executed the bank can stop; what has
gone comes back only if the payee agrees. The bank's answer (camt.029) is shown by --show
and in the payout's history; money that comes back is booked when the bank tells of it.

The code says why: DUPL paid twice, CUST asked by the customer, TECH a technical error, FRAD
fraud, AM09 a wrong amount, AC03 a wrong account.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := payout.ParseName(args[0])
			if err != nil {
				return usageError{err}
			}
			if show {
				return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.showRecalls(tx, id) })
			}
			return t.carryingOwn(cmd.Context(), func(h *house) error {
				who, err := h.payer("preparer")
				if err != nil {
					if who, err = h.payer("approver"); err != nil {
						return err
					}
				}
				return h.acts(cmd.Context(), who.Name, func(tx *ledger.Tx) error { return h.recall(tx, who, id, code, reason) })
			})
		},
	}
	cmd.Flags().StringVar(&code, "code", "CUST", "why, by its ISO code: DUPL, CUST, TECH, FRAD, AM09, AC03")
	cmd.Flags().StringVar(&reason, "reason", "", "and in words, for the bank and the history")
	cmd.Flags().BoolVar(&show, "show", false, "only show how its recalls stand")
	return cmd
}

// recall orders the plea, and writes it once to see that the bank can read it.
func (h *house) recall(tx *ledger.Tx, who payout.Person, id int64, code, reason string) error {
	p, err := payout.Get(tx, id)
	if err != nil {
		return err
	}
	b, err := payout.GetBatch(tx, p.Batch)
	if err != nil {
		return fmt.Errorf("%s has not left: %w\nhint: girod payouts cancel %s --reason …", p.Name(), err, p.Name())
	}
	_, partner, err := h.payingAccount(b.Account)
	if err != nil {
		return err
	}
	if partner.Outbound[string(outbox.Recalls)] == "" {
		return fmt.Errorf("partner %s: takes no recalls by file\nhint: call the bank; or name a directory for camt.055 under its outbound", partner.ID)
	}
	r, err := payout.AskBack(tx, who, id, code, reason, partner.ID)
	if err != nil {
		return err
	}
	if _, err := h.renderRecall(tx, outbox.Order{Subject: r.ID}); err != nil {
		return err
	}
	if h.t.json {
		return h.t.printJSON(recallValue(r))
	}
	h.t.say(h.in, "%s  %s of %s to %s is called back", r.ID, p.Name(), p.Amount, p.Payee.Name)
	return nil
}

func (o *office) showRecalls(tx *ledger.Tx, id int64) error {
	recalls, err := payout.RecallsOf(tx, id)
	if err != nil {
		return err
	}
	list := []recallJSON{}
	tb := headed(o.in, "recall", "payout", "code", "reason", "state", "answer")
	for _, r := range recalls {
		v := recallValue(r)
		list = append(list, v)
		tb.row(v.Recall, v.Payout, inWords(o.in, "bank-why", v.Code), v.Reason, inWords(o.in, "recall", string(v.State)), inWords(o.in, "bank-why", v.Answer))
	}
	if o.t.json {
		return o.t.printJSON(list)
	}
	o.t.print(tb, line(o.in, "never called back"))
	return nil
}

// renderRecall writes a plea as its bank wants it.
func (h *house) renderRecall(tx *ledger.Tx, o outbox.Order) ([]document, error) {
	r, err := payout.RecallByID(tx, o.Subject)
	if err != nil {
		return nil, err
	}
	p, err := payout.Get(tx, r.Payout)
	if err != nil {
		return nil, err
	}
	b, err := payout.GetBatch(tx, p.Batch)
	if err != nil {
		return nil, err
	}
	_, partner, err := h.payingAccount(b.Account)
	if err != nil {
		return nil, err
	}
	profile, version, err := bankProfile(partner)
	if err != nil {
		return nil, err
	}
	plea, err := payout.RecallOrder(tx, r.ID, version, h.paidFrom)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	if err := pain.WriteRecall(&body, recallVersion, plea, profile); err != nil {
		return nil, fmt.Errorf("recall %s: %w", r.ID, err)
	}
	return []document{{key: o.Key, name: r.ID + ".xml", body: body.Bytes(), done: func(tx *ledger.Tx, digest string) error {
		return payout.SetRecallRendered(tx, r.ID, digest)
	}}}, nil
}

// answerList collects the answers to recalls of a file in pass one; a bank sends one at a
// time.
type answerList struct{ all []formats.RecallAnswer }

func (l *answerList) add(a *formats.RecallAnswer) error {
	l.all = append(l.all, *a)
	return nil
}

// takeAnswer applies a bank's answer to a recall. One to what we never asked is a security
// matter: the file is held.
func (h *house) takeAnswer(tx *ledger.Tx, a *formats.RecallAnswer, file string) (err error) {
	var no *payout.Refusal
	for _, name := range h.all.Books() { // whose payout it was, the bank does not say
		err = payout.RecallAnswered(h.of(name).tx(tx), a, file)
		if !errors.As(err, &no) || no.Code != payout.UnknownMessage {
			return err
		}
	}
	if no != nil {
		return &exchange.Held{Code: "unknown-message", Place: a.Origin.String(), Text: no.Error()}
	}
	return err
}
