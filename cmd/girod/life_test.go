package main

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"net"
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
	"girod/formats"
	"girod/formats/date"
)

// life is a house with its bank and its people, and the diary of what happened. It keeps the
// books of two: its own and those of the choir, who number their invoices alike.
type life struct {
	*houseOf
	bank   *bank.Bank
	diary  []event
	told   []string          // for people: what happened, a line each
	minute int               // of the day
	vars   map[string]string // of the configuration

	bills       []owing
	given       int              // files of the bank's that are in girod's folder
	files       []string         // the bank's files by name, for those that come again
	taken       map[string]int64 // by account what the bank took back, told by files of our own
	payouts     int
	settlements int
	cases       []caseOf
	letters     map[string]bool // that were looked at
	done        int             // deeds that were not refused
	stands      string          // the digest, "" when something has happened since
	reversed    map[string]bool
}

// owing is an invoice, whose it is, and to whom.
type owing struct {
	bank.Invoice
	of, customer, email string
}

// caseOf is a case and in whose books it is.
type caseOf struct{ number, of string }

// The two whose books are kept.
const (
	theHouse = "house"
	theChoir = "Kören"
)

// theirAccount is where each is paid.
var theirAccount = map[string]string{theHouse: townIBAN, theChoir: "SE3550000000054910000003"}

// openedWith is what the bank has for each account on the first day.
var openedWith = map[string]int64{townIBAN: 50_000_00, theirAccount[theChoir]: 10_000_00}

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

// lifeTown is its configuration: reminders go, by e-mail where they can, cards are taken,
// and the rates of the year are known.
var lifeTown = map[string]string{"OPENING": "50000.00", "DUNNING": "true", "STATEMENTS": "none",
	"BANK":       "local: bank, inbound: [in], outbound: {pain.001: out, camt.055: out}",
	"ACCOUNTING": "local: accounting, inbound: [in], outbound: {outcome: out, letters: letters, case: out}, looks: 1, steady: 0s, poll: 1s}\n  - {id: nordkort, local: cards, inbound: [in], acquirer: {account: giro, vat: \"25\"}",
	"ACCOUNT_MORE": "}\n  - {name: choir, tenant: " + theChoir + ", iban: " + theirAccount[theChoir] +
		", bic: TESTSESS, bankgiro: 5050-1055, partner: bank, posts: notification, opening: \"10000.00\", currency: SEK",
	"MORE": "tenants: [{name: " + theChoir + ", creditor: {orgNo: \"8020001247\"}}]\n" +
		"mail: {server: \"{MAIL}\", from: kassor@batklubben.example, tls: none}\n" +
		"law: {confirm: [{country: SE, validFrom: 2026-07-01, by: Anna}, {country: SE, validFrom: 2027-01-01, value: \"2.00\", by: Anna}]}"}

