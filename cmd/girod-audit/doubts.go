package main

import (
	"fmt"
	"slices"
)

// settleDoubts looks again, entry by entry, at the statements whose sums alone explain
// nothing: an entry may have been told of before, or be a day's total of what the
// notifications told singly. Memory goes with their size only.
func (o *ore) settleDoubts() error {
	if len(o.doubts) == 0 {
		return nil
	}
	d := doubted{ore: o, rows: map[int64][]*bankEntryRow{}, byKey: map[string]*bankEntryRow{}, left: map[dayOfChannel][]string{}, sums: map[dayOfChannel]*gross{}}
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
	return d.compared()
}

// doubted holds what the statements in doubt need of the book.
type doubted struct {
	*ore
	rows  map[int64][]*bankEntryRow // by statement that told of them
	byKey map[string]*bankEntryRow  // by account and key, those that the files name
	left  map[dayOfChannel][]string // what is not in the book of notifications, in words
	sums  map[dayOfChannel]*gross   // and what it comes to
	days  []dayOfChannel            // of these, as they were met
}

// dayOfChannel is a day of an account as one kind of file told of it.
type dayOfChannel struct {
	account, channel string
	day              int64
}

// compared looks at what notifications told and the book has not. While a bank changes from
// one kind of file to another it sends both, and one of them books a day: what the other says
// of that day must be the same, to the öre.
func (d *doubted) compared() error {
	if len(d.left) == 0 {
		return nil
	}
	booked := map[dayOfChannel]*gross{}
	err := each(d.tables, "bank_entry", func(r *bankEntryRow) error {
		st := d.bank.statements[r.Notification]
		if st == nil {
			return nil
		}
		for at := range d.left {
			if at.account == r.Account && at.day == r.Day && at.channel != st.Channel {
				if booked[at] == nil {
					booked[at] = &gross{}
				}
				booked[at].add(r.Amount)
			}
		}
		return nil
	})
	for _, at := range d.days {
		if sum, by := d.sums[at], booked[at]; by != nil && by.Credit == sum.Credit && by.Debit == sum.Debit {
			d.note("I3", "account %s, %d: what %s tells is what another kind of file booked, to the öre", at.account, at.day, at.channel)
			continue
		}
		for _, s := range d.left[at] {
			d.violate("I3", "%s", s)
		}
	}
	return err
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
		missing := fmt.Sprintf("%s: entry %s of %s is not in the book", p, l.Key, money(l.Amount, p.row.Currency))
		if p.row.Kind != "notification" {
			d.violate("I3", "%s", missing)
			continue
		}
		at := dayOfChannel{p.row.Account, p.row.Channel, l.Day}
		if d.left[at] = append(d.left[at], missing); d.sums[at] == nil {
			d.sums[at], d.days = &gross{}, append(d.days, at)
		}
		d.sums[at].add(l.Amount)
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
