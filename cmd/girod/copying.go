package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"girod/exchange"
	"girod/formats"
	"girod/ledger"
)

func copyInvoiceCommand(t *terminal) *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use: "copy NUMBER --to FILE", Short: "the original of an invoice, as it came: byte for byte",
		Long: `copy gives a customer's lost invoice again. It is the original out of the archive and so
has the original's number, day and bytes: the PDF that came within the invoice, or else the
document itself. It is not written over a file that is there; --to - is standard output.`,
		Args: exactly(1, "an invoice number"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if to == "" {
				return usageError{fmt.Errorf("invoices copy: want --to FILE")}
			}
			return t.carryingOwn(cmd.Context(), func(h *house) error { return h.copyInvoice(cmd.Context(), args[0], to) })
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "the file to write")
	return cmd
}

// copyInvoice finds the file an invoice came in, reads it again, and gives what stands there.
func (h *house) copyInvoice(ctx context.Context, number, to string) error {
	var i ledger.Invoice
	if err := h.view(ctx, func(tx *ledger.Tx) (err error) {
		i, err = tx.InvoiceByNumber(number)
		return err
	}); err != nil {
		return err
	}
	if i.File == "" {
		return fmt.Errorf("invoice %s: E_NO_ORIGINAL: it was written here and came in no file", number)
	}
	shown, err := h.x.Show(ctx, exchange.FileID(i.File))
	if err != nil {
		return err
	}
	what, body, err := h.original(ctx, shown.File, i)
	if err != nil {
		return fmt.Errorf("invoice %s, in %s: %w", number, i.File, err)
	}
	if to == "-" {
		_, err = h.t.out.Write(body)
		return err
	}
	err = h.disk.Write(to, func(w io.Writer) error {
		_, err := w.Write(body)
		return err
	})
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("invoices copy: %s: there is a file of that name", to)
	}
	if err != nil {
		return err
	}
	if h.t.json {
		return h.t.printJSON(struct {
			Invoice string `json:"invoice"`
			File    string `json:"file"`
			What    string `json:"what"`
			Bytes   int    `json:"bytes"`
			To      string `json:"to"`
		}{number, i.File, what, len(body), to})
	}
	h.t.say(h.in, "%s: %s of %s, %d bytes, to %s", number, what, i.File, len(body), to)
	return nil
}

// original gives the PDF within an invoice; where none came along, the file itself, but
// only when it holds nobody else's invoice too.
func (h *house) original(ctx context.Context, f exchange.File, i ledger.Invoice) (what string, body []byte, err error) {
	kept := func() (io.ReadCloser, error) { return h.x.Kept().Open(f.Digest) }
	open, _, err := h.unseal(f, h.partnerOf(f.Partner), kept)
	if err != nil {
		return "", nil, err
	}
	r := &reading{ctx: ctx, open: open}
	defer r.Close()
	n := 0
	_, err = h.reading(f.Partner).Read(r, f.Name, formats.Sink{Invoice: func(v *formats.Invoice) (err error) {
		if n++; v.Number != i.Number || body != nil {
			return nil
		}
		for _, a := range v.Attachments {
			if strings.EqualFold(a.MIME, "application/pdf") && a.Base64 != "" && body == nil {
				body, err = a.Decode()
			}
		}
		return err
	}})
	switch {
	case err != nil:
		return "", nil, err
	case body != nil:
		return "the PDF", body, nil
	case n != 1:
		return "", nil, fmt.Errorf("E_NO_ORIGINAL: no PDF came with it, and the file holds %d invoices: it is not given to one customer", n)
	}
	file, err := open()
	if err != nil {
		return "", nil, err
	}
	defer file.Close()
	body, err = io.ReadAll(file)
	return "the original", body, err
}
