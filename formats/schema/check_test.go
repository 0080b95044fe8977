package schema

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"girod/formats"
)

const statement = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x x.xsd">
<BkToCstmrStmt>
<GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-08T06:00:00+01:00</CreDtTm></GrpHdr>
<Stmt><Id>S1</Id>
<Acct><Id><IBAN>SE4550000000058398257466</IBAN></Id><Svcr><FinInstnId><BICFI>NDEASESS</BICFI></FinInstnId></Svcr></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="SEK">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-07</Dt></Dt></Bal>
<Ntry><Amt Ccy="SEK">50.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BkTxCd/></Ntry>
</Stmt>
</BkToCstmrStmt>
</Document>
`

// What a clerk is told of one broken thing.
func TestFindings(t *testing.T) {
	if found := verdict(t, []byte(statement)); len(found) > 0 {
		t.Fatal(found)
	}
	for _, c := range []struct{ old, new, want string }{
		{"<BICFI>NDEASESS<", "<BICFI>NDEASESS XXX<",
			`schema-value 5: Stmt[1]/Acct/Svcr/FinInstnId/BICFI: "NDEASESS XXX" is not a BIC of 8 or 11 characters (camt.053.001.08)`},
		{"<BICFI>NDEASESS</BICFI>", "<BIC>NDEASESS</BIC>",
			`schema-unknown 5: Stmt[1]/Acct/Svcr/FinInstnId/BIC: BIC is unknown here: want BICFI, ClrSysMmbId, LEI, Nm, PstlAdr, Othr (camt.053.001.08)`},
		{"<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<CdtDbtInd>CREDIT</CdtDbtInd><Sts>",
			`schema-value 7: Stmt[1]/Ntry[1]/CdtDbtInd: "CREDIT" is not one of CRDT, DBIT (camt.053.001.08)`},
		{"<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>",
			`schema-value 7: Stmt[1]/Ntry[1]/Sts: "BOOK" stands where elements are wanted: Cd, Prtry (camt.053.001.08)|` +
				`schema-missing 7: Stmt[1]/Ntry[1]/Sts: one of Cd, Prtry is missing (camt.053.001.08)`},
		{"<Sts><Cd>BOOK</Cd></Sts><BkTxCd/>", "<BkTxCd/><Sts><Cd>BOOK</Cd></Sts>",
			`schema-order 7: Stmt[1]/Ntry[1]/Sts: Sts must stand before BkTxCd (camt.053.001.08)`},
		{"<BkTxCd/>", "",
			`schema-missing 7: Stmt[1]/Ntry[1]: BkTxCd is missing (camt.053.001.08)`},
		{"<BkTxCd/>", "<BkTxCd/><BkTxCd/>",
			`schema-many 7: Stmt[1]/Ntry[1]/BkTxCd[2]: BkTxCd stands more than once (camt.053.001.08)`},
		{"<Id>S1</Id>\n", "<Id>S1</Id><CreDtTm>2026-01-08T06:00:00</CreDtTm><Id>S2</Id>",
			`schema-many 4: Stmt[1]/Id[2]: Id stands again, after CreDtTm (camt.053.001.08)`},
		{"</IBAN>", "</IBAN><Othr><Id>1</Id></Othr>",
			`schema-choice 5: Stmt[1]/Acct/Id/Othr: Othr and IBAN may not stand together: one of IBAN, Othr (camt.053.001.08)`},
		{`<Amt Ccy="SEK">50.00`, `<Amt>50.00`,
			`schema-attribute 7: Stmt[1]/Ntry[1]/Amt: the attribute Ccy is missing on Amt: a currency of 3 capital letters (camt.053.001.08)`},
		{`<Amt Ccy="SEK">50.00`, `<Amt Ccy="kr">-50,00`,
			`schema-value 7: Stmt[1]/Ntry[1]/Amt: Ccy "kr" is not a currency of 3 capital letters (camt.053.001.08)|` +
				`schema-value 7: Stmt[1]/Ntry[1]/Amt: "-50,00" is not a number of at most 18 digits, at most 5 of them behind a decimal point, without a minus (camt.053.001.08)`},
		{"<Stmt>", `<Stmt xml:lang="sv">`,
			`schema-attribute 4: Stmt[1]: the attribute lang may not stand on Stmt (camt.053.001.08)`},
		{"<MsgId>M1<", "<MsgId><",
			`schema-value 3: Document/BkToCstmrStmt/GrpHdr/MsgId: an empty value is not a text of 1 to 35 characters (camt.053.001.08)`},
		{"<MsgId>M1<", "<MsgId>M1<b>2</b><",
			`schema-unknown 3: Document/BkToCstmrStmt/GrpHdr/MsgId/b: b stands where a text of 1 to 35 characters is wanted (camt.053.001.08)`},
		{"<Dt>2026-01-07<", "<Dt>2026-02-29<",
			`schema-value 6: Stmt[1]/Bal/Dt/Dt: "2026-02-29" is not a day such as 2026-01-07 (camt.053.001.08)`},
		{"</Ntry>", "</Ntry><Bank><Own>x</Own></Bank>",
			`schema-unknown 7: Stmt[1]/Bank: Bank is unknown here: want Ntry, AddtlStmtInf (camt.053.001.08)`},
		{"</Stmt>", "<AddtlStmtInf>x</AddtlStmtInf><More/></Stmt>",
			`schema-unknown 8: Stmt[1]/More: More is unknown here: nothing may follow AddtlStmtInf (camt.053.001.08)`},
		{"camt.053.001.08", "camt.053.001.99",
			`schema-none 1: Document: girod has no schema of camt.053.001.99: held to none`},
		{"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08", "urn:ch:camt.053.001.08.ch",
			`schema-unknown 1: Document: "urn:ch:camt.053.001.08.ch" is no namespace of ISO 20022: want urn:iso:std:iso:20022:tech:xsd:…`},
	} {
		file := strings.Replace(statement, c.old, c.new, 1)
		if file == statement {
			t.Fatalf("nothing to break: %s", c.old)
		}
		var got []string
		for _, f := range verdict(t, []byte(file)) {
			got = append(got, f.Code+" "+f.Origin.String()+": "+f.Text)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.new, strings.Join(got, "|"), c.want)
		}
	}
}

// A business message has two schemas, and whatever envelope around it none.
func TestBusinessMessage(t *testing.T) {
	const header = `<AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><Fr><OrgId/></Fr><To><FIId><FinInstnId/></FIId></To>` +
		`<BizMsgIdr>B1</BizMsgIdr><MsgDefIdr>camt.053.001.08</MsgDefIdr><CreDt>2026-01-08T06:00:00Z</CreDt></AppHdr>`
	file := `<Envelope xmlns="urn:x" of="them">` + header + statement + `</Envelope>`
	if found := verdict(t, []byte(file)); len(found) > 0 {
		t.Error(found)
	}
	file = strings.Replace(strings.Replace(file, "<BizMsgIdr>B1</BizMsgIdr>", "", 1), "<BkTxCd/>", "", 1)
	if found := verdict(t, []byte(file)); len(found) != 2 || !strings.HasSuffix(found[0].Text, "BizMsgIdr is missing (head.001.001.02)") {
		t.Error(found)
	}
}

// What is added to a message by others (SplmtryData) is theirs.
func TestSupplementaryData(t *testing.T) {
	whole := func(data string) []byte {
		return []byte(strings.Replace(statement, "</Stmt>\n", "</Stmt><SplmtryData><Envlp>"+data+"</Envlp></SplmtryData>", 1))
	}
	if found := verdict(t, whole(`<a xmlns="urn:a" b="c">x<Id><y/></Id></a>`)); len(found) > 0 {
		t.Error(found)
	}
	for data, want := range map[string]string{"": "schema-missing", "text": "schema-value", "<a/><a/>": "schema-many"} {
		if found := verdict(t, whole(data)); len(found) == 0 || found[0].Code != want {
			t.Errorf("%q: %v", data, found)
		}
	}
}

// A file with a break in each entry costs no memory: what is beyond the limit is counted.
func TestFindingsAreBounded(t *testing.T) {
	entry := `<Ntry><Amt>x</Amt></Ntry>`
	file := strings.Replace(statement, "</Stmt>", strings.Repeat(entry, 1000)+"</Stmt>", 1)
	var sum formats.Summary
	if err := Check(strings.NewReader(file), formats.Limits{Findings: 3}, &sum); err != nil {
		t.Fatal(err)
	}
	if len(sum.Findings) != 3 || sum.MoreFindings != 5*1000-3 {
		t.Errorf("%d findings and %d more", len(sum.Findings), sum.MoreFindings)
	}
}

func TestErrorsOfOthers(t *testing.T) {
	var refused *formats.Error
	if err := Check(strings.NewReader("<Document>"), formats.Limits{}, &formats.Summary{}); !errors.As(err, &refused) {
		t.Error(err)
	}
	broken := io.MultiReader(strings.NewReader(statement[:200]), errReader{})
	if err := Check(broken, formats.Limits{}, &formats.Summary{}); !errors.Is(err, os.ErrClosed) {
		t.Error(err)
	}
}

type errReader struct{}

func (errReader) Read([]byte) (int, error) { return 0, os.ErrClosed }

// The table must read, or no rule would hold; and every rule must have words.
func TestTableReads(t *testing.T) {
	all, err := parse(table)
	if err != nil || len(all) < 80 {
		t.Fatal(len(all), err)
	}
	seen := make(map[*kind]bool)
	var walk func(k *kind)
	walk = func(k *kind) {
		if seen[k] {
			return
		}
		seen[k] = true
		if k.value != nil && k.value.want() == "" {
			t.Errorf("%s: no words", k.name)
		}
		for _, s := range k.slots {
			for _, e := range s.of {
				walk(e.of)
			}
		}
	}
	for _, m := range all {
		walk(m.of)
	}
	for _, bad := range []string{"nonsense", "A = what", "A = form [", "A = form (a", "A = form (ab){2}", "A = decimal x", "A = text x..y", "! m R: A{2,3} B", "! m R: A", "! m R: A B", "A: a{x,y} A"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add([]byte(statement))
	for _, name := range ourSamples(f) {
		if file, err := os.ReadFile(name); err == nil && len(file) < 6000 {
			f.Add(file)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		var sum formats.Summary
		err := Check(bytes.NewReader(file), formats.Limits{Findings: 10}, &sum)
		var refused *formats.Error
		if err != nil && !errors.As(err, &refused) {
			t.Error(err)
		}
		for _, found := range sum.Findings {
			if !strings.HasPrefix(found.Code, "schema-") || found.Text == "" || found.Line == 0 || found.Doubt {
				t.Errorf("%+v", found)
			}
		}
	})
}

// A statement of many entries, each with details.
func many(entries int) []byte {
	const entry = `<Ntry><Amt Ccy="SEK">1250.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-07</Dt></BookgDt><ValDt><Dt>2026-01-07</Dt></ValDt><AcctSvcrRef>4711000012345678</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ATXN</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls><TxDtls><Refs><AcctSvcrRef>4711000012345678</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId></Refs><Amt Ccy="SEK">1250.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>Åsa Öberg</Nm><PstlAdr><TwnNm>Umeå</TwnNm><Ctry>SE</Ctry></PstlAdr></Pty></Dbtr><DbtrAcct><Id><IBAN>SE4550000000058398257466</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>1234567890123456</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>
`
	return []byte(strings.Replace(statement, "</Stmt>", strings.Repeat(entry, entries)+"</Stmt>", 1))
}

func TestMemoryDoesNotGrow(t *testing.T) {
	cost := func(entries int) float64 {
		file := many(entries)
		return testing.AllocsPerRun(3, func() { verdict(t, file) })
	}
	if few, all := cost(1000), cost(10_000); all > few+50 {
		t.Errorf("%v allocations for 1,000 entries, %v for 10,000", few, all)
	}
}

func BenchmarkCheck(b *testing.B) {
	const entries = 8000
	file := many(entries)
	if found := verdict(b, file); len(found) > 0 {
		b.Fatal(found)
	}
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		verdict(b, file)
	}
	b.ReportMetric(entries*float64(b.N)/b.Elapsed().Seconds(), "payments/s")
}

// BenchmarkTable reads the table, which every run that checks does once.
func BenchmarkTable(b *testing.B) {
	for b.Loop() {
		if _, err := parse(table); err != nil {
			b.Fatal(err)
		}
	}
}
