package schema

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed schema.txt
var table string

// kind is what an element may hold: elements, or a value.
type kind struct {
	name  string
	slots []slot
	value *value
	attr  *attribute // that comes with the value
	any   string     // or one element that is no business of ours: of this namespace, or ##any
}

// slot is a place in the order of a kind's elements: one element, or several of which
// one may stand there.
type slot struct {
	of       []element
	optional bool
}

// element is one that may stand in a slot, and how often in a row.
type element struct {
	name string
	most int // 0: as often as it likes
	of   *kind
}

// attribute is one that must be there: ISO 20022 has no other.
type attribute struct {
	name string
	of   *kind
}

// message is what a message holds, under its root element.
type message struct {
	root string
	of   *kind
}

// messages are those of the table, by name. A table that cannot be read is a fault of
// ours that no file can bring about: the test of the table is who meets it.
var messages = sync.OnceValue(func() map[string]message {
	m, err := parse(table)
	if err != nil {
		return nil
	}
	return m
})

// Knows tells whether the rules of a message, such as camt.053.001.08, are here.
func Knows(message string) bool {
	_, ok := messages()[message]
	return ok
}

// parser reads the table. A kind is made where it is first named, and filled where its
// own line stands.
type parser struct {
	kinds map[string]*kind
	forms map[string]*form
}

func parse(table string) (map[string]message, error) {
	p := parser{kinds: make(map[string]*kind), forms: make(map[string]*form)}
	all := make(map[string]message)
	for n, line := range strings.Split(table, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		if err := p.line(line, all); err != nil {
			return nil, fmt.Errorf("schema.txt:%d: %w", n+1, err)
		}
	}
	for name, k := range p.kinds {
		if k.value == nil && k.slots == nil && k.any == "" {
			return nil, fmt.Errorf("schema.txt: no line for %s", name)
		}
	}
	return all, nil
}

func (p *parser) kind(name string) *kind {
	k := p.kinds[name]
	if k == nil {
		k = &kind{name: name}
		p.kinds[name] = k
	}
	return k
}

// line reads "Name = value", "Name: elements" or "! message Root: elements".
func (p *parser) line(line string, all map[string]message) error {
	if name, rest, ok := strings.Cut(line, " = "); ok {
		return p.value(p.kind(name), rest)
	}
	name, rest, ok := strings.Cut(line, ": ")
	if !ok {
		return fmt.Errorf("want a name and what it is")
	}
	if head, ok := strings.CutPrefix(name, "! "); ok {
		of, root, _ := strings.Cut(head, " ")
		m := message{root: root, of: &kind{name: root}}
		all[of] = m
		return p.elements(m.of, rest)
	}
	return p.elements(p.kind(name), rest)
}

// elements reads "A? KindA, B KindB | C* KindC".
func (p *parser) elements(k *kind, text string) error {
	if space, ok := strings.CutPrefix(text, "any "); ok {
		k.any = space
		return nil
	}
	for _, part := range strings.Split(text, ", ") {
		var s slot
		for _, e := range strings.Split(part, " | ") {
			marked, of, ok := strings.Cut(e, " ")
			if !ok {
				return fmt.Errorf("%q: want an element and its kind", e)
			}
			name, optional, most, err := times(marked)
			if err != nil {
				return err
			}
			s.of = append(s.of, element{name: name, most: most, of: p.kind(of)})
			s.optional = s.optional || optional
		}
		k.slots = append(k.slots, s)
	}
	if len(k.slots) > maxSlots {
		return fmt.Errorf("%s has %d elements, more than %d", k.name, len(k.slots), maxSlots)
	}
	return nil
}

// times reads how often an element may stand: "A", "A?", "A*", "A+", "A{0,7}".
func times(marked string) (name string, optional bool, most int, err error) {
	if name, span, ok := strings.Cut(marked, "{"); ok {
		least, upto, _ := strings.Cut(strings.TrimSuffix(span, "}"), ",")
		most, err = strconv.Atoi(upto)
		if err == nil && least != "0" && least != "1" {
			err = fmt.Errorf("%q: want an element that stands at least 0 times or once", marked)
		}
		return name, least == "0", most, err
	}
	switch name := marked[:len(marked)-1]; marked[len(marked)-1] {
	case '?':
		return name, true, 1, nil
	case '*':
		return name, true, 0, nil
	case '+':
		return name, false, 0, nil
	}
	return marked, false, 1, nil
}
