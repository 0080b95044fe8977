package cutover_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/bgmax"
	"girod/formats/camt"
	"girod/formats/cutover"
)

// notice writes a camt.054 of one entry with payments of kronor to a reference.
func notice(day, serial string, pays ...string) string {
	var b, details strings.Builder
	sum := 0
	for _, p := range pays {
		var kronor, öre int
		var ref string
		fmt.Sscanf(p, "%d.%d %s", &kronor, &öre, &ref)
		sum += kronor*100 + öre
		fmt.Fprintf(&details, `<TxDtls><Amt Ccy="SEK">%d.%02d</Amt><CdtDbtInd>CRDT</CdtDbtInd><RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>%s</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>`, kronor, öre, ref)
	}
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>M%[2]s</MsgId><CreDtTm>%[1]sT06:30:00</CreDtTm></GrpHdr>
<Ntfctn><Id>N%[2]s</Id><CreDtTm>%[1]sT06:30:00</CreDtTm><Acct><Id><IBAN>SE4550000000058398257466</IBAN></Id><Ccy>SEK</Ccy></Acct>
<Ntry><NtryRef>BG58056201 %[2]s-0010452</NtryRef><Amt Ccy="SEK">%[3]d.%02[4]d</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%[1]s</Dt></BookgDt>
<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ATXN</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>%[5]s</NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`,
		day, serial, sum/100, sum%100, details.String())
	return b.String()
}

// The readers of both channels say what is compared: the own BgMax sample beside what a
// bank would say in camt.054.
func TestFilesOfBothChannels(t *testing.T) {
	old, new := cutover.NewCollector(), cutover.NewCollector()
	f, err := os.Open("../../testdata/samples/bgmax/domestic.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := bgmax.Read(f, formats.Limits{}, old.Sink("domestic.txt")); err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{
		notice("2026-03-02", "00041", "1250.00 10234567898", "899.00 10234567906", "45000.50 010234567914"),
		notice("2026-03-03", "00042", "300.00 10234567923"),
	} {
		if _, err := camt.Read(strings.NewReader(text), formats.Limits{}, new.Sink(fmt.Sprintf("camt%d.xml", i+1))); err != nil {
			t.Fatal(err)
		}
	}
	r := cutover.Compare(old, new)
	want := "equal | references-differ; domestic.txt:16: 300.00 SEK 10234567922 = camt2.xml:5: 300.00 SEK 10234567923"
	if got := line(r); got != want || r.Rows[0].Bankgiro != "58056201" || r.Rows[0].New.Net() != 4714950 {
		t.Errorf("%s\nwant %s\n%+v", got, want, r.Rows)
	}
}
