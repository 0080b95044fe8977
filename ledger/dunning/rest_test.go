package dunning

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/ledger"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// TestRest: a claim whose principal is paid is let rest and listed, unless what is left is
// as much as the policy wants; then it is reminded of just that, at no further cost.
func TestRest(t *testing.T) {
	for least, want := range map[int64][]string{0: nil, 6412: nil, 6411: {"10010 2 mail 64.11 2026-03-05"}} {
		storetest.Each(t, func(t *testing.T, db *store.DB) {
			b := open(t, db, true)
			b.p.MinimumLeft, b.p.Compensation = least, true
			b.bill("10010", 20260112, nil)
			b.bill("10020", 20260112, func(p *ledger.Party, i *ledger.Invoice) { p.Company, i.Company = true, true })
			b.day = 20260112
			b.pay("10020", 20260112, 150000) // in time: a paid claim bears no compensation
			b.day = 20260122
			b.run() // 1500.00 × 10 % × 10/365 = 4.1096, and 60.00
			b.pay("10010", 20260202, 150000)
			b.day = 20260223
			r := b.run()
			if diff := cmp.Diff(want, told(r)); diff != "" || len(r.Skipped) > 0 || r.Charged > 0 {
				t.Errorf("%d: %s %+v", least, diff, r)
			}
			b.do(func(tx *ledger.Tx) error {
				if owed, err := tx.Balance(1); err != nil || owed != (ledger.Balance{0, 6000, 411, 0}) {
					t.Errorf("owed %v, %v", owed, err)
				}
				n, err := NextOf(tx, &b.p, 1, b.day)
				if want == nil && (n.Code != "rest" || err != nil) {
					t.Errorf("next %+v, %v", n, err)
				}
				count := 0
				err = EachRest(tx, &b.p, func(r Rest) error {
					count++
					if r.Invoice != "10010" || r.Fee.Decimal() != "60.00" || r.Interest.Decimal() != "4.11" || r.Total.Decimal() != "64.11" || r.Reminded != (want != nil) {
						t.Errorf("%+v", r)
					}
					return nil
				})
				if count != 1 {
					t.Errorf("%d rests", count)
				}
				return err
			})
			b.sound()
		})
	}
}
