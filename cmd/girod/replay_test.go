package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"girod/cmd/girobank/bank"
	"girod/formats/date"
	"girod/ledger/store/storetest"
)

// TestReplay lets the archive rebuild the ledger: weeks in which members pay by every
// habit, reminders go out, suppliers are paid and a person places money by hand are
// played once. Then each file is taken from the archive, in the order of the journal and
// at its instant, into an empty database of each kind, with the same acts of people
// between. Three books, one digest.
//
// R-24S-06
func TestReplay(t *testing.T) {
	t.Parallel()
	p := &played{bank: theBank(t), houseOf: furnish(t, t.TempDir(), calmTown)}
	p.create()
	for day := date.Of(2026, 1, 7); day <= date.Of(2026, 3, 6); day = day.Add(1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			p.day(day)
		}
	}
	p.ask(p.last, "verify")
	first := p.digest()
	files := p.journal()
	if len(files) < 100 || p.reminders() < 3 || p.payouts == 0 || p.placed == 0 {
		t.Fatalf("%d files, %d reminders, %d payouts, %d placed by hand: too little happened", len(files), p.reminders(), p.payouts, p.placed)
	}
	p.rebuilt(t, calmTown)
	t.Logf("%d files, %d reminders, %d payouts, %d placed by hand, digest %s", len(files), p.reminders(), p.payouts, p.placed, first)
}

// TestReplayOfTwo lets the archive rebuild the books of two associations in one house: their
// invoices bear the same numbers and references, one bank file pays both, a person places
// money in one, and each reminds in its own way.
//
// R-ALK-12
func TestReplayOfTwo(t *testing.T) {
	vars, files := townOfTwo(t)
	vars["STATEMENTS"] = "none"
	p := &played{houseOf: furnish(t, t.TempDir(), vars)}
	p.create()
	for n := 1; n <= 2; n++ {
		p.write(fmt.Sprintf("accounting/in/k%d.xml", n), billFrom(t, "8020001247", "Anna", "F-", n, 1250_00))
		p.write(fmt.Sprintf("accounting/in/o%d.xml", n), billFrom(t, "8020001254", "Bengt", "F-", n, 800_00))
	}
	_, first := bill(t, 1, date.Of(2026, 1, 7), 1250_00, "")
	p.turn(date.Of(2026, 1, 7), "09:00")
	p.write("bank/in/both.xml", bytes.ReplaceAll(files["both.xml"], []byte(">10017<"), []byte(">"+first.Ref+"<")))
	p.turn(date.Of(2026, 1, 12), "09:00")
	p.act(date.Of(2026, 1, 12), "--as", "anna", "--tenant", "Orkestern", "suspense", "allocate", "pay3", "F-2", "--reason", "rang Bengt")
	p.act(date.Of(2026, 1, 12), "--as", "anna", "--tenant", "Kören", "invoices", "hold", "F-2", "--reason", "dispute", "--source", "brev", "--through", "2026-02-02")
	for _, day := range []date.Date{date.Of(2026, 1, 27), date.Of(2026, 2, 2), date.Of(2026, 2, 3)} {
		p.turn(day, "09:00")
	}
	letters := map[string]int{} // by whom
	for _, name := range []string{"Kören", "Orkestern"} {
		var list []struct{ Invoice string }
		p.askJSON(&list, "--tenant", name, "reminders", "--from", "2026-01-07", "--through", "2026-02-03")
		letters[name] = len(list)
	}
	if want := map[string]int{"Kören": 1, "Orkestern": 2}; !maps.Equal(letters, want) || len(p.journal()) != 5 {
		t.Fatalf("letters %v, want %v; %d files", letters, want, len(p.journal()))
	}
	p.rebuilt(t, vars)
}

// rebuilt plays the diary again from the archive into an empty database of each kind, and wants
// the same digest.
func (p *played) rebuilt(t *testing.T, town map[string]string) {
	first := p.digest()
	for _, database := range []string{"sqlite", "postgres"} {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			from := &houseOf{t, p.dir}
			vars := map[string]string{"DATABASE": "sqlite:data/girod.db"}
			if database == "postgres" {
				vars["DATABASE"] = storetest.PostgresURL(t)
			}
			for name, value := range town {
				vars[name] = value
			}
			again := from.again(p.diary, t.TempDir(), vars)
			if got := again.digest(); got != first {
				want, have := from.books(), again.books()
				for table := range want {
					if want[table] != have[table] {
						t.Errorf("table %s: %s", table, firstDifference(have[table], want[table]))
					}
				}
				t.Errorf("digest %s, first %s", got, first)
			}
		})
	}
}

// calmTown is the configuration of TestReplay.
var calmTown = map[string]string{"OPENING": "50000.00", "DUNNING": "true", "STATEMENTS": "none"}

