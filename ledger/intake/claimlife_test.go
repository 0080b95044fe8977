package intake_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"girod/config/calendar"
	"girod/config/law"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/dunning"
	"girod/ledger/hold"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/limitation"
	"girod/ledger/plan"
	"girod/ledger/report"
)

// An agent's claims live in the rooms that every claim does: what these ask is what moved a
// claim, wherever that is written in whosever books.

// policy is how Swedish claims are reminded, by the law's interest.
func policy(t *testing.T) *dunning.Policy {
	t.Helper()
	tables, err := law.Load()
	sweden, err2 := calendar.Named("SE")
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	p, err := dunning.Sweden(tables, sweden)
	if err != nil {
		t.Fatal(err)
	}
	p.PrintPartner, p.PayTo = "printer", formats.Account{ID: "58056201", Scheme: "BGNR"}
	return &p
}

// planDesk is the room of plans, whose neighbours are the real ones.
func planDesk(p *dunning.Policy, on date.Date) plan.Desk {
	return plan.Desk{
		Today: on, Country: "SE", Tables: p.Tables, BankDays: p.Calendar, SlipDays: 10, PayWithin: 10, Language: "sv", PrintPartner: "printer", PayTo: p.PayTo,
		Interest: func(tx *ledger.Tx, i *ledger.Invoice, to date.Date) (int64, error) {
			return dunning.InterestOn(tx, p, i, to)
		},
		Assess: func(tx *ledger.Tx, i *ledger.Invoice, to date.Date) (plan.Assessed, error) {
			a, err := dunning.AssessOn(tx, p, i, to)
			return plan.Assessed(a), err
		},
		Promise: func(tx *ledger.Tx, id ledger.InvoiceID, total, interest int64, payBy date.Date) error {
			return dunning.PutPromise(tx, dunning.Promised{Invoice: id, On: on, Total: total, Interest: interest, PayBy: payBy, Honoured: true})
		},
		Doubts: func(tx *ledger.Tx) (func(plan.Claimant) string, error) {
			ask, err := dunning.Doubts(tx)
			return func(c plan.Claimant) string { return ask(dunning.Claimant(c)) }, err
		},
		Charges: dunning.ChargedOf, Charge: dunning.PutCharge, Explain: dunning.Explained,
		Hold: func(tx *ledger.Tx, id ledger.InvoiceID, of plan.ID, source string) error {
			_, err := hold.Put(tx, hold.New{Invoice: id, Reason: hold.Plan, From: on, Source: source, Origin: of.Name()})
			return err
		},
		Release: func(tx *ledger.Tx, id ledger.InvoiceID, why string) error {
			return hold.EndOf(tx, hold.Plan, id, on, why)
		},
		Tell: func(*ledger.Tx, ledger.InvoiceID, string, string) error { return nil },
	}
}

// TestManyClaims: a file of more claims than are asked for one by one. R-ALK-16
func TestManyClaims(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		d := agentDesk()
		d.Clients[0].OrgNo = "8020021234"
		var list []formats.Invoice
		for n := range 150 {
			list = append(list, bill(fmt.Sprint(1000+n), 10000))
		}
		if out := take(t, book, documents(list...), clientAccounts, d); out.Hold != nil || out.Invoices != 150 {
			t.Fatalf("%+v", out)
		}
		ledgertest.Clean(t, book)
	})
}

