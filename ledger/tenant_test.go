package ledger_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// union is a house with two associations below one federation.
type union struct {
	house, choir, band *ledger.Book
}

// found makes the union in an empty book.
func unite(t testing.TB, b *ledger.Book) (u union) {
	t.Helper()
	u.house = b
	ledgertest.Update(t, b, func(tx *ledger.Tx) error {
		top, err := tx.PutTenant(ledger.Tenant{Name: "Förbundet", Kind: ledger.Federation})
		for _, to := range []struct {
			name string
			book **ledger.Book
		}{{"Kören", &u.choir}, {"Orkestern", &u.band}} {
			if err != nil {
				return err
			}
			var id ledger.TenantID
			id, err = tx.PutTenant(ledger.Tenant{Name: to.name, Parent: top, Kind: ledger.Association, Keeping: ledger.Creditor})
			*to.book = b.For(ledger.Books{Tenant: id, Keeping: ledger.Creditor, Chart: ledger.DefaultChart()})
		}
		return err
	})
	return u
}

// R-ALK-12
// TestTenantsTouchNothingOfEachOther lets two associations, with the same customers and
// invoice numbers, do whatever they may and may not in any order, on SQLite and PostgreSQL
// at once: an act of one moves nothing of the other's, whichever ids it names; vouchers are
// unbroken in each; and the digests are equal.
func TestTenantsTouchNothingOfEachOther(t *testing.T) {
	fewer(t, 5)
	ours := rapid.Custom(func(r *rapid.T) theirs {
		a := theirs{anAct(r), rapid.Bool().Draw(r, "band")}
		a.invoice = ledger.InvoiceID(rapid.Int64Range(1, 16).Draw(r, "of either"))
		a.debtor = ledger.PartyID(rapid.Int64Range(1, 6).Draw(r, "debtor"))
		return a
	})
	rapid.Check(t, func(r *rapid.T) {
		acts := rapid.SliceOfN(ours, 5, 30).Draw(r, "acts")
		var digests, answers [2]string
		for i, open := range []func(testing.TB) *store.DB{storetest.SQLite, storetest.Postgres} {
			t.Run("", func(t *testing.T) {
				u := unite(t, ledger.New(open(t), ledger.DefaultChart()))
				ledgertest.Company(t, u.choir)
				ledgertest.Company(t, u.band)
				for n, a := range acts {
					acts, rests := u.choir, u.band
					if a.band {
						acts, rests = rests, acts
					}
					before := state(t, rests)
					err := acts.Update(t.Context(), ledgertest.At, "rapid", func(tx *ledger.Tx) error { return a.do(tx, n/2) }) // both choose the same keys
					answers[i] += fmt.Sprintf("%d %v\n", n, kind(err))
					if after := state(t, rests); after != before {
						r.Errorf("%s of %d by the other moved\n%sto\n%s", a.what, a.invoice, before, after)
					}
				}
				ledgertest.Clean(t, u.house)
				digests[i] = ledgertest.Digest(t, u.house)
			})
		}
		if digests[1] != "" && (digests[0] != digests[1] || answers[0] != answers[1]) {
			r.Errorf("the books differ:\n%s\n%s", answers[0], answers[1])
		}
	})
}

// theirs is an act in the books of one of two.
type theirs struct {
	act
	band bool
}

// state is everything of a tenant's that an act could move.
func state(t testing.TB, b *ledger.Book) (text string) {
	ledgertest.View(t, b, func(tx *ledger.Tx) error {
		balances, err := tx.TrialBalance()
		text += fmt.Sprintln(balances)
		err = errors.Join(err, tx.OpenItems(func(i ledger.OpenItem) error {
			history, err := tx.HistoryOfInvoice(i.ID)
			text += fmt.Sprintln(i.Number, i.Owed, len(history))
			return err
		}), tx.CustomerCredits(func(c ledger.CustomerCredit) error {
			text += fmt.Sprintln("credit", c)
			return nil
		}))
		rests, suspense := tx.OpenSuspense()
		for _, s := range rests {
			text += fmt.Sprintln("suspense", s.ID, s.Rest)
		}
		closed, periods := tx.ClosedThrough()
		vouchers := 0
		entries := tx.Entries(func(e ledger.Entry) error { vouchers++; return nil })
		text += fmt.Sprintln(closed, vouchers)
		return errors.Join(err, suspense, periods, entries)
	})
	return text
}

