package sie

import (
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

// stage is how far a file has come: what it is, its chart, its balances, its vouchers.
type stage byte

const (
	identity stage = iota + 1
	chart
	balances
	vouchers
)

// label is what we know of a label.
type label struct {
	stage stage
	many  bool // stands more than once
	no4I  bool // forbidden in 4I (SIE 4B)
	read  func(*reading) error
}

// labels is every label we read. Others are passed over, as SIE 4B wants it.
var labels = map[string]label{
	"#FLAGGA":   {stage: identity, read: (*reading).flagga},
	"#PROGRAM":  {stage: identity, read: func(x *reading) error { x.head.Program, x.head.Version = x.field(0), x.field(1); return nil }},
	"#FORMAT":   {stage: identity, read: (*reading).format},
	"#GEN":      {stage: identity, read: (*reading).gen},
	"#SIETYP":   {stage: identity, read: (*reading).sietyp},
	"#PROSA":    {stage: identity, many: true, read: (*reading).prosa},
	"#FTYP":     {stage: identity, read: func(x *reading) error { x.head.Company.Form = x.field(0); return nil }},
	"#FNR":      {stage: identity, read: func(x *reading) error { x.head.Company.ID = x.field(0); return nil }},
	"#ORGNR":    {stage: identity, read: func(x *reading) error { x.head.Company.OrgNo = x.field(0); return nil }},
	"#ADRESS":   {stage: identity, read: (*reading).adress},
	"#FNAMN":    {stage: identity, read: (*reading).fnamn},
	"#RAR":      {stage: identity, many: true, read: (*reading).rar},
	"#TAXAR":    {stage: identity, read: func(x *reading) error { x.head.TaxYear = x.field(0); return nil }},
	"#OMFATTN":  {stage: identity, no4I: true, read: func(x *reading) (err error) { x.head.Until, err = x.mayDay(0, "day"); return err }},
	"#KPTYP":    {stage: identity, read: func(x *reading) error { x.head.Plan = x.field(0); return nil }},
	"#VALUTA":   {stage: identity, read: (*reading).valuta},
	"#BKOD":     {stage: identity, no4I: true, read: func(*reading) error { return nil }},
	"#KONTO":    {stage: chart, many: true, read: (*reading).konto},
	"#KTYP":     {stage: chart, many: true, read: (*reading).ktyp},
	"#ENHET":    {stage: chart, many: true, read: (*reading).enhet},
	"#DIM":      {stage: chart, many: true, read: (*reading).dim},
	"#UNDERDIM": {stage: chart, many: true, read: (*reading).dim},
	"#OBJEKT":   {stage: chart, many: true, read: (*reading).objekt},
	"#IB":       {stage: balances, many: true, no4I: true, read: (*reading).balanceOf},
	"#UB":       {stage: balances, many: true, no4I: true, read: (*reading).balanceOf},
	"#OIB":      {stage: balances, many: true, no4I: true, read: (*reading).balanceOf},
	"#OUB":      {stage: balances, many: true, no4I: true, read: (*reading).balanceOf},
	"#RES":      {stage: balances, many: true, no4I: true, read: (*reading).balanceOf},
	"#PSALDO":   {stage: balances, many: true, no4I: true, read: (*reading).balanceOf},
	"#PBUDGET":  {stage: balances, many: true, no4I: true, read: (*reading).balanceOf},
	"#VER":      {stage: vouchers, many: true, read: (*reading).ver},
	"#TRANS":    {stage: vouchers, many: true, read: (*reading).outside},
	"#RTRANS":   {stage: vouchers, many: true, read: (*reading).outside},
	"#BTRANS":   {stage: vouchers, many: true, read: (*reading).outside},
}

// labelled reads a line outside vouchers.
func (x *reading) labelled() error {
	known, ok := labels[string(x.rec.label)]
	x.skippable = !ok
	if !ok {
		if x.strict != "" {
			return x.refuse("", "label-unknown", string(x.rec.label), "a label of SIE 4 that girod writes")
		}
		return nil
	}
	if known.no4I {
		if x.balanced = true; x.strict == Import4I {
			return x.refuse("", "forbidden-4i", string(x.rec.label), "no balances in a file for import (SIE 4I)")
		}
	}
	if known.stage < x.stage {
		if err := x.once("order", string(x.rec.label), "identification, then chart, then balances, then vouchers (SIE 4B)", false); err != nil {
			return err
		}
	}
	x.stage = max(x.stage, known.stage)
	if known.stage <= chart {
		if x.headed += x.rec.width; int64(x.headed) > x.limits.Held {
			return x.refuse("", "limit-held", "", "an identification and a chart that fit in "+strconv.FormatInt(x.limits.Held, 10)+" bytes of memory, or a higher limit")
		}
	}
	if !known.many {
		name := string(x.rec.label)
		if x.seen[name] {
			return x.odd("", "label-twice", name, "the label once", false)
		}
		x.seen[name] = true
	}
	return known.read(x)
}

func (x *reading) outside() error {
	return x.refuse("", "posting-outside", string(x.rec.label), "postings in braces behind a #VER")
}

func (x *reading) flagga() error {
	if f := x.rec.field(0); string(f) != "0" {
		return x.odd(x.at(0, "flag"), "flag-set", string(f), "0: a file that was not imported yet", false)
	}
	return nil
}

func (x *reading) format() error {
	if f := x.rec.field(0); string(f) != "PC8" {
		return x.odd(x.at(0, "character set"), "format-pc8", string(f), "PC8, the only value (SIE 4B)", false)
	}
	return nil
}

func (x *reading) gen() (err error) {
	x.head.Sign = x.field(1)
	x.head.Generated, err = x.mayDay(0, "day")
	if err == nil && x.head.Generated == 0 && x.strict != "" {
		return x.refuse(x.at(0, "day"), "day", "", wantDay)
	}
	return err
}

// sietyp takes the types 1 to 3 too from strangers: they are a type 4 with less in it.
func (x *reading) sietyp() error {
	switch t := string(x.rec.field(0)); {
	case t == "4":
		return nil
	case x.strict == "" && (t == "1" || t == "2" || t == "3"):
		return nil
	default:
		return x.refuse(x.at(0, "type"), "sie-type", t, "4 (SIE 4E or 4I)")
	}
}

func (x *reading) prosa() error {
	x.head.Notes = append(x.head.Notes, x.field(0))
	return x.few(len(x.head.Notes))
}

func (x *reading) adress() error {
	c := &x.head.Company
	c.Contact, c.Street, c.Post, c.Phone = x.field(0), x.field(1), x.field(2), x.field(3)
	return nil
}

func (x *reading) fnamn() error {
	if x.head.Company.Name = x.field(0); x.head.Company.Name == "" {
		return x.odd(x.at(0, "name"), "company-name", "", "the company's name", false)
	}
	return nil
}

// rar reads #RAR number from until.
func (x *reading) rar() error {
	n, err := x.whole(0, "number of the year")
	if err != nil {
		return err
	}
	y := Year{Number: n}
	if y.From, err = x.mustDay(1, "first day"); err != nil {
		return err
	}
	if y.Until, err = x.mustDay(2, "last day"); err != nil {
		return err
	}
	if y.Until < y.From {
		return x.refuse(x.at(2, "last day"), "year-backwards", y.Until.String(), "a day not before "+y.From.String())
	}
	slot, ok := x.tally.slot(n)
	if !ok {
		return x.refuse(x.at(0, "number of the year"), "limit-years", strconv.Itoa(n), "at most "+strconv.Itoa(mostYears)+" years")
	}
	if x.tally.years[slot].From != 0 {
		return x.odd("", "year-twice", strconv.Itoa(n), "each year once", false)
	}
	x.tally.years[slot].Year = y
	x.head.Years = append(x.head.Years, y)
	return nil
}

func (x *reading) valuta() error {
	c, err := money.ParseCurrency(x.rec.field(0))
	if err != nil || c.Decimals() > 2 {
		return x.refuse(x.at(0, "currency"), "currency", string(x.rec.field(0)), "a currency of ISO 4217 with at most two decimals")
	}
	if x.sum.Details > 0 && x.currency() != c {
		return x.refuse(x.at(0, "currency"), "currency-late", string(c), "the currency before the first amount")
	}
	x.head.Currency = c
	return nil
}

// finish looks at the file as a whole.
func (x *reading) finish() error {
	x.rec = nil
	if !x.started {
		return &formats.Error{Code: "empty", Want: "a file that is not empty"}
	}
	if x.open != outside || x.skip > 0 {
		return x.refuse(x.name(), "sie-truncated", "", "the closing } of the last voucher: the file ends before it")
	}
	if x.opened && !x.checked {
		return x.refuse("end of the file", "sie-truncated", "", "the closing #KSUMMA: the file began with one and ends before it")
	}
	if x.strict != "" && !x.opened {
		return x.refuse("end of the file", "checksum-missing", "", "a #KSUMMA")
	}
	for _, name := range [...]string{"#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#FNAMN"} {
		if !x.seen[name] {
			if err := x.odd("end of the file", "label-missing", "", name+", which every file has (SIE 4B)", false); err != nil {
				return err
			}
		}
	}
	if err := x.closeYears(); err != nil {
		return err
	}
	if err := x.tellHeader(); err != nil {
		return err
	}
	x.summarise()
	return nil
}

// kind tells 4E from 4I by what only the first may hold.
func (x *reading) kind() Kind {
	if x.balanced {
		return Export4E
	}
	return Import4I
}

func (x *reading) summarise() {
	s := x.sum
	s.Version = "SIE " + string(x.kind())
	s.CreatedAt = x.head.Generated.String()
	if s.Details > 0 {
		s.Totals = []formats.Total{{Currency: x.currency(), Credit: x.credit, Debit: x.debit}}
		s.Booked = s.Totals
	}
	switch c := x.src.charset; {
	case x.strict != "":
	case x.mixed:
		s.Find(x.limits, formats.Finding{Code: "encoding", Text: "the file is " + c.String() + " in one part and something else in another: names may read wrong"})
	case c == latin || c == utf8Text:
		s.Find(x.limits, formats.Finding{Code: "encoding", Text: "the file says PC8 (code page 437) and is " + c.String() + "; it was read as that"})
	}
}

// tellHeader tells the header, once.
func (x *reading) tellHeader() error {
	if x.told {
		return nil
	}
	x.told = true
	if x.tell.Header == nil {
		return nil
	}
	return x.tell.Header(&x.head)
}
