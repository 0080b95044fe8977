package correspondence

import (
	"errors"
	"testing"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/outbox"
	"girod/ledger/store/storetest"
)

// TestALetterIsKeptAndOrdered: a letter is kept as told, ordered once, rendered to the same
// bytes each time and sent once; without a print partner or an address none is written.
func TestALetterIsKeptAndOrdered(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		w := ledgertest.Company(t, book)
		desk := Desk{Today: 20260408, Language: "sv", Country: "SE", PrintPartner: "printer", Sender: formats.Party{Name: "Kören", Country: "SE"}}
		credit := formats.LetterCredit{Number: "K1", On: 20260408, Amount: 150000, Reason: "fel"}
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			invoice := w.Choir
			inv, err := tx.Invoice(invoice)
			if err != nil {
				return err
			}
			debtor, err := tx.Party(inv.Debtor)
			if err != nil {
				return err
			}
			debtor.Street, debtor.PostCode, debtor.Town = "", "", ""
			if err := tx.UpdateParty(debtor); err != nil {
				return err
			}
			if name, err := desk.Withdraw(tx, invoice, credit); name != "" || err != nil {
				t.Errorf("without an address: %q, %v", name, err)
			}
			debtor.Street, debtor.PostCode, debtor.Town = "Hamnvägen 4", "131 40", "Nacka"
			if err := tx.UpdateParty(debtor); err != nil {
				return err
			}
			name, err := desk.Withdraw(tx, invoice, credit)
			if err != nil {
				return err
			}
			l, err := Read(tx, name)
			if err != nil {
				return err
			}
			if *l.Credit != credit || l.Kind != formats.WithdrawnLetter || l.Invoice != inv.Number || l.State != "waiting" {
				t.Errorf("%+v", l)
			}
			waiting, err := outbox.Waiting(tx)
			if len(waiting) != 1 || waiting[0].Subject != name || waiting[0].Partner != "printer" {
				t.Errorf("ordered: %+v", waiting)
			}
			if err := errors.Join(err, SetRendered(tx, name, "d1"), SetRendered(tx, name, "d1"), SetSent(tx, name), SetSent(tx, name)); err != nil {
				return err
			}
			if err := SetRendered(tx, name, "d2"); !errors.Is(err, ErrBytes) {
				t.Errorf("other bytes: %v", err)
			}
			if _, err := Read(tx, "w000099"); !errors.Is(err, ledger.ErrNotFound) {
				t.Errorf("a letter nobody wrote: %v", err)
			}
			desk.PrintPartner = ""
			if name, err := desk.Withdraw(tx, invoice, credit); name != "" || err != nil {
				t.Errorf("without a printer: %q, %v", name, err)
			}
			wrongs, err := Check(tx) // nobody had been reminded
			if len(wrongs) != 1 {
				t.Errorf("%q", wrongs)
			}
			return err
		})
	})
}

// TestTheWordGoesWhereHeLives: of a debtor merged into another it goes to that one's address.
func TestTheWordGoesWhereHeLives(t *testing.T) {
	book := ledger.New(storetest.SQLite(t), ledger.DefaultChart())
	w := ledgertest.Company(t, book)
	desk := Desk{Today: 20260408, Language: "sv", Country: "SE", PrintPartner: "printer"}
	ledgertest.Update(t, book, func(tx *ledger.Tx) error {
		if err := tx.MergeParty(w.Bengt, w.Anna, "one household"); err != nil {
			return err
		}
		name, err := desk.Withdraw(tx, w.Summer, formats.LetterCredit{Number: "K1", On: 20260408, Amount: 156000})
		if err != nil {
			return err
		}
		l, err := Read(tx, name)
		if d := l.Debtor; d.ID != "1002" || d.Name != "Anna Öberg" || d.Street != "Storgatan 1" || d.Town != "Stockholm" || l.DebtorID != w.Bengt {
			t.Errorf("%+v", l.Debtor)
		}
		return err
	})
}
