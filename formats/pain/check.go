package pain

import (
	"fmt"

	"girod/formats"
	"girod/formats/money"
)

// maxID is the length of every identification of ISO 20022 (Max35Text).
const maxID = 35

// refuse makes the refusal of an order that may not be written.
func refuse(at, code, got, want string) error {
	return &formats.Error{Origin: formats.Origin{At: at}, Code: code, Got: got, Want: want}
}

// totals are the counts and sums an order shows, from the amounts as rendered.
type totals struct {
	count    int
	sum      int64
	decimals int
	groups   []int64
}

// checkOrder refuses what no bank may be sent: an order that is incomplete, names two
// things alike, or whose counts and sums are not those of its transfers.
func checkOrder(o formats.TransferOrder, p Profile) (totals, error) {
	t := totals{decimals: -1}
	if err := checkID("GrpHdr/MsgId", o.MessageID); err != nil {
		return t, err
	}
	if !isDateTime(o.Created) {
		return t, refuse("GrpHdr/CreDtTm", "date", o.Created, "a date and time such as 2026-01-07T09:30:00")
	}
	if p.letters(o.Initiator.Name) == "" {
		return t, refuse("GrpHdr/InitgPty/Nm", "party", o.Initiator.Name, "the name of who sends the order")
	}
	if p.NeedID && o.Initiator.ID == "" && o.Initiator.OrgNo == "" {
		return t, refuse("GrpHdr/InitgPty/Id", "party-id", o.Initiator.Name, "an identification of who sends the order (this bank asks for it)")
	}
	if len(o.Groups) == 0 {
		return t, refuse("PmtInf", "empty", "", "at least one group of transfers")
	}
	ids := map[string]bool{}
	for i := range o.Groups {
		at := fmt.Sprintf("PmtInf[%d]", i+1)
		sum, err := checkGroup(&o.Groups[i], at, ids, p)
		if err != nil {
			return t, err
		}
		if err := t.add(&o.Groups[i], sum, at); err != nil {
			return t, err
		}
	}
	if t.count > p.PerFile {
		return t, refuse("GrpHdr/NbOfTxs", "too-many", fmt.Sprint(t.count), fmt.Sprintf("at most %d transfers in a file for this bank", p.PerFile))
	}
	if o.Count != 0 && o.Count != t.count {
		return t, refuse("GrpHdr/NbOfTxs", "count", fmt.Sprint(o.Count), fmt.Sprintf("%d, the number of transfers", t.count))
	}
	if o.Sum != 0 && o.Sum != t.sum {
		return t, refuse("GrpHdr/CtrlSum", "sum", fmt.Sprint(o.Sum), fmt.Sprintf("%d minor units, the sum of the transfers", t.sum))
	}
	return t, nil
}

// add takes a group's sum into the order's. The control sum is a plain number, so
// groups whose currencies have different decimals cannot share a message.
func (t *totals) add(g *formats.TransferGroup, sum int64, at string) error {
	decimals := g.Transfer[0].Amount.Currency.Decimals()
	if t.decimals >= 0 && decimals != t.decimals {
		return refuse(at, "currency", string(g.Transfer[0].Amount.Currency), "a currency with as many decimals as the groups before; send another message")
	}
	t.decimals = decimals
	all, ok := money.Add(t.sum, sum)
	if !ok || all > maxSum {
		return refuse(at, "sum", "", "a control sum of at most 18 digits")
	}
	t.sum = all
	t.count += len(g.Transfer)
	t.groups = append(t.groups, sum)
	return nil
}

// maxSum is 18 digits, the length of CtrlSum (DecimalNumber).
const maxSum = 999_999_999_999_999_999

