package payout

import (
	"errors"
	"fmt"
	"strings"

	"girod/formats/money"
	"girod/formats/reference"
)

// sound refuses what we, or a bank, would.
func sound(b *Batch, p *Payout, check Check) error {
	if err := Validate(p); err != nil || check == nil {
		return err
	}
	return check(b, p)
}

// Validate refuses what nobody could pay: no name, no account, a wrong check digit, an
// address that is neither structured nor left out (FORMATS.md 6.4). What kinds of payment
// and banks ask for beyond that is known to a [Check].
func Validate(p *Payout) error {
	no := func(why string) error { return &Refusal{Incomplete, "payout of " + p.Source, why} }
	switch {
	case p.Source == "":
		return no("want a source: what is paid")
	case p.Amount.Minor <= 0 || p.Amount.Currency.Decimals() < 0:
		return no("want an amount above zero")
	case p.Payee.Name == "":
		return no("want the payee's name")
	case p.Liability.Role == "":
		return no("want the liability it pays down")
	case len(p.Ref) > 35 || len([]rune(p.Text)) > 140:
		return no("want a reference of at most 35 or a text of at most 140 characters")
	}
	if err := checkAccount(p); err != nil {
		return no(fmt.Sprintf("account %s %q: %v", p.To.Scheme, p.To.ID, err))
	}
	if err := checkLines(p); err != nil {
		return no(err.Error())
	}
	return checkAddress(p)
}

// checkLines: the lines of a payout are what it pays, all together.
func checkLines(p *Payout) error {
	sum := int64(0)
	for _, l := range p.Lines {
		next, fits := money.Add(sum, l.Amount)
		if l.Number == "" || l.Amount == 0 || !fits {
			return fmt.Errorf("line %q: want a number and an amount", l.Number)
		}
		sum = next
	}
	if len(p.Lines) > 0 && sum != p.Amount.Minor {
		return fmt.Errorf("its lines come to %s, it pays %s", money.Of(sum, p.Amount.Currency), p.Amount)
	}
	return nil
}

func checkAccount(p *Payout) (err error) {
	switch p.To.Scheme {
	case "BGNR":
		err = reference.CheckBankgiro(p.To.ID)
	case "PGNR":
		err = reference.CheckPlusgiro(p.To.ID)
	case "IBAN":
		err = reference.CheckIBAN(p.To.ID)
	case "BBAN":
		return checkNational(p)
	case "FIK01", "FIK04", "FIK15", "FIK71", "FIK73", "FIK75":
	default:
		return fmt.Errorf("scheme %q: want IBAN, BGNR, PGNR, BBAN or a Danish slip: FIK01, FIK04, FIK15, FIK71, FIK73, FIK75", p.To.Scheme)
	}
	if reference.IsWarning(err) {
		return nil
	}
	return err
}

// checkNational holds an account that is no IBAN to what its number itself can show. A
// clearing number is Swedish, and without a bank's BIC so are kronor.
func checkNational(p *Payout) error {
	if p.Clearing == "" {
		if p.Amount.Currency == money.SEK && p.BIC == "" {
			return errors.New("want its clearing number")
		}
		return nil
	}
	if err := reference.CheckSwedishAccount(p.Clearing + p.To.ID); !reference.IsWarning(err) {
		return err
	}
	return nil
}

// checkAddress holds the rule of 2026-11-15: town and country whenever an address is
// given, and always on a payment that leaves the Nordic countries' own systems.
func checkAddress(p *Payout) error {
	a := &p.Payee
	given := a.Street+a.Street2+a.PostCode+a.Town+a.Country != ""
	home := homes[p.Amount.Currency]
	abroad := p.To.Scheme == "IBAN" && !strings.HasPrefix(p.To.ID, home) || home == ""
	if (given || abroad) && (a.Town == "" || len(a.Country) != 2) {
		return &Refusal{AddressUnstructured, "payout of " + p.Source, "the payee's address wants a town and a country of two letters (or, within a country, nothing at all)"}
	}
	return nil
}

// homes are the countries whose own currency we pay in.
var homes = map[money.Currency]string{money.SEK: "SE", money.NOK: "NO", money.DKK: "DK"}
