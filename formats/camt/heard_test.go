package camt

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// element is a tree from which a small message is written.
type element struct {
	name, text string
	within     []*element
}

// put sets the text at a path, new elements after those that stand there.
func (e *element) put(path []string, text string) {
	if len(path) == 0 {
		e.text = text
		return
	}
	i := slices.IndexFunc(e.within, func(c *element) bool { return c.name == path[0] })
	if i < 0 {
		i = len(e.within)
		e.within = append(e.within, &element{name: path[0]})
	}
	e.within[i].put(path[1:], text)
}

func (e *element) write(b *strings.Builder) {
	name, text, ccy := e.name, e.text, ""
	if amount, code, ok := strings.Cut(text, "@"); ok {
		text, ccy = amount, fmt.Sprintf(" Ccy=%q", code)
	}
	fmt.Fprintf(b, "<%s%s>%s", name, ccy, text)
	for _, c := range e.within {
		c.write(b)
	}
	fmt.Fprintf(b, "</%s>", name)
}

// telling is what makes a place tell something: its value, what must stand before and
// behind it, and what must not stand.
var telling = map[tag]struct{ value, before, behind, without string }{
	msgLastPage:          {value: "false"},
	stmtPage:             {value: "2", before: doubtful},
	stmtLastPage:         {value: "false", before: doubtful},
	acctBBAN:             {without: "Stmt/Acct/Id/IBAN"},
	acctOther:            {without: "Stmt/Acct/Id/IBAN"},
	acctScheme:           {without: "Stmt/Acct/Id/IBAN", before: "Stmt/Acct/Id/Othr/Id=1"},
	acctProxy:            {without: "Stmt/Acct/Id/IBAN"},
	acctProxyKind:        {without: "Stmt/Acct/Id/IBAN", behind: "Stmt/Acct/Prxy/Id=1"},
	acctCurrency:         {value: "EUR"},
	acctServicer:         {value: "ESSESESS"},
	balCode:              {value: "FWAV", behind: "Stmt/Bal/Amt=1@SEK Stmt/Bal/CdtDbtInd=CRDT"},
	balAmount:            {behind: "Stmt/Bal/CdtDbtInd=CRDT"},
	balDirection:         {before: "Stmt/Bal/Amt=1@SEK"},
	balDate:              {before: "Stmt/Bal/Amt=1@SEK Stmt/Bal/CdtDbtInd=CRDT"},
	sumNetSide:           {before: "NET=5"},
	perCodeCount:         {before: "PER/BkTxCd/Prtry/Cd=XX"},
	perCodeSum:           {before: "PER/BkTxCd/Prtry/Cd=XX"},
	perCodeForecast:      {value: "true", before: "PER/NbOfNtries=7 PER/BkTxCd/Prtry/Cd=XX"},
	perCodeDay:           {before: "PER/NbOfNtries=7 PER/BkTxCd/Prtry/Cd=XX"},
	perCodeDomain:        {before: "PER/NbOfNtries=7"},
	perCodeFamily:        {before: "PER/NbOfNtries=7 PER/BkTxCd/Domn/Cd=PMNT"},
	perCodeSubFamily:     {before: "PER/NbOfNtries=7 PER/BkTxCd/Domn/Cd=PMNT"},
	perCodeProprietary:   {before: "PER/NbOfNtries=7"},
	entryFamily:          {before: "Ntry/BkTxCd/Domn/Cd=PMNT"},
	entrySubFamily:       {before: "Ntry/BkTxCd/Domn/Cd=PMNT"},
	entryReversal:        {value: "true"},
	entryStatus:          {value: "PDNG"},
	entryChargeSide:      {value: "CRDT", before: "Ntry/Chrgs/Amt=1@SEK Ntry/Chrgs/Rcrd/Amt=1@SEK"},
	entryChargeIncluded:  {value: "false", before: "Ntry/Chrgs/Rcrd/Amt=1@SEK"},
	entryInstructed:      {value: "7@EUR"},
	batchAmount:          {before: priced},
	batchSide:            {before: priced + " Ntry/NtryDtls/Btch/TtlAmt=5@SEK"},
	payAmount:            {value: "7@EUR"},
	payTxAmount:          {value: "7@EUR"},
	payInstructed:        {value: "7@EUR"},
	payContra:            {value: "7@EUR"},
	payChargeSide:        {value: "CRDT", before: "TxDtls/Chrgs/Amt=1@SEK TxDtls/Chrgs/Rcrd/Amt=1@SEK"},
	payChargeIncluded:    {value: "false", before: "TxDtls/Chrgs/Rcrd/Amt=1@SEK"},
	agent:                {value: "NDEA SESS"},
	payDebtorID:          {before: "TxDtls/RltdPties/Dbtr/Nm=A"},
	payUltimateDebtorID:  {before: "TxDtls/RltdPties/UltmtDbtr/Nm=A TxDtls/RltdPties/UltmtDbtr/Pty/Nm=A"},
	payDebtorProxyKind:   {behind: "TxDtls/RltdPties/DbtrAcct/Prxy/Id=1"},
	payCreditorProxyKind: {behind: "TxDtls/RltdPties/CdtrAcct/Prxy/Id=1"},
	docKind:              {value: "CREN", behind: "Strd/RfrdDocInf/Nb=9 Strd/RfrdDocInf/RfrdDocNb=9"},
	creditorRefKind:      {value: "PUOR", behind: "Strd/CdtrRefInf/Ref=9 Strd/CdtrRefInf/CdtrRef=9"},
	typedKind:            {value: "REMI", behind: "Strd/RfrdDocAmt/RmtAmtAndTp/Amt=7@SEK"},
	typedAmount:          {before: "Strd/RfrdDocAmt/RmtAmtAndTp/Tp/Cd=REMI"},
}

