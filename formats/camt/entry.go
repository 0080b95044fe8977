package camt

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strconv"

	"girod/formats"
	"girod/formats/money"
)

// openEntry is the Ntry being read.
type openEntry struct {
	formats.Entry
	told     bool
	ref      []byte // of the word, which is made of them when somebody listens
	bankRef  []byte
	text     []byte
	code     [4][]byte // domain, family, subfamily, proprietary
	lastCode string
	batch    openBatch
	details  int
	sum      int64 // of its priced payments, from Direction
	unpriced int
	charge   charge
	inst     money.Amount
	rate     []byte
	refs     int // references of its payments
	hash     uint64
}

// openBatch is what the bank says of the order behind an entry (NtryDtls/Btch).
type openBatch struct {
	message, paymentInfo []byte
	count                []byte
	amount               money.Amount
	side                 formats.Direction
	details              int
	sum                  int64
}

func (r *reader) openEntry() error {
	if err := r.tellStatement(); err != nil {
		return err
	}
	if err := r.count(); err != nil {
		return err
	}
	e := &r.entry
	code, rate, last := e.code, e.rate[:0], e.lastCode
	*e = openEntry{lastCode: last, rate: rate, ref: e.ref[:0], bankRef: e.bankRef[:0], text: e.text[:0]}
	for i := range code {
		e.code[i] = code[i][:0]
	}
	r.statement.entries++
	e.Ordinal = r.statement.entries
	e.Line = r.xml.Line()
	r.held = nil
	return nil
}

// count holds the file to the limit of entries and payments.
func (r *reader) count() error {
	if r.records++; r.records > r.limits.Records {
		return r.xml.Refuse("too-many-records", "", "at most "+strconv.FormatInt(r.limits.Records, 10)+" entries and payments in a file")
	}
	return nil
}

func (r *reader) entryValue(t tag) (err error) {
	e := &r.entry
	switch t {
	case entryRef:
		e.ref = append(e.ref[:0], r.text...)
	case entryAmount:
		if e.Amount, err = r.amount(); err == nil {
			r.checkCurrency()
		}
	case entryDirection:
		e.Direction, err = r.direction()
	case entryReversal:
		e.Reversal = isTrue(r.text)
	case entryStatus:
		e.Status = r.status()
	case entryBooked:
		e.BookedOn, err = r.day()
	case entryValue:
		e.ValueDate, err = r.day()
	case entryBankRef:
		e.bankRef = append(e.bankRef[:0], r.text...)
	case entryDomain, entryFamily, entrySubFamily, entryProprietary:
		e.code[t-entryDomain] = append(e.code[t-entryDomain][:0], r.text...)
	case entryCharge:
		e.charge.next(r.charged(t, e.Amount.Currency))
	case entryChargeSide:
		e.charge.turn(string(r.text) == "CRDT")
	case entryChargeIncluded:
		e.charge.included(isTrue(r.text))
	case entryChargeTotal:
		e.charge.add(r.charged(t, e.Amount.Currency))
	case entryInstructed:
		e.inst, _ = r.hint(t)
	case entryRate:
		if len(e.rate) == 0 {
			e.rate = append(e.rate, r.text...)
		}
	case entryText:
		e.text = append(e.text[:0], r.text...)
	case batchMessage:
		e.batch.message = append(e.batch.message[:0], r.text...)
	case batchPaymentInfo:
		e.batch.paymentInfo = append(e.batch.paymentInfo[:0], r.text...)
	case batchCount:
		e.batch.count = append(e.batch.count[:0], r.text...)
	case batchAmount:
		e.batch.amount, _ = r.hint(t)
	case batchSide:
		e.batch.side, err = r.direction()
	}
	return err
}

