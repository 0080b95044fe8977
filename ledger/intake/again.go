package intake

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/matching"
)

// ErrNoAnswer: the rules, tried again, place nothing of the payment.
var ErrNoAnswer = errors.New("no rule places this payment")

// lookAgain tries the payments that nothing placed once more at the end of their file, when
// it has taught whose accounts they came from: whether a payer's other payment stands before
// or behind it in a file is chance. They are tried in an order of their own for that.
func (a *applier) lookAgain() error {
	list := slices.DeleteFunc(a.after.resting, func(r resting) bool { return a.taken[r.receipt] || !a.payers.taught(r.account) })
	slices.SortFunc(list, func(a, b resting) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.amount, b.amount), cmp.Compare(a.bankRef, b.bankRef), cmp.Compare(a.receipt, b.receipt))
	})
	a.claims.people = nil // who is known has changed
	again := placer{a.tx, a.desk, a.matcher, a.claims}
	for _, r := range list {
		receipt, err := a.tx.Receipt(r.receipt)
		if err != nil {
			return err
		}
		switch _, err := again.place(receipt, r.amount, receipt.BookedOn); {
		case errors.Is(err, ErrNoAnswer):
		case err != nil:
			return err
		default:
			a.out.Relooked++
		}
	}
	return nil
}

// Rematch tries the rules again on what rests of a payment: an invoice may have come since,
// or a wrong match may have been undone. What they find is booked from suspense (T-16), the
// evidence as its reason; else ErrNoAnswer, with what they propose kept anew.
func Rematch(tx *ledger.Tx, receipt ledger.ReceiptID, d Desk, on date.Date) (ledger.EntryID, error) {
	r, rest, err := rests(tx, receipt)
	if err != nil {
		return 0, err
	}
	return placing(tx, d).place(r, rest, on)
}

// placer places money that came before and has rested since.
type placer struct {
	tx      *ledger.Tx
	desk    Desk
	matcher *matching.Matcher
	claims  *claims
}

// placing asks the book for what it needs.
func placing(tx *ledger.Tx, d Desk) placer {
	c := smallClaims(tx, d, 16, nil)
	return placer{tx, d, matching.New(c.index, c, policyOf(tx, d)).Rested(), c}
}

// place matches what rests of a payment, and books it with all that follows.
func (p placer) place(r ledger.Receipt, rest int64, on date.Date) (ledger.EntryID, error) {
	told := repeated(r, rest)
	d, err := p.matcher.Match(&told, "")
	if err != nil {
		return 0, err
	}
	if err := dropProposals(p.tx, r.ID); err != nil {
		return 0, err
	}
	left := restOf(p.tx, rest, d)
	if left > 0 {
		var made aftermath
		made.begin(p.tx)
		if err := errors.Join(made.keepProposals(r.ID, d.Proposals), made.proposals.Flush(), made.parts.Flush()); err != nil {
			return 0, err
		}
	}
	if left == rest {
		return 0, fmt.Errorf("payment %d: %w: %s", r.ID, ErrNoAnswer, d.Evidence)
	}
	e := ledger.Entry{Why: ledger.Allocated, BookedOn: on, Text: fmt.Sprintf("Payment %d matched again", r.ID), Reason: string(d.Evidence), File: r.File}
	for i := range d.Shares {
		e.Postings = append(e.Postings, p.claims.states.settles(&d.Shares[i]))
	}
	if credit := creditLine(d); credit.Amount != 0 && !agents(p.tx) {
		e.Postings = append(e.Postings, credit)
	}
	for _, s := range d.Strays {
		e.Postings = append(e.Postings, ledger.Posting{Role: ledger.RoleMisdirected, Amount: -s.Amount})
	}
	if d.Rounding != 0 {
		e.Postings = append(e.Postings, ledger.Posting{Role: ledger.RoleRounding, Amount: -d.Rounding})
	}
	e.Postings = append(e.Postings, ledger.Posting{Role: restRole(p.tx), Amount: rest - left})
	id, err := correct(p.tx, e, "allocated", r)
	if err != nil {
		return 0, err
	}
	return id, p.follow(r, d, on)
}

