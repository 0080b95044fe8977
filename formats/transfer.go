package formats

import (
	"girod/formats/date"
	"girod/formats/money"
)

// Transfer is one payment we order, or a pain.001 we read says somebody ordered.
type Transfer struct {
	Origin
	InstructionID string // at most 35 characters
	EndToEndID    string // at most 35 characters
	Amount        money.Amount
	Payee         Party
	To            Account // Scheme "IBAN", "BGNR", "PGNR", "BBAN", or a Danish slip: "FIK71" …
	Clearing      string  // Swedish clearing number of a BBAN
	BIC           string
	Ref           string // creditor reference; empty when Text is used
	Text          string // at most 140 characters
	Invoices      []Ref  // instead of Ref: CINV and CREN lines
	Purpose       string // category purpose: SALA, SUPP
	Service       string // where it differs from its group's
	PurposeCode   string // what it is for, told to the payee (Purp): RENT, SCVE
	Regulatory    string // why it leaves the country, a code of the authority that counts
	UETR          string // unique end-to-end transaction reference; .09 and later carry it
}

// TransferGroup is a pain PmtInf: one debtor account, day, kind and currency.
type TransferGroup struct {
	Origin
	ID       string // PmtInfId, at most 35 characters
	On       date.Date
	Payer    Party
	From     Account
	FromBIC  string
	Service  string // SEPA, NURG, URGP, SDVA
	Charges  string // SLEV, SHAR, DEBT
	Count    int
	Sum      int64
	Transfer []Transfer
}

// TransferOrder is a whole pain.001.
type TransferOrder struct {
	MessageID string // at most 35 characters
	Created   string // CreDtTm, "2026-01-07T09:30:00"
	Initiator Party
	Count     int
	Sum       int64 // control sum in minor units of the groups' one currency
	Groups    []TransferGroup
}
