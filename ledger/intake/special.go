package intake

import (
	"girod/formats"
	"girod/ledger"
	"girod/ledger/matching"
)

// special books what is particular about the claims a payment names (DOMAIN.md §5.3): money
// for a sold invoice is a debt to its factor (T-35), what is paid beside a collector he is
// told of (R-BST-53, R-BST-61), what comes after a loss recovers it, and money for a claim
// whose limitation has passed is taken and flagged.
func (a *applier) special(receipt ledger.ReceiptID, p *formats.Payment, d *matching.Decision) error {
	for i := range d.Strays {
		s := &d.Strays[i]
		a.add(ledger.Posting{Role: ledger.RoleMisdirected, Amount: -s.Amount, Receipt: receipt})
		a.after.strays = append(a.after.strays, onInvoice{receipt, s.Invoice, s.Amount})
		a.out.note("line %d: %s came for an invoice that is sold: forward it to the factor", p.Line, amount(p))
	}
	if len(d.Strays) > 0 {
		a.out.Strays++
	}
	if d.State&matching.AtPartner != 0 {
		a.out.Direct++
		a.after.direct = append(a.after.direct, a.sharesWith(receipt, d, matching.AtPartner)...)
	}
	for i := range d.Credits {
		if c := &d.Credits[i]; c.Lost {
			a.out.Recovered++
			a.after.lost = append(a.after.lost, recovery{onInvoice{receipt, c.Invoice, c.Amount}, a.cur.e.BookedOn})
		}
	}
	if d.Passed {
		a.after.passed = append(a.after.passed, a.sharesWith(receipt, d, matching.Aged)...)
		a.out.note("line %d: %s came for a claim whose limitation has passed", p.Line, amount(p))
	}
	return nil
}

// sharesWith sums the shares of a payment by invoice, of the claims in a state.
func (a *applier) sharesWith(receipt ledger.ReceiptID, d *matching.Decision, state matching.State) (list []onInvoice) {
	for i := range d.Shares {
		s := &d.Shares[i]
		if a.claims.index.State(s.Claim)&state == 0 {
			continue
		}
		if n := len(list); n > 0 && list[n-1].invoice == s.Invoice {
			list[n-1].amount += s.Amount
			continue
		}
		list = append(list, onInvoice{receipt, s.Invoice, s.Amount})
	}
	return list
}

// follows notes what must be done about a payment once the file is booked.
func (a *applier) follows(receipt ledger.ReceiptID, p *formats.Payment, d *matching.Decision) error {
	switch {
	case d.Duplicate && d.Rule > 1 && d.State&matching.Credited == 0:
		for i := range d.Credits {
			a.after.twice = append(a.after.twice, onInvoice{receipt, d.Credits[i].Invoice, d.Credits[i].Amount})
		}
	case d.Rule == 9 && len(p.PayerAccount) > 0 && len(a.after.resting) < maxPayers:
		a.after.resting = append(a.after.resting, resting{receipt, string(p.PayerAccount), string(p.BankRef), d.Suspense})
	}
	if d.Suspense == 0 {
		return nil
	}
	return a.after.keepProposals(receipt, d.Proposals)
}
