package ledger_test

import (
	"errors"
	"fmt"
	"testing"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

// stands gives debit less credit of a role's accounts in kronor.
func stands(tx *ledger.Tx, role ledger.Role) (sum int64, err error) {
	list, err := tx.TrialBalance()
	for _, a := range list {
		if a.Role == role && a.Currency == money.SEK {
			sum += a.Balance
		}
	}
	return sum, err
}

// accounts shows what roles stand at, the zeros left out.
func accounts(t *testing.T, tx *ledger.Tx, roles ...ledger.Role) (text string) {
	t.Helper()
	for _, role := range roles {
		n, err := stands(tx, role)
		if err != nil {
			t.Error(err)
		}
		if n != 0 {
			text += fmt.Sprintf("%s %s ", role, signed(n))
		}
	}
	return text
}

// TestLosses loses an invoice of 12,400.00 with VAT 2,480.00 left (a fifth), piece by
// piece, and recovers it; then takes all of it back.
//
// By hand. 4,000.00 paid: 8,400.00 owed, fee 60.00.
// Expected 1,000.00: VAT 200.00, loss 800.00. Doubtful receivables keep the VAT, 200.00.
// Confirmed 1,500.00: the expected 1,000.00 (loss 800.00, VAT 200.00 taken back), and
// 500.00 of what is open (400.00 and 100.00): loss 1,200.00, VAT 300.00.
// Confirmed all else: 8,400.00 − 1,500.00 = 6,900.00 (VAT 1,380.00) and the fee: loss
// 1,200.00 + 5,520.00 + 60.00 = 6,780.00, VAT 1,680.00. Interest 5.00 falls with it.
// Recovered 3,333.33 of the 8,460.00 lost: VAT 3,333.33 × 1,680.00 / 8,460.00 = 661.9382…,
// that is 661.94; income 2,671.39.
func TestLosses(t *testing.T) {
	roles := []ledger.Role{ledger.RoleDoubtfulAR, ledger.RoleExpectedLoss, ledger.RoleConfirmedLoss, ledger.RoleVATOut, ledger.RoleCustomerCredit}
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			if err := remind(tx, w.Hall, 6000, 500); err != nil {
				return err
			}
			if _, err := book(tx, "pay", ledger.PaymentReceived, 400000, []post{{ledger.RoleBank, 400000, 0, 0, false}, {ledger.RoleAR, -400000, w.Hall, 0, true}}); err != nil {
				return err
			}
			var vouchers []ledger.EntryID
			do := func(act func(ledger.Losing) ([]ledger.EntryID, error), amount int64, want string, owes ledger.Balance) {
				t.Helper()
				ids, err := act(ledger.Losing{Invoice: w.Hall, Amount: amount, On: day, Reason: "bankrupt"})
				if err != nil {
					t.Error(err)
				}
				vouchers = append(vouchers, ids...)
				owed, err := tx.Balance(w.Hall)
				if got := accounts(t, tx, roles...); got != want || owed != owes || err != nil {
					t.Errorf("\n got %s%v (%v)\nwant %s%v", got, owed, err, want, owes)
				}
			}
			before, err := tx.TrialBalance()
			if err != nil {
				return err
			}
			do(tx.ExpectLoss, 100000, "doubtful_ar +200.00 expected_loss +800.00 vat_out -2480.00 ", ledger.Balance{740000, 6000, 500, 0})
			do(tx.ConfirmLoss, 150000, "confirmed_loss +1200.00 vat_out -2180.00 ", ledger.Balance{690000, 6000, 500, 0})
			do(tx.ConfirmLoss, 0, "confirmed_loss +6780.00 vat_out -800.00 ", ledger.Balance{})
			after := len(vouchers)
			if _, err := book(tx, "late", ledger.PaymentReceived, 340000, []post{{ledger.RoleBank, 340000, 0, 0, false}, {ledger.RoleCustomerCredit, -340000, w.Hall, 0, true}}); err != nil {
				return err
			}
			do(tx.RecoverLoss, 333333, "confirmed_loss +4108.61 vat_out -1461.94 customer_credit -66.67 ", ledger.Balance{})
			if after != 4 || len(vouchers) != 5 {
				t.Errorf("vouchers %v", vouchers)
			}
			for _, refused := range []struct {
				act    func(ledger.Losing) ([]ledger.EntryID, error)
				amount int64
				want   error
			}{{tx.RecoverLoss, 10000, ledger.ErrNoMoney}, {tx.RecoverLoss, 900000, ledger.ErrNotLost}, {tx.RecoverLoss, 0, ledger.ErrNotLost},
				{tx.ConfirmLoss, 1, ledger.ErrNotOwed}, {tx.ConfirmLoss, 0, ledger.ErrNotOwed}, {tx.ExpectLoss, 0, ledger.ErrNotOwed}} {
				if _, err := refused.act(ledger.Losing{Invoice: w.Hall, Amount: refused.amount, On: day, Reason: "r"}); !errors.Is(err, refused.want) {
					t.Errorf("%d: %v, want %v", refused.amount, err, refused.want)
				}
			}
			// Out of order a correction is refused: the loss it takes away was recovered. Nothing
			// of this transaction would be kept after that, so it is tried at the end below.
			for i := len(vouchers) - 1; i >= 0; i-- {
				if _, err := tx.Correct(vouchers[i], day, "it was not bankrupt"); err != nil {
					t.Error(err)
				}
			}
			now, err := tx.TrialBalance()
			if err != nil {
				return err
			}
			if got := changes(before, now); got != "bank +3400.00, customer_credit -3400.00" {
				t.Errorf("after all was taken back: %s", got)
			}
			owed, err := tx.Balance(w.Hall)
			if owed != (ledger.Balance{840000, 6000, 500, 0}) {
				t.Errorf("owed %v", owed)
			}
			return err
		})
		ledgertest.Clean(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			first, err := tx.ExpectLoss(ledger.Losing{Invoice: w.Choir, On: day, Reason: "gone"})
			if err != nil {
				return err
			}
			if _, err := tx.ConfirmLoss(ledger.Losing{Invoice: w.Choir, On: day, Reason: "gone"}); err != nil {
				return err
			}
			if _, err := tx.Correct(first[0], day, "out of order"); !errors.Is(err, ledger.ErrNotByHand) {
				t.Errorf("out of order: %v", err)
			}
			return nil
		})
	})
}

