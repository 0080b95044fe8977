package ledger

import "girod/ledger/store"

// A debtor who turned out to be another has moved, or changed names, under the other's number:
// letters about what it was billed go where the survivor of the merge lives now.

const addresseeColumns = `p.id, p.customer_no, s.name, p.org_no, s.email, s.phone, s.street, s.street2, s.post_code, s.town, s.country, p.company, s.email_bad`

// Addressee gives whom letters about a party's claims go to: under the customer number its
// invoices bear, the name and address of who stands for it today, or its own where nothing
// is known of where that one lives.
func (tx *Tx) Addressee(party PartyID) (p Party, err error) {
	moved, err := tx.One(`SELECT `+addresseeColumns+addressees+` AND o.party = $2`, []any{tx.books.Tenant, party}, func(r *store.Row) error {
		p = partyOf(r)
		return nil
	})
	if err != nil || moved {
		return p, err
	}
	return tx.Party(party)
}

// Addressees gives, for a run over many claims, every party whose letters go to another's
// name and address.
func (tx *Tx) Addressees() (map[PartyID]Party, error) {
	all := map[PartyID]Party{}
	return all, tx.Each(`SELECT `+addresseeColumns+addressees, []any{tx.books.Tenant}, func(r *store.Row) error {
		p := partyOf(r)
		all[p.ID] = p
		return nil
	})
}

const addressees = ` FROM party_one o JOIN party p ON p.id = o.party JOIN party s ON s.id = o.survivor
	WHERE o.party <> o.survivor AND p.tenant = $1 AND (s.email <> '' OR s.town <> '')`
