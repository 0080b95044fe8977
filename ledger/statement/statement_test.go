package statement_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/outbox"
	"girod/ledger/report"
	"girod/ledger/statement"
)

// byrån is an agent's books with three clients: one is told by file, one by e-mail, one asks
// for nothing.
func byrån(t *testing.T, fn func(t *testing.T, book *ledger.Book, to []statement.Addressee)) {
	ledgertest.EachBook(t, func(t *testing.T, house *ledger.Book) {
		var id ledger.TenantID
		ledgertest.Update(t, house, func(tx *ledger.Tx) (err error) {
			id, err = tx.PutTenant(ledger.Tenant{Name: "Byrån", Kind: ledger.Association, Keeping: ledger.Agent})
			return err
		})
		book := house.For(ledger.Books{Tenant: id, Keeping: ledger.Agent, Chart: ledger.DefaultChart()})
		to := make([]statement.Addressee, 3)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for n := range to {
				party, err := tx.AddParty(ledger.Party{CustomerNo: fmt.Sprintf("K%d", n+1), Name: "Client"})
				to[n].Client = ledger.Client{Party: party, Account: fmt.Sprintf("283%d", n+1)}
				if err = errors.Join(err, tx.PutClient(to[n].Client)); err != nil {
					return err
				}
			}
			return nil
		})
		to[0].Way = statement.Way{Partner: "klubben", Form: "json", Language: "sv"}
		to[1].Way = statement.Way{Email: "Kassor@koren.example", Form: "csv", Language: "en"}
		to[2].Way = statement.Way{Form: "csv", Language: "sv"}
		fn(t, book, to)
	})
}

// kept puts a report into the list of the archive: a run of the schedule, or (0) one that a
// person asked for.
func kept(tx *ledger.Tx, schedule int64, name, account string) (report.Kept, bool, error) {
	k := report.Kept{Schedule: schedule, Wanted: report.Wanted{Report: name, Account: account}, From: 20260501, Through: 20260531, Digest: "aa"}
	if schedule != 0 {
		k.Run = 20260601
	}
	id, fresh, err := report.ToArchive(tx, k)
	if err != nil {
		return report.Kept{}, false, err
	}
	k, err = report.FromArchive(tx, id)
	return k, fresh, err
}

// said is what was ordered: number, client, way and attempt of each.
func said(list []statement.Statement) (s string) {
	for i := range list {
		v := &list[i]
		s += fmt.Sprintf("%s %s %s %d; ", v.No, v.Channel(), v.To(), v.Attempt)
	}
	return s
}

