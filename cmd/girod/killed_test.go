package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"girod/cmd/girobank/bank"
	"girod/exchange"
	"girod/formats/date"
	"girod/ledger/store/storetest"
)

// TestKilledAtAnyMoment lets the real daemon work between a real sshd and a bank that is a
// thief and careless, and kills it again and again: whatever file lies under the final
// name is gone within a millisecond and is executed, however often it comes. Afterwards
// girod runs undisturbed until all is settled, and every öre must be where it is in the
// books of a girod that was never killed.
//
// R-24S-07
func TestKilledAtAnyMoment(t *testing.T) {
	bin := t.TempDir()
	build(t, bin, ".", "../girod-audit")
	cycles := map[string]int{"sqlite": 200, "postgres": 20}
	if testing.Short() {
		cycles = map[string]int{"sqlite": 20, "postgres": 5}
	}
	t.Run("sqlite", func(t *testing.T) { besiege(t, bin, "sqlite:data/girod.db", cycles["sqlite"]) })
	t.Run("postgres", func(t *testing.T) { besiege(t, bin, storetest.PostgresURL(t), cycles["postgres"]) })
}

// siege is a house whose daemon is killed, and the world that goes on meanwhile.
type siege struct {
	*houseOf
	bin      string
	bank     *bank.Bank
	at       string // the hour of people's work, on the bank's day
	diary    []event
	given    int    // files of the bank's books that were put into girod's folders
	waiting  string // the key of the payment file that is on its way
	quiet    int    // cycles in which nothing came to its end
	scenes   int
	bills    int
	payouts  []string // the end-to-end ids that were approved
	invoices []bank.Invoice
	told     struct{ released, doubts int }
}

// besiege runs the whole story on one database.
func besiege(t *testing.T, bin, database string, cycles int) {
	s := founded(t, bin, database)
	defer s.thief()()
	seed := uint64(20260107)
	chance := rand.New(rand.NewPCG(seed, uint64(cycles)))
	began := time.Now()
	for range cycles {
		s.live()
		s.kill(time.Duration(5+chance.IntN(396)) * time.Millisecond)
	}
	took := time.Since(began)
	s.settle()
	t.Logf("seed %d: %d kills in %.1fs; %d files, %d invoices, %d payouts; %d doubts, %d files held after two deaths and released",
		seed, cycles, took.Seconds(), s.given, s.bills, len(s.payouts), s.told.doubts, s.told.released)
	s.accounted()
	s.executedOnce()
	s.appliedOnce()
	s.sameBooks()
}

