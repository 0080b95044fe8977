package lb

import (
	"fmt"
	"io"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/fixed"
	"girod/formats/money"
)

// opensSalary tells the opening record of a salary file.
func opensSalary(rec *fixed.Record) bool {
	return rec.Is("01") && string(rec.AppendText(nil, 11, 13)) == "LÖN"
}

// salaries reads a file of Bankgirot's salary service ("Löner"): sections of 01, 35 and
// 09, each of one payer. It says less than a supplier file and says it at other places.
func (r *reader) salaries(rec *fixed.Record) error {
	r.sum.Version, r.order = "LB salaries", &formats.TransferOrder{}
	if err := r.openSalaries(rec); err != nil {
		return err
	}
	for {
		rec, err := r.x.Next()
		if err == io.EOF && !r.s.open {
			return nil
		}
		if err != nil {
			return unlessEnd(r.x, err, "record 09 at the end of the section; a part of the file is missing")
		}
		switch {
		case opensSalary(rec) != r.s.open: // one opens when none is open, and the other way round
			err = r.salaryRecord(rec)
		case r.s.open:
			err = rec.Refuse(1, 2, "lb-section", "record 09, which closes the section before it")
		default:
			err = rec.Refuse(1, 2, "lb-section", "record 01, which opens a section")
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) salaryRecord(rec *fixed.Record) error {
	switch rec.Code() {
	case 1:
		return r.openSalaries(rec)
	case 35:
		return r.salary(rec)
	case 9:
		return r.closeSalaries(rec)
	}
	r.find(rec, 1, 2, "unknown-record", true, "a record of an unknown code was passed over: it may be money")
	return nil
}

func (r *reader) openSalaries(rec *fixed.Record) error {
	currency := string(rec.Field(60, 62))
	if currency != "" && currency != string(money.SEK) {
		return rec.Refuse(60, 62, "currency", "SEK or blanks: salaries are paid in kronor")
	}
	written, err := rec.DayOrNone(3, fixed.YYMMDD, "the day the file was written")
	if err != nil {
		return err
	}
	r.s = section{open: true, kind: isOrder, currency: money.SEK, groups: map[date.Date]int{}}
	r.s.giro = r.bankgiro(rec, 69, 78, "the payer")
	r.total.Currency = money.SEK
	if r.sum.CreatedAt == "" {
		r.sum.CreatedAt = written.String()
		r.order.Created = r.sum.CreatedAt
	}
	return nil
}

func (r *reader) salary(rec *fixed.Record) error {
	if err := r.x.Tally(); err != nil {
		return err
	}
	amount, err := rec.Number(29, 40, "the amount in öre")
	if err != nil {
		return err
	}
	on, err := rec.Day(3, fixed.YYMMDD, "the day the salary is paid")
	if err != nil {
		return err
	}
	r.s.count++
	r.sum.Details++
	r.s.paid += amount // twelve digits a record, and no more of them than 16 MiB hold
	t := formats.Transfer{
		Origin: rec.Origin(1, fixed.Width), Amount: money.Of(amount, money.SEK), Purpose: "SALA",
		InstructionID: string(rec.AppendText(nil, 69, 80)),
	}
	r.toAccount(rec, 13, 28, &t, string(rec.AppendText(nil, 13, 16)), string(rec.Significant(17, 28)))
	return r.add(t, on)
}

// toAccount pays a Swedish account, and says when its number does not pass its check.
func (r *reader) toAccount(rec *fixed.Record, from, to int, t *formats.Transfer, clearing, account string) {
	t.To = formats.Account{ID: clearing + account, Scheme: "BBAN"}
	t.Clearing = clearing
	if _, err := r.clearings.Parse(clearing + "," + account); err != nil {
		r.find(rec, from, to, "account", !digits([]byte(t.To.ID)), "the account "+formats.Excerpt(t.To.ID)+" does not pass its check: "+err.Error())
	}
}

func (r *reader) closeSalaries(rec *fixed.Record) error {
	r.s.open = false
	total, err := rec.Number(29, 40, "the total in öre")
	if err != nil {
		return err
	}
	count, err := rec.Number(41, 46, "the number of payments")
	if err != nil {
		return err
	}
	if count != r.s.count {
		r.find(rec, 41, 46, "count-differs", true, fmt.Sprintf("the end record counts %d payments, there are %d", count, r.s.count))
	}
	if total != r.s.paid {
		r.find(rec, 29, 40, "sum-differs", true, fmt.Sprintf("the end record says %s, the payments are %s", money.Of(total, money.SEK), money.Of(r.s.paid, money.SEK)))
	}
	return r.closeGroup()
}
