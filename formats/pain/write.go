package pain

import (
	"fmt"
	"io"
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

// WriteTransfers writes a whole pain.001 in a version of [Versions]. It refuses, with
// a *formats.Error and before the first byte, an order that a bank would refuse or
// misread. The same order and profile give the same bytes.
func WriteTransfers(w io.Writer, version string, order formats.TransferOrder, profile Profile) error {
	v, ok := versions[version]
	if !ok {
		return fmt.Errorf("pain: version %q: want pain.001.001.03 or pain.001.001.09", version)
	}
	p := profile.withDefaults()
	p.kinds = p.Takes[version]
	sums, err := checkOrder(order, p)
	if err != nil {
		return err
	}
	x := &writer{w: w, v: v, p: p}
	x.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Document xmlns="` + spaceISO + v.name + `">` + "\n")
	x.depth = 1
	x.open("CstmrCdtTrfInitn")
	x.header(&order, sums)
	for i := range order.Groups {
		x.group(&order.Groups[i], sums.groups[i])
	}
	x.close("CstmrCdtTrfInitn")
	x.raw("</Document>\n")
	x.flush()
	return x.err
}

// header writes GrpHdr.
func (x *writer) header(o *formats.TransferOrder, sums totals) {
	x.open("GrpHdr")
	x.leaf("MsgId", o.MessageID)
	x.leaf("CreDtTm", o.Created)
	x.leaf("NbOfTxs", strconv.Itoa(sums.count))
	x.leaf("CtrlSum", string(money.AppendDecimal(nil, sums.sum, sums.decimals)))
	x.open("InitgPty")
	x.leaf("Nm", x.name(o.Initiator.Name))
	id := o.Initiator.ID // the agreement with the bank, when there is one
	if id == "" {
		id = o.Initiator.OrgNo
	}
	x.organisation(identity{id, x.p.InitiatorScheme}, identity{x.p.Signer, "BANK"})
	x.close("InitgPty")
	x.close("GrpHdr")
}

// group writes PmtInf, with PmtTpInf here when it is the same for all transfers
// within, else at each of them: never at both (ISO 20022 rule PaymentTypeInformation).
func (x *writer) group(g *formats.TransferGroup, sum int64) {
	currency := g.Transfer[0].Amount.Currency
	x.open("PmtInf")
	x.leaf("PmtInfId", g.ID)
	x.leaf("PmtMtd", "TRF")
	x.leaf("BtchBookg", strconv.FormatBool(x.p.Batch))
	x.leaf("NbOfTxs", strconv.Itoa(len(g.Transfer)))
	x.leaf("CtrlSum", string(money.AppendDecimal(nil, sum, currency.Decimals())))
	is, same := x.oneTyping(g)
	if same {
		x.typing(is)
	}
	x.day(g)
	x.open("Dbtr")
	x.leaf("Nm", x.name(g.Payer.Name))
	x.address(&g.Payer)
	x.organisation(identity{g.Payer.OrgNo, x.p.PartyScheme})
	x.close("Dbtr")
	x.account("DbtrAcct", g.From, string(currency))
	x.payerBank(g)
	if charges := x.p.charges(g); charges != "" {
		x.leaf("ChrgBr", charges)
	}
	for i := range g.Transfer {
		x.transfer(&g.Transfer[i], g, !same)
	}
	x.close("PmtInf")
}

// oneTyping gives the payment type when all transfers share it.
func (x *writer) oneTyping(g *formats.TransferGroup) (is typing, same bool) {
	is = x.p.typing(g, &g.Transfer[0])
	for i := range g.Transfer {
		if x.p.typing(g, &g.Transfer[i]) != is {
			return typing{}, false
		}
	}
	return is, true
}

// typing writes PmtTpInf, or nothing when there is nothing to say.
func (x *writer) typing(is typing) {
	if is == (typing{}) {
		return
	}
	x.open("PmtTpInf")
	if is.service != "" {
		x.code("SvcLvl", is.service)
	}
	if is.instrument != "" {
		x.open("LclInstrm")
		x.leaf("Prtry", is.instrument)
		x.close("LclInstrm")
	}
	if is.purpose != "" {
		x.code("CtgyPurp", is.purpose)
	}
	x.close("PmtTpInf")
}

// day writes ReqdExctnDt: in .03 the day itself, from .08 on in an element of its own.
func (x *writer) day(g *formats.TransferGroup) {
	if x.v.dayTag == "" {
		x.leaf("ReqdExctnDt", g.On.String())
		return
	}
	x.open("ReqdExctnDt")
	x.leaf(x.v.dayTag, g.On.String())
	x.close("ReqdExctnDt")
}

// payerBank writes DbtrAgt, which the schema demands: by BIC; for a giro number the
// giro itself; else the words for "not given" (EPC).
func (x *writer) payerBank(g *formats.TransferGroup) {
	a := agent{bic: g.FromBIC}
	if a.bic == "" {
		a = agentOf(&formats.Transfer{To: g.From}, x.p)
	}
	if a == (agent{}) {
		x.open("DbtrAgt")
		x.open("FinInstnId")
		x.open("Othr")
		x.leaf("Id", "NOTPROVIDED")
		x.close("Othr")
		x.close("FinInstnId")
		x.close("DbtrAgt")
		return
	}
	x.bank("DbtrAgt", a)
}

// transfer writes CdtTrfTxInf.
func (x *writer) transfer(t *formats.Transfer, g *formats.TransferGroup, typed bool) {
	x.open("CdtTrfTxInf")
	x.open("PmtId")
	if t.InstructionID != "" {
		x.leaf("InstrId", t.InstructionID)
	}
	x.leaf("EndToEndId", t.EndToEndID)
	if t.UETR != "" && x.v.uetr {
		x.leaf("UETR", t.UETR)
	}
	x.close("PmtId")
	if typed {
		x.typing(x.p.typing(g, t))
	}
	x.open("Amt")
	x.amount("InstdAmt", t.Amount.Minor, t.Amount.Currency)
	x.close("Amt")
	if a := agentOf(t, x.p); a != (agent{}) {
		x.bank("CdtrAgt", a)
	}
	x.open("Cdtr")
	x.leaf("Nm", x.name(t.Payee.Name))
	x.address(&t.Payee)
	x.close("Cdtr")
	x.account("CdtrAcct", t.To, "")
	if t.PurposeCode != "" {
		x.code("Purp", t.PurposeCode)
	}
	if code := x.p.regulatory(g, t); code != "" {
		x.open("RgltryRptg")
		x.open("Dtls")
		x.leaf("Cd", code)
		x.close("Dtls")
		x.close("RgltryRptg")
	}
	x.remittance(t)
	x.close("CdtTrfTxInf")
}
