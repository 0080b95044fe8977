package config_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"girod/config"
)

const federation = `
tenants:
  - {name: Förbundet, kind: federation}
  - {name: Distrikt Syd, kind: federation, parent: Förbundet}
  - name: Kören
    parent: Distrikt Syd
    creditor: {name: Exempelkören, orgNo: "802000-1247", feeAgreed: true}
    suppliers: ["0007:8020001247"]
    chart: {revenue: "3011"}
    dunning: {postalDays: 3, steps: [{step: 1, after: 15}]}
  - name: Orkestern
    parent: Förbundet
    creditor: {orgNo: "8020001254"}
    dunning: {bankgiro: 5805-6201}
accounts:
  - {name: kor, tenant: Kören, bankgiro: 5050-1055, partner: bank}
  - {name: ork, tenant: Orkestern, iban: SE4550000000058398257466, partner: bank}
partners:
  - {id: bank, local: bank}
chart: {revenue: "3001", ar: "1511"}
dunning: {bankgiro: 991-2346, steps: [{step: 1, after: 12}, {step: 2, after: 20}]}
users:
  - {name: tuva, os: tuva, tenant: Kören}
`

// R-ALK-12: the tree, and what each set of books has of its own.
func TestTenants(t *testing.T) {
	c, err := config.Load(write(t, federation))
	if err != nil {
		t.Fatal(err)
	}
	for of, want := range map[string]string{"": "Kören Orkestern", "Förbundet": "Kören Orkestern", "Distrikt Syd": "Kören", "Orkestern": "Orkestern", "Kören": "Kören"} {
		if got := strings.Join(c.Below(of), " "); got != want {
			t.Errorf("below %q: %s, want %s", of, got, want)
		}
	}
	own, other := c.Of("Kören"), c.Of("Orkestern")
	if len(own.Accounts) != 1 || own.Accounts[0].Name != "kor" || own.Creditor.Name != "Exempelkören" || !own.Creditor.FeeAgreed ||
		own.Chart["revenue"] != "3011" || own.Chart["ar"] != "1511" || own.Dunning.PostalDays != 3 || !own.Dunning.Compensation {
		t.Errorf("Kören has %+v", own)
	}
	if own.Dunning.Bankgiro != "5050-1055" || other.Dunning.Bankgiro != "5805-6201" {
		t.Errorf("slips ask to pay to %s and %s", own.Dunning.Bankgiro, other.Dunning.Bankgiro)
	}
	if other.Chart["revenue"] != "3001" || other.Creditor.Name != "Orkestern" || other.Dunning.PostalDays != 2 {
		t.Errorf("Orkestern has %+v", other)
	}
	if fmt.Sprint(own.Dunning.Steps, other.Dunning.Steps, c.Dunning.Steps) != "[{1 15 0}] [{1 12 0} {2 20 0}] [{1 12 0} {2 20 0}]" {
		t.Errorf("steps %v, %v and for all %v", own.Dunning.Steps, other.Dunning.Steps, c.Dunning.Steps)
	}
	for no, want := range map[string]string{"802000-1247": "Kören", "0007:8020001247": "Kören", "SE802000125401": "Orkestern", "5560000001": "", "": ""} {
		if got := c.IssuedBy(no); got != want {
			t.Errorf("an invoice by %q is %q's, want %q", no, got, want)
		}
	}
}

