package pain_test

import (
	"fmt"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/pain"
)

// xml makes a report on message M from lines of a shorthand, in the order of the schema:
// "GrpSts X", "PmtInf G X", "Tx E X", "Rsn C text" (of what stands above it).
func report(version, created string, lines ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:%s"><CstmrPmtStsRpt><GrpHdr><MsgId>B</MsgId><CreDtTm>%s</CreDtTm></GrpHdr>`, version, created)
	b.WriteString("<OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>")
	open := []string{"OrgnlGrpInfAndSts"}
	shut := func(n int) {
		for ; len(open) > n; open = open[:len(open)-1] {
			b.WriteString("</" + open[len(open)-1] + ">")
		}
	}
	status := func(tag, s string) {
		if s != "-" {
			fmt.Fprintf(&b, "<%s>%s</%s>", tag, s, tag)
		}
	}
	for _, line := range lines {
		f := append(strings.SplitN(line, " ", 3), "", "")
		switch f[0] {
		case "GrpSts":
			status("GrpSts", f[1])
		case "PmtInf":
			shut(0)
			open = append(open, "OrgnlPmtInfAndSts")
			fmt.Fprintf(&b, "<OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>", f[1])
			status("PmtInfSts", f[2])
		case "Tx":
			shut(1)
			open = append(open, "TxInfAndSts")
			fmt.Fprintf(&b, "<TxInfAndSts><OrgnlInstrId>%s</OrgnlInstrId><OrgnlEndToEndId>%s</OrgnlEndToEndId>", f[1], f[1])
			status("TxSts", f[2])
		case "Rsn":
			b.WriteString("<StsRsnInf>")
			if f[1] != "-" {
				fmt.Fprintf(&b, "<Rsn><Cd>%s</Cd></Rsn>", f[1])
			}
			for _, part := range strings.Split(f[2], "|") {
				if part != "" {
					fmt.Fprintf(&b, "<AddtlInf>%s</AddtlInf>", part)
				}
			}
			b.WriteString("</StsRsnInf>")
		}
	}
	shut(0)
	return b.String() + "</CstmrPmtStsRpt></Document>"
}

