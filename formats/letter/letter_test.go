package letter

import (
	"bytes"
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

// TestLetterIsTheSameEachTime renders each kind twice, in one language or another: a copy
// equals what was sent. R-BST-48
func TestLetterIsTheSameEachTime(t *testing.T) {
	for i, k := range kinds {
		r := homes()[i%5]
		k.change(r)
		first, _, err := PDF(r)
		if err != nil {
			t.Fatal(k.name, err)
		}
		again, _, err := PDF(r)
		if err != nil || !bytes.Equal(first, again) {
			t.Fatal(k.name, "two renderings differ", err)
		}
	}
}

// TestReminderIsOnePage: a reminder and a notice fit one sheet, one side.
func TestReminderIsOnePage(t *testing.T) {
	for _, r := range homes() {
		for _, r.Level = range []int{1, 2, 3} {
			s, err := draw(r)
			if err != nil || s.PageCount() != 1 {
				t.Error(r.Language, r.Level, s.PageCount(), err)
			}
		}
	}
}

// TestCharges: a ground is said only of what it is the ground of.
func TestCharges(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*formats.Reminder)
		want   string
	}{
		"told":      {func(*formats.Reminder) {}, "Påminnelseavgift|60,00"},
		"part paid": {func(r *formats.Reminder) { r.Fee, r.Fees = 2500, nil }, "Avgifter och kostnader|25,00"},
		"more paid": {func(r *formats.Reminder) { r.Fee = 2500 }, "Avgifter och kostnader|25,00"},
		"plan's too": {func(r *formats.Reminder) {
			r.Fee = 23000
			r.Fees[0] = formats.LetterFee{Kind: "payment_plan_fee", Amount: 17000}
		}, "Avgift för betalningsplan|170,00|Avgifter och kostnader|60,00"},
		"unknown":     {func(r *formats.Reminder) { r.Fees[0].Kind = "odd" }, "Inkassokostnader|60,00"},
		"compensated": {func(r *formats.Reminder) { r.Cost, r.Compensation = 45000, 45000 }, "Påminnelseavgift|60,00|Förseningsersättning|450,00"},
	} {
		r := kajsa()
		c.change(r)
		s, err := draw(r)
		if err != nil {
			t.Fatal(name, err)
		}
		var said []string
		for i, text := range s.said {
			if !strings.Contains(text, "enligt") && i > 0 && (strings.HasSuffix(text, "avgift") || strings.HasSuffix(text, "ostnader") || strings.HasPrefix(text, "Avgift") || strings.HasSuffix(text, "ersättning")) {
				said = append(said, text, s.said[i+1])
			}
		}
		if got := strings.Join(said, "|"); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// TestPromise: a reminder says that its total in time settles the claim only where the law
// it follows lets it: in Denmark interest runs until the debtor pays (DOMAIN.md 4.7).
func TestPromise(t *testing.T) {
	promise := map[string]string{"sv": "är kravet betalt", "nb": "gjort opp", "fi": "saatava on suoritettu", "da": "er kravet betalt", "en": "the claim is settled"}
	for _, r := range homes() {
		for _, r.Level = range []int{1, 2, 3} {
			for _, r.Country = range []string{"SE", "FI", "DK"} {
				_, body := Mail(r)
				if got, want := strings.Contains(body, promise[r.Language]), r.Country != "DK"; got != want {
					t.Errorf("%s %d by the law of %s: promises %v", r.Language, r.Level, r.Country, got)
				}
			}
		}
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

// every renders each kind of letter in each language at home.
func every(t *testing.T, do func(language, kind string, r *formats.Reminder)) {
	t.Helper()
	for i, language := range []string{"sv", "nb", "fi", "da", "en"} {
		for _, k := range kinds {
			r := homes()[i]
			k.change(r)
			do(language, k.name, r)
		}
	}
}

func TestMail(t *testing.T) { // R-ALK-15
	all := map[string]*strings.Builder{}
	every(t, func(language, kind string, r *formats.Reminder) {
		if all[language] == nil {
			all[language] = &strings.Builder{}
		}
		subject, body := Mail(r)
		if strings.ContainsAny(subject+body, "{}") {
			t.Errorf("%s %s: a fact is missing: %s\n%s", language, kind, subject, body)
		}
		all[language].WriteString("#### " + kind + "\nSubject: " + subject + "\n\n" + body)
	})
	for language, text := range all {
		golden(t, "mail-"+language+".golden", text.String())
	}
	r := kajsa()
	r.Invoice = "1\r\nBcc: everybody@example.se"
	r.Sender.Name = "Rodd\r\n  Att betala: 1 kr"
	if subject, body := Mail(r); strings.ContainsAny(subject, "\r\n") || strings.Contains(body, "\r") || strings.Contains(body, "\n  Att betala: 1 kr") {
		t.Errorf("a line break of a fact came through: %q %q", subject, body)
	}
}

// TestText holds every text on the pages, in the order it is put there: the law's
// particulars of a claim among them (inkassolagen 5 §, inkassoloven § 10, perintälaki 5 a §).
// R-BST-70
func TestText(t *testing.T) {
	all := map[string]*strings.Builder{}
	every(t, func(language, kind string, r *formats.Reminder) {
		if all[language] == nil {
			all[language] = &strings.Builder{}
		}
		s, err := draw(r)
		if err != nil {
			t.Fatal(language, kind, err)
		}
		text := strings.ReplaceAll(strings.Join(s.said, "\n"), nbsp, " ")
		if strings.ContainsAny(text, "{}") {
			t.Errorf("%s %s: a fact is missing:\n%s", language, kind, text)
		}
		all[language].WriteString("#### " + kind + "\n" + text + "\n")
	})
	for language, text := range all {
		golden(t, "letters-"+language+".golden", text.String())
	}
}

// TestDemandStatesTheLawsParticulars: who is owed, for what, principal, interest with
// amount, rate, period and base, costs apart, the sum, the last day, whom to tell of an
// objection, what follows, where to pay.
func TestDemandStatesTheLawsParticulars(t *testing.T) {
	for i, want := range [][]string{
		{"Fordringsägare är Sjöviks Roddförening, Hamngatan 3, 824 30 Hudiksvall", "Medlemsavgift 2026", "Kapital", "1 500,00", "36,16",
			"10,00 % på 1 500,00 kr, 2026-01-13 – 2026-04-10, 88 dagar", "Påminnelseavgift", "60,00", "180,00", "1 776,16 kr", "24 april 2026",
			"0650-123 45", "Kronofogdemyndigheten", "5805-6201", "10 0101 2347"},
		{"Fordringshaver er Fjordlys Kraft AS", "Hovedkrav", "10,00 % av 1 500,00 kr, 13.01.2026 – 10.04.2026, 88 dager", "Purregebyr",
			"Gebyr for betalingsoppfordring", "innsigelser", "rettslig inndriving", "ytterligere kostnader", "24. april 2026", "8601 11 17947", "2345676"},
		{"Velkoja on Järvenrannan Huolto Oy, Rantatie 5 A 12", "Pääoma", "10,00 % pääomalle 1 500,00 €, 13.1.2026 – 10.4.2026", "Huomautukset",
			"oikeudelliseen perintään", "24.4.2026", "FI79 4405 2020 0360 82", "86851 62596 19897", "4 c §"},
		{"Kreditor er Ærø Fjernvarme A.m.b.A.", "Hovedstol", "10,00 % af 1.500,00 kr., 13.01.2026 – 10.04.2026", "Rykkergebyr", "inkassolovens",
			"24. april 2026", "+71<000100017156728+81234567<"},
		{"The creditor is Sjöviks Roddförening", "Principal", "10.00% a year on SEK 1,500.00, 2026-01-13 – 2026-04-10, 88 days", "Reminder fee",
			"Kronofogdemyndigheten", "24 April 2026", "SEK 1,776.16"},
	} {
		r := homes()[i]
		demand(r)
		s, err := draw(r)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(strings.Join(s.said, " "), nbsp, " ")
		for _, particular := range want {
			if !strings.Contains(text, particular) {
				t.Errorf("%s: %q is not in the demand:\n%s", r.Language, particular, text)
			}
		}
	}
}

// TestStated: what the creditor has worked out himself has a period and no rate; the law's,
// which runs on from there, is told as ever.
func TestStated(t *testing.T) {
	for i, want := range []string{"borgenärens egen beräkning, 2026-01-13 – 2026-02-02", "kreditors egen beregning, 13.01.2026 – 02.02.2026",
		"velkojan oma laskelma, 13.1.2026 – 2.2.2026", "kreditors egen opgørelse, 13.01.2026 – 02.02.2026", "as the creditor has worked it out, 2026-01-13 – 2026-02-02"} {
		r := homes()[i]
		demand(r)
		r.Lines = append([]formats.InterestLine{{From: 20260113, To: 20260202, Amount: 1644}}, r.Lines...)
		s, err := draw(r)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(strings.Join(s.said, " "), nbsp, " ")
		if last := r.Lines[len(r.Lines)-1]; !strings.Contains(text, want) || !strings.Contains(text, strings.ReplaceAll(s.stretch(last, r.Currency), nbsp, " ")) {
			t.Errorf("%s: %q is not told:\n%s", r.Language, want, text)
		}
		if r.Lines = r.Lines[:1]; lastRate(r).Rate != "" {
			t.Errorf("%s: a rate of what has none", r.Language)
		}
	}
}

// TestWindow: where the envelope has its window stands the debtor's address and nothing
// else, on no kind of letter (inkassolagen 11 §).
func TestWindow(t *testing.T) {
	every(t, func(language, kind string, r *formats.Reminder) {
		if kind == "notice" {
			r.Debtor.Name = "Aleksandra-Wilhelmiina von Hohenstaufen-Ängelholm af Södermanland"
		}
		s, err := draw(r)
		if err != nil {
			t.Fatal(err)
		}
		allowed := strings.Join(postal(r.Debtor, r.Sender.Country), " ")
		for _, spot := range s.spots {
			inside := spot.page == 1 && spot.x+spot.w > windowLeft-8 && spot.y+spot.h > windowTop-4 && spot.y < windowTop+30
			if inside && !strings.Contains(allowed, spot.text) {
				t.Errorf("%s %s: %q stands in the window", language, kind, spot.text)
			}
			if spot.y+spot.h > pageHeight || spot.x < 0 {
				t.Errorf("%s %s: %q stands outside the page", language, kind, spot.text)
			}
		}
	})
}

// TestNothingIsWrittenOver: no two texts of a page stand in each other, and the letter's
// text keeps off signature and slip.
func TestNothingIsWrittenOver(t *testing.T) {
	every(t, func(language, kind string, r *formats.Reminder) {
		long := strings.Repeat("Ångbåtsgatan ", 8)
		r.Debtor.Name, r.Debtor.Street, r.Debtor.Street2, r.Concerns = "Kajsa "+long, long, long, long
		s, err := draw(r)
		if err != nil {
			t.Fatal(err)
		}
		for i, a := range s.spots {
			for _, b := range s.spots[:i] {
				if a.page == b.page && a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h-1.2 && b.y < a.y+a.h-1.2 && a.text != "" && b.text != "" &&
					!(strings.HasPrefix(a.text, s.word("to-pay")) || a.x > 100 && b.x < 30 || b.x > 100 && a.x < 30) {
					t.Errorf("%s %s page %d: %q (%.1f, %.1f) stands in %q (%.1f, %.1f)", language, kind, a.page, a.text, a.x, a.y, b.text, b.x, b.y)
				}
			}
		}
	})
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
		"turned about":       func(r *formats.Reminder) { r.Debtor.Name = "\u202eJesbo\u2028 Att betala\u200b 1 kr" },
		"long sender":        func(r *formats.Reminder) { r.Sender.Name = strings.Repeat("x", 10000) },
		"long everything": func(r *formats.Reminder) {
			for _, text := range []*string{&r.Debtor.Name, &r.Debtor.Street, &r.Debtor.Town, &r.Concerns, &r.Invoice, &r.PayTo.Ref, &r.RateText} {
				*text = strings.Repeat("{total} ", 10000)
			}
		},
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
	if _, pages, err := PDF(r); err != nil || pages != 3 {
		t.Errorf("many stretches: %d pages, %v", pages, err)
	}
}

func TestIncompleteLettersAreRefused(t *testing.T) {
	for want, change := range map[string]func(*formats.Reminder){
		"an id":                func(r *formats.Reminder) { r.ID = "" },
		"an invoice number":    func(r *formats.Reminder) { r.Invoice = "" },
		"its date":             func(r *formats.Reminder) { r.On = 0 },
		"its due date":         func(r *formats.Reminder) { r.Due = 0 },
		"a day to pay by":      func(r *formats.Reminder) { r.PayBy = r.On.Add(-1) },
		"the names":            func(r *formats.Reminder) { r.Debtor.Name = "" },
		"an account to pay to": func(r *formats.Reminder) { r.PayTo.Account.ID = "" },
		"a currency":           func(r *formats.Reminder) { r.Currency = "XXX" },
		"an amount to pay":     func(r *formats.Reminder) { r.Principal, r.Fee, r.Interest = 0, 0, 0 },
		"not negative":         func(r *formats.Reminder) { r.Principal = -1 },
		"a plan":               func(r *formats.Reminder) { r.Kind = formats.PlanLetter },
		"what is credited":     func(r *formats.Reminder) { r.Kind = formats.WithdrawnLetter },
		"a payment":            func(r *formats.Reminder) { r.Kind = formats.RefundLetter },
		"we have texts for":    func(r *formats.Reminder) { r.Kind = "threat" },
		"at most 500 invoices": func(r *formats.Reminder) { r.Claims = make([]formats.LetterClaim, 501) },
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
