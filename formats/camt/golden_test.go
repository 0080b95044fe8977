package camt

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/codes"
)

const samples = "../../testdata/samples/camt"

// TestSamples reads our own samples and compares what they tell with the golden story.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob(samples + "/*.xml")
	if err != nil || len(files) < 12 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, _, _ := story(src)
			golden := strings.TrimSuffix(file, ".xml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// TestDetailGolden shows what a person is told who asks for everything.
func TestDetailGolden(t *testing.T) {
	for _, name := range []string{"exchange-and-charges-v08", "batch-and-returns-v08", "within-day-v13"} {
		src, err := os.ReadFile(samples + "/" + name + ".xml")
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := Walk(bytes.NewReader(src), formats.Limits{}, func(d *Detail) error {
			fmt.Fprintf(&b, "%s %d, lines %d to %d, %s\n", d.Part, d.Ordinal, d.Line, d.End, d.At)
			for i := range d.Fields {
				f := &d.Fields[i]
				fmt.Fprintf(&b, "  %d: %s: %s %s", f.Line, f.Path, f.Text, f.Currency)
				fmt.Fprintf(&b, " (%s: %s) %s\n", f.Kind, f.Label(), f.Name(codes.Swedish))
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		golden := "testdata/" + name + ".golden"
		if *update {
			if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want, err := os.ReadFile(golden); err != nil || b.String() != string(want) {
			t.Errorf("%v, got\n%s\nwant\n%s", err, b.String(), want)
		}
	}
}

// TestGallery holds the refusal of each bad file of ours in the gallery by its code.
// What it says in full stands in the file's golden, which the codec's test compares.
func TestGallery(t *testing.T) {
	for name, code := range map[string]string{
		"camt-amount-two-points": "amount", "camt-amount-decimals": "amount", "camt-amount-sign": "amount", "camt-amount-comma": "amount",
		"camt-amount-no-currency": "currency-missing", "camt-amount-missing": "amount-missing", "camt-currency-unknown": "currency",
		"camt-date-spaced": "date", "camt-date-not-in-calendar": "date",
		"camt-direction": "direction", "camt-direction-missing": "direction-missing", "camt-namespace-national": "camt-namespace",
		"camt-version-unknown": "camt-namespace", "camt-no-statement": "camt-no-statement",
		"camt-two-documents": "camt-two-documents", "camt-amount-too-large": "amount",
		"xml-doctype": "xml-doctype", "xml-truncated": "xml-truncated", "xml-nesting": "xml-nesting", "xml-duplicate-attribute": "xml-duplicate-attribute",
		"xml-second-root": "xml-second-root", "xml-entity": "xml-reference", "xml-mislabelled-latin-1": "xml-utf8", "xml-character": "xml-character",
		"xml-encoding-unknown": "xml-encoding", "xml-depth": "xml-depth", "xml-second-declaration": "xml-declaration", "xml-empty": "xml-no-root",
	} {
		src, err := os.Open(filepath.Join("../../testdata/errors", name+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Read(src, formats.Limits{}, formats.Sink{})
		src.Close()
		var e *formats.Error
		if !errors.As(err, &e) || e.Code != code || e.Line == 0 {
			t.Errorf("%s: want %s, got %v (%+v)", name, code, err, e)
		}
	}
}

// TestGalleryFindings holds what is said of the files that are odd but can be read, and
// which of them a person must look at.
func TestGalleryFindings(t *testing.T) {
	for name, want := range map[string]string{
		"account-missing":           "8: Ntfctn[1]/Ntry[1] account-missing, doubt: a statement that names no account",
		"account-twice":             "8: Stmt[1]/Acct/Id/Othr/Id account-twice, doubt: an account with two numbers; the first is taken",
		"balance-chain":             "75: Stmt[1] balance-chain, doubt: opening balance 5000.00 NOK and the booked entries make 2610.00 NOK, the closing balance is 2601.00 NOK",
		"batch-count":               "24: Stmt[1]/Ntry[1]/NtryDtls batch-differs: the batch counts 4 payments, there are 3",
		"batch-sum":                 "24: Stmt[1]/Ntry[1]/NtryDtls batch-differs: the batch sums to 3100.00 NOK, its payments to 3000.00 NOK",
		"charge-unreadable":         "32: Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1]/Chrgs/Rcrd/Amt amount-ignored: an amount that only explains, and cannot be read: 70,00",
		"currency-not-the-accounts": "10: Ntfctn[1]/Ntry[1]/Amt currency-differs, doubt: an entry in EUR on an account kept in SEK",
		"details-differ":            "42: Stmt[1]/Ntry[3] details-differ: the details sum to 109.00 NOK, the entry is 110.00 NOK",
		"no-booking-date":           "17: Ntfctn[1]/Ntry[1]/NtryDtls/TxDtls[1] no-booking-date: an entry without booking and value date; the last day the statement names is taken",
		"not-last-page":             "4: Document/BkToCstmrDbtCdtNtfctn/GrpHdr/MsgPgntn/LastPgInd not-last-page: the message goes on in another file",
		"repeated-entry":            "38: Ntfctn[1]/Ntry[2] repeated-entry: the same entry block stands at line 8",
		"status-unknown":            "14: Rpt[1]/Ntry[1]/Sts/Cd status, doubt: an entry whose status is not BOOK, PDNG, INFO or FUTR: PEND",
		"summary-counts":            "11: Stmt[1]/TxsSummry/TtlNtries/Sum summary-differs: TxsSummry counts 42 entries, there are 41",
		"summary-net":               "11: Stmt[1]/TxsSummry/TtlNtries/TtlNetNtry/Amt summary-differs: TxsSummry gives 212.62 CRDT as net, the entries give -212.62 SEK",
		"summary-per-code":          "14: Stmt[1]/TxsSummry/TtlNtriesPerBkTxCd summary-differs: TxsSummry counts 12 entries under PMNT/RCDT/ATXN, there are 9",
		"version-mixed":             "14: Rpt[1]/Ntry[1]/Sts/Cd version, doubt: content of another version than camt.052.001.06",
	} {
		src, err := os.ReadFile("../../testdata/errors/camt-" + name + ".xml")
		if err != nil {
			t.Fatal(err)
		}
		sum, err := Read(bytes.NewReader(src), formats.Limits{}, formats.Sink{})
		if err != nil || len(sum.Findings) == 0 {
			t.Errorf("%s: %+v, %v", name, sum.Findings, err)
			continue
		}
		f := sum.Findings[0]
		got := f.Origin.String() + " " + f.Code
		if f.Doubt {
			got += ", doubt"
		}
		if got += ": " + f.Text; got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
	}
}

// TestOthersBadFiles holds that the hostile and broken XML of others is refused.
func TestOthersBadFiles(t *testing.T) {
	dir := os.Getenv("GIROD_SAMPLES")
	if dir == "" {
		t.Skip("GIROD_SAMPLES is not set")
	}
	files, err := filepath.Glob(dir + "/malformed/*.xml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		_, sum, err := story(src)
		var e *formats.Error
		switch {
		case errors.As(err, &e):
			t.Logf("%s: %v", filepath.Base(file), err)
		case err == nil && sum.InDoubt() != nil:
			t.Logf("%s: %v", filepath.Base(file), sum.InDoubt().Text)
		default:
			t.Errorf("%s: neither refused nor in doubt: %v", file, err)
		}
	}
}
