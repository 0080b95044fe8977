package config

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"regexp"
	"slices"
	"strings"
	"time"

	"girod/formats/money"
)

// Check holds the whole file against what the rooms need and gives every fault at
// once, so that a person need not correct one to meet the next.
func (c *Config) Check() error {
	f := &faults{}
	c.checkGeneral(f)
	c.checkPartners(f)
	c.checkAccounts(f)
	c.checkTenants(f)
	c.checkUsers(f)
	c.checkLimits(f)
	return errors.Join(f.all...)
}

// faults collects what is wrong, each with its key.
type faults struct{ all []error }

func (f *faults) add(key, format string, args ...any) {
	f.all = append(f.all, fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...)))
}

func (f *faults) oneOf(key, got string, want ...string) {
	if !slices.Contains(want, got) {
		f.add(key, "%q: want one of %s", got, strings.Join(want, ", "))
	}
}

func (f *faults) amount(key, got string, currency money.Currency) {
	if _, err := money.Parse(got, currency); err != nil {
		f.add(key, "%v", err)
	}
}

func (f *faults) clock(key, at, zone string) {
	if _, err := time.Parse("15:04", at); err != nil {
		f.add(key, "%q: want a local time such as 12:00", at)
	}
	if _, err := time.LoadLocation(zone); err != nil || zone == "" {
		f.add(key, "zone %q: want a time zone such as Europe/Stockholm", zone)
	}
}

func (c *Config) checkGeneral(f *faults) {
	if c.Data == "" {
		f.add("data", "want the directory of spool and archive")
	}
	if !strings.HasPrefix(c.Database, "sqlite:") && !strings.HasPrefix(c.Database, "postgres") {
		f.add("database", "%q: want sqlite:PATH or postgres://…", redactURL(c.Database))
	}
	f.oneOf("language", c.Language, "sv", "nb", "no", "fi", "da", "en")
	if c.Creditor.Name == "" && len(c.Tenants) == 0 {
		f.add("creditor.name", "want the name that stands on reminders")
	}
	f.oneOf("creditor.rateDayCount", c.Creditor.RateDayCount, "ACT/365F", "ACT/ACT", "30E/360")
	f.amount("matching.tolerance", c.Matching.Tolerance, money.SEK)
	for _, currency := range slices.Sorted(maps.Keys(c.Matching.Tolerances)) {
		key := "matching.tolerances." + currency
		known, err := money.ParseCurrency(currency)
		if err != nil {
			f.add(key, "%v", err)
			continue
		}
		f.amount(key, c.Matching.Tolerances[currency], known)
	}
	for _, bucket := range c.Matching.Order {
		f.oneOf("matching.order", bucket, "principal", "fee", "interest", "cost")
	}
	if n := len(c.Matching.Order); n != 0 && (n != 4 || len(slices.Compact(slices.Sorted(slices.Values(c.Matching.Order)))) != 4) {
		f.add("matching.order", "want each of cost, fee, interest, principal once")
	}
	c.checkBookkeeping(f, "bookkeeping", c.Bookkeeping)
	c.checkDunning(f, "dunning", c.Dunning)
	c.checkPlans(f)
	f.clock("reports.at", c.Reports.At, c.Dunning.Zone)
	f.amount("payouts.refundMinimum", c.Payouts.RefundMinimum, money.SEK)
	f.oneOf("mail.tls", c.Mail.TLS, "required", "none")
	if c.Mail.Server != "" && c.Mail.From == "" {
		f.add("mail.from", "want the sender's address")
	}
	f.oneOf("log.format", c.Log.Format, "json", "text")
	f.oneOf("log.level", c.Log.Level, "debug", "info", "warn", "error")
	c.checkMetrics(f)
}

// checkMetrics holds that only this machine can ask for the metrics.
func (c *Config) checkMetrics(f *faults) {
	if c.Metrics.Listen == "" {
		return
	}
	host, _, err := net.SplitHostPort(c.Metrics.Listen)
	if ip := net.ParseIP(host); err != nil || ip == nil || !ip.IsLoopback() {
		f.add("metrics.listen", "%q: want a loopback address such as 127.0.0.1:9464", c.Metrics.Listen)
	}
}

var partnerID = regexp.MustCompile(`^[a-z][a-z0-9-]{0,31}$`)

