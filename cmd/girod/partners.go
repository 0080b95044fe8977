package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"girod/exchange"
)

// partnerJSON is a partner as programs see it.
type partnerJSON struct {
	Partner string `json:"partner"`
	Where   string `json:"where"`
	State   string `json:"state"`
	Reason  string `json:"reason,omitempty"`
}

// partnerCommand is about those we exchange files with. One who shows an unknown host key,
// or refuses our login three times, is left alone until a person has looked.
func partnerCommand(t *terminal) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "partner",
		Short: "those we exchange files with: list, pause, resume",
		Args:  exactly(0, "no arguments; girod partner resume PARTNER lets one be called again"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return t.carrying(cmd.Context(), func(h *house) error { return h.listPartners(cmd.Context()) })
		},
	}
	decision := func(use, short string, decide func(*house, context.Context, string, string, string) error) {
		var reason string
		c := &cobra.Command{
			Use: use + " PARTNER --reason TEXT", Short: short, Args: exactly(1, "a partner"),
			RunE: func(cmd *cobra.Command, args []string) error {
				return t.carrying(cmd.Context(), func(h *house) error {
					who, err := h.person("operator")
					if err != nil {
						return err
					}
					return decide(h, cmd.Context(), args[0], who, reason)
				})
			},
		}
		c.Flags().StringVar(&reason, "reason", "", "why; stands in the database")
		cmd.AddCommand(c)
	}
	decision("resume", "let a paused partner be called again: a person has looked",
		func(h *house, ctx context.Context, id, by, reason string) error {
			return h.x.Resume(ctx, h.at, id, by, reason)
		})
	decision("pause", "call a partner no more until it is resumed",
		func(h *house, ctx context.Context, id, by, reason string) error {
			return h.x.Pause(ctx, h.at, id, by, reason)
		})
	return cmd
}

func (h *house) listPartners(ctx context.Context) error {
	waiting, err := h.x.Status(ctx, h.at)
	if err != nil {
		return err
	}
	list := []partnerJSON{}
	tb := headed(h.in, "partner", "where", "state", "why")
	for _, p := range h.config.Partners {
		v := partnerJSON{Partner: p.ID, Where: p.Local, State: "open"}
		if p.SFTP != nil {
			v.Where = fmt.Sprintf("sftp %s as %s", p.SFTP.Address, p.SFTP.User)
		}
		if why, paused := pausedFor(waiting, p.ID); paused {
			v.State, v.Reason = "paused", why
		}
		list = append(list, v)
		tb.row(v.Partner, inWords(h.in, "where", v.Where), inWords(h.in, "standing", v.State), inWords(h.in, "waits-for", v.Reason))
	}
	if h.t.json {
		return h.t.printJSON(list)
	}
	h.t.print(tb, line(h.in, "no partners"))
	return nil
}

func pausedFor(waiting []exchange.Waiting, partner string) (string, bool) {
	for _, w := range waiting {
		if w.What == "partner" && w.Subject == partner {
			return w.Reason, true
		}
	}
	return "", false
}
