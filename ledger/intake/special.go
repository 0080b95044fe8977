package intake

import (
	"girod/formats"
	"girod/formats/date"
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
		a.after.strays = append(a.after.strays, onInvoice{receipt: receipt, invoice: s.Invoice, amount: s.Amount})
		a.out.note("line %d: %s came for an invoice that is sold: forward it to the factor", p.Line, amount(p))
	}
	if len(d.Strays) > 0 {
		a.out.Strays++
	}
	if d.State&matching.AtPartner != 0 {
		a.out.Direct++
		a.after.direct = append(a.after.direct, sharesWith(a.claims.index, receipt, d, matching.AtPartner)...)
	}
	recovered := recoveries(receipt, d, a.cur.e.BookedOn)
	a.out.Recovered += len(recovered)
	a.after.lost = append(a.after.lost, recovered...)
	if d.Passed {
		a.after.passed = append(a.after.passed, sharesWith(a.claims.index, receipt, d, matching.Aged)...)
		a.out.note("line %d: %s came for a claim whose limitation has passed", p.Line, amount(p))
	}
	return nil
}

// recoveries are what a payment brought for claims that were written off. What is another
// payer's than the first rests on suspense and recovers nothing yet.
func recoveries(receipt ledger.ReceiptID, d *matching.Decision, on date.Date) (list []recovery) {
	for i := range d.Credits {
		if c := &d.Credits[i]; c.Lost && c.Party == d.Credits[0].Party {
			list = append(list, recovery{onInvoice{receipt: receipt, invoice: c.Invoice, amount: c.Amount}, on})
		}
	}
	return list
}

// sharesWith sums the shares of a payment by invoice, of the claims in a state.
func sharesWith(x *matching.Index, receipt ledger.ReceiptID, d *matching.Decision, state matching.State) (list []onInvoice) {
	for i := range d.Shares {
		s := &d.Shares[i]
		if x.State(s.Claim)&state == 0 {
			continue
		}
		if n := len(list); n == 0 || list[n-1].invoice != s.Invoice {
			list = append(list, onInvoice{receipt: receipt, invoice: s.Invoice})
		}
		last := &list[len(list)-1]
		last.amount += s.Amount
		last.of[s.Bucket] += s.Amount
	}
	return list
}

// follows notes what must be done about a payment once the file is booked.
func (a *applier) follows(receipt ledger.ReceiptID, p *formats.Payment, d *matching.Decision) error {
	switch {
	case !agents(a.tx) && a.after.orderedAbroad(receipt, p, d):
	case d.Duplicate && d.Rule > 1 && d.State&matching.Credited == 0:
		for i := range d.Credits {
			a.after.twice = append(a.after.twice, onInvoice{receipt: receipt, invoice: d.Credits[i].Invoice, amount: d.Credits[i].Amount})
		}
	case d.Rule == 9 && len(p.PayerAccount) > 0 && len(a.after.resting) < maxPayers:
		a.after.resting = append(a.after.resting, resting{receipt, string(p.PayerAccount), string(p.BankRef), d.Suspense})
	}
	if d.Suspense == 0 {
		return nil
	}
	return a.after.keepProposals(receipt, d.Proposals)
}
