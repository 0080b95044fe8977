package bank_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"girod/cmd/girobank/bank"
)

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
		"version 09":     {newer(order("M1", monday, good, want{"B", "1.00", noGiro, ""})), "ACTC,PART", []string{"B AC01"}},
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

// A bank that debits by PmtInf tells one sum and the order's names, and no transfers; an
// order that does not ask for it is debited transfer by transfer.
func TestDebitedAsOne(t *testing.T) {
	b := open(t, bank.Options{Batches: true})
	text := order("M1", monday, want{"A", "100.00", giro, ""}, want{"B", "30.00", iban, ""})
	upload(t, b, "1.xml", strings.Replace(text, "<PmtMtd>TRF</PmtMtd>", "<PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>", 1))
	upload(t, b, "2.xml", order("M2", monday, want{"C", "5.00", giro, ""}, want{"D", "6.00", giro, ""}))
	step(t, b, monday.Add(1))
	k := books(t, b)
	if got, opening := k.Ledgers[0].Balance, k.Ledgers[0].Account.Opening; got != opening-141_00 || k.Statements[0].Entries != 3 || k.Statements[0].Debits != 141_00 {
		t.Errorf("balance %s after %s, %+v", got, opening, k.Statements[0])
	}
	said := strings.Join(inbox(t, b, "camt053"), "")
	if !strings.Contains(said, "<Btch><MsgId>M1</MsgId><PmtInfId>M1-1</PmtInfId><NbOfTxs>2</NbOfTxs>") || strings.Contains(said, "<EndToEndId>A<") ||
		!strings.Contains(said, "<EndToEndId>D<") {
		t.Error(said)
	}
}

// A Norwegian bank holds a KID and an account to their check digits.
func TestKID(t *testing.T) {
	b := open(t, bank.Options{Accounts: []bank.Account{{IBAN: "NO9386011117947", Currency: "NOK", Opening: 1000_00}}})
	text := strings.NewReplacer("SE4550000000058398257466", "NO9386011117947", `Ccy="SEK"`, `Ccy="NOK"`, "<Prtry>BGNR</Prtry>", "<Cd>BBAN</Cd>",
		"<ClrSysMmbId><ClrSysId><Cd>SESBA</Cd></ClrSysId><MmbId>9900</MmbId></ClrSysMmbId>", "<BIC>TESTNOKK</BIC>").
		Replace(order("M1", monday, want{"A", "1.00", "97100512347", ""}, want{"B", "2.00", "97100512348", ""}, want{"C", "3.00", "97100512347", ""}))
	for i, kid := range []string{"12345678901237", "12345678901237", "12345678901238"} {
		end := fmt.Sprintf("</CdtrAcct><RmtInf><Strd><CdtrRefInf><Ref>%s</Ref></CdtrRefInf></Strd></RmtInf>", kid)
		at := strings.Index(text, "<EndToEndId>"+string(rune('A'+i)))
		text = text[:at] + strings.Replace(text[at:], "</CdtrAcct>", end, 1)
	}
	upload(t, b, "1.xml", text)
	got := answers(t, b)
	if last := got[len(got)-1]; last.Group != "PART" || strings.Join(last.Refused, "") != "BC" || strings.Join(last.Why, " ") != "AC01 RR06" {
		t.Errorf("%+v", got)
	}
}
