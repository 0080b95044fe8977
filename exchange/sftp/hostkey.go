package sftp

import (
	"bytes"
	"crypto/rsa"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/knownhosts"

	"girod/exchange/remote"
)

// HostKeyError says that a server showed a key nobody pinned. It is a
// [remote.ErrHostKey]. Either the partner has changed its key, and has told so in
// a letter, or somebody stands in between: a person compares the fingerprints.
type HostKeyError struct {
	Addr    string
	Seen    string   // "ssh-ed25519 SHA256:…"
	Pinned  []string // the same for each pinned key
	Revoked bool     // the key is on the partner's list of revoked keys
}

func (e *HostKeyError) Error() string {
	pinned := "nothing"
	if len(e.Pinned) > 0 {
		pinned = strings.Join(e.Pinned, " and ")
	}
	verdict := "which is not pinned"
	if e.Revoked {
		verdict = "which is revoked"
	}
	return fmt.Sprintf("host key of %s: it showed %s, %s; pinned is %s", e.Addr, e.Seen, verdict, pinned)
}

// Unwrap makes it a remote.ErrHostKey.
func (e *HostKeyError) Unwrap() error { return remote.ErrHostKey }

// pins is what we believe of a partner's identity.
type pins struct {
	addr    string
	good    []ssh.PublicKey // the current key and an announced next one
	revoked []ssh.PublicKey
	refusal *HostKeyError // the last refusal, kept where no wrapping can lose it
}

// readPins reads lines of authorized_keys ("ssh-ed25519 AAAA… comment") or of
// known_hosts ("[sftp.bank.example]:22 ssh-ed25519 AAAA…", "@revoked * …"). What
// cannot be read, or would quietly pin nothing, is an error: here it is a person
// who has just pasted the line.
func readPins(addr string, lines []string) (*pins, error) {
	p := &pins{addr: addr}
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := p.read(line); err != nil {
			return nil, fmt.Errorf("host key line %d: %w", i+1, err)
		}
	}
	p.good = slices.DeleteFunc(p.good, func(k ssh.PublicKey) bool { return among(k, p.revoked) })
	if len(p.good) == 0 {
		return nil, fmt.Errorf("%w: no host key is pinned for %s, and none is trusted on first use", remote.ErrHostKey, addr)
	}
	return p, nil
}

func (p *pins) read(line string) error {
	if strings.ContainsAny(line, "\r\n") {
		return errors.New("want one key a line")
	}
	if key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(line)); err == nil && len(options) == 0 {
		return p.pin(key)
	}
	marker, hosts, key, _, _, err := ssh.ParseKnownHosts([]byte(line))
	switch {
	case err != nil:
		return fmt.Errorf("want a line of authorized_keys or known_hosts: %w", err)
	case marker == "revoked":
		p.revoked = append(p.revoked, key) // for every host: a lost key is lost everywhere
		return nil
	case marker != "":
		return fmt.Errorf("@%s is not taken: pin the host's own key", marker)
	case !p.named(hosts):
		return fmt.Errorf("it is for %s, and the partner's address is %s", strings.Join(hosts, ","), p.addr)
	}
	return p.pin(key)
}

// named tells whether a known_hosts line means our address. Patterns other than *
// and hashed names are not matched: a pin is for one host, written out.
func (p *pins) named(hosts []string) bool {
	want := knownhosts.Normalize(p.addr)
	return slices.ContainsFunc(hosts, func(h string) bool { return h == "*" || knownhosts.Normalize(h) == want })
}

func (p *pins) pin(key ssh.PublicKey) error {
	if !slices.Contains(hostKeyAlgos, algorithms(key)[0]) {
		return fmt.Errorf("%w: keys of type %s are not taken", ErrWeak, key.Type())
	}
	if with, ok := key.(ssh.CryptoPublicKey); ok {
		if k, ok := with.CryptoPublicKey().(*rsa.PublicKey); ok && k.N.BitLen() < minRSABits {
			return fmt.Errorf("%w: RSA key of %d bits, want %d", ErrWeak, k.N.BitLen(), minRSABits)
		}
	}
	p.good = append(p.good, key)
	return nil
}

// check is the ssh.HostKeyCallback.
func (p *pins) check(addr string, _ net.Addr, key ssh.PublicKey) error {
	if among(key, p.good) {
		return nil
	}
	p.refusal = &HostKeyError{Addr: addr, Seen: show(key), Revoked: among(key, p.revoked)}
	for _, k := range p.good {
		p.refusal.Pinned = append(p.refusal.Pinned, show(k))
	}
	return p.refusal
}

// order asks first for the kinds of key that are pinned, so that a server with
// several keys shows one we know; the others follow, so that a stranger's key is
// seen and named in the error instead of failing to negotiate.
func (p *pins) order() []string {
	var order []string
	for _, k := range p.good {
		order = append(order, algorithms(k)...)
	}
	order = append(order, hostKeyAlgos...)
	seen := map[string]bool{}
	return slices.DeleteFunc(order, func(a string) bool { was := seen[a]; seen[a] = true; return was })
}

// algorithms are the ways a key may sign; an RSA key has two that are not SHA-1.
func algorithms(key ssh.PublicKey) []string {
	if key.Type() == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{key.Type()}
}

func among(key ssh.PublicKey, keys []ssh.PublicKey) bool {
	return slices.ContainsFunc(keys, func(k ssh.PublicKey) bool { return bytes.Equal(k.Marshal(), key.Marshal()) })
}

func show(key ssh.PublicKey) string { return key.Type() + " " + ssh.FingerprintSHA256(key) }
