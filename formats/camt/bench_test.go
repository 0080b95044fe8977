package camt

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"syscall"
	"testing"

	"girod/formats"
)

// bank writes a camt.054.001.08 of n payments, so many to an entry (0: all in one),
// the same for the same numbers.
func bank(n, perEntry int) []byte {
	if perEntry == 0 {
		perEntry = n
	}
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-11-02T06:30:00</CreDtTm></GrpHdr>
<Ntfctn><Id>N-1</Id><CreDtTm>2026-11-02T06:30:00</CreDtTm><Acct><Id><IBAN>SE4550000000058398257466</IBAN></Id><Ccy>SEK</Ccy></Acct>
`)
	names := []string{"Åsa Öberg", "Bengt &amp; Son AB", "Maja Lind", "Håkan Järv", "Ängens Förskola"}
	for i := 0; i < n; i += perEntry {
		in := min(perEntry, n-i)
		sum := 0
		for j := i; j < i+in; j++ {
			sum += 100 + j%90_000
		}
		fmt.Fprintf(&b, "<Ntry><NtryRef>%d</NtryRef><Amt Ccy=\"SEK\">%d.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-02</Dt></BookgDt><ValDt><Dt>2026-11-02</Dt></ValDt><AcctSvcrRef>B%09d</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ATXN</SubFmlyCd></Fmly></Domn></BkTxCd>\n<NtryDtls>\n", i, sum, i)
		for j := i; j < i+in; j++ {
			fmt.Fprintf(&b, `<TxDtls><Refs><AcctSvcrRef>P%010d</AcctSvcrRef><InstrId>NOTPROVIDED</InstrId><EndToEndId>E2E-%d</EndToEndId></Refs><Amt Ccy="SEK">%d.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><AmtDtls><TxAmt><Amt Ccy="SEK">%d.00</Amt></TxAmt></AmtDtls><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ATXN</SubFmlyCd></Fmly></Domn></BkTxCd>
<RltdPties><Dbtr><Pty><Nm>%s</Nm><PstlAdr><StrtNm>Storgatan</StrtNm><BldgNb>%d</BldgNb><PstCd>%05d</PstCd><TwnNm>Umeå</TwnNm><Ctry>SE</Ctry></PstlAdr></Pty></Dbtr><DbtrAcct><Id><IBAN>SE%022d</IBAN></Id></DbtrAcct><CdtrAcct><Id><Othr><Id>58056201</Id><SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr></Id></CdtrAcct></RltdPties>
<RltdAgts><DbtrAgt><FinInstnId><BICFI>ESSESESS</BICFI></FinInstnId></DbtrAgt></RltdAgts><RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>%012d</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>
`, j, j, 100+j%90_000, 100+j%90_000, names[j%len(names)], j%99+1, j%99999, j, j)
		}
		b.WriteString("</NtryDtls></Ntry>\n")
	}
	b.WriteString("</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n")
	return b.Bytes()
}

// cpu is the processor time of this process in nanoseconds: on a machine shared with
// others the clock on the wall says little.
func cpu() int64 {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}

func BenchmarkRead(b *testing.B) {
	for _, per := range []int{1, 100, 0} {
		b.Run(fmt.Sprintf("payments-an-entry-%d", per), func(b *testing.B) {
			const n = 20_000
			src := bank(n, per)
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			var total int64
			start := cpu()
			for b.Loop() {
				sum, err := Read(bytes.NewReader(src), formats.Limits{}, formats.Sink{Payment: func(p *formats.Payment) error {
					total += p.Amount
					return nil
				}})
				if err != nil || sum.Details != n {
					b.Fatal(sum.Details, err)
				}
			}
			b.ReportMetric(float64(len(src))*float64(b.N)/float64(cpu()-start)*1000, "cpu-MB/s")
		})
	}
}

// BenchmarkUsualWay is what one would write first: encoding/xml, a struct for TxDtls.
func BenchmarkUsualWay(b *testing.B) {
	type txDtls struct {
		Ref    string `xml:"Refs>AcctSvcrRef"`
		E2E    string `xml:"Refs>EndToEndId"`
		Amount string `xml:"Amt"`
		Side   string `xml:"CdtDbtInd"`
		Payer  string `xml:"RltdPties>Dbtr>Pty>Nm"`
		From   string `xml:"RltdPties>DbtrAcct>Id>IBAN"`
		OCR    string `xml:"RmtInf>Strd>CdtrRefInf>Ref"`
	}
	const n = 20_000
	src := bank(n, 1)
	start := cpu()
	defer func() { b.ReportMetric(float64(len(src))*float64(b.N)/float64(cpu()-start)*1000, "cpu-MB/s") }()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		d := xml.NewDecoder(bytes.NewReader(src))
		found := 0
		for {
			tok, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				b.Fatal(err)
			}
			if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "TxDtls" {
				var tx txDtls
				if err := d.DecodeElement(&tx, &s); err != nil {
					b.Fatal(err)
				}
				found++
			}
		}
		if found != n {
			b.Fatal(found)
		}
	}
}

// BenchmarkWalk is the price of everything: each value of each payment, named.
func BenchmarkWalk(b *testing.B) {
	const n = 20_000
	src := bank(n, 1)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	start := cpu()
	for b.Loop() {
		fields := 0
		if err := Walk(bytes.NewReader(src), formats.Limits{}, func(d *Detail) error {
			fields += len(d.Fields)
			return nil
		}); err != nil || fields < 25*n {
			b.Fatal(fields, err)
		}
	}
	b.ReportMetric(float64(len(src))*float64(b.N)/float64(cpu()-start)*1000, "cpu-MB/s")
}
