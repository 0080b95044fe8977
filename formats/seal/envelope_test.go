package seal_test

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/seal"
)

// certificate makes a key and a certificate for it, valid through 2026.
func certificate(t testing.TB, name string) *tls.Certificate {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(int64(len(name)) + 4711), Subject: pkix.Name{CommonName: name},
		NotBefore: born, NotAfter: born.AddDate(1, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func envelopes(t testing.TB) (us, bank *seal.Envelope) {
	ours, theirs := certificate(t, "girod"), certificate(t, "bank")
	us = &seal.Envelope{
		Certificate: ours, Bank: []*x509.Certificate{theirs.Leaf}, CustomerID: "11111111", Environment: "TEST", TargetID: "11111111A1",
		FileType: "NDCAPXMLI", Name: "betalning & lön.xml", Software: "girod 1", At: today,
	}
	bank = &seal.Envelope{Certificate: theirs, Bank: []*x509.Certificate{ours.Leaf}, CustomerID: "11111111", At: today}
	return us, bank
}

func TestEnvelope(t *testing.T) {
	us, bank := envelopes(t)
	for _, us.Compress = range []bool{false, true} {
		whole := sealWith(t, us, message)
		o, err := bank.Open(bytes.NewReader(whole))
		if err != nil {
			t.Fatalf("%v\n%s", err, whole)
		}
		plain, err := io.ReadAll(o)
		if err != nil || string(plain) != message {
			t.Errorf("opened %q, %v", plain, err)
		}
		if !strings.Contains(o.Proof.Signer, "girod") {
			t.Errorf("signer %q", o.Proof.Signer)
		}
	}
}

// answer is an ApplicationResponse as a bank signs it. The bank's own program is not at
// hand; xmlsec1 signs it (TestXMLSec), and here our own sealer's signature stands in.
func answer(t testing.TB, bank *seal.Envelope, code, text, content string, more string) string {
	t.Helper()
	return template(code, text, content, more, bank)
}

func template(code, text, content, more string, bank *seal.Envelope) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<ApplicationResponse xmlns="http://bxd.fi/xmldata/"><CustomerId>11111111</CustomerId><Timestamp>2026-05-11T09:30:00Z</Timestamp>` +
		`<ResponseCode>` + code + `</ResponseCode><ResponseText>` + text + `</ResponseText>` + more + `<FileType>NDCAPXMLO</FileType><Content>` +
		base64.StdEncoding.EncodeToString([]byte(content)) + `</Content>` +
		`<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>` +
		`<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI=""><Transforms>` +
		`<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></Transforms>` +
		`<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo><SignatureValue/>` +
		`<KeyInfo><X509Data><X509Certificate>` + base64.StdEncoding.EncodeToString(bank.Certificate.Certificate[0]) + `</X509Certificate></X509Data></KeyInfo></Signature></ApplicationResponse>`
}

// xmlsec runs xmlsec1 with the text in a file and the bank's keys beside it.
func xmlsec(t *testing.T, c *tls.Certificate, text string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath("xmlsec1"); err != nil {
		t.Skip("no xmlsec1 on this machine")
	}
	dir := t.TempDir()
	put := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	der, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	key := put("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	cert := put("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]}))
	for i, a := range args {
		args[i] = strings.NewReplacer("KEY", key, "CERT", cert).Replace(a)
	}
	cmd := exec.Command("xmlsec1", append(args, put("envelope.xml", []byte(text)))...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("xmlsec1 %v: %v\n%s%s", args, err, said.String(), out.String())
	}
	if out.Len() == 0 {
		return said.String()
	}
	return out.String()
}

// TestXMLSec exchanges envelopes with xmlsec1 both ways.
func TestXMLSec(t *testing.T) {
	us, bank := envelopes(t)
	said := xmlsec(t, us.Certificate, string(sealWith(t, us, message)), "--verify", "--pubkey-cert-pem", "CERT")
	if !strings.Contains(said, "OK") {
		t.Errorf("xmlsec1 says %s", said)
	}
	signed := xmlsec(t, bank.Certificate, answer(t, bank, "00", "OK.", message, ""), "--sign", "--privkey-pem", "KEY")
	o, err := us.Open(strings.NewReader(signed))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(o); err != nil || string(plain) != message || o.Proof.Note != "00 OK." {
		t.Errorf("%q, %v, %+v", plain, err, o.Proof)
	}

	_, err = us.Open(strings.NewReader(xmlsec(t, bank.Certificate, answer(t, bank, "12", "Schema validation failed.", "", ""), "--sign", "--privkey-pem", "KEY")))
	wantCode(t, err, "envelope-answer")
	_, err = us.Open(strings.NewReader(xmlsec(t, bank.Certificate, answer(t, bank, "00", "OK.", message, "<Encrypted>true</Encrypted>"), "--sign", "--privkey-pem", "KEY")))
	wantCode(t, err, "envelope-encrypted")

	receipt, err := us.Open(strings.NewReader(xmlsec(t, bank.Certificate, answer(t, bank, "00", "OK.", "", ""), "--sign", "--privkey-pem", "KEY")))
	if err != nil {
		t.Fatal(err)
	}
	if rest, err := io.ReadAll(receipt); err != nil || len(rest) > 0 {
		t.Errorf("a receipt holds %q, %v", rest, err)
	}

	// A bomb: small in the envelope, larger than a file may be unpacked.
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write(make([]byte, 1<<20)); err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	us.Limits.Bytes = 1 << 19
	bomb, err := us.Open(strings.NewReader(xmlsec(t, bank.Certificate, answer(t, bank, "00", "OK.", z.String(), "<Compressed>true</Compressed>"), "--sign", "--privkey-pem", "KEY")))
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(io.Discard, bomb)
	wantCode(t, err, "limit-bytes")
}

// TestEnvelopeRefuses: signature wrapping, strangers, changes, weak algorithms.
func TestEnvelopeRefuses(t *testing.T) {
	us, bank := envelopes(t)
	whole := string(sealWith(t, us, message))
	content := whole[strings.Index(whole, "<Content>")+9 : strings.Index(whole, "</Content>")]
	other := base64.StdEncoding.EncodeToString([]byte("<Document>mer pengar</Document>"))
	signature := whole[strings.Index(whole, "<ds:Signature"):strings.Index(whole, "</ApplicationRequest>")]
	stranger, _ := envelopes(t)
	for _, tt := range []struct{ name, text, code string }{
		{"content changed", strings.Replace(whole, content, other, 1), "seal-signer"},
		{"content added", strings.Replace(whole, "<Content>", "<Content>"+other+"</Content><Content>", 1), "seal-signer"},
		{"wrapped: the signed one moved inside a forged one", `<ApplicationRequest xmlns="` + seal.SpaceEnvelope + `"><Content>` + other + `</Content><Object>` +
			whole[strings.Index(whole, "<ApplicationRequest"):] + `</Object></ApplicationRequest>`, "seal-missing"},
		{"a forged one with the signature of another", `<ApplicationRequest xmlns="` + seal.SpaceEnvelope + `"><Content>` + other + `</Content>` + signature + `</ApplicationRequest>`, "seal-signer"},
		{"no signature", strings.Replace(whole, signature, "", 1), "seal-missing"},
		{"two signatures", strings.Replace(whole, signature, signature+signature, 1), "seal-missing"},
		{"SHA-1", strings.Replace(whole, "xmldsig-more#rsa-sha256", "xmldsig#rsa-sha1", 1), "seal-weak"},
		{"reference elsewhere", strings.Replace(whole, `URI=""`, `URI="#x"`, 1), "seal-broken"},
		{"a stranger's certificate", string(sealWith(t, stranger, message)), "seal-signer"},
		{"another namespace", strings.Replace(whole, seal.SpaceEnvelope, "urn:x", 1), "seal-missing"},
		{"a DOCTYPE", strings.Replace(whole, "<ApplicationRequest", "<!DOCTYPE x><ApplicationRequest", 1), "xml-doctype"},
		{"cut", whole[:len(whole)-30], "xml-truncated"},
		{"nothing", "", "xml-no-root"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := seal.Verify(bank, strings.NewReader(tt.text))
			wantCode(t, err, tt.code)
		})
	}
	bank.At = today.AddDate(2, 0, 0)
	_, err := bank.Open(strings.NewReader(whole))
	wantCode(t, err, "seal-signer") // the certificate's days are over
	us.At = bank.At
	if err := us.Seal(io.Discard, strings.NewReader(message)); err == nil {
		t.Error("sealed with a certificate whose days are over")
	}
	bank.At, bank.Limits.Held = today, 100
	_, err = bank.Open(strings.NewReader(whole))
	wantCode(t, err, "limit-held")
}

func TestReadCertificates(t *testing.T) {
	c := certificate(t, "bank")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]})
	if got, err := seal.ReadCertificates(append(text, text...)); err != nil || len(got) != 2 {
		t.Errorf("%d, %v", len(got), err)
	}
	for _, bad := range []string{"", "no certificate", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}))} {
		if _, err := seal.ReadCertificates([]byte(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func FuzzOpenEnvelope(f *testing.F) {
	us, bank := envelopes(f)
	f.Add(sealWith(f, us, message))
	us.Compress = true
	f.Add(sealWith(f, us, message))
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := bank.Open(bytes.NewReader(text))
		if err == nil {
			_, err = io.Copy(io.Discard, o)
		}
		var refused *formats.Error
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("%v is no refusal", err)
		}
	})
}

func BenchmarkEnvelope(b *testing.B) {
	us, bank := envelopes(b)
	text := strings.Repeat(message, 50_000)
	whole := sealWith(b, us, text)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := seal.Verify(bank, bytes.NewReader(whole)); err != nil {
			b.Fatal(err)
		}
	}
}
