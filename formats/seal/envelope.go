package seal

import (
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"girod/formats"
	"girod/formats/xmlplace"
)

// SpaceEnvelope is the namespace of both envelopes.
const SpaceEnvelope = "http://bxd.fi/xmldata/"

// Envelope is the Secure Envelope of Nordea's Corporate Access and the Finnish banks'
// web services: ApplicationRequest out, ApplicationResponse in.
type Envelope struct {
	Certificate *tls.Certificate    // ours, with its private key (RSA)
	Bank        []*x509.Certificate // pinned: the bank's signing certificate, and the next one

	CustomerID  string // the bank's name for us as sender
	Environment string // PRODUCTION or TEST
	TargetID    string
	FileType    string // the bank's name of what is within: "NDCAPXMLI" …
	Name        string // UserFilename
	Serial      string // ExecutionSerial; "" to leave out
	Software    string // SoftwareId: "girod 1.0"
	Compress    bool

	At     time.Time
	Limits formats.Limits
}

// ReadCertificates reads the certificates of a PEM file.
func ReadCertificates(text []byte) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		all = append(all, c)
	}
	if len(all) == 0 {
		return nil, errors.New("certificate: no certificate stands in the file (PEM)")
	}
	return all, nil
}

// Seal wraps a file in an ApplicationRequest and signs it: RSA with SHA-256 over the
// exclusive canonical form, the certificate in KeyInfo. The order of elements is the
// schema's.
func (e *Envelope) Seal(w io.Writer, plain io.Reader) error {
	content, err := e.encoded(plain)
	if err != nil {
		return err
	}
	root := etree.NewElement("ApplicationRequest")
	root.CreateAttr("xmlns", SpaceEnvelope)
	put := func(name, value string) {
		if value != "" {
			root.CreateElement(name).SetText(value)
		}
	}
	put("CustomerId", e.CustomerID)
	put("Command", "UploadFile")
	put("Timestamp", e.At.UTC().Format("2006-01-02T15:04:05Z"))
	put("Environment", e.Environment)
	put("UserFilename", e.Name)
	put("TargetId", e.TargetID)
	put("ExecutionSerial", e.Serial)
	put("Encryption", "false")
	put("Compression", fmt.Sprint(e.Compress))
	if e.Compress {
		put("CompressionMethod", "GZIP")
	}
	put("SoftwareId", e.Software)
	put("FileType", e.FileType)
	put("Content", content)
	return e.sign(w, root)
}

// encoded is a file's content as base64, compressed first where the bank wants that.
func (e *Envelope) encoded(plain io.Reader) (string, error) {
	var b bytes.Buffer
	encoder := base64.NewEncoder(base64.StdEncoding, &b)
	var in io.WriteCloser = encoder
	if e.Compress {
		in = gzip.NewWriter(encoder)
	}
	_, err := io.Copy(in, plain)
	if e.Compress {
		err = errors.Join(err, in.Close())
	}
	err = errors.Join(err, encoder.Close())
	return b.String(), err
}

func (e *Envelope) sign(w io.Writer, root *etree.Element) error {
	if e.Certificate == nil || len(e.Certificate.Certificate) == 0 {
		return errors.New("secure envelope: no certificate of ours to sign with")
	}
	signer, ok := e.Certificate.PrivateKey.(crypto.Signer)
	if !ok {
		return errors.New("secure envelope: our key cannot sign")
	}
	if _, ok := signer.Public().(*rsa.PublicKey); !ok {
		return errors.New("secure envelope: want an RSA key, the banks take no other")
	}
	if leaf, err := x509.ParseCertificate(e.Certificate.Certificate[0]); err != nil || e.At.After(leaf.NotAfter) || e.At.Before(leaf.NotBefore) {
		return errors.New("secure envelope: our certificate is not valid today; renew it at the bank")
	}
	c, err := dsig.NewSigningContext(signer, e.Certificate.Certificate[:1])
	if err != nil {
		return fmt.Errorf("secure envelope: %w", err)
	}
	c.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	if err := c.SetSignatureMethod(dsig.RSASHA256SignatureMethod); err != nil {
		return fmt.Errorf("secure envelope: %w", err)
	}
	done, err := c.SignEnveloped(root)
	if err != nil {
		return fmt.Errorf("secure envelope: %w", err)
	}
	doc := etree.NewDocument()
	doc.CreateProcInst("xml", `version="1.0" encoding="UTF-8"`)
	doc.SetRoot(done)
	_, err = doc.WriteTo(w)
	return err
}

