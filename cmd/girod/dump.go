package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"girod/ledger"
)

func dumpCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "dump DIR",
		Short: "every table as JSON lines in a new directory, for girod-audit",
		Args:  exactly(1, "a directory that does not exist yet"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.carrying(cmd.Context(), func(h *house) error { return h.dump(cmd.Context(), args[0]) })
		},
	}
}

// dump writes each table of one snapshot into a file of its name.
func (h *house) dump(ctx context.Context, dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return fmt.Errorf("dump, %s: exists already: want a new directory", dir)
	}
	if err := h.disk.MkdirAll(dir); err != nil {
		return err
	}
	n := 0
	err := h.view(ctx, func(tx *ledger.Tx) error {
		tables, err := tx.Tables()
		if err != nil {
			return err
		}
		for _, table := range tables {
			err := h.disk.Write(filepath.Join(dir, table+".jsonl"), func(w io.Writer) error { return tx.DumpTable(table, w) })
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err == nil {
		h.t.printf("%d tables in %s\n", n, dir)
	}
	return err
}
