package main

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// rawStatement is an account's part of a bank's file, with our own sums of it.
type rawStatement struct {
	Kind     string // as girod's book calls it: statement, notification, report
	Name     string
	Account  string
	Currency string // of its entries
	opening  [2]*int64
	Closing  *int64
	Entries  int64
	Booked   gross // booked entries that are not zero
	Pending  gross // said to come, not booked
	lastDay  string
	names    map[string]int
	foreign  bool // entries in more than one currency
}

// Opening is the opening balance: OPBD, else what the statement before closed with.
func (st *rawStatement) Opening() *int64 {
	if st.opening[0] != nil {
		return st.opening[0]
	}
	return st.opening[1]
}

// rawLine is one booked entry.
type rawLine struct {
	Key    string
	Day    int64
	Amount int64 // below zero when money went out
}

// rawEntry is an Ntry as far as it is money. Sts is a code before version 8 and holds one
// after.
type rawEntry struct {
	Amount rawAmount `xml:"Amt"`
	Side   string    `xml:"CdtDbtInd"`
	Status struct {
		Text string `xml:",chardata"`
		Code string `xml:"Cd"`
	} `xml:"Sts"`
	Booked rawDay `xml:"BookgDt"`
	Value  rawDay `xml:"ValDt"`
	Ref    string `xml:"AcctSvcrRef"`
}

type rawAmount struct {
	Text     string `xml:",chardata"`
	Currency string `xml:"Ccy,attr"`
}

type rawDay struct {
	Day  string `xml:"Dt"`
	Time string `xml:"DtTm"`
}

func (d rawDay) text() string { return strings.TrimSpace(d.Day + d.Time) }

type rawBalance struct {
	Code   string    `xml:"Tp>CdOrPrtry>Cd"`
	Amount rawAmount `xml:"Amt"`
	Side   string    `xml:"CdtDbtInd"`
}

// kinds of messages by the element that holds an account's part.
var kinds = map[string]string{"Stmt": "statement", "Rpt": "report", "Ntfctn": "notification"}

// camtReader reads a camt.052, .053 or .054 of any version with encoding/xml, entry by
// entry. The bytes are from the archive, so girod's guard has passed them.
type camtReader struct {
	xml        *xml.Decoder
	path       []string
	at         int // depth of the statement's element; 0 outside
	made       string
	statements []*rawStatement
	line       func(st int, l rawLine) // told of each booked entry, when it is there
	found      bool                    // it is a camt at all
}

// readCamt gives the statements of a file; none and no error when it is no camt.
func readCamt(r io.Reader, line func(st int, l rawLine)) ([]*rawStatement, error) {
	text, ok := xmlText(r)
	if !ok {
		return nil, nil
	}
	c := &camtReader{xml: xml.NewDecoder(text), line: line}
	c.xml.CharsetReader = charset
	err := c.read()
	if !c.found {
		return nil, nil
	}
	if err != nil {
		err = fmt.Errorf("line %d: %w", lineOf(c.xml), err)
	}
	return c.statements, err
}

func lineOf(d *xml.Decoder) int {
	line, _ := d.InputPos()
	return line
}

func (c *camtReader) read() error {
	for {
		tok, err := c.xml.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch el := tok.(type) {
		case xml.EndElement:
			c.path = c.path[:len(c.path)-1]
			if len(c.path) < c.at {
				c.at = 0
			}
		case xml.StartElement:
			if err := c.start(el); err != nil {
				return fmt.Errorf("%s: %w", strings.Join(c.path, "/"), err)
			}
		}
	}
}

// start enters an element, or takes it whole when it is one we read.
func (c *camtReader) start(el xml.StartElement) error {
	name := el.Name.Local
	parent := ""
	if n := len(c.path); n > 0 {
		parent = c.path[n-1]
	}
	c.found = c.found || strings.HasPrefix(name, "BkToCstmr")
	switch {
	case c.at > 0:
		if took, err := c.inside(el); took || err != nil {
			return err
		}
	case kinds[name] != "" && strings.HasPrefix(parent, "BkToCstmr"):
		c.at = len(c.path) + 1
		c.statements = append(c.statements, &rawStatement{Kind: kinds[name], lastDay: c.made, names: map[string]int{}})
	case name == "CreDtTm" && parent == "GrpHdr":
		return c.take(el, &c.made)
	}
	c.path = append(c.path, name)
	return nil
}

