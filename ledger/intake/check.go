package intake

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strconv"

	"girod/formats"
	"girod/formats/money"
	"girod/ledger/matching"
)

// Read streams one file into a sink; it can be called twice. cmd makes it of the spooled
// file and the codec.
type Read func(formats.Sink) (*formats.Summary, error)

// Verdict is what the first pass learnt about a file.
type Verdict struct {
	Summary *formats.Summary
	// Hold is the first reason not to book the file; nil when there is none.
	Hold *Hold
	// Released says that a person has looked at the hold and wants the file booked.
	Released bool

	accounts []Account
	parts    []part
	refs     map[string]bool // payment references named, until there are many
	manyRefs bool
	numbers  int          // payments that may name an invoice by number
	gross    map[int]bool // entries, counted from 1, whose payments are before charges
	// debits is what payments that went out name, so that what they may take back is
	// remembered while it is booked; manyDebits when there are too many to tell.
	debits     []formats.Payment
	manyDebits bool
	// names are the payers' names (EndToEndId) that payments which went out bear.
	names map[string]bool
	// firstRef and lastRef are the lowest and highest of the bank's names for payments.
	firstRef, lastRef string
}

// part is one statement, report or notification of a file.
type part struct {
	account     *Account
	at          formats.Origin
	kind        formats.StatementKind
	id          string
	sequence    string
	copied      bool
	from, to    int64
	opening     *formats.Balance
	closing     *formats.Balance
	credit      int64 // booked
	debit       int64
	entries     int
	fingerprint string
	first, last string // lowest and highest entry key
}

// many is how many references are fetched one by one; beyond, the index is loaded whole.
const many = 20_000

// Check reads a file without the database. An error means that it could not be read; what
// could be read but must not be booked is a Hold in the verdict.
func Check(read Read, accounts []Account) (*Verdict, error) {
	c := checker{v: &Verdict{accounts: accounts, refs: map[string]bool{}, gross: map[int]bool{}, names: map[string]bool{}}}
	summary, err := read(formats.Sink{
		Statement:    c.statement,
		Entry:        c.entry,
		Payment:      c.payment,
		EntryEnd:     c.entryEnd,
		StatementEnd: c.statementEnd,
	})
	if err != nil {
		return nil, err
	}
	c.v.Summary = summary
	if doubt := summary.InDoubt(); doubt != nil && c.v.Hold == nil {
		c.v.Hold = holdFile(doubt.Code, doubt.Origin, "%s", doubt.Text)
	}
	return c.v, nil
}

// checker carries the first pass.
type checker struct {
	v       *Verdict
	part    *part
	hash    hash.Hash
	to      *bufio.Writer
	keys    keys
	scratch []byte
	entryNo int
}

// note keeps the first hold; one reason is enough for a person to begin with.
func (c *checker) note(h *Hold) {
	if c.v.Hold == nil {
		c.v.Hold = h
	}
}

func (c *checker) statement(s *formats.Statement) error {
	account := find(c.v.accounts, s.Account.ID)
	c.v.parts = append(c.v.parts, part{
		account: account, at: s.Origin, kind: s.Kind, id: s.ID, sequence: s.Sequence,
		copied: s.Copy != "", from: int64(s.From), to: int64(s.To),
		opening: balance(s, "OPBD", "PRCD"), closing: balance(s, "CLBD"),
	})
	c.part = &c.v.parts[len(c.v.parts)-1]
	c.hash = sha256.New()
	c.to = bufio.NewWriterSize(c.hash, 1<<14)
	c.keys.begin(s)
	switch {
	case account == nil:
		c.note(holdFile("unknown-account", s.Origin, "account %q is none of ours; name it under accounts in the configuration", s.Account.ID))
	case s.Account.Currency != "" && s.Account.Currency != account.Currency:
		c.note(holdFile("currency", s.Origin, "account %s is kept in %s, the file says %s", account.Key, account.Currency, s.Account.Currency))
	}
	return nil
}

// balance gives the first balance of a statement under one of the codes.
func balance(s *formats.Statement, codes ...string) *formats.Balance {
	for _, code := range codes {
		if b, ok := s.Balance(code); ok {
			return &b
		}
	}
	return nil
}

