package bank_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

const (
	giro   = "50501055"
	iban   = "SE3550000000054910000003"
	noGiro = "50501056"
)

func TestOrders(t *testing.T) {
	lines := "<PstlAdr><AdrLine>Storgatan 1</AdrLine><AdrLine>123 45 Ort</AdrLine></PstlAdr>"
	hybrid := "<PstlAdr><TwnNm>Ort</TwnNm><Ctry>SE</Ctry><AdrLine>Storgatan 1</AdrLine></PstlAdr>"
	good := want{"A", "100.00", giro, ""}
	for name, c := range map[string]struct {
		text    string
		answers string   // of the whole
		refused []string // payments
	}{
		"good":           {order("M1", monday, good, want{"B", "0.50", iban, hybrid}), "ACTC,ACCP", nil},
		"one is bad":     {order("M1", monday, good, want{"B", "1.00", noGiro, ""}), "ACTC,PART", []string{"B AC01"}},
		"all are bad":    {order("M1", monday, want{"B", "1.00", noGiro, ""}), "ACTC,RJCT", []string{"B AC01"}},
		"zero":           {order("M1", monday, good, want{"B", "0.00", giro, ""}), "ACTC,PART", []string{"B AM01"}},
		"address lines":  {order("M1", monday, good, want{"B", "1.00", giro, lines}), "ACTC,PART", []string{"B BE04"}},
		"wrong sum":      {strings.Replace(order("M1", monday, good), "<CtrlSum>100.00", "<CtrlSum>100.01", 1), "RJCT AM10", nil},
		"wrong count":    {strings.Replace(order("M1", monday, good), "<NbOfTxs>1", "<NbOfTxs>2", 1), "RJCT AM18", nil},
		"no such debtor": {strings.Replace(order("M1", monday, good), "SE4550000000058398257466", iban, 1), "ACTC,RJCT", nil},
		"yesterday":      {order("M1", monday.Add(-3), good), "ACTC,RJCT", nil},
		"not XML":        {"hello", "RJCT FF01", nil},
		"document type":  {"<!DOCTYPE x>" + order("M1", monday, good), "RJCT FF01", nil},
		"other currency": {strings.Replace(order("M1", monday, good), `Ccy="SEK"`, `Ccy="EUR"`, 1), "ACTC,RJCT", []string{"A AM03"}},
	} {
		b := open(t, bank.Options{})
		upload(t, b, "order.xml", c.text)
		got := answers(t, b)
		if g := strings.Join(groups(got), ","); g != c.answers {
			t.Errorf("%s: answered %s, want %s", name, g, c.answers)
		}
		var refused []string
		last := got[len(got)-1]
		for i := range last.Refused {
			refused = append(refused, last.Refused[i]+" "+last.Why[i])
		}
		if !slices.Equal(refused, c.refused) {
			t.Errorf("%s: refused %v, want %v", name, refused, c.refused)
		}
	}
}

// An order is executed on its day, which is moved to a bank day, and not before.
func TestExecution(t *testing.T) {
	b := open(t, bank.Options{Closed: []string{iban}})
	saturday := monday.Add(5)
	upload(t, b, "o.xml", order("M1", saturday, want{"A", "100.00", giro, ""}, want{"B", "30.00", iban, ""}))
	step(t, b, saturday.Add(1))
	if x := books(t, b).Transfers; x[0].State != bank.Waiting {
		t.Errorf("on Sunday: %+v", x[0])
	}
	step(t, b, saturday.Add(4))
	k := books(t, b)
	if x := k.Transfers; x[0].State != bank.Executed || x[0].ExecutedOn != saturday.Add(2) || x[1].State != bank.Returned || x[1].ReturnedOn != saturday.Add(3) {
		t.Errorf("%+v %+v", x[0], x[1])
	}
	if got, opening := k.Ledgers[0].Balance, k.Ledgers[0].Account.Opening; got != opening-100_00 {
		t.Errorf("balance %s after %s", got, opening)
	}
	notice := strings.Join(inbox(t, b, "camt054"), "")
	for _, s := range []string{"<Cd>AC04</Cd>", "<EndToEndId>B</EndToEndId>", "<MsgId>M1</MsgId>", "Kund &amp; Co", "CRDT"} {
		if !strings.Contains(notice, s) {
			t.Errorf("the return does not say %s:\n%s", s, notice)
		}
	}
}

