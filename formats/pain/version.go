package pain

// version is what differs between the generations of pain.001 for the elements we
// write; their order is the same in both (pain.001.001.03.xsd, pain.001.001.09.xsd).
type version struct {
	name   string // "pain.001.001.03"
	bic    string // element of a bank's BIC
	dayTag string // element within ReqdExctnDt; "" when the day stands there itself
	uetr   bool   // PmtId has a place for one
}

var versions = map[string]version{
	"pain.001.001.03": {name: "pain.001.001.03", bic: "BIC"},
	"pain.001.001.09": {name: "pain.001.001.09", bic: "BICFI", dayTag: "Dt", uetr: true},
}

// Versions lists the versions of pain.001 that WriteTransfers knows.
func Versions() []string { return []string{"pain.001.001.03", "pain.001.001.09"} }

// spaceISO is the namespace of every message of ISO 20022, before its name.
const spaceISO = "urn:iso:std:iso:20022:tech:xsd:"
