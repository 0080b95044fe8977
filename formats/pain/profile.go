package pain

import "slices"

// Profile is what one bank wants of a pain.001 beyond the schema. It is data: a new
// bank is a new Profile (banks.go). The zero Profile asks for the common ground of the
// Swedish banks: basic letters, plusgiro as a BBAN.
type Profile struct {
	// Name is what a configuration calls the bank: "seb"; Bank is what people do.
	Name, Bank string
	// Versions are those the bank takes, the one we write first; none: all we know.
	Versions []string
	// Takes are the kinds of payment the bank takes in a version; a version that is
	// not here takes all.
	Takes map[string][]Kind

	// Letters are those allowed beyond the basic ones of ISO 20022
	// (0-9 A-Z a-z / - ? : ( ) . , ' + and blank): "åäöÅÄÖ".
	Letters string
	// Respell says how the bank wants a letter it does not allow: 'å': "aa". What is
	// not here is written without its accents.
	Respell map[rune]string

	// PlusgiroScheme is how a plusgiro number is named: "BBAN" (the default, a code)
	// or "PGNR" (proprietary). Both groups of banks exist.
	PlusgiroScheme string
	// BankgiroMember and PlusgiroMember are the giros' clearing numbers: 9900, of which
	// all are agreed, and 9960 (the default) or 9500.
	BankgiroMember string
	PlusgiroMember string
	// SlipScheme is the proprietary name of a Danish creditor number's scheme; "":
	// the code BBAN. SlipInstrument stands before the card (71) as local instrument.
	SlipScheme     string
	SlipInstrument string

	// Service, Purpose and Charges are the service level, category purpose and charge
	// bearer of payments of a kind that name none.
	Service map[Kind]string
	Purpose map[Kind]string
	Charges map[Kind]string

	// Regulatory is why money leaves the country, where a transfer does not say (a code
	// of the authority that counts: 14 is goods in Norway).
	Regulatory string

	// GiroText and Text bound unstructured remittance; defaults 140. NameText bounds
	// names, which are cut; default 70, as SEPA.
	GiroText int
	Text     int
	NameText int
	// PerGroup and PerFile bound the transfers in a PmtInf and in a message; default
	// 100,000, which is what [ReadTransfers] reads.
	PerGroup int
	PerFile  int

	// PriceRefs asks for an amount on every structured line, OneRef for at most one
	// creditor reference in a transfer.
	PriceRefs bool
	OneRef    bool
	// NeedAddress refuses a payee without town and country even where the payment
	// type would pass without an address.
	NeedAddress bool
	// NeedID refuses a payer or initiator without an identification.
	NeedID bool
	// GiroFromGiro: a bankgiro number is paid from a bankgiro number only.
	GiroFromGiro bool

	// InitiatorScheme and PartyScheme are the codes under which the sender of the file
	// and the payer are known: CUST, BANK; "" names no scheme.
	InitiatorScheme string
	PartyScheme     string
	// Signer is an id of the sender's own, beside the initiator's, written as BANK.
	Signer string
	// Batch asks for one booking for each PmtInf instead of one for each transfer.
	Batch bool

	kinds []Kind // of the version being written; nil: all
}

// ProfileOf gives the profile of a bank by the name a configuration uses.
func ProfileOf(name string) (Profile, bool) {
	i := slices.IndexFunc(banks(), func(p Profile) bool { return p.Name == name })
	if i < 0 || name == "" {
		return Profile{}, false
	}
	return banks()[i], true
}

// Profiles lists the names of the banks we have a profile of.
func Profiles() []string {
	var names []string
	for _, p := range banks() {
		names = append(names, p.Name)
	}
	return names
}

func (p Profile) withDefaults() Profile {
	word := func(s *string, d string) {
		if *s == "" {
			*s = d
		}
	}
	number := func(n *int, d int) {
		if *n == 0 {
			*n = d
		}
	}
	word(&p.PlusgiroScheme, "BBAN")
	word(&p.BankgiroMember, "9900")
	word(&p.PlusgiroMember, "9960")
	word(&p.SlipInstrument, "FIK")
	number(&p.GiroText, 140)
	number(&p.Text, 140)
	number(&p.NameText, 70)
	number(&p.PerGroup, maxTransfers)
	number(&p.PerFile, maxTransfers)
	return p
}
