package payout

import (
	"fmt"
	"slices"
	"strings"

	"girod/ledger"
	"girod/ledger/store"
)

// laws are what must never be found: each a question whose rows are wrong.
var laws = []struct{ query, says string }{
	{`SELECT tenant, CAST(SUM(stands) AS BIGINT), CAST(SUM(underway) AS BIGINT) FROM (
		SELECT account.tenant, account.currency, -posting.amount AS stands, 0 AS underway FROM posting JOIN account ON account.id = posting.account
			JOIN entry ON entry.id = posting.entry
		WHERE account.role = 'in_transit' AND entry.why IN ('payout-sent', 'payout-debited', 'payout-rejected', 'payout-returned')
		UNION ALL
		SELECT tenant, currency, 0, amount FROM payout WHERE state IN ('rendered', 'in_doubt', 'sent', 'accepted')
	) both_sides GROUP BY tenant, currency HAVING SUM(stands) <> SUM(underway) ORDER BY tenant, currency`,
		"of tenant %d %d stand in transit, its payouts under way come to %d"},
	{`SELECT payout_batch.id, payout_batch.total, CAST(COALESCE(SUM(payout.amount), 0) AS BIGINT) FROM payout_batch LEFT JOIN payout ON payout.batch = payout_batch.id
		WHERE payout_batch.state <> 'void' GROUP BY payout_batch.id, payout_batch.total, payout_batch.count
		HAVING payout_batch.total <> COALESCE(SUM(payout.amount), 0) OR payout_batch.count <> COUNT(payout.id) ORDER BY payout_batch.id`,
		"batch %d says it comes to %d, its payouts come to %d (or are another number)"},
	{`SELECT payout.id, COALESCE(payout.batch, 0), 0 FROM payout LEFT JOIN payout_file ON payout_file.message_id = payout.message_id AND payout_file.batch = payout.batch
		WHERE payout.state IN ('rendered', 'in_doubt', 'sent', 'accepted', 'settled', 'returned') AND (payout_file.digest IS NULL OR payout_file.digest = '') ORDER BY payout.id`,
		"payout %d (batch %d) has left, and no file of its batch was rendered (%d)"},
}

// Sound gives what is wrong with the payouts: what is in transit is under way, a batch is the
// sum of its payouts, each that left stands in a file, and two people stand behind it.
func Sound(tx *ledger.Tx) (wrongs []string, err error) {
	for _, l := range laws {
		if err == nil {
			err = tx.Each(l.query, nil, func(r *store.Row) error {
				wrongs = append(wrongs, fmt.Sprintf(l.says, r.Int(0), r.Int(1), r.Int(2)))
				return nil
			})
		}
	}
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT payout.id, payout.created_by, payout.edited_by, payout_batch.created_by, payout_batch.approved_by, payout_batch.approved_hash, payout_batch.hash
		FROM payout JOIN payout_batch ON payout_batch.id = payout.batch WHERE payout_batch.state NOT IN ('proposed', 'void')
		AND (payout.edited_by <> '' OR payout_batch.approved_by IN ('', payout.created_by, payout_batch.created_by) OR payout_batch.approved_hash <> payout_batch.hash)
		ORDER BY payout.id`, nil, func(r *store.Row) error {
		p, made, second := Payout{ID: r.Int(0), CreatedBy: r.Text(1), EditedBy: strings.Split(r.Text(2), "\n")}, r.Text(3), r.Text(4)
		switch {
		case second == "" || second == made || second == p.CreatedBy || slices.Contains(p.EditedBy, second):
			wrongs = append(wrongs, fmt.Sprintf("payout %s was approved by %q, who made it, changed it or made its batch", p.Name(), second))
		case r.Text(5) != r.Text(6):
			wrongs = append(wrongs, fmt.Sprintf("payout %s: what was approved of its batch is not what it is now", p.Name()))
		}
		return nil
	})
	return wrongs, err
}
