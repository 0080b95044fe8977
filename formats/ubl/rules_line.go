package ubl

import (
	"math/big"
)

// Lines, prices, and what is taken off or put on.
var lineRules = []Rule{
	{"BR-21", Fatal, false, "an identifier of the line", european, anyLine(func(l *Line) bool { return l.ID != "" })},
	{"BR-22", Fatal, false, "the quantity", european, anyLine(func(l *Line) bool { return l.Quantity.Value != "" })},
	{"BR-23", Fatal, false, "the unit of the quantity", european, anyLine(func(l *Line) bool { return l.Quantity.Unit != "" })},
	{"BR-24", Fatal, false, "the amount of the line", european, anyLine(func(l *Line) bool { return l.Amount.Given() })},
	{"BR-25", Fatal, false, "the name of the item", european, anyLine(func(l *Line) bool { return l.Item.Name != "" })},
	{"BR-26", Fatal, false, "the price", european, anyLine(func(l *Line) bool { return l.Price.Amount != "" })},
	{"BR-27", Fatal, false, "a price that is not negative", european, anyLine(func(l *Line) bool { return l.Price.Amount.sign() >= 0 })},
	{"BR-28", Fatal, false, "a gross price that is not negative", european, anyLine(func(l *Line) bool { return l.Price.Allowance.From.sign() >= 0 })},
	{"BR-30", Fatal, false, "a period that ends after it began", european, anyLine(func(l *Line) bool { return l.Period.forward() })},
	{"BR-54", Fatal, false, "name and value of each property", european, anyLine(func(l *Line) bool {
		for _, p := range l.Item.Properties {
			if p.Name == "" || p.Value == "" {
				return false
			}
		}
		return true
	})},
	{"BR-64", Fatal, false, "the scheme of the item's standard number", european, anyLine(func(l *Line) bool { return l.Item.StandardID.Value == "" || l.Item.StandardID.Scheme != "" })},
	{"BR-65", Fatal, false, "the list of the item's class", european, anyLine(func(l *Line) bool {
		for _, c := range l.Item.Classes {
			if c.Code != "" && c.List == "" {
				return false
			}
		}
		return true
	})},
	{"BR-CO-04", Fatal, false, "the category of VAT", european, anyLine(func(l *Line) bool { return l.Item.Tax.ID != "" })},
	{"numbers", Fatal, false, "quantity, price and rate in plain decimals", european, anyLine(func(l *Line) bool {
		for _, n := range []Decimal{l.Quantity.Value, l.Price.Amount, l.Price.Of.Value, l.Item.Tax.Percent} {
			if n != "" && !n.valid() {
				return false
			}
		}
		return true
	})},
	{"BR-31", Fatal, false, "the amount of the allowance", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return a.Charge || ofLine || a.Amount.Given() })},
	{"BR-32", Fatal, false, "the category of VAT of the allowance", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return a.Charge || ofLine || a.Tax.ID != "" })},
	{"BR-33", Fatal, false, "the reason of the allowance", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return a.Charge || ofLine || a.explained() })},
	{"BR-36", Fatal, false, "the amount of the charge", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return !a.Charge || ofLine || a.Amount.Given() })},
	{"BR-37", Fatal, false, "the category of VAT of the charge", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return !a.Charge || ofLine || a.Tax.ID != "" })},
	{"BR-38", Fatal, false, "the reason of the charge", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return !a.Charge || ofLine || a.explained() })},
	{"BR-41", Fatal, false, "the amount of the line's allowance", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return a.Charge || !ofLine || a.Amount.Given() })},
	{"BR-42", Fatal, false, "the reason of the line's allowance", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return a.Charge || !ofLine || a.explained() })},
	{"BR-43", Fatal, false, "the amount of the line's charge", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return !a.Charge || !ofLine || a.Amount.Given() })},
	{"BR-44", Fatal, false, "the reason of the line's charge", european, anyAllowance(func(a *Allowance, ofLine bool) bool { return !a.Charge || !ofLine || a.explained() })},
	{"PEPPOL-EN16931-CL002", Fatal, false, "a reason code of allowances (UNCL 5189)", peppol, anyAllowance(func(a *Allowance, _ bool) bool {
		return a.Charge || a.Code == "" || allowanceCodes(a.Code)
	})},
	{"PEPPOL-EN16931-R041", Fatal, false, "the amount that the percentage is of", peppol, anyAllowance(func(a *Allowance, _ bool) bool { return a.Percent == "" || a.Base.Given() })},
	{"PEPPOL-EN16931-R042", Fatal, false, "the percentage of the amount it is of", peppol, anyAllowance(func(a *Allowance, _ bool) bool { return a.Percent != "" || !a.Base.Given() })},
	{"PEPPOL-EN16931-R040", Fatal, false, "the percentage of its base", peppol, anyAllowance(func(a *Allowance, _ bool) bool {
		percent, ok := a.Percent.number()
		return a.Percent == "" || !a.Base.Given() || ok && near(a.Amount.Minor, percentOf(percent, a.Base.Minor), 2)
	})},
	{"PEPPOL-EN16931-R044", Fatal, false, "no charge on a price", peppol, anyLine(func(l *Line) bool { return !l.Price.Allowance.Charge })},
	{"PEPPOL-EN16931-R046", Fatal, false, "a price that is the gross price less its discount", peppol, anyLine(func(l *Line) bool { return l.Price.discounted() })},
	{"PEPPOL-EN16931-R100", Fatal, false, "one object for a line", peppol, anyLine(func(l *Line) bool { return l.Object.Value == "" || l.ObjectType == "130" })},
	{"PEPPOL-EN16931-R110", Fatal, false, "a line's period within the invoice's", peppol, insidePeriod(func(line, all Period) bool {
		return line.From == 0 || all.From == 0 || line.From >= all.From
	})},
	{"PEPPOL-EN16931-R111", Fatal, false, "a line's period within the invoice's", peppol, insidePeriod(func(line, all Period) bool {
		return line.To == 0 || all.To == 0 || line.To <= all.To
	})},
	{"PEPPOL-EN16931-R120", Fatal, false, "quantity times price, with charges and less allowances", peppol, priced},
	{"PEPPOL-EN16931-R121", Fatal, false, "a price of more than no units", peppol, anyLine(func(l *Line) bool { return l.Price.Of.Value == "" || l.Price.Of.Value.sign() > 0 })},
	{"PEPPOL-EN16931-R130", Fatal, false, "one unit for quantity and price", peppol, anyLine(func(l *Line) bool {
		return l.Price.Of.Unit == "" || l.Quantity.Value == "" || l.Price.Of.Unit == l.Quantity.Unit
	})},
}

