package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"girod/cmd/girobank/bank"
	"girod/formats/money"
	"girod/ledger/store/storetest"
)

// TestAnyLife lets anything happen to a house in any order: to its own books and those of a
// choir that numbers its invoices alike. Invoices come, of members, of firms, and some years
// old; payments by every habit and by card; days pass with their reminders, which bounce;
// files come twice; the bank takes money back, refuses payouts, returns or stops them.
// People place money, credit, write off, hold, agree on plans, merge debtors, hand cases
// over, approve and recall payouts, and close and open the books. Whatever is refused
// leaves nothing behind, what is undone stands as before, every letter asks for just what is
// owed that day by somebody who may be asked, and in the end every check and invariant
// holds, named below; and the archive rebuilds the book in PostgreSQL. An example that
// fails is told as a list of what happened.
//
// Two lives are drawn. For a night of them, with the databases in memory:
//
//	TMPDIR=/dev/shm go test ./cmd/girod -run 'TestAnyLife$' -rapid.checks 500 -timeout 10h -v
//
// and a life that failed comes back with the -rapid.seed that was told.
func TestAnyLife(t *testing.T) {
	fewer(t, 2) // an example is some hundred commands; more with -rapid.checks
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var calls sync.WaitGroup
	defer calls.Wait()
	defer server.Close()
	calls.Go(func() { takeMail(server) })
	happened, done, letters := 0, 0, 0
	rapid.Check(t, func(r *rapid.T) {
		l := born(checked{t, r, t.TempDir()}, server.Addr().String())
		defer func() {
			l.bank.Close()
			r.Logf("what happened:\n%s", strings.Join(l.told, "\n"))
		}()
		for n := range 3 {
			l.invoice(deed{a: n, b: 40, c: n})
		}
		for _, d := range rapid.SliceOfN(rapid.Custom(aDeed), 25, 50).Draw(r, "deeds") {
			l.happens(d)
		}
		l.ends()
		happened, done, letters = happened+len(l.told), done+l.done, letters+len(l.letters)
		l.sound()
	})
	if done == 0 {
		t.Error("nothing was ever done")
	}
	t.Logf("%d things happened, %d by people; %d letters were written", happened, done, letters)
}

// ends lets days pass until the bank has stated what was paid last, holidays or not.
func (l *life) ends() {
	for last, stated := l.bank.Today(), false; !stated; {
		l.day(deed{})
		books, err := l.bank.Books()
		l.must(err)
		stated = slices.ContainsFunc(books.Statements, func(s bank.Statement) bool { return s.Day > last })
	}
}

// sound holds every check of the house and the invariants of what happened.
func (l *life) sound() {
	l.Helper()
	l.ask(l.bank.Today().String(), "verify") // entries-balance, control-equals-items, allocations-within-items, suspense, credits, chains, cases
	books := l.dumped()
	l.appliedOnce(books)
	l.sumsToZero(books)
	l.everyOre(books)
	l.asTheBank()
	l.lawfulSteps(books)
	l.claimsAddUp(books)
	l.paymentsAddUp()
	l.lawfulLetters(books)
	l.reportsAnswer()
	l.quietAgain()
	l.rebuilt()
}

// row is one of a dumped table.
type row map[string]any

func (r row) n(column string) int64 {
	v, _ := r[column].(json.Number)
	n, _ := v.Int64()
	return n
}

func (r row) s(column string) string { s, _ := r[column].(string); return s }

// dumped reads the database as a stranger would.
func (l *life) dumped() map[string][]row {
	l.Helper()
	dir := filepath.Join(l.TempDir(), "dump")
	l.ask("", "dump", dir)
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	l.must(err)
	all := map[string][]row{}
	for _, path := range files {
		f, err := os.Open(path)
		l.must(err)
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 16<<20)
		for lines.Scan() {
			v := row{}
			d := json.NewDecoder(strings.NewReader(lines.Text()))
			d.UseNumber()
			l.must(d.Decode(&v))
			table := strings.TrimSuffix(filepath.Base(path), ".jsonl")
			all[table] = append(all[table], v)
		}
		l.must(lines.Err())
		f.Close()
	}
	return all
}

