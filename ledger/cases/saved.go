package cases

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/store"
)

// keptFor is how many days a search that was only made is kept (DOMAIN.md 9).
const keptFor = 90

// Made is a search that a user has made, and may have named (R-BST-24).
type Made struct {
	ID    int64
	Name  string // "" for one that was only made
	Query Query
	Day   date.Date
	At    string
}

// Remember keeps a search as its user made it, and forgets those of long ago. Made again
// it is not kept twice.
func (d Desk) Remember(tx *ledger.Tx, user string, q Query) error {
	return d.keepSearch(tx, user, "", q)
}

// SaveSearch keeps a search under a name until it is forgotten; a name taken before is
// given to this one.
func (d Desk) SaveSearch(tx *ledger.Tx, user, name string, q Query) error {
	if err := short(name, 100); err != nil || name == "" {
		return fmt.Errorf("search: %w: it needs a name of at most 100 characters", ErrText)
	}
	return d.keepSearch(tx, user, name, q)
}

func (d Desk) keepSearch(tx *ledger.Tx, user, name string, q Query) error {
	if _, err := d.understand(tx, q, user); err != nil {
		return err
	}
	text, err := json.Marshal(q.given()) // in order of field: equal searches are equal texts
	if err != nil {
		return err
	}
	if name != "" {
		if _, err := tx.Exec(`UPDATE case_search SET name = '' WHERE owner = $1 AND name = $2`, user, name); err != nil {
			return err
		}
	}
	id, err := tx.NextID("case_search")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO case_search (id, owner, name, query, day, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (owner, query) DO UPDATE SET day = excluded.day, at = excluded.at,
			name = CASE WHEN excluded.name = '' THEN case_search.name ELSE excluded.name END`,
		id, user, name, string(text), d.Today, tx.Stamp())
	if err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM case_search WHERE name = '' AND day < $1`, d.Today.Add(-keptFor))
	return err
}

// given is the query without its empty fields.
func (q Query) given() Query {
	out := Query{}
	for name, text := range q {
		if text != "" {
			out[name] = text
		}
	}
	return out
}

// mostSearches bounds what a user is shown of what was only made.
const mostSearches = 500

// Searches gives a user's searches, the last first.
func Searches(tx *ledger.Tx, user string) ([]Made, error) {
	return searches(tx, `WHERE owner = $1 ORDER BY at DESC, id DESC LIMIT $2`, user, mostSearches)
}

func searches(tx *ledger.Tx, where string, args ...any) (list []Made, err error) {
	err = tx.Each(`SELECT id, name, query, day, at FROM case_search `+where, args, func(r *store.Row) error {
		m := Made{ID: r.Int(0), Name: r.Text(1), Day: r.Date(3), At: r.Text(4)}
		list = append(list, m)
		return json.Unmarshal([]byte(r.Text(2)), &list[len(list)-1].Query)
	})
	return list, err
}

// SearchNamed gives a user's search by its name or, as "12", its id.
func SearchNamed(tx *ledger.Tx, user, name string) (m Made, err error) {
	id, _ := strconv.ParseInt(name, 10, 64) // 0 is none
	list, err := searches(tx, `WHERE owner = $1 AND (name = $2 AND name <> '' OR id = $3) ORDER BY at DESC, id DESC LIMIT 1`, user, name, id)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("search %.40q: %w", name, ledger.ErrNotFound)
	}
	if err != nil {
		return m, err
	}
	return list[0], nil
}

// Forget drops a user's search.
func Forget(tx *ledger.Tx, user string, id int64) error {
	n, err := tx.Exec(`DELETE FROM case_search WHERE owner = $1 AND id = $2`, user, id)
	if err == nil && n == 0 {
		err = fmt.Errorf("search %d: %w", id, ledger.ErrNotFound)
	}
	return err
}

// Favourite marks a case for a user, or takes the mark off (R-BST-60).
func Favourite(tx *ledger.Tx, user string, id int64, on bool) error {
	if _, err := Load(tx, id); err != nil {
		return err
	}
	query := `DELETE FROM case_favourite WHERE owner = $1 AND debt_case = $2`
	if on {
		query = `INSERT INTO case_favourite (owner, debt_case) VALUES ($1, $2) ON CONFLICT DO NOTHING`
	}
	_, err := tx.Exec(query, user, id)
	return err
}

// String writes a query as the command line has it, field by field.
func (q Query) String() string {
	var all []string
	for _, f := range fields {
		if text := q[f.Name]; text != "" {
			all = append(all, f.Name+"="+text)
		}
	}
	return strings.Join(all, " ")
}
