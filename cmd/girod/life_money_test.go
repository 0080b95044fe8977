package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"girod/cmd/girobank/bank"
	"girod/formats/money"
)

// bill makes a payout of a supplier's bill: to an account that takes it, or to one that is
// closed and from which the bank sends it back; and now and then of more than there is in
// the bank, which refuses it.
func (l *life) bill(d deed) {
	l.payouts++
	amount := int64(d.a)*1000 + 100
	if d.b%5 == 0 {
		amount += 200_000_00
	}
	args := []string{"payouts", "add", fmt.Sprintf("HF-%d", l.payouts), "--name", "Hamnfogden AB", "--town", "Stockholm",
		"--amount", money.Of(amount, money.SEK).Decimal(), "--text", "Faktura"}
	if d.b%3 == 0 {
		args = append(args, "--iban", closedAccount, "--bic", "TESTSESS")
	} else {
		args = append(args, "--bankgiro", payeeGiro)
	}
	if d.c%3 == 0 {
		args = append(args, "--on", l.bank.Today().Add(d.c%8).String())
	}
	l.anna(whose(d.c), args...)
}

// refund makes payouts of what customers have with us.
func (l *life) refund(d deed) {
	of := whose(d.b)
	l.anna(of, "payouts", "payee", fmt.Sprintf("M-%d", d.a%17), "--iban", "SE7580000000000987654321", "--bic", "TESTSESS")
	l.anna(of, "payouts", "refunds")
}

// giveBack makes a payout of what rests, to where it came from.
func (l *life) giveBack(d deed) {
	var resting []suspenseJSON
	l.askJSON(&resting, "suspense")
	for _, r := range anyOf(resting, d.a) {
		l.anna(r.Tenant, "suspense", "return", r.Payment, "--reason", "inte vår")
	}
}

// forward makes payouts of what came for invoices that are sold.
func (l *life) forward(d deed) {
	of := whose(d.b)
	for _, i := range anyOf(l.bills, d.a) {
		l.anna(i.of, "invoices", "hold", i.Number, "--reason", "sold", "--source", "såld")
	}
	l.anna(of, "payouts", "forward", "--name", "Fakturabolaget AB", "--bankgiro", payeeGiro)
}

// listed are the payouts in the books of one.
func (l *life) listed(of string) (all []payoutJSON) {
	l.Helper()
	l.fromJSON(l.ask(l.bank.Today().String(), "--json", "--tenant", of, "payouts"), &all)
	return all
}

// batch gathers what waits to be paid; another person clears its flags and approves it, or
// gives it up.
func (l *life) batch(d deed) {
	of := whose(d.b)
	args := []string{"payouts", "propose", "--account", map[string]string{theHouse: "giro", theChoir: "choir"}[of]}
	batch := ""
	for n, p := range l.listed(of) {
		switch {
		case p.Batch == "" && p.State == "validated" && (n+d.a)%4 != 0:
			args = append(args, p.Payout)
		case p.Batch != "" && p.State == "proposed":
			batch = p.Batch
		}
	}
	if said, ok := l.anna(of, args...); ok {
		batch, _, _ = strings.Cut(said, " ")
	}
	var seen batchJSON
	said, code := l.says("--json", "--tenant", of, "payouts", "show", batch)
	if code != exitDone {
		return
	}
	l.fromJSON(said, &seen)
	for _, f := range seen.Flags {
		if d.c%5 != 0 {
			l.bo(of, "payouts", "clear", f.Payout, "--reason", "ringde")
		}
	}
	if d.c%4 == 0 {
		l.bo(of, "payouts", "reject", batch, "--reason", "dubbel")
		return
	}
	l.bo(of, "payouts", "approve", batch, "--sum", seen.Sum, "--count", fmt.Sprint(seen.Count), "--hash", seen.Hash)
}

// cancel gives up a payout that has not left.
func (l *life) cancel(d deed) {
	of := whose(d.b)
	for _, p := range anyOf(l.listed(of), d.a) {
		l.anna(of, "payouts", "cancel", p.Payout, "--reason", "dubbel")
	}
}

func (l *life) isRecall(path string) bool {
	text, err := os.ReadFile(path)
	l.must(err)
	return bytes.Contains(text, []byte("camt.055"))
}

// recall calls a payout back. The bank says no where it has the order; an order that still
// lies in the folder with nothing else in it the bank stops, and never executes.
func (l *life) recall(d deed) {
	of := whose(d.b)
	for _, p := range anyOf(l.listed(of), d.a) {
		said, ok := l.anna(of, "payouts", "recall", p.Payout, "--code", "DUPL", "--reason", "betald två gånger")
		if !ok {
			continue
		}
		l.run()
		status, name := "RJCR", strings.Fields(said)[0]
		if file := l.ordersAlone(p.EndToEnd); file != "" && d.c%4 != 0 {
			l.must(os.Remove(file))
			status = "CNCL"
		}
		l.tell("the bank answers the recall of %s: %s", p.Payout, status)
		l.write("bank/in/"+name+".xml", []byte(strings.NewReplacer("CASE", name, "STATUS", status).Replace(recallAnswer)))
		l.run()
	}
}

