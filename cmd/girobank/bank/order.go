package bank

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// order is a pain.001 as this bank understands it: versions .03 and .09, matched
// by local names.
type order struct {
	XMLName xml.Name `xml:"Document"`
	Header  struct {
		MsgID string `xml:"MsgId"`
		Made  string `xml:"CreDtTm"`
		Count string `xml:"NbOfTxs"`
		Sum   string `xml:"CtrlSum"`
	} `xml:"CstmrCdtTrfInitn>GrpHdr"`
	Batches []orderBatch `xml:"CstmrCdtTrfInitn>PmtInf"`
}

type orderBatch struct {
	ID     string `xml:"PmtInfId"`
	Method string `xml:"PmtMtd"`
	AsOne  string `xml:"BtchBookg"`
	Count  string `xml:"NbOfTxs"`
	Sum    string `xml:"CtrlSum"`
	Day    struct {
		Text string `xml:",chardata"` // .03: the day itself
		Dt   string `xml:"Dt"`        // .09: one level down
		DtTm string `xml:"DtTm"`
	} `xml:"ReqdExctnDt"`
	Debtor   orderParty       `xml:"Dbtr"`
	Account  orderAccount     `xml:"DbtrAcct"`
	Payments []orderedPayment `xml:"CdtTrfTxInf"`
}

type orderedPayment struct {
	InstrID    string `xml:"PmtId>InstrId"`
	EndToEndID string `xml:"PmtId>EndToEndId"`
	Amount     struct {
		Text     string `xml:",chardata"`
		Currency string `xml:"Ccy,attr"`
	} `xml:"Amt>InstdAmt"`
	Clearing string       `xml:"CdtrAgt>FinInstnId>ClrSysMmbId>MmbId"`
	Payee    orderParty   `xml:"Cdtr"`
	Account  orderAccount `xml:"CdtrAcct"`
	Text     []string     `xml:"RmtInf>Ustrd"`
	Lines    []struct {
		Reference string   `xml:"CdtrRefInf>Ref"`
		Numbers   []string `xml:"RfrdDocInf>Nb"`
	} `xml:"RmtInf>Strd"`
}

type orderParty struct {
	Name    string `xml:"Nm"`
	Address *struct {
		Town    string   `xml:"TwnNm"`
		Country string   `xml:"Ctry"`
		Lines   []string `xml:"AdrLine"`
	} `xml:"PstlAdr"`
}

type orderAccount struct {
	IBAN     string `xml:"Id>IBAN"`
	Other    string `xml:"Id>Othr>Id"`
	Code     string `xml:"Id>Othr>SchmeNm>Cd"`
	Own      string `xml:"Id>Othr>SchmeNm>Prtry"`
	Currency string `xml:"Ccy"`
}

// String gives the number without what people put between its digits.
func (a orderAccount) String() string {
	return strings.NewReplacer(" ", "", "-", "").Replace(strings.TrimSpace(a.IBAN + a.Other))
}

const pain001 = "urn:iso:std:iso:20022:tech:xsd:pain.001.001."

// readOrder reads a pain.001. The customer's file is as untrusted as any.
func readOrder(content []byte) (*order, error) {
	if bytes.Contains(content, []byte("<!DOCTYPE")) {
		return nil, fmt.Errorf("a document type is not taken")
	}
	o := &order{}
	if err := xml.Unmarshal(content, o); err != nil {
		return nil, err
	}
	if v := strings.TrimPrefix(o.XMLName.Space, pain001); v != "03" && v != "09" {
		return nil, fmt.Errorf("namespace %q: want %s03 or 09", o.XMLName.Space, pain001)
	}
	if o.Header.MsgID == "" || len(o.Header.MsgID) > 35 {
		return nil, fmt.Errorf("MsgId %q: want 1 to 35 characters", o.Header.MsgID)
	}
	return o, nil
}

// day gives the text of the requested day in either version.
func (p *orderBatch) day() string {
	for _, s := range []string{p.Day.Dt, p.Day.DtTm, strings.TrimSpace(p.Day.Text)} {
		if len(s) >= 10 {
			return s[:10]
		}
	}
	return ""
}

// reference gives what the payee is told.
func (p *orderedPayment) reference() (ref, text string) {
	var numbers []string
	for _, l := range p.Lines {
		if ref == "" {
			ref = l.Reference
		}
		numbers = append(numbers, l.Numbers...)
	}
	return ref, strings.Join(append(numbers, p.Text...), " ")
}
