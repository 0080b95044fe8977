package main

import (
	"fmt"
	"slices"
	"strings"
)

// pair is a statement as the bank wrote it and as girod keeps it.
type pair struct {
	file *arrival
	at   int // which of the file's
	raw  *rawStatement
	row  *statementRow
}

func (p *pair) String() string { return fmt.Sprintf("file %s, %s %s", p.file, p.row.Kind, p.row.Name) }

// everyOre is I3 from the bytes up, and I4. Each applied file is read from the archive by
// our own parser; its gross credits and debits must be those its statement's rows tell of,
// booked, reconciled or waiting.
func (a *audit) everyOre(b *bankEntries) func() error {
	return func() error {
		o := &ore{audit: a, bank: b, repeated: map[string]int64{}}
		for _, f := range a.journal.files {
			if err := a.Err(); err != nil {
				return err
			}
			if f.applied > 0 {
				o.file(f)
			}
		}
		if err := o.settleDoubts(); err != nil {
			return err
		}
		o.summary()
		o.chains()
		return nil
	}
}

// ore is the way from the bytes to the book.
type ore struct {
	*audit
	bank     *bankEntries
	doubts   []*pair          // what gross sums alone do not explain
	repeated map[string]int64 // net of entries told of again by later statements, by account
}

// file reads one file and pairs its statements with those of the book.
func (o *ore) file(f *arrival) {
	rows := o.bank.ofFile[fileName(f.ID)]
	raws, err := o.raw(f, nil)
	if err != nil {
		o.violate("I3", "file %s cannot be read again: %v", f, err)
		return
	}
	if len(raws) == 0 && len(rows) > 0 && o.closed(f, rows) {
		return
	}
	if isCamt := tellsOfAccounts(f.Format); isCamt && len(raws) == 0 {
		o.violate("I3", "file %s is %s to girod, and no statement to us", f, f.Format)
	}
	if len(raws) > 0 {
		o.looked("I3", "bank files read from the archive", 1)
	}
	for i, raw := range raws {
		o.looked("I3", "entries in them", raw.Entries)
		o.looked("I3", "entries not booked by the bank", raw.Pending.Lines)
		switch {
		case raw.Kind == "report":
			o.looked("I3", "statements within the day, which book nothing", 1)
		case len(rows) > 0 && rows[0].Kind == raw.Kind && strings.TrimSpace(rows[0].Name) == raw.Name:
			o.compare(&pair{f, i, raw, rows[0]})
			rows = rows[1:]
		case o.cameBefore(raw):
			o.looked("I3", "statements that came again", 1)
		default:
			o.violate("I3", "file %s, %s %s of account %s: credits of %s and debits of %s are in no statement of the book", f, raw.Kind, raw.Name,
				raw.Account, money(raw.Booked.Credit, raw.Currency), money(raw.Booked.Debit, raw.Currency))
		}
	}
	for _, row := range rows {
		o.violate("I3", "file %s: the book has %s %s of account %s from it, and it is not there", f, row.Kind, row.Name, row.Account)
	}
}

// tellsOfAccounts tells the messages that are statements: camt.029 and others are none.
func tellsOfAccounts(format string) bool {
	return strings.HasPrefix(format, "camt.052") || strings.HasPrefix(format, "camt.053") || strings.HasPrefix(format, "camt.054")
}

// closed tells of a file that cannot be read here: only who has the key opens a seal, and
// only the configuration says how an acquirer writes his report. What was booked from it is
// held to the book's own row of it.
func (o *ore) closed(f *arrival, rows []*statementRow) bool {
	why := "is an acquirer's report, whose layout the configuration says"
	if slices.ContainsFunc(rows, func(r *statementRow) bool { return !strings.HasPrefix(r.Account, acquirers) }) {
		r, err := o.bytes(f)
		if err != nil {
			return false
		}
		defer r.Close()
		if !isSealed(r) {
			return false
		}
		why = "is sealed, and only its key opens it"
	}
	o.note("I3", "file %s %s: %d statements are held to what girod has read", f, why, len(rows))
	for _, row := range rows {
		if told := o.bank.told[row.ID]; told == nil && row.Credit+row.Debit != 0 || told != nil && (told.Credit != row.Credit || told.Debit != row.Debit) {
			o.violate("I3", "file %s: %s %s is of credits of %s and debits of %s, its entries are not", f, row.Kind, row.Name,
				money(row.Credit, row.Currency), money(row.Debit, row.Currency))
		}
	}
	return true
}

