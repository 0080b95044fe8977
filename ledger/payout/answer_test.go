package payout

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// report makes a pain.002 from a line: "GrpSts PmtInfSts n=TxSts …", - for none.
func report(b Batch, list []Payout, created, line string) *formats.StatusReport {
	r := &formats.StatusReport{MessageID: "answer", Created: created, OriginalMessageID: b.MessageID}
	status := func(s string) formats.StatusCode { return formats.StatusCode(strings.TrimPrefix(s, "-")) }
	for i, field := range strings.Fields(line) {
		switch {
		case i == 0:
			r.Status = status(field)
		case i == 1:
			r.Groups = append(r.Groups, formats.GroupStatus{PaymentInfoID: b.MessageID + "-1", Status: status(field)})
		default:
			n, s, _ := strings.Cut(field, "=")
			r.Groups[0].Transfers = append(r.Groups[0].Transfers, formats.TransferStatus{EndToEndID: list[n[0]-'1'].EndToEnd, Status: status(s),
				Reasons: []formats.Reason{{Code: "AC04"}}})
		}
	}
	return r
}

// TestStatus applies pain.002 reports in turn to a batch of three; want is the state of
// the batch and of each payout (FORMATS.md 7).
func TestStatus(t *testing.T) {
	for _, c := range []struct {
		name    string
		reports []string // at 10:00, 11:00 …
		want    string
		transit int64
	}{
		{"received", []string{"ACTC"}, "sent sent sent sent", -60000},
		{"accepted", []string{"ACTC", "ACCP"}, "accepted accepted accepted accepted", -60000},
		{"group refused", []string{"RJCT"}, "rejected rejected rejected rejected", 0},
		{"part: listed are refused, the others accepted", []string{"PART - 2=RJCT"}, "part_rejected accepted rejected accepted", -40000},
		{"part at the batch only", []string{"- PART 1=RJCT"}, "part_rejected rejected accepted accepted", -50000},
		{"only what is listed changes", []string{"- - 3=RJCT"}, "part_rejected sent sent rejected", -30000},
		{"batch refused without a list", []string{"- RJCT"}, "rejected rejected rejected rejected", 0},
		{"batch refused with a reason for one", []string{"- RJCT 1=RJCT"}, "rejected rejected rejected rejected", 0},
		{"lower overrides upper", []string{"ACCP PART 1=RJCT 2=ACSP"}, "part_rejected rejected accepted accepted", -50000},
		{"refused later", []string{"ACCP", "PART - 1=RJCT"}, "part_rejected rejected accepted accepted", -50000},
		{"never back from no", []string{"RJCT", "ACCP"}, "rejected rejected rejected rejected", 0},
		{"pending and unknown", []string{"PDNG", "XXXX"}, "sent sent sent sent", -60000},
		{"cancelled", []string{"- - 1=CANC"}, "part_rejected rejected sent sent", -50000},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := open(t, storetest.SQLite(t))
			b, list := d.proposed(3)
			d.sent(b)
			for i, line := range c.reports {
				d.do(func(tx *ledger.Tx) error {
					return answered(tx, report(b, list, fmt.Sprintf("2026-02-11T%d:00:00", 10+i), line), "f000001")
				})
			}
			if got := strings.Trim(fmt.Sprint(d.states(b.ID)), "[]"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if got := d.balance(ledger.RoleInTransit); got != c.transit {
				t.Errorf("in transit %d, want %d", got, c.transit)
			}
			if got := d.balance(ledger.RoleCustomerCredit); got != -60000-c.transit {
				t.Errorf("customer credit %d, want %d", got, -60000-c.transit)
			}
		})
	}
}

func TestReportsOutOfOrder(t *testing.T) {
	d := open(t, storetest.SQLite(t))
	b, list := d.proposed(1)
	d.sent(b)
	d.do(func(tx *ledger.Tx) error {
		return errors.Join(answered(tx, report(b, list, "2026-02-11T12:00:00+01:00", "ACCP"), "f1"),
			answered(tx, report(b, list, "2026-02-11T10:30:00Z", "RJCT"), "f2")) // half an hour earlier
	})
	if got := d.states(b.ID); !slices.Equal(got, []State{Accepted, Accepted}) {
		t.Error(got)
	}
}

