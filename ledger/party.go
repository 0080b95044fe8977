package ledger

import "girod/ledger/store"

// Party is somebody we deal with: a debtor, a payee.
type Party struct {
	ID         PartyID
	CustomerNo string // in the source system
	Name       string
	OrgNo      string // organisation or personal number; masked wherever it is shown
	Email      string
	Phone      string
	Street     string
	Street2    string
	PostCode   string
	Town       string
	Country    string // "SE"
	Company    bool
	EmailBad   bool // a letter bounced: use the post (R-ALK-16)
}

// Nowhere gives the party without all that leads to where it is.
func (p Party) Nowhere() Party {
	p.Email, p.Phone, p.Street, p.Street2, p.PostCode, p.Town, p.Country = "", "", "", "", "", "", ""
	return p
}

const partyColumns = `id, customer_no, name, org_no, email, phone, street, street2, post_code, town, country, company, email_bad`

// AddParty writes a new party and gives its id.
func (tx *Tx) AddParty(p Party) (PartyID, error) {
	id, err := tx.NextID("party")
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(`INSERT INTO party (`+partyColumns+`, tenant, called) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		id, p.CustomerNo, p.Name, p.OrgNo, p.Email, p.Phone, p.Street, p.Street2, p.PostCode, p.Town, p.Country, p.Company, p.EmailBad, tx.books.Tenant, Called(p.Name))
	return PartyID(id), err
}

// UpdateParty changes what a party is called and where it lives.
func (tx *Tx) UpdateParty(p Party) error {
	n, err := tx.Exec(`UPDATE party SET customer_no = $2, name = $3, org_no = $4, email = $5, phone = $6, street = $7,
		street2 = $8, post_code = $9, town = $10, country = $11, company = $12, email_bad = $13, called = $15 WHERE id = $1 AND tenant = $14`,
		p.ID, p.CustomerNo, p.Name, p.OrgNo, p.Email, p.Phone, p.Street, p.Street2, p.PostCode, p.Town, p.Country, p.Company, p.EmailBad, tx.books.Tenant, Called(p.Name))
	return found(n == 1, err, "party", p.ID)
}

// Party gives a party by its id.
func (tx *Tx) Party(id PartyID) (Party, error) {
	return tx.party(id, `SELECT `+partyColumns+` FROM party WHERE id = $1 AND tenant = $2`)
}

// PartyByCustomerNo gives a party by its number in the source system.
func (tx *Tx) PartyByCustomerNo(no string) (Party, error) {
	return tx.party(no, `SELECT `+partyColumns+` FROM party WHERE customer_no = $1 AND tenant = $2`)
}

func (tx *Tx) party(key any, query string) (p Party, err error) {
	there, err := tx.One(query, []any{key, tx.books.Tenant}, func(r *store.Row) error {
		p = partyOf(r)
		return nil
	})
	return p, found(there, err, "party", key)
}

// Parties calls fn for every party in order of id.
func (tx *Tx) Parties(fn func(Party) error) error {
	return tx.Each(`SELECT `+partyColumns+` FROM party WHERE tenant = $1 ORDER BY id`, []any{tx.books.Tenant}, func(r *store.Row) error { return fn(partyOf(r)) })
}

// PartiesByEmail calls fn for the parties that gave an address, however they wrote it; it is
// asked in small letters.
func (tx *Tx) PartiesByEmail(address string, fn func(Party) error) error {
	return tx.Each(`SELECT `+partyColumns+` FROM party WHERE LOWER(email) = $1 AND email <> '' AND tenant = $2 ORDER BY id`, []any{address, tx.books.Tenant},
		func(r *store.Row) error { return fn(partyOf(r)) })
}

func partyOf(r *store.Row) Party {
	return Party{
		ID: PartyID(r.Int(0)), CustomerNo: r.Text(1), Name: r.Text(2), OrgNo: r.Text(3), Email: r.Text(4), Phone: r.Text(5),
		Street: r.Text(6), Street2: r.Text(7), PostCode: r.Text(8), Town: r.Text(9), Country: r.Text(10),
		Company: r.Bool(11), EmailBad: r.Bool(12),
	}
}
