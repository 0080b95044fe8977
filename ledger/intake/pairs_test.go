package intake_test

import (
	"errors"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
)

// TestPairs combines the rows of DOMAIN.md §5.2 and §5.3: a claim is held, sold, at a
// collector, written off, reminded, too old, or several of these at once; money for it is
// short, over, twice, taken back in whole or part, by lines, by deduction, a surplus is used;
// people place it, undo it, have it tried again. Whatever comes of it, a file is booked or
// held with a reason and never fails, each payment is accounted for to the öre, the laws of
// the book hold, and money in is what was settled, credited, rounded, strayed and rests.
func TestPairs(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		book := ledger.New(fresh(t), ledger.DefaultChart())
		w := ledgertest.Company(t, book)
		n := &neighbours{w: w}
		invoices := []ledger.InvoiceID{w.Choir, w.Summer, w.Course, w.Hall}
		for range rapid.IntRange(0, 3).Draw(r, "states") {
			special(r, t, book, n, rapid.SampledFrom(invoices).Draw(r, "special"))
		}
		refs := []string{choir, summer, "202510027", "202510035", "PLAN7", "999", ""}
		for f := range rapid.IntRange(1, 4).Draw(r, "files") {
			var lines []said
			for e := range rapid.IntRange(1, 4).Draw(r, "entries") {
				how := in
				if rapid.IntRange(0, 3).Draw(r, "side") == 0 {
					how = out
				}
				amount := rapid.SampledFrom([]int64{150000, 152000, 152300, 156000, 155950, 25000, 100, 99, 160000, 1240000}).Draw(r, "amount")
				line := how(fmt.Sprint("x", rapid.IntRange(1, 9).Draw(r, "name")), amount, rapid.SampledFrom(refs).Draw(r, "ref"))
				line = on(rapid.SampledFrom([]date.Date{date.Of(2026, 1, 1), date.Of(2026, 1, 5), today}).Draw(r, "day"), line)
				line.p[0].Payer = []byte(rapid.SampledFrom([]string{"Anna Öberg", "OBERG ANNA", "Firma Ljud AB", "Någon"}).Draw(r, "payer"))
				line.p[0].PayerAccount = fmt.Append(nil, "SE", rapid.IntRange(0, 2).Draw(r, "account"))
				if rapid.IntRange(0, 3).Draw(r, "debit") == 0 {
					line.e.Code, line.p[0].EndToEnd = "PMNT/IDDT/PMDD", fmt.Append(nil, "DD", amount)
				}
				if rapid.IntRange(0, 4).Draw(r, "note") == 0 {
					line.p[0].Text = [][]byte{[]byte("Kreditnota 2025-2001")}
				}
				line.e.BankRef = fmt.Sprint(line.e.BankRef, e)
				lines = append(lines, line)
			}
			d := n.desk()
			d.File = fmt.Sprintf("f%06d", f+1)
			v, err := intake.Check(read(notification(fmt.Sprint("N", f), lines...)), ours)
			if err != nil {
				r.Fatal(err)
			}
			err = book.Update(t.Context(), ledgertest.At, "girod", func(tx *ledger.Tx) error {
				o, err := intake.Apply(tx, v, read(notification(fmt.Sprint("N", f), lines...)), d)
				if err == nil && o.Hold != nil {
					return o.Hold
				}
				return err
			})
			var held *intake.Hold
			if err != nil && !errors.As(err, &held) {
				r.Fatalf("a file failed: %v", err)
			}
			byPeople(r, t, book, n)
			ledgertest.Clean(t, book)
			accounted(t, book)
			if t.Failed() {
				r.Fatal("see above")
			}
		}
	})
}