// TestClaimFiled: what is filed with an estate is what the client claims less what was
// collected by the day: 1500.00 + 60.00 + 16.44 stated to the day, of which 300.00 have come.
func TestClaimFiled(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		p := policy(t)
		filed := func(of ledger.InvoiceID, on date.Date) (list []dunning.Filed) {
			ledgertest.View(t, book, func(tx *ledger.Tx) (err error) {
				list, err = dunning.File(tx, p, hold.Hold{New: hold.New{Invoice: of, Reason: hold.Bankruptcy, From: on}})
				return err
			})
			return list
		}
		if got := filed(1, today); len(got) != 1 || got[0].Owed != (ledger.Balance{150000, 6000, 1644, 0}) || got[0].Total != 157644 {
			t.Errorf("filed %+v", got)
		}
		// Before anything was stated the law's own interest had run, 1500.00 x 10 % x 9/365 = 3.70.
		if got := filed(1, today.Add(-1)); len(got) != 1 || got[0].Owed != (ledger.Balance{150000, 0, 370, 0}) {
			t.Errorf("filed of the day before %+v", got)
		}
		agentFile(t, book, "f000001", notification("N1", in("B1", 30000, choir)))
		left := owed(t, book, 1)
		if got := filed(1, today); len(got) != 1 || got[0].Total != 127644 || got[0].Owed != left {
			t.Errorf("filed %+v, want %v", got, left)
		}
		// Another's books know nothing of it.
		ledgertest.View(t, book.For(ledger.Books{Tenant: ledger.House, Keeping: ledger.Creditor, Chart: ledger.DefaultChart()}), func(tx *ledger.Tx) error {
			if b, err := tx.BalanceOn(1, today); err != nil || b != (ledger.Balance{}) {
				t.Errorf("the house reads %v of an agent's claim, %v", b, err)
			}
			return nil
		})
	})
}

// TestClaimPlan: a plan over a client's claim keeps the interest that was stated, is paid by
// what is collected, and is kept. Its fee is the client's to claim, as is what runs on.
func TestClaimPlan(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		p := policy(t)
		var made plan.Plan
		ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
			made, err = planDesk(p, today).Propose(tx, plan.New{Invoices: []ledger.InvoiceID{1}, Terms: plan.Terms{First: today.Add(5), Every: plan.Monthly, Instalments: 2}, Interest: plan.Frozen})
			if err == nil {
				made, err = planDesk(p, today).Agree(tx, made.ID, "letter")
			}
			return err
		})
		whole := 157644 + made.Fee
		if made.Fee == 0 || made.Total != whole || owed(t, book, 1) != (ledger.Balance{150000, 6000 + made.Fee, 1644, 0}) {
			t.Fatalf("%+v, owed %v", made, owed(t, book, 1))
		}
		first := made.Instalments[0]
		standing := func(on date.Date) (s plan.Standing) {
			ledgertest.View(t, book, func(tx *ledger.Tx) (err error) {
				s, err = plan.StandingOf(tx, made.ID, on)
				return err
			})
			return s
		}
		agentFile(t, book, "f000001", notification("N1", in("B1", first.Amount, choir)))
		if s := standing(first.Deadline.Add(1)); s.Paid != first.Amount || s.Credited != 0 || s.Owed != whole-first.Amount || s.Parts[0].State != plan.PartPaid || s.Parts[1].State == plan.PartPaid {
			t.Errorf("%+v", s)
		}
		run := func(on date.Date) (r plan.Report) {
			ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
				r, err = planDesk(p, on).Run(tx)
				return err
			})
			return r
		}
		if r := run(first.Deadline.Add(1)); len(r.Broken)+len(r.Kept) != 0 {
			t.Errorf("%+v", r)
		}
		// What the debtor pays the client counts as paid too, and takes the rest off the claim.
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := desk.Register(tx, cases.Registering{Kind: cases.PaymentToClient, Invoice: 1, On: today, Amount: whole - first.Amount, Reason: "told us"})
			return err
		})
		if s := standing(first.Deadline.Add(1)); s.Paid != whole || s.Owed != 0 {
			t.Errorf("%+v", s)
		}
		if r := run(first.Deadline.Add(1)); !slices.Equal(r.Kept, []plan.ID{made.ID}) {
			t.Errorf("%+v", r)
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			wrongs, err := plan.Check(tx)
			more, err2 := dunning.Check(tx)
			for _, w := range slices.Concat(wrongs, more) {
				t.Error(w)
			}
			return errors.Join(err, err2)
		})
		ledgertest.Clean(t, book)
	})
}

