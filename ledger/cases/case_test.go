package cases_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
)

// TestOpen holds what makes a case: invoices of one debtor and currency, each in one
// case only.
func TestOpen(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Choir, w.Course}, Handler: "bo", Department: "Kören"})
		if c.Number != "C000001" || c.State != cases.Invoicing || c.Activity != cases.Active || c.Registered != desk.Today || c.Country != "SE" || c.Debtor.Name != "Anna Öberg" {
			t.Errorf("%+v", c)
		}
		for _, n := range []cases.New{
			{}, {Invoices: []ledger.InvoiceID{w.Choir}}, {Invoices: []ledger.InvoiceID{w.Refund}},
			{Invoices: []ledger.InvoiceID{w.Summer, w.Hall}}, {Invoices: []ledger.InvoiceID{w.Summer, w.Summer}},
		} {
			refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { _, err := desk.Open(tx, n); return err }), "E_CASE_INVOICES")
		}
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error {
			_, err := desk.Open(tx, cases.New{Invoices: []ledger.InvoiceID{w.Summer}, Handler: strings.Repeat("x", 101)})
			return err
		}), "E_CASE_TEXT")
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return desk.AddInvoice(tx, c.ID, w.Summer) }), "E_CASE_INVOICES")
		firm := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Hall}})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return desk.AddInvoice(tx, firm.ID, w.Sheet) })
		finds(t, book, cases.Query{"invoice": "2025-1004"}, "C000002")
		sound(t, book)
	})
}

// acts are all there are.
var acts = []cases.Act{cases.HandedOver, cases.Monitored, cases.Resumed, cases.TakenBack}

// TestMoves tries every act from every state; the doc draws the same.
func TestMoves(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	want := map[cases.State]map[cases.Act]cases.State{
		cases.Invoicing:  {cases.HandedOver: cases.Collection},
		cases.Collection: {cases.Monitored: cases.Monitoring, cases.TakenBack: cases.Invoicing},
		cases.Monitoring: {cases.Resumed: cases.Collection, cases.TakenBack: cases.Invoicing},
	}
	for _, from := range cases.States() {
		var drawn []string
		for _, act := range acts {
			if to := want[from][act]; to != "" {
				drawn = append(drawn, fmt.Sprintf("%s %s", act, to))
			}
		}
		if line := fmt.Sprintf("//\t%-10s ▶ %s\n", from, strings.Join(drawn, ", ")); !strings.Contains(string(doc), line) {
			t.Errorf("doc.go wants the line %s", line)
		}
	}
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		crowd(t, book, 3)
		for i, from := range cases.States() {
			for _, act := range acts {
				err := tried(t, book, func(tx *ledger.Tx) error {
					if err := desk.Move(tx, int64(i+1), act, "why"); err != nil {
						return err
					}
					c, err := cases.Load(tx, int64(i+1))
					if err == nil && c.State != want[from][act] {
						err = fmt.Errorf("%s from %s leads to %s", act, from, c.State)
					}
					return err
				})
				if to := want[from][act]; (err == nil) != (to != "") {
					t.Errorf("%s from %s: %v", act, from, err)
				}
			}
		}
	})
}

// TestClose holds that a case with debt is not closed as paid, that a closed one rests,
// and that it can be taken up again.
func TestClose(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Summer}})
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return desk.Close(tx, c.ID, cases.Paid, "") }), "E_CASE_OWED")
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return desk.Close(tx, c.ID, cases.Revoked, "") }), "E_CASE_MOVE")
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return desk.Reopen(tx, c.ID, "") }), "E_CASE_MOVE")
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return desk.Close(tx, c.ID, cases.WrittenOff, "untraceable") })
		for _, act := range []func(*ledger.Tx) error{
			func(tx *ledger.Tx) error { return desk.Move(tx, c.ID, cases.HandedOver, "") },
			func(tx *ledger.Tx) error { return desk.Close(tx, c.ID, cases.WrittenOff, "") },
			func(tx *ledger.Tx) error { return desk.Assign(tx, c.ID, "bo") },
			func(tx *ledger.Tx) error { return desk.Rest(tx, c.ID, desk.Today.Add(9), "") },
			func(tx *ledger.Tx) error {
				_, err := desk.Ask(tx, cases.Request{Case: c.ID, Kind: cases.Message, Text: "?"})
				return err
			},
		} {
			refusedWith(t, tried(t, book, act), "E_CASE_CLOSED")
		}
		if got := load(t, book, c.ID); got.ClosedOn != desk.Today || got.Outcome != cases.WrittenOff {
			t.Errorf("%+v", got)
		}
		// A note and the partner's word still reach it.
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			if err := desk.Note(tx, c.ID, "the estate wrote"); err != nil {
				return err
			}
			return desk.Reopen(tx, c.ID, "found after all")
		})
		if got := load(t, book, c.ID); got.Activity != cases.Active || got.ClosedOn != 0 || got.Outcome != "" {
			t.Errorf("%+v", got)
		}
		sound(t, book)
	})
}

