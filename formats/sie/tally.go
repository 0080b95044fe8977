package sie

import (
	"girod/formats/date"
	"girod/formats/money"
)

// What a file may name at most. A chart of accounts has some hundreds; these only keep
// a hostile file from filling memory.
const (
	mostAccounts = 50_000
	mostNames    = 200_000 // of accounts, objects, dimensions and notes, each
	mostYears    = 16
	mostSeries   = 10_000
	mostPostings = 100_000 // of one voucher
	mostDigits   = 32      // of an account number; and characters of a series
)

// tally recomputes closing balances: for each account and year, the opening balance
// with all postings of the year must be what the file says it closed with.
type tally struct {
	years    []yearTally
	index    map[string]int
	accounts []accountTally
}

type yearTally struct {
	Year
	vouchers int
	closings int // #UB and #RES records
}

type accountTally struct {
	number   string
	declared bool // by #KONTO
	place    int  // in the chart
	year     []book
}

// book is an account in a year.
type book struct {
	opening, moved, closing, result int64
	line                            int // of the closing record
	opens, closes, results          bool
}

// account gives the index of an account, or false when there are too many.
func (t *tally) account(number []byte) (int, bool) {
	if i, ok := t.index[string(number)]; ok {
		return i, true
	}
	if len(t.accounts) >= mostAccounts {
		return 0, false
	}
	if t.index == nil {
		t.index = map[string]int{}
	}
	name := string(number)
	t.index[name] = len(t.accounts)
	t.accounts = append(t.accounts, accountTally{number: name})
	return len(t.accounts) - 1, true
}

// slot gives the place of a year's number, or false when there are too many.
func (t *tally) slot(number int) (int, bool) {
	for i := range t.years {
		if t.years[i].Number == number {
			return i, true
		}
	}
	if len(t.years) >= mostYears {
		return 0, false
	}
	t.years = append(t.years, yearTally{Year: Year{Number: number}})
	return len(t.years) - 1, true
}

// on gives the place of the year a day falls in, or -1.
func (t *tally) on(d date.Date) int {
	for i := range t.years {
		if y := &t.years[i]; y.From <= d && d <= y.Until && y.From != 0 {
			return i
		}
	}
	return -1
}

// book gives an account's part of a year.
func (t *tally) book(account, slot int) *book {
	a := &t.accounts[account]
	for len(a.year) <= slot {
		a.year = append(a.year, book{})
	}
	return &a.year[slot]
}

// on0 gives the place of the year the file is about, or -1.
func (t *tally) on0() int {
	for i := range t.years {
		if t.years[i].Number == 0 && t.years[i].From != 0 {
			return i
		}
	}
	return -1
}

// enter takes a balance of a whole account; others are not recomputed. It tells whether
// there was one already, and false when there are too many years.
func (t *tally) enter(b *Balance, account int) (twice, ok bool) {
	slot, ok := t.slot(b.Year)
	if !ok {
		return false, false
	}
	k := t.book(account, slot)
	switch b.Label {
	case "IB":
		twice, k.opens, k.opening = k.opens, true, b.Amount
		return twice, true
	case "UB":
		twice, k.closes, k.closing = k.closes, true, b.Amount
	case "RES":
		twice, k.results, k.result = k.results, true, b.Amount
	default:
		return false, true
	}
	k.line = b.Line
	t.years[slot].closings++
	return twice, true
}

// move adds a posting; false when the sum does not fit.
func (t *tally) move(account, slot int, amount int64) bool {
	b := t.book(account, slot)
	sum, ok := money.Add(b.moved, amount)
	b.moved = sum
	return ok
}

// fault is an account that does not close as it should.
type fault struct {
	account   string
	year      int
	line      int
	code      string
	got, want int64
}

// faults gives what does not close in the years that must: those with vouchers, and the
// year the file is about. Years of comparison have balances alone. Of a stranger's file
// (not all) only the year it is about must close, and only when it has both vouchers
// and closing balances.
func (t *tally) faults(all bool, tell func(fault) error) error {
	for s := range t.years {
		y := &t.years[s]
		if y.vouchers == 0 && (y.Number != 0 || !all) || !all && (y.Number != 0 || y.closings == 0) {
			continue
		}
		for a := range t.accounts {
			if len(t.accounts[a].year) <= s {
				continue
			}
			b := &t.accounts[a].year[s]
			code, got, want := b.fault()
			if code == "" {
				continue
			}
			if err := tell(fault{t.accounts[a].number, t.years[s].Number, b.line, code, got, want}); err != nil {
				return err
			}
		}
	}
	return nil
}

// fault tells how an account's year fails to close: an account has either a balance
// that closes or a result, and none only when that is zero.
func (b *book) fault() (code string, got, want int64) {
	sum, ok := money.Add(b.opening, b.moved)
	switch {
	case !ok:
		return "balance-overflow", 0, 0
	case b.closes && b.results:
		return "balance-and-result", b.result, b.closing
	case b.closes && b.closing != sum:
		return "balance-differs", b.closing, sum
	case b.results && b.result != sum:
		return "result-differs", b.result, sum
	case !b.closes && !b.results && sum != 0:
		return "balance-missing", 0, sum
	}
	return "", 0, 0
}
