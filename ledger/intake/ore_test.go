package intake_test

import (
	"errors"
	"fmt"
	"testing"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/matching"
	"girod/ledger/store"
	"girod/ledger/store/storetest"

	"pgregory.net/rapid"
)

// drawn makes any sequence of messages about any payments: right, part, over, twice, of no
// known reference, taken back, in batches, with names that come again.
func drawn(t *rapid.T) (list []message) {
	refs := []string{choir, summer, "202510027", "202510035", "999", ""}
	for m := range rapid.IntRange(1, 4).Draw(t, "messages") {
		var lines []said
		for range rapid.IntRange(0, 5).Draw(t, "entries") {
			var payments []formats.Payment
			for range rapid.IntRange(1, 4).Draw(t, "payments") {
				amount := rapid.SampledFrom([]int64{150000, 156000, 25000, 100, 99, 149950, 200000, 1}).Draw(t, "amount")
				make := in
				if rapid.IntRange(0, 4).Draw(t, "side") == 0 {
					make = out
				}
				p := make(fmt.Sprint("x", rapid.IntRange(1, 12).Draw(t, "name")), amount, rapid.SampledFrom(refs).Draw(t, "ref")).p[0]
				p.Ordinal = 0
				payments = append(payments, p)
			}
			lines = append(lines, entry(fmt.Sprint("B", rapid.IntRange(1, 30).Draw(t, "entry")), "PMNT/RCDT/ATXN", payments...))
			if last := &lines[len(lines)-1]; rapid.IntRange(0, 5).Draw(t, "off") == 0 {
				last.e.Amount.Minor += 250 // the payments do not sum to it
			}
		}
		list = append(list, notification(fmt.Sprint("N", m), lines...))
	}
	return list
}

// TestEveryOre: whatever banks say, gross credits and debits are matched, rounded, kept as
// credit or resting, to the öre; the book's laws hold; SQLite and PostgreSQL give the same
// digest, and so does a replay of the files; and a second walk books nothing
// (RELIABILITY.md §3.4, I1-I3, I11, I12).
func TestEveryOre(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		messages := drawn(r)
		first := ledger.New(fresh(t), ledger.DefaultChart())
		replayed := ledger.New(fresh(t), ledger.DefaultChart())
		var digest string
		for _, book := range []*ledger.Book{first, replayed} {
			ledgertest.Company(t, book)
			books(t, book, intake.Desk{}, messages...)
			ledgertest.Clean(t, book)
			accounted(t, book)
			if d := ledgertest.Digest(t, book); digest != "" && d != digest {
				r.Fatal("a replay gives another digest")
			} else {
				digest = d
			}
		}
		books(t, first, intake.Desk{}, messages...)
		if ledgertest.Digest(t, first) != digest {
			r.Fatal("a second walk booked something")
		}
		if t.Failed() {
			r.Fatal("see above")
		}
	})
}

// fresh gives a database that its test keeps till the end.
func fresh(t *testing.T) *store.DB { return storetest.SQLite(t) }

// TestBothDatabases: one long story, one digest.
func TestBothDatabases(t *testing.T) {
	messages := rapid.Custom(drawn).Example(7)
	digests := map[string]bool{}
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		ledgertest.Company(t, book)
		books(t, book, intake.Desk{}, messages...)
		ledgertest.Clean(t, book)
		accounted(t, book)
		digests[ledgertest.Digest(t, book)] = true
	})
	if len(digests) > 1 {
		t.Error("the databases differ")
	}
}

// accounted holds every receipt's amount against what was booked of it, gross, and the
// bank account against the entries it told of.
func accounted(t *testing.T, book *ledger.Book) {
	t.Helper()
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		var told, booked int64
		err := tx.Each(`SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM bank_entry WHERE entry <> 0`, nil, func(r *store.Row) error {
			told = r.Int(0)
			return nil
		})
		if err != nil {
			return err
		}
		err = tx.Each(`SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM posting JOIN account ON account.id = posting.account WHERE role = 'bank'`, nil,
			func(r *store.Row) error { booked = r.Int(0); return nil })
		err = errors.Join(err, tx.Receipts(1, func(r ledger.Receipt) error {
			b, err := intake.BecameOf(tx, r.ID)
			shares, err2 := tx.AllocationsOf(r.ID)
			rest, err3 := tx.SuspenseOf(r.ID)
			sum := b.Credited + b.Rounded + b.Strayed + b.PaidBack + b.SetOff + b.Charged + rest
			for _, s := range shares {
				sum += s.Amount
			}
			if sum != r.Amount {
				t.Errorf("pay%d of %d is shown as %d: %+v, %d rests, %v", r.ID, r.Amount, sum, b, rest, shares)
			}
			return errors.Join(err, err2, err3)
		}))
		if told != booked {
			t.Errorf("the bank told of %d, the book has %d", told, booked)
		}
		wrongs, unread := intake.Sound(tx)
		for _, wrong := range wrongs {
			t.Error(wrong)
		}
		return errors.Join(err, unread)
	})
}

// TestAnyOrder: in which order a bank tells its payments decides nothing: whatever names its
// invoice, whatever comes from an account that another payment of the file makes known, and
// what nobody knows, the same rests and the same is settled, to the öre.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var payments []said
		for i := range rapid.IntRange(2, 9).Draw(r, "payments") {
			who := rapid.IntRange(0, 2).Draw(r, "who") // each pays his own, from his own account
			amount := rapid.SampledFrom([]int64{150000, 156000, 1240000, 70000, 25000, 99}).Draw(r, "amount")
			ref := ""
			if rapid.Bool().Draw(r, "named") {
				ref = [...]string{choir, summer, "202510035"}[who]
			} else if rapid.Bool().Draw(r, "wrong") {
				ref = "999"
			}
			s := in(fmt.Sprint("x", i), amount, ref)
			s.p[0].PayerAccount = fmt.Append(nil, "SE", who)
			payments = append(payments, s)
		}
		var first string
		order := make([]int, len(payments))
		for i := range order {
			order[i] = i
		}
		exact := matching.Policy{Tolerance: map[money.Currency]int64{money.SEK: 0}} // what is rounded away depends on what came last
		for range 2 {
			book := ledger.New(fresh(t), ledger.DefaultChart())
			ledgertest.Company(t, book)
			var ps []formats.Payment
			for _, i := range rapid.Permutation(order).Draw(r, "order") {
				ps = append(ps, payments[i].p[0])
				ps[len(ps)-1].Ordinal = 0
			}
			out := books(t, book, intake.Desk{Policy: exact}, notification("N1", entry("B1", "PMNT/RCDT/ATXN", ps...)))
			ledgertest.Clean(t, book)
			accounted(t, book)
			s := out.Sums[0]
			if s.Received != s.Matched+s.Suspense+s.Credit+s.Rounding+s.Strayed {
				r.Fatalf("received is not matched, resting, credited and rounded: %+v", s)
			}
			got := balances(t, book, ledger.RoleAR, ledger.RoleSuspense, ledger.RoleCustomerCredit)
			if first == "" {
				first = got
			} else if got != first {
				r.Fatalf("%s, in another order %s", got, first)
			}
		}
	})
}
