package letter

import (
	"cmp"
	"encoding/json"
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/formats/reference"
)

// payment is the UsingQR form: an open Swedish agreement on what a banking app finds
// in the square code of an invoice. Keys and their order are the agreement's.
type payment struct {
	Version  int         `json:"uqr"`
	Kind     int         `json:"tp"`  // 1: a claim to be paid
	Name     string      `json:"nme"` // payee
	Company  string      `json:"cid,omitempty"`
	Ref      string      `json:"iref"`
	Due      string      `json:"ddt"` // yyyymmdd
	Issued   string      `json:"idt,omitempty"`
	Amount   json.Number `json:"due"`
	Type     string      `json:"pt"` // BG, PG, IBAN, BBAN
	Account  string      `json:"acc"`
	Currency string      `json:"cur,omitempty"` // only when it is not kronor
}

// squareText is the text of the square code, or "" where the country's banks read none: in
// Sweden UsingQR, for euro with an RF reference the European form (EPC069-12), which
// has no place for a viite.
func squareText(r *formats.Reminder) string {
	total, by, asks := ask(r)
	switch {
	case !asks || total <= 0:
		return ""
	case lawOf(r) == "SE" && r.Currency != money.EUR:
		return usingQR(r, total, by)
	case scheme(r.PayTo.Account) == "IBAN" && r.Currency == money.EUR && reference.CheckRF(r.PayTo.Ref) == nil:
		return euroQR(r, total)
	}
	return ""
}

func usingQR(r *formats.Reminder, total int64, by date.Date) string {
	types := map[string]string{"BGNR": "BG", "PGNR": "PG", "IBAN": "IBAN", "BBAN": "BBAN"}
	p := payment{
		Version: 1, Kind: 1, Name: clean(r.Sender.Name, 70), Company: orgNo(r.Sender), Ref: clip(cmp.Or(r.PayTo.Ref, r.Invoice)),
		Due: compact(by.String()), Issued: compact(r.On.String()), Amount: json.Number(money.Of(total, r.Currency).Decimal()),
		Type: types[scheme(r.PayTo.Account)], Account: clip(r.PayTo.Account.ID),
	}
	if r.Currency != money.SEK {
		p.Currency = string(r.Currency)
	}
	text, err := json.Marshal(p)
	if err != nil { // of a struct of texts, none
		return ""
	}
	return string(text)
}

// euroQR is the European form: one fact a line.
func euroQR(r *formats.Reminder, total int64) string {
	blankless := func(text string) string { return strings.ReplaceAll(clip(text), " ", "") }
	return strings.Join([]string{"BCD", "002", "1", "SCT", "", clean(r.Sender.Name, 69), blankless(r.PayTo.Account.ID),
		"EUR" + money.Of(total, money.EUR).Decimal(), "", blankless(r.PayTo.Ref)}, "\n")
}

func compact(day string) string { return strings.ReplaceAll(day, "-", "") }

// square draws the code as filled squares, sharp at any resolution, one rectangle for
// each run of dark modules.
func (s *sheet) square(text string, x, y, side float64) error {
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return fmt.Errorf("payment code of %d characters: %w", len(text), err)
	}
	size := code.Bounds().Dx()
	module := side / float64(size)
	dark := func(col, row int) bool { return code.At(col, row) == color.Black }
	s.box(x-2.5, y-2.5, side+5, side+5, white)
	s.SetFillColor(0, 0, 0)
	for row := range size {
		for col := 0; col < size; col++ {
			run := 0
			for col+run < size && dark(col+run, row) {
				run++
			}
			if run > 0 {
				s.Rect(x+float64(col)*module, y+float64(row)*module, float64(run)*module, module, "F")
				col += run
			}
		}
	}
	return nil
}
