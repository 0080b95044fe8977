package hold_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/ledgertest"
)

const day = date.Date(20260107)

// TestReasons holds the table of DOMAIN.md 3.1.6.
func TestReasons(t *testing.T) {
	for _, c := range []struct {
		reason hold.Reason
		stops  string
		debtor bool
		estate bool
	}{
		{hold.Dispute, "reminders hand-over fees", false, false}, // interest clock runs
		{hold.DebtRestructuring, "reminders hand-over fees interest", true, false},
		{hold.Deceased, "reminders hand-over fees", true, true},
		{hold.Bankruptcy, "reminders hand-over fees interest", true, true},
		{hold.Minor, "hand-over", true, false}, // never to collection without guardian check
		{hold.ProtectedIdentity, "reminders hand-over", true, false},
		{hold.Respite, "reminders hand-over fees", false, false},
		{hold.Plan, "reminders hand-over fees", false, false},
		{hold.Dormant, "reminders hand-over fees", false, false},
		{hold.RevokeRequested, "reminders hand-over fees", false, false},
		{hold.Sold, "reminders hand-over fees", false, false},
		{hold.AtPartner, "reminders hand-over fees", false, false},
		{hold.Manual, "reminders hand-over fees", false, false},
	} {
		var stops []string
		for _, s := range c.reason.Stops() {
			stops = append(stops, string(s))
		}
		if got := strings.Join(stops, " "); got != c.stops || c.reason.OfDebtor() != c.debtor || c.reason.Estate() != c.estate {
			t.Errorf("%s stops %q, of debtor %v, estate %v; want %q, %v, %v", c.reason, got, c.reason.OfDebtor(), c.reason.Estate(), c.stops, c.debtor, c.estate)
		}
		if !slices.Contains(hold.Reasons(), c.reason) || len(hold.Reasons()) != 13 {
			t.Errorf("%s is not among the 13 reasons: %v", c.reason, hold.Reasons())
		}
	}
	for _, r := range hold.Reasons() {
		_, elsewhere := hold.Elsewhere([]hold.Hold{{New: hold.New{Reason: r}}})
		if r.Hides() != (r == hold.ProtectedIdentity) || elsewhere != (r.Estate() || r.Hides()) {
			t.Errorf("%s hides %v, letters go elsewhere %v", r, r.Hides(), elsewhere)
		}
	}
	if r := hold.Reason("tired"); r.Known() || !slices.Equal(r.Stops(), []hold.Stop{hold.Reminders, hold.HandOver, hold.Fees}) {
		t.Error("an unknown reason must stop everything but interest")
	}
}

// R-BST-42: debt restructuring, death and bankruptcy are flags of the debtor with date and
// source, and hold all present and future invoices.
func TestDebtorHoldsAll(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			first, err := tx.Invoice(w.Choir)
			if err != nil {
				return err
			}
			id, err := hold.Put(tx, hold.New{Party: first.Debtor, Reason: hold.DebtRestructuring, From: day, Source: "Kronofogden 2026-01-07, dnr 12"})
			if err != nil {
				return err
			}
			later := first
			later.ID, later.Number, later.Ref = 0, "later", "later"
			if later.ID, err = tx.IssueInvoice(later); err != nil {
				return err
			}
			all, err := hold.All(tx, day)
			if err != nil {
				return err
			}
			for _, i := range []ledger.InvoiceID{first.ID, later.ID} {
				list, err := hold.On(tx, i, day)
				if err != nil {
					return err
				}
				if len(list) != 1 || list[0].ID != id || len(all.Of(i, first.Debtor)) != 1 {
					t.Errorf("invoice %d: %v and %v, want the debtor's hold", i, list, all.Of(i, first.Debtor))
				}
				if last := hold.InterestThrough(list); last != day {
					t.Errorf("interest through %s, want to the decision", last)
				}
			}
			h, err := hold.Find(tx, id)
			if err != nil {
				return err
			}
			if text, by := h.Task(); by != 20260206 || !strings.Contains(text, "file") { // 7 January + 30 days
				t.Errorf("%s by %s, want to file by 2026-02-06", text, by)
			}
			if err := hold.Do(tx, id, day+1, "filed with Kronofogden"); err != nil {
				return err
			}
			if err := hold.Do(tx, id, day+1, "again"); !errors.Is(err, hold.ErrTask) {
				t.Errorf("%v, want that it was done", err)
			}
			if before, err := hold.On(tx, first.ID, day-1); err != nil || len(before) != 0 {
				t.Errorf("the day before: %v, %v", before, err)
			}
			return nil
		})
	})
}