// desk is a desk of cases where no more interest has run than is claimed.
var desk = cases.Desk{Today: today, Country: "SE", Paying: func(tx *ledger.Tx, i *ledger.Invoice, _ date.Date, _ int64, _ string) (int64, error) {
	owed, err := tx.Balance(i.ID)
	return owed[ledger.Interest], err
}}

// R-BST-39 R-BST-61 R-BST-62 R-BST-66
// TestClaimCase: the debt grid and the debtor's costs of a client's claim; a payment that the
// client received is taken off it, nothing is booked, and it can be withdrawn.
func TestClaimCase(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		var c cases.Case
		ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
			c, err = desk.Open(tx, cases.New{Invoices: []ledger.InvoiceID{2}})
			return err
		})
		whole := ledger.Balance{500000, 6000, 6904, 18000}
		see := func(paid, reduced, remaining ledger.Balance) {
			t.Helper()
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				debts, err := c.Debts(tx)
				costs, err2 := c.DebtorCosts(tx)
				want := cases.Debt{Claimed: whole, Paid: paid, Reduced: reduced, Remaining: remaining}
				want.Claimed[ledger.Interest] = paid[ledger.Interest] + remaining[ledger.Interest]
				if len(debts) == 1 {
					want.Invoice = debts[0].Invoice
				}
				if len(debts) != 1 || debts[0] != want {
					t.Errorf("%+v, want %+v", debts, want)
				}
				sum := int64(0)
				for _, cost := range costs {
					sum += cost.Amount
				}
				if sum != whole[ledger.Fee]+whole[ledger.Cost]-reduced[ledger.Fee]-reduced[ledger.Cost] {
					t.Errorf("the debtor's costs %+v", costs)
				}
				return errors.Join(err, err2)
			})
			ledgertest.Clean(t, book)
		}
		see(ledger.Balance{}, ledger.Balance{}, whole)
		register := func(f cases.Registering) (r cases.Registered, err error) {
			f.Invoice, f.On, f.Reason = 2, today, "told us"
			err = book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) (err error) {
				r, err = desk.Register(tx, f)
				return err
			})
			return r, err
		}
		before := booked(t, book)
		r, err := register(cases.Registering{Kind: cases.PaymentToClient, First: ledger.Interest, Amount: 106904})
		if err != nil || r.Shares[0].Entry != 0 {
			t.Fatal(r, err)
		}
		see(ledger.Balance{100000, 0, 6904, 0}, ledger.Balance{}, ledger.Balance{400000, 6000, 0, 18000})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			anew, err := limitation.PaidAnew(tx, limitation.Law{Tables: policy(t).Tables, Country: "SE"}, []ledger.Invoice{r.Shares[0].Invoice}, today)
			if !anew[today] {
				t.Error("what the client received does not begin the claim's time anew")
			}
			return err
		})
		if after := booked(t, book); after != before {
			t.Errorf("the book moved from %s to %s", before, after)
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := desk.Withdraw(tx, r.ID, "not theirs")
			return err
		})
		see(ledger.Balance{}, ledger.Balance{}, whole)
		if _, err := register(cases.Registering{Kind: cases.CreditByAmount, First: ledger.Cost, Amount: 30000}); err != nil {
			t.Fatal(err)
		}
		see(ledger.Balance{}, ledger.Balance{12000, 0, 0, 18000}, ledger.Balance{488000, 6000, 6904, 0})
		// More than is owed has been collected, and goes back to the debtor first.
		agentFile(t, book, "f000001", notification("N1", in("B1", 100000, summer)))
		for _, f := range []cases.Registering{{Kind: cases.CreditByAmount, Amount: 500000}, {Kind: cases.ReturnedOrder}} {
			if _, err := register(f); !errors.Is(err, cases.ErrCollected) {
				t.Errorf("%s: %v", f.Kind, err)
			}
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := intake.Undo(tx, 1, today, "the order came back")
			return err
		})
		if r, err = register(cases.Registering{Kind: cases.ReturnedOrder}); err != nil || r.Amount != 500904 || owed(t, book, 2) != (ledger.Balance{}) {
			t.Errorf("%+v, %v", r, err)
		}
		ledgertest.Clean(t, book)
		if err := book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
			_, err := tx.CreditInvoice(ledger.Credit{Invoice: 1, On: today, Reason: "r"})
			return err
		}); !errors.Is(err, ledger.ErrKeeping) {
			t.Errorf("an agent writes a credit note of its own: %v", err)
		}
	})
}