// TestAnothersIsNotFound asks for everything of the choir's in the books of the band, by
// the very ids.
func TestAnothersIsNotFound(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		u := unite(t, b)
		w := ledgertest.Company(t, u.choir)
		var paid ledger.EntryID
		ledgertest.Update(t, u.choir, func(tx *ledger.Tx) (err error) {
			paid, err = book(tx, "paid", ledger.PaymentReceived, 100, []post{{ledger.RoleBank, 100, 0, 0, false}, {ledger.RoleSuspense, -100, 0, 0, true}})
			return err
		})
		for _, other := range []*ledger.Book{u.band, u.house} {
			ledgertest.View(t, other, func(tx *ledger.Tx) error {
				for what, ask := range map[string]func() error{
					"invoice":  func() error { _, err := tx.Invoice(w.Choir); return err },
					"number":   func() error { _, err := tx.InvoiceByNumber("2025-1001"); return err },
					"balance":  func() error { _, err := tx.Balance(w.Choir); return err },
					"party":    func() error { _, err := tx.Party(w.Anna); return err },
					"customer": func() error { _, err := tx.PartyByCustomerNo("1001"); return err },
					"entry":    func() error { _, err := tx.Entry(paid); return err },
					"key":      func() error { _, err := tx.EntryByKey("paid"); return err },
					"voucher":  func() error { _, err := tx.EntryByVoucher("B", 1, 2026); return err },
					"receipt":  func() error { _, err := tx.Receipt(1); return err },
				} {
					if err := ask(); !errors.Is(err, ledger.ErrNotFound) {
						t.Errorf("%s: %v, want not found", what, err)
					}
				}
				return nil
			})
		}
		for what, act := range map[string]func(*ledger.Tx) error{
			"reverse": func(tx *ledger.Tx) error { _, err := tx.Reverse(paid, day, "mine"); return err },
			"assess":  func(tx *ledger.Tx) error { return tx.AssessInterest(w.Choir, 1) },
			"credit": func(tx *ledger.Tx) error {
				_, err := tx.CreditInvoice(ledger.Credit{Invoice: w.Choir, On: day, Reason: "r"})
				return err
			},
			"rename": func(tx *ledger.Tx) error { return tx.UpdateParty(ledger.Party{ID: w.Anna}) },
			"invoice": func(tx *ledger.Tx) error {
				_, err := tx.IssueInvoice(ledger.Invoice{Number: "1", Kind: ledger.KindInvoice, Debtor: w.Anna, Issued: day, Due: day, Currency: money.SEK, Net: 1, Gross: 1})
				return err
			},
			"post on an invoice": func(tx *ledger.Tx) error {
				_, err := tx.Book("T-02", ledger.Facts{Key: "fee", On: day, Currency: money.SEK, Invoice: w.Choir, Amounts: map[ledger.Part]int64{ledger.OfFee: 1}})
				return err
			},
			"take a payment": func(tx *ledger.Tx) error {
				_, err := tx.Post(ledger.Entry{Key: "take", Why: ledger.Allocated, BookedOn: day, Postings: []ledger.Posting{
					{Role: ledger.RoleSuspense, Amount: 100, Currency: money.SEK, Receipt: 1}, {Role: ledger.RoleAP, Amount: -100, Currency: money.SEK}}})
				return err
			},
		} {
			before := state(t, u.choir)
			if err := u.band.Update(t.Context(), ledgertest.At, "band", act); !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("%s: %v, want not found", what, err)
			}
			if after := state(t, u.choir); after != before {
				t.Errorf("%s moved\n%sto\n%s", what, before, after)
			}
		}
		ledgertest.Clean(t, b)
	})
}

