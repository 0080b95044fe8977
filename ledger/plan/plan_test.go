package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/letter"
	"girod/formats/reference"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/ledgertest"
	"girod/ledger/outbox"
)

// TestKept: Anna owes 1500.00 and 250.00, due on 15 December, and 23 days × 1.00 of
// interest on each: 46.00. With the fee of 170.00 that is 1966.00, in six of 327.67,
// 327.67, 327.67, 327.67, 327.66 and 327.66.
func TestKept(t *testing.T) { // T-26 R-BST-46
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		r := furnish(t, book, "SE")
		p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir, r.Course}, Interest: Frozen,
			Terms: Terms{Instalments: 6, First: 20260128, Every: Monthly, Grace: 5}})
		if p.Total != 196600 || p.Fee != 17000 || p.State != Active || p.Instalments[0].Amount != 32767 || p.Instalments[5].Amount != 32766 {
			t.Fatalf("%+v", p)
		}
		if err := reference.CheckOCR(p.Ref, reference.OCR{}); err != nil {
			t.Error(p.Ref, err)
		}
		if !strings.Contains(p.FeeBasis, "1981:739") {
			t.Error(p.FeeBasis)
		}
		if want := []string{"held 1", "plan-created 1", "held 2", "plan-created 2"}; !slices.Equal(r.said, want) {
			t.Error(r.said)
		}
		r.sound()
		// Early, late within grace, two at once, the rest in one.
		for _, pay := range []struct {
			on     int
			amount int64
			want   string
		}{
			{20260120, 32767, "paid due due due due due"},
			{20260303, 20000, "paid late due due due due"},
			{20260304, 12767, "paid paid due due due due"},
			{20260305, 65534, "paid paid paid paid due due"},
			{20260601, 50000, "paid paid paid paid paid due"},
			{20260626, 15532, "paid paid paid paid paid paid"},
		} {
			d := r.desk.Today.Add(0)
			for d < p.On.Add(0) || int(d) < pay.on {
				d = d.Add(1)
				if got := r.run(d); len(got.Broken)+len(got.Kept) > 0 {
					t.Fatalf("%s: %+v", d, got)
				}
			}
			if taken, err := r.pay(&p, pay.amount); taken != pay.amount || err != nil {
				t.Fatal(pay.on, taken, err)
			}
			s := r.standing(p.ID)
			var states []string
			for _, part := range s.Parts {
				states = append(states, string(part.State))
			}
			if got := strings.Join(states, " "); got != pay.want || s.Added != 0 {
				t.Errorf("%d: %s, want %s; %+v", pay.on, got, pay.want, s)
			}
			r.sound()
		}
		if got := r.run(20260627); !slices.Equal(got.Kept, []ID{p.ID}) || len(r.held) != 0 {
			t.Errorf("%+v %v", got, r.held)
		}
		if s := r.standing(p.ID); s.Parts[3].PaidOn != 20260305 || s.Parts[1].PaidOn != 20260304 || s.Owed != 0 || s.Paid != 196600 {
			t.Errorf("%+v", s)
		}
		r.sound()
	})
}

