package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// House names the books of the creditor block: who runs this installation.
const House = "house"

// Tenant is one set of books, or a federation above several (R-ALK-12). The members of an
// association are customers in its books and no tenants.
type Tenant struct {
	Name        string            `yaml:"name"`    // as people, searches and --tenant call it
	Kind        string            `yaml:"kind"`    // federation, association
	Parent      string            `yaml:"parent"`  // the federation it stands below
	Keeping     string            `yaml:"keeping"` // creditor, agent, factor-seller
	Creditor    Creditor          `yaml:"creditor"`
	Suppliers   []string          `yaml:"suppliers"` // what else its invoices call their issuer
	Clients     []Client          `yaml:"clients"`   // an agent's
	Chart       map[string]string `yaml:"chart"`
	Bookkeeping Overlay           `yaml:"bookkeeping"` // any of bookkeeping's keys, over those for all
	Dunning     Overlay           `yaml:"dunning"`     // any of dunning's keys, over those for all
}

// The kinds of tenant, and as what books are kept (DOMAIN.md 0.2).
const (
	Federation  = "federation"
	Association = "association"
)

var keepings = []string{"creditor", "agent", "factor-seller"}

// Overlay is a part of the file that is laid over the same part for all.
type Overlay struct{ text []byte }

// UnmarshalYAML keeps the text until what it is laid over is known.
func (o *Overlay) UnmarshalYAML(text []byte) error {
	o.text = slices.Clone(text)
	return nil
}

// over sets the keys that the overlay names.
func (o Overlay) over(to any) error {
	if len(o.text) == 0 {
		return nil
	}
	return yaml.UnmarshalWithOptions(o.text, to, yaml.Strict())
}

func (t *Tenant) tenantDefaults() {
	fill(&t.Kind, Association)
	if t.Kind == Association {
		fill(&t.Keeping, "creditor")
	}
	for i := range t.Clients {
		t.Clients[i].clientDefaults()
	}
	fill(&t.Creditor.Name, t.Name)
	fill(&t.Creditor.Country, "SE")
	fill(&t.Creditor.RateDayCount, "ACT/365F")
}

// Tenant gives a configured tenant, or nil.
func (c *Config) Tenant(name string) *Tenant {
	for i := range c.Tenants {
		if c.Tenants[i].Name == name {
			return &c.Tenants[i]
		}
	}
	return nil
}

// Books names every set of books: the house's, where there is a creditor, and those of
// each association.
func (c *Config) Books() (names []string) {
	if len(c.Tenants) == 0 || c.Creditor.Name != "" {
		names = append(names, House)
	}
	for _, t := range c.Tenants {
		if t.Kind == Association {
			names = append(names, t.Name)
		}
	}
	return names
}

// Below names the sets of books that somebody of a tenant sees: its own and those below
// it. Nobody's tenant sees all (R-BST-26).
func (c *Config) Below(name string) (names []string) {
	for _, b := range c.Books() {
		for at := b; ; {
			if at == name || name == "" {
				names = append(names, b)
				break
			}
			t := c.Tenant(at)
			if t == nil {
				break
			}
			at = t.Parent
		}
	}
	return names
}

// Of is the configuration as one set of books has it: its creditor, accounts, chart,
// bookkeeping and dunning stand where the house's would.
func (c *Config) Of(name string) *Config {
	if len(c.Tenants) == 0 {
		return c
	}
	own := *c
	own.Accounts = nil
	for _, a := range c.Accounts {
		if a.Tenant == name || a.Tenant == "" && name == House {
			own.Accounts = append(own.Accounts, a)
		}
	}
	t := c.Tenant(name)
	if t == nil {
		return &own
	}
	own.Creditor = t.Creditor
	own.Chart = maps.Clone(c.Chart)
	if own.Chart == nil {
		own.Chart = map[string]string{}
	}
	maps.Copy(own.Chart, t.Chart)
	own.Dunning, _ = c.dunningOf(t) // Check has read them
	own.Bookkeeping, _ = c.bookkeepingOf(t)
	return &own
}

// dunningOf is how a tenant reminds. What is paid on a letter of its is paid to it, so the
// house's giro is not inherited.
func (c *Config) dunningOf(t *Tenant) (Dunning, error) {
	d := c.Dunning
	d.Bankgiro = ""
	for _, a := range c.Accounts {
		if a.Tenant == t.Name && d.Bankgiro == "" {
			d.Bankgiro = a.Bankgiro
		}
	}
	err := t.Dunning.over(&d)
	if t.Keeping == "agent" {
		d.Enabled = false // the claims are its clients': what they charge comes by girod clients charge
	}
	return d, err
}

