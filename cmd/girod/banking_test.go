package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"girod/config"
	"girod/formats"
	"girod/formats/money"
	"girod/formats/pain"
)

// What is said of a bank key by key goes before its profile; nothing said leaves the
// profile, or without one the common ground, as it is.
func TestBankProfile(t *testing.T) {
	for _, c := range []struct {
		name    string
		bank    config.Bank
		version string
		holds   func(pain.Profile) bool
	}{
		{"no profile", config.Bank{Pain: "pain.001.001.09", PlusgiroScheme: "PGNR"}, "pain.001.001.09", func(p pain.Profile) bool {
			return p.PlusgiroScheme == "PGNR" && p.Letters == "åäöÅÄÖ" && p.Batch && p.Service == nil && p.Bank == ""
		}},
		{"a profile alone", config.Bank{Profile: "swedbank"}, "pain.001.001.03", func(p pain.Profile) bool {
			return p.Bank == "Swedbank" && p.GiroText == 25 && p.PlusgiroScheme == "" && p.NeedAddress
		}},
		{"keys before it", config.Bank{
			Profile: "seb", Pain: "pain.001.001.03", PlusgiroScheme: "PGNR", PlusgiroMember: "9500", Letters: "é", InitiatorScheme: "BANK", PartyScheme: "CUST",
			Signer: "S1", GiroService: "none", GiroPurpose: "SUPP", Booking: "single", PerFile: 500,
		}, "pain.001.001.03", func(p pain.Profile) bool {
			return p.PlusgiroScheme == "PGNR" && p.PlusgiroMember == "9500" && p.Letters == "é" && p.InitiatorScheme == "BANK" && p.PartyScheme == "CUST" && p.Signer == "S1" &&
				p.Service[pain.Bankgiro] == "" && p.Service[pain.SEPA] == "SEPA" && p.Purpose[pain.Plusgiro] == "SUPP" && !p.Batch && p.PerFile == 500
		}},
		{"none takes away", config.Bank{Profile: "nordea", InitiatorScheme: "none", Booking: "batch"}, "pain.001.001.03", func(p pain.Profile) bool {
			return p.InitiatorScheme == "" && p.Batch
		}},
	} {
		p, version, err := bankProfile(config.Partner{ID: "bank", Bank: c.bank})
		if err != nil || version != c.version || !c.holds(p) {
			t.Errorf("%s: %s %v %+v", c.name, version, err, p)
		}
	}
	if seb, _ := pain.ProfileOf("seb"); seb.Service[pain.Bankgiro] != "NURG" {
		t.Error("a configuration changed the bank's row")
	}
	_, _, err := bankProfile(config.Partner{ID: "bank", Bank: config.Bank{Profile: "swedbnk"}})
	if err == nil || !strings.Contains(err.Error(), "want one of cgi, seb") {
		t.Errorf("got %v", err)
	}
}

// R-24S-01: a bank girod has no row of needs no code. What Swedbank wants can be said
// key by key, and is then the same.
func TestBankByKeysAlone(t *testing.T) {
	var bank config.Bank
	c, err := config.Parse([]byte(`partners:
  - id: bank
    bank: {profile: cgi, pain: pain.001.001.03, letters: åäöÅÄÖ, giroText: 25, demands: [address, id, prices, one-reference, giro-from-giro], giroService: none}
`))
	if err != nil {
		t.Fatal(err)
	}
	bank = c.Partners[0].Bank
	got, version, err := bankProfile(config.Partner{Bank: bank})
	if err != nil {
		t.Fatal(err)
	}
	want, _ := pain.ProfileOf("swedbank")
	if version != want.Versions[0] {
		t.Errorf("version %s", version)
	}
	got.Name, got.Bank, got.Versions, got.Service = want.Name, want.Bank, want.Versions, want.Service
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(pain.Profile{})); diff != "" {
		t.Errorf("(-row +keys):\n%s", diff)
	}
}

// Kronor are paid from the giro where there is one; other money knows only accounts.
func TestPayingHouse(t *testing.T) {
	full := config.Account{IBAN: "SE4550000000058398257466", BIC: "ESSESESS", Bankgiro: "5805-6201", Plusgiro: "28 65 43-4"}
	plusgiro := config.Account{IBAN: full.IBAN, Plusgiro: full.Plusgiro}
	for _, c := range []struct {
		account  config.Account
		currency money.Currency
		want     formats.Account
	}{
		{full, money.SEK, formats.Account{ID: "5805-6201", Scheme: "BGNR"}},
		{full, money.EUR, formats.Account{ID: full.IBAN, Scheme: "IBAN"}},
		{plusgiro, money.SEK, formats.Account{ID: full.IBAN, Scheme: "IBAN"}},
		{config.Account{Plusgiro: full.Plusgiro}, money.SEK, formats.Account{ID: full.Plusgiro, Scheme: "PGNR"}},
	} {
		if got := payingHouse(config.Defaults(), c.account, config.Partner{}, c.currency).From; got != c.want {
			t.Errorf("%+v in %s pays from %+v", c.account, c.currency, got)
		}
	}
}
