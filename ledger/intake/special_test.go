package intake_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/matching"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// neighbours answers intake as the rooms beside it would: Anna's choir invoice was reminded
// of 1520.00 with 20.00 of interest, to be paid by 1 January, and 23.00 have run to any later day;
// PLAN7 stands for Anna's course and choir, the older first.
type neighbours struct{ w ledgertest.World }

func (n *neighbours) Promise(_ *ledger.Tx, id ledger.InvoiceID) (notice matching.Notice, err error) {
	if id == n.w.Choir {
		notice = matching.Notice{Total: 152000, Interest: 2000, PayBy: date.Of(2026, 1, 1)}
	}
	return notice, nil
}

func (n *neighbours) Promises(tx *ledger.Tx, fn func(ledger.InvoiceID, matching.Notice) error) error {
	notice, _ := n.Promise(tx, n.w.Choir)
	return fn(n.w.Choir, notice)
}

func (n *neighbours) OfTotal(_ *ledger.Tx, total int64, c money.Currency) ([]ledger.InvoiceID, error) {
	if total == 152000 && c == money.SEK {
		return []ledger.InvoiceID{n.w.Choir}, nil
	}
	return nil, nil
}

// Interest is asked of the book, so it must know what the file has booked so far.
func (n *neighbours) Interest(tx *ledger.Tx, id ledger.InvoiceID, _ date.Date) (left int64, err error) {
	shares, err := tx.AllocationsTo(id)
	left = 2300
	for _, s := range shares {
		if s.Bucket == ledger.Interest {
			left -= s.Amount
		}
	}
	return left, err
}

func (n *neighbours) LateSince(*ledger.Tx, date.Date, func(ledger.InvoiceID)) error { return nil }

func (n *neighbours) Stood(*ledger.Tx, ledger.InvoiceID, date.Date) (then matching.Stood, late bool, err error) {
	return then, false, nil
}

func (n *neighbours) Refs(_ *ledger.Tx, fn func(string) error) error { return fn("PLAN7") }

func (n *neighbours) Under(_ *ledger.Tx, ref string) (string, []ledger.InvoiceID, error) {
	if ref != "PLAN7" {
		return "", nil, nil
	}
	return "plan", []ledger.InvoiceID{n.w.Course, n.w.Choir}, nil
}

// desk is a desk with all its neighbours.
func (n *neighbours) desk() intake.Desk {
	return intake.Desk{
		Reminders: n, Groups: n, Collector: func(*ledger.Tx, ledger.InvoiceID) (string, error) { return "alektum", nil },
		Passed: func(_ *ledger.Tx, id ledger.InvoiceID, _ date.Date) (bool, error) { return id == n.w.Summer, nil },
	}
}

// owing claims interest on the choir invoice, as the reminder did.
func (n *neighbours) owing(tx *ledger.Tx) error { return tx.AssessInterest(n.w.Choir, 2000) }

func put(n hold.New) func(*ledger.Tx) error {
	n.From, n.Source = today, "told"
	return func(tx *ledger.Tx) error {
		_, err := hold.Put(tx, n)
		return err
	}
}

