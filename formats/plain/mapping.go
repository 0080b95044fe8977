package plain

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"girod/formats"
)

// Mapping tells how one customer's export is read as our layout. It is data of the
// configuration; the zero Mapping reads the layout as it is.
type Mapping struct {
	Columns   map[string]string // their heading to our column: "Fakt.nr" → "invoice_number"
	Header    []string          // our columns in order, for a file without a heading; "" is passed over
	Ignore    []string          // headings that are passed over
	Defaults  map[string]string // our column to its value where the file has none
	Separator string            // "semicolon", "comma" or "tab"; "" is found out
	Decimal   string            // "comma" or "point"; "" takes only what can be read in one way
	Date      string            // "DD.MM.YYYY" and the like; "" takes 2026-01-07 and 20260107
	Charset   string            // "utf-8", "windows-1252" or "iso-8859-1"; "" is found out
	Credits   string            // "negative": a negative amount is a credit note
	Total     bool              // the control row must be there
}

// Check refuses a mapping that names what does not exist.
func (m Mapping) Check() error {
	_, err := m.settings()
	return err
}

// settings is what holds for a file: of the mapping, then of its first row.
type settings struct {
	separator byte
	decimal   byte
	date      string
	charset   string
	negative  bool // a negative amount is a credit note
	total     bool
	defaults  [columns]string
	columns   map[string]column // by folded heading; none for what is passed over
}

// none marks a heading that is passed over.
const none = columns

func (m Mapping) settings() (*settings, error) {
	s := &settings{total: m.Total, columns: make(map[string]column)}
	for _, key := range sorted(m.Columns) {
		c, ok := known[fold(m.Columns[key])]
		if !ok {
			return nil, wrong("columns", m.Columns[key], "a column of girod-invoices 1")
		}
		s.columns[fold(key)] = c
	}
	for _, heading := range m.Ignore {
		s.columns[fold(heading)] = none
	}
	for _, heading := range m.Header {
		if _, ok := known[fold(heading)]; !ok && heading != "" {
			return nil, wrong("header", heading, "a column of girod-invoices 1, or nothing for one that is passed over")
		}
	}
	for _, key := range sorted(m.Defaults) {
		if err := s.set(key, m.Defaults[key]); err != nil {
			return nil, err
		}
	}
	for _, k := range [...][2]string{{"separator", m.Separator}, {"decimal", m.Decimal}, {"date", m.Date}, {"charset", m.Charset}, {"credits_are", m.Credits}} {
		if k[1] == "" {
			continue
		}
		if err := s.set(k[0], k[1]); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func sorted(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func wrong(at, got, want string) *formats.Error {
	return &formats.Error{Origin: formats.Origin{At: at}, Code: "setting", Got: formats.Excerpt(got), Want: want}
}

// choices are the settings that take one of a few words.
var choices = map[string]map[string]func(*settings){
	"separator": {
		"semicolon": func(s *settings) { s.separator = ';' },
		"comma":     func(s *settings) { s.separator = ',' },
		"tab":       func(s *settings) { s.separator = '\t' },
	},
	"decimal": {
		"comma": func(s *settings) { s.decimal = ',' },
		"point": func(s *settings) { s.decimal = '.' },
	},
	"charset": {
		"utf-8":        func(s *settings) { s.charset = utf },
		"windows-1252": func(s *settings) { s.charset = western },
		"iso-8859-1":   func(s *settings) { s.charset = western }, // the same, as far as both have characters
	},
	"credits_are": {"negative": func(s *settings) { s.negative = true }},
	"total":       {"required": func(s *settings) { s.total = true }},
}

// set takes one setting, "decimal=comma", or the value of a column for all rows,
// "currency=SEK".
func (s *settings) set(key, value string) error {
	if words, ok := choices[key]; ok {
		take, ok := words[strings.ToLower(value)]
		if !ok {
			return wrong(key, value, "one of "+strings.Join(wordsOf(words), ", "))
		}
		take(s)
		return nil
	}
	if key == "date" {
		if !isLayout(value) {
			return wrong(key, value, "a form of dates such as DD.MM.YYYY")
		}
		s.date = value
		return nil
	}
	c, ok := known[fold(key)]
	if !ok || c.isLine() || c == number {
		return wrong(key, value, fmt.Sprintf("a setting (%s, date) or a column that has one value for all", strings.Join(wordsOf(choices), ", ")))
	}
	s.defaults[c] = value
	return nil
}

func wordsOf[V any](m map[string]V) []string {
	words := make([]string, 0, len(m))
	for w := range m {
		words = append(words, w)
	}
	slices.Sort(words)
	return words
}

// column finds what a heading names. Headings that begin with "x-" are nobody's
// business but the sender's.
func (s *settings) column(heading string) (column, bool) {
	folded := fold(heading)
	if c, ok := s.columns[folded]; ok {
		return c, true
	}
	if lower := strings.ToLower(heading); strings.HasPrefix(lower, "x-") || strings.HasPrefix(lower, "x_") {
		return none, true
	}
	c, ok := known[folded]
	return c, ok
}
