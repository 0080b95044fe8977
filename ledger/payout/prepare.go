package payout

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"
	"girod/ledger"
	"girod/ledger/outbox"
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
	p.State, p.CreatedBy, p.CreatedAt, p.Batch = Validated, by, stamp(tx), 0
	p.EndToEnd = mint("G"+compact(date.From(tx.At().UTC()))+"-"+p.Name(), p.Source, p.To.ID, p.Amount.String())
	_, err = tx.Exec(`INSERT INTO payout (tenant, id, batch, source, role, receipt, invoice, party, name, street, street2, post_code, town, country,
		scheme, account, clearing, bic, amount, currency, ref, text, end_to_end, state, codes, reason, answered, live, debited, created_by, created_at,
		message_id, payment_info, pay_from, pay_on, service, purpose, purpose_code, regulatory, charges)
		VALUES ($32, $1, NULL, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, '', '', '', 1, 0, $23, $24,
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

// sound refuses what we, or a bank, would.
func sound(b *Batch, p *Payout, check Check) error {
	if err := Validate(p); err != nil || check == nil {
		return err
	}
	return check(b, p)
}

// Validate refuses what nobody could pay: no name, no account, a wrong check digit, an
// address that is neither structured nor left out (FORMATS.md 6.4). What kinds of payment
// and banks ask for beyond that is known to a [Check].
func Validate(p *Payout) error {
	no := func(why string) error { return &Refusal{Incomplete, "payout of " + p.Source, why} }
	switch {
	case p.Source == "":
		return no("want a source: what is paid")
	case p.Amount.Minor <= 0 || p.Amount.Currency.Decimals() < 0:
		return no("want an amount above zero")
	case p.Payee.Name == "":
		return no("want the payee's name")
	case p.Liability.Role == "":
		return no("want the liability it pays down")
	case len(p.Ref) > 35 || len([]rune(p.Text)) > 140:
		return no("want a reference of at most 35 or a text of at most 140 characters")
	}
	if err := checkAccount(p); err != nil {
		return no(fmt.Sprintf("account %s %q: %v", p.To.Scheme, p.To.ID, err))
	}
	if err := checkLines(p); err != nil {
		return no(err.Error())
	}
	return checkAddress(p)
}

// checkLines: the lines of a payout are what it pays, all together.
func checkLines(p *Payout) error {
	sum := int64(0)
	for _, l := range p.Lines {
		next, fits := money.Add(sum, l.Amount)
		if l.Number == "" || l.Amount == 0 || !fits {
			return fmt.Errorf("line %q: want a number and an amount", l.Number)
		}
		sum = next
	}
	if len(p.Lines) > 0 && sum != p.Amount.Minor {
		return fmt.Errorf("its lines come to %s, it pays %s", money.Of(sum, p.Amount.Currency), p.Amount)
	}
	return nil
}

func checkAccount(p *Payout) (err error) {
	switch p.To.Scheme {
	case "BGNR":
		err = reference.CheckBankgiro(p.To.ID)
	case "PGNR":
		err = reference.CheckPlusgiro(p.To.ID)
	case "IBAN":
		err = reference.CheckIBAN(p.To.ID)
	case "BBAN":
		return checkNational(p)
	case "FIK01", "FIK04", "FIK15", "FIK71", "FIK73", "FIK75":
	default:
		return fmt.Errorf("scheme %q: want IBAN, BGNR, PGNR, BBAN or a Danish slip: FIK01, FIK04, FIK15, FIK71, FIK73, FIK75", p.To.Scheme)
	}
	if reference.IsWarning(err) {
		return nil
	}
	return err
}

// checkNational holds an account that is no IBAN to what its number itself can show. A
// clearing number is Swedish, and without a bank's BIC so are kronor.
func checkNational(p *Payout) error {
	if p.Clearing == "" {
		if p.Amount.Currency == money.SEK && p.BIC == "" {
			return errors.New("want its clearing number")
		}
		return nil
	}
	if err := reference.CheckSwedishAccount(p.Clearing + p.To.ID); !reference.IsWarning(err) {
		return err
	}
	return nil
}

// checkAddress holds the rule of 2026-11-15: town and country whenever an address is
// given, and always on a payment that leaves the Nordic countries' own systems.
func checkAddress(p *Payout) error {
	a := &p.Payee
	given := a.Street+a.Street2+a.PostCode+a.Town+a.Country != ""
	home := homes[p.Amount.Currency]
	abroad := p.To.Scheme == "IBAN" && !strings.HasPrefix(p.To.ID, home) || home == ""
	if (given || abroad) && (a.Town == "" || len(a.Country) != 2) {
		return &Refusal{AddressUnstructured, "payout of " + p.Source, "the payee's address wants a town and a country of two letters (or, within a country, nothing at all)"}
	}
	return nil
}

// homes are the countries whose own currency we pay in.
var homes = map[money.Currency]string{money.SEK: "SE", money.NOK: "NO", money.DKK: "DK"}

// Propose makes a batch of validated payouts, to leave an account on a day, where they do
// not say themselves from which and when. Its MsgId is minted here, over all that the
// batch says.
func Propose(tx *ledger.Tx, who Person, account string, on date.Date, check Check, ids ...int64) (Batch, error) {
	if err := who.needs(Preparer, "batch"); err != nil {
		return Batch{}, err
	}
	b := Batch{Account: account, RequestedOn: on, ExecuteOn: on, State: Proposed, CreatedBy: who.Name, CreatedAt: stamp(tx)}
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
	p.ID, p.Batch, p.Source, p.Liability, p.EndToEnd, p.State = fixed.ID, fixed.Batch, fixed.Source, fixed.Liability, fixed.EndToEnd, fixed.State
	if err := sound(nil, &p, check); err != nil {
		return fixed, err
	}
	if err := unpaid(tx, &p); err != nil {
		return fixed, err
	}
	_, err = tx.Exec(`UPDATE payout SET name = $2, street = $3, street2 = $4, post_code = $5, town = $6, country = $7, scheme = $8, account = $9,
		clearing = $10, bic = $11, amount = $12, currency = $13, ref = $14, text = $15, created_by = $16, pay_from = $17, pay_on = $18, service = $19,
		purpose = $20, purpose_code = $21, regulatory = $22, charges = $23 WHERE id = $1`, p.ID, p.Payee.Name, p.Payee.Street,
		p.Payee.Street2, p.Payee.PostCode, p.Payee.Town, p.Payee.Country, p.To.Scheme, p.To.ID, p.Clearing, p.BIC, p.Amount.Minor, p.Amount.Currency,
		p.Ref, p.Text, who.Name, p.From, p.On, p.Service, p.Purpose, p.PurposeCode, p.Regulatory, p.Charges)
	if err != nil {
		return fixed, fmt.Errorf("payout %s: %w", p.Name(), err)
	}
	if err := p.keepLines(tx); err != nil {
		return fixed, err
	}
	p.CreatedBy = who.Name
	return p, p.note(tx, "edited", fmt.Sprintf("%s to %s", p.Amount, p.Payee.Name))
}

// Dissolve gives up a batch that has not been rendered; its payouts wait for another.
func Dissolve(tx *ledger.Tx, who Person, batch int64, reason string) error {
	if !who.may(Preparer, Approver) {
		return &Refusal{NoAccess, "batch", who.Name + " may neither prepare nor approve"}
	}
	b, err := GetBatch(tx, batch)
	if err != nil {
		return err
	}
	list, err := In(tx, batch)
	if err != nil {
		return err
	}
	if err := b.move(tx, Void); err != nil {
		return err
	}
	for i := range list {
		if err := list[i].move(tx, Validated, ""); err != nil {
			return err
		}
		_, err := tx.Exec(`UPDATE payout SET batch = NULL, message_id = '', payment_info = '' WHERE id = $1`, list[i].ID)
		if err != nil {
			return fmt.Errorf("payout %s: %w", list[i].Name(), err)
		}
	}
	if _, err := tx.Exec(`UPDATE payout_file SET state = $2 WHERE batch = $1`, b.ID, Void); err != nil {
		return fmt.Errorf("batch %s: %w", b.Name(), err)
	}
	if b.ApprovedBy != "" {
		err := outbox.SetState(tx, "pain.001:"+b.MessageID, outbox.Failed, "the batch was given up: "+reason)
		if err != nil && !errors.Is(err, outbox.ErrNotFound) {
			return err
		}
	}
	return b.note(tx, "dissolved", reason)
}

// Cancel gives up a payout that has not left. A batch it stands in is dissolved, and its
// other payouts wait for another.
func Cancel(tx *ledger.Tx, who Person, id int64, reason string) error {
	if err := who.needs(Preparer, "payout"); err != nil {
		return err
	}
	p, err := Get(tx, id)
	if err == nil && reason == "" {
		err = &Refusal{Incomplete, "payout " + p.Name(), "want a reason"}
	}
	if err == nil && p.Batch != 0 {
		if err = Dissolve(tx, who, p.Batch, "payout "+p.Name()+" was cancelled: "+reason); err == nil {
			p, err = Get(tx, id)
		}
	}
	if err == nil {
		err = p.move(tx, Void, reason)
	}
	if err == nil {
		err = p.note(tx, "cancelled", reason)
	}
	return err
}

// CancelBatch gives up a batch that has not left, with every payout in it.
func CancelBatch(tx *ledger.Tx, who Person, batch int64, reason string) error {
	list, err := In(tx, batch)
	if err != nil {
		return err
	}
	if reason == "" {
		return &Refusal{Incomplete, "batch", "want a reason"}
	}
	if err := who.needs(Preparer, "batch"); err != nil {
		return err
	}
	if err := Dissolve(tx, who, batch, reason); err != nil {
		return err
	}
	for i := range list {
		if err := Cancel(tx, who, list[i].ID, reason); err != nil {
			return err
		}
	}
	return nil
}

func (p Person) may(roles ...Role) bool {
	for _, r := range roles {
		if p.needs(r, "") == nil {
			return true
		}
	}
	return false
}
