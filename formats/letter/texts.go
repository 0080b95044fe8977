package letter

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"

	"girod/formats/date"
)

// written are the texts: one file for a language and the first day it is used from,
// "sv-2024-01-01.txt", which says at its head how it is written.
//
//go:embed texts/*.txt
var written embed.FS

// library holds all texts, read once.
var library = sync.OnceValues(func() (shelf, error) { return readTexts(written) })

// shelf has each language's editions, the newest first.
type shelf map[string][]edition

// edition is what one file says. A later file holds only what changed.
type edition struct {
	from  date.Date // first letter date it is used for
	texts map[place][]paragraph
}

// place is where a text belongs: a letter's section and part, or a word.
type place struct{ section, key string }

// paragraph is a text, and when it is said.
type paragraph struct {
	when []string // all must hold; "-agent": must not
	text string
}

// parts are the parts of a letter's section.
var parts = []string{"title", "subject", "heading", "lead", "after", "mail"}

// words is the section of the captions and of how numbers and days are written.
const words = "words"

func readTexts(files fs.FS) (shelf, error) {
	names, err := fs.Glob(files, "texts/*.txt")
	if err != nil {
		return nil, err
	}
	all := shelf{}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		language, day, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(name, "texts/"), ".txt"), "-")
		from, err := date.Parse(day)
		if err != nil {
			return nil, fmt.Errorf("%s: want LANGUAGE-DAY.txt: %w", name, err)
		}
		e := edition{from: from, texts: map[place][]paragraph{}}
		if err := e.read(string(data)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[language] = append(all[language], e)
	}
	for _, editions := range all {
		slices.SortFunc(editions, func(a, b edition) int { return int(b.from) - int(a.from) })
	}
	return all, nil
}

var (
	keyLine   = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_.-]*):(?: +(.*))?$`)
	condition = regexp.MustCompile(`^\[([^\]]+)\] *`)
)

// read takes a file apart: a section begins with "== NAME", a part with "NAME:", and a
// blank line ends a paragraph.
func (e *edition) read(text string) error {
	var at place
	open := false // the last paragraph goes on
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		name, heads := strings.CutPrefix(line, "== ")
		m := keyLine.FindStringSubmatch(line)
		keyed := m != nil && (at.section == words || slices.Contains(parts, m[1]))
		switch {
		case strings.HasPrefix(line, "#"):
			continue
		case heads:
			at, open = place{section: name}, false
			continue
		case line == "":
			open = false
			continue
		case keyed:
			at.key, line, open = m[1], m[2], false
		case at.key == "":
			return fmt.Errorf("line %d: %q belongs to nothing", n+1, line)
		}
		if line == "" {
			continue
		}
		if list := e.texts[at]; open {
			list[len(list)-1].text += " " + line
			continue
		}
		p := paragraph{text: line}
		if c := condition.FindStringSubmatch(line); c != nil {
			p.when, p.text = strings.Fields(c[1]), line[len(c[0]):]
		}
		for _, word := range p.when {
			if !slices.Contains(conditions, strings.TrimPrefix(word, "-")) {
				return fmt.Errorf("line %d: condition %q is not one of %s", n+1, word, strings.Join(conditions, " "))
			}
		}
		e.texts[at] = append(e.texts[at], p)
		open = at.section != words
	}
	return nil
}

// find gives a text as it was on a day: the newest in force, or for a letter older than
// our first text the first.
func (s shelf) find(language string, at place, on date.Date) []paragraph {
	var first []paragraph
	for _, e := range s[language] {
		if found := e.texts[at]; found != nil {
			if first = found; e.from <= on {
				return found
			}
		}
	}
	return first
}
