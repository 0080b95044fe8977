package limitation_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/config/law"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/ledgertest"
	"girod/ledger/limitation"
)

// sweden is the law of Sweden: what this needs of it is confirmed in the tables.
func sweden(t testing.TB) limitation.Law {
	t.Helper()
	tables, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	return limitation.Law{Tables: tables, Country: "SE"}
}

// The invoices of the company were issued on 2025-11-15 and due on 2025-12-15. A consumer's
// claim lives three years from its origin in Sweden, a company's ten.
func TestClock(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w, l := ledgertest.Company(t, book), sweden(t)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			lives := func(what string, invoice ledger.InvoiceID, on, last date.Date, events string) {
				t.Helper()
				c, err := limitation.Of(tx, l, invoice, on)
				var got []string
				for _, e := range c.Events {
					got = append(got, fmt.Sprintf("%s %s", e.Kind, e.Effect))
				}
				if err != nil || c.Last != last || strings.Join(got, ", ") != events || c.Passed(last) || !c.Passed(last.Add(1)) {
					t.Errorf("%s: through %s, %q, %v; want %s, %q", what, c.Last, got, err, last, events)
				}
			}
			record := func(invoice ledger.InvoiceID, kind law.Interruption, on date.Date) int64 {
				t.Helper()
				id, err := limitation.Record(tx, limitation.Known{Invoice: invoice, Kind: kind, On: on, Source: "file 7"}, 20290101)
				if err != nil {
					t.Error(err)
				}
				return id
			}
			lives("a consumer's", w.Choir, 20260107, 20281115, "")
			lives("a company's", w.Hall, 20260107, 20351115, "")
			id := record(w.Choir, law.Demand, 20270301) // signed for: three years from there
			lives("demanded", w.Choir, 20290101, 20300301, "demand interrupted")
			lives("before it was", w.Choir, 20270228, 20281115, "demand none")
			if err := limitation.Withdraw(tx, w.Choir, id, "another's signature"); err != nil {
				return err
			}
			lives("withdrawn", w.Choir, 20290101, 20281115, "demand withdrawn")
			if err := limitation.Withdraw(tx, w.Choir, id, "again"); !errors.Is(err, limitation.ErrNotFound) {
				t.Errorf("withdrawn twice: %v", err)
			}
			record(w.Choir, "arose", 20251001)
			lives("from its origin", w.Choir, 20290101, 20281001, "arose began, demand withdrawn")
			record(w.Choir, law.Acknowledgement, 20281002)
			lives("a day too late", w.Choir, 20290101, 20281001, "arose began, demand withdrawn, acknowledgement none")
			return nil
		})
		ledgertest.Clean(t, book)
	})
}

// R-BST-46: a part payment interrupts, an allocation that was undone does not; a plan is
// an acknowledgement, a claim filed with a bankruptcy a court's act.
func TestSeenInTheBook(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w, l := ledgertest.Company(t, book), sweden(t)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			through := func(what string, invoice ledger.InvoiceID, last date.Date) {
				t.Helper()
				if c, err := limitation.Of(tx, l, invoice, 20281231); err != nil || c.Last != last {
					t.Errorf("%s: through %s, %v; want %s: %+v", what, c.Last, err, last, c.Events)
				}
			}
			came := ledger.Receipt{Account: "1930", EntryKey: []byte("1"), Amount: 20000, Currency: "SEK", BookedOn: 20260301, Payer: []byte("Anna Öberg")}
			_, err := tx.Book("T-08", ledger.Facts{Key: "part", On: 20260301, Currency: "SEK", Invoice: w.Choir, Came: &came, Amounts: map[ledger.Part]int64{ledger.OfPrincipal: 20000}})
			if err != nil {
				return err
			}
			through("a part payment", w.Choir, 20290301)
			paid, err := tx.AllocationsTo(w.Choir)
			if err != nil {
				return err
			}
			_, err = tx.Post(ledger.Entry{Key: "undone", Why: ledger.Allocated, BookedOn: 20260310, Reason: "not hers", Postings: []ledger.Posting{
				{Role: ledger.RoleAR, Amount: 20000, Currency: "SEK", Invoice: w.Choir, Receipt: paid[0].Receipt},
				{Role: ledger.RoleSuspense, Amount: -20000, Currency: "SEK", Receipt: paid[0].Receipt}}})
			if err != nil {
				return err
			}
			through("undone", w.Choir, 20281115)
			if _, err := hold.Put(tx, hold.New{Invoice: w.Course, Reason: hold.Plan, From: 20260401, Source: "plan P000001"}); err != nil {
				return err
			}
			through("a plan", w.Course, 20290401)
			id, err := hold.Put(tx, hold.New{Party: w.Bengt, Reason: hold.Bankruptcy, From: 20260501, Source: "tingsrätten, K 12-26"})
			if err != nil {
				return err
			}
			through("bankruptcy alone", w.Summer, 20281115)
			if err := hold.Do(tx, id, 20260520, "filed"); err != nil {
				return err
			}
			through("filed with it", w.Summer, 20290520)
			if err := tx.MergeParty(w.Anna, w.Bengt, "the same estate"); err != nil {
				return err
			}
			through("filed against who she is one with", w.Course, 20290520)
			passed := func(on date.Date, want int) {
				t.Helper()
				if all, err := limitation.Passed(tx, l, on); err != nil || len(all) != want {
					t.Errorf("%s: %v, %v; want %d lapsed", on, all, err, want)
				}
			}
			passed(20290520, 0)
			passed(20290521, 3) // those of both; a company's live for ten years
			if _, err := tx.PartParty(w.Anna, "two of a name"); err != nil {
				return err
			}
			through("and when they were not one", w.Course, 20290401)
			return nil
		})
	})
}

