package ubl

import (
	"girod/formats/date"
	"girod/formats/money"
)

// field binds an element of UBL to its place in a T, for both ways. A field that only
// old documents have is read and never written.
type field[T any] struct {
	name  string
	read  func(r *reader, v *T) error
	write func(w *writer, v *T)
}

// group is the content of an aggregate (or of a document): its elements in the order
// of the schema. Reading takes them in any order.
type group[T any] struct {
	fields []field[T]
	named  map[string]func(r *reader, v *T) error
}

func groupOf[T any](fields ...field[T]) *group[T] {
	g := &group[T]{fields: fields, named: make(map[string]func(r *reader, v *T) error, len(fields))}
	for _, f := range fields {
		g.named[f.name] = f.read
	}
	return g
}

// read fills v from the element just opened. Elements that are not UBL's (extensions,
// signatures) and those without a place are passed over.
func (g *group[T]) read(r *reader, v *T) error {
	return r.Each(func(name string) error {
		if space := r.Space(); space != spaceAggregate && space != spaceBasic {
			return nil
		}
		if read := g.named[name]; read != nil {
			return read(r, v)
		}
		return nil
	})
}

func (g *group[T]) write(w *writer, v *T) {
	for i := range g.fields {
		if write := g.fields[i].write; write != nil {
			write(w, v)
		}
	}
}

// text is an element whose value is text; "" is not written, UBL allows no empty one.
func text[T any](name string, of func(*T) *string) field[T] {
	return field[T]{
		name,
		func(r *reader, v *T) error { return r.text(of(v)) },
		func(w *writer, v *T) { w.optional(name, "", "", *of(v)) },
	}
}

// texts is an element that may stand several times.
func texts[T any](name string, of func(*T) *[]string) field[T] {
	return field[T]{
		name,
		func(r *reader, v *T) error {
			var s string
			if err := r.text(&s); err != nil || s == "" {
				return err
			}
			*of(v) = append(*of(v), s)
			return r.keep()
		},
		func(w *writer, v *T) {
			for _, s := range *of(v) {
				w.optional(name, "", "", s)
			}
		},
	}
}

// coded is a text with one attribute: an identifier and its scheme, a quantity and its
// unit.
func coded[T any](name, attr string, value, scheme func(*T) *string) field[T] {
	return field[T]{
		name,
		func(r *reader, v *T) error {
			*scheme(v) = string(r.Attr(attr))
			return r.text(value(v))
		},
		func(w *writer, v *T) { w.optional(name, attr, *scheme(v), *value(v)) },
	}
}

func identifier[T any](name string, of func(*T) *ID) field[T] {
	return coded(name, "schemeID",
		func(v *T) *string { return &of(v).Value }, func(v *T) *string { return &of(v).Scheme })
}

func identifiers[T any](name string, of func(*T) *[]ID) field[T] {
	return many(name, groupOf(identifier("ID", func(id *ID) *ID { return id })), of)
}

func measure[T any](name string, of func(*T) *Measure) field[T] {
	return coded(name, "unitCode",
		func(v *T) *string { return (*string)(&of(v).Value) }, func(v *T) *string { return &of(v).Unit })
}

func number[T any](name string, of func(*T) *Decimal) field[T] {
	return text(name, func(v *T) *string { return (*string)(of(v)) })
}

// unitPrice is an amount of as many decimals as the seller likes.
func unitPrice[T any](name string, of func(*T) *Decimal, in func(*T) *money.Currency) field[T] {
	return coded(name, "currencyID",
		func(v *T) *string { return (*string)(of(v)) }, func(v *T) *string { return (*string)(in(v)) })
}

// sum is an amount of money.
func sum[T any](name string, of func(*T) *Amount) field[T] {
	return field[T]{
		name,
		func(r *reader, v *T) error { return r.amount(of(v)) },
		func(w *writer, v *T) { w.amount(name, *of(v)) },
	}
}

func day[T any](name string, of func(*T) *date.Date) field[T] {
	return field[T]{
		name,
		func(r *reader, v *T) error { return r.day(of(v)) },
		func(w *writer, v *T) { w.optional(name, "", "", of(v).String()) },
	}
}

// currency is a code of ISO 4217.
func currency[T any](name string, of func(*T) *money.Currency) field[T] {
	return field[T]{
		name,
		func(r *reader, v *T) error { return r.currency(of(v)) },
		func(w *writer, v *T) { w.optional(name, "", "", string(*of(v))) },
	}
}

// flag is true or false, and always written.
func flag[T any](name string, of func(*T) *bool) field[T] {
	return field[T]{
		name,
		func(r *reader, v *T) error { return r.flag(of(v)) },
		func(w *writer, v *T) {
			value := "false"
			if *of(v) {
				value = "true"
			}
			w.optional(name, "", "", value)
		},
	}
}

// one is an aggregate with a place of its own; where it holds nothing it is not written.
func one[T, U any](name string, g *group[U], of func(*T) *U) field[T] {
	return field[T]{
		name,
		func(r *reader, v *T) error { return g.read(r, of(v)) },
		func(w *writer, v *T) { w.aggregate(name, func() { g.write(w, of(v)) }) },
	}
}

// within is an aggregate that only wraps: its elements belong to the T around it.
func within[T any](name string, fields ...field[T]) field[T] {
	return one(name, groupOf(fields...), func(v *T) *T { return v })
}

// many is an aggregate that may stand several times.
func many[T, U any](name string, g *group[U], of func(*T) *[]U) field[T] {
	return field[T]{
		name,
		func(r *reader, v *T) error {
			list := of(v)
			*list = append(*list, *new(U))
			if err := g.read(r, &(*list)[len(*list)-1]); err != nil {
				return err
			}
			return r.keep()
		},
		func(w *writer, v *T) {
			list := *of(v)
			for i := range list {
				w.aggregate(name, func() { g.write(w, &list[i]) })
			}
		},
	}
}

// old is a field that is read, and written nowhere by us.
func old[T any](f field[T]) field[T] {
	f.write = nil
	return f
}