// doubtful are balances that do not close: a page of several need not.
const doubtful = "Stmt/Bal/Tp/Cd=OPBD Stmt/Bal/Tp/CdOrPrtry/Cd=OPBD Stmt/Bal/Amt=1@SEK Stmt/Bal/CdtDbtInd=CRDT"

// priced are amounts of the payment, in all versions.
const priced = "TxDtls/Amt=5@SEK TxDtls/AmtDtls/TxAmt/Amt=5@SEK"

// silent are places that tell nothing by what they hold.
var silent = map[tag]bool{
	creditorRefOther: true,                     // of our own kind, read as any creditor reference
	stmtPage:         true, stmtLastPage: true, // tell that balances need not close: TestPages
}

// TestEveryPlaceIsHeard holds that each line of the table, in each version that has it,
// changes what is told of a file: nothing is looked for in vain.
func TestEveryPlaceIsHeard(t *testing.T) {
	for version := 1; version <= newestVersion; version++ {
		for _, p := range table {
			if version < p.since || p.upTo > 0 && version > p.upTo || groups[p.tag] || silent[p.tag] {
				continue
			}
			top, rest, _ := strings.Cut(p.path, "/")
			for path := range strings.SplitSeq(rest, "|") {
				if strings.HasPrefix(path, "Rpt") || strings.HasPrefix(path, "Ntfctn") {
					continue
				}
				without, with := probe(version, p.tag, top+"/"+path)
				if without == with {
					t.Errorf("version %02d: %s/%s changes nothing of\n%s", version, top, path, with)
				}
				if strings.Contains(with, " version:") || strings.Contains(with, "refused") {
					t.Errorf("version %02d: %s/%s:\n%s", version, top, path, with)
				}
			}
		}
	}
}

// probe tells a small file without a place and with it.
func probe(version int, of tag, path string) (string, string) {
	how := telling[of]
	if how.value == "" {
		how.value = sampleOf(path)
	}
	told := func(value bool) string {
		doc := &element{name: "BkToCstmrStmt"}
		if version == 1 {
			doc.name = "BkToCstmrStmtV01"
		}
		put := func(of string) {
			for one := range strings.FieldsSeq(of) {
				at, text, _ := strings.Cut(one, "=")
				if known(version, at) {
					doc.put(whole(version, at), text)
				}
			}
		}
		head, entry, payment := "GrpHdr/MsgId=M Stmt/Id=S Stmt/Acct/Id/IBAN=SE1 Stmt/Acct/Ccy=SEK",
			"Ntry/Amt=5@SEK Ntry/CdtDbtInd=CRDT Ntry/Sts=BOOK Ntry/Sts/Cd=BOOK Ntry/BookgDt/Dt=2026-01-02", "TxDtls/Refs/InstrId=I"
		if how.without != "" {
			head = strings.Replace(head, how.without+"=SE1", "", 1)
		}
		put(head)
		asked := func() {
			put(how.before)
			if value {
				doc.put(whole(version, path), how.value)
			}
			put(how.behind)
		}
		if !strings.HasPrefix(path, "Stmt") {
			put(entry) // a statement's own elements stand before its entries
			asked()
		} else {
			asked()
			put(entry)
		}
		if path != "TxDtls/Refs/InstrId" || !value {
			put(payment)
		}
		var b strings.Builder
		fmt.Fprintf(&b, `<Document xmlns="%s3.001.%02d">`, Space, version)
		doc.write(&b)
		b.WriteString("</Document>")
		text, sum, _ := story([]byte(b.String()))
		return text + sum.CreatedAt
	}
	return told(false), told(true)
}

// known tells whether a helping path is in the table for the version.
func known(version int, at string) bool {
	if strings.HasPrefix(at, "NET") || strings.HasPrefix(at, "PER") {
		return true
	}
	top, path, _ := strings.Cut(at, "/")
	for _, p := range table {
		if version < p.since || p.upTo > 0 && version > p.upTo {
			continue
		}
		of, rest, _ := strings.Cut(p.path, "/")
		if of == top && slices.Contains(strings.Split(rest, "|"), path) {
			return true
		}
	}
	return false
}

// whole gives the path below the message.
func whole(version int, at string) []string {
	top, path, _ := strings.Cut(at, "/")
	head := map[string]string{
		"GrpHdr": "GrpHdr", "Stmt": "Stmt", "Ntry": "Stmt/Ntry", "TxDtls": "Stmt/Ntry/NtryDtls/TxDtls", "Strd": "Stmt/Ntry/NtryDtls/TxDtls/RmtInf/Strd",
		"PER": "Stmt/TxsSummry/TtlNtriesPerBkTxCd", "NET": "Stmt/TxsSummry/TtlNtries/TtlNetNtry/Amt",
	}[top]
	if top == "NET" && version < 4 {
		head = "Stmt/TxsSummry/TtlNtries/TtlNetNtryAmt"
	}
	if version == 1 {
		head = strings.Replace(head, "NtryDtls/", "", 1)
	}
	return strings.Split(strings.TrimSuffix(head+"/"+path, "/"), "/")
}

// sampleOf gives a value of the kind that a place holds, unlike those around it.
func sampleOf(path string) string {
	switch leaf := path[strings.LastIndexByte(path, '/')+1:]; {
	case leaf == "CdtDbtInd":
		return "DBIT"
	case leaf == "Sum", strings.HasPrefix(leaf, "TtlNetNtry"), strings.HasSuffix(path, "TtlNetNtry/Amt"):
		return "77.00"
	case kindOf(path) == Money:
		return "7@SEK"
	case kindOf(path) == Day:
		return "2026-03-04"
	}
	return "77"
}
