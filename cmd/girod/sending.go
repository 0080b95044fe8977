package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"girod/exchange"
	"girod/ledger"
)

// sendingJSON is a file on its way out as programs see it.
type sendingJSON struct {
	Key      string         `json:"key"`
	Partner  string         `json:"partner"`
	Kind     string         `json:"kind"`
	Name     string         `json:"name"`
	Digest   string         `json:"digest"`
	Size     int64          `json:"size"`
	Money    bool           `json:"money"`
	State    exchange.State `json:"state"`
	Attempt  int            `json:"attempt"`
	Reason   string         `json:"reason,omitempty"`
	Steps    []stepJSON     `json:"steps,omitempty"`
	Attempts []attemptJSON  `json:"attempts,omitempty"`
}

type attemptJSON struct {
	Number int       `json:"number"`
	Began  time.Time `json:"beganAt"`
	Answer string    `json:"answer"`
}

func sendingValue(o exchange.Outgoing) sendingJSON {
	return sendingJSON{
		Key: o.Key, Partner: o.Partner, Kind: o.Kind, Name: o.Name, Digest: o.Digest, Size: o.Size, Money: o.Money,
		State: o.State, Attempt: o.Attempt, Reason: o.Reason,
	}
}

func sendingCommand(t *terminal) *cobra.Command {
	var state, reason string
	cmd := &cobra.Command{
		Use:   "sending",
		Short: "files on their way out: list, show, resend, decide a doubt, reconcile",
		Args:  exactly(0, "no arguments; girod sending show KEY shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.carrying(cmd.Context(), func(h *house) error { return h.listSending(cmd.Context(), exchange.State(state)) })
		},
	}
	cmd.Flags().StringVar(&state, "state", "", "only those in a state: rendered, sent, in-doubt …")
	resend := &cobra.Command{
		Use: "resend KEY --reason TEXT", Short: "try a file that waits after failures again, now", Args: exactly(1, "the key of a file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.carrying(cmd.Context(), func(h *house) error {
				who, err := h.person("operator")
				if err != nil {
					return err
				}
				return h.x.Resend(cmd.Context(), h.at, args[0], who, reason)
			})
		},
	}
	decide := &cobra.Command{
		Use: "decide KEY sent|resend --reason TEXT", Short: "end a doubt: two people say the same, each from their own login",
		Args: exactly(2, "a key, and sent or resend"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.carrying(cmd.Context(), func(h *house) error { return h.decide(cmd.Context(), args[0], args[1], reason) })
		},
	}
	reconcile := &cobra.Command{
		Use: "reconcile [--reason TEXT]", Short: "what left that this database does not know; two people open the gate with a reason",
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.carrying(cmd.Context(), func(h *house) error { return h.reconcile(cmd.Context(), reason) })
		},
	}
	for _, c := range []*cobra.Command{resend, decide, reconcile} {
		c.Flags().StringVar(&reason, "reason", "", "why; stands in the journal for ever")
	}
	cmd.AddCommand(resend, decide, reconcile, &cobra.Command{
		Use: "show KEY", Short: "one file with its steps and each attempt, answers verbatim", Args: exactly(1, "the key of a file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.carrying(cmd.Context(), func(h *house) error { return h.showSending(cmd.Context(), args[0]) })
		},
	})
	return cmd
}

func (h *house) listSending(ctx context.Context, state exchange.State) error {
	files, err := h.x.Outgoing(ctx, state)
	if err != nil {
		return err
	}
	list := h.t.rows(headed(h.in, "key", "partner", "name", "state", ">attempt", "why").head...)
	for _, o := range files {
		if err := list.add(sendingValue(o), o.Key, o.Partner, o.Name, inWords(h.in, "standing", string(o.State)), itoa(int64(o.Attempt)), inWords(h.in, "journal", o.Reason)); err != nil {
			return err
		}
	}
	return list.end(line(h.in, "nothing has been sent"))
}

func (h *house) showSending(ctx context.Context, key string) error {
	shown, err := h.x.ShowOutgoing(ctx, key)
	if err != nil {
		return err
	}
	v := sendingValue(shown.Outgoing)
	v.Steps = stepValues(shown.Steps)
	for _, a := range shown.Attempts {
		v.Attempts = append(v.Attempts, attemptJSON{a.Number, a.BeganAt, a.Answer})
	}
	if h.t.json {
		return h.t.printJSON(v)
	}
	t, in := h.t, h.in
	t.say(in, "%s  %s to %s, %d bytes, %s", v.Key, v.Name, v.Partner, v.Size, v.State)
	t.say(in, "sha256 %s", v.Digest)
	if v.State == exchange.InDoubt {
		t.printf("%s\n", t.paint(bad, printable(line(in, "in doubt: %s", v.Reason))))
		t.say(in, "hint: ask the partner, then two people: %s", "girod sending decide "+v.Key+" sent|resend --reason …")
	}
	t.printSteps(in, v.Steps)
	for _, a := range v.Attempts {
		t.printf("\n%s\n", line(in, "attempt %d, %s", a.Number, a.Began.Format(time.RFC3339)))
		for _, line := range strings.Split(a.Answer, "\n") {
			t.printf("    %s\n", printable(line))
		}
	}
	return nil
}

