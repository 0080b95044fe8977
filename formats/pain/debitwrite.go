package pain

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"girod/formats"
	"girod/formats/money"
)

// DebitVersions lists the versions of pain.008 that WriteDebits knows.
func DebitVersions() []string { return []string{"pain.008.001.02", "pain.008.001.08"} }

var debitVersions = map[string]version{
	"pain.008.001.02": {name: "pain.008.001.02", bic: "BIC"},
	"pain.008.001.08": {name: "pain.008.001.08", bic: "BICFI"},
}

// WriteDebits writes a whole pain.008. Like [WriteTransfers] it refuses, before the
// first byte, what a bank would refuse or misread, and gives the same bytes for the
// same order.
func WriteDebits(w io.Writer, version string, order formats.DebitOrder, profile Profile) error {
	v, ok := debitVersions[version]
	if !ok {
		return fmt.Errorf("pain: version %q: want pain.008.001.02 or pain.008.001.08", version)
	}
	p := profile.withDefaults()
	sums, err := checkDebits(order, p)
	if err != nil {
		return err
	}
	x := &writer{w: w, v: v, p: p}
	x.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Document xmlns="` + spaceISO + v.name + `">` + "\n")
	x.depth = 1
	x.open("CstmrDrctDbtInitn")
	x.header(&formats.TransferOrder{MessageID: order.MessageID, Created: order.Created, Initiator: order.Initiator}, sums)
	for i := range order.Groups {
		x.debitGroup(&order.Groups[i], sums.groups[i])
	}
	x.close("CstmrDrctDbtInitn")
	x.raw("</Document>\n")
	x.flush()
	return x.err
}

// debitGroup writes PmtInf.
func (x *writer) debitGroup(g *formats.DebitGroup, sum int64) {
	currency := g.Debits[0].Amount.Currency
	x.open("PmtInf")
	x.leaf("PmtInfId", g.ID)
	x.leaf("PmtMtd", "DD")
	x.leaf("BtchBookg", strconv.FormatBool(x.p.Batch))
	x.leaf("NbOfTxs", strconv.Itoa(len(g.Debits)))
	x.leaf("CtrlSum", string(money.AppendDecimal(nil, sum, currency.Decimals())))
	if g.Service != "" || g.Instrument != "" || g.Sequence != "" {
		x.open("PmtTpInf")
		if g.Service != "" {
			x.code("SvcLvl", g.Service)
		}
		if g.Instrument != "" {
			x.code("LclInstrm", g.Instrument)
		}
		if g.Sequence != "" {
			x.leaf("SeqTp", g.Sequence)
		}
		x.close("PmtTpInf")
	}
	x.leaf("ReqdColltnDt", g.On.String())
	x.open("Cdtr")
	x.leaf("Nm", x.name(g.Payee.Name))
	x.address(&g.Payee)
	x.organisation(identity{g.Payee.OrgNo, x.p.PartyScheme})
	x.close("Cdtr")
	x.account("CdtrAcct", g.To, string(currency))
	x.someBank("CdtrAgt", agentOf(&formats.Transfer{To: g.To, BIC: g.ToBIC}, x.p))
	x.leaf("ChrgBr", "SLEV")
	if g.CreditorID != "" {
		x.creditor(g)
	}
	for i := range g.Debits {
		x.debit(&g.Debits[i], g)
	}
	x.close("PmtInf")
}

// creditor writes CdtrSchmeId: who has the right to debit, in SEPA by its creditor
// identifier (EPC130-08, AT-C003).
func (x *writer) creditor(g *formats.DebitGroup) {
	x.open("CdtrSchmeId")
	x.open("Id")
	x.open("PrvtId")
	x.open("Othr")
	x.leaf("Id", g.CreditorID)
	if g.Service == "SEPA" {
		x.open("SchmeNm")
		x.leaf("Prtry", "SEPA")
		x.close("SchmeNm")
	}
	x.close("Othr")
	x.close("PrvtId")
	x.close("Id")
	x.close("CdtrSchmeId")
}

// debit writes DrctDbtTxInf.
func (x *writer) debit(d *formats.DirectDebit, g *formats.DebitGroup) {
	x.open("DrctDbtTxInf")
	x.open("PmtId")
	if d.InstructionID != "" {
		x.leaf("InstrId", d.InstructionID)
	}
	x.leaf("EndToEndId", d.EndToEndID)
	x.close("PmtId")
	if d.Mandate.Sequence != "" && g.Sequence == "" {
		x.open("PmtTpInf")
		x.leaf("SeqTp", d.Mandate.Sequence)
		x.close("PmtTpInf")
	}
	x.amount("InstdAmt", d.Amount.Minor, d.Amount.Currency)
	if d.Mandate.ID != "" {
		x.open("DrctDbtTx")
		x.open("MndtRltdInf")
		x.leaf("MndtId", d.Mandate.ID)
		if d.Mandate.SignedOn != 0 {
			x.leaf("DtOfSgntr", d.Mandate.SignedOn.String())
		}
		x.close("MndtRltdInf")
		x.close("DrctDbtTx")
	}
	x.someBank("DbtrAgt", agentOf(&formats.Transfer{To: d.From, BIC: d.BIC}, x.p))
	x.open("Dbtr")
	x.leaf("Nm", x.name(d.Payer.Name))
	x.address(&d.Payer)
	x.close("Dbtr")
	x.account("DbtrAcct", d.From, "")
	x.remittance(&formats.Transfer{Amount: d.Amount, Ref: d.Ref, Text: d.Text})
	x.close("DrctDbtTxInf")
}

// someBank writes a bank that the schema demands; where we know none, the words for
// "not given" (EPC).
func (x *writer) someBank(name string, a agent) {
	if a != (agent{}) {
		x.bank(name, a)
		return
	}
	x.open(name)
	x.open("FinInstnId")
	x.open("Othr")
	x.leaf("Id", "NOTPROVIDED")
	x.close("Othr")
	x.close("FinInstnId")
	x.close(name)
}

// checkDebits refuses what no bank may be sent.
func checkDebits(o formats.DebitOrder, p Profile) (totals, error) {
	t := totals{decimals: -1}
	if err := checkID("GrpHdr/MsgId", o.MessageID); err != nil {
		return t, err
	}
	switch {
	case !isDateTime(o.Created):
		return t, refuse("GrpHdr/CreDtTm", "date", o.Created, "a date and time such as 2026-01-07T09:30:00")
	case p.letters(o.Initiator.Name) == "":
		return t, refuse("GrpHdr/InitgPty/Nm", "party", o.Initiator.Name, "the name of who sends the order")
	case len(o.Groups) == 0:
		return t, refuse("PmtInf", "empty", "", "at least one group of collections")
	}
	ids := map[string]bool{}
	for i := range o.Groups {
		g := &o.Groups[i]
		at := fmt.Sprintf("PmtInf[%d]", i+1)
		sum, err := checkDebitGroup(g, at, ids, p)
		if err != nil {
			return t, err
		}
		// The totals of an order need of a group its count and its currency.
		like := &formats.TransferGroup{Transfer: make([]formats.Transfer, len(g.Debits))}
		like.Transfer[0].Amount = g.Debits[0].Amount
		if err := t.add(like, sum, at); err != nil {
			return t, err
		}
	}
	switch {
	case t.count > p.PerFile:
		return t, refuse("GrpHdr/NbOfTxs", "too-many", fmt.Sprint(t.count), fmt.Sprintf("at most %d collections in a file for this bank", p.PerFile))
	case o.Count != 0 && o.Count != t.count:
		return t, refuse("GrpHdr/NbOfTxs", "count", fmt.Sprint(o.Count), fmt.Sprintf("%d, the number of collections", t.count))
	case o.Sum != 0 && o.Sum != t.sum:
		return t, refuse("GrpHdr/CtrlSum", "sum", fmt.Sprint(o.Sum), fmt.Sprintf("%d minor units, the sum of the collections", t.sum))
	}
	return t, nil
}

func checkDebitGroup(g *formats.DebitGroup, at string, ids map[string]bool, p Profile) (int64, error) {
	if err := checkOnce(at+"/PmtInfId", g.ID, "group "+g.ID, ids); err != nil {
		return 0, err
	}
	sepa := g.Service == "SEPA"
	switch {
	case !g.On.Valid():
		return 0, refuse(at+"/ReqdColltnDt", "date", g.On.String(), "the day the payers' accounts are to be debited")
	case p.letters(g.Payee.Name) == "":
		return 0, refuse(at+"/Cdtr/Nm", "party", g.Payee.Name, "the creditor's name")
	case sepa && g.CreditorID == "":
		return 0, refuse(at+"/CdtrSchmeId", "creditor-id", "", "the SEPA creditor identifier")
	case sepa && g.Instrument != "CORE" && g.Instrument != "B2B":
		return 0, refuse(at+"/PmtTpInf/LclInstrm/Cd", "code", g.Instrument, "CORE or B2B")
	case !sequence(g.Sequence):
		return 0, refuse(at+"/PmtTpInf/SeqTp", "code", g.Sequence, "FRST, RCUR, OOFF or FNAL")
	case len(g.Debits) == 0:
		return 0, refuse(at, "empty", "", "at least one collection")
	case len(g.Debits) > p.PerGroup:
		return 0, refuse(at+"/NbOfTxs", "too-many", fmt.Sprint(len(g.Debits)), fmt.Sprintf("at most %d collections in a group for this bank", p.PerGroup))
	case g.ToBIC != "" && !isBIC(g.ToBIC):
		return 0, refuse(at+"/CdtrAgt", "bic", g.ToBIC, "a BIC of 8 or 11 characters")
	}
	if err := checkAddress(at+"/Cdtr/PstlAdr", g.Payee, false); err != nil {
		return 0, err
	}
	if _, err := accountOf(at+"/CdtrAcct", g.To, p); err != nil {
		return 0, err
	}
	var sum int64
	for i := range g.Debits {
		at := fmt.Sprintf("%s/DrctDbtTxInf[%d]", at, i+1)
		if err := checkDebit(&g.Debits[i], g, at, ids, p); err != nil {
			return 0, err
		}
		next, ok := money.Add(sum, g.Debits[i].Amount.Minor)
		if !ok {
			return 0, refuse(at+"/InstdAmt", "sum", g.Debits[i].Amount.Decimal(), "a sum that fits 64 bits")
		}
		sum = next
	}
	if g.Count != 0 && g.Count != len(g.Debits) || g.Sum != 0 && g.Sum != sum {
		return 0, refuse(at+"/CtrlSum", "sum", fmt.Sprintf("%d, %d", g.Count, g.Sum), fmt.Sprintf("%d collections of %d minor units together", len(g.Debits), sum))
	}
	return sum, nil
}

func sequence(s string) bool {
	switch s {
	case "", "FRST", "RCUR", "OOFF", "FNAL":
		return true
	}
	return false
}

func checkDebit(d *formats.DirectDebit, g *formats.DebitGroup, at string, ids map[string]bool, p Profile) error {
	if d.InstructionID != "" {
		if err := checkOnce(at+"/PmtId/InstrId", d.InstructionID, "transfer "+d.InstructionID, ids); err != nil {
			return err
		}
	}
	if err := checkOnce(at+"/PmtId/EndToEndId", d.EndToEndID, "payment "+d.EndToEndID, ids); err != nil {
		return err
	}
	sepa := g.Service == "SEPA"
	switch c := d.Amount.Currency; {
	case c.Decimals() < 0:
		return refuse(at+"/InstdAmt", "currency", string(c), "a currency of ISO 4217")
	case c != g.Debits[0].Amount.Currency || sepa && c != "EUR":
		return refuse(at+"/InstdAmt", "currency", string(c), "one currency in each PmtInf; in SEPA it is EUR")
	case d.Amount.Minor <= 0 || d.Amount.Minor > maxSum:
		return refuse(at+"/InstdAmt", "amount", d.Amount.Decimal(), "an amount above zero of at most 18 digits")
	case d.On != 0 && d.On != g.On:
		return refuse(at, "date", d.On.String(), "the group's day of collection: another day is another group")
	case p.letters(d.Payer.Name) == "":
		return refuse(at+"/Dbtr/Nm", "party", d.Payer.Name, "the payer's name")
	case sepa && (d.Mandate.ID == "" || !d.Mandate.SignedOn.Valid()):
		return refuse(at+"/DrctDbtTx/MndtRltdInf", "mandate", d.Mandate.ID, "the mandate and the day it was signed (SEPA)")
	case d.Mandate.ID != "" && checkID(at, d.Mandate.ID) != nil:
		return refuse(at+"/DrctDbtTx/MndtRltdInf/MndtId", "mandate", d.Mandate.ID, "a mandate of 1 to 35 basic characters")
	case !sequence(d.Mandate.Sequence), sepa && d.Mandate.Sequence == "" && g.Sequence == "":
		return refuse(at+"/PmtTpInf/SeqTp", "code", d.Mandate.Sequence, "FRST, RCUR, OOFF or FNAL, in SEPA always")
	case g.Sequence != "" && d.Mandate.Sequence != "" && d.Mandate.Sequence != g.Sequence:
		return refuse(at+"/PmtTpInf/SeqTp", "code", d.Mandate.Sequence, "the group's sequence: another one is another group")
	case d.BIC != "" && !isBIC(d.BIC):
		return refuse(at+"/DbtrAgt", "bic", d.BIC, "a BIC of 8 or 11 characters")
	case d.Ref != "" && d.Text != "":
		return refuse(at+"/RmtInf", "remittance", d.Ref, "a reference or text: one of them")
	case len(d.Notice) > 0 || d.Told:
		return refuse(at, "notice", strings.Join(d.Notice, " "), "no notice: pain.008 has no place for one (AvtaleGiro has)")
	}
	if err := checkAddress(at+"/Dbtr/PstlAdr", d.Payer, false); err != nil {
		return err
	}
	if _, err := accountOf(at+"/DbtrAcct", d.From, p); err != nil {
		return err
	}
	if d.Ref != "" {
		return checkReference(at+"/RmtInf/Strd/CdtrRefInf/Ref", d.Ref)
	}
	if text := p.letters(d.Text); d.Text != "" && (text == "" || utf8.RuneCountInString(text) > min(p.Text, 140)) {
		return refuse(at+"/RmtInf/Ustrd", "text", d.Text, fmt.Sprintf("text of 1 to %d characters", min(p.Text, 140)))
	}
	return nil
}
