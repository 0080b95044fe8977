package dunning

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/config/law"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

func (b *book) hold(n hold.New) {
	b.t.Helper()
	n.Source = "a letter"
	b.do(func(tx *ledger.Tx) error {
		_, err := hold.Put(tx, n)
		return err
	})
}

// TestEveryHoldStops: whatever the reason, no reminder and no fee while it stands; it is
// told of by its name. A child is reminded, and never handed over (DOMAIN.md 3.1.6).
func TestEveryHoldStops(t *testing.T) {
	for _, reason := range hold.Reasons() {
		t.Run(string(reason), func(t *testing.T) {
			b := open(t, storetest.SQLite(t), true)
			b.bill("10010", 20260112, nil)
			b.day = 20260120
			n := hold.New{Invoice: 1, Reason: reason, From: b.day}
			if reason.OfDebtor() {
				n.Invoice, n.Party = 0, 1
			}
			b.hold(n)
			b.day = 20260122
			r := b.run()
			stops := slices.Contains(reason.Stops(), hold.Reminders)
			switch {
			case !stops:
				if len(r.Sent) != 1 {
					t.Errorf("%+v", r)
				}
			case reason == hold.Respite || reason == hold.Plan: // not due: the debtor has time
				if len(r.Sent) != 0 || len(r.Skipped) != 0 {
					t.Errorf("%+v", r)
				}
			default:
				if len(r.Sent) != 0 || len(r.Skipped) != 1 || r.Skipped[0].Code != "hold" || !strings.Contains(r.Skipped[0].Why, reason.Words()) {
					t.Errorf("%+v", r)
				}
			}
			b.do(func(tx *ledger.Tx) error {
				owed, err := tx.Balance(1)
				if stops && owed != (ledger.Balance{150000, 0, 0, 0}) {
					t.Errorf("owed %v", owed)
				}
				return err
			})
			b.sound()
		})
	}
}

// TestAChildIsNotCollectedFrom: a guardian must be found before any letter that the law of
// collection knows, with its fee: inkassokrav, inkassovarsel, maksuvaatimus, inkassoskrivelse
// (DOMAIN.md 3.1.6).
func TestAChildIsNotCollectedFrom(t *testing.T) {
	for _, procedure := range []string{"sweden", "norway", "finland", "denmark"} {
		b := openAs(t, procedure, nil)
		b.billTo(false, 100000)
		b.day = 20260120
		b.hold(hold.New{Party: 1, Reason: hold.Minor, From: b.day})
		letters, stopped := map[string]int{}, 0
		for ; b.day < 20260401 && stopped == 0; b.day = b.day.Add(1) {
			if !b.p.Calendar.IsBankDay(b.day) {
				continue
			}
			r := b.run()
			for _, s := range r.Sent {
				letters[s.Kind]++
			}
			for _, s := range r.Skipped {
				if stopped++; s.Code != "hold" {
					t.Errorf("%s: %+v", procedure, s)
				}
			}
		}
		if letters["reminder"] == 0 || len(letters) != 1 || stopped == 0 {
			t.Errorf("%s: %v, stopped %d", procedure, letters, stopped)
		}
		b.sound()
	}
}

// TestGrantedTimeStopsTheClock: of the ten days eight had passed when the debtor was given
// until 30 January; the two that were left end on Sunday 1 February.
func TestGrantedTimeStopsTheClock(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db, true)
		b.bill("10010", 20260112, nil)
		b.day = 20260121
		b.hold(hold.New{Invoice: 1, Reason: hold.Respite, From: 20260121, Through: 20260130})
		b.hold(hold.New{Party: 1, Reason: hold.Respite, From: 20260125, Through: 20260128}) // within the other
		var sent []string
		for b.day = 20260121; b.day < 20260210; b.day = b.day.Add(1) {
			if b.p.Calendar.IsBankDay(b.day) {
				sent = append(sent, told(b.run())...)
			}
		}
		// 21 days, of which the ten of the respite bear none: 8 and 3 are left,
		// 1500.00 × 10 % × 8/365 = 3.2877 → 3.29 and × 3/365 = 1.2329 → 1.23
		if diff := cmp.Diff([]string{"10010 1 mail 1564.52 2026-02-12"}, sent); diff != "" {
			t.Error(diff)
		}
	})
}

