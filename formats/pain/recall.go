package pain

import (
	"fmt"
	"io"
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

// A recall asks the bank to stop transfers it was ordered, or to fetch them back where
// they have gone: camt.055, customer payment cancellation request. It belongs with the
// orders, whatever ISO's business areas say. What the bank answers is camt.029.

// RecallVersions lists the versions of camt.055 that WriteRecall knows. What we write is
// the same in both.
func RecallVersions() []string { return []string{"camt.055.001.08", "camt.055.001.09"} }

// WriteRecall writes a camt.055 for a whole message or for single transfers of it. A
// recall that does not say exactly what is recalled, and why, is refused.
func WriteRecall(w io.Writer, version string, r formats.Recall, profile Profile) error {
	if version != "camt.055.001.08" && version != "camt.055.001.09" {
		return fmt.Errorf("pain: version %q: want camt.055.001.08 or camt.055.001.09", version)
	}
	p := profile.withDefaults()
	if err := checkRecall(&r, p); err != nil {
		return err
	}
	x := &writer{w: w, p: p, v: versionOf(version)}
	x.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Document xmlns="` + spaceISO + version + `">` + "\n")
	x.depth = 1
	x.open("CstmrPmtCxlReq")
	x.assignment(&r)
	if len(r.Transfers) > 0 {
		x.open("CtrlData")
		x.leaf("NbOfTxs", strconv.Itoa(len(r.Transfers)))
		x.close("CtrlData")
	}
	x.open("Undrlyg")
	if len(r.Transfers) == 0 {
		x.recallAll(&r)
	}
	for i := 0; i < len(r.Transfers); {
		i = x.recallGroup(&r, i)
	}
	x.close("Undrlyg")
	x.close("CstmrPmtCxlReq")
	x.raw("</Document>\n")
	x.flush()
	return x.err
}

func versionOf(name string) version { return version{name: name, bic: "BICFI", dayTag: "Dt"} }

// assignment writes Assgnmt: who asks whom, and Case, by which both will speak of it.
func (x *writer) assignment(r *formats.Recall) {
	asker := func(name string) {
		x.open(name)
		x.open("Pty")
		x.leaf("Nm", x.name(r.Asker.Name))
		x.organisation(identity{r.Asker.OrgNo, x.p.PartyScheme})
		x.close("Pty")
		x.close(name)
	}
	x.open("Assgnmt")
	x.leaf("Id", r.ID)
	asker("Assgnr")
	x.open("Assgne")
	x.bank("Agt", agent{bic: r.BankBIC})
	x.close("Assgne")
	x.leaf("CreDtTm", r.Created)
	x.close("Assgnmt")
	x.open("Case")
	x.leaf("Id", r.CaseID)
	asker("Cretr")
	x.close("Case")
}

// recallAll writes OrgnlGrpInfAndCxl: the whole message.
func (x *writer) recallAll(r *formats.Recall) {
	x.open("OrgnlGrpInfAndCxl")
	x.originalMessage(r)
	x.leaf("GrpCxl", "true")
	x.why(r.Reason)
	x.close("OrgnlGrpInfAndCxl")
}

func (x *writer) originalMessage(r *formats.Recall) {
	x.leaf("OrgnlMsgId", r.OriginalMessageID)
	x.leaf("OrgnlMsgNmId", r.OriginalMessage)
	if r.OriginalCreated != "" {
		x.leaf("OrgnlCreDtTm", r.OriginalCreated)
	}
}

// recallGroup writes OrgnlPmtInfAndCxl with the transfers of one PmtInf from the i-th on,
// and gives the next transfer that belongs to another.
func (x *writer) recallGroup(r *formats.Recall, i int) int {
	group := r.Transfers[i].PaymentInfoID
	x.open("OrgnlPmtInfAndCxl")
	x.leaf("OrgnlPmtInfId", group)
	x.open("OrgnlGrpInf")
	x.originalMessage(r)
	x.close("OrgnlGrpInf")
	for ; i < len(r.Transfers) && r.Transfers[i].PaymentInfoID == group; i++ {
		t := &r.Transfers[i]
		x.open("TxInf")
		x.leaf("CxlId", t.ID)
		if t.InstructionID != "" {
			x.leaf("OrgnlInstrId", t.InstructionID)
		}
		x.leaf("OrgnlEndToEndId", t.EndToEndID)
		x.amount("OrgnlInstdAmt", t.Amount.Minor, t.Amount.Currency)
		x.open("OrgnlReqdExctnDt")
		x.leaf("Dt", t.On.String())
		x.close("OrgnlReqdExctnDt")
		x.why(t.Reason)
		x.close("TxInf")
	}
	x.close("OrgnlPmtInfAndCxl")
	return i
}

// why writes CxlRsnInf; texts are cut into pieces of 105 characters (Max105Text).
func (x *writer) why(r formats.Reason) {
	x.open("CxlRsnInf")
	x.code("Rsn", r.Code)
	text := []rune(x.p.letters(r.Text))
	for len(text) > 0 {
		n := min(105, len(text))
		x.leaf("AddtlInf", string(text[:n]))
		text = text[n:]
	}
	x.close("CxlRsnInf")
}

// recallReasons are those a customer may give (external code set CancellationReason, as
// far as camt.055 guides of Nordic banks name them).
var recallReasons = map[string]bool{"DUPL": true, "CUST": true, "TECH": true, "FRAD": true, "AM09": true, "AC03": true, "UPAY": true, "CUTA": true, "AGNT": true, "CURR": true}

// checkRecall refuses a recall that a bank could misunderstand.
func checkRecall(r *formats.Recall, p Profile) error {
	for _, id := range []struct{ at, text string }{{"Assgnmt/Id", r.ID}, {"Case/Id", r.CaseID}, {"OrgnlGrpInf/OrgnlMsgId", r.OriginalMessageID}} {
		if err := checkID(id.at, id.text); err != nil {
			return err
		}
	}
	switch {
	case !isDateTime(r.Created):
		return refuse("Assgnmt/CreDtTm", "date", r.Created, "a date and time such as 2026-01-07T09:30:00")
	case p.letters(r.Asker.Name) == "":
		return refuse("Assgnmt/Assgnr/Pty/Nm", "party", r.Asker.Name, "the name of who asks")
	case !isBIC(r.BankBIC):
		return refuse("Assgnmt/Assgne/Agt", "bic", r.BankBIC, "the bank's BIC of 8 or 11 characters")
	case messageName.FindString(r.OriginalMessage) != r.OriginalMessage || r.OriginalMessage == "":
		return refuse("OrgnlGrpInf/OrgnlMsgNmId", "version", r.OriginalMessage, "the original message's name, such as pain.001.001.09")
	case r.OriginalCreated != "" && !isDateTime(r.OriginalCreated):
		return refuse("OrgnlGrpInf/OrgnlCreDtTm", "date", r.OriginalCreated, "a date and time such as 2026-01-07T09:30:00")
	case len(r.Transfers) == 0 && !recallReasons[r.Reason.Code]:
		return refuse("OrgnlGrpInfAndCxl/CxlRsnInf/Rsn", "reason", r.Reason.Code, "why: DUPL, CUST, TECH, FRAD, AM09, AC03 …")
	case len(r.Transfers) > maxTransfers:
		return refuse("Undrlyg", "too-many", fmt.Sprint(len(r.Transfers)), fmt.Sprintf("at most %d transfers in a message", maxTransfers))
	}
	ids, groups := map[string]bool{}, map[string]bool{}
	for i := range r.Transfers {
		if err := checkRecalled(r, i, ids, groups); err != nil {
			return err
		}
	}
	return nil
}

func checkRecalled(r *formats.Recall, i int, ids, groups map[string]bool) error {
	t, at := &r.Transfers[i], fmt.Sprintf("TxInf[%d]", i+1)
	if err := checkID(at+"/OrgnlPmtInfId", t.PaymentInfoID); err != nil {
		return err
	}
	if i == 0 || r.Transfers[i-1].PaymentInfoID != t.PaymentInfoID {
		if groups[t.PaymentInfoID] {
			return refuse(at, "order", t.PaymentInfoID, "the transfers of one PmtInf behind one another")
		}
		groups[t.PaymentInfoID] = true
	}
	if err := checkOnce(at+"/CxlId", t.ID, "recall "+t.ID, ids); err != nil {
		return err
	}
	if err := checkOnce(at+"/OrgnlEndToEndId", t.EndToEndID, "transfer "+t.EndToEndID, ids); err != nil {
		return err
	}
	switch {
	case t.InstructionID != "" && checkID(at, t.InstructionID) != nil:
		return checkID(at+"/OrgnlInstrId", t.InstructionID)
	case t.Amount.Currency.Decimals() < 0 || t.Amount.Minor <= 0 || t.Amount.Minor > maxSum:
		return refuse(at+"/OrgnlInstdAmt", "amount", money.Of(t.Amount.Minor, t.Amount.Currency).String(), "the original amount, above zero")
	case !t.On.Valid():
		return refuse(at+"/OrgnlReqdExctnDt", "date", t.On.String(), "the original day of execution")
	case !recallReasons[t.Reason.Code]:
		return refuse(at+"/CxlRsnInf/Rsn", "reason", t.Reason.Code, "why: DUPL, CUST, TECH, FRAD, AM09, AC03 …")
	}
	return nil
}
