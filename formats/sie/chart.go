package sie

import (
	"strconv"

	"girod/formats/money"
)

// few holds lists of names to a size no honest file has.
func (x *reading) few(n int) error {
	if n > mostNames {
		return x.refuse("", "limit-names", "", "at most "+strconv.Itoa(mostNames)+" records of a label")
	}
	return nil
}

// konto reads #KONTO number name.
func (x *reading) konto() error {
	i, err := x.account(0)
	if err != nil {
		return err
	}
	a := &x.tally.accounts[i]
	if a.declared {
		return x.odd("", "account-twice", a.number, "each account once", false)
	}
	a.declared = true
	a.place = len(x.head.Accounts)
	x.head.Accounts = append(x.head.Accounts, Account{Number: a.number, Name: x.field(1)})
	return nil
}

// ofAccount gives the account of the chart that a label adds to; nil for one the chart
// does not have.
func (x *reading) ofAccount() (*Account, error) {
	i, err := x.account(0)
	if err != nil {
		return nil, err
	}
	if a := x.tally.accounts[i]; a.declared {
		return &x.head.Accounts[a.place], nil
	}
	return nil, x.odd(x.at(0, "account"), "account-unknown", string(x.rec.field(0)), "an account of the chart (#KONTO)", false)
}

func (x *reading) ktyp() error {
	a, err := x.ofAccount()
	if a != nil {
		a.Kind = x.field(1)
	}
	return err
}

func (x *reading) enhet() error {
	a, err := x.ofAccount()
	if a != nil {
		a.Unit = x.field(1)
	}
	return err
}

// dim reads #DIM number name and #UNDERDIM number name under.
func (x *reading) dim() error {
	n, err := x.whole(0, "number")
	if err != nil {
		return err
	}
	d := Dimension{Number: n, Name: x.field(1)}
	if string(x.rec.label) == "#UNDERDIM" {
		if d.Under, err = x.whole(2, "dimension above"); err != nil {
			return err
		}
	}
	x.head.Dimensions = append(x.head.Dimensions, d)
	return x.few(len(x.head.Dimensions))
}

// objekt reads #OBJEKT dimension number name.
func (x *reading) objekt() error {
	d, err := x.whole(0, "dimension")
	if err != nil {
		return err
	}
	x.head.Objects = append(x.head.Objects, Object{Dimension: d, Number: x.field(1), Name: x.field(2)})
	return x.few(len(x.head.Objects))
}

// balanceOf reads the seven labels of balances:
//
//	#IB #UB #RES year account amount quantity
//	#OIB #OUB year account {objects} amount quantity
//	#PSALDO #PBUDGET year period account {objects} amount quantity
func (x *reading) balanceOf() error {
	b := &x.balance
	*b = Balance{Line: x.rec.line, Objects: b.Objects[:0]}
	var err error
	if b.Year, err = x.whole(0, "year"); err != nil {
		return err
	}
	n := 1
	label := string(x.rec.label)
	if label == "#PSALDO" || label == "#PBUDGET" {
		if b.Period, err = x.whole(1, "period"); err != nil {
			return err
		}
		if m := b.Period % 100; b.Period < 190001 || m < 1 || m > 12 {
			return x.refuse(x.at(1, "period"), "period", string(x.rec.field(1)), "a month as YYYYMM (SIE 4B)")
		}
		n = 2
	}
	account, err := x.account(n)
	if err != nil {
		return err
	}
	if b.Amount, err = x.amount(n + 1); err != nil {
		return err
	}
	if b.Objects, err = x.objects(b.Objects, true); err != nil {
		return err
	}
	b.Label, b.Account, b.Quantity = label[1:], x.tally.accounts[account].number, x.field(n+2)
	if err := x.enter(b, account); err != nil || x.tell.Balance == nil {
		return err
	}
	if err := x.tellHeader(); err != nil {
		return err
	}
	return x.tell.Balance(b)
}

// enter puts a balance of a whole account into the tally.
func (x *reading) enter(b *Balance, account int) error {
	if x.strict != "" && !x.tally.accounts[account].declared {
		return x.refuse("", "account-unknown", b.Account, "an account of the chart (#KONTO)")
	}
	twice, ok := x.tally.enter(b, account)
	if !ok {
		return x.refuse("", "limit-years", strconv.Itoa(b.Year), "at most "+strconv.Itoa(mostYears)+" years")
	}
	if twice {
		return x.odd("", "balance-twice", b.Account, "one #"+b.Label+" for an account and year", true)
	}
	return nil
}

// closeYears holds that balances follow from vouchers. A stranger's file may carry a
// part of its vouchers, so there it is told once and is no doubt.
func (x *reading) closeYears() error {
	if x.strict == Import4I {
		return nil
	}
	if x.strict == Export4E && x.tally.on0() < 0 {
		return x.refuse("end of the file", "label-missing", "", "#RAR 0, the year the file is about (SIE 4E)")
	}
	return x.tally.faults(x.strict != "", func(f fault) error {
		x.src.line = f.line
		want := money.Of(f.want, x.currency()).Decimal() + ", the opening balance and the year's postings together"
		if f.code == "balance-and-result" {
			want = "either a closing balance (#UB) or a result (#RES)"
		}
		got := money.Of(f.got, x.currency()).Decimal()
		place := "account " + f.account + ", year " + strconv.Itoa(f.year)
		if x.strict != "" {
			return x.refuse(place, f.code, got, want)
		}
		return x.once(f.code, place+": "+got, want+" (the first such account)", false)
	})
}

// ksumma reads both: the empty one that opens the sum and the one that closes it.
func (x *reading) ksumma() error {
	if x.open != outside {
		return x.refuse("", "voucher-open", "#KSUMMA", "} to close "+x.name())
	}
	text := string(x.rec.field(0))
	switch {
	case x.checked:
		return x.odd("", "checksum-twice", text, "one closing #KSUMMA", true)
	case text == "" && !x.opened:
		x.opened = true
		if x.strict != "" && (len(x.seen) != 1 || !x.seen["#FLAGGA"]) {
			return x.refuse("", "order", "#KSUMMA", "the opening #KSUMMA straight behind #FLAGGA")
		}
		return nil
	case text == "":
		return x.refuse("", "checksum", "", "the number of the closing #KSUMMA")
	case !x.opened:
		return x.odd("", "checksum-unopened", text, "an empty #KSUMMA before it, where the sum begins", false)
	}
	x.checked = true
	given, err := strconv.ParseInt(text, 10, 64) // some programs write the sum as a signed number
	sum, raw := x.check.form.sum(), x.check.raw.sum()
	switch {
	case err == nil && uint32(given) == sum && (x.strict == "" || given >= 0):
		return nil
	case err == nil && uint32(given) == raw && x.strict == "":
		return x.odd("", "checksum-raw", text, "a sum of the text in code page 437; it is that of the bytes as they stand", false)
	case x.check.lacks && x.strict == "":
		return x.odd("", "checksum-characters", text, "characters that code page 437 has: the sum cannot be recomputed", false)
	}
	return x.odd(x.at(0, "checksum"), "checksum-differs", text, strconv.FormatUint(uint64(sum), 10)+", the sum of what stands between", true)
}
