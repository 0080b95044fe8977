package formats

// Says tells what the report says of one transfer we ordered, by the group and the
// identifications it was sent with; "" when it says nothing.
//
// It begins with the whole message; what is said of the group overrides that, and
// what is said of the transfer overrides both. PART says that those not listed are
// accepted (ACCP); a rejected group is rejected whole, listed or not.
func (r *StatusReport) Says(group, instruction, endToEnd string) (StatusCode, []Reason) {
	status, reasons := r.Status, r.Reasons
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.PaymentInfoID != group {
			continue
		}
		if g.Status != "" {
			status, reasons = g.Status, g.Reasons
		}
		for j := range g.Transfers {
			if t := &g.Transfers[j]; t.Status != "" && t.isOf(instruction, endToEnd) {
				return t.Status, firstOf(t.Reasons, g.Reasons)
			}
		}
		if t := g.lone(instruction, endToEnd); t != nil {
			reasons = firstOf(t.Reasons, reasons)
		}
	}
	if status == "PART" {
		return "ACCP", nil
	}
	return status, reasons
}

// isOf matches by instruction where both sides have one, else end to end: banks repeat
// either or both.
func (t *TransferStatus) isOf(instruction, endToEnd string) bool {
	if t.InstructionID != "" && instruction != "" {
		return t.InstructionID == instruction
	}
	return t.EndToEndID != "" && t.EndToEndID == endToEnd
}

// lone finds a transfer that is listed for its reason only, without a status.
func (g *GroupStatus) lone(instruction, endToEnd string) *TransferStatus {
	for i := range g.Transfers {
		if t := &g.Transfers[i]; t.Status == "" && t.isOf(instruction, endToEnd) {
			return t
		}
	}
	return nil
}

// firstOf gives the nearest level that gives a reason.
func firstOf(a, b []Reason) []Reason {
	if len(a) > 0 {
		return a
	}
	return b
}
