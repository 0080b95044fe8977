package payout

import "cmp"

// Tongue gives the language that is spoken to a payee in a country, "" for one who says none.
type Tongue func(country string) string

// said is what a payee reads on the account that our money comes to.
type said struct{ refund, credit, giveBack string }

// languages are those that letters are written in.
var languages = map[string]said{
	"sv": {"Återbetalning faktura ", "Återbetalning kund ", "Retur av inbetalning "},
	"nb": {"Tilbakebetaling faktura ", "Tilbakebetaling kunde ", "Retur av innbetaling "},
	"da": {"Tilbagebetaling faktura ", "Tilbagebetaling kunde ", "Retur af indbetaling "},
	"fi": {"Palautus lasku ", "Palautus asiakas ", "Maksun palautus "},
	"en": {"Refund invoice ", "Refund customer ", "Return of payment "},
}

// in gives the words for a payee in a country.
func (t Tongue) in(country string) said {
	if t == nil {
		return languages["en"]
	}
	return cmp.Or(languages[t(country)], languages["en"])
}