// born makes a house with a bank; letters are brought to a mail server.
func born(tb testing.TB, server string) *life {
	tb.Helper()
	vars := maps.Clone(lifeTown)
	vars["MAIL"] = server
	b, err := bank.Open(tb.TempDir(), bank.Options{
		Mode: bank.Strict, Today: date.Of(2026, 1, 7), Customer: "Sjöstadens Båtklubb", Closed: []string{closedAccount},
		Users: []bank.User{{Name: "bank", Bank: true}, {Name: "accounting"}},
		Accounts: []bank.Account{
			{IBAN: townIBAN, Bankgiro: strings.ReplaceAll(townBankgiro, "-", ""), Currency: "SEK", Opening: bank.Amount(openedWith[townIBAN])},
			{IBAN: theirAccount[theChoir], Bankgiro: "50501055", Currency: "SEK", Opening: bank.Amount(openedWith[theirAccount[theChoir]])},
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	l := &life{houseOf: furnish(tb, tb.TempDir(), vars), bank: b, vars: vars, taken: map[string]int64{}, letters: map[string]bool{}, reversed: map[string]bool{}}
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
		l.stands = ""
		if l.digest() != before {
			l.Errorf("refused, and yet the book is another: girod %v: %s", args, errs.String())
		}
		return "", false
	}
	l.tell("girod %s", strings.Join(args, " "))
	l.diary = append(l.diary, event{at: at, args: args})
	l.done, l.stands = l.done+1, ""
	return out.String(), true
}

// digest is a line over the books of each.
func (l *life) digest() string {
	l.Helper()
	if l.stands == "" {
		l.stands = digestOfBoth(l.houseOf)
	}
	return l.stands
}

func digestOfBoth(h *houseOf) string {
	h.Helper()
	return h.ask("", "--tenant", theHouse, "ledger", "digest") + h.ask("", "--tenant", theChoir, "ledger", "digest")
}

// anna acts in the books of one of the two.
func (l *life) anna(of string, args ...string) (said string, ok bool) {
	l.Helper()
	return l.does(append([]string{"--as", "anna", "--tenant", of}, args...)...)
}

// bo is the second person.
func (l *life) bo(of string, args ...string) (said string, ok bool) {
	l.Helper()
	return l.does(append([]string{"--as", "bo", "--tenant", of}, args...)...)
}

// run lets girod do what is due, and notes which files it took.
func (l *life) run() (at string) {
	before := len(l.journal())
	at = l.at()
	l.ask(at, "run", "--once")
	l.stands = ""
	for _, f := range l.journal()[before:] {
		l.diary = append(l.diary, event{file: f.Name})
	}
	l.diary = append(l.diary, event{at: at, args: []string{"run", "--once"}})
	return at
}

// says runs a command that only looks, whatever it answers.
func (l *life) says(args ...string) (said string, code int) {
	var out, errs bytes.Buffer
	code = run(context.Background(), append([]string{"--config", l.path("girod.yaml"), "--as-of", l.bank.Today().String()}, args...), strings.NewReader(""), &out, &errs)
	return out.String(), code
}

// whose draws one of the two; most of what happens happens to the house.
func whose(n int) string {
	if n%4 == 3 {
		return theChoir
	}
	return theHouse
}

// invoice lets an invoice come: of a member, of a firm, and once in a while one so old that
// its time is nearly over.
func (l *life) invoice(d deed) {
	of, n, day := whose(d.c), 0, l.bank.Today()
	for _, b := range l.bills {
		if b.of == of {
			n++
		}
	}
	if d.b%16 == 15 {
		day = day.Add(-1070 - d.a)
	}
	doc, payable := billed(l.TB, n, day, int64(d.a*d.b+d.c+20)*500)
	i := owing{payable, of, doc.Recipient.ID, ""}
	if n%5 == 4 {
		doc.Recipient.OrgNo = []string{"5560360793", "5564300142"}[n/5%2]
	} else if n%3 != 0 {
		i.email = strings.ToLower(i.customer) + "@exempel.se"
	}
	doc.Recipient.Email = i.email
	if of == theChoir {
		doc.Issuer.Name, doc.Issuer.OrgNo, doc.Issuer.VATNo, doc.Issuer.EndpointID = theChoir, "8020001247", "SE802000124701", "0007:8020001247"
		doc.Means[0].Account = formats.Account{ID: "50501055"}
	}
	l.bills = append(l.bills, i)
	l.tell("invoice %s of %s: %s to %s, due %s", i.Number, of, i.Amount, i.Debtor, doc.Due)
	l.write(fmt.Sprintf("accounting/in/%s-%s.xml", of, i.Number), written(l.TB, doc))
	l.run()
}

// some gives one of the invoices.
func (l *life) some(n int) (i owing, ok bool) {
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
	p := bank.Payment{Account: theirAccount[i.of], Amount: i.Amount, Payer: i.Debtor, Reference: i.Ref}
	how := []string{"exactly", "in part", "over", "short by 0.50", "without a reference", "twice", "with a wrong reference", "in words",
		"from his account", "to the other's account", "what is owed"}[d.b%11]
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
	case "from his account":
		p.IBAN = "SE7580000000000987654321"
	case "to the other's account":
		p.Account = theirAccount[whose(d.c)]
	case "what is owed":
		p.Amount = max(bank.Amount(signed(l.shown(i).Total, "SEK")), 1)
	}
	l.must(l.bank.Plan(p))
	l.tell("%s pays %s of %s %s: %s %s%s", p.Payer, i.Number, i.of, how, p.Amount, p.Reference, p.Text)
}

// shown is an invoice as girod shows it.
func (l *life) shown(i owing) (v invoiceJSON) {
	l.Helper()
	l.fromJSON(l.ask(l.bank.Today().String(), "--json", "--tenant", i.of, "invoices", "show", i.Number), &v)
	return v
}

// day lets some days pass: the bank books and tells, girod takes it, and its answers come.
func (l *life) day(d deed) {
	day := l.bank.Today().Add(1 + d.a%14)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.Add(1)
	}
	l.must(l.bank.Step(day))
	l.minute = 0
	l.tell("a new day")
	l.post()
	l.lettersTrue(l.run()) // a day's letters go with its first run
	sent, err := filepath.Glob(l.path("bank/out/*.xml"))
	l.must(err)
	for _, path := range sent {
		if name := filepath.Base(path); !l.isRecall(path) {
			l.must(os.Rename(path, filepath.Join(l.bank.Folder("bank", "outbox"), name)))
		}
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
		if !strings.HasPrefix(f.Name, "camt053") {
			l.tell("file %s", f.Name)
		}
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
		l.taken[p.Account] += int64(p.Amount)
		l.run()
		return
	}
}

// reversal is a camt.054 that takes a payment back.
func (l *life) reversal(name string, p *bank.Payment) []byte {
	v := map[string]any{
		"Message": "054", "Name": name, "Day": l.bank.Today().String(), "IBAN": cmp.Or(p.Account, townIBAN), "Currency": "SEK", "Opening": "", "Closing": "", "Seq": "1",
		"Payments": []paymentLine{{
			Amount: p.Amount.String(), Side: "DBIT", Ref: p.Reference, Text: p.Text, Payer: p.Payer, BankRef: name + "-1", Reversal: true,
		}},
	}
	var text bytes.Buffer
	l.must(template.Must(template.New("camt").Parse(camtForm)).Execute(&text, v))
	return text.Bytes()
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

// anyOf gives one of a list, none of an empty one.
func anyOf[T any](list []T, n int) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(list[n%len(list) : n%len(list)+1])
}

// takeMail takes letters, one client after the other, until its listener is closed.
func takeMail(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		takeLetter(conn, new(bool))
	}
}
