package payout

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// several makes a batch of bills, each a line "AMOUNT CURRENCY [PURPOSE] [@DAY]", split as
// split does: neighbours alike in one group, two groups in a file.
func (d *desk) several(lines ...string) (b Batch, list []Payout) {
	d.t.Helper()
	d.do(func(tx *ledger.Tx) error {
		var ids []int64
		for _, line := range lines {
			d.last++
			words := strings.Fields(line)
			c := money.Currency(words[1])
			minor, err := money.Parse(words[0], c)
			if err != nil {
				return err
			}
			p := Payout{Source: fmt.Sprint("ap:", d.last), Liability: ledger.Posting{Role: ledger.RoleAP}, Payee: formats.Party{Name: "Tryck", Town: "Umeå", Country: "SE"},
				To: formats.Account{Scheme: "BGNR", ID: "5805-6201"}, Amount: money.Of(minor, c), Text: "bill"}
			for _, w := range words[2:] {
				if day, found := strings.CutPrefix(w, "@"); found {
					if p.On, err = date.Parse(day); err != nil {
						return err
					}
				} else {
					p.Purpose = w
				}
			}
			made, err := Create(tx, anna, p, nil)
			if err != nil {
				return err
			}
			ids = append(ids, made.ID)
		}
		var err error
		if b, err = Propose(tx, anna, "main", 20260212, nil, ids...); err != nil {
			return err
		}
		if _, _, err = Approve(tx, bo, seen(b), Rules{Partner: "bank", Split: split}, 20260212); err != nil {
			return err
		}
		if b, err = GetBatch(tx, b.ID); err != nil {
			return err
		}
		list, err = In(tx, b.ID)
		return err
	})
	return b, list
}

// out renders all files of a batch and sends some of them.
func (d *desk) out(b Batch, sent ...int) {
	d.t.Helper()
	d.do(func(tx *ledger.Tx) error {
		files, err := Files(tx, b.ID)
		for _, f := range files {
			err = errors.Join(err, SetRendered(tx, f.MessageID, "digest "+f.MessageID))
		}
		for _, n := range sent {
			err = errors.Join(err, SetSent(tx, files[n-1].MessageID))
		}
		return err
	})
}

// fileStates are those of the batch and of its files.
func (d *desk) fileStates(batch int64) string {
	d.t.Helper()
	var states []string
	d.look(func(tx *ledger.Tx) error {
		b, err := GetBatch(tx, batch)
		states = append(states, string(b.State))
		files, err2 := Files(tx, batch)
		for _, f := range files {
			states = append(states, string(f.State))
		}
		return errors.Join(err, err2)
	})
	return strings.Join(states, " ")
}

// kinds are four groups in two files: kronor, euro; wages, and a later day.
var kinds = []string{"10.00 SEK", "20.00 SEK", "5.00 EUR", "40.00 SEK SALA", "80.00 SEK SALA", "7.00 SEK @2026-02-16"}

// TestFilesOfABatch: names are minted once, in the order of files and groups; each payout
// knows where it travels, and the order says all of it.
func TestFilesOfABatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.several(kinds...)
		m := b.MessageID
		want := []string{m + "-1", m + "-1", m + "-2", m + "-F2-1", m + "-F2-1", m + "-F2-2"}
		for i, p := range list {
			if p.PaymentInfo != want[i] || !strings.HasPrefix(p.PaymentInfo, p.MessageID) {
				t.Errorf("%s travels in %s of %s, want %s", p.Name(), p.PaymentInfo, p.MessageID, want[i])
			}
		}
		if b.Sums.String() != "5.00 EUR + 157.00 SEK" || b.ExecuteOn != 20260212 {
			t.Errorf("%+v", b)
		}
		d.look(func(tx *ledger.Tx) error {
			orders, err := Order(tx, b.ID, nobody)
			if err != nil || len(orders) != 2 || orders[0].Count != 3 || orders[0].Sum != 3500 || orders[1].Sum != 12700 ||
				orders[1].Groups[1].On != 20260216 || orders[1].Groups[0].Transfer[1].Purpose != "SALA" || orders[0].Groups[0].Sum != 3000 {
				t.Errorf("%+v %v", orders, err)
			}
			return err
		})
	})
}

