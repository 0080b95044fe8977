package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"girod/ledger"
	"girod/ledger/cases"
)

func attachCommand(t *terminal) *cobra.Command {
	var kind, text string
	cmd := &cobra.Command{
		Use: "attach CASE FILE", Short: "put a file on a case: it is archived, and the partner who has the case gets it (operator)",
		Args: exactly(2, "a case and a file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return t.carryingOwn(cmd.Context(), func(h *house) error {
				return h.attach(cmd.Context(), args[0], args[1], cases.DocumentKind(kind), text)
			})
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "file", "scan, letter or file")
	cmd.Flags().StringVar(&text, "text", "", "what it is, in a line (default: its name)")
	return cmd
}

// attach keeps the bytes first: the event that names them must never point at nothing.
func (h *house) attach(ctx context.Context, number, path string, kind cases.DocumentKind, text string) error {
	who, err := h.person("operator")
	if err != nil {
		return err
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("cases attach: %w", err)
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, cases.MaxAttachment+1))
	name := filepath.Base(path)
	if err == nil {
		err = cases.CheckAttachment(name, body)
	}
	if err != nil {
		return err
	}
	err = h.view(ctx, func(tx *ledger.Tx) error {
		_, err := cases.Find(tx, number)
		return err
	})
	if err != nil {
		return err
	}
	digest, err := h.x.Keep(ctx, h.at, body)
	if err != nil {
		return err
	}
	if text == "" {
		text = name
	}
	return h.acts(ctx, who, func(tx *ledger.Tx) error {
		c, err := cases.Find(tx, number)
		if err == nil {
			err = h.desk().Attach(tx, c.ID, cases.Document{Digest: digest, Name: name, Kind: kind}, text)
		}
		switch {
		case err != nil:
			return err
		case h.t.json:
			return h.t.printJSON(documentJSON{digest, name, string(kind)})
		}
		h.t.say(h.in, "%s: attached %s, %d bytes, %s", c.Number, name, len(body), short(digest))
		return nil
	})
}

func documentCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use: "document CASE DIGEST", Short: "write a document of a case to standard output: an invoice copy, a letter, a scan",
		Args: exactly(2, "a case, and the beginning of a document's digest"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args[1]) < 8 {
				return usageError{fmt.Errorf("cases document: want at least 8 digits of the digest")}
			}
			return t.carryingOwn(cmd.Context(), func(h *house) error {
				var digest string
				err := h.view(cmd.Context(), func(tx *ledger.Tx) error {
					c, err := cases.Find(tx, args[0])
					if err == nil {
						digest, err = c.Document(tx, args[1])
					}
					return err
				})
				if err != nil {
					return err
				}
				r, err := h.x.Kept().Open(digest)
				if err != nil {
					return err
				}
				defer r.Close()
				_, err = io.Copy(t.out, r)
				return err
			})
		},
	}
}
