package cutover_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/cutover"
	"girod/formats/date"
	"girod/formats/money"

	"pgregory.net/rapid"
)

// pay is one payment of a test: an amount in öre, a reference, and whether it is text.
type pay struct {
	amount int64
	ref    string
	text   bool
}

// message is what a bank sends: one deposit of payments to a bankgiro.
type message struct {
	kind  formats.StatementKind
	id    string
	on    date.Date
	giro  string
	pays  []pay
	whole bool // one line without payments
	other bool // names no bankgiro
	out   bool // went to a supplier's bankgiro
	soon  bool // not booked yet
}

// play tells a message as a reader would, its bytes overwritten after each payment.
func play(sink formats.Sink, m message) error {
	if m.kind == "" {
		m.kind = formats.Notification
	}
	s := formats.Statement{Kind: m.kind, ID: m.id, From: m.on, To: m.on, Account: formats.Account{ID: "SE4550000000058398257466", Currency: "SEK"}}
	e := formats.Entry{Origin: formats.Origin{Line: 2}, Ref: "BG" + m.giro + " 00041", Direction: formats.Credit, Status: formats.Booked, BookedOn: m.on}
	if m.out {
		e.Direction = formats.Debit
	}
	if m.soon {
		e.Status = formats.Pending
	}
	var sum int64
	for _, p := range m.pays {
		sum += p.amount
	}
	e.Amount = money.Of(sum, money.SEK)
	if err := errors.Join(sink.Statement(&s), sink.Entry(&e)); err != nil {
		return err
	}
	pays := m.pays
	if m.whole {
		pays = []pay{{amount: sum}}
	}
	buf := make([]byte, 0, 200)
	for i, x := range pays {
		buf = append(append(buf[:0], m.giro...), x.ref...)
		p := formats.Payment{Line: 3 + i, Ordinal: i + 1, Amount: max(x.amount, -x.amount), Currency: money.SEK, Direction: formats.Credit, Priced: true, BookedOn: m.on}
		if x.amount < 0 {
			p.Direction = formats.Debit
		}
		if m.whole {
			p.Ordinal = 0
		}
		if !m.other {
			p.PaidTo, p.PaidToScheme = buf[:len(m.giro)], []byte("BGNR")
		}
		if ref := buf[len(m.giro):]; x.text {
			p.Text = [][]byte{ref}
		} else if len(ref) > 0 {
			p.Refs = []formats.Ref{{Kind: formats.CreditorRef, Text: ref, Line: 1}}
		}
		if err := sink.Payment(&p); err != nil {
			return err
		}
		clear(buf[:cap(buf)])
	}
	return sink.EntryEnd(&e)
}

func compare(t *testing.T, old, new []message) *cutover.Report {
	t.Helper()
	a, b := cutover.NewCollector(), cutover.NewCollector()
	for i, m := range old {
		if err := play(a.Sink(fmt.Sprintf("bgmax%d.txt", i+1)), m); err != nil {
			t.Fatal(err)
		}
	}
	for i, m := range new {
		if err := play(b.Sink(fmt.Sprintf("camt%d.xml", i+1)), m); err != nil {
			t.Fatal(err)
		}
	}
	return cutover.Compare(a, b)
}

const (
	monday  = date.Date(20261102)
	tuesday = date.Date(20261103)
)

