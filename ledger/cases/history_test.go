package cases_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/hold"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
)

// told reads a history page by page and gives its lines.
func told(t testing.TB, book *ledger.Book, c cases.Case, f cases.HistoryFilter) (all []cases.Happened) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		for {
			list, next, err := c.History(tx, f)
			if err != nil {
				return err
			}
			all = append(all, list...)
			if f.After = next; next == "" {
				return nil
			}
		}
	})
	return all
}

func brief(list []cases.Happened) (lines []string) {
	for _, h := range list {
		lines = append(lines, fmt.Sprintf("%s %s %s %d", h.Day, h.Category, h.Kind, h.Amount))
	}
	return lines
}

// R-BST-44 R-BST-45 R-BST-46 R-BST-47 R-BST-49 R-BST-50 R-BST-51 R-BST-56
// TestHistory holds that everything that happened to a case and its invoices is told,
// newest first, by pages of any size, by kind and by day.
func TestHistory(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Choir, w.Course}})
		letter := strings.Repeat("b", 64)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			if err := charges(tx, w); err != nil {
				return err
			}
			if err := tx.AddHistory(ledger.History{Party: w.Anna, Invoice: w.Choir, Kind: "reminder-sent", Text: "Reminder 1", Document: letter}); err != nil {
				return err
			}
			if err := tx.AddHistory(ledger.History{Party: w.Anna, Kind: "address-bad", Text: "The letter came back"}); err != nil {
				return err
			}
			if err := tx.AddHistory(ledger.History{Party: w.Bengt, Invoice: w.Summer, Kind: "reminder-sent", Text: "Another's"}); err != nil {
				return err
			}
			for _, kind := range []string{"limitation-interrupted", "plan-created", "debtor-merged", "address-search", "payment-info"} {
				if err := desk.Tell(tx, cases.Event{Case: c.ID, Kind: kind, Text: kind, Day: date.Of(2026, 1, 3)}); err != nil {
					return err
				}
			}
			if err := desk.Tell(tx, cases.Event{Case: c.ID, Kind: "document", Text: "Invoice copy", Documents: []cases.Document{
				{Digest: strings.Repeat("c", 64), Name: "copy.pdf", Kind: cases.Scan}, {Digest: strings.Repeat("d", 64), Name: "note.txt", Kind: cases.File}}}); err != nil {
				return err
			}
			return desk.Note(tx, c.ID, "She will pay on Friday. "+strings.Repeat("She said. ", 20))
		})
		want := []string{
			"2026-01-06 book credit-note -25000", "2026-01-05 book payment-received -16250", "2026-01-02 book reminder-fee 6000",
			"2025-11-15 book invoice-issued 25000", "2025-11-15 book invoice-issued 150000",
			"2026-01-07 letter address-bad 0", "2026-01-07 letter reminder-sent 0",
			"2026-01-07 case note 0", "2026-01-07 case document 0", "2026-01-03 case payment-info 0", "2026-01-03 case address-search 0",
			"2026-01-03 case debtor-merged 0", "2026-01-03 case plan-created 0", "2026-01-03 case limitation-interrupted 0", "2026-01-07 case opened 0",
		}
		for _, size := range []int{1, 4, 100} {
			if got := brief(told(t, book, c, cases.HistoryFilter{Limit: size})); !slices.Equal(got, want) {
				t.Errorf("by pages of %d:\n%s", size, strings.Join(got, "\n"))
			}
		}
		if got := brief(told(t, book, c, cases.HistoryFilter{Kind: "invoice-issued", Limit: 1})); !slices.Equal(got, want[3:5]) {
			t.Errorf("%q", got)
		}
		if got := brief(told(t, book, c, cases.HistoryFilter{From: date.Of(2026, 1, 2), Through: date.Of(2026, 1, 5), Limit: 2})); len(got) != 7 || got[1] != want[2] {
			t.Errorf("%q", got)
		}
		if got := told(t, book, c, cases.HistoryFilter{Kind: "reminder-sent"}); len(got) != 1 || !slices.Equal(got[0].Documents, []cases.Document{{Digest: letter, Name: "reminder-sent", Kind: cases.Letter}}) {
			t.Errorf("%+v", got)
		}
		if got := told(t, book, c, cases.HistoryFilter{Kind: "document"}); len(got) != 1 || len(got[0].Documents) != 2 || got[0].Documents[0].Kind != cases.Scan || got[0].By != ledgertest.By {
			t.Errorf("%+v", got)
		}
		if got := told(t, book, c, cases.HistoryFilter{Kind: "note"}); len([]rune(got[0].Text)) != 80 || !strings.HasPrefix(got[0].Details, "She will pay on Friday. She said.") {
			t.Errorf("%+v", got)
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			kinds, err := c.Kinds(tx)
			if len(kinds) != 14 || kinds[0] != (cases.KindCount{Kind: "address-bad", N: 1}) || !slices.Contains(kinds, cases.KindCount{Kind: "invoice-issued", N: 2}) {
				t.Errorf("%v", kinds)
			}
			_, _, wrong := c.History(tx, cases.HistoryFilter{After: "x"})
			refusedWith(t, wrong, "E_SEARCH_CURSOR")
			return err
		})
		for _, e := range []cases.Event{
			{Kind: "closed", Text: "by hand"}, {Kind: "note"}, {Kind: "note", Text: strings.Repeat("x", 501)}, {Kind: "note", Text: "x", Day: desk.Today.Add(1)},
			{Kind: "document", Text: "x", Documents: []cases.Document{{Digest: "c0ffee", Kind: cases.Scan}}},
			{Kind: "document", Text: "x", Documents: []cases.Document{{Digest: letter, Kind: "picture"}}},
		} {
			e.Case = c.ID
			refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return desk.Tell(tx, e) }), "E_CASE_TEXT")
		}
		sound(t, book)
	})
}

