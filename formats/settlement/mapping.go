package settlement

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"girod/formats"
	"girod/formats/money"
)

// Mapping names the columns of an acquirer's report, so that a new one needs words in the
// configuration and no program. The names of girod's own columns are the keys of Columns;
// settlement, paid and payment amounts are the least: gross, or fee and net.
type Mapping struct {
	Name     string // what a person calls it: "Worldline SE"
	Acquirer string // where no column tells it
	// Separator is one of , ; and tab; empty: found out from the heading.
	Separator string
	// Decimal is "." or ","; empty: a point with commas between columns, else a comma.
	Decimal string
	// Day is YYYY-MM-DD (empty means that), YYYYMMDD, DD.MM.YYYY or DD/MM/YYYY.
	Day string
	// Currency is that of every row where no column tells it.
	Currency money.Currency
	// Columns gives the heading of each of our columns: id, paid, merchant, account, currency,
	// type, kind, payment, time, booked, reference, text, payer, phone, gross, fee, net, version, acquirer.
	Columns map[string]string
	// Types and Kinds translate the acquirer's words: {"VISA": "card"}, {"Purchase": "sale"}.
	// A word that is ours already needs no translation; any other is refused.
	Types, Kinds map[string]string
	// FeeNegative says that a fee that was kept is written with a minus.
	FeeNegative bool
	// Totals says that each settlement has a row of kind total, without which it was cut off.
	Totals bool
}

// columns are ours, in the order of our own layout.
var columns = []string{"version", "id", "paid", "acquirer", "merchant", "account", "currency", "type", "kind", "payment", "time", "booked",
	"reference", "text", "payer", "phone", "gross", "fee", "net"}

// Places of our columns in columns.
const (
	colVersion = iota
	colID
	colPaid
	colAcquirer
	colMerchant
	colAccount
	colCurrency
	colType
	colKind
	colPayment
	colTime
	colBooked
	colReference
	colText
	colPayer
	colPhone
	colGross
	colFee
	colNet
	colCount
)

const kindTotal = "total"

// own is girod's own layout, version 1.
var own = func() Mapping {
	m := Mapping{Name: "settlement 1", Columns: map[string]string{"version": "settlement"}, Totals: true}
	for _, c := range columns[colID:] {
		m.Columns[c] = c
	}
	return m
}()

// Check tells what is wrong with a mapping, for whoever wrote the configuration.
func (m Mapping) Check() error {
	for name := range m.Columns {
		if !slices.Contains(columns, name) {
			return fmt.Errorf("settlement mapping %q: column %q: want one of %s", m.Name, name, strings.Join(columns, ", "))
		}
	}
	has := func(name string) bool { return m.Columns[name] != "" }
	switch {
	case m.Name == "":
		return errors.New("settlement mapping: want a name")
	case !has("id") || !has("paid"):
		return fmt.Errorf("settlement mapping %q: want columns for id and paid", m.Name)
	case !has("gross") && !(has("fee") && has("net")):
		return fmt.Errorf("settlement mapping %q: want a column for gross, or for fee and net", m.Name)
	case !has("currency") && m.Currency.Decimals() < 0:
		return fmt.Errorf("settlement mapping %q: want a column for currency, or the one currency of the report", m.Name)
	case len(m.Separator) > 1 || m.Separator != "" && !strings.Contains(",;\t", m.Separator):
		return fmt.Errorf("settlement mapping %q: separator %q: want a comma, a semicolon or a tab", m.Name, m.Separator)
	case m.Decimal != "" && m.Decimal != "." && m.Decimal != ",":
		return fmt.Errorf("settlement mapping %q: decimal %q: want a point or a comma", m.Name, m.Decimal)
	case m.Day != "" && !slices.Contains([]string{dayISO, dayPlain, dayDots, daySlash}, m.Day):
		return fmt.Errorf("settlement mapping %q: day %q: want %s, %s, %s or %s", m.Name, m.Day, dayISO, dayPlain, dayDots, daySlash)
	}
	return errors.Join(m.words("type", m.Types, types), m.words("kind", m.Kinds, kinds))
}

// Types of payment an acquirer may take, and kinds of row.
var (
	types = []string{"card", "swish", "masterpass"}
	kinds = []string{Sale, Refund, Chargeback, Fee, Payout, Return, kindTotal}
)

func (m Mapping) words(what string, table map[string]string, want []string) error {
	for theirs, ours := range table {
		if !slices.Contains(want, ours) {
			return fmt.Errorf("settlement mapping %q: %s %q is %q: want one of %s", m.Name, what, theirs, ours, strings.Join(want, ", "))
		}
	}
	return nil
}

