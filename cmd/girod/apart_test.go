package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/ledger/store/storetest"
)

// What a command may tell or do to somebody who sees one set of books of several.
const (
	scoped = iota // is of one's own books: theirs are refused by name, and not found by number
	whole         // is of the whole house, and refused
	open          // tells of no books
)

// apartRow is a command as Tuva, who is of Kören, types it about what is Orkestern's.
type apartRow struct {
	kind int
	args string // "" is nothing more than the command's name; words are parted by blanks
}

// apartTable has a row for every command there is: a new one without a row fails the test.
var apartTable = map[string]apartRow{
	"cases": {}, "cases add": {args: "C000001 O-2"}, "cases answer": {args: "1 --grant --text ja"}, "cases assign": {args: "C000001 bo"},
	"cases attach": {args: "C000001 {DIR}/scan.txt"}, "cases bill": {args: "1 K-1"}, "cases check": {kind: whole}, "cases cost": {args: "C000001 10.00 porto"},
	"cases document": {args: "C000001 {DIGEST}"}, "cases event": {args: "C000001 note x"}, "cases favourite": {args: "C000001"},
	"cases fields": {kind: open}, "cases forget-search": {args: "1"}, "cases history": {args: "C000001"}, "cases note": {args: "C000001 x"},
	"cases open": {args: "O-2"}, "cases pay": {args: "C000001 --on 2026-01-13 --amount 1.00 --reason x"}, "cases print": {args: "C000001"},
	"cases report": {args: "C000001 --status x"}, "cases request": {args: "C000001 message hej"}, "cases requests": {}, "cases save-search": {args: "s --name x"},
	"cases searches": {}, "cases show": {args: "C000001"}, "cases state": {args: "C000001 close --outcome paid"}, "cases withdraw": {args: "1 --reason x"},
	"clients": {}, "clients charge": {args: "O-2 --fee 1.00 --reason x"}, "clients outlay": {args: "O-2 --amount 1.00 --reason x"}, "clients pay": {}, "clients recharge": {args: "O-2 --reason x"},
	"clients statements": {}, "clients statements print": {args: "1"}, "clients statements send": {args: "1"}, "clients statements show": {args: "1"},
	"check": {kind: open}, "cutover": {kind: whole}, "dump": {kind: whole, args: "{DIR}/dump"}, "example": {kind: open},
	"files": {kind: whole}, "files reject": {kind: whole, args: "f000001 --reason x"}, "files release": {kind: whole, args: "f000001 --reason x"}, "files show": {kind: whole, args: "f000001"},
	"holds": {}, "holds claim": {args: "1"}, "holds done": {args: "1 --report x"}, "holds end": {args: "1 --why x"}, "holds show": {args: "1"},
	"inspect":  {kind: open, args: "--formats"},
	"invoices": {}, "invoices copy": {args: "O-1 --to {DIR}/copy"}, "invoices credit": {args: "O-2 --reason x"},
	"invoices hold": {args: "O-2 --reason dispute --source x"}, "invoices limitation": {args: "O-1"}, "invoices loss": {args: "O-2 --confirmed --reason x"},
	"invoices pay":      {args: "O-2 --on 2026-01-13 --amount 1.00 --reason x"},
	"invoices register": {args: "T-1 --customer M-1 --issued 2026-01-08 --amount 10.00"}, "invoices show": {args: "O-1"},
	"invoices unhold": {args: "O-1 --reason dispute --why x"},
	"ledger":          {kind: open}, "ledger balances": {}, "ledger check": {kind: whole}, "ledger close": {args: "2025-12-31"}, "ledger digest": {kind: whole}, "ledger entries": {},
	"ledger export": {args: "--sie {DIR}/out.se"}, "ledger open": {args: "--reason x"}, "ledger periods": {}, "ledger reverse": {args: "F1 --reason x"}, "ledger templates": {},
	"parties": {kind: open}, "parties hold": {args: "M-1 --reason minor --from 2026-01-01 --source x"}, "parties merge": {args: "M-1 --into M-2 --reason x"},
	"parties part": {args: "M-1 --reason x"}, "parties show": {args: "M-1"}, "parties unhold": {args: "M-1 --reason minor --why x"},
	"partner": {kind: whole}, "partner pause": {kind: whole, args: "bank --reason x"}, "partner resume": {kind: whole, args: "bank --reason x"},
	"payments": {}, "payments show": {args: "pay1"}, "payments undo": {args: "pay1 --reason x"},
	"payouts": {}, "payouts add": {args: "HF-2 --name Hamnen --amount 1.00 --bankgiro 712-3458 --text x"},
	"payouts approve": {args: "b000001 --sum 100.00 --count 1 --hash 0123456789ab"}, "payouts cancel": {args: "p000001 --reason x"},
	"payouts edit": {args: "p000001 --text y"}, "payouts clear": {args: "p000001 --reason x"}, "payouts forward": {args: "--name Factor --bankgiro 712-3458"}, "payouts payee": {args: "M-1 --bankgiro 712-3458"},
	"payouts propose": {args: "p000001 --account ork"}, "payouts recall": {args: "p000001 --reason x"}, "payouts refunds": {},
	"payouts reject": {args: "b000001 --reason x"}, "payouts show": {args: "b000001"},
	"plans": {}, "plans agree": {args: "plan1 --document x"}, "plans cancel": {args: "plan1 --reason x"}, "plans list": {}, "plans missed": {},
	"plans propose": {args: "O-3 --instalments 2 --first 2026-03-02"}, "plans show": {args: "plan1"},
	"receive":   {kind: whole, args: "{DIR}/scan.txt --from bank"},
	"reminders": {}, "reminders next": {args: "O-1"}, "reminders other": {args: "--from 2026-01-01 --through 2026-12-31"}, "reminders procedures": {kind: open}, "reminders rest": {}, "reminders show": {args: "1"}, "reminders skipped": {},
	"report": {args: "open-items"}, "reports archive": {kind: open}, "reports archive list": {}, "reports archive show": {args: "1"},
	"reports": {kind: open}, "reports schedule": {kind: open}, "reports schedule add": {args: "open-items --first 2026-01-13"}, "reports schedule list": {}, "reports schedule pause": {args: "1"},
	"reports schedule remove": {args: "1"}, "reports schedule resume": {args: "1"},
	"run":     {kind: open, args: "--help"}, // the machine's: it asks nobody who they are
	"sending": {kind: whole}, "sending decide": {kind: whole, args: "x sent --reason x"}, "sending reconcile": {kind: whole}, "sending resend": {kind: whole, args: "x --reason x"}, "sending show": {kind: whole, args: "x"},
	"settlements": {}, "settlements list": {}, "settlements meet": {args: "set1 pay1 --reason x"}, "settlements part": {args: "set1 --reason x"}, "settlements show": {args: "set1"},
	"simulate": {args: "--from 2026-01-13 --to 2026-01-14"},
	"status":   {kind: whole},
	"suspense": {}, "suspense accept": {args: "pay1 1 --reason x"}, "suspense allocate": {args: "pay1 O-2 --reason x"}, "suspense divert": {args: "pay1 O-2 --reason x"},
	"suspense charge": {args: "pay1 --reason x"}, "suspense meet": {args: "pay1 pay2 --reason x"}, "suspense part": {args: "pay1 --reason x"}, "suspense takeback": {args: "pay1 pay2 --reason x"},
	"suspense rematch": {args: "pay1"}, "suspense return": {args: "pay1 --reason x"}, "suspense show": {args: "pay1"},
	"tenants": {}, "tenants show": {args: "Orkestern"}, "verify": {kind: whole},
}

