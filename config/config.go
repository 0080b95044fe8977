package config

import (
	"time"

	"girod/formats/date"
)

// Config is the whole configuration file. The example beside this file explains each
// key with its default.
type Config struct {
	Data        string            `yaml:"data"`     // directory of spool, archive and send log
	Database    string            `yaml:"database"` // "sqlite:PATH" or "postgres://…"
	Language    string            `yaml:"language"` // sv, nb, fi, da, en
	Creditor    Creditor          `yaml:"creditor"`
	Tenants     []Tenant          `yaml:"tenants"`
	Accounts    []Account         `yaml:"accounts"`
	Chart       map[string]string `yaml:"chart"` // role → account number, over the BAS defaults
	Bookkeeping Bookkeeping       `yaml:"bookkeeping"`
	Partners    []Partner         `yaml:"partners"`
	Matching    Matching          `yaml:"matching"`
	Dunning     Dunning           `yaml:"dunning"`
	Letters     Letters           `yaml:"letters"`
	Plans       Plans             `yaml:"plans"`
	Payouts     Payouts           `yaml:"payouts"`
	Reports     Reports           `yaml:"reports"`
	Law         Law               `yaml:"law"`
	Mail        Mail              `yaml:"mail"`
	Users       []User            `yaml:"users"`
	Limits      Limits            `yaml:"limits"`
	Log         Log               `yaml:"log"`
	Metrics     Metrics           `yaml:"metrics"`

	path string
}

// Creditor is who has the claims: the one set of books girod keeps, where no tenants are
// configured, and else the house's own.
type Creditor struct {
	Name         string `yaml:"name"`
	OrgNo        string `yaml:"orgNo"`
	Street       string `yaml:"street"`
	PostCode     string `yaml:"postCode"`
	Town         string `yaml:"town"`
	Country      string `yaml:"country"`
	Email        string `yaml:"email"`
	Phone        string `yaml:"phone"`
	FeeAgreed    bool   `yaml:"feeAgreed"`    // reminder fee agreed when the debts arise
	RateDayCount string `yaml:"rateDayCount"` // ACT/365F, ACT/ACT, 30E/360
}

// Account is one of the creditor's bank accounts, or a tenant's.
type Account struct {
	Name     string   `yaml:"name"`
	Tenant   string   `yaml:"tenant"` // whose; empty: the house's
	IBAN     string   `yaml:"iban"`
	BIC      string   `yaml:"bic"`
	Bankgiro string   `yaml:"bankgiro"`
	Plusgiro string   `yaml:"plusgiro"`
	Aliases  []string `yaml:"aliases"` // other forms the bank's files use (BBAN)
	Currency string   `yaml:"currency"`
	Number   string   `yaml:"number"`  // ledger account
	Partner  string   `yaml:"partner"` // whose files speak of it
	Posts    string   `yaml:"posts"`   // notification (camt.054) or statement (camt.053)
	Opening  string   `yaml:"opening"` // balance before the first statement
	// ClientFunds says that the money on it is an agent's clients'.
	ClientFunds bool `yaml:"clientFunds"`
	// Notified says which kind of file posts from which day.
	Notified []Notified `yaml:"notified"`
}

// Notified is a kind of notification file and the first day on which it posts.
type Notified struct {
	By   string    `yaml:"by"` // camt, bgmax, ocrgiro
	From date.Date `yaml:"from"`
}

// Partner is a counterparty we exchange files with.
type Partner struct {
	ID       string            `yaml:"id"`
	SFTP     *SFTP             `yaml:"sftp"`
	Local    string            `yaml:"local"`    // instead of sftp: a directory on this machine
	Inbound  []string          `yaml:"inbound"`  // directories files come in by
	After    string            `yaml:"after"`    // delete, leave, or "move DIR"
	Outbound map[string]string `yaml:"outbound"` // kind → directory
	Poll     time.Duration     `yaml:"poll"`
	Looks    int               `yaml:"looks"`    // listings a file must look the same in
	Steady   time.Duration     `yaml:"steady"`   // and for how long at least
	Deadline time.Duration     `yaml:"deadline"` // for a file to become complete
	Ignore   []string          `yaml:"ignore"`
	Bank     Bank              `yaml:"bank"`
	Seal     Seal              `yaml:"seal"`
	Limits   Limits            `yaml:"limits"`   // where this partner's files may be others
	Encoding string            `yaml:"encoding"` // of its XML where that is declared wrongly
	Tenant   string            `yaml:"tenant"`   // whose invoices come from it, where they do not say

	Invoices    InvoiceColumns      `yaml:"invoices"`
	Settlements []SettlementColumns `yaml:"settlements"`
	Acquirer    Acquirer            `yaml:"acquirer"`
}

// SFTP is how a partner is reached.
type SFTP struct {
	Address  string        `yaml:"address"`
	User     string        `yaml:"user"`
	Key      string        `yaml:"key"`      // secret file: private key
	HostKeys []string      `yaml:"hostKeys"` // current and announced next
	Timeout  time.Duration `yaml:"timeout"`
}

// Matching holds the tolerances of cash application.
type Matching struct {
	Tolerance  string            `yaml:"tolerance"`  // per payment, in whatever currency it comes
	Tolerances map[string]string `yaml:"tolerances"` // of a currency, in its stead
	Order      []string          `yaml:"order"`      // cost, fee, interest, principal; empty: as the country's law has it
}