// TestSmallLossesAddUp loses 250.00 with VAT of 50.00 in thirds of an öre's trouble: what
// was lost has in the end exactly the VAT of the whole.
func TestSmallLossesAddUp(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		ledgertest.Update(t, b, func(tx *ledger.Tx) error {
			id, err := tx.IssueInvoice(ledger.Invoice{Number: "small", Kind: ledger.KindInvoice, Debtor: w.Anna, Issued: day, Due: day, Currency: money.SEK, Net: 100, VAT: 25, Gross: 125})
			if err != nil {
				return err
			}
			for i := range 125 {
				act := tx.ConfirmLoss
				if i%3 == 0 {
					act = tx.ExpectLoss
				}
				if _, err := act(ledger.Losing{Invoice: id, Amount: 1, On: day, Reason: "öre by öre"}); err != nil {
					return err
				}
			}
			l, err := tx.LossOf(id)
			if err != nil {
				return err
			}
			owed, err := tx.Balance(id)
			if err != nil {
				return err
			}
			if sum := l.Doubtful + l.Reclaimed; sum+owed[0]/5 != 25 || l.Expected+l.Confirmed+sum+owed[0] != 125 {
				t.Errorf("%+v, owed %v", l, owed)
			}
			if _, err := tx.ConfirmLoss(ledger.Losing{Invoice: id, On: day, Reason: "the rest"}); err != nil {
				return err
			}
			if l, err = tx.LossOf(id); l != (ledger.Loss{Confirmed: 100, Reclaimed: 25}) {
				t.Errorf("%+v", l)
			}
			return err
		})
		ledgertest.Clean(t, b)
	})
}