// TestMissed: the first of two instalments is short by an öre when its days of grace are
// over. 28 February 2026 is a Saturday: in time is Monday 2 March, and three days more.
func TestMissed(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		r := furnish(t, book, "SE")
		p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir}, Interest: Waived, Terms: Terms{Instalments: 2, First: 20260228, Every: Monthly, Grace: 3}})
		if p.Total != 167000 {
			t.Fatal(p.Total)
		}
		r.desk.Today = 20260302
		if _, err := r.pay(&p, 83499); err != nil {
			t.Fatal(err)
		}
		if got := r.run(20260305); len(got.Broken) != 0 {
			t.Errorf("within grace: %+v", got)
		}
		got := r.run(20260306)
		if len(got.Broken) != 1 || got.Broken[0].Instalment.Number != 1 || got.Broken[0].Covered != 83499 || len(r.held) != 0 {
			t.Fatalf("%+v %v", got, r.held)
		}
		if again := r.run(20260306); len(again.Broken) != 0 {
			t.Error("broken twice")
		}
		if !slices.Contains(r.said, "plan-missed 1") {
			t.Error(r.said)
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			waiting, err := outbox.Waiting(tx)
			if err != nil || len(waiting) != 2 || waiting[1].Subject != "plan1-2" {
				t.Errorf("%+v", waiting)
			}
			l, err := ReadLetter(tx, "plan1-2")
			if l.Kind != formats.PlanBrokenLetter || l.Total() != 83501+8100 || l.Interest != 8100 || // 81 days since 15 December, at 100 a day
				!slices.Contains(r.said, "promised 1: 91601 with 8100 of interest by 2026-03-16") || !l.Plan.Instalments[0].Missed || l.Plan.Instalments[0].Left != 1 || l.PayBy != 20260316 {
				t.Errorf("%+v %v", l, err)
			}
			return err
		})
		// A broken plan may be followed by another under the same reference, without a second fee.
		next := r.agreed(New{Replaces: p.ID, Interest: Waived, Terms: Terms{Amount: 50000, First: 20260331, Every: Monthly}})
		if next.Ref != p.Ref || next.Fee != 0 || next.Total != 83501 || len(next.Instalments) != 2 || !r.held[r.Choir] {
			t.Errorf("%+v", next)
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			list, err := ByRefs(tx, p.Ref, "123")
			if err != nil || len(list) != 1 || !slices.Equal(list[0].Invoices, []ledger.InvoiceID{r.Choir}) {
				t.Errorf("%+v %v", list, err)
			}
			return err
		})
		r.sound()
	})
}

// TestRuns: interest of 1.00 a day runs on. Proposed on 7 January with 23.00; the last of
// two instalments falls due on 28 February, 52 days later, and ten days before it 52.00
// more are claimed with it.
func TestRuns(t *testing.T) {
	r := furnish(t, book(t), "SE")
	p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir}, Interest: Runs, NoFee: true, Terms: Terms{Instalments: 2, First: 20260128, Every: Monthly}})
	if p.Total != 152300 {
		t.Fatal(p.Total)
	}
	r.desk.Today = 20260128
	if _, err := r.pay(&p, 76150); err != nil {
		t.Fatal(err)
	}
	if got := r.run(20260217); len(got.Claimed) != 0 {
		t.Errorf("%+v", got)
	}
	if got := r.run(20260218); len(got.Claimed) != 1 {
		t.Errorf("%+v", got)
	}
	r.lettered("plan1-2", formats.LetterPlan{ID: "plan1", Agreed: 20260107, InterestRuns: true, Added: 5200, Instalments: []formats.LetterInstalment{
		{Due: 20260128, Amount: 76150, Paid: true}, {Due: 20260228, Amount: 76150 + 5200}}}, 20260228)
	s := r.standing(p.ID)
	if s.Added != 5200 || s.Parts[1].Asked != 76150+5200 || s.Owed != 81350 {
		t.Errorf("%+v", s)
	}
	if _, err := r.pay(&p, 81350); err != nil {
		t.Fatal(err)
	}
	if got := r.run(20260219); len(got.Kept) != 1 {
		t.Errorf("%+v", got)
	}
	r.sound()
}

// TestPaidEarlyWithInterest: all is paid in one, on 17 January. Ten days of interest ran
// since the proposal, and are the last instalment now.
func TestPaidEarlyWithInterest(t *testing.T) {
	r := furnish(t, book(t), "SE")
	p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir}, Interest: Runs, NoFee: true, Terms: Terms{Instalments: 2, First: 20260128, Every: Monthly}})
	r.desk.Today = 20260117
	if _, err := r.pay(&p, p.Total); err != nil {
		t.Fatal(err)
	}
	if got := r.run(20260118); len(got.Claimed) != 1 || len(got.Kept) != 0 {
		t.Errorf("%+v", got)
	}
	if s := r.standing(p.ID); s.Owed != 1000 || s.Parts[1].State != PartDue {
		t.Errorf("%+v", s)
	}
	r.lettered("plan1-2", formats.LetterPlan{ID: "plan1", Agreed: 20260107, InterestRuns: true, Added: 1000, Instalments: []formats.LetterInstalment{
		{Due: 20260128, Amount: 76150, Paid: true}, {Due: 20260228, Amount: 76150 + 1000, Left: 1000}}}, 20260228)
}

