package matching

import (
	"fmt"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// book is a Source over a few claims that the index does not hold from the start.
type book struct {
	closed  []Claim
	debtors map[string]PartyID // by payer account
	open    map[PartyID][]Claim

	interest map[InvoiceID]int64 // to any day after the notice's
	gone     map[InvoiceID]Stood // how claims stood before the 20th of January, when a notice went
	passed   InvoiceID           // whose limitation has
	noticed  []noticed
	gross    map[InvoiceID]int64
}

// noticed is a reminded claim with its debtor's name.
type noticed struct {
	Claim
	name string
}

func (b *book) ByRef(x *Index, ref []byte) error {
	for _, c := range b.closed {
		if string(AppendRef(nil, c.Ref)) == string(ref) {
			x.Add(c)
		}
	}
	return nil
}

func (b *book) ByNumber(x *Index, number, _ []byte) error {
	for _, c := range b.closed {
		if string(AppendNumber(nil, c.Number)) == string(number) {
			x.Add(c)
		}
	}
	return nil
}

func (b *book) Debtor(p *formats.Payment) (Payer, error) {
	return Payer{Party: b.debtors[string(p.PayerAccount)], How: "account"}, nil
}

func (b *book) OpenOf(x *Index, party PartyID) (ids []ID, err error) {
	for _, c := range b.open[party] {
		ids = append(ids, x.Add(c))
	}
	return ids, nil
}

func (b *book) Interest(id InvoiceID, on date.Date, _ bool) (int64, error) {
	return b.interest[id], nil
}

func (b *book) Stood(id InvoiceID, on date.Date, _ bool) (Stood, bool, error) {
	then, late := b.gone[id]
	return then, late && on < date.Of(2026, 1, 20), nil
}

func (b *book) Passed(id InvoiceID, on date.Date) (bool, error) { return id == b.passed, nil }

func (b *book) Noticed(x *Index, total int64, c money.Currency) (list []Named, err error) {
	for _, n := range b.noticed {
		if id := x.Add(n.Claim); n.Notice.Total == total && n.Currency == c && x.Total(id) > 0 {
			list = append(list, Named{id, n.name})
		}
	}
	return list, nil
}

func (b *book) Sold(x *Index, amount int64, c money.Currency) (ids []ID, err error) {
	for _, claim := range b.closed {
		if claim.State&Sold != 0 && b.gross[claim.Invoice] == amount && claim.Currency == c {
			ids = append(ids, x.Add(claim))
		}
	}
	return ids, nil
}

func principal(n int64) [Buckets]int64 { return [Buckets]int64{Principal: n} }

// corner is a small house's open items; party 7 owes 3 to 5.
func corner() (*Index, *book) {
	claims := []Claim{
		{Invoice: 1, Party: 1, Ref: "1234561", Number: "10001", Currency: "SEK", Open: principal(150000)},
		{Invoice: 2, Party: 1, Ref: "RF18539007547034", Number: "2026-0002", Currency: "SEK", Open: principal(20000)},
		{Invoice: 3, Party: 7, Ref: "777", Number: "F3003", Currency: "SEK", Open: principal(9900)},
		{Invoice: 4, Party: 7, Ref: "777", Number: "F3004", Currency: "SEK", Open: principal(14900)},
		{Invoice: 5, Party: 7, Number: "F3005", Currency: "SEK", Open: principal(-1000)},
		{Invoice: 6, Party: 2, Ref: "60224", Number: "F6006", Currency: "EUR", Open: principal(5000)},
		{Invoice: 8, Party: 8, Ref: "80000", Number: "F8008", Currency: "SEK", Open: [Buckets]int64{100000, 6000, 1700, 0},
			Notice: Notice{Total: 107644, Interest: 1644, PayBy: date.Of(2026, 2, 1)}},
		{Invoice: 10, Party: 9, Ref: "100016", Number: "F1010", Currency: "SEK", Open: principal(74245)},
		{Invoice: 11, Party: 9, Number: "C1011", Currency: "SEK"},
		{Invoice: 12, Party: 10, Ref: "424242", Number: "12", Currency: "SEK", Open: principal(9900)},
		{Invoice: 13, Party: 10, Ref: "0043", Number: "F1313", Currency: "SEK", Open: principal(9900)},
		{Invoice: 14, Party: 11, Ref: "140007", Number: "F1414", Currency: "SEK", Open: [Buckets]int64{100000, 6000, 200, 0},
			Notice: Notice{On: date.Of(2026, 1, 20), Total: 106200, Interest: 200, PayBy: date.Of(2026, 2, 1)}},
		{Invoice: 15, Party: 11, Ref: "150006", Number: "F1515", Currency: "SEK", Open: [Buckets]int64{100000, 12000, 200, 45000},
			Notice: Notice{On: date.Of(2026, 1, 20), Total: 157200, Interest: 200, PayBy: date.Of(2026, 2, 1)}},
		{Invoice: 16, Party: 11, Ref: "160005", Number: "F1616", Currency: "SEK", Open: [Buckets]int64{40000, 6000, 0, 0},
			Notice: Notice{On: date.Of(2026, 1, 20), Total: 106000, PayBy: date.Of(2026, 2, 1)}},
	}
	x := NewIndex(4)
	ids := map[InvoiceID]ID{}
	for _, c := range claims {
		ids[c.Invoice] = x.Add(c)
	}
	x.AddPlan("PLAN2002", "plan", ids[12], ids[13])
	b := &book{
		closed: []Claim{
			{Invoice: 20, Party: 3, Ref: "200009", Number: "F2020", Currency: "SEK"},
			{Invoice: 21, Party: 3, Ref: "210008", Number: "F2121", Currency: "SEK", State: Credited},
		},
		debtors: map[string]PartyID{"SE7": 7, "SE10": 10},
		// F1515 had a notice of 6000 and 100 of interest before; of F1616 600.00 were paid since.
		interest: map[InvoiceID]int64{14: 164, 15: 164},
		gone: map[InvoiceID]Stood{14: {Since: [Buckets]int64{0, 6000, 200, 0}}, 16: {Since: [Buckets]int64{0, 6000, 0, 0}, Later: 60000},
			15: {Since: [Buckets]int64{0, 6000, 100, 45000}, Notice: Notice{On: date.Of(2026, 1, 5), Total: 106100, Interest: 100, PayBy: date.Of(2026, 1, 19)}}},
		open: map[PartyID][]Claim{7: claims[2:5], 10: claims[9:11]},
	}
	return x, b
}

func text(lines ...string) (texts [][]byte) {
	for _, l := range lines {
		texts = append(texts, []byte(l))
	}
	return texts
}

func ref(line int, kind formats.RefKind, text string, amount ...int64) formats.Ref {
	r := formats.Ref{Kind: kind, Text: []byte(text), Line: line}
	if len(amount) > 0 {
		r.Amount, r.Priced = amount[0], true
	}
	return r
}

func ocr(text string) []formats.Ref { return []formats.Ref{ref(1, formats.CreditorRef, text)} }

// show writes a decision as one line of the tables below.
func show(d *Decision) string {
	var b strings.Builder
	fmt.Fprintf(&b, "rule %d", d.Rule)
	for _, s := range d.Shares {
		fmt.Fprintf(&b, " %d/%d:%d", s.Invoice, s.Bucket, s.Amount)
	}
	for _, s := range d.Waived {
		fmt.Fprintf(&b, " waived %d:%d", s.Invoice, s.Amount)
	}
	for _, s := range d.Fallen {
		fmt.Fprintf(&b, " fallen %d/%d:%d", s.Invoice, s.Bucket, s.Amount)
	}
	for _, s := range d.Credits {
		fmt.Fprintf(&b, " credit %d:%d", s.Party, s.Amount)
	}
	if d.Rounding != 0 {
		fmt.Fprintf(&b, " rounding %d", d.Rounding)
	}
	if d.Suspense != 0 {
		fmt.Fprintf(&b, " suspense %d (%s)", d.Suspense, d.Reason)
	}
	if d.Duplicate {
		b.WriteString(" duplicate")
	}
	return b.String()
}

// TestRules walks the cascade of DOMAIN.md §5.2 and the cases of §5.3.
func TestRules(t *testing.T) {
	R, I, N := formats.CreditorRef, formats.InvoiceNo, formats.CreditNote
	day := date.Of(2026, 1, 20)
	tests := []struct {
		name string
		seen string
		p    formats.Payment
		want string
	}{
		{"exact by OCR", "", formats.Payment{Amount: 150000, Refs: ocr("1234561")}, "rule 3 1/0:150000"},
		{"OCR with blanks", "", formats.Payment{Amount: 150000, Refs: ocr("12 345 61")}, "rule 3 1/0:150000"},
		{"OCR padded with zeros", "", formats.Payment{Amount: 150000, Refs: ocr("00000000001234561")}, "rule 3 1/0:150000"},
		{"RF lower case", "", formats.Payment{Amount: 20000, Refs: ocr("rf18 5390 0754 7034")}, "rule 3 2/0:20000"},
		{"seen before", "file f000001", formats.Payment{Amount: 150000, Refs: ocr("1234561")}, "rule 1 suspense 150000 (bank reference seen before) duplicate"},
		{"short within tolerance", "", formats.Payment{Amount: 149900, Refs: ocr("1234561")}, "rule 3 1/0:150000 rounding -100"},
		{"short by one öre more", "", formats.Payment{Amount: 149899, Refs: ocr("1234561")}, "rule 3 1/0:149899"},
		{"over within tolerance", "", formats.Payment{Amount: 150100, Refs: ocr("1234561")}, "rule 3 1/0:150000 rounding 100"},
		{"over", "", formats.Payment{Amount: 150101, Refs: ocr("1234561")}, "rule 3 1/0:150000 credit 1:101"},
		{"settled already", "", formats.Payment{Amount: 500, Refs: ocr("200009")}, "rule 3 credit 3:500 duplicate"},
		{"credited already", "", formats.Payment{Amount: 500, Refs: ocr("210008")}, "rule 3 credit 3:500 duplicate"},
		{"unknown reference", "", formats.Payment{Amount: 500, Refs: ocr("999")}, "rule 9 suspense 500 (unknown reference)"},
		{"no reference", "", formats.Payment{Amount: 500}, "rule 9 suspense 500 (no reference)"},
		{"other currency", "", formats.Payment{Amount: 5000, Refs: ocr("60224")}, "rule 9 suspense 5000 (currency)"},
		{"part fills cost, fee, interest, principal", "", formats.Payment{Amount: 50000, BookedOn: date.Of(2026, 3, 1), Refs: ocr("80000")}, "rule 3 8/1:6000 8/2:1700 8/0:42300"},
		{"notice honoured", "", formats.Payment{Amount: 107644, BookedOn: day, Refs: ocr("80000")}, "rule 3 8/1:6000 8/2:1644 8/0:100000 waived 8:56"},
		{"notice too late", "", formats.Payment{Amount: 107400, BookedOn: date.Of(2026, 2, 2), Refs: ocr("80000")}, "rule 3 8/1:6000 8/2:1700 8/0:99700"},
		{"paid before the notice", "", formats.Payment{Amount: 100164, BookedOn: date.Of(2026, 1, 19), Refs: ocr("140007")}, "rule 3 14/2:164 14/0:100000 waived 14:36 fallen 14/1:6000"},
		{"and short of the interest nobody had claimed", "", formats.Payment{Amount: 100000, BookedOn: date.Of(2026, 1, 19), Refs: ocr("140007")}, "rule 3 14/0:100000 waived 14:36 fallen 14/1:6000"},
		{"a part before the notice", "", formats.Payment{Amount: 50000, BookedOn: date.Of(2026, 1, 19), Refs: ocr("140007")}, "rule 3 14/0:50000 waived 14:36"},
		{"paid on the notice's day", "", formats.Payment{Amount: 100164, BookedOn: date.Of(2026, 1, 20), Refs: ocr("140007")}, "rule 3 14/1:6000 14/2:200 14/0:93964"},
		{"what the notice before asked for", "", formats.Payment{Amount: 106100, BookedOn: date.Of(2026, 1, 19), Refs: ocr("150006")}, "rule 3 15/1:6000 15/2:100 15/0:100000 waived 15:36 waived 15:64 fallen 15/1:6000 fallen 15/3:45000"},
		{"less than that", "", formats.Payment{Amount: 105000, BookedOn: date.Of(2026, 1, 19), Refs: ocr("150006")}, "rule 3 15/1:6000 15/2:164 15/0:98836 waived 15:36"},
		{"less than was owed, of which another has paid since", "", formats.Payment{Amount: 40000, BookedOn: date.Of(2026, 1, 19), Refs: ocr("160005")}, "rule 3 16/0:40000"},
		{"one reference of two, exact", "", formats.Payment{Amount: 14900, Refs: ocr("777")}, "rule 3 4/0:14900"},
		{"one reference of two, both", "", formats.Payment{Amount: 24800, Refs: ocr("777")}, "rule 3 3/0:9900 4/0:14900"},
		{"one reference of two, neither", "", formats.Payment{Amount: 5000, Refs: ocr("777")}, "rule 9 suspense 5000 (two candidates)"},
		{"plan, oldest first", "", formats.Payment{Amount: 12000, Refs: ocr("PLAN2002")}, "rule 4 12/0:9900 13/0:2100"},
		{"two lines", "", formats.Payment{Amount: 170000, Refs: []formats.Ref{ref(1, I, "10001", 150000), ref(2, I, "2026-0002", 20000)}}, "rule 2 1/0:150000 2/0:20000"},
		{"two lines, one part", "", formats.Payment{Amount: 160000, Refs: []formats.Ref{ref(1, R, "1234561", 145000), ref(2, I, "2026-0002", 15000)}}, "rule 2 1/0:145000 2/0:15000"},
		{"two lines, one unknown", "", formats.Payment{Amount: 151000, Refs: []formats.Ref{ref(1, I, "10001", 150000), ref(2, I, "nix", 1000)}}, "rule 2 1/0:150000 suspense 1000 (unknown reference)"},
		{"lines do not add up", "", formats.Payment{Amount: 160001, Refs: []formats.Ref{ref(1, I, "10001", 150000), ref(2, I, "2026-0002", 20000)}}, "rule 9 suspense 160001 (amount does not fit)"},
		{"two references, no amounts", "", formats.Payment{Amount: 170000, Refs: []formats.Ref{ref(1, R, "1234561"), ref(2, R, "RF18539007547034")}}, "rule 3 1/0:150000 2/0:20000"},
		{"reference believed over number", "", formats.Payment{Amount: 150000, Refs: []formats.Ref{ref(1, I, "F3003", 150000), ref(1, R, "1234561")}}, "rule 3 1/0:150000"},
		{"unknown reference beside a known number", "", formats.Payment{Amount: 9900, Refs: []formats.Ref{ref(1, I, "F3003", 9900), ref(1, R, "999")}}, "rule 9 suspense 9900 (unknown reference)"},
		{"short number in a structured line", "", formats.Payment{Amount: 9900, Refs: []formats.Ref{ref(1, I, "12")}}, "rule 2 12/0:9900"},
		{"short number in text", "", formats.Payment{Amount: 9900, Text: text("faktura 12")}, "rule 9 suspense 9900 (no reference)"},
		{"credit note netted", "", formats.Payment{Amount: 74245, Refs: []formats.Ref{ref(1, I, "F1010", 137113), ref(2, N, "C1011", -62868)}}, "rule 2 10/0:74245"},
		{"credit note on its own", "", formats.Payment{Amount: 8900, Refs: []formats.Ref{ref(1, I, "F3003", 9900), ref(2, N, "F3005", -1000)}}, "rule 2 3/0:9900 5/0:-1000"},
		{"credit note unknown", "", formats.Payment{Amount: 8900, Refs: []formats.Ref{ref(1, I, "F3003", 9900), ref(2, N, "CX", -1000)}}, "rule 9 suspense 8900 (unknown credit note)"},
		{"text", "", formats.Payment{Amount: 150000, Text: text("Faktura 10001, tack!")}, "rule 5 1/0:150000"},
		{"text, label glued", "", formats.Payment{Amount: 150000, Text: text("OCR1234561")}, "rule 5 1/0:150000"},
		{"text, number with hyphen", "", formats.Payment{Amount: 20000, Text: text("inv 2026-0002.")}, "rule 5 2/0:20000"},
		{"text, RF in groups", "", formats.Payment{Amount: 20000, Text: text("betr RF18 5390 0754 7034 mvh")}, "rule 5 2/0:20000"},
		{"text, OCR in groups", "", formats.Payment{Amount: 150000, Text: text("1234 561")}, "rule 5 1/0:150000"},
		{"text, two that fit", "", formats.Payment{Amount: 170000, Text: text("10001", "och 2026-0002")}, "rule 5 1/0:150000 2/0:20000"},
		{"text, two that do not", "", formats.Payment{Amount: 150000, Text: text("10001 2026-0002")}, "rule 9 suspense 150000 (amount does not fit)"},
		{"text, amount differs", "", formats.Payment{Amount: 140000, Text: text("10001")}, "rule 9 suspense 140000 (amount does not fit)"},
		{"text names a settled one", "", formats.Payment{Amount: 500, Text: text("F2020")}, "rule 9 suspense 500 (already settled)"},
		{"debtor, exact", "", formats.Payment{Amount: 14900, PayerAccount: []byte("SE7")}, "rule 6 4/0:14900"},
		{"debtor, full balance", "", formats.Payment{Amount: 23800, PayerAccount: []byte("SE7")}, "rule 6 3/0:9900 4/0:14900 5/0:-1000"},
		{"debtor, neither", "", formats.Payment{Amount: 10000, PayerAccount: []byte("SE7")}, "rule 9 suspense 10000 (no reference)"},
		{"debtor, two that fit", "", formats.Payment{Amount: 9900, PayerAccount: []byte("SE10")}, "rule 9 suspense 9900 (two candidates)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			x, b := corner()
			m := New(x, b, Policy{})
			test.p.Currency = money.SEK
			d, err := m.Match(&test.p, test.seen)
			if err != nil {
				t.Fatal(err)
			}
			if got := show(d); got != test.want {
				t.Errorf("got  %s\nwant %s\nevidence: %s", got, test.want, d.Evidence)
			}
			if sum := d.Allocated() + d.Rounding + d.Credited() + d.Suspense; sum != test.p.Amount {
				t.Errorf("the decision accounts for %d of %d", sum, test.p.Amount)
			}
		})
	}
}

// TestTwice: two payments in one file to one invoice see each other (T-13).
func TestTwice(t *testing.T) {
	x, b := corner()
	m := New(x, b, Policy{})
	p := formats.Payment{Amount: 100000, Currency: money.SEK, Refs: ocr("1234561")}
	for _, want := range []string{
		"rule 3 1/0:100000",
		"rule 3 1/0:50000 credit 1:50000",
		"rule 3 credit 1:100000 duplicate",
	} {
		d, err := m.Match(&p, "")
		if err != nil {
			t.Fatal(err)
		}
		if got := show(d); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestEvidence(t *testing.T) {
	x, b := corner()
	d, err := New(x, b, Policy{}).Match(&formats.Payment{Amount: 100000, Currency: money.SEK, Refs: ocr("1234561")}, "")
	if want := "rule 3: ref 1234561 in Strd[1]; open 1500.00, paid 1000.00, rest 500.00"; err != nil || string(d.Evidence) != want {
		t.Errorf("got %q (%v), want %q", d.Evidence, err, want)
	}
}
