package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/template"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"girod/cmd/girobank/bank"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/ubl"
)

// TestMain lets stories call girod as a process of its own, with the clock that the
// story's command at has set.
func TestMain(m *testing.M) {
	testscript.Main(tidy{m}, map[string]func(){"girod": func() {
		args := os.Args[1:]
		if now := os.Getenv("NOW"); now != "" {
			args = append([]string{"--as-of", now}, args...)
		}
		if _, err := os.Stat("girod.yaml"); err == nil {
			args = append([]string{"--config", "girod.yaml"}, args...)
		}
		typed := os.Args[1:]
		os.Args = append(os.Args[:1:1], args...)
		if diary := os.Getenv("DIARY"); diary != "" {
			noteDown(diary, typed, args)
		}
		if slices.Contains(args, "--json") {
			speakJSON(args)
		}
		main()
	}})
}

// speakJSON runs a command and holds all it says to the contract: JSON with keys in
// lowerCamelCase, whatever the command.
func speakJSON(args []string) {
	var said bytes.Buffer
	code := run(context.Background(), args, os.Stdin, io.MultiWriter(os.Stdout, &said), os.Stderr)
	if err := camelKeys(said.Bytes()); err != nil {
		fmt.Fprintf(os.Stderr, "girod %v: --json: %v\n", args, err)
		code = 99
	}
	os.Exit(code)
}

// TestStories plays testdata/scripts: each shows one thing that happens in the trade, with
// figures worked out beside it by hand. Every story starts in a directory with a
// configuration; a file "vars" in the story changes it (NAME=VALUE lines, see townConfig). With
// REPLAY=true there its book is rebuilt from the archive in the end (see heldToReplay).
//
//	at 2026-01-07T09:00:00+01:00      the clock, for what follows
//	exits 3 girod status              a command and its exit code
//	invoice F-1 ref=10017 …           the accounting drops an invoice (see invoiceFile)
//	camt054 NAME DAY PAYMENT…         the bank drops a notification (see camtFile)
//	camt053 NAME DAY OPENING PAYMENT… or a statement
//	configure NAME=VALUE              another value in the configuration
//	confirm DAY                       a rate of interest, looked up by Anna
//	mailbox                           a mail server, for configurations with {MAIL}; it knows nobody called closed@,
//	                                  and hangs up over the first letter to mute@ without a word, having kept it
//	bank open|take|step DAY|drop NAME a simulated bank behind SFTP (see bankCommand)
//	bgmax NAME DAY PAYMENT…           Bankgirot drops its list of payments (see bgmaxFile)
//	seal agree KIND|put NAME|take     a bank that seals its files (see sealCommand)
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "../../testdata/scripts",
		Setup: settle,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"at":        func(ts *testscript.TestScript, _ bool, args []string) { ts.Setenv("NOW", args[0]) },
			"exits":     exits,
			"invoice":   invoiceFile,
			"camt054":   camtFile,
			"camt053":   camtFile,
			"bank":      bankCommand,
			"approve":   approveBatch,
			"inspected": inspected,
			"confirm":   confirmRate,
			"mailbox":   openMailbox,
			"seal":      sealCommand,
			"bgmax":     bgmaxFile,
			"configure": configure,
		},
	})
}

// stage is what the commands of one story share.
type stage struct {
	testing.TB
	vars    map[string]string
	bank    *bank.Bank
	hostKey string
	seal    func(time.Time) sealedBy
}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value("stage").(*stage) }