// follow does what a payment placed later leaves to be done, as a file's own would.
func (p placer) follow(r ledger.Receipt, d *matching.Decision, on date.Date) error {
	if err := p.tx.Poster().Flush(); err != nil {
		return err
	}
	var moves interestMoves
	moves.add(r.ID, d)
	if err := errors.Join(moves.applyLater(p.tx), letFall(p.tx, falls(r.ID, d, r.BookedOn, on))); err != nil {
		return err
	}
	for _, s := range d.Strays {
		if err := keepStray(p.tx, onInvoice{receipt: r.ID, invoice: s.Invoice, amount: s.Amount}); err != nil {
			return err
		}
	}
	x := p.claims.index
	if d.Passed {
		if err := flagPassed(p.tx, sharesWith(x, r.ID, d, matching.Aged)); err != nil {
			return err
		}
	}
	if d.Duplicate && d.State&matching.Credited == 0 {
		var twice []onInvoice
		for _, c := range d.Credits {
			twice = append(twice, onInvoice{receipt: r.ID, invoice: c.Invoice, amount: c.Amount})
		}
		if err := flagTwice(p.tx, twice); err != nil {
			return err
		}
	}
	if err := tellCollectors(p.tx, p.desk, sharesWith(x, r.ID, d, matching.AtPartner)); err != nil {
		return err
	}
	if agents(p.tx) {
		return errors.Join(retain(p.tx, byClaim(r.ID, d.Shares), on), evenOut(p.tx, on))
	}
	return recoverLosses(p.tx, recoveries(r.ID, d, on))
}

// correct books a correction of a receipt, under the next of its keys.
func correct(tx *ledger.Tx, e ledger.Entry, what string, r ledger.Receipt) (ledger.EntryID, error) {
	var err error
	if e.Key, err = nextKey(tx, what, r.ID); err != nil {
		return 0, err
	}
	for i := range e.Postings {
		e.Postings[i].Receipt, e.Postings[i].Currency = r.ID, r.Currency
	}
	return tx.Post(e)
}

// settles is the posting of a share: off receivables, or to the income that is earned when
// it is paid; of an agent's, to its client.
func (s *states) settles(share *matching.Share) ledger.Posting {
	if agents(s.tx) {
		return ledger.Posting{Role: ledger.RoleClientFunds, Amount: -share.Amount, Invoice: share.Invoice, Bucket: share.Bucket}
	}
	return ledger.Posting{Role: ledger.Settles(share.Bucket, s.whenPaid[share.Invoice]), Amount: -share.Amount, Invoice: share.Invoice, Bucket: share.Bucket}
}

// repeated makes a payment of a receipt, as far as the book has kept what it said: the
// structured references stand in the evidence.
func repeated(r ledger.Receipt, rest int64) formats.Payment {
	p := formats.Payment{
		Line: r.Line, Ordinal: 1, Amount: rest, Currency: r.Currency, Direction: formats.Credit, Priced: true, BookedOn: r.BookedOn,
		BankRef: r.BankRef, Payer: r.Payer, PayerAccount: r.PayerAccount,
	}
	for _, found := range namedIn.FindAllStringSubmatch(string(r.Evidence), -1) {
		line, _ := strconv.Atoi(found[3]) // the pattern has but digits there
		p.Refs = append(p.Refs, formats.Ref{Kind: refKinds[found[1]], Text: []byte(found[2]), Line: line})
	}
	for _, text := range strings.Split(string(r.Text), " / ") {
		if text != "" {
			p.Text = append(p.Text, []byte(text))
		}
	}
	return p
}

// namedIn finds what evidence says that a remittance line named.
var (
	namedIn  = regexp.MustCompile(`\b(ref|invoice|credit note) (\S+) in Strd\[([0-9]{1,6})\]`)
	refKinds = map[string]formats.RefKind{"ref": formats.CreditorRef, "invoice": formats.InvoiceNo, "credit note": formats.CreditNote}
)
