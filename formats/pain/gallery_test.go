package pain_test

import (
	"os"
	"path/filepath"
	"testing"

	"girod/formats"
	"girod/formats/pain"
)

// What a clerk reads of broken orders: the line, the place, what stands there and what
// was wanted.
func TestGalleryOfBrokenOrders(t *testing.T) {
	for name, want := range map[string]string{
		"no-day":              `20: PmtInf[1]: want the day of execution in ReqdExctnDt`,
		"time-of-day":         `27: PmtInf[1]/ReqdExctnDt/DtTm: "2026-01-08 kl 14": want a date and time such as 2026-01-07T09:30:00`,
		"count-no-number":     `7: Document/CstmrCdtTrfInitn/GrpHdr/NbOfTxs: "two": want a whole number`,
		"group-sum-differs":   `PmtInf[1]: CtrlSum says 1000000.90, the transfers are 1000000.09`,
		"currency-missing":    `115: PmtInf[1]/CdtTrfTxInf[2]/Amt/InstdAmt: want a currency of ISO 4217 in the attribute Ccy`,
		"line-amount":         `159: PmtInf[1]/CdtTrfTxInf[2]/RmtInf/Strd/RfrdDocAmt/RmtdAmt: "1 000.00": want a plain amount of at most 2 decimals (SEK)`,
		"group-count-differs": `PmtInf[1]: NbOfTxs says 3, the file holds 4`,
	} {
		f, err := os.Open(filepath.Join("../../testdata/errors", "pain-"+name+".xml"))
		if err != nil {
			t.Fatal(err)
		}
		_, sum, err := pain.ReadTransfers(f, formats.Limits{})
		f.Close()
		got := ""
		switch {
		case err != nil:
			got = err.Error()
		case sum.InDoubt() != nil:
			got = sum.InDoubt().Origin.String() + ": " + sum.InDoubt().Text
		}
		if got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, want)
		}
	}
}
