package intake

import (
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// link is what the chain needs to know of an account's last statement of a kind.
type link struct {
	known     bool
	closing   int64
	sequences []int64 // the last few, newest first; -1 for what is no number
	day       date.Date
}

// countsAfter is how many steps of one teach us that an account's statements are numbered
// in a row; SpareBank's are a clock reading (FORMATS.md §5.6).
const countsAfter = 3

// enrol decides for each part of the file whether it is new, seen, or must wait, and
// writes the new ones down. It runs before anything is booked.
func (a *applier) enrol() (*Hold, error) {
	last := map[string]*link{}
	a.part = make([]partState, len(a.v.parts))
	for i := range a.v.parts {
		p, s := &a.v.parts[i], &a.part[i]
		if p.account == nil || p.kind == formats.WithinDay {
			s.skip = true
			continue
		}
		seen, held, err := a.identity(p)
		if err != nil || held != nil {
			return held, err
		}
		if seen {
			s.skip = true
			a.out.Duplicates++
			a.out.note("%s %s of account %s was seen before", p.kind, p.id, p.account.Key)
			continue
		}
		if held, err := a.oneChannel(p); err != nil || held != nil {
			return held, err
		}
		name := string(p.kind) + " " + p.account.Key
		if last[name] == nil {
			if last[name], err = a.last(p); err != nil {
				return nil, err
			}
		}
		if held := last[name].follow(p, a.v.Released); held != nil {
			return held, nil
		}
		if s.id, err = a.record(p); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// identity tells whether a statement is one we have: the same name and content is a
// duplicate, the same name with other content a conflict.
func (a *applier) identity(p *part) (seen bool, held *Hold, err error) {
	others := 0
	err = a.tx.Each(`SELECT fingerprint FROM bank_statement WHERE account = $1 AND kind = $2 AND name = $3`,
		[]any{p.account.Key, string(p.kind), p.id}, func(r *store.Row) error {
			if r.Text(0) == p.fingerprint {
				seen = true
			} else {
				others++
			}
			return nil
		})
	switch {
	case err != nil || seen || a.v.Released:
		return seen, nil, err
	case others > 0 && p.id != "":
		return false, holdFile("conflict", p.at, "%s %s of account %s came before with other content; release it when the bank has sent a correction, reject it when not",
			p.kind, p.id, p.account.Key), nil
	case p.copied:
		return false, holdFile("copy", p.at, "%s %s of account %s says it is a copy, and the original never came; release it to book the copy",
			p.kind, p.id, p.account.Key), nil
	}
	return false, nil, nil
}

// last reads the end of an account's chain.
func (a *applier) last(p *part) (*link, error) {
	l := &link{closing: p.account.Opening}
	err := a.tx.Each(`SELECT sequence, last_day FROM bank_statement WHERE account = $1 AND kind = $2 ORDER BY id DESC LIMIT 4`,
		[]any{p.account.Key, string(p.kind)}, func(r *store.Row) error {
			l.sequences = append(l.sequences, number(r.Text(0)))
			l.day = max(l.day, r.Date(1))
			return nil
		})
	if err != nil {
		return nil, err
	}
	l.known, err = a.tx.One(`SELECT closing FROM bank_statement WHERE account = $1 AND kind = $2 AND balanced = 1 ORDER BY id DESC LIMIT 1`,
		[]any{p.account.Key, string(p.kind)}, func(r *store.Row) error {
			l.closing = r.Int(0)
			return nil
		})
	return l, err
}

// follow holds a statement that does not continue its account's chain, and moves the
// chain on when it does or a person said so.
func (l *link) follow(p *part, released bool) *Hold {
	sequence := number(p.sequence)
	if !released {
		if p.kind == formats.EndOfDay && p.opening != nil && p.opening.Amount.Minor != l.closing {
			return l.gap(p)
		}
		if prev := l.previous(); l.counts() && sequence > prev+1 {
			return holdFile("gap", p.at, "%s %s of account %s has number %d, the last one was %d; ask the bank for those between, or release it",
				p.kind, p.id, p.account.Key, sequence, prev)
		}
	}
	l.sequences = append([]int64{sequence}, l.sequences[:min(len(l.sequences), countsAfter)]...)
	l.day = max(l.day, date.Date(p.to))
	if p.closing != nil && p.opening != nil {
		l.known, l.closing = true, p.closing.Amount.Minor
	}
	return nil
}

func (l *link) gap(p *part) *Hold {
	have := money.Of(l.closing, p.account.Currency)
	if !l.known {
		return holdFile("gap", p.at, "account %s opens at %s, and its configuration says %s before the first statement; set opening there, or release the file",
			p.account.Key, p.opening.Amount, have)
	}
	return holdFile("gap", p.at, "statement %s of account %s opens at %s, the last one closed at %s; a statement is missing: it will be booked when that has come, or release it",
		p.id, p.account.Key, p.opening.Amount, have)
}

func (l *link) previous() int64 {
	if len(l.sequences) == 0 {
		return -1
	}
	return l.sequences[0]
}

// counts tells that the account's last statements were numbered in a row.
func (l *link) counts() bool {
	if len(l.sequences) <= countsAfter {
		return false
	}
	for i := range countsAfter {
		if l.sequences[i+1] < 0 || l.sequences[i] != l.sequences[i+1]+1 {
			return false
		}
	}
	return true
}

// number reads a sequence; -1 when it is no plain number.
func number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// record writes a statement down.
func (a *applier) record(p *part) (int64, error) {
	id, err := a.tx.NextID("bank_statement")
	if err != nil {
		return 0, err
	}
	var opening, closing int64
	balanced := p.opening != nil && p.closing != nil
	if balanced {
		opening, closing = p.opening.Amount.Minor, p.closing.Amount.Minor
	}
	_, err = a.tx.Exec(`INSERT INTO bank_statement (id, account, kind, name, sequence, first_day, last_day, currency, balanced,
		opening, closing, credit, debit, entries, fingerprint, file, channel)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		id, p.account.Key, string(p.kind), p.id, p.sequence, p.from, p.to, string(p.account.Currency), balanced,
		opening, closing, p.credit, p.debit, p.entries, p.fingerprint, a.desk.File, channelOf(a.v.Summary.Format))
	return id, err
}