func theBank(t *testing.T) *bank.Bank {
	t.Helper()
	b, err := bank.Open(t.TempDir(), bank.Options{
		Mode: bank.Strict, Today: date.Of(2026, 1, 7), Customer: "Sjöstadens Båtklubb", Seed: 3,
		Users:    []bank.User{{Name: "bank", Bank: true}, {Name: "accounting"}},
		Accounts: []bank.Account{{IBAN: townIBAN, Bankgiro: strings.ReplaceAll(townBankgiro, "-", ""), Currency: "SEK", Opening: 50_000_00}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	return b
}

// played is a house with its diary, and the world around it.
type played struct {
	*houseOf
	bank            *bank.Bank
	diary           []event
	given, bills    int
	taken           int // files that stand in the journal
	payouts, placed int
	last            string // the instant of the last run
}

// day is the bank's morning, the accountant, girod, people, and girod once more.
func (p *played) day(day date.Date) {
	p.must(p.bank.Step(day))
	if p.bills < 40 {
		p.invoices(day)
	}
	p.run(day, "09:00")
	p.place(day)
	switch day.Weekday() {
	case time.Tuesday:
		p.must(p.bank.Plan(bank.Payment{Amount: 77_00, Text: "tack för senast", Payer: "Okänd Person"}))
	case time.Wednesday:
		p.pay(day)
	}
	p.run(day, "11:00")
	p.must(p.carryOut())
	_, err := p.bank.Collect()
	p.must(err)
}

// run lets what the bank's server has lie in girod's folders, and girod take it.
func (p *played) run(day date.Date, clock string) {
	books, err := p.bank.Books()
	p.must(err)
	for ; p.given < len(books.Sent); p.given++ {
		f := books.Sent[p.given]
		p.must(os.Rename(filepath.Join(p.bank.Folder(f.User, f.Folder), f.Name), p.path(filepath.Join(f.User, "in", f.Name))))
	}
	p.turn(day, clock)
}

// turn lets girod take what lies in its folders and do the day's work.
func (p *played) turn(day date.Date, clock string) {
	p.last = fmt.Sprintf("%sT%s:00+01:00", day, clock)
	p.ask(p.last, "run", "--once")
	all := p.journal()
	for _, f := range all[p.taken:] {
		p.diary = append(p.diary, event{file: f.Name})
	}
	p.taken = len(all)
	p.diary = append(p.diary, event{at: p.last, args: []string{"run", "--once"}})
}

func (p *played) invoices(day date.Date) {
	var known []bank.Invoice
	for range 3 {
		p.bills++
		text, payable := bill(p.TB, p.bills, day, int64(200+p.bills*7)*100, "")
		p.must(p.bank.Give("accounting", fmt.Sprintf("faktura-%d.xml", p.bills), text))
		known = append(known, payable)
	}
	_, err := p.bank.Pay(known)
	p.must(err)
}

// act is a person at the command line.
func (p *played) act(day date.Date, args ...string) string {
	at := day.String() + "T10:00:00+01:00"
	p.diary = append(p.diary, event{at: at, args: args})
	return p.ask(at, args...)
}

// place gives money on suspense to the oldest open invoice; the second time anna was wrong
// and takes it back.
func (p *played) place(day date.Date) {
	var resting []suspenseJSON
	var open []invoiceJSON
	p.askJSON(&resting, "suspense")
	p.askJSON(&open, "invoices", "--open")
	if len(resting) == 0 || len(open) == 0 {
		return
	}
	pay := resting[0].Payment
	p.act(day, "--as", "anna", "suspense", "allocate", pay, open[0].Number, "--reason", "rang "+resting[0].Payer)
	if p.placed++; p.placed == 2 {
		p.act(day, "--as", "anna", "payments", "undo", pay, "--reason", "en annan")
	}
}

// pay lets anna propose a supplier's bill and bo approve it.
func (p *played) pay(day date.Date) {
	p.payouts++
	payout := strings.TrimSpace(p.act(day, "--as", "anna", "payouts", "add", fmt.Sprintf("HF-%d", p.payouts), "--name", "Hamnfogden AB",
		"--town", "Stockholm", "--amount", "150.00", "--bankgiro", payeeGiro, "--text", "Faktura"))
	batch, _, _ := strings.Cut(p.act(day, "--as", "anna", "payouts", "propose", "--account", "giro", payout), " ")
	var seen batchJSON
	p.askJSON(&seen, "payouts", "show", batch)
	p.act(day, "--as", "bo", "payouts", "approve", batch, "--sum", seen.Sum, "--count", fmt.Sprint(seen.Count), "--hash", seen.Hash)
}

// carryOut brings what girod has sent to the bank's server.
func (p *played) carryOut() error {
	sent, err := filepath.Glob(p.path("bank/out/*.xml"))
	for _, path := range sent {
		if err == nil {
			err = os.Rename(path, filepath.Join(p.bank.Folder("bank", "outbox"), filepath.Base(path)))
		}
	}
	return err
}

func (p *played) reminders() (n int) {
	all, err := filepath.Glob(p.path("accounting/letters/*.pdf"))
	p.must(err)
	return len(all)
}
