package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"time"

	"girod/config"
	"girod/exchange"
	"girod/formats/date"
	"girod/formats/seal"
	"girod/ledger/store"
)

// Seals of partners' files: opened before anything reads them, put on before they leave.

// padlock is one kind of seal, ready for both directions.
type padlock interface {
	seal.Opener
	seal.Sealer
}

// padlock makes the partner's seal as it is valid at a time. For a file of theirs that is
// when it was received, so that a replay years later comes to the same verdict.
func (h *house) padlock(p *config.Partner, d sealed, at time.Time) (padlock, error) {
	switch s := &p.Seal; s.Kind {
	case "hmac":
		key, err := h.config.Secret(s.Key)
		if err != nil {
			return nil, err
		}
		return seal.NewGiro(string(key.Reveal()), date.From(at.In(h.zone)))
	case "openpgp":
		return h.openPGP(p, at)
	default:
		return h.envelope(p, d, at)
	}
}

// sealed is what a frame says of the file within.
type sealed struct{ kind, name, serial string }

func (h *house) openPGP(p *config.Partner, at time.Time) (padlock, error) {
	s := &p.Seal
	out := &seal.OpenPGP{At: at, Most: h.limits(p.ID).Bytes, Binary: s.Binary}
	var passphrase []byte
	if s.Passphrase != "" {
		secret, err := h.config.Secret(s.Passphrase)
		if err != nil {
			return nil, err
		}
		passphrase = secret.Reveal()
	}
	for _, k := range s.Ours {
		secret, err := h.config.Secret(k.File)
		if err != nil {
			return nil, err
		}
		key, err := h.sealKey(k, secret.Reveal(), passphrase)
		if err != nil {
			return nil, err
		}
		if !key.Private() {
			return nil, fmt.Errorf("%s: want our private key, this is a public one", k.File)
		}
		out.Ours = append(out.Ours, key)
	}
	for _, k := range s.Theirs {
		text, err := os.ReadFile(h.config.Path(k.File))
		if err != nil {
			return nil, err
		}
		key, err := h.sealKey(k, text, nil)
		if err != nil {
			return nil, err
		}
		out.Theirs = append(out.Theirs, key)
	}
	return out, nil
}

func (h *house) sealKey(k config.SealKey, text, passphrase []byte) (*seal.Key, error) {
	key, err := seal.ReadKey(text, k.Fingerprint, passphrase)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.File, err)
	}
	if k.From != 0 {
		key.From = k.From.Time(h.zone)
	}
	if k.Until != 0 {
		key.Until = k.Until.Time(h.zone)
	}
	return key, nil
}

func (h *house) envelope(p *config.Partner, d sealed, at time.Time) (padlock, error) {
	s := &p.Seal
	e := &seal.Envelope{
		CustomerID: s.Customer, Environment: s.Environment, TargetID: s.Target, FileType: s.FileTypes[d.kind], Name: d.name, Serial: d.serial,
		Software: "girod", Compress: !s.NoCompressed, At: at, Limits: h.limits(p.ID),
	}
	for _, name := range s.Bank {
		text, err := os.ReadFile(h.config.Path(name))
		if err != nil {
			return nil, err
		}
		pinned, err := seal.ReadCertificates(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		e.Bank = append(e.Bank, pinned...)
	}
	if !s.Out() {
		return e, nil
	}
	text, err := os.ReadFile(h.config.Path(s.Certificate))
	if err != nil {
		return nil, err
	}
	secret, err := h.config.Secret(s.PrivateKey)
	if err != nil {
		return nil, err
	}
	ours, err := tls.X509KeyPair(text, secret.Reveal())
	if err != nil {
		return nil, fmt.Errorf("%s with %s: %w", s.Certificate, s.PrivateKey, err)
	}
	e.Certificate = &ours
	return e, nil
}

// unseal verifies a partner's sealed file to its last byte and gives what opens it anew.
// Without a seal configured the file is read as it lies there.
func (h *house) unseal(f exchange.File, p *config.Partner, open func() (io.ReadCloser, error)) (func() (io.ReadCloser, error), *seal.Proof, error) {
	if p == nil || !p.Seal.In() {
		return open, nil, nil
	}
	opener, err := h.padlock(p, sealed{}, f.ReceivedAt)
	if err != nil {
		return nil, nil, err
	}
	open, proof, err := verified(opener, open)
	if err != nil {
		return nil, nil, refusal(err)
	}
	return open, proof, nil
}

// verified reads a sealed file to its end; what it gives opens the file within.
func verified(opener seal.Opener, open func() (io.ReadCloser, error)) (func() (io.ReadCloser, error), *seal.Proof, error) {
	r, err := open()
	if err != nil {
		return nil, nil, err
	}
	defer r.Close()
	proof, err := seal.Verify(opener, r)
	if err != nil {
		return nil, nil, err
	}
	return func() (io.ReadCloser, error) {
		r, err := open()
		if err != nil {
			return nil, err
		}
		o, err := opener.Open(r)
		if err != nil {
			r.Close()
			return nil, err
		}
		return &unsealed{o, r}, nil
	}, &proof, nil
}

// unsealed is the file within, closed with the one around it.
type unsealed struct {
	io.Reader
	io.Closer
}

// receipt books nothing: the frame was the bank's word that our file came.
func receipt(proof *seal.Proof) exchange.Book {
	return func(*store.Tx, time.Time) (exchange.Outcome, error) {
		return exchange.Outcome{Format: proof.Kind, Summary: "receipt: " + proof.Note}, nil
	}
}

// sealFor seals a document for a partner and sees that the seal holds.
func (h *house) sealFor(p *config.Partner, d document, kind string, at time.Time) ([]byte, error) {
	sealer, err := h.padlock(p, sealed{kind, d.name, d.key}, at)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := sealer.Seal(&b, bytes.NewReader(d.body)); err != nil {
		return nil, fmt.Errorf("seal for %s: %w", p.ID, err)
	}
	if err := sealHolds(sealer, b.Bytes()); err != nil {
		return nil, fmt.Errorf("seal for %s does not hold: %w", p.ID, err)
	}
	return b.Bytes(), nil
}

// sealHolds opens what we sealed, as far as we can, before it leaves: an HMAC with the
// same key, a signature with our own certificate. What is encrypted to the bank only the
// bank can open.
func sealHolds(own padlock, b []byte) error {
	switch lock := own.(type) {
	case *seal.OpenPGP:
		return nil
	case *seal.Envelope:
		check := *lock
		leaf, err := x509.ParseCertificate(lock.Certificate.Certificate[0])
		if err != nil {
			return err
		}
		check.Bank = []*x509.Certificate{leaf}
		own = &check
	}
	_, err := seal.Verify(own, bytes.NewReader(b))
	return err
}

// partnerOf finds a partner of the configuration; nil when it is gone.
func (h *house) partnerOf(id string) *config.Partner {
	for i := range h.config.Partners {
		if h.config.Partners[i].ID == id {
			return &h.config.Partners[i]
		}
	}
	return nil
}

// ending is what a sealed file's name ends with, so that people see what it is.
func ending(s *config.Seal) string {
	switch {
	case s.Kind != "openpgp":
		return ""
	case s.Binary:
		return ".pgp"
	}
	return ".asc"
}
