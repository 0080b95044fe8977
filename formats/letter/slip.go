package letter

import (
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/money"
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
// reads, and the line a slip reader reads.
func (s *sheet) slip() error {
	r := s.r
	s.SetDashPattern([]float64{1.2, 1.2}, 0)
	s.rule(0, slipTop, pageWidth, hair, 0.2)
	s.SetDashPattern(nil, 0)
	s.box(0, slipTop+0.2, pageWidth, pageHeight-slipTop, tint)

	s.face("B", 10, accent)
	s.put(left, slipTop+5, 100, "L", s.tongue.slip)
	s.field(left, slipTop+12, 82, s.payTo+" "+s.giroName(), accountText(r.PayTo.Account), 12)
	s.field(left+86, slipTop+12, 84, s.payee, r.Sender.Name, 10)
	s.field(left, slipTop+27, 82, s.reference, spaced(r.PayTo.Ref), 12)
	s.field(left+86, slipTop+27, 40, s.notLaterThan, r.PayBy.String(), 11)
	s.field(left+130, slipTop+27, 40, s.sum+" ("+string(r.Currency)+")", s.number(r.Total(), r.Currency), 12)

	s.face("", 7, faint)
	s.put(left, slipTop+43, 60, "L", s.payer)
	s.face("", 8.5, ink)
	y := slipTop + 46.2
	for _, line := range postal(r.Debtor, r.Sender.Country) {
		s.put(left, y, 82, "L", line)
		y += 3.8
	}
	if err := s.square(left+140, slipTop+44.5, 27); err != nil {
		return err
	}
	s.face("", 7, faint)
	s.put(left+86, slipTop+66, 48, "R", s.scan)

	if line := OCRLine(r); line != "" {
		s.box(0, pageHeight-24, pageWidth, 24, white)
		s.SetFont("mono", "", 11)
		s.SetTextColor(ink[0], ink[1], ink[2])
		s.put(left-8, pageHeight-17, pageWidth-2*(left-8), "C", line)
	}
	return nil
}

// accountText writes an account as people type it: IBAN in groups of four.
func accountText(a formats.Account) string {
	if scheme(a) == "IBAN" {
		return reference.FormatIBAN(a.ID)
	}
	return a.ID
}

// field is a white box with a caption and a value.
func (s *sheet) field(x, y, w float64, caption, value string, size float64) {
	s.box(x, y, w, 12.5, white)
	s.face("", 7, faint)
	s.put(x+2, y+1.4, w-4, "L", caption)
	s.face("B", size, ink)
	s.put(x+2, y+5.6, w-4, "L", value)
}

// OCRLine is the machine-read line of a bankgiro slip with reference and amount,
// or "" when the payment does not go to a bankgiro in kronor with a reference of digits.
//
//	#     1001012347 #    1576 44   3 >  58056201#41#
func OCRLine(r *formats.Reminder) string {
	giro := digits(r.PayTo.Account.ID)
	ref := r.PayTo.Ref
	if scheme(r.PayTo.Account) != "BGNR" || r.Currency != money.SEK || ref == "" || len(ref) > 25 || digits(ref) != ref {
		return ""
	}
	if len(giro) < 7 || len(giro) > 8 || r.Total() <= 0 {
		return ""
	}
	kronor, ore := r.Total()/100, r.Total()%100
	amount := fmt.Sprintf("%d%02d", kronor, ore)
	return fmt.Sprintf("# %25s #%8d %02d   %d >%20s#41#", ref, kronor, ore, modulus10(amount), giro)
}

// modulus10 is the check digit that makes a number right by Luhn.
func modulus10(number string) int { return (10 - reference.Luhn([]byte(number+"0"))) % 10 }

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
