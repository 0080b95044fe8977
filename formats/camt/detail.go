package camt

import (
	"girod/formats"
	"girod/formats/codes"
	"girod/formats/date"
	"girod/formats/money"
)

// Part tells which part of a message a [Detail] is of.
type Part string

const (
	HeaderPart    Part = "header"    // GrpHdr, and what a message appends (SplmtryData)
	StatementPart Part = "statement" // Stmt, Rpt, Ntfctn, without its entries
	EntryPart     Part = "entry"     // Ntry, without its payments
	PaymentPart   Part = "payment"   // TxDtls
)

// Detail is everything that one part of a message says, known to us or not. The words of
// [formats] hold what the book uses of it; a person who asks why is shown this.
type Detail struct {
	formats.Origin        // where it opens: "Stmt[1]/Ntry[3]/NtryDtls/TxDtls[2]"
	End            int    // line on which it closes
	Part           Part   // header, statement, entry, payment
	Ordinal        int    // among its like within the part around it, from 1
	Version        string // "camt.053.001.08"
	Fields         []Field
}

// Find gives the first field at a path, or nil.
func (d *Detail) Find(path string) *Field {
	for i := range d.Fields {
		if d.Fields[i].Path == path {
			return &d.Fields[i]
		}
	}
	return nil
}

// Field is one value: the text of an element or an attribute.
type Field struct {
	Line     int
	Path     string // below its part: "RmtInf/Strd[2]/RfrdDocAmt/RmtdAmt"
	Kind     Kind
	Text     string    // as written, blanks around it trimmed
	Currency string    // of an amount, where the element says one
	Set      codes.Set // the codes it is one of, "" when we have no names for them
	code     string    // as the set has it: "PMNT/RCDT/ATXN", where the element has "ATXN"
}

// Name gives the name of a code in a language, "" when we have none.
func (f *Field) Name(language string) string {
	if f.Set == "" {
		return ""
	}
	return codes.NameIn(language, f.Set, f.code)
}

// Amount reads a value of money with its currency; one that the element does not tell
// (ImpliedCurrencyAndAmount, the sums of a summary) is for the caller to say.
func (f *Field) Amount(implied money.Currency) (money.Amount, error) {
	c := implied
	if f.Currency != "" {
		var err error
		if c, err = money.ParseCurrency(f.Currency); err != nil {
			return money.Amount{}, err
		}
	}
	minor, err := money.Parse(f.Text, c)
	return money.Of(minor, c), err
}

// Day reads a value that is a day, a time behind it cut off.
func (f *Field) Day() (date.Date, error) { return date.Parse(f.Text) }

// Label gives the path in English words: "debtor, postal address, town name".
func (f *Field) Label() string { return label(f.Path) }
