package payout

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

var (
	anna  = Person{"anna", []Role{Preparer, Approver, PayeeAdmin}}
	bo    = Person{"bo", []Role{Approver}}
	carin = Person{"carin", []Role{Approver, PayeeAdmin}}
	david = Person{"david", []Role{Preparer}}
	eve   = Person{"eve", nil}
)

// desk is a book with customers who have money to get back.
type desk struct {
	t    *testing.T
	book *ledger.Book
	at   time.Time
	last int // customer
}

func open(t *testing.T, db *store.DB) *desk {
	return &desk{t: t, book: ledger.New(db, ledger.DefaultChart()), at: time.Date(2026, 2, 11, 9, 0, 0, 0, time.UTC)}
}

// try runs in one write transaction and gives its error.
func (d *desk) try(fn func(tx *ledger.Tx) error) error {
	return d.book.Update(context.Background(), d.at, "test", fn)
}

// look reads.
func (d *desk) look(fn func(tx *ledger.Tx) error) {
	d.t.Helper()
	if err := d.book.View(context.Background(), d.at, fn); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) do(fn func(tx *ledger.Tx) error) {
	d.t.Helper()
	if err := d.try(fn); err != nil {
		d.t.Fatal(err)
	}
}

// customer overpays, so that a customer credit rests.
func (d *desk) customer(n int, surplus int64) (party ledger.PartyID, receipt ledger.ReceiptID) {
	d.t.Helper()
	d.do(func(tx *ledger.Tx) (err error) {
		party, err = tx.AddParty(ledger.Party{CustomerNo: fmt.Sprint("K", n), Name: fmt.Sprint("Kund ", n), Street: "Storgatan 1", PostCode: "11122", Town: "Stockholm", Country: "SE"})
		if err != nil {
			return err
		}
		p := tx.Poster()
		p.Begin(ledger.Entry{Key: fmt.Sprint("over:", n), Why: ledger.PaymentReceived, BookedOn: 20260202, Text: "payment"})
		receipt = p.Receipt(ledger.Receipt{Account: "1930", BankRef: fmt.Append(nil, "b", n), PayerAccount: []byte("58056201"), Amount: surplus, Currency: "SEK", BookedOn: 20260202})
		p.Add(ledger.Posting{Role: ledger.RoleBank, Amount: surplus, Currency: "SEK"})
		p.Add(ledger.Posting{Role: ledger.RoleCustomerCredit, Amount: -surplus, Currency: "SEK", Receipt: receipt, Party: party})
		if _, err := p.End(); err != nil {
			return err
		}
		return p.Flush()
	})
	return party, receipt
}

// payee gives the n-th customer an account, set long ago by somebody else.
func (d *desk) payee(party ledger.PartyID, who Person, at time.Time) {
	d.t.Helper()
	now := d.at
	d.at = at
	d.do(func(tx *ledger.Tx) error {
		return SetPayee(tx, who, Payee{Party: party, To: formats.Account{Scheme: "BGNR", ID: "5805-6201"}}, "SEK", nil)
	})
	d.at = now
}

// proposed makes a batch of refunds to n customers, prepared by anna, and gives what a
// second person sees.
func (d *desk) proposed(n int) (b Batch, list []Payout) {
	d.t.Helper()
	mine := map[ledger.PartyID]bool{} // others may have money to get back from before
	for i := range n {
		d.last++
		party, _ := d.customer(d.last, 10000*int64(i+1))
		d.payee(party, carin, d.at.AddDate(-1, 0, 0))
		mine[party] = true
	}
	d.do(func(tx *ledger.Tx) error {
		r, err := ProposeRefunds(tx, anna, money.Of(5000, "SEK"), nil, nil)
		if err != nil {
			return err
		}
		var ids []int64
		for _, p := range r.Made {
			if mine[p.Liability.Party] {
				ids = append(ids, p.ID)
			}
		}
		if len(ids) != n {
			return fmt.Errorf("%d refunds, want %d", len(ids), n)
		}
		if b, err = Propose(tx, anna, "main", 20260212, nil, ids...); err != nil {
			return err
		}
		list, err = In(tx, b.ID)
		return err
	})
	return b, list
}