// settle writes the configuration and the partners' folders.
func settle(env *testscript.Env) error {
	vars := map[string]string{"STATEMENTS": "none"}
	if text, err := os.ReadFile(filepath.Join(env.WorkDir, "vars")); err == nil {
		for line := range strings.Lines(string(text)) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			vars[name] = strings.ReplaceAll(value, `\n`, "\n")
		}
	}
	samples, err := filepath.Abs("../../testdata")
	if err != nil {
		return err
	}
	env.Setenv("SAMPLES", samples)
	tb := env.T().(testing.TB)
	env.Values["stage"] = &stage{TB: tb, vars: vars}
	for _, folder := range append(townFolders, "data") {
		if err := os.MkdirAll(filepath.Join(env.WorkDir, folder), 0o700); err != nil {
			return err
		}
	}
	env.Defer(func() { heldToWords(tb, env.WorkDir); heldToAudit(tb, env.WorkDir) })
	if vars["REPLAY"] != "" {
		env.Setenv("DIARY", filepath.Join(env.WorkDir, "diary"))
		env.Defer(func() { heldToReplay(tb, env.WorkDir, vars) })
	}
	text := townText(tb, vars)
	return os.WriteFile(filepath.Join(env.WorkDir, "girod.yaml"), []byte(text), 0o600)
}

