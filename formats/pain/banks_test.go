package pain_test

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/pain"
)

// inFull gives every payee an address and every line a price, which the strictest bank
// asks for.
func inFull(o formats.TransferOrder) formats.TransferOrder {
	for i := range o.Groups {
		for j := range o.Groups[i].Transfer {
			if t := &o.Groups[i].Transfer[j]; t.Payee.Town == "" {
				t.Payee.Town, t.Payee.Country = "Lund", "SE"
			}
		}
	}
	return o
}

// Every bank's profile writes every kind of payment in both versions, by the schema, and
// the reader confirms it.
func TestEveryBankEveryKind(t *testing.T) {
	orders := abroad()
	orders["domestic"], orders["sepa"] = domestic(), sepa()
	if len(pain.Profiles()) < 7 {
		t.Fatalf("profiles %q", pain.Profiles())
	}
	for _, name := range pain.Profiles() {
		p, ok := pain.ProfileOf(name)
		if !ok || p.Name != name || p.Bank == "" || len(p.Versions) == 0 || !slices.Contains(pain.Versions(), p.Versions[0]) {
			t.Errorf("%s: %+v", name, p)
		}
		for _, version := range p.Versions {
			t.Run(name+"/"+version, func(t *testing.T) {
				var files [][]byte
				for kind, o := range orders {
					o = inFull(o)
					var b bytes.Buffer
					if err := pain.WriteTransfers(&b, version, o, p); err != nil {
						t.Errorf("%s: %v", kind, err)
						continue
					}
					if err := pain.Confirm(b.Bytes(), o); err != nil {
						t.Errorf("%s: %v", kind, err)
					}
					files = append(files, b.Bytes())
				}
				validate(t, version, files...)
			})
		}
	}
	for _, name := range []string{"", "SEB", "sparbanken"} {
		if _, ok := pain.ProfileOf(name); ok {
			t.Errorf("a profile of %q", name)
		}
	}
}

// What each bank is known to want, seen in what is written for it.
func TestBanksWant(t *testing.T) {
	bank := func(name string) pain.Profile { p, _ := pain.ProfileOf(name); return p }
	agreement := inFull(domestic())
	agreement.Initiator.ID = "1825226354"
	signed := bank("nordea")
	signed.Signer = "5566778899"
	for _, c := range []struct {
		name    string
		profile pain.Profile
		order   formats.TransferOrder
		want    []string
		never   []string
	}{
		{"cgi", bank("cgi"), domestic(), []string{"<Cd>NURG</Cd>", "<Nm>Alkarret Energi AB</Nm>", "<BtchBookg>true<", "<MmbId>9900</MmbId>", "<MmbId>9960</MmbId>", "<Prtry>BGNR</Prtry>"}, []string{"PGNR", "ä"}},
		{"cgi sepa", bank("cgi"), abroad()["finland"], []string{"<Cd>SEPA</Cd>", "<ChrgBr>SLEV</ChrgBr>", "<Issr>ISO</Issr>", "<Ref>RF18539007547034</Ref>"}, nil},
		{"cgi abroad", bank("cgi"), abroad()["cross-border"], []string{"<ChrgBr>SHAR</ChrgBr>", "<Purp>", "<Cd>462</Cd>", "<AdrLine>Flat 3, 12 Mill Lane</AdrLine>"}, []string{"SvcLvl"}},
		{"goods abroad", pain.Profile{Regulatory: "14"}, abroad()["cross-border"], []string{"<Cd>462</Cd>", "<Cd>14</Cd>"}, nil}, // R-24S-19
		{"goods at home", pain.Profile{Regulatory: "14"}, domestic(), nil, []string{"<Cd>14</Cd>"}},
		{"slips", bank("handelsbanken"), abroad()["denmark"], []string{"<Prtry>FIK71</Prtry>", "<Prtry>FIK73</Prtry>", "<Ref>000000000012344</Ref>"}, nil},
		{"slips by scheme", pain.Profile{SlipScheme: "OCR", SlipInstrument: "IK"}, abroad()["denmark"], []string{"<Prtry>IK71</Prtry>", "<Prtry>OCR</Prtry>"}, []string{"FIK"}},
		{"seb", bank("seb"), domestic(), []string{"<Nm>Björks Åkeri + Söner</Nm>", "Lodz"}, []string{"æ"}},
		{"danske", bank("danske"), abroad()["denmark"], []string{"Foreningen Søen", "Æblehaven"}, nil},
		{"nordea", signed, agreement, []string{"<Id>1825226354</Id>", "<Cd>CUST</Cd>", "<Id>5566778899</Id>", "<Cd>BANK</Cd>"}, nil},
		{"nordea wages", bank("nordea"), abroad()["salary"], []string{"<Cd>NURG</Cd>", "<Cd>SALA</Cd>", "<MmbId>8327</MmbId>"}, nil},
		{"swedbank", bank("swedbank"), inFull(domestic()), []string{"<RmtdAmt Ccy=\"SEK\">1560.00<", "<CdtNoteAmt Ccy=\"SEK\">99.50<"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := string(write(t, "pain.001.001.03", c.order, c.profile))
			for _, w := range c.want {
				if !strings.Contains(got, w) {
					t.Errorf("no %s in\n%s", w, got)
				}
			}
			for _, w := range c.never {
				if strings.Contains(got, w) {
					t.Errorf("%s in\n%s", w, got)
				}
			}
		})
	}
	long := inFull(domestic())
	long.Groups[0].Transfer[2].Text = strings.Repeat("x", 26)
	if err := pain.WriteTransfers(io.Discard, "pain.001.001.03", long, bank("swedbank")); err == nil {
		t.Error("Swedbank takes 25 characters with a giro payment")
	}
}
