package bank

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"girod/formats/date"
)

// Control is what a command line may ask of a bank, whether this process has it
// open or another serves it.
type Control interface {
	Step(to date.Date) error
	Pay(invoices []Invoice) ([]Payment, error)
	Books() (*Books, error)
	Close() error
}

var _ Control = (*Bank)(nil)

// socket is where a serving bank can be asked, by whoever may read its state.
func socket(dir string) string { return filepath.Join(dir, "control") }

// Reach gives the bank in a directory: the one that is being served, or else the
// bank itself, opened.
func Reach(dir string) (Control, error) {
	if _, err := os.Stat(filepath.Join(dir, "bank.json")); err != nil {
		return nil, fmt.Errorf("no bank in %s: %w", dir, err)
	}
	b, err := Open(dir, Options{})
	if err == nil || !errors.Is(err, ErrOpen) {
		return b, err
	}
	return &line{&http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket(dir))
		}},
	}}, nil
}

// ListenControl makes the bank's socket.
func (b *Bank) ListenControl() (net.Listener, error) {
	os.Remove(socket(b.dir)) // ours by the lock; left by a process that died
	return net.Listen("unix", socket(b.dir))
}

// ServeControl answers on the bank's socket until the context ends.
func (b *Bank) ServeControl(ctx context.Context, l net.Listener) error {
	calls := http.NewServeMux()
	calls.HandleFunc("POST /step", ask(func(to date.Date) (any, error) { err := b.Step(to); return b.Today(), err }))
	calls.HandleFunc("POST /pay", ask(func(i []Invoice) (any, error) { return b.Pay(i) }))
	calls.HandleFunc("POST /books", ask(func(any) (any, error) { return b.Books() }))
	server := &http.Server{Handler: calls, ReadHeaderTimeout: 10 * time.Second}
	leave := context.AfterFunc(ctx, func() { server.Close() })
	defer leave()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// ask turns a function of JSON into a handler.
func ask[In any](do func(In) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := json.NewDecoder(io.LimitReader(r.Body, 64<<20)).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		out, err := do(in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
		json.NewEncoder(w).Encode(out)
	}
}

// line is the way to a bank that another process serves.
type line struct{ http *http.Client }

func (l *line) call(what string, in, out any) error {
	text, err := json.Marshal(in)
	if err != nil {
		return err
	}
	answer, err := l.http.Post("http://girobank/"+what, "application/json", bytes.NewReader(text))
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		why, _ := io.ReadAll(io.LimitReader(answer.Body, 4096)) // what there is of it
		return fmt.Errorf("%s: %s", what, bytes.TrimSpace(why))
	}
	return json.NewDecoder(answer.Body).Decode(out)
}

// Step is Bank.Step.
func (l *line) Step(to date.Date) error { var day date.Date; return l.call("step", to, &day) }

// Pay is Bank.Pay.
func (l *line) Pay(invoices []Invoice) (planned []Payment, err error) {
	return planned, l.call("pay", invoices, &planned)
}

// Books is Bank.Books.
func (l *line) Books() (*Books, error) { b := &Books{}; return b, l.call("books", nil, b) }

// Close ends the line; the bank goes on.
func (l *line) Close() error { l.http.CloseIdleConnections(); return nil }
