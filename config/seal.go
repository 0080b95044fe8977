package config

import (
	"strconv"

	"girod/formats/date"
)

// Seal says how a partner's files prove who made them, and how ours do.
type Seal struct {
	Kind      string `yaml:"kind"`      // hmac, openpgp, secure-envelope; empty: none
	Direction string `yaml:"direction"` // both, in, out

	Key string `yaml:"key"` // hmac: secret file, 32 hexadecimal digits

	Ours       []SealKey `yaml:"ours"`       // openpgp: our private keys, in the order they came into use
	Theirs     []SealKey `yaml:"theirs"`     // openpgp: the partner's public keys, likewise
	Passphrase string    `yaml:"passphrase"` // openpgp: secret file; empty: our keys have none
	Binary     bool      `yaml:"binary"`     // openpgp: .pgp instead of .asc

	Certificate  string            `yaml:"certificate"` // secure-envelope: ours, PEM
	PrivateKey   string            `yaml:"privateKey"`  // secure-envelope: secret file, PEM
	Bank         []string          `yaml:"bank"`        // secure-envelope: the bank's signing certificates, PEM
	Customer     string            `yaml:"customer"`
	Target       string            `yaml:"target"`
	Environment  string            `yaml:"environment"` // PRODUCTION or TEST
	FileTypes    map[string]string `yaml:"fileTypes"`   // kind of file → the bank's name of it
	NoCompressed bool              `yaml:"noCompressed"`
}

// SealKey is an OpenPGP key with the days in which it counts.
type SealKey struct {
	File        string    `yaml:"file"`
	Fingerprint string    `yaml:"fingerprint"`
	From        date.Date `yaml:"from"`
	Until       date.Date `yaml:"until"` // first day on which it counts no more
}

// In and Out tell whether files from and to the partner are sealed.
func (s *Seal) In() bool  { return s.Kind != "" && s.Direction != "out" }
func (s *Seal) Out() bool { return s.Kind != "" && s.Direction != "in" }

// Secrets are the secret files a seal needs.
func (s *Seal) Secrets() []string {
	if s.Kind == "" {
		return nil
	}
	var names []string
	for _, name := range append([]string{s.Key, s.Passphrase, s.PrivateKey}, filesOf(s.Ours)...) {
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

func filesOf(keys []SealKey) (names []string) {
	for _, k := range keys {
		names = append(names, k.File)
	}
	return names
}

func (s *Seal) check(f *faults, key string) {
	if s.Kind == "" {
		return
	}
	f.oneOf(key+".kind", s.Kind, "hmac", "openpgp", "secure-envelope")
	if s.Direction != "" {
		f.oneOf(key+".direction", s.Direction, "both", "in", "out")
	}
	want := func(name, value, what string) {
		if value == "" {
			f.add(key+"."+name, "want %s", what)
		}
	}
	switch s.Kind {
	case "hmac":
		want("key", s.Key, "the name of the secret file with the key, 32 hexadecimal digits")
	case "openpgp":
		s.checkKeys(f, key+".ours", s.Ours, false)
		s.checkKeys(f, key+".theirs", s.Theirs, true)
	case "secure-envelope":
		if len(s.Bank) == 0 {
			f.add(key+".bank", "want the file with the bank's signing certificate; girod trusts none that comes inside a file")
		}
		if s.Out() {
			want("certificate", s.Certificate, "the file with our certificate")
			want("privateKey", s.PrivateKey, "the name of the secret file with its private key")
			want("customer", s.Customer, "the bank's name for us as sender")
			f.oneOf(key+".environment", s.Environment, "PRODUCTION", "TEST")
		}
	}
}

// checkKeys wants a key and, of the partner's, the fingerprint given on paper.
func (s *Seal) checkKeys(f *faults, key string, keys []SealKey, pinned bool) {
	if len(keys) == 0 {
		f.add(key, "want one key or more")
	}
	for i, k := range keys {
		at := key + "[" + strconv.Itoa(i) + "]"
		if k.File == "" {
			f.add(at+".file", "want the name of the key's file")
		}
		if pinned && k.Fingerprint == "" {
			f.add(at+".fingerprint", "want the fingerprint the partner gave on paper; girod trusts no key without it")
		}
		if k.Until != 0 && k.Until <= k.From {
			f.add(at+".until", "%s: want a day after %s", k.Until, k.From)
		}
	}
}