// raw reads a file's statements; none when it is not in the archive yet.
func (o *ore) raw(f *arrival, line func(st int, l rawLine)) ([]*rawStatement, error) {
	r, err := o.bytes(f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readRaw(r, line)
}

// cameBefore tells whether the book has the very statement, from whichever file.
func (o *ore) cameBefore(raw *rawStatement) bool {
	for _, row := range o.bank.statements {
		if row.Kind == raw.Kind && strings.TrimSpace(row.Name) == raw.Name && row.Entries == raw.Entries &&
			row.Credit == raw.Booked.Credit && row.Debit == raw.Booked.Debit && row.Balanced == balanced(raw) {
			return true
		}
	}
	return false
}

func balanced(raw *rawStatement) int64 {
	if raw.Opening() != nil && raw.Closing != nil {
		return 1
	}
	return 0
}

// compare holds the book to one statement's bytes.
func (o *ore) compare(p *pair) {
	row, sums := p.row, p.raw.Booked
	o.looked("I3", "statements and notifications held to the book", 1)
	if p.raw.foreign || p.raw.Currency != "" && p.raw.Currency != row.Currency {
		o.violate("I3", "%s: entries in other currencies than the account's, %s", p, row.Currency)
	}
	if row.Credit != sums.Credit || row.Debit != sums.Debit || row.Entries != p.raw.Entries {
		o.violate("I3", "%s: the file has credits of %s and debits of %s in %d entries, the book says %s and %s in %d", p,
			money(sums.Credit, row.Currency), money(sums.Debit, row.Currency), p.raw.Entries,
			money(row.Credit, row.Currency), money(row.Debit, row.Currency), row.Entries)
	}
	told := o.bank.told[row.ID]
	if told == nil {
		told = &gross{}
	}
	if *told != sums {
		o.doubts = append(o.doubts, p)
	}
	o.balances(p)
}

// balances is I4 within a statement: its own sum, and the book's copy of its balances.
func (o *ore) balances(p *pair) {
	opening, closing := p.raw.Opening(), p.raw.Closing
	if p.row.Balanced != balanced(p.raw) {
		o.violate("I4", "%s: the book says it has balances %v, the file %v", p, p.row.Balanced == 1, balanced(p.raw) == 1)
		return
	}
	if balanced(p.raw) == 0 {
		return
	}
	if *opening != p.row.Opening || *closing != p.row.Closing {
		o.violate("I4", "%s: the file opens at %s and closes at %s, the book says %s and %s", p, money(*opening, p.row.Currency),
			money(*closing, p.row.Currency), money(p.row.Opening, p.row.Currency), money(p.row.Closing, p.row.Currency))
	}
	if p.row.Kind != "statement" {
		return
	}
	o.looked("I4", "statements whose entries lead from opening to closing", 1)
	if sum := *opening + p.raw.Booked.Credit - p.raw.Booked.Debit; sum != *closing {
		o.violate("I4", "%s: opening %s and its booked entries give %s, it closes at %s", p, money(*opening, p.row.Currency),
			money(sum, p.row.Currency), money(*closing, p.row.Currency))
	}
}

// summary tells what waits, which is accounted for and worth knowing.
func (o *ore) summary() {
	waiting := map[string]*gross{}
	for i := range o.bank.rows {
		if r := &o.bank.rows[i]; r.entry == 0 {
			name := o.bank.accounts[r.account]
			if waiting[name] == nil {
				waiting[name] = &gross{}
			}
			waiting[name].add(r.amount)
		}
	}
	for _, name := range o.bank.accounts {
		if w := waiting[name]; w != nil {
			o.note("I3", "account %s: %d entries wait for the message that books them: credits of %s, debits of %s", name, w.Lines,
				decimal(w.Credit, ""), decimal(w.Debit, ""))
		}
	}
}
