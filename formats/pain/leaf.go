package pain

import (
	"fmt"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// texts reads leaves by name into their fields and passes over the rest.
func (r *reader) texts(into map[string]*string) error {
	return r.each(func(name string) error {
		if p := into[name]; p != nil {
			return r.text(p)
		}
		return nil
	})
}

// text reads the element's value.
func (r *reader) text(into *string) error {
	s, err := r.Value()
	if err == nil {
		*into = s
	}
	return err
}

// deep reads the first value found at a path below the element just opened.
func (r *reader) deep(into *string, path ...string) error {
	if len(path) == 0 {
		return r.text(into)
	}
	return r.each(func(name string) error {
		if name == path[0] && *into == "" {
			return r.deep(into, path[1:]...)
		}
		return nil
	})
}

// amount reads an element with a Ccy.
func (r *reader) amount() (money.Amount, error) {
	origin := r.Origin()
	ccy := string(r.Attr("Ccy"))
	text, err := r.Value()
	if err != nil {
		return money.Amount{}, err
	}
	c, err := money.ParseCurrency(ccy)
	if err != nil {
		return money.Amount{}, &formats.Error{Origin: origin, Code: "currency", Got: formats.Excerpt(ccy), Want: "a currency of ISO 4217 in the attribute Ccy"}
	}
	minor, err := money.Parse(text, c)
	if err != nil {
		return money.Amount{}, &formats.Error{Origin: origin, Code: "amount", Got: formats.Excerpt(text), Want: fmt.Sprintf("a plain amount of at most %d decimals (%s)", c.Decimals(), c)}
	}
	return money.Of(minor, c), nil
}

// day reads an ISODate.
func (r *reader) day(into *date.Date) error {
	origin := r.Origin()
	text, err := r.Value()
	if err != nil {
		return err
	}
	d, err := date.Parse(text)
	if err != nil {
		return &formats.Error{Origin: origin, Code: "date", Got: formats.Excerpt(text), Want: "a day such as 2026-01-07"}
	}
	*into = d
	return nil
}

// number reads a count.
func (r *reader) number(into *int) error {
	origin := r.Origin()
	text, err := r.Value()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || len(text) > 15 {
		return &formats.Error{Origin: origin, Code: "count", Got: formats.Excerpt(text), Want: "a whole number"}
	}
	*into = n
	return nil
}
