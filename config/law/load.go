package law

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"girod/formats/money"
)

//go:embed rates.csv
var ratesFile string

//go:embed fees.csv
var feesFile string

// Load reads the tables girod comes with.
func Load() (*Tables, error) {
	rates, err := readRows("rates.csv", ratesFile)
	if err != nil {
		return nil, err
	}
	fees, err := readRows("fees.csv", feesFile)
	if err != nil {
		return nil, err
	}
	return newTables(append(rates, fees...))
}

const columns = "country,key,debtor,valid_from,valid_to,value,unit,dated_by,confirmed,statute,source,note"

func readRows(name, text string) ([]Row, error) {
	in := csv.NewReader(strings.NewReader(text))
	in.Comment = '#'
	header, err := in.Read()
	if err != nil || strings.Join(header, ",") != columns {
		return nil, fmt.Errorf("%s: want the columns %s", name, columns)
	}
	var rows []Row
	for {
		fields, err := in.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		row, err := readRow(fields)
		if err != nil {
			line, _ := in.FieldPos(0)
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		rows = append(rows, row)
	}
}

func readRow(f []string) (Row, error) {
	r := Row{Country: Country(f[0]), Key: f[1], Debtor: Debtor(f[2]), Value: f[5], Unit: f[6], DatedBy: DatedBy(f[7]),
		Statute: f[9], Source: f[10], Note: f[11]}
	switch f[8] {
	case "yes", "no":
		r.Confirmed = f[8] == "yes"
	default:
		return r, fmt.Errorf("confirmed is %q: want yes or no", f[8])
	}
	if err := r.From.UnmarshalText([]byte(f[3])); err != nil {
		return r, fmt.Errorf("valid_from: %w", err)
	}
	if err := r.Until.UnmarshalText([]byte(f[4])); err != nil {
		return r, fmt.Errorf("valid_to: %w", err)
	}
	return r, r.check()
}

// check refuses a row that could serve a wrong value.
func (r Row) check() error {
	switch {
	case len(r.Country) != 2 || r.Key == "" || r.Source == "":
		return fmt.Errorf("%s %s of %s: want a country, a key and a source", r.Country, r.Key, r.From)
	case r.Debtor != Consumer && r.Debtor != Business && r.Debtor != Everyone:
		return fmt.Errorf("debtor %q: want consumer, business or all", r.Debtor)
	case r.From == 0:
		return fmt.Errorf("%s %s: want a first day", r.Country, r.Key)
	case r.Until != 0 && r.Until < r.From:
		return fmt.Errorf("%s %s: valid from %s to %s", r.Country, r.Key, r.From, r.Until)
	case r.Value == "" && r.Confirmed:
		return fmt.Errorf("%s %s of %s: confirmed without a value", r.Country, r.Key, r.From)
	}
	switch r.DatedBy {
	case ByAct, ByOrigin, ByDue:
	default:
		return fmt.Errorf("dated by %q: want nothing, origin or due", r.DatedBy)
	}
	if err := r.checkValue(); err != nil {
		return fmt.Errorf("%s %s of %s: %w", r.Country, r.Key, r.From, err)
	}
	return nil
}

// checkValue holds that a value can be read as its unit says, on the day girod starts and
// not on the day somebody is to pay it.
func (r Row) checkValue() error {
	if r.Key == ReferenceRate && !startsHalfYear(r.From) {
		return fmt.Errorf("reference rates are set from 1 January and 1 July, not from %s", r.From)
	}
	if r.Value == "" {
		return nil
	}
	unit, of, _ := strings.Cut(r.Unit, " ")
	switch {
	case r.Key == ReferenceRate || r.Key == LateRateMargin:
		_, err := ParseRate(r.Value)
		return err
	case r.Key == allocationOrder:
		return checkOrder(r.Value)
	case unit == "text":
		return nil
	case unit == "days" || unit == "count" || unit == "years":
		return checkCount(r.Value)
	case unit == "of" && of != "":
		_, err := parseLadder(r.Value)
		return err
	}
	currency, err := money.ParseCurrency(r.Unit)
	if err != nil {
		return err
	}
	l, err := parseLadder(r.Value)
	if err == nil {
		err = l.checkAmounts(currency)
	}
	return err
}

func checkCount(value string) error {
	if strings.Contains(value, ":") {
		l, err := parseLadder(value)
		for _, r := range l {
			if err == nil {
				err = checkCount(r.text)
			}
		}
		return err
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > 1000 {
		return fmt.Errorf("%q is not a number such as 14", value)
	}
	return nil
}
