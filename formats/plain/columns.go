package plain

import "strings"

// column is a column of the layout.
type column uint8

// The columns, in the order in which we write them.
const (
	number column = iota
	kind
	issued
	due
	delivered
	currency
	net
	vat
	gross
	prepaid
	rounding
	toPay
	ref
	credits
	concerns
	order
	buyerRef
	feeAgreed
	customer
	name
	orgNo
	vatNo
	email
	phone
	street
	street2
	postCode
	town
	country
	eAddress
	supplier
	bankgiro
	plusgiro
	iban
	bic
	account
	line
	lineText
	lineAmount
	columns // how many there are
)

// names gives each column its name in the layout and the other names we know it by,
// Swedish and Norwegian. Case, blanks, hyphens and the like do not matter.
var names = [columns][]string{
	number:     {"invoice_number", "number", "invoice no", "fakturanummer", "fakturanr"},
	kind:       {"kind", "type", "typ", "fakturatyp", "fakturatype", "dokumenttyp"},
	issued:     {"invoice_date", "issued", "fakturadatum", "fakturadato"},
	due:        {"due_date", "due", "förfallodatum", "förfallodag", "forfallsdato", "forfall"},
	delivered:  {"delivery_date", "delivered", "leveransdatum", "leveringsdato"},
	currency:   {"currency", "valuta", "valutakod"},
	net:        {"net", "netto", "nettobelopp", "nettobeløp", "belopp exkl moms", "beløp eks mva"},
	vat:        {"vat", "moms", "momsbelopp", "mva", "mva-beløp"},
	gross:      {"gross", "brutto", "bruttobelopp", "bruttobeløp", "belopp inkl moms", "beløp inkl mva"},
	prepaid:    {"prepaid", "förskott", "redan betalt", "forskudd", "allerede betalt"},
	rounding:   {"rounding", "öresavrundning", "avrundning", "øresavrunding", "avrunding"},
	toPay:      {"to_pay", "payable", "amount due", "att betala", "å betale"},
	ref:        {"reference", "payment reference", "ocr", "ocr-nummer", "betalningsreferens", "kid", "kid-nummer", "viite"},
	credits:    {"credits", "krediterar", "krediterad faktura", "krediterer"},
	concerns:   {"concerns", "note", "fakturan avser", "avser", "gjelder"},
	order:      {"order", "order number", "ordernummer", "bestillingsnummer"},
	buyerRef:   {"buyer_reference", "er referens", "deres referanse"},
	feeAgreed:  {"fee_agreed", "påminnelseavgift avtalad", "purregebyr avtalt"},
	customer:   {"customer_number", "customer no", "kundnummer", "kundnr", "medlemsnummer", "kundenummer", "kundenr"},
	name:       {"name", "customer name", "namn", "kundnamn", "navn", "kundenavn"},
	orgNo:      {"org_number", "organisationsnummer", "orgnr", "personnummer", "organisasjonsnummer", "fødselsnummer"},
	vatNo:      {"vat_number", "momsregistreringsnummer", "momsregnr", "mva-nummer"},
	email:      {"email", "e-post", "e-postadress", "e-postadresse"},
	phone:      {"phone", "telefon", "telefonnummer"},
	street:     {"street", "address", "gatuadress", "adress", "gateadresse", "adresse"},
	street2:    {"street_2", "address 2", "adress 2", "c/o", "adresse 2"},
	postCode:   {"post_code", "postnummer", "postnr"},
	town:       {"town", "city", "ort", "postort", "poststed", "sted"},
	country:    {"country", "land", "landskod", "landkode"},
	eAddress:   {"e_invoice_address", "peppol-id", "e-fakturaadress", "e-fakturaadresse"},
	supplier:   {"supplier", "leverantör", "leverantörens organisationsnummer", "leverandør", "leverandørens organisasjonsnummer"},
	bankgiro:   {"bankgiro", "bankgironummer"},
	plusgiro:   {"plusgiro", "plusgironummer"},
	iban:       {"iban"},
	bic:        {"bic", "swift"},
	account:    {"account", "konto", "kontonummer", "bankkonto"},
	line:       {"line", "rad", "radnummer", "linje", "linjenummer"},
	lineText:   {"line_text", "radtext", "linjetekst"},
	lineAmount: {"line_amount", "radbelopp", "linjebeløp"},
}

// String gives the column's name in the layout.
func (c column) String() string { return names[c][0] }

// isLine tells whether the column belongs to a line of the invoice.
func (c column) isLine() bool { return c >= line }

// known finds a column by any of its names, folded.
var known = func() map[string]column {
	m := make(map[string]column)
	for c, all := range names {
		for _, n := range all {
			m[fold(n)] = column(c)
		}
	}
	return m
}()

// fold makes names equal that differ in case, blanks and signs only.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\u00a0', '_', '-', '.', '/', ':', '*', '\ufeff':
			return -1
		}
		return r
	}, strings.ToLower(name))
}
