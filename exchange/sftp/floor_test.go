package sftp

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"testing"

	"golang.org/x/crypto/ssh"
)

// negotiated is a connection that tells what was agreed.
type negotiated struct {
	ssh.Conn
	cipher string
}

func (n negotiated) Algorithms() ssh.NegotiatedAlgorithms {
	d := ssh.DirectionAlgorithms{Cipher: n.cipher}
	return ssh.NegotiatedAlgorithms{Read: d, Write: d}
}

// CVE-2023-48795: chacha20-poly1305 only where the server announced strict key
// exchange.
func TestStrictKeyExchange(t *testing.T) {
	strict := &greeting{heard: []byte("SSH-2.0-x\r\n…curve25519-sha256,kex-strict-s-v00@openssh.com…")}
	loose := &greeting{heard: []byte("SSH-2.0-x\r\n…curve25519-sha256…")}
	for _, c := range []struct {
		cipher string
		heard  *greeting
		fine   bool
	}{
		{ssh.CipherChaCha20Poly1305, strict, true},
		{ssh.CipherChaCha20Poly1305, loose, false},
		{ssh.CipherAES256GCM, loose, true},
	} {
		err := agreed(negotiated{cipher: c.cipher}, c.heard)
		if (err == nil) != c.fine || err != nil && !errors.Is(err, ErrWeak) {
			t.Errorf("%s, strict %v: %v", c.cipher, c.heard.strict(), err)
		}
	}
}

// RSA counts from 3072 bits as a host key, and our own never signs with SHA-1.
func TestRSA(t *testing.T) {
	for bits, fine := range map[int]bool{2048: false, 3072: true} {
		key, err := rsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		signer, err := ssh.NewSignerFromKey(key)
		if err != nil {
			t.Fatal(err)
		}
		p, err := readPins("h:22", []string{string(ssh.MarshalAuthorizedKey(signer.PublicKey()))})
		if (err == nil) != fine || err != nil && !errors.Is(err, ErrWeak) {
			t.Errorf("RSA of %d bits: %v", bits, err)
		}
		if fine && p.order()[0] != ssh.KeyAlgoRSASHA512 {
			t.Errorf("asked first for %s", p.order()[0])
		}
		ours, err := modern(signer)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range ours.(ssh.MultiAlgorithmSigner).Algorithms() {
			if a == ssh.KeyAlgoRSA {
				t.Error("our key would sign with SHA-1")
			}
		}
	}
	if _, err := modern(nil); err == nil {
		t.Error("a login without a key was tried")
	}
}
