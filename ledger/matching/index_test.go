package matching

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"girod/formats"
	"girod/formats/money"

	"pgregory.net/rapid"
)

// TestEveryOreDecided: whatever is paid against whatever is owed, a decision accounts for
// the whole payment, the index loses exactly what was shared out, and no claim goes
// below zero.
func TestEveryOreDecided(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := NewIndex(0)
		for i := range 8 {
			open := [Buckets]int64{rapid.Int64Range(0, 5000).Draw(t, "principal"), rapid.Int64Range(0, 60).Draw(t, "fee"), rapid.Int64Range(0, 90).Draw(t, "interest"), 0}
			x.Add(Claim{Invoice: InvoiceID(i), Party: PartyID(i % 3), Ref: fmt.Sprint(1000 + i%6), Number: fmt.Sprint(2000 + i), Currency: money.SEK, Open: open})
		}
		total := func() (sum int64) {
			for id := range x.claims {
				n := x.Total(ID(id))
				if n < 0 {
					t.Fatalf("claim %d owes %d", id, n)
				}
				sum += n
			}
			return sum
		}
		m := New(x, nil, Policy{})
		for range rapid.IntRange(1, 30).Draw(t, "payments") {
			p := formats.Payment{Amount: rapid.Int64Range(0, 9000).Draw(t, "amount"), Currency: money.SEK}
			for l := range rapid.IntRange(0, 3).Draw(t, "lines") {
				kind := rapid.SampledFrom([]formats.RefKind{formats.CreditorRef, formats.InvoiceNo}).Draw(t, "kind")
				p.Refs = append(p.Refs, formats.Ref{Kind: kind, Line: l + 1, Text: fmt.Append(nil, rapid.IntRange(999, 2010).Draw(t, "ref")), Amount: p.Amount / 3, Priced: rapid.Bool().Draw(t, "priced")})
			}
			if rapid.Bool().Draw(t, "text") {
				p.Text = [][]byte{fmt.Append(nil, "faktura ", rapid.IntRange(999, 2010).Draw(t, "word"))}
			}
			before := total()
			d, err := m.Match(&p, "")
			if err != nil {
				t.Fatal(err)
			}
			if sum := d.Allocated() + d.Rounding + d.Credited() + d.Suspense; sum != p.Amount {
				t.Fatalf("accounts for %d of %d: %s", sum, p.Amount, d.Evidence)
			}
			if after := total(); before-after != d.Allocated() {
				t.Fatalf("claims fell by %d, shares are %d", before-after, d.Allocated())
			}
		}
	})
}

func TestAddKeepsBalances(t *testing.T) {
	x := NewIndex(0)
	c := Claim{Invoice: 5, Ref: "55555", Number: "N5", Currency: money.SEK, Open: principal(100)}
	id := x.Add(c)
	x.pay(id, Principal, 40)
	if again := x.Add(c); again != id || x.Total(id) != 60 {
		t.Errorf("added again as %d owing %d, want %d owing 60", again, x.Total(id), id)
	}
}

func TestSeen(t *testing.T) {
	s := NewSeen()
	for round, want := range []bool{false, true} {
		for i := range 5000 {
			if got := s.Add(fmt.Append(nil, "B", i), 7); got != want {
				t.Fatalf("round %d, name %d: %v", round, i, got)
			}
		}
	}
	if !s.Has([]byte("B1"), 7) || s.Has([]byte("B1"), 8) {
		t.Error("Has disagrees with Add")
	}
	if s.Add([]byte("B1"), 8) {
		t.Error("the same name with another amount is another payment")
	}
}

// million gives an index of n claims and the payments that settle them, in random order.
func million(n int) (*Index, []formats.Payment) {
	x := NewIndex(n)
	payments := make([]formats.Payment, n)
	for i := range n {
		ref := fmt.Sprintf("%d%09d%d", 1+i%9, i, i%10)
		x.Add(Claim{Invoice: InvoiceID(i), Party: PartyID(i / 3), Ref: ref, Currency: money.SEK, Open: principal(9900)})
		payments[i] = formats.Payment{Amount: 9900, Currency: money.SEK, Refs: ocr(ref)}
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(n, func(i, j int) { payments[i], payments[j] = payments[j], payments[i] })
	return x, payments
}

// TestNothingAllocated: a payment that names its invoice costs no memory.
func TestNothingAllocated(t *testing.T) {
	x, payments := million(1000)
	m := New(x, nil, Policy{})
	i := 0
	if n := testing.AllocsPerRun(900, func() {
		if _, err := m.Match(&payments[i], ""); err != nil {
			t.Fatal(err)
		}
		i++
	}); n != 0 {
		t.Errorf("%v allocations a payment, want none", n)
	}
}

func BenchmarkMatchMillion(b *testing.B) {
	const n = 1_000_000
	var before, after runtime.MemStats
	refs := make([]string, n)
	for i := range refs {
		refs[i] = fmt.Sprintf("%d%09d%d", 1+i%9, i, i%10)
	}
	order := rand.New(rand.NewPCG(1, 2)).Perm(n)
	p := formats.Payment{Amount: 9900, Currency: money.SEK, Refs: ocr("")}
	runtime.GC()
	runtime.ReadMemStats(&before)
	x := NewIndex(n)
	for i, ref := range refs {
		x.Add(Claim{Invoice: InvoiceID(i), Ref: ref, Currency: money.SEK, Open: principal(9900)})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	m := New(x, nil, Policy{})
	for b.Loop() {
		for _, i := range order {
			p.Refs[0].Text = append(p.Refs[0].Text[:0], refs[i]...)
			if d, _ := m.Match(&p, ""); d.Rule != 3 {
				b.Fatal("not matched")
			}
			x.claims[i].principal = 9900 // owed again for the next round
		}
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
}
