// Package mail sends one letter by SMTP and knows what became of it.
//
// SMTP has a famous gap: the server takes responsibility for a message with its
// answer to the final dot, and when the connection breaks before that answer
// arrives nobody here knows whether the letter went. So an attempt is written down
// before the server is called, and an attempt without an answer is in doubt, like
// a payment file whose rename was not answered. A letter in doubt is not sent again
// by the program alone; a person may, and the Message-ID stays the same, so that a
// mailbox which has seen it shows it once.
//
// A refusal with a 5xx answer is permanent: for reminders that means the address
// is bad and the letter goes by post instead (R-ALK-16).
//
// Nothing a customer registered can become a header: addresses are parsed and
// written anew, and text with a line break in a header's place is refused. The
// connection is TLS or it is not made; in the clear we talk to this machine only.
package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security is how the connection is protected.
type Security string

// STARTTLS must succeed; it is never optional.
const (
	StartTLS Security = "starttls" // port 587
	TLS      Security = "tls"      // port 465
	Clear    Security = "clear"    // to a loopback address only: a relay on this machine
)

// Config is the mail server and who we are to it.
type Config struct {
	Addr     string // "smtp.example.se:587"
	Security Security
	User     string
	Password string // from a credential file
	From     string // "Foreningen <ekonomi@example.se>"
	Hello    string // our name in EHLO; default the domain of From
	Timeout  time.Duration
	Roots    *x509.CertPool // nil: the system's
}

// Attachment is a file that goes with the letter.
type Attachment struct {
	Name string // "paminnelse-1001.pdf"
	Type string // "application/pdf"
	Body []byte
}

// Letter is one mail order.
type Letter struct {
	Key         string // minted once by who ordered it; gives the Message-ID
	To          string // "anna@example.se" or "Anna Berg <anna@example.se>"
	Subject     string
	Text        string
	Attachments []Attachment
}

const maxLetter = 20 << 20 // servers refuse more; base64 adds a third

// ErrLetter is a letter that cannot be sent as it is.
var ErrLetter = errors.New("letter refused")

// domain is the part of our address after the @.
func (c Config) domain() (string, error) {
	a, err := netmail.ParseAddress(c.From)
	if err != nil {
		return "", fmt.Errorf("mail: sender %q: %w", c.From, err)
	}
	_, domain, _ := strings.Cut(a.Address, "@")
	return domain, nil
}

// MessageID is the same for a key for ever.
func (c Config) MessageID(key string) (string, error) {
	domain, err := c.domain()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16]) + "@" + domain, nil
}

// check refuses what could break out of a header, and what no server takes.
func (l Letter) check() error {
	size := len(l.Text)
	fields := []string{l.Key, l.To, l.Subject}
	for _, a := range l.Attachments {
		size += len(a.Body)
		fields = append(fields, a.Name, a.Type)
	}
	for _, f := range fields {
		if strings.ContainsAny(f, "\r\n\x00") {
			return fmt.Errorf("%w: %s: a line break stands in a header's place", ErrLetter, strconv.Quote(l.Key))
		}
	}
	switch {
	case l.Key == "":
		return fmt.Errorf("%w: it has no key", ErrLetter)
	case size > maxLetter:
		return fmt.Errorf("%w: %s: %d bytes are more than %d", ErrLetter, l.Key, size, maxLetter)
	}
	return nil
}

// compose makes the message. at is its date.
func (c Config) compose(l Letter, at time.Time) (*gomail.Msg, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	from, err := netmail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("mail: sender: %w", err)
	}
	to, err := netmail.ParseAddress(l.To)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: the address cannot be read", ErrLetter, l.Key) // not shown: it is personal
	}
	id, err := c.MessageID(l.Key)
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(from)
	m.ToMailAddress(to)
	m.Subject(l.Subject)
	m.SetDateWithValue(at)
	m.SetMessageIDWithValue(id)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday answers, please
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	for _, a := range l.Attachments {
		if err := m.AttachReader(a.Name, bytes.NewReader(a.Body), gomail.WithFileContentType(gomail.ContentType(a.Type))); err != nil {
			return nil, fmt.Errorf("mail: %s: attach %s: %w", l.Key, a.Name, err)
		}
	}
	return m, nil
}

// line is a connection to the server that ends when we say so: the library leaves
// it open when the server offers no STARTTLS.
type line struct {
	*gomail.Client
	conn net.Conn
}

func (l *line) hangUp() {
	if l.conn != nil {
		l.conn.Close()
	}
}

// client gives a connection's settings.
func (c Config) client() (*line, error) {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return nil, fmt.Errorf("mail: server %q: %w", c.Addr, err)
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("mail: server %q: %w", c.Addr, err)
	}
	hello := c.Hello
	if hello == "" {
		if hello, err = c.domain(); err != nil {
			return nil, err
		}
	}
	timeout := c.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	security := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, RootCAs: c.Roots}
	l := &line{}
	dial := func(ctx context.Context, network, addr string) (_ net.Conn, err error) {
		l.conn, err = (&net.Dialer{}).DialContext(ctx, network, addr)
		return l.conn, err
	}
	options := []gomail.Option{gomail.WithPort(number), gomail.WithTimeout(timeout), gomail.WithHELO(hello), gomail.WithoutNoop(),
		gomail.WithTLSConfig(security)}
	switch c.Security {
	case "", StartTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithDialContextFunc(dial))
	case TLS:
		options = append(options, gomail.WithSSL())
	case Clear:
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return nil, fmt.Errorf("mail: server %q: without TLS only this machine is spoken to", c.Addr)
		}
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithDialContextFunc(dial))
	default:
		return nil, fmt.Errorf("mail: security %q: want %s, %s or %s", c.Security, StartTLS, TLS, Clear)
	}
	if c.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.User), gomail.WithPassword(c.Password))
	}
	l.Client, err = gomail.NewClient(host, options...)
	return l, err
}
