package bank_test

import (
	"encoding/xml"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/cmd/girobank/bank"
	"girod/formats/date"
)

const monday = date.Date(20260112)

// open founds a bank on a Monday.
func open(t testing.TB, o bank.Options) *bank.Bank {
	t.Helper()
	if o.Today == 0 {
		o.Today = monday
	}
	b, err := bank.Open(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

func books(t testing.TB, b *bank.Bank) *bank.Books {
	t.Helper()
	k, err := b.Books()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func step(t testing.TB, b *bank.Bank, to date.Date) {
	t.Helper()
	if err := b.Step(to); err != nil {
		t.Fatal(err)
	}
}

// want is one payment of a test order.
type want struct {
	id, amount, to, extra string
}

// order writes a pain.001.001.03 as a customer would.
func order(msg string, day date.Date, payments ...want) string {
	var total bank.Amount
	var text strings.Builder
	for _, w := range payments {
		a, _ := bank.ParseAmount(w.amount) // a test may want a bad one
		total += a
		scheme, agent := "<Prtry>BGNR</Prtry>", "<CdtrAgt><FinInstnId><ClrSysMmbId><ClrSysId><Cd>SESBA</Cd></ClrSysId><MmbId>9900</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>"
		account := "<Othr><Id>" + w.to + "</Id><SchmeNm>" + scheme + "</SchmeNm></Othr>"
		if strings.HasPrefix(w.to, "SE") {
			account, agent = "<IBAN>"+w.to+"</IBAN>", ""
		}
		fmt.Fprintf(&text, `<CdtTrfTxInf><PmtId><InstrId>I-%s</InstrId><EndToEndId>%s</EndToEndId></PmtId><Amt><InstdAmt Ccy="SEK">%s</InstdAmt></Amt>%s`+
			`<Cdtr><Nm>Kund &amp; Co</Nm>%s</Cdtr><CdtrAcct><Id>%s</Id></CdtrAcct></CdtTrfTxInf>`, w.id, w.id, w.amount, agent, w.extra, account)
	}
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>%s</MsgId><CreDtTm>2026-01-12T09:00:00</CreDtTm><NbOfTxs>%d</NbOfTxs><CtrlSum>%s</CtrlSum><InitgPty><Nm>Exempel AB</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>%s-1</PmtInfId><PmtMtd>TRF</PmtMtd><NbOfTxs>%d</NbOfTxs><CtrlSum>%s</CtrlSum><ReqdExctnDt>%s</ReqdExctnDt>
<Dbtr><Nm>Exempel AB</Nm></Dbtr><DbtrAcct><Id><IBAN>SE4550000000058398257466</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><BIC>TESTSESS</BIC></FinInstnId></DbtrAgt>
%s</PmtInf></CstmrCdtTrfInitn></Document>`, msg, len(payments), total, msg, len(payments), total, day, text.String())
}

// newer turns an order into a pain.001.001.09.
func newer(text string) string {
	return strings.NewReplacer("pain.001.001.03", "pain.001.001.09", "<ReqdExctnDt>", "<ReqdExctnDt><Dt>", "</ReqdExctnDt>", "</Dt></ReqdExctnDt>",
		"<BIC>", "<BICFI>", "</BIC>", "</BICFI>").Replace(text)
}

// upload puts a file into the customer's outbox and lets the bank look.
func upload(t testing.TB, b *bank.Bank, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(b.Folder("bank", "outbox"), name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := b.Collect(); err != nil || n != 1 {
		t.Fatalf("collect: %d, %v", n, err)
	}
}

// status is a pain.002 as a test sees it.
type status struct {
	Msg     string   `xml:"CstmrPmtStsRpt>OrgnlGrpInfAndSts>OrgnlMsgId"`
	Group   string   `xml:"CstmrPmtStsRpt>OrgnlGrpInfAndSts>GrpSts"`
	Code    string   `xml:"CstmrPmtStsRpt>OrgnlGrpInfAndSts>StsRsnInf>Rsn>Cd"`
	Refused []string `xml:"CstmrPmtStsRpt>OrgnlPmtInfAndSts>TxInfAndSts>OrgnlEndToEndId"`
	Why     []string `xml:"CstmrPmtStsRpt>OrgnlPmtInfAndSts>TxInfAndSts>StsRsnInf>Rsn>Cd"`
}

// answers reads every pain.002 in the inbox, in order.
func answers(t testing.TB, b *bank.Bank) (list []status) {
	t.Helper()
	for _, text := range inbox(t, b, "pain002") {
		var s status
		if err := xml.Unmarshal([]byte(text), &s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	return list
}

func inbox(t testing.TB, b *bank.Bank, prefix string) (list []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(b.Folder("bank", "inbox"), prefix+"*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(text))
	}
	return list
}

func groups(list []status) (g []string) {
	for _, s := range list {
		g = append(g, strings.TrimSpace(s.Group+" "+s.Code))
	}
	return g
}

// Whatever happens, each statement opens where the last one closed and closes
// where its entries lead, and each payment is told of once in a notification and
// once in a statement (I3, I4 as the bank owes them).
func TestStatementsChain(t *testing.T) {
	names := []string{"Anna Ek", "", "<&\x00>", "Å\u2028\ufffe"}
	for seed := range uint64(12) {
		chance := rand.New(rand.NewPCG(seed, 1))
		b := open(t, bank.Options{Seed: seed, Closed: []string{iban}})
		day := monday
		for round := range 3 {
			var list []bank.Invoice
			for k := range chance.IntN(9) {
				list = append(list, bank.Invoice{Number: fmt.Sprint(round, "-", k), Ref: "10017", Amount: 1 + bank.Amount(chance.IntN(1e7)),
					Due: day.Add(chance.IntN(25) - 5), Debtor: names[chance.IntN(len(names))]})
			}
			if _, err := b.Pay(list); err != nil {
				t.Fatal(err)
			}
			upload(t, b, "o.xml", order(fmt.Sprint("M", round), day, want{"A", "100.00", giro, ""}, want{"B", "1.01", iban, ""}))
			day = day.Add(1 + chance.IntN(10))
			step(t, b, day)
		}
		check(t, b)
	}
}

// check reads what the customer got and holds it against the books.
func check(t testing.TB, b *bank.Bank) {
	t.Helper()
	k := books(t, b)
	last := k.Ledgers[0].Account.Opening
	for i, s := range k.Statements {
		if s.Opening != last || s.Opening+s.Credits-s.Debits != s.Closing || s.Sequence != i+1 {
			t.Errorf("statement %d: %+v after %s", i, s, last)
		}
		last = s.Closing
	}
	if k.Ledgers[0].Opening != last {
		t.Errorf("the next opens at %s after %s", k.Ledgers[0].Opening, last)
	}
	notices, statements := strings.Join(inbox(t, b, "camt054"), ""), strings.Join(inbox(t, b, "camt053"), "")
	for _, p := range k.Payments {
		once := 0
		if p.BookedOn != 0 {
			once = 1
		}
		ref := "<AcctSvcrRef>" + p.Ref + "</AcctSvcrRef>"
		if n := strings.Count(notices, ref); p.Ref != "" && n != once {
			t.Errorf("payment %s told %d times in notifications", p.Ref, n)
		}
		if n := strings.Count(statements, ref); p.Ref != "" && p.Statement != "" && n != once {
			t.Errorf("payment %s told %d times in statements", p.Ref, n)
		}
	}
}

// A bank that was closed, or whose process died between taking a file and writing
// its books, goes on where it was.
func TestRestart(t *testing.T) {
	dir := t.TempDir()
	b, err := bank.Open(dir, bank.Options{Today: monday})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bank.Open(dir, bank.Options{}); err == nil {
		t.Fatal("a second process opened the same bank")
	}
	upload(t, b, "1.xml", order("M1", monday.Add(1), want{"A", "100.00", giro, ""}))
	b.Close()
	// Taken by a process that died before its books knew.
	if err := os.WriteFile(filepath.Join(dir, "taken", "000002.bank.2.xml"), []byte(order("M2", monday.Add(1), want{"B", "1.00", giro, ""})), 0o600); err != nil {
		t.Fatal(err)
	}
	if b, err = bank.Open(dir, bank.Options{}); err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	step(t, b, monday.Add(2))
	k := books(t, b)
	if len(k.Files) != 2 || len(k.Transfers) != 2 || k.Transfers[0].State != bank.Executed || k.Transfers[1].State != bank.Executed {
		t.Errorf("%+v", k)
	}
	check(t, b)
}

// Every message is valid against its schema, in both versions, with text in it
// that would break a careless writer. GIROD_XSD names the folder of schemas.
func TestSchemas(t *testing.T) {
	xsd := os.Getenv("GIROD_XSD")
	if xsd == "" {
		t.Skip("GIROD_XSD is not set")
	}
	for _, v := range [][2]string{{"02", "03"}, {"08", "10"}} {
		b := open(t, bank.Options{Statement: v[0], Status: v[1], Closed: []string{iban}, Customer: "<&>",
			Accounts: []bank.Account{{IBAN: "SE4550000000058398257466", Bankgiro: "50501055", Currency: "SEK", Opening: 100}, {IBAN: "SE3550000000054910000003", Currency: "EUR"}}})
		due := monday.Add(2)
		var list []bank.Invoice
		for i, h := range []bank.Habit{bank.Exact, bank.Several, bank.Several, bank.InText, bank.NoRef} {
			list = append(list, bank.Invoice{Number: fmt.Sprint(i, "<&>"), Ref: "10017", Amount: 2000_00, Due: due, Debtor: "Å & \x01\u2028 \"<Ek>\"", IBAN: iban, Habit: h})
		}
		list = append(list, bank.Invoice{Number: "E", Ref: "RF18539007547034", Amount: 1, Currency: "EUR", Due: due, Habit: bank.Exact})
		if _, err := b.Pay(list); err != nil {
			t.Fatal(err)
		}
		step(t, b, due.Add(1))
		upload(t, b, "1.xml", order("M1", due.Add(1), want{"A", "100.00", giro, ""}, want{"B", "3.00", iban, ""}, want{"C", "1.00", noGiro, ""}, want{"D", "99999999.00", giro, ""}))
		upload(t, b, "2.xml", "rubbish")
		step(t, b, due.Add(4))
		for prefix, schema := range map[string]string{"camt053": "camt.053.001." + v[0], "camt054": "camt.054.001." + v[0], "pain002": "pain.002.001." + v[1]} {
			files, err := filepath.Glob(filepath.Join(b.Folder("bank", "inbox"), prefix+"*"))
			if err != nil || len(files) == 0 {
				t.Fatalf("%s: %d files, %v", prefix, len(files), err)
			}
			out, err := exec.Command("xmllint", append([]string{"--noout", "--schema", filepath.Join(xsd, schema+".xsd")}, files...)...).CombinedOutput()
			if err != nil {
				t.Errorf("%s: %v\n%s", schema, err, out)
			}
		}
	}
}

func TestAmounts(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		a := bank.Amount(rapid.Int64Range(0, 1e16).Draw(r, "amount"))
		if back, err := bank.ParseAmount(a.String()); err != nil || back != a {
			r.Errorf("%d: %s, %v", a, back, err)
		}
	})
	for _, s := range []string{"", ".", "1.", ".5", "-1", "+1", "1,00", "1e3", "1.005", "1 000", "٣", "99999999999999999999"} {
		if a, err := bank.ParseAmount(s); err == nil {
			t.Errorf("%q is %s", s, a)
		}
	}
}
