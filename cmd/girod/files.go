package main

import (
	"context"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"girod/exchange"
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
	list := h.t.rows("file", "partner", "name", "format", "state", "what")
	for _, f := range files {
		what := f.Summary
		if f.Reason != "" {
			what = strings.TrimSpace(f.Place + " " + f.Reason)
		}
		if err := list.add(fileValue(f), string(f.ID), f.Partner, f.Name, f.Format, string(f.State), what); err != nil {
			return err
		}
	}
	return list.end("no files")
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
	t := h.t
	t.printf("%s  %s from %s, %d bytes, %s\n", v.ID, printable(v.Name), v.Partner, v.Size, v.Format)
	t.printf("sha256 %s\n", v.Digest)
	if v.Summary != "" {
		t.printf("%s\n", printable(v.Summary))
	}
	if v.State == exchange.OnHold {
		t.printf("%s\n", t.paint(bad, heldText(v)))
		t.printf("hint: girod files release %s --reason …, or girod files reject %s --reason …\n", v.ID, v.ID)
	}
	printSteps(t, v.Steps)
	return nil
}

// heldText is why a file waits for a person.
func heldText(f fileJSON) string { return "held (" + f.Code + "): " + whyText(f) }

// waitsText is why a file waits for itself: for its rest, or for another try.
func waitsText(f fileJSON) string { return "waits (" + f.Code + "): " + whyText(f) }

// whyText is place and reason.
func whyText(f fileJSON) string {
	if f.Place == "" {
		return printable(f.Reason)
	}
	return printable(f.Place) + ": " + printable(f.Reason)
}

func printSteps(t *terminal, steps []stepJSON) {
	tb := newTable("when", "state", "who", "why")
	for _, s := range steps {
		tb.row(s.At.Format(time.RFC3339), string(s.To), s.By, s.Reason)
	}
	t.printf("\n")
	t.print(tb, "no steps")
}