// TestSplitMustBeWhole: whoever splits can neither leave a payout out, nor send it twice,
// nor give names of its own.
func TestSplitMustBeWhole(t *testing.T) {
	d := open(t, storetest.SQLite(t))
	b, _ := d.proposed(3)
	for name, spoil := range map[string]func([]formats.TransferOrder) []formats.TransferOrder{
		"nothing": func([]formats.TransferOrder) []formats.TransferOrder { return nil },
		"one fewer": func(o []formats.TransferOrder) []formats.TransferOrder {
			g := &o[0].Groups[0]
			g.Transfer = g.Transfer[1:]
			return o
		},
		"one twice": func(o []formats.TransferOrder) []formats.TransferOrder {
			g := &o[0].Groups[0]
			g.Transfer[0] = g.Transfer[1]
			return o
		},
		"a name":  func(o []formats.TransferOrder) []formats.TransferOrder { o[0].MessageID = "MINE"; return o },
		"a group": func(o []formats.TransferOrder) []formats.TransferOrder { o[0].Groups[0].ID = "MINE"; return o },
		"a stranger": func(o []formats.TransferOrder) []formats.TransferOrder {
			o[0].Groups[0].Transfer[0].EndToEndID = "MINE"
			return o
		},
	} {
		err := d.try(func(tx *ledger.Tx) error {
			_, _, err := Approve(tx, bo, seen(b), Rules{Split: func(b *Batch, list []Payout) ([]formats.TransferOrder, error) {
				orders, err := split(b, list)
				return spoil(orders), err
			}}, 0)
			return err
		})
		if code(err) != Changed {
			t.Errorf("%s: %v", name, err)
		}
	}
	err := d.try(func(tx *ledger.Tx) error { _, _, err := Approve(tx, bo, seen(b), Rules{}, 0); return err })
	if code(err) != Incomplete {
		t.Errorf("without a split: %v", err)
	}
}

// TestStatusByGroup applies reports that name files and groups; want is the batch, its two
// files, and each payout (FORMATS.md 7). A report is "FILE STATUS GROUP=STATUS …", the
// transfers of a group behind a colon: "1 - 1=PART:2=RJCT".
func TestStatusByGroup(t *testing.T) {
	for _, c := range []struct {
		name, reports, want string
	}{
		{"one group of two refused", "1 PART 2=RJCT", "part_rejected part_rejected sent: accepted accepted rejected sent sent sent"},
		{"each file for itself", "1 ACCP; 2 RJCT", "part_rejected accepted rejected: accepted accepted accepted rejected rejected rejected"},
		{"all accepted", "1 ACCP; 2 ACSP", "accepted accepted accepted: accepted accepted accepted accepted accepted accepted"},
		{"all refused", "1 RJCT; 2 - 1=RJCT 2=RJCT", "rejected rejected rejected: rejected rejected rejected rejected rejected rejected"},
		{"part with what is listed", "1 PART 1=PART:2=RJCT", "part_rejected part_rejected sent: accepted rejected accepted sent sent sent"},
		{"only a group speaks", "1 - 1=ACSP", "sent sent sent: accepted accepted sent sent sent sent"},
		{"a group is waiting", "1 ACCP 2=PDNG", "sent sent sent: accepted accepted sent sent sent sent"},
		{"a group that is not named", "1 - ?=RJCT:2=RJCT", "part_rejected part_rejected sent: sent rejected sent sent sent sent"},
		{"a group that is not ours", "1 - 7=RJCT", "sent sent sent: sent sent sent sent sent sent"},
		{"a transfer of another file", "1 - ?=RJCT:4=RJCT", "sent sent sent: sent sent sent sent sent sent"},
		{"later words", "1 ACTC; 1 ACCP; 1 PART 1=PART:1=RJCT; 2 ACCP", "part_rejected part_rejected accepted: rejected accepted accepted accepted accepted accepted"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := open(t, storetest.SQLite(t))
			b, list := d.several(kinds...)
			d.out(b, 1, 2)
			for i, line := range strings.Split(c.reports, ";") {
				d.do(func(tx *ledger.Tx) error { return answered(tx, fileReport(b, list, i, line), "f000001") })
			}
			var states []string
			for _, s := range d.states(b.ID)[1:] {
				states = append(states, string(s))
			}
			if got := d.fileStates(b.ID) + ": " + strings.Join(states, " "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			d.transitIsOpen(b.ID)
		})
	}
}

