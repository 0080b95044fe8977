package payout

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"girod/formats/money"
	"girod/ledger"
)

// restsOn is where money rests that goes back to who paid it: suspense, or on an agent's
// account for clients the unallocated.
func restsOn(tx *ledger.Tx) ledger.Role {
	if tx.Keeping() == ledger.Agent {
		return ledger.RoleClientFunds
	}
	return ledger.RoleSuspense
}

// ErrClientMoney: clients' money is missing on the bank's account, so none of it is paid out.
var ErrClientMoney = errors.New("clients' money is missing on the bank's account")

// ClientPayouts is what ProposeClients did.
type ClientPayouts struct {
	Made    []Payout
	NoPayee []ledger.Funds // an account is wanted first
	Refused []string       // why a payout could not be made
}

// ProposeClients makes a payout of what is held for each client (T-42), less what payouts under
// way will take, from the account that from names for its currency. It goes to the account
// that a person has set for the client and to no other. While clients' money is missing on
// the bank's account nobody is paid (DOMAIN.md 7).
func ProposeClients(tx *ledger.Tx, who Person, from func(money.Currency) string, check Check) (done ClientPayouts, err error) {
	if err := who.needs(Preparer, "clients' payouts"); err != nil {
		return done, err
	}
	if err := whole(tx); err != nil {
		return done, err
	}
	funds, err := tx.ClientFunds()
	for _, f := range funds {
		if err == nil && f.Client.Party != 0 {
			err = done.propose(tx, who, f, from(f.Currency), check)
		}
	}
	return done, err
}

// whole refuses while clients' money is missing on the bank's account.
func whole(tx *ledger.Tx) error {
	own, err := tx.AgentsOwn()
	if err != nil {
		return err
	}
	for _, c := range slices.Sorted(maps.Keys(own)) {
		if own[c] < 0 {
			return fmt.Errorf("%w: %s\nhint: move own money there; girod clients shows what is held", ErrClientMoney, money.Of(-own[c], c))
		}
	}
	return nil
}

func (done *ClientPayouts) propose(tx *ledger.Tx, who Person, f ledger.Funds, from string, check Check) error {
	before, err := payouts(tx, `party = $1 AND role = 'client_funds' AND currency = $2`, f.Client.Party, f.Currency)
	if err != nil {
		return err
	}
	for i := range before {
		if p := &before[i]; !p.State.leftHouse() && p.State != Rendered && p.State != InDoubt && !p.State.dead() {
			f.Held -= p.Amount.Minor // its liability has not moved yet
		}
	}
	if f.Held <= 0 {
		return nil
	}
	payee, found, err := PayeeOf(tx, f.Client.Party)
	if err != nil {
		return err
	}
	if !found {
		done.NoPayee = append(done.NoPayee, f)
		return nil
	}
	party, err := tx.Party(f.Client.Party)
	if err != nil {
		return err
	}
	p := refundTo(party, payee, money.Of(f.Held, f.Currency))
	p.Source, p.From, p.Text = fmt.Sprintf("client:%s:%d", party.CustomerNo, len(before)+1), from, "Collected for "+party.CustomerNo
	p.Liability = ledger.Posting{Role: ledger.RoleClientFunds, Party: party.ID}
	p, err = create(tx, who.Name, p, check)
	var refusal *Refusal
	if errors.As(err, &refusal) {
		done.Refused = append(done.Refused, refusal.Error())
		return nil
	}
	if err == nil {
		done.Made = append(done.Made, p)
	}
	return err
}

// stillHeld refuses a file, booked by now, that takes from a client what is no longer held for
// it, or any client's money while some is missing on the bank's account: since the payout was
// made the bank has taken a payment back or a fee of its own, or an outlay was charged. Other
// clients' money would pay it.
func (f *File) stillHeld(tx *ledger.Tx, list []Payout) error {
	if tx.Keeping() != ledger.Agent {
		return nil
	}
	if !slices.ContainsFunc(list, func(p Payout) bool { return p.Liability.Role == ledger.RoleClientFunds }) {
		return nil
	}
	if err := whole(tx); err != nil {
		return &Refusal{Changed, "payment file " + f.MessageID, err.Error()}
	}
	funds, err := tx.ClientFunds()
	if err != nil {
		return err
	}
	for i := range list {
		p := &list[i]
		if p.Liability.Role != ledger.RoleClientFunds || p.Liability.Party == 0 {
			continue
		}
		for _, held := range funds {
			if held.Client.Party == p.Liability.Party && held.Currency == p.Amount.Currency && held.Held < 0 {
				return &Refusal{Changed, "payment file " + f.MessageID, fmt.Sprintf("%s pays %s, and %s of it is not held any more: dissolve the batch and pay the clients anew",
					p.Name(), p.Payee.Name, money.Of(-held.Held, held.Currency))}
			}
		}
	}
	return nil
}