// booked is what is on the agent's accounts.
func booked(t *testing.T, book *ledger.Book) string {
	t.Helper()
	return held(t, book) + "; " + balances(t, book, ledger.RoleClientBank, ledger.RoleAR, ledger.RoleARClients, ledger.RoleOtherBank, ledger.RoleCustomerCredit)
}

// TestClaimReminded: a run in an agent's books reminds of what the client claims, and what a
// letter costs is put onto the claim. 500.00 of 2000.00 have come today, on which all of it
// still bore: 2000.00 x 10 % x 10/365 = 5.479 -> 5.48.
func TestClaimReminded(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		p := policy(t)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			debtor, err := tx.AddParty(ledger.Party{CustomerNo: "K1/M-2", Name: "Cecilia Dahl", Email: "cecilia@example.se", Country: "SE"})
			client, err2 := tx.PartyByCustomerNo("K1")
			if err := errors.Join(err, err2); err != nil {
				return err
			}
			_, err = tx.RegisterClaim(ledger.Invoice{Number: "K1/2", Ref: "202510068", Kind: ledger.KindInvoice, Debtor: debtor, Issued: today.Add(-60), Due: today.Add(-10),
				Currency: money.SEK, Net: 200000, Gross: 200000, FeeAgreed: true}, client.ID)
			return err
		})
		part := in("B1", 50000, "202510068")
		agentFile(t, book, "f000001", notification("N1", part))
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			r, err := dunning.Run(tx, p, today, open{})
			if r.Sent != 1 {
				t.Errorf("%+v", r)
			}
			return err
		})
		if got, want := owed(t, book, 3), (ledger.Balance{150000, 6000, 548, 0}); got != want {
			t.Errorf("owed %v, want %v", got, want)
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			wrongs, err := dunning.Check(tx)
			for _, w := range wrongs {
				t.Error(w)
			}
			return err
		})
		ledgertest.Clean(t, book)
	})
}

type open struct{}

func (open) Clear(date.Date) (bool, string) { return true, "" }

// TestClaimOnADay: reports of a day know what the clients claimed and had been paid by its end:
// 1500.00 and 5000.00 yesterday, when no fee was claimed and nothing had come; and today 300.00
// less on the first.
func TestClaimOnADay(t *testing.T) {
	agency(t, func(t *testing.T, book *ledger.Book) {
		agentFile(t, book, "f000001", notification("N1", in("B1", 30000, choir)))
		left := owed(t, book, 1)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := hold.Put(tx, hold.New{Invoice: 1, Reason: hold.Dispute, From: today.Add(-5), Source: "letter"})
			return err
		})
		for _, c := range []struct {
			name    string
			through date.Date
			column  string
			want    []int64
		}{
			{"open-items", today.Add(-1), "open", []int64{150000, 500000}},
			{"open-items", today, "open", []int64{left[0] + left[1] + left[3], 500000 + 6000 + 18000}},
			{"ageing", today.Add(-1), "open", []int64{150000, 500000}},
			{"tenants", today, "claims", []int64{2}},
			{"tenants", today, "open", []int64{left[0] + left[1] + left[3] + 524000}},
			{"holds", today.Add(-1), "owed", []int64{150000}},
			{"holds", today, "owed", []int64{left[0] + left[1] + left[3]}},
		} {
			named, _ := report.Named(c.name)
			var table report.Table
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				_, err := named.Write(tx, report.Ask{Through: c.through, Today: today}, report.Keep(&table))
				return err
			})
			var got []int64
			at := slices.IndexFunc(table.Columns, func(col report.Column) bool { return col.Name == c.column })
			for _, row := range table.Rows {
				got = append(got, row[at].N)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s of %s: %v, want %v", c.name, c.through, got, c.want)
			}
		}
	})
}