// Reasons of charges (UNCL 7161) are not held to their list: EHF reminders use REM.
var allowanceCodes = listed("41 42 60 62 63 64 65 66 67 68 70 71 88 95 100 102 103 104 105")

func (a *Allowance) explained() bool { return a.Reason != "" || a.Code != "" }

func (p *Price) discounted() bool {
	price, ok := p.Amount.number()
	gross, also := p.Allowance.From.number()
	off, too := p.Allowance.Amount.number()
	return p.Allowance.From == "" || ok && also && too && price.Cmp(gross.Sub(gross, off)) == 0
}

func insidePeriod(ok func(line, all Period) bool) test {
	return func(d *Document, say say) {
		for i := range d.Lines {
			if !ok(d.Lines[i].Period, d.Period) {
				say(d.place(i), "", "")
			}
		}
	}
}

// priced holds every line's amount against its quantity and price, to within two
// hundredths: quantities and prices may have more decimals than money.
func priced(d *Document, say say) {
	decimals := max(0, d.currency().Decimals())
	for i := range d.Lines {
		l := &d.Lines[i]
		want, ok := l.product(decimals)
		if !ok {
			continue // told by other rules
		}
		for j := range l.Allowances {
			want.Add(want, new(big.Rat).SetInt64(l.Allowances[j].signed()))
		}
		if !near(l.Amount.Minor, want, 2) {
			off := new(big.Rat).Quo(want, new(big.Rat).SetInt64(scale(decimals)))
			say(d.place(i), l.Amount.decimal(), ", "+off.FloatString(decimals))
		}
	}
}

// product is quantity times price in minor units.
func (l *Line) product(decimals int) (*big.Rat, bool) {
	quantity, ok := l.Quantity.Value.number()
	if l.Quantity.Value == "" {
		quantity, ok = big.NewRat(1, 1), true
	}
	price, also := l.Price.Amount.number()
	if !ok || !also {
		return nil, false
	}
	if of, ok := l.Price.Of.Value.number(); ok && of.Sign() > 0 {
		price.Quo(price, of)
	}
	return minorOf(quantity.Mul(quantity, price), decimals), true
}
