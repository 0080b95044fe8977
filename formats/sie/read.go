package sie

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"girod/formats"
)

// Format is the room's name in a summary.
const Format = "sie"

// Is tells whether a file begins as SIE does: with #FLAGGA, or at least with a label and
// a #SIETYP soon after.
func Is(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if bytes.HasPrefix(head, []byte("#FLAGGA")) {
		return true
	}
	return len(head) > 1 && head[0] == '#' && head[1] >= 'A' && head[1] <= 'Z' && bytes.Contains(head[:min(len(head), 4096)], []byte("\n#SIETYP"))
}

// Reader reads a SIE 4 file and tells what it says, record by record, in constant
// memory. Functions that are nil are not called.
type Reader struct {
	Limits formats.Limits
	// Strict is the kind of a file made by girod itself, to be held to every rule;
	// "" reads a stranger's file as far as its money is in no doubt.
	Strict Kind
	// Header is told once, before the first balance or voucher.
	Header func(*Header) error
	// Balance is told of each balance record; it is the reader's own.
	Balance func(*Balance) error
	// Voucher is told of each voucher; it and its slices are the reader's own and
	// overwritten by the next, its strings are not.
	Voucher func(*Voucher) error
}

// Read counts and sums a stranger's file: vouchers are entries, their #TRANS details,
// and the totals those of debit and credit. The neutral words have none for a voucher, so
// the sink is told nothing; see [Reader] for what a voucher says.
func Read(r io.Reader, l formats.Limits, _ formats.Sink) (*formats.Summary, error) {
	return Reader{Limits: l}.Read(r)
}

// ReadDocument reads a whole file into memory: at most Limits.Held bytes of it.
func ReadDocument(r io.Reader, l formats.Limits, strict Kind) (*Document, *formats.Summary, error) {
	l = l.WithDefaults()
	l.Bytes = min(l.Bytes, l.Held)
	d := &Document{}
	x := Reader{Limits: l, Strict: strict}
	x.Balance = func(b *Balance) error {
		c := *b
		c.Objects = append([]Object(nil), b.Objects...)
		d.Balances = append(d.Balances, c)
		return nil
	}
	x.Voucher = func(v *Voucher) error {
		c := *v
		c.Transactions = append([]Transaction(nil), v.Transactions...)
		for i := range c.Transactions {
			c.Transactions[i].Objects = append([]Object(nil), c.Transactions[i].Objects...)
		}
		d.Vouchers = append(d.Vouchers, c)
		return nil
	}
	y := x.begin(r)
	sum, err := y.run()
	if err != nil {
		return nil, sum, err
	}
	d.Kind, d.Header = y.kind(), y.head
	return d, sum, nil
}

// Read reads a file to its end. A refusal is a *[formats.Error]; an error of a function
// that was told something comes back as it is.
func (x Reader) Read(r io.Reader) (*formats.Summary, error) {
	return x.begin(r).run()
}

func (x Reader) begin(r io.Reader) *reading {
	l := x.Limits.WithDefaults()
	y := &reading{tell: x, strict: x.Strict, limits: l, src: newSource(r, l), sum: &formats.Summary{Format: Format}, seen: map[string]bool{}}
	if x.Strict != "" {
		y.src.charset = pc8
	}
	return y
}

// reading is the state of one reading.
type reading struct {
	tell   Reader
	strict Kind
	limits formats.Limits
	src    *source
	rec    *record
	sum    *formats.Summary
	text   strings.Builder // what becomes strings
	mixed  bool            // bytes that are no characters in the file's character set

	head      Header
	told      bool            // the header was
	started   bool            // the first label was seen
	seen      map[string]bool // labels that stand once, and what is told once
	stage     stage
	headed    int  // bytes that make up the header
	skippable bool // the last label was one we do not know: braces may follow
	skip      int  // depth of such braces
	tally     tally
	balance   Balance
	balanced  bool // the file has what 4I forbids

	v        Voucher
	held     int // bytes that make it up
	open     braces
	slot     int   // of the voucher's year, -1 for none
	sumTrans int64 // of its #TRANS
	waiting  bool  // an #RTRANS waits for its #TRANS:
	rAccount int
	rAmount  int64
	objs     []Object
	series   map[string]int64 // the last number of each, when strict

	check         checksum
	opened        bool // #KSUMMA
	checked       bool // #KSUMMA with its number
	debit, credit int64
}

func (x *reading) run() (*formats.Summary, error) {
	for {
		rec, err := x.src.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		x.rec = rec
		if err := x.record(); err != nil {
			return nil, err
		}
	}
	if err := x.finish(); err != nil {
		return nil, err
	}
	return x.sum, nil
}

// record reads one line.
func (x *reading) record() error {
	if err := x.shape(); err != nil {
		return err
	}
	if b := x.rec.brace(); b != 0 {
		return x.brace(b)
	}
	if x.open == wanted {
		return x.refuse("", "voucher-braces", string(x.rec.label), "the postings of "+x.name()+" in braces, { on a line of its own")
	}
	label := x.rec.label
	if string(label) == "#KSUMMA" {
		return x.ksumma()
	}
	if x.checked {
		if err := x.odd("", "after-checksum", string(label), "nothing behind the closing #KSUMMA, which does not vouch for it", true); err != nil {
			return err
		}
	}
	if x.opened && !x.checked {
		x.sumUp()
	}
	if x.skip > 0 {
		return nil
	}
	if x.open == within {
		return x.posting()
	}
	return x.labelled()
}

// sumUp adds the line to #KSUMMA: label and fields, list and all.
func (x *reading) sumUp() {
	x.check.add(x.src.charset, x.rec.label)
	for _, t := range x.rec.tokens {
		x.check.add(x.src.charset, t)
	}
}

// shape looks at the line as such.
func (x *reading) shape() error {
	if !x.started {
		x.started = true
		if string(x.rec.label) != "#FLAGGA" || x.strict != "" && x.src.bom {
			if err := x.odd("", "flag-first", string(x.rec.label), "#FLAGGA as the first label", false); err != nil {
				return err
			}
		}
	}
	switch o := x.rec.odd; {
	case o == 0:
		return nil
	case o&oddQuote != 0:
		return x.odd("", "quote-open", string(x.rec.label), "a closing quote", false)
	case o&oddList != 0:
		return x.refuse("", "list-open", string(x.rec.label), "one list of objects in braces, such as {1 \"100\"}")
	case o&oddControl != 0:
		return x.odd("", "control-character", string(x.rec.label), "no control characters (SIE 4B)", false)
	default:
		return x.odd("", "quote-glued", string(x.rec.label), "a blank behind a closing quote", false)
	}
}
