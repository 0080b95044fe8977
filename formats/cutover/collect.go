package cutover

import (
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// What a collector holds at most.
const (
	maxDays     = 100_000 // of all bankgiro numbers
	maxPayments = 20_000_000
	maxSeen     = 1_000_000 // statements
	maxRefs     = 100_000   // references kept as text
	maxRef      = 60        // bytes of such a text
)

// Collector hears what one channel says, and keeps a few bytes of each payment.
type Collector struct {
	belongs  map[string]string // account → bankgiro
	days     map[key]*day
	seen     map[uint64]bool // statements, by all that names them
	files    []string
	refs     []string
	payments int

	// Repeated counts the statements that came more than once and were heard once.
	Repeated int
	// Other counts the booked payments that name no bankgiro.
	Other int
}

// key is a bankgiro's day as one kind of message tells it.
type key struct {
	giro     string
	on       date.Date
	currency money.Currency
	kind     formats.StatementKind
}

// day is what was told of one.
type day struct {
	said     Said
	payments []mark
	deposits []mark
}

// mark is what is kept of a payment or a deposit.
type mark struct {
	amount int64  // debits negative
	hash   uint64 // of the reference
	line   int32
	file   int32
	ref    int32 // its text in Collector.refs; -1 when it is not kept
}

// NewCollector makes a collector for one channel.
func NewCollector() *Collector {
	return &Collector{belongs: map[string]string{}, days: map[key]*day{}, seen: map[uint64]bool{}}
}

// Belongs says that payments to an account which name no bankgiro were made to this one:
// of use where a bank keeps an account for a single bankgiro and does not name it.
func (c *Collector) Belongs(account, bankgiro string) { c.belongs[bare(account)] = bare(bankgiro) }

// Sink gives the sink for one file, by whose name payments are told that lack a partner.
func (c *Collector) Sink(file string) formats.Sink {
	c.files = append(c.files, file)
	h := &hearing{Collector: c, file: int32(len(c.files) - 1)}
	return formats.Sink{Statement: h.statement, Entry: h.entry, Payment: h.payment, EntryEnd: h.entryEnd}
}

// hearing is one file being read.
type hearing struct {
	*Collector
	file    int32
	kind    formats.StatementKind
	account string
	deaf    bool // to this statement, which was heard before or is none to compare
	counts  bool // this entry does: money that came in, and is booked
	on      date.Date
	ref     string
	line    int
	open    []deposit // of the entry, one for each bankgiro in it: nearly always one
	at      int       // the one the last payment was made to
}

// deposit sums the payments of an entry to one bankgiro.
type deposit struct {
	giro string
	sum  int64
	day  *day
}

func (h *hearing) statement(s *formats.Statement) error {
	h.kind, h.account = s.Kind, bare(s.Account.ID)
	h.deaf = s.Kind == formats.WithinDay
	if h.deaf {
		return nil
	}
	name := hashText(hashText(hashText(hashText(seed, s.MessageID), s.ID), s.Created), string(s.Kind)+s.Sequence+h.account+s.From.String()+s.To.String())
	if h.seen[name] {
		h.deaf = true
		h.Repeated++
		return nil
	}
	if len(h.seen) == maxSeen {
		return tooMuch("statements", maxSeen)
	}
	h.seen[name] = true
	return nil
}

func (h *hearing) entry(e *formats.Entry) error {
	h.counts = !h.deaf && e.Status == formats.Booked && e.Direction == formats.Credit
	h.on, h.ref, h.line, h.open, h.at = e.BookedOn, e.Ref, e.Line, h.open[:0], 0
	return nil
}

func (h *hearing) payment(p *formats.Payment) error {
	if !h.counts || !p.Priced {
		return nil
	}
	d, err := h.deposit(p)
	if d == nil || err != nil {
		if err == nil {
			h.Other++
		}
		return err
	}
	amount, said, fits := p.Amount, &d.day.said, false
	if p.Direction == formats.Debit {
		amount = -amount
		said.Debit, fits = money.Add(said.Debit, p.Amount)
	} else {
		said.Credit, fits = money.Add(said.Credit, p.Amount)
	}
	sum, ok := money.Add(d.sum, amount)
	if !ok || !fits {
		return fmt.Errorf("bankgiro %s on %s: sum its payments: %w", d.giro, h.on, money.ErrOverflow)
	}
	d.sum = sum
	if p.Ordinal == 0 {
		said.Whole++
		return nil
	}
	said.Payments++
	if h.payments++; h.payments > maxPayments {
		return tooMuch("payments", maxPayments)
	}
	m := mark{amount: amount, hash: hashPayment(p), line: int32(p.Line), file: h.file, ref: -1}
	if len(h.refs) < maxRefs {
		m.ref = int32(len(h.refs))
		h.refs = append(h.refs, refText(p))
	}
	d.day.payments = append(d.day.payments, m)
	return nil
}

// deposit finds the sum a payment belongs to by its bankgiro; nil when it names none.
func (h *hearing) deposit(p *formats.Payment) (*deposit, error) {
	if h.at < len(h.open) && same(h.open[h.at].giro, p.PaidTo) {
		return &h.open[h.at], nil
	}
	giro := h.belongs[h.account]
	if string(p.PaidToScheme) == "BGNR" {
		giro = bare(string(p.PaidTo))
	}
	if giro == "" {
		return nil, nil
	}
	for h.at = range h.open {
		if h.open[h.at].giro == giro {
			return &h.open[h.at], nil
		}
	}
	k := key{giro, h.on, p.Currency, h.kind}
	d := h.days[k]
	if d == nil {
		if len(h.days) == maxDays {
			return nil, tooMuch("days of bankgiro numbers", maxDays)
		}
		d = &day{}
		h.days[k] = d
	}
	if len(h.open) == maxInEntry {
		return nil, tooMuch("bankgiro numbers in an entry", maxInEntry)
	}
	h.at = len(h.open)
	h.open = append(h.open, deposit{giro: giro, day: d})
	return &h.open[h.at], nil
}

// maxInEntry bounds the search for a bankgiro among those of one entry.
const maxInEntry = 1000

func (h *hearing) entryEnd(*formats.Entry) error {
	for i := range h.open {
		d := &h.open[i]
		d.day.said.Deposits++
		m := mark{amount: d.sum, line: int32(h.line), file: h.file, ref: -1}
		if len(h.refs) < maxRefs {
			m.ref = int32(len(h.refs))
			h.refs = append(h.refs, clip(h.ref))
		}
		d.day.deposits = append(d.day.deposits, m)
	}
	h.open = h.open[:0]
	return nil
}

func tooMuch(what string, most int) error {
	return fmt.Errorf("compare files: more than %d %s; compare fewer files at a time", most, what)
}

// bare strips what people put between digits, and the zeros a file fills a bankgiro with.
func bare(id string) string {
	id = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' {
			return -1
		}
		return r
	}, strings.ToUpper(id))
	return strings.TrimLeft(id, "0")
}

// same tells whether a bankgiro as a file writes it is the bare one, without allocating.
func same(giro string, written []byte) bool { return len(written) > 0 && string(written) == giro }

// refText is the reference of a payment for people.
func refText(p *formats.Payment) string {
	switch {
	case len(p.Refs) > 0:
		return clip(string(p.Refs[0].Text))
	case len(p.Text) > 0:
		return clip(string(p.Text[0]))
	}
	return ""
}

func clip(text string) string {
	if len(text) > maxRef {
		return strings.ToValidUTF8(text[:maxRef], "") + "…"
	}
	return text
}
