package main

import (
	"errors"
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger/payout"
)

// payable refuses a payout that its bank would, by writing it as it would leave and
// reading it back: nothing is known here of what each kind of payment asks for, so what is
// refused when it is typed is what would be refused when it is sent. Until a batch says
// which account pays, it is the first one of the payout's currency.
func (o *office) payable(b *payout.Batch, p *payout.Payout) error {
	if err := o.keptApart(b, p); err != nil {
		return err
	}
	trial := *p
	if trial.From == "" {
		trial.From = o.accountFor(p.Amount.Currency)
	}
	if trial.From == "" {
		return nil // nothing can be paid, and nothing proposed, without an account
	}
	if trial.On == 0 {
		trial.On = o.today()
	}
	as := payout.Batch{MessageID: "TRIAL", Account: trial.From}
	if b != nil {
		as.Account = b.Account
	}
	orders, err := o.splitTransfers(&as, []payout.Payout{trial})
	if err != nil {
		return err
	}
	_, partner, err := o.payingAccount(as.Account)
	if err != nil {
		return err
	}
	house, err := o.paidFrom(trial.From, trial.Amount.Currency)
	if err != nil {
		return err
	}
	order := orders[0]
	order.Created, order.Initiator = trial.On.String()+"T00:00:00", house.Initiator
	_, err = writeTransfers(partner, order)
	return refusedField(p, err)
}

// accountFor names the account that pays a currency when nobody says which.
func (o *office) accountFor(c money.Currency) string {
	for _, a := range o.config.Accounts {
		if a.Currency == string(c) {
			return a.Name
		}
	}
	if len(o.config.Accounts) > 0 {
		return o.config.Accounts[0].Name
	}
	return ""
}

// refusedField turns a refusal of a file into one of what was typed.
func refusedField(p *payout.Payout, err error) error {
	var e *formats.Error
	if !errors.As(err, &e) {
		return err
	}
	code, why := payout.Incomplete, fmt.Sprintf("want %s", e.Want)
	if e.Got != "" {
		why = fmt.Sprintf("%q: %s", formats.Excerpt(e.Got), why)
	}
	if e.Code == string(payout.AddressUnstructured) {
		code = payout.AddressUnstructured
	}
	return &payout.Refusal{Code: code, What: "payout of " + p.Source, Why: fieldOf(e.At) + ": " + why}
}

// typed are the places of a payment file that a person fills by a flag, the longer before
// the shorter.
var typed = []struct{ place, flag string }{
	{"/CdtrAgt/FinInstnId/ClrSysMmbId", "--clearing"},
	{"/CdtrAgt", "--bic"},
	{"/CdtrAcct", "the account"},
	{"/Cdtr/PstlAdr", "--town and --country"},
	{"/Cdtr/Nm", "--name"},
	{"/Amt/InstdAmt", "--amount or --currency"},
	{"/RmtInf/Strd/CdtrRefInf", "--ref"},
	{"/RmtInf/Strd[", "--invoice or --credit-note"},
	{"/RmtInf/Ustrd", "--text"},
	{"/RmtInf", "--ref, --text or --invoice"},
	{"/SvcLvl", "--service"},
	{"/CtgyPurp", "--purpose"},
	{"/Purp", "--purpose-code"},
	{"/RgltryRptg", "--regulatory"},
	{"/ChrgBr", "--charges"},
	{"/DbtrAcct", "--from"},
}

// fieldOf names what a person typed that stands at a place in the file; a place nobody
// types stands for itself.
func fieldOf(at string) string {
	for _, t := range typed {
		if strings.Contains(at, t.place) {
			return t.flag
		}
	}
	return at
}
