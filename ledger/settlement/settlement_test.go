package settlement

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/codec"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/matching"
	"girod/ledger/store/storetest"
)

const heading = "settlement,id,paid,acquirer,currency,type,kind,payment,booked,reference,text,gross,fee,net\n"

// of makes the read of a report in girod's own layout.
func of(rows ...string) intake.Read {
	return func(sink formats.Sink) (*formats.Summary, error) {
		return codec.Read(strings.NewReader(heading+strings.Join(rows, "\n")+"\n"), "report.csv", formats.Limits{}, sink)
	}
}

// report is a settlement of one purchase and its total.
func report(id, paid, ref string, gross, fee int64) []string {
	d := func(n int64) string { return money.Of(n, money.SEK).Decimal() }
	sums := d(gross) + "," + d(fee) + "," + d(gross-fee)
	return []string{
		fmt.Sprintf("1,%s,%s,Nordkort,SEK,card,sale,T-%s,%s,%s,,%s", id, paid, id, paid, ref, sums),
		fmt.Sprintf("1,%s,%s,Nordkort,SEK,,total,,,,,%s", id, paid, sums),
	}
}

var (
	bank  = intake.Account{Key: "giro", Names: []string{"SE1"}, Currency: money.SEK, Number: "1930"}
	cards = intake.Account{Key: "acquirer:nordkort", Currency: money.SEK, Number: "1580", Acquirer: &intake.Acquirer{VAT: 2500}}
)

// take books a file as cmd does it, and gives how many settlements met money that rested.
func take(tx *ledger.Tx, read intake.Read, file string) (*intake.Outcome, int, error) {
	var all []Settlement
	seen := func(s *formats.Settlement) error {
		all = append(all, Of(s, "nordkort", "1930", file))
		return nil
	}
	v, err := intake.Check(Told(read, cards.Key, seen), []intake.Account{bank, cards})
	if err != nil {
		return nil, 0, err
	}
	quiet := func(*formats.Settlement) error { return nil }
	out, err := intake.Apply(tx, v, Told(read, cards.Key, quiet), intake.Desk{
		File: file, Policy: matching.Policy{Order: []ledger.Bucket{ledger.Principal, ledger.Fee, ledger.Interest, ledger.Cost}}, Settlements: &Desk{},
	})
	if err != nil || out.Hold != nil {
		return out, 0, err
	}
	for _, s := range all {
		if _, err := Put(tx, s); err != nil {
			return out, 0, err
		}
	}
	met, err := Pair(tx, file)
	return out, met, err
}

// pays is a notification of one payment.
func pays(name, text string, amount int64) intake.Read {
	return func(sink formats.Sink) (*formats.Summary, error) {
		st := formats.Statement{Kind: formats.Notification, ID: name, Account: formats.Account{ID: "SE1"}}
		e := formats.Entry{Ordinal: 1, BankRef: name, Amount: money.Of(amount, money.SEK), Direction: formats.Credit, Status: formats.Booked, BookedOn: 20260109}
		p := formats.Payment{Line: 1, Ordinal: 1, Amount: amount, Currency: money.SEK, Direction: formats.Credit, Priced: true, Text: [][]byte{[]byte(text)}}
		return &formats.Summary{Format: "camt.054"}, errors.Join(told(sink.Statement, &st), told(sink.Entry, &e), told(sink.Payment, &p), told(sink.EntryEnd, &e),
			told(sink.StatementEnd, &st))
	}
}

// balances gives what stands on each role.
func balances(tx *ledger.Tx) (map[ledger.Role]int64, error) {
	all := map[ledger.Role]int64{}
	trial, err := tx.TrialBalance()
	for _, row := range trial {
		all[row.Role] += row.Debit - row.Credit
	}
	return all, err
}

