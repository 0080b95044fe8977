package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"girod/config"
	"girod/exchange"
	"girod/formats"
	"girod/ledger"
	"girod/ledger/intake"
)

// share is what a file brings to one set of books: all of it, or those of its statements
// and invoices that are theirs.
type share struct {
	house   *house
	verdict *intake.Verdict
	read    intake.Read
}

// route reads a file for the first time and finds whose it is. A bank's statement is whose account it
// speaks of; an invoice is whose number stands on it as the supplier's, or the partner's
// tenant. One whose owner is not certain is held: in the wrong books it would be worse.
func (h *house) route(f exchange.File, first, read intake.Read) ([]share, error) {
	books := h.all.Books()
	if len(books) == 1 {
		v, err := intake.Check(first, h.of(books[0]).accounts())
		return []share{{h.of(books[0]), v, read}}, err
	}
	o := &owners{house: h, partner: h.partnerOf(f.Partner)}
	v, err := intake.Check(o.note(first), accountsOf(h.all))
	switch {
	case err != nil:
		return nil, err
	case o.held != nil:
		return nil, o.held
	case v.Hold != nil || len(o.names) == 0: // to be held as a whole, or nobody's in particular
		return []share{{h.of(books[0]), v, read}}, nil
	case len(o.names) == 1:
		return []share{{h.of(o.names[0]), v, read}}, nil
	}
	var shares []share
	for i, name := range o.names {
		s := share{house: h.of(name), read: o.only(name, i == 0, read)}
		if s.verdict, err = intake.Check(s.read, s.house.accounts()); err != nil {
			return nil, err
		}
		shares = append(shares, s)
	}
	return shares, nil
}

// owners finds out whose the parts of a file are.
type owners struct {
	*house
	partner *config.Partner
	names   []string // in order of first mention
	held    *exchange.Held
}

// note reads along.
func (o *owners) note(read intake.Read) intake.Read {
	return func(sink formats.Sink) (*formats.Summary, error) {
		statement := sink.Statement
		sink.Statement = func(s *formats.Statement) error {
			if owner := o.ofAccount(s.Account.ID); owner != "" {
				o.name(owner)
			}
			return statement(s)
		}
		sink.Invoice = func(i *formats.Invoice) error {
			owner, held := o.ofInvoice(i)
			if held != nil && o.held == nil {
				o.held = held
			}
			o.name(owner)
			return nil
		}
		return read(sink)
	}
}

func (o *owners) name(owner string) {
	if owner != "" && !slices.Contains(o.names, owner) {
		o.names = append(o.names, owner)
	}
}

// ofAccount names whose account a statement speaks of; "" for one that is none of ours,
// which intake holds.
func (o *owners) ofAccount(id string) string {
	if o.partner != nil && id == acquirerAccount(o.partner.ID) {
		return cmp.Or(o.accountNamed(o.partner.Acquirer.Account).Tenant, config.House)
	}
	for _, a := range o.all.Accounts {
		if accountOf(a).Is(id) {
			if a.Tenant == "" {
				return config.House
			}
			return a.Tenant
		}
	}
	return ""
}

// ofInvoice names whose claim an invoice is.
func (o *owners) ofInvoice(i *formats.Invoice) (string, *exchange.Held) {
	var by []string
	for _, no := range []string{i.Issuer.OrgNo, i.Issuer.VATNo, i.Issuer.EndpointID} {
		if owner := o.all.IssuedBy(no); owner != "" && !slices.Contains(by, owner) {
			by = append(by, owner)
		}
	}
	said := ""
	if o.partner != nil {
		said = o.partner.Tenant
	}
	switch {
	case len(by) == 1 && (said == "" || said == by[0]):
		return by[0], nil
	case len(by) == 0 && said != "" && i.Issuer.OrgNo == "":
		return said, nil
	}
	text := fmt.Sprintf("%s %s was issued by %s (%s), which is none of our tenants; name the number under tenants, suppliers, or reject it",
		i.Kind, i.Number, i.Issuer.Name, i.Issuer.OrgNo)
	switch {
	case len(by) > 1:
		text = fmt.Sprintf("%s %s names its issuer by numbers of %s; correct it at the source, or the suppliers under tenants", i.Kind, i.Number, strings.Join(by, " and "))
	case len(by) == 1:
		text = fmt.Sprintf("%s %s was issued by %s and came from %s, who sends those of %s; reject it, or correct the partner's tenant", i.Kind, i.Number, by[0], o.partner.ID, said)
	case i.Issuer.OrgNo == "":
		text = fmt.Sprintf("%s %s does not say who issued it; give the partner a tenant, or ask for the supplier's organisation number", i.Kind, i.Number)
	}
	return "", &exchange.Held{Code: "whose-invoice", Place: i.Origin.String(), Text: text}
}

