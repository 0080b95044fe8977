package pain

import (
	"io"

	"girod/formats"
)

// ReadRecallAnswer reads a camt.029, what a bank answers to a recall: the whole case
// (CNCL cancelled, RJCR rejected, PDCR pending, PECR in part) and each transfer it names
// (ACCR, RJCR, PDCR). The summary counts cancelled groups as entries and transfers as
// details; it has no amounts, since none is moved by an answer: money that comes back
// comes in a camt.054.
func ReadRecallAnswer(r io.Reader, l formats.Limits) (*formats.RecallAnswer, *formats.Summary, error) {
	x, err := open(r, l, "camt.029")
	if err != nil {
		return nil, nil, err
	}
	a := &formats.RecallAnswer{Origin: x.Origin()}
	err = x.message("RsltnOfInvstgtn", func(name string) error {
		switch name {
		case "Assgnmt":
			return x.texts(map[string]*string{"Id": &a.MessageID, "CreDtTm": &a.Created})
		case "RslvdCase", "Case":
			return x.texts(map[string]*string{"Id": &a.CaseID})
		case "Sts":
			return x.each(func(name string) error {
				if name == "Conf" {
					return x.status(&a.Status)
				}
				return nil
			})
		case "CxlDtls":
			return x.cancellation(a)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	x.sum.MessageID, x.sum.CreatedAt = a.MessageID, a.Created
	if a.Status == "" && len(a.Transfers) == 0 {
		x.sum.Find(x.l, formats.Finding{Origin: a.Origin, Code: "status-missing", Text: "the answer says neither yes nor no (Sts/Conf, TxCxlSts)", Doubt: true})
	}
	return a, x.sum, nil
}

// cancellation reads CxlDtls.
func (r *reader) cancellation(a *formats.RecallAnswer) error {
	return r.each(func(name string) error {
		switch name {
		case "OrgnlGrpInfAndSts":
			return r.each(func(name string) error {
				switch name {
				case "OrgnlMsgId":
					return r.text(&a.OriginalMessageID)
				case "GrpCxlSts":
					return r.status(&a.Status)
				case "CxlStsRsnInf":
					return r.reasons(&a.Reasons)
				}
				return nil
			})
		case "OrgnlPmtInfAndSts":
			return r.cancelledGroup(a)
		case "TxInfAndSts":
			return r.recalled(a, "")
		}
		return nil
	})
}

// cancelledGroup reads OrgnlPmtInfAndSts. A status of the group without transfers is
// told as one of a transfer without a name.
func (r *reader) cancelledGroup(a *formats.RecallAnswer) error {
	if err := r.record(); err != nil {
		return err
	}
	r.sum.Entries++
	whole := formats.RecalledTransfer{Origin: r.Origin()}
	from := len(a.Transfers)
	err := r.each(func(name string) error {
		switch name {
		case "OrgnlPmtInfId":
			return r.text(&whole.PaymentInfoID)
		case "OrgnlGrpInf":
			return r.texts(map[string]*string{"OrgnlMsgId": &a.OriginalMessageID})
		case "PmtInfCxlSts":
			return r.status(&whole.Status)
		case "CxlStsRsnInf":
			return r.reasons(&whole.Reasons)
		case "TxInfAndSts":
			return r.recalled(a, whole.PaymentInfoID)
		}
		return nil
	})
	if err == nil && whole.Status != "" && len(a.Transfers) == from {
		a.Transfers = append(a.Transfers, whole)
	}
	return err
}

// recalled reads TxInfAndSts.
func (r *reader) recalled(a *formats.RecallAnswer, group string) error {
	if err := r.record(); err != nil {
		return err
	}
	r.sum.Details++
	t := formats.RecalledTransfer{Origin: r.Origin(), PaymentInfoID: group}
	err := r.each(func(name string) error {
		switch name {
		case "CxlStsId":
			return r.text(&t.CancellationID)
		case "OrgnlInstrId":
			return r.text(&t.InstructionID)
		case "OrgnlEndToEndId":
			return r.text(&t.EndToEndID)
		case "OrgnlGrpInf":
			return r.texts(map[string]*string{"OrgnlMsgId": &a.OriginalMessageID})
		case "TxCxlSts":
			return r.status(&t.Status)
		case "CxlStsRsnInf":
			return r.reasons(&t.Reasons)
		}
		return nil
	})
	if t.Status != "" && t.InstructionID == "" && t.EndToEndID == "" {
		r.find("status-of-nobody", "a status "+string(t.Status)+" names no transfer (OrgnlInstrId, OrgnlEndToEndId)", true)
	}
	a.Transfers = append(a.Transfers, t)
	return err
}
