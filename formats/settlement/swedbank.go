package settlement

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// swedbankColumns are those we read; the heading may have more.
var swedbankColumns = []string{"Radnr", "Clnr", "Kontonr", "Bokfdag", "Transdag", "Mottagarnr", "Avsändarnr", "Avsändarnamn", "Meddelande", "Tid", "Belopp", "Orderreferens"}

// isSwedbank knows the report by its heading, which may stand under lines with a star.
func isSwedbank(head []byte) bool {
	heading := swedbankHeading(head)
	return bytes.HasPrefix(heading, []byte("Radnr")) && bytes.Contains(heading, []byte("Mottagarnr")) && bytes.Contains(heading, []byte("Belopp"))
}

func swedbankHeading(head []byte) []byte {
	for len(head) > 0 && head[0] == '*' {
		_, head, _ = bytes.Cut(head, []byte("\n"))
	}
	return firstLine(head)
}

// readSwedbank reads the report by the names in its heading. It has no ids, no currency
// (Swish is in kronor) and no end; rows are numbered, so one that is missing is seen.
func readSwedbank(x *rows, sink formats.Sink) (*formats.Summary, error) {
	g := newGathering(x, "Swish Swedbank", sink)
	var line []byte
	var err error
	for {
		if line, err = x.next(); err != nil {
			return nil, err
		}
		if line[0] != '*' {
			break
		}
		if _, created, ok := strings.Cut(text(line), "Skapad "); ok {
			g.sum.CreatedAt = created
		}
	}
	x.sep = sparse(line)
	x.point = decimal(x.sep)
	if err := x.cut(line); err != nil {
		return nil, err
	}
	col := map[string]int{}
	for n, heading := range x.fields {
		x.names = append(x.names, text(heading))
		col[text(heading)] = n
	}
	at := make([]int, len(swedbankColumns))
	for i, heading := range swedbankColumns {
		n, ok := col[heading]
		if !ok {
			if n = -1; heading == "Bokfdag" || heading == "Mottagarnr" || heading == "Belopp" || heading == "Radnr" {
				return nil, x.refuse("heading", "column-missing", "", "a column "+heading)
			}
		}
		at[i] = n
	}
	for {
		if _, err := x.row(); err != nil {
			if errors.Is(err, io.EOF) {
				return g.finish()
			}
			return nil, err
		}
		if err := g.swedbank(at); err != nil {
			return nil, err
		}
	}
}

// swedbank reads a row.
func (g *gathering) swedbank(at []int) error {
	x := g.rows
	if len(x.fields) != len(x.names) {
		return x.refuse("row", "columns", strconv.Itoa(len(x.fields))+" columns", strconv.Itoa(len(x.names))+" columns as in the heading")
	}
	if n := strconv.Itoa(g.sum.Details + 1); string(x.field(at[0])) != n {
		return x.refuse(x.at(at[0]), "row-number", string(x.field(at[0])), n+": rows are numbered one by one")
	}
	amount, err := x.amount(at[10], money.SEK)
	if err != nil {
		return err
	}
	booked, err := x.day(at[3], dayISO)
	if err != nil {
		return err
	}
	account := append(append([]byte(nil), x.field(at[1])...), x.field(at[2])...)
	s, err := g.swishDay(x.field(at[5]), account, booked, money.SEK, "")
	if err != nil {
		return err
	}
	s.Acquirer = "Swish (Swedbank)"
	kind := Sale
	if amount < 0 {
		kind = Refund
	}
	when := strings.TrimSpace(text(x.field(at[4])) + " " + text(x.field(at[9])))
	return g.add(s, formats.SettledPayment{
		Kind: kind, Method: "swish", At: when, BookedOn: booked, Ref: text(x.field(at[11])), Text: text(x.field(at[8])),
		Payer: text(x.field(at[7])), PayerPhone: text(x.field(at[6])), Gross: amount, Net: amount,
	})
}