// heldBy tells what stands on an invoice today: "dormant 2026-03-01".
func heldBy(t testing.TB, book *ledger.Book, invoice ledger.InvoiceID) string {
	t.Helper()
	var words []string
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		list, err := hold.On(tx, invoice, desk.Today)
		for _, h := range list {
			words = append(words, strings.TrimSpace(string(h.Reason)+" "+h.Through.String()))
		}
		return err
	})
	return strings.Join(words, ", ")
}

// R-BST-58
// TestRequests asks a handler for an answer, for time and for the case back. A revoke
// closes nothing: reminders are held and the case waits until its handler closes it.
func TestRequests(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		d := desk
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Choir, w.Course}, Handler: "bo"})
		ask := func(kind cases.RequestKind, text string, through date.Date) (id int64) {
			t.Helper()
			ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
				id, err = d.Ask(tx, cases.Request{Case: c.ID, Kind: kind, Text: text, Through: through})
				return err
			})
			return id
		}
		answer := func(id int64, grant bool, words string) {
			t.Helper()
			ledgertest.Update(t, book, func(tx *ledger.Tx) error { return d.Answer(tx, id, grant, words) })
		}
		message := ask(cases.Message, "Has she written?", 0)
		respite := ask(cases.Respite, "Until her wages", desk.Today.Add(20))
		revoke := ask(cases.Revoke, "Sent by mistake", 0)
		if got := load(t, book, c.ID); got.Activity != cases.Active || got.Revoking != revoke || heldBy(t, book, w.Choir) != "revoke-requested" || heldBy(t, book, w.Course) != "revoke-requested" {
			t.Errorf("%+v %v", got, heldBy(t, book, w.Choir))
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for handler, n := range map[string]int{"": 3, "bo": 3, "eva": 0} {
				if list, err := cases.OpenRequests(tx, handler, 0, 0); len(list) != n || err != nil {
					t.Errorf("%q: %v, %v", handler, list, err)
				}
			}
			return nil
		})
		for _, act := range []func(*ledger.Tx) error{
			func(tx *ledger.Tx) error { return d.Move(tx, c.ID, cases.HandedOver, "") },
			func(tx *ledger.Tx) error { return d.Close(tx, c.ID, cases.Mistaken, "") },
			func(tx *ledger.Tx) error {
				_, err := d.Ask(tx, cases.Request{Case: c.ID, Kind: cases.Revoke, Text: "again"})
				return err
			},
		} {
			refusedWith(t, tried(t, book, act), "E_CASE_REVOKING")
		}
		answer(revoke, false, "It is right")
		if got := load(t, book, c.ID); got.Revoking != 0 || heldBy(t, book, w.Choir) != "" {
			t.Errorf("%+v %v", got, heldBy(t, book, w.Choir))
		}
		answer(respite, true, "")
		if got := load(t, book, c.ID); got.Respite != desk.Today.Add(20) || heldBy(t, book, w.Course) != "respite 2026-01-27" {
			t.Errorf("%+v %v", got, heldBy(t, book, w.Course))
		}
		answer(message, true, "Not yet")
		for _, act := range []func(*ledger.Tx) error{
			func(tx *ledger.Tx) error { return d.Answer(tx, message, true, "again") },
			func(tx *ledger.Tx) error {
				_, err := d.Ask(tx, cases.Request{Case: c.ID, Kind: "gift", Text: "x"})
				return err
			},
			func(tx *ledger.Tx) error {
				_, err := d.Ask(tx, cases.Request{Case: c.ID, Kind: cases.Message})
				return err
			},
			func(tx *ledger.Tx) error {
				_, err := d.Ask(tx, cases.Request{Case: c.ID, Kind: cases.Respite, Text: "x", Through: desk.Today})
				return err
			},
			func(tx *ledger.Tx) error {
				_, err := d.Ask(tx, cases.Request{Case: c.ID, Kind: cases.Revoke, Text: "x", Through: desk.Today.Add(1)})
				return err
			},
		} {
			refusedWith(t, tried(t, book, act), "E_CASE_REQUEST")
		}
		again := ask(cases.Revoke, "Sent by mistake", 0)
		answer(again, true, "Closed")
		got := load(t, book, c.ID)
		if got.Activity != cases.Closed || got.Outcome != cases.Revoked || got.Revoking != 0 {
			t.Errorf("%+v", got)
		}
		if !strings.Contains(heldBy(t, book, w.Choir), "revoke-requested") {
			t.Error("a revoked case is reminded of before it is credited")
		}
		kinds := []string{}
		for _, e := range told(t, book, got, cases.HistoryFilter{}) {
			if e.Category == cases.OfCase {
				kinds = append(kinds, e.Kind)
			}
		}
		want := "closed credit-due revoke-granted revoke-asked message-answered respite-granted revoke-refused revoke-asked respite-asked message-asked opened"
		if strings.Join(kinds, " ") != want {
			t.Errorf("%s", kinds)
		}
		sound(t, book)
	})
}

