package config

import "time"

// Bank is what is particular to a bank's payment files. A profile fills in what the
// bank is known to want; a key given here goes before it.
type Bank struct {
	Profile         string        `yaml:"profile"`         // "seb"; girod check lists those there are
	Pain            string        `yaml:"pain"`            // pain.001.001.03 or .09
	PlusgiroScheme  string        `yaml:"plusgiroScheme"`  // BBAN or PGNR
	PlusgiroMember  string        `yaml:"plusgiroMember"`  // plusgiro's clearing number: 9960 or 9500
	Letters         string        `yaml:"letters"`         // those taken beyond the basic ones
	Initiator       string        `yaml:"initiator"`       // id the bank gave the sender of files
	InitiatorScheme string        `yaml:"initiatorScheme"` // CUST, BANK or none
	Signer          string        `yaml:"signer"`          // a second id, of who signs (Nordea)
	PartyScheme     string        `yaml:"partyScheme"`     // CUST, BANK or none
	GiroService     string        `yaml:"giroService"`     // NURG or none
	GiroPurpose     string        `yaml:"giroPurpose"`     // SUPP or none
	GiroText        int           `yaml:"giroText"`        // most characters of text with a giro payment
	AccountText     int           `yaml:"accountText"`     // and with others
	Demands         []string      `yaml:"demands"`         // address, id, prices, one-reference, giro-from-giro
	Regulatory      string        `yaml:"regulatory"`      // code of what leaves the country: 14, goods
	Booking         string        `yaml:"booking"`         // batch or single
	PerFile         int           `yaml:"perFile"`         // transfers in a file
	CutOff          string        `yaml:"cutOff"`          // local time "12:00"
	Zone            string        `yaml:"zone"`
	Answer          time.Duration `yaml:"answer"`     // a pain.002 is missed after this
	Statements      string        `yaml:"statements"` // daily: a missing statement stops reminders; none
}

// defaults fills what was left out. What a profile knows is left to it.
func (b *Bank) defaults() {
	if b.Answer == 0 {
		b.Answer = 2 * time.Hour
	}
	if b.Profile == "" {
		fill(&b.Pain, "pain.001.001.09")
		fill(&b.PlusgiroScheme, "BBAN")
	}
	fill(&b.CutOff, "12:00")
	fill(&b.Zone, "Europe/Stockholm")
	fill(&b.Statements, "none")
}

// check looks at the form of each key; whether there is such a profile is found where
// payment files are written.
func (b *Bank) check(f *faults, key string) {
	may := func(name, got string, want ...string) {
		if got != "" {
			f.oneOf(key+"."+name, got, want...)
		}
	}
	may("pain", b.Pain, "pain.001.001.03", "pain.001.001.09")
	may("plusgiroScheme", b.PlusgiroScheme, "BBAN", "PGNR")
	may("plusgiroMember", b.PlusgiroMember, "9960", "9500")
	may("initiatorScheme", b.InitiatorScheme, "CUST", "BANK", "none")
	may("partyScheme", b.PartyScheme, "CUST", "BANK", "none")
	may("giroService", b.GiroService, "NURG", "none")
	may("giroPurpose", b.GiroPurpose, "SUPP", "none")
	may("booking", b.Booking, "batch", "single")
	for _, demand := range b.Demands {
		may("demands", demand, "address", "id", "prices", "one-reference", "giro-from-giro")
	}
	for name, n := range map[string]int{"giroText": b.GiroText, "accountText": b.AccountText} {
		if n < 0 || n > 140 {
			f.add(key+"."+name, "%d: want 1 to 140 characters, or 0 for what the profile says", n)
		}
	}
	if b.PerFile < 0 || b.PerFile > 100_000 {
		f.add(key+".perFile", "%d: want 1 to 100000 transfers in a file, or 0 for what the profile says", b.PerFile)
	}
	f.oneOf(key+".statements", b.Statements, "daily", "none")
	f.clock(key+".cutOff", b.CutOff, b.Zone)
}