// special puts a claim into one of the states of §5.3.
func special(r *rapid.T, t *testing.T, book *ledger.Book, n *neighbours, id ledger.InvoiceID) {
	t.Helper()
	_ = book.Update(t.Context(), ledgertest.At, "clerk", func(tx *ledger.Tx) (err error) {
		i, err := tx.Invoice(id)
		if err != nil {
			return err
		}
		switch rapid.SampledFrom([]string{"sold", "partner", "dead", "lost", "expected", "interest", "credited"}).Draw(r, "state") {
		case "sold":
			_, err = hold.Put(tx, hold.New{Invoice: id, Reason: hold.Sold, From: today, Source: "told"})
		case "partner":
			_, err = hold.Put(tx, hold.New{Invoice: id, Reason: hold.AtPartner, From: today, Source: "told"})
		case "dead":
			_, err = hold.Put(tx, hold.New{Party: i.Debtor, Reason: hold.Deceased, From: today, Source: "told"})
		case "lost":
			_, err = tx.ConfirmLoss(ledger.Losing{Invoice: id, On: today, Reason: "bankrupt"})
		case "expected":
			_, err = tx.ExpectLoss(ledger.Losing{Invoice: id, On: today, Reason: "bankrupt"})
		case "interest":
			err = tx.AssessInterest(id, 2000)
		case "credited":
			_, err = tx.CreditInvoice(ledger.Credit{Invoice: id, On: today, Reason: "returned"})
		}
		return err // what is refused, such as the same twice, is not done
	})
}

// byPeople does what clerks do about payments, each act whole or refused.
func byPeople(r *rapid.T, t *testing.T, book *ledger.Book, n *neighbours) {
	t.Helper()
	for range rapid.IntRange(0, 5).Draw(r, "acts") {
		receipt := ledger.ReceiptID(rapid.IntRange(1, 8).Draw(r, "receipt"))
		what := rapid.SampledFrom([]string{"undo", "undo", "allocate", "accept", "rematch", "refund", "divert"}).Draw(r, "act")
		err := book.Update(t.Context(), ledgertest.At, "clerk", func(tx *ledger.Tx) (err error) {
			switch what {
			case "undo":
				_, err = intake.Undo(tx, receipt, today, "wrong")
			case "allocate":
				id := rapid.SampledFrom([]ledger.InvoiceID{n.w.Choir, n.w.Summer, n.w.Course}).Draw(r, "to")
				_, err = intake.Allocate(tx, receipt, []intake.Part{{Invoice: id}}, intake.Order(ledger.Bucket(rapid.IntRange(0, 3).Draw(r, "first"))), rapid.Bool().Draw(r, "credit"), n.desk(), today, "told")
			case "accept":
				_, err = intake.Accept(tx, receipt, 1, n.desk(), today, "told")
			case "rematch":
				_, err = intake.Rematch(tx, receipt, n.desk(), today)
			case "divert":
				_, err = intake.Divert(tx, receipt, n.w.Choir, today, "told")
			default: // the surplus is paid out (T-14)
				c, found := tx.CustomerCredit(receipt, 0)
				if found != nil || c.Rest == 0 {
					return found
				}
				_, err = tx.Post(ledger.Entry{Key: fmt.Sprint("refund:", receipt), Why: ledger.PayoutSent, BookedOn: today, Text: "refund", Postings: []ledger.Posting{
					{Role: ledger.RoleCustomerCredit, Amount: c.Rest, Currency: c.Currency, Receipt: receipt, Party: c.Party},
					{Role: ledger.RoleInTransit, Amount: -c.Rest, Currency: c.Currency}}})
			}
			return err
		})
		known := []error{intake.ErrNothingRests, intake.ErrMoreThanOwed, intake.ErrNotMatched, intake.ErrTakenBack, intake.ErrRefunded, intake.ErrNoAnswer,
			intake.ErrNoProposal, intake.ErrTooMuch, ledger.ErrNotFound, ledger.ErrAlready, ledger.ErrConflict, ledger.ErrNoMoney}
		refused := err == nil
		for _, k := range known {
			refused = refused || errors.Is(err, k)
		}
		if !refused {
			r.Fatalf("%s of payment %d: %v", what, receipt, err)
		}
	}
}