// TestRevokeCredits holds the place where the credit notes of a revoke come from.
func TestRevokeCredits(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Summer}})
		d := desk
		d.Credit = func(tx *ledger.Tx, ids []ledger.InvoiceID, reason string) error {
			i, err := tx.Invoice(ids[0])
			if err != nil || reason != "Not theirs" {
				return fmt.Errorf("%q %w", reason, err)
			}
			_, err = tx.IssueInvoice(ledger.Invoice{Number: "K-9", Kind: ledger.KindCredit, Debtor: i.Debtor, Issued: desk.Today, Due: desk.Today,
				Currency: i.Currency, Net: i.Net, VAT: i.VAT, Gross: i.Gross, Refers: i.ID})
			return err
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			id, err := d.Ask(tx, cases.Request{Case: c.ID, Kind: cases.Revoke, Text: "Not theirs"})
			if err != nil {
				return err
			}
			return d.Answer(tx, id, true, "")
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			owed, err := cases.Owed(tx, c.ID)
			if owed != 0 {
				t.Errorf("owed %d", owed)
			}
			return err
		})
		sound(t, book)
	})
}

// R-BST-60
// TestRest holds that a case that rests is not reminded of until then.
func TestRest(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		d := desk
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Summer}})
		refusedWith(t, tried(t, book, func(tx *ledger.Tx) error { return d.Rest(tx, c.ID, desk.Today, "") }), "E_CASE_MOVE")
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return d.Rest(tx, c.ID, date.Of(2026, 3, 1), "abroad") })
		if got := load(t, book, c.ID); got.Dormant != date.Of(2026, 3, 1) || heldBy(t, book, w.Summer) != "dormant 2026-03-01" {
			t.Errorf("%+v %v", got, heldBy(t, book, w.Summer))
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return d.Rest(tx, c.ID, 0, "back") })
		if got := load(t, book, c.ID); got.Dormant != 0 || heldBy(t, book, w.Summer) != "" {
			t.Errorf("%+v %v", got, heldBy(t, book, w.Summer))
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return d.Rest(tx, c.ID, date.Of(2026, 3, 1), "") })
		ledgertest.Update(t, book, func(tx *ledger.Tx) error { return d.Close(tx, c.ID, cases.WrittenOff, "") })
		if heldBy(t, book, w.Summer) != "" {
			t.Error("a closed case holds reminders")
		}
	})
}

