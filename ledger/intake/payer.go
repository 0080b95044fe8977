package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// payers learns whose accounts pay for whom, from payments that named their invoice.
type payers struct {
	of   map[string]payer
	ones map[ledger.PartyID]ledger.PartyID // who paid for somebody merged into another paid for that one
}

// payersOf begins with nothing learnt.
func payersOf(tx *ledger.Tx) (payers, error) {
	ones, err := tx.Survivors()
	return payers{map[string]payer{}, ones}, err
}

// one tells whether two are the same customer.
func (l *payers) one(a, b ledger.PartyID) bool {
	return cmp.Or(l.ones[a], a) == cmp.Or(l.ones[b], b)
}

// payer is whom an account has paid for; party 0 when for several.
type payer struct {
	party   ledger.PartyID
	receipt ledger.ReceiptID
}

// maxPayers bounds what one file may teach; the rest is learnt the next time.
const maxPayers = 100_000

// met notes who paid, when the payment itself said for whom.
func (l *payers) met(receipt ledger.ReceiptID, p *formats.Payment, d *matching.Decision) {
	if d.Rule < 2 || d.Rule > 5 || d.Party == 0 || len(p.PayerAccount) == 0 {
		return
	}
	at, known := l.of[string(p.PayerAccount)]
	switch {
	case known && !l.one(at.party, d.Party) && at.party != 0:
		l.of[string(p.PayerAccount)] = payer{}
	case !known && len(l.of) < maxPayers:
		l.of[string(p.PayerAccount)] = payer{d.Party, receipt}
	}
}

// learn writes down what the file taught, in order of account. An account that has paid for
// another customer before is noted: the reference won, and nobody is known by it any more
// (DOMAIN.md §5.3, payer is another customer).
func (l *payers) learn(tx *ledger.Tx, out *Outcome) error {
	accounts := make([]string, 0, len(l.of))
	for account := range l.of {
		accounts = append(accounts, account)
	}
	slices.Sort(accounts)
	for part := range slices.Chunk(accounts, 200) {
		if err := l.others(tx, part, out); err != nil {
			return err
		}
		var rows []string
		var args []any
		for _, account := range part {
			args = append(args, account, l.of[account].party, tx.Tenant())
			rows = append(rows, fmt.Sprintf("($%d, CAST($%d AS BIGINT), CAST($%d AS BIGINT))", len(args)-2, len(args)-1, len(args)))
		}
		_, err := tx.Exec(`INSERT INTO payer (account, party, tenant) VALUES `+strings.Join(rows, ", ")+`
			ON CONFLICT (account, tenant) DO UPDATE SET party = 0 WHERE payer.party <> excluded.party
				AND NOT EXISTS (SELECT 1 FROM party_one a JOIN party_one b ON b.survivor = a.survivor WHERE a.party = payer.party AND b.party = excluded.party)`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// others notes the payments by accounts that are known for another customer.
func (l *payers) others(tx *ledger.Tx, accounts []string, out *Outcome) error {
	type other struct {
		account, known string
	}
	var list []other
	marks, args := marked(accounts, tx.Tenant())
	err := tx.Each(`SELECT payer.account, payer.party, party.customer_no FROM payer JOIN party ON party.id = payer.party
		WHERE payer.tenant = $1 AND payer.account IN (`+marks+`) ORDER BY payer.account`, args, func(r *store.Row) error {
		if now := l.of[r.Text(0)].party; now != 0 && !l.one(now, ledger.PartyID(r.Int(1))) {
			list = append(list, other{r.Text(0), r.Text(2)})
		}
		return nil
	})
	for _, o := range list {
		if err != nil {
			return err
		}
		now := l.of[o.account]
		text := fmt.Sprintf("pay%d came from an account that had paid for customer %s", now.receipt, o.known)
		if out != nil {
			out.note("%s", text)
		}
		err = tx.AddHistory(ledger.History{Party: now.party, Kind: "other-payer", Text: text})
	}
	return err
}
