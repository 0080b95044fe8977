package demo

import (
	"bytes"
	"fmt"
	"os/user"

	"girod/cmd/girobank/bank"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"
	"girod/formats/ubl"
)

// The club and its accounts. All numbers have right check digits and belong to nobody.
const (
	clubIBAN      = "SE4550000000058398257466"
	clubBankgiro  = "5805-6201"
	closedAccount = "SE7160000000000123456789" // a payee's account that money comes back from
	openAccount   = "SE7580000000000987654321"
	harbourGiro   = "712-3458"
)

const openingBalance bank.Amount = 4_150_000

var club = formats.Party{
	Name: "Sjöstadens Båtklubb", OrgNo: "8020001239", VATNo: "SE802000123901", EndpointID: "0007:8020001239", Street: "Bryggvägen 2",
	PostCode: "120 63", Town: "Stockholm", Country: "SE", Email: "kassor@batklubben.example",
}

// member is somebody with a boat, and a way of paying.
type member struct {
	name, email, street, town string
	habit                     bank.Habit
}

// members pay as people do; those without an e-mail address get their letters by post.
var members = []member{
	{"Anna Öberg", "anna.oberg@post.example", "Hamnvägen 4", "Nacka", bank.Exact},
	{"Björn Håkansson", "bjorn@post.example", "Skolgränd 11", "Stockholm", bank.Exact},
	{"Camilla Dahl", "", "Storgatan 7", "Tyresö", bank.Never},
	{"David Ek", "david.ek@post.example", "Björkstigen 2", "Stockholm", bank.Exact},
	{"Elin Forsberg", "elin@post.example", "Torggatan 19", "Nacka", bank.Part},
	{"Fredrik Gran", "", "Kungsgatan 1", "Stockholm", bank.Exact},
	{"Gunilla Hallén", "gunilla@post.example", "Älvvägen 8", "Lidingö", bank.Over},
	{"Hans Isaksson", "hans@post.example", "Hamnvägen 9", "Nacka", bank.Twice},
	{"Inger Jansson", "inger@post.example", "Strandvägen 5", "Stockholm", bank.Wrong},
	{"Jonas Karlberg", "jonas@post.example", "Ringvägen 33", "Stockholm", bank.InText},
	{"Karin Lund", "", "Sjövägen 14", "Saltsjöbaden", bank.NoRef},
	{"Lars Mattsson", "lars@post.example", "Fyrvägen 3", "Nacka", bank.Never},
	{"Märta Nyström", "marta@post.example", "Backen 6", "Stockholm", bank.Late},
	{"Nils Olofsson", "nils@post.example", "Parkvägen 12", "Tyresö", bank.Exact},
	{"Olga Palm", "olga@post.example", "Kajen 1", "Stockholm", bank.Exact},
	{"Per Qvist", "per@stangd.example", "Bergsgatan 27", "Stockholm", bank.Never},
	{"Rut Svensson", "rut@post.example", "Tegelbacken 2", "Nacka", bank.Exact},
	{"Sten Tegnér", "", "Norrängen 40", "Lidingö", bank.Late},
	{"Tove Uggla", "tove@post.example", "Lilla Torget 3", "Stockholm", bank.Several},
	{"Ulf Viberg", "ulf@post.example", "Slottsvägen 18", "Nacka", bank.Exact},
}

// login is who runs the demonstration.
func login() string {
	u, err := user.Current()
	if err != nil {
		return "root"
	}
	return u.Username
}

// bill is one line of the club's invoicing: to whom, for what, from which day.
type bill struct {
	number, member int
	day, due       date.Date
	concerns       string
	net, vat       int64
	credits        int // the invoice a credit note takes back
}