// TestLettersFollowAMerge: a plan's letters go where who the debtor is by now lives.
func TestLettersFollowAMerge(t *testing.T) {
	r := furnish(t, book(t), "SE")
	r.do(func(tx *ledger.Tx) error { return tx.MergeParty(r.Anna, r.Bengt, "one and the same") })
	p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir, r.Summer}, NoFee: true, Interest: Frozen, Terms: Terms{Instalments: 2, First: 20260128, Every: Monthly}})
	r.sound() // the plan is over what both were billed
	r.do(func(tx *ledger.Tx) error {
		l, err := ReadLetter(tx, "plan1-1")
		if d := l.Debtor; d.ID != "1001" || d.Name != "Bengt Ek" || d.Town != "Lund" || p.Debtor != r.Anna {
			t.Errorf("%+v", l.Debtor)
		}
		_, err2 := tx.PartParty(r.Anna, "two people")
		return errors.Join(err, err2)
	})
	r.sound() // what was agreed while they were one stays
}

// TestTolerance: an instalment that lacks no more than is let pass is not missed, whenever it
// comes to that, and a plan that lacks no more at its end is kept; an öre more breaks it.
func TestTolerance(t *testing.T) {
	for _, c := range []struct {
		short, at int64
		want      string
	}{{100, 1, ""}, {101, 1, "broken"}, {100, 2, "kept"}, {101, 2, "broken"}} {
		r := furnish(t, book(t), "SE")
		p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir}, Interest: Waived, Terms: Terms{Instalments: 2, First: 20260302, Every: Monthly, Tolerance: 100}})
		on, amount := date.Date(20260302), p.Total/2
		if c.at == 2 {
			on, amount = 20260402, p.Total
		}
		r.desk.Today = 20260302
		if _, err := r.pay(&p, amount-c.short); err != nil {
			t.Fatal(err)
		}
		if got := r.run(on); len(got.Broken)+len(got.Kept) != 0 {
			t.Errorf("%+v, in time yet: %+v", c, got)
		}
		got := r.run(on.Add(1))
		if (len(got.Broken) == 1) != (c.want == "broken") || (len(got.Kept) == 1) != (c.want == "kept") {
			t.Errorf("%+v: %+v", c, got)
		}
		if s := r.standing(p.ID); (s.Parts[c.at-1].State == PartShort) != (c.short <= 100) {
			t.Errorf("%+v: %+v", c, s.Parts)
		}
		if said := r.history(r.Choir); (c.want == "kept") != strings.Contains(said, "1.00 SEK that is lacking is still owed") {
			t.Errorf("%+v: %s", c, said)
		}
		r.sound()
	}
}

// lettered wants a letter that tells of the last instalment's new sum, due on a day.
func (r *room) lettered(name string, want formats.LetterPlan, due date.Date) {
	r.Helper()
	ledgertest.View(r, r.book, func(tx *ledger.Tx) error {
		l, err := ReadLetter(tx, name)
		if err != nil || l.Kind != formats.PlanInterestLetter || l.PayBy != due {
			r.Errorf("%+v %v", l, err)
			return err
		}
		if diff := cmp.Diff(want, *l.Plan); diff != "" {
			r.Error(diff)
		}
		_, _, err = letter.PDF(&l.Reminder)
		return err
	})
}

