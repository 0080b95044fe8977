package formats_test

import (
	"testing"

	"girod/formats"
)

// What each habit of the banks means for one transfer (FORMATS.md 7).
func TestSays(t *testing.T) {
	because := func(code string) []formats.Reason { return []formats.Reason{{Code: code}} }
	listed := formats.TransferStatus{InstructionID: "P-1", EndToEndID: "E-1", Status: "RJCT", Reasons: because("AC04")}
	group := func(status formats.StatusCode, transfers ...formats.TransferStatus) formats.GroupStatus {
		return formats.GroupStatus{PaymentInfoID: "G", Status: status, Reasons: because("NARR"), Transfers: transfers}
	}
	for _, c := range []struct {
		name   string
		report formats.StatusReport
		p1     formats.StatusCode // what is said of P-1 in group G
		why    string
		p2     formats.StatusCode // and of P-2
	}{
		{"nothing", formats.StatusReport{}, "", "", ""},
		{"the whole message", formats.StatusReport{Status: "RJCT", Reasons: because("DU01")}, "RJCT", "DU01", "RJCT"},
		{"part of the message, another group listed", formats.StatusReport{Status: "PART", Groups: []formats.GroupStatus{{PaymentInfoID: "H", Status: "RJCT"}}}, "ACCP", "", "ACCP"},
		{"part of a group", formats.StatusReport{Status: "PART", Groups: []formats.GroupStatus{group("PART", listed)}}, "RJCT", "AC04", "ACCP"},
		{"part of a group, no word on the message", formats.StatusReport{Groups: []formats.GroupStatus{group("PART", listed)}}, "RJCT", "AC04", "ACCP"},
		{"a rejected group without a list", formats.StatusReport{Groups: []formats.GroupStatus{group("RJCT")}}, "RJCT", "NARR", "RJCT"},
		{"a rejected group with a list", formats.StatusReport{Groups: []formats.GroupStatus{group("RJCT", listed)}}, "RJCT", "AC04", "RJCT"},
		{"a transfer only", formats.StatusReport{Groups: []formats.GroupStatus{{PaymentInfoID: "G", Transfers: []formats.TransferStatus{listed}}}}, "RJCT", "AC04", ""},
		{"a transfer without a reason of its own", formats.StatusReport{Groups: []formats.GroupStatus{group("PART", formats.TransferStatus{EndToEndID: "E-1", Status: "PDNG"})}}, "PDNG", "NARR", "ACCP"},
		{"a reason without a status", formats.StatusReport{Groups: []formats.GroupStatus{group("RJCT", formats.TransferStatus{EndToEndID: "E-1", Reasons: because("AM04")})}}, "RJCT", "AM04", "RJCT"},
		{"another instruction with the same end to end", formats.StatusReport{Groups: []formats.GroupStatus{group("PART", formats.TransferStatus{InstructionID: "P-9", EndToEndID: "E-1", Status: "RJCT"})}}, "ACCP", "", "ACCP"},
	} {
		status, reasons := c.report.Says("G", "P-1", "E-1")
		why := ""
		if len(reasons) > 0 {
			why = reasons[0].Code
		}
		if status != c.p1 || why != c.why {
			t.Errorf("%s: P-1 %s %s, want %s %s", c.name, status, why, c.p1, c.why)
		}
		if status, _ := c.report.Says("G", "P-2", "E-2"); status != c.p2 {
			t.Errorf("%s: P-2 %s, want %s", c.name, status, c.p2)
		}
	}
}