// heading finds a mapping's columns in a report's first line; missing names what is not
// there. Columns of our own layout may be left out when a report can do without.
func (m Mapping) heading(x *rows, line []byte) (at [colCount]int, missing string, err error) {
	if x.sep = sparse(line); m.Separator != "" {
		x.sep = m.Separator[0]
	}
	if x.point = decimal(x.sep); m.Decimal != "" {
		x.point = m.Decimal[0]
	}
	if err := x.cut(line); err != nil {
		return at, "", err
	}
	x.names = nil
	for _, f := range x.fields {
		x.names = append(x.names, text(f))
	}
	for i, name := range columns {
		heading := m.Columns[name]
		if at[i] = -1; heading == "" {
			continue
		}
		if at[i] = slices.Index(x.names, heading); at[i] < 0 && !m.optional(i) {
			missing = heading
		}
	}
	return at, missing, nil
}

// optional tells which columns of our own layout may be left out; of a mapping's none.
func (m Mapping) optional(col int) bool {
	return m.Columns["version"] == "settlement" && slices.Contains([]int{colAcquirer, colMerchant, colAccount, colTime, colBooked, colReference, colText, colPayer, colPhone}, col)
}

func (m Mapping) is(head []byte) bool {
	x := newRows(bytes.NewReader(nil), formats.Limits{Text: headSize})
	line := append([]byte(nil), firstLine(head)...) // cutting undoes quotes in place
	if m.Columns["version"] == "settlement" {
		return bytes.HasPrefix(line, []byte("settlement,")) || bytes.HasPrefix(line, []byte("settlement;"))
	}
	_, missing, err := m.heading(x, line)
	return err == nil && missing == "" && m.Check() == nil
}

// read reads a report by its heading.
func (m Mapping) read(x *rows, sink formats.Sink) (*formats.Summary, error) {
	line, err := x.next()
	if err != nil {
		return nil, err
	}
	at, missing, err := m.heading(x, line)
	if err != nil {
		return nil, err
	}
	if missing != "" {
		return nil, x.refuse("heading", "column-missing", "", "a column "+missing)
	}
	y := &mapped{gathering: newGathering(x, m.Name, sink), Mapping: m, at: at}
	if y.Day == "" {
		y.Day = dayISO
	}
	for {
		if _, err := x.row(); err != nil {
			if errors.Is(err, io.EOF) {
				return y.close()
			}
			return nil, err
		}
		if err := y.row(); err != nil {
			return nil, err
		}
	}
}

// mapped is the reading of one report by a mapping.
type mapped struct {
	*gathering
	Mapping
	at [colCount]int
}

// row reads a payment or a total.
func (y *mapped) row() error {
	x := y.rows
	if len(x.fields) != len(x.names) {
		return x.refuse("row", "columns", strconv.Itoa(len(x.fields))+" columns", strconv.Itoa(len(x.names))+" columns as in the heading")
	}
	if n := y.at[colVersion]; n >= 0 && string(x.field(n)) != "1" {
		return x.refuse(x.at(n), "settlement-version", string(x.field(n)), "version 1 of the layout")
	}
	s, err := y.settlement()
	if err != nil {
		return err
	}
	p := formats.SettledPayment{
		ID: y.text(colPayment), At: y.text(colTime), Ref: y.text(colReference), Text: y.text(colText),
		Payer: y.text(colPayer), PayerPhone: y.text(colPhone),
	}
	if p.Gross, p.Fee, p.Net, err = y.amounts(s.Currency); err != nil {
		return err
	}
	if p.Kind, err = y.word(colKind, y.Kinds, kinds); err != nil {
		return err
	}
	if p.Kind == kindTotal {
		return y.declare(s, &p)
	}
	if p.Method, err = y.word(colType, y.Types, types); err != nil {
		return err
	}
	if p.Kind == "" {
		if p.Kind = Sale; p.Gross < 0 {
			p.Kind = Refund
		}
	}
	if n := y.at[colBooked]; len(x.field(n)) > 0 {
		if p.BookedOn, err = x.day(n, y.Day); err != nil {
			return err
		}
	}
	y.signed(&p)
	return y.add(s, p)
}

func (y *mapped) text(col int) string { return text(y.rows.field(y.at[col])) }

