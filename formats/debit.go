package formats

import (
	"girod/formats/date"
	"girod/formats/money"
)

// Mandate is a payer's leave to be debited.
type Mandate struct {
	ID       string    // MndtId; AvtaleGiro: the KID stands for it
	SignedOn date.Date // zero when the scheme has none
	Sequence string    // FRST, RCUR, OOFF, FNAL; "" when the scheme has none
}

// DirectDebit is one payment we pull: a DrctDbtTxInf of pain.008, a claim of AvtaleGiro.
type DirectDebit struct {
	Origin
	InstructionID string
	EndToEndID    string
	Amount        money.Amount
	On            date.Date // where it differs from its group's
	Payer         Party
	From          Account
	BIC           string
	Mandate       Mandate
	Ref           string   // creditor reference: OCR, KID, RF
	Text          string   // unstructured remittance
	Notice        []string // what the bank is to tell the payer, line by line (AvtaleGiro)
	Told          bool     // the payer's bank tells him (AvtaleGiro type 21)
}

// DebitGroup is a pain.008 PmtInf or an AvtaleGiro assignment: one creditor account.
type DebitGroup struct {
	Origin
	ID         string
	On         date.Date
	Payee      Party
	To         Account
	ToBIC      string
	CreditorID string // scheme identification: SEPA creditor id, bankgiro number
	Service    string // SEPA
	Instrument string // CORE, B2B
	Sequence   string // FRST, RCUR …
	Cancels    bool   // the debits were claimed before and are taken back (AvtaleGiro assignment 36)
	Count      int
	Sum        int64
	Debits     []DirectDebit
}

// DebitOrder is a whole pain.008 or AvtaleGiro claims file.
type DebitOrder struct {
	MessageID string
	Created   string
	Initiator Party
	Count     int
	Sum       int64
	Groups    []DebitGroup
}

// MandateChange is what a scheme tells of a standing mandate: AvtaleGiro record 70.
type MandateChange struct {
	Origin
	ID      string // KID
	Account Account
	Kind    string // "all", "new", "deleted"
	Told    bool   // the payer wants written notice
}
