package svefaktura

import (
	"strings"

	"girod/formats"
)

// role reads BuyerParty or SellerParty.
func (r *reader) role(p *formats.Party) error {
	return r.each(func(name string) error {
		if name == "Party" {
			return r.party(p)
		}
		return nil
	})
}

// party reads Party. Of several names and identifications the first counts.
func (r *reader) party(p *formats.Party) error {
	return r.each(func(name string) error {
		switch name {
		case "PartyIdentification":
			if p.ID == "" {
				return r.deep(&p.ID, "ID")
			}
		case "PartyName":
			return r.deep(&p.Name, "Name")
		case "Address":
			return r.address(p)
		case "PartyTaxScheme":
			return r.taxNumber(p)
		case "Contact":
			return r.contact(p)
		}
		return nil
	})
}

// address reads Address. A box stands for the street where there is none, and so does
// the first AddressLine.
func (r *reader) address(p *formats.Party) error {
	var box, department, line string
	err := r.each(func(name string) error {
		switch name {
		case "Postbox":
			return r.text(&box)
		case "StreetName":
			return r.text(&p.Street)
		case "Department":
			return r.text(&department)
		case "PostalZone":
			return r.text(&p.PostCode)
		case "CityName":
			return r.text(&p.Town)
		case "AddressLine":
			return r.deep(&line, "Line")
		case "Country":
			return r.deep(&p.Country, "IdentificationCode")
		}
		return nil
	})
	for _, text := range []string{box, department, line} {
		switch {
		case text == "" || text == p.Name:
		case p.Street == "":
			p.Street = text
		case p.Street2 == "":
			p.Street2 = text
		}
	}
	return err
}

// taxNumber reads PartyTaxScheme: under VAT the VAT number, under SWT (Swedish tax)
// the number of the organisation or person.
func (r *reader) taxNumber(p *formats.Party) error {
	var number, scheme, reason string
	err := r.each(func(name string) error {
		switch name {
		case "CompanyID":
			return r.text(&number)
		case "ExemptionReason":
			return r.text(&reason)
		case "TaxScheme":
			return r.deep(&scheme, "ID")
		}
		return nil
	})
	switch scheme {
	case "VAT":
		p.VATNo = number
	case "SWT":
		p.TaxStatus = reason // "F-skattebevis finns"
		p.OrgNo = strings.NewReplacer("-", "", " ", "").Replace(number)
	}
	return err
}

func (r *reader) contact(p *formats.Party) error {
	return r.each(func(name string) error {
		switch name {
		case "Telephone":
			return r.text(&p.Phone)
		case "ElectronicMail":
			return r.text(&p.Email)
		}
		return nil
	})
}
