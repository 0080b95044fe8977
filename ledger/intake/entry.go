package intake

import (
	"strings"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/store"
)

// current is the entry at hand.
type current struct {
	e       *formats.Entry
	account *Account
	key     string
	post    bool
	row     int64 // bank_entry row that tells of it already; 0 when new
	run     run
	runs    int
	first   ledger.EntryID // its first booking
	posted  int64          // what its payments have moved on the bank account
	fees    int64          // charges told with its payments
	text    []byte         // what an unpriced payment said
	keyed   []byte         // key, as receipts store it
	after   []ledger.Entry // what follows once its bookings are closed
	netted  []netted       // deductions that name credit notes
	surplus []surplus      // what its payments brought beyond their invoices
}

// entry decides whether this message books an entry of the account. It is booked once,
// by whichever message is to do it:
//
//   - on an account where notifications post, a credit that a giro would notify of waits
//     for its notification; debits, charges and interest are booked from the statement,
//     unless a notification booked them;
//   - where statements post, a notification only announces.
//
// Either way the other message's word is paired with the row and books nothing.
func (a *applier) entry(e *formats.Entry) error {
	a.entryNo++
	p, state := &a.v.parts[a.partNo], &a.part[a.partNo]
	a.cur = current{e: e, account: p.account, key: a.keys.next(e), text: a.cur.text[:0], keyed: a.cur.keyed[:0]}
	if state.skip {
		return nil
	}
	if e.Status != formats.Booked {
		a.out.NotBooked++
		return nil
	}
	if a.otherChannel(p, e.BookedOn) {
		a.out.Compared++
		return nil
	}
	posts := p.account.posts(p.kind) || p.kind == formats.EndOfDay && !notified(e)
	row, told, booked, err := a.known(p, state, e)
	if err != nil {
		return err
	}
	switch {
	case row == 0:
		a.cur.post = posts
		if !posts && e.Amount.Minor != 0 {
			a.out.Waiting++
			return a.keep(0)
		}
	case told:
		a.out.Duplicates++
	default:
		a.out.Reconciled++
		a.cur.row, a.cur.post = row, posts && !booked
		_, err := a.tx.Exec(`UPDATE bank_entry SET `+column(p.kind)+` = $2 WHERE id = $1`, row, state.id)
		return err
	}
	return nil
}

// notified tells the credits that a notification will tell of, or should have: giro
// receipts and direct debits, and what the bank gives no code for (FORMATS.md §5.5).
func notified(e *formats.Entry) bool {
	if e.Direction == formats.Debit {
		return false
	}
	code := e.Code
	if !strings.HasPrefix(code, "PMNT/") {
		return strings.Count(code, "/") != 2
	}
	return !charge(code) && !interest(code)
}

// charge and interest tell the bank's own bookings by the last part of their code.
func charge(code string) bool {
	switch code[strings.LastIndexByte(code, '/')+1:] {
	case "CHRG", "FEES", "COMM":
		return true
	}
	return false
}

func interest(code string) bool {
	return code[strings.LastIndexByte(code, '/')+1:] == "INTR"
}

// known finds the row of an entry: by its name; else, among those only the other kind of
// message has told of, by day, amount and reference; by day and amount where one alone
// fits; for a statement's credit, by the day's total. told says that this kind of message
// has told of it before.
func (a *applier) known(p *part, state *partState, e *formats.Entry) (row int64, told, booked bool, err error) {
	col := column(p.kind)
	if !state.fresh {
		found, err := a.tx.One(`SELECT id, `+col+`, entry FROM bank_entry WHERE account = $1 AND key = $2`,
			[]any{p.account.Key, a.cur.key}, func(r *store.Row) error {
				row, told, booked = r.Int(0), r.Int(1) != 0, r.Int(2) != 0
				return nil
			})
		if found || err != nil {
			return row, told, booked, err
		}
	}
	if !state.lone {
		return 0, false, false, nil
	}
	n, sameRef := 0, false
	err = a.tx.Each(`SELECT id, ref, entry FROM bank_entry WHERE account = $1 AND day = $2 AND amount = $3 AND `+col+` = 0 ORDER BY id`,
		[]any{p.account.Key, e.BookedOn, signed(e)}, func(r *store.Row) error {
			same := e.Ref != "" && (r.Text(1) == e.Ref || deposit(r.Text(1)) == deposit(e.Ref))
			if n++; n == 1 || same && !sameRef {
				row, booked, sameRef = r.Int(0), r.Int(2) != 0, same
			}
			return nil
		})
	if err != nil || n == 1 || sameRef {
		return row, false, booked, err
	}
	if p.kind == formats.EndOfDay {
		row, err = a.dayTotal(p, state, e)
		return row, false, row != 0, err
	}
	return 0, false, false, nil
}

// deposit is a reference without what a bank adds behind a giro's deposit number: SEB's
// statement says "BG58056201 00041-0010452" where BgMax says "BG58056201 00041".
func deposit(ref string) string {
	if i := strings.LastIndexByte(ref, '-'); i > 0 && strings.HasPrefix(ref, "BG") {
		return ref[:i]
	}
	return ref
}

// dayTotal pairs a statement's one line with all notifications of its day and side, when
// they are booked and sum to it.
func (a *applier) dayTotal(p *part, state *partState, e *formats.Entry) (first int64, err error) {
	side := "amount > 0"
	if e.Direction == formats.Debit {
		side = "amount < 0"
	}
	lone := `FROM bank_entry WHERE account = $1 AND day = $2 AND statement = 0 AND entry <> 0 AND ` + side
	var sum int64
	_, err = a.tx.One(`SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT), COALESCE(MIN(id), 0) `+lone,
		[]any{p.account.Key, e.BookedOn}, func(r *store.Row) error {
			sum, first = r.Int(0), r.Int(1)
			return nil
		})
	if err != nil || sum != signed(e) {
		return 0, err
	}
	_, err = a.tx.Exec(`UPDATE bank_entry SET statement = $3 WHERE account = $1 AND day = $2 AND statement = 0 AND entry <> 0 AND `+side,
		p.account.Key, e.BookedOn, state.id)
	return first, err
}

// signed gives the entry's amount as the account sees it.
func signed(e *formats.Entry) int64 {
	if e.Direction == formats.Debit {
		return -e.Amount.Minor
	}
	return e.Amount.Minor
}

// keep writes the row of an entry, booked or waiting.
func (a *applier) keep(entry ledger.EntryID) error {
	p, state, e := &a.v.parts[a.partNo], &a.part[a.partNo], a.cur.e
	id, err := a.tx.NextID("bank_entry")
	if err != nil {
		return err
	}
	var notification, statement int64
	if p.kind == formats.EndOfDay {
		statement = state.id
	} else {
		notification = state.id
	}
	return a.rows.Int(id).Text(p.account.Key).Text(a.cur.key).Int(int64(e.BookedOn)).Int(signed(e)).Text(e.Ref).
		Int(notification).Int(statement).Int(int64(entry)).Text(e.Code).Text(formats.Excerpt(e.Text)).End()
}
