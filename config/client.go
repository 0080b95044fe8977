package config

import (
	"fmt"
	"net/mail"
	"regexp"
	"slices"

	"girod/formats/money"
)

// Client is one that an agent collects for, and what is agreed with it (DOMAIN.md 7).
type Client struct {
	No         string   `yaml:"no"`     // short: it stands before the numbers of its invoices and customers
	Name       string   `yaml:"name"`   // to whom its money is paid
	OrgNo      string   `yaml:"orgNo"`  // as the supplier of its invoices
	Number     string   `yaml:"number"` // the ledger account of its money, under client_funds
	Keeps      []string `yaml:"keeps"`  // what is collected of these is the agent's remuneration
	Commission string   `yaml:"commission"`
	VAT        string   `yaml:"vat"`

	Statements Statements `yaml:"statements"`
}

// Statements is how a client is sent the accounts of its money (klientmedelsredovisning).
type Statements struct {
	Partner  string `yaml:"partner"` // into whose folder, or
	Email    string `yaml:"email"`   // to which address; neither: they are kept and not sent
	Form     string `yaml:"form"`    // csv, json, text
	Language string `yaml:"language"`
}

// StatementFolder is the kind of file that statements are, under a partner's outbound.
const StatementFolder = "client-statement"

func (c *Client) clientDefaults() {
	fill(&c.Commission, "0.00")
	fill(&c.VAT, "0.00")
	fill(&c.Statements.Form, "csv")
}

// Share is a percentage in hundredths of a per cent.
func Share(text string) int64 {
	n, _ := money.Parse(text, money.SEK) // two decimals, and Check has read it
	return n
}

// Buckets are the parts of a claim, in the book's order.
var Buckets = []string{"principal", "fee", "interest", "cost"}

var clientNo = regexp.MustCompile(`^[\p{L}\p{N}-]{1,12}$`)

// checkClients holds that each client has an account of its own, and that its invoices are
// nobody else's.
func (t *Tenant) checkClients(f *faults, key string) {
	if len(t.Clients) > 0 && t.Keeping != "agent" {
		f.add(key+".clients", "%s keeps its books as %s: only an agent collects for clients", t.Name, t.Keeping)
	}
	seen := map[string]bool{}
	for i, c := range t.Clients {
		key := fmt.Sprintf("%s.clients[%d]", key, i)
		if !clientNo.MatchString(c.No) || seen["no "+c.No] {
			f.add(key+".no", "%q: want letters, digits and hyphens, at most 12, that stand once", c.No)
		}
		if c.Name == "" {
			f.add(key+".name", "want to whom its money is paid")
		}
		if issuer(c.OrgNo) == "" || seen["org "+issuer(c.OrgNo)] {
			f.add(key+".orgNo", "%q: want the number that stands on its invoices, once", c.OrgNo)
		}
		if !digits.MatchString(c.Number) || seen["number "+c.Number] {
			f.add(key+".number", "%q: want a ledger account of its own, such as \"2831\": no client's money is another's", c.Number)
		}
		seen["no "+c.No], seen["org "+issuer(c.OrgNo)], seen["number "+c.Number] = true, true, true
		for _, bucket := range c.Keeps {
			f.oneOf(key+".keeps", bucket, Buckets...)
		}
		f.amount(key+".commission", c.Commission, money.SEK)
		f.amount(key+".vat", c.VAT, money.SEK)
		if Share(c.Commission) > 100_00 || Share(c.VAT) > 100_00 {
			f.add(key, "commission %s and vat %s: want per cent", c.Commission, c.VAT)
		}
		if slices.Contains(c.Keeps, Buckets[0]) && Share(c.Commission) > 0 {
			f.add(key+".commission", "of principal that is kept whole there is no commission")
		}
	}
}

// checkStatements holds that what is to be sent has a way.
func (c *Config) checkStatements(f *faults, key string, s *Statements) {
	f.oneOf(key+".form", s.Form, "csv", "json", "text")
	f.oneOf(key+".language", s.Language, "", "sv", "nb", "en")
	if s.Partner != "" && s.Email != "" {
		f.add(key, "want a partner or an address of e-mail: a statement goes one way")
	}
	if s.Email != "" {
		if a, err := mail.ParseAddress(s.Email); err != nil || a.Address != s.Email {
			f.add(key+".email", "%q: want one address of e-mail and nothing else", s.Email)
		}
		if c.Mail.Server == "" {
			f.add(key+".email", "no mail server is configured: give mail.server, or a partner with a folder for %s", StatementFolder)
		}
	}
	if s.Partner == "" {
		return
	}
	i := slices.IndexFunc(c.Partners, func(p Partner) bool { return p.ID == s.Partner })
	if i < 0 {
		f.add(key+".partner", "%q is not among the partners", s.Partner)
		return
	}
	out := c.Partners[i].Outbound
	if out[StatementFolder] == "" && out[""] == "" {
		f.add(key+".partner", "%s has no outbound folder for %s", s.Partner, StatementFolder)
	}
}

var digits = regexp.MustCompile(`^[0-9]{4,9}$`)
