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
	if found, _ := codec.Inspect(bytes.NewReader(broken), "order.xml", formats.Limits{}, formats.Sink{}); strings.Contains(fmt.Sprint(found), "schema-") {
		t.Error("held to its schema without being asked")
	}
}

// What has no schema is judged by its room alone.
func TestStrictOfOtherFormats(t *testing.T) {
	for _, name := range []string{"ubl/invoice.xml", "bgmax/domestic.txt", "sie/book.se"} {
		file, err := os.ReadFile(filepath.Join("../../testdata/samples", name))
		if err != nil {
			t.Fatal(err)
		}
		shown, _ := codec.Inspect(bytes.NewReader(file), name, formats.Limits{}, formats.Sink{})
		if found := strictly(t, name, file); len(found) != len(shown.Findings) {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// moov speaks beside us where it is right, is dropped where it is known to be wrong, and
// never decides: each of these is a right message, or one that another thing is wrong with.
func TestMoov(t *testing.T) {
	const head = `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.029.001.09"><RsltnOfInvstgtn><Assgnmt><Id>A1</Id>`
	const pty = `<Assgnr><Pty><Nm>Bank</Nm></Pty></Assgnr><Assgne><Pty><Nm>Firm</Nm></Pty></Assgne>`
	const tail = `</Assgnmt><Sts><Conf>CNCL</Conf></Sts></RsltnOfInvstgtn></Document>`
	const none = "schema-none: girod has no schema of camt.029.001.09: held to none"
	for name, c := range map[string]struct{ file, want string }{
		"a choice":              {head + pty + `<CreDtTm>2026-01-07T09:30:00Z</CreDtTm>` + tail, none},
		"a time without a zone": {head + pty + `<CreDtTm>2026-01-07T09:30:00</CreDtTm>` + tail, none},
		"the end of a day":      {head + pty + `<CreDtTm>2026-01-07T24:00:00Z</CreDtTm>` + tail, none},
		"Swedish letters":       {strings.Replace(head, "A1", strings.Repeat("å", 30), 1) + `<CreDtTm>2026-01-07T09:30:00Z</CreDtTm>` + tail, none},
		"too long": {strings.Replace(head, "A1", strings.Repeat("a", 36), 1) + `<CreDtTm>2026-01-07T09:30:00Z</CreDtTm>` + tail,
			none + "|moov: moov-io/iso20022 says: The value of Max35Text has invalid length"},
	} {
		found := strings.Join(strictly(t, "answer.xml", []byte(c.file))[1:], "|") // the first: not acted on
		if !strings.HasPrefix(found, c.want) || c.want == none && found != none {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// All that is written is as the schemas want it.
func TestWrittenIsValid(t *testing.T) {
	orders, err := filepath.Glob("../../testdata/samples/pain/*.pain.001.*.xml")
	if err != nil || len(orders) == 0 {
		t.Fatal("no samples", err)
	}
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
	for _, name := range orders {
		order := ordered(t, name)
		for _, bank := range pain.Profiles() {
			profile, _ := pain.ProfileOf(bank)
			for _, v := range pain.Versions() {
				valid(name+" "+bank+" "+v, func(w io.Writer) error { return pain.WriteTransfers(w, v, order, profile) })
			}
		}
	}
	if written < len(orders) {
		t.Errorf("only %d orders were written", written)
	}
}

func ordered(t *testing.T, name string) (order formats.TransferOrder) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	o, _, err := pain.ReadTransfers(f, formats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return *o
}
