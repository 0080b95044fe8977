package intake

import (
	"slices"
	"strings"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// Debtor satisfies matching.Source for rule 6: an account that has paid for one party
// only, an organisation or personal number given or written, or a name that one party
// alone has; those that were merged are one. A way that gives several gives none, but by name
// they may be the payer.
func (c *claims) Debtor(p *formats.Payment) (matching.Payer, error) {
	for _, way := range []struct {
		how, query string
		values     []string
	}{
		{"account that paid before", `SELECT DISTINCT COALESCE(o.survivor, payer.party) FROM payer LEFT JOIN party_one o ON o.party = payer.party
			WHERE payer.account = $1 AND payer.tenant = $2 LIMIT 2`, []string{string(p.PayerAccount)}},
		{"organisation or personal number", oneParty + `WHERE party.org_no = $1 AND party.org_no <> '' AND party.tenant = $2 LIMIT 2`, numbersOf(p)},
	} {
		party, err := c.onlyParty(way.query, way.values)
		if party != 0 || err != nil {
			return matching.Payer{Party: party, How: way.how}, err
		}
	}
	return c.called(strings.Join(strings.Fields(string(p.Payer)), " "))
}

// mostAlike bounds whose claims are looked at for proposals.
const mostAlike = 20

// called finds who has a payer's name. Banks write names in capitals, and some without accents:
// whoever alone is called so but for capitals is known by it; who is called much like it, and
// each of several, may be the payer.
func (c *claims) called(name string) (payer matching.Payer, err error) {
	key := ledger.Called(name)
	if key == "" || c.people != nil && !c.people.Has([]byte(key), 0) {
		return payer, nil
	}
	var alike, same, exact []ledger.PartyID
	note := func(list []ledger.PartyID, party ledger.PartyID) []ledger.PartyID {
		if slices.Contains(list, party) {
			return list
		}
		return append(list, party)
	}
	err = c.tx.Each(`SELECT COALESCE(o.survivor, party.id), party.name FROM party LEFT JOIN party_one o ON o.party = party.id
		WHERE party.called = $1 AND party.called <> '' AND party.tenant = $2`, []any{key, c.tx.Tenant()}, func(r *store.Row) error {
		party := ledger.PartyID(r.Int(0))
		alike = note(alike, party)
		switch theirs := strings.Join(strings.Fields(r.Text(1)), " "); {
		case theirs == name:
			exact = note(exact, party)
			same = note(same, party)
		case strings.EqualFold(theirs, name):
			same = note(same, party)
		}
		return nil
	})
	for _, list := range [...][]ledger.PartyID{alike, same, exact} {
		slices.Sort(list)
	}
	switch {
	case len(exact) == 1:
		payer = matching.Payer{Party: exact[0], How: "name"}
	case len(alike) == 1 && len(same) == 1:
		payer = matching.Payer{Party: same[0], How: "name"}
	case len(exact) > 1:
		payer = matching.Payer{How: "name", Maybe: exact}
	case len(same) > 1:
		payer = matching.Payer{How: "name", Maybe: same}
	default:
		payer = matching.Payer{How: "a like name", Maybe: alike}
	}
	if len(payer.Maybe) > mostAlike {
		payer.Maybe = payer.Maybe[:mostAlike]
	}
	return payer, err
}

const oneParty = `SELECT DISTINCT COALESCE(o.survivor, party.id) FROM party LEFT JOIN party_one o ON o.party = party.id `

// onlyParty asks for each value and gives the party when all answers are one.
func (c *claims) onlyParty(query string, values []string) (only ledger.PartyID, err error) {
	several := false
	for _, value := range values {
		if value == "" || c.people != nil && !c.people.Has([]byte(value), 0) {
			continue
		}
		err := c.tx.Each(query, []any{value, c.tx.Tenant()}, func(r *store.Row) error {
			party := ledger.PartyID(r.Int(0))
			several = several || only != 0 && only != party
			only = party
			return nil
		})
		if err != nil {
			return 0, err
		}
	}
	if several {
		return 0, nil
	}
	return only, nil
}

// numbersOf gives what may be the payer's organisation or personal number: ten digits, or
// twelve with the century, which the book does not keep.
func numbersOf(p *formats.Payment) []string {
	list := []string{bare(string(p.PayerID))}
	for _, text := range p.Text {
		for _, word := range strings.Fields(string(text)) {
			no := bare(strings.Trim(word, ".,;:()"))
			if strings.Trim(no, "0123456789") != "" {
				continue
			}
			switch len(no) {
			case 10:
				list = append(list, no)
			case 12:
				list = append(list, no[2:])
			}
		}
	}
	return list
}