// TestFeeIsACharge: a plan's fee stands among the charges of its first invoice, by its name
// in the law and with its ground, so that a reminder tells it and the law counts it. A plan
// put right on the same day costs no second one; a later one does.
func TestFeeIsACharge(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		r := furnish(t, book, "SE")
		terms := New{Invoices: []ledger.InvoiceID{r.Choir, r.Course}, Interest: Waived, Terms: Terms{Instalments: 2, First: 20260228, Every: Monthly}}
		cancel := func(p Plan) {
			r.do(func(tx *ledger.Tx) error { _, err := r.desk.Cancel(tx, p.ID, "put right"); return err })
		}
		cancel(r.agreed(terms))
		if p := r.agreed(terms); p.Fee != 0 || !strings.Contains(p.FeeBasis, "same day") {
			t.Errorf("%d %s", p.Fee, p.FeeBasis)
		} else {
			cancel(p)
		}
		r.desk.Today = 20260108
		r.agreed(terms)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			list, err := dunning.ChargesOf(tx, r.Choir)
			if len(list) != 2 || list[1].Kind != law.PlanFee || list[1].On != 20260108 || list[1].Amount.Minor != 17000 || !strings.Contains(list[1].Basis, "1981:739") {
				t.Errorf("%+v %v", list, err)
			}
			want := []formats.LetterFee{{Kind: law.PlanFee, Amount: 17000, On: 20260107}, {Kind: law.PlanFee, Amount: 17000, On: 20260108}}
			fees, err2 := dunning.Explained(tx, r.Choir, 34000, 0)
			if diff := cmp.Diff(want, fees); diff != "" {
				t.Error(diff)
			}
			wrongs, err3 := dunning.Check(tx)
			if len(wrongs) > 0 {
				t.Error(wrongs)
			}
			return errors.Join(err, err2, err3)
		})
		r.sound()
	})
}

// TestRefused holds what makes no plan, by its code.
func TestRefused(t *testing.T) {
	r := furnish(t, book(t), "SE")
	terms := Terms{Instalments: 2, First: 20260228, Every: Monthly}
	p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir}, Interest: Waived, Terms: terms})
	var draft Plan
	r.do(func(tx *ledger.Tx) (err error) {
		draft, err = r.desk.Propose(tx, New{Invoices: []ledger.InvoiceID{r.Summer}, Interest: Waived, Terms: terms})
		return err
	})
	for _, c := range []struct {
		name string
		want error
		do   func(tx *ledger.Tx) error
	}{
		{"in another plan", ErrTerms, r.proposing(New{Invoices: []ledger.InvoiceID{r.Choir}, Interest: Waived, Terms: terms})},
		{"of two debtors", ErrTerms, r.proposing(New{Invoices: []ledger.InvoiceID{r.Course, r.Hall}, Interest: Waived, Terms: terms})},
		{"twice", ErrTerms, r.proposing(New{Invoices: []ledger.InvoiceID{r.Course, r.Course}, Interest: Waived, Terms: terms})},
		{"a credit note", ErrTerms, r.proposing(New{Invoices: []ledger.InvoiceID{r.Refund}, Interest: Waived, Terms: terms})},
		{"none", ErrTerms, r.proposing(New{Interest: Waived, Terms: terms})},
		{"interest", ErrTerms, r.proposing(New{Invoices: []ledger.InvoiceID{r.Course}, Terms: terms})},
		{"in the past", ErrTerms, r.proposing(New{Invoices: []ledger.InvoiceID{r.Course}, Interest: Waived, Terms: Terms{Instalments: 2, First: 20260106, Every: Monthly}})},
		{"replaces nothing", ledger.ErrNotFound, r.proposing(New{Replaces: 17, Interest: Waived, Terms: terms})},
		{"replaces a draft", ErrState, r.proposing(New{Replaces: draft.ID, Interest: Waived, Terms: terms})},
		{"agreed twice", ErrState, func(tx *ledger.Tx) error { _, err := r.desk.Agree(tx, p.ID, "x"); return err }},
		{"fee without paper", ErrUnwritten, func(tx *ledger.Tx) error { _, err := r.desk.Agree(tx, draft.ID, ""); return err }},
		{"cancelled without reason", ledger.ErrReason, func(tx *ledger.Tx) error { _, err := r.desk.Cancel(tx, p.ID, ""); return err }},
		{"paid meanwhile", ErrChanged, func(tx *ledger.Tx) error {
			if err := tx.AssessInterest(r.Summer, 1); err != nil {
				return err
			}
			_, err := r.desk.Agree(tx, draft.ID, "x")
			return err
		}},
		{"too late", ErrTerms, func(tx *ledger.Tx) error {
			late := r.desk
			late.Today = 20260303
			_, err := late.Agree(tx, draft.ID, "x")
			return err
		}},
	} {
		if err := r.try(c.do); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	r.do(func(tx *ledger.Tx) error {
		_, err := r.desk.Cancel(tx, p.ID, "the debtor moved abroad")
		if err == nil {
			_, err = r.desk.Cancel(tx, draft.ID, "not wanted")
		}
		return err
	})
	if len(r.held) != 0 {
		t.Error(r.held)
	}
	r.sound()
}

