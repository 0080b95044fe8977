package payout

import (
	"errors"
	"fmt"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// Payee is where a party's money goes.
type Payee struct {
	Party     ledger.PartyID
	To        formats.Account
	Clearing  string
	BIC       string
	ChangedBy string
	ChangedAt string
}

// SetPayee sets where a party's money goes. What would be refused as a refund to it in a
// currency is refused now. Whoever does it cannot approve payouts to the party for some
// days.
func SetPayee(tx *ledger.Tx, who Person, p Payee, c money.Currency, check Check) error {
	what := fmt.Sprintf("payee %d", p.Party)
	if err := who.needs(PayeeAdmin, what); err != nil {
		return err
	}
	party, err := tx.Party(p.Party)
	if err != nil {
		return err
	}
	trial := refundTo(party, p, money.Of(100, c))
	trial.Source, trial.EndToEnd = what, "TRIAL"
	if err := sound(nil, &trial, check); err != nil {
		return err
	}
	id, err := tx.NextID("payee")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO payee (id, party, scheme, account, clearing, bic, at, actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, p.Party, p.To.Scheme, p.To.ID, p.Clearing, p.BIC, tx.Stamp(), who.Name)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return tx.AddHistory(ledger.History{Party: p.Party, Kind: "payee-account", Text: who.Name + " set the account money is paid to: " + p.To.Scheme + " " + masked(p.To.ID)})
}

// masked shows the last four characters of an account.
func masked(account string) string {
	if len(account) <= 4 {
		return account
	}
	return "…" + account[len(account)-4:]
}

// PayeeOf gives where a party's money goes.
func PayeeOf(tx *ledger.Tx, party ledger.PartyID) (p Payee, found bool, err error) {
	found, err = tx.One(`SELECT scheme, account, clearing, bic, at, actor FROM payee WHERE party = $1 ORDER BY id DESC LIMIT 1`, []any{party}, func(r *store.Row) error {
		p = Payee{Party: party, To: formats.Account{Scheme: r.Text(0), ID: r.Text(1)}, Clearing: r.Text(2), BIC: r.Text(3),
			ChangedAt: r.Text(4), ChangedBy: r.Text(5)}
		return nil
	})
	return p, found, err
}

// Refunds is what ProposeRefunds did.
type Refunds struct {
	Made    []Payout
	NoPayee []ledger.CustomerCredit // an account is wanted first
	Refused []string                // why a payout could not be made
	Left    int                     // below the least amount, or in another currency than it: kept for the next invoice
}

// ProposeRefunds makes a payout of each customer credit above a least amount whose
// owner has a payee account and that no live payout pays (T-14). A person proposes them
// in a batch and another approves: nothing leaves by this alone. The payee reads why in his language.
func ProposeRefunds(tx *ledger.Tx, who Person, least money.Amount, check Check, in Tongue) (r Refunds, err error) {
	if err := who.needs(Preparer, "refunds"); err != nil {
		return r, err
	}
	var credits []ledger.CustomerCredit
	err = tx.CustomerCredits(func(c ledger.CustomerCredit) error {
		if c.Currency == least.Currency && c.Rest >= least.Minor {
			credits = append(credits, c)
		} else {
			r.Left++
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	for _, c := range credits {
		if err := r.refund(tx, who, c, check, in); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (r *Refunds) refund(tx *ledger.Tx, who Person, c ledger.CustomerCredit, check Check, in Tongue) error {
	source := fmt.Sprintf("credit:%d", c.Receipt)
	if c.Receipt == 0 {
		source = fmt.Sprintf("credit-note:%d", c.Invoice)
	}
	// A refund that came back after the bank had taken its payment back is not the payer's again.
	back, err := tx.One(`SELECT 1 FROM taken_back WHERE receipt = $1 AND whole = 1`, []any{c.Receipt}, nil)
	if back {
		r.Refused = append(r.Refused, fmt.Sprintf("payment pay%d: the bank has taken it back; its credit meets that: girod suspense meet", c.Receipt))
	}
	if err != nil || back {
		return err
	}
	source, waits, err := next(tx, source)
	if err != nil || waits {
		return err
	}
	payee, found, err := PayeeOf(tx, c.Party)
	if err != nil {
		return err
	}
	if !found {
		r.NoPayee = append(r.NoPayee, c)
		return nil
	}
	party, err := tx.Party(c.Party)
	if err != nil {
		return err
	}
	if party, _, err = hold.Shown(tx, party, today(tx)); err != nil { // a bank file bears no address that is to be nowhere
		return err
	}
	p := refundTo(party, payee, money.Of(c.Rest, c.Currency))
	if p.Text, err = in.refund(tx, c, party); err != nil {
		return err
	}
	p.Source, p.Liability = source, ledger.Posting{Role: ledger.RoleCustomerCredit, Receipt: c.Receipt, Invoice: c.Invoice, Party: c.Party}
	p, err = create(tx, who.Name, p, check)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		r.Refused = append(r.Refused, refusal.Error())
		return nil
	}
	if err == nil {
		r.Made = append(r.Made, p)
	}
	return err
}

// refund says what is paid back: of which invoice, where that is known.
func (t Tongue) refund(tx *ledger.Tx, c ledger.CustomerCredit, party ledger.Party) (string, error) {
	in := t.in(party.Country)
	if c.Invoice == 0 {
		return in.credit + party.CustomerNo, nil
	}
	i, err := tx.Invoice(c.Invoice)
	return in.refund + i.Number, err
}

// next names what is paid of a source, which may be owed once more after all of it had been paid:
// another credit note on the invoice, an allocation undone. What is paid the second time is
// "credit-note:17:2". Of a source one payout waits at a time.
func next(tx *ledger.Tx, source string) (name string, waits bool, err error) {
	live, err := payouts(tx, `live = 1 AND (source = $1 OR source > $2 AND source < $3)`, source, source+":", source+";")
	taken := map[string]bool{}
	for i := range live {
		taken[live[i].Source], waits = true, waits || live[i].State != Settled
	}
	name = source
	for n := 2; taken[name]; n++ {
		name = fmt.Sprintf("%s:%d", source, n)
	}
	return name, waits, err
}

// refundTo is a refund to a party's account.
func refundTo(party ledger.Party, payee Payee, amount money.Amount) Payout {
	p := Payout{
		Liability: ledger.Posting{Role: ledger.RoleCustomerCredit, Party: party.ID},
		Payee: formats.Party{Name: party.Name, Street: party.Street, Street2: party.Street2, PostCode: party.PostCode,
			Town: party.Town, Country: party.Country},
		To: payee.To, Clearing: payee.Clearing, BIC: payee.BIC, Amount: amount, Text: languages["en"].credit + party.CustomerNo,
	}
	p.To.Currency = amount.Currency
	return p
}
