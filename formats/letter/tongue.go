package letter

import (
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// tongue is how a language writes days and amounts, and its words for the fixed
// places of a letter.
type tongue struct {
	code         string
	months       [12]string
	point, group string
	before       bool // currency before the number

	date, invoiceNo, customerNo, reference, due, page string
	claim, sum, original, remains, fee, cost          string
	feeLaw, interest, interestLaw, interestRow        string
	toPay, notLaterThan, specification                string
	orgNo, phone, mail, invoiceWord, seePage, paid    string
	slip, payTo, payee, payer, scan, regards          string
	giro                                              map[string]string
}

// nbsp keeps a number and its currency on one line.
const nbsp = "\u00a0"

var swedish = tongue{
	code: "sv",
	months: [12]string{"januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti",
		"september", "oktober", "november", "december"},
	point: ",", group: nbsp,
	date: "Datum", invoiceNo: "Fakturanummer", customerNo: "Kundnummer", reference: "OCR-nummer",
	due: "Förfallodatum", page: "Sida %d (%d)",
	claim: "Kravet avser", sum: "Belopp", original: "Fakturabelopp %s", remains: ", varav %s återstår",
	fee: "Påminnelseavgift", cost: "Kostnader", feeLaw: "enligt lag (1981:739)",
	interest: "Dröjsmålsränta", interestLaw: "enligt räntelagen (1975:635)",
	interestRow: "%s %% på %s, %s – %s, %d dagar",
	toPay:       "Att betala", notLaterThan: "Oss tillhanda senast", specification: "Specifikation av räntan",
	orgNo: "Org.nr", phone: "Telefon", mail: "E-post", invoiceWord: "Faktura", seePage: "Se specifikationen på sida %d", paid: "Avgår betald ränta %s",
	slip: "INBETALNING/GIRERING", payTo: "Betala till", payee: "Betalningsmottagare", payer: "Betalningsavsändare",
	scan: "Skanna med bankens app", regards: "Vänliga hälsningar",
	giro: map[string]string{"BGNR": "Bankgiro", "PGNR": "Plusgiro", "IBAN": "IBAN", "BBAN": "Konto"},
}

var norwegian = tongue{
	code: "nb",
	months: [12]string{"januar", "februar", "mars", "april", "mai", "juni", "juli", "august",
		"september", "oktober", "november", "desember"},
	point: ",", group: nbsp,
	date: "Dato", invoiceNo: "Fakturanummer", customerNo: "Kundenummer", reference: "KID",
	due: "Forfallsdato", page: "Side %d (%d)",
	claim: "Kravet gjelder", sum: "Beløp", original: "Fakturabeløp %s", remains: ", herav gjenstår %s",
	fee: "Purregebyr", cost: "Kostnader", feeLaw: "",
	interest: "Forsinkelsesrente", interestLaw: "",
	interestRow: "%s %% av %s, %s – %s, %d dager",
	toPay:       "Å betale", notLaterThan: "Hos oss senest", specification: "Spesifikasjon av rentene",
	orgNo: "Org.nr", phone: "Telefon", mail: "E-post", invoiceWord: "Faktura", seePage: "Se spesifikasjonen på side %d", paid: "Fratrukket betalte renter %s",
	slip: "INNBETALING", payTo: "Betales til", payee: "Betalingsmottaker", payer: "Betalt av",
	scan: "Skann med bankens app", regards: "Vennlig hilsen",
	giro: map[string]string{"BGNR": "Bankgiro", "PGNR": "Plusgiro", "IBAN": "IBAN", "BBAN": "Konto"},
}

var english = tongue{
	code: "en",
	months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December"},
	point: ".", group: ",", before: true,
	date: "Date", invoiceNo: "Invoice number", customerNo: "Customer number", reference: "Payment reference",
	due: "Due date", page: "Page %d (%d)",
	claim: "The claim", sum: "Amount", original: "Invoice amount %s", remains: ", of which %s remains",
	fee: "Reminder fee", cost: "Costs", feeLaw: "",
	interest: "Late interest", interestLaw: "",
	interestRow: "%s %% on %s, %s – %s, %d days",
	toPay:       "To pay", notLaterThan: "To reach us by", specification: "Specification of the interest",
	orgNo: "Registration no.", phone: "Telephone", mail: "E-mail", invoiceWord: "Invoice", seePage: "See the specification on page %d", paid: "Less interest paid %s",
	slip: "PAYMENT SLIP", payTo: "Pay to", payee: "Payee", payer: "Payer",
	scan: "Scan with your bank's app", regards: "Kind regards",
	giro: map[string]string{"BGNR": "Bankgiro", "PGNR": "Plusgiro", "IBAN": "IBAN", "BBAN": "Account"},
}

// tongueOf gives the language, English when we do not speak it.
func tongueOf(language string) tongue {
	switch language {
	case "sv":
		return swedish
	case "nb", "nn", "no":
		return norwegian
	}
	return english
}

// day writes a day as running text: "11 februari 2026".
func (t tongue) day(d date.Date) string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Split()
	return fmt.Sprintf("%d%s%s%s%d", day, nbsp, t.months[m-1], nbsp, y)
}

// number writes an amount without its currency: "1 576,44".
func (t tongue) number(minor int64, c money.Currency) string {
	text := money.Of(minor, c).Decimal()
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "\u2212", text[1:]
	}
	whole, fraction, has := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + t.group + whole[i:]
	}
	if has {
		whole += t.point + fraction
	}
	return sign + whole
}

// amount writes an amount with its currency: "1 576,44 kr", "SEK 1,576.44".
func (t tongue) amount(minor int64, c money.Currency) string {
	name := string(c)
	if t.code == "sv" && c == money.SEK || t.code == "nb" && c == money.NOK {
		name = "kr"
	}
	if t.before {
		return name + nbsp + t.number(minor, c)
	}
	return t.number(minor, c) + nbsp + name
}

// rate writes "10.00" as the language does.
func (t tongue) rate(text string) string { return strings.Replace(text, ".", t.point, 1) }

// stretch writes one line of interest.
func (t tongue) stretch(l formats.InterestLine, c money.Currency) string {
	return fmt.Sprintf(t.interestRow, t.rate(l.Rate), t.amount(l.Base, c), l.From, l.To, l.Days)
}
