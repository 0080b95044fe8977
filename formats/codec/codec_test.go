package codec_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"girod/formats"
	"girod/formats/codec"
)

var update = flag.Bool("update", false, "rewrite golden files")

const (
	iso  = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:`
	ublI = `<i:Invoice xmlns:i="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"`
)

// Content decides, whatever stands around it.
func TestRecognise(t *testing.T) {
	for head, want := range map[string]string{
		iso + `pain.001.001.03"/>`: "pain.001",
		"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- hello -->" + iso + `pain.002.001.10"/>`: "pain.002",
		iso + `pain.008.001.02"/>`: "pain.008",
		iso + `pacs.008.001.08"/>`: "pacs.008",
		`<p:Document xmlns:p="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"/>`: "camt.029",
		ublI + `/>`: "ubl",
		`<e:Envelope xmlns:e="urn:x"><h:AppHdr xmlns:h="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"/>` + iso + `pain.001.001.09"/></e:Envelope>`: "pain.001",
		`<Document xmlns="http://www.six-interbank-clearing.com/de/pain.002.001.03.ch.02.xsd"/>`:                                                     "pain.002",
		"01BGMAX               01":                                                    "bgmax",
		"NY00001000008080":                                                            "ocrgiro",
		"#FLAGGA 0\n#FORMAT PC8":                                                      "sie",
		"\r\n:20:STARTUMS\r\n:25:50880050/0194774600888":                              "mt940",
		"<Finvoice Version=\"2.01\"/>":                                                "finvoice",
		`<Invoice xmlns="urn:sfti:documents:BasicInvoice:1:0"/>`:                      "svefaktura",
		`<Reminder xmlns="urn:oasis:names:specification:ubl:schema:xsd:Reminder-2"/>`: "ubl",
		"#girod-invoices;1\n":                                                         "plain",
		`{"bounce":1,"address":""}`:                                                   "bounce",
	} {
		got, err := codec.Recognise([]byte(head), formats.Limits{})
		if err != nil || got.Name != want {
			t.Errorf("%.60s: %q, %v, want %s", head, got.Name, err, want)
		}
	}
}

func TestRecogniseRefuses(t *testing.T) {
	for head, want := range map[string]string{
		"":                              "empty",
		"T00322100 suomalainen":         "format-other",
		"%PDF-1.7\n%\xe2\xe3":           "format-people",
		"PK\x03\x04":                    "format-packed",
		"-----BEGIN PGP MESSAGE-----\n": "sealed",
		"00260107HMAC        ":          "sealed",
		`<ApplicationResponse xmlns="http://bxd.fi/xmldata/"/>`:                 "sealed",
		`<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>`: "format-other",
		"hello":            "format-unknown",
		"\x00\x01\x02":     "format-unknown",
		"<html></html>":    "format-unknown",
		"<!DOCTYPE x><x/>": "xml-doctype",
	} {
		_, err := codec.Recognise([]byte(head), formats.Limits{})
		var refused *formats.Error
		if !errors.As(err, &refused) || refused.Code != want {
			t.Errorf("%.40q: got %v (%+v), want %s", head, err, refused, want)
		}
	}
}

func TestReadNamesTheFile(t *testing.T) {
	_, err := codec.Read(strings.NewReader("hello"), "in/a.xml", formats.Limits{}, formats.Sink{})
	if err == nil || !strings.HasPrefix(err.Error(), "in/a.xml:1: ") {
		t.Errorf("got %v", err)
	}
	_, err = codec.Read(iotest.ErrReader(io.ErrUnexpectedEOF), "a.xml", formats.Limits{}, formats.Sink{})
	if !errors.Is(err, io.ErrUnexpectedEOF) || !strings.Contains(err.Error(), "a.xml") {
		t.Errorf("got %v", err)
	}
}

// What the rooms read reaches the sink, and the sink's error comes back.
func TestReadTellsTheSink(t *testing.T) {
	told := ""
	stop := errors.New("stop")
	sink := formats.Sink{
		Invoice:   func(*formats.Invoice) error { told = "invoice"; return stop },
		Transfers: func(*formats.TransferOrder) error { told = "transfers"; return stop },
		Status:    func(*formats.StatusReport) error { told = "status"; return stop },
	}
	for file, want := range map[string]string{
		"ubl/invoice.xml": "invoice", "pain/sepa.pain.001.001.09.xml": "transfers", "pain/status-part.xml": "status",
	} {
		b, err := os.ReadFile(filepath.Join("../../testdata/samples", file))
		if err != nil {
			t.Fatal(err)
		}
		told = ""
		// one byte at a time: no room may depend on how its file arrives
		if _, err := codec.Read(iotest.OneByteReader(bytes.NewReader(b)), file, formats.Limits{}, sink); !errors.Is(err, stop) || told != want {
			t.Errorf("%s: told %q, %v", file, told, err)
		}
	}
}