// Open verifies an envelope's signature against the pinned certificates and gives the
// file within. The envelope is held in memory, at most Limits.Held bytes of it: a
// signature over a canonical form cannot be checked otherwise.
func (e *Envelope) Open(sealed io.Reader) (*Opened, error) {
	l := e.Limits.WithDefaults()
	text, err := io.ReadAll(io.LimitReader(sealed, l.Held+1))
	if err != nil {
		return nil, err
	}
	if int64(len(text)) > l.Held {
		return nil, refuse(0, "limit-held", fmt.Sprintf("more than %d bytes", l.Held), "a smaller envelope, or a higher limit of bytes held in memory")
	}
	if err := guard(text, l); err != nil {
		return nil, err
	}
	root, signer, err := e.verified(text)
	if err != nil {
		return nil, err
	}
	return within(root, signer, l)
}

// guard reads the envelope with our own scanner before another parser sees it: a
// DOCTYPE, a bad nesting or a depth without end is refused where it stands.
func guard(text []byte, l formats.Limits) error {
	l.Text = int(l.Held) // the content is one text
	x := xmlplace.NewReader(bytes.NewReader(text), l)
	for first := true; ; {
		kind, err := x.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if kind != xmlplace.Start || !first {
			continue
		}
		first = false
		if string(x.Space()) != SpaceEnvelope {
			return x.Refuse("seal-missing", string(x.Name()), "an ApplicationResponse or ApplicationRequest of "+SpaceEnvelope)
		}
	}
}

// verified gives the signed form of the root element, and nothing else is read from
// then on: what stands beside the signed element is not looked at (signature wrapping).
func (e *Envelope) verified(text []byte) (*etree.Element, string, error) {
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(text); err != nil || doc.Root() == nil {
		return nil, "", refuse(1, "seal-broken", "", "an envelope of well-formed XML")
	}
	if err := onlySound(doc.Root()); err != nil {
		return nil, "", err
	}
	c := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: e.Bank})
	c.Clock = dsig.NewFakeClockAt(e.At)
	root, err := c.Validate(doc.Root())
	if err != nil {
		return nil, "", refuse(0, "seal-signer", err.Error(), "a signature made with the bank's pinned certificate (%s), over the envelope as it stands here", subjects(e.Bank))
	}
	return root, e.signer(doc.Root()), nil
}

// signer names the pinned certificate that a verified envelope was signed with.
func (e *Envelope) signer(root *etree.Element) string {
	if el := root.FindElement("./Signature/KeyInfo/X509Data/X509Certificate"); el != nil {
		text := strings.Join(strings.Fields(el.Text()), "")
		for _, c := range e.Bank {
			if base64.StdEncoding.EncodeToString(c.Raw) == text {
				return subjects([]*x509.Certificate{c})
			}
		}
	}
	return subjects(e.Bank)
}

// sound are the algorithms taken: the banks signed with SHA-1 until 2023-09-21.
var sound = map[string]bool{
	"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256":            true,
	"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384":            true,
	"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512":            true,
	"http://www.w3.org/2001/04/xmlenc#sha256":                      true,
	"http://www.w3.org/2001/04/xmldsig-more#sha384":                true,
	"http://www.w3.org/2001/04/xmlenc#sha512":                      true,
	"http://www.w3.org/2000/09/xmldsig#enveloped-signature":        true,
	"http://www.w3.org/2001/10/xml-exc-c14n#":                      true,
	"http://www.w3.org/TR/2001/REC-xml-c14n-20010315":              true,
	"http://www.w3.org/2006/12/xml-c14n11":                         true,
	"http://www.w3.org/2001/10/xml-exc-c14n#WithComments":          true,
	"http://www.w3.org/2006/12/xml-c14n11#WithComments":            true,
	"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": true,
}