// fileReport reads a report of TestStatusByGroup.
func fileReport(b Batch, list []Payout, nth int, line string) *formats.StatusReport {
	words := strings.Fields(line)
	r := &formats.StatusReport{MessageID: "answer", Created: fmt.Sprintf("2026-02-11T%02d:00:00", 10+nth),
		OriginalMessageID: b.FileName(int(words[0][0]-'0'), 0), Status: formats.StatusCode(strings.TrimPrefix(words[1], "-"))}
	for _, w := range words[2:] {
		head, listed, _ := strings.Cut(w, ":")
		group, status, _ := strings.Cut(head, "=")
		g := formats.GroupStatus{PaymentInfoID: b.FileName(int(words[0][0]-'0'), int(group[0]-'0')), Status: formats.StatusCode(status)}
		if group == "?" {
			g.PaymentInfoID = "NOTPROVIDED"
		}
		for _, t := range strings.FieldsFunc(listed, func(r rune) bool { return r == ',' }) {
			n, s, _ := strings.Cut(t, "=")
			g.Transfers = append(g.Transfers, formats.TransferStatus{InstructionID: list[n[0]-'1'].EndToEnd, Status: formats.StatusCode(s),
				Reasons: []formats.Reason{{Code: "AC04", Text: "closed; in March"}}})
		}
		r.Groups = append(r.Groups, g)
	}
	return r
}

// transitIsOpen holds what is in transit to the payouts that may still be debited.
func (d *desk) transitIsOpen(batch int64) {
	d.t.Helper()
	open := int64(0)
	d.look(func(tx *ledger.Tx) error {
		list, err := In(tx, batch)
		for _, p := range list {
			if p.MessageID != "" && (p.State == Rendered || p.State == InDoubt || p.State == Sent || p.State == Accepted) {
				open += p.Amount.Minor
			}
		}
		return err
	})
	if got := d.balance(ledger.RoleInTransit); got != -open {
		d.t.Errorf("in transit %d, on its way %d", got, open)
	}
}

// TestReasons: codes apart from the bank's words, which may hold anything.
func TestReasons(t *testing.T) {
	d := open(t, storetest.SQLite(t))
	b, list := d.several(kinds...)
	d.out(b, 1, 2)
	d.do(func(tx *ledger.Tx) error { return answered(tx, fileReport(b, list, 0, "1 PART 1=PART:2=RJCT"), "f1") })
	d.look(func(tx *ledger.Tx) error {
		p, err := Get(tx, list[1].ID)
		if !slices.Equal(p.Codes, []string{"AC04"}) || p.Reason != "closed; in March" {
			t.Errorf("%q %q", p.Codes, p.Reason)
		}
		return err
	})
}

// TestReportNamesOnlyAGroup: a bank that answers a message id we never made, and names our
// group, means our file.
func TestReportNamesOnlyAGroup(t *testing.T) {
	d := open(t, storetest.SQLite(t))
	b, list := d.several(kinds...)
	d.out(b, 1, 2)
	r := fileReport(b, list, 0, "2 - 2=RJCT")
	r.OriginalMessageID = "missing"
	d.do(func(tx *ledger.Tx) error {
		message, err := Status(tx, r, "f1")
		if message != b.FileName(2, 0) {
			t.Errorf("answers %q", message)
		}
		return err
	})
	if got := d.fileStates(b.ID); got != "part_rejected sent part_rejected" {
		t.Error(got)
	}
}

// TestOneFileInDoubt: a batch is in doubt while one of its files is, and the others go on.
func TestOneFileInDoubt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		b, list := d.several(kinds...)
		if got := d.fileStates(b.ID); got != "approved approved approved" {
			t.Error(got)
		}
		d.out(b, 1)
		if got := d.fileStates(b.ID); got != "rendered sent rendered" {
			t.Error(got)
		}
		if err := d.try(func(tx *ledger.Tx) error { return Dissolve(tx, anna, b.ID, "late") }); code(err) != WrongState {
			t.Errorf("dissolved when one file is with the bank: %v", err)
		}
		d.do(func(tx *ledger.Tx) error {
			return errors.Join(SetInDoubt(tx, b.FileName(2, 0), "the line broke"), answered(tx, fileReport(b, list, 0, "1 ACCP"), "f1"))
		})
		if got := d.fileStates(b.ID); got != "in_doubt accepted in_doubt" {
			t.Error(got)
		}
		if !d.debit(Ref{PaymentInfo: b.FileName(2, 1), Amount: money.Of(12000, "SEK"), On: 20260212, File: "f2"}) {
			t.Error("the bank's booking of a group in doubt is evidence")
		}
		if got := d.fileStates(b.ID); got != "sent accepted sent" {
			t.Error(got)
		}
		d.transitIsOpen(b.ID)
	})
}

