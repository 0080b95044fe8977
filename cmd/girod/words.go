package main

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"girod/formats/money"
)

// printWords writes a value of the format words as one JSON value, as the contract of
// --json has it: keys in lowerCamelCase, money as text with the decimals of its currency,
// nothing told in Go's names. The words themselves carry no such marks: they are how we
// speak among ourselves.
func (t *terminal) printWords(v any) error {
	w := wordsWriter{}
	w.value(reflect.ValueOf(v), "")
	w.WriteByte('\n')
	_, err := t.out.Write(w.Bytes())
	return err
}

// wordsWriter writes words as JSON. The currency in force is that of the innermost value
// around that names one; every int64 of the words is money in it.
type wordsWriter struct{ bytes.Buffer }

func (w *wordsWriter) value(v reflect.Value, c money.Currency) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			w.WriteString("null")
			return
		}
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case money.Amount:
		w.WriteString(`{"amount":`)
		w.text(x.Decimal())
		w.WriteString(`,"currency":`)
		w.text(string(x.Currency))
		w.WriteByte('}')
		return
	case encoding.TextMarshaler:
		text, err := x.MarshalText()
		if err != nil {
			text = []byte(err.Error())
		}
		w.text(string(text))
		return
	case fmt.Stringer:
		if v.Kind() != reflect.Struct {
			w.text(x.String())
			return
		}
	}
	w.plain(v, c)
}

// plain writes what has no form of its own.
func (w *wordsWriter) plain(v reflect.Value, c money.Currency) {
	switch v.Kind() {
	case reflect.Struct:
		c = currencyIn(v, c)
		w.WriteByte('{')
		w.fields(v, c, false)
		w.WriteByte('}')
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			w.text(string(v.Bytes()))
			return
		}
		w.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				w.WriteByte(',')
			}
			w.value(v.Index(i), c)
		}
		w.WriteByte(']')
	case reflect.Map:
		w.mapped(v, c)
	case reflect.String:
		w.text(v.String())
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		fmt.Fprint(w, v.Interface())
	case reflect.Int64:
		w.text(amount(v.Int(), c))
	default:
		w.WriteString("null")
	}
}

// fields writes a struct's fields; those of an embedded one stand among them.
func (w *wordsWriter) fields(v reflect.Value, c money.Currency, begun bool) bool {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			begun = w.fields(v.Field(i), c, begun)
			continue
		}
		if !f.IsExported() {
			continue
		}
		if begun {
			w.WriteByte(',')
		}
		begun = true
		w.text(lowerCamel(f.Name))
		w.WriteByte(':')
		w.value(v.Field(i), c)
	}
	return begun
}

func (w *wordsWriter) mapped(v reflect.Value, c money.Currency) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int {
		return strings.Compare(fmt.Sprint(a.Interface()), fmt.Sprint(b.Interface()))
	})
	w.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			w.WriteByte(',')
		}
		w.text(lowerCamel(fmt.Sprint(k.Interface())))
		w.WriteByte(':')
		if n := v.MapIndex(k); n.Kind() == reflect.Int64 {
			fmt.Fprint(w, n.Int()) // what is counted by a key is no money
		} else {
			w.value(n, c)
		}
	}
	w.WriteByte('}')
}

func (w *wordsWriter) text(s string) {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a text cannot fail
	w.Truncate(w.Len() - 1)
}

// currencyIn is the currency a value names, else the one in force around it, else that of
// the first amount within: the sum of a payment order is in the currency of its payments.
func currencyIn(v reflect.Value, around money.Currency) money.Currency {
	if f := v.FieldByName("Currency"); f.IsValid() && f.Type() == reflect.TypeFor[money.Currency]() && f.String() != "" {
		return money.Currency(f.String())
	}
	if around != "" {
		return around
	}
	return firstCurrency(v)
}

func firstCurrency(v reflect.Value) (c money.Currency) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[money.Amount]() {
			return v.Interface().(money.Amount).Currency
		}
		for i := 0; i < v.NumField() && c == ""; i++ {
			if v.Type().Field(i).IsExported() {
				c = firstCurrency(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := 0; i < v.Len() && c == ""; i++ {
			c = firstCurrency(v.Index(i))
		}
	}
	return c
}

// lowerCamel makes "endToEndId" of EndToEndID, "vatNo" of VATNo and "onlyOld" of only-old.
func lowerCamel(name string) string {
	var out []rune
	runes := []rune(name)
	upper := false
	for i, r := range runes {
		switch {
		case r == '-' || r == '_' || r == ' ' || r == '.':
			upper = len(out) > 0
			continue
		case upper:
			r = unicode.ToUpper(r)
		case unicode.IsUpper(r):
			first := i == 0
			within := i > 0 && unicode.IsUpper(runes[i-1])
			ends := i+1 == len(runes) || !unicode.IsLower(runes[i+1])
			if first || within && ends {
				r = unicode.ToLower(r)
			}
		}
		upper = false
		out = append(out, r)
	}
	return string(out)
}