// founded makes the bank, its door and the house.
func founded(t *testing.T, bin, database string) *siege {
	dir := t.TempDir()
	s := &siege{bin: bin}
	var err error
	s.bank, err = bank.Open(filepath.Join(dir, "thebank"), bank.Options{
		Mode: bank.Careless + "+" + bank.Thief, Today: date.Of(2026, 1, 7), Customer: "Sjöstadens Båtklubb", Seed: 7,
		Users:    []bank.User{{Name: "bank", Bank: true}, {Name: "accounting"}},
		Accounts: []bank.Account{{IBAN: townIBAN, Bankgiro: strings.ReplaceAll(townBankgiro, "-", ""), Currency: "SEK", Opening: 5_000_000_00}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.bank.Close() })
	addr, hostKey := openSSH(t, dir)
	partner := func(name, outbound string) string {
		in := filepath.Join(dir, name, "in")
		return fmt.Sprintf(`sftp: {address: "%s", user: {OS}, key: client, hostKeys: ["%s"]}, inbound: [%s], outbound: {%s: %s}`,
			addr, hostKey, in, outbound, s.bank.Folder(name, "outbox"))
	}
	s.houseOf = furnish(t, dir, map[string]string{
		"DATABASE": database, "OPENING": "5000000.00", "BANK": partner("bank", "pain.001"), "ACCOUNTING": partner("accounting", "outcome"),
	})
	s.ask("", "run", "--once") // creates the database
	return s
}

// openSSH runs the real thing for one client key, named client in dir, until the test ends.
func openSSH(t *testing.T, dir string) (addr, hostKey string) {
	t.Helper()
	const sshd = "/usr/sbin/sshd"
	if _, err := os.Stat(sshd); err != nil {
		if os.Getenv("GIROD_REQUIRE_SSHD") != "" {
			t.Fatal(err)
		}
		t.Skip("no OpenSSH server here")
	}
	_ = os.MkdirAll("/run/sshd", 0o755) // sshd started by root wants it; elsewhere it does not matter
	file := func(name string) string { return filepath.Join(dir, name) }
	hostKey = realKey(t, file("host"))
	if err := os.WriteFile(file("authorized"), []byte(realKey(t, file("client"))+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr = free.Addr().String()
	free.Close()
	config := func(more string) {
		text := fmt.Sprintf("ListenAddress %s\nHostKey %s\nAuthorizedKeysFile %s\nStrictModes no\nUsePAM no\nPidFile none\n"+
			"PermitRootLogin prohibit-password\nPasswordAuthentication no\nSubsystem sftp internal-sftp\nMaxStartups 1000\n%s",
			addr, file("host"), file("authorized"), more)
		if err := os.WriteFile(file("sshd_config"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	config("PerSourcePenalties no\n") // newer ones punish clients that die while they log in
	if exec.Command(sshd, "-t", "-f", file("sshd_config")).Run() != nil {
		config("")
	}
	cmd := exec.Command(sshd, "-D", "-e", "-f", file("sshd_config"))
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for said := bufio.NewScanner(log); said.Scan(); {
		if strings.Contains(said.Text(), "Server listening") {
			go io.Copy(io.Discard, log)
			return addr, hostKey
		}
	}
	t.Fatal("sshd did not start listening")
	return "", ""
}

// thief takes what lies finished in the outboxes, a thousand times a second.
func (s *siege) thief() (leave func()) {
	done := make(chan struct{})
	var gone sync.WaitGroup
	gone.Go(func() {
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
			}
			if _, err := s.bank.Collect(); err != nil {
				s.Error(err)
				return
			}
		}
	})
	return func() { close(done); gone.Wait() }
}

// kill starts the daemon and lets it live so long.
func (s *siege) kill(after time.Duration) {
	s.Helper()
	log, err := os.OpenFile(s.path("girod.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	s.must(err)
	defer log.Close()
	cmd := exec.Command(filepath.Join(s.bin, "girod"), "--config", s.path("girod.yaml"), "run")
	cmd.Stdout, cmd.Stderr = log, log
	s.must(cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		text, _ := os.ReadFile(s.path("girod.log"))
		s.Fatalf("girod ended by itself: %v\n%s", err, text[max(0, len(text)-2000):])
	case <-time.After(after):
	}
	s.must(cmd.Process.Kill())
	<-ended
}

// live is the world between two deaths: when what it gave last is settled, it gives
// something new.
func (s *siege) live() {
	s.Helper()
	if s.busy() {
		return
	}
	s.quiet = 0
	for !s.deliver() && s.waiting == "" {
		s.scene()
	}
}

// busy tells whether girod still has the last file or payment in hand. Files come one at
// a time, so that both houses number everything alike.
func (s *siege) busy() bool {
	s.quiet++
	if s.quiet%6 == 0 {
		s.release()
	}
	for _, partner := range []string{"bank", "accounting"} {
		lying, err := os.ReadDir(s.path(partner + "/in"))
		s.must(err)
		if len(lying) > 0 {
			return true
		}
	}
	return s.waiting != "" && !s.left()
}

// release is a person's word on a file during which girod died twice; any other hold
// would be wrong here.
func (s *siege) release() {
	var held []fileJSON
	s.askJSON(&held, "files", "--state", "held")
	for _, f := range held {
		if f.Code != exchange.CodePoison {
			s.Fatalf("%s is held: %s %s", f.Name, f.Code, f.Reason)
		}
		s.ask("", "--as", "anna", "files", "release", string(f.ID), "--reason", "girod was killed; the file is good")
		s.told.released++
	}
}

// left tells whether the payment file on its way has left, as far as girod can know.
func (s *siege) left() bool {
	var all []sendingJSON
	s.askJSON(&all, "sending")
	i := slices.IndexFunc(all, func(o sendingJSON) bool { return o.Key == s.waiting })
	if i < 0 || !slices.Contains([]exchange.State{exchange.Sent, exchange.InDoubt}, all[i].State) {
		return false
	}
	if all[i].State == exchange.InDoubt {
		s.told.doubts++
	}
	s.waiting = ""
	return true
}

// deliver puts the next file that the bank's server holds into girod's folder.
func (s *siege) deliver() bool {
	books, err := s.bank.Books()
	s.must(err)
	if s.given == len(books.Sent) {
		return false
	}
	f := books.Sent[s.given]
	s.given++
	s.must(os.Rename(filepath.Join(s.bank.Folder(f.User, f.Folder), f.Name), s.path(filepath.Join(f.User, "in", f.Name))))
	s.diary = append(s.diary, event{file: f.Name})
	return true
}

// scene lets the world go on: invoices, a payout, a day.
func (s *siege) scene() {
	s.scenes++
	s.at = s.bank.Today().String() + "T09:00:00+01:00"
	switch s.scenes % 4 {
	case 1, 3:
		s.invoice()
	case 2:
		s.pay()
	case 0:
		s.dawn()
	}
}

func (s *siege) dawn() {
	day := s.bank.Today().Add(1)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.Add(1)
	}
	s.must(s.bank.Step(day))
}

// invoice lets the accounting drop an invoice, which its payer pays by one habit or another.
func (s *siege) invoice() {
	habits := []bank.Habit{bank.Exact, bank.Over, bank.Part, bank.InText, bank.Wrong, bank.Exact}
	s.bills++
	text, known := bill(s.TB, s.bills, s.bank.Today(), int64(100+s.bills*7)*100, habits[s.bills%len(habits)])
	s.must(s.bank.Give("accounting", fmt.Sprintf("faktura-%d.xml", s.bills), text))
	_, err := s.bank.Pay([]bank.Invoice{known})
	s.must(err)
}

// pay lets anna propose a supplier's bill and bo approve it.
func (s *siege) pay() {
	n := len(s.payouts) + 1
	act := func(args ...string) string {
		s.diary = append(s.diary, event{at: s.at, args: args})
		return s.ask(s.at, args...)
	}
	payout := strings.TrimSpace(act("--as", "anna", "payouts", "add", fmt.Sprintf("HF-%d", n), "--name", "Hamnfogden AB",
		"--town", "Stockholm", "--amount", fmt.Sprintf("%d.%02d", 100+n, n%100), "--bankgiro", payeeGiro, "--text", fmt.Sprintf("Faktura HF-%d", n)))
	batch, _, _ := strings.Cut(act("--as", "anna", "payouts", "propose", "--account", "giro", payout), " ")
	var seen batchJSON
	s.askJSON(&seen, "payouts", "show", batch)
	act("--as", "bo", "payouts", "approve", batch, "--sum", seen.Sum, "--count", fmt.Sprint(seen.Count), "--hash", seen.Hash)
	s.payouts = append(s.payouts, seen.Payouts[0].EndToEnd)
	s.waiting = orderKey(seen.MessageID)
	s.diary = append(s.diary, event{batch: s.waiting})
}

// settle lets girod run undisturbed until the world has nothing left to give, and one
// more day has told of the last payouts.
func (s *siege) settle() {
	s.Helper()
	for days := 2; days > 0; {
		for n := 0; s.busy(); n++ {
			if n == 20 {
				s.Fatalf("not settled: %s", s.ask("", "status"))
			}
			cmd := exec.Command(filepath.Join(s.bin, "girod"), "--config", s.path("girod.yaml"), "run", "--once")
			if out, err := cmd.CombinedOutput(); err != nil {
				s.Fatalf("girod run --once: %v\n%s", err, out)
			}
		}
		if s.deliver() {
			continue
		}
		s.dawn()
		days--
	}
	for s.deliver() {
		for s.busy() {
			s.ask("", "run", "--once")
		}
	}
}

// accounted lets girod and the independent checker look at everything.
func (s *siege) accounted() {
	s.Helper()
	s.ask("", "verify")
	s.ask("", "dump", s.path("dump"))
	cmd := exec.Command(filepath.Join(s.bin, "girod-audit"), "--dump", s.path("dump"), "--archive", s.path("data/archive"),
		"--spool", s.path("data/spool"), "--bank", s.path("thebank/books.json"))
	if out, err := cmd.CombinedOutput(); err != nil {
		s.Errorf("girod-audit: %v\n%s", err, out)
	}
	var paid []paymentJSON
	s.askJSON(&paid, "payments")
	books, err := s.bank.Books()
	s.must(err)
	came := map[string]int{}
	for _, p := range paid {
		came[p.BankRef+" "+p.Amount]++
	}
	n := 0
	for _, p := range books.Payments {
		if p.BookedOn == 0 {
			continue
		}
		n++
		if key := p.Ref + " " + p.Amount.String(); came[key] != 1 {
			s.Errorf("payment %s is in the book %d times", key, came[key])
		}
	}
	if n != len(paid) {
		s.Errorf("the bank took %d payments, the book has %d", n, len(paid))
	}
}

// executedOnce holds the bank's books against what was approved: each once, none lost.
func (s *siege) executedOnce() {
	s.Helper()
	books, err := s.bank.Books()
	s.must(err)
	done := map[string]int{}
	for _, x := range books.Transfers {
		done[x.EndToEndID]++
		if x.State != bank.Executed {
			s.Errorf("%s is %s at the bank: %s", x.EndToEndID, x.State, x.Reason)
		}
	}
	for _, id := range s.payouts {
		if done[id] != 1 {
			s.Errorf("payout %s was executed %d times", id, done[id])
		}
	}
	if len(done) != len(s.payouts) {
		s.Errorf("the bank executed %d payouts, %d were approved", len(done), len(s.payouts))
	}
	var shown []payoutJSON
	s.askJSON(&shown, "payouts")
	for _, p := range shown {
		if p.State != "settled" {
			s.Errorf("%s is %s: %s", p.Payout, p.State, p.Reason)
		}
	}
}

// appliedOnce holds the journal against what the bank's server had.
func (s *siege) appliedOnce() {
	s.Helper()
	books, err := s.bank.Books()
	s.must(err)
	applied := map[string]int{}
	for _, f := range s.journal() {
		switch f.State {
		case exchange.Settled:
			applied[f.Digest]++
		case exchange.Duplicate:
		default:
			s.Errorf("%s (%s) is %s", f.ID, f.Name, f.State)
		}
	}
	for _, f := range books.Sent {
		if applied[f.Digest] != 1 {
			s.Errorf("%s was applied %d times", f.Name, applied[f.Digest])
		}
	}
}

// sameBooks holds the books against those of a house where nobody died. History tells of
// doubts; where there were none, it too is the same and the digests are equal.
func (s *siege) sameBooks() {
	s.Helper()
	calm := s.again(s.diary, filepath.Join(s.TempDir(), "calm"), map[string]string{"OPENING": "5000000.00"})
	want, got := calm.books(), s.books()
	for table := range want {
		if want[table] != got[table] {
			s.Errorf("table %s differs from that of a girod nobody killed:\n%s", table, firstDifference(got[table], want[table]))
		}
	}
	if a, b := s.digest(), calm.digest(); a != b && s.told.doubts == 0 {
		s.Errorf("digest %s, undisturbed %s", a, b)
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("row %d of %d and %d:\n got %s\nwant %s", i+1, len(a), len(b), a[i], strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
		}
	}
	return fmt.Sprintf("%d rows, want %d", len(a), len(b))
}

var _ = errors.New