// TestEarlyAndForged: a report may come before we know that we sent, and is evidence; one
// for a message we never made is refused (RELIABILITY.md case 23).
func TestEarlyAndForged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(2)
		early := report(b, list, "2026-02-11T10:00:00", "ACCP")
		if err := d.try(func(tx *ledger.Tx) error { return answered(tx, early, "f1") }); code(err) != UnknownMessage {
			t.Errorf("a batch that was never approved: %v", err)
		}
		d.do(func(tx *ledger.Tx) error {
			_, _, err := Approve(tx, bo, seen(b), Rules{Split: split}, 0)
			return errors.Join(err, SetRendered(tx, b.MessageID, "digest"), SetInDoubt(tx, b.MessageID, "the line broke"))
		})
		forged := *early
		forged.OriginalMessageID = "SOMEBODY-ELSE"
		forged.Groups = nil
		if err := d.try(func(tx *ledger.Tx) error { return answered(tx, &forged, "f1") }); code(err) != UnknownMessage {
			t.Errorf("forged: %v", err)
		}
		d.do(func(tx *ledger.Tx) error {
			return errors.Join(answered(tx, early, "f1"), SetSent(tx, b.MessageID), SetInDoubt(tx, b.MessageID, "late"))
		})
		if got := d.states(b.ID); !slices.Equal(got, []State{Accepted, Accepted, Accepted}) || d.balance(ledger.RoleInTransit) != -30000 {
			t.Error(got, d.balance(ledger.RoleInTransit))
		}
	})
}

// debit plays intake: it asks, and books in transit against bank when it is ours.
func (d *desk) debit(ref Ref) (matched bool) {
	d.t.Helper()
	d.do(func(tx *ledger.Tx) (err error) {
		message, err := Debited(tx, ref)
		if matched = message != ""; err != nil || !matched {
			return err
		}
		_, err = tx.Post(ledger.Entry{Key: "debit:" + ref.EndToEnd + ref.File, Why: ledger.PayoutDebited, BookedOn: ref.On, Text: "debit", Postings: []ledger.Posting{
			{Role: ledger.RoleInTransit, Amount: ref.Amount.Minor, Currency: "SEK"}, {Role: ledger.RoleBank, Amount: -ref.Amount.Minor, Currency: "SEK"}}})
		return err
	})
	return matched
}

func TestSettledAndReturned(t *testing.T) { // T-14 T-18
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(3)
		d.sent(b)
		ref := Ref{EndToEnd: list[0].EndToEnd, Amount: money.Of(10000, "SEK"), On: 20260212, File: "f1"}
		wrong := ref
		wrong.Amount.Minor++
		if d.debit(wrong) || d.debit(Ref{EndToEnd: "unknown", Amount: ref.Amount}) {
			t.Error("another amount, or another's payment, was taken as ours")
		}
		if !d.debit(ref) || d.debit(ref) {
			t.Error("a debit settles once")
		}
		// The other two are debited as one, named by the group.
		if !d.debit(Ref{PaymentInfo: b.MessageID + "-1", Amount: money.Of(50000, "SEK"), On: 20260212, File: "f2"}) {
			t.Error("the batch was not recognised")
		}
		if got := d.states(b.ID); !slices.Equal(got, []State{Settled, Settled, Settled, Settled}) || d.balance(ledger.RoleInTransit) != 0 {
			t.Error(got, d.balance(ledger.RoleInTransit))
		}
		d.do(func(tx *ledger.Tx) error {
			back := Ref{Instruction: list[1].EndToEnd, Amount: money.Of(20000, "SEK"), On: 20260213, Reason: "AC04", File: "f3"}
			matched, liability, err := CameBack(tx, back)
			if !matched || err != nil || liability.Role != ledger.RoleCustomerCredit || liability.Amount != -20000 {
				t.Fatalf("%v %+v %v", matched, liability, err)
			}
			if again, _, err := CameBack(tx, back); again || err != nil {
				t.Error("came back twice", err)
			}
			_, err = tx.Post(ledger.Entry{Key: "back", Why: ledger.PayoutReturned, BookedOn: 20260213, Text: "returned", Postings: []ledger.Posting{
				{Role: ledger.RoleBank, Amount: 20000, Currency: "SEK"}, liability}})
			return err
		})
		// The money is owed again, so it can be proposed again: a new payout with a new id.
		d.do(func(tx *ledger.Tx) error {
			r, err := ProposeRefunds(tx, anna, money.Of(5000, "SEK"), nil, nil)
			if len(r.Made) != 1 || r.Made[0].EndToEnd == list[1].EndToEnd || r.Made[0].Source != list[1].Source {
				t.Errorf("%+v", r)
			}
			return err
		})
	})
}

// TestNeverTwoOrders: whatever people and the bank do in whatever order, there is one
// order for a key, one live payout for a source, in transit is what may have left and is not yet
// debited, rejected or returned, and no state goes back from an end.
func TestNeverTwoOrders(t *testing.T) {
	d := open(t, storetest.SQLite(t))
	rapid.Check(t, func(r *rapid.T) {
		b, list := d.proposed(2)
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{"approve", "render", "sent", "doubt", "ACTC", "ACCP", "PART - 1=RJCT", "RJCT",
			"debit1", "debit2", "edit", "propose", "refund"}), 1, 12).Draw(r, "steps")
		ended := map[int64]State{}
		for i, step := range steps {
			_ = d.try(func(tx *ledger.Tx) error { return d.step(tx, &b, list, step, i) }) // a refusal is an answer
			d.invariants(r, ended)
		}
	})
}

