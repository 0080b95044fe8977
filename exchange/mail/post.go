package mail

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"time"

	gomail "github.com/wneessen/go-mail"

	"girod/ledger/store"
)

// State is what is known of a letter.
type State string

// A letter in Sending that nobody is sending is in doubt: its process died.
const (
	Sending State = "sending" // written down, the server is being called
	Sent    State = "sent"    // the server took it
	Failed  State = "failed"  // it certainly did not; may be tried again
	Doubt   State = "doubt"   // the answer was lost
)

// Result is what became of a letter.
type Result struct {
	State     State
	Permanent bool   // a 5xx answer: the address or the letter is bad, trying again is vain
	Answer    string // the server's words
}

// Store is the floor under the record; *store.DB is one.
type Store interface {
	Update(ctx context.Context, fn func(*store.Tx) error) error
}

// Post sends letters and keeps the record of each.
type Post struct {
	Config Config
	Store  Store
}

// ErrOther says that a key was used for another letter before.
var ErrOther = errors.New("same key, other letter")

// Send sends a letter once. A letter sent before answers Sent and is not sent
// again; one in doubt answers Doubt until a person calls Again. The error is ours
// (database, configuration, a letter that cannot be); what the server said is in
// the Result.
func (p *Post) Send(ctx context.Context, at time.Time, l Letter) (Result, error) {
	m, err := p.Config.compose(l, at)
	if err != nil {
		return Result{}, err
	}
	client, err := p.Config.client()
	if err != nil {
		return Result{}, err
	}
	before, err := p.begin(ctx, at, l)
	if err != nil || before.State == Sent || before.State == Doubt {
		return before, err
	}
	got := deliver(ctx, client, m)
	return got, p.record(context.WithoutCancel(ctx), at, l.Key, got)
}

// begin writes the attempt down before the server is called.
func (p *Post) begin(ctx context.Context, at time.Time, l Letter) (before Result, err error) {
	id, err := p.Config.MessageID(l.Key)
	if err != nil {
		return before, err
	}
	digest := l.digest()
	err = p.Store.Update(ctx, func(tx *store.Tx) error {
		var was string
		before = Result{}
		if _, err := tx.One(`SELECT state, answer, digest FROM mail WHERE key = $1`, []any{l.Key}, func(r *store.Row) error {
			before, was = Result{State: State(r.Text(0)), Answer: r.Text(1)}, r.Text(2)
			return nil
		}); err != nil {
			return err
		}
		switch {
		case before.State != "" && was != digest:
			return fmt.Errorf("mail: %s: %w", l.Key, ErrOther)
		case before.State == Sent:
			return nil
		case before.State == Sending || before.State == Doubt:
			before.State = Doubt
			_, err := tx.Exec(`UPDATE mail SET state = $1 WHERE key = $2`, Doubt, l.Key)
			return err
		}
		_, err := tx.Exec(`INSERT INTO mail (key, message_id, digest, state, attempt, answer, at) VALUES ($1, $2, $3, $4, 1, '', $5)
			ON CONFLICT (key) DO UPDATE SET state = excluded.state, attempt = mail.attempt + 1, at = excluded.at`,
			l.Key, id, digest, Sending, stamp(at))
		return err
	})
	return before, err
}

func (p *Post) record(ctx context.Context, at time.Time, key string, got Result) error {
	return p.Store.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(`UPDATE mail SET state = $1, answer = $2, at = $3 WHERE key = $4`, got.State, got.Answer, stamp(at), key)
		return err
	})
}

// Again lets a letter in doubt be sent once more, under the same Message-ID. A
// named person decides that.
func (p *Post) Again(ctx context.Context, at time.Time, key, by string) error {
	if by == "" {
		return errors.New("mail: a named person is needed")
	}
	return p.Store.Update(ctx, func(tx *store.Tx) error {
		n, err := tx.Exec(`UPDATE mail SET state = $1, answer = $2, at = $3 WHERE key = $4 AND state IN ($5, $6)`,
			Failed, "let go again by "+by, stamp(at), key, Doubt, Sending)
		if err == nil && n == 0 {
			err = fmt.Errorf("mail: %s is not in doubt", key)
		}
		return err
	})
}

// deliver calls the server and sorts its answers.
func deliver(ctx context.Context, client *line, m *gomail.Msg) Result {
	defer client.hangUp()
	if err := client.DialWithContext(ctx); err != nil {
		return Result{State: Failed, Answer: clip(err.Error())} // nothing was said yet
	}
	defer client.Close()
	err := client.Send(m)
	if err == nil || m.IsDelivered() { // what follows the server's yes changes nothing
		return Result{State: Sent, Answer: clip(m.ServerResponse())}
	}
	r := Result{State: Failed, Answer: clip(err.Error())}
	var send *gomail.SendError
	if !errors.As(err, &send) {
		r.State = Doubt
		return r
	}
	code := send.ErrorCode()
	r.Permanent = code >= 500
	if send.Reason == gomail.ErrSMTPDataClose && code < 400 {
		r.State = Doubt // the final dot was sent and its answer lost
	}
	return r
}

// digest tells one letter from another.
func (l Letter) digest() string {
	h := sha256.New()
	part := func(b []byte) {
		fmt.Fprintf(h, "%d:", len(b))
		_, _ = io.Copy(h, bytes.NewReader(b)) // a hash does not fail
	}
	for _, s := range []string{l.To, l.Subject, l.Text} {
		part([]byte(s))
	}
	for _, a := range l.Attachments {
		part([]byte(a.Name))
		part([]byte(a.Type))
		part(a.Body)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func clip(s string) string {
	if len(s) > 500 {
		s = s[:500]
	}
	return string(bytes.ToValidUTF8([]byte(s), []byte("?")))
}
