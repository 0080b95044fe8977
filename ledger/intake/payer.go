package intake

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// payers learns whose accounts pay for whom, from payments that named their invoice.
type payers struct {
	of   map[string][]payer
	ones map[ledger.PartyID]ledger.PartyID // who paid for somebody merged into another paid for that one
}

// payer is somebody an account has paid for, and the payment that said so.
type payer struct {
	party   ledger.PartyID
	receipt ledger.ReceiptID
}

// maxPayers bounds the accounts one file may teach; the rest is learnt the next time.
const maxPayers = 100_000

// mostPaidFor bounds what is kept of an account: one that has paid for so many, such as an
// accountant's, tells nothing, whoever of them turns out to be one.
const mostPaidFor = 8

// payersOf begins with nothing learnt.
func payersOf(tx *ledger.Tx) (payers, error) {
	ones, err := tx.Survivors()
	return payers{map[string][]payer{}, ones}, err
}

// one tells whether two are the same customer.
func (l *payers) one(a, b ledger.PartyID) bool {
	return cmp.Or(l.ones[a], a) == cmp.Or(l.ones[b], b)
}

// met notes who paid, when the payment itself said for whom.
func (l *payers) met(receipt ledger.ReceiptID, p *formats.Payment, d *matching.Decision) {
	if d.Rule < 2 || d.Rule > 5 || d.Party == 0 || len(p.PayerAccount) == 0 {
		return
	}
	at := l.of[string(p.PayerAccount)]
	switch {
	case at == nil && len(l.of) == maxPayers, len(at) == mostPaidFor:
	case slices.ContainsFunc(at, func(known payer) bool { return known.party == d.Party }):
	default:
		l.of[string(p.PayerAccount)] = append(at, payer{d.Party, receipt})
	}
}

// taught tells whether the file has said of an account whose it is: one customer's.
func (l *payers) taught(account string) bool {
	at := l.of[account]
	return len(at) > 0 && !slices.ContainsFunc(at, func(p payer) bool { return !l.one(p.party, at[0].party) })
}

// learn writes down what the file taught, in order of account. A payment by an account that
// has paid for another customer before is noted: the reference won, and nobody is known by
// the account as long as the two are not one (DOMAIN.md §5.3, payer is another customer).
func (l *payers) learn(tx *ledger.Tx, out *Outcome) error {
	for part := range slices.Chunk(slices.Sorted(maps.Keys(l.of)), 200) {
		known, err := knownPayers(tx, part)
		if err != nil {
			return err
		}
		var rows []string
		var args []any
		for _, account := range part {
			before := known[account]
			if err := l.other(tx, account, before, out); err != nil {
				return err
			}
			for _, now := range l.of[account] {
				if len(before) < mostPaidFor && !slices.ContainsFunc(before, func(p paidFor) bool { return p.party == now.party }) {
					before = append(before, paidFor{party: now.party})
					args = append(args, account, now.party, tx.Tenant())
					rows = append(rows, fmt.Sprintf("($%d, CAST($%d AS BIGINT), CAST($%d AS BIGINT))", len(args)-2, len(args)-1, len(args)))
				}
			}
		}
		if len(rows) > 0 {
			if _, err := tx.Exec(`INSERT INTO payer (account, party, tenant) VALUES `+strings.Join(rows, ", "), args...); err != nil {
				return err
			}
		}
	}
	return nil
}

// paidFor is somebody an account is known to have paid for.
type paidFor struct {
	party      ledger.PartyID
	customerNo string
}

// knownPayers gives for whom some accounts have paid before.
func knownPayers(tx *ledger.Tx, accounts []string) (map[string][]paidFor, error) {
	known := map[string][]paidFor{}
	marks, args := marked(accounts, tx.Tenant())
	return known, tx.Each(`SELECT payer.account, payer.party, party.customer_no FROM payer JOIN party ON party.id = payer.party
		WHERE payer.tenant = $1 AND payer.account IN (`+marks+`) ORDER BY payer.account, payer.party`, args, func(r *store.Row) error {
		known[r.Text(0)] = append(known[r.Text(0)], paidFor{ledger.PartyID(r.Int(1)), r.Text(2)})
		return nil
	})
}

// other notes a payment by an account that was known for another customer.
func (l *payers) other(tx *ledger.Tx, account string, before []paidFor, out *Outcome) error {
	if len(before) != 1 || !l.taught(account) {
		return nil
	}
	now := l.of[account][0]
	if l.one(now.party, before[0].party) {
		return nil
	}
	text := fmt.Sprintf("pay%d came from an account that had paid for customer %s", now.receipt, before[0].customerNo)
	if out != nil {
		out.note("%s", text)
	}
	return tx.AddHistory(ledger.History{Party: now.party, Kind: "other-payer", Text: text})
}
