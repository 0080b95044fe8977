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
	if isCamt := strings.HasPrefix(f.Format, "camt."); isCamt != (len(raws) > 0) && f.Format != "" {
		o.violate("I3", "file %s is %s to girod, and %d statements to us", f, f.Format, len(raws))
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

// raw reads a file's statements; none when it is not in the archive yet.
func (o *ore) raw(f *arrival, line func(st int, l rawLine)) ([]*rawStatement, error) {
	r, err := o.bytes(f)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return readCamt(r, line)
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

// settleDoubts looks again, entry by entry, at the statements whose sums alone explain
// nothing: an entry may have been told of before, or be a day's total of what the
// notifications told singly. Memory goes with their size only.
func (o *ore) settleDoubts() error {
	if len(o.doubts) == 0 {
		return nil
	}
	d := doubted{ore: o, rows: map[int64][]*bankEntryRow{}, byKey: map[string]*bankEntryRow{}}
	lines := make([][]rawLine, len(o.doubts))
	for i, p := range o.doubts {
		_, err := o.raw(p.file, func(st int, l rawLine) {
			if st == p.at {
				lines[i] = append(lines[i], l)
				d.byKey[p.row.Account+":"+l.Key] = nil
			}
		})
		if err != nil {
			return err
		}
		d.rows[p.row.ID] = []*bankEntryRow{}
	}
	if err := each(o.tables, "bank_entry", d.take); err != nil {
		return err
	}
	for i, p := range o.doubts {
		d.settle(p, lines[i])
	}
	return nil
}

// doubted holds what the statements in doubt need of the book.
type doubted struct {
	*ore
	rows  map[int64][]*bankEntryRow // by statement that told of them
	byKey map[string]*bankEntryRow  // by account and key, those that the files name
}

func (d *doubted) take(r *bankEntryRow) error {
	row := *r
	for _, st := range []int64{r.Notification, r.Statement} {
		if _, wanted := d.rows[st]; wanted && st != 0 {
			d.rows[st] = append(d.rows[st], &row)
		}
	}
	if _, wanted := d.byKey[r.Account+":"+r.Key]; wanted {
		d.byKey[r.Account+":"+r.Key] = &row
	}
	return nil
}

// settle pairs lines with rows and tells of each that is left.
func (d *doubted) settle(p *pair, lines []rawLine) {
	rows := d.rows[p.row.ID]
	for _, same := range []func(l rawLine, r *bankEntryRow) bool{
		func(l rawLine, r *bankEntryRow) bool { return l.Amount == r.Amount && l.Key == r.Key },
		func(l rawLine, r *bankEntryRow) bool { return l.Amount == r.Amount && l.Day == r.Day },
		func(l rawLine, r *bankEntryRow) bool { return l.Amount == r.Amount },
	} {
		lines, rows = strike(lines, rows, same)
	}
	for _, l := range lines {
		var explained bool
		if rows, explained = daysTotal(l, rows); explained {
			continue
		}
		if r := d.byKey[p.row.Account+":"+l.Key]; r != nil && r.Amount == l.Amount && d.toldBefore(p, r) {
			d.looked("I3", "entries told of again", 1)
			if p.row.Kind == "statement" {
				d.repeated[p.row.Account] += l.Amount
			}
			continue
		}
		d.violate("I3", "%s: entry %s of %s is not in the book", p, l.Key, money(l.Amount, p.row.Currency))
	}
	for _, r := range rows {
		d.violate("I3", "%s: the book has entry %s of %s from it (bank entry %d), which is not in the file", p, r.Key,
			money(r.Amount, p.row.Currency), r.ID)
	}
}

// toldBefore tells whether another statement of the same kind had told of an entry.
func (d *doubted) toldBefore(p *pair, r *bankEntryRow) bool {
	by := r.Notification
	if p.row.Kind == "statement" {
		by = r.Statement
	}
	return by != 0 && by != p.row.ID
}

// strike takes away what is the same on both sides, each once.
func strike(lines []rawLine, rows []*bankEntryRow, same func(rawLine, *bankEntryRow) bool) ([]rawLine, []*bankEntryRow) {
	byAmount := map[int64][]*bankEntryRow{}
	for _, r := range rows {
		byAmount[r.Amount] = append(byAmount[r.Amount], r)
	}
	struck := map[*bankEntryRow]bool{}
	lines = slices.DeleteFunc(slices.Clone(lines), func(l rawLine) bool {
		for _, r := range byAmount[l.Amount] {
			if !struck[r] && same(l, r) {
				struck[r] = true
				return true
			}
		}
		return false
	})
	return lines, slices.DeleteFunc(slices.Clone(rows), func(r *bankEntryRow) bool { return struck[r] })
}

// daysTotal tells whether a statement's one line is all that is left of its day and side,
// and gives what is left then.
func daysTotal(l rawLine, rows []*bankEntryRow) (rest []*bankEntryRow, whole bool) {
	sum, n := int64(0), 0
	for _, r := range rows {
		if r.Day == l.Day && (r.Amount > 0) == (l.Amount > 0) {
			sum += r.Amount
			n++
			continue
		}
		rest = append(rest, r)
	}
	if n < 2 || sum != l.Amount {
		return rows, false
	}
	return rest, true
}
