package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/crypto/ssh"

	"girod/config"
	"girod/exchange"
	"girod/exchange/durable"
	"girod/exchange/local"
	"girod/exchange/remote"
	"girod/exchange/sftp"
	"girod/formats"
	"girod/ledger/store"
)

// house is an office with the exchange and its two corridors: all of girod, introduced to
// one another.
type house struct {
	*office
	x    *exchange.Exchange
	disk *durable.Disk
	log  zerolog.Logger
	laws *laws
	// simulated: this house stands on a copy, and takes the bank's files as come.
	simulated bool
}

// openHouse wires everything and starts nothing. Only the daemon, receive and the demo
// create what is missing.
func (t *terminal) openHouse(ctx context.Context, create bool) (*house, error) {
	o, err := t.openOffice(ctx, create)
	if err != nil {
		return nil, err
	}
	h := &house{office: o, disk: durable.On(durable.OS{}), log: t.logger(o.config.Log)}
	if err := h.wire(); err != nil {
		o.close()
		return nil, err
	}
	return h, nil
}

func (h *house) wire() error {
	var err error
	if h.laws, err = readLaws(h.config); err != nil {
		return err
	}
	if _, err := profilesText(h.all); err != nil {
		return err // before anything is taken in that could not be paid out
	}
	data := h.config.DataPath()
	c := exchange.Config{
		Store: h.db, Disk: h.disk, Spool: filepath.Join(data, "spool"), Archive: filepath.Join(data, "archive"),
		Prepare: h.prepare, OnStep: h.onStep, Log: h.log,
		Limits: exchange.Limits{LowWater: uint64(h.config.Limits.FreeBytes)},
	}
	for i := range h.config.Partners {
		c.Partners = append(c.Partners, h.partner(&h.config.Partners[i]))
	}
	h.x = exchange.New(c)
	return h.x.Open()
}

// carrying opens the house for a command about all of it, and closes it behind.
func (t *terminal) carrying(ctx context.Context, fn func(*house) error) error {
	h, err := t.openHouse(ctx, false)
	if err != nil {
		return err
	}
	defer h.close()
	if err := h.wholeHouse(); err != nil {
		return err
	}
	return fn(h)
}

// carryingOwn opens the house at the one set of books a command is about.
func (t *terminal) carryingOwn(ctx context.Context, fn func(*house) error) error {
	h, err := t.openHouse(ctx, false)
	if err != nil {
		return err
	}
	defer h.close()
	own, err := h.chosen()
	if err != nil {
		return err
	}
	return fn(h.of(own.books))
}

// partner makes the exchange's partner of a configured one.
func (h *house) partner(p *config.Partner) exchange.Partner {
	out := exchange.Partner{
		ID: p.ID, Inbound: p.Inbound, Outbound: p.Outbound, TempSuffixes: p.Ignore, Looks: p.Looks, Stand: p.Steady,
		CompleteWithin: p.Deadline, MaxFile: h.config.LimitsOf(p.ID).FileBytes, ResendPlain: true,
		Dial: func(ctx context.Context) (remote.Folder, error) { return h.dial(ctx, p) },
	}
	if p.Steady == 0 {
		out.Stand = -1 // the exchange takes 0 for its default
	}
	switch after, aside, _ := strings.Cut(p.After, " "); after {
	case "leave":
		out.After = exchange.LeaveIt
	case "move":
		out.After, out.Aside = exchange.MoveTo, aside
	default:
		out.After = exchange.Delete
	}
	return out
}

func (h *house) dial(ctx context.Context, p *config.Partner) (remote.Folder, error) {
	if p.SFTP == nil {
		return local.Open(h.config.Path(p.Local), h.disk)
	}
	secret, err := h.config.Secret(p.SFTP.Key)
	if err != nil {
		return nil, err
	}
	signer, err := ssh.ParsePrivateKey(secret.Reveal())
	if err != nil {
		return nil, fmt.Errorf("secret, %s: not a private key: %w", h.config.SecretPath(p.SFTP.Key), err)
	}
	return sftp.Dial(ctx, sftp.Config{
		Addr: p.SFTP.Address, User: p.SFTP.User, Signer: signer, HostKeys: p.SFTP.HostKeys, Deadline: p.SFTP.Timeout,
	})
}

// limits are what a file of a partner may be; of nobody's, what any may be.
func (h *house) limits(partner string) formats.Limits {
	l := h.config.LimitsOf(partner)
	out := formats.Limits{
		Bytes: l.FileBytes, Held: l.HeldBytes, Depth: l.Depth, Markup: l.MarkupBytes, Text: l.TextBytes, Attributes: l.Attributes,
		Records: l.Records,
	}
	if p := h.partnerOf(partner); p != nil {
		out.Encoding = p.Encoding
	}
	return out
}

// logger speaks in events on stderr: JSON for machines, lines for people.
func (t *terminal) logger(c config.Log) zerolog.Logger {
	level, err := zerolog.ParseLevel(c.Level)
	if err != nil {
		level = zerolog.InfoLevel
	}
	var out = t.err
	if c.Format == "text" {
		out = zerolog.ConsoleWriter{Out: t.err, NoColor: !isTerminal(t.err), TimeFormat: time.DateTime}
	}
	return zerolog.New(out).Level(level).With().Timestamp().Logger()
}

// lock keeps a second daemon from the same data directory. The lock is the kernel's, so it
// ends with the process however that ends.
func (h *house) lock() (release func(), err error) {
	path := filepath.Join(h.config.DataPath(), "girod.lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if err := flock(f); err != nil {
		f.Close()
		return nil, fmt.Errorf("lock, %s: another girod runs on this data directory: %w", path, err)
	}
	return func() { f.Close() }, nil
}

var _ exchange.Store = (*store.DB)(nil)
