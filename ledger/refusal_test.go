package ledger_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

// TestRefusalsInOrder posts entries that break one law more than the entry after them,
// so each row shows that its refusal comes before all later ones.
func TestRefusalsInOrder(t *testing.T) {
	const sek, eur = money.SEK, money.EUR
	ar, revenue := ledger.RoleAR, ledger.RoleRevenue
	closed, open := date.Of(2025, 12, 31), date.Of(2026, 1, 1)
	one := []ledger.Posting{{}}
	lines := func(first ledger.Posting, rest ...ledger.Posting) []ledger.Posting {
		return append([]ledger.Posting{first}, rest...)
	}
	sound := ledger.Posting{Role: ar, Amount: 100, Currency: sek, Invoice: 1}
	table := []struct {
		name string
		e    ledger.Entry
		want error
	}{
		{"nothing at all", ledger.Entry{Postings: one}, ledger.ErrNoKey},
		{"only a key", ledger.Entry{Key: "k", Postings: one}, ledger.ErrWhy},
		{"an event that is none", ledger.Entry{Key: "k", Why: "gift", Postings: one}, ledger.ErrWhy},
		{"no day", ledger.Entry{Key: "k", Why: ledger.InvoiceIssued, Postings: one}, ledger.ErrDate},
		{"a day that is none", ledger.Entry{Key: "k", Why: ledger.InvoiceIssued, BookedOn: 20260230, Postings: one}, ledger.ErrDate},
		{"known key, closed day", ledger.Entry{Key: "invoice:2025-1001", Why: ledger.InvoiceIssued, BookedOn: closed, Postings: one}, ledger.ErrZero},
		{"closed day", ledger.Entry{Key: "k", Why: ledger.InvoiceIssued, BookedOn: closed, Postings: one}, ledger.ErrClosed},
		{"zero", ledger.Entry{Postings: one}, ledger.ErrZero},
		{"no role", ledger.Entry{Postings: lines(ledger.Posting{Amount: 1})}, ledger.ErrRole},
		{"no currency", ledger.Entry{Postings: lines(ledger.Posting{Role: ledger.RoleBank, Amount: 1})}, ledger.ErrCurrency},
		{"bank in an invoice", ledger.Entry{Postings: lines(ledger.Posting{Role: ledger.RoleBank, Amount: 1, Currency: eur})}, ledger.ErrSide},
		{"ar on the wrong side", ledger.Entry{Postings: lines(ledger.Posting{Role: ar, Amount: -1, Currency: eur})}, ledger.ErrSide},
		{"two currencies", ledger.Entry{Postings: lines(sound, ledger.Posting{Role: ar, Amount: 1, Currency: eur})}, ledger.ErrCurrency},
		{"ar of nobody", ledger.Entry{Postings: lines(ledger.Posting{Role: ar, Amount: 1, Currency: sek, Bucket: ledger.Interest})}, ledger.ErrNoInvoice},
		{"suspense of nothing", ledger.Entry{Why: ledger.PaymentReceived, Postings: lines(ledger.Posting{Role: ledger.RoleSuspense, Amount: -1, Currency: sek})}, ledger.ErrNoReceipt},
		{"credit of nobody", ledger.Entry{Why: ledger.PaymentReceived, Postings: lines(ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: -1, Currency: sek})}, ledger.ErrNoReceipt},
		{"interest on ar", ledger.Entry{Postings: lines(ledger.Posting{Role: ar, Amount: math.MaxInt64, Currency: sek, Invoice: 1, Bucket: ledger.Interest})}, ledger.ErrBucket},
		{"too much", ledger.Entry{Postings: lines(ledger.Posting{Role: ar, Amount: math.MaxInt64, Currency: sek, Invoice: 1})}, ledger.ErrOverflow},
		{"one line", ledger.Entry{Postings: lines(sound)}, ledger.ErrFewLines},
		{"off by one", ledger.Entry{Postings: lines(sound, ledger.Posting{Role: revenue, Amount: -99, Currency: sek})}, ledger.ErrUnbalanced},
		{"sound", ledger.Entry{Postings: lines(sound, ledger.Posting{Role: revenue, Amount: -100, Currency: sek})}, nil},
		{"sound, again", ledger.Entry{Postings: lines(sound, ledger.Posting{Role: revenue, Amount: -100, Currency: sek})}, ledger.ErrAlready},
		{"the key for another amount", ledger.Entry{Postings: lines(
			ledger.Posting{Role: ar, Amount: 101, Currency: sek, Invoice: 1}, ledger.Posting{Role: revenue, Amount: -101, Currency: sek})}, ledger.ErrConflict},
		{"the key for another invoice", ledger.Entry{Postings: lines(
			ledger.Posting{Role: ar, Amount: 100, Currency: sek, Invoice: 2}, ledger.Posting{Role: revenue, Amount: -100, Currency: sek})}, ledger.ErrConflict},
		{"the key on another day", ledger.Entry{BookedOn: open.Add(1), Postings: lines(sound, ledger.Posting{Role: revenue, Amount: -100, Currency: sek})}, ledger.ErrConflict},
	}
	for i := range table {
		e := &table[i].e
		if e.Key != "" || table[i].want == ledger.ErrNoKey {
			continue
		}
		e.Key = "k" // the later rows say only what they are about
		if e.Why == "" {
			e.Why = ledger.InvoiceIssued
		}
		if e.BookedOn == 0 {
			e.BookedOn = open
		}
	}
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			if err := tx.ClosePeriod(closed); err != nil {
				return err
			}
			before := ""
			for _, test := range table {
				if _, err := tx.Post(test.e); !errors.Is(err, test.want) {
					t.Errorf("%s: got %v, want %v", test.name, err, test.want)
				}
				digest, err := ledger.Digest(tx)
				if err != nil {
					return err
				}
				if test.want != nil && before != "" && digest != before {
					t.Errorf("%s: a refused entry changed the book", test.name)
				}
				before = digest
			}
			return nil
		})
		ledgertest.Clean(t, b)
	})
}

