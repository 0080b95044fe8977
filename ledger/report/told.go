package report

import (
	"cmp"
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"girod/formats/codes"
)

// What stands in the book stands there once, for good and under its hash: it cannot be in the
// language of whoever looks. A line of a history, the text of a voucher and what the matching
// rules saw are therefore kept as a kind and one of the English sentences of that kind, which
// is a form with values: "Letter {1} ({2:word}) sent by {3:word}". Those forms are listed in
// told/en.txt, and the other files say each in their language; a sentence is taken apart by
// its form and said anew. A person's own words are a form of one value, and stay as they are.

//go:embed told/*.txt
var sentences embed.FS

// The kinds of sentences that stand in vouchers and with payments; a history's are its own kinds.
const (
	EntryText = "entry"
	Evidence  = "evidence" // what the matching rules saw
)

// form is an English sentence of the book with its values.
type form struct {
	key    string                // kind, and a name where a kind has several: "reminder.charged"
	begins string                // what stands before its first value
	match  func() *regexp.Regexp // made when it is asked for: a command meets a few of a thousand
	values []string              // what each is: a word, money, a day, another kind …
}

// told is a language's way with what stands in the book.
type told struct {
	forms map[string][]form // by kind, as the book writes them
	says  map[string]string // by key, in this language
	kinds map[string]string // what the kinds themselves are called
}

// Told says a sentence of the book in the language; in English it is as it stands, and so is
// one of no form we know, of which known tells.
func (t *Tongue) Told(kind, text string) (said string, known bool) {
	if text == "" {
		return "", true
	}
	for _, f := range t.told.forms[kind] {
		if !strings.HasPrefix(text, f.begins) {
			continue
		}
		values := f.match().FindStringSubmatch(text)
		if values == nil {
			continue
		}
		known = true
		var pairs []string
		for i, what := range f.values {
			value, sound := t.value(what, values[i+1])
			pairs = append(pairs, "{"+strconv.Itoa(i+1)+"}", value)
			known = known && sound
		}
		if t.Language == "en" {
			return text, known
		}
		return strings.NewReplacer(pairs...).Replace(t.told.says[f.key]), known
	}
	return text, false
}

// Kind says what kind of line it is; in English that is its code.
func (t *Tongue) Kind(kind string) string {
	if said := t.told.kinds[kind]; said != "" {
		return said
	}
	return kind
}

// value says a value of a sentence.
func (t *Tongue) value(what, text string) (said string, known bool) {
	switch what {
	case "", "number":
		return text, true
	case "day":
		if t.days == "{yyyy}-{mm}-{dd}" {
			return text, true
		}
		return strings.NewReplacer("{yyyy}", text[:4], "{mm}", text[5:7], "{dd}", text[8:]).Replace(t.days), true
	case "sum":
		return t.number(text), true
	case "money":
		amount, currency, _ := strings.Cut(text, " ")
		return t.number(amount) + " " + currency, true
	case "bank":
		return bankSaid(t.Language, text), true
	case "kind":
		return t.Kind(text), t.told.kinds[text] != "" || t.Language == "en"
	case "payout":
		return t.Word("payouts", text), true
	case "report":
		return t.Title(text), true
	case "word":
		code := strings.ReplaceAll(text, " ", "-")
		said = t.Word("told", code)
		return said, said != code || t.says[phrase{"word", code}] != ""
	}
	by, several := apart[what[len(what)-1]]
	if !several {
		return t.Told(what, text)
	}
	what, known = what[:len(what)-1], true
	parts := strings.Split(text, by)
	for i, part := range parts {
		var sound bool
		if parts[i], sound = t.value(what, part); !sound {
			known = false
		}
	}
	return strings.Join(parts, by), known
}

// bankCode is a code in what a bank says, where a part of it begins or after another code.
var bankCode = regexp.MustCompile(`(?:^ ?|[;,] )([A-Z]{2}[0-9]{2}|[A-Z]{4})\b`)

