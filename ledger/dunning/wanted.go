package dunning

import (
	"fmt"

	"girod/config/law"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// Wanted is a row of the law that nobody has confirmed, so that claims are left alone.
type Wanted struct {
	law.Confirmation
	Since  date.Date // the first of the runs on end that wanted it
	Claims int       // of the last run
}

// noteWanted keeps what the day's claims wait for. A run that sends nothing for want of a
// rate looks like a day on which nothing was due; guessing a rate would be unlawful, but not
// to say so costs as much (DOMAIN.md 3: a day without a rate refuses, and not silently).
func (r *run) noteWanted() error {
	b := r.Bulk("dunning_wanted", "tenant", "told_on", "country", "rate", "debtor", "valid_from", "value", "claims")
	for row, claims := range r.lacking {
		if err := b.Int(int64(r.Tenant())).Int(int64(r.day)).Text(string(row.Country)).Text(row.Key).Text(string(row.Debtor)).
			Int(int64(row.From)).Text(row.Value).Int(int64(claims)).End(); err != nil {
			return err
		}
	}
	return b.Flush()
}

// EachWanted calls fn for what the claims that the last run left alone wait for, if the tables
// still lack it: once confirmed, the next run goes on.
func EachWanted(tx *ledger.Tx, t *law.Tables, fn func(Wanted) error) error {
	err := tx.Each(`SELECT country, rate, debtor, valid_from, value, claims, (SELECT MIN(b.told_on) FROM dunning_wanted b
			WHERE b.tenant = w.tenant AND b.country = w.country AND b.rate = w.rate AND b.debtor = w.debtor AND b.valid_from = w.valid_from
			AND b.told_on > (SELECT COALESCE(MAX(r.told_on), 0) FROM dunning_run r WHERE r.tenant = w.tenant AND r.told_on <= w.told_on
				AND NOT EXISTS (SELECT 1 FROM dunning_wanted x WHERE x.tenant = w.tenant AND x.told_on = r.told_on AND x.country = w.country
					AND x.rate = w.rate AND x.debtor = w.debtor AND x.valid_from = w.valid_from)))
		FROM dunning_wanted w WHERE w.tenant = $1 AND w.told_on = (SELECT MAX(told_on) FROM dunning_run WHERE tenant = $1)
		ORDER BY country, rate, debtor, valid_from`, []any{tx.Tenant()}, func(r *store.Row) error {
		w := Wanted{law.Confirmation{Country: law.Country(r.Text(0)), Key: r.Text(1), Debtor: law.Debtor(r.Text(2)), From: r.Date(3), Value: r.Text(4)},
			r.Date(6), int(r.Int(5))}
		if _, err := t.Row(w.Country, w.Key, w.Debtor, w.From); err == nil {
			return nil
		}
		return fn(w)
	})
	if err != nil {
		err = fmt.Errorf("what the law's tables lack: %w", err)
	}
	return err
}
