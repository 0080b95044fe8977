package lb

import (
	"errors"
	"fmt"
	"io"

	"girod/formats"
	"girod/formats/fixed"
	"girod/formats/money"
)

// comment reads a record 49, which says why the record before it was rejected. Code 0000
// points at the neighbour that has the reason.
func (r *reader) comment(rec *fixed.Record) {
	about := r.s.about
	if about == "" {
		about = "a record"
	}
	code := string(rec.AppendText(nil, 7, 10))
	text := string(rec.AppendText(nil, 11, fixed.Width))
	if group := string(rec.AppendText(nil, 3, 6)); group != "" {
		code = group + " " + code
	}
	r.find(rec, 3, fixed.Width, "rejected", true, about+" was rejected: "+code+" "+text)
}

// report says in one finding what a report has told. A report of money that moved is no
// doubt; what was rejected is told one by one.
func (r *reader) report() error {
	s := &r.s
	at := formats.Origin{At: "section " + fmt.Sprint(r.sum.Entries)}
	what := kinds[s.kind]
	if what == "" {
		what = fmt.Sprintf("report of kind %c, which is not known", s.kind)
	}
	verb := [2]string{"paid", "deducted"}
	if s.kind == watchRegister {
		verb = [2]string{"to be paid", "of credit notes"}
		if s.watched != s.paid {
			r.findAt(at, "sum-differs", false, fmt.Sprintf("the register watches %s, its days sum to %s", money.Of(s.watched, s.currency), money.Of(s.paid, s.currency)))
		}
	}
	text := fmt.Sprintf("%s for bankgiro %s: %d records, %s %s, %s %s", what, s.giro, s.count,
		money.Of(s.paid, s.currency), verb[0], money.Of(s.deducted, s.currency), verb[1])
	r.findAt(at, "report", kinds[s.kind] == "", text)
	return nil
}

// watch reads a record of the watch register: 40 what stood there, 41 what was added or
// taken, 42 what stands there now (columns 31-43 the payments), and 43 for each day to
// come: payments in 15-27, credit notes in 29-41.
func (r *reader) watch(rec *fixed.Record) error {
	if err := r.x.Tally(); err != nil {
		return err
	}
	r.s.count++
	switch rec.Code() {
	case 40, 41:
		return nil
	case 42:
		watched, err := rec.NumberOrBlank(31, 43, "the payments that are watched in öre")
		r.s.watched = watched
		return err
	case 43:
	default:
		r.find(rec, 1, 2, "unknown-record", false, "a record of an unknown code in a watch register was passed over")
		return nil
	}
	paid, err := rec.Number(15, 27, "the payments of the day in öre")
	if err != nil {
		return err
	}
	less, err := rec.Number(29, 41, "the credit notes of the day in öre")
	if err != nil {
		return err
	}
	r.sum.Details++
	sum, ok := money.Add(r.s.paid, paid)
	deducted, fits := money.Add(r.s.deducted, less)
	if !ok || !fits {
		return rec.Refuse(15, 41, "overflow", "amounts whose sum fits 64 bits")
	}
	r.s.paid, r.s.deducted = sum, deducted
	return nil
}

// cash reads the report of cash payments that were not collected: 1 opens it, each 2 is
// one payment, 3 tells the total. Each is money that came back and that a person must
// pay in another way.
func (r *reader) cash(rec *fixed.Record) error {
	r.sum.Version = "LB returned cash payments"
	r.total.Currency = money.SEK
	giro := r.bankgiro(rec, 14, 23, "the payer")
	if day, err := rec.Day(2, fixed.YYMMDD, ""); err == nil {
		r.sum.CreatedAt = day.String()
	}
	for {
		rec, err := r.x.Next()
		switch {
		case errors.Is(err, io.EOF):
			return r.x.End("truncated", "record 3 with the total; a part of the file is missing")
		case err == nil && rec.Char(1) == '2':
			err = r.returned(rec)
		case err == nil && rec.Char(1) == '3':
			return r.closeCash(rec, giro)
		case err == nil:
			err = rec.Refuse(1, 1, "lb-record", "record 2 for a payment, or 3 for the total")
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) returned(rec *fixed.Record) error {
	if err := r.x.Tally(); err != nil {
		return err
	}
	amount, err := rec.Number(44, 55, "the amount in öre")
	if err != nil {
		return err
	}
	r.sum.Details++
	r.total.Credit += amount // twelve digits a record, and no more of them than 16 MiB hold
	r.find(rec, 2, 55, "cash-returned", true, fmt.Sprintf("cash payment %s of %s (%s) was returned",
		rec.AppendText(nil, 2, 11), money.Of(amount, money.SEK), rec.AppendText(nil, 12, 31)))
	return nil
}

func (r *reader) closeCash(rec *fixed.Record, giro string) error {
	total, err := rec.Number(41, 52, "the total in öre")
	if err != nil {
		return err
	}
	if total != r.total.Credit {
		r.find(rec, 41, 52, "sum-differs", true, fmt.Sprintf("the report says %s, the payments are %s",
			money.Of(total, money.SEK), money.Of(r.total.Credit, money.SEK)))
	}
	r.sum.Entries, r.sum.Totals = 1, []formats.Total{r.total}
	r.findAt(rec.Origin(1, fixed.Width), "report", false, fmt.Sprintf("returned cash payments for bankgiro %s: %d of %s in all",
		giro, r.sum.Details, money.Of(r.total.Credit, money.SEK)))
	if rec, err := r.x.Next(); err == nil {
		return rec.Refuse(1, 1, "lb-record", "nothing behind record 3")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