func (c *Config) checkPartners(f *faults) {
	seen := map[string]bool{}
	for i, p := range c.Partners {
		key := fmt.Sprintf("partners[%d]", i)
		if !partnerID.MatchString(p.ID) {
			f.add(key+".id", "%q: want a short name of a-z, 0-9 and hyphen", p.ID)
		}
		if seen[p.ID] {
			f.add(key+".id", "%q stands twice", p.ID)
		}
		seen[p.ID] = true
		if (p.SFTP == nil) == (p.Local == "") {
			f.add(key, "want either sftp or local")
		}
		if p.SFTP != nil {
			p.SFTP.check(f, key+".sftp")
		}
		p.Seal.check(f, key+".seal")
		if p.After != "delete" && p.After != "leave" && !strings.HasPrefix(p.After, "move ") {
			f.add(key+".after", "%q: want delete, leave, or move DIR", p.After)
		}
		if p.Looks < 1 || p.Looks > 10 {
			f.add(key+".looks", "%d: want 1 to 10", p.Looks)
		}
		p.Bank.check(f, key+".bank")
		p.Acquirer.check(f, key+".acquirer", c.Accounts)
	}
	for key, id := range map[string]string{
		"dunning.printPartner": c.Dunning.PrintPartner, "payouts.outcomePartner": c.Payouts.OutcomePartner,
	} {
		if id != "" && !seen[id] {
			f.add(key, "%q is not among the partners", id)
		}
	}
}

func (s *SFTP) check(f *faults, key string) {
	if _, _, err := net.SplitHostPort(s.Address); err != nil {
		f.add(key+".address", "%q: want host:port", s.Address)
	}
	if s.User == "" {
		f.add(key+".user", "want the user name at the partner")
	}
	if s.Key == "" {
		f.add(key+".key", "want the name of the secret file with our private key")
	}
	if len(s.HostKeys) == 0 {
		f.add(key+".hostKeys", "want the partner's host key as they gave it on paper; girod trusts no key on first use")
	}
}

func (c *Config) checkAccounts(f *faults) {
	partners := map[string]bool{}
	for _, p := range c.Partners {
		partners[p.ID] = true
	}
	seen := map[string]bool{}
	for i, a := range c.Accounts {
		key := fmt.Sprintf("accounts[%d]", i)
		if a.Name == "" || seen[a.Name] {
			f.add(key+".name", "%q: want a name that stands once", a.Name)
		}
		seen[a.Name] = true
		if a.IBAN == "" && a.Bankgiro == "" && a.Plusgiro == "" && len(a.Aliases) == 0 {
			f.add(key, "want iban, bankgiro, plusgiro or an alias")
		}
		currency, err := money.ParseCurrency(a.Currency)
		if err != nil {
			f.add(key+".currency", "%v", err)
			continue
		}
		f.amount(key+".opening", strings.TrimPrefix(a.Opening, "-"), currency)
		f.oneOf(key+".posts", a.Posts, "notification", "statement")
		for j, n := range a.Notified {
			f.oneOf(fmt.Sprintf("%s.notified[%d].by", key, j), n.By, "camt", "bgmax", "ocrgiro")
			if j > 0 && n.From <= a.Notified[j-1].From {
				f.add(fmt.Sprintf("%s.notified[%d].from", key, j), "%s: want a day after %s", n.From, a.Notified[j-1].From)
			}
		}
		if !partners[a.Partner] {
			f.add(key+".partner", "%q is not among the partners", a.Partner)
		}
	}
}

// Roles are what a user may be.
var Roles = []string{"operator", "preparer", "approver", "beneficiary-admin", "auditor"}

func (c *Config) checkUsers(f *faults) {
	people := map[string]string{}
	for i, u := range c.Users {
		key := fmt.Sprintf("users[%d]", i)
		if u.Name == "" {
			f.add(key+".name", "want a name")
		}
		for _, role := range u.Roles {
			f.oneOf(key+".roles", role, Roles...)
		}
		if other, taken := people[u.OS]; taken && !c.Payouts.TrustAs {
			f.add(key+".os", "%q is %s's already: two people need two accounts", u.OS, other)
		}
		people[u.OS] = u.Name
	}
}

// redactURL keeps a database password out of messages.
func redactURL(url string) string {
	if at := strings.LastIndex(url, "@"); at >= 0 {
		return "…" + url[at:]
	}
	return url
}