// TestSpecialStates names each row of DOMAIN.md §5.3 that the claim's own state decides:
// what the payment does to the book, and what is noted for people.
// R-BST-53 R-BST-61 R-COL-37 R-COL-38 R-COL-40
func TestSpecialStates(t *testing.T) {
	roles := []ledger.Role{ledger.RoleSuspense, ledger.RoleCustomerCredit, ledger.RoleMisdirected, ledger.RoleInterestIncome, ledger.RoleConfirmedLoss}
	for _, c := range []struct {
		name   string
		before func(n *neighbours) []func(*ledger.Tx) error
		lines  []said
		want   string // balances of roles
		noted  func(t *testing.T, tx *ledger.Tx, n *neighbours)
	}{
		{"sold: misdirected, to be forwarded with its reference", func(n *neighbours) []func(*ledger.Tx) error {
			return []func(*ledger.Tx) error{put(hold.New{Invoice: n.w.Choir, Reason: hold.Sold})}
		}, []said{in("B1", 150000, choir)}, "suspense 0 customer_credit 0 misdirected_liability -150000 interest_income 0 confirmed_loss 0",
			func(t *testing.T, tx *ledger.Tx, n *neighbours) {
				list, err := intake.Strays(tx)
				if want := []intake.Stray{{Receipt: 1, Invoice: n.w.Choir, Ref: choir, Amount: 150000}}; err != nil || !slices.Equal(list, want) {
					t.Errorf("strays %v, %v", list, err)
				}
			}},
		{"case at partner: principal first, the partner is told", func(n *neighbours) []func(*ledger.Tx) error {
			return []func(*ledger.Tx) error{n.owing, put(hold.New{Invoice: n.w.Choir, Reason: hold.AtPartner})}
		}, []said{in("B1", 140000, choir)}, "suspense 0 customer_credit 0 misdirected_liability 0 interest_income 0 confirmed_loss 0",
			func(t *testing.T, tx *ledger.Tx, n *neighbours) {
				o, err := outbox.Get(tx, fmt.Sprint("payment-to-client:1:", n.w.Choir, ":1"))
				if err != nil || o.Partner != "alektum" || o.Kind != intake.PaidToClient {
					t.Errorf("%+v, %v", o, err)
				}
				if b, err := tx.Balance(n.w.Choir); err != nil || b != (ledger.Balance{10000, 0, 2300, 0}) {
					t.Errorf("owed %v, %v", b, err)
				}
			}},
		{"held, deceased: estate review", func(n *neighbours) []func(*ledger.Tx) error {
			return []func(*ledger.Tx) error{put(hold.New{Party: n.w.Anna, Reason: hold.Deceased})}
		}, []said{in("B1", 150000, choir)}, "suspense -150000 customer_credit 0 misdirected_liability 0 interest_income 0 confirmed_loss 0",
			func(t *testing.T, tx *ledger.Tx, n *neighbours) {
				proposed(t, tx, 1, "rule 3, 80 %: named by the payer; its debtor is dead or bankrupt: 150000")
				if _, err := intake.Accept(tx, 1, 1, intake.Desk{}, today, "the estate confirms"); err != nil {
					t.Error(err)
				}
				if b, err := tx.Balance(n.w.Choir); err != nil || b != (ledger.Balance{}) {
					t.Errorf("owed %v, %v", b, err)
				}
			}},
		{"written off: the loss is recovered", func(n *neighbours) []func(*ledger.Tx) error {
			return []func(*ledger.Tx) error{func(tx *ledger.Tx) error {
				_, err := tx.ConfirmLoss(ledger.Losing{Invoice: n.w.Hall, On: today, Reason: "bankrupt"})
				return err
			}}
		}, []said{in("B1", 100000, "202510035")}, "suspense 0 customer_credit 0 misdirected_liability 0 interest_income 0 confirmed_loss 912000",
			// 12,400.00 was lost: 9,920.00 and VAT 2,480.00; a tenth of 10,000.00 comes: 800.00 of it net.
			nil},
		{"limitation passed: taken, flagged", func(n *neighbours) []func(*ledger.Tx) error {
			return nil
		}, []said{in("B1", 156000, summer)}, "suspense 0 customer_credit 0 misdirected_liability 0 interest_income 0 confirmed_loss 0", nil},
		{"notice kept: as it is", func(n *neighbours) []func(*ledger.Tx) error {
			return []func(*ledger.Tx) error{n.owing, func(tx *ledger.Tx) error { return tx.AssessInterest(n.w.Choir, 2222) }}
		}, []said{on(date.Of(2026, 1, 1), in("B1", 152000, choir))}, "suspense 0 customer_credit 0 misdirected_liability 0 interest_income -2000 confirmed_loss 0", nil},
		{"notice not kept: interest to the day of payment", func(n *neighbours) []func(*ledger.Tx) error {
			return []func(*ledger.Tx) error{n.owing}
		}, []said{in("B1", 152300, choir)}, "suspense 0 customer_credit 0 misdirected_liability 0 interest_income -2300 confirmed_loss 0", nil},
		{"notice not kept, in two parts of one file", func(n *neighbours) []func(*ledger.Tx) error {
			return []func(*ledger.Tx) error{n.owing}
		}, []said{entry("B1", "PMNT/RCDT/ATXN", in("x", 100, choir).p[0], in("y", 152200, choir).p[0])},
			"suspense 0 customer_credit 0 misdirected_liability 0 interest_income -2300 confirmed_loss 0", nil},
		{"plan: oldest first (rule 4)", func(n *neighbours) []func(*ledger.Tx) error { return nil },
			// 250.00 is the course's; of the other 50.00 the choir's 23.00 of interest come first.
			[]said{in("B1", 30000, "PLAN7")}, "suspense 0 customer_credit 0 misdirected_liability 0 interest_income -2300 confirmed_loss 0",
			func(t *testing.T, tx *ledger.Tx, n *neighbours) {
				course, _ := tx.Balance(n.w.Course)
				choir, _ := tx.Balance(n.w.Choir)
				if course[0] != 0 || choir[0] != 147300 {
					t.Errorf("owed %v and %v", course, choir)
				}
			}},
		{"duplicate: with both entries", func(n *neighbours) []func(*ledger.Tx) error { return nil },
			[]said{in("B1", 156000, summer), in("B2", 156000, summer)}, "suspense 0 customer_credit -156000 misdirected_liability 0 interest_income 0 confirmed_loss 0",
			func(t *testing.T, tx *ledger.Tx, n *neighbours) {
				twice, found, err := intake.PaidTwice(tx, 2)
				first, _ := tx.Receipt(1)
				second, _ := tx.Receipt(2)
				if want := (intake.Twice{Receipt: 2, Earlier: 1, Entry: second.Entry, EarlierEntry: first.Entry, Invoice: n.w.Summer}); err != nil || !found || twice != want {
					t.Errorf("%+v, %v, want %+v", twice, err, want)
				}
			}},
		{"total of a reminder, like name (rule 8)", func(n *neighbours) []func(*ledger.Tx) error { return []func(*ledger.Tx) error{n.owing} },
			[]said{called("OBERG, ANNA", in("B1", 152000, ""))}, "suspense -152000 customer_credit 0 misdirected_liability 0 interest_income 0 confirmed_loss 0",
			func(t *testing.T, tx *ledger.Tx, n *neighbours) {
				proposed(t, tx, 1, "rule 8, 70 %: total of its reminder, and a like name: 152000")
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				n := &neighbours{w: w}
				for _, do := range c.before(n) {
					ledgertest.Update(t, book, do)
				}
				out := books(t, book, n.desk(), notification("N1", c.lines...))
				if got := strings.TrimSpace(balances(t, book, roles...)); got != c.want {
					t.Errorf("got  %s\nwant %s\n%v", got, c.want, out)
				}
				ledgertest.Clean(t, book)
				accounted(t, book)
				if c.noted != nil {
					ledgertest.Update(t, book, func(tx *ledger.Tx) error { c.noted(t, tx, n); return nil })
				}
			})
		})
	}
}

