package pain_test

import (
	"io"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/pain"
)

// endless is a head and then the same part for ever.
type endless struct {
	head, part string
	rest       string
}

func (e *endless) Read(b []byte) (int, error) {
	if e.head != "" {
		e.rest, e.head = e.head, ""
	}
	if e.rest == "" {
		e.rest = e.part
	}
	n := copy(b, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// Whatever never ends is ended by a bound.
func TestEndlessFiles(t *testing.T) {
	const order = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><PmtInf>`
	const report = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>`
	transfers := func(r io.Reader, l formats.Limits) error { _, _, err := pain.ReadTransfers(r, l); return err }
	status := func(r io.Reader, l formats.Limits) error { _, _, err := pain.ReadStatus(r, l); return err }
	for _, c := range []struct {
		name, head, part, want string
		read                   func(io.Reader, formats.Limits) error
	}{
		{"transfers", order, `<CdtTrfTxInf><Amt><InstdAmt Ccy="EUR">1</InstdAmt></Amt></CdtTrfTxInf>`, "at most 100000 transfers", transfers},
		{"texts", order + "<CdtTrfTxInf><RmtInf>", "<Ustrd>x</Ustrd>", "bytes", transfers},
		{"references", order + "<CdtTrfTxInf><RmtInf>", "<Strd><CdtrRefInf><Ref>1</Ref></CdtrRefInf></Strd>", "", transfers},
		{"unknown elements", order, "<X/>", "bytes", transfers},
		{"groups", report, "<OrgnlPmtInfAndSts/>", "at most 100000 transfers", status},
		{"reasons", report + "<OrgnlGrpInfAndSts><StsRsnInf>", "<AddtlInf>y</AddtlInf>", "bytes", status},
		{"depth", report, "<X>", "within one another", status},
		{"one text", report + "<GrpHdr><MsgId>", "x", "", status},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.read(&endless{head: c.head, part: strings.Repeat(c.part, 100)}, formats.Limits{Bytes: 8 << 20})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want … %s", err, c.want)
			}
		})
	}
}