// R-BST-35 R-BST-71
// TestPartnerStatus holds that what the partner reports is kept letter for letter, mapped
// where its meaning is known, and changed by nothing that we do.
func TestPartnerStatus(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Summer}, Partner: "alektum"})
		for said, kind := range map[string]string{"Rättslig åtgärd": "legal_action", "Inkasso": "collection", "  Väntar på Kronofogden (steg 3) ": ""} {
			ledgertest.Update(t, book, func(tx *ledger.Tx) error { return desk.Report(tx, c.ID, said, "", "", date.Of(2026, 1, 5)) })
			if got := load(t, book, c.ID); got.Status != said || got.StatusKind != kind || got.StatusOn != date.Of(2026, 1, 5) {
				t.Errorf("%q: %+v", said, got)
			}
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return desk.Report(tx, c.ID, "Rättslig åtgärd", "A 4711", "G-9", 0) })
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return desk.Move(tx, c.ID, cases.HandedOver, "") })
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return desk.Close(tx, c.ID, cases.WrittenOff, "") })
		if got := load(t, book, c.ID); got.Status != "Rättslig åtgärd" || got.PartnerNo != "A 4711" {
			t.Errorf("%+v", got)
		}
		sound(t, book)
	})
}

// TestKept holds that the database refuses to change what happened.
func TestKept(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Summer}})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			cost, err := desk.Charge(tx, c.ID, 5000, "address search")
			if err == nil {
				err = desk.Bill(tx, cost, "K-17", desk.Today)
			}
			if err == nil {
				err = desk.Tell(tx, cases.Event{Case: c.ID, Kind: "document", Text: "invoice copy", Documents: []cases.Document{{Digest: strings.Repeat("a", 64), Name: "f.pdf", Kind: cases.Scan}}})
			}
			return err
		})
		for _, query := range []string{
			`UPDATE case_event SET text = 'x'`, `DELETE FROM case_event`, `UPDATE case_document SET name = 'x'`, `DELETE FROM case_document`,
			`UPDATE case_cost SET amount = 1`, `DELETE FROM case_billed`, `DELETE FROM case_invoice`, `UPDATE case_invoice SET amount = 1`,
			`DELETE FROM debt_case`, `UPDATE debt_case SET number = 'C9'`, `UPDATE debt_case SET debtor = 1`,
		} {
			if err := tried(t, book, func(tx *ledger.Tx) error { _, err := tx.Exec(query); return err }); err == nil {
				t.Errorf("%s was done", query)
			}
		}
		sound(t, book)
	})
}

// TestChain holds that Check finds an event that somebody changed behind the trigger.
func TestChain(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		crowd(t, book, 4)
		sound(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			drop := `DROP TRIGGER case_event_no_update`
			if tx.Dialect() == store.Postgres {
				drop = `DROP TRIGGER case_event_no_change ON case_event`
			}
			if _, err := tx.Exec(drop); err != nil {
				return err
			}
			_, err := tx.Exec(`UPDATE case_event SET text = 'nothing' WHERE id = 2`)
			return err
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			wrongs, err := cases.Check(tx)
			if !slices.Equal(wrongs, []string{"event 2 of case C000002 is not what was written"}) {
				t.Errorf("%q", wrongs)
			}
			return err
		})
	})
}

