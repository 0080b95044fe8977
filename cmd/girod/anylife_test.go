package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"girod/formats/money"
	"girod/ledger/store/storetest"
)

// TestAnyLife lets anything happen to a house in any order: invoices, payments by every
// habit, days with their reminders, files that come twice, reversals, money placed by hand,
// credits, losses, holds, plans, payouts that are approved, given up or come back, books
// closed and opened. Whatever is refused leaves nothing behind, what is undone stands as
// before, and in the end every check and invariant holds, named below; and the archive
// rebuilds the book in PostgreSQL. An example that fails is told as a list of what happened.
func TestAnyLife(t *testing.T) {
	fewer(t, 2) // an example is some hundred commands; more with -rapid.checks
	happened, done := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		l := born(checked{t, r, t.TempDir()})
		defer func() {
			l.bank.Close()
			r.Logf("what happened:\n%s", strings.Join(l.told, "\n"))
		}()
		for n := range 3 {
			l.invoice(deed{a: n, b: 40})
		}
		for _, d := range rapid.SliceOfN(rapid.Custom(aDeed), 25, 50).Draw(r, "deeds") {
			deeds[d.what](l, d)
		}
		l.day(deed{})
		l.day(deed{})
		happened, done = happened+len(l.told), done+l.done
		l.sound()
	})
	if done == 0 {
		t.Error("nothing was ever done")
	}
	t.Logf("%d things happened, %d by people", happened, done)
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
		if keys[e.s("key")] {
			l.Errorf("I1: two entries of one key: %v", e)
		}
		keys[e.s("key")] = true
	}
}

// I2: postings sum to zero in each entry and currency; each account's balance is the sum of
// its postings.
func (l *life) sumsToZero(books map[string][]row) {
	currency, accounts := map[int64]string{}, map[int64]row{}
	for _, a := range books["account"] {
		currency[a.n("id")], accounts[a.n("id")] = a.s("currency"), a
	}
	entries, sums := map[string]int64{}, map[string]int64{}
	for _, p := range books["posting"] {
		c := currency[p.n("account")]
		entries[fmt.Sprint(p.n("entry"), " ", c)] += p.n("amount")
		sums[accounts[p.n("account")].s("number")+" "+accounts[p.n("account")].s("role")+" "+c] += p.n("amount")
	}
	for key, sum := range entries {
		if sum != 0 {
			l.Errorf("I2: entry %s sums to %d", key, sum)
		}
	}
	var told []balanceTold
	l.askJSON(&told, "ledger", "balances")
	for _, b := range told {
		key := b.Account + " " + b.Role + " " + string(b.Currency)
		if b.balance() != sums[key] {
			l.Errorf("I2: account %s is told to have %d, its postings sum to %d", key, b.balance(), sums[key])
		}
		delete(sums, key)
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

// I3: every öre, gross: what the bank booked as paid is what receipts brought, and what it
// took back is what they lost; but for files that are held, which a person is told of.
func (l *life) everyOre(books map[string][]row) {
	var in, out int64
	for _, r := range books["receipt_row"] {
		in += max(r.n("amount"), 0)
		out -= min(r.n("amount"), 0)
	}
	paid, taken := l.toldByBank()
	if in != paid || out != taken {
		l.Errorf("I3: the bank booked %d in and took %d back, the receipts say %d and %d", paid, taken, in, out)
	}
}

// toldByBank sums what the bank has paid in and taken back, by its own books.
func (l *life) toldByBank() (paid, taken int64) {
	b, err := l.bank.Books()
	l.must(err)
	for _, p := range b.Payments {
		if p.BookedOn != 0 {
			paid += int64(p.Amount)
		}
	}
	return paid, l.taken
}

// I4: opening and entries are closing in each statement, the statements form a chain, and
// the book's bank account has what the last of them closed with, less what the bank has
// taken back since by files of our own making.
func (l *life) asTheBank() {
	b, err := l.bank.Books()
	l.must(err)
	closing := int64(50_000_00)
	for _, s := range b.Statements {
		if int64(s.Opening) != closing || s.Opening+s.Credits-s.Debits != s.Closing {
			l.Errorf("I4: statement %s: %s + %s - %s, closing %s, before %d", s.ID, s.Opening, s.Credits, s.Debits, s.Closing, closing)
		}
		closing = int64(s.Closing)
	}
	var told []balanceTold
	l.askJSON(&told, "ledger", "balances")
	has := int64(50_000_00)
	for _, a := range told {
		if a.Role == "bank" {
			has += a.balance()
		}
	}
	if has != closing-l.taken {
		l.Errorf("I4: the bank has %d less %d taken back, the book %d", closing, l.taken, has)
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
	vars := map[string]string{"DATABASE": storetest.PostgresURL(l.TB)}
	for name, value := range lifeTown {
		vars[name] = value
	}
	want := l.digest()
	other := l.again(l.diary, l.TempDir(), vars)
	if got := other.digest(); got != want {
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
