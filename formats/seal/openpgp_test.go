package seal_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"

	"girod/formats"
	"girod/formats/seal"
)

var (
	born  = time.Date(2026, 1, 7, 9, 30, 0, 0, time.UTC)
	today = time.Date(2026, 5, 11, 9, 30, 0, 0, time.UTC)
)

// pair makes a key and gives it twice: the private half and the public one.
func pair(t testing.TB, name string, lifeDays int) (private, public []byte) {
	t.Helper()
	c := &packet.Config{Time: func() time.Time { return born }, Algorithm: packet.PubKeyAlgoEdDSA, KeyLifetimeSecs: uint32(lifeDays * 86400)}
	e, err := openpgp.NewEntity(name, "", name+"@exempel.se", c)
	if err != nil {
		t.Fatal(err)
	}
	write := func(kind string, serialise func(io.Writer) error) []byte {
		var b bytes.Buffer
		w, err := armor.Encode(&b, kind, nil)
		if err == nil {
			err = errors.Join(serialise(w), w.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	return write(openpgp.PrivateKeyType, func(w io.Writer) error { return e.SerializePrivate(w, nil) }), write(openpgp.PublicKeyType, e.Serialize)
}

func read(t testing.TB, text []byte) *seal.Key {
	t.Helper()
	k, err := seal.ReadKey(text, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// party is one side: its own keys and the other's.
type parties struct{ us, bank *seal.OpenPGP }

func newParties(t testing.TB) parties {
	ourPrivate, ourPublic := pair(t, "girod", 0)
	bankPrivate, bankPublic := pair(t, "bank", 0)
	return parties{
		us:   &seal.OpenPGP{Ours: []*seal.Key{read(t, ourPrivate)}, Theirs: []*seal.Key{read(t, bankPublic)}, At: today},
		bank: &seal.OpenPGP{Ours: []*seal.Key{read(t, bankPrivate)}, Theirs: []*seal.Key{read(t, ourPublic)}, At: today},
	}
}

const message = "<Document>pengar</Document>\n"

func sealWith(t testing.TB, s seal.Sealer, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Seal(&b, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var refused *formats.Error
	if !errors.As(err, &refused) || refused.Code != code {
		t.Errorf("%v, want a refusal with code %s", err, code)
	}
}

func TestOpenPGP(t *testing.T) {
	p := newParties(t)
	for _, binary := range []bool{false, true} {
		p.bank.Binary = binary
		from := sealWith(t, p.bank, message)
		if bytes.Contains(from, []byte("pengar")) {
			t.Error("the message is not encrypted")
		}
		o, err := p.us.Open(bytes.NewReader(from))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(o)
		if err != nil || string(plain) != message {
			t.Errorf("opened %q, %v", plain, err)
		}
		if o.Proof.Signer != p.us.Theirs[0].Fingerprint() {
			t.Errorf("signer %s", o.Proof.Signer)
		}
	}
}

func TestOpenPGPRefuses(t *testing.T) {
	p, stranger := newParties(t), newParties(t)
	// A stranger who has our public key.
	forged := &seal.OpenPGP{Ours: stranger.bank.Ours, Theirs: p.bank.Theirs, At: today, Binary: true}
	_, err := seal.Verify(p.us, bytes.NewReader(sealWith(t, forged, message)))
	wantCode(t, err, "seal-signer")

	// We to ourselves: our own signature is no word of the bank's.
	self := &seal.OpenPGP{Ours: p.us.Ours, Theirs: p.bank.Theirs, At: today}
	_, err = seal.Verify(p.us, bytes.NewReader(sealWith(t, self, message)))
	wantCode(t, err, "seal-signer")

	// Encrypted to somebody else.
	_, err = seal.Verify(p.us, bytes.NewReader(sealWith(t, stranger.bank, message)))
	wantCode(t, err, "seal-key")

	// Every byte counts.
	p.bank.Binary = true
	whole := sealWith(t, p.bank, strings.Repeat(message, 50))
	// A few bytes round the session key may change without changing it; the content never.
	for at := 0; at < len(whole); at += 7 {
		bad := bytes.Clone(whole)
		bad[at] ^= 0x10
		if o, err := p.us.Open(bytes.NewReader(bad)); err == nil {
			if plain, err := io.ReadAll(o); err == nil && string(plain) != strings.Repeat(message, 50) {
				t.Fatalf("byte %d of %d was changed unseen", at, len(whole))
			}
		}
		if _, err := seal.Verify(p.us, bytes.NewReader(whole[:at])); err == nil {
			t.Fatalf("cut at %d of %d unseen", at, len(whole))
		}
	}
	for _, plain := range []string{"", message} {
		_, err = seal.Verify(p.us, strings.NewReader(plain))
		wantCode(t, err, "seal-missing")
	}
}

// TestOpenPGPUnsigned: encryption alone, and a signature alone, are refused.
func TestOpenPGPUnsigned(t *testing.T) {
	ourPrivate, ourPublic := pair(t, "girod", 0)
	bankPrivate, bankPublic := pair(t, "bank", 0)
	us := &seal.OpenPGP{Ours: []*seal.Key{read(t, ourPrivate)}, Theirs: []*seal.Key{read(t, bankPublic)}, At: today}
	c := &packet.Config{Time: func() time.Time { return today }}
	ring := func(text []byte) openpgp.EntityList {
		l, err := openpgp.ReadArmoredKeyRing(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	var encrypted, signed bytes.Buffer
	w, err := openpgp.Encrypt(&encrypted, ring(ourPublic), nil, nil, nil, c)
	if err == nil {
		_, err = io.WriteString(w, message)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	_, err = seal.Verify(us, &encrypted)
	wantCode(t, err, "seal-unsigned")
	w, err = openpgp.Sign(&signed, ring(bankPrivate), nil, c)
	if err == nil {
		_, err = io.WriteString(w, message)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	_, err = seal.Verify(us, &signed)
	wantCode(t, err, "seal-plain")
}

// TestOpenPGPRotation: over a change of keys files sealed with the old one still open in
// its days, and no longer behind them.
func TestOpenPGPRotation(t *testing.T) {
	p := newParties(t)
	newPrivate, newPublic := pair(t, "bank", 0)
	change := today.AddDate(0, 1, 0)
	p.us.Theirs[0].Until = change.AddDate(0, 0, 14) // two weeks of both
	next := read(t, newPublic)
	next.From = change
	p.us.Theirs = append(p.us.Theirs, next)
	old := sealWith(t, p.bank, message)
	renewed := &seal.OpenPGP{Ours: append(p.bank.Ours, read(t, newPrivate)), Theirs: p.bank.Theirs, At: change}
	fresh := sealWith(t, renewed, message)
	for _, tt := range []struct {
		name   string
		at     time.Time
		file   []byte
		refuse bool
	}{
		{"old key, its days", today, old, false},
		{"new key before its day", today, fresh, true},
		{"new key", change, fresh, false},
		{"old key in the two weeks of both", change.AddDate(0, 0, 13), old, false},
		{"old key behind its days", change.AddDate(0, 0, 14), old, true},
	} {
		p.us.At = tt.at
		if _, err := seal.Verify(p.us, bytes.NewReader(tt.file)); (err != nil) != tt.refuse {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	p.us.Theirs[0].Until, p.us.Theirs[1].Until = born, born
	if err := p.us.Seal(io.Discard, strings.NewReader(message)); err == nil {
		t.Error("sealed to a key whose days are over")
	}
}

func TestReadKey(t *testing.T) {
	private, public := pair(t, "bank", 0)
	k := read(t, public)
	if k.Private() || !read(t, private).Private() {
		t.Error("private and public are mixed up")
	}
	spaced := strings.ToLower(k.Fingerprint()[:20]) + " " + k.Fingerprint()[20:]
	if _, err := seal.ReadKey(public, spaced, nil); err != nil {
		t.Error(err)
	}
	if _, err := seal.ReadKey(public, strings.Repeat("A", 40), nil); err == nil {
		t.Error("a key with another fingerprint was taken")
	}
	if _, err := seal.ReadKey([]byte("no key"), "", nil); err == nil {
		t.Error("no key was taken")
	}
}

// TestGnuPG exchanges files with GnuPG both ways.
func TestGnuPG(t *testing.T) {
	if _, err := exec.LookPath("gpg"); err != nil {
		t.Skip("no gpg on this machine")
	}
	home := t.TempDir()
	if err := os.Chmod(home, 0o700); err != nil {
		t.Fatal(err)
	}
	gpg := func(in []byte, args ...string) []byte {
		t.Helper()
		cmd := exec.Command("gpg", append([]string{"--homedir", home, "--batch", "--quiet", "--no-tty", "--trust-model", "always",
			"--pinentry-mode", "loopback", "--passphrase", "", "--faked-system-time", "20260511T093000"}, args...)...)
		cmd.Stdin = bytes.NewReader(in)
		var out, said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &said
		if err := cmd.Run(); err != nil {
			t.Fatalf("gpg %v: %v\n%s", args, err, said.String())
		}
		return out.Bytes()
	}
	t.Cleanup(func() { _ = exec.Command("gpgconf", "--homedir", home, "--kill", "all").Run() })
	ourPrivate, ourPublic := pair(t, "girod", 0)
	gpg(nil, "--quick-generate-key", "bank@exempel.se", "default", "default", "1y")
	gpg(ourPublic, "--import")
	us := &seal.OpenPGP{Ours: []*seal.Key{read(t, ourPrivate)}, Theirs: []*seal.Key{read(t, gpg(nil, "--armor", "--export", "bank@exempel.se"))}, At: today.Add(time.Hour)}
	from := gpg([]byte(message), "--armor", "--sign", "--encrypt", "--local-user", "bank@exempel.se", "--recipient", "girod@exempel.se")
	o, err := us.Open(bytes.NewReader(from))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(o); err != nil || string(plain) != message {
		t.Errorf("from gpg: %q, %v", plain, err)
	}
	file := filepath.Join(home, "status")
	us.At = today
	if plain := gpg(sealWith(t, us, message), "--status-file", file, "--decrypt"); string(plain) != message {
		t.Errorf("to gpg: %q", plain)
	}
	status, _ := os.ReadFile(file)
	if !strings.Contains(string(status), "GOODSIG") || !strings.Contains(string(status), us.Ours[0].Fingerprint()) {
		t.Errorf("gpg did not find our signature good:\n%s", status)
	}
}

func FuzzOpenOpenPGP(f *testing.F) {
	p := newParties(f)
	f.Add(sealWith(f, p.bank, message))
	p.bank.Binary = true
	f.Add(sealWith(f, p.bank, message))
	f.Fuzz(func(t *testing.T, text []byte) {
		proof, err := seal.Verify(p.us, bytes.NewReader(text))
		if err == nil && proof.Signer != p.us.Theirs[0].Fingerprint() {
			t.Errorf("proof %+v", proof)
		}
	})
}

func BenchmarkOpenPGP(b *testing.B) {
	p := newParties(b)
	text := strings.Repeat(message, 100_000)
	whole := sealWith(b, p.bank, text)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := seal.Verify(p.us, bytes.NewReader(whole)); err != nil {
			b.Fatal(err)
		}
	}
}
