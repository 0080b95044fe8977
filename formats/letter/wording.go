package letter

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"

	"girod/formats"
	"girod/formats/reference"
)

// conditions are what a paragraph may depend on. Countries are those whose law the claim
// follows; the words after them are told by holding.
var conditions = []string{
	"SE", "NO", "FI", "DK", "business", "agent", "post", "second", "earlier", "several", "interest", "fee", "cost", "compensation",
	"rate", "reference", "runs", "planfee", "added", "part", "left", "note", "reason", "paid", "back", "account", "forward", "contact", "invoice",
	formats.PaidTooMuch, formats.PaidTwice, formats.PaidCredited, formats.PaidElsewhere, formats.PaidUnknown,
}

// lastRate is the line whose rate interest runs by now.
func lastRate(r *formats.Reminder) (last formats.InterestLine) {
	for _, l := range r.Lines {
		if l.Rate != "" {
			last = l
		}
	}
	return last
}

// holding tells which conditions hold for a letter.
func holding(r *formats.Reminder) []string {
	holds := []string{lawOf(r)}
	for _, c := range []struct {
		word  string
		holds bool
	}{
		{"business", r.Business}, {"agent", r.Creditor.Name != ""}, {"post", r.Channel == formats.ByPost}, {"second", r.Level == 2},
		{"earlier", r.Earlier != 0}, {"several", len(r.Claims) > 1}, {"interest", r.Interest > 0}, {"fee", r.Fee > 0}, {"cost", r.Cost > 0},
		{"compensation", r.Compensation > 0}, {"rate", lastRate(r).Rate != ""}, {"left", r.Total() > 0}, {"contact", r.Sender.Phone+r.Sender.Email != ""}, {"invoice", r.Invoice != ""},
	} {
		if c.holds {
			holds = append(holds, c.word)
		}
	}
	if n := len(r.Lines); n > 0 && r.Lines[n-1].Margin != "" {
		holds = append(holds, "reference")
	}
	if r.Plan != nil && r.Plan.InterestRuns {
		holds = append(holds, "runs")
	}
	if r.Plan != nil && r.Plan.Added > 0 {
		holds = append(holds, "added")
	}
	if missed := missedOf(r); missed != nil && missed.Left > 0 {
		holds = append(holds, "part")
	}
	for _, f := range r.Fees {
		if f.Kind == "payment_plan_fee" || f.Kind == "short_plan_fee" {
			holds = append(holds, "planfee")
		}
	}
	if c := r.Credit; c != nil {
		if c.Number != "" {
			holds = append(holds, "note")
		}
		if c.Reason != "" {
			holds = append(holds, "reason")
		}
	}
	if p := r.Payment; p != nil {
		holds = append(holds, p.Reason)
		if p.On.Valid() {
			holds = append(holds, "paid")
		}
		if p.Back > 0 {
			holds = append(holds, "back")
		}
		if p.To.ID != "" {
			holds = append(holds, "account")
		}
		if p.Forward.Name != "" {
			holds = append(holds, "forward")
		}
	}
	return holds
}

// missedOf is the instalment that broke the letter's plan, or nil.
func missedOf(r *formats.Reminder) *formats.LetterInstalment {
	if r.Plan == nil {
		return nil
	}
	for i := range r.Plan.Instalments {
		if r.Plan.Instalments[i].Missed {
			return &r.Plan.Instalments[i]
		}
	}
	return nil
}

// lawOf is the country whose law the claim follows.
func lawOf(r *formats.Reminder) string { return cmp.Or(r.Country, r.Sender.Country, "SE") }

