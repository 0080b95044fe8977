package ubl

import (
	"strings"

	"girod/formats"
	"girod/formats/reference"
)

// Who is who: names, countries, identifiers and where e-invoices go.
var partyRules = []Rule{
	{"BR-06", Fatal, false, "the seller's name", everybody, whole(func(d *Document) bool { return d.Supplier.Name() != "" })},
	{"BR-07", Fatal, false, "the buyer's name", everybody, whole(func(d *Document) bool { return d.Customer.Name() != "" })},
	{"BR-09", Fatal, false, "the seller's country", european, whole(func(d *Document) bool { return d.Supplier.Address.Country != "" })},
	{"BR-11", Fatal, false, "the buyer's country", european, whole(func(d *Document) bool { return d.Customer.Address.Country != "" })},
	{"BR-17", Fatal, false, "the payee's name", european, whole(func(d *Document) bool {
		return d.Payee.Name() != "" || len(d.Payee.IDs) == 0 && d.Payee.OrgNo.Value == ""
	})},
	{"BR-18", Fatal, false, "the tax representative's name", european, whole(func(d *Document) bool { return !d.Representative.given() || d.Representative.Name() != "" })},
	{"BR-20", Fatal, false, "the tax representative's country", european, whole(func(d *Document) bool {
		return !d.Representative.given() || d.Representative.Address.Country != ""
	})},
	{"BR-56", Fatal, false, "the tax representative's VAT number", european, whole(func(d *Document) bool { return !d.Representative.given() || d.Representative.VAT() != "" })},
	{"BR-57", Fatal, false, "the country delivered to", european, whole(func(d *Document) bool {
		return d.Delivery.Address == Address{} || d.Delivery.Address.Country != ""
	})},
	{"BR-62", Fatal, false, "the scheme of the seller's electronic address", european, whole(func(d *Document) bool { return d.Supplier.Endpoint.schemed() })},
	{"BR-63", Fatal, false, "the scheme of the buyer's electronic address", european, whole(func(d *Document) bool { return d.Customer.Endpoint.schemed() })},
	{"BR-CO-09", Fatal, false, "a VAT number that begins with its country", european, func(d *Document, say say) {
		for _, p := range []*Party{&d.Supplier, &d.Customer, &d.Representative} {
			if n := p.VAT(); n != "" && !countried(n) {
				say(formats.Origin{}, n, "")
			}
		}
	}},
	{"BR-CO-26", Fatal, false, "the seller's identifier, organisation number or VAT number", european, whole(func(d *Document) bool {
		s := &d.Supplier
		return len(s.IDs) > 0 || s.OrgNo.Value != "" || s.VAT() != ""
	})},
	{"PEPPOL-EN16931-R010", Fatal, false, "the buyer's electronic address (EndpointID)", peppol, whole(func(d *Document) bool { return d.Customer.Endpoint.Value != "" })},
	{"PEPPOL-EN16931-R020", Fatal, false, "the seller's electronic address (EndpointID)", peppol, whole(func(d *Document) bool { return d.Supplier.Endpoint.Value != "" })},
	// A warning here: the list of schemes grows twice a year, and ours would not follow.
	{"PEPPOL-EN16931-CL008", Warning, false, "a scheme of electronic addresses that is known (EAS)", peppol, func(d *Document, say say) {
		for _, p := range []*Party{&d.Supplier, &d.Customer} {
			if s := p.Endpoint.Scheme; s != "" && !schemes(s) {
				say(formats.Origin{}, s, "")
			}
		}
	}},
	{"PEPPOL-COMMON-R040", Fatal, false, "a GLN whose check digit agrees", peppol, endpoints("0088", gln)},
	{"PEPPOL-COMMON-R041", Fatal, false, "a Norwegian organisation number of 9 digits whose check digit agrees", peppol, endpoints("0192", orgNo("NO"))},
	{"PEPPOL-COMMON-R042", Fatal, false, "a CVR number, 8 digits", peppol, endpoints("0184", func(n string) bool {
		n = strings.TrimPrefix(n, "DK")
		return len(n) == 8 && digitsIn(n) == 8
	})},
	{"PEPPOL-COMMON-R049", Fatal, false, "a Swedish organisation number of 10 digits whose check digit agrees", peppol, endpoints("0007", luhn10)},
}

func (id ID) schemed() bool { return id.Value == "" || id.Scheme != "" }

// countried tells whether a VAT number begins with two letters; Greece writes EL.
func countried(number string) bool {
	return len(number) > 2 && number[0] >= 'A' && number[0] <= 'Z' && number[1] >= 'A' && number[1] <= 'Z'
}

// schemes are those of the list EAS.
var schemes = listed("0002 0007 0009 0037 0060 0088 0096 0097 0106 0130 0135 0142 0147 0151 0154 0158 0170 0177 0183 0184 0188 " +
	"0190 0191 0192 0193 0194 0195 0196 0198 0199 0200 0201 0202 0203 0204 0205 0208 0209 0210 0211 0212 0213 0215 0216 0217 0218 " +
	"0219 0220 0221 0225 0230 0235 0240 9910 9913 9914 9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 " +
	"9933 9934 9935 9936 9937 9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959")

// endpoints is a rule about electronic addresses of one scheme, and the organisation
// numbers of the same.
func endpoints(scheme string, ok func(number string) bool) test {
	return func(d *Document, say say) {
		for _, p := range []*Party{&d.Supplier, &d.Customer, &d.Payee, &d.Representative} {
			for _, id := range []ID{p.Endpoint, p.OrgNo} {
				if id.Scheme == scheme && id.Value != "" && !ok(id.Value) {
					say(formats.Origin{}, id.Value, "")
				}
			}
		}
	}
}

// orgNo checks the organisation number of a country, written without separators.
func orgNo(country string) func(string) bool {
	return func(number string) bool {
		return digitsIn(number) == len(number) && reference.CheckOrgNo(country, number) == nil
	}
}

// luhn10 checks ten digits by Luhn: an organisation number, or a sole trader's personal
// number, which has a month where the other has at least 20.
func luhn10(number string) bool {
	return len(number) == 10 && digitsIn(number) == 10 && reference.Luhn([]byte(number)) == 0
}

// gln checks a Global Location Number: weights 3 and 1 from the right.
func gln(number string) bool {
	if number == "" || digitsIn(number) != len(number) {
		return false
	}
	sum := 0
	for i := range len(number) {
		digit := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			digit *= 3
		}
		sum += digit
	}
	return sum%10 == 0
}