// ordersAlone is the file that orders this payout and no other, and that the bank has not taken.
func (l *life) ordersAlone(endToEnd string) string {
	files, err := filepath.Glob(l.path("bank/out/*.xml"))
	l.must(err)
	for _, path := range files {
		text, err := os.ReadFile(path)
		l.must(err)
		if bytes.Contains(text, []byte("<NbOfTxs>1</NbOfTxs>")) && bytes.Contains(text, []byte("<EndToEndId>"+endToEnd+"</EndToEndId>")) && !l.isRecall(path) {
			return path
		}
	}
	return ""
}

const recallAnswer = `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"><RsltnOfInvstgtn>
<Assgnmt><Id>A-CASE</Id><Assgnr><Agt><FinInstnId><BICFI>TESTSESS</BICFI></FinInstnId></Agt></Assgnr><Assgne><Pty><Nm>Sjostadens Batklubb</Nm></Pty></Assgne><CreDtTm>2026-01-07T12:00:00</CreDtTm></Assgnmt>
<RslvdCase><Id>CASE</Id><Cretr><Pty><Nm>Sjostadens Batklubb</Nm></Pty></Cretr></RslvdCase>
<Sts><Conf>STATUS</Conf></Sts>
</RsltnOfInvstgtn></Document>
`

// cardDay is a day of an acquirer's: some invoice is paid by card, berths are sold, and now
// and then something is given back; the lump comes as the bank says, named or not, or other
// than it should be.
func (l *life) cardDay(d deed) {
	l.settlements++
	id, day := fmt.Sprintf("S-2026-%d", 800+l.settlements), l.bank.Today()
	var rows []string
	var gross, fee int64
	row := func(kind, purchase, ref string, amount, cost int64) {
		sum := func(n int64) string { return money.Of(n, money.SEK).Decimal() }
		rows = append(rows, fmt.Sprintf("1,%s,%s,Nordkort,SEK,card,%s,%s,%s,%s,,%s,%s,%s", id, day, kind, purchase, day, ref, sum(amount), sum(cost), sum(amount-cost)))
		gross, fee = gross+amount, fee+cost
	}
	for _, i := range anyOf(l.bills, d.a) {
		if i.of == theHouse && d.b%4 != 0 {
			row("sale", fmt.Sprintf("T-%d-1", l.settlements), i.Ref, int64(i.Amount), int64(i.Amount)/70)
			if d.b%8 == 1 {
				row("refund", fmt.Sprintf("T-%d-1", l.settlements), i.Ref, -int64(i.Amount)/2, 0)
			}
		}
	}
	row("sale", fmt.Sprintf("T-%d-2", l.settlements), "", int64(d.b)*100+99, int64(d.b))
	if d.c%5 == 0 {
		row("refund", fmt.Sprintf("T-%d-2", l.settlements), "", -50, 0)
	}
	text := "settlement,id,paid,acquirer,currency,type,kind,payment,booked,reference,text,gross,fee,net\n" + strings.Join(rows, "\n") +
		fmt.Sprintf("\n1,%s,%s,Nordkort,SEK,,total,,,,,%s,%s,%s\n", id, day,
			money.Of(gross, money.SEK).Decimal(), money.Of(fee, money.SEK).Decimal(), money.Of(gross-fee, money.SEK).Decimal())
	l.tell("Nordkort settles %s: %s", id, money.Of(gross-fee, money.SEK))
	l.write("cards/in/"+id+".csv", []byte(text))
	lump := bank.Payment{Amount: bank.Amount(gross - fee), Payer: "Nordkort AB", Text: "NORDKORT AB " + id}
	switch d.c % 4 {
	case 1:
		lump.Text = "NORDKORT AB"
	case 2:
		lump.Amount++
	}
	if lump.Amount > 0 {
		l.must(l.bank.Plan(lump))
	}
	l.run()
	if d.c%4 == 1 && d.c%3 == 0 {
		l.meet(d)
	}
}

// meet says of something that rests that it is a settlement's money.
func (l *life) meet(d deed) {
	var resting []suspenseJSON
	l.askJSON(&resting, "suspense")
	for _, r := range anyOf(resting, d.a) {
		l.anna(r.Tenant, "settlements", "meet", fmt.Sprintf("set%d", 1+d.b%max(1, l.settlements)), r.Payment, "--reason", "deras lump")
	}
}
