package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"girod/exchange"
	"girod/formats"
	"girod/formats/money"
	"girod/formats/plain"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/hold"
)

// byHand is an invoice as a person types it (R-BST-69). It becomes a file of our own layout
// and takes the way of every file: archived, journaled, checked and booked by the same rules,
// and found again when the book is rebuilt from the archive.
type byHand struct {
	doc                                             formats.Invoice
	issued, due, amount, vat, currency, agreed, ref string
	from, handler                                   string
	open                                            bool // a case on it
}

func registerInvoiceCommand(t *terminal) *cobra.Command {
	var b byHand
	cmd := &cobra.Command{
		Use: "register NUMBER --customer NO --issued DAY --amount AMOUNT", Short: "enter an invoice by hand, and with --case a case on it (operator)",
		Long: `register takes an invoice that no file brought. It is checked by what a file is checked
by, kept in the archive as one, and booked; a number that is in the book is refused. Of a
customer the book knows, what is not said is taken from their card.`,
		Args: exactly(1, "the number of the invoice"),
		RunE: func(cmd *cobra.Command, args []string) error {
			b.doc.Kind, b.doc.Number = formats.InvoiceDocument, strings.TrimSpace(args[0])
			if err := b.read(t); err != nil {
				return err
			}
			return t.carryingOwn(cmd.Context(), func(h *house) error { return h.registerInvoice(cmd.Context(), b) })
		},
	}
	r := &b.doc.Recipient
	for _, f := range []struct {
		to               *string
		name, empty, use string
	}{
		{&r.ID, "customer", "", "customer number"}, {&r.Name, "name", "", "the customer's name"},
		{&r.OrgNo, "org-no", "", "organisation or personal number; - reads it from the input, where nobody looks over your shoulder"},
		{&r.Email, "email", "", "where letters go first"}, {&r.Phone, "phone", "", "telephone"}, {&r.Street, "street", "", "street and number"},
		{&r.PostCode, "post-code", "", "post code"}, {&r.Town, "town", "", "town"}, {&r.Country, "country", "", "country (default: ours)"},
		{&b.issued, "issued", "", "invoice date"}, {&b.due, "due", "", "due date (default: thirty days after)"},
		{&b.amount, "amount", "", "what is to be paid, VAT within it"}, {&b.vat, "vat", "", "of which VAT"},
		{&b.currency, "currency", "SEK", "currency"}, {&b.ref, "ref", "", "payment reference: OCR, KID, RF"}, {&b.doc.Note, "concerns", "", "what it is for"},
		{&b.agreed, "fee-agreed", "", "yes or no: was a reminder fee agreed (default: as configured)"},
		{&b.from, "from", "", "the partner whose invoices these are (default: the one who gets outcomes)"},
		{&b.handler, "handler", "", "of the case"},
	} {
		cmd.Flags().StringVar(f.to, f.name, f.empty, f.use)
	}
	cmd.Flags().BoolVar(&b.open, "case", false, "open a case on it")
	return cmd
}

// read makes days and amounts of what was typed.
func (b *byHand) read(t *terminal) (err error) {
	fail := func(flag string, err error) error {
		return usageError{fmt.Errorf("invoices register: --%s: %w", flag, err)}
	}
	if b.doc.Number == "" || b.doc.Recipient.ID == "" || b.issued == "" || b.amount == "" {
		return usageError{fmt.Errorf("invoices register: want a number, --customer, --issued and --amount")}
	}
	if b.doc.Currency, err = money.ParseCurrency(b.currency); err != nil {
		return fail("currency", err)
	}
	if b.doc.Gross, err = money.Parse(b.amount, b.doc.Currency); err != nil {
		return fail("amount", err)
	}
	if b.vat != "" {
		if b.doc.VAT, err = money.Parse(b.vat, b.doc.Currency); err != nil {
			return fail("vat", err)
		}
	}
	if b.doc.Gross <= 0 || b.doc.VAT < 0 || b.doc.VAT >= b.doc.Gross {
		return fail("amount", cases.ErrAmount)
	}
	b.doc.Net, b.doc.Payable = b.doc.Gross-b.doc.VAT, b.doc.Gross
	if err := b.doc.Issued.UnmarshalText([]byte(b.issued)); err != nil {
		return fail("issued", err)
	}
	if err := b.doc.Due.UnmarshalText([]byte(b.due)); err != nil {
		return fail("due", err)
	}
	switch b.agreed {
	case "", "yes", "no":
		b.doc.FeeAgreed = map[string]formats.Agreed{"yes": formats.IsAgreed, "no": formats.NotAgreed}[b.agreed]
	default:
		return fail("fee-agreed", fmt.Errorf("%q: want yes or no", b.agreed))
	}
	if b.ref != "" {
		b.doc.Means = []formats.PaymentMeans{{Ref: b.ref}}
	}
	if utf8.RuneCountInString(b.handler) > longestHandler || !utf8.ValidString(b.handler) { // whoever books the file opens the case
		return fail("handler", fmt.Errorf("want at most %d characters", longestHandler))
	}
	b.doc.Recipient.OrgNo, err = t.unseen(b.doc.Recipient.OrgNo)
	return err
}

