package ubl

import (
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// Level tells what breaking a rule leads to.
type Level int8

const (
	// Fatal is what a receiver may refuse: we do not write it. A document of others is
	// read all the same, with a finding.
	Fatal Level = iota + 1
	// Warning is told and no more.
	Warning
)

// String gives "fatal" or "warning".
func (l Level) String() string {
	if l == Fatal {
		return "fatal"
	}
	return "warning"
}

// law is a set of rules that a document has put itself under.
type law func(d *Document) bool

var (
	everybody law = func(*Document) bool { return true }
	// invoices are all but the plain UBL Reminder, which has neither VAT nor items.
	invoices law = func(d *Document) bool { return d.Root != "Reminder" }
	// european documents say that they keep EN 16931.
	european law = func(d *Document) bool { return strings.HasPrefix(d.Customization, customEN16931) }
	// peppol documents say that they keep BIS 3; EHF reminders do, in a process of their own.
	peppol     law = func(d *Document) bool { return strings.HasPrefix(d.Customization, customBIS3) }
	bisBilling law = func(d *Document) bool { return peppol(d) && d.Kind() != formats.ReminderDocument }
	// reminders of every form.
	reminders law = func(d *Document) bool { return d.Kind() == formats.ReminderDocument }
	swedish   law = func(d *Document) bool { return peppol(d) && d.Supplier.Address.Country == "SE" }
	norwegian law = func(d *Document) bool { return peppol(d) && d.Supplier.Address.Country == "NO" }
	danish    law = func(d *Document) bool {
		return peppol(d) && d.Supplier.Address.Country == "DK" && d.Customer.Address.Country == "DK"
	}
)

// Rule is one rule of a named set: EN 16931 (BR-…), Peppol (PEPPOL-EN16931-…), a
// country (SE-R-…, NO-R-…, DK-R-…), or ours, in lower case.
type Rule struct {
	Name  string
	Level Level
	// Doubt is set where breaking it puts the money in doubt.
	Doubt bool
	Want  string
	under law
	holds test
}

// test tells say of everything that breaks a rule.
type test func(d *Document, say say)

// say tells what stands there. Without a place it is the document as a whole, without
// a want the rule's own words; a want that begins with a comma completes those.
type say func(at formats.Origin, got, want string)

// Finding is a broken rule.
type Finding struct {
	formats.Finding
	Rule  string
	Level Level
	Got   string
	Want  string
}

// Rules gives every rule we hold documents to.
func Rules() []Rule { return append([]Rule(nil), book...) }

// book is the table of all rules.
var book = rulesOf(totalRules, presenceRules, lineRules, taxRules(), partyRules, nordicRules)

func rulesOf(chapters ...[]Rule) (all []Rule) {
	for _, c := range chapters {
		all = append(all, c...)
	}
	return all
}

// Check holds a document against every rule it is under.
func Check(d *Document) (found []Finding) {
	check(d, func(f Finding) { found = append(found, f) })
	return found
}

// check tells one broken rule after another: a hostile document can break a million.
func check(d *Document, tell func(Finding)) {
	var rule *Rule
	say := func(at formats.Origin, got, want string) { tell(rule.finding(d, at, got, want)) }
	for i := range book {
		if rule = &book[i]; rule.under(d) {
			rule.holds(d, say)
		}
	}
}

// finding words a broken rule for a clerk: `"SE55": want a VAT number of 14 characters (SE-R-001)`.
func (r *Rule) finding(d *Document, at formats.Origin, got, want string) Finding {
	if at.At == "" {
		at = d.Origin
	}
	if want == "" || want[0] == ',' {
		want = r.Want + want
	}
	text := "want " + want
	if got != "" {
		text = fmt.Sprintf("%q: want %s", formats.Excerpt(got), want)
	}
	if !strings.Contains(text, r.Name) && r.Name != strings.ToLower(r.Name) {
		text += " (" + r.Name + ")"
	}
	return Finding{
		Finding: formats.Finding{Origin: at, Code: strings.ToLower(r.Name), Text: text, Doubt: r.Doubt},
		Rule:    r.Name, Level: r.Level, Got: got, Want: want,
	}
}

// whole is a rule about the document as one.
func whole(ok func(d *Document) bool) test {
	return func(d *Document, say say) {
		if !ok(d) {
			say(formats.Origin{}, "", "")
		}
	}
}

// about is a rule about one value, where there is one.
func about(of func(d *Document) string, ok func(value string) bool) test {
	return func(d *Document, say say) {
		if v := of(d); v != "" && !ok(v) {
			say(formats.Origin{}, v, "")
		}
	}
}

// anyLine is a rule about every line.
func anyLine(ok func(l *Line) bool) test {
	return func(d *Document, say say) {
		for i := range d.Lines {
			if !ok(&d.Lines[i]) {
				say(d.place(i), "", "")
			}
		}
	}
}

// anyMeans is a rule about every way to be paid; got shows the value in question.
func anyMeans(got func(m *Means) string, ok func(m *Means) bool) test {
	return func(d *Document, say say) {
		for i := range d.Means {
			if m := &d.Means[i]; !ok(m) {
				say(formats.Origin{}, got(m), "")
			}
		}
	}
}

// anyAllowance is a rule about every allowance and charge, of the document and of lines.
func anyAllowance(ok func(a *Allowance, ofLine bool) bool) test {
	return func(d *Document, say say) {
		for i := range d.Allowances {
			if a := &d.Allowances[i]; !ok(a, false) {
				say(formats.Origin{}, a.Reason, "")
			}
		}
		for i := range d.Lines {
			for j := range d.Lines[i].Allowances {
				if a := &d.Lines[i].Allowances[j]; !ok(a, true) {
					say(d.place(i), a.Reason, "")
				}
			}
		}
	}
}

// differs tells when an amount is not what the others make it.
func (d *Document) differs(say say, in formats.Origin, what string, got, want int64) {
	if got != want {
		c := d.currency()
		say(d.at(in, what), money.Of(got, c).Decimal(), ", "+money.Of(want, c).Decimal())
	}
}

// at is an element within the one that stood at an origin.
func (d *Document) at(origin formats.Origin, what string) formats.Origin {
	if origin.At == "" {
		origin.At = d.Root
	}
	return formats.Origin{Line: origin.Line, At: origin.At + "/" + what}
}
