package statement

import (
	"fmt"

	"girod/ledger"
	"girod/ledger/store"
)

// laws are what must never be found: each a question whose rows are wrong.
var laws = []struct{ query, says string }{
	{`SELECT s.id FROM client_statement AS s JOIN outbox ON outbox.key = s.order_key WHERE outbox.state IN ('staged', 'sent') AND s.digest = '' ORDER BY 1`,
		"statement %d has left, and nobody knows its bytes"},
	{`SELECT s.id FROM client_statement AS s JOIN report_kept ON report_kept.id = s.report
		WHERE report_kept.tenant <> s.tenant OR report_kept.report <> '` + reportName + `' ORDER BY 1`, "statement %d is no part of a client statement of its books"},
	{`SELECT s.id FROM client_statement AS s JOIN client ON client.party = s.client WHERE client.tenant <> s.tenant ORDER BY 1`, "statement %d is to a client of other books"},
	{`SELECT id FROM client_statement WHERE (partner = '') = (email = '') ORDER BY id`, "statement %d goes nowhere, or two ways"},
	{`SELECT s.id FROM client_statement AS s JOIN outbox ON outbox.key = s.order_key WHERE s.bounced <> '' AND outbox.state <> 'sent' ORDER BY 1`,
		"statement %d came back, and never left"},
}

// Check gives what is wrong with the statements that were sent.
func Check(tx *ledger.Tx) (wrongs []string, err error) {
	for _, l := range laws {
		if err == nil {
			err = tx.Each(l.query, nil, func(r *store.Row) error {
				wrongs = append(wrongs, fmt.Sprintf(l.says, r.Int(0)))
				return nil
			})
		}
	}
	return wrongs, err
}

// EachDigest calls fn with the digest of the bytes of every statement of every tenant.
func EachDigest(tx *ledger.Tx, fn func(id int64, digest string) error) error {
	return tx.Each(`SELECT id, digest FROM client_statement WHERE digest <> '' ORDER BY id`, nil, func(r *store.Row) error { return fn(r.Int(0), r.Text(1)) })
}