// TestGrantedTimeFollowsKin: what the survivor of a merge was granted stops the clock of the
// claims on who was merged into it, as long as they are one.
func TestGrantedTimeFollowsKin(t *testing.T) {
	for _, one := range []bool{true, false} {
		b := open(t, storetest.SQLite(t), true)
		b.bill("10010", 20260112, nil)
		b.bill("10020", 20260112, nil)
		b.day = 20260121
		b.hold(hold.New{Party: 1, Reason: hold.Respite, From: 20260121, Through: 20260130})
		b.do(func(tx *ledger.Tx) error {
			err := tx.MergeParty(2, 1, "the same person")
			if !one && err == nil {
				_, err = tx.PartParty(2, "two people")
			}
			return err
		})
		want := []string{"10010 1 20260202", "10020 1 20260202"}
		if !one {
			want = []string{"10020 1 20260122", "10010 1 20260202"}
		}
		var sent []string
		for ; b.day < 20260210; b.day = b.day.Add(1) {
			if b.p.Calendar.IsBankDay(b.day) {
				for _, line := range heads(b.run()) {
					sent = append(sent, fmt.Sprint(line, " ", int(b.day)))
				}
			}
		}
		if diff := cmp.Diff(want, sent); diff != "" {
			t.Errorf("one %v: %s", one, diff)
		}
	}
}

func TestLater(t *testing.T) {
	for _, c := range []struct {
		name   string
		days   int
		pauses []span
		want   date.Date
	}{
		{"none", 10, nil, 20260111},
		{"before it all", 10, []span{{from: 20251201, through: 20251231}}, 20260111},
		{"after it all", 10, []span{{from: 20260112, through: 20260120}}, 20260111},
		{"from the last day on", 10, []span{{from: 20260111, through: 20260111}}, 20260112},
		{"five days", 10, []span{{from: 20260103, through: 20260107}}, 20260116},
		{"over the first day", 10, []span{{from: 20251220, through: 20260105}}, 20260115},
		{"two that overlap", 10, []span{{from: 20260103, through: 20260107}, {from: 20260105, through: 20260109}}, 20260118},
		{"one reached by the other", 10, []span{{from: 20260103, through: 20260107}, {from: 20260114, through: 20260115}}, 20260118},
		{"one within the other", 10, []span{{from: 20260103, through: 20260109}, {from: 20260104, through: 20260105}}, 20260118},
	} {
		if got := later(20260101, c.days, c.pauses); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestTooOldIsNeverReminded: three years after the invoice a consumer's debt has lapsed
// (preskriptionslagen 2 §); a business owes for ten.
func TestTooOldIsNeverReminded(t *testing.T) {
	b := open(t, storetest.SQLite(t), true)
	b.bill("10010", 20221230, nil)
	b.bill("10020", 20221230, func(p *ledger.Party, i *ledger.Invoice) { p.Company, i.Company = true, true })
	b.day = 20260122
	if diff := cmp.Diff([]string{"10020 1", "10010 1 skipped limitation"}, heads(b.run())); diff != "" {
		t.Error(diff)
	}
}

func heads(r done) (list []string) {
	for _, line := range told(r) {
		if !strings.Contains(line, "skipped") {
			line = strings.Join(strings.Fields(line)[:2], " ")
		}
		list = append(list, line)
	}
	return list
}

// TestNext: what is foretold is what comes, and what stops it is named.
func TestNext(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := open(t, db, true)
		b.bill("10010", 20260112, nil)
		next := func() (n Next) {
			b.do(func(tx *ledger.Tx) (err error) {
				n, err = NextOf(tx, &b.p, 1, b.day)
				return err
			})
			return n
		}
		n := next()
		if n.Level != 1 || n.Day != 20260122 || n.PayBy != 20260202 || n.Total.Minor != 156411 || len(n.Charges) != 1 || n.Code != "" ||
			!strings.Contains(n.Charges[0].Basis, "lag (1981:739)") {
			t.Errorf("%+v", n)
		}
		b.day = 20260122
		b.hold(hold.New{Invoice: 1, Reason: hold.Dispute, From: b.day, Through: 20260123})
		if n := next(); n.Code != "hold" || n.Day != 20260122 || !strings.Contains(n.Why, "dispute") {
			t.Errorf("%+v", n)
		}
		b.day = 20260126
		if r := b.run(); r.Report.Sent != 1 {
			t.Errorf("%+v", r)
		}
		if n := next(); n.Level != 2 || n.Day != 20260225 || len(n.Charges) != 0 || n.Code != "" {
			t.Errorf("%+v", n)
		}
		b.day = 20260225
		b.run()
		if n := next(); n.Level != 0 || n.Code != "end" {
			t.Errorf("%+v", n)
		}
		b.do(func(tx *ledger.Tx) error {
			wrongs, err := Check(tx)
			charges, err2 := ChargesOf(tx, 1)
			if len(wrongs) > 0 || len(charges) != 1 || charges[0].Amount.Minor != 6000 || err2 != nil {
				t.Errorf("%v, %+v, %v", wrongs, charges, err2)
			}
			return err
		})
		b.pay("10010", 20260226, 150000)
		if n := next(); n.Code != "rest" { // fee and interest are left
			t.Errorf("%+v", n)
		}
	})
}

