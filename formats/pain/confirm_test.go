package pain_test

import (
	"bytes"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/pain"
)

// A writer gone wrong in whatever way is found out: each row makes the rendered bytes
// differ from the order in one thing, with counts and sums that still agree.
func TestConfirm(t *testing.T) {
	o := domestic()
	good := write(t, "pain.001.001.09", o, pain.Profile{Letters: "åäöÅÄÖ"})
	if err := pain.Confirm(good, o); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"message", "<MsgId>GIROD-20260107-0001<", "<MsgId>GIROD-20260107-0002<", "MsgId"},
		{"time", "<CreDtTm>2026-01-07T09:30:00", "<CreDtTm>2026-01-07T09:30:01", "CreDtTm"},
		{"group", "<PmtInfId>GIROD-20260107-0001-1<", "<PmtInfId>X<", "PmtInfId"},
		{"day", "<Dt>2026-01-09<", "<Dt>2026-01-10<", "ReqdExctnDt"},
		{"payer's account", "<Id>58056201<", "<Id>50501055<", "DbtrAcct"},
		{"payer's bank", "<BICFI>HANDSESS<", "<BICFI>ESSESESS<", "DbtrAgt"},
		{"end to end", "<EndToEndId>P-2<", "<EndToEndId>P-9<", "EndToEndId"},
		{"instruction", "<InstrId>P-2<", "<InstrId>P-9<", "InstrId"},
		{"payee", "<Id>9912346<", "<Id>50501055<", "CdtrAcct"},
		{"kind of account", "<MmbId>9960<", "<MmbId>6789<", "CdtrAcct"},
		{"clearing", "<MmbId>6789<", "<MmbId>6788<", "ClrSysMmbId"},
		{"reference", "<Ref>7123456782<", "<Ref>7123456790<", "RmtInf"},
		{"invoice", "<Nb>F-2025-881<", "<Nb>F-2025-882<", "RmtInf"},
		{"credit note as invoice", "<Cd>CREN<", "<Cd>CINV<", "RmtInf"},
		{"what a line pays", `RmtdAmt Ccy="SEK">1000.00<`, `RmtdAmt Ccy="SEK">1000.01<`, "RmtInf"},
		{"text lost", "<Ustrd>Refund 1001</Ustrd>", "", "RmtInf"},
		{"name lost", "<Nm>Eva Ek<", "<Nm><", "Nm"},
		{"not well-formed", "</Document>", "", "read back"},
		{"declared sum", "<CtrlSum>12348140.40<", "<CtrlSum>12348140.41<", "CtrlSum"},
		{"declared count", "<NbOfTxs>4<", "<NbOfTxs>3<", "NbOfTxs"},
		{"currency", `InstdAmt Ccy="SEK">1.00`, `InstdAmt Ccy="NOK">1.00`, "InstdAmt"},
		{"no transfer", "<PmtInf>", "<Other>", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := strings.Replace(string(good), c.old, c.new, 1)
			if bad == string(good) {
				t.Fatalf("%s is not in the file", c.old)
			}
			if err := pain.Confirm([]byte(bad), o); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want … %s", err, c.want)
			}
		})
	}
	swapped := strings.NewReplacer(`SEK">1560.00<`, `SEK">1.00<`, `SEK">1.00<`, `SEK">1560.00<`).Replace(string(good))
	if err := pain.Confirm([]byte(swapped), o); err == nil || !strings.Contains(err.Error(), "InstdAmt") {
		t.Errorf("two amounts changed places: %v", err)
	}
}

// The order that was approved may say its count and sum; they are held too.
func TestConfirmHoldsTheOrdersOwnTotals(t *testing.T) {
	o := sepa()
	file := write(t, "pain.001.001.03", o, pain.Profile{})
	for _, change := range []func(*formats.TransferOrder){
		func(o *formats.TransferOrder) { o.Count = 3 },
		func(o *formats.TransferOrder) { o.Sum = 1 },
		func(o *formats.TransferOrder) { o.Groups = append(o.Groups, formats.TransferGroup{}) },
		func(o *formats.TransferOrder) { o.Groups[0].Transfer = o.Groups[0].Transfer[:1] },
	} {
		other := sepa()
		change(&other)
		if err := pain.Confirm(file, other); err == nil {
			t.Errorf("confirmed %+v", other)
		}
	}
	if err := pain.Confirm(bytes.ReplaceAll(file, []byte("CdtTrfTxInf"), []byte("Other")), o); err == nil {
		t.Error("an empty file was confirmed")
	}
}

// An account at the plusgiro's own clearing numbers is the plusgiro itself, however it
// was ordered and whichever number the bank wants.
func TestConfirmPlusgiroMembers(t *testing.T) {
	for _, member := range []string{"9960", "9500"} {
		for _, ordered := range []formats.Account{{ID: "2865434", Scheme: "PGNR"}, bban("2865434")} {
			o := domestic()
			o.Groups[0].Transfer[2].To = ordered
			if ordered.Scheme == "BBAN" {
				o.Groups[0].Transfer[2].Clearing = member
			}
			if err := pain.Confirm(write(t, "pain.001.001.03", o, pain.Profile{PlusgiroMember: member}), o); err != nil {
				t.Errorf("%s %s: %v", member, ordered.Scheme, err)
			}
		}
	}
}

// A plusgiro that pays through a bank named by BIC reads back as an account; its number
// is what counts.
func TestConfirmPayerPlusgiro(t *testing.T) {
	o := domestic()
	o.Groups[0].From = formats.Account{ID: "28 65 43-4", Scheme: "PGNR"}
	if err := pain.Confirm(write(t, "pain.001.001.03", o, pain.Profile{}), o); err != nil {
		t.Error(err)
	}
}
