package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/report"
	"girod/ledger/statement"
)

// statementJSON is an account of its money that a client was sent, with the receipt.
type statementJSON struct {
	ID      int64        `json:"id"`
	Tenant  string       `json:"tenant,omitempty"`
	Client  string       `json:"client"`
	Name    string       `json:"name"`
	Account string       `json:"account"`
	From    date.Date    `json:"from"`
	Through date.Date    `json:"through"`
	Report  int64        `json:"report"` // of the archive
	Attempt int          `json:"attempt"`
	Channel string       `json:"channel"` // file, mail
	To      string       `json:"to"`
	File    string       `json:"file"`
	Digest  string       `json:"digest"` // of its bytes; empty until they are written
	State   outbox.State `json:"state"`
	StateAt string       `json:"stateAt"`
	Reason  string       `json:"reason"`
	Key     string       `json:"key"` // girod sending show KEY, where it is a file
	By      string       `json:"orderedBy"`
	At      string       `json:"orderedAt"`
	Tries   []tryJSON    `json:"attempts,omitempty"`
}

func statementValue(o *office, s *statement.Statement) statementJSON {
	return statementJSON{s.ID, o.owner(), s.No, s.Name, s.Account, s.From, s.Through, s.Report, s.Attempt, s.Channel(), s.To(), s.FileName(), s.Digest,
		s.State, s.StateAt, s.Reason, s.Key, s.By, s.At, nil}
}

func statementsCommand(t *terminal) *cobra.Command {
	var client string
	var limit int
	cmd := &cobra.Command{
		Use:   "statements",
		Short: "the accounts of their money that clients were sent, and how each fared; show, print, send",
		Long: `statements lists what was sent to clients, newest first. The schedule of reports orders it
(girod reports schedule add client-statement --repeat month --period previous-month --first …):
each client whose configuration says how (statements) is sent its part of the report that is
kept, into the folder of a partner or by e-mail. What was not delivered stands in girod status.`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.lookingAll(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.listStatements(tx, client, limit) })
		},
	}
	cmd.Flags().StringVar(&client, "client", "", "only this client's")
	cmd.Flags().IntVar(&limit, "limit", 100, "at most so many")
	cmd.AddCommand(showStatementCommand(t), printStatementCommand(t), sendStatementsCommand(t))
	return cmd
}

// clientByNo gives a client of these books by its number; 0 for "".
func clientByNo(tx *ledger.Tx, no string) (ledger.PartyID, error) {
	if no == "" {
		return 0, nil
	}
	party, err := tx.PartyByCustomerNo(no)
	return party.ID, err
}

func (o *office) listStatements(tx *ledger.Tx, client string, limit int) error {
	in := o.in
	list := []statementJSON{}
	tb := o.listed(headed(in, "statement", "client", "name", "from", "through", "by", "to", "state", "when", "why").head...)
	err := o.each(tx, func(own *office, tx *ledger.Tx) error {
		if tx.Keeping() != ledger.Agent {
			return nil
		}
		party, err := clientByNo(tx, client)
		if err != nil {
			return err
		}
		all, err := statement.Latest(tx, party, limit)
		for i := range all {
			v := statementValue(own, &all[i])
			list = append(list, v)
			tb.add(own, itoa(v.ID), v.Client, v.Name, v.From.String(), v.Through.String(), inWords(in, "statement-way", v.Channel), v.To,
				inWords(in, "statement-state", string(v.State)), own.moment(v.StateAt), v.Reason)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case o.t.json:
		return o.t.printJSON(list)
	}
	o.t.print(tb.table, line(in, "no statements have been sent"))
	return nil
}

// moment is an instant of the book on the clock of the office.
func (o *office) moment(stamp string) string {
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil {
		return stamp
	}
	return at.In(o.zone).Format("2006-01-02 15:04")
}

func statementID(text string) (int64, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, usageError{fmt.Errorf("clients statements %s: want a number, as girod clients statements lists them", text)}
	}
	return id, nil
}

func showStatementCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use: "show STATEMENT", Short: "the receipt: what was sent, where to, each attempt and what was answered", Args: exactly(1, "the number of a statement"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := statementID(args[0])
			if err != nil {
				return err
			}
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error { return o.showStatement(tx, id) })
		},
	}
}

