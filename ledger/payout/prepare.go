package payout

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"
	"girod/ledger"
)

// Create makes a payout, mints its EndToEndId and validates it: T-19 for a supplier,
// T-14 for a refund. A source that has a live payout to the account is refused.
func Create(tx *ledger.Tx, who Person, p Payout) (Payout, error) {
	what := "payout of " + p.Source
	if err := who.needs(Preparer, what); err != nil {
		return p, err
	}
	return create(tx, who.Name, p)
}

func create(tx *ledger.Tx, by string, p Payout) (Payout, error) {
	if err := Validate(&p); err != nil {
		return p, err
	}
	twin, err := payouts(tx, `WHERE source = $1 AND account = $2 AND live = 1`, p.Source, p.To.ID)
	if err != nil {
		return p, err
	}
	if len(twin) > 0 {
		return p, &Refusal{AlreadyPaid, "payout of " + p.Source, fmt.Sprintf("%s pays it to this account and is %s", twin[0].Name(), twin[0].State)}
	}
	if p.ID, err = tx.NextID("payout"); err != nil {
		return p, err
	}
	p.State, p.CreatedBy, p.CreatedAt, p.Batch = Validated, by, stamp(tx), 0
	p.EndToEnd = mint("G"+compact(date.From(tx.At().UTC()))+"-"+p.Name(), p.Source, p.To.ID, p.Amount.String())
	_, err = tx.Exec(`INSERT INTO payout (id, batch, source, role, receipt, invoice, party, name, street, street2, post_code, town, country,
		scheme, account, clearing, bic, amount, currency, ref, text, end_to_end, state, reason, answered, live, debited, created_by, created_at)
		VALUES ($1, NULL, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, '', '', 1, 0, $23, $24)`,
		p.ID, p.Source, string(p.Liability.Role), orNull(p.Liability.Receipt), orNull(p.Liability.Invoice), orNull(p.Liability.Party),
		p.Payee.Name, p.Payee.Street, p.Payee.Street2, p.Payee.PostCode, p.Payee.Town, p.Payee.Country,
		p.To.Scheme, p.To.ID, p.Clearing, p.BIC, p.Amount.Minor, p.Amount.Currency, p.Ref, p.Text, p.EndToEnd, p.State, p.CreatedBy, p.CreatedAt)
	if err != nil {
		return p, fmt.Errorf("payout of %s: %w", p.Source, err)
	}
	return p, p.note(tx, "payout", fmt.Sprintf("%s to %s for %s", p.Amount, p.Payee.Name, p.Source))
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

// Validate refuses what a bank would: no name, no account, a wrong check digit, an
// address that is neither structured nor left out (FORMATS.md 6.4).
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
	case p.Ref != "" && p.Text != "":
		return no("want a reference or a text, not both")
	}
	if err := checkAccount(p); err != nil {
		return no(err.Error())
	}
	return checkAddress(p)
}

func checkAccount(p *Payout) error {
	switch p.To.Scheme {
	case "BGNR":
		return reference.CheckBankgiro(p.To.ID)
	case "PGNR":
		return reference.CheckPlusgiro(p.To.ID)
	case "IBAN":
		return reference.CheckIBAN(p.To.ID)
	case "BBAN":
		if p.Clearing == "" {
			return fmt.Errorf("account %q: want its clearing number", p.To.ID)
		}
		return reference.CheckSwedishAccount(p.Clearing + p.To.ID)
	}
	return fmt.Errorf("scheme %q: want IBAN, BGNR, PGNR or BBAN", p.To.Scheme)
}

// checkAddress holds the rule of 2026-11-15: town and country whenever an address is
// given, and always on a payment that leaves Sweden's own systems.
func checkAddress(p *Payout) error {
	a := &p.Payee
	given := a.Street+a.Street2+a.PostCode+a.Town+a.Country != ""
	abroad := p.To.Scheme == "IBAN" && p.To.ID[:2] != "SE" || p.Amount.Currency != money.SEK
	if (given || abroad) && (a.Town == "" || len(a.Country) != 2) {
		return &Refusal{AddressUnstructured, "payout of " + p.Source, "the payee's address wants a town and a country of two letters (or, within Sweden, nothing at all)"}
	}
	return nil
}

