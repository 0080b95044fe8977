package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"girod/config"
	"girod/formats"
	"girod/formats/pain"
	"girod/ledger/payout"
)

// fourCountries has an account in each currency of the trade.
const fourCountries = `
  - {name: kroner, iban: NO9386011117947, bic: TESTNOKK, currency: NOK, number: "1936", partner: bank, posts: notification, opening: "0.00"}
  - {name: danish, iban: DK5000400440116243, bic: TESTDKKK, currency: DKK, number: "1937", partner: bank, posts: notification, opening: "0.00"}
  - {name: euro, iban: FI2112345600000785, bic: TESTFIHH, currency: EUR, number: "1938", partner: bank, posts: notification, opening: "0.00"}
partners:`

// payingOffice is an office that types payouts to a bank of a profile.
func payingOffice(t *testing.T, profile string) *office {
	t.Helper()
	text := strings.Replace(townText(t, map[string]string{"BANK": "local: bank, inbound: [in], outbound: {pain.001: out}"}), "\npartners:", fourCountries, 1)
	text = strings.Replace(text, "pain: pain.001.001.09", "profile: "+profile, 1)
	path := filepath.Join(t.TempDir(), "girod.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return &office{config: c, zone: time.UTC, at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
}

// typedBill is a bill as it is typed; change says what is particular.
func typedBill(change func(*owed)) owed {
	b := owed{number: "HF-1", name: "Hamnfogden AB", town: "Malmö", total: "100.00", currency: "SEK"}
	change(&b)
	return b
}

// payables are bills of every kind that pain.001 knows; want is the field a refusal names, "" for
// what is taken.
var payables = []struct {
	name string
	kind pain.Kind
	bill func(*owed)
	want string
}{
	{"bankgiro, OCR", pain.Bankgiro, func(b *owed) { b.to.bankgiro, b.ref = "712-3458", "10017" }, ""},
	{"bankgiro, bill and note", pain.Bankgiro, func(b *owed) {
		b.to.bankgiro, b.total, b.invoices, b.credits = "712-3458", "", []string{"F-1=300.00", "F-2=20.00"}, []string{"K-1=70.00"}
	}, ""},
	{"plusgiro", pain.Plusgiro, func(b *owed) { b.to.plusgiro, b.text = "28 65 43-4", "HF-1" }, ""},
	{"account", pain.Account, func(b *owed) { b.to.clearing, b.to.account, b.text = "5201", "1234565", "HF-1" }, ""},
	{"wages", pain.Salary, func(b *owed) { b.to.clearing, b.to.account, b.purpose, b.text = "5201", "1234565", "SALA", "Lön" }, ""},
	{"urgent", pain.Urgent, func(b *owed) { b.to.iban, b.service, b.text = "SE3550000000054910000003", "URGP", "HF-1" }, ""},
	{"Norwegian, KID", pain.Account, func(b *owed) { b.currency, b.to.account, b.ref = "NOK", "9710.05.12347", "12345678901237" }, ""},
	{"Danish account", pain.Account, func(b *owed) { b.currency, b.to.account, b.text = "DKK", "00400440116243", "HF-1" }, ""},
	{"Danish slip 71", pain.Slip, func(b *owed) { b.currency, b.to.slip, b.to.account, b.ref = "DKK", "71", "12345678", "123456789012347" }, ""},
	{"Danish slip 73", pain.Slip, func(b *owed) { b.currency, b.to.slip, b.to.account, b.text = "DKK", "73", "12345678", "HF-1" }, ""},
	{"Danish slip 75, id and words", pain.Slip, func(b *owed) {
		b.currency, b.to.slip, b.to.account, b.ref, b.text = "DKK", "75", "12345678", "1234567890123452", "HF-1"
	}, ""},
	{"Danish giro slip 04", pain.Slip, func(b *owed) { b.currency, b.to.slip, b.to.account, b.ref = "DKK", "04", "1234567", "1234567890123452" }, ""},
	{"Danish giro slip 15", pain.Slip, func(b *owed) { b.currency, b.to.slip, b.to.account, b.ref = "DKK", "15", "1234567", "1234567890123452" }, ""},
	{"Danish giro slip 01", pain.Slip, func(b *owed) { b.currency, b.to.slip, b.to.account, b.text = "DKK", "01", "1234567", "HF-1" }, ""},
	{"pension", pain.Salary, func(b *owed) { b.to.clearing, b.to.account, b.purpose, b.text = "5201", "1234565", "PENS", "Pension" }, ""},
	{"supplier, with a purpose for the payee", pain.Account, func(b *owed) {
		b.to.iban, b.purpose, b.purposeCode, b.text = "SE3550000000054910000003", "SUPP", "RENT", "Hyra"
	}, ""},
	{"abroad with its reason", pain.CrossBorder, func(b *owed) {
		b.currency, b.to.iban, b.to.bic, b.charges, b.regulatory, b.invoices, b.total = "NOK", "SE3550000000054910000003", "TESTSESS", "DEBT", "14", []string{"F-1=10.00"}, ""
	}, ""},
	{"SEPA, RF", pain.SEPA, func(b *owed) { b.currency, b.to.iban, b.ref = "EUR", "DE89370400440532013000", "RF18539007547034" }, ""},
	{"SEPA, viite", pain.SEPA, func(b *owed) { b.currency, b.to.iban, b.ref = "EUR", "FI1410093000123458", "1232" }, ""},
	{"abroad", pain.CrossBorder, func(b *owed) {
		b.currency, b.to.iban, b.to.bic, b.charges, b.text, b.from = "SEK", "NO9386011117947", "TESTNOKK", "SHAR", "HF-1", "giro"
	}, ""},

	{"a giro without its digit", "", func(b *owed) { b.to.bankgiro, b.ref = "712-3459", "10017" }, "BGNR \"712-3459\""},
	{"words as OCR", "", func(b *owed) { b.to.bankgiro, b.ref = "712-3458", "HF-1" }, "--ref"},
	{"a reference and words", "", func(b *owed) { b.to.bankgiro, b.ref, b.text = "712-3458", "10017", "HF-1" }, "--ref, --text or --invoice"},
	{"wages to a giro", "", func(b *owed) { b.to.bankgiro, b.purpose, b.text = "712-3458", "SALA", "Lön" }, "--purpose"},
	{"a purpose nobody knows", "", func(b *owed) { b.to.bankgiro, b.purpose, b.text = "712-3458", "salary", "Lön" }, "--purpose"},
	{"a service nobody knows", "", func(b *owed) { b.to.clearing, b.to.account, b.service, b.text = "5201", "1234565", "quick", "x" }, "--service"},
	{"kronor without a clearing number", "", func(b *owed) { b.to.account, b.text = "1234565", "HF-1" }, "clearing"},
	{"a Swedish account misread", "", func(b *owed) { b.to.clearing, b.to.account, b.text = "5201", "1234566", "HF-1" }, "check"},
	{"a KID misread", "", func(b *owed) { b.currency, b.to.account, b.ref = "NOK", "97100512347", "12345678901238" }, "--ref"},
	{"a Norwegian account misread", "", func(b *owed) { b.currency, b.to.account, b.ref = "NOK", "97100512346", "12345678901237" }, "the account"},
	{"a Danish account too short", "", func(b *owed) { b.currency, b.to.account, b.text = "DKK", "0040044011624", "HF-1" }, "the account"},
	{"slip 71 with words alone", "", func(b *owed) { b.currency, b.to.slip, b.to.account, b.text = "DKK", "71", "12345678", "HF-1" }, "--ref, --text or --invoice"},
	{"slip 71 misread", "", func(b *owed) { b.currency, b.to.slip, b.to.account, b.ref = "DKK", "71", "12345678", "123456789012348" }, "--ref"},
	{"a slip in kronor", "", func(b *owed) { b.to.slip, b.to.account, b.ref = "71", "12345678", "123456789012347" }, "--amount or --currency"},
	{"a card nobody has", "", func(b *owed) { b.currency, b.to.slip, b.to.account, b.ref = "DKK", "72", "12345678", "123456789012347" }, "FIK72"},
	{"SEPA paid by the payer", "", func(b *owed) { b.currency, b.to.iban, b.charges, b.text = "EUR", "DE89370400440532013000", "DEBT", "x" }, "--charges"},
	{"SEPA to no country", "", func(b *owed) { b.currency, b.to.iban, b.town, b.text = "EUR", "DE89370400440532013000", "", "x" }, "town and a country"},
	{"RF misread", "", func(b *owed) { b.currency, b.to.iban, b.ref = "EUR", "DE89370400440532013000", "RF19539007547034" }, "--ref"},
	{"abroad without a bank", "", func(b *owed) { b.to.iban, b.text = "NO9386011117947", "x" }, "--bic"},
	{"a bank that is no bank", "", func(b *owed) { b.to.iban, b.to.bic, b.text = "NO9386011117947", "TEST", "x" }, "--bic"},
	{"a code of the authority", "", func(b *owed) { b.to.iban, b.to.bic, b.regulatory, b.text = "NO9386011117947", "TESTNOKK", "goods", "x" }, "--regulatory"},
}

// TestPayable: what the bank would refuse is refused by the name of what was typed, and all
// else is one transfer of its kind, in a file that its schema takes.
func TestPayable(t *testing.T) {
	for _, profile := range pain.Profiles() {
		o := payingOffice(t, profile)
		var all []payout.Payout
		for _, c := range payables {
			p, err := o.typed(c.bill)
			if c.want != "" {
				var no *payout.Refusal
				if !errors.As(err, &no) || !strings.Contains(no.Why, c.want) {
					t.Errorf("%s, %s: %v, want it to name %s", profile, c.name, err, c.want)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s, %s: %v", profile, c.name, err)
				continue
			}
			if kind := o.kindOf(t, &p); kind != c.kind {
				t.Errorf("%s: is %s, want %s", c.name, kind, c.kind)
			}
			all = append(all, p)
		}
		if profile == "cgi" && len(all) < 20 {
			t.Errorf("%d kinds were taken", len(all))
		}
		o.validated(t, profile, all)
	}
}

// typed makes and checks a payout of what was typed.
func (o *office) typed(change func(*owed)) (payout.Payout, error) {
	b := typedBill(change)
	p, err := b.payout()
	if err == nil {
		err = payout.Validate(&p)
	}
	p.EndToEnd = "TYPED"
	if err == nil {
		err = o.payable(nil, &p)
	}
	return p, err
}

// kindOf tells the kind that a payout became.
func (o *office) kindOf(t *testing.T, p *payout.Payout) pain.Kind {
	from := p.From
	if from == "" {
		from = o.accountFor(p.Amount.Currency)
	}
	h, err := o.paidFrom(from, p.Amount.Currency)
	if err != nil {
		t.Fatal(err)
	}
	transfer := p.Transfer()
	return pain.KindOf(&formats.TransferGroup{From: h.From, FromBIC: h.FromBIC}, &transfer)
}

// validated splits all that was taken at once, reads every file back, and holds it to its
// schema where schemas and xmllint are at hand.
func (o *office) validated(t *testing.T, profile string, all []payout.Payout) {
	for i := range all {
		if all[i].From == "" {
			all[i].From = o.accountFor(all[i].Amount.Currency)
		}
		all[i].On, all[i].EndToEnd = 20261124, fmt.Sprintf("E2E-%d", i+1)
	}
	b := &payout.Batch{MessageID: "BATCH", Account: "giro"}
	orders, err := o.splitTransfers(b, all)
	if err != nil {
		t.Fatal(err)
	}
	house, partner := o.houseAndBank(t)
	groups, transfers := map[string]bool{}, 0
	for _, order := range orders {
		order.Created, order.Initiator = "2026-11-23T09:00:00", house.Initiator
		body, err := writeTransfers(partner, order)
		if err != nil {
			t.Errorf("%s: %v", profile, err)
			continue
		}
		for _, g := range order.Groups {
			groups[g.ID], transfers = true, transfers+len(g.Transfer)
		}
		_, version, _ := bankProfile(partner)
		lint(t, version, body)
	}
	if transfers != len(all) || len(groups) < 8 {
		t.Errorf("%s: %d transfers of %d, in %d groups", profile, transfers, len(all), len(groups))
	}
}

func (o *office) houseAndBank(t *testing.T) (payout.House, config.Partner) {
	_, partner, err := o.payingAccount("giro")
	if err != nil {
		t.Fatal(err)
	}
	house, err := o.paidFrom("giro", "SEK")
	if err != nil {
		t.Fatal(err)
	}
	return house, partner
}

// lint holds a message to its schema.
func lint(t *testing.T, version string, body []byte) {
	t.Helper()
	schema := filepath.Join(os.Getenv("GIROD_XSD"), version+".xsd")
	tool, err := exec.LookPath("xmllint")
	if _, missing := os.Stat(schema); os.Getenv("GIROD_XSD") == "" || missing != nil || err != nil {
		return
	}
	cmd := exec.Command(tool, "--noout", "--schema", schema, "-")
	cmd.Stdin = bytes.NewReader(body)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %s\n%s", version, out, body)
	}
}

// TestOneBankForABatch: a batch goes to one bank; an account at another is refused with its
// name, and so is one that nobody has.
func TestOneBankForABatch(t *testing.T) {
	o := payingOffice(t, "cgi")
	i := slices.IndexFunc(o.config.Accounts, func(a config.Account) bool { return a.Name == "euro" })
	o.config.Accounts[i].Partner = "accounting"
	p, err := o.typed(func(b *owed) { b.currency, b.to.iban, b.text, b.from = "EUR", "DE89370400440532013000", "x", "euro" })
	if err != nil {
		t.Fatal(err)
	}
	if err := o.payable(&payout.Batch{Account: "giro"}, &p); err == nil || !strings.Contains(err.Error(), "propose it apart") {
		t.Error(err)
	}
	p.From = "nothing"
	if err := o.payable(nil, &p); err == nil || !strings.Contains(err.Error(), `account "nothing"`) {
		t.Error(err)
	}
}
