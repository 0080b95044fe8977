package ledger

import (
	"fmt"

	"girod/formats/date"
	"girod/formats/money"
)

// Facts are what a template is told: when and why, whose, and how much of each part.
type Facts struct {
	Key      string // unique, chosen before the first try
	On       date.Date
	Text     string
	Reason   string
	File     string
	Origin   string
	Series   string // "" takes the event's
	Currency money.Currency
	Invoice  InvoiceID
	Receipt  ReceiptID // the payment meant
	Came     *Receipt  // or the payment that this very entry brings
	Party    PartyID
	Amounts  map[Part]int64 // of the invoice above
	Shares   []Share        // of others, where there are several
	Accounts map[Role]string

	whenPaid map[InvoiceID]bool // whose fees are earned when paid
}

// Share is a part's amount on one of several invoices, or out of one of several receipts.
type Share struct {
	Part    Part
	Amount  int64
	Invoice InvoiceID
	Receipt ReceiptID
}

// Book posts an entry as a template has it.
func (tx *Tx) Book(id string, f Facts) (EntryID, error) { return tx.bookAll([]string{id}, f) }

// bookAll books several templates as one voucher, of the first one's event: what is one
// act is undone by one reversal.
func (tx *Tx) bookAll(ids []string, f Facts) (EntryID, error) {
	e := Entry{Key: f.Key, Series: f.Series, BookedOn: f.On, Text: f.Text, Reason: f.Reason, File: f.File, Origin: f.Origin}
	told := f.told()
	if err := tx.tellWhenPaid(&f, told); err != nil {
		return 0, err
	}
	used := map[Part]bool{}
	var postings []Posting
	for i, id := range ids {
		t, known := TemplateOf(id)
		if !known {
			return 0, fmt.Errorf("%w: %q", ErrTemplate, id)
		}
		if i == 0 {
			e.Why = t.Why
		}
		lines, err := t.postings(tx.books.Keeping, f, told)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", id, err)
		}
		for _, p := range t.Parts() {
			used[p] = true
		}
		postings = append(postings, lines...)
	}
	for _, s := range told {
		if !used[s.Part] {
			return 0, fmt.Errorf("%s: %w: it has no use for %s", ids[0], ErrFacts, s.Part)
		}
	}
	return tx.postWith(e, f.Came, postings)
}

// postWith posts an entry that may bring its payment along.
func (tx *Tx) postWith(e Entry, came *Receipt, postings []Posting) (EntryID, error) {
	if came == nil {
		e.Postings = postings
		return tx.Post(e)
	}
	p := tx.Poster()
	_ = p.Begin(e) // End tells
	id := p.Receipt(*came)
	for _, posting := range postings {
		if !bankish(posting.Role) {
			posting.Receipt = id
		}
		_ = p.Add(posting)
	}
	entry, err := p.End()
	if err != nil {
		return entry, err
	}
	return entry, p.Flush()
}

// told puts the amounts of the one invoice and the shares of others in a row.
func (f Facts) told() (list []Share) {
	for _, t := range allParts {
		if n := f.Amounts[t]; n != 0 {
			list = append(list, Share{Part: t, Amount: n, Invoice: f.Invoice, Receipt: f.Receipt})
		}
	}
	for _, s := range f.Shares {
		if s.Invoice == 0 {
			s.Invoice = f.Invoice
		}
		if s.Receipt == 0 {
			s.Receipt = f.Receipt
		}
		list = append(list, s)
	}
	return list
}

// allParts in the order in which amounts are booked.
var allParts = []Part{OfNet, OfVAT, OfPrincipal, OfFee, OfInterest, OfCost, OfRounding, OfSurplus, OfFeeBack, OfCostBack, OfWaived, OfFeeWaived, OfCostWaived, OfMoney, OfOwed,
	OfHeld, OfCharge, OfRecovered, OfFXGain, OfFXLoss}

// postings turns facts into lines: a leg that names an invoice or a receipt gives a line
// for each of them, any other leg one line.
func (t Template) postings(as Keeping, f Facts, told []Share) ([]Posting, error) {
	if t.As&as == 0 {
		return nil, fmt.Errorf("%w: it is for the books of: %s", ErrKeeping, t.As)
	}
	if len(t.Legs) == 0 {
		return nil, ErrNoPosting
	}
	for _, p := range t.Needs() {
		if !given(told, p) {
			return nil, fmt.Errorf("%w: it needs %s", ErrFacts, p)
		}
	}
	for _, s := range told {
		if s.Amount == 0 || s.Amount < 0 && !t.Net || s.Amount > maxAmount || s.Amount < -maxAmount {
			return nil, fmt.Errorf("%w: %s of %d", ErrFacts, s.Part, s.Amount)
		}
	}
	var all []Posting
	for _, leg := range t.Legs {
		lines, err := leg.postings(f, told, t.Net)
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
	}
	return all, nil
}

func given(told []Share, p Part) bool {
	for _, s := range told {
		if s.Part == p {
			return true
		}
	}
	return false
}

func (l Leg) postings(f Facts, told []Share, signed bool) (list []Posting, err error) {
	for _, s := range told {
		sign := int64(0)
		switch {
		case has(l.Parts, s.Part):
			sign = 1
		case has(l.Less, s.Part):
			sign = -1
		default:
			continue
		}
		p := l.posting(f, s)
		p.Amount = sign * s.Amount
		if !l.Debit {
			p.Amount = -p.Amount
		}
		list = merge(list, p)
	}
	kept := list[:0]
	for _, p := range list {
		if wrong := p.Amount < 0 == l.Debit; p.Amount != 0 && wrong && !signed {
			return nil, fmt.Errorf("%w: more is taken off %s than is there", ErrFacts, l.Role)
		}
		if p.Amount != 0 {
			kept = append(kept, p)
		}
	}
	return kept, nil
}

// posting is the leg's line for a share, without its amount.
func (l Leg) posting(f Facts, s Share) Posting {
	p := Posting{Role: l.Role, Account: f.Accounts[l.Role], Currency: f.Currency, Bucket: l.Bucket}
	if l.Role == RoleAR && l.Bucket != Principal && f.whenPaid[s.Invoice] {
		p.Role = incomeOf(l.Bucket)
		p.Account = f.Accounts[p.Role]
	}
	if l.Names || l.Role == RoleAR || l.Role == RoleCustomerCredit || l.Bucket != Principal && l.Role == incomeOf(l.Bucket) {
		p.Invoice = s.Invoice
	}
	if !bankish(l.Role) && !l.Names {
		p.Receipt = s.Receipt
	}
	if l.Role == RoleCustomerCredit || l.Role == RoleClientFunds {
		p.Party = f.Party
	}
	return p
}

// bankish are the roles whose postings name no payment: they are the other side of it.
func bankish(r Role) bool {
	return r == RoleBank || r == RoleClientBank || r == RoleOtherBank || r == RoleInTransit
}

// merge adds a line to the one like it.
func merge(list []Posting, p Posting) []Posting {
	for i := range list {
		like := list[i]
		like.Amount = p.Amount
		if like == p {
			list[i].Amount += p.Amount
			return list
		}
	}
	return append(list, p)
}
