package camt

import (
	_ "embed"
	"strings"
	"sync"
)

// words.txt is the glossary of ISO's abbreviations: "Dbtr debtor". ISO builds every name
// of an element from them, so a few hundred explain all elements of all versions.
//
//go:embed words.txt
var glossary string

var words = sync.OnceValue(func() map[string]string {
	all := make(map[string]string)
	for line := range strings.Lines(glossary) {
		short, long, _ := strings.Cut(strings.TrimSpace(line), " ")
		all[short] = long
	}
	return all
})

// wrappers are elements that only hold others and say nothing to a person.
var wrappers = map[string]bool{
	"RltdPties": true, "RltdAgts": true, "Refs": true, "Pty": true, "CdOrPrtry": true, "Othr": true, "FinInstnId": true,
	"Rcrd": true, "TxsSummry": true, "Domn": true, "PrtryAcct": true, "RltdDts": true, "AmtDtls": true,
}

// label gives a path in English: "debtor, postal address, town name".
func label(path string) string {
	var said []string
	elements := strings.Split(unnumbered(path), "/")
	for i, name := range elements {
		if wrappers[name] && i < len(elements)-1 {
			continue
		}
		word := spell(name)
		if n := len(said); n > 0 && strings.HasSuffix(said[n-1], word) {
			continue // "booking date, date"
		}
		said = append(said, word)
	}
	return strings.Join(said, ", ")
}

// spell writes the name of an element out: "TtlChrgsAndTaxAmt", "total charges and tax
// amount". What is no abbreviation of ISO's stays as it is.
func spell(name string) string {
	if long, ok := words()[name]; ok {
		return long
	}
	var b strings.Builder
	for rest := name; rest != ""; {
		n := longest(rest)
		if n == 0 {
			return name
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(words()[rest[:n]])
		rest = rest[n:]
	}
	return b.String()
}

// longest gives the length of the longest abbreviation that begins a name and ends where
// a word of it may end.
func longest(name string) int {
	for n := len(name); n > 0; n-- {
		if ends := n == len(name) || name[n] < 'a' || name[n] > 'z'; ends && words()[name[:n]] != "" {
			return n
		}
	}
	return 0
}