func TestRefusals(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for _, c := range []struct {
				n    hold.New
				want error
			}{
				{hold.New{Invoice: w.Choir, Reason: "tired", From: day, Source: "x"}, hold.ErrReason},
				{hold.New{Invoice: w.Choir, Reason: hold.Deceased, From: day, Source: "x"}, hold.ErrReason},
				{hold.New{Reason: hold.Dispute, From: day, Source: "x"}, hold.ErrTarget},
				{hold.New{Invoice: w.Choir, Party: 1, Reason: hold.Dispute, From: day, Source: "x"}, hold.ErrTarget},
				{hold.New{Invoice: w.Choir, Reason: hold.Dispute, From: day, Through: day - 1, Source: "x"}, hold.ErrDay},
				{hold.New{Invoice: w.Choir, Reason: hold.Dispute, From: 20260230, Source: "x"}, hold.ErrDay},
				{hold.New{Invoice: w.Choir, Reason: hold.Dispute, From: day, Source: " "}, hold.ErrSource},
				{hold.New{Invoice: w.Choir, Reason: hold.Dispute, From: day, Source: strings.Repeat("å", 501)}, hold.ErrSource},
			} {
				if _, err := hold.Put(tx, c.n); !errors.Is(err, c.want) {
					t.Errorf("%+v: %v, want %v", c.n, err, c.want)
				}
			}
			id, err := hold.Put(tx, hold.New{Invoice: w.Choir, Reason: hold.Dispute, From: day, Source: "never got it"})
			if err != nil {
				return err
			}
			if again, err := hold.Put(tx, hold.New{Invoice: w.Choir, Reason: hold.Dispute, From: day + 1, Source: "again"}); !errors.Is(err, hold.ErrStands) || again != id {
				t.Errorf("%d, %v, want that it stands", again, err)
			}
			if err := hold.End(tx, id, day+3, ""); !errors.Is(err, hold.ErrSource) {
				t.Errorf("%v, want a reason to end", err)
			}
			if err := hold.End(tx, id, day+3, "it was delivered: signed for"); err != nil {
				return err
			}
			if err := hold.End(tx, id, day+4, "again"); !errors.Is(err, hold.ErrEnded) {
				t.Errorf("%v, want that it has ended", err)
			}
			if err := hold.End(tx, 99, day, "x"); !errors.Is(err, hold.ErrNotFound) {
				t.Errorf("%v", err)
			}
			return nil
		})
	})
}

// TestAllIsOn: what a run sees at once is what one sees of each claim, whatever was put
// and ended; nothing that stood is lost from the list of all.
func TestAllIsOn(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		invoices := []ledger.InvoiceID{w.Choir, w.Course}
		rapid.Check(t, func(r *rapid.T) {
			back := errors.New("back")
			err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
				var put []hold.ID
				for range rapid.IntRange(1, 12).Draw(r, "acts") {
					on := day.Add(rapid.IntRange(0, 20).Draw(r, "day"))
					if len(put) > 0 && rapid.Bool().Draw(r, "end") {
						if err := hold.End(tx, rapid.SampledFrom(put).Draw(r, "which"), on, "enough"); err != nil && !errors.Is(err, hold.ErrEnded) {
							return err
						}
						continue
					}
					n := hold.New{Reason: rapid.SampledFrom(hold.Reasons()).Draw(r, "reason"), From: on, Source: "heard"}
					if n.Reason.OfDebtor() || rapid.Bool().Draw(r, "debtor") {
						n.Party = 1
					} else {
						n.Invoice = rapid.SampledFrom(invoices).Draw(r, "invoice")
					}
					if rapid.Bool().Draw(r, "dated") {
						n.Through = on.Add(rapid.IntRange(0, 9).Draw(r, "days"))
					}
					id, err := hold.Put(tx, n)
					if err != nil && !errors.Is(err, hold.ErrStands) {
						return err
					}
					put = append(put, id)
				}
				for d := day; d <= day.Add(30); d = d.Add(1) {
					if err := agree(r, tx, invoices, d); err != nil {
						return err
					}
				}
				return back
			})
			if !errors.Is(err, back) {
				r.Fatal(err)
			}
		})
	})
}

// agree compares All with On, and On with all that ever stood.
func agree(r *rapid.T, tx *ledger.Tx, invoices []ledger.InvoiceID, d date.Date) error {
	all, err := hold.All(tx, d)
	if err != nil {
		return err
	}
	for _, i := range invoices {
		inv, err := tx.Invoice(i)
		if err != nil {
			return err
		}
		one, err := hold.On(tx, i, d)
		if err != nil {
			return err
		}
		ever, err := hold.Of(tx, i, inv.Debtor)
		if err != nil {
			return err
		}
		got := ids(all.Of(i, inv.Debtor))
		stands := ids(slices.DeleteFunc(ever, func(h hold.Hold) bool { return !h.Stands(d) }))
		if !slices.Equal(got, ids(one)) || !slices.Equal(got, stands) {
			r.Fatalf("invoice %d on %s: all %v, on %v, ever %v", i, d, got, ids(one), stands)
		}
	}
	return nil
}

func ids(list []hold.Hold) (ids []hold.ID) {
	for _, h := range list {
		ids = append(ids, h.ID)
	}
	slices.Sort(ids)
	return ids
}

// TestWhatStoodStays: the database refuses to change or delete a hold.
func TestWhatStoodStays(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			id, err := hold.Put(tx, hold.New{Invoice: w.Choir, Reason: hold.Manual, From: day, Source: "asked to wait"})
			if err == nil {
				err = hold.End(tx, id, day+1, "waited")
			}
			return err
		})
		for _, query := range []string{`UPDATE hold SET through = 0`, `DELETE FROM hold`, `UPDATE hold_event SET day = 0`, `DELETE FROM hold_event`} {
			err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
				_, err := tx.Exec(query)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "never changed or deleted") {
				t.Errorf("%s: %v", query, err)
			}
		}
	})
}
