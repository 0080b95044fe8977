package bank

import (
	"encoding/xml"
	"testing"

	"girod/formats/date"
)

// No order, however broken, stops the bank: it is read or refused, judged without
// a panic, and answered by a message that is XML and names what it answers.
func FuzzOrder(f *testing.F) {
	f.Add(`<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn><GrpHdr><MsgId>M1</MsgId><NbOfTxs>1</NbOfTxs><CtrlSum>1.00</CtrlSum></GrpHdr>` +
		`<PmtInf><PmtInfId>P</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt>2026-01-12</ReqdExctnDt><DbtrAcct><Id><IBAN>SE4550000000058398257466</IBAN></Id></DbtrAcct>` +
		`<CdtTrfTxInf><PmtId><EndToEndId>E</EndToEndId></PmtId><Amt><InstdAmt Ccy="SEK">1.00</InstdAmt></Amt><Cdtr><Nm>N</Nm></Cdtr>` +
		`<CdtrAcct><Id><Othr><Id>50501056</Id><SchmeNm><Prtry>BGNR</Prtry></SchmeNm></Othr></Id></CdtrAcct></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>`)
	f.Add("<Document/>")
	o := Options{Today: date.Of(2026, 1, 12)}.over(Options{})
	b := &Bank{options: o, books: &Books{Today: o.Today, Seen: map[string]int64{}, Ledgers: []*Ledger{{Account: o.Accounts[0]}}}}
	f.Fuzz(func(t *testing.T, text string) {
		order, err := readOrder([]byte(text))
		if err != nil {
			return
		}
		v := b.judge(order)
		b.enter(&Taken{}, v)
		for _, x := range b.books.Transfers {
			if x.State == Waiting && x.Amount <= 0 {
				t.Errorf("%+v waits to be executed", x)
			}
		}
		b.books.Transfers = nil
		r := answer(v)
		content, err := fill("pain.002", form(r, o, 1, "2026-01-12T08:00:00"))
		var back struct {
			Msg string `xml:"CstmrPmtStsRpt>OrgnlGrpInfAndSts>OrgnlMsgId"`
		}
		if err != nil || xml.Unmarshal(content, &back) != nil || back.Msg == "" {
			t.Errorf("%v: %s", err, content)
		}
	})
}