// Each sentence of FORMATS.md 7, as a report and what it says of two transfers, A and B,
// of group G. In .03 and .10 alike.
func TestWhatReportsSay(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		a, b  string // code and reasons
	}{
		{"received", []string{"GrpSts RCVD"}, "RCVD", "RCVD"},
		{"syntax accepted", []string{"GrpSts ACTC"}, "ACTC", "ACTC"},
		{"customer profile checked", []string{"GrpSts ACCP"}, "ACCP", "ACCP"},
		{"settlement in process", []string{"GrpSts ACSP"}, "ACSP", "ACSP"},
		{"accepted with a change, and why", []string{"GrpSts ACWC", "Rsn DT01 moved to the next bank day"}, "ACWC DT01 moved to the next bank day", "ACWC DT01 moved to the next bank day"},
		{"settled", []string{"GrpSts -", "PmtInf G ACSC"}, "ACSC", "ACSC"},
		{"pending", []string{"GrpSts PDNG", "Rsn - waits for a signature"}, "PDNG  waits for a signature", "PDNG  waits for a signature"},
		{"cancelled one", []string{"GrpSts -", "PmtInf G -", "Tx A CANC"}, "CANC", ""},
		{"payee verification pending", []string{"GrpSts RCVC"}, "RCVC", "RCVC"},
		{"payee matched", []string{"GrpSts RCVM"}, "RCVM", "RCVM"},
		{"payee not matched", []string{"GrpSts RVNC"}, "RVNC", "RVNC"},
		{"rejected whole", []string{"GrpSts RJCT", "Rsn DU01 duplicate"}, "RJCT DU01 duplicate", "RJCT DU01 duplicate"},
		{"a lower level overrides for its own", []string{"GrpSts ACCP", "PmtInf G -", "Tx A RJCT", "Rsn AC01"}, "RJCT AC01", "ACCP"},
		{"part: listed are rejected, the others accepted", []string{"GrpSts PART", "PmtInf G PART", "Tx A RJCT", "Rsn AC04"}, "RJCT AC04", "ACCP"},
		{"part at the group only", []string{"GrpSts PART", "PmtInf G -", "Tx B RJCT"}, "ACCP", "RJCT"},
		{"part at the batch only", []string{"GrpSts -", "PmtInf G PART", "Tx B RJCT"}, "ACCP", "RJCT"},
		{"part, and our batch is not listed", []string{"GrpSts PART", "PmtInf H RJCT"}, "ACCP", "ACCP"},
		{"part, and our batch rejected", []string{"GrpSts PART", "PmtInf G RJCT", "Rsn AM04"}, "RJCT AM04", "RJCT AM04"},
		{"no level above", []string{"GrpSts -", "PmtInf G -", "Tx A RJCT"}, "RJCT", ""},
		{"batch rejected without a list", []string{"GrpSts -", "PmtInf G RJCT", "Rsn NARR CAP Invalid code"}, "RJCT NARR CAP Invalid code", "RJCT NARR CAP Invalid code"},
		{"batch rejected, a list gives each its reason", []string{"GrpSts -", "PmtInf G RJCT", "Tx A RJCT", "Rsn AC01", "Tx B RJCT", "Rsn AM04"}, "RJCT AC01", "RJCT AM04"},
		{"batch rejected, one listed for its reason only", []string{"GrpSts -", "PmtInf G RJCT", "Rsn MS03", "Tx A -", "Rsn AC06"}, "RJCT AC06", "RJCT MS03"},
		{"another's batch says nothing of ours", []string{"GrpSts -", "PmtInf H RJCT", "Tx A RJCT"}, "", ""},
		{"an unknown status is kept", []string{"GrpSts XYZW"}, "XYZW", "XYZW"},
		{"an unknown reason is kept with its text", []string{"GrpSts RJCT", "Rsn ZZ99 see &lt;the guide&gt;"}, "RJCT ZZ99 see <the guide>", "RJCT ZZ99 see <the guide>"},
		{"texts repeat", []string{"GrpSts RJCT", "Rsn NARR one|two"}, "RJCT NARR one two", "RJCT NARR one two"},
		{"a text cut in a word goes on", []string{"GrpSts RJCT", "Rsn NARR " + strings.Repeat("x", 105) + "|yz"}, "RJCT NARR " + strings.Repeat("x", 105) + "yz", "RJCT NARR " + strings.Repeat("x", 105) + "yz"},
		{"CDATA", []string{"GrpSts RJCT", "Rsn NARR <![CDATA[a & b]]>"}, "RJCT NARR a & b", "RJCT NARR a & b"},
		{"several reasons", []string{"GrpSts RJCT", "Rsn AC01", "Rsn AM04"}, "RJCT AC01; AM04", "RJCT AC01; AM04"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, version := range []string{"pain.002.001.03", "pain.002.001.10"} {
				file := report(version, "2026-01-07T10:00:00", c.lines...)
				r, sum, err := pain.ReadStatus(strings.NewReader(file), formats.Limits{})
				if err != nil || sum.InDoubt() != nil {
					t.Fatal(err, sum)
				}
				if a, b := says(r, "A"), says(r, "B"); a != c.a || b != c.b {
					t.Errorf("%s: A %q, B %q; want %q, %q", version, a, b, c.a, c.b)
				}
				if r.OriginalMessageID != "M" || r.Created != "2026-01-07T10:00:00" {
					t.Errorf("%+v", r)
				}
			}
		})
	}
}

// says writes what a report says of a transfer of group G on a line.
func says(r *formats.StatusReport, id string) string {
	status, reasons := r.Says("G", id, id)
	var why []string
	for _, reason := range reasons {
		why = append(why, strings.TrimRight(reason.Code+" "+reason.Text, " "))
	}
	return strings.TrimRight(string(status)+" "+strings.Join(why, "; "), " ")
}

// A technical reject may answer a message we did not send, or none, or name a pain.008:
// it is read, and told.
func TestReportsOnNothingOfOurs(t *testing.T) {
	file := report("pain.002.001.03", "2026-01-07T10:00:00", "GrpSts RJCT", "Rsn FF01")
	for _, c := range []struct{ old, new, code string }{
		{"<OrgnlMsgId>M</OrgnlMsgId>", "<OrgnlMsgId></OrgnlMsgId>", "original-missing"},
		{"<OrgnlMsgId>M</OrgnlMsgId>", "", "original-missing"},
		{"<OrgnlMsgId>M<", "<OrgnlMsgId>missing2<", ""},
		{"pain.001.001.03<", "pain.008.001.02<", ""},
	} {
		r, sum, err := pain.ReadStatus(strings.NewReader(strings.Replace(file, c.old, c.new, 1)), formats.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		code := ""
		if len(sum.Findings) > 0 {
			code = sum.Findings[0].Code
		}
		if code != c.code || r.Status != "RJCT" {
			t.Errorf("%s: finding %q, %+v", c.new, code, r)
		}
	}
}
