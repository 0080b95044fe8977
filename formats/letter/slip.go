package letter

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/code128"

	"girod/formats"
	"girod/formats/reference"
)

// scheme names the kind of account; a number without a scheme is told by its form.
func scheme(a formats.Account) string {
	switch {
	case a.Scheme != "":
		return a.Scheme
	case len(a.ID) > 14:
		return "IBAN"
	case strings.Contains(a.ID, "-"):
		return "BGNR"
	}
	return "BBAN"
}

// slip is the lowest 4 inches: what a payer types into the bank, the code a telephone
// reads, and the line or the bars a bank's machine reads. Which of them there are is the
// country's way to pay: codes.go.
func (s *sheet) slip() error {
	r := s.r
	amount, by, _ := ask(r)
	s.SetDashPattern([]float64{1.2, 1.2}, 0)
	s.rule(0, slipTop, pageWidth, hair, 0.2)
	s.SetDashPattern(nil, 0)
	s.box(0, slipTop+0.2, pageWidth, pageHeight-slipTop, tint)

	s.face("B", 10, accent)
	s.put(left, slipTop+5, 100, "L", s.word("slip"))
	s.field(left, slipTop+12, 82, s.word("pay-to")+" "+s.giroName(r.PayTo.Account), accountText(r.PayTo.Account), 12)
	s.field(left+86, slipTop+12, 84, s.word("payee"), r.Sender.Name, 10)
	s.field(left, slipTop+27, 82, s.refName(), refText(r), 12)
	s.field(left+86, slipTop+27, 40, s.word("not-later-than"), s.short(by), 11)
	s.field(left+130, slipTop+27, 40, s.word("sum")+" ("+string(r.Currency)+")", s.number(amount, r.Currency), 12)

	s.face("", 7, faint)
	s.put(left, slipTop+43, 60, "L", s.word("payer"))
	s.face("", 8.5, ink)
	y := slipTop + 46.2
	for _, line := range postal(r.Debtor, r.Sender.Country) {
		s.put(left, y, 82, "L", line)
		y += 3.8
	}
	if text := squareText(r); text != "" {
		if err := s.square(text, left+143, slipTop+43, 25); err != nil {
			return err
		}
		s.face("", 7, faint)
		s.put(left+86, slipTop+64, 51, "R", s.word("scan"))
	}
	return s.machineLine()
}

// machineLine is the white field at the foot.
func (s *sheet) machineLine() error {
	line := CodeLine(s.r)
	if line == "" {
		return nil
	}
	s.box(0, pageHeight-24, pageWidth, 24, white)
	if lawOf(s.r) == "FI" {
		if err := s.bars(line, left, pageHeight-21, 105, 11); err != nil {
			return err
		}
		s.face("", 7, ink)
		s.put(left, pageHeight-9, right-left, "L", s.word("bars")+" "+line)
		return nil
	}
	s.monospaced()
	s.SetFont("mono", "", 11)
	s.SetTextColor(ink[0], ink[1], ink[2])
	s.put(left-8, pageHeight-17, pageWidth-2*(left-8), "C", line)
	return nil
}

// bars draws a bar code (Code 128) of digits, one rectangle for each dark bar.
func (s *sheet) bars(text string, x, y, w, h float64) error {
	code, err := code128.Encode(text)
	if err != nil {
		return fmt.Errorf("bar code: %w", err)
	}
	modules := code.Bounds().Dx()
	module := w / float64(modules)
	s.SetFillColor(0, 0, 0)
	for col := 0; col < modules; col++ {
		run := 0
		for col+run < modules && code.At(col+run, 0) == color.Black {
			run++
		}
		if run > 0 {
			s.Rect(x+float64(col)*module, y, float64(run)*module, h, "F")
			col += run
		}
	}
	return nil
}

// accountText writes an account as people type it: IBAN in groups of four.
func accountText(a formats.Account) string {
	id := clip(a.ID)
	switch {
	case scheme(a) == "IBAN":
		return reference.FormatIBAN(id)
	case scheme(a) == "BBAN" && len(id) == 11 && reference.CheckNorwegianAccount(id) == nil:
		return reference.FormatNorwegianAccount(id)
	}
	return id
}

// field is a white box with a caption and a value.
func (s *sheet) field(x, y, w float64, caption, value string, size float64) {
	s.box(x, y, w, 12.5, white)
	s.face("", 7, faint)
	s.put(x+2, y+1.4, w-4, "L", caption)
	s.face("B", s.boldly(value, w-4, size), ink)
	s.put(x+2, y+5.6, w-4, "L", value)
}

// boldly is smaller for text in bold.
func (s *sheet) boldly(text string, w, most float64) float64 {
	s.face("B", most, ink)
	return s.smaller(text, w, most, 6)
}

func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}

// spaced breaks a long number into groups so that it can be typed without a slip of the eye.
func spaced(ref string) string {
	if len(ref) < 9 || digits(ref) != ref {
		return ref
	}
	var groups []string
	for len(ref) > 4 {
		groups = append([]string{ref[len(ref)-4:]}, groups...)
		ref = ref[:len(ref)-4]
	}
	return strings.Join(append([]string{ref}, groups...), " ")
}