// on is an entry of another day, called of a payer with a name.
func on(day date.Date, s said) said {
	s.e.BookedOn, s.p[0].BookedOn = day, day
	return s
}

func called(name string, s said) said {
	s.p[0].Payer, s.p[0].PayerAccount = []byte(name), nil
	return s
}

// proposed holds what is proposed for a payment.
func proposed(t *testing.T, tx *ledger.Tx, receipt ledger.ReceiptID, want ...string) {
	t.Helper()
	list, err := intake.Proposals(tx, receipt)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range list {
		line := fmt.Sprintf("rule %d, %d %%: %s:", p.Rule, p.Score, p.Why)
		for _, part := range p.Parts {
			line += fmt.Sprint(" ", part.Amount)
		}
		got = append(got, line)
	}
	if !slices.Equal(got, want) {
		t.Errorf("proposed %q\nwant %q", got, want)
	}
}

// TestNetting: rule 7 on the book, its proposals, and one accepted: the firm owes 12,400.00
// and 400.00, and has an open credit note of 50.00.
func TestNetting(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		more := func(number string, kind ledger.InvoiceKind, gross int64) ledger.Invoice {
			return ledger.Invoice{Number: number, Kind: kind, Debtor: w.Firma, Issued: date.Of(2025, 12, 1), Due: date.Of(2025, 12, 31), Currency: money.SEK, Net: gross, Gross: gross}
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err1 := tx.IssueInvoice(more("K-1", ledger.KindCredit, 5000))
			_, err2 := tx.IssueInvoice(more("F-1", ledger.KindInvoice, 40000))
			return errors.Join(err1, err2)
		})
		// 400.00 - 50.00 can be the sheet or F-1; all three come to 750.00, which is one answer.
		out := books(t, book, intake.Desk{}, notification("N1", called("Firma Ljud AB", in("B1", 35000, "")), called("Firma Ljud AB", in("B2", 75000, ""))))
		if out.Rules[7] != 1 || out.Rules[9] != 1 {
			t.Fatalf("%v %v", out.Rules, out)
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			proposed(t, tx, 1, "rule 7, 50 %: payer known by name, these come to the amount: -5000 40000", "rule 7, 50 %: payer known by name, these come to the amount: -5000 40000")
			return nil
		})
		// Undone, the second may be tried again, with the same answer.
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			if _, err := intake.Undo(tx, 2, today, "too early"); err != nil {
				return err
			}
			if _, err := intake.Accept(tx, 1, 1, intake.Desk{}, today, "he says the sheet"); err != nil {
				return err
			}
			_, err := intake.Rematch(tx, 2, intake.Desk{}, today)
			if !errors.Is(err, intake.ErrNoAnswer) || !strings.Contains(fmt.Sprint(err), "rule 6 payer known by name") {
				t.Errorf("%v: the sheet is paid, so 750.00 is nothing", err)
			}
			_, err = intake.Accept(tx, 1, 1, intake.Desk{}, today, "again")
			if !errors.Is(err, intake.ErrNoProposal) {
				t.Errorf("%v: accepted twice", err)
			}
			return nil
		})
	})
}