// only lets through what is one tenant's; what belongs to nobody, such as the bank's word
// about payment files, goes with the first.
func (o *owners) only(name string, first bool, read intake.Read) intake.Read {
	return func(sink formats.Sink) (*formats.Summary, error) {
		mine := false
		own := formats.Sink{}
		if sink.Statement != nil {
			own.Statement = func(s *formats.Statement) error {
				if mine = o.ofAccount(s.Account.ID) == name; !mine {
					return nil
				}
				return sink.Statement(s)
			}
		}
		if sink.StatementEnd != nil {
			own.StatementEnd = when(&mine, sink.StatementEnd)
		}
		if sink.Entry != nil {
			own.Entry = when(&mine, sink.Entry)
		}
		if sink.Payment != nil {
			own.Payment = when(&mine, sink.Payment)
		}
		if sink.EntryEnd != nil {
			own.EntryEnd = when(&mine, sink.EntryEnd)
		}
		if sink.Invoice != nil {
			own.Invoice = func(i *formats.Invoice) error {
				if owner, _ := o.ofInvoice(i); owner != name {
					return nil
				}
				return sink.Invoice(i)
			}
		}
		if first {
			own.Status = sink.Status
		}
		return read(own)
	}
}

// when calls fn for what is wanted.
func when[T any](wanted *bool, fn func(T) error) func(T) error {
	return func(v T) error {
		if !*wanted {
			return nil
		}
		return fn(v)
	}
}

// issuer is whose invoices intake takes for ours; every one's, where the file has been
// routed by its suppliers or they have other numbers besides.
func (h *house) issuer() string {
	if t := h.all.Tenant(h.books); len(h.all.Books()) > 1 || t != nil && len(t.Suppliers) > 0 {
		return ""
	}
	return h.config.Creditor.OrgNo
}

// accountsOf are the configuration's bank accounts as intake knows them.
func accountsOf(c *config.Config) (all []intake.Account) {
	for _, a := range c.Accounts {
		all = append(all, accountOf(a))
	}
	return append(all, acquirersOf(c)...)
}

// together is what became of a file of which several had their share.
func together(names []string, outs []exchange.Outcome) (exchange.Outcome, error) {
	if len(outs) == 1 {
		return outs[0], nil
	}
	var all exchange.Outcome
	details := map[string]json.RawMessage{}
	var said []string
	for i, out := range outs {
		said = append(said, names[i]+": "+out.Summary)
		details[names[i]] = out.Detail
	}
	all.Summary = strings.Join(said, "; ")
	var err error
	all.Detail, err = json.Marshal(details)
	return all, err
}

// applyShares is pass two for each set of books a file is for, in one commit.
func (h *house) applyShares(tx *ledger.Tx, f exchange.File, shares []share, bounces []formats.Bounce) (exchange.Outcome, error) {
	var names []string
	var outs []exchange.Outcome
	for _, s := range shares {
		out, err := s.house.apply(s.house.tx(tx), f, s.verdict, s.read)
		if err != nil {
			if held := (*exchange.Held)(nil); len(shares) > 1 && errors.As(err, &held) {
				held.Text = s.house.books + ": " + held.Text
			}
			return exchange.Outcome{}, err
		}
		names, outs = append(names, s.house.books), append(outs, out)
	}
	all, err := together(names, outs)
	if err != nil || len(bounces) == 0 {
		return all, err
	}
	told := 0
	for _, b := range bounces {
		n, err := h.takeBounce(tx, b)
		if err != nil {
			return exchange.Outcome{}, err
		}
		told += n
	}
	all.Summary = fmt.Sprintf("%d bounces, %d letters to be told again", len(bounces), told)
	return all, nil
}

// keepingHeld turns the refusal of a posting that such books do not have into a hold.
func keepingHeld(err error, books string) error {
	if !errors.Is(err, ledger.ErrKeeping) {
		return err
	}
	return &exchange.Held{Code: "keeping", Text: fmt.Sprintf("the books of %s: %v; correct keeping under tenants, or reject the file", books, err)}
}
