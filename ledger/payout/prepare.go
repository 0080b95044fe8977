package payout

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/ledger"
)

// Create makes a payout, mints its EndToEndId and validates it: T-19 for a supplier,
// T-14 for a refund. A source that has a live payout to the account is refused, and so is
// an invoice or a credit note that stands in one.
func Create(tx *ledger.Tx, who Person, p Payout, check Check) (Payout, error) {
	what := "payout of " + p.Source
	if err := who.needs(Preparer, what); err != nil {
		return p, err
	}
	return create(tx, who.Name, p, check)
}

func create(tx *ledger.Tx, by string, p Payout, check Check) (Payout, error) {
	p.EndToEnd = "NEW" // its own is minted below
	if err := sound(nil, &p, check); err != nil {
		return p, err
	}
	if err := unpaid(tx, &p); err != nil {
		return p, err
	}
	var err error
	if p.ID, err = tx.NextID("payout"); err != nil {
		return p, err
	}
	p.State, p.CreatedBy, p.CreatedAt, p.Batch = Validated, by, tx.Stamp(), 0
	p.EndToEnd = mint("G"+compact(date.From(tx.At().UTC()))+"-"+p.Name(), p.Source, p.To.ID, p.Amount.String())
	_, err = tx.Exec(`INSERT INTO payout (tenant, id, batch, source, role, receipt, invoice, party, name, street, street2, post_code, town, country,
		scheme, account, clearing, bic, amount, currency, ref, text, end_to_end, state, codes, reason, answered, live, debited, created_by, created_at, edited_by,
		message_id, payment_info, pay_from, pay_on, service, purpose, purpose_code, regulatory, charges)
		VALUES ($32, $1, NULL, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, '', '', '', 1, 0, $23, $24, '',
		'', '', $25, $26, $27, $28, $29, $30, $31)`,
		p.ID, p.Source, string(p.Liability.Role), orNull(p.Liability.Receipt), orNull(p.Liability.Invoice), orNull(p.Liability.Party),
		p.Payee.Name, p.Payee.Street, p.Payee.Street2, p.Payee.PostCode, p.Payee.Town, p.Payee.Country,
		p.To.Scheme, p.To.ID, p.Clearing, p.BIC, p.Amount.Minor, p.Amount.Currency, p.Ref, p.Text, p.EndToEnd, p.State, p.CreatedBy, p.CreatedAt,
		p.From, p.On, p.Service, p.Purpose, p.PurposeCode, p.Regulatory, p.Charges, tx.Tenant())
	if err != nil {
		return p, fmt.Errorf("payout of %s: %w", p.Source, err)
	}
	if err := p.keepLines(tx); err != nil {
		return p, err
	}
	return p, p.note(tx, "payout", fmt.Sprintf("%s to %s for %s", p.Amount, p.Payee.Name, p.Source))
}

// keepLines writes the lines of a payout in place of those it had.
func (p *Payout) keepLines(tx *ledger.Tx) error {
	_, err := tx.Exec(`DELETE FROM payout_line WHERE payout = $1`, p.ID)
	for i := 0; i < len(p.Lines) && err == nil; i++ {
		l := p.Lines[i]
		_, err = tx.Exec(`INSERT INTO payout_line (payout, line, source, number, amount) VALUES ($1, $2, $3, $4, $5)`, p.ID, i+1, l.source(), l.Number, l.Amount)
	}
	if err != nil {
		return fmt.Errorf("payout of %s: %w", p.Source, err)
	}
	return nil
}

// unpaid refuses a payout of which anything stands in another that lives, to the same
// account: as a source of its own, or as one of several lines.
func unpaid(tx *ledger.Tx, p *Payout) error {
	sources := []string{p.Source}
	for _, l := range p.Lines {
		if slices.Contains(sources[1:], l.source()) {
			return &Refusal{AlreadyPaid, "payout of " + p.Source, l.Number + " stands in it twice"}
		}
		sources = append(sources, l.source())
	}
	for _, source := range sources {
		twin, err := payouts(tx, `account = $2 AND live = 1 AND id <> $3
			AND (source = $1 OR id IN (SELECT payout FROM payout_line WHERE source = $1))`, source, p.To.ID, p.ID)
		if err != nil {
			return err
		}
		if len(twin) > 0 {
			return &Refusal{AlreadyPaid, "payout of " + source, fmt.Sprintf("%s pays it to this account and is %s", twin[0].Name(), twin[0].State)}
		}
	}
	return nil
}

func orNull[T ~int64](id T) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

// mint gives an id of at most 35 characters: what it names, and 8 digits of a hash over
// what it means, so that a restored or rebuilt book cannot give it to something else.
func mint(name string, meaning ...string) string {
	return name + "-" + digest(meaning...)[:8]
}