// TestHoldsOfCase: a case holds its invoices while a partner has it, those that join it
// too, and takes away nothing that somebody else has put.
func TestHoldsOfCase(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		c := opened(t, book, cases.New{Invoices: []ledger.InvoiceID{w.Choir}, Partner: "alektum"})
		stands := func(what, choir, course string) {
			t.Helper()
			if a, b := heldBy(t, book, w.Choir), heldBy(t, book, w.Course); a != choir || b != course {
				t.Errorf("%s: %q and %q, want %q and %q", what, a, b, choir, course)
			}
		}
		do := func(fn func(tx *ledger.Tx) error) { t.Helper(); ledgertest.Update(t, book, fn) }
		stands("ours", "", "")
		do(func(tx *ledger.Tx) error { return desk.Move(tx, c.ID, cases.HandedOver, "") })
		stands("handed over", "at-partner", "")
		do(func(tx *ledger.Tx) error { return desk.Rest(tx, c.ID, desk.Today.Add(5), "abroad") })
		do(func(tx *ledger.Tx) error { return desk.AddInvoice(tx, c.ID, w.Course) })
		stands("one joined", "at-partner, dormant 2026-01-12", "dormant 2026-01-12, at-partner")
		do(func(tx *ledger.Tx) error {
			_, err := hold.Put(tx, hold.New{Invoice: w.Choir, Reason: hold.Dormant, From: desk.Today, Source: "by hand"})
			return err
		})
		do(func(tx *ledger.Tx) error { return desk.Move(tx, c.ID, cases.TakenBack, "") })
		do(func(tx *ledger.Tx) error { return desk.Close(tx, c.ID, cases.Mistaken, "") })
		stands("closed", "dormant", "")
		sound(t, book)
	})
}

// TestIndexed holds the plan of every search: each walks an index in order, and nothing
// is scanned or sorted, whatever is asked for.
func TestIndexed(t *testing.T) {
	ledgertest.Each(t, func(t *testing.T, db *store.DB) {
		if db.Dialect() != store.SQLite {
			t.Skip("PostgreSQL plans by what a table holds")
		}
		book := ledger.New(db, ledger.DefaultChart())
		queries := []cases.Query{{"situation": "all"}, {"favourites": "yes"}, {"department": "A,B"}, {"state": "collection"}, {"owed-from": "5", "owed-to": "9"}}
		for _, f := range cases.Fields() {
			for _, text := range []string{"2026-01-01", "8001018182", "5560360793", "a@b.se", "070123456", "10009", "anna", "10", "yes", "SEK", "SE", "name", "all"} {
				queries = append(queries, cases.Query{f.Name: text})
			}
		}
		for _, sort := range []string{"number", "registered", "issued", "due", "amount", "name"} {
			queries = append(queries, cases.Query{"sort": sort}, cases.Query{"sort": sort, "reverse": "yes", "due-from": "2026-01-01", "amount-to": "9", "registered-from": "2026-01-01"})
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			planned := 0
			for _, q := range queries {
				query, args, err := desk.Plan(q, "eva")
				if err != nil {
					continue // no value of this field
				}
				planned++
				err = tx.Each("EXPLAIN QUERY PLAN "+query, args, func(r *store.Row) error {
					plan := r.Text(3)
					if strings.Contains(plan, "TEMP B-TREE") || strings.HasPrefix(plan, "SCAN") && !strings.Contains(plan, "CONSTANT ROW") {
						t.Errorf("%v: %s\n%s", q, plan, query)
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			if planned < 60 {
				t.Errorf("only %d searches were planned", planned)
			}
			return nil
		})
	})
}
