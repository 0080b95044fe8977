package pain_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/pain"
)

// Every version from .03 to .12 is read alike: the elements we know kept their names but
// for the bank's BIC and the day of execution.
func TestReadTransfersVersions(t *testing.T) {
	v3 := string(write(t, "pain.001.001.03", domestic(), pain.Profile{}))
	v9 := string(write(t, "pain.001.001.09", domestic(), pain.Profile{}))
	want, _, err := pain.ReadTransfers(strings.NewReader(v3), formats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []string{"03", "04", "05", "06", "07", "08", "09", "10", "11", "12"} {
		file := v9
		switch {
		case v == "03":
			file = v3
		case v <= "07": // BICFI came first, the day within an element later
			file = regexp.MustCompile(`\s*</?Dt>\s*`).ReplaceAllString(v9, "")
		case v == "12": // amounts of a line by their type
			file = regexp.MustCompile(`<(RmtdAmt|CdtNoteAmt)( Ccy="SEK">[0-9.]+</)(RmtdAmt|CdtNoteAmt)>`).ReplaceAllString(v9, "<RmtAmtAndTp><Tp><Cd>$1</Cd></Tp><Amt${2}Amt></RmtAmtAndTp>")
			file = strings.NewReplacer("<Cd>RmtdAmt<", "<Cd>REMI<", "<Cd>CdtNoteAmt<", "<Cd>CREN<").Replace(file)
		}
		file = strings.ReplaceAll(strings.ReplaceAll(file, "pain.001.001.03", "pain.001.001."+v), "pain.001.001.09", "pain.001.001."+v)
		validate(t, "pain.001.001."+v, []byte(file))
		got, sum, err := pain.ReadTransfers(strings.NewReader(file), formats.Limits{})
		if err != nil || sum.Version != "pain.001.001."+v || len(sum.Findings) > 0 {
			t.Errorf("%s: %+v, %v", v, sum, err)
			continue
		}
		if diff := cmp.Diff(want, got, cmpopts.IgnoreTypes(formats.Origin{})); diff != "" {
			t.Errorf("%s (-.03 +read):\n%s", v, diff)
		}
	}
}

// What others write and we do not: national variants, old names, a time of execution,
// an equivalent amount, two service levels, a sum without its currency's decimals.
func TestReadTransfersOfOthers(t *testing.T) {
	base := string(write(t, "pain.001.001.09", sepa(), pain.Profile{}))
	for _, c := range []struct {
		name  string
		edits []string
		holds func(*formats.TransferOrder, *formats.Summary) bool
	}{
		{"German variant", []string{"pain.001.001.09", "pain.001.003.03", "<Dt>", "", "</Dt>", ""}, func(o *formats.TransferOrder, s *formats.Summary) bool {
			return s.Version == "pain.001.003.03" && o.Groups[0].On == date.Of(2026, 1, 8)
		}},
		{"Swiss namespace", []string{"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09", "http://www.six-interbank-clearing.com/de/pain.001.001.03.ch.02.xsd", "<Dt>", "", "</Dt>", ""}, func(_ *formats.TransferOrder, s *formats.Summary) bool {
			return len(s.Findings) == 1 && s.Findings[0].Code == "namespace" && s.Version == "pain.001.001.03"
		}},
		{"old root", []string{"pain.001.001.09\"", "pain.001.001.02\"", "CstmrCdtTrfInitn", "pain.001.001.02", "<Dt>", "", "</Dt>", ""}, func(o *formats.TransferOrder, s *formats.Summary) bool { return s.Details == 2 }},
		{"time of execution", []string{"<Dt>2026-01-08</Dt>", "<DtTm>2026-01-08T14:00:00+01:00</DtTm>"}, func(o *formats.TransferOrder, _ *formats.Summary) bool {
			return o.Groups[0].On == date.Of(2026, 1, 8)
		}},
		{"equivalent amount", []string{`<InstdAmt Ccy="EUR">0.09</InstdAmt>`, `<EqvtAmt><Amt Ccy="EUR">0.09</Amt><CcyOfTrf>SEK</CcyOfTrf></EqvtAmt>`}, func(o *formats.TransferOrder, s *formats.Summary) bool {
			return o.Groups[0].Transfer[1].Amount.Minor == 9 && s.InDoubt() == nil
		}},
		{"two service levels", []string{"<SvcLvl>\n            <Cd>SEPA</Cd>\n          </SvcLvl>", "<SvcLvl><Cd>SEPA</Cd></SvcLvl><SvcLvl><Cd>G001</Cd></SvcLvl>"}, func(o *formats.TransferOrder, _ *formats.Summary) bool {
			return o.Groups[0].Service == "SEPA"
		}},
		{"service of one", []string{"<EndToEndId>P-12</EndToEndId>\n        </PmtId>\n        <PmtTpInf>\n          <SvcLvl>\n            <Cd>SEPA<", "<EndToEndId>P-12</EndToEndId>\n        </PmtId>\n        <PmtTpInf>\n          <SvcLvl>\n            <Cd>URGP<"}, func(o *formats.TransferOrder, _ *formats.Summary) bool {
			g := o.Groups[0]
			return g.Service == "" && g.Transfer[0].Service == "SEPA" && g.Transfer[1].Service == "URGP"
		}},
		{"a slip of the whole group", []string{"<ReqdExctnDt>", "<PmtTpInf><LclInstrm><Prtry>IK71</Prtry></LclInstrm></PmtTpInf><ReqdExctnDt>", "<IBAN>DE89370400440532013000</IBAN>", "<Othr><Id>80123456</Id></Othr>"}, func(o *formats.TransferOrder, _ *formats.Summary) bool {
			return o.Groups[0].Transfer[1].To.Scheme == "FIK71" && o.Groups[0].Transfer[0].To.Scheme == "IBAN"
		}},
		{"an instrument that is no slip", []string{"<ReqdExctnDt>", "<PmtTpInf><LclInstrm><Cd>INST</Cd></LclInstrm></PmtTpInf><ReqdExctnDt>"}, func(o *formats.TransferOrder, _ *formats.Summary) bool {
			return o.Groups[0].Transfer[1].To.Scheme == "IBAN"
		}},
		{"control sum of another scale", []string{"1000000.09</CtrlSum>", "1000000.0900</CtrlSum>"}, func(_ *formats.TransferOrder, s *formats.Summary) bool { return s.InDoubt() == nil }},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := base
			for i := 0; i < len(c.edits); i += 2 {
				next := strings.ReplaceAll(file, c.edits[i], c.edits[i+1])
				if next == file {
					t.Fatalf("%q is not in the file", c.edits[i])
				}
				file = next
			}
			o, sum, err := pain.ReadTransfers(strings.NewReader(file), formats.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if !c.holds(o, sum) {
				t.Errorf("%+v\n%+v", o, sum)
			}
		})
	}
	bad := strings.Replace(base, "<Dt>2026-01-08</Dt>", "<DtTm>at noon</DtTm>", 1)
	if _, _, err := pain.ReadTransfers(strings.NewReader(bad), formats.Limits{}); err == nil || !strings.Contains(err.Error(), "ReqdExctnDt/DtTm") {
		t.Errorf("got %v", err)
	}
}
