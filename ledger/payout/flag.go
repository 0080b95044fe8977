package payout

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"girod/formats/money"
	"girod/formats/names"
	"girod/ledger"
	"girod/ledger/store"
)

// FlagKind is something about a refund that money launderers do, and others too (DOMAIN.md
// 9). A payout with a flag is not approved until a second person has looked into it.
type FlagKind string

// The flags.
const (
	OtherAccount   FlagKind = "other-account"   // it goes elsewhere than where the money came from
	AccountChanged FlagKind = "account-changed" // the payee's account is new
	LargeRefund    FlagKind = "large-refund"    // more than twice what was invoiced
	ThirdParty     FlagKind = "third-party"     // somebody else had paid
	ManySmall      FlagKind = "many-small"      // the customer overpays again and again
)

// Flag is a flag of one payout. Once cleared it blocks nothing.
type Flag struct {
	Payout  int64
	Kind    FlagKind
	Text    string
	Cleared string // by whom, and why
}

// many is from how many overpayments of one customer within manyDays a refund is flagged.
const (
	many     = 3
	manyDays = 90
)

// Flags gives the flags of a batch's refunds, or of a single payout's.
func Flags(tx *ledger.Tx, list []Payout, rules Rules) (flags []Flag, err error) {
	for i := range list {
		p := &list[i]
		if p.Liability.Role != ledger.RoleCustomerCredit {
			continue
		}
		some, err := p.flags(tx, rules)
		if err != nil {
			return nil, fmt.Errorf("flags of %s: %w", p.Name(), err)
		}
		flags = append(flags, some...)
	}
	return flags, cleared(tx, flags)
}