// TestEitherMayComeFirst: the report, then the money, or the money first: the book ends the
// same, and at no moment does it say what is not so.
//
// By hand: 125.00 - 1.25 = 123.75; VAT 125.00 / 5 = 25.00.
// R-ALK-39
func TestEitherMayComeFirst(t *testing.T) {
	for name, order := range map[string][2]intake.Read{
		"report first":               {of(report("S-2026", "2026-01-09", "", 12500, 125)...), pays("N1", "Nordkort S-2026", 12375)},
		"money first":                {pays("N1", "Nordkort S-2026", 12375), of(report("S-2026", "2026-01-09", "", 12500, 125)...)},
		"report first, by day alone": {of(report("S-2026", "2026-01-09", "", 12500, 125)...), pays("N1", "Nordkort", 12375)},
		"money first, by day alone":  {pays("N1", "Nordkort", 12375), of(report("S-2026", "2026-01-09", "", 12500, 125)...)},
		"number beats day":           {of(report("S-2026", "2026-01-12", "", 12500, 125)...), pays("N1", "Nordkort:S-2026.", 12375)},
	} {
		t.Run(name, func(t *testing.T) {
			ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
				for i, read := range order {
					ledgertest.Update(t, book, func(tx *ledger.Tx) error {
						_, _, err := take(tx, read, fmt.Sprint("f", i))
						return err
					})
					sound(t, book)
				}
				ledgertest.View(t, book, func(tx *ledger.Tx) error {
					got, err := balances(tx)
					want := map[ledger.Role]int64{ledger.RoleBank: 12375, ledger.RoleBankFee: 125, ledger.RoleRevenue: -10000, ledger.RoleVATOut: -2500}
					for _, role := range []ledger.Role{ledger.RoleBank, ledger.RoleBankFee, ledger.RoleRevenue, ledger.RoleVATOut, ledger.RoleCardReceivable, ledger.RoleSuspense} {
						if got[role] != want[role] {
							t.Errorf("%s: %d, want %d", role, got[role], want[role])
						}
					}
					list, err2 := List(tx, false)
					if len(list) != 1 || !list[0].Met() {
						t.Errorf("%+v", list)
					}
					return errors.Join(err, err2)
				})
			})
		})
	}
}

func sound(t *testing.T, book *ledger.Book) {
	t.Helper()
	ledgertest.Clean(t, book)
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		wrongs, err := Check(tx)
		if len(wrongs) > 0 {
			t.Error(wrongs)
		}
		return err
	})
}

// TestNothingIsGuessed: money that may be two settlements', differs by an öre or names a
// number as a part of another meets none.
func TestNothingIsGuessed(t *testing.T) {
	two := append(report("S-2026", "2026-01-09", "", 12500, 125), report("S-2027", "2026-01-09", "", 12500, 125)...)
	for name, money := range map[string]intake.Read{
		"of two": pays("N1", "Nordkort", 12375), "an öre less": pays("N1", "Nordkort S-2026", 12374), "another number": pays("N1", "Nordkort S-20268", 12375),
	} {
		t.Run(name, func(t *testing.T) {
			book := ledger.New(storetest.SQLite(t), ledger.DefaultChart())
			for i, read := range []intake.Read{of(two...), money} {
				ledgertest.Update(t, book, func(tx *ledger.Tx) error {
					_, met, err := take(tx, read, fmt.Sprint("f", i))
					if met != 0 {
						t.Errorf("%d met", met)
					}
					return err
				})
			}
			sound(t, book)
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				list, err := List(tx, true)
				if len(list) != 2 {
					t.Errorf("%d wait", len(list))
				}
				return err
			})
		})
	}
}

// TestAReportOnce: the same report books nothing again; other sums under its number are
// refused.
func TestAReportOnce(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			s := Settlement{Partner: "nordkort", Name: "S-1", PaidOn: 20260109, Currency: money.SEK, Account: "1930"}
			id, err := Put(tx, s)
			again, err2 := Put(tx, s)
			if id != again {
				t.Errorf("%d and %d", id, again)
			}
			s.Gross, s.Net = 100, 100
			if _, err := Put(tx, s); !errors.Is(err, ErrConflict) {
				t.Errorf("other sums: %v", err)
			}
			if met, err := Pair(tx, "f1"); met != 1 || err != nil { // nothing to wait for
				t.Errorf("%d met, %v", met, err)
			}
			return errors.Join(err, err2)
		})
		sound(t, book)
	})
}

// TestCheckFinds: a settlement that is said to have its money and has not is found.
func TestCheckFinds(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			_, _, err := take(tx, of(report("S-2026", "2026-01-09", "", 12500, 125)...), "f1")
			if err != nil {
				return err
			}
			if err := meets(tx, 1, "nowhere", 0); err != nil {
				return err
			}
			wrongs, err := Check(tx)
			if len(wrongs) != 2 {
				t.Errorf("%q", wrongs)
			}
			return err
		})
	})
}

// TestNamesAWord: a number is found in a text when nothing is written onto it.
func TestNamesAWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[A-Z0-9]{4,10}`).Draw(t, "number")
		text := rapid.StringMatching(`[a-z ]{0,9}[ /:.-]`).Draw(t, "before") + number + rapid.StringMatching(`([ /:.-][a-z ]{0,9})?`).Draw(t, "after")
		if !names(text, number) || names("x"+number, number) || names(number+"é", number) || names(text, number+"0") {
			t.Fatalf("%q in %q", number, text)
		}
	})
}