func seen(b Batch) Approval { return Approval{b.ID, b.Hash, b.Sums, b.Count} }

// sent takes a batch all the way to the bank.
func (d *desk) sent(b Batch) {
	d.t.Helper()
	d.do(func(tx *ledger.Tx) error {
		_, warning, err := Approve(tx, bo, seen(b), Rules{Partner: "bank", Split: split}, 20260212)
		if warning != "" {
			d.t.Error(warning)
		}
		return errors.Join(err, SetRendered(tx, b.MessageID, "digest"), SetSent(tx, b.MessageID))
	})
}

// split puts neighbours of one account, day, currency and purpose in a group, and two
// groups in a file.
func split(b *Batch, list []Payout) (orders []formats.TransferOrder, err error) {
	last, groups := "", 0
	for i := range list {
		p := &list[i]
		if like := fmt.Sprint(p.From, p.On, p.Amount.Currency, p.Purpose); like != last {
			if groups%2 == 0 {
				orders = append(orders, formats.TransferOrder{MessageID: b.FileName(len(orders)+1, 0)})
			}
			o := &orders[len(orders)-1]
			o.Groups = append(o.Groups, formats.TransferGroup{ID: b.FileName(len(orders), len(o.Groups)+1), On: p.On})
			last, groups = like, groups+1
		}
		o := &orders[len(orders)-1]
		g := &o.Groups[len(o.Groups)-1]
		g.Transfer = append(g.Transfer, p.Transfer())
	}
	return orders, nil
}

// nobody orders, from no account.
func nobody(string, money.Currency) (House, error) { return House{}, nil }

// answered applies a report.
func answered(tx *ledger.Tx, report *formats.StatusReport, file string) error {
	_, err := Status(tx, report, file)
	return err
}

// balance gives the balance of a role over all entries.
func (d *desk) balance(role ledger.Role) (sum int64) {
	d.t.Helper()
	d.look(func(tx *ledger.Tx) error {
		_, err := tx.One(`SELECT CAST(COALESCE(SUM(posting.amount), 0) AS BIGINT) FROM posting JOIN account ON account.id = posting.account
			WHERE account.role = $1`, []any{string(role)}, func(r *store.Row) error {
			sum = r.Int(0)
			return nil
		})
		return err
	})
	return sum
}

func (d *desk) states(batch int64) (list []State) {
	d.t.Helper()
	d.look(func(tx *ledger.Tx) error {
		b, err := GetBatch(tx, batch)
		if err != nil {
			return err
		}
		in, err := In(tx, batch)
		list = append(list, b.State)
		for _, p := range in {
			list = append(list, p.State)
		}
		return err
	})
	return list
}

func code(err error) Code {
	var r *Refusal
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

// TestWhoMayApprove is the role matrix: R-24S-16 and DOMAIN.md 8.1.
func TestWhoMayApprove(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(2)
		more := seen(b)
		more.Sums = Sums{money.Of(b.Sums[0].Minor+1, "SEK")}
		other := seen(b)
		other.Hash = list[0].EndToEnd
		for _, c := range []struct {
			who  Person
			what Approval
			want Code
		}{
			{anna, seen(b), FourEyes}, // prepared it, whatever her roles
			{david, seen(b), NoAccess},
			{eve, seen(b), NoAccess},
			{Person{"", []Role{Approver}}, seen(b), NoAccess},
			{bo, more, Changed},
			{bo, other, Changed},
			{bo, Approval{b.ID, b.Hash, b.Sums, 3}, Changed},
		} {
			err := d.try(func(tx *ledger.Tx) error {
				_, _, err := Approve(tx, c.who, c.what, Rules{Split: split}, 0)
				return err
			})
			if code(err) != c.want {
				t.Errorf("%s: %v, want %s", c.who.Name, err, c.want)
			}
		}
		// Carin set the payees' accounts a year ago: she may. Had it been last week, not.
		d.payee(list[0].Liability.Party, carin, d.at.AddDate(0, 0, -13))
		approve := func(tx *ledger.Tx) error {
			_, _, err := Approve(tx, carin, seen(b), Rules{Split: split}, 0)
			return err
		}
		if err := d.try(approve); code(err) != FourEyes {
			t.Errorf("payee changed 13 days ago: %v", err)
		}
		d.at = d.at.AddDate(0, 0, 2)
		d.do(approve)
		if err := d.try(approve); code(err) != WrongState {
			t.Errorf("approved twice: %v", err)
		}
	})
}

