package settlement

import (
	"fmt"

	"girod/ledger"
	"girod/ledger/store"
)

// laws are what must never be found: each a question whose rows are wrong.
var laws = []struct{ query, says string }{
	{`SELECT owed.tenant, owed.amount, waits.gross FROM (
		SELECT account.tenant, account.currency, CAST(SUM(posting.amount) AS BIGINT) AS amount FROM posting JOIN account ON account.id = posting.account
		WHERE account.role = 'card_receivable' GROUP BY account.tenant, account.currency
	) owed JOIN (
		SELECT account.tenant, account.currency, CAST(COALESCE(SUM(settlement.gross), 0) AS BIGINT) AS gross FROM (
			SELECT DISTINCT tenant, currency FROM account WHERE role = 'card_receivable') account
		LEFT JOIN settlement ON settlement.tenant = account.tenant AND settlement.currency = account.currency AND settlement.booking = ''
		GROUP BY account.tenant, account.currency
	) waits ON waits.tenant = owed.tenant AND waits.currency = owed.currency WHERE owed.amount <> waits.gross ORDER BY owed.tenant`,
		"the acquirers owe tenant %d %d on card_receivable, the settlements that wait come to %d"},
	{`SELECT settlement.id, settlement.gross, settlement.fee FROM settlement LEFT JOIN entry ON entry.key = settlement.booking AND entry.tenant = settlement.tenant
		WHERE settlement.booking <> '' AND entry.id IS NULL AND (settlement.gross <> 0 OR settlement.fee <> 0) ORDER BY settlement.id`,
		"settlement %d (gross %d, fee %d) has its money by a booking that does not stand"},
	{`SELECT settlement.id, settlement.gross, -SUM(posting.amount) FROM settlement JOIN entry ON entry.key = settlement.booking AND entry.tenant = settlement.tenant
		JOIN posting ON posting.id >= entry.first AND posting.id < entry.first + entry.lines JOIN account ON account.id = posting.account
		WHERE account.role = 'card_receivable' GROUP BY settlement.id, settlement.gross HAVING -SUM(posting.amount) <> settlement.gross ORDER BY settlement.id`,
		"settlement %d is of %d, its booking takes %d"},
}

// Check gives what is wrong with the settlements: what acquirers owe is the gross of those
// that wait, and each that does not has a booking of its gross.
func Check(tx *ledger.Tx) (wrongs []string, err error) {
	for _, l := range laws {
		if err == nil {
			err = tx.Each(l.query, nil, func(r *store.Row) error {
				wrongs = append(wrongs, fmt.Sprintf(l.says, r.Int(0), r.Int(1), r.Int(2)))
				return nil
			})
		}
	}
	return wrongs, err
}
