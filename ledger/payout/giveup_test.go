package payout

import (
	"fmt"
	"slices"
	"testing"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestHandsOnIt holds that whoever made a payout or changed it since cannot be the other
// person of two, whoever touched it last.
//
// R-COL-42
func TestHandsOnIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		_, list := d.proposed(1)
		greta := Person{"greta", []Role{Preparer, Approver}}
		var b Batch
		d.do(func(tx *ledger.Tx) (err error) {
			for _, who := range []Person{david, greta, david} {
				if _, err := Edit(tx, who, list[0].ID, func(p *Payout) { p.Text += "." }, nil); err != nil {
					return err
				}
			}
			b, err = Propose(tx, david, "main", 20260212, nil, list[0].ID)
			return err
		})
		for _, who := range []Person{anna, greta} {
			err := d.try(func(tx *ledger.Tx) error {
				_, _, err := Approve(tx, who, seen(b), Rules{Split: split}, 20260212)
				return err
			})
			if code(err) != FourEyes {
				t.Errorf("%s, who had a hand on it: %v", who.Name, err)
			}
		}
		d.do(func(tx *ledger.Tx) error {
			p, err := Get(tx, list[0].ID)
			if p.CreatedBy != "anna" || !slices.Equal(p.EditedBy, []string{"david", "greta"}) {
				t.Errorf("made by %s, changed by %v", p.CreatedBy, p.EditedBy)
			}
			if err == nil {
				_, _, err = Approve(tx, bo, seen(b), Rules{Split: split}, 20260212)
			}
			return err
		})
	})
}

// TestNames holds that a payout's name is no batch's.
func TestNames(t *testing.T) {
	for _, tt := range []struct {
		parse func(string) (int64, error)
		name  string
		want  int64
	}{
		{ParseName, "p000017", 17}, {ParseName, "b000017", 0}, {ParseName, "17", 0}, {ParseName, "p-1", 0}, {ParseName, "p", 0},
		{ParseBatch, "b000003", 3}, {ParseBatch, "p000003", 0},
	} {
		if got, err := tt.parse(tt.name); got != tt.want || (err == nil) != (tt.want != 0) {
			t.Errorf("%q: %d, %v", tt.name, got, err)
		}
	}
}

// TestAnsweredInOneOrder holds that an answer about several recalls is booked in one order,
// or a book that is rebuilt from the archive would be another.
func TestAnsweredInOneOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(8)
		d.sent(b)
		a := formats.RecallAnswer{}
		var want []string
		for _, p := range list {
			r, err := d.askBack(p.ID)
			if err != nil {
				t.Fatal(err)
			}
			a.Transfers = append(a.Transfers, formats.RecalledTransfer{CancellationID: r.ID, Status: "CNCL"})
			want = append(want, "payout-rejected:"+p.EndToEnd)
		}
		slices.Reverse(a.Transfers)
		d.do(func(tx *ledger.Tx) error { return RecallAnswered(tx, &a, "f000009") })
		var got []string
		d.look(func(tx *ledger.Tx) error {
			return tx.EntriesWhere(ledger.EntryFilter{}, func(e ledger.Entry) error {
				if e.Why == ledger.PayoutRejected {
					got = append(got, e.Key)
				}
				return nil
			})
		})
		if !slices.Equal(got, want) {
			t.Errorf("booked in the order %v, want %v", got, want)
		}
	})
}

// TestGiveBack gives what rests of a payment back to where it came from, once.
func TestGiveBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		rests := func(account string) (receipt ledger.ReceiptID) {
			d.last++
			d.do(func(tx *ledger.Tx) error {
				p := tx.Poster()
				p.Begin(ledger.Entry{Key: fmt.Sprint("unknown:", d.last), Why: ledger.PaymentReceived, BookedOn: 20260210, Text: "payment"})
				receipt = p.Receipt(ledger.Receipt{Account: "1930", BankRef: fmt.Append(nil, "u", d.last), Payer: []byte("Okänd AB"), PayerAccount: []byte(account), Amount: 700_00, Currency: "SEK", BookedOn: 20260210})
				p.Add(ledger.Posting{Role: ledger.RoleBank, Amount: 700_00, Currency: "SEK"})
				p.Add(ledger.Posting{Role: ledger.RoleSuspense, Amount: -700_00, Currency: "SEK", Receipt: receipt})
				if _, err := p.End(); err != nil {
					return err
				}
				return p.Flush()
			})
			return receipt
		}
		known, nameless := rests("SE45 5000 0000 0583 9825 7466"), rests("")
		_, owned := d.customer(9, 100_00)
		for _, tt := range []struct {
			who     Person
			receipt ledger.ReceiptID
			reason  string
			want    Code
		}{
			{david, known, "", Incomplete}, {bo, known, "x", NoAccess}, {david, nameless, "x", NoPayerAccount}, {david, owned, "x", WrongState},
			{david, known, "asked for it", ""}, {david, known, "again", AlreadyPaid},
		} {
			err := d.try(func(tx *ledger.Tx) error {
				p, err := GiveBack(tx, tt.who, tt.receipt, tt.reason, nil, nil)
				if err == nil && (p.Amount.String() != "700.00 SEK" || p.To.ID != "SE4550000000058398257466" || p.Payee.Name != "Okänd AB" || p.State != Validated) {
					t.Errorf("%s to %s %s, %s", p.Amount, p.Payee.Name, p.To.ID, p.State)
				}
				return err
			})
			if code(err) != tt.want {
				t.Errorf("pay%d by %s because %q: %v, want %q", tt.receipt, tt.who.Name, tt.reason, err, tt.want)
			}
		}
	})
}