// I1: each distinct input applied exactly once: one journal row for each content, one
// posting group for each entry key.
func (l *life) appliedOnce(books map[string][]row) {
	seen := map[string]bool{}
	for _, f := range books["file"] {
		key := f.s("partner") + " " + f.s("digest")
		if f.n("copy_of") == 0 && seen[key] {
			l.Errorf("I1: two rows for one content: %v", f)
		}
		seen[key] = true
		if state := f.s("state"); state != "settled" && state != "held" {
			l.Errorf("I1: %s is %s (%s)", f.s("name"), state, f.s("reason"))
		}
	}
	keys := map[string]bool{}
	for _, e := range books["entry"] {
		key := fmt.Sprint(e.n("tenant"), " ", e.s("key"))
		if keys[key] {
			l.Errorf("I1: two entries of one key: %v", e)
		}
		keys[key] = true
	}
}

// I2: postings sum to zero in each entry and currency; each account's balance is the sum of
// its postings.
func (l *life) sumsToZero(books map[string][]row) {
	names := map[int64]string{}
	for _, t := range books["tenant"] {
		names[t.n("id")] = t.s("name")
	}
	name, currency := map[int64]string{}, map[int64]string{}
	for _, a := range books["account"] {
		currency[a.n("id")] = a.s("currency")
		name[a.n("id")] = fmt.Sprint(names[a.n("tenant")], " ", a.s("number"), " ", a.s("role"), " ", a.s("currency"))
	}
	entries, sums := map[string]int64{}, map[string]int64{}
	for _, p := range books["posting"] {
		entries[fmt.Sprint(p.n("entry"), " ", currency[p.n("account")])] += p.n("amount")
		sums[name[p.n("account")]] += p.n("amount")
	}
	for key, sum := range entries {
		if sum != 0 {
			l.Errorf("I2: entry %s sums to %d", key, sum)
		}
	}
	for _, of := range []string{theHouse, theChoir} {
		for _, b := range l.balances(of) {
			key := fmt.Sprint(of, " ", b.Account, " ", b.Role, " ", b.Currency)
			if b.balance() != sums[key] {
				l.Errorf("I2: account %s is told to have %d, its postings sum to %d", key, b.balance(), sums[key])
			}
			delete(sums, key)
		}
	}
	for key, sum := range sums {
		if sum != 0 {
			l.Errorf("I2: account %s is not told of, its postings sum to %d", key, sum)
		}
	}
}

// balanceTold is a line of girod ledger balances.
type balanceTold struct {
	Account, Role string
	Currency      money.Currency
	Debit, Credit string
}

func (b balanceTold) balance() int64 {
	if b.Credit != "" {
		return -signed(b.Credit, b.Currency)
	}
	return signed(b.Debit, b.Currency)
}

// I3: every öre, gross: what the bank booked as paid is what receipts and the lumps of
// acquirers brought, and what it took back is what they lost; but for files that are held,
// which a person is told of.
func (l *life) everyOre(books map[string][]row) {
	names, entry, role := map[int64]string{}, map[int64]row{}, map[int64]string{}
	for _, t := range books["tenant"] {
		names[t.n("id")] = t.s("name")
	}
	for _, a := range books["account"] {
		role[a.n("id")] = a.s("role")
	}
	for _, e := range books["entry"] {
		entry[e.n("id")] = e
	}
	in, out := map[string]int64{}, map[string]int64{}
	for _, r := range books["receipt_row"] {
		if e := entry[r.n("entry")]; e.s("bank_account") == "1930" {
			in[names[e.n("tenant")]] += max(r.n("amount"), 0)
			out[names[e.n("tenant")]] -= min(r.n("amount"), 0)
		}
	}
	for _, p := range books["posting"] {
		if e := entry[p.n("entry")]; e.s("why") == "card-settled" && role[p.n("account")] == "bank" {
			in[names[e.n("tenant")]] += p.n("amount")
		}
	}
	for of, iban := range theirAccount {
		if paid := l.toldByBank(iban); in[of] != paid || out[of] != l.taken[iban] {
			l.Errorf("I3: %s: the bank booked %d in and took %d back, the receipts say %d and %d", of, paid, l.taken[iban], in[of], out[of])
		}
	}
}

