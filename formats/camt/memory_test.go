package camt

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"girod/formats"
)

// repeat is a text with a middle that comes again so many times.
type repeat struct {
	head, again, foot string
	times             int
	rest              string
}

func (r *repeat) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if r.rest == "" {
			switch {
			case r.head != "":
				r.rest, r.head = r.head, ""
			case r.times > 0:
				r.rest = r.again
				r.times--
			case r.foot != "":
				r.rest, r.foot = r.foot, ""
			default:
				return n, io.EOF
			}
		}
		k := copy(p[n:], r.rest)
		n, r.rest = n+k, r.rest[k:]
	}
	return n, nil
}

// TestMemory holds that however many payments there are, in one entry or each in its
// own, memory stays where it is and nothing is allocated for a payment.
func TestMemory(t *testing.T) {
	src := string(bank(2, 1))
	first := strings.Index(src, "<Ntry>")
	second := strings.LastIndex(src, "<Ntry>")
	end := strings.LastIndex(src, "</Ntfctn>")
	entry := src[first:second]
	from, to := strings.Index(entry, "<TxDtls>"), strings.Index(entry, "</NtryDtls>")
	const n = 300_000
	for name, r := range map[string]*repeat{
		"one entry":    {head: src[:first] + entry[:from], again: entry[from:to], foot: entry[to:] + src[end:], times: n},
		"each its own": {head: src[:first], again: entry, foot: src[end:], times: n},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			payments := 0
			sum, err := Read(r, formats.Limits{}, formats.Sink{Payment: func(p *formats.Payment) error {
				payments++
				return nil
			}})
			runtime.ReadMemStats(&after)
			if err != nil || sum.Details != n || payments != n {
				t.Fatal(sum.Details, payments, err)
			}
			if a := after.Mallocs - before.Mallocs; a > 2000 {
				t.Errorf("%d allocations", a)
			}
			if after.HeapSys > 32<<20 {
				t.Errorf("%d MiB of heap", after.HeapSys>>20)
			}
			t.Logf("%d allocations, %d KiB of heap, %d findings", after.Mallocs-before.Mallocs, after.HeapSys>>10, len(sum.Findings))
		})
	}
}

// TestWalkMemory holds that who asks for everything does not pay for it in memory.
func TestWalkMemory(t *testing.T) {
	src := string(bank(2, 2))
	from, to := strings.Index(src, "<TxDtls>"), strings.LastIndex(src, "<TxDtls>")
	const n = 100_000
	var after runtime.MemStats
	runtime.GC()
	payments, fields := 0, 0
	err := Walk(&repeat{head: src[:from], again: src[from:to], foot: src[to:], times: n}, formats.Limits{}, func(d *Detail) error {
		if d.Part == PaymentPart {
			payments++
			fields += len(d.Fields)
		}
		return nil
	})
	runtime.ReadMemStats(&after)
	if err != nil || payments != n+1 || fields != 21*(n+1) {
		t.Fatal(payments, fields, err)
	}
	if after.HeapSys > 32<<20 {
		t.Errorf("%d MiB of heap", after.HeapSys>>20)
	}
}

// TestEndlessPayment holds that one payment cannot fill the memory.
func TestEndlessPayment(t *testing.T) {
	src := string(bank(1, 1))
	at := strings.Index(src, "<RmtInf>") + len("<RmtInf>")
	for _, line := range []string{"<Ustrd>Faktura 1000139</Ustrd>", `<Strd><RfrdDocAmt><RmtdAmt Ccy="SEK">1</RmtdAmt></RfrdDocAmt></Strd>`} {
		_, err := Read(&repeat{head: src[:at], again: line, times: 1 << 40}, formats.Limits{}, formats.Sink{})
		var e *formats.Error
		if !errors.As(err, &e) || e.Code != "payment-too-large" {
			t.Errorf("%s: %v", line, err)
		}
	}
}
