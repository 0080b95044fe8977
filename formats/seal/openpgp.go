package seal

import (
	"bufio"
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
)

// Key is one OpenPGP key with the days on which we hold it valid, beside its own
// expiry. Zero times bound nothing.
type Key struct {
	From, Until time.Time
	entity      *openpgp.Entity
}

// ReadKey reads one key, armoured or not. The fingerprint is what both sides have read
// to each other over the telephone; a key with another is refused. A private key with
// a passphrase is unlocked.
func ReadKey(text []byte, fingerprint string, passphrase []byte) (*Key, error) {
	read := openpgp.ReadKeyRing
	if bytes.Contains(text, []byte("-----BEGIN PGP")) {
		read = openpgp.ReadArmoredKeyRing
	}
	ring, err := read(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("OpenPGP key: %w", err)
	}
	if len(ring) != 1 {
		return nil, fmt.Errorf("OpenPGP key: want one key in the file, %d stand there", len(ring))
	}
	k := &Key{entity: ring[0]}
	want := strings.ToUpper(strings.Join(strings.Fields(fingerprint), ""))
	if got := k.Fingerprint(); want != "" && got != want {
		return nil, fmt.Errorf("OpenPGP key: its fingerprint is %s, want %s", got, want)
	}
	if p := k.entity.PrivateKey; p != nil && p.Encrypted {
		if err := k.entity.DecryptPrivateKeys(passphrase); err != nil {
			return nil, errors.New("OpenPGP key: the passphrase does not open it")
		}
	}
	return k, nil
}

// Fingerprint names the key, in capital hexadecimal digits.
func (k *Key) Fingerprint() string { return fmt.Sprintf("%X", k.entity.PrimaryKey.Fingerprint) }

// Private tells whether the key can sign and decrypt.
func (k *Key) Private() bool { return k.entity.PrivateKey != nil }

func (k *Key) valid(at time.Time) bool {
	return (k.From.IsZero() || !at.Before(k.From)) && (k.Until.IsZero() || at.Before(k.Until))
}

// OpenPGP signs with our key and encrypts to the partner's, and the other way round.
// Both are always asked for: encryption without a signature proves nothing about who
// made the file.
type OpenPGP struct {
	Ours   []*Key    // private, in the order they came into use
	Theirs []*Key    // public and pinned, in the same order
	At     time.Time // the reading of the clock that validity is held against
	Most   int64     // bytes a message may decompress to; 0: 4 GiB
	Binary bool      // not armoured: some banks want .pgp, some .asc
}

// config asks for what is sound today and refuses what no longer is: SHA-1, MD5 and
// RIPEMD signatures, RSA under 2048 bits, messages without integrity protection.
func (o *OpenPGP) config() *packet.Config {
	most := o.Most
	if most == 0 {
		most = 4 << 30
	}
	return &packet.Config{
		Time: func() time.Time { return o.At }, MinRSABits: 2048, MaxDecompressedMessageSize: &most,
		DefaultHash: crypto.SHA256, DefaultCipher: packet.CipherAES256,
		RejectMessageHashAlgorithms: map[crypto.Hash]bool{crypto.SHA1: true, crypto.MD5: true, crypto.RIPEMD160: true},
	}
}

// newest is the valid key that came into use last.
func newest(keys []*Key, at time.Time) *Key {
	for i := len(keys) - 1; i >= 0; i-- {
		if keys[i].valid(at) {
			return keys[i]
		}
	}
	return nil
}

// Seal signs with our newest valid key and encrypts to their newest valid one.
func (o *OpenPGP) Seal(w io.Writer, plain io.Reader) error {
	from, to := newest(o.Ours, o.At), newest(o.Theirs, o.At)
	if from == nil || !from.Private() {
		return errors.New("OpenPGP: none of our keys is valid today; renew it and give it to the partner")
	}
	if to == nil {
		return errors.New("OpenPGP: none of the partner's keys is valid today; ask for the new one")
	}
	out := w
	var frame io.WriteCloser
	if !o.Binary {
		var err error
		if frame, err = armor.Encode(w, openpgp.MessageType, nil); err != nil {
			return fmt.Errorf("OpenPGP: %w", err)
		}
		out = frame
	}
	body, err := openpgp.Encrypt(out, openpgp.EntityList{to.entity}, nil, openpgp.EntityList{from.entity}, nil, o.config())
	if err != nil {
		return fmt.Errorf("OpenPGP: %w", err)
	}
	if _, err := io.Copy(body, plain); err != nil {
		return err
	}
	if err := body.Close(); err != nil {
		return fmt.Errorf("OpenPGP: %w", err)
	}
	if frame == nil {
		return nil
	}
	return frame.Close()
}