// TestDanishLettersPromiseNothing: DOMAIN.md 4.7 is off for Denmark.
func TestDanishLettersPromiseNothing(t *testing.T) {
	for procedure, want := range map[string]bool{"denmark": false, "norway": true} {
		b := openAs(t, procedure, nil)
		b.billTo(false, 150000)
		b.day = 20260126
		b.run()
		b.do(func(tx *ledger.Tx) error {
			total, _, err := Promise(tx, 1)
			if (total > 0) != want {
				t.Errorf("%s promises %d", procedure, total)
			}
			return err
		})
	}
}

// TestThirtyDaysAfterTheInvoice: where no due date was agreed interest runs from the
// thirtieth day after the invoice was sent (räntelagen 4 §).
func TestThirtyDaysAfterTheInvoice(t *testing.T) {
	b := open(t, storetest.SQLite(t), true)
	b.p.Ground = law.DemandPlus30
	b.bill("10010", 20260112, func(_ *ledger.Party, i *ledger.Invoice) { i.Issued = 20251229 })
	b.day = 20260122
	// From 28 January: none yet. On 23 February 26 days: 1500.00 × 10 % × 26/365 = 10.6849 → 10.68
	if diff := cmp.Diff([]string{"10010 1 mail 1560.00 2026-02-02"}, told(b.run())); diff != "" {
		t.Error(diff)
	}
	b.day = 20260223
	if diff := cmp.Diff([]string{"10010 2 mail 1570.68 2026-03-05"}, told(b.run())); diff != "" {
		t.Error(diff)
	}
}

// TestCheckFinds: a charge no entry explains, and a letter the standing does not know.
func TestCheckFinds(t *testing.T) {
	b := open(t, storetest.SQLite(t), true)
	b.bill("10010", 20260112, nil)
	b.day = 20260122
	b.run()
	b.do(func(tx *ledger.Tx) error {
		for _, change := range []string{`UPDATE dunning_charge SET amount = 7000`, `UPDATE dunning SET level = 0`} {
			if _, err := tx.Exec(change); err != nil {
				return err
			}
		}
		wrongs, err := Check(tx)
		if len(wrongs) != 3 { // the level is both too low for its letter and unknown to it
			t.Errorf("%q", wrongs)
		}
		return err
	})
}