// What the account cannot cover is refused on the day, by another pain.002.
func TestFunds(t *testing.T) {
	b := open(t, bank.Options{})
	upload(t, b, "o.xml", order("M1", monday, want{"A", "99999.00", giro, ""}, want{"B", "9999.00", giro, ""}))
	got := answers(t, b)
	if last := got[len(got)-1]; len(got) != 3 || last.Group != "PART" || last.Why[0] != "AM04" || last.Refused[0] != "B" {
		t.Errorf("%+v", got)
	}
}

func TestModes(t *testing.T) {
	twice := func(b *bank.Bank) {
		upload(t, b, "1.xml", order("M1", monday, want{"A", "100.00", giro, ""}))
		upload(t, b, "2.xml", order("M1", monday, want{"A", "100.00", giro, ""}))
	}
	b := open(t, bank.Options{})
	twice(b)
	if g := strings.Join(groups(answers(t, b)), ","); g != "ACTC,ACCP,RJCT DU01" || len(books(t, b).Transfers) != 1 {
		t.Errorf("strict: %s, %d transfers", g, len(books(t, b).Transfers))
	}
	b = open(t, bank.Options{Mode: bank.Careless})
	twice(b)
	if k := books(t, b); len(k.Transfers) != 2 || k.Transfers[1].State != bank.Executed {
		t.Errorf("careless: %+v", k.Transfers)
	}
	b = open(t, bank.Options{Mode: bank.Slow})
	twice(b)
	if n := len(answers(t, b)); n != 0 {
		t.Errorf("slow: %d answers at once", n)
	}
	step(t, b, monday.Add(1))
	if n := len(answers(t, b)); n != 3 {
		t.Errorf("slow: %d answers the next day", n)
	}
	b = open(t, bank.Options{Mode: bank.Liar})
	twice(b)
	step(t, b, monday.Add(3))
	k := books(t, b)
	if g := strings.Join(groups(answers(t, b)), ","); g != "ACTC,ACCP,RJCT DU01,ACCP" || k.Transfers[0].State != bank.Ignored {
		t.Errorf("liar: %s, %+v", g, k.Transfers[0])
	}
	if s := k.Statements; s[0].Lie != "" || s[1].Lie == "" {
		t.Errorf("liar: statements %+v", s)
	}
}

func TestHabits(t *testing.T) {
	b := open(t, bank.Options{Seed: 7})
	due := monday.Add(14)
	var list []bank.Invoice
	for i, h := range []bank.Habit{bank.Exact, bank.Late, bank.Part, bank.Over, bank.Twice, bank.Several, bank.Several, bank.Wrong, bank.InText, bank.NoRef, bank.Never} {
		list = append(list, bank.Invoice{Number: fmt.Sprint(1000 + i), Ref: "10017", Amount: 1560_00, Due: due, Debtor: "Anna <Ek>", Habit: h})
	}
	planned, err := b.Pay(list)
	if err != nil {
		t.Fatal(err)
	}
	by := map[bank.Habit][]bank.Payment{}
	for _, p := range planned {
		by[p.Habit] = append(by[p.Habit], p)
	}
	one := func(h bank.Habit) bank.Payment {
		if len(by[h]) != 1 {
			t.Fatalf("%s: %d payments", h, len(by[h]))
		}
		return by[h][0]
	}
	if p := one(bank.Exact); p.Amount != 1560_00 || p.Reference != "10017" || p.Day > due {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Late); p.Day <= due.Add(6) {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Part); p.Amount >= 1560_00 || p.Amount <= 0 {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Over); p.Amount <= 1560_00 {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Several); p.Amount != 2*1560_00 || len(p.Lines) != 2 || len(p.Invoices) != 2 {
		t.Errorf("%+v", p)
	}
	if p := one(bank.Wrong); p.Reference == "10017" || p.Reference == "" {
		t.Errorf("%+v", p)
	}
	if p := one(bank.InText); p.Reference != "" || !strings.Contains(p.Text, "10017") {
		t.Errorf("%+v", p)
	}
	if p := one(bank.NoRef); p.Reference != "" || strings.Contains(p.Text, "10017") {
		t.Errorf("%+v", p)
	}
	if len(by[bank.Twice]) != 2 || len(by[bank.Never]) != 0 {
		t.Errorf("twice %v, never %v", by[bank.Twice], by[bank.Never])
	}
	if again, err := b.Pay(list); err != nil || len(again) != 0 {
		t.Errorf("the same list again: %v, %v", again, err)
	}
	if _, err := b.Pay([]bank.Invoice{{Number: "x", Amount: 1, Due: due, Currency: "USD"}}); err == nil {
		t.Error("an invoice without an account was taken")
	}
}