func TestVerdicts(t *testing.T) {
	three := []pay{{125000, "10234567898", false}, {89900, "10234567906", false}, {89900, "10234567906", false}}
	on := func(pays ...pay) message { return message{id: "A", on: monday, giro: "58056201", pays: pays} }
	for name, c := range map[string]struct {
		old, new []message
		want     string
	}{
		"equal":                    {[]message{on(three...)}, []message{on(three[2], three[0], three[1])}, "equal"},
		"equal, written otherwise": {[]message{on(pay{100, "2026-1004 a", true})}, []message{{id: "B", on: monday, giro: "5805-6201", pays: []pay{{100, "0020261004A", false}}}}, "equal"},
		"two are two":              {[]message{on(three...)}, []message{on(three[0], three[1])}, "different; old bgmax1.txt:5: 899.00 SEK 10234567906"},
		"amount":                   {[]message{on(three[0])}, []message{on(pay{125001, "10234567898", false})}, "different; old bgmax1.txt:3: 1250.00 SEK 10234567898; new camt1.xml:3: 1250.01 SEK 10234567898"},
		"reference":                {[]message{on(three[0])}, []message{on(pay{125000, "77", true})}, "references-differ; bgmax1.txt:3: 1250.00 SEK 10234567898 = camt1.xml:3: 1250.00 SEK 77"},
		"only old":                 {[]message{on(three[0])}, nil, "only-in-bgmax; old bgmax1.txt:3: 1250.00 SEK 10234567898"},
		"only new":                 {nil, []message{on(three[0])}, "only-in-camt; new camt1.xml:3: 1250.00 SEK 10234567898"},
		"another day": {[]message{on(three[0])}, []message{{id: "B", on: tuesday, giro: "58056201", pays: three[:1]}},
			"only-in-bgmax; old bgmax1.txt:3: 1250.00 SEK 10234567898 | only-in-camt; new camt1.xml:3: 1250.00 SEK 10234567898"},
		"deduction":           {[]message{on(three[0], pay{-5000, "K1", true})}, []message{on(three[0], pay{-5000, "K1", false})}, "equal"},
		"deduction as credit": {[]message{on(three[0], pay{-5000, "K1", true})}, []message{on(three[0], pay{5000, "K1", true})}, "different; old bgmax1.txt:4: -50.00 SEK K1; new camt1.xml:4: 50.00 SEK K1"},
		"statement, whole":    {[]message{on(three...)}, []message{{kind: formats.EndOfDay, id: "S", on: monday, giro: "58056201", pays: three, whole: true}}, "equal-sums"},
		"statement, one line of two deposits": {[]message{on(three[0]), {id: "B", on: monday, giro: "58056201", pays: three[1:]}},
			[]message{{kind: formats.EndOfDay, id: "S", on: monday, giro: "58056201", pays: three, whole: true}}, "equal-sums"},
		"statement, less": {[]message{on(three...)}, []message{{kind: formats.EndOfDay, id: "S", on: monday, giro: "58056201", pays: three[:1], whole: true}},
			"different; old bgmax1.txt:2: deposit 3048.00 SEK BG58056201 00041; new camt1.xml:2: deposit 1250.00 SEK BG58056201 00041"},
		"notification before statement": {[]message{on(three...)}, []message{on(three...), {kind: formats.EndOfDay, id: "S", on: monday, giro: "58056201", pays: three}}, "equal"},
		"report of the day so far":      {[]message{on(three...)}, []message{{kind: formats.WithinDay, id: "S", on: monday, giro: "58056201", pays: three}}, "only-in-bgmax; old 3"},
		"told twice":                    {[]message{on(three...)}, []message{on(three...), on(three...)}, "equal; 1 repeated"},
		"paid to suppliers":             {[]message{on(three...)}, []message{on(three...), {id: "C", on: monday, giro: "58056201", pays: three, out: true}}, "equal"},
		"not booked yet":                {[]message{on(three...)}, []message{on(three...), {id: "C", on: monday, giro: "58056201", pays: three, soon: true}}, "equal"},
		"other money":                   {[]message{on(three...)}, []message{on(three...), {id: "C", on: monday, giro: "1", pays: three, other: true}}, "equal; 3 other"},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(t, c.old, c.new)
			if got := line(r); got != c.want {
				t.Errorf("%s\nwant %s", got, c.want)
			}
			if good := strings.HasPrefix(c.want, "equal"); r.Good() != good {
				t.Errorf("good is %v", r.Good())
			}
		})
	}
}

// line writes a report in one line.
func line(r *cutover.Report) string {
	var rows []string
	for _, row := range r.Rows {
		parts := []string{string(row.Verdict)}
		list := func(side string, alone []cutover.Payment) {
			if len(alone) > 2 {
				parts = append(parts, fmt.Sprintf("%s %d", side, len(alone)))
				return
			}
			for _, p := range alone {
				parts = append(parts, side+" "+p.String())
			}
		}
		list("old", row.AloneOld)
		list("new", row.AloneNew)
		for _, p := range row.Renamed {
			parts = append(parts, p.Old.String()+" = "+p.New.String())
		}
		if r.Repeated > 0 {
			parts = append(parts, fmt.Sprint(r.Repeated, " repeated"))
		}
		if r.Other > 0 {
			parts = append(parts, fmt.Sprint(r.Other, " other"))
		}
		rows = append(rows, strings.Join(parts, "; "))
	}
	return strings.Join(rows, " | ")
}

