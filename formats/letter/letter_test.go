package letter

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"girod/formats"
	"girod/formats/date"
)

var update = flag.Bool("update", false, "write the goldens anew")

// kajsa is a first reminder as most are: fee agreed, interest at one rate.
func kajsa() *formats.Reminder {
	return &formats.Reminder{
		ID: "r000017", Level: 1, Language: "sv", On: 20260211, PayBy: 20260223, Channel: formats.ByPost,
		Sender: formats.Party{Name: "Sjöviks Roddförening", OrgNo: "8024001234", Street: "Hamngatan 3", PostCode: "82430",
			Town: "Hudiksvall", Country: "SE", Email: "kassor@sjoviksrodd.example", Phone: "0650-123 45"},
		PayTo: formats.PaymentMeans{Ref: "1001012347", Account: formats.Account{ID: "5805-6201", Scheme: "BGNR"}},
		Debtor: formats.Party{ID: "K-1007", Name: "Kajsa Öberg-Lindström", Street: "Västra Strandgatan 14 lgh 1203",
			PostCode: "82431", Town: "Hudiksvall", Country: "SE"},
		Invoice: "100101", Issued: 20251213, Due: 20260112, Concerns: "Medlemsavgift 2026", Gross: 150000, Currency: "SEK",
		Principal: 150000, Fee: 6000, Interest: 1233,
		Lines: []formats.InterestLine{{From: 20260113, To: 20260211, Days: 30, Rate: "10.00", Base: 150000, Amount: 1233}},
	}
}

func TestLetterIsTheSameEachTime(t *testing.T) { // R-BST-48: a copy equals what was sent
	first, pages, err := PDF(kajsa())
	if err != nil || pages != 1 {
		t.Fatal(pages, err)
	}
	again, _, err := PDF(kajsa())
	if err != nil || !bytes.Equal(first, again) {
		t.Fatal("two renderings differ", err)
	}
}

// golden compares text with testdata/NAME, or writes it with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// second is the reminder after kajsa's, with a part paid in between.
func second() *formats.Reminder {
	r := kajsa()
	r.ID, r.Level, r.Earlier, r.On, r.PayBy = "r000031", 2, 20260211, 20260313, 20260325
	r.Principal, r.Interest, r.InterestPaid, r.Fee = 90000, 1110, 1233, 0
	r.Lines = append(r.Lines, formats.InterestLine{From: 20260212, To: 20260313, Days: 30, Rate: "10.00", Base: 90000, Amount: 740})
	return r
}

func TestMail(t *testing.T) { // R-ALK-15
	var all strings.Builder
	for _, r := range []*formats.Reminder{kajsa(), second()} {
		for _, r.Language = range []string{"sv", "nb", "en"} {
			subject, body := Mail(r)
			all.WriteString("Subject: " + subject + "\n\n" + body + "----\n")
		}
	}
	golden(t, "mail.golden", all.String())
	r := kajsa()
	r.Invoice = "1\r\nBcc: everybody@example.se"
	if subject, _ := Mail(r); strings.ContainsAny(subject, "\r\n") {
		t.Errorf("a line break in the subject: %q", subject)
	}
}

// TestText holds every text on the pages, in the order it is put there: the law's
// particulars of a claim among them (inkassolagen 5 §).
func TestText(t *testing.T) {
	old := kajsa()
	for d := date.Date(20230713); len(old.Lines) < 5; d = d.Add(182) {
		old.Lines = append(old.Lines, formats.InterestLine{From: d, To: d.Add(181), Days: 182, Rate: "8.50", Base: 150000, Amount: 6358})
	}
	old.Debtor.Country, old.PayTo.Account = "NO", formats.Account{ID: "SE4550000000058398257466", Scheme: "IBAN"}
	var all strings.Builder
	for _, r := range []*formats.Reminder{kajsa(), second(), old} {
		for _, r.Language = range []string{"sv", "en"} {
			s, err := draw(r)
			if err != nil {
				t.Fatal(err)
			}
			all.WriteString(strings.ReplaceAll(strings.Join(s.said, "\n"), nbsp, " ") + "\n--------\n")
		}
	}
	golden(t, "letters.golden", all.String())
}

// TestWordings holds that each language says each level, and that an old letter keeps
// the wording of its day. R-ALK-38
func TestWordings(t *testing.T) {
	for _, language := range []string{"sv", "nb", "en", "xx"} {
		for level := 1; level <= 3; level++ {
			r := kajsa()
			r.Language, r.Level = language, level
			w := wordingFor(r)
			if w.language != tongueOf(language).code || w.level != min(level, 2) {
				t.Errorf("%s %d: %s %d", language, level, w.language, w.level)
			}
		}
	}
	before := wordings
	t.Cleanup(func() { wordings = before })
	wordings = append(append([]wording{}, before...), wording{language: "sv", level: 1, from: 20260301, title: "Ny text"})
	r := kajsa()
	for on, want := range map[date.Date]string{20260228: "Påminnelse", 20260301: "Ny text", 20200101: "Påminnelse"} {
		if r.On = on; wordingFor(r).title != want {
			t.Errorf("%s: %s, want %s", on, wordingFor(r).title, want)
		}
	}
}

