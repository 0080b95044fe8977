package ubl

import (
	"strings"

	"girod/formats"
)

// role reads AccountingSupplierParty or AccountingCustomerParty.
func (r *reader) role(p *formats.Party) error {
	return r.each(func(name string) error {
		if name == "Party" {
			return r.party(p)
		}
		return nil
	})
}

// party reads Party. The trading name gives way to the registered one.
func (r *reader) party(p *formats.Party) error {
	var registered string
	err := r.each(func(name string) error {
		switch name {
		case "EndpointID":
			return r.endpoint(p)
		case "PartyIdentification":
			if p.ID == "" {
				return r.deep(&p.ID, "ID")
			}
		case "PartyName":
			return r.deep(&p.Name, "Name")
		case "PostalAddress":
			return r.address(p)
		case "PartyTaxScheme":
			return r.taxNumber(p)
		case "PartyLegalEntity":
			return r.legal(p, &registered)
		case "Contact":
			return r.contact(p)
		}
		return nil
	})
	if registered != "" {
		p.Name = registered
	}
	return err
}

// endpoint reads where the party takes its e-invoices: "0007:5567321707".
func (r *reader) endpoint(p *formats.Party) error {
	scheme := string(r.Attr("schemeID"))
	err := r.text(&p.EndpointID)
	if scheme != "" && p.EndpointID != "" {
		p.EndpointID = scheme + ":" + p.EndpointID
	}
	return err
}

func (r *reader) address(p *formats.Party) error {
	return r.each(func(name string) error {
		switch name {
		case "StreetName":
			return r.text(&p.Street)
		case "AdditionalStreetName":
			return r.text(&p.Street2)
		case "PostalZone":
			return r.text(&p.PostCode)
		case "CityName":
			return r.text(&p.Town)
		case "Country":
			return r.deep(&p.Country, "IdentificationCode")
		}
		return nil
	})
}

// taxNumber reads the VAT number; another tax scheme's CompanyID is a text such as
// "Godkänd för F-skatt" (SE-R-005).
func (r *reader) taxNumber(p *formats.Party) error {
	var number, scheme string
	err := r.each(func(name string) error {
		switch name {
		case "CompanyID":
			return r.text(&number)
		case "TaxScheme":
			return r.deep(&scheme, "ID")
		}
		return nil
	})
	if scheme == "VAT" || scheme == "" {
		p.VATNo = number
	}
	return err
}

func (r *reader) legal(p *formats.Party, registered *string) error {
	return r.each(func(name string) error {
		switch name {
		case "RegistrationName":
			return r.text(registered)
		case "CompanyID":
			err := r.text(&p.OrgNo)
			p.OrgNo = strings.NewReplacer("-", "", " ", "").Replace(p.OrgNo)
			return err
		}
		return nil
	})
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