// longestHandler is what a case takes.
const longestHandler = 100

// unseen reads a number from the input where - stands for it.
func (t *terminal) unseen(text string) (string, error) {
	if text != "-" {
		return text, nil
	}
	line, err := io.ReadAll(io.LimitReader(t.in, 100))
	if err != nil || strings.TrimSpace(string(line)) == "" {
		return "", usageError{errors.New("no number on the input")}
	}
	return strings.TrimSpace(string(line)), nil
}

// registerInvoice sends what was typed the way of a file.
func (h *house) registerInvoice(ctx context.Context, b byHand) error {
	who, err := h.person("operator")
	if err != nil {
		return err
	}
	from := cmp.Or(b.from, h.config.Payouts.OutcomePartner)
	switch p := h.partnerOf(from); {
	case p == nil:
		return usageError{fmt.Errorf("invoices register: --from %q: no such partner; whose invoices are these?", from)}
	case len(h.all.Tenants) > 0 && p.Tenant != "" && p.Tenant != h.books: // the file goes by its partner's tenant, not by who typed it
		return fmt.Errorf("invoices register: --from %s: E_NO_ACCESS: its files are not of the books of %s\nhint: --from a partner without a tenant, or with tenant: %s", from, h.books, h.books)
	case len(h.all.Tenants) > 0 && p.Tenant == "" && h.config.Creditor.OrgNo == "":
		return fmt.Errorf("invoices register: the file would not say whose invoice it is\nhint: creditor.orgNo of %s in the configuration, or --from a partner that has tenant: %s", h.books, h.books)
	}
	b.doc.Issuer = formats.Party{Name: h.config.Creditor.Name, OrgNo: h.config.Creditor.OrgNo}
	if err := h.view(ctx, func(tx *ledger.Tx) error { return b.knowing(h.office, tx) }); err != nil {
		return err
	}
	var text bytes.Buffer
	w := plain.NewWriter(&text, plain.JSONLines)
	if err := errors.Join(w.Write(&b.doc), w.Close()); err != nil {
		return usageError{fmt.Errorf("invoices register: %w", err)}
	}
	if _, err := plain.Read(bytes.NewReader(text.Bytes()), formats.Limits{}, formats.Sink{}); err != nil {
		return usageError{fmt.Errorf("invoices register: %w", err)}
	}
	if err := h.book.Update(ctx, h.at, who, func(tx *ledger.Tx) error { return b.announce(tx, text.Bytes()) }); err != nil {
		return err
	}
	name := b.fileName()
	release, err := h.lock()
	if err != nil {
		if err := h.leave(from, name, &text); err != nil {
			return err
		}
		h.t.say(h.in, "%s  handed to the girod that runs; see: %s", name, "girod invoices show "+b.doc.Number)
		return nil
	}
	defer release()
	f, err := h.x.Receive(ctx, h.at, from, name, &text)
	switch {
	case err != nil:
		return err
	case f.State == exchange.OnHold:
		return fmt.Errorf("invoices register: held (%s): %s\nhint: girod files show %s, and girod files reject %s", f.Code, formats.Excerpt(f.Reason), f.ID, f.ID)
	}
	return h.view(ctx, func(tx *ledger.Tx) error { return b.show(h, tx) })
}

// knowing refuses a number that is taken, and fills in what the book knows of the customer.
func (b *byHand) knowing(o *office, tx *ledger.Tx) error {
	switch i, err := tx.InvoiceByNumber(b.doc.Number); {
	case err == nil:
		return fmt.Errorf("invoice %s: E_INVOICE_EXISTS: it is in the book, of %s\nhint: girod invoices show %s", i.Number, i.Issued, i.Number)
	case !errors.Is(err, ledger.ErrNotFound):
		return err
	}
	r := &b.doc.Recipient
	p, err := tx.PartyByCustomerNo(r.ID)
	if errors.Is(err, ledger.ErrNotFound) {
		if r.Name == "" {
			return usageError{fmt.Errorf("invoices register: customer %s is new: want --name", r.ID)}
		}
		r.Country = cmp.Or(r.Country, o.config.Creditor.Country)
		return nil
	}
	if err != nil {
		return err
	}
	if p, _, err = hold.Shown(tx, p, o.today()); err != nil { // what is hidden stays on the card, which a file that leaves it out does not change
		return err
	}
	r.Name, r.OrgNo, r.Email, r.Phone = cmp.Or(r.Name, p.Name), cmp.Or(r.OrgNo, p.OrgNo), cmp.Or(r.Email, p.Email), cmp.Or(r.Phone, p.Phone)
	r.Country = cmp.Or(r.Country, p.Country)
	if r.Street+r.PostCode+r.Town == "" { // an address is taken whole or not at all
		r.Street, r.Street2, r.PostCode, r.Town = p.Street, p.Street2, p.PostCode, p.Town
	}
	return nil
}

// fileWord makes a word for a file's name of an invoice's number.
func fileWord(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '-' {
			return r
		}
		return '_'
	}, number)
}
