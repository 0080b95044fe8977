package pain

import (
	"io"

	"girod/formats"
	"girod/formats/money"
)

// Summarise counts and sums a pain.008, the order to collect from others' accounts,
// which girod does not act on: PmtInf as entries, collections as details, the
// instructed amounts as credits.
func Summarise(r io.Reader, l formats.Limits) (*formats.Summary, error) {
	x, err := open(r, l, "pain.008")
	if err != nil {
		return nil, err
	}
	err = x.message("CstmrDrctDbtInitn", func(name string) error {
		switch name {
		case "GrpHdr":
			return x.texts(map[string]*string{"MsgId": &x.sum.MessageID, "CreDtTm": &x.sum.CreatedAt})
		case "PmtInf":
			x.sum.Entries++
			return x.each(x.collection)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return x.sum, nil
}

// collection counts a DrctDbtTxInf.
func (r *reader) collection(name string) error {
	if name != "DrctDbtTxInf" {
		return nil
	}
	r.sum.Details++
	var a money.Amount
	err := r.each(func(name string) (err error) {
		if name == "InstdAmt" {
			a, err = r.amount()
		}
		return err
	})
	if err == nil && a.Currency == "" {
		err = r.Refuse("amount-missing", "", "an amount (InstdAmt)")
	}
	if err == nil {
		r.sum.Totals = formats.AddTotal(r.sum.Totals, a.Currency, formats.Credit, a.Minor)
	}
	return err
}
