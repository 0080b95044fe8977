package intake

import (
	"cmp"
	"errors"
	"net/mail"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
)

// debtor finds or writes the party an invoice is to, by numbers that begin with what stands
// before them (a client's, in an agent's books). Its card says what the newest invoice said,
// in whatever order files come.
func (a *applier) debtor(i *formats.Invoice, before string) (ledger.Party, *Hold, error) {
	r := &i.Recipient
	no, apart := customerNo(r)
	if no == "" {
		return ledger.Party{}, holdFile("whose-invoice", i.Origin, "%s %s is to nobody: it has no customer number, no organisation or personal number and no name; "+
			"reject it, and ask the issuer whose it is", i.Kind, i.Number), nil
	}
	p := cardOf(r)
	p.CustomerNo = before + no
	old, err := a.tx.PartyByCustomerNo(p.CustomerNo)
	if err == nil && apart != "" && !sameOne(&old, r) {
		p.CustomerNo = before + apart
		old, err = a.tx.PartyByCustomerNo(p.CustomerNo)
	}
	if errors.Is(err, ledger.ErrNotFound) {
		p.ID, err = a.tx.AddParty(p)
		return p, nil, err
	}
	if err == nil {
		p, err = a.cardToday(old, p, i.Issued)
	}
	return p, nil, err
}

// customerNo is how the issuer names the customer: by its number, else that of the
// organisation or person. A document without either has an endpoint, which several firms may
// share, or a name, which several people may have: whoever comes first stands under it, and
// the next who is another under the longer number that says apart from whom. So a person who
// moves comes a second time, for a clerk to merge; a stranger who gets the letters of another
// cannot untell what they say.
func customerNo(r *formats.Party) (no, apart string) {
	switch name := words(r.Name); {
	case r.ID != "":
		return r.ID, ""
	case bare(r.OrgNo) != "":
		return bare(r.OrgNo), ""
	case r.EndpointID != "" && name == "":
		return r.EndpointID, ""
	case r.EndpointID != "":
		return r.EndpointID, r.EndpointID + ", " + name
	case name != "":
		return name, name + ", " + cmp.Or(place(r.Street, r.Street2, r.PostCode, r.Town, r.Email), "?")
	}
	return "", ""
}

// sameOne tells whether a party who stands under a short number is the recipient who wants
// it: by an endpoint one name is one, without any number one name at one place.
func sameOne(p *ledger.Party, r *formats.Party) bool {
	return words(p.Name) == words(r.Name) && (r.EndpointID != "" ||
		place(p.Street, p.Street2, p.PostCode, p.Town, p.Email) == place(r.Street, r.Street2, r.PostCode, r.Town, r.Email))
}

// place is where letters find somebody: the address, or the e-mail of one who has none. Who
// has neither is never taken for one who has: no letter goes before a clerk merged them.
func place(street, street2, postCode, town, email string) string {
	where := words(street + " " + street2)
	if town := words(postCode + " " + town); where != "" && town != "" {
		where += ", " + town
	} else {
		where += town
	}
	if where == "" {
		return strings.ToLower(words(email))
	}
	return where
}

// words is a text with single spaces.
func words(text string) string { return strings.Join(strings.Fields(text), " ") }

// cardOf is what a document says of its recipient.
func cardOf(r *formats.Party) ledger.Party {
	return ledger.Party{
		Name: r.Name, OrgNo: bare(r.OrgNo), Email: r.Email, Phone: r.Phone, Street: r.Street, Street2: r.Street2,
		PostCode: r.PostCode, Town: r.Town, Country: r.Country, Company: company(r), EmailBad: badEmail(r.Email),
	}
}

// cardToday writes what a known party's card says with one more document, issued on a day.
func (a *applier) cardToday(old, said ledger.Party, issued date.Date) (ledger.Party, error) {
	said.ID, said.CustomerNo = old.ID, old.CustomerNo
	card := over(said, old)
	if card == old {
		return old, nil
	}
	later, err := a.tx.One(`SELECT 1 FROM invoice WHERE debtor = $1 AND issued > $2 LIMIT 1`, []any{old.ID, issued}, nil)
	if err != nil {
		return old, err
	}
	if later {
		card = over(old, said)
	}
	if card != old {
		err = a.tx.UpdateParty(card)
	}
	return card, err
}

// over lays the newer of two cards of a party over the older: what it leaves out still
// holds, an address whole. A card of another name is another's, unless the number of
// organisation or person is the same: nothing of the older is left on it, since letters about
// one would reach the other.
func over(newer, older ledger.Party) ledger.Party {
	sameNo := newer.OrgNo != "" && newer.OrgNo == older.OrgNo
	if !sameNo && (newer.OrgNo != "" && older.OrgNo != "" || newer.Name != "" && !strings.EqualFold(words(newer.Name), words(older.Name))) {
		return bounced(newer, older)
	}
	if newer.Name == "" {
		newer.Name = older.Name
	}
	if newer.OrgNo == "" {
		newer.OrgNo, newer.Company = older.OrgNo, newer.Company || older.Company
	}
	if newer.Email == "" {
		newer.Email, newer.EmailBad = older.Email, older.EmailBad
	}
	if newer.Phone == "" {
		newer.Phone = older.Phone
	}
	if newer.Street+newer.Street2+newer.PostCode+newer.Town == "" {
		newer.Street, newer.Street2, newer.PostCode, newer.Town = older.Street, older.Street2, older.PostCode, older.Town
	}
	if newer.Country == "" {
		newer.Country = older.Country
	}
	return bounced(newer, older)
}

// bounced remembers that letters to an e-mail came back.
func bounced(newer, older ledger.Party) ledger.Party {
	newer.EmailBad = newer.EmailBad || older.EmailBad && newer.Email == older.Email
	return newer
}

// company tells a company from a person: a VAT number, or an organisation number, in Sweden
// one whose third digit is 2 or more, where a personal number has a month; in Norway of
// nine digits, in Finland and Denmark of eight.
func company(r *formats.Party) bool {
	no := bare(r.OrgNo)
	return r.VATNo != "" || len(no) == 10 && no[2] >= '2' || len(no) == 9 || len(no) == 8 && (r.Country == "FI" || r.Country == "DK")
}

// badEmail tells an address that cannot be right, so that the letter goes by post
// (R-ALK-16). None at all is not bad.
func badEmail(address string) bool {
	if address == "" {
		return false
	}
	a, err := mail.ParseAddress(address)
	if err != nil || a.Address != address {
		return true
	}
	_, domain, _ := strings.Cut(address, "@")
	return !strings.Contains(domain, ".") || strings.HasSuffix(domain, ".")
}