var tenantName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N} -]{0,59}$`)

// checkTenants holds the tree together: whoever stands in it has a place, an issuer has
// one set of books, and money has one owner.
func (c *Config) checkTenants(f *faults) {
	seen := map[string]bool{House: true}
	issuers := map[string]string{}
	if c.Creditor.OrgNo != "" {
		issuers[issuer(c.Creditor.OrgNo)] = House
	}
	for i := range c.Tenants {
		t, key := &c.Tenants[i], fmt.Sprintf("tenants[%d]", i)
		switch {
		case !tenantName.MatchString(t.Name):
			f.add(key+".name", "%q: want letters, digits, spaces and hyphens, at most 60", t.Name)
		case seen[t.Name]:
			f.add(key+".name", "%q stands twice, or is the house's own", t.Name)
		}
		seen[t.Name] = true
		f.oneOf(key+".kind", t.Kind, Federation, Association)
		c.checkPlace(f, key, t)
		if t.Kind == Federation {
			t.checkFederation(f, key)
			continue
		}
		c.checkBooks(f, key, t)
		for _, no := range t.issuers() {
			if other, taken := issuers[issuer(no)]; taken && no != "" && other != t.Name {
				f.add(key, "%s is %s's organisation number already: an invoice by it could be either's", no, other)
			}
			issuers[issuer(no)] = t.Name
		}
	}
	c.checkOwners(f)
}

// checkPlace follows the parents up to the top.
func (c *Config) checkPlace(f *faults, key string, t *Tenant) {
	if t.Parent == "" {
		return
	}
	above := c.Tenant(t.Parent)
	switch {
	case above == nil:
		f.add(key+".parent", "%q is not among the tenants", t.Parent)
		return
	case above.Kind != Federation:
		f.add(key+".parent", "%q is an association: below it stand only its members, who are customers in its books", t.Parent)
		return
	}
	for steps := 0; above != nil; above = c.Tenant(above.Parent) {
		if steps++; above.Name == t.Name || steps > len(c.Tenants) {
			f.add(key+".parent", "%q stands above itself: leave out one parent of the circle", t.Name)
			return
		}
	}
}

func (t *Tenant) checkFederation(f *faults, key string) {
	if t.Keeping != "" || len(t.Chart) > 0 || len(t.Bookkeeping.text)+len(t.Dunning.text) > 0 || len(t.Suppliers) > 0 {
		f.add(key, "%s is a federation and keeps no books: give keeping, chart, bookkeeping, dunning and suppliers to an association below it", t.Name)
	}
}

func (c *Config) checkBooks(f *faults, key string, t *Tenant) {
	f.oneOf(key+".keeping", t.Keeping, keepings...)
	t.checkClients(f, key)
	for i := range t.Clients {
		c.checkStatements(f, fmt.Sprintf("%s.clients[%d].statements", key, i), &t.Clients[i].Statements)
	}
	f.oneOf(key+".creditor.rateDayCount", t.Creditor.RateDayCount, "ACT/365F", "ACT/ACT", "30E/360")
	b, err := c.bookkeepingOf(t)
	if err != nil {
		f.add(key+".bookkeeping", "%v", err)
		return
	}
	c.checkBookkeeping(f, key+".bookkeeping", b)
	d, err := c.dunningOf(t)
	if err != nil {
		f.add(key+".dunning", "%v", err)
		return
	}
	c.checkDunning(f, key+".dunning", d)
	own := slices.ContainsFunc(c.Accounts, func(a Account) bool { return a.Tenant == t.Name })
	if d.Enabled && t.Keeping != "agent" && d.Bankgiro == "" && !own {
		f.add(key+".dunning.bankgiro", "want the giro that %s's letters ask to pay to, here or with an account of its own; or enabled: false", t.Name)
	}
}

// checkOwners holds that each account, partner and user names a tenant there is.
func (c *Config) checkOwners(f *faults) {
	books := c.Books()
	owners := map[string]string{}
	for i, a := range c.Accounts {
		key := fmt.Sprintf("accounts[%d]", i)
		owner := a.Tenant
		fill(&owner, House)
		switch {
		case !slices.Contains(books, owner) && a.Tenant == "":
			f.add(key+".tenant", "want whose account it is, one of %s; or a creditor, for the house's own books", strings.Join(books, ", "))
		case !slices.Contains(books, owner):
			f.add(key+".tenant", "%q keeps no books here: want one of %s", a.Tenant, strings.Join(books, ", "))
		}
		for _, name := range append([]string{a.IBAN, a.Bankgiro, a.Plusgiro}, a.Aliases...) {
			if other, taken := owners[issuer(name)]; taken && name != "" && other != owner {
				f.add(key, "%s is %s's already: what is paid to it could be either's", name, other)
			}
			owners[issuer(name)] = owner
		}
	}
	for i, p := range c.Partners {
		if p.Tenant != "" && !slices.Contains(books, p.Tenant) {
			f.add(fmt.Sprintf("partners[%d].tenant", i), "%q keeps no books here: want one of %s", p.Tenant, strings.Join(books, ", "))
		}
	}
	for i, u := range c.Users {
		if u.Tenant != "" && u.Tenant != House && c.Tenant(u.Tenant) == nil {
			f.add(fmt.Sprintf("users[%d].tenant", i), "%q is not among the tenants; leave it out for one who sees all", u.Tenant)
		}
	}
}

// issuer strips what people write between the digits of an organisation number, and the
// country before and the 01 behind that make a Swedish one a VAT number.
func issuer(no string) string {
	no = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, strings.ToUpper(no))
	if len(no) == 14 && strings.HasPrefix(no, "SE") && strings.HasSuffix(no, "01") {
		return no[2:12]
	}
	return no
}

// issuers are the numbers of whose invoices come into the tenant's books: its own, and its
// clients'.
func (t *Tenant) issuers() []string {
	list := append([]string{t.Creditor.OrgNo}, t.Suppliers...)
	for _, c := range t.Clients {
		list = append(list, c.OrgNo)
	}
	return list
}

// IssuedBy names the books that an invoice by this supplier belongs to; "" when none or
// the number is unknown.
func (c *Config) IssuedBy(orgNo string) string {
	no := issuer(orgNo)
	if no == "" {
		return ""
	}
	if issuer(c.Creditor.OrgNo) == no && slices.Contains(c.Books(), House) {
		return House
	}
	for _, t := range c.Tenants {
		if t.Kind != Association {
			continue
		}
		for _, own := range t.issuers() {
			if issuer(own) == no {
				return t.Name
			}
		}
	}
	return ""
}