// TestOrder: a run of the schedule orders each client's part once, however often it is produced;
// by a person's word what came to nothing goes anew, what was delivered only if it is meant, and
// what is on its way never.
//
// R-BST-22
func TestOrder(t *testing.T) {
	byrån(t, func(t *testing.T, book *ledger.Book, to []statement.Addressee) {
		const both = "K1 file klubben 1; K2 mail kassor@koren.example 1; "
		var report1 report.Kept
		for n, want := range []string{both, ""} { // whoever died behind the first comes again
			ledgertest.Update(t, book, func(tx *ledger.Tx) error {
				k, fresh, err := kept(tx, 7, "client-statement", "")
				if err != nil || fresh != (n == 0) {
					t.Errorf("try %d: fresh %v, %v", n, fresh, err)
				}
				report1 = k
				list, err := statement.Order(tx, k, to, false)
				if got := said(list); got != want {
					t.Errorf("try %d: ordered %q, want %q", n, got, want)
				}
				return err
			})
		}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for _, o := range []struct {
				name, account, want string
				refused             error
			}{{"client-statement", "2832", "K2 mail kassor@koren.example 1; ", nil}, {"client-statement", "2833", "", nil}, {"open-items", "", "", statement.ErrReport}} {
				k, _, err := kept(tx, 0, o.name, o.account)
				if err != nil {
					return err
				}
				list, err := statement.Order(tx, k, to, false)
				if got := said(list); got != o.want || !errors.Is(err, o.refused) {
					t.Errorf("%s of %s: ordered %q, %v", o.name, o.account, got, err)
				}
			}
			return nil
		})
		for _, c := range []struct {
			states []outbox.State
			bounce bool
			plain  bool // is it sent anew
			again  bool
		}{
			{nil, false, false, false},
			{[]outbox.State{outbox.Staged}, false, false, false},
			{[]outbox.State{outbox.InDoubt}, false, false, false},
			{[]outbox.State{outbox.Sent}, false, false, true},
			{[]outbox.State{outbox.Sent}, true, true, true},
			{[]outbox.State{outbox.InDoubt}, true, true, true},
			{[]outbox.State{outbox.Staged}, true, true, true},
			{nil, true, true, true},
			{[]outbox.State{outbox.Failed}, false, true, true},
			{[]outbox.State{outbox.Failed}, true, true, true},
		} {
			for _, again := range []bool{false, true} {
				undone := errors.New("undone")
				err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
					s, err := statement.Get(tx, 2)
					for _, state := range c.states {
						err = errors.Join(err, outbox.SetState(tx, s.Key, state, "as told"))
					}
					if c.bounce {
						back, failed := statement.Bounce(tx, formats.Bounce{Address: "KASSOR@koren.example", Code: "5.1.1"})
						if err = errors.Join(err, failed); back < 1 && !slices.Contains(c.states, outbox.Failed) {
							t.Errorf("%v: nothing came back", c.states)
						}
					}
					lost, failed := statement.Undelivered(tx)
					lost = slices.DeleteFunc(lost, func(s statement.Statement) bool { return s.Report != report1.ID })
					if err = errors.Join(err, failed); (len(lost) == 1) != c.plain {
						t.Errorf("%v bounced %v: %d are seen as not delivered", c.states, c.bounce, len(lost))
					}
					list, failed := statement.Order(tx, report1, to, again)
					want := ""
					if c.plain || again && c.again {
						want = "K2 mail kassor@koren.example 2; "
					}
					if err = errors.Join(err, failed); said(list) != want {
						t.Errorf("%v bounced %v again %v: ordered %q, want %q", c.states, c.bounce, again, said(list), want)
					}
					lost, failed = statement.Undelivered(tx)
					lost = slices.DeleteFunc(lost, func(s statement.Statement) bool { return s.Report != report1.ID })
					if err = errors.Join(err, failed); len(lost) > 0 {
						t.Errorf("%v bounced %v again %v: sent anew, and still seen as not delivered", c.states, c.bounce, again)
					}
					return errors.Join(err, undone)
				})
				if !errors.Is(err, undone) {
					t.Error(err)
				}
			}
		}
	})
}