// fill puts the letter's facts into a text.
func (t *tongue) fill(text string, r *formats.Reminder) string {
	minor := func(amount int64) string { return t.amount(amount, r.Currency) }
	creditor := r.Sender
	if r.Creditor.Name != "" {
		creditor = r.Creditor
	}
	due := r.Due
	numbers := clip(r.Invoice)
	if len(r.Claims) > 1 {
		list := make([]string, 0, len(r.Claims))
		for i, c := range r.Claims {
			if i == 10 {
				list = append(list, "…")
				break
			}
			list = append(list, clip(c.Invoice))
		}
		numbers = strings.Join(list, ", ")
	}
	pairs := []string{
		"{invoice}", numbers, "{name}", clip(r.Debtor.Name), "{sender}", clip(r.Sender.Name), "{creditor}", clip(creditor.Name),
		"{creditor-address}", address(creditor), "{contact}", t.contact(r), "{issued}", t.day(r.Issued), "{due}", t.day(due),
		"{date}", t.day(r.On), "{earlier}", t.day(r.Earlier), "{payby}", t.day(r.PayBy), "{total}", minor(r.Total()),
		"{principal}", minor(r.Principal), "{compensation}", minor(r.Compensation), "{account}", t.payTo(r), "{ref}", refText(r),
	}
	if l := lastRate(r); l.Rate != "" {
		// By the law the rate follows the reference rate, which changes each half-year: today's is
		// not promised for the days to come (räntelagen 9 §).
		pairs = append(pairs, "{rate}", t.percent(l.Rate), "{margin}", t.percent(l.Margin))
	}
	if p := r.Plan; p != nil {
		pairs = append(pairs, "{agreed}", t.day(p.Agreed), "{instalments}", strconv.Itoa(len(p.Instalments)))
		last, _, _ := ask(r)
		pairs = append(pairs, "{added}", minor(p.Added), "{last}", minor(last))
		if i := missedOf(r); i != nil {
			pairs = append(pairs, "{missed}", minor(i.Amount), "{missed-due}", t.day(i.Due), "{missing}", minor(i.Left))
		}
	}
	if c := r.Credit; c != nil {
		pairs = append(pairs, "{credited}", minor(c.Amount), "{credit-note}", clip(c.Number), "{credited-on}", t.day(c.On), "{reason}", clip(c.Reason))
	}
	if p := r.Payment; p != nil {
		pairs = append(pairs, "{paid}", minor(p.Amount), "{paid-on}", t.day(p.On), "{back}", minor(p.Back), "{back-on}", t.day(p.BackOn),
			"{back-to}", masked(p.To), "{forward}", clip(p.Forward.Name))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// contact is how the sender is reached by one who thinks the claim is wrong.
func (t *tongue) contact(r *formats.Reminder) string {
	phone, email := clip(r.Sender.Phone), clip(r.Sender.Email)
	switch {
	case phone != "" && email != "":
		return strings.NewReplacer("{phone}", phone, "{email}", email).Replace(t.word("contact"))
	case phone+email != "":
		return phone + email
	}
	return clip(r.Sender.Name) + ", " + address(r.Sender)
}

// payTo names kind and number of the account: "bankgiro 5805-6201".
func (t *tongue) payTo(r *formats.Reminder) string {
	return strings.TrimSpace(t.giroName(r.PayTo.Account) + " " + strings.ReplaceAll(accountText(r.PayTo.Account), " ", nbsp))
}

// masked shows the last four characters of the account money goes to: enough for its
// owner, too little for a finder of the letter.
func masked(a formats.Account) string {
	text := []rune(strings.ReplaceAll(clip(a.ID), " ", ""))
	if len(text) <= 4 {
		return string(text)
	}
	return "••" + string(text[len(text)-4:])
}

// refText is the reference as people type it.
func refText(r *formats.Reminder) string {
	ref := clip(r.PayTo.Ref)
	switch {
	case strings.HasPrefix(ref, "RF"):
		return reference.FormatRF(ref)
	case lawOf(r) == "FI" && digits(ref) == ref && ref != "":
		return reference.FormatViite(ref)
	case lawOf(r) == "SE":
		return spaced(ref)
	}
	return ref
}

// longest is the most characters of any one fact in a letter.
const longest = 140

// clip makes a fact from a file fit to stand in a letter: one line, no characters that
// steer a printer or turn the direction of reading, and not longer than people's names are.
func clip(text string) string {
	return clean(strings.Join(strings.Fields(clean(text, 100*longest)), " "), longest)
}

// clean is clip for text of ours, whose blanks stand as they are.
func clean(text string, most int) string {
	n := 0
	var b strings.Builder
	for _, r := range text {
		if n++; n > most {
			return b.String() + "…"
		}
		switch {
		case unicode.Is(unicode.Cf, r): // marks of direction and joiners
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
