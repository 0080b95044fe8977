package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"girod/cmd/girobank/bank"
	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"
	"girod/formats/ubl"
)

// houseOf is the directory of one girod in a test: its configuration, data and partners'
// folders. Commands run in this process, by the same function that main calls.
type houseOf struct {
	testing.TB
	dir string
}

// townAccount is the creditor's; its numbers have right check digits and are nobody's.
const (
	townIBAN     = "SE4550000000058398257466"
	townBankgiro = "5805-6201"
	payeeGiro    = "712-3458"
)

// townConfig is a creditor with a bank and an accounting system; {BANK} and {ACCOUNTING}
// are where they are.
const townConfig = `
data: data
database: "{DATABASE}"
creditor: {name: Sjöstadens Båtklubb, orgNo: "8020001239", street: Bryggvägen 2, postCode: "120 63", town: Stockholm, country: {COUNTRY}, feeAgreed: true}
accounts:
  - {name: giro, iban: {IBAN}, bic: TESTSESS, bankgiro: {BANKGIRO}, partner: bank, posts: notification, opening: "{OPENING}", currency: {CURRENCY}{ACCOUNT_MORE}}
partners:
  - {id: bank, {BANK}, looks: 1, steady: 0s, poll: 1s, bank: {pain: pain.001.001.09, statements: {STATEMENTS}}}
  - {id: accounting, {ACCOUNTING}, looks: 1, steady: 0s, poll: 1s}
dunning: {enabled: {DUNNING}, printPartner: {PRINTER}, bankgiro: {BANKGIRO}{DUNNING_MORE}}
payouts: {outcomePartner: accounting, trustAs: true}
users:
  - {name: anna, os: {OS}, roles: [operator, preparer, beneficiary-admin]}
  - {name: eva, os: {OS}, roles: [preparer, approver]}
  - {name: bo, os: {OS}, roles: [operator, approver]}{USERS}
log: {level: info}
metrics: {listen: ""}
{MORE}`

// townText fills the configuration; a value may hold names of others.
func townText(t testing.TB, vars map[string]string) string {
	all := map[string]string{"IBAN": townIBAN, "BANKGIRO": townBankgiro, "OPENING": "0.00", "OS": login(t),
		"DATABASE": "sqlite:data/girod.db", "DUNNING": "false", "STATEMENTS": "daily", "PRINTER": "accounting", "MORE": "", "ACCOUNT_MORE": "", "DUNNING_MORE": "", "USERS": "",
		"COUNTRY": "SE", "CURRENCY": "SEK",
		"BANK":       "local: bank, inbound: [in], outbound: {pain.001: out}",
		"ACCOUNTING": "local: accounting, inbound: [in], outbound: {outcome: out, letters: letters}"}
	maps.Copy(all, vars)
	text := townConfig
	for range 2 {
		for name, value := range all {
			text = strings.ReplaceAll(text, "{"+name+"}", value)
		}
	}
	return text
}

// townFolders are those of partners who live on this machine.
var townFolders = []string{"bank/in", "bank/out", "accounting/in", "accounting/out", "accounting/letters", "cards/in"}

// furnish makes a house; vars fill the configuration.
func furnish(t testing.TB, dir string, vars map[string]string) *houseOf {
	t.Helper()
	h := &houseOf{t, dir}
	for _, folder := range townFolders {
		h.must(os.MkdirAll(h.path(folder), 0o700))
	}
	h.must(os.WriteFile(h.path("girod.yaml"), []byte(townText(t, vars)), 0o600))
	return h
}

func login(t testing.TB) string {
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return me.Username
}

func (h *houseOf) path(name string) string { return filepath.Join(h.dir, name) }

func (h *houseOf) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *houseOf) write(name string, body []byte) {
	h.Helper()
	h.must(os.WriteFile(h.path(name), body, 0o600))
}

