package ubl

import (
	"strings"

	"girod/formats"
)

// means reads PaymentMeans.
func (r *reader) means(d *document) error {
	var m formats.PaymentMeans
	err := r.each(func(name string) error {
		switch name {
		case "PaymentMeansCode":
			return r.text(&m.Code)
		case "PaymentID":
			if m.Ref == "" {
				return r.text(&m.Ref)
			}
		case "PaymentDueDate": // of a credit note, and of old invoices
			if d.Due == 0 {
				return r.day(&d.Due)
			}
		case "PayeeFinancialAccount":
			return r.payeeAccount(&m)
		}
		return nil
	})
	if err != nil {
		return err
	}
	m.Account.Scheme = scheme(m)
	d.Means = append(d.Means, m)
	return r.keep()
}

// payeeAccount reads where to pay.
func (r *reader) payeeAccount(m *formats.PaymentMeans) error {
	return r.each(func(name string) error {
		switch name {
		case "ID":
			return r.text(&m.Account.ID)
		case "FinancialInstitutionBranch":
			return r.each(func(name string) error {
				switch name {
				case "ID":
					return r.text(&m.Bank)
				case "FinancialInstitution": // UBL before Peppol
					return r.deep(&m.Bank, "ID")
				}
				return nil
			})
		}
		return nil
	})
}

// scheme tells what kind of number an account is (FORMATS.md 10.1).
func scheme(m formats.PaymentMeans) string {
	id := strings.ReplaceAll(m.Account.ID, " ", "")
	switch {
	case id == "":
		return ""
	case m.Bank == "SE:BANKGIRO":
		return "BGNR"
	case m.Bank == "SE:PLUSGIRO":
		return "PGNR"
	case len(id) >= 15 && id[0] >= 'A' && id[0] <= 'Z' && id[1] >= 'A' && id[1] <= 'Z' && strings.Trim(id[2:4], "0123456789") == "":
		return "IBAN"
	}
	return "BBAN"
}
