package config

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
