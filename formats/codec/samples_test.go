package codec_test

import (
	"encoding/csv"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"girod/formats"
	"girod/formats/codec"
	"girod/formats/money"
	"girod/formats/plain"
	"girod/formats/settlement"
)

// TestSamples reads the real files of GIROD_SAMPLES and compares with what an
// independent count found in them (MANIFEST.tsv).
func TestSamples(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	readable := map[string]bool{
		"camt052": true, "camt053": true, "camt054": true, "pain001": true, "pain002": true, "pain008": true, "ubl": true,
		"bgmax": true, "ocrgiro": true, "mt940": true, "lb_bankgirot": true, "finvoice": true, "svefaktura": true, "sie": true,
	}
	n := 0
	for _, row := range manifest(t, dir) {
		path := row["relative_path"]
		folder, _, _ := strings.Cut(path, "/")
		if !readable[folder] && folder != "malformed" || strings.HasSuffix(path, ".zip") {
			continue
		}
		n++
		t.Run(path, func(t *testing.T) {
			f, err := os.Open(filepath.Join(dir, path))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			began := time.Now()
			sum, err := codec.Read(f, path, formats.Limits{}, formats.Sink{})
			if took := time.Since(began); took > 100*time.Millisecond {
				t.Logf("took %v", took)
			}
			switch {
			case folder == "malformed", badAmounts.MatchString(row["contents"]):
				malformed(t, sum, err)
			case strings.HasPrefix(row["message_version"], "testSet"):
				if err == nil {
					t.Error("fragments of invoices were read as invoices")
				}
			case err != nil && byRule[path] == codeOf(err):
				t.Logf("refused by rule: %v", err)
			case err != nil:
				t.Error(err)
			case countedByRoom[folder]:
			default:
				counted(t, row, sum)
			}
		})
	}
	if n < 80 {
		t.Errorf("only %d samples", n)
	}
}

// countedByRoom are formats in which what an entry or a sum is needs the format's own
// words to say; their rooms compare with the independent count, here they must be read.
var countedByRoom = map[string]bool{"bgmax": true, "ocrgiro": true, "mt940": true, "lb_bankgirot": true, "sie": true}

// badAmounts marks templates and negatives among the readable samples.
var badAmounts = regexp.MustCompile(`bad_amounts=[1-9]`)

// byRule are samples that others read and we refuse, by the rule named: money with a
// sign (FORMATS.md 5.9).
var byRule = map[string]string{
	"camt053/rayslava_sample.xml": "amount",
}

func codeOf(err error) string {
	var e *formats.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "no refusal"
}

// malformed files are refused with a reason, or read with a finding.
func malformed(t *testing.T, sum *formats.Summary, err error) {
	if err == nil {
		if len(sum.Findings) == 0 {
			t.Errorf("read without a word: %+v", sum)
		}
		for _, f := range sum.Findings {
			t.Logf("finding %s %s: %s (doubt %v)", f.Origin, f.Code, f.Text, f.Doubt)
		}
		return
	}
	t.Log(err)
	if e, ok := err.(*formats.Error); !ok || e.Want == "" || e.File == "" || e.Line == 0 && e.Code != "empty" {
		t.Errorf("a refusal without file, line or reason: %#v", err)
	}
}

// counted compares counts and sums.
func counted(t *testing.T, row map[string]string, sum *formats.Summary) {
	number := func(what string, got int) {
		if want, err := strconv.Atoi(row[what]); err == nil && want != got {
			t.Errorf("%s is %d, want %d", what, got, want)
		}
	}
	if strings.HasPrefix(sum.Format, "camt") {
		number("n_statements", len(sum.Statements))
	}
	number("n_entries", sum.Entries)
	number("n_txdetails", sum.Details)
	credit, debit := map[string]string{}, map[string]string{}
	for _, total := range sum.Totals {
		if total.Credit != 0 {
			credit[string(total.Currency)] = money.Of(total.Credit, total.Currency).Decimal()
		}
		if total.Debit != 0 {
			debit[string(total.Currency)] = money.Of(total.Debit, total.Currency).Decimal()
		}
	}
	if sum.Format == "ubl.credit-note" {
		credit, debit = debit, credit // the count adds up what is payable, whichever way
	}
	if want := sums(row["sum_credit"]); !maps.Equal(credit, want) {
		t.Errorf("credit %v, want %v", credit, want)
	}
	if want := sums(row["sum_debit"]); !maps.Equal(debit, want) {
		t.Errorf("debit %v, want %v", debit, want)
	}
	for _, f := range sum.Findings {
		t.Logf("finding %s %s: %s (doubt %v)", f.Origin, f.Code, f.Text, f.Doubt)
	}
}