// bankSaid names a bank's codes in a language: "AC04 Account closed: konto avsl" becomes "AC04
// Kontot är avslutat: konto avsl". The bank's own words stay as they are.
func bankSaid(language, text string) string {
	var b strings.Builder
	for {
		at := bankCode.FindStringSubmatchIndex(text)
		if at == nil {
			return b.String() + text
		}
		code := text[at[2]:at[3]]
		b.WriteString(text[:at[3]])
		rest, named := text[at[3]:], false
		if english := codes.Reason(code); english != "" {
			rest, named = strings.CutPrefix(rest, " "+english)
		}
		if name := cmp.Or(codes.ReasonIn(language, code), codes.NameIn(language, codes.PaymentStatus, code)); name != "" {
			b.WriteString(" " + name)
			if !named && strings.HasPrefix(rest, " ") && !strings.HasPrefix(rest, " (") {
				b.WriteString(":")
			}
		}
		text = rest
	}
}

// apart is what stands between the values of a list, by the mark it has in a form.
var apart = map[byte]string{',': ", ", ';': "; ", '+': " + "}

// shapes are what values look like; all others are any text, as short as it may be.
var shapes = map[string]string{
	"number": `([0-9]+)`, "day": `([0-9]{4}-[0-9]{2}-[0-9]{2})`, "sum": `(-?[0-9]+(?:\.[0-9]+)?)`,
	"money": `(-?[0-9]+(?:\.[0-9]+)? [A-Z]{3})`, "word": `([a-z][a-z _-]*)`, "kind": `([a-z][a-z-]*)`,
}

var place = regexp.MustCompile(`\{[0-9]+(?::([a-z-]+[,;+]?))?\}`)

// readTold takes a file apart: "kind.name: sentence", and under "== kinds" what kinds are called.
func readTold(language string) (says map[string]string, order []string, kinds map[string]string, err error) {
	text, err := sentences.ReadFile("told/" + language + ".txt")
	if err != nil {
		return nil, nil, nil, err
	}
	says, kinds = map[string]string{}, map[string]string{}
	into := says
	for n, line := range strings.Split(string(text), "\n") {
		key, said, keyed := strings.Cut(line, ": ")
		switch {
		case line == "", line[0] == '#':
			continue
		case line == "== kinds":
			into = kinds
			continue
		case !keyed || said == "":
			return nil, nil, nil, fmt.Errorf("told/%s.txt line %d: %q: want KEY: WORDS", language, n+1, line)
		case into[key] != "":
			return nil, nil, nil, fmt.Errorf("told/%s.txt line %d: %s stands there twice", language, n+1, key)
		}
		if into[key] = said; len(kinds) == 0 {
			order = append(order, key)
		}
	}
	return says, order, kinds, nil
}

// tellIn reads how a language says what stands in the book.
func tellIn(language string) (*told, error) {
	english, order, _, err := readTold("en")
	if err != nil {
		return nil, err
	}
	t := &told{forms: map[string][]form{}}
	if t.says, _, t.kinds, err = readTold(language); err != nil {
		return nil, err
	}
	for _, key := range order {
		kind, _, _ := strings.Cut(key, ".")
		t.forms[kind] = append(t.forms[kind], formOf(key, english[key]))
	}
	return t, nil
}

// formOf reads a sentence with its places. Places are numbered from the left.
func formOf(key, sentence string) form {
	f := form{key: key}
	var b strings.Builder
	b.WriteString(`(?s)^`)
	from := 0
	for i, at := range place.FindAllStringSubmatchIndex(sentence, -1) {
		if i == 0 {
			f.begins = sentence[:at[0]]
		}
		what := ""
		if at[2] >= 0 {
			what = sentence[at[2]:at[3]]
		}
		b.WriteString(regexp.QuoteMeta(sentence[from:at[0]]))
		if shape := shapes[what]; shape != "" {
			b.WriteString(shape)
		} else {
			b.WriteString(`(.+?)`)
		}
		f.values = append(f.values, what)
		from = at[1]
	}
	if len(f.values) == 0 {
		f.begins = sentence
	}
	b.WriteString(regexp.QuoteMeta(sentence[from:]) + `$`)
	f.match = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(b.String()) })
	return f
}
