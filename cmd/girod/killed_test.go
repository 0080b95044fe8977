package main

import (
	"bufio"
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
// R-24S-04
func TestKilledAtAnyMoment(t *testing.T) {
	bin := t.TempDir()
	build(t, bin, ".", "../girod-audit")
	few := 1
	if testing.Short() {
		few = 8
	}
	t.Run("sqlite", func(t *testing.T) { besiege(t, bin, "sqlite:data/girod.db", 160/few, false) })
	t.Run("sqlite while payouts leave", func(t *testing.T) { besiege(t, bin, "sqlite:data/girod.db", 40/few, true) })
	t.Run("postgres", func(t *testing.T) { besiege(t, bin, storetest.PostgresURL(t), 20/few, false) })
}

// siege is a house whose daemon is killed, and the world that goes on meanwhile.
type siege struct {
	*houseOf
	bin     string
	bank    *bank.Bank
	at      string // the hour of people's work, on the bank's day
	diary   []event
	aims    bool
	given   int      // files of the bank's books that were put into girod's folders
	waiting []string // the keys of the payment files that are on their way
	quiet   int      // cycles in which nothing came to its end
	scenes  int
	bills   int
	payouts []string // the end-to-end ids that were approved
	told    struct{ released, doubts int }
}

// besiege runs the whole story on one database. When it aims, a daemon with a payout in
// hand dies around the one rename that matters.
func besiege(t *testing.T, bin, database string, cycles int, aims bool) {
	s := founded(t, bin, database)
	s.aims = aims
	defer s.thief()()
	seed := uint64(20260107)
	chance := rand.New(rand.NewPCG(seed, uint64(cycles)))
	reach := max(395*time.Millisecond, s.breath())
	began := time.Now()
	for range cycles {
		s.live()
		s.kill(s.death(chance, reach))
	}
	took := time.Since(began)
	s.settle()
	t.Logf("seed %d: %d kills in %.1fs (within %s); %d files, %d invoices, %d payouts; %d doubts, %d files held after two deaths and released",
		seed, cycles, took.Seconds(), reach.Round(time.Millisecond), s.given, s.bills, len(s.payouts), s.told.doubts, s.told.released)
	s.accounted()
	s.executedOnce()
	s.appliedOnce()
	s.sameBooks()
}

// inTwos is a bank that takes two transfers in a file: a batch of three leaves in two, and
// girod may die between them.
const inTwos = "daily, perFile: 2"

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
		"DATABASE": database, "OPENING": "5000000.00", "STATEMENTS": inTwos, "BANK": partner("bank", "pain.001"), "ACCOUNTING": partner("accounting", "outcome"),
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

// death is when a daemon is killed: some time after its start, or a moment after it has
// told of something for the nth time, whichever comes first.
type death struct {
	after  time.Duration
	event  string
	nth    int // 0: not waited for
	moment time.Duration
}

// death draws one: half of them by the clock alone, the others by what girod is doing, for
// it tells of a step right after the commit that a death must not come between.
func (s *siege) death(chance *rand.Rand, reach time.Duration) death {
	d := death{after: 5*time.Millisecond + time.Duration(chance.Int64N(int64(reach))), moment: time.Duration(chance.Int64N(int64(3 * time.Millisecond)))}
	switch {
	case s.aims && len(s.waiting) > 0:
		d.after, d.event, d.nth = 2*reach, `"state":"renaming"`, 1
	case chance.IntN(2) == 0:
		d.after, d.nth = reach, 1+chance.IntN(9)
	}
	return d
}

// kill starts the daemon and lets it live until its death.
func (s *siege) kill(d death) {
	s.Helper()
	cmd := exec.Command(filepath.Join(s.bin, "girod"), "--config", s.path("girod.yaml"), "run")
	told, err := cmd.StderrPipe()
	s.must(err)
	s.must(cmd.Start())
	ended, enough := make(chan struct{}), make(chan struct{})
	var last []string
	go func() {
		defer close(ended)
		n := 0
		for lines := bufio.NewScanner(told); lines.Scan(); {
			last = append(last, lines.Text())
			if !strings.Contains(lines.Text(), d.event) {
				continue
			}
			if n++; n == d.nth {
				close(enough)
			}
		}
	}()
	late := time.After(d.after)
	select {
	case <-enough:
		select {
		case <-time.After(d.moment):
		case <-ended:
		}
	case <-late:
	case <-ended:
		_ = cmd.Wait()
		s.Fatalf("girod ended by itself: %s\n%s", cmd.ProcessState, strings.Join(last, "\n"))
	}
	s.must(cmd.Process.Kill())
	<-ended
	_ = cmd.Wait()
}

// breath is how long girod takes to live once; on a busy machine deaths must not come so
// early that nothing ever happens.
func (s *siege) breath() time.Duration {
	s.Helper()
	began := time.Now()
	s.once()
	return time.Since(began)
}

// once runs the real binary undisturbed.
func (s *siege) once() {
	s.Helper()
	cmd := exec.Command(filepath.Join(s.bin, "girod"), "--config", s.path("girod.yaml"), "run", "--once")
	if out, err := cmd.CombinedOutput(); err != nil {
		s.Fatalf("girod run --once: %v\n%s", err, out)
	}
}

// live is the world between two deaths: when what it gave last is settled, it gives
// something new.
func (s *siege) live() {
	s.Helper()
	if s.busy() {
		return
	}
	s.quiet = 0
	for !s.deliver() && len(s.waiting) == 0 {
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
	return len(s.waiting) > 0 && !s.left()
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

// left tells whether the payment files on their way have left, as far as girod can know.
func (s *siege) left() bool {
	var all []sendingJSON
	s.askJSON(&all, "sending")
	gone, doubts := 0, 0
	for _, o := range all {
		if !slices.Contains(s.waiting, o.Key) {
			continue
		}
		switch o.State {
		case exchange.Sent:
			gone++
		case exchange.InDoubt:
			gone++
			doubts++
			if shown := s.ask("", "status"); !strings.Contains(shown, o.Key) {
				s.Errorf("%s is in doubt and status does not show it:\n%s", o.Key, shown)
			}
		}
	}
	if gone < len(s.waiting) {
		return false
	}
	s.told.doubts += doubts
	s.waiting = nil
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
	switch {
	case s.scenes%6 == 0:
		s.dawn()
	case s.aims, s.scenes%2 == 0:
		s.pay()
	default:
		s.invoice()
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

// pay lets anna propose three suppliers' bills in one batch and bo approve it.
func (s *siege) pay() {
	act := func(args ...string) string {
		s.diary = append(s.diary, event{at: s.at, args: args})
		return s.ask(s.at, args...)
	}
	var made []string
	for i := range 3 {
		n := len(s.payouts) + i + 1
		made = append(made, strings.TrimSpace(act("--as", "anna", "payouts", "add", fmt.Sprintf("HF-%d", n), "--name", "Hamnfogden AB",
			"--town", "Stockholm", "--amount", fmt.Sprintf("%d.%02d", 100+n, n%100), "--bankgiro", payeeGiro, "--text", fmt.Sprintf("Faktura HF-%d", n))))
	}
	batch, _, _ := strings.Cut(act(append([]string{"--as", "anna", "payouts", "propose", "--account", "giro"}, made...)...), " ")
	var seen batchJSON
	s.askJSON(&seen, "payouts", "show", batch)
	act("--as", "bo", "payouts", "approve", batch, "--sum", seen.Sum, "--count", fmt.Sprint(seen.Count), "--hash", seen.Hash)
	for _, p := range seen.Payouts {
		s.payouts = append(s.payouts, p.EndToEnd)
	}
	s.askJSON(&seen, "payouts", "show", batch)
	for _, f := range seen.Files {
		s.waiting = append(s.waiting, orderKey(f.MessageID))
	}
	s.diary = append(s.diary, event{batch: orderKey(seen.MessageID)})
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
			s.once()
		}
		if s.deliver() {
			continue
		}
		s.dawn()
		days--
	}
	for s.deliver() {
		for s.busy() {
			s.once()
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
	calm := s.again(s.diary, filepath.Join(s.TempDir(), "calm"), map[string]string{"OPENING": "5000000.00", "STATEMENTS": inTwos})
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