// exits runs a command that must end with a certain code.
func exits(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// fields reads NAME=VALUE words.
func fields(words []string) map[string]string {
	all := map[string]string{}
	for _, w := range words {
		name, value, _ := strings.Cut(w, "=")
		all[name] = value
	}
	return all
}

func sek(ts *testscript.TestScript, text string) int64 {
	minor, err := money.Parse(text, money.SEK)
	ts.Check(err)
	return minor
}

func dayOf(ts *testscript.TestScript, text string) date.Date {
	d, err := date.Parse(text)
	ts.Check(err)
	return d
}

// invoiceFile drops a UBL invoice, or with credits=NUMBER a credit note:
//
//	invoice F-1 ref=10017 gross=1250.00 issued=2026-01-07 due=2026-02-06 to=M-1 name=… email=… orgno=…
//
// A fifth of the gross is VAT. Currency and country are the story's (CURRENCY, COUNTRY).
// by=ORGNO is another supplier, file=NAME another file.
func invoiceFile(ts *testscript.TestScript, _ bool, args []string) {
	f := fields(args[1:])
	gross := sek(ts, f["gross"])
	vars := stageOf(ts).vars
	country := cmp.Or(vars["COUNTRY"], "SE")
	doc := formats.Invoice{
		Kind: formats.InvoiceDocument, Number: args[0], Issued: dayOf(ts, f["issued"]), Due: dayOf(ts, f["due"]), Currency: money.Currency(cmp.Or(f["currency"], vars["CURRENCY"], "SEK")),
		Net: gross - gross/5, VAT: gross / 5, Gross: gross, Payable: gross, Note: "Bryggplats", BuyerRef: f["name"],
		Issuer: formats.Party{Name: "Sjöstadens Båtklubb", OrgNo: "8020001239", VATNo: "SE802000123901", EndpointID: "0007:8020001239", Street: "Bryggvägen 2",
			PostCode: "120 63", Town: "Stockholm", Country: "SE"},
		Recipient: formats.Party{ID: f["to"], Name: f["name"], Email: f["email"], OrgNo: f["orgno"], Street: "Hamnvägen 4", PostCode: "131 40",
			Town: "Nacka", Country: country, EndpointID: "9999:" + f["to"]},
		Means: []formats.PaymentMeans{{Code: "30", Ref: f["ref"], Account: formats.Account{ID: "58056201"}, Bank: "SE:BANKGIRO"}},
		Lines: []formats.InvoiceLine{{ID: "1", Text: "Bryggplats", Amount: gross - gross/5}},
	}
	if no := f["by"]; no != "" {
		doc.Issuer.Name, doc.Issuer.OrgNo, doc.Issuer.VATNo, doc.Issuer.EndpointID = "Någon annan", no, "SE"+no+"01", "0007:"+no
	}
	if f["credits"] != "" {
		doc.Kind, doc.Refers = formats.CreditNoteDocument, []string{f["credits"]}
	}
	var text bytes.Buffer
	ts.Check(ubl.Write(&text, doc))
	ts.Check(os.WriteFile(ts.MkAbs("accounting/in/"+cmp.Or(f["file"], args[0])+".xml"), text.Bytes(), 0o600))
}

//go:embed testdata/camt.xml
var camtForm string

// paymentLine is one entry of a bank file in a story.
type paymentLine struct {
	Amount, Side, Ref, Text, Payer, IBAN, BankRef, MsgID, EndToEnd string
	Ordered, OrderedIn, Rate                                       string // in another currency
	Lines                                                          []struct{ Ref, Amount string }
	Reversal                                                       bool
}

// camtFile drops a bank file. A payment is words joined by commas, the amount first and
// below zero for a debit, "+" for a blank:
//
//	camt054 N1 2026-01-12 1250.00,ref=10017,payer=Anna+Ek,iban=SE35…
//	camt053 S1 2026-01-12 0.00 1250.00,line=10017:1000.00,line=10025:250.00 seq=1
//
// A name that begins with S is of a statement, which has an opening balance. A file of the
// same day and name but other content is made by giving message=NAME.
// The closing balance is added up here; closing=… tells another.
func camtFile(ts *testscript.TestScript, _ bool, args []string) {
	name, day, rest := args[0], args[1], args[2:]
	kind := "054"
	if strings.HasPrefix(name, "S") {
		kind = "053"
	}
	v := struct {
		Message, Name, Day, IBAN, Opening, Closing, Seq, Currency string
		Payments                                                  []paymentLine
	}{Message: kind, Name: name, Day: day, IBAN: townIBAN, Seq: "1", Currency: cmp.Or(stageOf(ts).vars["CURRENCY"], "SEK")}
	var balance int64
	if kind == "053" {
		v.Opening, balance, rest = rest[0], sek(ts, rest[0]), rest[1:]
	}
	for i, word := range rest {
		switch key, value, _ := strings.Cut(word, "="); key {
		case "seq":
			v.Seq = value
			continue
		case "closing":
			v.Closing = value
			continue
		case "iban":
			v.IBAN = value
			continue
		case "message":
			v.Name = value
			continue
		}
		p := payment(strings.ReplaceAll(word, "+", " "))
		if p.BankRef == "" {
			p.BankRef = fmt.Sprintf("%s-%d", name, i+1)
		}
		amount := sek(ts, p.Amount)
		if p.Side == "DBIT" {
			amount = -amount
		}
		balance += amount
		v.Payments = append(v.Payments, p)
	}
	if v.Closing == "" {
		v.Closing = money.Of(balance, money.SEK).Decimal()
	}
	var text bytes.Buffer
	ts.Check(template.Must(template.New("camt").Parse(camtForm)).Execute(&text, v))
	ts.Check(os.WriteFile(ts.MkAbs("bank/in/"+name+".xml"), text.Bytes(), 0o600))
}

func payment(word string) paymentLine {
	p := paymentLine{Side: "CRDT", Payer: "Någon Betalare"}
	for i, part := range strings.Split(word, ",") {
		key, value, _ := strings.Cut(part, "=")
		switch {
		case i == 0:
			p.Amount = strings.TrimPrefix(key, "-")
			if p.Amount != key {
				p.Side = "DBIT"
			}
		case key == "ref":
			p.Ref = value
		case key == "text":
			p.Text = value
		case key == "payer":
			p.Payer = value
		case key == "iban":
			p.IBAN = value
		case key == "bankref":
			p.BankRef = value
		case key == "ordered": // 1000.00:EUR:11.25
			words := strings.SplitN(value, ":", 3)
			p.Ordered, p.OrderedIn, p.Rate = words[0], words[1], words[2]
		case key == "reversal":
			p.Reversal = true
		case key == "line":
			ref, amount, _ := strings.Cut(value, ":")
			p.Lines = append(p.Lines, struct{ Ref, Amount string }{ref, amount})
		}
	}
	return p
}

// bankCommand drives a simulated bank, to which the configuration's bank partner is led
// over SSH:
//
//	bank open DAY [MODE]   found it; its account opens with 10000.00
//	                       and so do others given behind: EUR=IBAN; "batches": debits of
//	                       a whole PmtInf are told as one
//	bank take              take and answer what lies in its outbox
//	bank step DAY          let the days pass
//	bank pay AMOUNT REF    somebody pays today
//	bank otherkey          from now on the configuration pins a key that is not the bank's
//	bank ownkey            or the bank's again
func bankCommand(ts *testscript.TestScript, _ bool, args []string) {
	b := stageOf(ts).bank
	switch args[0] {
	case "open":
		openBank(ts, args[1:])
	case "take":
		_, err := b.Collect()
		ts.Check(err)
	case "step":
		ts.Check(b.Step(dayOf(ts, args[1])))
	case "pay":
		amount, err := bank.ParseAmount(args[1])
		ts.Check(err)
		ts.Check(b.Plan(bank.Payment{Amount: amount, Reference: args[2], Payer: "Gunilla Hallén"}))
	case "otherkey":
		text, err := os.ReadFile(ts.MkAbs("girod.yaml"))
		ts.Check(err)
		other := realKey(stageOf(ts), ts.MkAbs("other"))
		ts.Check(os.WriteFile(ts.MkAbs("girod.yaml"), bytes.ReplaceAll(text, []byte(stageOf(ts).hostKey), []byte(other)), 0o600))
	case "ownkey":
		ts.Check(os.WriteFile(ts.MkAbs("girod.yaml"), []byte(townText(stageOf(ts), stageOf(ts).vars)), 0o600))
	default:
		ts.Fatalf("bank %s: what?", args[0])
	}
}

func openBank(ts *testscript.TestScript, args []string) {
	s := stageOf(ts)
	mode := bank.Strict
	if len(args) > 1 {
		mode = bank.Mode(args[1])
	}
	accounts := []bank.Account{{IBAN: townIBAN, Bankgiro: strings.ReplaceAll(townBankgiro, "-", ""), Currency: "SEK", Opening: 10_000_00}}
	batches := false
	for _, word := range args[min(2, len(args)):] {
		currency, iban, more := strings.Cut(word, "=")
		if batches = batches || word == "batches"; more {
			accounts = append(accounts, bank.Account{IBAN: iban, Currency: currency, Opening: 10_000_00})
		}
	}
	var err error
	s.bank, err = bank.Open(ts.MkAbs("thebank"), bank.Options{
		Mode: mode, Today: dayOf(ts, args[0]), Customer: "Sjöstadens Båtklubb", Closed: []string{closedAccount},
		Users:    []bank.User{{Name: "bank", Bank: true, Keys: []string{realKey(s, ts.MkAbs("client"))}}},
		Accounts: accounts, Batches: batches,
	})
	ts.Check(err)
	ts.Defer(func() { s.bank.Close() })
	server, err := s.bank.Listen("127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { server.Close() })
	s.hostKey, s.vars["OPENING"] = server.HostKey(), "10000.00"
	s.vars["SFTP"] = fmt.Sprintf(`sftp: {address: "%s", user: bank, key: client, hostKeys: ["%s"]}`, server.Addr(), s.hostKey)
	s.vars["BANK"] = "{SFTP}, inbound: [/inbox], outbound: {pain.001: /outbox}"
	ts.Check(os.WriteFile(ts.MkAbs("girod.yaml"), []byte(townText(s, s.vars)), 0o600))
}

// closedAccount is a payee's from which the simulated bank sends money back.
const closedAccount = "SE7160000000000123456789"

// approveBatch looks at a batch and approves what it shows: approve WHO BATCH. With ! it
// must be refused; what was said stands in stderr.
func approveBatch(ts *testscript.TestScript, refused bool, args []string) {
	whose := args[2:] // --tenant NAME, where there are several
	ts.Check(ts.Exec("girod", append(whose, "--json", "payouts", "show", args[1])...))
	var seen batchJSON
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &seen))
	err := ts.Exec("girod", append(whose, "--as", args[0], "payouts", "approve", args[1], "--sum", seen.Sum, "--count", fmt.Sprint(seen.Count), "--hash", seen.Hash)...)
	if (err != nil) != refused {
		ts.Fatalf("approve: %v", err)
	}
}