// TestDebits: a bank names a transfer, a group or a file, and books it as one.
func TestDebits(t *testing.T) {
	for _, c := range []struct {
		name  string
		bills []string
		ref   func(b Batch) Ref
		sum   string
		want  string // the payouts settled
	}{
		{"a group", kinds, func(b Batch) Ref { return Ref{PaymentInfo: b.FileName(1, 1)} }, "30.00 SEK", "1 2"},
		{"a group of the second file", kinds, func(b Batch) Ref { return Ref{PaymentInfo: b.FileName(2, 1)} }, "120.00 SEK", "4 5"},
		{"a group and its file", kinds, func(b Batch) Ref { return Ref{PaymentInfo: b.FileName(2, 2), MessageID: b.FileName(2, 0)} }, "7.00 SEK", "6"},
		{"a group with another sum", kinds, func(b Batch) Ref { return Ref{PaymentInfo: b.FileName(1, 1)} }, "30.01 SEK", ""},
		{"a group in another currency", kinds, func(b Batch) Ref { return Ref{PaymentInfo: b.FileName(1, 1)} }, "30.00 EUR", ""},
		{"a file, all of it", kinds, func(b Batch) Ref { return Ref{MessageID: b.FileName(2, 0)} }, "127.00 SEK", "4 5 6"},
		{"a file, one group of it", kinds, func(b Batch) Ref { return Ref{MessageID: b.FileName(1, 0)} }, "5.00 EUR", "3"},
		{"a file of two currencies as one", kinds, func(b Batch) Ref { return Ref{MessageID: b.FileName(1, 0)} }, "35.00 SEK", ""},
		{"a file, either of two groups", []string{"9.00 SEK", "9.00 SEK SALA"}, func(b Batch) Ref { return Ref{MessageID: b.FileName(1, 0)} }, "9.00 SEK", ""},
		{"nothing of ours", kinds, func(Batch) Ref { return Ref{MessageID: "X", PaymentInfo: "Y", EndToEnd: "Z"} }, "5.00 EUR", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := open(t, storetest.SQLite(t))
			b, list := d.several(c.bills...)
			d.out(b, 1)
			sum, err := ParseSums(c.sum, "")
			if err != nil {
				t.Fatal(err)
			}
			ref := c.ref(b)
			ref.Amount, ref.On, ref.File = sum[0], 20260212, "f1"
			d.do(func(tx *ledger.Tx) error {
				message, err := Debited(tx, ref)
				if (message != "") != (c.want != "") {
					t.Errorf("matched %q", message)
				}
				again, err2 := Debited(tx, ref)
				if again != "" {
					t.Error("settled twice")
				}
				return errors.Join(err, err2)
			})
			var settled []string
			for i, s := range d.states(b.ID)[1:] {
				if s == Settled {
					settled = append(settled, fmt.Sprint(i+1))
				}
			}
			if got := strings.Join(settled, " "); got != c.want {
				t.Errorf("settled %q of %d, want %q", got, len(list), c.want)
			}
		})
	}
}

// TestLinesOnce: an invoice is paid once and a credit note used once, whatever it stands
// in, until what they stand in has come to nothing.
func TestLinesOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		d := open(t, db)
		make := func(source string, amount int64, lines ...Line) error {
			return d.try(func(tx *ledger.Tx) error {
				_, err := Create(tx, david, Payout{Source: source, Liability: ledger.Posting{Role: ledger.RoleAP}, Payee: formats.Party{Name: "Tryck AB"},
					To: formats.Account{Scheme: "BGNR", ID: "5805-6201"}, Amount: money.Of(amount, "SEK"), Lines: lines}, nil)
				return err
			})
		}
		for _, c := range []struct {
			name, source string
			amount       int64
			lines        []Line
			want         Code
		}{
			{"two bills and a note", "ap:july", 1500, []Line{{"A1", 1000}, {"A2", 700}, {"K1", -200}}, ""},
			{"a bill again", "ap:A2", 700, nil, AlreadyPaid},
			{"a bill again in others", "ap:august", 800, []Line{{"A3", 100}, {"A2", 700}}, AlreadyPaid},
			{"the note again", "ap:august", 100, []Line{{"A3", 300}, {"K1", -200}}, AlreadyPaid},
			{"one in itself twice", "ap:august", 600, []Line{{"A3", 300}, {"A3", 300}}, AlreadyPaid},
			{"another sum", "ap:august", 301, []Line{{"A3", 300}}, Incomplete},
			{"a line without a number", "ap:august", 300, []Line{{"", 300}}, Incomplete},
			{"nothing left to pay", "ap:august", 0, []Line{{"A3", 300}, {"K2", -300}}, Incomplete},
			{"another bill", "ap:A3", 300, []Line{{"A3", 300}}, ""},
		} {
			if err := make(c.source, c.amount, c.lines...); code(err) != c.want || c.want == "" && err != nil {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
		}
		d.do(func(tx *ledger.Tx) error { return Cancel(tx, david, 1, "typed wrong") })
		if err := make("ap:A2", 700); err != nil {
			t.Errorf("a bill whose payout was given up: %v", err)
		}
	})
}

