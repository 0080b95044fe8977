package report

import (
	"embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"girod/formats/date"
)

// Tongue is how reports speak to people in one language. A report itself speaks none: it
// is made of names and codes, and only what it is dressed in says them (R-BST-17,
// R-BST-70).
type Tongue struct {
	Language string // sv, nb, en
	says     map[phrase]string

	point, group, days string // of numbers and days

	told *told
}

// phrase is something to be said: the name of a report, what it answers, a column, a code,
// a note, or how numbers and days are written.
type phrase struct{ section, key string }

// sections are the kinds of phrases, as the files of words have them.
var sections = []string{"manner", "report", "says", "column", "word", "note"}

// written are the words: a file for each language, which says at its head how it is
// written.
//
//go:embed words/*.txt
var written embed.FS

// tongues are the languages, each read once, when somebody is spoken to in it.
var tongues = map[string]func() (*Tongue, error){"sv": tongue("sv"), "nb": tongue("nb"), "en": tongue("en")}

func tongue(language string) func() (*Tongue, error) {
	return sync.OnceValues(func() (*Tongue, error) {
		text, err := written.ReadFile("words/" + language + ".txt")
		if err != nil {
			return nil, err
		}
		t := &Tongue{Language: language, says: map[phrase]string{}}
		if err := t.read(string(text)); err != nil {
			return nil, fmt.Errorf("words/%s.txt: %w", language, err)
		}
		t.told, err = tellIn(language)
		return t, err
	})
}

// Speak gives the tongue of a language. Whoever reads Danish is spoken to in Norwegian,
// in Finland in Swedish, and everybody else in English.
func Speak(language string) (*Tongue, error) {
	switch language {
	case "sv", "fi":
		return tongues["sv"]()
	case "nb", "nn", "no", "da":
		return tongues["nb"]()
	}
	return tongues["en"]()
}

// read takes a file apart: "== SECTION", and below it lines "key: what is said".
func (t *Tongue) read(text string) error {
	section := ""
	for n, line := range strings.Split(text, "\n") {
		name, heads := strings.CutPrefix(line, "== ")
		key, said, keyed := strings.Cut(line, ": ")
		at := phrase{section, key}
		switch {
		case line == "", line[0] == '#' && section == "":
			continue
		case heads && slices.Contains(sections, name):
			section = name
			continue
		case !keyed || said == "":
			return fmt.Errorf("line %d: %q: want KEY: WORDS", n+1, line)
		case t.says[at] != "":
			return fmt.Errorf("line %d: %s %s stands there twice", n+1, section, key)
		}
		t.says[at] = said
	}
	t.point, t.days = t.Manner("point"), t.Manner("day")
	if t.group = t.Manner("group"); t.group == "blank" {
		t.group = " "
	}
	return nil
}

// say finds a phrase: as the report says it, else as all do. Numbers in a key are written
// # in the words: "days1to30" is said as "days#to#" with its numbers in their places.
// What nobody has put into words is said as it is.
func (t *Tongue) say(section, report, key string) string {
	for _, k := range []string{report + "." + key, key} {
		if said := t.says[phrase{section, k}]; said != "" {
			return said
		}
	}
	pattern, numbers := unnumbered(key)
	said := t.says[phrase{section, pattern}]
	if len(numbers) == 0 || said == "" {
		return key
	}
	for _, n := range numbers {
		said = strings.Replace(said, "#", n, 1)
	}
	return said
}

// unnumbered takes the numbers out of a key.
func unnumbered(key string) (pattern string, numbers []string) {
	var b strings.Builder
	for key != "" {
		n := 0
		for n < len(key) && key[n] >= '0' && key[n] <= '9' {
			n++
		}
		if n > 0 {
			numbers = append(numbers, key[:n])
			b.WriteByte('#')
			key = key[n:]
			continue
		}
		b.WriteByte(key[0])
		key = key[1:]
	}
	return b.String(), numbers
}

// Manner gives a word of how things are said: "nothing", "report".
func (t *Tongue) Manner(key string) string { return t.say("manner", "", key) }

// Title is what a report is called.
func (t *Tongue) Title(report string) string { return t.say("report", "", report) }

// Says is what a report answers, in a line.
func (t *Tongue) Says(report string) string { return t.say("says", "", report) }

// Column is the heading of a report's column.
func (t *Tongue) Column(report, column string) string { return t.say("column", report, column) }

// Word says a code of a report.
func (t *Tongue) Word(report, code string) string { return t.say("word", report, code) }

// heading is the title with the report's days.
func (t *Tongue) heading(h *Head) string {
	key := "title"
	switch {
	case h.From != 0:
		key = "title-of-days"
	case h.Through != 0:
		key = "title-of-day"
	}
	return strings.NewReplacer("{title}", t.Title(h.Name), "{from}", t.day(h.From), "{through}", t.day(h.Through)).Replace(t.Manner(key))
}

// note says a note, its facts in their places.
func (t *Tongue) note(report string, n Note) string {
	said := t.say("note", report, n.Code)
	for i, f := range n.Facts {
		said = strings.ReplaceAll(said, "{"+strconv.Itoa(i+1)+"}", t.cell(report, f))
	}
	if n.Whose != "" {
		said = n.Whose + ": " + said
	}
	return said
}

// cell writes a value as the language does; money without its currency, which has a
// column of its own.
func (t *Tongue) cell(report string, c Cell) string {
	switch c.Kind {
	case Word:
		return t.Word(report, c.Text)
	case Day:
		return t.day(date.Date(c.N))
	case Money, Count, Share:
		return t.number(c.String())
	}
	return c.Text
}

func (t *Tongue) day(d date.Date) string {
	if d == 0 {
		return ""
	}
	text := d.String()
	if t.days == "{yyyy}-{mm}-{dd}" {
		return text
	}
	return strings.NewReplacer("{yyyy}", text[:4], "{mm}", text[5:7], "{dd}", text[8:]).Replace(t.days)
}

// number groups the digits of a decimal number by three and sets the language's point.
func (t *Tongue) number(text string) string {
	whole, part, decimals := strings.Cut(text, ".")
	digits, negative := strings.CutPrefix(whole, "-")
	var b strings.Builder
	if negative {
		b.WriteByte('-')
	}
	for i := range len(digits) {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(t.group)
		}
		b.WriteByte(digits[i])
	}
	if decimals {
		b.WriteString(t.point)
		b.WriteString(part)
	}
	return b.String()
}
