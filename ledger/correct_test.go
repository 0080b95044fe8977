package ledger_test

import (
	"errors"
	"strings"
	"testing"

	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/ledgertest"
)

// TestCorrectIsRefused names what a person may not reverse, and with what words.
func TestCorrectIsRefused(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, b *ledger.Book) {
		w := ledgertest.Company(t, b)
		var fee, pay, note ledger.EntryID
		ledgertest.Update(t, b, func(tx *ledger.Tx) (err error) {
			fee, err = tx.Book("T-02", ledger.Facts{Key: "fee", On: day, Currency: money.SEK, Invoice: w.Choir, Amounts: map[ledger.Part]int64{ledger.OfFee: 6000}})
			if err != nil {
				return err
			}
			pay, err = book(tx, "pay", ledger.PaymentReceived, 6000, []post{{ledger.RoleBank, 6000, 0, 0, false}, {ledger.RoleAR, -6000, w.Choir, ledger.Fee, true}})
			if err != nil {
				return err
			}
			done, err := tx.CreditInvoice(ledger.Credit{Invoice: w.Course, Amount: 100, On: day, Reason: "a rebate"})
			note = done.Entry
			return err
		})
		issued := func(tx *ledger.Tx) ledger.EntryID {
			e, err := tx.EntryByKey("invoice:2025-1001")
			if err != nil {
				t.Error(err)
			}
			return e.ID
		}
		for name, test := range map[string]struct {
			id     func(*ledger.Tx) ledger.EntryID
			reason string
			want   error
			says   string
		}{
			"an issued invoice":   {issued, "r", ledger.ErrNotByHand, "girod invoices credit"},
			"a payment":           {func(*ledger.Tx) ledger.EntryID { return pay }, "r", ledger.ErrNotByHand, "girod payments undo"},
			"a fee that was paid": {func(*ledger.Tx) ledger.EntryID { return fee }, "r", ledger.ErrNotByHand, "its fee has been paid or reduced since"},
			"no reason":           {func(*ledger.Tx) ledger.EntryID { return note }, "", ledger.ErrReason, "give a reason"},
			"no such entry":       {func(*ledger.Tx) ledger.EntryID { return 99 }, "r", ledger.ErrNotFound, "99"},
			"a credit note":       {func(*ledger.Tx) ledger.EntryID { return note }, "r", nil, ""},
		} {
			err := b.Update(t.Context(), ledgertest.At, "test", func(tx *ledger.Tx) error {
				if _, err := tx.Correct(test.id(tx), day, test.reason); !errors.Is(err, test.want) || err != nil && !strings.Contains(err.Error(), test.says) {
					t.Errorf("%s: %v, want %v", name, err, test.want)
				}
				return errors.New("enough")
			})
			if err == nil || err.Error() != "enough" {
				t.Errorf("%s: %v", name, err)
			}
		}
		ledgertest.Clean(t, b)
		// Nobody reverses anything without a name.
		err := b.Update(t.Context(), ledgertest.At, "", func(tx *ledger.Tx) error {
			_, err := tx.Reverse(note, day, "who?")
			return err
		})
		if !errors.Is(err, ledger.ErrReason) {
			t.Errorf("by nobody: %v", err)
		}
	})
}