func TestAnAccountBelongsToABankgiro(t *testing.T) {
	a, b := cutover.NewCollector(), cutover.NewCollector()
	b.Belongs("SE45 5000 0000 0583 9825 7466", "5805-6201")
	pays := []pay{{100, "7", false}}
	if err := errors.Join(play(a.Sink("a"), message{on: monday, giro: "58056201", pays: pays}), play(b.Sink("b"), message{on: monday, pays: pays, other: true})); err != nil {
		t.Fatal(err)
	}
	r := cutover.Compare(a, b)
	if len(r.Rows) != 1 || r.Rows[0].Verdict != cutover.Equal || r.Rows[0].Bankgiro != "58056201" || r.Other != 0 {
		t.Errorf("%+v", r)
	}
	if r.Rows[0].Old != (cutover.Said{Deposits: 1, Payments: 1, Credit: 100}) {
		t.Errorf("%+v", r.Rows[0].Old)
	}
	if cutover.Compare(cutover.NewCollector(), cutover.NewCollector()).Good() {
		t.Error("nothing at all is not good")
	}
}

func TestManyAloneAreCounted(t *testing.T) {
	var pays []pay
	for i := range 250 {
		pays = append(pays, pay{int64(i + 1), "1", false})
	}
	r := compare(t, []message{{on: monday, giro: "58056201", pays: pays}}, []message{{on: monday, giro: "58056201", pays: pays[:1]}})
	row := r.Rows[0]
	if len(row.AloneOld) != cutover.MaxAlone || row.MissingOld != 249 || row.AloneOld[0].Line != 4 || row.MissingNew != 0 {
		t.Errorf("%d of %d", len(row.AloneOld), row.MissingOld)
	}
}

func TestOverflow(t *testing.T) {
	a := cutover.NewCollector()
	const most = 1<<63 - 1
	err := play(a.Sink("a"), message{on: monday, giro: "58056201", pays: []pay{{most, "", false}, {-1, "", false}}})
	if err != nil {
		t.Fatal(err)
	}
	err = play(a.Sink("b"), message{id: "2", on: monday, giro: "58056201", pays: []pay{{1, "", false}}})
	if !errors.Is(err, money.ErrOverflow) {
		t.Error(err)
	}
}

// However payments are spread over deposits and files, the same ones are equal, and one
// that is taken away is the one that is missed.
func TestOrderAndDepositsDoNotMatter(t *testing.T) {
	one := rapid.Custom(func(t *rapid.T) pay {
		return pay{int64(rapid.IntRange(1, 5).Draw(t, "amount")), rapid.SampledFrom([]string{"", "1", "2"}).Draw(t, "ref"), rapid.Bool().Draw(t, "text")}
	})
	rapid.Check(t, func(rt *rapid.T) {
		pays := rapid.SliceOfN(one, 1, 30).Draw(rt, "payments")
		spread := func(pays []pay, name string) (all []message) {
			pays = rapid.Permutation(pays).Draw(rt, name)
			for n := 1; len(pays) > 0; n++ {
				k := rapid.IntRange(1, len(pays)).Draw(rt, "deposit")
				all = append(all, message{id: fmt.Sprint(n), on: monday, giro: "58056201", pays: slices.Clone(pays[:k])})
				pays = pays[k:]
			}
			return all
		}
		old := spread(pays, "old")
		if r := compare(t, old, spread(pays, "new")); line(r) != "equal" {
			rt.Fatal(line(r))
		}
		less := spread(pays[1:], "less")
		row := compare(t, old, append(less, message{id: "x", on: monday, giro: "58056201"})).Rows[0]
		if row.MissingOld != 1 || row.MissingNew != 0 || row.AloneOld[0].Amount.Minor != pays[0].amount {
			if len(pays) > 1 {
				rt.Fatalf("%+v", row)
			}
		}
	})
}

func BenchmarkCollect(b *testing.B) {
	var pays []pay
	for i := range 100_000 {
		pays = append(pays, pay{int64(i%9000 + 1), fmt.Sprint(10_000_000 + i), false})
	}
	m := message{on: monday, giro: "58056201", pays: pays}
	b.ReportAllocs()
	for b.Loop() {
		old, new := cutover.NewCollector(), cutover.NewCollector()
		if err := errors.Join(play(old.Sink("a"), m), play(new.Sink("b"), m)); err != nil {
			b.Fatal(err)
		}
		if !cutover.Compare(old, new).Good() {
			b.Fatal("not equal")
		}
	}
	b.ReportMetric(float64(2*len(pays))*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
}
