package finvoice

import (
	"strings"

	"girod/formats"
	"girod/formats/reference"
)

var separators = strings.NewReplacer("-", "", " ", "")

// party reads SellerPartyDetails or BuyerPartyDetails, whose elements begin with the
// role. Of several names, one a language, the first counts.
func (r *reader) party(role string, p *formats.Party) error {
	return r.Each(func(name string) error {
		switch strings.TrimPrefix(name, role) {
		case "PartyIdentifier":
			err := r.text(&p.OrgNo)
			p.OrgNo = separators.Replace(p.OrgNo)
			return err
		case "OrganisationName":
			return r.first(&p.Name)
		case "OrganisationTaxCode":
			return r.text(&p.VATNo)
		case "PostalAddressDetails":
			return r.address(role, p)
		}
		return nil
	})
}

// address reads a postal address. A post office box stands for the street where there
// is none.
func (r *reader) address(role string, p *formats.Party) error {
	var box string
	err := r.Each(func(name string) error {
		switch strings.TrimPrefix(name, role) {
		case "StreetName":
			if p.Street != "" {
				return r.first(&p.Street2)
			}
			return r.text(&p.Street)
		case "TownName":
			return r.first(&p.Town)
		case "PostCodeIdentifier":
			return r.text(&p.PostCode)
		case "CountryCode":
			return r.text(&p.Country)
		case "PostOfficeBoxIdentifier":
			return r.text(&box)
		}
		return nil
	})
	switch {
	case box == "":
	case p.Street == "":
		p.Street = box
	case p.Street2 == "":
		p.Street2 = box
	}
	return err
}

func (r *reader) communication(role string, p *formats.Party) error {
	return r.Each(func(name string) error {
		switch strings.TrimPrefix(name, role) {
		case "PhoneNumberIdentifier":
			return r.text(&p.Phone)
		case "EmailaddressIdentifier":
			return r.text(&p.Email)
		}
		return nil
	})
}

// sellerInformation reads SellerInformationDetails: the seller's accounts, and its common
// address where it named no person's.
func (r *reader) sellerInformation(d *document, accounts *[]formats.PaymentMeans) error {
	return r.Each(func(name string) error {
		switch name {
		case "SellerPhoneNumber":
			return r.first(&d.Issuer.Phone)
		case "SellerCommonEmailaddressIdentifier":
			return r.first(&d.Issuer.Email)
		case "SellerVatRegistrationText":
			return r.first(&d.Issuer.TaxStatus)
		case "SellerAccountDetails":
			m := formats.PaymentMeans{}
			err := r.Each(func(name string) error {
				switch name {
				case "SellerAccountID":
					return r.account(&m.Account)
				case "SellerBic":
					return r.text(&m.Bank)
				}
				return nil
			})
			*accounts = append(*accounts, m)
			if err != nil {
				return err
			}
			return r.keep()
		}
		return nil
	})
}

// account reads an account's number; its scheme is what the document says, when that is
// true.
func (r *reader) account(a *formats.Account) error {
	scheme := string(r.Attr("IdentificationSchemeName"))
	if err := r.text(&a.ID); err != nil {
		return err
	}
	switch {
	case a.ID == "":
	case reference.CheckIBAN(a.ID) == nil:
		a.Scheme = "IBAN"
	case scheme == "IBAN":
		r.sum.Find(r.l, formats.Finding{Origin: r.place(), Code: "iban", Text: "the account " + formats.Excerpt(a.ID) + " is said to be an IBAN and is none"})
		a.Scheme = "BBAN"
	default:
		a.Scheme = "BBAN"
	}
	return nil
}
