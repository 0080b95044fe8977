package letter

import (
	"bytes"
	"os"
	"testing"

	"girod/formats"
	"girod/formats/date"
)

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
	if dir := os.Getenv("GIROD_LOOK"); dir != "" {
		look(t, dir)
	}
	again, _, err := PDF(kajsa())
	if err != nil || !bytes.Equal(first, again) {
		t.Fatal("two renderings differ", err)
	}
}

// look writes the letters where a person can open them.
func look(t *testing.T, dir string) {
	second := kajsa()
	second.Level, second.Earlier, second.On, second.PayBy, second.Fee = 2, 20260211, 20260313, 20260325, 6000
	second.Principal, second.Interest = 90000, 1850
	old := kajsa()
	old.Language = "en"
	for d := date.Date(20230101); len(old.Lines) < 7; d = d.Add(182) {
		old.Lines = append(old.Lines, formats.InterestLine{From: d, To: d.Add(181), Days: 182, Rate: "8.50", Base: 150000, Amount: 100})
	}
	for name, r := range map[string]*formats.Reminder{"one": kajsa(), "two": second, "old": old} {
		pdf, _, err := PDF(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(dir+"/"+name+".pdf", pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
