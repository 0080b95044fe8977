package law

import (
	"fmt"

	"girod/formats/date"
)

// Ground is why a claim bears interest from a day.
type Ground string

// The grounds (DOMAIN.md 3.1.3).
const (
	AgreedDueDate   Ground = "agreed_due_date"   // a due date set beforehand (räntelagen 3 §)
	DemandPlus30    Ground = "demand_plus_30"    // so many days after a demand that states the interest (4 §)
	AgreedStart     Ground = "agreed_start"      // a day the contract names
	ExtendedDueDate Ground = "extended_due_date" // a respite: the later day the creditor granted
)

// Since is what a ground needs to know. Days that do not matter are zero.
type Since struct {
	Due      date.Date // the claim's due date
	Sent     date.Date // the invoice or demand that states the interest
	Received date.Date // it came to the debtor; consumers owe no interest before
	Agreed   date.Date // the contract's day, or the respite's
}

// InterestFrom gives the day from which interest is counted; that day itself bears none.
// No ground means the agreed due date.
func (t *Tables) InterestFrom(g Ground, c Claim, s Since) (date.Date, Basis, error) {
	if g == "" {
		g = AgreedDueDate
	}
	want := func(d date.Date, what string) (date.Date, Basis, error) {
		if !d.Valid() {
			return 0, Basis{}, fmt.Errorf("interest by %s: want the day %s", g, what)
		}
		return d, Basis{Note: string(g)}, nil
	}
	switch g {
	case AgreedDueDate:
		return want(s.Due, "the claim is due")
	case AgreedStart:
		return want(s.Agreed, "the contract names")
	case ExtendedDueDate:
		if s.Agreed < s.Due {
			return 0, Basis{}, fmt.Errorf("interest by %s: the respite to %s ends before the due date %s", g, s.Agreed, s.Due)
		}
		return want(s.Agreed, "the respite ends")
	case DemandPlus30:
	default:
		return 0, Basis{}, fmt.Errorf("interest by %q: no such ground", string(g))
	}
	if _, _, err := want(s.Sent, "the demand was sent"); err != nil {
		return 0, Basis{}, err
	}
	days, row, err := t.count("interest_after_demand", c, s.Sent)
	if err != nil {
		return 0, Basis{}, err
	}
	from := s.Sent.Add(days)
	if c.Debtor == Consumer {
		from = max(from, s.Received)
	}
	return from, Basis{Rows: []Row{row}, Note: string(g)}, nil
}

// VAT is how a charge stands to value added tax.
type VAT string

// The answers of the tables.
const (
	OutsideVAT VAT = "outside" // compensation, not a supply
	VATClient  VAT = "client"  // taxable; the client bears the tax, not the debtor
	VATDebtor  VAT = "debtor"  // taxable; the debtor bears it where the client cannot deduct it
)

// LateInterest is the key of interest where a kind of charge is asked for.
const LateInterest Kind = "late_interest"

// VAT tells how a charge stands to value added tax.
func (t *Tables) VAT(kind Kind, c Claim, on date.Date) (VAT, Basis, error) {
	row, err := t.forClaim(kind+"_vat", c, on)
	return VAT(row.Value), Basis{Rows: []Row{row}}, err
}