func (r *room) proposing(n New) func(tx *ledger.Tx) error {
	return func(tx *ledger.Tx) error {
		_, err := r.desk.Propose(tx, n)
		return err
	}
}

// TestFee holds what a plan may cost by country: 170.00 SEK in Sweden; in Finland by the
// size of the debt and the number of instalments, which the claim's currency must fit; in
// Norway and Denmark no law gives one.
func TestFee(t *testing.T) {
	for _, c := range []struct {
		country law.Country
		invoice func(*room) ledger.InvoiceID
		n       int
		fee     int64
		basis   string
	}{
		{"SE", func(r *room) ledger.InvoiceID { return r.Choir }, 6, 17000, "lag (1981:739)"},
		{"NO", func(r *room) ledger.InvoiceID { return r.Choir }, 6, 0, "no law of NO"},
		{"DK", func(r *room) ledger.InvoiceID { return r.Choir }, 6, 0, "no law of DK"},
		{"FI", func(r *room) ledger.InvoiceID { return r.Hall }, 6, 0, "no law of FI"}, // a business
	} {
		r := furnish(t, book(t), c.country)
		var p Plan
		r.do(func(tx *ledger.Tx) (err error) {
			p, err = r.desk.Propose(tx, New{Invoices: []ledger.InvoiceID{c.invoice(r)}, Interest: Waived, Terms: Terms{Instalments: c.n, First: 20260128, Every: Monthly}})
			return err
		})
		if p.Fee != c.fee || !strings.Contains(p.FeeBasis, c.basis) {
			t.Errorf("%s: %d, %s", c.country, p.Fee, p.FeeBasis)
		}
	}
}

// TestFinnishFee: 20.00 for up to 100.00, 30.00 for up to 1000.00, 50.00 above; of four
// instalments or fewer 20.00 (perintälaki 10 a §).
func TestFinnishFee(t *testing.T) {
	for _, c := range []struct {
		gross int64
		n     int
		fee   int64
	}{{10000, 6, 2000}, {10001, 6, 3000}, {100000, 6, 3000}, {100001, 6, 5000}, {100001, 4, 2000}} {
		r := furnish(t, book(t), "FI")
		var p Plan
		r.do(func(tx *ledger.Tx) error {
			id, err := tx.IssueInvoice(ledger.Invoice{Number: "FI-1", Ref: "13", Kind: ledger.KindInvoice, Debtor: r.Anna, Issued: 20251101, Due: 20251201,
				Currency: "EUR", Net: c.gross, Gross: c.gross})
			if err != nil {
				return err
			}
			p, err = r.desk.Propose(tx, New{Invoices: []ledger.InvoiceID{id}, Interest: Waived, Terms: Terms{Instalments: c.n, First: 20260128, Every: Monthly}})
			return err
		})
		if p.Fee != c.fee || (p.FeeKind == law.ShortPlanFee) != (c.n == 4) {
			t.Errorf("%+v: %d of %s, %s", c, p.Fee, p.FeeKind, p.FeeBasis)
		}
		if err := reference.CheckViite(p.Ref); err != nil {
			t.Error(p.Ref, err)
		}
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]string{"plan3": "plan3", "12": "plan12", "plan0": "not found", "x": "not found", "": "not found"} {
		id, err := ParseName(text)
		got := id.Name()
		if errors.Is(err, ledger.ErrNotFound) {
			got = "not found"
		}
		if got != want {
			t.Errorf("%q: %s", text, got)
		}
	}
	if fmt.Sprint(IsLetter("plan3-1"), IsLetter("r000017")) != "true false" {
		t.Error("letters")
	}
}
