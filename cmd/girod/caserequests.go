package main

import (
	"cmp"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/report"
)

// requestJSON is a question to a handler.
type requestJSON struct {
	ID         int64  `json:"request"`
	Case       string `json:"case"`
	Handler    string `json:"handler"`
	Kind       string `json:"kind"`
	Text       string `json:"text"`
	Through    string `json:"through"`
	State      string `json:"state"`
	AskedAt    string `json:"askedAt"`
	AskedBy    string `json:"askedBy"`
	Answer     string `json:"answer"`
	AnsweredAt string `json:"answeredAt"`
	AnsweredBy string `json:"answeredBy"`
}

func requestValues(list []cases.Request) []requestJSON {
	values := []requestJSON{}
	for _, q := range list {
		values = append(values, requestJSON{
			q.ID, q.Number, q.Handler, string(q.Kind), q.Text, q.Through.String(), string(q.State), q.AskedAt, q.AskedBy, q.Answer, q.AnsweredAt, q.AnsweredBy,
		})
	}
	return values
}

func requestTable(in *report.Tongue, list []requestJSON) *table {
	tb := headed(in, ">request", "case", "handler", "wants", "when", "who", "text", "state", "answer")
	for _, q := range list {
		tb.row(itoa(q.ID), q.Case, q.Handler, inWords(in, "request", q.Kind), q.AskedAt, q.AskedBy, q.Text, inWords(in, "request-state", q.State), q.Answer)
	}
	return tb
}

func requestCommand(t *terminal) *cobra.Command {
	var until string
	cmd := &cobra.Command{Use: "request CASE message|respite|revoke TEXT", Short: "ask a case's handler for an answer, for time, or to close the case (operator)",
		Long: `request asks the handler of a case. A message wants an answer, a respite time for the
debtor through a day. A revoke closes nothing: the case's reminders are held at once,
and the case waits until its handler answers.`,
		Args: exactly(3, "a case, what is asked for, and why")}
	cmd.Flags().StringVar(&until, "through", "", "of a respite: its last day")
	return onCase(t, cmd, func(o *office, tx *ledger.Tx, c cases.Case, args []string) error {
		through, err := flagDay(until)
		if err != nil {
			return err
		}
		id, err := o.desk().Ask(tx, cases.Request{Case: c.ID, Kind: cases.RequestKind(args[0]), Text: args[1], Through: through})
		if err == nil && !t.json {
			t.say(o.in, "request %d waits for %s", id, cmp.Or(c.Handler, line(o.in, "a handler")))
		}
		return err
	})
}

func requestsCommand(t *terminal) *cobra.Command {
	var handler string
	var after int64
	var limit int
	cmd := &cobra.Command{Use: "requests", Short: "what waits for a handler, oldest first", Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				list, err := cases.OpenRequests(tx, handler, after, limit)
				if err != nil {
					return err
				}
				if t.json {
					return t.printJSON(requestValues(list))
				}
				t.print(requestTable(o.in, requestValues(list)), line(o.in, "nothing waits"))
				return nil
			})
		}}
	cmd.Flags().StringVar(&handler, "handler", "", "only this one's")
	cmd.Flags().Int64Var(&after, "after", 0, "the page behind: the last request of the page before")
	cmd.Flags().IntVar(&limit, "limit", 50, "how many on a page, at most 500")
	return cmd
}

func answerCommand(t *terminal) *cobra.Command {
	var grant, refuse bool
	var text string
	cmd := &cobra.Command{Use: "answer REQUEST", Short: "end a request: --grant or --refuse it, or answer a message in words (operator)", Args: exactly(1, "the number of a request"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usageError{fmt.Errorf("cases answer: want the number of a request")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				q, err := cases.FindRequest(tx, id)
				if err != nil {
					return err
				}
				if q.Kind != cases.Message && grant == refuse {
					return usageError{fmt.Errorf("cases answer: a %s is answered by --grant or --refuse", q.Kind)}
				}
				if err := o.desk().Answer(tx, id, grant, text); err != nil {
					return err
				}
				if q, err = cases.FindRequest(tx, id); err == nil && t.json {
					return t.printJSON(requestValues([]cases.Request{q})[0])
				}
				t.say(o.in, "request %d of %s: %s", id, q.Number, q.State)
				return err
			})
		}}
	cmd.Flags().BoolVar(&grant, "grant", false, "a respite is given, a case revoked: it is closed")
	cmd.Flags().BoolVar(&refuse, "refuse", false, "it goes on as before")
	cmd.Flags().StringVar(&text, "text", "", "the answer in words")
	return cmd
}

func billCaseCommand(t *terminal) *cobra.Command {
	var on string
	cmd := &cobra.Command{Use: "bill COST CLIENT-INVOICE", Short: "write down that a cost was invoiced to the client (operator)", Args: exactly(2, "the number of a cost and of the client's invoice"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usageError{fmt.Errorf("cases bill: want the number of a cost")}
			}
			return t.acting(cmd.Context(), "operator", func(o *office, tx *ledger.Tx) error {
				day, err := flagDay(on)
				if err != nil {
					return err
				}
				if day == 0 {
					day = o.desk().Today
				}
				return o.desk().Bill(tx, id, args[1], day)
			})
		}}
	cmd.Flags().StringVar(&on, "on", "", "the day of that invoice; empty: today")
	return cmd
}
