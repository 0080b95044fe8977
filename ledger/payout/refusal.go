package payout

// Code names a refusal; scripts and the console show texts by it (DOMAIN.md 8.1).
type Code string

// The catalogue. Those of the one-time code and of agreements are given by the rooms
// that know telephones and agreements; they stand here so that a code means one thing.
const (
	FourEyes            Code = "E_FOUR_EYES"
	NoAccess            Code = "E_NO_ACCESS"
	AdminRequired       Code = "E_ADMIN_REQUIRED"
	NoAgreement         Code = "E_NO_AGREEMENT"
	AddressUnstructured Code = "E_ADDRESS_UNSTRUCTURED"
	DuplicateFile       Code = "E_DUPLICATE_FILE"
	SMSNoNumber         Code = "E_SMS_NO_NUMBER"
	SMSNumberFormat     Code = "E_SMS_NUMBER_FORMAT"
	SMSNumberMismatch   Code = "E_SMS_NUMBER_MISMATCH"
	SMSNotConfirmed     Code = "E_SMS_NUMBER_UNCONFIRMED"
	SMSCodeWrong        Code = "E_SMS_CODE_WRONG"
	SMSCodeExpired      Code = "E_SMS_CODE_EXPIRED"
	SMSCodeUsed         Code = "E_SMS_CODE_USED"
	SMSLocked           Code = "E_SMS_LOCKED"

	// Ours beyond the source documents.
	Changed        Code = "E_CHANGED"         // the batch is not what was approved
	WrongState     Code = "E_STATE"           // not now
	AlreadyPaid    Code = "E_ALREADY_PAID"    // a live payout has this source and account
	Incomplete     Code = "E_INCOMPLETE"      // a payout that cannot be paid
	UnknownMessage Code = "E_UNKNOWN_MESSAGE" // a status for a message we never made
	NoPayee        Code = "E_NO_PAYEE_ACCOUNT"
	NoPayerAccount Code = "E_NO_PAYER_ACCOUNT" // the bank did not say where the money came from
	Flagged        Code = "E_FLAGGED"          // somebody must look at a flag first
	NotRecalled    Code = "E_NO_RECALL"        // nothing to call back, or called back already
)

// Refusal is a no with its reason.
type Refusal struct {
	Code Code
	What string // "batch b000003"
	Why  string
}

func (r *Refusal) Error() string { return r.What + ": " + r.Why + " (" + string(r.Code) + ")" }

// Is makes errors.Is(err, &Refusal{Code: FourEyes}) tell a kind of refusal.
func (r *Refusal) Is(target error) bool {
	t, ok := target.(*Refusal)
	return ok && t.Code == r.Code
}