// TestRedo: an automatic match is undone, unlearns the account it taught, and is made again
// by the rules, whose evidence is its reason.
func TestRedo(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		books(t, book, intake.Desk{}, notification("N1", in("B1", 100000, choir)))
		digest := balances(t, book, ledger.RoleAR, ledger.RoleSuspense, ledger.RoleBank)
		known := func(tx *ledger.Tx) bool {
			found, err := tx.One(`SELECT 1 FROM payer WHERE account = 'SE99' AND party = $1`, []any{w.Anna}, nil)
			return found && err == nil
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			if !known(tx) {
				t.Error("nothing was learnt")
			}
			if _, err := intake.Undo(tx, 1, today, "perhaps not hers"); err != nil {
				return err
			}
			if known(tx) {
				t.Error("what was wrong is still known")
			}
			id, err := intake.Rematch(tx, 1, intake.Desk{}, today)
			if err != nil {
				return err
			}
			e, err := tx.Entry(id)
			if want := "rule 3: ref " + choir + " in Strd[1]; open 1500.00, paid 1000.00, rest 500.00"; e.Reason != want {
				t.Errorf("reason %q, want %q", e.Reason, want)
			}
			return err
		})
		if again := balances(t, book, ledger.RoleAR, ledger.RoleSuspense, ledger.RoleBank); again != digest {
			t.Errorf("%s, was %s", again, digest)
		}
	})
}

// TestOtherReferences: an invoice that offers several ways to be paid is found by each.
func TestOtherReferences(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		invoice := formats.Invoice{Kind: formats.InvoiceDocument, Number: "M-1", Issued: date.Of(2025, 12, 1), Currency: money.SEK, Net: 10000, Gross: 10000,
			Recipient: formats.Party{ID: "1001", Name: "Anna Öberg"}, Means: []formats.PaymentMeans{{Ref: "1111 6"}, {Ref: "RF18 5390 0754 7034"}, {Ref: "11116"}}}
		take(t, book, func(sink formats.Sink) (*formats.Summary, error) {
			if sink.Invoice == nil {
				return &formats.Summary{}, nil
			}
			return &formats.Summary{}, sink.Invoice(&invoice)
		}, ours, intake.Desk{File: "f000090"})
		out := books(t, book, intake.Desk{}, notification("N1", in("B1", 4000, "rf18539007547034"), in("B2", 6000, "11116")))
		if out.Rules[3] != 2 || out.Suspense != 0 {
			t.Errorf("%v", out)
		}
	})
}

// TestDeductions: a giro nets a credit note of ours. One that stands open is used up; one
// that has lowered its invoice takes the surplus of its payment back, on either side of it.
func TestDeductions(t *testing.T) {
	names := func(s said) formats.Payment {
		s.p[0].Text = [][]byte{[]byte("Kreditnota 2025-2001")}
		return s.p[0]
	}
	for _, c := range []struct {
		name  string
		entry func() said
		want  string
	}{
		{"behind its payment", func() said {
			return entry("B1", "PMNT/RCDT/ATXN", in("a", 1250000, "202510035").p[0], names(out("b", 10000, "")))
		}, "bank 1240000 suspense 0 customer_credit 0"},
		{"before its payment", func() said {
			return entry("B1", "PMNT/RCDT/ATXN", names(out("b", 10000, "")), in("a", 1250000, "202510035").p[0])
		}, "bank 1240000 suspense 0 customer_credit 0"},
		{"without its payment", func() said {
			return entry("B1", "PMNT/RCDT/ATXN", names(out("b", 10000, "")), in("a", 150000, choir).p[0])
		}, "bank 140000 suspense 10000 customer_credit 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
				books(t, book, intake.Desk{}, notification("N1", c.entry()))
				if got := strings.TrimSpace(balances(t, book, ledger.RoleBank, ledger.RoleSuspense, ledger.RoleCustomerCredit)); got != c.want {
					t.Errorf("got %s, want %s", got, c.want)
				}
			})
		})
	}
	t.Run("open by itself", func(t *testing.T) {
		company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				_, err := tx.IssueInvoice(ledger.Invoice{Number: "2025-2002", Kind: ledger.KindCredit, Debtor: w.Anna, Issued: today, Due: today, Currency: money.SEK, Net: 700, Gross: 700})
				return err
			})
			note := out("b", 700, "")
			note.p[0].Text = [][]byte{[]byte("Kreditnota 2025-2002")}
			books(t, book, intake.Desk{}, notification("N1", entry("B1", "PMNT/RCDT/ATXN", in("a", 150000, choir).p[0], note.p[0])))
			if got := strings.TrimSpace(balances(t, book, ledger.RoleBank, ledger.RoleAR, ledger.RoleSuspense)); got != "bank 149300 ar 1461000 suspense 0" {
				t.Error(got) // ar began at 16,110.00 less the note's 7.00
			}
		})
	})
}

