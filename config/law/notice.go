package law

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
)

// The rules beside a charge's key.
const (
	afterDue = "_after_due" // least days from the due date to the notice
	interval = "_interval"  // least days from the notice before it
	maxCount = "_max_count" // how many of the kind may cost
	needs    = "_needs"     // "agreement", "notice" (any before it), or the kind that must have gone before
	includes = "_includes"  // the charge whose amount is part of this one
	offset   = "_offset"    // of the compensation: what it replaces, or what is counted into it
)

// notices are the charges for telling the debtor something; the law gives each its time
// and its number, so a kind without those rows is refused rather than thought free.
var notices = []Kind{ReminderFee, NoticeFee, CollectionFee, LaterDemandFee, OwnDemandFee}

// Charged is a charge made before, for the same claim; a notice that cost nothing too,
// since the days count from it.
type Charged struct {
	Kind    Kind
	On      date.Date // the day the notice was sent
	Amount  money.Amount
	Counted int64 // of its ceiling, what was counted into the compensation and not charged
}

// SendFrom gives the earliest day on which a notice may be sent that costs: so many days
// after the due date, and so many after the last notice that was sent, if any.
func (t *Tables) SendFrom(kind Kind, c Claim, last, on date.Date) (date.Date, Basis, error) {
	if c.Due == 0 {
		return 0, Basis{}, fmt.Errorf("%s for %s: want the due date", kind, c.Country)
	}
	days, row, err := t.count(kind+afterDue, c, on)
	if err != nil {
		return 0, Basis{}, err
	}
	first := c.Due.Add(max(days, 1)) // nothing is late on its due date
	basis := Basis{Rows: []Row{row}}
	if last == 0 {
		return first, basis, nil
	}
	days, row, err = t.count(kind+interval, c, on)
	if err != nil {
		return 0, Basis{}, err
	}
	basis.Rows = append(basis.Rows, row)
	return max(first, last.Add(days)), basis, nil
}

// PayDays gives how many days the debtor must have to pay, counted from sending: of a
// collection notice ("collection_notice") or demand ("collection_demand").
func (t *Tables) PayDays(notice string, c Claim, on date.Date) (int, Basis, error) {
	days, row, err := t.count(notice+"_pay_days", c, on)
	return days, Basis{Rows: []Row{row}}, err
}

// Most gives how many charges of a kind a claim may bear, and the kinds that share that
// number.
func (t *Tables) Most(kind Kind, c Claim, on date.Date) (n int, shared []Kind, basis Basis, err error) {
	n, row, err := t.count(kind+maxCount, c, on)
	if err != nil {
		return 0, nil, Basis{}, err
	}
	return n, append([]Kind{kind}, row.sharing()...), Basis{Rows: []Row{row}}, nil
}

// PlanFee gives what a payment plan may cost by its number of instalments: a short plan
// may cost less.
func (t *Tables) PlanFee(c Claim, instalments int, on date.Date) (money.Amount, Basis, error) {
	fee, basis, err := t.Ceiling(PlanFee, c, on)
	if err != nil || !t.knows(ShortPlanFee, c) {
		return fee, basis, err
	}
	few, _, err := t.count("short_plan_instalments", c, on)
	if err != nil || instalments > few {
		return fee, basis, err
	}
	short, shortBasis, err := t.Ceiling(ShortPlanFee, c, on)
	if err != nil || short.Minor >= fee.Minor {
		return fee, basis, err
	}
	return short, shortBasis, nil
}

// BySize tells whether the principal's size could matter to what a first charge of a kind
// may be. Where it does not, claims of the same days bear the same.
func (t *Tables) BySize(kind Kind, c Claim) bool {
	keys := []string{kind, kind + afterDue, kind + needs, kind + includes, TotalCap}
	for _, k := range t.binding(kind, c) {
		keys = append(keys, k+maxCount)
	}
	for _, key := range keys {
		if slices.ContainsFunc(t.about(c.Country, key, c.Debtor), func(r Row) bool { return strings.Contains(r.Value, ":") || strings.HasPrefix(r.Unit, "of ") }) {
			return true
		}
	}
	return false
}

// exhausted tells whether charges made before leave none of the kind.
func (t *Tables) exhausted(kind Kind, c Claim, before []Charged, on date.Date) (bool, Row, error) {
	for _, k := range t.binding(kind, c) {
		n, shared, basis, err := t.Most(k, c, on)
		if err != nil {
			return false, Row{}, err
		}
		if made(before, shared) >= n {
			return true, basis.Rows[0], nil
		}
	}
	return false, Row{}, nil
}

// binding gives the kinds whose number counts a kind: its own, and that of another which
// is shared with it (two Norwegian reminders, or a reminder and a collection notice; short plans and long).
func (t *Tables) binding(kind Kind, c Claim) (list []Kind) {
	if slices.Contains(notices, kind) || t.knows(kind+maxCount, c) {
		list = append(list, kind)
	}
	for _, k := range append([]Kind{PlanFee}, notices...) {
		if k != kind && slices.ContainsFunc(t.about(c.Country, k+maxCount, c.Debtor), func(r Row) bool { return slices.Contains(r.sharing(), kind) }) {
			list = append(list, k)
		}
	}
	return list
}

// sharing gives the other kinds a number counts: "count with collection_notice_fee".
func (r Row) sharing() []Kind {
	with, found := strings.CutPrefix(r.Unit, "count with ")
	if !found {
		return nil
	}
	return strings.Fields(with)
}

// made counts the charges of some kinds; one wholly counted into the compensation was made.
func made(before []Charged, kinds []Kind) (n int) {
	for _, b := range before {
		if slices.Contains(kinds, b.Kind) && (b.Amount.Minor > 0 || b.Counted > 0) {
			n++
		}
	}
	return n
}
