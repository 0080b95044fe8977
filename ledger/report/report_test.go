package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/ledgertest"
	"girod/ledger/report"
)

var update = flag.Bool("update", false, "write the goldens anew")

// TestReports writes each report of one month in its three dresses; both databases give
// the same bytes. The figures of the goldens are those worked out at january.
func TestReports(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		january(t, book)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, r := range report.All() {
				a := report.Ask{Through: 20260112, Today: 20260112, Banks: []report.Bank{giro}}
				if len(r.Options) > 0 && r.Options[0] == report.TakesFrom {
					a.From = 20260101
				}
				var out, values, object bytes.Buffer
				for _, d := range []report.Dress{report.Plain(&out, speak(t, "sv"), nil), report.CSV(&values), report.JSON(&object, speak(t, "sv"))} {
					if _, err := r.Write(tx, a, d); err != nil {
						t.Fatal(err)
					}
				}
				if _, err := csv.NewReader(&values).ReadAll(); err != nil {
					t.Errorf("%s: CSV: %v", r.Name, err)
				}
				var v struct{ Rows, Totals []map[string]any }
				if err := json.Unmarshal(object.Bytes(), &v); err != nil {
					t.Errorf("%s: JSON: %v\n%s", r.Name, err, object.Bytes())
				}
				if len(v.Rows) == 0 && !slices.Contains([]string{"payouts", "reminder-run", "closed-cases", "holds", "limitation", "plans", "losses", "client-statement"}, r.Name) {
					t.Errorf("%s is empty", r.Name)
				}
				golden(t, r.Name+".txt", out.Bytes())
			}
			return nil
		})
	})
}

func speak(t testing.TB, language string) *report.Tongue {
	t.Helper()
	in, err := report.Speak(language)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs; got\n%s", name, got)
	}
}

// TestOfADay asks for days in the past: receivables stand as they stood then.
func TestOfADay(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		january(t, book)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, c := range []struct {
				day               date.Date
				receivables, rest int64
			}{
				{20251114, 0, 0},
				{20251115, 1621000, 0}, {20251120, 1611000, 0}, {20260105, 1617000, 0}, {20260107, 1467000, 0},
				{20260108, 1442000, 70000}, {20260109, 1467000, 70000}, {20260112, 1447000, 50000},
			} {
				a := report.Ask{Through: c.day, Today: 20260112}
				for name, column := range map[string]string{"open-items": "open", "ageing": "open"} {
					table := ask(t, tx, name, a)
					if got := total(t, &table, column)["SEK"]; got != c.receivables {
						t.Errorf("%s of %s: %d, want %d", name, c.day, got, c.receivables)
					}
				}
				table := ask(t, tx, "suspense", a)
				if got := total(t, &table, "rest")["SEK"]; got != c.rest {
					t.Errorf("suspense of %s: %d, want %d", c.day, got, c.rest)
				}
			}
			return nil
		})
	})
}

// TestBuckets sorts by other days: everything was due on December 15, the credit note on
// November 20. On January 14 that is 30 and 55 days ago, on January 15 31 and 56.
func TestBuckets(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		january(t, book)
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, c := range []struct {
				day     date.Date
				buckets []int
				want    map[string]int64
			}{
				// The credit note is settled against its invoice, so all that is owed was due together.
				{20251215, []int{30, 60}, map[string]int64{"notDue": 1611000, "days1to30": 0}},
				{20251216, []int{30, 60}, map[string]int64{"notDue": 0, "days1to30": 1611000}},
				{20260114, []int{30, 60}, map[string]int64{"days1to30": 1447000, "days31to60": 0}},
				{20260115, []int{30, 60}, map[string]int64{"days1to30": 0, "days31to60": 1447000, "over60": 0}},
				{20260115, []int{}, map[string]int64{"notDue": 0, "over0": 1447000}},
				{20260115, []int{10, 20, 30}, map[string]int64{"days21to30": 0, "over30": 1447000}},
			} {
				table := ask(t, tx, "ageing", report.Ask{Through: c.day, Buckets: c.buckets})
				for column, want := range c.want {
					if got := total(t, &table, column)["SEK"]; got != want {
						t.Errorf("%s %v %s: %d, want %d", c.day, c.buckets, column, got, want)
					}
				}
			}
			one := ask(t, tx, "ageing", report.Ask{Debtor: "2001"})
			if len(one.Rows) != 1 || one.Rows[0][1].Text != "Firma Ljud AB" {
				t.Errorf("of one debtor: %v", one.Rows)
			}
			return nil
		})
	})
}

