package law

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
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

const columns = "country,key,debtor,valid_from,valid_to,value,unit,confirmed,source,note"

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
	r := Row{Country: Country(f[0]), Key: f[1], Debtor: Debtor(f[2]), Value: f[5], Unit: f[6], Source: f[8], Note: f[9]}
	switch f[7] {
	case "yes", "no":
		r.Confirmed = f[7] == "yes"
	default:
		return r, fmt.Errorf("confirmed is %q: want yes or no", f[7])
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
	return r.checkRate()
}

func (r Row) checkRate() error {
	if r.Key == ReferenceRate && !startsHalfYear(r.From) {
		return fmt.Errorf("%s %s: reference rates are set from 1 January and 1 July, not from %s", r.Country, r.Key, r.From)
	}
	if r.Value == "" || r.Key != ReferenceRate && r.Key != LateRateMargin {
		return nil
	}
	_, err := ParseRate(r.Value)
	return err
}
