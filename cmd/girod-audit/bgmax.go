package main

import (
	"bufio"
	"bytes"
	"fmt"
	"strings"
)

// isBgMax tells Bankgirot's list of payments, also within Bankgirot's own seal, whose record
// stands before it.
func isBgMax(head []byte) bool {
	first, rest, _ := bytes.Cut(head, []byte("\n"))
	return bytes.HasPrefix(first, []byte("01BGMAX")) || bytes.HasPrefix(first, []byte("00")) && bytes.HasPrefix(rest, []byte("01BGMAX"))
}

// readBgMax reads the deposits of a BgMax file (Bankgirot, "Bankgiro Inbetalningar"): each
// section, 05 to 15, is one sum on the account. What the payments within are is the book's
// to place; that they are placed whole is held against the deposit.
func readBgMax(r *bufio.Reader, line lineFunc) (all []*rawStatement, err error) {
	var st *rawStatement
	giro := ""
	err = records(r, func(rec []byte) error {
		switch columns(rec, 1, 2) {
		case "05":
			giro = strings.TrimLeft(strings.TrimSpace(columns(rec, 3, 12)), "0")
			st = &rawStatement{Kind: "notification", Account: giro, Currency: strings.TrimSpace(columns(rec, 23, 25)), names: map[string]int{}}
			if st.Currency == "" {
				st.Currency = "SEK"
			}
		case "15":
			if st == nil {
				return fmt.Errorf("a deposit (15) without a section (05)")
			}
			day, err := digits(rec, 38, 45)
			if err != nil {
				return err
			}
			serial, err := digits(rec, 46, 50)
			if err != nil {
				return err
			}
			minor, err := digits(rec, 51, 68)
			if err != nil {
				return err
			}
			st.Name = fmt.Sprintf("BG%s %d/%05d", giro, day/10000, serial)
			all = append(all, st)
			st.booked(len(all)-1, fmt.Sprintf("BG%s %05d", giro, serial), dashed(day), minor, line)
			st = nil
		}
		return nil
	})
	if err == nil && st != nil {
		err = fmt.Errorf("the last section has no deposit")
	}
	return all, err
}

// dashed writes a day such as 20260107 as 2026-01-07.
func dashed(day int64) string {
	return fmt.Sprintf("%04d-%02d-%02d", day/10000, day/100%100, day%100)
}
