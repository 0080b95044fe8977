package svefaktura

import (
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/reference"
)

// What stands in the BIC's place for the two giros (SFTI, Basic Invoice 1.0).
const (
	bankgirot = "BGABSESS"
	plusgirot = "PGSISESS"
)

// means reads PaymentMeans: its due date, account and reference.
func (r *reader) means(d *document) error {
	at := r.place()
	var m formats.PaymentMeans
	var due date.Date
	err := r.each(func(name string) error {
		switch name {
		case "PaymentMeansTypeCode":
			return r.text(&m.Code)
		case "DuePaymentDate":
			return r.day(&due)
		case "PayeeFinancialAccount":
			return r.payeeAccount(&m)
		case "PayeePartyName":
			return r.deep(&d.Payee.Name, "Name")
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch {
	case d.Due == 0:
		d.Due = due
	case due != 0 && due != d.Due:
		r.sum.Find(r.l, formats.Finding{Origin: at, Code: "due-differs", Text: "the ways to pay have different due dates, " + d.Due.String() + " and " + due.String() + "; the first counts"})
	}
	if fault := classify(&m); fault != nil {
		r.sum.Find(r.l, formats.Finding{Origin: at, Code: "giro", Text: m.Bank + " " + formats.Excerpt(m.Account.ID) + ": " + fault.Error()})
	}
	d.Means = append(d.Means, m)
	return r.keep()
}

// payeeAccount reads PayeeFinancialAccount, where the reference stands too.
func (r *reader) payeeAccount(m *formats.PaymentMeans) error {
	return r.each(func(name string) error {
		switch name {
		case "ID":
			return r.text(&m.Account.ID)
		case "PaymentInstructionID":
			return r.text(&m.Ref)
		case "FinancialInstitutionBranch":
			return r.deep(&m.Bank, "FinancialInstitution", "ID")
		}
		return nil
	})
}

// classify names the account's scheme and the giros as the neutral words do, and says
// what is wrong with a giro number.
func classify(m *formats.PaymentMeans) error {
	id := strings.ReplaceAll(m.Account.ID, " ", "")
	switch {
	case id == "":
		return nil
	case m.Bank == bankgirot:
		m.Bank, m.Account.Scheme = "SE:BANKGIRO", "BGNR"
		return reference.CheckBankgiro(id)
	case m.Bank == plusgirot:
		m.Bank, m.Account.Scheme = "SE:PLUSGIRO", "PGNR"
		return reference.CheckPlusgiro(id)
	case reference.CheckIBAN(id) == nil:
		m.Account.Scheme = "IBAN"
	default:
		m.Account.Scheme = "BBAN"
	}
	return nil
}