// TestBooksStay tries to change and delete what is written, table by table.
func TestBooksStay(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			if _, err := book(tx, "pay", ledger.PaymentReceived, 500, []post{{ledger.RoleBank, 500, 0, 0, false}, {ledger.RoleAR, -500, 1, 0, true}}); err != nil {
				return err
			}
			if err := tx.ClosePeriod(day); err != nil {
				return err
			}
			return tx.AddHistory(ledger.History{Invoice: 1, Kind: "note", Text: "rang, will pay"})
		})
		for table, column := range map[string]string{
			"account": "number", "invoice": "concerns", "entry": "text", "posting": "bucket", "receipt_row": "line", "period": "balances", "history": "text",
		} {
			for _, statement := range []string{"UPDATE " + table + " SET " + column + " = " + column, "DELETE FROM " + table} {
				err := b.Update(context.Background(), ledgertest.At, "thief", func(tx *ledger.Tx) error {
					n, err := tx.Exec(statement)
					if err == nil {
						t.Errorf("%s: %d rows", statement, n)
					}
					return err
				})
				if err == nil {
					t.Errorf("%s went through", statement)
				}
			}
		}
		ledgertest.Clean(t, b)
	})
}

// TestUnbalancedRowsAreRefusedByTheDatabase goes past Post.
func TestUnbalancedRowsAreRefusedByTheDatabase(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		ledgertest.Company(t, b)
		for amount, sound := range map[int64]bool{-100: true, -99: false} {
			err := b.Update(context.Background(), ledgertest.At, "thief", func(tx *ledger.Tx) error {
				if _, err := tx.Exec(`INSERT INTO posting (id, entry, account, amount, bucket, late) VALUES (1001, 99, 1, 100, 0, 0), (1002, 99, 2, $1, 0, 0)`, amount); err != nil {
					t.Error(err)
					return err
				}
				_, err := tx.Exec(`INSERT INTO entry (id, tenant, key, series, number, why, booked_on, currency, text, reason, file, origin, bank_account, bank_key, first, lines,
					receipt, receipts, content, at, actor, hash) VALUES (99, 1, 'x', 'X', 1, 'manual', 20260107, 'SEK', '', '', '', '', '', '', 1001, 2, 1, 0, $1, '', '', $1)`, []byte{1})
				if (err == nil) != sound {
					t.Errorf("second posting %d: %v", amount, err)
				}
				return errors.New("enough")
			})
			if err == nil {
				t.Error("committed")
			}
		}
	})
}

// TestOverdrawnSuspense takes more from a receipt than rests of it (RELIABILITY 2.5, case 47).
func TestOverdrawnSuspense(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		ledgertest.Company(t, b)
		take := func(tx *ledger.Tx, key string, amount int64) error {
			_, err := tx.Post(ledger.Entry{Key: key, Why: ledger.Allocated, BookedOn: day, Postings: []ledger.Posting{
				{Role: ledger.RoleSuspense, Amount: amount, Currency: money.SEK, Receipt: 1},
				{Role: ledger.RoleAR, Amount: -amount, Currency: money.SEK, Receipt: 1, Invoice: 2},
			}})
			return err
		}
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			_, err := book(tx, "lost", ledger.PaymentReceived, 25000, []post{{ledger.RoleBank, 25000, 0, 0, false}, {ledger.RoleSuspense, -25000, 0, 0, true}})
			if err != nil {
				return err
			}
			return take(tx, "first", 20000)
		})
		err := b.Update(context.Background(), ledgertest.At, "clerk", func(tx *ledger.Tx) error { return take(tx, "second", 5001) })
		if !errors.Is(err, ledger.ErrOverdrawn) {
			t.Errorf("got %v", err)
		}
		ledgertest.Update(t, b, func(tx *ledger.Tx) error { return take(tx, "third", 5000) })
		ledgertest.Clean(t, b)
	})
}

