package letter

import (
	"strings"

	"girod/formats"
	"girod/formats/reference"
)

// head is the sender's name, the kind of letter and the page number.
func (s *sheet) head(page, of int) {
	s.face("B", 15, accent)
	s.put(left, 17, 88, "L", s.r.Sender.Name)
	s.face("", 8, faint)
	s.put(left, 23.6, 88, "L", address(s.r.Sender))
	s.face("B", 15, ink)
	s.put(windowLeft, 17, windowWidth, "L", s.title)
	s.face("", 8, faint)
	s.put(windowLeft, 23.6, windowWidth, "L", strings.NewReplacer("{page}", s.number(int64(page), "JPY"), "{pages}", s.number(int64(of), "JPY")).Replace(s.word("page")))
}

// address is the debtor's, in the window: name and address and nothing else.
func (s *sheet) address() {
	y := windowTop
	for _, line := range postal(s.r.Debtor, s.r.Sender.Country) {
		for _, part := range s.addressed(line) {
			s.put(windowLeft, y, windowWidth, "L", part)
			y += 4.7
		}
	}
}

// addressed chooses the size of a line of the address: smaller when it must be, and a name
// too long for that stands on two lines.
func (s *sheet) addressed(line string) []string {
	s.face("", 11, ink)
	if s.face("", s.smaller(line, windowWidth, 11, 8.5), ink); s.GetStringWidth(printable(line)) <= windowWidth {
		return []string{line}
	}
	lines := s.broken(line, windowWidth)
	return lines[:min(2, len(lines))]
}

// smaller gives the size between most and least in which a text is at most w wide.
func (s *sheet) smaller(text string, w, most, least float64) float64 {
	s.SetFontSize(most)
	if width := s.GetStringWidth(printable(clip(text))); width > w {
		return max(least, most*w/width*0.99)
	}
	return most
}

// postal is an address as the postman reads it, at most six lines; the country is
// named only when the letter crosses a border.
func postal(p formats.Party, home string) []string {
	lines := []string{clip(p.Name)}
	for _, line := range []string{clip(p.Street), clip(p.Street2), strings.TrimSpace(clip(postCode(p)) + "  " + clip(p.Town))} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	if p.Country != "" && p.Country != home {
		lines = append(lines, countryName(p.Country))
	}
	return lines
}

// postCode writes Swedish post codes as the post wants them: "123 45".
func postCode(p formats.Party) string {
	if (p.Country == "SE" || p.Country == "") && len(p.PostCode) == 5 {
		return p.PostCode[:3] + " " + p.PostCode[3:]
	}
	return p.PostCode
}

// countryName is what the post of another country reads; a code we do not know
// stands as it is.
func countryName(code string) string {
	names := map[string]string{"SE": "SWEDEN", "NO": "NORWAY", "DK": "DENMARK", "FI": "FINLAND",
		"DE": "GERMANY", "GB": "UNITED KINGDOM", "NL": "NETHERLANDS", "PL": "POLAND", "IS": "ICELAND", "EE": "ESTONIA"}
	if name, ok := names[code]; ok {
		return name
	}
	return clip(code)
}

// address is an address on one line.
func address(p formats.Party) string {
	var parts []string
	for _, part := range []string{p.Street, p.Street2, strings.TrimSpace(postCode(p) + " " + p.Town)} {
		if part != "" {
			parts = append(parts, clip(part))
		}
	}
	return strings.Join(parts, ", ")
}

// facts stand left of the window: what a clerk on the telephone asks for. The reference
// is long and has a row of its own.
func (s *sheet) facts() {
	r, x, y := s.r, left, windowTop-1
	column := func(caption, value string) {
		if value == "" {
			return
		}
		s.label(x, y, 40, s.word(caption), value)
		if x > left {
			x, y = left, y+10.6
			return
		}
		x = left + 44
	}
	column("date-name", s.short(r.On))
	column("invoice-no", r.Invoice)
	column("due", s.short(r.Due))
	column("customer-no", r.Debtor.ID)
	if ref := refText(r); ref != "" {
		if x > left {
			y += 10.6
		}
		s.label(left, y, 84, s.refName(), ref)
	}
}

// refName is what the country calls a payment reference: OCR-nummer, KID, viitenumero.
func (s *sheet) refName() string { return s.word("reference") }

// body is the letter itself: what it is about, its tables, and what follows from it.
func (s *sheet) body() []piece {
	list := []piece{s.heading(s.fill(s.line("heading"), s.r), 13)}
	list = append(list, s.running(s.part("lead"))...)
	list = append(list, gap(3))
	switch kindOf(s.r) {
	case formats.MisdirectedLetter, formats.RefundLetter:
		list = append(list, s.paymentTable()...)
	case formats.WithdrawnLetter:
		list = append(list, s.creditTable()...)
	default:
		list = append(list, s.claimTable()...)
	}
	if s.r.Plan != nil {
		list = append(list, gap(3))
		list = append(list, s.planTable()...)
	}
	list = append(list, gap(3))
	list = append(list, s.running(s.part("after"))...)
	if len(s.r.Lines) > linesInTable {
		list = append(list, gap(4))
		list = append(list, s.specification()...)
	}
	return list
}

// sign closes the letter: who writes and how to reach them.
func (s *sheet) sign(top float64) {
	p := s.r.Sender
	s.rule(left, top, right, hair, 0.15)
	x := left
	for _, fact := range [][2]string{{s.word("org-no"), orgNo(p)}, {s.word("phone"), p.Phone}, {s.word("email"), p.Email},
		{s.giroName(s.r.PayTo.Account), accountText(s.r.PayTo.Account)}} {
		if fact[1] == "" {
			continue
		}
		s.face("", 7, faint)
		s.put(x, top+2, 41, "L", fact[0])
		s.face("", s.smaller(fact[1], min(41, right-x), 8.5, 6), ink)
		s.put(x, top+5, min(41, right-x), "L", fact[1])
		x += 42.5
	}
}

// giroName is what the kind of account is called: "Bankgiro".
func (t *tongue) giroName(a formats.Account) string { return t.word("account." + scheme(a)) }

// orgNo writes an organisation number as its country does: "556677-8899".
func orgNo(p formats.Party) string {
	if (p.Country == "SE" || p.Country == "") && len(p.OrgNo) == 10 {
		return p.OrgNo[:6] + "-" + p.OrgNo[6:]
	}
	return clip(reference.FormatOrgNo(p.Country, p.OrgNo))
}