// checkGroup checks one PmtInf and gives its sum.
func checkGroup(g *formats.TransferGroup, at string, ids map[string]bool, p Profile) (int64, error) {
	if err := checkOnce(at+"/PmtInfId", g.ID, "group "+g.ID, ids); err != nil {
		return 0, err
	}
	switch {
	case !g.On.Valid():
		return 0, refuse(at+"/ReqdExctnDt", "date", g.On.String(), "the day the payer's account is to be debited")
	case p.letters(g.Payer.Name) == "":
		return 0, refuse(at+"/Dbtr/Nm", "party", g.Payer.Name, "the payer's name")
	case p.NeedID && g.Payer.OrgNo == "":
		return 0, refuse(at+"/Dbtr/Id", "party-id", g.Payer.Name, "the payer's identification (this bank asks for it)")
	case len(g.Transfer) == 0:
		return 0, refuse(at, "empty", "", "at least one transfer")
	case len(g.Transfer) > p.PerGroup:
		return 0, refuse(at+"/NbOfTxs", "too-many", fmt.Sprint(len(g.Transfer)), fmt.Sprintf("at most %d transfers in a group for this bank", p.PerGroup))
	}
	if err := checkCodes(g, at); err != nil {
		return 0, err
	}
	if err := checkAddress(at+"/Dbtr/PstlAdr", g.Payer, false); err != nil {
		return 0, err
	}
	if _, err := accountOf(at+"/DbtrAcct", g.From, p); err != nil {
		return 0, err
	}
	var sum int64
	for i := range g.Transfer {
		t := &g.Transfer[i]
		at := fmt.Sprintf("%s/CdtTrfTxInf[%d]", at, i+1)
		if err := checkTransfer(t, g, at, ids, p); err != nil {
			return 0, err
		}
		next, ok := money.Add(sum, t.Amount.Minor)
		if !ok {
			return 0, refuse(at+"/Amt/InstdAmt", "sum", t.Amount.Decimal(), "a sum that fits 64 bits")
		}
		sum = next
	}
	if g.Count != 0 && g.Count != len(g.Transfer) {
		return 0, refuse(at+"/NbOfTxs", "count", fmt.Sprint(g.Count), fmt.Sprintf("%d, the number of transfers", len(g.Transfer)))
	}
	if g.Sum != 0 && g.Sum != sum {
		return 0, refuse(at+"/CtrlSum", "sum", fmt.Sprint(g.Sum), fmt.Sprintf("%d minor units, the sum of the transfers", sum))
	}
	return sum, nil
}

// checkTransfer checks one CdtTrfTxInf.
func checkTransfer(t *formats.Transfer, g *formats.TransferGroup, at string, ids map[string]bool, p Profile) error {
	if t.InstructionID != "" {
		if err := checkOnce(at+"/PmtId/InstrId", t.InstructionID, "transfer "+t.InstructionID, ids); err != nil {
			return err
		}
	}
	if err := checkOnce(at+"/PmtId/EndToEndId", t.EndToEndID, "payment "+t.EndToEndID, ids); err != nil {
		return err
	}
	amount := at + "/Amt/InstdAmt"
	switch c := t.Amount.Currency; {
	case c.Decimals() < 0:
		return refuse(amount, "currency", string(c), "a currency of ISO 4217")
	case c != g.Transfer[0].Amount.Currency:
		return refuse(amount, "currency", string(c), "one currency in each PmtInf")
	case t.Amount.Minor <= 0:
		return refuse(amount, "amount", t.Amount.Decimal(), "an amount above zero")
	case t.Amount.Minor > maxSum:
		return refuse(amount, "amount", t.Amount.Decimal(), "an amount of at most 18 digits")
	}
	if p.letters(t.Payee.Name) == "" {
		return refuse(at+"/Cdtr/Nm", "party", t.Payee.Name, "the payee's name")
	}
	if err := checkAddress(at+"/Cdtr/PstlAdr", t.Payee, p.NeedAddress); err != nil {
		return err
	}
	if _, err := accountOf(at+"/CdtrAcct", t.To, p); err != nil {
		return err
	}
	if err := checkTyping(t, g, at, p); err != nil {
		return err
	}
	if t.BIC != "" && !isBIC(t.BIC) {
		return refuse(at+"/CdtrAgt", "bic", t.BIC, "a BIC of 8 or 11 characters")
	}
	if c := plainNumber(t.Clearing); t.To.Scheme == "BBAN" && c != "" && !digits(c, 4, 5) {
		return refuse(at+"/CdtrAgt/FinInstnId/ClrSysMmbId/MmbId", "clearing", t.Clearing, "a Swedish clearing number of 4 digits")
	}
	if err := checkKind(t, g, at, p); err != nil {
		return err
	}
	return checkRemittance(t, at+"/RmtInf", p)
}
