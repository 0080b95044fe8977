package pain

import (
	"fmt"
	"io"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// ReadTransfers reads a pain.001 of any version. Counts and sums the file declares
// are compared with those of its transfers; a difference is a finding that puts the
// order in doubt. The summary counts PmtInf as entries and transfers as details, and
// sums the instructed amounts as debits.
func ReadTransfers(r io.Reader, l formats.Limits) (*formats.TransferOrder, *formats.Summary, error) {
	x, err := open(r, l, "pain.001")
	if err != nil {
		return nil, nil, err
	}
	order := &formats.TransferOrder{}
	control := ""
	err = x.message("CstmrCdtTrfInitn", func(name string) error {
		switch name {
		case "GrpHdr":
			return x.header(&order.MessageID, &order.Created, &order.Count, &control, &order.Initiator)
		case "PmtInf":
			return x.group(order)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	x.sum.MessageID, x.sum.CreatedAt = order.MessageID, order.Created
	x.closeOrder(order, control)
	return order, x.sum, nil
}

// header reads the GrpHdr of an order.
func (r *reader) header(id, created *string, count *int, control *string, initiator *formats.Party) error {
	return r.each(func(name string) error {
		switch name {
		case "MsgId":
			return r.text(id)
		case "CreDtTm":
			return r.text(created)
		case "NbOfTxs":
			return r.number(count)
		case "CtrlSum":
			return r.text(control)
		case "InitgPty":
			return r.party(initiator)
		}
		return nil
	})
}

// hashTotal counts and sums amounts as plain numbers whatever their currency, which
// is what ISO 20022 calls a control sum.
type hashTotal struct {
	count int
	sum   int64
	c     money.Currency // of the last amount
	mixed bool           // currencies of different decimals: the sum means nothing
	large bool           // the sum does not fit
}

func (h *hashTotal) add(a money.Amount) {
	if h.c != "" && h.c.Decimals() != a.Currency.Decimals() {
		h.mixed = true
	}
	sum, ok := money.Add(h.sum, a.Minor)
	h.count, h.sum, h.c, h.large = h.count+1, sum, a.Currency, h.large || !ok
}

// closeOrder compares the header with the groups and fills what it left out.
func (r *reader) closeOrder(o *formats.TransferOrder, control string) {
	var all hashTotal
	for i := range o.Groups {
		for j := range o.Groups[i].Transfer {
			all.add(o.Groups[i].Transfer[j].Amount)
		}
	}
	r.compare("GrpHdr", o.Count, control, all)
	o.Count, o.Sum = all.count, all.sum
}

// compare holds declared counts and sums against those found.
func (r *reader) compare(at string, count int, control string, all hashTotal) {
	doubt := func(code, text string) {
		r.sum.Find(r.l, formats.Finding{Origin: formats.Origin{At: at}, Code: code, Text: text, Doubt: true})
	}
	if count != 0 && count != all.count {
		doubt("count-differs", fmt.Sprintf("NbOfTxs says %d, the file holds %d", count, all.count))
	}
	if all.large {
		doubt("sum-too-large", "the transfers sum to more than any order can")
		return
	}
	if control == "" || all.c == "" || all.mixed {
		return
	}
	if want, err := money.Parse(control, all.c); err != nil || want != all.sum {
		doubt("sum-differs", fmt.Sprintf("CtrlSum says %s, the transfers are %s", formats.Excerpt(control), money.Of(all.sum, all.c).Decimal()))
	}
}

// group reads PmtInf.
func (r *reader) group(o *formats.TransferOrder) error {
	if err := r.record(); err != nil {
		return err
	}
	g := formats.TransferGroup{Origin: r.Origin()}
	at, control := r.Path(), ""
	var from agent
	var is typing
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
			return r.typing(&is)
		case "ReqdExctnDt":
			return r.executionDay(&g)
		case "Dbtr":
			return r.party(&g.Payer)
		case "DbtrAcct":
			return r.account(&g.From)
		case "DbtrAgt":
			return r.agent(&from)
		case "ChrgBr":
			return r.text(&g.Charges)
		case "CdtTrfTxInf":
			return r.transfer(&g)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !g.On.Valid() {
		return &formats.Error{Origin: g.Origin, Code: "date", Want: "the day of execution in ReqdExctnDt"}
	}
	g.FromBIC = from.bic
	asGiro(&g.From, from)
	g.Service = is.service
	var all hashTotal
	for i := range g.Transfer {
		t := &g.Transfer[i]
		if t.Purpose == "" {
			t.Purpose = is.purpose
		}
		if slipCard(t.To.Scheme) == "" {
			asSlip(&t.To, is.instrument)
		}
		all.add(t.Amount)
	}
	oneService(&g)
	r.compare(at, g.Count, control, all)
	g.Count, g.Sum = all.count, all.sum
	o.Groups = append(o.Groups, g)
	return nil
}

// executionDay reads ReqdExctnDt: the day itself up to .07, Dt or DtTm within it from
// .08 on.
func (r *reader) executionDay(g *formats.TransferGroup) error {
	if v := r.sum.Version; v[len(v)-2:] <= "07" {
		return r.day(&g.On)
	}
	return r.each(func(name string) error {
		if name != "DtTm" {
			return r.day(&g.On)
		}
		origin := r.Origin()
		text, err := r.Value()
		if err != nil {
			return err
		}
		if len(text) < 10 || !isDateTime(text) {
			return &formats.Error{Origin: origin, Code: "date", Got: formats.Excerpt(text), Want: "a date and time such as 2026-01-07T09:30:00"}
		}
		g.On, err = date.Parse(text[:10])
		return err
	})
}

// typing reads PmtTpInf. Of several service levels (.09) the first counts.
func (r *reader) typing(is *typing) error {
	return r.each(func(name string) error {
		switch name {
		case "SvcLvl":
			return r.choice(&is.service)
		case "LclInstrm":
			return r.choice(&is.instrument)
		case "CtgyPurp":
			return r.choice(&is.purpose)
		}
		return nil
	})
}

// choice reads the first code, or bank's own word, of a choice of the two.
func (r *reader) choice(into *string) error {
	return r.each(func(string) error {
		if *into != "" {
			return nil
		}
		return r.text(into)
	})
}

// oneService says once, of the group, what is said of each of its transfers.
func oneService(g *formats.TransferGroup) {
	if g.Service != "" || len(g.Transfer) == 0 {
		return
	}
	service := g.Transfer[0].Service
	for i := range g.Transfer {
		if g.Transfer[i].Service != service {
			return
		}
	}
	g.Service = service
	for i := range g.Transfer {
		g.Transfer[i].Service = ""
	}
}

// asSlip names what a Danish slip pays, when the local instrument tells of a card:
// "FIK71", "IK71", "71".
func asSlip(a *formats.Account, instrument string) {
	if n := len(instrument); a.Scheme != "IBAN" && n >= 2 && n <= 5 && slipCards["FIK"+instrument[n-2:]] != "" {
		switch instrument[:n-2] {
		case "", "IK", "FIK", "GIK":
			a.Scheme = "FIK" + instrument[n-2:]
		}
	}
}

// transfer reads CdtTrfTxInf.
func (r *reader) transfer(g *formats.TransferGroup) error {
	if err := r.record(); err != nil {
		return err
	}
	t := formats.Transfer{Origin: r.Origin()}
	var to agent
	var is typing
	priced := false
	r.sum.Details++
	err := r.each(func(name string) error {
		switch name {
		case "PmtId":
			return r.texts(map[string]*string{"InstrId": &t.InstructionID, "EndToEndId": &t.EndToEndID, "UETR": &t.UETR})
		case "PmtTpInf":
			return r.typing(&is)
		case "Amt":
			return r.ordered(&t.Amount, &priced)
		case "CdtrAgt":
			return r.agent(&to)
		case "Cdtr":
			return r.party(&t.Payee)
		case "CdtrAcct":
			return r.account(&t.To)
		case "Purp":
			return r.choice(&t.PurposeCode)
		case "RgltryRptg":
			return r.deep(&t.Regulatory, "Dtls", "Cd")
		case "RmtInf":
			return r.remittance(&t)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !priced {
		return r.Refuse("amount-missing", "", "an amount (InstdAmt or EqvtAmt)")
	}
	t.BIC = to.bic
	t.Service, t.Purpose = is.service, is.purpose
	asSlip(&t.To, is.instrument)
	if asGiro(&t.To, to); t.To.Scheme == "BBAN" {
		t.Clearing = to.member
	}
	r.sum.Totals = formats.AddTotal(r.sum.Totals, t.Amount.Currency, formats.Debit, t.Amount.Minor)
	g.Transfer = append(g.Transfer, t)
	return nil
}

// ordered reads Amt: InstdAmt, or EqvtAmt/Amt.
func (r *reader) ordered(a *money.Amount, priced *bool) error {
	return r.each(func(name string) (err error) {
		switch name {
		case "InstdAmt":
			*priced = true
			*a, err = r.amount()
		case "EqvtAmt":
			return r.each(func(name string) (err error) {
				if name == "Amt" {
					*priced = true
					*a, err = r.amount()
				}
				return err
			})
		}
		return err
	})
}
