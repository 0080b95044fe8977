package sftp

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"sync"

	"golang.org/x/crypto/ssh"
)

// The floor: what a connection to a partner may be built from, strongest first.
// No SHA-1, no CBC, no DSA, no group 14; RSA keys count from 3072 bits. It is not
// configurable on purpose. A partner below it is a decision of the house, not a
// line in a file.
var (
	keyExchanges = []string{ssh.KeyExchangeMLKEM768X25519, ssh.KeyExchangeCurve25519, ssh.KeyExchangeECDHP256}
	ciphers      = []string{ssh.CipherAES256GCM, ssh.CipherChaCha20Poly1305, ssh.CipherAES256CTR}
	macs         = []string{ssh.HMACSHA256ETM, ssh.HMACSHA512ETM} // only ctr uses one: encrypt, then MAC
	hostKeyAlgos = []string{
		ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
		ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256,
	}
)

const minRSABits = 3072

// ErrWeak is wrapped when a partner offers less than the floor.
var ErrWeak = errors.New("connection too weak")

// modern keeps an RSA key from signing with SHA-1, which the library would offer
// to a server that does not say what it takes.
func modern(s ssh.Signer) (ssh.Signer, error) {
	if s == nil {
		return nil, errors.New("no client key")
	}
	if s.PublicKey().Type() != ssh.KeyAlgoRSA {
		return s, nil
	}
	with, ok := s.(ssh.AlgorithmSigner)
	if !ok {
		return nil, fmt.Errorf("%w: client key can only sign with SHA-1", ErrWeak)
	}
	return ssh.NewSignerWithAlgorithms(with, []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256})
}

// greeting overhears the first bytes of a connection, which are in the clear: the
// server's list of what it can do. The library keeps the list to itself, and one
// entry of it matters: strict key exchange, without which chacha20-poly1305 lets
// an attacker cut messages from the start of a session (CVE-2023-48795). A forged
// list cannot pass, since the exchange signs it.
type greeting struct {
	net.Conn
	mu    sync.Mutex
	heard []byte
}

const greetingSize = 16 << 10

func (g *greeting) Read(b []byte) (int, error) {
	n, err := g.Conn.Read(b)
	g.mu.Lock()
	if room := greetingSize - len(g.heard); room > 0 {
		g.heard = append(g.heard, b[:min(n, room)]...)
	}
	g.mu.Unlock()
	return n, err
}

// strict tells whether the server announced strict key exchange.
func (g *greeting) strict() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return bytes.Contains(g.heard, []byte("kex-strict-s-v00@openssh.com"))
}

// agreed refuses what was negotiated within the floor but is unsafe in
// combination.
func agreed(c ssh.Conn, g *greeting) error {
	with, ok := c.(ssh.AlgorithmsConnMetadata)
	if !ok {
		return fmt.Errorf("%w: the library does not say what was agreed", ErrWeak)
	}
	a := with.Algorithms()
	for _, cipher := range []string{a.Read.Cipher, a.Write.Cipher} {
		if cipher == ssh.CipherChaCha20Poly1305 && !g.strict() {
			return fmt.Errorf("%w: %s without strict key exchange", ErrWeak, cipher)
		}
	}
	return nil
}