// cleared notes which flags a person has looked into.
func cleared(tx *ledger.Tx, flags []Flag) error {
	for i := range flags {
		f := &flags[i]
		_, err := tx.One(`SELECT actor, reason FROM payout_cleared WHERE payout = $1 AND flag = $2`, []any{f.Payout, string(f.Kind)}, func(r *store.Row) error {
			f.Cleared = r.Text(0) + ": " + r.Text(1)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// source is the payment a refund gives back, as far as there is one.
type source struct {
	ledger.Receipt
	party    ledger.Party
	invoiced int64
}

func (p *Payout) flags(tx *ledger.Tx, rules Rules) (flags []Flag, err error) {
	var s source
	if s.party, err = tx.Party(p.Liability.Party); err != nil {
		return nil, err
	}
	receipt := p.Liability.Receipt
	if receipt == 0 { // a credit note: what had paid its invoice last
		_, err := tx.One(`SELECT COALESCE(MAX(receipt), 0) FROM (SELECT receipt FROM allocation
				WHERE invoice IN ($1, (SELECT refers FROM invoice WHERE id = $1)) GROUP BY receipt HAVING SUM(amount) > 0) AS paid`,
			[]any{p.Liability.Invoice}, func(r *store.Row) error {
				receipt = ledger.ReceiptID(r.Int(0))
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	if receipt != 0 {
		if s.Receipt, err = tx.Receipt(receipt); err != nil {
			return nil, err
		}
	}
	if s.invoiced, err = p.invoiced(tx); err != nil {
		return nil, err
	}
	flag := func(kind FlagKind, format string, args ...any) {
		flags = append(flags, Flag{Payout: p.ID, Kind: kind, Text: fmt.Sprintf(format, args...)})
	}
	if came := bare(string(s.PayerAccount)); came == "" || !strings.HasSuffix(bare(p.Clearing+p.To.ID), came) && !strings.HasSuffix(came, bare(p.Clearing+p.To.ID)) {
		if came == "" {
			flag(OtherAccount, "the bank did not tell which account the money came from; it goes to %s", p.To.ID)
		} else {
			flag(OtherAccount, "the money came from %s and goes to %s", came, p.To.ID)
		}
		if err := p.changed(tx, rules, flag); err != nil {
			return nil, err
		}
	}
	if s.invoiced > 0 && p.Amount.Minor > 2*s.invoiced {
		flag(LargeRefund, "%s is more than twice the invoice of %s", p.Amount, money.Of(s.invoiced, p.Amount.Currency))
	}
	if payer := string(s.Payer); payer != "" && !alike(payer, s.party.Name) {
		flag(ThirdParty, "%s had paid, and %s gets it back", payer, s.party.Name)
	}
	return flags, p.often(tx, flag)
}

// changed flags an account that was set of late.
func (p *Payout) changed(tx *ledger.Tx, rules Rules, flag func(FlagKind, string, ...any)) error {
	since := tx.At().UTC().AddDate(0, 0, -rules.payeeDays()).Format(time.RFC3339)
	_, err := tx.One(`SELECT at, actor FROM payee WHERE party = $1 AND at >= $2 ORDER BY id DESC LIMIT 1`, []any{p.Liability.Party, since}, func(r *store.Row) error {
		flag(AccountChanged, "%s set the account on %.10s", r.Text(1), r.Text(0))
		return nil
	})
	return err
}

// invoiced is the gross of what the payment behind a refund settled, or of the invoice that
// was credited; else of the customer's largest.
func (p *Payout) invoiced(tx *ledger.Tx) (gross int64, err error) {
	take := func(r *store.Row) error { gross = r.Int(0); return nil }
	if p.Liability.Receipt != 0 {
		_, err = tx.One(`SELECT CAST(COALESCE(SUM(invoice.gross), 0) AS BIGINT) FROM invoice
			WHERE invoice.id IN (SELECT invoice FROM allocation WHERE receipt = $1)`, []any{p.Liability.Receipt}, take)
	} else {
		_, err = tx.One(`SELECT COALESCE(i.gross, n.gross) FROM invoice n LEFT JOIN invoice i ON i.id = n.refers WHERE n.id = $1`, []any{p.Liability.Invoice}, take)
	}
	if gross == 0 && err == nil {
		_, err = tx.One(`SELECT COALESCE(MAX(gross), 0) FROM invoice WHERE debtor = $1 AND currency = $2`, []any{p.Liability.Party, p.Amount.Currency}, take)
	}
	return gross, err
}

// often flags a customer whose payments left a surplus many times of late.
func (p *Payout) often(tx *ledger.Tx, flag func(FlagKind, string, ...any)) error {
	since := today(tx).Add(-manyDays)
	_, err := tx.One(`SELECT COUNT(*) FROM customer_credit JOIN receipt ON receipt.id = customer_credit.id
		WHERE customer_credit.party = $1 AND receipt.booked_on >= $2`, []any{p.Liability.Party, since}, func(r *store.Row) error {
		if r.Int(0) >= many {
			flag(ManySmall, "%d payments in %d days left a surplus", r.Int(0), manyDays)
		}
		return nil
	})
	return err
}

// bare strips what people put between digits.
func bare(id string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return unicode.ToUpper(r)
	}, id)
}

// alike tells whether two names have a word in common that tells people apart.
func alike(a, b string) bool {
	_, sure := names.Common(names.Words(a), names.Words(b), func(a, b names.Word) bool { return len(a.Text) > 2 && names.One(a, b) })
	return sure > 0
}

// Clear says that a second person has looked into the flags of a payout and why they are
// harmless. Whoever prepared it, or set the payee's account of late, may not.
func Clear(tx *ledger.Tx, who Person, id int64, reason string, rules Rules) (flags []Flag, err error) {
	p, err := Get(tx, id)
	if err != nil {
		return nil, err
	}
	what := "payout " + p.Name()
	if err := who.needs(Approver, what); err != nil {
		return nil, err
	}
	switch {
	case strings.TrimSpace(reason) == "":
		return nil, &Refusal{Incomplete, what, "want a reason: what was looked into"}
	case p.prepared(who.Name):
		return nil, &Refusal{FourEyes, what, who.Name + " prepared it: another person must look into it"}
	}
	if err := notOfLate(tx, who, what, []Payout{p}, rules); err != nil {
		return nil, err
	}
	if flags, err = Flags(tx, []Payout{p}, rules); err != nil {
		return nil, err
	}
	n := 0
	for i := range flags {
		f := &flags[i]
		if f.Cleared != "" {
			continue
		}
		_, err := tx.Exec(`INSERT INTO payout_cleared (payout, flag, reason, at, actor) VALUES ($1, $2, $3, $4, $5)`, id, string(f.Kind), reason, tx.Stamp(), who.Name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", what, err)
		}
		f.Cleared, n = who.Name+": "+reason, n+1
		if err := p.note(tx, "cleared", fmt.Sprintf("%s (%s): %s", f.Kind, f.Text, reason)); err != nil {
			return nil, err
		}
	}
	if n == 0 {
		return flags, &Refusal{WrongState, what, "it has no flag that waits"}
	}
	return flags, nil
}

// unflagged refuses a batch with a flag that nobody has looked into.
func unflagged(tx *ledger.Tx, b *Batch, list []Payout, rules Rules) error {
	flags, err := Flags(tx, list, rules)
	for _, f := range flags {
		if f.Cleared == "" {
			p := Payout{ID: f.Payout}
			return &Refusal{Flagged, "batch " + b.Name(), fmt.Sprintf("%s is flagged %s: %s", p.Name(), f.Kind, f.Text)}
		}
	}
	return err
}
