package mt940

import (
	"bytes"
	"strconv"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// payment is the one payment of the entry being read, and what its words point into.
type payment struct {
	formats.Payment
	incoming bool   // whoever is named paid us: C, and RC that takes it back
	owner    []byte // reference for the account owner (:61: subfield 7)
	kind     [4]byte
	extra    []byte // supplementary details: the second line of :61:
	info     []byte // :86:, lines joined with line feeds
	starts   bool   // :86: has begun
	length   int    // of its texts so far, which the first reader counts
	bytes    []byte // what was composed of several places
}

// reset empties the payment and keeps its memory.
func (p *payment) reset() {
	owner, extra, info, bytes, refs, text := p.owner[:0], p.extra[:0], p.info[:0], p.bytes[:0], p.Refs[:0], p.Text[:0]
	*p = payment{owner: owner, extra: extra, info: info, bytes: bytes}
	p.Refs, p.Text = refs, text
}

// line61 reads an entry: value date, entry date, mark, funds code, amount, type,
// references. Which of them are there is told by what kind of character comes next.
func (r *reader) line61(rest []byte) error {
	if r.at != entries {
		return r.refuseAt(":61:", "mt940-order", rest, "an entry between opening and closing balance")
	}
	if err := r.count(); err != nil {
		return err
	}
	s, e, p := &r.statement, &r.entry, &r.pay
	if p.length, p.starts, p.incoming = 0, false, false; !r.first {
		p.reset()
	}
	*e = formats.Entry{Origin: formats.Origin{Line: r.lines.number, At: ":61:"}, Status: formats.Booked}
	var ok bool
	if e.ValueDate, ok = day(rest); !ok {
		return r.refuseAt(":61: value date", "date", rest[:min(6, len(rest))], "a day as YYMMDD")
	}
	rest = rest[6:]
	e.BookedOn = e.ValueDate
	if len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9' {
		var booked date.Date
		if booked, ok = entryDay(rest, e.ValueDate); !ok {
			return r.refuseAt(":61: entry date", "date", rest[:min(4, len(rest))], "a day as MMDD")
		}
		e.BookedOn, rest = booked, rest[4:]
	}
	if rest, ok = r.mark(rest); !ok {
		return r.refuseAt(":61: mark", "direction", rest[:min(3, len(rest))], "C, D, RC or RD (MT940, field 61, subfield 3)")
	}
	n := amountLength(rest)
	minor, ok := amount(rest[:n], s.Account.Currency.Decimals())
	if !ok {
		return r.refuseAt(":61: amount", "amount", rest[:min(len(rest), max(n, 20))], wantAmount(s.Account.Currency))
	}
	if err := r.weigh(minor, ":61: amount", rest[:n]); err != nil {
		return err
	}
	e.Amount = money.Of(minor, s.Account.Currency)
	if !r.first {
		r.references(rest[n:])
	}
	s.entries++
	e.Ordinal = s.entries
	if e.Direction == formats.Credit {
		s.total.Credit += minor
	} else {
		s.total.Debit += minor
	}
	r.pending = true
	return nil
}

// mark reads C, D, RC or RD and the funds code, which is the last letter of the
// currency: CK250,00 is a credit of kronor, CR300,00 one of euro and no reversal.
func (r *reader) mark(rest []byte) ([]byte, bool) {
	e, p := &r.entry, &r.pay
	at := 0
	if len(rest) > 0 && rest[0] == 'R' {
		e.Reversal, at = true, 1
	}
	if len(rest) <= at {
		return rest, false
	}
	switch rest[at] {
	case 'C':
		p.incoming = true
	case 'D':
	default:
		return rest, false
	}
	e.Direction = formats.Debit
	if p.incoming != e.Reversal {
		e.Direction = formats.Credit
	}
	rest = rest[at+1:]
	if len(rest) > 0 && rest[0] >= 'A' && rest[0] <= 'Z' {
		if c := r.statement.Account.Currency; rest[0] != c[len(c)-1] && !r.first {
			r.findFirst("funds-code", false, "a funds code that is not the last letter of "+string(c)+": "+string(rest[:1]))
		}
		rest = rest[1:]
	}
	return rest, true
}