// The habits left to chance are those announced, and the same seed gives the same.
func TestChance(t *testing.T) {
	var list []bank.Invoice
	for i := range 2000 {
		list = append(list, bank.Invoice{Number: fmt.Sprint(i), Ref: "10017", Amount: 100_00, Due: monday.Add(30)})
	}
	count := map[bank.Habit]int{}
	var runs []string
	for range 2 {
		planned, err := open(t, bank.Options{Seed: 1}).Pay(list)
		if err != nil {
			t.Fatal(err)
		}
		clear(count)
		for _, p := range planned {
			count[p.Habit] += len(p.Invoices)
		}
		runs = append(runs, fmt.Sprint(planned))
	}
	if runs[0] != runs[1] {
		t.Error("the same seed gave two worlds")
	}
	for habit, percent := range map[bank.Habit]int{bank.Exact: 62, bank.Late: 8, bank.Several: 6, bank.Wrong: 4, bank.NoRef: 3} {
		if n := count[habit]; n < 2000*percent/100*7/10 || n > 2000*percent/100*13/10 {
			t.Errorf("%s: %d of 2000, want about %d %%", habit, n, percent)
		}
	}
}

// Whatever happens, each statement opens where the last one closed and closes
// where its entries lead, and each payment is told of once in a notification and
// once in a statement (I3, I4 as the bank owes them).
func TestStatementsChain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		b, err := bank.Open(dir, bank.Options{Today: monday, Seed: rapid.Uint64().Draw(r, "seed"), Closed: []string{iban}})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		day := monday
		for i := range rapid.IntRange(1, 5).Draw(r, "rounds") {
			var list []bank.Invoice
			for k := range rapid.IntRange(0, 8).Draw(r, "invoices") {
				list = append(list, bank.Invoice{Number: fmt.Sprint(i, "-", k), Ref: "10017", Amount: bank.Amount(rapid.IntRange(1, 1e7).Draw(r, "amount")),
					Due: day.Add(rapid.IntRange(-5, 20).Draw(r, "due")), Debtor: rapid.String().Draw(r, "name")})
			}
			if _, err := b.Pay(list); err != nil {
				t.Fatal(err)
			}
			upload(t, b, "o.xml", order(fmt.Sprint("M", i), day, want{"A", "100.00", giro, ""}, want{"B", "1.01", iban, ""}))
			day = day.Add(rapid.IntRange(1, 15).Draw(r, "days"))
			step(t, b, day)
		}
		check(t, b)
	})
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

// No order, however broken, stops the bank.
func FuzzOrder(f *testing.F) {
	f.Add(order("M1", monday, want{"A", "100.00", giro, ""}))
	f.Add("<Document/>")
	b := open(f, bank.Options{Mode: bank.Careless})
	f.Fuzz(func(t *testing.T, text string) {
		upload(t, b, "o.xml", text)
		var s status
		sent := books(t, b).Sent
		last := sent[len(sent)-1].Name
		answer, err := os.ReadFile(filepath.Join(b.Folder("bank", "inbox"), last))
		if err != nil || xml.Unmarshal(answer, &s) != nil || s.Msg == "" {
			t.Errorf("answered %s: %v", answer, err)
		}
	})
}
