package codec_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/codec"
	"girod/formats/pain"
	"girod/formats/schema"
)

// strictly gives the findings of an inspection, those of the schema only by it.
func strictly(t *testing.T, name string, file []byte) (found []string) {
	t.Helper()
	shown, err := codec.Reading{}.Inspect(bytes.NewReader(file), name, true, formats.Sink{})
	if err != nil {
		t.Fatal(name, err)
	}
	for _, f := range shown.Findings {
		found = append(found, f.Code+": "+f.Text)
	}
	return found
}

func TestStrict(t *testing.T) {
	order, err := os.ReadFile("../../testdata/samples/pain/domestic.pain.001.001.09.xml")
	if err != nil {
		t.Fatal(err)
	}
	if found := strictly(t, "order.xml", order); len(found) > 0 {
		t.Errorf("a good order: %q", found)
	}
	broken := bytes.Replace(order, []byte("<PmtMtd>TRF<"), []byte("<PmtMtd>TRANSFER<"), 1)
	found := strings.Join(strictly(t, "order.xml", broken), "\n")
	if !strings.Contains(found, `schema-value: "TRANSFER" is not one of CHK, TRF, TRA (pain.001.001.09)`) {
		t.Errorf("a broken order: %s", found)
	}
	if found, _ := (codec.Reading{}).Inspect(bytes.NewReader(broken), "order.xml", false, formats.Sink{}); strings.Contains(fmt.Sprint(found), "schema-") {
		t.Error("held to its schema without being asked")
	}
}

// A file that its room finds much in does not hide its breaks.
func TestStrictHasRoom(t *testing.T) {
	file, err := os.ReadFile("../../testdata/samples/camt/latin-1-odd-v02.xml")
	if err != nil {
		t.Fatal(err)
	}
	reading := codec.Reading{Limits: formats.Limits{Findings: 2}}
	shown, err := reading.Inspect(bytes.NewReader(file), "odd.xml", true, formats.Sink{})
	if err != nil || len(shown.Findings) != 3 || shown.Findings[2].Code != "schema-value" {
		t.Errorf("%+v %v", shown.Findings, err)
	}
}

// What has no schema is judged by its room alone.
func TestStrictOfOtherFormats(t *testing.T) {
	for _, name := range []string{"ubl/invoice.xml", "bgmax/domestic.txt", "sie/book.se"} {
		file, err := os.ReadFile(filepath.Join("../../testdata/samples", name))
		if err != nil {
			t.Fatal(err)
		}
		shown, _ := codec.Reading{}.Inspect(bytes.NewReader(file), name, false, formats.Sink{})
		if found := strictly(t, name, file); len(found) != len(shown.Findings) {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// moov speaks beside us where it is right, is dropped where it is known to be wrong, and
// never decides: each of these is a right message, or one that another thing is wrong with.
func TestMoov(t *testing.T) {
	const head = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.06"><RsltnOfInvstgtn><Assgnmt><Id>A1</Id>`
	const pty = `<Assgnr><Pty><Nm>Bank</Nm></Pty></Assgnr><Assgne><Pty><Nm>Firm</Nm></Pty></Assgne>`
	const tail = `</Assgnmt><Sts><Conf>CNCL</Conf></Sts></RsltnOfInvstgtn></Document>`
	const none = "schema-none: girod has no schema of camt.029.001.06: held to none"
	for name, c := range map[string]struct{ file, want string }{
		"a choice":              {head + pty + `<CreDtTm>2026-01-07T09:30:00Z</CreDtTm>` + tail, none},
		"a time without a zone": {head + pty + `<CreDtTm>2026-01-07T09:30:00</CreDtTm>` + tail, none},
		"the end of a day":      {head + pty + `<CreDtTm>2026-01-07T24:00:00Z</CreDtTm>` + tail, none},
		"Swedish letters":       {strings.Replace(head, "A1", strings.Repeat("å", 30), 1) + `<CreDtTm>2026-01-07T09:30:00Z</CreDtTm>` + tail, none},
		"too long": {strings.Replace(head, "A1", strings.Repeat("a", 36), 1) + `<CreDtTm>2026-01-07T09:30:00Z</CreDtTm>` + tail,
			none + "|moov: moov-io/iso20022 says: The value of Max35Text has invalid length"},
	} {
		found := strings.Join(strictly(t, "answer.xml", []byte(c.file)), "|")
		if !strings.HasPrefix(found, c.want) || c.want == none && found != none {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// All that is written is as the schemas want it, whichever bank it is for.
func TestWrittenIsValid(t *testing.T) {
	const samples = "../../testdata/samples/pain/"
	written := 0
	valid := func(name string, write func(io.Writer) error) {
		t.Helper()
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return // a bank that does not take such an order
		}
		written++
		var sum formats.Summary
		if err := schema.Check(bytes.NewReader(b.Bytes()), formats.Limits{}, &sum); err != nil || len(sum.Findings) > 0 {
			t.Errorf("%s: %v %v\n%.2000s", name, sum.Findings, err, b.Bytes())
		}
	}
	orders := globbed(t, samples+"*.pain.001.*.xml")
	dues := globbed(t, samples+"*.pain.008.*.xml")
	for _, bank := range pain.Profiles() {
		profile, _ := pain.ProfileOf(bank)
		for _, name := range orders {
			o, _, err := pain.ReadTransfers(opened(t, name), formats.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range pain.Versions() {
				valid(name+" "+bank+" "+v, func(w io.Writer) error { return pain.WriteTransfers(w, v, *o, profile) })
			}
		}
		for _, name := range dues {
			o, _, err := pain.ReadDebits(opened(t, name), formats.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range pain.DebitVersions() {
				valid(name+" "+bank+" "+v, func(w io.Writer) error { return pain.WriteDebits(w, v, *o, profile) })
			}
		}
	}
	recalls := globbed(t, samples+"recall-*.camt.055.*.xml")
	for _, name := range recalls {
		file, _ := io.ReadAll(opened(t, name))
		for _, v := range pain.RecallVersions() {
			valid(name+" "+v, func(w io.Writer) error {
				_, err := w.Write(bytes.Replace(file, []byte("camt.055.001.09"), []byte(v), 1))
				return err
			})
		}
	}
	if written < 2*len(orders)+2*len(dues)+2*len(recalls) {
		t.Errorf("only %d messages were written", written)
	}
}

func globbed(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatal("nothing is called ", pattern, err)
	}
	return names
}

func opened(t *testing.T, name string) io.Reader {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b)
}
