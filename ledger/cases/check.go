package cases

import (
	"bytes"
	"fmt"
	"slices"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// Check gives what is wrong with the cases: events that were changed, counts that count
// otherwise, cases the index does not find.
func Check(tx *ledger.Tx) (wrongs []string, err error) {
	for _, law := range []func(*ledger.Tx) ([]string, error){checkEvents, checkCounts, checkIndex} {
		list, err := law(tx)
		if err != nil {
			return nil, err
		}
		wrongs = append(wrongs, list...)
	}
	return wrongs, nil
}

// checkEvents follows the chain of hashes.
func checkEvents(tx *ledger.Tx) (wrongs []string, err error) {
	documents := map[int64][]Document{}
	err = tx.Each(`SELECT event, digest, name, kind FROM case_document ORDER BY event, line`, nil, func(r *store.Row) error {
		documents[r.Int(0)] = append(documents[r.Int(0)], Document{r.Text(1), r.Text(2), DocumentKind(r.Text(3))})
		return nil
	})
	if err != nil {
		return nil, err
	}
	var last []byte
	err = tx.Each(`SELECT id, debt_case, day, kind, text, details, at, actor, hash FROM case_event ORDER BY id`, nil, func(r *store.Row) error {
		e := Event{ID: r.Int(0), Case: r.Int(1), Day: r.Date(2), Kind: r.Text(3), Text: r.Text(4), Details: r.Text(5), Documents: documents[r.Int(0)]}
		want := e.link(last, r.Text(6), r.Text(7))
		if last = r.Bytes(8); !bytes.Equal(last, want) {
			wrongs = append(wrongs, fmt.Sprintf("event %d of case %s is not what was written", e.ID, formatNumber(e.Case)))
		}
		return nil
	})
	return wrongs, err
}

func checkCounts(tx *ledger.Tx) (wrongs []string, err error) {
	type where struct {
		department, country string
		currency            money.Currency
		state               State
		activity            Activity
	}
	n := map[where]int64{}
	err = eachCount(tx, func(department, country string, currency money.Currency, t TabCount) {
		n[where{department, country, currency, t.State, t.Activity}] += t.N
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT department, country, currency, state, activity, COUNT(*) FROM debt_case GROUP BY department, country, currency, state, activity`, nil,
		func(r *store.Row) error {
			n[where{r.Text(0), r.Text(1), money.Currency(r.Text(2)), State(r.Text(3)), Activity(r.Text(4))}] -= r.Int(5)
			return nil
		})
	for w, off := range n {
		if off != 0 {
			wrongs = append(wrongs, fmt.Sprintf("the count of %s %s cases in %q is off by %d", w.activity, w.state, w.department, off))
		}
	}
	slices.Sort(wrongs)
	return wrongs, err
}

// checkIndex sees that each case is found by all it should be, and by nothing else.
func checkIndex(tx *ledger.Tx) (wrongs []string, err error) {
	stale, err := Stale(tx)
	if err != nil {
		return nil, err
	}
	if stale {
		wrongs = append(wrongs, "debtors have changed since the index was written")
	}
	type found struct {
		id     int64
		tenant ledger.TenantID
	}
	var list []found
	err = tx.Each(`SELECT c.id, p.tenant FROM debt_case c JOIN party p ON p.id = c.debtor ORDER BY c.id`, nil, func(r *store.Row) error {
		list = append(list, found{r.Int(0), ledger.TenantID(r.Int(1))})
		return nil
	})
	total := int64(0)
	for _, c := range list {
		if err != nil {
			return nil, err
		}
		var missing []string
		var n int64
		n, missing, err = missingKeys(tx.For(ledger.Books{Tenant: c.tenant}), c.id)
		total += n
		wrongs = append(wrongs, missing...)
	}
	if err != nil || len(wrongs) > 0 {
		return wrongs, err
	}
	_, err = tx.One(`SELECT COUNT(*) FROM case_key`, nil, func(r *store.Row) error {
		if r.Int(0) != total {
			wrongs = append(wrongs, fmt.Sprintf("the index has %d keys, the cases have %d", r.Int(0), total))
		}
		return nil
	})
	return wrongs, err
}

// missingKeys counts what a case should be found by, and tells what it is not.
func missingKeys(tx *ledger.Tx, id int64) (n int64, missing []string, err error) {
	c, err := Load(tx, id)
	if err != nil {
		return 0, nil, err
	}
	keys, err := c.keys(tx)
	seen := map[key]bool{}
	for _, k := range keys {
		if k.value == "" || seen[k] || err != nil {
			continue
		}
		seen[k] = true
		var there bool
		there, err = tx.One(`SELECT 1 FROM case_key WHERE field = $1 AND value = $2 AND debt_case = $3`, []any{k.field, k.value, id}, nil)
		if !there {
			missing = append(missing, fmt.Sprintf("case %s is not found by its %s", c.Number, k.field))
		}
	}
	return int64(len(seen)), missing, err
}