// Propose makes a batch of validated payouts, to leave an account on a day. Its MsgId is
// minted here, over all that the batch says.
func Propose(tx *ledger.Tx, who Person, account string, on date.Date, ids ...int64) (Batch, error) {
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
	if err := b.total(list); err != nil || !on.Valid() || account == "" {
		return b, errOr(err, &Refusal{Incomplete, "batch", "want an account and a day"})
	}
	return b, b.insert(tx, list)
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// total counts, sums and hashes the batch. One currency; a payout stands in it once.
func (b *Batch) total(list []Payout) error {
	if len(list) == 0 {
		return &Refusal{Incomplete, "batch", "want at least one payout"}
	}
	b.Currency, b.Count, b.Sum = list[0].Amount.Currency, len(list), 0
	seen := map[int64]bool{}
	for i := range list {
		p := &list[i]
		if p.Amount.Currency != b.Currency || seen[p.ID] {
			return &Refusal{Incomplete, "batch", "want one currency, and each payout once"}
		}
		seen[p.ID] = true
		sum, fits := money.Add(b.Sum, p.Amount.Minor)
		if !fits {
			return fmt.Errorf("batch: %w", money.ErrOverflow)
		}
		b.Sum = sum
	}
	b.Hash = canonical(b, list)
	return nil
}

// canonical hashes what is approved: from which account, on which day asked for, to whom,
// where, how much, with which words, in the order of rendering.
func canonical(b *Batch, list []Payout) string {
	fields := []string{b.Account, b.RequestedOn.String(), string(b.Currency), strconv.Itoa(b.Count), strconv.FormatInt(b.Sum, 10)}
	for i := range list {
		p := &list[i]
		fields = append(fields, p.EndToEnd, p.Source, p.Payee.Name, p.Payee.Street, p.Payee.Street2, p.Payee.PostCode, p.Payee.Town,
			p.Payee.Country, p.To.Scheme, p.To.ID, p.Clearing, p.BIC, p.Amount.String(), p.Ref, p.Text)
	}
	return digest(fields...)
}

func (b *Batch) insert(tx *ledger.Tx, list []Payout) (err error) {
	if b.ID, err = tx.NextID("payout_batch"); err != nil {
		return err
	}
	b.MessageID = mint("G"+compact(date.From(tx.At().UTC()))+"-"+b.Name(), b.Hash)
	_, err = tx.Exec(`INSERT INTO payout_batch (id, message_id, account, currency, requested_on, execute_on, count, total, hash, state,
		created_by, created_at, approved_by, approved_at, approved_hash, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', '', '')`,
		b.ID, b.MessageID, b.Account, b.Currency, b.RequestedOn, b.ExecuteOn, b.Count, b.Sum, b.Hash, b.State, b.CreatedBy, b.CreatedAt)
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
	return b.note(tx, "proposed", fmt.Sprintf("%d payouts of %s in all, hash %s", b.Count, money.Of(b.Sum, b.Currency), b.Hash))
}

// Edit changes where a payout goes or what it says. A batch it stood in is dissolved:
// what was approved is no more, and its other payouts wait for a new proposal.
func Edit(tx *ledger.Tx, who Person, id int64, change func(*Payout)) (Payout, error) {
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
	if err := Validate(&p); err != nil {
		return fixed, err
	}
	_, err = tx.Exec(`UPDATE payout SET name = $2, street = $3, street2 = $4, post_code = $5, town = $6, country = $7, scheme = $8, account = $9,
		clearing = $10, bic = $11, amount = $12, ref = $13, text = $14, created_by = $15 WHERE id = $1`, p.ID, p.Payee.Name, p.Payee.Street,
		p.Payee.Street2, p.Payee.PostCode, p.Payee.Town, p.Payee.Country, p.To.Scheme, p.To.ID, p.Clearing, p.BIC, p.Amount.Minor, p.Ref, p.Text, who.Name)
	if err != nil {
		return fixed, fmt.Errorf("payout %s: %w", p.Name(), err)
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
		if _, err := tx.Exec(`UPDATE payout SET batch = NULL WHERE id = $1`, list[i].ID); err != nil {
			return fmt.Errorf("payout %s: %w", list[i].Name(), err)
		}
	}
	return b.note(tx, "dissolved", reason)
}

// Cancel gives up a payout that stands in no batch.
func Cancel(tx *ledger.Tx, who Person, id int64, reason string) error {
	if err := who.needs(Preparer, "payout"); err != nil {
		return err
	}
	p, err := Get(tx, id)
	if err == nil && p.Batch != 0 {
		err = &Refusal{WrongState, "payout " + p.Name(), "it stands in a batch: dissolve that first"}
	}
	if err == nil {
		err = p.move(tx, Void, reason)
	}
	if err == nil {
		err = p.note(tx, "cancelled", reason)
	}
	return err
}

func (p Person) may(roles ...Role) bool {
	for _, r := range roles {
		if p.needs(r, "") == nil {
			return true
		}
	}
	return false
}
