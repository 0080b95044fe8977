package formats

import (
	"girod/formats/date"
	"girod/formats/money"
)

// RefKind tells what a structured reference names.
type RefKind byte

const (
	CreditorRef RefKind = 'R' // SCOR and its cousins: OCR, KID, viite, RF, FIK, QRR
	InvoiceNo   RefKind = 'I' // CINV: an invoice by its number
	CreditNote  RefKind = 'N' // CREN: a credit note by its number, netted
)

// Ref is one structured reference with what it is said to pay.
type Ref struct {
	Kind   RefKind
	Text   []byte // as written, blanks trimmed; "" when a line has an amount only
	Line   int    // ordinal of the remittance line (Strd) it stood in, from 1
	Amount int64  // minor units in the payment's currency; credit notes negative
	Priced bool   // whether the line gave an amount
}

// Payment is one payment within an entry: what the book applies to claims. The
// byte slices belong to the reader and are overwritten by the next payment.
type Payment struct {
	Line      int   // of TxDtls, or of the entry when it has no details
	Ordinal   int   // within its entry, from 1; 0 for an entry without details
	Amount    int64 // minor units, never negative
	Currency  money.Currency
	Direction Direction
	Priced    bool // false when the file gives no amount for it
	Reversal  bool
	BookedOn  date.Date

	BankRef     []byte // Refs/AcctSvcrRef
	EndToEnd    []byte // constant fillers (NOTPROVIDED) are left out
	Instruction []byte
	PaymentInfo []byte
	MessageID   []byte
	UETR        []byte
	Return      []byte // reason code of a return: "AC04"; NARR or MS03 when the bank gives none
	ReturnText  []byte // the bank's own words about it

	Refs []Ref    // structured, in document order
	Text [][]byte // unstructured remittance, in document order

	Payer        []byte // name; the ultimate debtor when given
	PayerAccount []byte // IBAN or other number as written
	PayerProxy   []byte // the phone number or other proxy the payer is known by (Swish)
	PayerScheme  []byte // "IBAN", "BBAN", "BGNR", "MOBNB"
	PayerID      []byte // organisation or personal number
	Payee        []byte
	PaidTo       []byte // own giro or account that was paid, when the file says
	PaidToScheme []byte
	Info         []byte // AddtlTxInf
	Charges      int64  // minor units deducted by banks on the way
	// InstructedAmount and InstructedCurrency are what the payer ordered where it was
	// another currency; Rate is as written.
	InstructedAmount   int64
	InstructedCurrency money.Currency
	Rate               []byte
}