// decide takes one person's word and, when another has said the same, acts on both.
func (h *house) decide(ctx context.Context, key, verdict, reason string) error {
	if verdict != string(exchange.WasSent) && verdict != string(exchange.Resend) {
		return usageError{fmt.Errorf("sending decide: %q: want sent or resend", verdict)}
	}
	if strings.HasPrefix(key, mailPrefix) {
		return h.decideMail(ctx, key, verdict, reason)
	}
	shown, err := h.x.ShowOutgoing(ctx, key)
	switch {
	case err != nil:
		return err
	case shown.Outgoing.State != exchange.InDoubt: // a word about a doubt to come is none
		return fmt.Errorf("sending decide: %w: %s is %s, not in doubt", exchange.ErrNotNow, key, shown.Outgoing.State)
	}
	doubt := fmt.Sprintf("decide %s %s, attempt %d", key, verdict, shown.Outgoing.Attempt)
	return h.twoPeople(ctx, doubt, reason, func(first, second string) error {
		return h.x.Decide(ctx, h.at, key, exchange.Verdict(verdict), first, second, reason)
	})
}

// differenceJSON is a file that left and that the database does not know, or the other way.
type differenceJSON struct {
	Key    string `json:"key,omitempty"`
	Digest string `json:"digest,omitempty"`
	Text   string `json:"text"`
}

// reconcile lists the differences, and opens the gate when two people say so.
func (h *house) reconcile(ctx context.Context, reason string) error {
	differences, err := h.x.Gate(ctx)
	if err != nil {
		return err
	}
	if h.t.json && reason == "" {
		list := []differenceJSON{}
		for _, d := range differences {
			list = append(list, differenceJSON{d.Key, d.Digest, d.Text})
		}
		return h.t.printJSON(list)
	}
	for _, d := range differences {
		h.t.printf("%s\n", printable(inWords(h.in, "difference", d.Text)))
	}
	switch {
	case len(differences) == 0:
		h.t.say(h.in, "the database knows all that left")
		return nil
	case reason == "":
		h.t.say(h.in, "nothing leaves until two people have looked: %s", "girod sending reconcile --reason …")
		return errWaits
	}
	return h.twoPeople(ctx, differing(differences), reason, func(first, second string) error {
		return h.x.ReconcileOutbound(ctx, h.at, first, second, reason)
	})
}

// differing names some differences: two people open the gate for those that both have seen.
func differing(list []exchange.Difference) string {
	sum := sha256.New()
	for _, d := range list {
		fmt.Fprintf(sum, "%q %q %q\n", d.Key, d.Digest, d.Text)
	}
	return fmt.Sprintf("reconcile %d differences %x", len(list), sum.Sum(nil)[:8])
}

// sayAgain is how long a first person's word waits for a second's.
const sayAgain = 7 * 24 * time.Hour

// twoPeople writes down what this person says. When another person has said the same in
// the last week, and nothing was done upon it yet, it acts in both names; else it tells that
// a second is awaited. A word counts once: the next doubt about a file wants two people again.
// So both are used up before the act, in the commit that finds them, and given back where it
// failed: who dies in between has lost two words, and nobody acts upon one alone.
func (h *house) twoPeople(ctx context.Context, what, reason string, act func(first, second string) error) error {
	who, err := h.person("approver")
	if err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return usageError{fmt.Errorf("%s: want --reason", what)}
	}
	first := ""
	note := func(tx *ledger.Tx, kind, text string) error {
		return tx.AddHistory(ledger.History{Payout: "decision:" + what, Kind: kind, Text: text})
	}
	err = h.book.Update(ctx, h.at, who, func(tx *ledger.Tx) error {
		said, err := tx.HistoryOfPayout("decision:" + what)
		if err != nil {
			return err
		}
		first = wordOf(said, who, h.at)
		if err := note(tx, "decision", reason); err != nil || first == "" {
			return err
		}
		return note(tx, "decided", "by "+first+" and "+who)
	})
	switch {
	case err != nil:
		return err
	case first == "":
		h.t.say(h.in, "noted; a second person must say the same within a week")
		return errWaits
	}
	if err := act(first, who); err != nil {
		return errors.Join(err, h.book.Update(ctx, h.at, who, func(tx *ledger.Tx) error { return note(tx, "undecided", clip(err.Error())) }))
	}
	return nil
}

// wordOf gives who else has said the same as this person in the last week, and was not acted
// upon; "" for nobody.
func wordOf(said []ledger.History, who string, at time.Time) (first string) {
	before := ""
	for _, s := range said {
		on, _ := time.Parse(time.RFC3339, s.At)
		switch {
		case s.Kind == "decided":
			first, before = "", first
		case s.Kind == "undecided":
			first = before
		case s.By != who && at.Sub(on) < sayAgain:
			first = s.By
		}
	}
	return first
}