// TestKeepingRefuses holds each way of keeping books to its own postings, by template and
// by hand (DOMAIN.md 0.2, 5.4).
func TestKeepingRefuses(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		enough := errors.New("enough")
		for _, test := range []struct {
			as   ledger.Keeping
			id   string
			part ledger.Part
			want error
		}{
			{ledger.Creditor, "T-02", ledger.OfFee, enough}, {ledger.Seller, "T-02", ledger.OfFee, enough}, {ledger.Agent, "T-02", ledger.OfFee, ledger.ErrKeeping},
			{ledger.Creditor, "T-24 at once", ledger.OfNet, enough}, {ledger.Seller, "T-24 at once", ledger.OfNet, ledger.ErrKeeping},
			{ledger.Creditor, "T-30", ledger.OfPrincipal, ledger.ErrKeeping}, {ledger.Seller, "T-30", ledger.OfPrincipal, enough},
			{ledger.Creditor, "T-40", ledger.OfHeld, ledger.ErrKeeping}, {ledger.Agent, "T-40", ledger.OfHeld, enough}, {ledger.Seller, "T-40", ledger.OfHeld, ledger.ErrKeeping},
			{ledger.Agent, "T-20", ledger.OfCharge, enough},
		} {
			err := b.Update(t.Context(), ledgertest.At, "test", func(tx *ledger.Tx) error {
				_, err := keptAs(tx, test.as).Book(test.id, ledger.Facts{Key: "k", On: day, Currency: money.SEK, Invoice: w.Choir, Amounts: map[ledger.Part]int64{test.part: 100}})
				return errors.Join(err, enough)
			})
			if !errors.Is(err, test.want) || test.want == enough && errors.Is(err, ledger.ErrKeeping) {
				t.Errorf("%s kept as %s: %v", test.id, test.as, err)
			}
		}
		err := b.Update(t.Context(), ledgertest.At, "test", func(tx *ledger.Tx) error {
			_, err := keptAs(tx, ledger.Agent).IssueInvoice(ledger.Invoice{Number: "1", Kind: ledger.KindInvoice, Debtor: w.Anna, Issued: day, Due: day, Currency: money.SEK, Net: 1, Gross: 1})
			return err
		})
		if !errors.Is(err, ledger.ErrKeeping) {
			t.Errorf("an agent's own invoice: %v", err)
		}
	})
}

// TestPutTenant: a name is one tenant, whatever else is said of it later.
func TestPutTenant(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		unite(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			for _, wrong := range []ledger.Tenant{{Kind: ledger.Association, Keeping: ledger.Agent}, {Name: "x", Kind: ledger.Federation, Keeping: ledger.Agent},
				{Name: "x", Kind: ledger.Association}, {Name: "x", Kind: "club", Keeping: ledger.Agent}} {
				if _, err := tx.PutTenant(wrong); !errors.Is(err, ledger.ErrTenant) {
					t.Errorf("%+v: %v", wrong, err)
				}
			}
			_, err := tx.PutTenant(ledger.Tenant{Name: "Kören", Kind: ledger.Association, Keeping: ledger.Seller, OrgNo: "8020001247"})
			return err
		})
		ledgertest.View(t, b, func(tx *ledger.Tx) error {
			list, err := tx.Tenants()
			want := fmt.Sprint([]ledger.Tenant{{ledger.House, "house", 0, ledger.Association, ledger.Creditor, ""}, {2, "Förbundet", 0, ledger.Federation, 0, ""},
				{3, "Kören", 0, ledger.Association, ledger.Seller, "8020001247"}, {4, "Orkestern", 2, ledger.Association, ledger.Creditor, ""}})
			if fmt.Sprint(list) != want {
				t.Errorf("\n got %v\nwant %s", list, want)
			}
			return err
		})
	})
}