// TestBounceKnows: a bounce is about what went to its address in the last week and reached a
// server. A temporary one changes nothing, nor does one of another address or of other books.
func TestBounceKnows(t *testing.T) {
	byrån(t, func(t *testing.T, book *ledger.Book, to []statement.Addressee) {
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			k, _, err := kept(tx, 7, "client-statement", "")
			if err == nil {
				_, err = statement.Order(tx, k, to, false)
			}
			return errors.Join(err, statement.SetRendered(tx, 2, "bb"), outbox.SetState(tx, "mail:statement:2", outbox.Sent, ""))
		})
		back := func(b *ledger.Book, at time.Time, bounce formats.Bounce) int {
			t.Helper()
			n := 0
			if err := b.Update(t.Context(), at, ledgertest.By, func(tx *ledger.Tx) (err error) {
				n, err = statement.Bounce(tx, bounce)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		hard := formats.Bounce{Address: "kassor@koren.example", Code: "5.1.1"}
		week := ledgertest.At.Add(7 * 24 * time.Hour)
		other := book.For(ledger.Books{Tenant: ledger.House, Chart: ledger.DefaultChart()})
		for _, c := range []struct {
			name string
			b    *ledger.Book
			at   time.Time
			of   formats.Bounce
			want int
		}{
			{"it may pass", book, week, formats.Bounce{Address: hard.Address, Code: "4.2.2"}, 0},
			{"another address", book, week, formats.Bounce{Address: "x@koren.example", Code: "5.1.1"}, 0},
			{"only an invoice", book, week, formats.Bounce{Invoice: "K2/1", Code: "5.1.1"}, 0},
			{"too late", book, week.Add(time.Second), hard, 0},
			{"other books", other, week, hard, 0},
			{"it came back", book, week, hard, 1},
			{"once", book, week, hard, 0},
		} {
			if got := back(c.b, c.at, c.of); got != c.want {
				t.Errorf("%s: %d came back, want %d", c.name, got, c.want)
			}
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			s, err := statement.Get(tx, 2)
			if s.State != statement.Bounced || s.Reason != "5.1.1" {
				t.Errorf("it is %s (%s)", s.State, s.Reason)
			}
			return err
		})
		ledgertest.View(t, other, func(tx *ledger.Tx) error {
			if _, err := statement.Get(tx, 2); !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("other books read it: %v", err)
			}
			list, err := statement.Latest(tx, 0, 10)
			if len(list) > 0 {
				t.Errorf("other books list %d", len(list))
			}
			return err
		})
	})
}

// TestCheckFinds changes what verify must find.
func TestCheckFinds(t *testing.T) {
	byrån(t, func(t *testing.T, book *ledger.Book, to []statement.Addressee) {
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			k, _, err := kept(tx, 7, "client-statement", "")
			if err == nil {
				_, err = statement.Order(tx, k, to, false)
			}
			for n := int64(1); n <= 2; n++ {
				s, failed := statement.Get(tx, n)
				err = errors.Join(err, failed, statement.SetRendered(tx, n, "bb"), statement.SetRendered(tx, n, "bb"), outbox.SetState(tx, s.Key, outbox.Staged, ""))
			}
			if err := statement.SetRendered(tx, 1, "cc"); !errors.Is(err, statement.ErrBytes) {
				t.Errorf("other bytes were taken: %v", err)
			}
			_, _, failed := kept(tx, 0, "open-items", "")
			return errors.Join(err, failed)
		})
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			wrongs, err := statement.Check(tx)
			if len(wrongs) > 0 {
				t.Errorf("a sound book: %v", wrongs)
			}
			return err
		})
		for _, c := range []struct{ do, want string }{
			{`UPDATE client_statement SET digest = '' WHERE id = 1`, "statement 1 has left, and nobody knows its bytes"},
			{`UPDATE client_statement SET report = 2 WHERE id = 1`, "statement 1 is no part of a client statement of its books"},
			{`UPDATE client_statement SET tenant = 0 WHERE id = 2`, "statement 2 is no part of a client statement of its books; statement 2 is to a client of other books"},
			{`UPDATE client_statement SET partner = '' WHERE id = 1`, "statement 1 goes nowhere, or two ways"},
			{`UPDATE client_statement SET bounced = '5.1.1' WHERE id = 2`, "statement 2 came back, and never left"},
		} {
			undone := errors.New("undone")
			err := book.Update(t.Context(), ledgertest.At, ledgertest.By, func(tx *ledger.Tx) error {
				_, err := tx.Exec(c.do)
				wrongs, failed := statement.Check(tx)
				got := ""
				for i, w := range wrongs {
					if i > 0 {
						got += "; "
					}
					got += w
				}
				if got != c.want {
					t.Errorf("%s: found %q, want %q", c.do, got, c.want)
				}
				return errors.Join(err, failed, undone)
			})
			if !errors.Is(err, undone) {
				t.Error(err)
			}
		}
	})
}