// TestCheckIsAsked: what the bank would refuse is refused when it is made, proposed, edited,
// or given as an account to pay to, and nothing of it stays.
func TestCheckIsAsked(t *testing.T) {
	d := open(t, storetest.SQLite(t))
	party, _ := d.customer(1, 10000)
	no := errors.New("the bank would refuse it")
	refuse := func(*Batch, *Payout) error { return no }
	bill := Payout{Source: "ap:1", Liability: ledger.Posting{Role: ledger.RoleAP}, Payee: formats.Party{Name: "Tryck"}, To: formats.Account{Scheme: "BGNR", ID: "5805-6201"},
		Amount: money.Of(100, "SEK"), Text: "bill"}
	var made Payout
	d.do(func(tx *ledger.Tx) (err error) { made, err = Create(tx, anna, bill, nil); return err })
	bill.Source = "ap:2"
	for name, act := range map[string]func(tx *ledger.Tx) error{
		"create": func(tx *ledger.Tx) error { _, err := Create(tx, anna, bill, refuse); return err },
		"edit": func(tx *ledger.Tx) error {
			_, err := Edit(tx, anna, made.ID, func(p *Payout) { p.Text = "x" }, refuse)
			return err
		},
		"propose": func(tx *ledger.Tx) error { _, err := Propose(tx, anna, "main", 20260212, refuse, made.ID); return err },
		"payee": func(tx *ledger.Tx) error {
			return SetPayee(tx, anna, Payee{Party: party, To: formats.Account{Scheme: "BGNR", ID: "5805-6201"}}, "SEK", refuse)
		},
	} {
		if err := d.try(act); !errors.Is(err, no) {
			t.Errorf("%s: %v", name, err)
		}
	}
	d.do(func(tx *ledger.Tx) error {
		all, err := All(tx)
		if len(all) != 1 || all[0].Text != "bill" || all[0].State != Validated {
			t.Errorf("%+v", all)
		}
		return err
	})
}

// TestTogether: a batch of files alike is as they are; a batch is in doubt with any of its
// files, and as long as one is still to leave it is not with the bank.
func TestTogether(t *testing.T) {
	states := []State{Approved, Rendered, InDoubt, Sent, Accepted, PartRejected, Rejected, Settled}
	rapid.Check(t, func(r *rapid.T) {
		list := rapid.SliceOfN(rapid.SampledFrom(states), 1, 5).Draw(r, "files")
		got := together(list)
		all := func(s State) bool { return !slices.ContainsFunc(list, func(o State) bool { return o != s }) }
		switch {
		case all(list[0]) && got != list[0]:
			r.Fatalf("%v is %s", list, got)
		case slices.Contains(list, InDoubt) != (got == InDoubt):
			r.Fatalf("%v is %s", list, got)
		case got.leftHouse() && slices.ContainsFunc(list, func(s State) bool { return !s.leftHouse() }):
			r.Fatalf("%v is %s", list, got)
		case slices.Contains(list, Rejected) && got.leftHouse() && got != Rejected && got != Settled && got != PartRejected:
			r.Fatalf("%v is %s, and a refusal goes unseen", list, got)
		}
	})
}

func TestSums(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var s Sums
		want := map[money.Currency]int64{}
		for range rapid.IntRange(1, 8).Draw(r, "n") {
			a := money.Of(rapid.Int64Range(1, 1e12).Draw(r, "minor"), rapid.SampledFrom([]money.Currency{"SEK", "EUR", "NOK", "JPY"}).Draw(r, "currency"))
			want[a.Currency] += a.Minor
			var err error
			if s, err = s.add(a); err != nil {
				r.Fatal(err)
			}
		}
		back, err := ParseSums(s.String(), "")
		if err != nil || !slices.Equal(back, s) || len(s) != len(want) {
			r.Fatalf("%s: %v %v", s, back, err)
		}
		for _, a := range s {
			if want[a.Currency] != a.Minor {
				r.Fatalf("%s", s)
			}
		}
	})
	for _, bad := range []string{"", "12", "x SEK", "1 SEK +", "1.005 SEK", "1 ABC"} {
		if s, err := ParseSums(bad, ""); err == nil {
			t.Errorf("%q: %v", bad, s)
		}
	}
	if s, err := ParseSums("12.50", "SEK"); err != nil || s.String() != "12.50 SEK" {
		t.Error(s, err)
	}
}
