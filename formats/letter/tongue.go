package letter

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// tongue speaks one language as it was on the letter's day, to the letter's debtor.
type tongue struct {
	shelf
	language string
	on       date.Date
	section  string // of the letter's texts
	holds    []string
}

// nbsp keeps a number and its currency on one line.
const nbsp = "\u00a0"

// speak gives the tongue of a letter: English when we do not know its language.
func speak(r *formats.Reminder) (*tongue, error) {
	all, err := library()
	if err != nil {
		return nil, err
	}
	t := &tongue{shelf: all, language: r.Language, on: r.On, section: sectionOf(r), holds: holding(r)}
	switch {
	case r.Language == "nn" || r.Language == "no":
		t.language = "nb"
	case all[r.Language] == nil:
		t.language = "en"
	}
	return t, nil
}

// sectionOf names the texts of a letter; reminders after the second say what it says.
func sectionOf(r *formats.Reminder) string {
	kind := kindOf(r)
	if kind != formats.ReminderLetter {
		return string(kind)
	}
	return string(kind) + " " + strconv.Itoa(min(max(r.Level, 1), 2))
}

func kindOf(r *formats.Reminder) formats.LetterKind { return cmp.Or(r.Kind, formats.ReminderLetter) }

// say gives the paragraphs of a part that are said to this debtor.
func (t *tongue) say(at place) (said []string) {
	for _, p := range t.find(t.language, at, t.on) {
		if t.said(p.when) {
			said = append(said, p.text)
		}
	}
	return said
}

func (t *tongue) said(when []string) bool {
	for _, word := range when {
		name, not := strings.CutPrefix(word, "-")
		if slices.Contains(t.holds, name) == not {
			return false
		}
	}
	return true
}

// part gives a part of the letter's own texts.
func (t *tongue) part(key string) []string { return t.say(place{t.section, key}) }

// line gives a part that is one line: the first that holds.
func (t *tongue) line(key string) string { return first(t.part(key)) }

// word gives a caption.
func (t *tongue) word(key string) string { return first(t.say(place{words, key})) }

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// day writes a day in running text: "11 februari 2026".
func (t *tongue) day(d date.Date) string {
	if d == 0 {
		return ""
	}
	return strings.ReplaceAll(t.pattern("day", d), " ", nbsp)
}

// short writes a day in a table: "2026-02-11", "11.2.2026".
func (t *tongue) short(d date.Date) string {
	if d == 0 {
		return ""
	}
	return t.pattern("date", d)
}

// pattern fills a pattern of days: {d} and {m} as they are, {dd} and {mm} with two digits.
func (t *tongue) pattern(key string, d date.Date) string {
	year, month, day := d.Split()
	name := ""
	if months := strings.Fields(t.word("months")); len(months) == 12 {
		name = months[month-1]
	}
	return strings.NewReplacer("{dd}", fmt.Sprintf("%02d", day), "{mm}", fmt.Sprintf("%02d", month), "{d}", strconv.Itoa(day),
		"{m}", strconv.Itoa(int(month)), "{month}", name, "{year}", strconv.Itoa(year)).Replace(t.word(key))
}

// number writes an amount without its currency: "1 576,44" (R-BST-70).
func (t *tongue) number(minor int64, c money.Currency) string {
	text := money.Of(minor, c).Decimal()
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "\u2212", text[1:]
	}
	group := t.word("group")
	if group == "blank" {
		group = nbsp
	}
	whole, fraction, has := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if has {
		whole += t.word("point") + fraction
	}
	return sign + whole
}

// amount writes an amount with its currency: "1 576,44 kr", "SEK 1,576.44".
func (t *tongue) amount(minor int64, c money.Currency) string {
	name := cmp.Or(t.word("currency."+string(c)), string(c))
	text := strings.NewReplacer("{number}", t.number(minor, c), "{currency}", name).Replace(t.word("amount"))
	return strings.ReplaceAll(text, " ", nbsp)
}

// percent writes "10.00" as a rate: "10,00 %".
func (t *tongue) percent(text string) string {
	text = strings.Replace(text, ".", t.word("point"), 1)
	return strings.ReplaceAll(strings.ReplaceAll(t.word("percent"), "{number}", text), " ", nbsp)
}

// stretch writes one line of interest: rate, base, period and days (inkassolagen 5 §). Of what
// an agent's client has worked out itself there is the period alone.
func (t *tongue) stretch(l formats.InterestLine, c money.Currency) string {
	rate := t.percent(l.Rate)
	if l.Reference != "" {
		rate += " (" + strings.NewReplacer("{reference}", t.percent(l.Reference), "{margin}", t.percent(l.Margin)).Replace(t.word("reference-rate")) + ")"
	}
	word := "stretch"
	switch {
	case l.Rate == "":
		word = "stated"
	case l.From == l.To && l.Days == 1:
		word = "stretch-day"
	}
	text := strings.NewReplacer("{rate}", rate, "{base}", t.amount(l.Base, c), "{from}", t.short(l.From), "{to}", t.short(l.To),
		"{days}", strconv.Itoa(l.Days)).Replace(t.word(word))
	if l.Invoice != "" {
		text = t.word("invoice") + " " + clip(l.Invoice) + ": " + text
	}
	return text
}
