package cases

import (
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// count adds a case to the counts of where it stands, or takes it off.
func count(tx *ledger.Tx, c Case, n int) error {
	_, err := tx.Exec(`INSERT INTO case_count (department, currency, country, state, activity, n) VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT DO NOTHING`,
		c.Department, c.Currency, c.Country, c.State, c.Activity)
	if err == nil {
		_, err = tx.Exec(`UPDATE case_count SET n = n + $6 WHERE department = $1 AND currency = $2 AND country = $3 AND state = $4 AND activity = $5`,
			c.Department, c.Currency, c.Country, c.State, c.Activity, n)
	}
	return err
}

// TabCount is how many cases a search has in a state and situation.
type TabCount struct {
	State    State
	Activity Activity
	N        int64
}

// Counts gives the numbers on the tabs of a list, whatever state and situation the query
// asks for. more tells that there are more than were counted: a search by a field is
// counted as far as one page looks.
func (d Desk) Counts(tx *ledger.Tx, user string, q Query) (list []TabCount, more bool, err error) {
	c, err := d.understand(tx, q, user)
	if err != nil {
		return nil, false, err
	}
	c.state, c.activity = "", ""
	n := map[State]map[Activity]int64{}
	for _, s := range States() {
		n[s] = map[Activity]int64{}
	}
	if c.plain() {
		err = eachCount(tx, func(department, country string, currency money.Currency, t TabCount) {
			if c.chosen(department) && (c.country == "" || c.country == country) && (c.currency == "" || c.currency == currency) {
				n[t.State][t.Activity] += t.N
			}
		})
	} else {
		more, err = c.counted(tx, n)
	}
	for _, s := range States() {
		for _, a := range []Activity{Active, Closed} {
			list = append(list, TabCount{s, a, n[s][a]})
		}
	}
	return list, more, err
}

// plain tells that a query asks for nothing that the kept counts do not know.
func (c *criteria) plain() bool {
	return len(c.keys) == 0 && len(c.words) == 0 && c.handler == "" && c.status == "" && !c.favourites && !c.registered.set && !c.issued.set &&
		!c.due.set && !c.amount.set && !c.owed.set
}

func (c *criteria) chosen(department string) bool {
	for _, d := range c.departments {
		if d == department {
			return true
		}
	}
	return len(c.departments) == 0
}

func eachCount(tx *ledger.Tx, fn func(department, country string, currency money.Currency, t TabCount)) error {
	return tx.Each(`SELECT department, country, currency, state, activity, n FROM case_count`, nil, func(r *store.Row) error {
		fn(r.Text(0), r.Text(1), money.Currency(r.Text(2)), TabCount{State(r.Text(3)), Activity(r.Text(4)), r.Int(5)})
		return nil
	})
}

// counted walks as far as one page does.
func (c *criteria) counted(tx *ledger.Tx, n map[State]map[Activity]int64) (more bool, err error) {
	looked := 0
	look := func(at step) error {
		if looked == maxLooked {
			more = true
			return errEnough
		}
		looked++
		if at.fits {
			n[at.state][at.activity]++
		}
		return nil
	}
	c.sort, c.reverse = "", false
	if len(c.words) == 0 || len(c.keys) > 0 || c.favourites {
		var st statement
		w := c.route(&st)
		return more, c.run(tx, c.query(&st, w, c.start(w), "", maxLooked+1), st.args, look)
	}
	err = eachWord(tx, c.words[0], "", func(word string) error {
		var st statement
		w := walk{from: keyRange(&st, key{keyWord, word}), id: "k.debt_case"}
		err := c.run(tx, c.query(&st, w, c.start(w), "", maxLooked+1), st.args, func(at step) error {
			at.fits = at.fits && firstWith(c.words[0], at.name) == word
			return look(at)
		})
		if err == nil && more {
			return errEnough
		}
		return err
	})
	return more, err
}
