package pain

import (
	"girod/formats"
	"girod/formats/money"
)

// party reads a debtor, creditor or initiating party.
func (r *reader) party(p *formats.Party) error {
	return r.each(func(name string) error {
		switch name {
		case "Nm":
			return r.text(&p.Name)
		case "PstlAdr":
			return r.address(p)
		case "Id":
			return r.each(func(string) error { return r.deep(&p.OrgNo, "Othr", "Id") })
		}
		return nil
	})
}

// address reads a structured or hybrid address; lines go where no street stands.
func (r *reader) address(p *formats.Party) error {
	return r.each(func(name string) error {
		switch name {
		case "StrtNm":
			return r.text(&p.Street)
		case "PstCd":
			return r.text(&p.PostCode)
		case "TwnNm":
			return r.text(&p.Town)
		case "Ctry":
			return r.text(&p.Country)
		case "AdrLine":
			if p.Street == "" {
				return r.text(&p.Street)
			}
			return r.text(&p.Street2)
		}
		return nil
	})
}

// account reads an account's number and scheme.
func (r *reader) account(a *formats.Account) error {
	return r.each(func(name string) error {
		switch name {
		case "Id":
			return r.each(func(name string) error {
				switch name {
				case "IBAN":
					a.Scheme = "IBAN"
					return r.text(&a.ID)
				case "Othr":
					return r.other(a)
				}
				return nil
			})
		case "Ccy":
			s, err := r.Value()
			a.Currency = money.Currency(s)
			return err
		}
		return nil
	})
}

// other reads an account that is not an IBAN.
func (r *reader) other(a *formats.Account) error {
	return r.each(func(name string) error {
		switch name {
		case "Id":
			return r.text(&a.ID)
		case "SchmeNm":
			return r.each(func(string) error { return r.text(&a.Scheme) })
		}
		return nil
	})
}

// asGiro names a giro number that is called an account but stands at a giro's own
// clearing number. Accounts at 9500 are plusgiro numbers too, and a third group of
// products writes them so.
func asGiro(a *formats.Account, at agent) {
	if a.Scheme != "BBAN" {
		return
	}
	switch at.member {
	case "9900":
		a.Scheme = "BGNR"
	case "9960", "9500":
		a.Scheme = "PGNR"
	}
}

// agent reads a bank: BIC (.03), BICFI (.09), and the clearing number.
func (r *reader) agent(a *agent) error {
	return r.each(func(string) error {
		return r.each(func(name string) error {
			switch name {
			case "BIC", "BICFI":
				return r.text(&a.bic)
			case "ClrSysMmbId":
				return r.deep(&a.member, "MmbId")
			}
			return nil
		})
	})
}

// remittance reads RmtInf. A lone creditor reference is the transfer's Ref; anything
// more is its Invoices.
func (r *reader) remittance(t *formats.Transfer) error {
	err := r.each(func(name string) error {
		switch name {
		case "Ustrd":
			var text string
			err := r.text(&text)
			t.Text = join(t.Text, text, " ")
			return err
		case "Strd":
			return r.structured(t)
		}
		return nil
	})
	if len(t.Invoices) == 1 && t.Invoices[0].Kind == formats.CreditorRef {
		t.Ref, t.Invoices = string(t.Invoices[0].Text), nil
	}
	return err
}

// structured reads one Strd.
func (r *reader) structured(t *formats.Transfer) error {
	ref := formats.Ref{Line: len(t.Invoices) + 1}
	var code, text string
	err := r.each(func(name string) error {
		switch name {
		case "RfrdDocInf":
			return r.each(func(name string) error {
				switch name {
				case "Tp":
					return r.deep(&code, "CdOrPrtry", "Cd")
				case "Nb":
					return r.text(&text)
				}
				return nil
			})
		case "RfrdDocAmt":
			return r.priced(&ref)
		case "CdtrRefInf":
			code = ""
			return r.deep(&text, "Ref")
		}
		return nil
	})
	switch code {
	case "CREN":
		ref.Kind = formats.CreditNote
	case "":
		ref.Kind = formats.CreditorRef
	default:
		ref.Kind = formats.InvoiceNo
	}
	if err != nil || text == "" {
		return err
	}
	ref.Text = []byte(text)
	t.Invoices = append(t.Invoices, ref)
	return r.line()
}

// priced reads what a line is said to pay.
func (r *reader) priced(ref *formats.Ref) error {
	return r.each(func(name string) error {
		switch name {
		case "RmtdAmt", "CdtNoteAmt":
			a, err := r.amount()
			price(ref, a.Minor, name == "CdtNoteAmt")
			return err
		case "RmtAmtAndTp":
			return r.typedPrice(ref)
		}
		return nil
	})
}

func price(ref *formats.Ref, minor int64, credit bool) {
	if ref.Amount, ref.Priced = minor, true; credit {
		ref.Amount = -minor
	}
}

// typedPrice reads an amount of .12 by its type: REMI is what is paid, CREN a credit
// note; the others, such as DUPA, what was due, explain only.
func (r *reader) typedPrice(ref *formats.Ref) error {
	kind := ""
	var a money.Amount
	err := r.each(func(name string) (err error) {
		switch name {
		case "Tp":
			return r.choice(&kind)
		case "Amt":
			a, err = r.amount()
		}
		return err
	})
	if kind == "REMI" || kind == "CREN" {
		price(ref, a.Minor, kind == "CREN")
	}
	return err
}
