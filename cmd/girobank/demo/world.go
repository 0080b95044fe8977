package demo

import (
	"crypto/ed25519"
	"crypto/rand"
	_ "embed"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/ssh"

	"girod/cmd/girobank/bank"
)

// world is the club's surroundings: its bank with partners on one SFTP server, a mail
// server, and the files of its girod.
type world struct {
	Options
	bank   *bank.Bank
	server *bank.Server
	mail   *mailbox
}

// mark names a directory as ours, so that nobody's work is removed by a wrong --dir.
const mark = ".girod-demo"

//go:embed girod.yaml
var configuration string

// found makes the world anew.
func found(o Options) (*world, error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, err
	}
	o.Dir = dir
	if _, err := os.Stat(dir); err == nil {
		if _, err := os.Stat(filepath.Join(dir, mark)); err != nil {
			return nil, fmt.Errorf("%s exists and is not an earlier demonstration: want another --dir", dir)
		}
		if err := os.RemoveAll(dir); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "secrets"), 0o700); err != nil {
		return nil, err
	}
	w := &world{Options: o}
	if err := os.WriteFile(w.path(mark), nil, 0o600); err != nil {
		return nil, err
	}
	if err := w.open(); err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

// partners are the logins at the bank's server; the first is the bank's customer.
var partners = []string{"bank", "accounting", "printer"}

func (w *world) open() (err error) {
	var users []bank.User
	for i, name := range partners {
		public, err := w.newKey(name)
		if err != nil {
			return err
		}
		users = append(users, bank.User{Name: name, Keys: []string{public}, Bank: i == 0})
	}
	w.bank, err = bank.Open(w.path("bank"), bank.Options{
		Mode: bank.Strict, Today: firstDay, Customer: club.Name, Users: users, Seed: 7, Closed: []string{closedAccount},
		Accounts: []bank.Account{{IBAN: clubIBAN, Bankgiro: strings.ReplaceAll(clubBankgiro, "-", ""), Currency: "SEK", Opening: openingBalance}},
	})
	if err != nil {
		return err
	}
	if w.server, err = w.bank.Listen("127.0.0.1:0"); err != nil {
		return err
	}
	if w.mail, err = openMailbox(w.path("mail")); err != nil {
		return err
	}
	return os.WriteFile(w.path("girod.yaml"), []byte(w.configure()), 0o600)
}

// configure fills the addresses of this run into the configuration.
func (w *world) configure() string {
	return strings.NewReplacer(
		"{SFTP}", w.server.Addr(), "{HOSTKEY}", w.server.HostKey(), "{MAIL}", w.mail.addr(),
		"{IBAN}", clubIBAN, "{BANKGIRO}", clubBankgiro, "{OPENING}", openingBalance.String(), "{OS}", login(),
	).Replace(configuration)
}

// newKey makes a key pair for a partner and gives the public line.
func (w *world) newKey(name string) (string, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", err
	}
	block, err := ssh.MarshalPrivateKey(private, "girod demo "+name)
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(w.path("secrets/"+name+".key"), pem.EncodeToMemory(block), 0o600); err != nil {
		return "", err
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))), nil
}

func (w *world) close() error {
	var errs []error
	if w.server != nil {
		errs = append(errs, w.server.Close())
	}
	if w.mail != nil {
		errs = append(errs, w.mail.close())
	}
	if w.bank != nil {
		errs = append(errs, w.bank.Close())
	}
	return errors.Join(errs...)
}
