package ubl

import (
	"fmt"
	"io"
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

// Form is the form a reminder is written in.
type Form string

const (
	// EHFReminder is a UBL Invoice by its root and a reminder by its CustomizationID:
	// Norway's form, sent through Peppol.
	EHFReminder Form = "ehf-reminder"
	// PlainReminder is UBL's own Reminder document.
	PlainReminder Form = "ubl-reminder"
)

// WriteReminder writes a reminder. It never makes a second claim: it names the invoice,
// carries no VAT of its own (the invoice did), and is told apart from an invoice by its
// CustomizationID or its root.
func WriteReminder(w io.Writer, r formats.Reminder, form Form) error {
	d, err := DraftReminder(&r, form)
	if err != nil {
		return err
	}
	return WriteDocument(w, d)
}

// DraftReminder makes the document of a reminder.
func DraftReminder(r *formats.Reminder, form Form) (*Document, error) {
	d := &Document{
		Number: r.ID, Issued: r.On, Due: r.PayBy, Currency: r.Currency,
		Supplier: partyOf(&r.Sender), Customer: partyOf(&r.Debtor), Means: []Means{meansOf(&r.PayTo)},
	}
	if r.Concerns != "" {
		d.Notes = []string{r.Concerns}
	}
	switch form {
	case EHFReminder:
		d.asEHF(r)
	case PlainReminder:
		d.asPlain(r)
	default:
		return nil, &formats.Error{Code: "reminder-form", Got: string(form), Want: "ehf-reminder or ubl-reminder"}
	}
	return d, nil
}

// asEHF makes an EHF Reminder: what is left of the invoice as a line, fee, costs and
// interest as charges.
func (d *Document) asEHF(r *formats.Reminder) {
	c, say := r.Currency, wordsIn(r.Language)
	d.Root, d.Customization, d.Profile = "Invoice", customReminder, profileReminder
	d.Billing = []Reference{{ID: r.Invoice, Issued: r.Issued}}
	if d.BuyerReference = r.Debtor.ID; d.BuyerReference == "" {
		d.BuyerReference = r.Invoice
	}
	tax := categoryOf("E", "0")
	if r.Sender.VATNo == "" {
		tax = categoryOf("O", "")
	}
	d.Lines = []Line{{
		ID: "1", Quantity: Measure{"1", "C62"}, Amount: Amount{r.Principal, c},
		Item:  Item{Name: fmt.Sprintf(say.invoice, r.Invoice), Tax: tax},
		Price: Price{Amount: Decimal(money.Of(r.Principal, c).Decimal()), Currency: c},
	}}
	if r.Principal < 0 { // BR-27
		d.Lines[0].Quantity.Value, d.Lines[0].Price.Amount = "-1", Decimal(money.Of(-r.Principal, c).Decimal())
	}
	for _, part := range []struct {
		code, reason string
		minor        int64
	}{{"REM", say.fee, r.Fee}, {"", say.cost, r.Cost}, {"", say.interest, r.Interest}} {
		if part.minor != 0 {
			d.Allowances = append(d.Allowances, Allowance{Charge: true, Code: part.code, Reason: part.reason, Amount: Amount{part.minor, c}, Tax: tax})
		}
	}
	total := Amount{r.Total(), c}
	part := TaxPart{Taxable: total, Amount: Amount{0, c}, Tax: tax}
	part.Tax.Reason = fmt.Sprintf(say.taxed, r.Invoice)
	d.Taxes = []TaxTotal{{Amount: Amount{0, c}, Parts: []TaxPart{part}}}
	d.Totals = Totals{
		Lines: Amount{r.Principal, c}, Net: total, Gross: total, Charges: given(r.Total()-r.Principal, c), Payable: total,
	}
}

// asPlain makes a UBL Reminder: a line for each part of the claim, and for each stretch
// of interest with its rate and days.
func (d *Document) asPlain(r *formats.Reminder) {
	c, say := r.Currency, wordsIn(r.Language)
	d.Root, d.Sequence = "Reminder", strconv.Itoa(r.Level)
	d.Due = 0 // UBL's Reminder has it in PaymentMeans
	d.Means[0].Due = r.PayBy
	of := []Reference{{ID: r.Invoice, Issued: r.Issued}}
	add := func(note string, minor int64, billing []Reference) *Claim {
		line := Claim{ID: strconv.Itoa(len(d.Claims) + 1), Note: note, Billing: billing}
		if minor < 0 {
			line.Credit = Amount{-minor, c}
		} else {
			line.Debit = Amount{minor, c}
		}
		d.Claims = append(d.Claims, line)
		return &d.Claims[len(d.Claims)-1]
	}
	add(fmt.Sprintf(say.invoice, r.Invoice), r.Principal, of)
	if r.Fee != 0 {
		add(say.fee, r.Fee, nil)
	}
	if r.Cost != 0 {
		add(say.cost, r.Cost, nil)
	}
	rest := r.Interest
	for _, i := range r.Lines {
		line := add(say.interest, i.Amount, of)
		line.Percent, line.Period = Decimal(i.Rate), Period{From: i.From, To: i.To}
		rest -= i.Amount
	}
	if rest != 0 {
		add(say.paid(rest), rest, nil)
	}
	total := Amount{r.Total(), c}
	d.Totals = Totals{Lines: total, Payable: total}
}

// words are those of a reminder in one language.
type words struct{ invoice, fee, cost, interest, interestPaid, taxed string }

// paid names what the stretches of interest do not explain: what has been paid of it.
func (w words) paid(rest int64) string {
	if rest < 0 {
		return w.interestPaid
	}
	return w.interest
}

func wordsIn(language string) words {
	switch language {
	case "sv":
		return words{"Faktura %s, obetald", "Påminnelseavgift", "Inkassokostnad", "Dröjsmålsränta", "Betald dröjsmålsränta", "Momsen redovisas i faktura %s"}
	case "nb":
		return words{"Faktura %s, ubetalt", "Purregebyr", "Inkassokostnad", "Forsinkelsesrente", "Betalt forsinkelsesrente", "Merverdiavgift er beregnet i faktura %s"}
	}
	return words{"Invoice %s, unpaid", "Reminder fee", "Collection cost", "Late interest", "Late interest paid", "VAT is accounted for in invoice %s"}
}
