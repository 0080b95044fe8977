package report

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Brief dresses a report as the few lines that stand in the letter it comes with: what it is
// called, its sums one below the other, and its notes.
func Brief(w io.Writer, in *Tongue) Dress { return &brief{w: w, in: in} }

type brief struct {
	w    io.Writer
	in   *Tongue
	head Head
	rows int
}

func (d *brief) Head(h *Head) error {
	d.head = *h
	_, err := fmt.Fprintf(d.w, "%s\n\n", d.in.heading(h))
	return err
}

func (d *brief) Row([]Cell) error { d.rows++; return nil }

func (d *brief) Foot(f *Foot) error {
	var b strings.Builder
	if d.rows == 0 {
		fmt.Fprintln(&b, d.in.Manner("nothing"))
	}
	for _, cells := range f.Totals {
		var lines [][2]string
		wide := [2]int{}
		for i, c := range cells {
			if c.Kind != Money {
				continue
			}
			line := [2]string{d.in.Column(d.head.Name, d.head.Columns[i].Name), d.in.cell(d.head.Name, c) + " " + string(c.Currency)}
			lines = append(lines, line)
			for n := range line {
				wide[n] = max(wide[n], utf8.RuneCountInString(line[n]))
			}
		}
		for _, line := range lines {
			pad := wide[0] + wide[1] - utf8.RuneCountInString(line[0]) - utf8.RuneCountInString(line[1])
			fmt.Fprintf(&b, "%s  %s%s\n", line[0], strings.Repeat(" ", pad), line[1])
		}
	}
	for _, n := range f.Notes {
		fmt.Fprintf(&b, "\n%s\n", d.in.note(d.head.Name, n))
	}
	_, err := io.WriteString(d.w, b.String())
	return err
}
