package matching

import (
	"cmp"
	"hash/maphash"
	"slices"

	"girod/formats/money"
)

// Index finds claims by reference and by invoice number. Names lie end to end in one
// arena, claims in one slice, and two open-addressing tables point into both, so a
// million claims are a handful of allocations, nothing for the collector to walk, and
// about 60 MiB (PERFORMANCE.md §4).
type Index struct {
	seed       maphash.Seed
	arena      []byte // names, each behind its length
	claims     []claim
	more       map[ID]*more
	currencies []money.Currency
	refs       table
	numbers    table
	groups     map[uint32][]ID   // claims that share a name, by where the name stands
	plans      map[uint32]string // names of a plan or case, and which it is: paid oldest first
	scratch    []byte
	single     [1]ID
}

// table is one namespace: a power of two of slots, linear probing, never deleted from.
type table struct {
	slots []slot
	used  int
}

// slot points to a name and its (first) claim.
type slot struct {
	name  uint32 // place in the arena + 1; 0 is a free slot
	claim ID
}

// NewIndex makes an index with room for n claims.
func NewIndex(n int) *Index {
	x := &Index{
		seed:   maphash.MakeSeed(),
		more:   map[ID]*more{},
		groups: map[uint32][]ID{},
		plans:  map[uint32]string{},
	}
	x.claims = make([]claim, 0, n)
	x.arena = make([]byte, 0, n*14)
	x.refs.reserve(x, n)
	return x
}

// Len counts the claims.
func (x *Index) Len() int { return len(x.claims) }

// Add puts a claim under its reference and its number. A claim that is there already
// keeps the balances it has: payments of this file may have moved them.
func (x *Index) Add(c Claim) ID {
	x.scratch = AppendRef(x.scratch[:0], c.Ref)
	ref := len(x.scratch)
	x.scratch = AppendNumber(x.scratch, c.Number)
	id, known := x.known(c.Invoice, x.scratch[:ref], x.scratch[ref:])
	if !known {
		id = ID(len(x.claims))
		x.claims = append(x.claims, x.compact(id, c))
	}
	x.refs.put(x, x.scratch[:ref], id)
	x.numbers.put(x, x.scratch[ref:], id)
	return id
}

// AddRef puts a claim that is there under one more reference: an invoice may offer several
// ways to be paid, each with its own.
func (x *Index) AddRef(ref string, id ID) {
	x.scratch = AppendRef(x.scratch[:0], ref)
	x.refs.put(x, x.scratch, id)
}

// AddPlan puts the own reference of a plan or case over its claims, oldest first; what
// says which of the two it is.
func (x *Index) AddPlan(ref, what string, ids ...ID) {
	for _, id := range ids {
		x.AddRef(ref, id)
	}
	if at := x.refs.find(x, AppendRef(x.scratch[:0], ref)); at.name != 0 {
		x.plans[at.name] = what
	}
}

// Find gives the claim of an invoice where claims were added in the order of their
// invoices, as a whole book is.
func (x *Index) Find(invoice InvoiceID) (ID, bool) {
	i, found := slices.BinarySearchFunc(x.claims, invoice, func(c claim, want InvoiceID) int { return cmp.Compare(c.invoice, want) })
	return ID(i), found
}

// known finds the claim of an invoice that is there under one of its names.
func (x *Index) known(invoice InvoiceID, ref, number []byte) (ID, bool) {
	for _, at := range []slot{x.refs.find(x, ref), x.numbers.find(x, number)} {
		if at.name == 0 {
			continue
		}
		for _, id := range x.sharing(at) {
			if x.claims[id].invoice == invoice {
				return id, true
			}
		}
	}
	return 0, false
}

// compact gives the small form of a claim and puts what does not fit beside it.
func (x *Index) compact(id ID, c Claim) claim {
	currency := slices.Index(x.currencies, c.Currency)
	if currency < 0 {
		currency = len(x.currencies)
		x.currencies = append(x.currencies, c.Currency)
	}
	small := claim{invoice: c.Invoice, party: c.Party, principal: c.Open[Principal], due: c.Due, state: c.State, currency: uint8(currency)}
	if c.Firm {
		small.flags |= firm
	}
	rest := c.Open
	rest[Principal] = 0
	if rest != [Buckets]int64{} || c.Notice != (Notice{}) {
		small.flags |= hasMore
		x.more[id] = &more{open: rest, notice: c.Notice}
	}
	return small
}

// sharing gives every claim under a name, until it is called again.
func (x *Index) sharing(at slot) []ID {
	if ids := x.groups[at.name]; ids != nil {
		return ids
	}
	x.single[0] = at.claim
	return x.single[:]
}

// text gives the name that stands at a place of the arena.
func (x *Index) text(name uint32) []byte {
	at := int(name) - 1
	n := int(x.arena[at])
	return x.arena[at+1 : at+1+n]
}

// find gives the slot of a name, or the zero slot.
func (t *table) find(x *Index, key []byte) slot {
	if len(t.slots) == 0 || len(key) == 0 {
		return slot{}
	}
	mask := uint64(len(t.slots) - 1)
	for i := maphash.Bytes(x.seed, key) & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s.name == 0 || string(x.text(s.name)) == string(key) {
			return s
		}
	}
}

// put adds a claim under a name; a second claim makes a group of those that share it.
func (t *table) put(x *Index, key []byte, id ID) {
	if len(key) == 0 || len(key) > maxName {
		return
	}
	if at := t.find(x, key); at.name != 0 {
		if ids := x.sharing(at); !slices.Contains(ids, id) {
			x.groups[at.name] = append(ids, id)
		}
		return
	}
	t.reserve(x, t.used+1)
	name := uint32(len(x.arena)) + 1
	x.arena = append(append(x.arena, byte(len(key))), key...)
	t.place(x, slot{name, id})
	t.used++
}

// maxName is the longest name the arena holds; ISO 20022 allows 35 characters.
const maxName = 255

func (t *table) place(x *Index, s slot) {
	mask := uint64(len(t.slots) - 1)
	i := maphash.Bytes(x.seed, x.text(s.name)) & mask
	for t.slots[i].name != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = s
}

// reserve makes room for n names at a load of at most two thirds.
func (t *table) reserve(x *Index, n int) {
	if n*3 <= len(t.slots)*2 {
		return
	}
	size := max(64, len(t.slots))
	for n*3 > size*2 {
		size *= 2
	}
	old := t.slots
	t.slots = make([]slot, size)
	for _, s := range old {
		if s.name != 0 {
			t.place(x, s)
		}
	}
}
