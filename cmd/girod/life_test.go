package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template"
	"time"

	"pgregory.net/rapid"

	"girod/cmd/girobank/bank"
	"girod/formats/date"
	"girod/formats/money"
)

// deed is one thing that happens to a house, as drawn: what, and three numbers that choose
// among what there is when its turn has come.
type deed struct {
	what    string
	a, b, c int
}

// deeds are all that may happen, by name; those that are commonest in life stand more than
// once in the draw.
var deeds = map[string]func(*life, deed){
	"invoice": (*life).invoice, "pay": (*life).pay, "day": (*life).day, "file again": (*life).fileAgain, "bank reversal": (*life).takeBack,
	"allocate": (*life).allocate, "allocate, undo, redo": (*life).redo, "undo": (*life).undo, "credit": (*life).credit, "loss": (*life).loss,
	"hold": (*life).hold, "unhold": (*life).unhold, "plan": (*life).plan, "plan ends": (*life).planEnds, "close": (*life).closeBooks,
	"open": (*life).openBooks, "reverse": (*life).reverse, "bill": (*life).bill, "refund": (*life).refund, "batch": (*life).batch,
}

func aDeed(r *rapid.T) deed {
	return deed{
		rapid.SampledFrom([]string{"invoice", "invoice", "invoice", "pay", "pay", "pay", "pay", "day", "day", "day", "day", "file again", "bank reversal", "allocate",
			"allocate, undo, redo", "undo", "credit", "credit", "loss", "loss", "hold", "unhold", "plan", "plan ends", "close", "open", "reverse", "bill", "refund",
			"batch", "batch"}).Draw(r, "what"),
		rapid.IntRange(0, 99).Draw(r, "a"), rapid.IntRange(0, 99).Draw(r, "b"), rapid.IntRange(0, 99).Draw(r, "c"),
	}
}

// life is a house with its bank and its people, and the diary of what happened.
type life struct {
	*houseOf
	bank   *bank.Bank
	diary  []event
	told   []string // for people: what happened, a line each
	minute int      // of the day

	bills    []bank.Invoice
	given    int      // files of the bank's that are in girod's folder
	files    []string // the bank's files by name, for those that come again
	taken    int64    // what the bank took back, told by files of our own
	payouts  int
	done     int // deeds that were not refused
	reversed map[string]bool
}

// checked makes a house's test helpers fail the example and not the whole test, so that
// rapid can look for a smaller one.
type checked struct {
	testing.TB
	r   *rapid.T
	dir string
}

func (c checked) Helper()                      { c.r.Helper() }
func (c checked) Fatal(args ...any)            { c.r.Fatal(args...) }
func (c checked) Fatalf(f string, args ...any) { c.r.Fatalf(f, args...) }
func (c checked) Error(args ...any)            { c.r.Error(args...) }
func (c checked) Errorf(f string, args ...any) { c.r.Errorf(f, args...) }
func (c checked) TempDir() string {
	dir, err := os.MkdirTemp(c.dir, "")
	if err != nil {
		c.r.Fatal(err)
	}
	return dir
}

// lifeTown is its configuration: reminders go, and the rates of the year are known.
var lifeTown = map[string]string{"OPENING": "50000.00", "DUNNING": "true", "STATEMENTS": "none",
	"MORE": "law: {confirm: [{country: SE, validFrom: 2026-07-01, by: Anna}, {country: SE, validFrom: 2027-01-01, value: \"2.00\", by: Anna}]}"}