// TestRefused asks what makes no sense.
func TestRefused(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for _, c := range []struct {
				name string
				ask  report.Ask
			}{
				{"trial-balance", report.Ask{}},
				{"trial-balance", report.Ask{From: 20260102, Through: 20260101}},
				{"trial-balance", report.Ask{Through: 20260231}},
				{"ageing", report.Ask{Through: 20260101, Buckets: []int{30, 30}}},
				{"ageing", report.Ask{Through: 20260101, Buckets: []int{0}}},
				{"ageing", report.Ask{Through: 20260101, Buckets: []int{-4}}},
				{"ageing", report.Ask{Through: 20260101, Buckets: []int{99999}}},
				{"ageing", report.Ask{Through: 20260101, Buckets: make([]int, 1000)}},
				{"open-items", report.Ask{Through: 20260101, Debtor: "nobody"}},
				{"general-ledger", report.Ask{Through: 20260101, Account: "9999"}},
				{"reconciliation", report.Ask{Through: 20260101, Account: "1930", Banks: []report.Bank{{Key: "giro", Number: "1930"}}}},
				{"status-general", report.Ask{Through: 20260101, Departments: []string{"Nowhere"}}},
				{"status-general", report.Ask{Through: 20260101, Departments: []string{"house"}}},
				{"status-general", report.Ask{Through: 20260101, Whose: []report.Books{{Tenant: 7, Name: "Kören"}}, Departments: []string{"Kören", "Orkestern"}}},
				{"status-general", report.Ask{Through: 20260101, System: "DE"}},
			} {
				r, _ := report.Named(c.name)
				if _, err := r.Write(tx, c.ask, report.CSV(&bytes.Buffer{})); !errors.Is(err, report.ErrAsk) {
					t.Errorf("%s %+v: %v", c.name, c.ask, err)
				}
			}
			if _, there := report.Named("wealth"); there {
				t.Error("a report nobody wrote")
			}
			return nil
		})
	})
}

// TestDress holds a stranger's words: no formula in a spreadsheet, no control character
// on a terminal; and of many rows the first settle the widths.
func TestDress(t *testing.T) {
	head := &report.Head{Name: "x", Columns: []report.Column{{"who", report.Text}, {"sum", report.Money}}}
	rows := func(d report.Dress, n int) {
		_ = d.Head(head)
		for range n {
			_ = d.Row([]report.Cell{{Kind: report.Text, Text: "=1+1\x1b[2J"}, {Kind: report.Money, N: -123456, Currency: "SEK"}})
		}
		if err := d.Foot(&report.Foot{}); err != nil {
			t.Error(err)
		}
	}
	var out bytes.Buffer
	for _, c := range []struct {
		dress report.Dress
		want  string
	}{
		{report.CSV(&out), "who,sum\n'=1+1 [2J,-1234.56\n"},
		{report.Plain(&out, speak(t, "sv"), strings.ToUpper), "X\nWHO             SUM\n=1+1�[2J  -1 234,56\n"},
		{report.JSON(&out, speak(t, "nb")), "{\"report\":\"x\",\"title\":\"x\",\"language\":\"nb\",\"from\":\"\",\"through\":\"\",\"rows\":[\n{\"who\":\"=1+1\\u001b[2J\",\"sum\":\"-1234.56\"}\n],\"totals\":[],\"notes\":[],\"waits\":0}\n"},
	} {
		out.Reset()
		rows(c.dress, 1)
		if out.String() != c.want {
			t.Errorf("%q, want %q", out.String(), c.want)
		}
	}
	for _, n := range []int{0, 499, 500, 501, 2000} {
		out.Reset()
		rows(report.Plain(&out, speak(t, "en"), nil), n)
		if got := strings.Count(out.String(), "-1,234.56\n"); got != n {
			t.Errorf("%d rows of %d", got, n)
		}
	}
}
