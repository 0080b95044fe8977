package main

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"girod/exchange"
	"girod/ledger/report"
)

// fileJSON is a journalled file as programs see it.
type fileJSON struct {
	ID       exchange.FileID `json:"id"`
	Partner  string          `json:"partner"`
	Name     string          `json:"name"`
	Digest   string          `json:"digest"`
	Size     int64           `json:"size"`
	Format   string          `json:"format"`
	State    exchange.State  `json:"state"`
	CopyOf   exchange.FileID `json:"copyOf,omitempty"`
	Summary  string          `json:"summary"`
	Code     string          `json:"code,omitempty"`
	Place    string          `json:"place,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Received time.Time       `json:"receivedAt"`
	Steps    []stepJSON      `json:"steps,omitempty"`
}

type stepJSON struct {
	At     time.Time      `json:"at"`
	From   exchange.State `json:"from"`
	To     exchange.State `json:"to"`
	By     string         `json:"by"`
	Reason string         `json:"reason,omitempty"`
}

func fileValue(f exchange.File) fileJSON {
	return fileJSON{
		ID: f.ID, Partner: f.Partner, Name: f.Name, Digest: f.Digest, Size: f.Size, Format: f.Format, State: f.State,
		CopyOf: f.CopyOf, Summary: f.Summary, Code: f.Code, Place: f.Place, Reason: f.Reason, Received: f.ReceivedAt,
	}
}

func stepValues(steps []exchange.Step) []stepJSON {
	var all []stepJSON
	for _, s := range steps {
		all = append(all, stepJSON{s.At, s.Was, s.Became, s.Actor, s.Reason})
	}
	return all
}

func filesCommand(t *terminal) *cobra.Command {
	var filter exchange.Filter
	var state string
	cmd := &cobra.Command{
		Use:   "files",
		Short: "the journal of files that came: list, show, release, reject",
		Args:  exactly(0, "no arguments; girod files show ID shows one"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			filter.State = exchange.State(state)
			return t.carrying(cmd.Context(), func(h *house) error { return h.listFiles(cmd.Context(), filter) })
		},
	}
	cmd.Flags().StringVar(&filter.Partner, "partner", "", "only those of a partner")
	cmd.Flags().StringVar(&state, "state", "", "only those in a state: received, held, settled …")
	cmd.AddCommand(
		&cobra.Command{
			Use: "show ID", Short: "one file with each step it took", Args: exactly(1, "a file such as f000017"),
			RunE: func(cmd *cobra.Command, args []string) error {
				return t.carrying(cmd.Context(), func(h *house) error { return h.showFile(cmd.Context(), exchange.FileID(args[0])) })
			},
		},
		fileDecision(t, "release", "let a held file go on: its cause is mended or accepted",
			func(h *house, ctx context.Context, id exchange.FileID, by, reason string) error {
				return h.x.Release(ctx, h.at, id, by, reason)
			}),
		fileDecision(t, "reject", "end a held file: archived, never booked",
			func(h *house, ctx context.Context, id exchange.FileID, by, reason string) error {
				return h.x.Reject(ctx, h.at, id, by, reason)
			}),
	)
	return cmd
}

// fileDecision is a named person's word about a held file.
func fileDecision(t *terminal, use, short string, decide func(*house, context.Context, exchange.FileID, string, string) error) *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use: use + " ID --reason TEXT", Short: short, Args: exactly(1, "a file such as f000017"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.carrying(cmd.Context(), func(h *house) error {
				who, err := h.person("operator")
				if err != nil {
					return err
				}
				return decide(h, cmd.Context(), exchange.FileID(args[0]), who, reason)
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; stands in the journal for ever")
	return cmd
}

func (h *house) listFiles(ctx context.Context, filter exchange.Filter) error {
	files, err := h.x.Files(ctx, filter)
	if err != nil {
		return err
	}
	list := h.t.rows(headed(h.in, "file", "partner", "name", "format", "state", "what").head...)
	for _, f := range files {
		what := inWords(h.in, "taken", f.Summary)
		if f.Reason != "" {
			what = strings.TrimSpace(f.Place + " " + inWords(h.in, "held-for", f.Reason))
		}
		if err := list.add(fileValue(f), string(f.ID), f.Partner, f.Name, f.Format, inWords(h.in, "standing", string(f.State)), what); err != nil {
			return err
		}
	}
	return list.end(line(h.in, "no files"))
}

func (h *house) showFile(ctx context.Context, id exchange.FileID) error {
	shown, err := h.x.Show(ctx, id)
	if err != nil {
		return err
	}
	v := fileValue(shown.File)
	v.Steps = stepValues(shown.Steps)
	if h.t.json {
		return h.t.printJSON(v)
	}
	t, in := h.t, h.in
	t.say(in, "%s  %s from %s, %d bytes, %s", v.ID, v.Name, v.Partner, v.Size, cmp.Or(v.Format, "-"))
	t.say(in, "sha256 %s", v.Digest)
	if v.Summary != "" {
		t.printf("%s\n", printable(inWords(in, "taken", v.Summary)))
	}
	if v.State == exchange.OnHold {
		t.printf("%s\n", t.paint(bad, heldText(in, v)))
		t.say(in, "hint: %s, or %s", "girod files release "+string(v.ID)+" --reason …", "girod files reject "+string(v.ID)+" --reason …")
	}
	t.printSteps(in, v.Steps)
	return nil
}

// heldText is why a file waits for a person.
func heldText(in *report.Tongue, f fileJSON) string {
	return printable(line(in, "held (%s): %s", f.Code, whyText(in, f)))
}

// waitsText is why a file waits for itself: for its rest, or for another try.
func waitsText(in *report.Tongue, f fileJSON) string {
	return printable(line(in, "waits (%s): %s", f.Code, whyText(in, f)))
}

// whyText is place and reason.
func whyText(in *report.Tongue, f fileJSON) string {
	why := inWords(in, "held-for", f.Reason)
	if f.Place == "" {
		return why
	}
	return f.Place + ": " + why
}

func (t *terminal) printSteps(in *report.Tongue, steps []stepJSON) {
	tb := headed(in, "when", "state", "who", "why")
	for _, s := range steps {
		tb.row(s.At.Format(time.RFC3339), inWords(in, "standing", string(s.To)), s.By, inWords(in, "journal", s.Reason))
	}
	t.printf("\n")
	t.print(tb, line(in, "no steps"))
}