// references reads type, owner's reference and bank's reference: NTRF4711//B0001.
func (r *reader) references(rest []byte) {
	e, p := &r.entry, &r.pay
	if len(rest) >= 4 {
		copy(p.kind[:], rest)
		rest = rest[4:]
	} else {
		rest = nil
	}
	text, latin1 := r.lines.text(rest)
	r.hearLatin1(latin1)
	owner, bank, _ := bytes.Cut(text, []byte("//"))
	if owner = bytes.TrimSpace(owner); !filler(owner) {
		p.owner = append(p.owner, owner...)
	}
	if bank = bytes.TrimSpace(bank); !filler(bank) {
		p.bytes = append(p.bytes, bank...)
		p.BankRef = p.bytes[:len(p.bytes):len(p.bytes)]
	}
	e.Code = r.code()
}

// filler tells the constants that stand where there is no reference.
func filler(b []byte) bool {
	switch string(b) {
	case "", "NONREF", "NOREF", "KREF+", "EREF+", "NOTPROVIDED":
		return true
	}
	return false
}

// code gives the type as written, except those by which the book knows charges and
// interest: they get the codes ISO 20022 has for them.
func (r *reader) code() string {
	kind := r.pay.kind[:]
	if string(kind) == r.sameCode {
		return r.sameCode
	}
	side := "MCOP"
	if r.entry.Direction == formats.Debit {
		side = "MDOP"
	}
	switch string(kind[1:]) {
	case "\x00\x00\x00":
		return ""
	case "CHG", "COM":
		return "ACMT/" + side + "/CHRG"
	case "INT":
		return "ACMT/" + side + "/INTR"
	}
	text, _ := r.lines.text(kind)
	r.sameCode = string(text)
	return r.sameCode
}

func (r *reader) hearLatin1(heard bool) {
	if heard && !r.first {
		r.findFirst("charset", false, "letters that are not UTF-8; they were read as ISO 8859-1")
	}
}

// information begins :86:. Behind the balances it tells of the statement, which nobody
// asks for.
func (r *reader) information(rest []byte) error {
	if !r.pending || r.pay.starts {
		r.message.about = true
		return nil
	}
	r.pay.starts = true
	return r.keep(&r.pay.info, rest)
}

// moreInformation is a further line: of :86:, or of :61: itself.
func (r *reader) moreInformation(line []byte) error {
	p := &r.pay
	if !p.starts {
		return r.keep(&p.extra, line)
	}
	if !r.first {
		p.info = append(p.info, '\n')
	}
	return r.keep(&p.info, line)
}

// keep adds a line to a text; the first reader only counts.
func (r *reader) keep(to *[]byte, line []byte) error {
	if r.first {
		if r.pay.length += len(line); r.pay.length > r.limits.Text {
			return r.refuse("text-too-long", "", "an entry's text (:86:) of at most "+strconv.Itoa(r.limits.Text)+" bytes")
		}
		return nil
	}
	text, latin1 := r.lines.text(line)
	r.hearLatin1(latin1)
	*to = append(*to, text...)
	return nil
}

// tellEntry tells the entry that was read, now that what follows is not its :86:.
func (r *reader) tellEntry() error {
	if !r.pending {
		return nil
	}
	r.pending = false
	if r.first {
		return nil
	}
	e, p := &r.entry, &r.pay
	p.explain()
	e.Ref, e.BankRef, e.Text = r.clip.String(p.owner), r.clip.String(p.BankRef), r.clip.String(p.Info)
	if r.sink.Entry != nil {
		if err := r.sink.Entry(e); err != nil {
			return err
		}
	}
	p.Line, p.Ordinal = e.Line, 1
	p.Amount, p.Currency, p.Direction, p.Priced = e.Amount.Minor, e.Amount.Currency, e.Direction, true
	p.Reversal, p.BookedOn = e.Reversal, e.BookedOn
	e.Payments = 1
	if r.sink.Payment != nil {
		if err := r.sink.Payment(&p.Payment); err != nil {
			return err
		}
	}
	if r.sink.EntryEnd == nil {
		return nil
	}
	return r.sink.EntryEnd(e)
}