// TestOtherCurrency posts euros on an invoice in kronor (DOMAIN.md 4.11).
func TestOtherCurrency(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		ledgertest.Company(t, b)
		pay := func(key string, c money.Currency) error {
			return b.Update(context.Background(), ledgertest.At, "clerk", func(tx *ledger.Tx) error {
				_, err := tx.Post(ledger.Entry{Key: key, Why: ledger.PaymentReceived, BookedOn: day, Postings: []ledger.Posting{
					{Role: ledger.RoleBank, Account: "1930", Amount: 100, Currency: c}, {Role: ledger.RoleAR, Amount: -100, Currency: c, Invoice: 1}}})
				return err
			})
		}
		if err := pay("euros", money.EUR); !errors.Is(err, ledger.ErrCurrency) || !strings.Contains(err.Error(), "in SEK") {
			t.Errorf("got %v", err)
		}
		if err := pay("kronor", money.SEK); err != nil {
			t.Error(err)
		}
		ledgertest.Clean(t, b)
	})
}

// TestReverse gives back what an entry took, once.
func TestReverse(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		before := balances(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			id, err := book(tx, "pay", ledger.PaymentReceived, 160000, []post{
				{ledger.RoleBank, 160000, 0, 0, false}, {ledger.RoleAR, -150000, 1, 0, true}, {ledger.RoleCustomerCredit, -10000, 1, 0, true}})
			if err != nil {
				return err
			}
			back, err := tx.Reverse(id, day, "wrong payer")
			if err != nil {
				return err
			}
			if _, err := tx.Reverse(id, day, "again"); !errors.Is(err, ledger.ErrReversed) {
				t.Errorf("a second reversal: %v", err)
			}
			if _, err := tx.Reverse(back, day, "undo"); !errors.Is(err, ledger.ErrReversed) {
				t.Errorf("a reversal reversed: %v", err)
			}
			if by, err := tx.ReversedBy(id); by != back || err != nil {
				t.Errorf("reversed by %d, want %d (%v)", by, back, err)
			}
			_, err = tx.Reverse(9999, day, "")
			if !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			owed, err := tx.Balance(w.Choir)
			if owed != (ledger.Balance{150000}) {
				t.Errorf("owed %v", owed)
			}
			return err
		})
		ledgertest.View(t, b, func(tx *ledger.Tx) error {
			if got := changes(before, balances(t, b)) + resting(t, tx); got != "" {
				t.Errorf("left behind: %s", got)
			}
			return nil
		})
		ledgertest.Clean(t, b)
	})
}

// TestPeriods closes the books and tries to get in.
func TestPeriods(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		ledgertest.Company(t, b)
		fee := func(on date.Date) error {
			return b.Update(context.Background(), ledgertest.At, "clerk", func(tx *ledger.Tx) error {
				_, err := tx.Post(ledger.Entry{Key: "fee " + on.String(), Why: ledger.ReminderFee, BookedOn: on, Postings: []ledger.Posting{
					{Role: ledger.RoleAR, Amount: 6000, Currency: money.SEK, Invoice: 1, Bucket: ledger.Fee},
					{Role: ledger.RoleFeeIncome, Amount: -6000, Currency: money.SEK}}})
				return err
			})
		}
		ledgertest.Update(t, b, func(tx *ledger.Tx) error { return tx.ClosePeriod(20251231) })
		if err := fee(20251231); !errors.Is(err, ledger.ErrClosed) {
			t.Errorf("into the closed year: %v", err)
		}
		if err := fee(20260101); err != nil {
			t.Errorf("into the new year: %v", err)
		}
		err := b.Update(context.Background(), ledgertest.At, "clerk", func(tx *ledger.Tx) error { return tx.ClosePeriod(20251231) })
		if !errors.Is(err, ledger.ErrClosed) {
			t.Errorf("closed twice: %v", err)
		}
		ledgertest.Clean(t, b)
	})
}

// TestInvoicesAreIssuedOnce repeats one, and repeats its number with another amount.
func TestInvoicesAreIssuedOnce(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			i, err := tx.Invoice(w.Choir)
			if err != nil {
				return err
			}
			i.ID, i.File = 0, "f000002"
			if id, err := tx.IssueInvoice(i); id != w.Choir || !errors.Is(err, ledger.ErrAlready) {
				t.Errorf("again: %d %v", id, err)
			}
			i.Net, i.Gross = i.Net+1, i.Gross+1
			if id, err := tx.IssueInvoice(i); id != w.Choir || !errors.Is(err, ledger.ErrConflict) {
				t.Errorf("another amount: %d %v", id, err)
			}
			i.Number, i.Gross = "2026-1", i.Gross+1
			if _, err := tx.IssueInvoice(i); !errors.Is(err, ledger.ErrInvoice) {
				t.Errorf("sums: %v", err)
			}
			for _, vat := range []int64{i.Gross + 1, -1} {
				i.Net, i.VAT = i.Gross-vat, vat
				if _, err := tx.IssueInvoice(i); !errors.Is(err, ledger.ErrInvoice) {
					t.Errorf("VAT %d of %d: %v", vat, i.Gross, err)
				}
			}
			return nil
		})
		ledgertest.Clean(t, b)
	})
}
