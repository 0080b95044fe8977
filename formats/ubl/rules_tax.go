package ubl

import (
	"slices"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// taxKind is what EN 16931 says of one category of VAT. The rules of the categories
// have the same numbers everywhere: BR-S-05 is BR-Z-05 is BR-AE-05.
type taxKind struct {
	id, rule, name string
	charged        bool // a rate above zero
	outside        bool // no rate at all, and no VAT numbers
	buyer          bool // the buyer's VAT number too
	reason         bool // there must be a reason for no VAT
}

var taxKinds = []taxKind{
	{id: "S", rule: "BR-S", name: "standard rate", charged: true},
	{id: "Z", rule: "BR-Z", name: "zero rate"},
	{id: "E", rule: "BR-E", name: "exempt", reason: true},
	{id: "AE", rule: "BR-AE", name: "reverse charge", buyer: true, reason: true},
	{id: "K", rule: "BR-IC", name: "intra-community supply", buyer: true, reason: true},
	{id: "G", rule: "BR-G", name: "export", reason: true},
	{id: "O", rule: "BR-O", name: "not subject to VAT", outside: true, reason: true},
}

// taxRules makes the rules of every category, and those of VAT as a whole.
func taxRules() []Rule {
	all := []Rule{
		{"BR-CO-18", Fatal, false, "the VAT of at least one category (TaxSubtotal)", european, whole(func(d *Document) bool { return len(d.vat().Parts) > 0 })},
		{"BR-45", Fatal, false, "the taxable amount of each category", european, anyPart(func(p *TaxPart) bool { return p.Taxable.Given() })},
		{"BR-46", Fatal, false, "the VAT of each category", european, anyPart(func(p *TaxPart) bool { return p.Amount.Given() })},
		{"BR-47", Fatal, false, "the code of each category of VAT", european, anyPart(func(p *TaxPart) bool { return p.Tax.ID != "" })},
		{"BR-48", Fatal, false, "the rate of each category", european, anyPart(func(p *TaxPart) bool {
			return p.Tax.Percent.valid() || p.Tax.ID == "O"
		})},
	}
	for _, k := range taxKinds {
		all = append(all, k.rules()...)
	}
	for _, v := range exemptions {
		all = append(all, Rule{v.rule, Fatal, false, "category " + v.category + " for the exemption " + v.code, peppol, anyPart(func(p *TaxPart) bool {
			return !strings.EqualFold(p.Tax.ReasonCode, v.code) || p.Tax.ID == v.category
		})})
	}
	return append(all, supplyRules...)
}

// exemptions are the codes of reasons (VATEX) that belong to one category.
var exemptions = []struct{ rule, code, category string }{
	{"PEPPOL-EN16931-P0104", "VATEX-EU-G", "G"},
	{"PEPPOL-EN16931-P0105", "VATEX-EU-O", "O"},
	{"PEPPOL-EN16931-P0106", "VATEX-EU-IC", "K"},
	{"PEPPOL-EN16931-P0107", "VATEX-EU-AE", "AE"},
	{"PEPPOL-EN16931-P0108", "VATEX-EU-D", "E"},
	{"PEPPOL-EN16931-P0109", "VATEX-EU-F", "E"},
	{"PEPPOL-EN16931-P0110", "VATEX-EU-I", "E"},
	{"PEPPOL-EN16931-P0111", "VATEX-EU-J", "E"},
}

// supplyRules are those of supplies within the union, which must be seen to cross a
// border, and of what is outside VAT, which nothing taxed may stand beside.
var supplyRules = []Rule{
	{"BR-IC-11", Fatal, false, "the day of delivery or the period, for an intra-community supply", european, whole(func(d *Document) bool {
		return d.parts("K") == 0 || d.Delivery.On != 0 || d.Period.From != 0 || d.Period.To != 0
	})},
	{"BR-IC-12", Fatal, false, "the country delivered to, for an intra-community supply", european, whole(func(d *Document) bool {
		return d.parts("K") == 0 || d.Delivery.Address.Country != ""
	})},
	{"BR-O-11", Fatal, false, "nothing else where something is not subject to VAT", european, whole(func(d *Document) bool {
		return d.parts("O") == 0 || len(d.vat().Parts) == 1
	})},
	{"BR-O-12", Fatal, false, "lines not subject to VAT, as the whole is not", european, func(d *Document, say say) {
		if d.parts("O") > 0 {
			anyLine(func(l *Line) bool { return l.Item.Tax.ID == "O" })(d, say)
		}
	}},
	{"BR-O-13", Fatal, false, "allowances not subject to VAT, as the whole is not", european, whole(func(d *Document) bool { return d.untaxed(false) })},
	{"BR-O-14", Fatal, false, "charges not subject to VAT, as the whole is not", european, whole(func(d *Document) bool { return d.untaxed(true) })},
}

// untaxed tells whether allowances (or charges) are outside VAT where the document is.
func (d *Document) untaxed(charges bool) bool {
	return d.parts("O") == 0 || !slices.ContainsFunc(d.Allowances, func(a Allowance) bool { return a.Charge == charges && a.Tax.ID != "O" })
}

func (k taxKind) rules() []Rule {
	none := func(c *Category) bool { return c.ReasonCode == "" && c.Reason == "" }
	list := []Rule{
		{k.rule + "-01", Fatal, false, "the VAT of category " + k.id + " (" + k.name + ") where a line, allowance or charge has it", european, whole(func(d *Document) bool {
			n := d.parts(k.id)
			if d.uses(k.id) {
				return n == 1 || k.charged && n > 0
			}
			return n == 0 || k.charged // rates without lines are BR-S-08's
		})},
		{k.rule + "-02", Fatal, false, k.numbers(), european, whole(func(d *Document) bool { return !d.uses(k.id) || k.numbered(d) })},
		{k.rule + "-05", Fatal, false, k.rate(), european, anyCategory(func(c *Category) bool { return c.ID != k.id || k.fits(c.Percent) })},
		{k.rule + "-08", Fatal, false, "the sum of lines, allowances and charges of category " + k.id, european, k.taxable},
	}
	if k.charged {
		return append(list, Rule{k.rule + "-10", Fatal, false, "no reason for exemption at the standard rate", european, anyPart(func(p *TaxPart) bool {
			return p.Tax.ID != k.id || none(&p.Tax)
		})})
	}
	list = append(list, Rule{k.rule + "-09", Fatal, false, "no VAT in category " + k.id + " (" + k.name + ")", european, anyPart(func(p *TaxPart) bool {
		return p.Tax.ID != k.id || p.Amount.Minor == 0
	})})
	if k.reason {
		return append(list, Rule{k.rule + "-10", Fatal, false, "the reason why there is no VAT (" + k.name + ")", european, anyPart(func(p *TaxPart) bool {
			return p.Tax.ID != k.id || !none(&p.Tax)
		})})
	}
	return append(list, Rule{k.rule + "-10", Fatal, false, "no reason for exemption at the zero rate", european, anyPart(func(p *TaxPart) bool {
		return p.Tax.ID != k.id || none(&p.Tax)
	})})
}

// anyPart is a rule about the VAT of every category.
func anyPart(ok func(p *TaxPart) bool) test {
	return func(d *Document, say say) {
		vat := d.vat()
		for i := range vat.Parts {
			if p := &vat.Parts[i]; !ok(p) {
				say(d.at(vat.Origin, "TaxSubtotal"), p.Amount.decimal(), "")
			}
		}
	}
}

// anyCategory is a rule about every category on a line, an allowance or a charge.
func anyCategory(ok func(c *Category) bool) test {
	return func(d *Document, say say) {
		for i := range d.Allowances {
			if c := &d.Allowances[i].Tax; !ok(c) {
				say(formats.Origin{}, string(c.Percent), "")
			}
		}
		for i := range d.Lines {
			if c := &d.Lines[i].Item.Tax; !ok(c) {
				say(d.place(i), string(c.Percent), "")
			}
		}
	}
}

// uses tells whether anything in the document has the category.
func (d *Document) uses(id string) bool {
	for i := range d.Lines {
		if d.Lines[i].Item.Tax.ID == id {
			return true
		}
	}
	for i := range d.Allowances {
		if d.Allowances[i].Tax.ID == id {
			return true
		}
	}
	return false
}

func (d *Document) parts(id string) (n int) {
	for _, p := range d.vat().Parts {
		if p.Tax.ID == id {
			n++
		}
	}
	return n
}

// numbers says which numbers the category asks for.
func (k taxKind) numbers() string {
	switch {
	case k.outside:
		return "no VAT number of seller or buyer where something is " + k.name
	case k.buyer:
		return "the VAT numbers of seller and buyer where something is " + k.name
	}
	return "the seller's VAT number or tax registration where something is of category " + k.id
}

func (k taxKind) numbered(d *Document) bool {
	seller, buyer := d.Supplier.VAT() != "" || d.Representative.VAT() != "", d.Customer.VAT() != ""
	switch {
	case k.outside:
		return !seller && !buyer
	case k.buyer:
		return (seller || k.id == "AE" && d.Supplier.TaxStatus() != "") && (buyer || k.id == "AE" && d.Customer.OrgNo.Value != "")
	}
	return seller || d.Supplier.TaxStatus() != ""
}

// rate says which rates the category has.
func (k taxKind) rate() string {
	switch {
	case k.charged:
		return "a rate above 0 at the standard rate"
	case k.outside:
		return "no rate where something is not subject to VAT"
	}
	return "the rate 0 in category " + k.id + " (" + k.name + ")"
}

func (k taxKind) fits(percent Decimal) bool {
	switch {
	case k.charged:
		return percent.sign() > 0
	case k.outside:
		return percent == ""
	}
	return percent.equal("0")
}

// taxable holds the taxable amount against what has the category; for a charged one,
// what has the rate, and to within one unit, since prices may include the tax.
func (k taxKind) taxable(d *Document, say say) {
	sums, slack := map[string]int64{}, int64(1)
	add := func(c *Category, minor int64) {
		if c.ID == k.id {
			sums[k.rateOf(c)] += minor
		}
	}
	for i := range d.Lines {
		add(&d.Lines[i].Item.Tax, d.Lines[i].Amount.Minor)
	}
	for i := range d.Allowances {
		add(&d.Allowances[i].Tax, d.Allowances[i].signed())
	}
	if k.charged {
		slack = scale(d.currency().Decimals())
	}
	vat := d.vat()
	for i := range vat.Parts {
		p := &vat.Parts[i]
		if sum := sums[k.rateOf(&p.Tax)]; p.Tax.ID == k.id && abs(sum-p.Taxable.Minor) >= slack {
			d.differs(say, vat.Origin, "TaxSubtotal/TaxableAmount", p.Taxable.Minor, sum)
		}
	}
}

// rateOf is what sets the sums of a category apart: its rate, where there are several.
func (k taxKind) rateOf(c *Category) string {
	if !k.charged {
		return ""
	}
	_, whole, fraction, _ := c.Percent.parts()
	return whole + "." + fraction
}

// tax is the rate's share of the taxable amount, if the rate is a number.
func (p *TaxPart) tax() (minor int64, ok bool) {
	percent, ok := p.Tax.Percent.number()
	if !ok {
		return 0, false
	}
	share := percentOf(percent, p.Taxable.Minor)
	minor, err := money.RoundHalfUp(share.Num(), share.Denom())
	return minor, err == nil
}