func (c *checker) entry(e *formats.Entry) error {
	c.entryNo++
	c.part.entries++
	key := c.keys.next(e)
	if c.part.first == "" || key < c.part.first {
		c.part.first = key
	}
	if key > c.part.last {
		c.part.last = key
	}
	c.print(key, string(e.Status), e.Code)
	if s := c.part; s.closing == nil || s.closing.On == 0 {
		s.to = max(s.to, int64(e.BookedOn))
	}
	if c.part.account != nil && e.Amount.Currency != c.part.account.Currency {
		c.note(holdFile("currency", e.Origin, "entry in %s on an account kept in %s", e.Amount.Currency, c.part.account.Currency))
	}
	if e.Status != formats.Booked {
		return nil
	}
	side := &c.part.credit
	if e.Direction == formats.Debit {
		side = &c.part.debit
	}
	sum, ok := money.Add(*side, e.Amount.Minor)
	if !ok {
		c.note(holdFile("balance", e.Origin, "the entries sum to more than fits"))
	}
	*side = sum
	return nil
}

// print adds fields to the part's fingerprint.
func (c *checker) print(fields ...string) {
	for _, f := range fields {
		c.to.WriteString(f)
		c.to.WriteByte(0)
	}
}

func (c *checker) payment(p *formats.Payment) error {
	c.scratch = strconv.AppendInt(c.scratch[:0], p.Amount, 10)
	c.to.Write(append(append(c.scratch, byte(p.Direction)), p.BankRef...))
	c.span(p.BankRef)
	reference := false
	for i := range p.Refs {
		if p.Refs[i].Kind == formats.CreditorRef {
			reference = true
			c.want(p.Refs[i].Text)
		}
	}
	if !reference && (len(p.Refs) > 0 || len(p.Text) > 0) {
		c.v.numbers++
	}
	if p.Direction == formats.Debit && len(c.v.names) < many && debitName(p) != "" {
		c.v.names[debitName(p)] = true
	}
	if p.Direction == formats.Debit && (len(p.Refs) > 0 || len(p.Text) > 0) {
		c.debit(p)
	}
	return nil
}

// span widens the range of the bank's names.
func (c *checker) span(ref []byte) {
	if len(ref) == 0 {
		return
	}
	if c.v.firstRef == "" || string(ref) < c.v.firstRef {
		c.v.firstRef = string(ref)
	}
	if string(ref) > c.v.lastRef {
		c.v.lastRef = string(ref)
	}
}

// want notes a reference the second pass will look up.
func (c *checker) want(ref []byte) {
	if c.v.manyRefs {
		return
	}
	c.scratch = matching.AppendRef(c.scratch[:0], ref)
	if len(c.scratch) == 0 || c.v.refs[string(c.scratch)] {
		return
	}
	if len(c.v.refs) == many {
		c.v.manyRefs, c.v.refs = true, nil
		return
	}
	c.v.refs[string(c.scratch)] = true
}

// debit keeps what a debit names.
func (c *checker) debit(p *formats.Payment) {
	if c.v.manyDebits = len(c.v.debits) == many; c.v.manyDebits {
		return
	}
	names := formats.Payment{Currency: p.Currency, Refs: slices.Clone(p.Refs)}
	for i := range names.Refs {
		names.Refs[i].Text = bytes.Clone(names.Refs[i].Text)
	}
	for _, text := range p.Text {
		names.Text = append(names.Text, bytes.Clone(text))
	}
	c.v.debits = append(c.v.debits, names)
}

// entryEnd notes entries whose payments are told before the bank's charges: they exceed
// the entry by exactly those.
func (c *checker) entryEnd(e *formats.Entry) error {
	if e.Charges > 0 && e.Rest == -e.Charges {
		c.v.gross[c.entryNo] = true
	}
	return nil
}

// statementEnd proves the part: opening and entries give the closing balance.
func (c *checker) statementEnd(s *formats.Statement) error {
	c.print(balanceText(c.part.opening), balanceText(c.part.closing))
	if err := c.to.Flush(); err != nil {
		return err
	}
	c.part.fingerprint = hex.EncodeToString(c.hash.Sum(nil))
	// The closing balance knows its day best; FrToDt is optional and may end at midnight.
	if c.part.closing != nil && c.part.closing.On != 0 {
		c.part.to = int64(c.part.closing.On)
	}
	open, closed := c.part.opening, c.part.closing
	if s.Kind != formats.EndOfDay || open == nil || closed == nil {
		return nil
	}
	if sum := open.Amount.Minor + c.part.credit - c.part.debit; sum != closed.Amount.Minor {
		c.note(holdFile("balance", s.Origin, "opening %s and the booked entries give %s, the closing balance says %s",
			open.Amount, money.Of(sum, open.Amount.Currency), closed.Amount))
	}
	return nil
}

func balanceText(b *formats.Balance) string {
	if b == nil {
		return ""
	}
	return b.Amount.String()
}
