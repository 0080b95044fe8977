package sie

import (
	"girod/formats/date"
	"girod/formats/money"
)

// Kind is what a SIE 4 file is for.
type Kind string

// The two kinds of SIE 4.
const (
	Export4E Kind = "4E" // the book of a year: chart, balances and vouchers
	Import4I Kind = "4I" // vouchers for somebody's ledger, without balances
)

// Company is whose book it is.
type Company struct {
	ID      string // #FNR, the program's own name for it
	Name    string // #FNAMN
	OrgNo   string // #ORGNR as written: "556000-0001"
	Form    string // #FTYP: AB, E, HB …
	Contact string // #ADRESS
	Street  string
	Post    string
	Phone   string
}

// Year is a financial year; 0 is the one the file is about, -1 the one before.
type Year struct {
	Number      int
	From, Until date.Date
}

// Account is a line of the chart.
type Account struct {
	Number string
	Name   string
	Kind   string // #KTYP: T asset, S debt, K cost, I income; "" when not said
	Unit   string // #ENHET: what quantities on it are counted in
}

// Dimension is a way to split accounts. Reserved numbers: 1 cost centre, 2 cost bearer,
// 6 project, 7 employee, 8 customer, 9 supplier, 10 invoice.
type Dimension struct {
	Number int
	Name   string
	Under  int // #UNDERDIM: the dimension it is a part of; 0 for none
}

// Object is a value of a dimension; postings name it by dimension and number alone.
type Object struct {
	Dimension int
	Number    string
	Name      string
}

// Header is everything that stands before balances and vouchers.
type Header struct {
	Program   string
	Version   string // of the program
	Generated date.Date
	Sign      string   // who made the file
	Notes     []string // #PROSA
	Company   Company
	Years     []Year
	TaxYear   string    // #TAXAR
	Until     date.Date // #OMFATTN: balances of the running year are as of this day
	Plan      string    // #KPTYP: "BAS2014"
	Currency  money.Currency
	Accounts  []Account
	// Dimensions and Objects may be empty; reserved dimensions need no record.
	Dimensions []Dimension
	Objects    []Object
}

// Balance is one balance record.
type Balance struct {
	Line     int
	Label    string // IB, UB, OIB, OUB, RES, PSALDO or PBUDGET
	Year     int
	Period   int // yyyymm, of PSALDO and PBUDGET
	Account  string
	Objects  []Object // of OIB, OUB, PSALDO, PBUDGET
	Amount   int64    // debit +, credit -
	Quantity string
}

// Voucher is a #VER with its postings.
type Voucher struct {
	Line         int
	Series       string
	Number       string // "" where the receiving ledger shall number
	On           date.Date
	Text         string
	Registered   date.Date
	Sign         string
	Transactions []Transaction
}

// Transaction is a posting of a voucher.
type Transaction struct {
	Line     int
	Change   Change
	Account  string
	Objects  []Object
	Amount   int64 // debit +, credit -
	On       date.Date
	Text     string
	Quantity string
	Sign     string
}

// Change tells a posting that somebody corrected.
type Change byte

// A posting is original, or was added (#RTRANS), or removed (#BTRANS) and counts for
// nothing.
const (
	Original Change = iota
	Added
	Removed
)

// Document is a whole file in memory, for small ones and tests.
type Document struct {
	Kind     Kind
	Header   Header
	Balances []Balance
	Vouchers []Voucher
}
