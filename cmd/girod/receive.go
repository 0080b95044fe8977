package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"girod/exchange"
)

func receiveCommand(t *terminal) *cobra.Command {
	var from string
	cmd := &cobra.Command{
		Use:   "receive FILE… --from PARTNER",
		Short: "take files as though the partner had sent them",
		Args:  atLeast(1, "one file or more"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if from == "" {
				return usageError{fmt.Errorf("receive: want --from PARTNER: whose files these are")}
			}
			return t.carrying(cmd.Context(), func(h *house) error {
				release, err := h.lock()
				if err != nil {
					return h.handAll(from, args)
				}
				defer release()
				held := false
				for _, path := range args {
					f, err := h.receive(cmd, from, path)
					if err != nil {
						return err
					}
					held = held || f.State == exchange.OnHold
				}
				if held {
					return errWaits
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "the partner the files are from")
	return cmd
}

// handAll gives the files to the daemon that runs.
func (h *house) handAll(from string, paths []string) error {
	known := false
	for _, p := range h.config.Partners {
		known = known || p.ID == from
	}
	if !known {
		return fmt.Errorf("receive: %w: %q", exchange.ErrNoPartner, from)
	}
	for _, path := range paths {
		if err := h.handIn(from, path); err != nil {
			return err
		}
		h.t.say(h.in, "%s  handed to the girod that runs; see: %s", path, "girod files")
	}
	return nil
}

func (h *house) receive(cmd *cobra.Command, from, path string) (exchange.File, error) {
	in, err := os.Open(path)
	if err != nil {
		return exchange.File{}, err
	}
	defer in.Close()
	f, err := h.x.Receive(cmd.Context(), h.at, from, filepath.Base(path), in)
	if err != nil {
		return f, fmt.Errorf("receive, %s: %w", path, err)
	}
	if h.t.json {
		return f, h.t.printJSON(fileValue(f))
	}
	switch f.State {
	case exchange.OnHold:
		h.t.printf("%s  %s\n", f.ID, h.t.paint(bad, heldText(h.in, fileValue(f))))
		h.t.say(h.in, "hint: %s", "girod files show "+string(f.ID))
	case exchange.Received:
		h.t.printf("%s  %s\n", f.ID, h.t.paint(warn, waitsText(h.in, fileValue(f))))
	default:
		h.t.say(h.in, "%s  %s, %s: %s", f.ID, f.Name, f.State, f.Summary)
	}
	return f, nil
}
