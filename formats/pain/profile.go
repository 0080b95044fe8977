package pain

// Profile is what one bank wants of a pain.001 beyond the schema. It is data: a new
// bank is a new Profile. The zero Profile asks for the common ground of the Swedish
// banks: basic letters, plusgiro as a BBAN.
type Profile struct {
	// Letters are those allowed beyond the basic ones of ISO 20022
	// (0-9 A-Z a-z / - ? : ( ) . , ' + and blank): "åäöÅÄÖ".
	Letters string
	// Respell says how the bank wants a letter it does not allow: 'å': "aa". What is
	// not here is written without its accents.
	Respell map[rune]string
	// PlusgiroScheme is how a plusgiro number is named: "BBAN" (the default, a code)
	// or "PGNR" (proprietary). Both groups of banks exist.
	PlusgiroScheme string
	// BankgiroMember and PlusgiroMember are the giros' clearing numbers, 9900 and 9960.
	BankgiroMember string
	PlusgiroMember string
	// GiroService and GiroPurpose are the service level and category purpose of giro
	// payments that name none: NURG, SUPP, or neither.
	GiroService string
	GiroPurpose string
	// GiroText and Text bound unstructured remittance; defaults 140. Swedbank takes
	// 25 characters with a giro payment.
	GiroText int
	Text     int
	// Name bounds names; default 70, as SEPA. Longer names are cut.
	Name int
	// PriceRefs asks for an amount on every structured line (Swedbank rule 217).
	PriceRefs bool
	// NeedAddress refuses a payee without town and country even where the payment
	// type would pass without an address.
	NeedAddress bool
	// PartyScheme is the code under which payer and initiator are known: CUST, BANK.
	PartyScheme string
	// Batch asks for one booking for each PmtInf instead of one for each transfer.
	Batch bool
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
	number(&p.GiroText, 140)
	number(&p.Text, 140)
	number(&p.Name, 70)
	return p
}
