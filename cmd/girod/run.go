package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

func runCommand(t *terminal) *cobra.Command {
	var once bool
	cmd := &cobra.Command{
		Use:   "run",
		Short: "the daemon; --once does everything due and ends",
		Long: `run serves until it is told to stop: it fetches, books, reminds and sends on the
timetable of the configuration, tells systemd that it is ready and feeds its watchdog.

--once does everything that is due now, once, and ends; with --as-of the day or the
instant given is "now", so that a year can be replayed in minutes.`,
		Args: exactly(0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if t.asOf != "" && !once {
				return usageError{fmt.Errorf("run: --as-of goes with --once: the daemon runs on the real clock")}
			}
			return t.run(cmd.Context(), once)
		},
	}
	cmd.Flags().BoolVar(&once, "once", false, "do everything due and end")
	return cmd
}

func (t *terminal) run(ctx context.Context, once bool) error {
	h, err := t.openHouse(ctx, true)
	if err != nil {
		return err
	}
	defer h.close()
	release, err := h.lock()
	if err != nil {
		return err
	}
	defer release()
	if err := h.x.Recover(ctx, h.at); err != nil {
		return fmt.Errorf("recover: %w", err)
	}
	if once {
		return h.once(ctx, h.at)
	}
	return h.serve(ctx)
}

// rounds bound how often once looks again: what one round books may call for sending, and
// what is sent may be answered at once.
const rounds = 4

// once does everything due at an instant: files in, the day's jobs, files out, until
// nothing moves.
func (h *house) once(ctx context.Context, at time.Time) error {
	for range rounds {
		moved := false
		for _, l := range h.loops() {
			m, err := l.do(ctx, at)
			if err != nil {
				return fmt.Errorf("%s: %w", l.name, err)
			}
			moved = moved || m
		}
		if !moved {
			return nil
		}
	}
	return nil
}
