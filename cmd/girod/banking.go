package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"girod/config"
	"girod/formats/pain"
)

// bankProfile gives what a partner's bank wants of a payment file, and in which version:
// its profile, and over that what the configuration says key by key.
func bankProfile(p config.Partner) (pain.Profile, string, error) {
	b := p.Bank
	profile := pain.Profile{Letters: "åäöÅÄÖ", Batch: true} // the common ground of the Swedish banks
	if b.Profile != "" {
		known := false
		if profile, known = pain.ProfileOf(b.Profile); !known {
			return profile, "", fmt.Errorf("partner %s, bank.profile: %q: want one of %s", p.ID, b.Profile, strings.Join(pain.Profiles(), ", "))
		}
	}
	over(&profile.PlusgiroScheme, b.PlusgiroScheme)
	over(&profile.PlusgiroMember, b.PlusgiroMember)
	over(&profile.Letters, b.Letters)
	over(&profile.InitiatorScheme, b.InitiatorScheme)
	over(&profile.PartyScheme, b.PartyScheme)
	over(&profile.Signer, b.Signer)
	profile.Service = giros(profile.Service, b.GiroService)
	profile.Purpose = giros(profile.Purpose, b.GiroPurpose)
	profile.PerFile = cmp.Or(b.PerFile, profile.PerFile)
	profile.GiroText = cmp.Or(b.GiroText, profile.GiroText)
	profile.Text = cmp.Or(b.AccountText, profile.Text)
	profile.Regulatory = cmp.Or(b.Regulatory, profile.Regulatory)
	for _, demand := range b.Demands {
		demanded(&profile, demand)
	}
	if b.Booking != "" {
		profile.Batch = b.Booking == "batch"
	}
	version := b.Pain
	if version == "" {
		version = profile.Versions[0] // every bank with a name has one
	}
	return profile, version, nil
}

// demanded adds what a bank refuses to do without.
func demanded(p *pain.Profile, demand string) {
	switch demand {
	case "address":
		p.NeedAddress = true
	case "id":
		p.NeedID = true
	case "prices":
		p.PriceRefs = true
	case "one-reference":
		p.OneRef = true
	case "giro-from-giro":
		p.GiroFromGiro = true
	}
}

// over sets a value that the configuration gives; "none" takes the profile's away.
func over(s *string, given string) {
	switch given {
	case "":
	case "none":
		*s = ""
	default:
		*s = given
	}
}

// giros gives marks of payments by kind, with those of giros as the configuration wants.
func giros(marks map[pain.Kind]string, given string) map[pain.Kind]string {
	if given == "" {
		return marks
	}
	out := maps.Clone(marks)
	if out == nil {
		out = map[pain.Kind]string{}
	}
	for _, kind := range []pain.Kind{pain.Bankgiro, pain.Plusgiro} {
		mark := out[kind]
		over(&mark, given)
		out[kind] = mark
	}
	return out
}

// profilesText tells how files to each bank are written, and refuses a profile that we
// do not have. Partners that take no payments have none.
func profilesText(c *config.Config) (string, error) {
	var lines []string
	for _, p := range c.Partners {
		pays := slices.ContainsFunc(c.Accounts, func(a config.Account) bool { return a.Partner == p.ID })
		if !pays && p.Bank.Profile == "" {
			continue
		}
		profile, version, err := bankProfile(p)
		if err != nil {
			return "", err
		}
		lines = append(lines, fmt.Sprintf("%s: %s, %s", p.ID, cmp.Or(profile.Bank, "common ground"), version))
	}
	return strings.Join(lines, "; "), nil
}