func TestOCRLine(t *testing.T) {
	for _, c := range []struct {
		change func(*formats.Reminder)
		want   string
	}{
		{func(*formats.Reminder) {}, "#                1001012347 #    1572 33   8 >            58056201#41#"},
		{func(r *formats.Reminder) { r.Principal, r.Fee, r.Interest = 5, 0, 0 }, "#                1001012347 #       0 05   9 >            58056201#41#"},
		{func(r *formats.Reminder) { r.PayTo.Ref = "RF18539007547034" }, ""},
		{func(r *formats.Reminder) { r.Currency = "EUR" }, ""},
		{func(r *formats.Reminder) { r.PayTo.Account = formats.Account{ID: "SE4550000000058398257466"} }, ""},
	} {
		r := kajsa()
		c.change(r)
		if got := OCRLine(r); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
	for number, check := range map[string]int{"123456": 6, "60224": 3, "1": 8, "2": 6} { // vectors of FORMATS.md
		if got := modulus10(number); got != check {
			t.Errorf("%s: %d, want %d", number, got, check)
		}
	}
}

func TestQR(t *testing.T) {
	got, err := QR(kajsa())
	want := `{"uqr":1,"tp":1,"nme":"Sjöviks Roddförening","cid":"802400-1234","iref":"1001012347","ddt":"20260223","idt":"20260211",` +
		`"due":1572.33,"pt":"BG","acc":"5805-6201"}`
	if err != nil || got != want || !json.Valid([]byte(got)) {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
}

func TestIndex(t *testing.T) {
	x := Index{Batch: "letters:2026-02-11", Date: 20260211, Sender: "Sjöviks Roddförening"}
	odd := second()
	odd.Debtor.Name = `=HYPERLINK("http://evil.example","x")`
	for _, r := range []*formats.Reminder{kajsa(), odd} {
		piece, document, err := x.Add(r)
		if err != nil || piece.Bytes != len(document) {
			t.Fatal(err)
		}
	}
	// The PDF's bytes may change with the library; its digest is told apart from the text.
	for i := range x.Pieces {
		if len(x.Pieces[i].SHA256) != 64 {
			t.Errorf("digest %q", x.Pieces[i].SHA256)
		}
		x.Pieces[i].SHA256, x.Pieces[i].Bytes = "(sha256)", 0
	}
	var csv, js strings.Builder
	if err := x.CSV(&csv); err != nil {
		t.Fatal(err)
	}
	if err := x.JSON(&js); err != nil {
		t.Fatal(err)
	}
	golden(t, "index.csv.golden", csv.String())
	golden(t, "index.json.golden", js.String())
}

// TestOddLetters: what a partner's file can put into a letter neither breaks it nor
// leaves it unpayable.
func TestOddLetters(t *testing.T) {
	for name, change := range map[string]func(*formats.Reminder){
		"emoji and control": func(r *formats.Reminder) { r.Debtor.Name = "Kajsa 🚣\x00\n漢字 Łukasz" },
		"long":              func(r *formats.Reminder) { r.Debtor.Name = strings.Repeat("Öberg ", 500); r.Concerns = r.Debtor.Name },
		"abroad":            func(r *formats.Reminder) { r.Debtor.Country, r.Language = "XX", "en" },
		"no reference":      func(r *formats.Reminder) { r.PayTo.Ref = "" },
		"iban in euro": func(r *formats.Reminder) {
			r.Currency, r.PayTo.Account = "EUR", formats.Account{ID: "SE4550000000058398257466"}
		},
		"no interest no fee": func(r *formats.Reminder) { r.Lines, r.Interest, r.Fee = nil, 0, 0 },
		"invalid utf-8":      func(r *formats.Reminder) { r.Debtor.Street = "\xff\xfe" },
	} {
		r := kajsa()
		change(r)
		if document, pages, err := PDF(r); err != nil || pages != 1 || !bytes.HasPrefix(document, []byte("%PDF-")) {
			t.Errorf("%s: %d pages, %v", name, pages, err)
		}
	}
	r := kajsa()
	for d := date.Date(20130101); len(r.Lines) < 60; d = d.Add(182) {
		r.Lines = append(r.Lines, formats.InterestLine{From: d, To: d.Add(181), Days: 182, Rate: "8.50", Base: 150000, Amount: 6358})
	}
	if _, pages, err := PDF(r); err != nil || pages != 2 {
		t.Errorf("many stretches: %d pages, %v", pages, err)
	}
}

func TestIncompleteLettersAreRefused(t *testing.T) {
	for want, change := range map[string]func(*formats.Reminder){
		"an id":                func(r *formats.Reminder) { r.ID = "" },
		"an invoice number":    func(r *formats.Reminder) { r.Invoice = "" },
		"its date":             func(r *formats.Reminder) { r.PayBy = 0 },
		"the names":            func(r *formats.Reminder) { r.Debtor.Name = "" },
		"an account to pay to": func(r *formats.Reminder) { r.PayTo.Account.ID = "" },
		"a currency":           func(r *formats.Reminder) { r.Currency = "XXX" },
		"an amount to pay":     func(r *formats.Reminder) { r.Principal = -1 },
		"payment code of 31":   func(r *formats.Reminder) { r.Sender.Name = strings.Repeat("x", 3000) },
	} {
		r := kajsa()
		change(r)
		if _, _, err := PDF(r); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func BenchmarkPDF(b *testing.B) {
	for b.Loop() {
		if _, _, err := PDF(kajsa()); err != nil {
			b.Fatal(err)
		}
	}
}