// bills are all that the club invoices: berths in May, dinghies in June, and one mistake.
func bills() []bill {
	var all []bill
	for i := range members {
		all = append(all, bill{1001 + i, i, firstDay, 20260525, "Bryggplats säsongen 2026", 196_000 + int64(i%4)*10_000, 49_000 + int64(i%4)*2_500, 0})
	}
	all = append(all, bill{1900, 13, 20260513, 20260525, "Kredit: fel bryggplats, del", 40_000, 10_000, 1014})
	for n, i := range []int{0, 2, 6, 9, 18, 19} {
		all = append(all, bill{1101 + n, i, 20260601, 20260622, "Jolleplats och sommarförvaring", 60_000, 15_000, 0})
	}
	return append(all, bill{1120, 18, 20260601, 20260622, "Nycklar till klubbhuset", 12_000, 3_000, 0})
}

// invoice lets the accountant drop the day's invoices, and hands them to their payers.
func (w *world) invoice(day date.Date) error {
	var known []bank.Invoice
	for _, b := range bills() {
		if b.day != day {
			continue
		}
		doc, err := b.document()
		if err != nil {
			return err
		}
		var out bytes.Buffer
		if err := ubl.Write(&out, doc); err != nil {
			return err
		}
		if err := w.bank.Give("accounting", fmt.Sprintf("faktura-%d.xml", b.number), out.Bytes()); err != nil {
			return err
		}
		if b.credits == 0 {
			known = append(known, b.payable(doc))
		}
	}
	if day == 20260624 {
		err := w.bank.Plan(bank.Payment{Amount: 123_400, Payer: "Kajsa Okänd", Text: "Tack för sommaren"})
		if err != nil {
			return err
		}
	}
	if day == 20260515 {
		if err := w.bank.Give("accounting", "faktura-trasig.xml", []byte(broken)); err != nil {
			return err
		}
	}
	_, err := w.bank.Pay(known)
	return err
}

// broken is what a hasty export makes: an amount with a comma.
const broken = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">
  <cbc:ID>1099</cbc:ID>
  <cbc:IssueDate>2026-05-15</cbc:IssueDate>
  <cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>
  <cac:LegalMonetaryTotal>
    <cbc:PayableAmount currencyID="SEK">2450,00</cbc:PayableAmount>
  </cac:LegalMonetaryTotal>
</Invoice>
`

func (b *bill) document() (formats.Invoice, error) {
	m := members[b.member]
	ref, err := reference.MakeOCR(fmt.Sprint(b.number), reference.OCR{LengthDigit: true})
	if err != nil {
		return formats.Invoice{}, err
	}
	gross := b.net + b.vat
	doc := formats.Invoice{
		Kind: formats.InvoiceDocument, Number: fmt.Sprintf("2026-%d", b.number), Issued: b.day, Due: b.due, Currency: money.SEK,
		Net: b.net, VAT: b.vat, Gross: gross, Payable: gross, Note: b.concerns, BuyerRef: m.name, Issuer: club,
		Recipient: formats.Party{
			ID: fmt.Sprintf("M-%d", 101+b.member), Name: m.name, Email: m.email, Street: m.street, PostCode: "131 40", Town: m.town,
			Country: "SE", EndpointID: "9999:" + fmt.Sprint(101+b.member),
		},
		Means: []formats.PaymentMeans{{Code: "30", Ref: ref, Account: formats.Account{ID: "58056201"}, Bank: "SE:BANKGIRO"}},
		Lines: []formats.InvoiceLine{{ID: "1", Text: b.concerns, Amount: b.net}},
	}
	if b.credits != 0 {
		doc.Kind, doc.Refers = formats.CreditNoteDocument, []string{fmt.Sprintf("2026-%d", b.credits)}
	}
	return doc, nil
}

// payable is what the payer knows of an invoice.
func (b *bill) payable(doc formats.Invoice) bank.Invoice {
	m := members[b.member]
	amount := bank.Amount(doc.Gross)
	for _, other := range bills() {
		if other.credits == b.number {
			amount -= bank.Amount(other.net + other.vat) // told on the telephone
		}
	}
	return bank.Invoice{
		Number: doc.Number, Ref: doc.Means[0].Ref, Amount: amount, Currency: "SEK", Due: b.due, Debtor: m.name, Habit: m.habit,
	}
}