func (d *desk) step(tx *ledger.Tx, b *Batch, list []Payout, step string, n int) (err error) {
	switch step {
	case "approve":
		_, _, err = Approve(tx, bo, seen(*b), Rules{Split: split}, 0)
	case "render":
		err = SetRendered(tx, b.MessageID, "digest")
	case "sent":
		err = SetSent(tx, b.MessageID)
	case "doubt":
		err = SetInDoubt(tx, b.MessageID, "")
	case "edit":
		_, err = Edit(tx, anna, list[0].ID, func(p *Payout) { p.Text = fmt.Sprint("text ", n) }, nil)
	case "propose":
		var next Batch
		if next, err = Propose(tx, anna, "main", 20260212, nil, list[0].ID, list[1].ID); err == nil {
			*b = next
		}
	case "refund":
		_, err = ProposeRefunds(tx, anna, money.Of(5000, "SEK"), nil, nil)
	case "debit1", "debit2":
		p := list[step[5]-'1']
		var message string
		if message, err = Debited(tx, Ref{EndToEnd: p.EndToEnd, Amount: p.Amount, On: 20260212}); message != "" {
			_, err = tx.Post(ledger.Entry{Key: "debit:" + p.EndToEnd, Why: ledger.PayoutDebited, BookedOn: 20260212, Text: "debit", Postings: []ledger.Posting{
				{Role: ledger.RoleInTransit, Amount: p.Amount.Minor, Currency: "SEK"}, {Role: ledger.RoleBank, Amount: -p.Amount.Minor, Currency: "SEK"}}})
		}
	default:
		err = answered(tx, report(*b, list, fmt.Sprintf("2026-02-11T%02d:00:00", 10+n), step), "f1")
	}
	return err
}

func (d *desk) invariants(r *rapid.T, ended map[int64]State) {
	transit := d.balance(ledger.RoleInTransit)
	d.look(func(tx *ledger.Tx) error {
		orders, err := outbox.All(tx)
		keys := map[string]int{}
		for _, o := range orders {
			if keys[o.Key]++; keys[o.Key] > 1 {
				r.Fatalf("two orders for %s", o.Key)
			}
		}
		all, err2 := All(tx)
		live := map[string]int{}
		for _, p := range all {
			if old := ended[p.ID]; old != "" && old != p.State {
				r.Fatalf("%s went from %s to %s", p.Name(), old, p.State)
			}
			switch p.State {
			case Rejected, Settled:
				ended[p.ID] = p.State
			case Rendered, InDoubt, Sent, Accepted:
				transit += p.Amount.Minor
			}
			if !p.State.dead() {
				if live[p.Source]++; live[p.Source] > 1 {
					r.Fatalf("two live payouts of %s", p.Source)
				}
			}
		}
		return errors.Join(err, err2)
	})
	if transit != 0 {
		r.Fatalf("in transit differs from what may have left by %d", transit)
	}
}

// A notification of a return may come before the statement that tells of the debit: the
// money is owed again at once, and the debit settles nothing a second time.
func TestReturnedBeforeDebited(t *testing.T) { // T-14 T-18
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.proposed(2)
		d.sent(b)
		back := Ref{EndToEnd: list[0].EndToEnd, Amount: money.Of(10000, "SEK"), On: 20260213, Reason: "AC04", File: "f1"}
		d.do(func(tx *ledger.Tx) error {
			matched, liability, err := CameBack(tx, back)
			if !matched || err != nil {
				t.Fatal(matched, err)
			}
			_, err = tx.Post(ledger.Entry{Key: "back", Why: ledger.PayoutReturned, BookedOn: 20260213, Text: "returned", Postings: []ledger.Posting{
				{Role: ledger.RoleBank, Amount: 10000, Currency: "SEK"}, liability}})
			return err
		})
		if got := d.states(b.ID); got[len(got)-1] == Returned || !slices.Contains(got, Returned) {
			t.Error(got)
		}
		// The statement books the whole batch as one debit, the returned payout in it.
		debit := Ref{PaymentInfo: b.MessageID + "-1", Amount: money.Of(30000, "SEK"), On: 20260212, File: "f2"}
		if !d.debit(debit) || d.debit(debit) {
			t.Error("the debit must be ours, once")
		}
		if got := d.balance(ledger.RoleInTransit); got != 0 {
			t.Error("in transit", got)
		}
	})
}
