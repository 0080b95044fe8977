package pain

import (
	"io"

	"girod/formats"
)

// ReadStatus reads a pain.002 in any version from .03 on. The summary counts PmtInf
// groups as entries and transfers as details.
func ReadStatus(r io.Reader, l formats.Limits) (*formats.StatusReport, *formats.Summary, error) {
	x, err := open(r, l, "pain.002")
	if err != nil {
		return nil, nil, err
	}
	report := &formats.StatusReport{Origin: x.Origin()}
	err = x.message("CstmrPmtStsRpt", func(name string) error {
		switch name {
		case "GrpHdr":
			return x.texts(map[string]*string{"MsgId": &report.MessageID, "CreDtTm": &report.Created})
		case "OrgnlGrpInfAndSts":
			return x.original(report)
		case "OrgnlPmtInfAndSts":
			return x.groupStatus(report)
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	x.sum.MessageID, x.sum.CreatedAt = report.MessageID, report.Created
	if report.OriginalMessageID == "" {
		x.sum.Find(x.l, formats.Finding{Origin: report.Origin, Code: "original-missing", Text: "the report does not name the message it answers (OrgnlMsgId)"})
	}
	return report, x.sum, nil
}

// original reads OrgnlGrpInfAndSts: which message is answered, and the status of it
// all when there is one.
func (r *reader) original(report *formats.StatusReport) error {
	return r.each(func(name string) error {
		switch name {
		case "OrgnlMsgId":
			return r.text(&report.OriginalMessageID)
		case "OrgnlMsgNmId":
			return r.text(&report.OriginalMessage)
		case "GrpSts":
			return r.status(&report.Status)
		case "StsRsnInf":
			return r.reasons(&report.Reasons)
		}
		return nil
	})
}

// groupStatus reads OrgnlPmtInfAndSts.
func (r *reader) groupStatus(report *formats.StatusReport) error {
	if err := r.record(); err != nil {
		return err
	}
	g := formats.GroupStatus{Origin: r.Origin()}
	r.sum.Entries++
	err := r.each(func(name string) error {
		switch name {
		case "OrgnlPmtInfId":
			return r.text(&g.PaymentInfoID)
		case "PmtInfSts":
			return r.status(&g.Status)
		case "StsRsnInf":
			return r.reasons(&g.Reasons)
		case "TxInfAndSts":
			return r.transferStatus(&g)
		}
		return nil
	})
	report.Groups = append(report.Groups, g)
	return err
}

// transferStatus reads TxInfAndSts. One that gives a status but no identification
// cannot be matched to a transfer: a person must look. Without a status it only
// repeats what the group is about (seen at a Finnish bank).
func (r *reader) transferStatus(g *formats.GroupStatus) error {
	if err := r.record(); err != nil {
		return err
	}
	t := formats.TransferStatus{Origin: r.Origin()}
	r.sum.Details++
	err := r.each(func(name string) error {
		switch name {
		case "OrgnlInstrId":
			return r.text(&t.InstructionID)
		case "OrgnlEndToEndId":
			return r.text(&t.EndToEndID)
		case "TxSts":
			return r.status(&t.Status)
		case "StsRsnInf":
			return r.reasons(&t.Reasons)
		}
		return nil
	})
	if t.Status != "" && t.InstructionID == "" && t.EndToEndID == "" {
		r.find("status-of-nobody", "a status "+string(t.Status)+" names no transfer (OrgnlInstrId, OrgnlEndToEndId)", true)
	}
	g.Transfers = append(g.Transfers, t)
	return err
}

// status reads a status code.
func (r *reader) status(into *formats.StatusCode) error {
	s, err := r.Value()
	*into = formats.StatusCode(s)
	return err
}

// reasons adds a reason that says something.
func (r *reader) reasons(into *[]formats.Reason) error {
	reason, err := r.reason()
	if reason != (formats.Reason{}) {
		*into = append(*into, reason)
	}
	return err
}

// join puts pieces of a text together, as far as a person would read.
func join(text, piece, between string) string {
	if text == "" || piece == "" {
		return text + piece
	}
	if len(text)+len(piece) > 8<<10 {
		return text
	}
	return text + between + piece
}

// reason reads StsRsnInf: a code, or the bank's own, and texts. Banks cut a long text
// into several AddtlInf, in the middle of a word too (seen at a Finnish bank), so a
// piece that fills its 105 characters goes on without a blank.
func (r *reader) reason() (formats.Reason, error) {
	var out formats.Reason
	long := false
	err := r.each(func(name string) error {
		var text string
		switch name {
		case "Rsn":
			return r.each(func(string) error { return r.text(&out.Code) })
		case "AddtlInf", "AddtlStsRsnInf":
			if err := r.text(&text); err != nil {
				return err
			}
			between := " "
			if long {
				between = ""
			}
			out.Text, long = join(out.Text, text, between), len([]rune(text)) >= 100
		}
		return nil
	})
	return out, err
}