func TestEditVoidsApproval(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(2)
		d.do(func(tx *ledger.Tx) error {
			_, _, err := Approve(tx, bo, seen(b), Rules{Split: split}, 20260212)
			return err
		})
		d.do(func(tx *ledger.Tx) error {
			_, err := Edit(tx, anna, list[0].ID, func(p *Payout) { p.Amount.Minor--; p.EndToEnd = "mine"; p.Liability.Role = "ap" }, nil)
			return err
		})
		d.do(func(tx *ledger.Tx) error {
			if _, err := Order(tx, b.ID, nobody); code(err) != WrongState {
				t.Errorf("a dissolved batch renders: %v", err)
			}
			p, err := Get(tx, list[0].ID)
			if p.State != Validated || p.Batch != 0 || p.EndToEnd != list[0].EndToEnd || p.Liability.Role != ledger.RoleCustomerCredit {
				t.Errorf("%+v", p)
			}
			again, err2 := Propose(tx, anna, "main", 20260212, nil, list[1].ID, list[0].ID)
			if again.MessageID == b.MessageID || again.Hash == b.Hash {
				t.Error("a changed batch has the MsgId of the old")
			}
			return errors.Join(err, err2)
		})
	})
}

// TestBytesAreThoseApproved: what is tampered with after approval is never rendered,
// and never rendered twice in two ways.
func TestBytesAreThoseApproved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(2)
		var warning string
		d.do(func(tx *ledger.Tx) (err error) {
			b, warning, err = Approve(tx, bo, seen(b), Rules{Partner: "bank", Split: split}, 20260216)
			return err
		})
		if warning == "" || b.ExecuteOn != 20260216 || b.RequestedOn != 20260212 {
			t.Errorf("approved after the cut-off: %q, %+v", warning, b)
		}
		d.do(func(tx *ledger.Tx) error {
			o, err := Order(tx, b.ID, nobody)
			again, err2 := Order(tx, b.ID, nobody)
			if fmt.Sprint(o) != fmt.Sprint(again) || len(o) != 1 || o[0].Count != 2 || o[0].Sum != 30000 || o[0].Groups[0].On != 20260216 ||
				len(o[0].MessageID) > 35 || len(o[0].Groups[0].ID) > 35 || len(o[0].Groups[0].Transfer[0].EndToEndID) > 35 {
				t.Errorf("%+v", o)
			}
			return errors.Join(err, err2, SetRendered(tx, b.MessageID, "one"), SetRendered(tx, b.MessageID, "one"))
		})
		if err := d.try(func(tx *ledger.Tx) error { return SetRendered(tx, b.MessageID, "two") }); code(err) != Changed {
			t.Errorf("other bytes: %v", err)
		}
		d.do(func(tx *ledger.Tx) error {
			_, err := tx.Exec(`UPDATE payout SET account = '9912346' WHERE id = $1`, list[1].ID)
			return err
		})
		if err := d.try(func(tx *ledger.Tx) error { _, err := Order(tx, b.ID, nobody); return err }); code(err) != Changed {
			t.Errorf("an account changed behind our back: %v", err)
		}
	})
}