// status reads Sts. What is not known is kept as written, and is not booked.
func (r *reader) status() formats.EntryStatus {
	switch string(r.text) {
	case "BOOK":
		return formats.Booked
	case "PDNG":
		return formats.Pending
	case "INFO":
		return formats.Info
	case "FUTR":
		return formats.Future
	}
	r.findFirst(entryStatus, "status", true, "an entry whose status is not BOOK, PDNG, INFO or FUTR: "+formats.Excerpt(string(r.text)))
	return formats.EntryStatus(r.clip.String(r.text))
}

// tellEntry checks what an entry must have and opens it to the sink: before its first
// payment, or at its end.
func (r *reader) tellEntry() error {
	s, e := &r.statement, &r.entry
	if e.told {
		return nil
	}
	e.told = true
	switch {
	case e.Amount.Currency == "":
		return &formats.Error{Origin: r.entryOrigin(), Code: "amount-missing", Want: "an entry with an amount (Ntry/Amt)"}
	case e.Direction == 0:
		return &formats.Error{Origin: r.entryOrigin(), Code: "direction-missing", Want: "an entry with CdtDbtInd: CRDT or DBIT"}
	}
	if e.Status == "" {
		r.findFirst(entryStatus, "status", true, "an entry without status, or with one that is not known")
	}
	if e.BookedOn == 0 {
		e.BookedOn = e.ValueDate
	}
	if e.BookedOn == 0 {
		e.BookedOn = s.lastDay
		r.findFirst(entryBooked, "no-booking-date", e.BookedOn == 0, "an entry without booking and value date; the last day the statement names is taken")
	}
	e.Code = e.joinCode(&r.clip)
	e.Charges = e.charge.taken()
	if r.sink.Entry == nil {
		return nil
	}
	r.wordEntry()
	return r.sink.Entry(&e.Entry)
}

// wordEntry makes the strings of an entry, for which only a sink has use.
func (r *reader) wordEntry() {
	e := &r.entry
	word := func(to *string, text []byte) {
		if *to != string(text) {
			*to = r.clip.String(text)
		}
	}
	word(&e.At, r.entryPath())
	word(&e.Ref, e.ref)
	word(&e.BankRef, e.bankRef)
	word(&e.Text, e.text)
}

// entryOrigin is where the entry stands.
func (r *reader) entryOrigin() formats.Origin {
	return formats.Origin{Line: r.entry.Line, At: string(r.entryPath())}
}

// checkCurrency holds an entry to the currency of its account. Where the account does
// not say, its first balance speaks for it, else its first entry.
func (r *reader) checkCurrency() {
	s, c := &r.statement, r.entry.Amount.Currency
	switch {
	case s.Account.Currency == "":
		s.Account.Currency = c
	case c != s.Account.Currency && s.guessed:
		r.findFirst(entryAmount, "currency-differs", true, "an entry in "+string(c)+"; the balances are in "+string(s.Account.Currency)+", the account does not say")
	case c != s.Account.Currency:
		r.findFirst(entryAmount, "currency-differs", true, "an entry in "+string(c)+" on an account kept in "+string(s.Account.Currency))
	}
}

// entryPath gives "Stmt[1]/Ntry[3]" without asking for a new string each time.
func (r *reader) entryPath() []byte {
	b := append(r.scratch[:0], r.statement.At...)
	b = append(b, "/Ntry["...)
	b = strconv.AppendInt(b, int64(r.entry.Ordinal), 10)
	b = append(b, ']')
	r.scratch = b
	return b
}

// joinCode makes "PMNT/RCDT/ATXN", or gives the bank's own code.
func (e *openEntry) joinCode(c *formats.Clip) string {
	if len(e.code[0]) == 0 {
		return e.same(c, e.code[3])
	}
	slash := []byte{'/'}
	return e.same(c, e.code[0], slash, e.code[1], slash, e.code[2])
}

// same gives the last code's string again when it is the same.
func (e *openEntry) same(c *formats.Clip, parts ...[]byte) string {
	rest := e.lastCode
	for _, p := range parts {
		if len(rest) < len(p) || rest[:len(p)] != string(p) {
			e.lastCode = c.String(parts...)
			return e.lastCode
		}
		rest = rest[len(p):]
	}
	if rest != "" {
		e.lastCode = c.String(parts...)
	}
	return e.lastCode
}