// TestBooksApart lets Tuva, who is of Kören and has every role, try each command there is on
// what is Orkestern's: with --tenant, which is refused, and by the number a thing has there.
// Nothing she is shown names it, and not a row of theirs is changed. PostgreSQL is asked by
// number only: what is refused by name, or as the whole house's, never comes to the database.
//
// R-ALK-12 R-BST-26
func TestBooksApart(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { walkApart(t, twoAssociations(t, "sqlite:data/girod.db"), true) })
	t.Run("postgres", func(t *testing.T) { walkApart(t, twoAssociations(t, storetest.PostgresURL(t)), false) })
}

// walkApart walks the tree of commands, and holds it to the table.
func walkApart(t *testing.T, h *houseOf, byName bool) {
	before := h.theirs()
	secrets := []string{"Bengt", "Hemligheten", "O-1", "O-2", "O-3", "SE3550000000054910000003"}
	try := func(where string, words []string) (int, string) {
		var said bytes.Buffer
		line := append([]string{"--config", h.path("girod.yaml"), "--as-of", "2026-01-13T09:00:00+01:00", "--as", "tuva"}, words...)
		code := run(context.Background(), line, strings.NewReader(""), io.MultiWriter(&said), &said)
		text := said.String()
		for _, word := range words { // what she typed herself is no secret
			text = strings.ReplaceAll(text, word, "")
		}
		for _, s := range secrets {
			if strings.Contains(text, s) {
				t.Errorf("%s: girod %s tells of %s:\n%s", where, strings.Join(words, " "), s, text)
			}
		}
		return code, said.String()
	}
	found := map[string]bool{}
	var walk func(c *cobra.Command, name string)
	walk = func(c *cobra.Command, name string) {
		if row, known := apartTable[name]; c.Runnable() && name != "" {
			found[name] = true
			words := append(strings.Fields(name), h.filled(row.args)...)
			switch {
			case !known:
				t.Errorf("girod %s has no row: whose books does it tell of?", name)
			case row.kind == open, row.kind == whole && !byName:
			default:
				if byName {
					code, said := try("by name", append([]string{"--tenant", "Orkestern"}, words...))
					if code != exitFailed || !strings.Contains(said, "E_NO_ACCESS") {
						t.Errorf("girod --tenant Orkestern %s: exit %d, want E_NO_ACCESS:\n%s", strings.Join(words, " "), code, said)
					}
				}
				code, said := try("by number", words)
				if row.kind == whole && (code != exitFailed || !strings.Contains(said, "E_NO_ACCESS")) {
					t.Errorf("girod %s: exit %d, want E_NO_ACCESS: it is about the whole house:\n%s", strings.Join(words, " "), code, said)
				}
			}
		}
		for _, sub := range c.Commands() {
			walk(sub, strings.TrimSpace(name+" "+sub.Name()))
		}
	}
	walk(newRoot(&terminal{}), "")
	for name := range apartTable {
		if !found[name] {
			t.Errorf("girod %s has a row and is no command", name)
		}
	}
	var kept keptJSON // her own she keeps and sees
	h.must(json.Unmarshal([]byte(h.ask("2026-01-13T09:00:00+01:00", "--json", "--as", "tuva", "report", "open-items", "--keep")), &kept))
	h.ask("2026-01-13T09:00:00+01:00", "--as", "tuva", "reports", "archive", "show", itoa(kept.ID))
	if said := h.refused("--as", "tuva", "simulate", "--from", "2099-01-01", "--to", "2099-01-02", "--keep", h.path("all")); !strings.Contains(said, "E_NO_ACCESS") {
		t.Errorf("a copy of everybody's books: %s", said)
	}
	if after := h.theirs(); after != before {
		t.Errorf("Orkestern's books were\n%s\nand are\n%s", before, after)
	}
	h.ask("2026-01-13T09:00:00+01:00", "verify")
}