// sums reads "EUR:1.00;SEK:2.00" or "PayableAmount NOK:801.78"; zeros are no sums.
func sums(text string) map[string]string {
	out := map[string]string{}
	for _, part := range strings.Split(text, ";") {
		if i := strings.LastIndex(part, " "); i >= 0 {
			part = part[i+1:]
		}
		ccy, amount, ok := strings.Cut(part, ":")
		if !ok {
			continue
		}
		c := money.Currency(ccy)
		if minor, err := money.Parse(amount, c); err == nil && minor != 0 {
			out[ccy] = money.Of(minor, c).Decimal()
		}
	}
	return out
}

// manifest reads the rows by the names in its first line.
func manifest(t *testing.T, dir string) []map[string]string {
	f, err := os.Open(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.FieldsPerRecord = '\t', -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, field := range record {
			row[records[0][i]] = field
		}
		rows = append(rows, row)
	}
	return rows
}

// TestOwnSamples reads each file of testdata/samples: it is recognised as of the room in
// whose folder it lies, and read.
func TestOwnSamples(t *testing.T) {
	files, err := filepath.Glob("../../testdata/samples/*/*")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, path := range files {
		if ext := filepath.Ext(path); ext == ".golden" || ext == ".md" || notRead[filepath.Base(path)] {
			continue
		}
		n++
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := mappings[filepath.Base(path)].Read(f, path, formats.Sink{})
		f.Close()
		if err != nil {
			t.Error(err)
			continue
		}
		folder := filepath.Base(filepath.Dir(path))
		if room := strings.NewReplacer("girod-invoices", "plain", "avtalegiro", "ocrgiro").Replace(sum.Format); folder != "pain" && !strings.HasPrefix(room, folder) {
			t.Errorf("%s was read as %s", path, sum.Format)
		}
	}
	if n < 60 {
		t.Errorf("only %d samples of our own", n)
	}
}

// mappings are what a configuration says of samples with columns of their own.
var mappings = map[string]codec.Reading{
	"mapped-acquirer.csv": {Settlements: settlement.Mappings{{
		Name: "acquirer", Acquirer: "Nordkort", Day: "DD.MM.YYYY", Currency: money.SEK, FeeNegative: true,
		Columns: map[string]string{
			"id": "Payout", "paid": "Payout date", "merchant": "Store", "payment": "Transaction", "kind": "Transaction type", "type": "Card",
			"reference": "Order", "gross": "Amount", "fee": "Commission", "net": "Paid",
		},
		Types: map[string]string{"VISA": "card"}, Kinds: map[string]string{"Purchase": "sale", "Credit": "refund"},
	}}},
	"export-of-another-system.csv": {Invoices: &plain.Mapping{
		Columns: map[string]string{
			"Fakt.nr": "invoice_number", "Kund": "customer_number", "Kundnamn": "name", "Fakturadat": "invoice_date",
			"Förf.dat": "due_date", "Totalt": "gross", "OCR/Ref": "ocr",
		},
		Ignore: []string{"Saldo", "Makulerad"}, Defaults: map[string]string{"currency": "SEK", "bankgiro": "5805-6201"},
		Separator: "semicolon", Decimal: "comma", Date: "D.M.YYYY", Credits: "negative",
	}},
	"excel.txt": {Invoices: &plain.Mapping{}}, // UTF-16, which only a partner said to send tables may send
}

// notRead are samples of what we only write.
var notRead = map[string]bool{"recall-message.camt.055.001.09.xml": true, "recall-transfers.camt.055.001.09.xml": true}
