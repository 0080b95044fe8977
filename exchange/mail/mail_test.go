package mail

import (
	"bufio"
	"context"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// server is a mail server that can be told where to break.
type server struct {
	addr  string
	mu    sync.Mutex // guards all below
	after string     // the command after which it misbehaves: "RCPT", "DATA", "."
	says  string     // its answer there; "" closes the connection without one
	got   []string   // messages taken, also those whose answer was lost
}

func serve(t *testing.T) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{addr: l.Addr().String()}
	var calls sync.WaitGroup
	calls.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			calls.Go(func() { defer c.Close(); s.talk(c) })
		}
	})
	t.Cleanup(func() { l.Close(); calls.Wait() })
	return s
}

// misbehave sets after which command the server does what.
func (s *server) misbehave(after, says string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after, s.says = after, says
}

func (s *server) mood() (after, says string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.after, s.says
}

func (s *server) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

func (s *server) talk(c net.Conn) {
	r := bufio.NewReader(c)
	say := func(line string) { _, _ = c.Write([]byte(line + "\r\n")) }
	say("220 mail.test")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.Fields(line + " x")[0])
		after, says := s.mood()
		if verb == "DATA" && after != "DATA" {
			say("354 go on")
			var body strings.Builder
			for line != ".\r\n" {
				if line, err = r.ReadString('\n'); err != nil {
					return
				}
				body.WriteString(line)
			}
			if after != "." || says == "" {
				s.mu.Lock()
				s.got = append(s.got, body.String())
				s.mu.Unlock()
			}
			verb = "."
		}
		switch {
		case verb == after && says == "":
			return
		case verb == after:
			say(says)
		case verb == "EHLO":
			say("250 mail.test")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

var at = time.Date(2026, 1, 7, 9, 30, 0, 0, time.UTC)

func post(t *testing.T, s *server, db *store.DB) *Post {
	t.Helper()
	return &Post{Store: db, Config: Config{Addr: s.addr, Security: Clear, From: "Föreningen <ekonomi@example.se>", Timeout: 5 * time.Second}}
}

func letter() Letter {
	return Letter{Key: "mail-000007", To: "Anna Berg <anna@example.se>", Subject: "Påminnelse", Text: "Betala nu.\n",
		Attachments: []Attachment{{"paminnelse.pdf", "application/pdf", []byte("%PDF-1.7")}}}
}

// R-ALK-15, R-ALK-16: what the server says decides whether the letter went, may go
// again, or goes by post.
func TestSend(t *testing.T) {
	for _, c := range []struct {
		name, after, says string
		want              State
		permanent         bool
		delivered         int
	}{
		{name: "taken", want: Sent, delivered: 1},
		{name: "address unknown", after: "RCPT", says: "550 5.1.1 no such user", want: Failed, permanent: true},
		{name: "mailbox full", after: "RCPT", says: "452 4.2.2 full", want: Failed},
		{name: "refused after the text", after: ".", says: "554 5.7.1 spam", want: Failed, permanent: true},
		{name: "busy after the text", after: ".", says: "451 4.3.0 later", want: Failed},
		{name: "taken, answer lost", after: ".", want: Doubt, delivered: 1},
		{name: "gone before the text", after: "DATA", want: Failed},
		{name: "reset fails after the yes", after: "RSET", says: "421 bye", want: Sent, delivered: 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t)
			s.misbehave(c.after, c.says)
			p := post(t, s, storetest.SQLite(t))
			got, err := p.Send(t.Context(), at, letter())
			if err != nil || got.State != c.want || got.Permanent != c.permanent {
				t.Fatalf("got %+v, %v; want %s, permanent %v", got, err, c.want, c.permanent)
			}
			again, err := p.Send(t.Context(), at, letter())
			if err != nil || (c.want != Failed && again.State != c.want) {
				t.Fatalf("the second time: %+v, %v", again, err)
			}
			if len(s.taken()) != c.delivered {
				t.Fatalf("the server took it %d times, want %d", len(s.taken()), c.delivered)
			}
		})
	}
}

