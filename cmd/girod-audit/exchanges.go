package main

import "strconv"

// exchanges are payments in one currency of claims in another. Each side balances for
// itself, and they meet on an account between them: there every payment must stand, in each
// currency, at what its exchanges that nobody undid say.
type exchanges struct {
	*audit
	between  map[string]int64 // posted there, by payment and currency
	reversed map[int64]bool   // entries of exchanges that were taken back
}

func newExchanges(a *audit) *exchanges {
	return &exchanges{audit: a, between: map[string]int64{}, reversed: map[int64]bool{}}
}

func betweenKey(receipt int64, currency string) string {
	return strconv.FormatInt(receipt, 10) + " in " + currency
}

func (x *exchanges) entry(*entryRow) {}

func (x *exchanges) posting(e *entryRow, p *postingRow, on *accountRow) {
	if on.Role != "fx_clearing" {
		return
	}
	x.between[betweenKey(p.Receipt, on.Currency)] += p.Amount
	if e.Reverses != 0 {
		x.reversed[e.Reverses] = true
	}
}

func (x *exchanges) receipt(*entryRow, *receiptRow) {}

func (x *exchanges) end(*entryRow) {}

func (x *exchanges) finish() error {
	err := each(x.tables, "exchange", func(r *exchangeRow) error {
		x.looked("I2", "payments in another currency", 1)
		if x.reversed[r.ClaimEntry] {
			return nil
		}
		x.between[betweenKey(r.Receipt, r.WorthCurrency)] += r.Worth
		x.between[betweenKey(r.Receipt, r.ClaimCurrency)] -= r.Claim
		return nil
	})
	for _, key := range sortedKeys(x.between) {
		if off := x.between[key]; off != 0 {
			x.violate("I2", "payment %s: the account between the currencies is off by %d in minor units from what was exchanged", key, off)
		}
	}
	return err
}
