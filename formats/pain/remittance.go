package pain

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/reference"
)

// checkRemittance refuses a message to the payee that would be lost or altered: too
// long, in characters nobody takes, of two kinds at once, or priced to another sum
// than the transfer's.
func checkRemittance(t *formats.Transfer, at string, p Profile) error {
	kinds := 0
	for _, given := range []bool{t.Ref != "", t.Text != "", len(t.Invoices) > 0} {
		if given {
			kinds++
		}
	}
	card := slipCard(t.To.Scheme)
	if kinds > 1 && !(card == "75" && len(t.Invoices) == 0) { // card 75 has an id and a notice
		return refuse(at, "remittance", t.Ref, "a reference, or invoices, or text: one of them")
	}
	if card != "" && (card == "01" || card == "73") == (t.Ref != "") {
		return refuse(at, "remittance", t.Ref, "a payment id with the cards 04, 15, 71 and 75, none with 01 and 73")
	}
	if t.Ref != "" {
		at := at + "/Strd/CdtrRefInf/Ref"
		if err := checkReference(at, t.Ref); err != nil {
			return err
		}
		if err := checkLocalReference(t, at); err != nil {
			return err
		}
	}
	if t.Text != "" {
		most := p.Text
		if giro(t) {
			most = p.GiroText
		}
		if text := p.letters(t.Text); text == "" || utf8.RuneCountInString(text) > min(most, 140) {
			return refuse(at+"/Ustrd", "text", t.Text, fmt.Sprintf("text of 1 to %d characters", min(most, 140)))
		}
	}
	return checkInvoices(t, at, p)
}

// checkReference holds a creditor reference to what the payee will compare: letters
// and digits, blanks left out, at most 35 (Max35Text); what says it is of ISO 11649
// has good check digits, or the payee's bank would turn it down.
func checkReference(at, ref string) error {
	plain := withoutBlanks(ref)
	if plain == "" || len(plain) > maxID || strings.ContainsFunc(plain, func(r rune) bool { return !basic(r) }) {
		return refuse(at, "reference", ref, "a reference of 1 to 35 characters")
	}
	if isRF(plain) && reference.CheckRF(plain) != nil {
		return refuse(at, "reference", ref, "an RF reference with good check digits (ISO 11649)")
	}
	return nil
}

// checkInvoices holds the lines of a transfer that pays invoices and nets credit notes.
func checkInvoices(t *formats.Transfer, at string, p Profile) error {
	var sum int64
	priced, creditors := 0, 0
	for i, r := range t.Invoices {
		at := fmt.Sprintf("%s/Strd[%d]", at, i+1)
		if err := checkReference(at, string(r.Text)); err != nil {
			return err
		}
		switch {
		case r.Kind != formats.CreditorRef && r.Kind != formats.InvoiceNo && r.Kind != formats.CreditNote:
			return refuse(at, "reference-kind", string(r.Text), "an invoice, a credit note or a creditor reference")
		case !r.Priced && p.PriceRefs:
			return refuse(at+"/RfrdDocAmt", "reference-amount", string(r.Text), "an amount on each line (this bank asks for it)")
		case r.Priced && (r.Kind == formats.CreditNote) != (r.Amount < 0):
			return refuse(at+"/RfrdDocAmt", "reference-amount", string(r.Text), "credit notes below zero, others above")
		case r.Priced:
			next, fits := money.Add(sum, r.Amount)
			if !fits {
				return refuse(at+"/RfrdDocAmt", "reference-amount", string(r.Text), "lines whose sum fits 64 bits")
			}
			priced, sum = priced+1, next
		}
		if r.Kind == formats.CreditorRef {
			creditors++
		}
	}
	if creditors > 1 && p.OneRef {
		return refuse(at, "reference-many", fmt.Sprint(creditors), "one creditor reference (this bank takes one)")
	}
	if priced > 0 && (priced < len(t.Invoices) || sum != t.Amount.Minor) {
		return refuse(at, "reference-sum", fmt.Sprint(sum), fmt.Sprintf("%d minor units, all lines priced and together the transfer", t.Amount.Minor))
	}
	return nil
}

// isRF tells a reference of ISO 11649 by how it begins.
func isRF(ref string) bool { return len(ref) > 4 && ref[:2] == "RF" && digits(ref[2:4], 2, 2) }

// withoutBlanks is how a reference is written: as the payee's own number.
func withoutBlanks(s string) string { return strings.ReplaceAll(s, " ", "") }
