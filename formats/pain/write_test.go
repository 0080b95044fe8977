package pain_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/pain"
)

func TestWriteTransfers(t *testing.T) {
	for name, o := range orders() {
		for _, version := range pain.Versions() {
			t.Run(name+"/"+version, func(t *testing.T) {
				got := write(t, version, o.order, o.profile)
				if again := write(t, version, o.order, o.profile); !bytes.Equal(got, again) {
					t.Error("the same order gave other bytes the second time")
				}
				validate(t, version, got)
				path := filepath.Join(samples, name+"."+version+".xml")
				if *update {
					if err := os.WriteFile(path, got, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(got, want) {
					t.Errorf("%s differs from what was written:\n%s", path, got)
				}
			})
		}
	}
}

func TestWriteTransfersRefuses(t *testing.T) {
	transfer := func(change func(*formats.Transfer)) func(*formats.TransferOrder) {
		return func(o *formats.TransferOrder) { change(&o.Groups[0].Transfer[0]) }
	}
	cases := []struct {
		code, at string
		change   func(*formats.TransferOrder)
	}{
		{"id", "GrpHdr/MsgId", func(o *formats.TransferOrder) { o.MessageID = strings.Repeat("x", 36) }},
		{"id", "GrpHdr/MsgId", func(o *formats.TransferOrder) { o.MessageID = "Å1" }},
		{"date", "GrpHdr/CreDtTm", func(o *formats.TransferOrder) { o.Created = "2026-01-07" }},
		{"empty", "PmtInf", func(o *formats.TransferOrder) { o.Groups = nil }},
		{"empty", "PmtInf[1]", func(o *formats.TransferOrder) { o.Groups[0].Transfer = nil }},
		{"date", "PmtInf[1]/ReqdExctnDt", func(o *formats.TransferOrder) { o.Groups[0].On = 20260230 }},
		{"code", "PmtInf[1]/ChrgBr", func(o *formats.TransferOrder) { o.Groups[0].Charges = "OURS" }},
		{"bic", "PmtInf[1]/DbtrAgt", func(o *formats.TransferOrder) { o.Groups[0].FromBIC = "HANDSE" }},
		{"count", "GrpHdr/NbOfTxs", func(o *formats.TransferOrder) { o.Count = 3 }},
		{"sum", "GrpHdr/CtrlSum", func(o *formats.TransferOrder) { o.Sum = 1 }},
		{"sum", "PmtInf[1]/CtrlSum", func(o *formats.TransferOrder) { o.Groups[0].Sum = 1 }},
		{"id-twice", "PmtInf[2]/PmtInfId", func(o *formats.TransferOrder) { o.Groups = append(o.Groups, o.Groups[0]) }},
		{"id-twice", "PmtInf[1]/CdtTrfTxInf[2]/PmtId/EndToEndId", func(o *formats.TransferOrder) { o.Groups[0].Transfer[1].EndToEndID = "P-1" }},
		{"id", "PmtInf[1]/CdtTrfTxInf[1]/PmtId/EndToEndId", transfer(func(t *formats.Transfer) { t.EndToEndID = "a//b" })},
		{"id", "PmtInf[1]/CdtTrfTxInf[1]/PmtId/EndToEndId", transfer(func(t *formats.Transfer) { t.EndToEndID = "/b" })},
		{"amount", "PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt", transfer(func(t *formats.Transfer) { t.Amount.Minor = 0 })},
		{"amount", "PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt", transfer(func(t *formats.Transfer) { t.Amount.Minor = -5 })},
		{"amount", "PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt", transfer(func(t *formats.Transfer) { t.Amount.Minor = 1e18 })},
		{"currency", "PmtInf[1]/CdtTrfTxInf[2]/Amt/InstdAmt", transfer(func(t *formats.Transfer) { t.Amount.Currency = money.EUR })},
		{"currency", "PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt", transfer(func(t *formats.Transfer) { t.Amount.Currency = "KRO" })},
		{"party", "PmtInf[1]/CdtTrfTxInf[1]/Cdtr/Nm", transfer(func(t *formats.Transfer) { t.Payee.Name = "\t " })},
		{"account", "PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct/Id/Othr/Id", transfer(func(t *formats.Transfer) { t.To.ID = "991-234" })},
		{"account", "PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct/Id/IBAN", transfer(func(t *formats.Transfer) { t.To = formats.Account{ID: "FI2112345600000786", Scheme: "IBAN"} })},
		{"account", "PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct/Id", transfer(func(t *formats.Transfer) { t.To.Scheme = "MOBNB" })},
		{"E_ADDRESS_UNSTRUCTURED", "PmtInf[1]/CdtTrfTxInf[1]/Cdtr/PstlAdr", transfer(func(t *formats.Transfer) { t.Payee.Town = "" })},
		{"E_ADDRESS_UNSTRUCTURED", "PmtInf[1]/CdtTrfTxInf[1]/Cdtr/PstlAdr", transfer(func(t *formats.Transfer) { t.Payee.Country = "" })},
		{"country", "PmtInf[1]/CdtTrfTxInf[1]/Cdtr/PstlAdr/Ctry", transfer(func(t *formats.Transfer) { t.Payee.Country = "Sverige" })},
		{"remittance", "PmtInf[1]/CdtTrfTxInf[1]/RmtInf", transfer(func(t *formats.Transfer) { t.Text = "and text" })},
		{"reference", "PmtInf[1]/CdtTrfTxInf[1]/RmtInf/Strd/CdtrRefInf/Ref", transfer(func(t *formats.Transfer) { t.Ref = strings.Repeat("1", 36) })},
		{"reference", "PmtInf[1]/CdtTrfTxInf[1]/RmtInf/Strd/CdtrRefInf/Ref", transfer(func(t *formats.Transfer) { t.Ref = "RF19539007547034" })},
		{"account", "PmtInf[1]/CdtTrfTxInf[1]/CdtrAcct/Id/Othr/Id", transfer(func(t *formats.Transfer) { t.To.ID = "991-2347" })},
		{"text", "PmtInf[1]/CdtTrfTxInf[1]/RmtInf/Ustrd", transfer(func(t *formats.Transfer) { t.Ref, t.Text = "", strings.Repeat("ß", 71) })},
		{"reference-sum", "PmtInf[1]/CdtTrfTxInf[2]/RmtInf", func(o *formats.TransferOrder) { o.Groups[0].Transfer[1].Invoices[0].Amount++ }},
		{"reference-amount", "PmtInf[1]/CdtTrfTxInf[2]/RmtInf/Strd[2]/RfrdDocAmt", func(o *formats.TransferOrder) { o.Groups[0].Transfer[1].Invoices[1].Amount = 9950 }},
	}
	for _, c := range cases {
		t.Run(c.code+" "+c.at, func(t *testing.T) {
			o := domestic()
			c.change(&o)
			var b bytes.Buffer
			err := pain.WriteTransfers(&b, "pain.001.001.09", o, pain.Profile{})
			var refused *formats.Error
			if !errors.As(err, &refused) {
				t.Fatalf("got %v, want a refusal", err)
			}
			if refused.Code != c.code || refused.At != c.at {
				t.Errorf("got %s at %s (%v), want %s at %s", refused.Code, refused.At, err, c.code, c.at)
			}
			if b.Len() > 0 {
				t.Error("bytes were written before the refusal")
			}
		})
	}
	if err := pain.WriteTransfers(io.Discard, "pain.001.001.99", domestic(), pain.Profile{}); err == nil {
		t.Error("an unknown version was written")
	}
}

// A profile may ask for more than the common ground.
func TestProfile(t *testing.T) {
	o := domestic()
	if err := pain.WriteTransfers(io.Discard, "pain.001.001.03", o, pain.Profile{NeedAddress: true}); err == nil {
		t.Error("a payee without an address passed NeedAddress")
	}
	o.Groups[0].Transfer[1].Invoices[0].Priced = false
	o.Groups[0].Transfer[1].Invoices[1].Priced = false
	if err := pain.WriteTransfers(io.Discard, "pain.001.001.03", o, pain.Profile{}); err != nil {
		t.Error(err)
	}
	if err := pain.WriteTransfers(io.Discard, "pain.001.001.03", o, pain.Profile{PriceRefs: true}); err == nil {
		t.Error("a line without an amount passed PriceRefs")
	}
	o = domestic()
	o.Groups[0].Transfer[2].Text = strings.Repeat("x", 26)
	if err := pain.WriteTransfers(io.Discard, "pain.001.001.03", o, pain.Profile{GiroText: 25}); err == nil {
		t.Error("26 characters passed a bound of 25")
	}
	got := string(write(t, "pain.001.001.03", domestic(), pain.Profile{Respell: map[rune]string{'å': "aa", 'Å': "Aa"}}))
	if !strings.Contains(got, "<Nm>Bjorks Aakeri + Soner</Nm>") {
		t.Errorf("no respelled name in\n%s", got)
	}
}

// failing is a disk that is full.
type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteTransfersTellsAFullDisk(t *testing.T) {
	if err := pain.WriteTransfers(failing{}, "pain.001.001.03", domestic(), pain.Profile{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
}
