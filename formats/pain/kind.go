package pain

import (
	"slices"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// Kind is what sort of payment a transfer is: each is marked in its own way and takes
// its own road between the banks (FORMATS.md 6.2).
type Kind string

// The kinds of payment that girod orders.
const (
	Bankgiro    Kind = "bankgiro"     // to a Swedish bankgiro number
	Plusgiro    Kind = "plusgiro"     // to a Swedish plusgiro number
	Slip        Kind = "slip"         // a Danish payment slip: FIK 71, 73, 75, giro 01, 04, 15
	Account     Kind = "account"      // to an account in the payer's own country
	Salary      Kind = "salary"       // wages and pensions (SALA, PENS), likewise
	SEPA        Kind = "sepa"         // euro within the Single Euro Payments Area
	Urgent      Kind = "urgent"       // same day: URGP, SDVA
	CrossBorder Kind = "cross-border" // all else that leaves the country
)

// KindOf tells what sort of payment a transfer of a group is. Who wants a service says
// so (SEPA, URGP, SDVA); else accounts and currency decide.
func KindOf(g *formats.TransferGroup, t *formats.Transfer) Kind {
	service := t.Service
	if service == "" {
		service = g.Service
	}
	home, there := country(g.From, "", g.FromBIC, g.From.Currency), payeeCountry(t)
	switch {
	case t.To.Scheme == "BGNR":
		return Bankgiro
	case t.To.Scheme == "PGNR":
		return Plusgiro
	case slipCard(t.To.Scheme) != "":
		return Slip
	case service == "URGP", service == "SDVA":
		return Urgent
	case service == "SEPA", service != "NURG" && euroArea(t):
		return SEPA
	case home != there || there == "":
		return CrossBorder
	case t.Purpose == "SALA", t.Purpose == "PENS":
		return Salary
	}
	return Account
}

// abroad tells that the payee's bank is in another country than the payer's, or that
// nobody can tell.
func abroad(g *formats.TransferGroup, t *formats.Transfer) bool {
	there := payeeCountry(t)
	return there == "" || there != country(g.From, "", g.FromBIC, g.From.Currency)
}

func payeeCountry(t *formats.Transfer) string {
	return country(t.To, t.Clearing, t.BIC, t.Amount.Currency)
}

// country tells where an account is kept, by the surest sign there is: the number's own
// scheme, the bank, a Swedish clearing number; last a currency that one country has.
func country(a formats.Account, clearing, bic string, c money.Currency) string {
	switch {
	case a.Scheme == "BGNR", a.Scheme == "PGNR":
		return "SE"
	case slipCard(a.Scheme) != "":
		return "DK"
	case a.Scheme == "IBAN" && len(plainNumber(a.ID)) > 2:
		return strings.ToUpper(plainNumber(a.ID)[:2])
	case clearing != "":
		return "SE"
	case len(bic) >= 6:
		return bic[4:6]
	}
	switch c {
	case money.SEK:
		return "SE"
	case money.NOK:
		return "NO"
	case money.DKK:
		return "DK"
	}
	return ""
}

// euroArea tells a transfer that SEPA carries: euro, to an IBAN of a member.
func euroArea(t *formats.Transfer) bool {
	if t.Amount.Currency != money.EUR || t.To.Scheme != "IBAN" {
		return false
	}
	return slices.Contains(sepaMembers, payeeCountry(t))
}

// sepaMembers are the countries of the Single Euro Payments Area (EPC409-09, 2025).
var sepaMembers = strings.Fields("AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV " +
	"MC MD ME MK MT NL NO PL PT RO RS SE SI SK SM VA")

// slipCards are the Danish cards, by the scheme of the account paid to.
var slipCards = map[string]string{"FIK01": "01", "FIK04": "04", "FIK15": "15", "FIK71": "71", "FIK73": "73", "FIK75": "75"}

// slipCard gives the card of a Danish slip's scheme: "FIK71" is card 71.
func slipCard(scheme string) string { return slipCards[scheme] }

// typing is what PmtTpInf says of a payment.
type typing struct{ service, instrument, purpose string }

// typing of a transfer: what the order says, else what the profile has for its kind.
func (p Profile) typing(g *formats.TransferGroup, t *formats.Transfer) typing {
	kind := KindOf(g, t)
	is := typing{service: t.Service, purpose: t.Purpose}
	if is.service == "" {
		is.service = g.Service
	}
	if is.service == "" {
		is.service = p.Service[kind]
	}
	if is.purpose == "" {
		is.purpose = p.Purpose[kind]
	}
	if card := slipCard(t.To.Scheme); card != "" {
		is.instrument = p.SlipInstrument + card
	}
	return is
}

// regulatory code of a transfer: what it says, else the profile's when it leaves the
// country.
func (p Profile) regulatory(g *formats.TransferGroup, t *formats.Transfer) string {
	if kind := KindOf(g, t); t.Regulatory == "" && (kind == CrossBorder || kind == Urgent && abroad(g, t)) {
		return p.Regulatory
	}
	return t.Regulatory
}

// charges of a group: what the order says, else what the profile has, when all its
// transfers are of one mind.
func (p Profile) charges(g *formats.TransferGroup) string {
	if g.Charges != "" {
		return g.Charges
	}
	first := p.Charges[KindOf(g, &g.Transfer[0])]
	for i := range g.Transfer {
		if p.Charges[KindOf(g, &g.Transfer[i])] != first {
			return ""
		}
	}
	return first
}