// settlement gives the settlement of the row; all its rows agree on day, currency and account.
func (y *mapped) settlement() (*settling, error) {
	x := y.rows
	id := x.field(y.at[colID])
	if len(id) == 0 {
		return nil, x.refuse(x.at(y.at[colID]), "settlement-id", "", "the number of the settlement")
	}
	paid, err := x.day(y.at[colPaid], y.Day)
	if err != nil {
		return nil, err
	}
	currency := y.Currency
	if n := y.at[colCurrency]; n >= 0 {
		if currency, err = money.ParseCurrency(x.field(n)); err != nil {
			return nil, x.refuse(x.at(n), "currency", string(x.field(n)), "a currency of ISO 4217")
		}
	}
	s, isNew, err := y.of(id)
	if err != nil {
		return nil, err
	}
	account := y.text(colAccount)
	if isNew {
		if s.Acquirer = y.text(colAcquirer); s.Acquirer == "" {
			s.Acquirer = y.Acquirer
		}
		s.ID, s.Merchant, s.PaidOn, s.Currency = text(id), y.text(colMerchant), paid, currency
		s.To = formats.Account{ID: account, Currency: currency}
	}
	if s.PaidOn != paid || s.Currency != currency || s.To.ID != account {
		return nil, x.refuse("row", "settlement-mixed", s.ID, fmt.Sprintf("all rows of a settlement paid on one day, in one currency, to one account, as in line %d", s.Line))
	}
	return s, nil
}

// amounts reads gross, fee and net; the one that is missing follows from the others.
func (y *mapped) amounts(c money.Currency) (gross, fee, net int64, err error) {
	x := y.rows
	var have [3]bool
	amounts := [3]*int64{&gross, &fee, &net}
	for i, col := range [3]int{colGross, colFee, colNet} {
		if n := y.at[col]; len(x.field(n)) > 0 {
			if *amounts[i], err = x.amount(n, c); err != nil {
				return 0, 0, 0, err
			}
			have[i] = true
		}
	}
	if y.FeeNegative {
		fee = -fee
	}
	switch {
	case have[0] && !have[2]:
		net, have[2] = gross-fee, true
	case have[0] && !have[1]:
		fee = gross - net
	case !have[0] && have[1] && have[2]:
		gross = net + fee
	case !have[0]:
		return 0, 0, 0, x.refuse("row", "amount-missing", "", "gross, or fee and net")
	}
	if gross-fee != net { // each has at most 18 digits, so this cannot overflow
		return 0, 0, 0, x.refuse(x.at(y.at[colNet]), "net-differs", string(x.field(y.at[colNet])), money.Of(gross-fee, c).Decimal()+", which is gross less fee")
	}
	return gross, fee, net, nil
}

// word translates the acquirer's word into ours; "" where there is no such column.
func (y *mapped) word(col int, table map[string]string, ours []string) (string, error) {
	n := y.at[col]
	if n < 0 {
		return "", nil
	}
	theirs := text(y.rows.field(n))
	word, ok := table[theirs]
	if !ok {
		word = strings.ToLower(theirs)
	}
	if !slices.Contains(ours, word) {
		return "", y.rows.refuse(y.rows.at(n), columns[col]+"-unknown", theirs, "one of "+strings.Join(ours, ", "))
	}
	return word, nil
}

// declare keeps a settlement's total as the report tells it.
func (y *mapped) declare(s *settling, p *formats.SettledPayment) error {
	if s.declared {
		return y.rows.refuse("row", "total-twice", s.ID, "one total for a settlement")
	}
	s.declared, s.line = true, y.rows.line
	s.gross, s.fee, s.net = p.Gross, p.Fee, p.Net
	return nil
}

// close holds every settlement to its total and tells them.
func (y *mapped) close() (*formats.Summary, error) {
	for _, s := range y.order {
		decimal := func(gross, fee, net int64) string {
			return fmt.Sprintf("%s less %s is %s", money.Of(gross, s.Currency).Decimal(), money.Of(fee, s.Currency).Decimal(), money.Of(net, s.Currency).Decimal())
		}
		place := "settlement " + s.ID
		if s.declared && (s.gross != s.Gross || s.fee != s.Fee || s.net != s.Net) {
			y.rows.line = s.line
			return nil, y.rows.refuse(place, "total-differs", decimal(s.gross, s.fee, s.net), decimal(s.Gross, s.Fee, s.Net)+", the sum of its rows")
		}
		if y.Totals && !s.declared {
			return nil, y.rows.refuse(place, "settlement-truncated", "", "a row of kind total: the file ends before it")
		}
	}
	if len(y.order) == 0 {
		return nil, y.rows.refuse("end of the file", "settlement-truncated", "", "at least one row behind the heading")
	}
	return y.finish()
}