// refused runs a command that must fail and gives what it said.
func (h *houseOf) refused(args ...string) string {
	h.Helper()
	var said bytes.Buffer
	if code := run(context.Background(), append([]string{"--config", h.path("girod.yaml")}, args...), nil, io.Discard, &said); code == exitDone {
		h.Fatalf("girod %v was not refused", args)
	}
	return said.String()
}

// ask runs a command at an instant, "" for now; exit code 3 is no failure.
func (h *houseOf) ask(at string, args ...string) string {
	h.Helper()
	line := []string{"--config", h.path("girod.yaml")}
	if at != "" {
		line = append(line, "--as-of", at)
	}
	var out, said bytes.Buffer
	code := run(context.Background(), append(line, args...), strings.NewReader(""), &out, &said)
	if code != exitDone && code != exitWaits {
		h.Fatalf("girod %v: exit %d\n%s%s", args, code, out.String(), said.String())
	}
	return out.String()
}

// askJSON is ask for a value.
func (h *houseOf) askJSON(into any, args ...string) {
	h.Helper()
	h.must(json.Unmarshal([]byte(h.ask("", append([]string{"--json"}, args...)...)), into))
}

func (h *houseOf) digest() string {
	h.Helper()
	return strings.TrimSpace(h.ask("", "ledger", "digest"))
}