// theirs is all that Orkestern's books show of themselves.
func (h *houseOf) theirs() string {
	var b strings.Builder
	for _, look := range []string{"invoices", "payments", "suspense", "payouts", "payouts show b000001", "plans", "plans show plan1", "holds", "cases show C000001",
		"cases history C000001", "cases requests", "ledger entries", "ledger balances", "ledger periods", "reports schedule list", "reports archive list", "parties show M-1"} {
		b.WriteString(h.ask("2026-01-13T09:00:00+01:00", append([]string{"--json", "--as", "anna", "--tenant", "Orkestern"}, strings.Fields(look)...)...))
	}
	return b.String()
}

// filled puts this house's names into the words of a row.
func (h *houseOf) filled(args string) []string {
	return strings.Fields(strings.NewReplacer("{DIR}", h.dir, "{DIGEST}", strings.Repeat("a", 64)).Replace(args))
}

// townOfTwo is the configuration of the story tenants, a federation with Kören and Orkestern
// below it, and its files.
func townOfTwo(t *testing.T) (vars map[string]string, files map[string][]byte) {
	t.Helper()
	story, err := txtar.ParseFile("../../testdata/scripts/tenants.txtar")
	if err != nil {
		t.Fatal(err)
	}
	vars, files = map[string]string{}, map[string][]byte{}
	for _, f := range story.Files {
		files[f.Name] = f.Data
	}
	for line := range strings.Lines(string(files["vars"])) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		vars[name] = strings.ReplaceAll(value, `\n`, "\n")
	}
	return vars, files
}

