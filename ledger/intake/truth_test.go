package intake_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/camt"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
	"girod/ledger/matching"
	"girod/ledger/store"
	"girod/ledger/store/storetest"
)

// ourAccount is the one account of gen-camt's files.
var ourAccount = []intake.Account{{Key: "SE4550000000058398257466", Currency: "SEK", Number: "1930"}}

// generate runs gen-camt and gives the paths of its three files.
func generate(t testing.TB, args ...string) (file, refs, truth string) {
	t.Helper()
	program := os.Getenv("GIROD_GENCAMT")
	if program == "" {
		t.Skip("GIROD_GENCAMT is not set")
	}
	dir := t.TempDir()
	file, refs, truth = filepath.Join(dir, "c.xml"), filepath.Join(dir, "refs"), filepath.Join(dir, "truth")
	out, err := exec.Command(program, append(args, "-o", file, "--refs", refs, "--truth", truth)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file, refs, truth
}

// rows calls fn with the tab-separated fields of each line after the first.
func rows(t testing.TB, path string, fn func([]string)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan(); lines.Scan(); {
		fn(strings.Split(lines.Text(), "\t"))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

// owe issues the open invoices of a refs file.
func owe(t testing.TB, book *ledger.Book, refs string) {
	t.Helper()
	parties := map[string]ledger.PartyID{}
	ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
		rows(t, refs, func(f []string) {
			amount, _ := strconv.ParseInt(f[2], 10, 64)
			if parties[f[4]] == 0 && err == nil {
				parties[f[4]], err = tx.AddParty(ledger.Party{CustomerNo: f[4], Name: "Customer " + f[4]})
			}
			if err == nil {
				_, err = tx.IssueInvoice(ledger.Invoice{Number: f[5], Ref: f[0], Kind: ledger.KindInvoice, Debtor: parties[f[4]],
					Issued: date.Of(2026, 10, 1), Due: date.Of(2026, 10, 31), Currency: money.SEK, Net: amount, Gross: amount})
			}
		})
		return err
	})
}

// reading gives the two-pass reader of a file on disk.
func reading(path string) intake.Read {
	return func(sink formats.Sink) (*formats.Summary, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		return camt.Read(f, formats.Limits{}, sink)
	}
}

// take checks and applies a file in one transaction.
func take(t testing.TB, book *ledger.Book, read intake.Read, accounts []intake.Account, d intake.Desk) *intake.Outcome {
	t.Helper()
	v, err := intake.Check(read, accounts)
	if err != nil {
		t.Fatal(err)
	}
	var out *intake.Outcome
	ledgertest.Update(t, book, func(tx *ledger.Tx) (err error) {
		out, err = intake.Apply(tx, v, read, d)
		return err
	})
	return out
}

// TestTruth: every payment of a generated file is classified as the answer key says.
func TestTruth(t *testing.T) {
	exact := matching.Policy{Tolerance: map[money.Currency]int64{money.SEK: 0}}
	for _, args := range [][]string{
		{"--tx", "1500", "--tx-per-entry", "10", "--duplicate", "0.03", "--reversal", "0.03", "--missing", "0.03", "--partial", "0.1", "--over", "0.1"},
		{"--tx", "400", "--tx-per-entry", "1", "--duplicate", "0.03", "--reversal", "0.03", "--seed", "2"},
		{"--tx", "400", "--tx-per-entry", "1", "--version", "02", "--seed", "3"},
		{"--tx", "400", "--tx-per-entry", "0", "--seed", "4", "--duplicate", "0.1"},
	} {
		t.Run(strings.Join(args[1:4], " "), func(t *testing.T) {
			file, refs, truth := generate(t, args...)
			ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
				owe(t, book, refs)
				out := take(t, book, reading(file), ourAccount, intake.Desk{File: "f000001", Policy: exact})
				if out.Hold != nil {
					t.Fatal(out)
				}
				compare(t, book, truth)
				ledgertest.Clean(t, book)
			})
		})
	}
}

// TestTruthOfMany is TestTruth for a file with so many references that the index of open
// ones is loaded whole.
func TestTruthOfMany(t *testing.T) {
	file, refs, truth := generate(t, "--tx", "24000", "--tx-per-entry", "100", "--duplicate", "0.01", "--reversal", "0.01", "--seed", "5")
	db := storetest.SQLite(t)
	fill(t, db, refs)
	book := ledger.New(db, ledger.DefaultChart())
	exact := matching.Policy{Tolerance: map[money.Currency]int64{money.SEK: 0}}
	if out := take(t, book, reading(file), ourAccount, intake.Desk{File: "f000001", Policy: exact}); out.Hold != nil {
		t.Fatal(out)
	}
	compare(t, book, truth)
}

// compare holds the book against the answer key.
func compare(t *testing.T, book *ledger.Book, truth string) {
	t.Helper()
	var got []string
	ledgertest.View(t, book, func(tx *ledger.Tx) error {
		shares := map[ledger.ReceiptID][]string{}
		settled := map[ledger.ReceiptID]int64{}
		err := tx.Each(`SELECT allocation.receipt, invoice.ref, allocation.amount FROM allocation JOIN invoice ON invoice.id = allocation.invoice`, nil,
			func(r *store.Row) error {
				id := ledger.ReceiptID(r.Int(0))
				shares[id] = append(shares[id], fmt.Sprintf("%s:%d", r.Text(1), r.Int(2)))
				settled[id] += r.Int(2)
				return nil
			})
		if err != nil {
			return err
		}
		return tx.Receipts(1, func(r ledger.Receipt) error {
			rest, err := tx.SuspenseOf(r.ID)
			got = append(got, told(r, rest, settled[r.ID], shares[r.ID]))
			return err
		})
	})
	wrong := 0
	n := 0
	rows(t, truth, func(f []string) {
		want := expected(f)
		if n >= len(got) || got[n] != want {
			if wrong++; wrong < 10 {
				t.Errorf("payment %s: got %s\nwant %s", f[0], append(got, "nothing")[min(n, len(got))], want)
			}
		}
		n++
	})
	if n != len(got) || wrong > 0 {
		t.Errorf("%d receipts for %d payments, %d wrong", len(got), n, wrong)
	}
}

// told writes a receipt as expected does.
func told(r ledger.Receipt, rest, settled int64, parts []string) string {
	if settled != r.Amount-rest && len(parts) > 0 { // the surplus counts to the one invoice that was named
		parts = []string{fmt.Sprintf("%s:%d", strings.Split(parts[0], ":")[0], r.Amount)}
	}
	slices.Sort(parts)
	why := ""
	if r.Rule == "duplicate" || strings.Contains(string(r.Evidence), "seen before") {
		why = "duplicate "
	}
	return fmt.Sprintf("%s%s %d rest %d %s", why, r.BankRef, r.Amount, rest, strings.Join(parts, ";"))
}

// expected writes what a line of the answer key asks for.
func expected(f []string) string {
	amount, _ := strconv.ParseInt(f[2], 10, 64)
	kind, rest, why := f[5], int64(0), ""
	parts := strings.Split(f[6], ";")
	if f[4] == "DBIT" {
		amount = -amount
	}
	if strings.HasPrefix(kind, "dup:") {
		why = "duplicate "
	}
	if why != "" || kind == "unknown" || kind == "missing" || kind == "reversal" {
		rest, parts = amount, nil
	}
	slices.Sort(parts)
	return fmt.Sprintf("%s%s %d rest %d %s", why, f[1], amount, rest, strings.Join(parts, ";"))
}