func (o *office) showStatement(tx *ledger.Tx, id int64) error {
	s, err := statement.Get(tx, id)
	if err != nil {
		return err
	}
	v := statementValue(o, &s)
	if v.Tries, err = tries(tx, &s); err != nil {
		return err
	}
	t, in := o.t, o.in
	if t.json {
		return t.printJSON(v)
	}
	t.say(in, "statement %d to %s (%s), account %s, through %s, of report %d", v.ID, v.Client, v.Name, v.Account, v.Through, v.Report)
	t.say(in, "ordered %s by %s: by %s to %s as %s", o.moment(v.At), v.By, v.Channel, v.To, v.File)
	if v.Digest != "" {
		t.say(in, "sha256 %s", v.Digest)
	}
	t.say(in, "%s since %s", v.State, o.moment(v.StateAt))
	if v.Reason != "" {
		t.printf("%s\n", printable(v.Reason))
	}
	for _, a := range v.Tries {
		t.say(in, "attempt %d, %s", a.Number, a.Began.In(o.zone).Format("2006-01-02 15:04:05"))
		for _, answer := range strings.Split(strings.TrimSpace(a.Answer), "\n") {
			t.printf("    %s\n", printable(answer))
		}
	}
	return nil
}

func printStatementCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use: "print STATEMENT", Short: "a statement byte for byte as it was sent, from the archive", Args: exactly(1, "the number of a statement"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := statementID(args[0])
			if err != nil {
				return err
			}
			return t.carryingOwn(cmd.Context(), func(h *house) error { return h.printStatement(cmd.Context(), id) })
		},
	}
}

func (h *house) printStatement(ctx context.Context, id int64) error {
	var s statement.Statement
	err := h.book.View(ctx, h.at, func(tx *ledger.Tx) (err error) {
		s, err = statement.Get(tx, id)
		return err
	})
	switch {
	case err != nil:
		return err
	case s.Digest == "":
		return fmt.Errorf("statement %d: it is not written yet", id)
	}
	if err := h.x.Kept().Verify(s.Digest); err != nil { // before a line of it is shown
		return err
	}
	r, err := h.x.Kept().Open(s.Digest)
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = io.Copy(h.t.out, r)
	return err
}

func sendStatementsCommand(t *terminal) *cobra.Command {
	var client string
	var again bool
	cmd := &cobra.Command{
		Use: "send REPORT [--client K1]", Short: "send clients their part of a kept client-statement that they have not got (operator)",
		Long: `send orders the parts of a report of the archive (girod reports archive list) that were not
delivered: never sent, refused, or come back. The way is that of the configuration now, so
correct an address there first. --again sends a client what it has got already once more;
what is on its way is never sent twice.`,
		Args: exactly(1, "the number of a kept report"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usageError{fmt.Errorf("clients statements send %s: want the number of a report, as girod reports archive list shows", args[0])}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error { return o.sendStatements(tx, id, client, again) })
		},
	}
	cmd.Flags().StringVar(&client, "client", "", "only to this client")
	cmd.Flags().BoolVar(&again, "again", false, "also what was delivered")
	return cmd
}

func (o *office) sendStatements(tx *ledger.Tx, id int64, client string, again bool) error {
	party, err := clientByNo(tx, client)
	if err != nil {
		return err
	}
	kept, err := report.FromArchive(tx, id)
	if err != nil {
		return err
	}
	all, err := o.addressees(tx)
	if err != nil {
		return err
	}
	var to []statement.Addressee
	for _, a := range all {
		if party == 0 || a.Client.Party == party {
			to = append(to, a)
		}
	}
	sent, err := statement.Order(tx, kept, to, again)
	if err != nil {
		return err
	}
	in := o.in
	list := []statementJSON{}
	for i := range sent {
		list = append(list, statementValue(o, &sent[i]))
	}
	switch {
	case o.t.json:
		return o.t.printJSON(list)
	case len(list) == 0:
		o.t.say(in, "nothing is to be sent: whoever asks for statements has this one, or it is on its way")
	}
	for _, v := range list {
		o.t.say(in, "statement %d to %s is ordered, to %s", v.ID, v.Client, v.To)
	}
	return nil
}