// Open decrypts with any of our keys, old ones too, and checks on the way that one of
// the partner's valid keys signed.
func (o *OpenPGP) Open(sealed io.Reader) (*Opened, error) {
	b := bufio.NewReader(sealed)
	head, err := b.Peek(15)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	var in io.Reader = b
	if bytes.HasPrefix(head, []byte("-----BEGIN PGP")) {
		block, err := armor.Decode(b)
		if err != nil || block.Type != openpgp.MessageType {
			return nil, refuse(1, "seal-missing", "", "an encrypted and signed OpenPGP message (BEGIN PGP MESSAGE)")
		}
		in = block.Body
	} else if len(head) == 0 || head[0]&0x80 == 0 { // RFC 9580, 4.2: the highest bit of a packet's first byte
		return nil, refuse(1, "seal-missing", strings.ToValidUTF8(string(head), "?"), "an encrypted and signed OpenPGP message")
	}
	message, err := openpgp.ReadMessage(in, o.ring(), nil, o.config())
	if err != nil {
		return nil, o.unread(err)
	}
	switch {
	case !message.IsEncrypted:
		return nil, refuse(1, "seal-plain", "a message that is not encrypted", "one encrypted to our key")
	case !message.IsSigned:
		return nil, refuse(1, "seal-unsigned", "a message nobody signed", "one signed with the partner's key")
	}
	proof := &Proof{Kind: "openpgp"}
	return &Opened{Reader: &signed{keys: o, message: message, proof: proof}, Proof: proof}, nil
}

// ring holds all of ours to decrypt, and those of theirs that are valid to verify.
func (o *OpenPGP) ring() openpgp.EntityList {
	var ring openpgp.EntityList
	for _, k := range o.Ours {
		ring = append(ring, k.entity)
	}
	for _, k := range o.Theirs {
		if k.valid(o.At) {
			ring = append(ring, k.entity)
		}
	}
	return ring
}

// unread tells why a message could not be opened, without showing what is in it.
func (o *OpenPGP) unread(err error) error {
	if errors.Is(err, pgperrors.ErrKeyIncorrect) {
		return refuse(1, "seal-key", "a message encrypted to another key", "one encrypted to %s", o.names(o.Ours))
	}
	return refuse(1, "seal-broken", err.Error(), "an OpenPGP message that is whole")
}

func (o *OpenPGP) names(keys []*Key) string {
	var names []string
	for _, k := range keys {
		names = append(names, k.Fingerprint())
	}
	return strings.Join(names, " or ")
}

// signed is a message's content; at its end stands whether the signature holds.
type signed struct {
	keys    *OpenPGP
	message *openpgp.MessageDetails
	proof   *Proof
	done    error
}

func (s *signed) Read(p []byte) (int, error) {
	if s.done != nil {
		return 0, s.done
	}
	n, err := s.message.UnverifiedBody.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		s.done = s.verdict()
	case err != nil:
		s.done = s.keys.unread(err)
	}
	return n, s.done
}

func (s *signed) verdict() error {
	m := s.message
	if m.SignatureError != nil || m.SignedBy == nil {
		got := "an unknown signature"
		if m.SignatureError != nil {
			got = m.SignatureError.Error()
		}
		return refuse(1, "seal-signer", got, "a signature of %s, valid on this day", s.keys.names(s.keys.Theirs))
	}
	// Our own keys are in the ring to decrypt; a file we signed ourselves is no word
	// of the partner's.
	for _, k := range s.keys.Theirs {
		if m.SignedBy.Entity == k.entity {
			s.proof.Signer = k.Fingerprint()
			return io.EOF
		}
	}
	return refuse(1, "seal-signer", "a signature of our own", "a signature of %s", s.keys.names(s.keys.Theirs))
}