// A message without a room is guarded, named, validated, and always in doubt.
func TestOtherMessages(t *testing.T) {
	file := iso + `pacs.002.001.10"><FIToFIPmtStsRpt><GrpHdr><MsgId>A1</MsgId><CreDtTm>2026-01-07T10:00:00</CreDtTm></GrpHdr></FIToFIPmtStsRpt></Document>`
	sum, err := codec.Read(strings.NewReader(file), "a", formats.Limits{}, formats.Sink{})
	if err != nil || sum.Format != "pacs.002" || sum.Version != "pacs.002.001.10" || sum.MessageID != "A1" || sum.CreatedAt != "2026-01-07T10:00:00" {
		t.Fatalf("%+v, %v", sum, err)
	}
	if f := sum.InDoubt(); f == nil || f.Code != "not-acted-on" || len(sum.Findings) != 1 {
		t.Errorf("a good message: %+v", sum.Findings)
	}
	for name, bad := range map[string]string{
		"unknown to moov": strings.Replace(file, "pacs.002.001.10", "pacs.099.001.10", 1),
		"too long an id":  strings.Replace(file, "A1", strings.Repeat("A", 36), 1),
		"too large":       strings.Replace(file, "<GrpHdr>", strings.Repeat("<X>"+strings.Repeat("x", 60000)+"</X>", 300)+"<GrpHdr>", 1),
	} {
		sum, err := codec.Read(strings.NewReader(bad), "a", formats.Limits{}, formats.Sink{})
		if err != nil || len(sum.Findings) != 2 || sum.Findings[1].Code != "not-validated" {
			t.Errorf("%s: %+v, %v", name, sum, err)
		}
	}
	if _, err := codec.Read(strings.NewReader(strings.TrimSuffix(file, "</Document>")), "a", formats.Limits{}, formats.Sink{}); err == nil {
		t.Error("a message that ends in the middle was read")
	}
}

// What the header of such a message declares is told, as what nobody counted.
func TestOtherMessageDeclares(t *testing.T) {
	file := iso + `pain.007.001.10"><CstmrPmtRvsl><GrpHdr><MsgId>A1</MsgId><CreDtTm>2026-01-07T10:00:00</CreDtTm><NbOfTxs>3</NbOfTxs><CtrlSum>125.50</CtrlSum></GrpHdr><X><NbOfTxs>9</NbOfTxs></X></CstmrPmtRvsl></Document>`
	sum, err := codec.Read(strings.NewReader(file), "a", formats.Limits{}, formats.Sink{})
	if err != nil || sum.Format != "pain.007" || len(sum.Findings) == 0 || sum.Findings[0].Text != "the message says that it holds 3 transactions, together 125.50; girod has not counted them" {
		t.Errorf("%+v, %v", sum, err)
	}
}

// The JSON of inspect is a contract.
func TestInspect(t *testing.T) {
	for _, file := range []string{"ubl/creditnote.xml", "pain/domestic.pain.001.001.09.xml", "pain/status-of-nobody.xml"} {
		f, err := os.Open(filepath.Join("../../testdata/samples", file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		shown, err := codec.Reading{}.Inspect(f, file, false, formats.Sink{})
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "inspect-"+strings.TrimSuffix(filepath.Base(file), ".xml"), shown)
	}
	shown, err := codec.Reading{}.Inspect(strings.NewReader("hello"), "a.txt", false, formats.Sink{})
	if err == nil {
		t.Fatal("hello was read")
	}
	golden(t, "inspect-unknown", shown)
}

func golden(t *testing.T, name string, v any) {
	t.Helper()
	got, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	compare(t, filepath.Join("testdata", name+".golden"), append(got, '\n'))
}

// compare holds a text against a golden file, or rewrites it.
func compare(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("differs from %s:\n%s", path, got)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(iso + `pacs.002.001.10"><FIToFIPmtStsRpt><GrpHdr><MsgId>A1</MsgId></GrpHdr></FIToFIPmtStsRpt></Document>`))
	f.Add([]byte("01BGMAX"))
	for _, file := range []string{"ubl/invoice.xml", "pain/sepa.pain.001.001.09.xml", "pain/status-part.xml"} {
		b, err := os.ReadFile(filepath.Join("../../testdata/samples", file))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		shown, err := codec.Reading{}.Inspect(bytes.NewReader(b), "f", false, formats.Sink{})
		var refused *formats.Error
		if err != nil && !errors.As(err, &refused) {
			t.Errorf("an error that is no refusal: %v", err)
		}
		if (err != nil) != (shown.Error != nil) {
			t.Errorf("error %v, shown %+v", err, shown.Error)
		}
		if _, err := json.Marshal(shown); err != nil {
			t.Error(err)
		}
	})
}

// TestEnvelope: a business message says what it holds, and that it may have come before.
func TestEnvelope(t *testing.T) {
	file := func(definition, more string) string {
		return `<E xmlns="urn:x"><AppHdr xmlns="urn:iso:std:iso:20022:tech:xsd:head.001.001.02"><BizMsgIdr>H1</BizMsgIdr><MsgDefIdr>` + definition + `</MsgDefIdr>` + more +
			`</AppHdr>` + iso + `pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>S1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>ACTC</GrpSts></OrgnlGrpInfAndSts></CstmrPmtStsRpt></Document></E>`
	}
	for _, tt := range []struct{ definition, more, code string }{
		{"pain.002.001.10", "", ""},
		{"pain.001.001.09", "", "envelope-differs"},
		{"pain.002.001.10", "<PssblDplct>true</PssblDplct>", "envelope-duplicate"},
		{"pain.002.001.10", "<PssblDplct>false</PssblDplct>", ""},
	} {
		sum, err := codec.Read(strings.NewReader(file(tt.definition, tt.more)), "a.xml", formats.Limits{}, formats.Sink{})
		if err != nil {
			t.Fatal(err)
		}
		if len(sum.Findings) == 0 && tt.code == "" {
			continue
		}
		if len(sum.Findings) != 1 || sum.Findings[0].Code != tt.code || sum.Findings[0].Doubt != (tt.code == "envelope-differs") {
			t.Errorf("%s %s: %+v", tt.definition, tt.more, sum.Findings)
		}
	}
}
