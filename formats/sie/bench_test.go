package sie_test

import (
	"bytes"
	"io"
	"iter"
	"runtime"
	"strconv"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/sie"
)

// ledger is an export of n payments, made on the fly.
func ledger(n int) sie.Export {
	d := company()
	total := int64(0)
	for i := range n {
		total += int64(10000 + i%5000)
	}
	d.Balances = []sie.Balance{{Label: "UB", Account: "1930", Amount: total}, {Label: "UB", Account: "1510", Amount: -total}}
	x := export(d)
	x.Vouchers = payments(n)
	return x
}

func payments(n int) iter.Seq2[*sie.Voucher, error] {
	return func(yield func(*sie.Voucher, error) bool) {
		v := sie.Voucher{Series: "B", Text: "Inbetalning Åsa Öberg, Bankgiro", Transactions: make([]sie.Transaction, 2)}
		for i := range n {
			v.Number, v.On = strconv.Itoa(i+1), date.Date(20260101+i%28)
			v.Transactions[0] = sie.Transaction{Account: "1930", Amount: int64(10000 + i%5000)}
			v.Transactions[1] = sie.Transaction{Account: "1510", Amount: -int64(10000 + i%5000), Text: "Faktura 2026-" + v.Number}
			if !yield(&v, nil) {
				return
			}
		}
	}
}

const benched = 80_000 // vouchers, about 8 MB

func bench(b *testing.B, size int, run func()) {
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		run()
	}
	b.ReportMetric(float64(benched)*float64(b.N)/b.Elapsed().Seconds(), "vouchers/s")
}

func benchFile(b *testing.B) []byte {
	var file bytes.Buffer
	if _, err := sie.Write4E(&file, ledger(benched)); err != nil {
		b.Fatal(err)
	}
	return file.Bytes()
}

func BenchmarkRead(b *testing.B) {
	file := benchFile(b)
	bench(b, len(file), func() {
		if _, err := sie.Read(bytes.NewReader(file), formats.Limits{}, formats.Sink{}); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkReadStrict(b *testing.B) {
	file := benchFile(b)
	bench(b, len(file), func() {
		told := 0
		x := sie.Reader{Strict: sie.Export4E, Voucher: func(*sie.Voucher) error { told++; return nil }}
		if _, err := x.Read(bytes.NewReader(file)); err != nil || told != benched {
			b.Fatal(err)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	size := len(benchFile(b))
	bench(b, size, func() {
		if _, err := sie.Write4E(io.Discard, ledger(benched)); err != nil {
			b.Fatal(err)
		}
	})
}

// A file of any number of vouchers is written and read back in the same memory, with
// hardly an allocation for each.
func TestMemory(t *testing.T) {
	count := func(n int) uint64 {
		r, w := io.Pipe()
		go func() {
			_, err := sie.Write4E(w, ledger(n))
			w.CloseWithError(err)
		}()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		sum, err := sie.Reader{Strict: sie.Export4E, Voucher: func(*sie.Voucher) error { return nil }}.Read(r)
		runtime.ReadMemStats(&after)
		if err != nil || sum.Entries != n || sum.Details != 2*n {
			t.Fatal(sum, err)
		}
		return after.Mallocs - before.Mallocs
	}
	few, many := count(1000), count(41_000)
	// Writing makes two strings for each voucher in this test; reading adds a piece of text now and then.
	if per := float64(many-few) / 40_000; per > 2.2 {
		t.Errorf("%.2f allocations for each voucher", per)
	}
}