// Letters are those that no procedure of reminders sends, and whether they are written. The
// debtor's interest decides what is usual: who was told to pay is told that he need not, who
// gets money must be able to say that the account is not his, and who paid the wrong creditor
// is not free by it. The compensation for late payment is asked for by the next reminder
// within days; a letter for it alone is written where that is wanted.
type Letters struct {
	Withdrawn    bool `yaml:"withdrawn"`    // a reminded claim falls
	Refund       bool `yaml:"refund"`       // a credit is paid back
	Misdirected  bool `yaml:"misdirected"`  // a payment goes on to another creditor, or back
	Compensation bool `yaml:"compensation"` // a business owes it from today
}

// Payouts bounds money going out.
type Payouts struct {
	RefundMinimum  string `yaml:"refundMinimum"`
	OutcomePartner string `yaml:"outcomePartner"` // who gets the outcome files
	// TrustAs lets one operating-system user act for several people with --as, and at any
	// time with --as-of. It defeats the four-eyes rule and is for demonstrations only.
	TrustAs bool `yaml:"trustAs"`
}

// Reports is when reports that come by themselves are produced.
type Reports struct {
	At string `yaml:"at"` // local time from which the day's are due; the zone is dunning's
}

// Law confirms rates that no public source gave.
type Law struct {
	Confirm []Confirmation `yaml:"confirm"`
}

// Confirmation says that a person has checked a rate.
type Confirmation struct {
	Country   string    `yaml:"country"`
	Key       string    `yaml:"key"`    // empty: the reference rate
	Debtor    string    `yaml:"debtor"` // consumer, business; empty: all
	ValidFrom date.Date `yaml:"validFrom"`
	Value     string    `yaml:"value"` // empty: the value girod comes with
	By        string    `yaml:"by"`
}

// Mail is the server reminders by e-mail leave through.
type Mail struct {
	Server   string `yaml:"server"` // "smtp.example.se:587"; empty: everything is printed
	From     string `yaml:"from"`
	User     string `yaml:"user"`
	Password string `yaml:"password"` // secret file
	TLS      string `yaml:"tls"`      // required, or none for a relay on this machine
}

// User is a person who may act.
type User struct {
	Name   string   `yaml:"name"`
	OS     string   `yaml:"os"` // operating-system user name
	Roles  []string `yaml:"roles"`
	Tenant string   `yaml:"tenant"` // sees it and what is below; empty: all
}

// Log is how the daemon speaks.
type Log struct {
	Level  string `yaml:"level"`
	Format string `yaml:"format"` // json or text
}

// Metrics is where Prometheus asks.
type Metrics struct {
	Listen string `yaml:"listen"` // loopback only; empty: off
}

// Defaults gives the configuration an empty file would mean.
func Defaults() *Config {
	return &Config{
		Data:     "/var/lib/girod",
		Database: "sqlite:/var/lib/girod/girod.db",
		Language: "sv",
		Creditor: Creditor{Country: "SE", RateDayCount: "ACT/365F"},
		Matching: Matching{Tolerance: "1.00", Tolerances: map[string]string{}, Order: []string{}},
		Dunning: Dunning{
			Enabled: true, PostalDays: 2, MinimumInterest: "0.00", InterestStart: "agreed_due_date", Compensation: true,
			At: "08:00", Zone: "Europe/Stockholm",
		},
		Letters: Letters{Withdrawn: true, Refund: true, Misdirected: true},
		Plans:   Plans{Grace: 5, InterestBefore: 10},
		Payouts: Payouts{RefundMinimum: "50.00"},
		Reports: Reports{At: "06:00"},
		Limits: Limits{
			FileBytes: 4 << 30, HeldBytes: 64 << 20, Depth: 64, MarkupBytes: 8 << 10, TextBytes: 64 << 10, Attributes: 32,
			Records: 10_000_000, FreeBytes: 512 << 20,
		},
		Mail:    Mail{TLS: "required"},
		Log:     Log{Level: "info", Format: "json"},
		Metrics: Metrics{Listen: "127.0.0.1:9464"},
	}
}

// partnerDefaults fills what a partner left out.
func (p *Partner) partnerDefaults() {
	set := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	set(&p.Poll, time.Minute)
	set(&p.Deadline, time.Hour)
	p.Bank.defaults()
	if p.Ignore == nil {
		p.Ignore = []string{".part", ".tmp", ".temp", ".filepart", ".inprocess", ".uploading"}
	}
	fill(&p.After, "delete")
	if p.Looks == 0 {
		p.Looks = 2
	}
	if p.SFTP != nil {
		set(&p.SFTP.Timeout, 30*time.Second)
	}
}

// accountDefaults fills what an account left out.
func (a *Account) accountDefaults() {
	fill(&a.Currency, "SEK")
	if a.ClientFunds {
		fill(&a.Number, "1945")
	}
	fill(&a.Number, "1930")
	fill(&a.Posts, "notification")
	fill(&a.Opening, "0.00")
}

// fill sets a string that was left empty.
func fill(s *string, to string) {
	if *s == "" {
		*s = to
	}
}
