package sie

import (
	"strconv"

	"girod/formats/money"
)

// braces tells where a voucher stands.
type braces byte

const (
	outside braces = iota
	wanted         // behind #VER: { must follow
	within
)

// name is how people know the voucher: "voucher A 12".
func (x *reading) name() string {
	v := &x.v
	name := "the voucher of line " + strconv.Itoa(v.Line)
	if v.Series != "" || v.Number != "" {
		name = "voucher " + v.Series
		if v.Series != "" && v.Number != "" {
			name += " "
		}
		name += v.Number
	}
	return name
}

// ver reads #VER series number day text registered sign.
func (x *reading) ver() error {
	v := &x.v
	*v = Voucher{Line: x.rec.line, Transactions: v.Transactions[:0]}
	x.open, x.sumTrans, x.waiting, x.held = wanted, 0, false, 0
	v.Series, v.Number = x.field(0), x.field(1)
	var err error
	if v.On, err = x.mustDay(2, "day"); err != nil {
		return err
	}
	if x.tell.Voucher != nil {
		v.Text, v.Sign = x.field(3), x.field(5)
	}
	if v.Registered, err = x.mayDay(4, "day of registration"); err != nil {
		return err
	}
	if x.slot = x.tally.on(v.On); x.slot >= 0 {
		x.tally.years[x.slot].vouchers++
	} else if x.strict == Export4E {
		return x.refuse(x.at(2, "day"), "voucher-year", v.On.String(), "a day within a year of #RAR")
	}
	if x.strict != "" {
		return x.inSeries()
	}
	return nil
}

// inSeries holds that numbers of a series rise: none stands twice.
func (x *reading) inSeries() error {
	v := &x.v
	if v.Number == "" {
		if x.strict == Export4E {
			return x.refuse(x.at(1, "number"), "voucher-number", "", "a number for each voucher of an export")
		}
		return nil
	}
	n, err := strconv.ParseInt(v.Number, 10, 64)
	if len(v.Series) > mostDigits {
		return x.refuse(x.at(0, "series"), "voucher-series", v.Series, "at most "+strconv.Itoa(mostDigits)+" characters")
	}
	if err != nil || n < 0 {
		return x.refuse(x.at(1, "number"), "voucher-number", v.Number, "a number")
	}
	if last, ok := x.series[v.Series]; ok && n <= last {
		return x.refuse(x.at(1, "number"), "voucher-order", v.Number, "a number above "+strconv.FormatInt(last, 10)+", the last of series "+strconv.Quote(v.Series))
	}
	if x.series == nil {
		x.series = map[string]int64{}
	}
	if x.series[v.Series] = n; len(x.series) > mostSeries {
		return x.refuse(x.at(0, "series"), "limit-series", v.Series, "at most "+strconv.Itoa(mostSeries)+" series of vouchers")
	}
	return nil
}

// brace opens or closes the postings of a voucher, or of a label we do not know.
func (x *reading) brace(b byte) error {
	switch {
	case b == '{' && x.open == wanted:
		x.open = within
	case b == '{' && x.open == outside && (x.skip > 0 || x.skippable):
		x.skip++
	case b == '}' && x.open == within:
		return x.closeVoucher()
	case b == '}' && x.skip > 0:
		x.skip--
	default:
		return x.refuse("", "braces", string(b), "braces only round the postings of a #VER")
	}
	return nil
}

// posting reads a line between the braces of a voucher.
func (x *reading) posting() error {
	switch string(x.rec.label) {
	case "#TRANS":
		return x.trans(Original)
	case "#RTRANS":
		return x.trans(Added)
	case "#BTRANS":
		return x.trans(Removed)
	case "#VER", "#FLAGGA":
		return x.refuse("", "voucher-open", string(x.rec.label), "} to close "+x.name())
	}
	if x.strict != "" {
		return x.refuse("", "label-unknown", string(x.rec.label), "#TRANS, #RTRANS or #BTRANS in a voucher")
	}
	return nil
}