// born makes a house with a bank.
func born(tb testing.TB) *life {
	tb.Helper()
	b, err := bank.Open(tb.TempDir(), bank.Options{
		Mode: bank.Strict, Today: date.Of(2026, 1, 7), Customer: "Sjöstadens Båtklubb", Closed: []string{closedAccount},
		Users:    []bank.User{{Name: "bank", Bank: true}, {Name: "accounting"}},
		Accounts: []bank.Account{{IBAN: townIBAN, Bankgiro: strings.ReplaceAll(townBankgiro, "-", ""), Currency: "SEK", Opening: 50_000_00}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	l := &life{houseOf: furnish(tb, tb.TempDir(), lifeTown), bank: b, reversed: map[string]bool{}}
	l.create()
	return l
}

// at is the next minute of the day: no two things happen at one instant.
func (l *life) at() string {
	l.minute++
	return fmt.Sprintf("%sT%02d:%02d:00+01:00", l.bank.Today(), 9+l.minute/60, l.minute%60)
}

func (l *life) tell(format string, args ...any) {
	l.told = append(l.told, l.bank.Today().String()+"  "+fmt.Sprintf(format, args...))
}

// does lets a person act; what is refused leaves nothing behind in the book.
func (l *life) does(args ...string) (said string, ok bool) {
	l.Helper()
	at, before := l.at(), l.digest()
	var out, errs bytes.Buffer
	code := run(context.Background(), append([]string{"--config", l.path("girod.yaml"), "--as-of", at}, args...), strings.NewReader(""), &out, &errs)
	if code != exitDone && code != exitWaits {
		why, _, _ := strings.Cut(strings.TrimPrefix(errs.String(), "girod: "), "\n")
		l.tell("girod %s: refused: %s", strings.Join(args, " "), why)
		if l.digest() != before {
			l.Errorf("refused, and yet the book is another: girod %v: %s", args, errs.String())
		}
		return "", false
	}
	l.tell("girod %s", strings.Join(args, " "))
	l.diary = append(l.diary, event{at: at, args: args})
	l.done++
	return out.String(), true
}

// run lets girod do what is due, and notes which files it took.
func (l *life) run() {
	at, before := l.at(), len(l.journal())
	l.ask(at, "run", "--once")
	for _, f := range l.journal()[before:] {
		l.diary = append(l.diary, event{file: f.Name})
	}
	l.diary = append(l.diary, event{at: at, args: []string{"run", "--once"}})
}

func (l *life) invoice(d deed) {
	text, payable := bill(l.TB, len(l.bills), l.bank.Today(), int64(d.a*d.b+d.c+20)*500, "")
	l.bills = append(l.bills, payable)
	l.tell("invoice %s of %s to %s, due %s", payable.Number, payable.Amount, payable.Debtor, l.bank.Today().Add(10))
	l.write("accounting/in/"+payable.Number+".xml", text)
	l.run()
}

// some gives one of the invoices.
func (l *life) some(n int) (i bank.Invoice, ok bool) {
	if len(l.bills) == 0 {
		return i, false
	}
	return l.bills[n%len(l.bills)], true
}

// pay lets somebody pay an invoice on the next day, in one of the ways people do.
func (l *life) pay(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	p := bank.Payment{Amount: i.Amount, Payer: i.Debtor, Reference: i.Ref}
	how := []string{"exactly", "in part", "over", "short by 0.50", "without a reference", "twice", "with a wrong reference", "in words"}[d.b%8]
	switch how {
	case "in part":
		p.Amount = i.Amount/3 + 1
	case "over":
		p.Amount += bank.Amount(d.c+1) * 100
	case "short by 0.50":
		p.Amount -= 50
	case "without a reference":
		p.Reference, p.Text, p.Payer = "", "tack", "Okänd Person"
	case "with a wrong reference":
		p.Reference = i.Ref[:len(i.Ref)-1] + strconv.Itoa(d.c%10)
	case "in words":
		p.Reference, p.Text = "", "Faktura "+i.Number
	case "twice":
		l.must(l.bank.Plan(p))
	}
	l.must(l.bank.Plan(p))
	l.tell("%s pays %s %s: %s %s%s", p.Payer, i.Number, how, p.Amount, p.Reference, p.Text)
}

// day lets some days pass: the bank books and tells, girod takes it, and its answers come.
func (l *life) day(d deed) {
	day := l.bank.Today().Add(1 + d.a%12)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.Add(1)
	}
	l.must(l.bank.Step(day))
	l.minute = 0
	l.tell("a new day")
	l.post()
	l.run()
	sent, err := filepath.Glob(l.path("bank/out/*.xml"))
	l.must(err)
	for _, path := range sent {
		l.must(os.Rename(path, filepath.Join(l.bank.Folder("bank", "outbox"), filepath.Base(path))))
	}
	_, err = l.bank.Collect()
	l.must(err)
	l.post()
	l.run()
}

// post lets what the bank's server has lie in girod's folder.
func (l *life) post() {
	books, err := l.bank.Books()
	l.must(err)
	for ; l.given < len(books.Sent); l.given++ {
		f := books.Sent[l.given]
		text, err := os.ReadFile(filepath.Join(l.bank.Folder(f.User, f.Folder), f.Name))
		l.must(err)
		l.write(filepath.Join(f.User, "in", f.Name), text)
		l.write("kept-"+f.Name, text)
		l.files = append(l.files, f.Name)
		l.tell("file %s", f.Name)
	}
}

// fileAgain brings a file the bank has sent before, under another name: nothing happens.
func (l *life) fileAgain(d deed) {
	if len(l.files) == 0 {
		return
	}
	name := l.files[d.a%len(l.files)]
	text, err := os.ReadFile(l.path("kept-" + name))
	l.must(err)
	l.run() // what is due is done before, so that the file alone can change anything
	before := l.digest()
	again := fmt.Sprintf("again-%d-%s", len(l.diary), name)
	l.write("bank/in/"+again, text)
	l.tell("file %s again, as %s", name, again)
	l.run()
	if l.digest() != before {
		l.Errorf("I1: a file that came again changed the book: %s", name)
	}
}

// takeBack lets the bank take a payment back that was booked.
func (l *life) takeBack(d deed) {
	books, err := l.bank.Books()
	l.must(err)
	for i := range books.Payments {
		p := books.Payments[(i+d.a)%len(books.Payments)]
		if p.Notice == "" || l.reversed[p.Ref] {
			continue
		}
		l.reversed[p.Ref] = true
		name := fmt.Sprintf("R%d", len(l.reversed))
		l.tell("the bank takes back %s of %s (%s%s), file %s", p.Amount, p.Payer, p.Reference, p.Text, name)
		l.write("bank/in/"+name+".xml", l.reversal(name, p))
		l.taken += int64(p.Amount)
		l.run()
		return
	}
}

// reversal is a camt.054 that takes a payment back.
func (l *life) reversal(name string, p *bank.Payment) []byte {
	v := map[string]any{
		"Message": "054", "Name": name, "Day": l.bank.Today().String(), "IBAN": townIBAN, "Currency": "SEK", "Opening": "", "Closing": "", "Seq": "1",
		"Payments": []paymentLine{{
			Amount: p.Amount.String(), Side: "DBIT", Ref: p.Reference, Text: p.Text, Payer: p.Payer, BankRef: name + "-1", Reversal: true,
		}},
	}
	var text bytes.Buffer
	l.must(template.Must(template.New("camt").Parse(camtForm)).Execute(&text, v))
	return text.Bytes()
}

// allocating is what anna types to give money on suspense to an invoice.
func (l *life) allocating(d deed) (pay string, args []string, ok bool) {
	var resting []suspenseJSON
	l.askJSON(&resting, "suspense")
	i, ok := l.some(d.b)
	if !ok || len(resting) == 0 {
		return "", nil, false
	}
	pay = fmt.Sprintf("pay%d", resting[d.a%len(resting)].Payment)
	args = []string{"--as", "anna", "suspense", "allocate", pay, i.Number, "--reason", "ringde"}
	switch d.c % 3 {
	case 1:
		args = append(args, "--first", "fee")
	case 2:
		args = append(args, "--credit")
	}
	return pay, args, true
}

func (l *life) allocate(d deed) {
	if _, args, ok := l.allocating(d); ok {
		l.does(args...)
	}
}

// redo allocates by hand, undoes that and does it again: undone, everything stands as it
// did, and done again, as it had been done.
func (l *life) redo(d deed) {
	pay, args, ok := l.allocating(d)
	if !ok {
		return
	}
	before := l.standing()
	if _, ok := l.does(args...); !ok {
		return
	}
	done := l.standing()
	if _, ok := l.does("--as", "anna", "payments", "undo", pay, "--reason", "fel"); !ok {
		return // its period has closed, or the money has gone on
	}
	if now := l.standing(); now != before {
		l.Errorf("undone, what stands is\n%s\nbefore it was\n%s", now, before)
	}
	if _, ok := l.does(args...); ok && l.standing() != done {
		l.Errorf("done again, what stands is\n%s\nthe first time it was\n%s", l.standing(), done)
	}
}

// standing is what is owed, what rests and what each account has; an account without a
// balance is like one that was never used.
func (l *life) standing() string {
	at := l.bank.Today().String()
	var accounts []balanceTold
	l.fromJSON(l.ask(at, "--json", "ledger", "balances"), &accounts)
	accounts = slices.DeleteFunc(accounts, func(b balanceTold) bool { return b.balance() == 0 })
	return l.ask(at, "--json", "invoices", "--open") + l.ask(at, "--json", "suspense") + fmt.Sprintln(accounts)
}

func (l *life) undo(d deed) {
	var all []paymentJSON
	l.askJSON(&all, "payments")
	if len(all) > 0 {
		l.does("--as", "anna", "payments", "undo", fmt.Sprintf("pay%d", all[d.a%len(all)].Payment), "--reason", "fel")
	}
}

func (l *life) credit(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	args := []string{"--as", "anna", "invoices", "credit", i.Number, "--reason", "regn"}
	switch d.b % 5 {
	case 1:
		args = append(args, "--amount", money.Of(int64(i.Amount)/4+int64(d.c), money.SEK).Decimal())
	case 2:
		args = append(args, "--amount", money.Of(int64(d.c)*100+1, money.SEK).Decimal(), "--net")
	case 3:
		args = append(args, "--returned")
	case 4:
		args = append(args, "--keep-fees")
	}
	l.does(args...)
}

func (l *life) loss(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	args := []string{"--as", "anna", "invoices", "loss", i.Number, "--reason", "konkurs"}
	switch d.b % 4 {
	case 0:
		args = append(args, "--expected")
	case 1, 2:
		args = append(args, "--confirmed")
	case 3:
		args = append(args, "--recovered", money.Of(int64(d.c)*100+1, money.SEK).Decimal())
	}
	l.does(args...)
}

func (l *life) hold(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	args := []string{"--as", "anna", "invoices", "hold", i.Number, "--reason", []string{"dispute", "respite", "manual"}[d.b%3], "--source", "brev"}
	if d.c%2 == 0 {
		args = append(args, "--through", l.bank.Today().Add(d.c).String())
	}
	l.does(args...)
}

func (l *life) unhold(d deed) {
	if i, ok := l.some(d.a); ok {
		l.does("--as", "anna", "invoices", "unhold", i.Number, "--reason", []string{"dispute", "respite", "manual"}[d.b%3], "--why", "klart")
	}
}

// plan proposes a plan, and most often the debtor agrees.
func (l *life) plan(d deed) {
	i, ok := l.some(d.a)
	if !ok {
		return
	}
	said, ok := l.does("--as", "anna", "plans", "propose", i.Number, "--instalments", strconv.Itoa(2+d.b%3), "--first", l.bank.Today().Add(5+d.c%20).String(), "--every", "month")
	name, _, _ := strings.Cut(said, " ")
	if ok && d.c%4 != 0 {
		l.does("--as", "anna", "plans", "agree", name, "--document", "påskrivet")
	}
}

func (l *life) planEnds(d deed) {
	l.does("--as", "anna", "plans", "cancel", fmt.Sprintf("plan%d", 1+d.a%3), "--reason", "ångrade sig")
}

func (l *life) closeBooks(d deed) {
	l.does("--as", "bo", "ledger", "close", l.bank.Today().Add(-1-d.a).String())
}

func (l *life) openBooks(deed) {
	l.does("--as", "bo", "ledger", "open", "--reason", "rättelse")
}

func (l *life) reverse(d deed) {
	var all []entryJSON
	for line := range strings.Lines(l.ask("", "--json", "ledger", "entries")) {
		var e entryJSON
		l.fromJSON(line, &e)
		all = append(all, e)
	}
	if len(all) > 0 {
		e := all[d.a%len(all)]
		year, _, _ := e.BookedOn.Split()
		l.does("--as", "anna", "ledger", "reverse", fmt.Sprintf("%s%d/%d", e.Series, e.Number, year), "--reason", "fel")
	}
}

// bill makes a payout of a supplier's bill: to an account that takes it, or to one that is
// closed and from which the bank sends it back.
func (l *life) bill(d deed) {
	l.payouts++
	args := []string{"--as", "anna", "payouts", "add", fmt.Sprintf("HF-%d", l.payouts), "--name", "Hamnfogden AB", "--town", "Stockholm",
		"--amount", money.Of(int64(d.a)*1000+100, money.SEK).Decimal(), "--text", "Faktura"}
	if d.b%3 == 0 {
		args = append(args, "--iban", closedAccount, "--bic", "TESTSESS")
	} else {
		args = append(args, "--bankgiro", payeeGiro)
	}
	l.does(args...)
}

// refund makes payouts of what customers have with us.
func (l *life) refund(d deed) {
	l.does("--as", "anna", "payouts", "payee", fmt.Sprintf("M-%d", d.a%17), "--iban", "SE7580000000000987654321", "--bic", "TESTSESS")
	l.does("--as", "anna", "payouts", "refunds")
}

// batch gathers what waits to be paid; another person approves it, or gives it up.
func (l *life) batch(d deed) {
	l.does("--as", "anna", "payouts", "propose", "--account", "giro", fmt.Sprintf("p%06d", 1+d.a%max(1, l.payouts+2)))
	batch := fmt.Sprintf("b%06d", 1+d.b%4)
	var seen batchJSON
	said, code := l.says("--json", "payouts", "show", batch)
	if code != exitDone {
		return
	}
	l.fromJSON(said, &seen)
	if d.c%4 == 0 {
		l.does("--as", "bo", "payouts", "reject", batch, "--reason", "dubbel")
		return
	}
	l.does("--as", "bo", "payouts", "approve", batch, "--sum", seen.Sum, "--count", fmt.Sprint(seen.Count), "--hash", seen.Hash)
}

// says runs a command that only looks, whatever it answers.
func (l *life) says(args ...string) (said string, code int) {
	var out, errs bytes.Buffer
	code = run(context.Background(), append([]string{"--config", l.path("girod.yaml"), "--as-of", l.bank.Today().String()}, args...), strings.NewReader(""), &out, &errs)
	return out.String(), code
}

// fewer asks rapid for fewer checks than its hundred, unless somebody asks for a number.
func fewer(t *testing.T, checks int) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	if f.Value.String() != f.DefValue {
		return
	}
	if err := f.Value.Set(strconv.Itoa(checks)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set(f.DefValue) })
}