// toldByBank sums what the bank has paid in to an account, by its own books.
func (l *life) toldByBank(iban string) (paid int64) {
	b, err := l.bank.Books()
	l.must(err)
	for _, p := range b.Payments {
		if p.BookedOn != 0 && p.Account == iban {
			paid += int64(p.Amount)
		}
	}
	return paid
}

// I4: opening and entries are closing in each statement, the statements form a chain, and
// the book's bank account has what the last of them closed with, less what the bank has
// taken back since by files of our own making.
func (l *life) asTheBank() {
	b, err := l.bank.Books()
	l.must(err)
	closing := maps.Clone(openedWith)
	for _, s := range b.Statements {
		if int64(s.Opening) != closing[s.Account] || s.Opening+s.Credits-s.Debits != s.Closing {
			l.Errorf("I4: statement %s of %s: %s + %s - %s, closing %s, before %d", s.ID, s.Account, s.Opening, s.Credits, s.Debits, s.Closing, closing[s.Account])
		}
		closing[s.Account] = int64(s.Closing)
	}
	for of, iban := range theirAccount {
		has := openedWith[iban]
		for _, a := range l.balances(of) {
			if a.Role == "bank" {
				has += a.balance()
			}
		}
		if has != closing[iban]-l.taken[iban] {
			l.Errorf("I4: the bank has %d for %s less %d taken back, the book %d", closing[iban], of, l.taken[iban], has)
		}
	}
}

// steps are the moves of files the journal allows (exchange/doc.go).
var steps = map[string][]string{
	"": {"received", "rendered"}, "received": {"applied", "held", "duplicate", "superseded"}, "held": {"received", "rejected"}, "applied": {"archived"},
	"rejected": {"archived"}, "superseded": {"archived"}, "archived": {"settled"}, "duplicate": {"settled"},
	"rendered": {"uploading", "in-doubt", "sent"}, "uploading": {"renaming", "rendered", "in-doubt", "sent"},
	"renaming": {"sent", "in-doubt", "rendered"}, "in-doubt": {"sent", "rendered"}, "sent": {"acked", "rejected"},
}

// I10: states only move along the allowed graph, each from where the one before led.
func (l *life) lawfulSteps(books map[string][]row) {
	stands := map[string]string{}
	list := books["file_step"]
	slices.SortFunc(list, func(a, b row) int { return int(a.n("id") - b.n("id")) })
	for _, s := range list {
		was, became, subject := s.s("was"), s.s("became"), s.s("subject")
		if was != stands[subject] || !slices.Contains(steps[was], became) {
			l.Errorf("I10: %s: %q to %q, it stood at %q", subject, was, became, stands[subject])
		}
		stands[subject] = became
	}
	for _, o := range books["outgoing"] {
		if stands[o.s("key")] != o.s("state") {
			l.Errorf("I10: %s is %s, its steps led to %s", o.s("key"), o.s("state"), stands[o.s("key")])
		}
	}
}

// I11: running again, which recovers first, changes nothing.
func (l *life) quietAgain() {
	l.run()
	before := l.dumped()
	at := l.diary[len(l.diary)-1].at
	l.ask(at, "run", "--once")
	after := l.dumped()
	for table, was := range before {
		if fmt.Sprint(after[table]) != fmt.Sprint(was) {
			l.Errorf("I11: run again, table %s is another", table)
		}
	}
}

// I12: the archive, replayed into an empty database in the order of the journal with the
// same acts of people between, gives the same book; and PostgreSQL the same as SQLite.
func (l *life) rebuilt() {
	vars := maps.Clone(l.vars)
	vars["DATABASE"] = storetest.PostgresURL(l.TB)
	want := l.digest()
	other := l.again(l.diary, l.TempDir(), vars)
	if got := digestOfBoth(other); got != want {
		first, second := l.books(), other.books()
		for table := range first {
			if first[table] != second[table] {
				l.Errorf("I12: table %s: %s", table, firstDifference(second[table], first[table]))
			}
		}
		l.Errorf("I12: replayed on PostgreSQL the digest is %s, it was %s", got, want)
	}
}

func (l *life) fromJSON(text string, into any) {
	l.Helper()
	l.must(json.Unmarshal([]byte(text), into))
}