// confirmRate is a person who has looked up the rate of a day.
func confirmRate(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	s.vars["MORE"] = fmt.Sprintf("law: {confirm: [{country: SE, validFrom: %s, by: Anna}]}", args[0])
	ts.Check(os.WriteFile(ts.MkAbs("girod.yaml"), []byte(townText(s, s.vars)), 0o600))
}

// configure changes a value of the configuration (see townConfig): configure NAME=VALUE.
func configure(ts *testscript.TestScript, _ bool, args []string) {
	s := stageOf(ts)
	name, value, _ := strings.Cut(args[0], "=")
	s.vars[name] = strings.ReplaceAll(value, `\n`, "\n")
	ts.Check(os.WriteFile(ts.MkAbs("girod.yaml"), []byte(townText(s, s.vars)), 0o600))
}

// openMailbox opens a mail server that keeps every letter as a file in mail/.
func openMailbox(ts *testscript.TestScript, _ bool, _ []string) {
	s := stageOf(ts)
	ts.Check(os.MkdirAll(ts.MkAbs("mail"), 0o700))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	var calls sync.WaitGroup
	ts.Defer(func() { l.Close(); calls.Wait() })
	calls.Go(func() {
		for n, mute := 1, true; ; {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			if letter := takeLetter(conn, &mute); letter != "" {
				_ = os.WriteFile(ts.MkAbs(fmt.Sprintf("mail/%03d.eml", n)), []byte(letter), 0o600)
				n++
			}
		}
	})
	s.vars["MAIL"] = l.Addr().String()
	ts.Check(os.WriteFile(ts.MkAbs("girod.yaml"), []byte(townText(s, s.vars)), 0o600))
}

