package main

import (
	"bufio"
	"fmt"
	"strings"
)

// readOCRGiro reads the payments of a Norwegian OCR giro file (Nets), assignment by
// assignment. The bank books a sum for each settlement, whose payments stand together and
// have columns 16 to 31 in common. A hyphen before the amount takes it off; types 18 and 20
// are reversals.
func readOCRGiro(r *bufio.Reader, line lineFunc) ([]*rawStatement, error) {
	o := ocrGiro{line: line}
	err := records(r, o.take)
	if err == nil && o.st != nil {
		err = fmt.Errorf("the last assignment has no end (88)")
	}
	return o.all, err
}

type ocrGiro struct {
	line         lineFunc
	all          []*rawStatement
	st           *rawStatement
	transmission string
	assignment   string
	last         string // day of settlement, the latest
	key, day     string // of the settlement that is open
	net          int64
}

func (o *ocrGiro) take(rec []byte) error {
	service, kind, record := columns(rec, 3, 4), columns(rec, 5, 6), columns(rec, 7, 8)
	switch {
	case service == "00" && record == "10":
		o.transmission = strings.TrimSpace(columns(rec, 17, 23))
	case service != "09":
	case record == "20":
		o.assignment, o.last = strings.TrimSpace(columns(rec, 18, 24)), ""
		o.st = &rawStatement{Kind: "notification", Account: columns(rec, 25, 35), Currency: "NOK", names: map[string]int{}}
		o.all = append(o.all, o.st)
	case o.st == nil:
		return fmt.Errorf("a payment outside an assignment")
	case record == "30":
		return o.payment(rec, kind == "18" || kind == "20")
	case record == "88":
		o.settle()
		o.st.Name = o.transmission + "/" + o.assignment + "/" + o.last
		o.st = nil
	}
	return nil
}

func (o *ocrGiro) payment(rec []byte, reversal bool) error {
	minor, err := digits(rec, 33, 49)
	if err != nil {
		return err
	}
	day := columns(rec, 16, 21)
	if _, err := digits(rec, 16, 21); err != nil || len(day) != 6 {
		return fmt.Errorf("columns 16-21: %q is no day", day)
	}
	if (columns(rec, 32, 32) == "-") != reversal {
		minor = -minor
	}
	if key := columns(rec, 16, 31); key != o.key {
		o.settle()
		o.key, o.day = key, "20"+day[4:]+"-"+day[2:4]+"-"+day[:2]
		o.last = max(o.last, o.day)
	}
	o.net += minor
	return nil
}

// settle ends a settlement: it is one entry of the account.
func (o *ocrGiro) settle() {
	if o.key != "" {
		o.st.booked(len(o.all)-1, strings.TrimSpace(o.key[6:]), o.day, o.net, o.line)
	}
	o.key, o.net = "", 0
}
