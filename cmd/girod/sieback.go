package main

import (
	"fmt"
	"maps"
	"slices"

	"girod/exchange/durable"
	"girod/formats"
	"girod/formats/sie"
	"girod/ledger/report"
)

// readBack reads what was written as a stranger would, strictly, and holds it against
// the book.
func (b *sieBook) readBack(disk *durable.Disk, path string, out exported) error {
	r, err := disk.Open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	got := map[string]int64{}
	limits := formats.Limits{Bytes: 1 << 50, Records: 1 << 50} // our own book, however long
	sum, err := sie.Reader{
		Limits: limits, Strict: b.kind,
		Balance: func(x *sie.Balance) error {
			got[fmt.Sprint(x.Label, " ", x.Year, " ", x.Account)] += x.Amount
			return nil
		},
		Voucher: func(v *sie.Voucher) error {
			for i := range v.Transactions {
				side := "debit "
				if v.Transactions[i].Amount < 0 {
					side = "credit "
				}
				got[side+v.Transactions[i].Account] += v.Transactions[i].Amount
			}
			return nil
		},
	}.Read(r)
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	if int64(sum.Entries) != b.entries || int64(sum.Details) != out.Postings {
		return fmt.Errorf("read back: %d vouchers with %d postings, the book has %d and %d were written", sum.Entries, sum.Details, b.entries, out.Postings)
	}
	return b.compare(got)
}

// compare holds every sum and balance of the file against the trial balance.
func (b *sieBook) compare(got map[string]int64) error {
	want := map[string]int64{}
	for year, list := range [][]report.Balance{b.year, b.earlier} {
		for _, x := range list {
			if year == 0 {
				want["debit "+x.Number], want["credit "+x.Number] = x.Debit, -x.Credit
			}
			switch {
			case b.kind == sie.Import4I:
			case standing(x.Number):
				want[fmt.Sprint("IB ", -year, " ", x.Number)], want[fmt.Sprint("UB ", -year, " ", x.Number)] = x.Opening, x.Closing()
			default:
				want[fmt.Sprint("RES ", -year, " ", x.Number)] = x.Debit - x.Credit
			}
		}
	}
	for _, what := range slices.Sorted(maps.Keys(want)) {
		if got[what] != want[what] {
			return fmt.Errorf("read back: %s: the file says %s, the trial balance %s", what, amount(got[what], b.currency), amount(want[what], b.currency))
		}
		delete(got, what)
	}
	for _, what := range slices.Sorted(maps.Keys(got)) {
		return fmt.Errorf("read back: %s: the file says %s, the trial balance nothing", what, amount(got[what], b.currency))
	}
	return nil
}
