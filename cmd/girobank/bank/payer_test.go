package bank_test

import (
	"fmt"
	"strings"
	"testing"

	"girod/cmd/girobank/bank"
)

func TestHabits(t *testing.T) {
	b := open(t, bank.Options{Seed: 7})
	due := monday.Add(14)
	var list []bank.Invoice
	for i, h := range []bank.Habit{bank.Exact, bank.Late, bank.Part, bank.Over, bank.Twice, bank.Several, bank.Several, bank.Wrong, bank.InText, bank.NoRef, bank.Never} {
		list = append(list, bank.Invoice{Number: fmt.Sprint(1000 + i), Ref: "10017", Amount: 1560_00, Due: due, Debtor: "Anna <Ek>", Habit: h})
	}
	planned, err := b.Pay(list)
	if err != nil {
		t.Fatal(err)
	}
	by := map[bank.Habit][]bank.Payment{}
	for _, p := range planned {
		by[p.Habit] = append(by[p.Habit], p)
	}
	one := func(h bank.Habit) bank.Payment {
		if len(by[h]) != 1 {
			t.Fatalf("%s: %d payments", h, len(by[h]))
		}
		return by[h][0]
	}
	if p := one(bank.Exact); p.Amount != 1560_00 || p.Reference != "10017" || p.Day > due {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Late); p.Day <= due.Add(6) {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Part); p.Amount >= 1560_00 || p.Amount <= 0 {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Over); p.Amount <= 1560_00 {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Several); p.Amount != 2*1560_00 || len(p.Lines) != 2 || len(p.Invoices) != 2 {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Wrong); p.Reference == "10017" || p.Reference == "" {
		t.Errorf("%+v", p)
	}
	if p := one(bank.InText); p.Reference != "" || !strings.Contains(p.Text, "10017") {
		t.Errorf("%+v", p)
	}
	if p := one(bank.NoRef); p.Reference != "" || strings.Contains(p.Text, "10017") {
		t.Errorf("%+v", p)
	}
	if len(by[bank.Twice]) != 2 || len(by[bank.Never]) != 0 {
		t.Errorf("twice %v, never %v", by[bank.Twice], by[bank.Never])
	}
	if again, err := b.Pay(list); err != nil || len(again) != 0 {
		t.Errorf("the same list again: %v, %v", again, err)
	}
	if _, err := b.Pay([]bank.Invoice{{Number: "x", Amount: 1, Due: due, Currency: "USD"}}); err == nil {
		t.Error("an invoice without an account was taken")
	}
}

// The habits left to chance are those announced, and the same seed gives the same.
func TestChance(t *testing.T) {
	var list []bank.Invoice
	for i := range 2000 {
		list = append(list, bank.Invoice{Number: fmt.Sprint(i), Ref: "10017", Amount: 100_00, Due: monday.Add(30)})
	}
	count := map[bank.Habit]int{}
	var runs []string
	for range 2 {
		planned, err := open(t, bank.Options{Seed: 1}).Pay(list)
		if err != nil {
			t.Fatal(err)
		}
		clear(count)
		for _, p := range planned {
			count[p.Habit] += len(p.Invoices)
		}
		runs = append(runs, fmt.Sprint(planned))
	}
	if runs[0] != runs[1] {
		t.Error("the same seed gave two worlds")
	}
	for habit, percent := range map[bank.Habit]int{bank.Exact: 62, bank.Late: 8, bank.Several: 6, bank.Wrong: 4, bank.NoRef: 3} {
		if n := count[habit]; n < 2000*percent/100*7/10 || n > 2000*percent/100*13/10 {
			t.Errorf("%s: %d of 2000, want about %d %%", habit, n, percent)
		}
	}
}