// claimLife does something to a claim that no money is moved by: a plan over it, the day of one,
// what the client received or credits, and its withdrawal.
func claimLife(t *testing.T, r *rapid.T, book *ledger.Book, p *dunning.Policy, of ledger.InvoiceID, amount int64) error {
	err := book.Update(t.Context(), ledgertest.At, "anna", func(tx *ledger.Tx) error {
		switch rapid.SampledFrom([]string{"plan", "plan day", "register", "withdraw"}).Draw(r, "life") {
		case "plan":
			d := planDesk(p, today)
			made, err := d.Propose(tx, plan.New{Invoices: []ledger.InvoiceID{of}, Interest: plan.Frozen,
				Terms: plan.Terms{First: today.Add(5), Every: plan.Monthly, Instalments: rapid.IntRange(1, 3).Draw(r, "instalments")}})
			if err == nil {
				_, err = d.Agree(tx, made.ID, "letter")
			}
			return err
		case "plan day":
			_, err := planDesk(p, today.Add(rapid.IntRange(0, 60).Draw(r, "later"))).Run(tx)
			return err
		case "register":
			kind := rapid.SampledFrom([]cases.PaymentKind{cases.PaymentToClient, cases.CreditByAmount, cases.ReturnedOrder}).Draw(r, "kind")
			if kind == cases.ReturnedOrder && rapid.Bool().Draw(r, "whole") {
				amount = 0
			}
			_, err := desk.Register(tx, cases.Registering{Kind: kind, Invoice: of, First: ledger.Bucket(rapid.IntRange(0, 3).Draw(r, "first")), On: today, Amount: amount, Reason: "told us"})
			return err
		default:
			_, err := desk.Withdraw(tx, int64(rapid.IntRange(1, 8).Draw(r, "registered")), "wrong")
			return err
		}
	})
	for _, known := range []error{plan.ErrTerms, ledger.ErrNotOwed, cases.ErrCollected, cases.ErrWithdrawn, cases.ErrNotFound} {
		if errors.Is(err, known) {
			return nil
		}
	}
	return err
}

// claimsTie holds what is read of each claim to what it owes: what is filed of it, its debt grid,
// and the plan over it, of which all is paid, credited or owed.
func claimsTie(r *rapid.T, tx *ledger.Tx, p *dunning.Policy) {
	for id := ledger.InvoiceID(1); id <= 2; id++ {
		owed, err := tx.Balance(id)
		filed, err2 := tx.BalanceOn(id, today)
		interest := owed[ledger.Interest]
		owed[ledger.Interest] = 0
		if err := errors.Join(err, err2); err != nil || filed != owed {
			r.Errorf("of claim %d %v is filed, it owes %v (%v)", id, filed, owed, err)
		}
		i, err := tx.Invoice(id)
		if err != nil {
			r.Fatal(err)
		}
		plans, err := plan.Of(tx, id)
		broken := slices.ContainsFunc(plans, func(p plan.Plan) bool { return p.State == plan.Broken }) // its letter claims what ran on to its day
		if n, err2 := dunning.InterestOn(tx, p, &i, today); errors.Join(err, err2) != nil || n != interest && !broken {
			r.Errorf("interest of claim %d is %d, it owes %d (%v, %v)", id, n, interest, err, err2)
		}
	}
	active, err := plan.Standings(tx, plan.Active, today)
	wrongs, err2 := plan.Check(tx)
	for _, s := range active {
		if s.Paid+s.Credited-s.Charged+s.Owed != s.Total {
			r.Errorf("%s: %d paid and %d credited of %d leave %d", s.ID.Name(), s.Paid, s.Credited, s.Total, s.Owed)
		}
	}
	if err := errors.Join(err, err2); err != nil || len(wrongs) > 0 {
		r.Errorf("%v %v", wrongs, err)
	}
}