// Without tenants there is one set of books, and it has all there is.
func TestNoTenants(t *testing.T) {
	c, err := config.Parse([]byte("creditor: {name: A, orgNo: '1'}\naccounts: [{name: a, iban: X}]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if own := c.Of(config.House); len(own.Accounts) != 1 || !slices.Equal(c.Books(), []string{config.House}) || !slices.Equal(c.Below(""), c.Books()) {
		t.Errorf("%v, %+v", c.Books(), own)
	}
}

func TestTenantsRefused(t *testing.T) {
	for _, tc := range []struct{ name, from, to, want string }{
		{"a circle", "{name: Förbundet, kind: federation}", "{name: Förbundet, kind: federation, parent: Distrikt Syd}", `tenants[0].parent: "Förbundet" stands above itself`},
		{"unknown parent", "parent: Distrikt Syd", "parent: Distrikt Nord", `tenants[2].parent: "Distrikt Nord" is not among the tenants`},
		{"below an association", "  - name: Orkestern\n    parent: Förbundet", "  - name: Orkestern\n    parent: Kören", "below it stand only its members"},
		{"a number twice", `orgNo: "8020001254"`, `orgNo: "SE802000124701"`, "is Kören's organisation number already"},
		{"name twice", "name: Orkestern", "name: Kören", "stands twice"},
		{"house", "name: Orkestern", "name: house", "the house's own"},
		{"special characters", "name: Orkestern", `name: "Ork%stern"`, "want letters"},
		{"federation with books", "{name: Förbundet, kind: federation}", "{name: Förbundet, kind: federation, keeping: creditor}", "keeps no books"},
		{"federation's account", "tenant: Kören, bankgiro", "tenant: Förbundet, bankgiro", `accounts[0].tenant: "Förbundet" keeps no books here: want one of Kören, Orkestern`},
		{"nobody's account", "name: kor, tenant: Kören,", "name: kor,", "want whose account it is"},
		{"two owners", "iban: SE4550000000058398257466", "bankgiro: 50501055", "what is paid to it could be either's"},
		{"keeping", "    parent: Distrikt Syd", "    parent: Distrikt Syd\n    keeping: bank", "tenants[2].keeping"},
		{"misspelt overlay", "postalDays: 3", "postelDays: 3", "tenants[2].dunning"},
		{"overlay out of range", "postalDays: 3", "postalDays: -1", "tenants[2].dunning.postalDays"},
		{"nowhere to pay", "{name: kor, tenant: Kören,", "{name: kor, tenant: Orkestern,", "tenants[2].dunning.bankgiro: want the giro"},
		{"unknown user's", "os: tuva, tenant: Kören", "os: tuva, tenant: Koren", `users[0].tenant: "Koren" is not among`},
		{"unknown partner's", "{id: bank, local: bank}", "{id: bank, local: bank, tenant: Förbundet}", "partners[0].tenant"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(federation, tc.from, tc.to, 1)
			if text == federation {
				t.Fatalf("the file no longer holds %q", tc.from)
			}
			if _, err := config.Load(write(t, text)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("want a refusal with %q, got %v", tc.want, err)
			}
		})
	}
}

// TestStatementsRefused: how a client is sent its statements must be a way there is. R-BST-22
func TestStatementsRefused(t *testing.T) {
	const agency = `
tenants:
  - name: Byrån
    keeping: agent
    creditor: {orgNo: "8020001262"}
    clients: [{no: K1, name: Klubben, orgNo: "8020001288", number: "2831", statements: {WAY}}]
accounts: [{name: kor, tenant: Byrån, bankgiro: 5050-1055, partner: bank, clientFunds: true}]
partners:
  - {id: bank, local: bank}
  - {id: klubben, local: klubben, outbound: {client-statement: out}}
  - {id: any, local: any, outbound: {"": out}}
`
	const server = "mail: {server: 'localhost:25', from: a@b.example, tls: none}\n"
	for _, c := range []struct{ way, more, want string }{
		{"", "", ""},
		{"partner: klubben", "", ""},
		{"partner: any, form: json, language: en", "", ""},
		{"email: a@b.example", server, ""},
		{"email: a@b.example", "", "statements.email: no mail server"},
		{"email: 'Klubben <a@b.example>'", server, "statements.email"},
		{"email: nobody", server, "statements.email"},
		{"email: a@b.example, partner: klubben", server, "goes one way"},
		{"partner: nobody", "", `statements.partner: "nobody" is not among`},
		{"partner: bank", "", "bank has no outbound folder for client-statement"},
		{"partner: klubben, form: pdf", "", "statements.form"},
		{"partner: klubben, language: fr", "", "statements.language"},
	} {
		_, err := config.Load(write(t, strings.Replace(agency, "WAY", c.way, 1)+c.more))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: want %q, got %v", c.way, c.want, err)
		}
	}
}