// R-BST-43
// TestDebts holds the grid against a computation by hand. Anna owes 1,500.00 and 250.00.
// A reminder fee of 60.00 and interest of 7.50 come upon the first; 100.00 is paid on
// capital, 60.00 on the fee and 2.50 on interest; 250.00 is credited on the second.
func TestDebts(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Choir, w.Course}})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return charges(tx, w) })
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			list, err := c.Debts(tx)
			if err != nil {
				return err
			}
			list = append(list, cases.Sum(list))
			want := []cases.Debt{
				{Claimed: ledger.Balance{150000, 6000, 750, 0}, Paid: ledger.Balance{10000, 6000, 250, 0}, Remaining: ledger.Balance{140000, 0, 500, 0}},
				{Claimed: ledger.Balance{25000}, Reduced: ledger.Balance{25000}},
				{Claimed: ledger.Balance{175000, 6000, 750, 0}, Paid: ledger.Balance{10000, 6000, 250, 0}, Reduced: ledger.Balance{25000}, Remaining: ledger.Balance{140000, 0, 500, 0}},
			}
			for i := range want {
				list[i].Invoice = ledger.Invoice{}
				if list[i] != want[i] {
					t.Errorf("line %d: %+v\nwant %+v", i, list[i], want[i])
				}
			}
			owed, err := cases.Owed(tx, c.ID)
			if owed != 140500 {
				t.Errorf("owed %d", owed)
			}
			return err
		})
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			cost, err := desk.Charge(tx, c.ID, 15000, "Address search")
			if err != nil {
				return err
			}
			if _, err := desk.Charge(tx, c.ID, 9000, "Visit"); err != nil {
				return err
			}
			return desk.Bill(tx, cost, "K-2026-1", date.Of(2026, 1, 5))
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			debtor, err := c.DebtorCosts(tx)
			if err != nil {
				return err
			}
			if want := []cases.Cost{{Day: date.Of(2026, 1, 2), Text: "Reminder fee", Amount: 6000, Invoice: "2025-1001", Bucket: "fee"}}; !slices.Equal(debtor, want) {
				t.Errorf("%+v", debtor)
			}
			client, err := c.ClientCosts(tx)
			want := []cases.Cost{{ID: 1, Day: desk.Today, Text: "Address search", Amount: 15000, Bill: "K-2026-1", Billed: date.Of(2026, 1, 5)}, {ID: 2, Day: desk.Today, Text: "Visit", Amount: 9000}}
			if !slices.Equal(client, want) {
				t.Errorf("%+v", client)
			}
			return err
		})
		for _, act := range []func(*ledger.Tx) error{
			func(tx *ledger.Tx) error { _, err := desk.Charge(tx, c.ID, 0, "nothing"); return err },
			func(tx *ledger.Tx) error { return desk.Bill(tx, 9, "K-1", desk.Today) },
			func(tx *ledger.Tx) error { return desk.Bill(tx, 2, "K-1", desk.Today.Add(1)) },
		} {
			refusedWith(t, tried(t, book, act), "E_CASE_TEXT")
		}
		sound(t, book)
	})
}

// charges is what happens to Anna's invoices.
func charges(tx *ledger.Tx, w ledgertest.World) error {
	sek := func(role ledger.Role, amount int64) ledger.Posting {
		return ledger.Posting{Role: role, Amount: amount, Currency: money.SEK}
	}
	on := func(p ledger.Posting, i ledger.InvoiceID, b ledger.Bucket) ledger.Posting {
		p.Invoice, p.Bucket = i, b
		return p
	}
	_, err := tx.Post(ledger.Entry{Key: "fee", Why: ledger.ReminderFee, BookedOn: date.Of(2026, 1, 2), Text: "Reminder fee", Postings: []ledger.Posting{
		on(sek(ledger.RoleAR, 6000), w.Choir, ledger.Fee), sek(ledger.RoleFeeIncome, -6000)}})
	if err != nil {
		return err
	}
	if err := tx.AssessInterest(w.Choir, 750); err != nil {
		return err
	}
	p := tx.Poster()
	if err := p.Begin(ledger.Entry{Key: "pay", Why: ledger.PaymentReceived, BookedOn: date.Of(2026, 1, 5), Text: "Payment", File: "f000001"}); err != nil {
		return err
	}
	id := p.Receipt(ledger.Receipt{Amount: 16250, BankRef: []byte("B1"), Payer: []byte("Anna Öberg")})
	of := func(p ledger.Posting) ledger.Posting { p.Receipt = id; return p }
	for _, posting := range []ledger.Posting{
		of(sek(ledger.RoleBank, 16250)), of(on(sek(ledger.RoleAR, -10000), w.Choir, ledger.Principal)), of(on(sek(ledger.RoleAR, -6000), w.Choir, ledger.Fee)),
		of(on(sek(ledger.RoleInterestIncome, -250), w.Choir, ledger.Interest)),
	} {
		if err := p.Add(posting); err != nil {
			return err
		}
	}
	if _, err := p.End(); err != nil {
		return err
	}
	if err := p.Flush(); err != nil {
		return err
	}
	_, err = tx.IssueInvoice(ledger.Invoice{Number: "K-1", Kind: ledger.KindCredit, Debtor: w.Anna, Issued: date.Of(2026, 1, 6), Due: date.Of(2026, 1, 6),
		Currency: money.SEK, Net: 25000, Gross: 25000, Refers: w.Course})
	return err
}
