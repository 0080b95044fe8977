package camt

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"girod/formats"
)

// watched counts what is read of a source and watches the heap meanwhile.
type watched struct {
	io.Reader
	read int64
	heap uint64
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if w.read>>20 != (w.read+int64(n))>>20 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		w.heap = max(w.heap, m.HeapInuse)
	}
	w.read += int64(n)
	return n, err
}

// TestHostile sends messages that never end, each in another way. They are well-formed
// as far as they go; what ends them is a limit, at most a window of the XML reader later
// and in 16 MiB of heap (RELIABILITY.md G12).
func TestHostile(t *testing.T) {
	src := string(bank(2, 1))
	stmt, ntry := strings.Index(src, "<Ntfctn>"), strings.Index(src, "<Ntry>")
	details, entryEnd := strings.Index(src, "<TxDtls>"), strings.LastIndex(src, "<Ntry>")
	detailsEnd := strings.Index(src, "</NtryDtls>")
	records, bytes := formats.Limits{Records: 5000}, formats.Limits{Bytes: 24 << 20}
	const tooMany, tooLarge = "too-many-records", "xml-too-large"
	for _, c := range []struct {
		name, head, again, code string
		limits                  formats.Limits
		most                    int64 // bytes until the limit
	}{
		{"entries", src[:ntry], src[ntry:entryEnd], tooMany, records, 5000 * 1800},
		{"payments", src[:details], src[details:detailsEnd], tooMany, records, 5000 * 1500},
		{"empty entries", src[:ntry], `<Ntry><Amt Ccy="SEK">1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry>`, tooMany, records, 5000 * 70},
		{"payments without amount", src[:details], "<TxDtls/>", tooMany, records, 5000 * 10},
		{"statements", src[:stmt], "<Ntfctn><Id>1</Id></Ntfctn>", "too-many-statements", formats.Limits{}, maxStatements * 30},
		{"empty statements", src[:stmt], "<Ntfctn/>", "too-many-statements", formats.Limits{}, maxStatements * 10},
		{"balances", src[:ntry], `<Bal><Tp><CdOrPrtry><Cd>ITAV</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-02</Dt></Dt></Bal>`,
			"too-many-balances", formats.Limits{}, maxBalances * 150},
		{"findings", src[:ntry], `<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd> WHAT </Cd></Sts></Ntry>`, tooLarge, bytes, 24 << 20},
		{"currencies", src[:ntry], `<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd></Ntry><Ntry><Amt Ccy="NOK">1</Amt><CdtDbtInd>DBIT</CdtDbtInd></Ntry>`, tooLarge, bytes, 24 << 20},
		{"unknown elements", src[:ntry], "<SplmtryData><Envlp>x</Envlp></SplmtryData>", tooLarge, bytes, 24 << 20},
		{"empty leaves", src[:details], "<Btch><MsgId/><MsgId/></Btch>", tooLarge, bytes, 24 << 20},
		{"blank between", src[:ntry], "<A/>\n\n\n\n", tooLarge, bytes, 24 << 20},
		{"one payment", src[:details] + "<TxDtls>", "<AddtlTxInf>" + strings.Repeat("x", 4000) + "</AddtlTxInf>", "payment-too-large", bytes, 9 << 20},
		{"batches", src[:details], "</NtryDtls><NtryDtls><Btch><NbOfTxs>1</NbOfTxs></Btch>", tooLarge, bytes, 24 << 20},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			src := &watched{Reader: &repeat{head: c.head, again: c.again, times: 1 << 40}}
			_, err := Read(src, c.limits, formats.Sink{})
			var e *formats.Error
			if !errors.As(err, &e) || e.Code != c.code {
				t.Errorf("want %s, got %v", c.code, err)
			}
			if over := src.read - c.most; over > 512<<10 {
				t.Errorf("%d bytes read after the limit", over)
			}
			if more := src.heap - min(src.heap, before.HeapInuse); more > 16<<20 {
				t.Errorf("%d MiB of heap taken", more>>20)
			}
		})
	}
}