// takeLetter speaks SMTP with one client and gives the letter it brought. While mute is set, the
// next letter to mute@ is kept and not answered for.
func takeLetter(conn net.Conn, mute *bool) (letter string) {
	defer conn.Close()
	in := textproto.NewConn(conn)
	say := func(line string) { _ = in.PrintfLine("%s", line) }
	say("220 mailbox")
	for {
		line, err := in.ReadLine()
		if err != nil {
			return letter
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(line), " "); verb {
		case "DATA":
			say("354 go on")
			lines, _ := in.ReadDotLines()
			letter = strings.Join(lines, "\n")
			if *mute && strings.Contains(letter, "To: <mute@") {
				*mute = false
				return letter
			}
			say("250 kept")
		case "RCPT":
			if strings.Contains(line, "closed@") { // an address nobody reads
				say("550 5.1.1 no such mailbox")
				continue
			}
			say("250 ok")
		case "QUIT":
			say("221 bye")
			return letter
		default:
			say("250 ok")
		}
	}
}

// inspectKeys are what girod inspect --json gives for each file: a contract.
var inspectKeys = []string{"file", "format", "version", "messageId", "createdAt", "statements", "entries", "txDetails", "totals", "bookedTotals", "findings"}

// inspected inspects each file of some patterns and holds the keys of the answer.
func inspected(ts *testscript.TestScript, _ bool, patterns []string) {
	n := 0
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		ts.Check(err)
		for _, file := range files {
			n++
			ts.Check(ts.Exec("girod", "inspect", "--json", file))
			seen := map[string]any{}
			ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &seen))
			for _, key := range inspectKeys {
				if _, ok := seen[key]; !ok {
					ts.Fatalf("%s: no key %q in %s", file, key, ts.ReadFile("stdout"))
				}
			}
		}
	}
	if n < 20 {
		ts.Fatalf("only %d samples were found", n)
	}
}