func (r *reader) closeEntry() error {
	if err := r.tellEntry(); err != nil {
		return err
	}
	s, e := &r.statement, &r.entry
	if r.held != nil { // the only one, without an amount: the entry's amount is its own
		r.held.Amount, r.held.Priced = e.Amount.Minor, true
		r.held.instructed(e.inst)
		if err := r.tellPayment(r.held); err != nil {
			return err
		}
		r.held = nil
	}
	s.details += e.details
	s.totals = formats.AddTotal(s.totals, e.Amount.Currency, e.Direction, e.Amount.Minor)
	if e.Direction == formats.Credit {
		s.credits++
	} else {
		s.debits++
	}
	if e.Status == formats.Booked {
		s.booked = formats.AddTotal(s.booked, e.Amount.Currency, e.Direction, e.Amount.Minor)
	}
	s.count(e)
	r.repeated()
	e.Payments = e.details
	if e.details > 0 {
		e.Rest = e.Amount.Minor - e.sum
	} else if err := r.tellWhole(); err != nil {
		return err
	}
	if e.Rest != 0 {
		r.findDifference()
	}
	if r.sink.EntryEnd == nil {
		return nil
	}
	r.wordEntry()
	return r.sink.EntryEnd(&e.Entry)
}

// findDifference tells that details do not sum to their entry.
func (r *reader) findDifference() {
	e := &r.entry
	if r.enough() {
		return
	}
	text := fmt.Sprintf("the details sum to %s, the entry is %s", money.Of(e.sum, e.Amount.Currency), e.Amount)
	if e.unpriced > 0 {
		text += fmt.Sprintf("; %d of %d have no amount", e.unpriced, e.details)
	}
	r.findAt(r.entryOrigin(), "details-differ", false, text)
}

// closeBatch holds a batch to its own count and sum.
func (r *reader) closeBatch() {
	e := &r.entry
	b := &e.batch
	if b.details == 0 {
		return
	}
	if len(b.count) > 0 && !says(b.count, b.details) && !r.enough() {
		r.find("batch-differs", false, fmt.Sprintf("the batch counts %s payments, there are %d", formats.Excerpt(string(b.count)), b.details))
	}
	if side := b.side; side != 0 {
		b.sum = signed(b.sum, e.Direction, side)
	}
	if b.amount.Currency == e.Amount.Currency && b.amount.Minor != b.sum && e.unpriced == 0 && r.held == nil && !r.enough() {
		r.find("batch-differs", false, fmt.Sprintf("the batch sums to %s, its payments to %s", b.amount, money.Of(b.sum, b.amount.Currency)))
	}
}

// says tells whether a count as written is n.
func says(count []byte, n int) bool {
	said, err := strconv.Atoi(string(count))
	return err == nil && said == n
}

// mix adds a value to the hash of the entry: its first and last eight bytes with one
// long multiplication, what stands between them eight at a time.
func (e *openEntry) mix(t tag, text []byte) {
	const k = 0x9E3779B97F4A7C15
	n := len(text)
	h := e.hash ^ uint64(t)<<32 ^ uint64(n)
	var first, last uint64
	switch {
	case n >= 8:
		for i := 8; i < n-8; i += 8 {
			h = (h ^ binary.LittleEndian.Uint64(text[i:])) * k
			h ^= h >> 29
		}
		first, last = binary.LittleEndian.Uint64(text), binary.LittleEndian.Uint64(text[n-8:])
	case n >= 4:
		first, last = uint64(binary.LittleEndian.Uint32(text)), uint64(binary.LittleEndian.Uint32(text[n-4:]))
	case n > 0:
		first = uint64(text[0]) | uint64(text[n/2])<<8 | uint64(text[n-1])<<16
	}
	high, low := bits.Mul64(h^first, k^last)
	e.hash = high ^ low
}
