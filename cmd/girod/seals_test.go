package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	openpgp "github.com/ProtonMail/go-crypto/openpgp/v2"
	"github.com/rogpeppe/go-internal/testscript"

	"girod/formats/date"
	"girod/formats/seal"
)

// sealedBy is the bank's side of a seal in a story.
type sealedBy interface {
	seal.Opener
	seal.Sealer
}

// sealCommand is a bank that seals its files and wants ours sealed:
//
//	seal agree hmac|openpgp|secure-envelope   keys are exchanged, the configuration names them
//	seal put NAME                             the bank seals what it has dropped as NAME
//	seal take                                 the bank opens what lies in bank/out, into bank/opened
func sealCommand(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	now, err := time.Parse(time.RFC3339, ts.Getenv("NOW"))
	ts.Check(err)
	switch args[0] {
	case "agree":
		var config string
		s.seal, config = agree(ts, args[1], now)
		s.vars["BANK"] = "local: bank, inbound: [in], outbound: {pain.001: out, case: out}, seal: " + config
		ts.Check(os.WriteFile(ts.MkAbs("girod.yaml"), []byte(townText(s, s.vars)), 0o600))
	case "put":
		path := ts.MkAbs("bank/in/" + args[1])
		plain, err := os.ReadFile(path)
		ts.Check(err)
		var b bytes.Buffer
		ts.Check(s.seal(now).Seal(&b, bytes.NewReader(plain)))
		ts.Check(os.WriteFile(path, b.Bytes(), 0o600))
	case "take":
		ts.Check(os.MkdirAll(ts.MkAbs("bank/opened"), 0o700))
		files, err := os.ReadDir(ts.MkAbs("bank/out"))
		ts.Check(err)
		for _, f := range files {
			whole, err := os.ReadFile(ts.MkAbs("bank/out/" + f.Name()))
			ts.Check(err)
			o, err := s.seal(now).Open(bytes.NewReader(whole))
			ts.Check(err)
			plain, err := io.ReadAll(o)
			ts.Check(err)
			ts.Check(os.WriteFile(ts.MkAbs("bank/opened/"+f.Name()), plain, 0o600))
		}
	}
}

// agree makes both sides' keys and gives the bank's side and our configuration of it.
func agree(ts *testscript.TestScript, kind string, now time.Time) (func(time.Time) sealedBy, string) {
	put := func(name string, text []byte) { ts.Check(os.WriteFile(ts.MkAbs(name), text, 0o600)) }
	switch kind {
	case "hmac":
		key := "1234567890ABCDEF1234567890ABCDEF" // the manual's
		put("seal.key", []byte(key+"\n"))
		return func(at time.Time) sealedBy {
			g, err := seal.NewGiro(key, date.From(at))
			ts.Check(err)
			return g
		}, "{kind: hmac, key: seal.key}"
	case "openpgp":
		ours, oursPublic := pgpPair(ts, "girod", now)
		theirs, theirsPublic := pgpPair(ts, "bank", now)
		put("ours.asc", ours)
		put("bank.asc", theirsPublic)
		bank := &seal.OpenPGP{Ours: []*seal.Key{pgpKey(ts, theirs)}, Theirs: []*seal.Key{pgpKey(ts, oursPublic)}}
		return func(at time.Time) sealedBy { bank.At = at; return bank },
			fmt.Sprintf("{kind: openpgp, ours: [{file: ours.asc}], theirs: [{file: bank.asc, fingerprint: %s}]}", bank.Ours[0].Fingerprint())
	}
	ours, theirs := certificateOf(ts, "girod", now), certificateOf(ts, "bank", now)
	der, err := x509.MarshalPKCS8PrivateKey(ours.PrivateKey)
	ts.Check(err)
	put("ours.key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	put("ours.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ours.Certificate[0]}))
	put("bank.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: theirs.Certificate[0]}))
	bank := &seal.Envelope{Certificate: theirs, Bank: []*x509.Certificate{ours.Leaf}, CustomerID: "11111111", Environment: "TEST"}
	return func(at time.Time) sealedBy { bank.At = at; return bank },
		`{kind: secure-envelope, certificate: ours.pem, privateKey: ours.key, bank: [bank.pem], customer: "11111111", environment: TEST, fileTypes: {pain.001: NDCAPXMLI}}`
}

func pgpKey(ts *testscript.TestScript, text []byte) *seal.Key {
	k, err := seal.ReadKey(text, "", nil)
	ts.Check(err)
	return k
}

func pgpPair(ts *testscript.TestScript, name string, now time.Time) (private, public []byte) {
	e, err := openpgp.NewEntity(name, "", name+"@exempel.se", &packet.Config{
		Time: func() time.Time { return now.Add(-time.Hour) }, Algorithm: packet.PubKeyAlgoEdDSA,
	})
	ts.Check(err)
	write := func(kind string, serialise func(io.Writer) error) []byte {
		var b bytes.Buffer
		w, err := armor.Encode(&b, kind, nil)
		ts.Check(err)
		ts.Check(serialise(w))
		ts.Check(w.Close())
		return b.Bytes()
	}
	return write(openpgp.PrivateKeyType, func(w io.Writer) error { return e.SerializePrivate(w, nil) }), write(openpgp.PublicKeyType, e.Serialize)
}

func certificateOf(ts *testscript.TestScript, name string, now time.Time) *tls.Certificate {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	ts.Check(err)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(4711), Subject: pkix.Name{CommonName: strings.ToUpper(name)},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	ts.Check(err)
	leaf, err := x509.ParseCertificate(der)
	ts.Check(err)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}
