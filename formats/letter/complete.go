package letter

import (
	"cmp"
	"fmt"

	"girod/formats"
	"girod/formats/date"
)

// What one letter may hold at most: enough for any debtor, and a bound for what a wrong
// file could make of one.
const (
	mostClaims      = 500
	mostInstalments = 360
	mostStretches   = 400
)

// complete refuses what would make a letter that cannot be paid or understood.
func complete(r *formats.Reminder) error {
	missing := ""
	switch {
	case r.ID == "":
		missing = "an id"
	case r.Debtor.Name == "" || r.Sender.Name == "":
		missing = "the names of debtor and sender"
	case r.Currency.Decimals() < 0:
		missing = "a currency"
	case !r.On.Valid():
		missing = "its date"
	case len(r.Claims) > mostClaims || len(r.Lines) > mostStretches:
		missing = fmt.Sprintf("at most %d invoices and %d stretches of interest", mostClaims, mostStretches)
	case r.Principal < 0 || r.Fee < 0 || r.Cost < 0 || r.Interest < 0 || r.Compensation < 0 || r.Compensation > r.Cost:
		missing = "amounts that are not negative"
	default:
		missing = ofKind(r)
	}
	if missing != "" {
		return fmt.Errorf("letter %q: want %s", r.ID, missing)
	}
	return nil
}

// ofKind tells what is missing for the letter's own kind.
func ofKind(r *formats.Reminder) string {
	kind := kindOf(r)
	payment := kind == formats.MisdirectedLetter || kind == formats.RefundLetter
	switch {
	case payment && (r.Payment == nil || r.Payment.Amount <= 0 || r.Payment.Back < 0):
		return "a payment with its amount"
	case payment && !r.Payment.On.Valid() && (kind != formats.RefundLetter || r.Payment.Back == 0): // a credit may come of no single payment
		return "the day of the payment"
	case payment:
		return ""
	case r.Invoice == "":
		return "an invoice number"
	case !r.Due.Valid():
		return "its due date"
	case kind == formats.WithdrawnLetter && (r.Credit == nil || r.Credit.Amount <= 0):
		return "what is credited"
	case kind == formats.WithdrawnLetter:
		return ""
	case r.PayTo.Account.ID == "":
		return "an account to pay to"
	case kind == formats.PlanLetter || kind == formats.PlanInterestLetter || kind == formats.PlanBrokenLetter:
		if p := r.Plan; p == nil || len(p.Instalments) == 0 || len(p.Instalments) > mostInstalments || p.Instalments[0].Amount <= 0 {
			return "a plan with instalments"
		}
	}
	switch {
	case kind != formats.PlanLetter && (!r.PayBy.Valid() || r.PayBy < r.On):
		return "a day to pay by"
	case kind != formats.PlanLetter && r.Total() <= 0:
		return "an amount to pay"
	case !knownKind(kind):
		return "a kind of letter we have texts for"
	}
	return ""
}

func knownKind(kind formats.LetterKind) bool {
	switch kind {
	case formats.ReminderLetter, formats.CollectionNotice, formats.CollectionDemand, formats.CompensationLetter, formats.PlanLetter,
		formats.PlanInterestLetter, formats.PlanBrokenLetter:
		return true
	}
	return false
}

// ask gives what the slip of a letter asks for, and by when: the whole claim, or of a plan
// the first instalment, or the last one when that has a new sum.
func ask(r *formats.Reminder) (amount int64, by date.Date, asks bool) {
	kind := kindOf(r)
	if kind == formats.PlanLetter {
		first := r.Plan.Instalments[0]
		return first.Amount, first.Due, true
	}
	if kind == formats.PlanInterestLetter {
		last := r.Plan.Instalments[len(r.Plan.Instalments)-1]
		return cmp.Or(last.Left, last.Amount), r.PayBy, true
	}
	return r.Total(), r.PayBy, kind.Asks()
}
