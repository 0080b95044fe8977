package main

import ()

// account is what I4 gathers of a bank account.
type account struct {
	currency  string
	first     *statementRow
	last      *statementRow
	breaks    int64 // what released files left open between closing and opening
	loose     int64 // of statements without balances
	unstated  int64 // booked, and in no statement yet
	waiting   int64 // in a statement, and not booked yet
	statement bool
}

// chains is I4 from statement to statement and up to the ledger: each opens where the one
// before closed, and the ledger stands where the last one closed, but for what is booked
// after it and what waits.
func (o *ore) chains() {
	accounts := map[string]*account{}
	of := func(name string) *account {
		if accounts[name] == nil {
			accounts[name] = &account{}
		}
		return accounts[name]
	}
	for _, id := range sortedKeys(o.bank.statements) {
		if row := o.bank.statements[id]; row.Kind == "statement" {
			o.follow(of(row.Account), row)
		}
	}
	for i := range o.bank.rows {
		r := &o.bank.rows[i]
		acc := of(o.bank.accounts[r.account])
		switch {
		case r.statement == 0 && r.entry != 0:
			acc.unstated += r.amount
		case r.statement != 0 && r.entry == 0:
			acc.waiting += r.amount
		}
	}
	for i := range o.bank.booked {
		o.closing(&o.bank.booked[i], accounts)
	}
	o.looked("I4", "accounts with statements", int64(len(accounts)))
}

// follow takes the next statement of an account.
func (o *ore) follow(acc *account, row *statementRow) {
	acc.statement, acc.currency = true, row.Currency
	if row.Balanced == 0 {
		acc.loose += row.Credit - row.Debit
		return
	}
	switch {
	case acc.last == nil:
		acc.first = row
	case row.Opening != acc.last.Closing:
		o.gap(acc, row)
	}
	acc.last = row
	o.looked("I4", "statements that follow one another", 1)
}

// gap is a violation unless a named person released the file that makes it.
func (o *ore) gap(acc *account, row *statementRow) {
	gap := row.Opening - acc.last.Closing
	text := "account %s: statement %s (file %s) opens at %s, statement %s (file %s) closed at %s"
	args := []any{row.Account, row.Name, row.File, money(row.Opening, row.Currency), acc.last.Name, acc.last.File, money(acc.last.Closing, row.Currency)}
	acc.breaks += gap
	if f := o.journal.byName[row.File]; f != nil && f.released {
		o.note("I4", text+"; a person released it", args...)
		return
	}
	o.violate("I4", text, args...)
}

// closing holds a ledger account to the statements of the bank accounts on it.
func (o *ore) closing(s *bankSum, accounts map[string]*account) {
	want, opening, last := int64(0), int64(0), ""
	for _, key := range sortedKeys(s.keys) {
		acc := accounts[key]
		want += acc.unstated - acc.waiting + acc.loose - acc.breaks - o.repeated[key]
		if acc.last != nil {
			want += acc.last.Closing - acc.first.Opening
			opening += acc.first.Opening
			last = acc.last.Name
		}
	}
	booked := s.sum - s.otherwise
	c := s.account.Currency
	o.looked("I4", "ledger accounts held to the bank", 1)
	if booked != want {
		o.violate("I4", "ledger account %s: the bank's entries moved it by %s; by its statements (last %q) and what is booked after them it should be %s",
			s.account.Number, money(booked, c), last, money(want, c))
	}
	switch {
	case s.otherwise == 0:
	case s.otherwise == opening:
		o.note("I4", "ledger account %s was opened at %s by hand, as the first statement opens", s.account.Number, money(opening, c))
	default:
		o.violate("I4", "ledger account %s was moved by %s in entries that are no entries of the bank", s.account.Number, money(s.otherwise, c))
	}
}