// billFrom is the n-th invoice as an association issues it to somebody.
func billFrom(t *testing.T, orgNo, to, series string, n int, gross int64) []byte {
	t.Helper()
	text, _ := bill(t, n, date.Of(2026, 1, 7), gross, "")
	return []byte(strings.NewReplacer("8020001239", orgNo, fmt.Sprint("Medlem ", n), to, "F-1000", series).Replace(string(text)))
}

// twoAssociations is the town of two in a database: Kören has nothing, Orkestern one thing
// of each kind, all of them named for Bengt or the secret they hold.
func twoAssociations(t *testing.T, database string) *houseOf {
	t.Helper()
	vars, files := townOfTwo(t)
	vars["DATABASE"] = database
	vars["MORE"] = strings.ReplaceAll(vars["MORE"], "feeAgreed: true", "town: Lund")
	vars["USERS"] = "\n  - {name: tuva, os: {OS}, tenant: Kören, roles: [operator, preparer, approver, beneficiary-admin]}"
	h := furnish(t, t.TempDir(), vars)
	const at = "2026-01-12T09:00:00+01:00"
	anna := func(words ...string) {
		h.ask(at, append([]string{"--as", "anna", "--tenant", "Orkestern"}, words...)...)
	}
	h.create()
	for n := 1; n <= 3; n++ {
		h.write(filepath.Join("accounting", "in", fmt.Sprintf("O-%d.xml", n)), billFrom(t, "8020001254", "Bengt", "O-", n, 800_00))
	}
	h.write(filepath.Join("bank", "in", "both.xml"), bytes.ReplaceAll(files["both.xml"], []byte("99993"), []byte("77777 Hemligheten")))
	h.write("scan.txt", []byte("Hemligheten"))
	h.ask(at, "run", "--once")
	anna("cases", "open", "O-1", "--handler", "bo")
	anna("cases", "attach", "C000001", h.path("scan.txt"), "--text", "Hemligheten")
	anna("cases", "request", "C000001", "message", "Hemligheten")
	anna("cases", "cost", "C000001", "50.00", "Hemligheten")
	anna("invoices", "hold", "O-1", "--reason", "dispute", "--source", "Hemligheten", "--through", "2026-01-13")
	anna("plans", "propose", "O-2", "--instalments", "2", "--first", "2026-03-02")
	anna("payouts", "add", "HF-1", "--name", "Hemligheten", "--amount", "100.00", "--bankgiro", "712-3458", "--text", "x")
	anna("payouts", "propose", "p000001", "--account", "ork")
	anna("reports", "schedule", "add", "cash-in", "--period", "previous-week", "--repeat", "week")
	anna("report", "open-items", "--keep")
	return h
}
