package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/config"
)

// The example is the manual: it loads, passes every check, and names every key.
func TestExample(t *testing.T) {
	c := write(t, config.Example)
	if _, err := config.Load(c); err != nil {
		t.Fatalf("the example does not load: %v", err)
	}
	for _, key := range config.Keys() {
		if !regexp.MustCompile(`(?m)^[ -]*` + key + `:`).MatchString(config.Example) {
			t.Errorf("the example does not name the key %q", key)
		}
	}
}

// Top-level values of the example outside lists are the defaults, so that the manual
// tells the truth about them.
func TestExampleShowsDefaults(t *testing.T) {
	got, err := config.Parse([]byte(config.Example))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Defaults()
	for _, pair := range [][2]any{
		{got.Data, want.Data}, {got.Database, want.Database}, {got.Language, want.Language},
		{got.Matching, want.Matching}, {got.Limits, want.Limits}, {got.Log, want.Log}, {got.Metrics, want.Metrics},
		{got.Payouts.RefundMinimum, want.Payouts.RefundMinimum},
		{got.Dunning.PostalDays, want.Dunning.PostalDays}, {got.Dunning.Compensation, want.Dunning.Compensation},
		{got.Dunning.At, want.Dunning.At}, {got.Mail.TLS, want.Mail.TLS},
	} {
		if diff := cmp.Diff(pair[1], pair[0]); diff != "" {
			t.Errorf("example differs from default (-default +example):\n%s", diff)
		}
	}
}

// A misspelt key is refused with its line and the nearest right one.
func TestUnknownKey(t *testing.T) {
	_, err := config.Parse([]byte("creditor:\n  name: A\ndunning:\n  postelDays: 12\n"))
	if err == nil {
		t.Fatal("a misspelt key was accepted")
	}
	for _, want := range []string{`unknown key "postelDays", did you mean "postalDays"?`, "4 |", "postelDays: 12"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in:\n%v", want, err)
		}
	}
}

// Exchanged letters find the key of the same length, not its shorter cousin.
func TestExchangedLetters(t *testing.T) {
	_, err := config.Parse([]byte("partnres: []\n"))
	if err == nil || !strings.Contains(err.Error(), `did you mean "partners"?`) {
		t.Errorf("got %v", err)
	}
}

func TestRefusals(t *testing.T) {
	for _, tc := range []struct{ name, from, to, want string }{
		{"wrong decimals", `tolerance: "1.00"`, `tolerance: "1,00"`, "matching.tolerance"},
		{"tolerance of no currency", `tolerances: {}`, `tolerances: {EURO: "0.10"}`, "matching.tolerances.EURO"},
		{"tolerance of wrong decimals", `tolerances: {}`, `tolerances: {EUR: "0.105"}`, "matching.tolerances.EUR"},
		{"bucket twice", "order: []", "order: [cost, fee, fee, principal]", "matching.order"},
		{"grace without end", "grace: 5", "grace: 500", "plans.grace"},
		{"claimed after it is due", "interestBefore: 10", "interestBefore: -1", "plans.interestBefore"},
		{"tolerance of a plan", `tolerance: ""`, `tolerance: "-1"`, "plans.tolerance"},
		{"no host key", "hostKeys:\n        - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEXAMPLEexampleEXAMPLEexampleEXAMPLEexampleXX", "hostKeys: []", "trusts no key on first use"},
		{"unknown partner", "printPartner: printer", "printPartner: printr", "dunning.printPartner"},
		{"public metrics", "listen: 127.0.0.1:9464", "listen: 0.0.0.0:9464", "metrics.listen"},
		{"two people, one login", "os: bo", "os: anna", "two people need two accounts"},
		{"wrong zone", "zone: Europe/Stockholm\n      # Alarm", "zone: Europe/Stokholm\n      # Alarm", "partners[0].bank.cutOff"},
		{"source of postings", "posts: notification", "posts: both", "accounts[0].posts"},
		{"twice the same key", "language: sv", "language: sv\nlanguage: no", "already defined"},
		{"password in message", "database: sqlite:/var/lib/girod/girod.db", "database: mysql://u:hunter2@h/db", "database"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(config.Example, tc.from, tc.to, 1)
			if text == config.Example {
				t.Fatalf("the example no longer holds %q", tc.from)
			}
			_, err := config.Load(write(t, text))
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("want a refusal with %q, got %v", tc.want, err)
			}
			if err != nil && strings.Contains(err.Error(), "hunter2") {
				t.Error("the message shows a password")
			}
		})
	}
}

func TestSecret(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "bank.key")
	if err := os.WriteFile(path, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := config.Defaults()
	got, err := c.Secret(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Reveal()) != "s3cret" {
		t.Errorf("got %q", got.Reveal())
	}
	for _, shown := range []string{fmt.Sprint(got), fmt.Sprintf("%+v %#v %s %q", got, got, got, got)} {
		if strings.Contains(shown, "s3cret") {
			t.Errorf("printing shows the secret: %s", shown)
		}
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Secret(link); err == nil {
		t.Error("a symbolic link was followed")
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Secret(path); err == nil || !strings.Contains(err.Error(), "chmod 0600") {
		t.Errorf("want a refusal of mode 0640 with a hint, got %v", err)
	}
}

// A systemd credential is found by its bare name.
func TestCredential(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	if err := os.WriteFile(filepath.Join(dir, "bank.key"), []byte("k"), 0o400); err != nil {
		t.Fatal(err)
	}
	got, err := config.Defaults().Secret("bank.key")
	if err != nil || string(got.Reveal()) != "k" {
		t.Errorf("got %q, %v", got.Reveal(), err)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "girod.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