// onlySound wants one signature, right under the root, over the whole document, with
// algorithms that still prove something.
func onlySound(root *etree.Element) error {
	signatures := root.FindElements(".//Signature")
	if len(signatures) != 1 || signatures[0].Parent() != root {
		return refuse(0, "seal-missing", fmt.Sprintf("%d signatures", len(signatures)), "one signature, directly in the envelope")
	}
	references := signatures[0].FindElements(".//Reference")
	if len(references) != 1 || references[0].SelectAttrValue("URI", "") != "" {
		return refuse(0, "seal-broken", "", "a signature with one reference, to the whole envelope (URI empty)")
	}
	for _, el := range signatures[0].FindElements(".//*[@Algorithm]") {
		if name := el.SelectAttrValue("Algorithm", ""); !sound[name] {
			return refuse(0, "seal-weak", name, "RSA with SHA-256 or better over the exclusive canonical form")
		}
	}
	return nil
}

func subjects(all []*x509.Certificate) string {
	var names []string
	for _, c := range all {
		names = append(names, fmt.Sprintf("%s, serial %s", c.Subject, c.SerialNumber))
	}
	return strings.Join(names, " or ")
}

// within takes the file out of a verified envelope. An answer other than 00 is the
// bank's refusal of what we asked; an answer without a file is a receipt.
func within(root *etree.Element, signer string, l formats.Limits) (*Opened, error) {
	value := func(name string) string {
		if el := root.SelectElement(name); el != nil {
			return strings.TrimSpace(el.Text())
		}
		return ""
	}
	note := strings.TrimSpace(value("ResponseCode") + " " + value("ResponseText"))
	if c := value("ResponseCode"); root.Tag == "ApplicationResponse" && strings.TrimLeft(c, "0") != "" {
		return nil, refuse(0, "envelope-answer", note, "answer 00: the bank refused what it was sent or asked")
	}
	if truthy(value("Encrypted")) || truthy(value("Encryption")) {
		return nil, refuse(0, "envelope-encrypted", value("EncryptionMethod"), "content that is signed and not encrypted: have encryption turned off at the bank, the transport encrypts")
	}
	content := base64.NewDecoder(base64.StdEncoding, strings.NewReader(value("Content")))
	opened := &Opened{Reader: &plainBase64{content}, Proof: &Proof{Kind: "secure-envelope", Signer: signer, Note: note}}
	if !truthy(value("Compressed")) && !truthy(value("Compression")) || value("Content") == "" {
		return opened, nil
	}
	z, err := gzip.NewReader(opened.Reader)
	if err != nil {
		return nil, refuse(0, "envelope-content", "", "content compressed with GZIP")
	}
	opened.Reader = &bounded{r: z, left: l.Bytes}
	return opened, nil
}

func truthy(flag string) bool { return flag == "true" || flag == "1" }

// plainBase64 turns the decoder's error into a refusal.
type plainBase64 struct{ r io.Reader }

func (p *plainBase64) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		return n, refuse(0, "envelope-content", "", "content as base64")
	}
	return n, err
}

// bounded ends what unpacks to more than a file may be: a small archive may hold more
// than any disk.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n, refuse(0, "limit-bytes", "", "content that unpacks to less than the limit of a file's size")
	}
	if err != nil && !errors.Is(err, io.EOF) {
		var refused *formats.Error
		if !errors.As(err, &refused) {
			err = refuse(0, "envelope-content", "", "content compressed with GZIP, whole")
		}
	}
	return n, err
}
