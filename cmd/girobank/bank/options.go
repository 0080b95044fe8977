package bank

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
)

// Mode is how the bank behaves. Two may be joined: "careless+thief" takes at once
// and executes everything, the worst a sender can meet.
type Mode string

// is tells whether the bank behaves in a way, among others.
func (m Mode) is(way Mode) bool { return slices.Contains(strings.Split(string(m), "+"), string(way)) }

// The modes; see the package comment.
const (
	Strict   Mode = "strict"
	Careless Mode = "careless"
	Thief    Mode = "thief"
	Slow     Mode = "slow"
	Liar     Mode = "liar"
)

// Modes are all of them.
func Modes() []Mode { return []Mode{Strict, Careless, Thief, Slow, Liar} }

// Options say what a bank is. They are kept in bank.json when the bank is opened
// for the first time; later only what is set replaces what is kept.
type Options struct {
	Mode      Mode      `json:"mode"`      // strict when empty
	Today     date.Date `json:"today"`     // the first day; books.json has the clock from then on
	Name      string    `json:"name"`      // "Testbanken"
	BIC       string    `json:"bic"`       // "TESTSESS"
	Customer  string    `json:"customer"`  // the owner of the accounts: "Exempel AB"
	Accounts  []Account `json:"accounts"`  // one in SEK when empty
	Users     []User    `json:"users"`     // who may log in; "bank" when empty
	Statement string    `json:"statement"` // version of camt.053 and .054: "02" or "08"
	Status    string    `json:"status"`    // version of pain.002: "03" or "10"
	Closed    []string  `json:"closed"`    // payees' accounts that send money back the next bank day (AC04)
	Seed      uint64    `json:"seed"`      // of the payers' habits
	Batches   bool      `json:"batches"`   // a PmtInf that asks for it (BtchBookg) is debited as one, without its transfers
}

// Account is one account of the customer.
type Account struct {
	IBAN      string `json:"iban"`
	Bankgiro  string `json:"bankgiro,omitempty"` // paid by invoice, booked once a day
	Currency  string `json:"currency"`
	Opening   Amount `json:"opening"`
	Overdraft bool   `json:"overdraft,omitempty"` // may go below zero
}

// User is somebody with a login: the bank's customer, or a partner of the
// customer (a print shop, an accounting system) who happens to live on the same
// server. Folders are named from the user's view: uploads go to the outbox.
type User struct {
	Name   string   `json:"name"`
	Keys   []string `json:"keys"`             // lines of authorized_keys; users/NAME.pub in the state is read too
	Outbox string   `json:"outbox,omitempty"` // "outbox" when empty
	Inbox  string   `json:"inbox,omitempty"`  // "inbox" when empty
	Bank   bool     `json:"bank,omitempty"`   // payment orders come from here, and reports go there
}

// over lays options over the kept ones.
func (o Options) over(kept Options) Options {
	o.Mode = cmp.Or(o.Mode, kept.Mode, Strict)
	o.Today = cmp.Or(o.Today, kept.Today)
	o.Name = cmp.Or(o.Name, kept.Name, "Testbanken")
	o.BIC = cmp.Or(o.BIC, kept.BIC, "TESTSESS")
	o.Customer = cmp.Or(o.Customer, kept.Customer, "Exempel AB")
	o.Statement = cmp.Or(o.Statement, kept.Statement, "02")
	o.Status = cmp.Or(o.Status, kept.Status, "03")
	o.Seed = cmp.Or(o.Seed, kept.Seed)
	o.Batches = o.Batches || kept.Batches
	if len(o.Accounts) == 0 {
		o.Accounts = kept.Accounts
	}
	if len(o.Accounts) == 0 {
		o.Accounts = []Account{{IBAN: "SE4550000000058398257466", Bankgiro: "50501055", Currency: "SEK", Opening: 100_000_00}}
	}
	if len(o.Users) == 0 {
		o.Users = kept.Users
	}
	if len(o.Users) == 0 {
		o.Users = []User{{Name: "bank", Bank: true}}
	}
	if len(o.Closed) == 0 {
		o.Closed = kept.Closed
	}
	o.Users = slices.Clone(o.Users)
	for i := range o.Users {
		o.Users[i].Outbox = cmp.Or(o.Users[i].Outbox, "outbox")
		o.Users[i].Inbox = cmp.Or(o.Users[i].Inbox, "inbox")
	}
	return o
}

func (o Options) check() error {
	for way := range strings.SplitSeq(string(o.Mode), "+") {
		if !slices.Contains(Modes(), Mode(way)) {
			return fmt.Errorf("mode %q: want one of %v, or some joined by +", o.Mode, Modes())
		}
	}
	switch {
	case o.Statement != "02" && o.Statement != "08":
		return fmt.Errorf("statement version %q: want 02 or 08", o.Statement)
	case o.Status != "03" && o.Status != "10":
		return fmt.Errorf("status version %q: want 03 or 10", o.Status)
	case !o.Today.Valid():
		return fmt.Errorf("a new bank needs its first day")
	}
	for _, a := range o.Accounts {
		if !goodIBAN(a.IBAN) || a.Bankgiro != "" && !goodGiro(a.Bankgiro) || len(a.Currency) != 3 {
			return fmt.Errorf("account %s %s %s: check digits or currency are wrong", a.IBAN, a.Bankgiro, a.Currency)
		}
	}
	for _, u := range o.Users {
		if !plainName(u.Name) || !plainName(u.Outbox) || !plainName(u.Inbox) {
			return fmt.Errorf("user %q: names and folders are of letters, digits, - and _", u.Name)
		}
	}
	return nil
}

// plainName tells whether a name can be a folder of ours.
func plainName(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// user finds the user of a name; bankUser the one whose orders are executed.
func (o Options) user(name string) (User, bool) {
	i := slices.IndexFunc(o.Users, func(u User) bool { return u.Name == name })
	if i < 0 {
		return User{}, false
	}
	return o.Users[i], true
}

func (o Options) bankUser() (User, bool) {
	i := slices.IndexFunc(o.Users, func(u User) bool { return u.Bank })
	if i < 0 {
		return User{}, false
	}
	return o.Users[i], true
}