// trans reads #TRANS account {objects} amount day text quantity sign, and its two kin.
// The sum is that of #TRANS alone; what is told has each added posting once.
func (x *reading) trans(change Change) error {
	account, err := x.account(0)
	if err != nil {
		return err
	}
	amount, err := x.amount(1)
	if err != nil {
		return err
	}
	if !x.rec.listed {
		if err := x.once("objects-missing", string(x.rec.label), "a list of objects in braces, {} when there are none", false); err != nil {
			return err
		}
	}
	if x.objs, err = x.objects(x.objs, x.tell.Voucher != nil); err != nil {
		return err
	}
	day, err := x.mayDay(2, "day")
	if err != nil {
		return err
	}
	repeats := false
	if x.waiting {
		x.waiting = false
		if repeats = change == Original && account == x.rAccount && amount == x.rAmount; !repeats {
			if err := x.odd("", "added-alone", string(x.rec.label), "a #TRANS equal to the #RTRANS before it (SIE 4B)", true); err != nil {
				return err
			}
		}
	}
	switch change {
	case Original:
		if err := x.count(account, amount); err != nil {
			return err
		}
	case Added:
		x.waiting, x.rAccount, x.rAmount = true, account, amount
	}
	if repeats || x.tell.Voucher == nil {
		return nil
	}
	return x.keep(Transaction{Line: x.rec.line, Change: change, Account: x.tally.accounts[account].number, Amount: amount, On: day})
}

// count adds a #TRANS to its voucher, its account and the file.
func (x *reading) count(account int, amount int64) error {
	x.sum.Details++
	side, other := &x.debit, amount
	if amount < 0 {
		side, other = &x.credit, -amount
	}
	var fits, fitsVoucher bool
	*side, fits = money.Add(*side, other)
	x.sumTrans, fitsVoucher = money.Add(x.sumTrans, amount)
	if x.slot >= 0 {
		fits = x.tally.move(account, x.slot, amount) && fits
	}
	if !fits || !fitsVoucher {
		return x.refuse(x.at(1, "amount"), "sum-overflow", string(x.rec.field(1)), "sums that fit 64 bits")
	}
	if x.strict == Export4E && !x.tally.accounts[account].declared {
		return x.refuse(x.at(0, "account"), "account-unknown", string(x.rec.field(0)), "an account of the chart (#KONTO)")
	}
	return nil
}

// keep makes the posting part of the voucher that will be told.
func (x *reading) keep(t Transaction) error {
	v := &x.v
	n := len(v.Transactions)
	if x.held += x.rec.width; n >= mostPostings || int64(x.held) > x.limits.Held {
		return x.refuse("", "limit-postings", "", "at most "+strconv.Itoa(mostPostings)+" postings in a voucher, in "+strconv.FormatInt(x.limits.Held, 10)+" bytes")
	}
	if n < cap(v.Transactions) {
		t.Objects = v.Transactions[:n+1][n].Objects[:0] // the memory of an earlier voucher's
	}
	t.Objects = append(t.Objects, x.objs...)
	t.Text, t.Quantity, t.Sign = x.field(3), x.field(4), x.field(5)
	v.Transactions = append(v.Transactions, t)
	return nil
}

// closeVoucher holds that the postings add up to nothing and tells the voucher.
func (x *reading) closeVoucher() error {
	x.open = outside
	x.sum.Entries++
	if x.waiting {
		if err := x.odd(x.name(), "added-alone", "", "a #TRANS equal to the #RTRANS before it (SIE 4B)", true); err != nil {
			return err
		}
	}
	if x.sumTrans != 0 {
		if err := x.odd(x.name(), "voucher-unbalanced", money.Of(x.sumTrans, x.currency()).Decimal(), "postings that add up to 0.00", true); err != nil {
			return err
		}
	}
	if x.tell.Voucher == nil {
		return nil
	}
	if err := x.tellHeader(); err != nil {
		return err
	}
	return x.tell.Voucher(&x.v)
}