func TestRecordRefuses(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for _, c := range []struct {
				k    limitation.Known
				want error
			}{
				{limitation.Known{Invoice: w.Choir, Kind: "letter", On: 20260101, Source: "x"}, limitation.ErrKind},
				{limitation.Known{Invoice: w.Choir, Kind: law.Demand, On: 20260108, Source: "x"}, limitation.ErrDay}, // to come
				{limitation.Known{Invoice: w.Choir, Kind: law.Demand, On: 20251114, Source: "x"}, limitation.ErrDay}, // before the invoice
				{limitation.Known{Invoice: w.Choir, Kind: law.Demand, On: 20260101}, limitation.ErrSource},
				{limitation.Known{Invoice: 999, Kind: law.Demand, On: 20260101, Source: "x"}, ledger.ErrNotFound},
			} {
				if _, err := limitation.Record(tx, c.k, 20260107); !errors.Is(err, c.want) {
					t.Errorf("%+v: %v, want %v", c.k, err, c.want)
				}
			}
			return nil
		})
	})
}

// TestPassedIsOf: what a run reads at once is what the clock of each claim says, and a
// claim whose law nobody has confirmed is not reminded once it is old.
func TestPassedIsOf(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w, l := ledgertest.Company(t, book), sweden(t)
		invoices := []ledger.InvoiceID{w.Choir, w.Course, w.Hall, w.Sheet, w.Summer}
		rapid.Check(t, func(r *rapid.T) {
			back := errors.New("back")
			err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
				for range rapid.IntRange(0, 8).Draw(r, "events") {
					k := limitation.Known{Invoice: rapid.SampledFrom(invoices).Draw(r, "invoice"), Source: "x",
						Kind: rapid.SampledFrom([]law.Interruption{law.Payment, law.Acknowledgement, law.Demand, law.Court}).Draw(r, "kind"),
						On:   date.Of(2026+rapid.IntRange(0, 12).Draw(r, "year"), 1, rapid.IntRange(1, 28).Draw(r, "day"))}
					if _, err := limitation.Record(tx, k, 20400101); err != nil {
						return err
					}
				}
				on := date.Of(2026+rapid.IntRange(0, 24).Draw(r, "year"), 6, 1)
				passed, err := limitation.Passed(tx, l, on)
				if err != nil {
					return err
				}
				for _, i := range invoices {
					c, err := limitation.Of(tx, l, i, on)
					if err != nil {
						return err
					}
					if (passed[i] != "") != c.Passed(on) {
						r.Fatalf("invoice %d on %s: at once %q, alone through %s", i, on, passed[i], c.Last)
					}
				}
				norway := limitation.Law{Tables: l.Tables, Country: "NO"}
				unknown, err := limitation.Passed(tx, norway, 20280101)
				if err != nil || !strings.Contains(unknown[w.Choir], "not confirmed") {
					r.Fatalf("an old claim under unconfirmed law: %q, %v", unknown[w.Choir], err)
				}
				if young, err := limitation.Passed(tx, norway, 20271101); err != nil || len(young) != 0 {
					r.Fatalf("young claims under unconfirmed law: %v, %v", young, err)
				}
				return back
			})
			if !errors.Is(err, back) {
				r.Fatal(err)
			}
		})
	})
}
