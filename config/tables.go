package config

import (
	"slices"

	"girod/formats/money"
)

// InvoiceColumns says how a partner's own export of invoices is read as girod's plain
// layout: their heading to our column, and how they write days and amounts.
type InvoiceColumns struct {
	Columns   map[string]string `yaml:"columns"`   // their heading → our column
	Header    []string          `yaml:"header"`    // our columns in order, for a file without a heading
	Ignore    []string          `yaml:"ignore"`    // headings that are passed over
	Defaults  map[string]string `yaml:"defaults"`  // our column → its value where the file has none
	Separator string            `yaml:"separator"` // semicolon, comma, tab; empty: found out
	Decimal   string            `yaml:"decimal"`   // comma, point; empty: only what reads in one way
	Date      string            `yaml:"date"`      // DD.MM.YYYY and the like
	Charset   string            `yaml:"charset"`   // utf-8, windows-1252, iso-8859-1; empty: found out
	Credits   string            `yaml:"credits"`   // negative: a negative amount is a credit note
	Total     bool              `yaml:"total"`     // the control row must be there
}

// Given tells whether the configuration names columns at all.
func (c *InvoiceColumns) Given() bool { return len(c.Columns)+len(c.Header)+len(c.Defaults) > 0 }

// SettlementColumns says how an acquirer's report of card or Swish purchases is read.
type SettlementColumns struct {
	Name        string            `yaml:"name"`
	Acquirer    string            `yaml:"acquirer"`
	Separator   string            `yaml:"separator"`
	Decimal     string            `yaml:"decimal"`
	Day         string            `yaml:"day"`
	Currency    string            `yaml:"currency"`
	Columns     map[string]string `yaml:"columns"` // our column → their heading
	Types       map[string]string `yaml:"types"`   // their word → card, swish, masterpass
	Kinds       map[string]string `yaml:"kinds"`   // their word → sale, refund, chargeback, fee
	FeeNegative bool              `yaml:"feeNegative"`
	Totals      bool              `yaml:"totals"`
}

// Acquirer is what we have agreed with a partner that takes cards or Swish for us and
// reports each day what it pays.
type Acquirer struct {
	Account string   `yaml:"account"` // ours that it pays, by its name under accounts
	Methods []string `yaml:"methods"` // card, swish, masterpass; none: whatever its reports say
	VAT     string   `yaml:"vat"`     // percent, in purchases that name no invoice; empty: nobody has said
}

// Given tells whether the partner is an acquirer.
func (a *Acquirer) Given() bool { return a.Account != "" }

// VATRate is the VAT in hundredths of a percent; -1 where nobody has said it.
func (a *Acquirer) VATRate() int64 {
	if a.VAT == "" {
		return -1
	}
	rate, err := money.Parse(a.VAT, "SEK") // two decimals, like hundredths of a percent
	if err != nil {
		return -1
	}
	return rate
}

func (a *Acquirer) check(f *faults, key string, accounts []Account) {
	if !a.Given() {
		if a.VAT != "" || len(a.Methods) > 0 {
			f.add(key+".account", "want the account that the acquirer pays")
		}
		return
	}
	if !slices.ContainsFunc(accounts, func(own Account) bool { return own.Name == a.Account }) {
		f.add(key+".account", "%q is not among the accounts", a.Account)
	}
	for _, m := range a.Methods {
		f.oneOf(key+".methods", m, "card", "swish", "masterpass")
	}
	if rate := a.VATRate(); a.VAT != "" && (rate < 0 || rate > 100_00) {
		f.add(key+".vat", "%q: want a percentage such as \"25\"", a.VAT)
	}
}
