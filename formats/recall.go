package formats

import (
	"girod/formats/date"
	"girod/formats/money"
)

// Recall asks a bank to stop or fetch back transfers it was ordered: camt.055.
type Recall struct {
	ID                string // of this message, at most 35 characters
	CaseID            string
	Created           string // "2026-01-07T09:30:00"
	Asker             Party
	AskerBIC, BankBIC string
	OriginalMessageID string
	OriginalMessage   string // "pain.001.001.09"
	OriginalCreated   string
	Reason            Reason           // for a whole message; DUPL, CUST, TECH, FRAD, AM09 …
	Transfers         []RecallTransfer // empty: the whole message
}

// RecallTransfer is one transfer to be stopped.
type RecallTransfer struct {
	ID            string // of this cancellation
	PaymentInfoID string
	InstructionID string
	EndToEndID    string
	Amount        money.Amount
	On            date.Date
	Reason        Reason
}

// RecallAnswer is what a bank answers: camt.029.
type RecallAnswer struct {
	Origin
	MessageID         string
	Created           string
	CaseID            string
	OriginalMessageID string
	Status            StatusCode // CNCL, RJCR, PDCR, PECR … of the whole
	Reasons           []Reason
	Transfers         []RecalledTransfer
}

// RecalledTransfer is a bank's answer about one transfer.
type RecalledTransfer struct {
	Origin
	CancellationID string
	PaymentInfoID  string
	InstructionID  string
	EndToEndID     string
	Status         StatusCode // ACCR, RJCR, PDCR
	Reasons        []Reason   // of a refusal: CUST, LEGL, AC04, ARDT …
}
