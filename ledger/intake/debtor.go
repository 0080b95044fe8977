package intake

import (
	"strings"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/store"
)

// Debtor satisfies matching.Source for rule 6: an account that has paid for one party
// only, an organisation or personal number given or written, or a name that one party
// alone has; those that were merged are one. A way that gives several gives none.
func (c *claims) Debtor(p *formats.Payment) (ledger.PartyID, string, error) {
	for _, way := range []struct {
		how, query string
		values     []string
	}{
		{"account that paid before", `SELECT DISTINCT COALESCE(o.survivor, payer.party) FROM payer LEFT JOIN party_one o ON o.party = payer.party
			WHERE payer.account = $1 AND payer.tenant = $2 LIMIT 2`, []string{string(p.PayerAccount)}},
		{"organisation or personal number", oneParty + `WHERE party.org_no = $1 AND party.org_no <> '' AND party.tenant = $2 LIMIT 2`, numbersOf(p)},
		{"name", oneParty + `WHERE party.name = $1 AND party.tenant = $2 LIMIT 2`, []string{strings.TrimSpace(string(p.Payer))}},
	} {
		party, err := c.onlyParty(way.query, way.values)
		if party != 0 || err != nil {
			return party, way.how, err
		}
	}
	return 0, "", nil
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