func (c *camtReader) take(el xml.StartElement, into *string) error {
	err := c.xml.DecodeElement(into, &el)
	*into = strings.TrimSpace(*into)
	return err
}

// inside takes what matters of a statement, by its place in it.
func (c *camtReader) inside(el xml.StartElement) (took bool, err error) {
	st := c.statements[len(c.statements)-1]
	switch place := strings.Join(append(c.path[c.at:len(c.path):len(c.path)], el.Name.Local), "/"); place {
	case "Id":
		return true, c.take(el, &st.Name)
	case "CreDtTm", "FrToDt/ToDtTm", "FrToDt/ToDt":
		return true, c.take(el, &st.lastDay)
	case "Acct/Id/IBAN", "Acct/Id/BBAN", "Acct/Id/Othr/Id", "Acct/Id/PrtryAcct/Id":
		if st.Account == "" {
			return true, c.take(el, &st.Account)
		}
	case "Bal":
		var b rawBalance
		if err := c.xml.DecodeElement(&b, &el); err != nil {
			return true, err
		}
		return true, st.balance(b)
	case "Ntry":
		var e rawEntry
		if err := c.xml.DecodeElement(&e, &el); err != nil {
			return true, err
		}
		return true, c.entry(st, e)
	}
	return false, nil
}

func (st *rawStatement) balance(b rawBalance) error {
	minor, err := minorUnits(b.Amount.Text, b.Amount.Currency)
	if err != nil {
		return err
	}
	if strings.TrimSpace(b.Side) == "DBIT" {
		minor = -minor
	}
	where := map[string]**int64{"OPBD": &st.opening[0], "PRCD": &st.opening[1], "CLBD": &st.Closing}[strings.TrimSpace(b.Code)]
	if where != nil && *where == nil {
		*where = &minor
	}
	return nil
}

// entry sums an entry up. Only what the bank calls booked is money (Ntry/Sts).
func (c *camtReader) entry(st *rawStatement, e rawEntry) error {
	st.Entries++
	minor, err := minorUnits(e.Amount.Text, e.Amount.Currency)
	if err != nil {
		return err
	}
	if strings.TrimSpace(e.Side) == "DBIT" {
		minor = -minor
	}
	if st.Currency == "" {
		st.Currency = e.Amount.Currency
	}
	st.foreign = st.foreign || st.Currency != e.Amount.Currency
	day := dayOf(e.Booked.text(), e.Value.text(), st.lastDay)
	key := st.key(strings.TrimSpace(e.Ref), day, minor, e.Amount.Currency)
	switch {
	case strings.TrimSpace(e.Status.Text)+strings.TrimSpace(e.Status.Code) != "BOOK":
		st.Pending.add(minor)
	case minor != 0:
		st.Booked.add(minor)
		if c.line != nil {
			n, _ := strconv.ParseInt(strings.ReplaceAll(day, "-", ""), 10, 64)
			c.line(len(c.statements)-1, rawLine{key, n, minor})
		}
	}
	return nil
}

// dayOf gives the first day that is told, without its time.
func dayOf(days ...string) string {
	for _, d := range days {
		if len(d) >= 10 {
			return d[:10]
		}
	}
	return ""
}

// key names an entry by the formats design §5.7: the bank's reference with day and signed
// amount, counted when it comes again; without a reference, the statement and its place.
func (st *rawStatement) key(ref, day string, minor int64, currency string) string {
	if ref == "" {
		return st.Name + "/" + strconv.FormatInt(st.Entries, 10)
	}
	key := ref + " " + day + " " + decimal(minor, currency)
	if st.names[key]++; st.names[key] > 1 {
		key += "#" + strconv.Itoa(st.names[key])
	}
	return key
}
