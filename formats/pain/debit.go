package pain

import (
	"io"

	"girod/formats"
	"girod/formats/money"
)

// ReadDebits reads a pain.008, the order to collect from others' accounts. Declared
// counts and sums are compared with the collections; a difference puts the order in
// doubt. The summary counts PmtInf as entries, collections as details, and sums the
// instructed amounts as credits.
func ReadDebits(r io.Reader, l formats.Limits) (*formats.DebitOrder, *formats.Summary, error) {
	x, err := open(r, l, "pain.008")
	if err != nil {
		return nil, nil, err
	}
	order := &formats.DebitOrder{}
	control := ""
	var all hashTotal
	err = x.message("CstmrDrctDbtInitn", func(name string) error {
		switch name {
		case "GrpHdr":
			return x.header(&order.MessageID, &order.Created, &order.Count, &control, &order.Initiator)
		case "PmtInf":
			return x.debitGroup(order, &all)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	x.sum.MessageID, x.sum.CreatedAt = order.MessageID, order.Created
	x.compare("GrpHdr", order.Count, control, all)
	order.Count, order.Sum = all.count, all.sum
	return order, x.sum, nil
}

// debitGroup reads PmtInf: one creditor account and one day of collection.
func (r *reader) debitGroup(o *formats.DebitOrder, all *hashTotal) error {
	if err := r.record(); err != nil {
		return err
	}
	g := formats.DebitGroup{Origin: r.Origin()}
	at, control := r.Path(), ""
	var to agent
	var own hashTotal
	r.sum.Entries++
	err := r.each(func(name string) error {
		switch name {
		case "PmtInfId":
			return r.text(&g.ID)
		case "NbOfTxs":
			return r.number(&g.Count)
		case "CtrlSum":
			return r.text(&control)
		case "PmtTpInf":
			return r.debitTyping(&g)
		case "ReqdColltnDt":
			return r.day(&g.On)
		case "Cdtr":
			return r.party(&g.Payee)
		case "CdtrAcct":
			return r.account(&g.To)
		case "CdtrAgt":
			return r.agent(&to)
		case "CdtrSchmeId":
			return r.deep(&g.CreditorID, "Id", "PrvtId", "Othr", "Id")
		case "DrctDbtTxInf":
			return r.debit(&g, &own)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !g.On.Valid() {
		return r.Refuse("date", "", "the day of collection in ReqdColltnDt")
	}
	g.ToBIC = to.bic
	asGiro(&g.To, to)
	r.compare(at, g.Count, control, own)
	g.Count, g.Sum = own.count, own.sum
	for i := range g.Debits {
		all.add(g.Debits[i].Amount)
	}
	o.Groups = append(o.Groups, g)
	return nil
}

// debitTyping reads PmtTpInf with the local instrument and the sequence of a mandate.
func (r *reader) debitTyping(g *formats.DebitGroup) error {
	return r.each(func(name string) error {
		switch name {
		case "SvcLvl":
			return r.choice(&g.Service)
		case "LclInstrm":
			return r.choice(&g.Instrument)
		case "SeqTp":
			return r.text(&g.Sequence)
		}
		return nil
	})
}

// debit reads DrctDbtTxInf.
func (r *reader) debit(g *formats.DebitGroup, own *hashTotal) error {
	if err := r.record(); err != nil {
		return err
	}
	d := formats.DirectDebit{Origin: r.Origin()}
	var from agent
	var said formats.Transfer // what remittance knows how to fill
	r.sum.Details++
	err := r.each(func(name string) (err error) {
		switch name {
		case "PmtId":
			return r.texts(map[string]*string{"InstrId": &d.InstructionID, "EndToEndId": &d.EndToEndID})
		case "PmtTpInf":
			return r.each(func(name string) error {
				if name == "SeqTp" {
					return r.text(&d.Mandate.Sequence)
				}
				return nil
			})
		case "InstdAmt":
			d.Amount, err = r.amount()
			return err
		case "DrctDbtTx":
			return r.mandate(&d.Mandate)
		case "DbtrAgt":
			return r.agent(&from)
		case "Dbtr":
			return r.party(&d.Payer)
		case "DbtrAcct":
			return r.account(&d.From)
		case "RmtInf":
			return r.remittance(&said)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if d.Amount.Currency == "" {
		return r.Refuse("amount-missing", "", "an amount (InstdAmt)")
	}
	d.BIC, d.Ref, d.Text = from.bic, said.Ref, said.Text
	asGiro(&d.From, from)
	r.sum.Totals = formats.AddTotal(r.sum.Totals, d.Amount.Currency, formats.Credit, d.Amount.Minor)
	own.add(money.Of(d.Amount.Minor, d.Amount.Currency))
	g.Debits = append(g.Debits, d)
	return nil
}

// mandate reads DrctDbtTx/MndtRltdInf.
func (r *reader) mandate(m *formats.Mandate) error {
	return r.each(func(name string) error {
		if name != "MndtRltdInf" {
			return nil
		}
		return r.each(func(name string) error {
			switch name {
			case "MndtId":
				return r.text(&m.ID)
			case "DtOfSgntr":
				return r.day(&m.SignedOn)
			}
			return nil
		})
	})
}
