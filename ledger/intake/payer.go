package intake

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/matching"
)

// payers learns whose accounts pay for whom, from payments that named their invoice.
type payers struct {
	of map[string]ledger.PartyID // 0 when an account paid for several
}

// maxPayers bounds what one file may teach; the rest is learnt the next time.
const maxPayers = 100_000

// met notes who paid, when the payment itself said for whom.
func (l *payers) met(p *formats.Payment, d *matching.Decision) {
	if d.Rule < 2 || d.Rule > 5 || d.Party == 0 || len(p.PayerAccount) == 0 {
		return
	}
	party, known := l.of[string(p.PayerAccount)]
	switch {
	case known && party != d.Party && party != 0:
		l.of[string(p.PayerAccount)] = 0
	case !known && len(l.of) < maxPayers:
		l.of[string(p.PayerAccount)] = d.Party
	}
}

// learn writes down what the file taught, in order of account.
func (l *payers) learn(tx *ledger.Tx) error {
	accounts := make([]string, 0, len(l.of))
	for account := range l.of {
		accounts = append(accounts, account)
	}
	slices.Sort(accounts)
	for part := range slices.Chunk(accounts, 200) {
		var rows []string
		var args []any
		for _, account := range part {
			args = append(args, account, l.of[account])
			rows = append(rows, fmt.Sprintf("($%d, CAST($%d AS BIGINT))", len(args)-1, len(args)))
		}
		_, err := tx.Exec(`INSERT INTO payer (account, party) VALUES `+strings.Join(rows, ", ")+`
			ON CONFLICT (account) DO UPDATE SET party = 0 WHERE payer.party <> excluded.party`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}
