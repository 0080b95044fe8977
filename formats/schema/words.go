package schema

import (
	"fmt"
	"strconv"
	"strings"

	"girod/formats"
)

// Words for people: what was wanted, so that a clerk can tell the bank.

// quote shows what stands in the file.
func quote(text string) string { return strconv.Quote(formats.Excerpt(text)) }

// formWords name the forms that have a name in the trade.
var formWords = map[string]string{
	"[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?":    "a BIC of 8 or 11 characters",
	"[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?": "a BIC of 8 or 11 characters",
	"[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}":            "an IBAN without blanks",
	"[a-zA-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}":         "an IBAN without blanks",
	"[a-zA-Z0-9]{1,30}":                            "an account number of at most 30 letters and digits",
	"[A-Z]{3}":                                     "a currency of 3 capital letters",
	"[A-Z]{2}":                                     "a country of 2 capital letters",
	"[a-z]{2}":                                     "a language of 2 small letters",
	"[A-Z0-9]{18}[0-9]{2}":                         "an LEI of 20 characters",
	"[A-Z]{2}[A-Z0-9]{9}[0-9]":                     "an ISIN of 12 characters",
	"[A-Z0-9]{12}":                                 "an ISIN of 12 characters",
	`\+[0-9]{1,3}-[0-9()+\-]{1,30}`:                "a telephone number such as +46-701234567",
	"[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}": "a UETR: a UUID of version 4 in small letters",
}

// want tells what a value must be.
func (v *value) want() string {
	switch v.base {
	case "text":
		return "a text" + v.span("character")
	case "code":
		return oneOf(v.codes)
	case "form":
		return v.form.want()
	case "decimal":
		return v.wantNumber()
	case "boolean":
		return "true or false"
	case "date":
		return "a day such as 2026-01-07"
	case "dateTime":
		if v.zulu {
			return "a time in UTC such as 2026-01-07T09:30:00Z"
		}
		return "a time such as 2026-01-07T09:30:00+01:00"
	case "gYear":
		return "a year such as 2026"
	case "gYearMonth":
		return "a month such as 2026-01"
	}
	return "base64" + v.span("byte")
}

// span tells how long a value may be.
func (v *value) span(of string) string {
	switch {
	case v.most == 0:
		return ""
	case v.least == v.most:
		return fmt.Sprintf(" of %d %ss", v.most, of)
	}
	return fmt.Sprintf(" of %d to %d %ss", v.least, v.most, of)
}

func (v *value) wantNumber() string {
	want := fmt.Sprintf("a number of at most %d digits", v.digits)
	if v.fraction == 0 {
		want = fmt.Sprintf("a whole number of at most %d digits", v.digits)
	} else {
		want += fmt.Sprintf(", at most %d of them behind a decimal point", v.fraction)
	}
	switch {
	case v.from != nil && v.upto != nil:
		want += ", from " + v.from.String() + " to " + v.upto.String()
	case v.from != nil && v.from.String() == "0":
		want += ", without a minus"
	case v.from != nil:
		want += ", at least " + v.from.String()
	}
	return want
}

// simple are the sets that many forms consist of, for people.
var simple = map[string]string{
	"[0-9]": "digits", "[a-zA-Z0-9]": "letters or digits", "[A-Z0-9]": "capital letters or digits",
}

func (f *form) want() string {
	if words := formWords[f.text]; words != "" {
		return words
	}
	set, count, ok := strings.Cut(f.text, "{")
	if of := simple[set]; of != "" && strings.Count(f.text, "{") == 1 && strings.HasSuffix(count, "}") && ok {
		return strings.ReplaceAll(strings.TrimSuffix(count, "}"), ",", " to ") + " " + of
	}
	return "of the form " + f.text
}

// names lists the elements that may stand in a slot, or in a kind.
func (s *slot) names() string {
	var names []string
	for i := range s.of {
		names = append(names, s.of[i].name)
	}
	return strings.Join(names, ", ")
}

func (k *kind) names() string {
	var names []string
	for i := range k.slots {
		names = append(names, k.slots[i].names())
	}
	return shortened(names)
}

// known tells what may stand in an element behind what has stood there.
func (k *kind) known(o *open) string {
	from := o.slot
	if o.times > 0 && k.slots[from].of[o.choice].most == 1 {
		from++
	}
	if from >= len(k.slots) {
		return "nothing may follow " + k.slots[o.slot].of[o.choice].name
	}
	var names []string
	for i := from; i < len(k.slots); i++ {
		names = append(names, k.slots[i].names())
		if !k.slots[i].optional {
			break
		}
	}
	return "want " + shortened(names)
}

// maxNames bounds what a clerk reads through.
const maxNames = 8

func shortened(names []string) string {
	if len(names) > maxNames {
		return strings.Join(names[:maxNames], ", ") + " …"
	}
	return strings.Join(names, ", ")
}

func oneOf(codes []string) string {
	if len(codes) == 1 {
		return codes[0]
	}
	return "one of " + shortened(codes)
}
