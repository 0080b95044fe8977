package main

import (
	"strings"

	"girod/config/law"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/limitation"
	"girod/ledger/report"
)

// paymentInfoJSON is who paid what, and how it came: "2014-03-27, 200.00, Gld, PlusgiroOCR".
type paymentInfoJSON struct {
	Payment string `json:"payment"`
	On      string `json:"on"`
	Amount  string `json:"amount"` // of the whole payment
	Payer   string `json:"payer"`
	Account string `json:"account"` // of ours that it came to; the client's own when it was registered by hand
	Rule    string `json:"rule"`
}

// historian tells of a case's bookings what the book and the law know of them. It is worked
// out when somebody looks, so that there is no second truth.
type historian struct {
	o      *office
	tx     *ledger.Tx
	c      cases.Case
	in     *report.Tongue
	breaks map[date.Date]bool // days on which a payment began limitation anew; nil: not asked yet
}

// value makes a line of a history, with who paid and whether that interrupted limitation
// (R-BST-46).
func (h *historian) value(line cases.Happened) (happenedJSON, error) {
	v := happenedValue(line, h.c)
	happenedSaid(h.in, line, &v)
	if line.Category != cases.OfBook || line.Amount >= 0 {
		return v, nil
	}
	paid, err := h.c.PaymentsIn(h.tx, ledger.EntryID(line.ID))
	if err != nil || len(paid) == 0 {
		return v, err
	}
	var words, told []string
	for _, r := range paid {
		sum := money.Of(r.Amount, r.Currency).Decimal()
		v.Payments = append(v.Payments, paymentInfoJSON{payName(r.ID), r.BookedOn.String(), sum, string(r.Payer), r.Account, r.Rule})
		words = append(words, strings.TrimSuffix(sum+" by "+string(r.Payer), " by "))
		told = append(told, inWords(h.in, "payer", words[len(words)-1]))
	}
	if len(words) > 0 && len(words) < 4 {
		v.Text += ": " + strings.Join(words, ", ")
		v.Said += ": " + strings.Join(told, ", ")
	}
	if h.breaks == nil {
		if h.breaks, err = h.interruptions(); err != nil {
			return v, err
		}
	}
	if h.breaks[line.Day] {
		v.Interrupts = true
		v.Text += " (interrupts limitation)"
		v.Said += " (" + inWords(h.in, "interrupts", "interrupts limitation") + ")"
	}
	return v, nil
}

// interruptions asks the law of the case's country on which days a payment interrupted the
// limitation of one of its invoices.
func (h *historian) interruptions() (map[date.Date]bool, error) {
	limits, err := h.o.limits()
	if err != nil {
		return nil, err
	}
	if h.c.Country != "" {
		limits.Country = law.Country(h.c.Country)
	}
	invoices, err := h.c.Invoices(h.tx)
	if err != nil {
		return nil, err
	}
	return limitation.PaidAnew(h.tx, limits, invoices, h.o.desk().Today)
}