// digest hashes fields with their lengths, so that no two lists of fields look alike.
func digest(fields ...string) string {
	h := sha256.New()
	for _, f := range fields {
		h.Write([]byte(strconv.Itoa(len(f)) + ":" + f)) // never fails
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Propose makes a batch of validated payouts, to leave an account on a day, where they do
// not say themselves from which and when. Its MsgId is minted here, over all that the
// batch says.
func Propose(tx *ledger.Tx, who Person, account string, on date.Date, check Check, ids ...int64) (Batch, error) {
	if err := who.needs(Preparer, "batch"); err != nil {
		return Batch{}, err
	}
	b := Batch{Account: account, RequestedOn: on, ExecuteOn: on, State: Proposed, CreatedBy: who.Name, CreatedAt: tx.Stamp()}
	var list []Payout
	for _, id := range slices.Sorted(slices.Values(ids)) {
		p, err := Get(tx, id)
		if err != nil {
			return b, err
		}
		if p.State != Validated || p.Batch != 0 {
			return b, &Refusal{WrongState, "payout " + p.Name(), "it is " + string(p.State) + " and cannot be proposed"}
		}
		list = append(list, p)
	}
	if err := b.sum(list); err != nil || !on.Valid() || account == "" {
		return b, errOr(err, &Refusal{Incomplete, "batch", "want an account and a day"})
	}
	for _, p := range b.placed(list, 0) {
		if err := sound(&b, &p, check); err != nil {
			return b, fmt.Errorf("%s: %w", p.Name(), err)
		}
	}
	return b, b.insert(tx, list)
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// canonical hashes what is approved: from which account, on which day asked for, to whom,
// where, how much, with which words, in the order of rendering.
func canonical(b *Batch, list []Payout) string {
	fields := []string{b.Account, b.RequestedOn.String(), b.Sums.String(), strconv.Itoa(b.Count)}
	for i := range list {
		p := &list[i]
		fields = append(fields, p.EndToEnd, p.Source, p.Payee.Name, p.Payee.Street, p.Payee.Street2, p.Payee.PostCode, p.Payee.Town,
			p.Payee.Country, p.To.Scheme, p.To.ID, p.Clearing, p.BIC, p.Amount.String(), p.Ref, p.Text,
			p.From, strconv.Itoa(int(p.On)), p.Service, p.Purpose, p.PurposeCode, p.Regulatory, p.Charges, strconv.Itoa(len(p.Lines)))
		for _, l := range p.Lines {
			fields = append(fields, l.Number, strconv.FormatInt(l.Amount, 10))
		}
	}
	return digest(fields...)
}

func (b *Batch) insert(tx *ledger.Tx, list []Payout) (err error) {
	if b.ID, err = tx.NextID("payout_batch"); err != nil {
		return err
	}
	b.MessageID = mint("G"+compact(date.From(tx.At().UTC()))+"-"+b.Name(), b.Hash)
	_, err = tx.Exec(`INSERT INTO payout_batch (id, message_id, account, requested_on, execute_on, count, total, sums, hash, state,
		created_by, created_at, approved_by, approved_at, approved_hash, tenant)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', '', $13)`,
		b.ID, b.MessageID, b.Account, b.RequestedOn, b.ExecuteOn, b.Count, b.total, b.Sums.String(), b.Hash, b.State, b.CreatedBy, b.CreatedAt, tx.Tenant())
	if err != nil {
		return fmt.Errorf("batch %s: %w", b.Name(), err)
	}
	for i := range list {
		if err := list[i].move(tx, Proposed, ""); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE payout SET batch = $2 WHERE id = $1`, list[i].ID, b.ID); err != nil {
			return fmt.Errorf("payout %s: %w", list[i].Name(), err)
		}
	}
	return b.note(tx, "proposed", fmt.Sprintf("%d payouts of %s in all, hash %s", b.Count, b.Sums, b.Hash))
}

// Edit changes where a payout goes or what it says. A batch it stood in is dissolved:
// what was approved is no more, and its other payouts wait for a new proposal.
func Edit(tx *ledger.Tx, who Person, id int64, change func(*Payout), check Check) (Payout, error) {
	p, err := Get(tx, id)
	if err != nil {
		return p, err
	}
	if err := who.needs(Preparer, "payout "+p.Name()); err != nil {
		return p, err
	}
	if p.Batch != 0 {
		if err := Dissolve(tx, who, p.Batch, "payout "+p.Name()+" was edited"); err != nil {
			return p, err
		}
		if p, err = Get(tx, id); err != nil {
			return p, err
		}
	}
	if p.State != Validated {
		return p, &Refusal{WrongState, "payout " + p.Name(), "it is " + string(p.State) + " and cannot be edited"}
	}
	fixed := p
	change(&p)
	p.ID, p.Batch, p.Source, p.Liability, p.EndToEnd, p.State, p.EditedBy = fixed.ID, fixed.Batch, fixed.Source, fixed.Liability, fixed.EndToEnd, fixed.State, fixed.EditedBy
	if err := sound(nil, &p, check); err != nil {
		return fixed, err
	}
	if err := unpaid(tx, &p); err != nil {
		return fixed, err
	}
	if !slices.Contains(p.EditedBy, who.Name) {
		p.EditedBy = append(p.EditedBy, who.Name)
	}
	_, err = tx.Exec(`UPDATE payout SET name = $2, street = $3, street2 = $4, post_code = $5, town = $6, country = $7, scheme = $8, account = $9,
		clearing = $10, bic = $11, amount = $12, currency = $13, ref = $14, text = $15, edited_by = $16, pay_from = $17, pay_on = $18, service = $19,
		purpose = $20, purpose_code = $21, regulatory = $22, charges = $23 WHERE id = $1`, p.ID, p.Payee.Name, p.Payee.Street,
		p.Payee.Street2, p.Payee.PostCode, p.Payee.Town, p.Payee.Country, p.To.Scheme, p.To.ID, p.Clearing, p.BIC, p.Amount.Minor, p.Amount.Currency,
		p.Ref, p.Text, strings.Join(p.EditedBy, "\n"), p.From, p.On, p.Service, p.Purpose, p.PurposeCode, p.Regulatory, p.Charges)
	if err != nil {
		return fixed, fmt.Errorf("payout %s: %w", p.Name(), err)
	}
	if err := p.keepLines(tx); err != nil {
		return fixed, err
	}
	if _, err := tx.Exec(`DELETE FROM payout_cleared WHERE payout = $1`, p.ID); err != nil { // what was looked into is no more
		return fixed, fmt.Errorf("payout %s: %w", p.Name(), err)
	}
	return p, p.note(tx, "edited", fmt.Sprintf("%s to %s", p.Amount, p.Payee.Name))
}
