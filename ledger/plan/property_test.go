package plan

import (
	"testing"

	"pgregory.net/rapid"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/store/storetest"
)

func book(t testing.TB) *ledger.Book {
	t.Helper()
	return ledger.New(storetest.SQLite(t), ledger.DefaultChart())
}

// TestAnyPayments pays a frozen plan in any way, takes payments back, credits an invoice
// and lets days go by. After each act the instalments are what was allocated, credited and
// is left, each counted on its own: the first from what the test did, the last from the
// items. Instalments are covered in their order, and a plan is kept exactly when nothing is
// left, broken only when one was missed, and holds its invoices exactly while it is active.
func TestAnyPayments(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := furnish(t, book(t), "SE")
		p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir, r.Course}, Interest: rapid.SampledFrom([]Interest{Frozen, Waived}).Draw(rt, "interest"),
			Terms: Terms{Instalments: rapid.IntRange(1, 8).Draw(rt, "n"), First: 20260128, Every: Fortnightly, Grace: rapid.IntRange(0, 4).Draw(rt, "grace")}})
		sum := int64(0)
		for _, i := range p.Instalments {
			sum += i.Amount
		}
		allocated, credited := int64(0), int64(0)
		took := map[ledger.EntryID]int64{}
		day := r.desk.Today
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			switch rapid.SampledFrom([]string{"pay", "pay", "pay", "exact", "back", "credit", "days"}).Draw(rt, "act") {
			case "pay":
				allocated += r.paying(rt, &p, rapid.Int64Range(1, 120000).Draw(rt, "amount"), took)
			case "exact":
				allocated += r.paying(rt, &p, p.Instalments[0].Amount, took)
			case "back":
				allocated -= r.takeBack(rt, took)
			case "credit":
				credited += r.credit(rt, rapid.Int64Range(1, 20000).Draw(rt, "amount"))
			case "days":
				day = day.Add(rapid.IntRange(1, 20).Draw(rt, "days"))
				r.run(day)
			}
			r.holds(rt, p.ID, sum, allocated, credited)
		}
		r.sound()
	})
}

func (r *room) paying(rt *rapid.T, p *Plan, amount int64, took map[ledger.EntryID]int64) int64 {
	taken, err := r.pay(p, amount)
	if err != nil {
		rt.Fatal(err)
	}
	if taken > 0 {
		took[r.paid[len(r.paid)-1]] = taken
	}
	return taken
}

// takeBack reverses the last payment that stands, as a bank does.
func (r *room) takeBack(rt *rapid.T, took map[ledger.EntryID]int64) int64 {
	if len(r.paid) == 0 {
		return 0
	}
	id := r.paid[len(r.paid)-1]
	r.paid = r.paid[:len(r.paid)-1]
	if err := r.try(func(tx *ledger.Tx) error { _, err := tx.Reverse(id, r.desk.Today, "the bank took it back"); return err }); err != nil {
		rt.Fatal(err)
	}
	return took[id]
}

// credit credits a part of the first invoice and tells what of it lowered the debt.
func (r *room) credit(rt *rapid.T, amount int64) (settled int64) {
	err := r.try(func(tx *ledger.Tx) error {
		done, err := tx.CreditInvoice(ledger.Credit{Invoice: r.Choir, Amount: amount, On: r.desk.Today, Reason: "a week less"})
		settled = done.Settled
		return err
	})
	if err != nil {
		return 0 // more than is left to credit
	}
	return settled
}

func (r *room) holds(rt *rapid.T, id ID, sum, allocated, credited int64) {
	s := r.standing(id)
	left, revived := int64(0), int64(0) // interest that came alive when the plan broke
	ledgertest.View(r, r.book, func(tx *ledger.Tx) error {
		for _, o := range s.Invoices {
			b, err := tx.Balance(o.Invoice)
			if err != nil {
				return err
			}
			left += b[0] + b[1] + b[2] + b[3]
			inv, err := tx.Invoice(o.Invoice)
			if err != nil {
				return err
			}
			if s.State == Broken {
				revived += int64(s.Ended.Days(inv.Due))*perDay - o.Balance[ledger.Interest]
			}
		}
		return nil
	})
	if s.Paid != allocated || s.Credited != credited || s.Owed != left || sum != allocated+credited+left-revived {
		rt.Fatalf("instalments %d; allocated %d, credited %d, left %d; %+v", sum, allocated, credited, left, s)
	}
	covered, open := int64(0), false
	for _, part := range s.Parts {
		if covered += part.Covered; open && part.Covered > 0 {
			rt.Fatalf("a later instalment was covered before an earlier one: %+v", s.Parts)
		}
		open = open || part.Covered < part.Asked
	}
	if covered != min(allocated+credited, sum+revived) {
		rt.Fatalf("covered %d of %d", covered, allocated+credited)
	}
	if held := len(r.held) == 2; held != (s.State == Active) || !held && len(r.held) != 0 {
		rt.Fatalf("%s, held %v", s.State, r.held)
	}
}

// TestSameOnBoth plays one life of a plan on both databases and compares the rows.
func TestSameOnBoth(t *testing.T) {
	var first []Standing
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		r := furnish(t, book, "SE")
		p := r.agreed(New{Invoices: []ledger.InvoiceID{r.Choir, r.Course}, Interest: Runs, Terms: Terms{Amount: 70000, First: 20260128, Every: Monthly}})
		var seen []Standing
		for _, d := range []date.Date{20260128, 20260228, 20260318, 20260328} {
			if _, err := r.pay(&p, 70000); err != nil {
				t.Fatal(err)
			}
			r.run(d)
			seen = append(seen, r.standing(p.ID))
		}
		if first == nil {
			first = seen
		}
		for i := range seen {
			if seen[i].State != first[i].State || seen[i].Owed != first[i].Owed || seen[i].Paid != first[i].Paid || seen[i].Added != first[i].Added {
				t.Errorf("%+v\n%+v", seen[i], first[i])
			}
		}
	})
}