// TestPayersFollowAMerge: an account that paid for two debtors who are one has paid for one,
// whether they became it before or after, and brings money to what either owes; of twins who
// were merged a name is one debtor's.
func TestPayersFollowAMerge(t *testing.T) {
	for _, late := range []bool{false, true} {
		quick(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
			merge := func() {
				ledgertest.Update(t, book, func(tx *ledger.Tx) error {
					twin := ledgertest.Parties()[0]
					twin.CustomerNo = "K-2"
					id, err := tx.AddParty(twin)
					return errors.Join(err, tx.MergeParty(id, w.Anna, "twice in the register"), tx.MergeParty(w.Bengt, w.Anna, "her former name"))
				})
			}
			if !late {
				merge()
			}
			out := books(t, book, intake.Desk{}, notification("N1", in("B1", 150000, choir), in("B2", 100000, summer)), notification("N2", in("B3", 6000, summer)))
			if len(out.Notes) > 0 {
				t.Errorf("notes %q", out.Notes)
			}
			if late {
				merge()
			}
			byName := in("B5", 50000, "")
			byName.p[0].PayerAccount, byName.p[0].Payer = []byte("SE98"), []byte("Anna Öberg")
			books(t, book, intake.Desk{}, notification("N3", in("B4", 25000, "")), notification("N4", byName))
			for _, id := range []ledger.InvoiceID{w.Course, w.Summer} {
				if left := owed(t, book, id); left != (ledger.Balance{}) {
					t.Errorf("merged late %v, invoice %d: %v", late, id, left)
				}
			}
		})
	}
}

// TestOtherPayer: the reference wins, and who paid is noted.
func TestOtherPayer(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		out := books(t, book, intake.Desk{}, notification("N1", in("B1", 150000, choir)), notification("N2", in("B2", 156000, summer)))
		if want := "pay2 came from an account that had paid for customer 1001"; !slices.Contains(out.Notes, want) {
			t.Errorf("notes %q", out.Notes)
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			found, err := tx.One(`SELECT 1 FROM history WHERE kind = 'other-payer' AND party = $1`, []any{w.Bengt}, func(*store.Row) error { return nil })
			if !found {
				t.Error("his history does not say so")
			}
			return err
		})
	})
}

// TestForwardedIsNotUndone: what came for a sold invoice is the factor's. Once it has been sent on,
// undoing the match would put it on suspense as well, and it would be paid out twice (T-35).
func TestForwardedIsNotUndone(t *testing.T) {
	company(t, func(t *testing.T, book *ledger.Book, w ledgertest.World) {
		ledgertest.Update(t, book, put(hold.New{Invoice: w.Choir, Reason: hold.Sold}))
		books(t, book, intake.Desk{}, notification("N1", in("B1", 150000, choir)), notification("N2", in("B2", 150000, choir)))
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, err := tx.Post(ledger.Entry{Key: "payout-sent:1", Why: ledger.PayoutSent, BookedOn: today, Text: "forwarded", Postings: []ledger.Posting{
				{Role: ledger.RoleMisdirected, Amount: 150000, Currency: "SEK", Receipt: 1}, {Role: ledger.RoleInTransit, Amount: -150000, Currency: "SEK"}}})
			return err
		})
		err := book.Update(context.Background(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
			_, err := intake.Undo(tx, 1, today, "it was ours after all")
			return err
		})
		if !errors.Is(err, intake.ErrRefunded) {
			t.Errorf("what was forwarded is undone: %v", err)
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { // what still lies here may be
			_, err := intake.Undo(tx, 2, today, "it was ours after all")
			return err
		})
		if got := balances(t, book, ledger.RoleMisdirected, ledger.RoleSuspense); strings.TrimSpace(got) != "misdirected_liability 0 suspense -150000" {
			t.Error(got)
		}
	})
}