// journal is every file that came, in order of arrival.
func (h *houseOf) journal() []fileJSON {
	h.Helper()
	var all []fileJSON
	h.askJSON(&all, "files")
	slices.SortFunc(all, func(a, b fileJSON) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return all
}

// archived reads the bytes of a file back: from the archive, or one that is held from the spool.
func (h *houseOf) archived(f fileJSON) []byte {
	h.Helper()
	t := &terminal{config: h.path("girod.yaml"), out: io.Discard, err: io.Discard, now: time.Now}
	var body []byte
	h.must(t.carrying(context.Background(), func(open *house) error {
		shown, err := open.x.Show(context.Background(), f.ID)
		if err != nil {
			return err
		}
		r, err := open.x.OpenFile(shown.File)
		if err != nil {
			return err
		}
		defer r.Close()
		body, err = io.ReadAll(r)
		return err
	}))
	return body
}

// event is one thing that happened to a house, in the order of the diary: a file came
// (file), a person typed or the clock struck (args at an instant), or a payment file was
// written by the daemon (batch, whose instant the journal has).
type event struct {
	file, batch, at string
	args            []string
}

// again lets everything happen once more in an empty house: each file from the first
// house's archive, in the order of its journal and at its instant, and each act between.
func (h *houseOf) again(diary []event, dir string, vars map[string]string) *houseOf {
	h.Helper()
	other := furnish(h.TB, dir, vars)
	other.create()
	rest := h.journal()
	for _, e := range diary {
		switch {
		case e.file != "":
			for len(rest) > 0 && rest[0].Name == e.file { // and its duplicates
				other.receive(rest[0], h.archived(rest[0]))
				rest = rest[1:]
			}
		case e.batch != "":
			other.ask(h.rendered(e.batch), "run", "--once")
		default:
			other.ask(e.at, e.args...)
		}
	}
	if len(rest) > 0 {
		h.Fatalf("the diary does not know of %s (%s)", rest[0].ID, rest[0].Name)
	}
	return other
}

// create makes the empty database; nothing lies in the folders yet.
func (h *houseOf) create() { h.Helper(); h.ask("2026-01-01T00:00:00Z", "run", "--once") }

func (h *houseOf) receive(f fileJSON, body []byte) {
	h.Helper()
	path := h.path(filepath.Join("again", f.Name))
	h.must(os.MkdirAll(filepath.Dir(path), 0o700))
	h.must(os.WriteFile(path, body, 0o600))
	h.ask(f.Received.Format(time.RFC3339), "receive", path, "--from", f.Partner)
}

// rendered is the instant at which a payment file was written.
func (h *houseOf) rendered(key string) string {
	h.Helper()
	var shown sendingJSON
	h.askJSON(&shown, "sending", "show", key)
	return shown.Steps[0].At.Format(time.RFC3339)
}

// bookTables are the tables a digest is over, and what of them is the clock's.
var bookTables = []string{"account", "party", "invoice", "item", "posting", "entry", "receipt_row", "suspense", "customer_credit", "period"}

// books gives the tables of the book as text, without clock readings and the hashes over
// them. History is not among them: it tells of doubts, which a run without deaths has not.
func (h *houseOf) books() map[string]string {
	h.Helper()
	dir := filepath.Join(h.TempDir(), "dump")
	h.ask("", "dump", dir)
	all := map[string]string{}
	for _, table := range bookTables {
		text, err := os.ReadFile(filepath.Join(dir, table+".jsonl"))
		h.must(err)
		var b strings.Builder
		for line := range strings.Lines(string(text)) {
			row := map[string]any{}
			h.must(json.Unmarshal([]byte(line), &row))
			for _, clock := range []string{"at", "actor", "hash", "content"} {
				delete(row, clock)
			}
			fmt.Fprintln(&b, row)
		}
		all[table] = b.String()
	}
	return all
}

// bill makes the UBL text of an invoice and what its payer needs to know.
func bill(t testing.TB, n int, day date.Date, gross int64, habit bank.Habit) ([]byte, bank.Invoice) {
	t.Helper()
	doc, payable := billed(t, n, day, gross)
	payable.Habit = habit
	return written(t, doc), payable
}

// billed is the invoice itself.
func billed(t testing.TB, n int, day date.Date, gross int64) (formats.Invoice, bank.Invoice) {
	t.Helper()
	ref, err := reference.MakeOCR(fmt.Sprint(10000+n), reference.OCR{LengthDigit: true})
	if err != nil {
		t.Fatal(err)
	}
	vat := gross / 5
	name := fmt.Sprintf("Medlem %d", n%17)
	doc := formats.Invoice{
		Kind: formats.InvoiceDocument, Number: fmt.Sprintf("F-%d", 10000+n), Issued: day, Due: day.Add(10), Currency: money.SEK,
		Net: gross - vat, VAT: vat, Gross: gross, Payable: gross, Note: "Bryggplats", BuyerRef: name,
		Issuer:    formats.Party{Name: "Sjöstadens Båtklubb", OrgNo: "8020001239", VATNo: "SE802000123901", EndpointID: "0007:8020001239", Street: "Bryggvägen 2", PostCode: "120 63", Town: "Stockholm", Country: "SE"},
		Recipient: formats.Party{ID: fmt.Sprintf("M-%d", n%17), Name: name, Street: "Hamnvägen 4", PostCode: "131 40", Town: "Nacka", Country: "SE", EndpointID: fmt.Sprintf("9999:%d", n%17)},
		Means:     []formats.PaymentMeans{{Code: "30", Ref: ref, Account: formats.Account{ID: "58056201"}, Bank: "SE:BANKGIRO"}},
		Lines:     []formats.InvoiceLine{{ID: "1", Text: "Bryggplats", Amount: gross - vat}},
	}
	return doc, bank.Invoice{Number: doc.Number, Ref: ref, Amount: bank.Amount(gross), Currency: "SEK", Due: day.Add(3), Debtor: name}
}

// written is an invoice as UBL.
func written(t testing.TB, doc formats.Invoice) []byte {
	t.Helper()
	var text bytes.Buffer
	if err := ubl.Write(&text, doc); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// realKey makes a key pair: the private half as a file of mode 0600, the public as a line.
func realKey(t testing.TB, path string) string {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

// build makes the real, static binaries.
func build(t testing.TB, dir string, packages ...string) {
	t.Helper()
	cmd := exec.Command("go", append([]string{"build", "-trimpath", "-o", dir + string(filepath.Separator)}, packages...)...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
