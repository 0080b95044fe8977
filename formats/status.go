package formats

// StatusCode is what a bank says of an order: ACTC, ACCP, ACSP, ACSC, ACWC, PDNG,
// PART, RJCT, CANC … (external payment status code set).
type StatusCode string

// Reason is why, with the bank's own words.
type Reason struct {
	Code string // "AC04"; "" when only text was given
	Text string
}

// TransferStatus is the bank's word about one transfer.
type TransferStatus struct {
	Origin
	Status        StatusCode
	InstructionID string
	EndToEndID    string
	Reasons       []Reason
}

// GroupStatus is the bank's word about one PmtInf and the transfers it lists.
type GroupStatus struct {
	Origin
	PaymentInfoID string
	Status        StatusCode // "" when only its transfers have one
	Reasons       []Reason
	Transfers     []TransferStatus
}

// StatusReport is a pain.002. Only what is listed changes: with PART the transfers
// not listed are accepted.
type StatusReport struct {
	Origin
	MessageID         string
	Created           string // CreDtTm as written; reports are ordered by it
	OriginalMessageID string
	OriginalMessage   string     // "pain.001.001.03"
	Status            StatusCode // "" when absent at group level
	Reasons           []Reason
	Groups            []GroupStatus
}
