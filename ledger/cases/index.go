package cases

import (
	"girod/formats/names"
	"girod/ledger"
	"girod/ledger/store"
)

// index writes all that a new case is found by.
func (c Case) index(tx *ledger.Tx) error {
	keys, err := c.keys(tx)
	if err != nil {
		return err
	}
	return writeKeys(tx, c.ID, keys)
}

// keys are all that a case is found by.
func (c Case) keys(tx *ledger.Tx) ([]key, error) {
	keys := append(partyKeys(c.Debtor), partnerKeys(c)...)
	keys = append(keys, key{keyCase, c.Number})
	invoices, err := c.Invoices(tx)
	if err != nil {
		return nil, err
	}
	for _, i := range invoices {
		keys = append(keys, invoiceKeys(i)...)
	}
	former, err := formerKeys(tx, c.Debtor.ID)
	if err != nil {
		return nil, err
	}
	kin, err := kinKeys(tx, c.Debtor.ID)
	return append(append(keys, former...), kin...), err
}

func formerKeys(tx *ledger.Tx, party ledger.PartyID) (keys []key, err error) {
	err = tx.Each(`SELECT customer_no FROM customer_alias WHERE party = $1 ORDER BY customer_no`, []any{party}, func(r *store.Row) error {
		keys = append(keys, key{keyFormer, r.Text(0)})
		return nil
	})
	return keys, err
}

// writeKeys adds keys to the index; words also to the dictionary of their ends.
func writeKeys(tx *ledger.Tx, id int64, keys []key) error {
	for _, k := range keys {
		if k.value == "" {
			continue
		}
		if _, err := tx.Exec(`INSERT INTO case_key (field, value, debt_case) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, k.field, k.value, id); err != nil {
			return err
		}
		if k.field != keyWord {
			continue
		}
		known, err := tx.One(`SELECT 1 FROM name_part WHERE part = $1 AND word = $1`, []any{k.value}, nil)
		if err != nil {
			return err
		}
		for _, part := range parts(k.value) {
			if known {
				break
			}
			if _, err := tx.Exec(`INSERT INTO name_part (part, word) VALUES ($1, $2) ON CONFLICT DO NOTHING`, part, k.value); err != nil {
				return err
			}
		}
	}
	return nil
}

func dropKeys(tx *ledger.Tx, id int64, keys []key) error {
	for _, k := range keys {
		if _, err := tx.Exec(`DELETE FROM case_key WHERE field = $1 AND value = $2 AND debt_case = $3`, k.field, k.value, id); err != nil {
			return err
		}
	}
	return nil
}

// Stale tells whether debtors have changed since the index was written; then [Refresh]
// before a search.
func Stale(tx *ledger.Tx) (bool, error) {
	return tx.One(`SELECT 1 FROM case_stale LIMIT 1`, nil, nil)
}

// Refresh brings the index to what debtors are called now. A customer number that was
// changed becomes a former one.
func Refresh(tx *ledger.Tx) error {
	var old []ledger.Party
	err := tx.Each(`SELECT s.party, s.customer_no, s.name, s.org_no, s.email, s.phone, s.country FROM case_stale s JOIN party p ON p.id = s.party
		WHERE p.tenant = $1 ORDER BY s.party, s.customer_no`, []any{tx.Tenant()}, func(r *store.Row) error {
		old = append(old, ledger.Party{
			ID: ledger.PartyID(r.Int(0)), CustomerNo: r.Text(1), Name: r.Text(2), OrgNo: r.Text(3), Email: r.Text(4), Phone: r.Text(5), Country: r.Text(6),
		})
		return nil
	})
	if err != nil {
		return err
	}
	for _, was := range old {
		if err := refresh(tx, was); err != nil {
			return err
		}
	}
	_, err = tx.Exec(`DELETE FROM case_stale WHERE party IN (SELECT id FROM party WHERE tenant = $1)`, tx.Tenant())
	return err
}

func refresh(tx *ledger.Tx, was ledger.Party) error {
	is, err := tx.Party(was.ID)
	if err != nil {
		return err
	}
	if was.CustomerNo != is.CustomerNo {
		if err := addAlias(tx, is.ID, was.CustomerNo); err != nil {
			return err
		}
	}
	ids, err := kinCases(tx, is.ID)
	if err != nil {
		return err
	}
	old := append(partyKeys(was), key{keyFormer, was.CustomerNo})
	for _, id := range ids {
		if err := dropKeys(tx, id, old); err != nil {
			return err
		}
		c, err := Load(tx, id)
		if err == nil {
			err = c.index(tx)
		}
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(`UPDATE debt_case SET name = $2, letters = $3 WHERE debtor = $1`, is.ID, names.Alphabetic(is.Name), lettersOf(is.Name))
	return err
}

// addAlias makes a debtor's cases found by a customer number it had before, in this
// system or in one it came from (R-BST-09).
func addAlias(tx *ledger.Tx, party ledger.PartyID, customerNo string) error {
	if customerNo == "" {
		return nil
	}
	if _, err := tx.Exec(`INSERT INTO customer_alias (party, customer_no) VALUES ($1, $2) ON CONFLICT DO NOTHING`, party, customerNo); err != nil {
		return err
	}
	ids, err := kinCases(tx, party)
	for _, id := range ids {
		if err == nil {
			err = writeKeys(tx, id, []key{{keyFormer, customerNo}})
		}
	}
	return err
}

func casesOf(tx *ledger.Tx, party ledger.PartyID) (ids []int64, err error) {
	err = tx.Each(`SELECT id FROM debt_case WHERE debtor = $1 ORDER BY id`, []any{party}, func(r *store.Row) error {
		ids = append(ids, r.Int(0))
		return nil
	})
	return ids, err
}