// TestSpentCredit: a credit used for something else after the approval stops the batch
// before anything can have left.
func TestSpentCredit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(1)
		d.do(func(tx *ledger.Tx) error {
			if _, _, err := Approve(tx, bo, seen(b), Rules{Split: split}, 0); err != nil {
				return err
			}
			spent := list[0].Liability
			spent.Amount, spent.Currency = 1, "SEK"
			_, err := tx.Post(ledger.Entry{Key: "spent", Why: ledger.Allocated, BookedOn: 20260211, Text: "used", Reason: "customer asked", Postings: []ledger.Posting{
				spent, {Role: ledger.RoleRounding, Amount: -1, Currency: "SEK"}}})
			return err
		})
		if err := d.try(func(tx *ledger.Tx) error { return SetRendered(tx, b.MessageID, "digest") }); code(err) != Changed {
			t.Errorf("a spent credit: %v", err)
		}
		d.do(func(tx *ledger.Tx) error { return Dissolve(tx, anna, b.ID, "the credit was used") })
		if d.balance(ledger.RoleInTransit) != 0 {
			t.Error("something is in transit")
		}
	})
}

func TestRefundsNeedAnAccountAndAnAmount(t *testing.T) { // T-14
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		rich, _ := d.customer(1, 10000)
		d.customer(2, 10000) // no account
		small, _ := d.customer(3, 4999)
		d.payee(rich, carin, d.at)
		d.payee(small, carin, d.at)
		d.do(func(tx *ledger.Tx) error {
			r, err := ProposeRefunds(tx, david, money.Of(5000, "SEK"), nil, nil)
			if len(r.Made) != 1 || len(r.NoPayee) != 1 || r.Left != 1 || len(r.Refused) != 0 {
				t.Errorf("%+v", r)
			}
			again, err2 := ProposeRefunds(tx, david, money.Of(5000, "SEK"), nil, nil)
			if len(again.Made) != 0 {
				t.Error("refunded twice")
			}
			_, err3 := ProposeRefunds(tx, bo, money.Of(5000, "SEK"), nil, nil)
			if code(err3) != NoAccess {
				t.Error(err3)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestRefusals(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		good := Payout{Source: "ap:INV-1", Liability: ledger.Posting{Role: ledger.RoleAP}, Payee: formats.Party{Name: "Tryck AB"},
			To: formats.Account{Scheme: "BGNR", ID: "5805-6201"}, Amount: money.Of(12500, "SEK"), Ref: "1234567897"}
		for _, c := range []struct {
			name   string
			change func(*Payout)
			want   Code
		}{
			{"as it is", func(*Payout) {}, ""},
			{"again", func(*Payout) {}, AlreadyPaid},
			{"nothing", func(p *Payout) { p.Amount.Minor = 0 }, Incomplete},
			{"nobody", func(p *Payout) { p.Payee.Name = "" }, Incomplete},
			{"a wrong digit", func(p *Payout) { p.To.ID = "5805-6202" }, Incomplete},
			{"a street alone", func(p *Payout) { p.Payee.Street = "Storgatan 1" }, AddressUnstructured},
			{"euro without an address", func(p *Payout) {
				p.To, p.Amount = formats.Account{Scheme: "IBAN", ID: "DE89370400440532013000"}, money.Of(100, "EUR")
			}, AddressUnstructured},
			{"a hybrid address", func(p *Payout) {
				p.Source, p.Payee.Street, p.Payee.Town, p.Payee.Country = "ap:INV-2", "Storgatan 1", "Umeå", "SE"
			}, ""},
		} {
			p := good
			c.change(&p)
			err := d.try(func(tx *ledger.Tx) error { _, err := Create(tx, david, p, nil); return err })
			if code(err) != c.want || c.want == "" && err != nil {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
		}
	})
}