func TestWhatIsSent(t *testing.T) {
	s := serve(t)
	p := post(t, s, storetest.SQLite(t))
	if _, err := p.Send(t.Context(), at, letter()); err != nil {
		t.Fatal(err)
	}
	id, err := p.Config.MessageID("mail-000007")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Message-ID: <" + id + ">", "Date: Wed, 07 Jan 2026 09:30:00 +0000", "To: \"Anna Berg\" <anna@example.se>",
		"Auto-Submitted: auto-generated", "Betala nu.", "paminnelse.pdf"} {
		if !strings.Contains(s.taken()[0], want) {
			t.Errorf("the message lacks %q:\n%s", want, s.taken()[0])
		}
	}
}

// A process that died while sending leaves a doubt, which a person ends; the
// Message-ID stays.
func TestDeathWhileSending(t *testing.T) {
	s := serve(t)
	p := post(t, s, storetest.SQLite(t))
	if _, err := p.begin(t.Context(), at, letter()); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Send(t.Context(), at, letter()); err != nil || got.State != Doubt || len(s.taken()) != 0 {
		t.Fatalf("after a death: %+v, %v, %d taken", got, err, len(s.taken()))
	}
	if err := p.Again(t.Context(), at, "mail-000007", ""); err == nil {
		t.Fatal("nobody let it go again")
	}
	if err := p.Again(t.Context(), at, "mail-000007", "Anna Berg"); err != nil {
		t.Fatal(err)
	}
	if got, err := p.Send(t.Context(), at, letter()); err != nil || got.State != Sent || len(s.taken()) != 1 {
		t.Fatalf("let go again: %+v, %v, %d taken", got, err, len(s.taken()))
	}
}

func TestRefusedLetters(t *testing.T) {
	s := serve(t)
	p := post(t, s, storetest.SQLite(t))
	for name, change := range map[string]func(*Letter){
		"line break in subject":    func(l *Letter) { l.Subject = "Hej\r\nBcc: all@example.se" },
		"line break in address":    func(l *Letter) { l.To = "anna@example.se\r\nBcc: all@example.se" },
		"line break in attachment": func(l *Letter) { l.Attachments[0].Name = "a\nb" },
		"two addresses":            func(l *Letter) { l.To = "a@example.se, b@example.se" },
		"no address":               func(l *Letter) { l.To = "anna" },
		"no key":                   func(l *Letter) { l.Key = "" },
		"too big":                  func(l *Letter) { l.Attachments[0].Body = make([]byte, maxLetter+1) },
	} {
		l := letter()
		change(&l)
		if _, err := p.Send(t.Context(), at, l); !errors.Is(err, ErrLetter) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if len(s.taken()) != 0 {
		t.Errorf("%d letters went", len(s.taken()))
	}
}

func TestSameKeyOtherLetter(t *testing.T) {
	s := serve(t)
	p := post(t, s, storetest.SQLite(t))
	if _, err := p.Send(t.Context(), at, letter()); err != nil {
		t.Fatal(err)
	}
	other := letter()
	other.Text = "Betala mer."
	if _, err := p.Send(t.Context(), at, other); !errors.Is(err, ErrOther) {
		t.Fatalf("got %v", err)
	}
}

// In the clear only this machine is spoken to, and a server without STARTTLS gets
// nothing.
func TestSecurity(t *testing.T) {
	s := serve(t)
	p := post(t, s, storetest.SQLite(t))
	p.Config.Addr = "192.0.2.1:25"
	if _, err := p.Send(t.Context(), at, letter()); err == nil || !strings.Contains(err.Error(), "without TLS") {
		t.Fatalf("in the clear to a stranger: %v", err)
	}
	p.Config.Addr, p.Config.Security = s.addr, StartTLS
	got, err := p.Send(context.Background(), at, letter())
	if err != nil || got.State != Failed || len(s.taken()) != 0 {
		t.Fatalf("without STARTTLS: %+v, %v, %d taken", got, err, len(s.taken()))
	}
}
