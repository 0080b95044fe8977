package letter

import (
	"fmt"
	"strings"

	"girod/formats"
)

// head is the sender's name, the kind of letter and the page number.
func (s *sheet) head(page, of int) {
	s.face("B", 15, accent)
	s.put(left, 17, 88, "L", s.r.Sender.Name)
	s.face("", 8, faint)
	s.put(left, 23.6, 88, "L", oneLine(s.r.Sender))
	s.face("B", 15, ink)
	s.put(windowLeft, 17, windowWidth, "L", s.w.title)
	s.face("", 8, faint)
	s.put(windowLeft, 23.6, windowWidth, "L", fmt.Sprintf(s.page, page, of))
}

// address is the debtor's, in the window: name and address and nothing else.
func (s *sheet) address() {
	y := windowTop
	s.face("", 11, ink)
	for _, line := range postal(s.r.Debtor, s.r.Sender.Country) {
		s.put(windowLeft, y, windowWidth, "L", line)
		y += 4.7
	}
}

// postal is an address as the postman reads it, at most six lines; the country is
// named only when the letter crosses a border.
func postal(p formats.Party, home string) []string {
	lines := []string{p.Name}
	for _, line := range []string{p.Street, p.Street2, strings.TrimSpace(postCode(p) + "  " + p.Town)} {
		if strings.TrimSpace(line) != "" {
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
	return code
}

func oneLine(p formats.Party) string {
	var parts []string
	for _, part := range []string{p.Street, p.Street2, strings.TrimSpace(postCode(p) + " " + p.Town)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// facts stand left of the window: what a clerk on the telephone asks for.
func (s *sheet) facts() {
	r, x, y := s.r, left, windowTop-1
	column := func(caption, value string) {
		if value == "" {
			return
		}
		s.label(x, y, 40, caption, value)
		if x > left {
			x, y = left, y+10.6
			return
		}
		x = left + 44
	}
	column(s.date, r.On.String())
	column(s.invoiceNo, r.Invoice)
	column(s.due, r.Due.String())
	column(s.customerNo, r.Debtor.ID)
	column(s.reference, r.PayTo.Ref)
}

// body is the letter itself: greeting, the claim as a table, and what follows.
func (s *sheet) body() {
	s.face("B", 13, ink)
	s.put(left, bodyTop, right-left, "L", s.fill(s.w.heading, s.r))
	y := s.paragraph(bodyTop+8, s.w.lead)
	y = s.claimTable(y + 4)
	s.paragraph(y+4, s.w.after)
}

// paragraph writes running text and gives where it ends. Lines break at blanks only,
// never within an amount or a day, whose blanks do not break.
func (s *sheet) paragraph(y float64, text string) float64 {
	s.face("", 9.5, ink)
	line := ""
	flush := func() {
		s.put(left, y, right-left, "L", line)
		y += 4.7
	}
	for _, word := range strings.Split(s.fill(text, s.r), " ") {
		longer := strings.TrimPrefix(line+" "+word, " ")
		if line != "" && s.GetStringWidth(printable(longer)) > right-left {
			flush()
			longer = word
		}
		line = longer
	}
	flush()
	return y
}

// claimTable states principal, fee and interest apart, as the law wants them, and the
// sum in a band of its own.
func (s *sheet) claimTable(y float64) float64 {
	r := s.r
	s.face("", 7.5, faint)
	s.put(left, y, 120, "L", s.claim)
	s.put(right-50, y, 50, "R", s.sum)
	y += 4.4
	s.rule(left, y, right, accent, 0.4)
	note := fmt.Sprintf(s.original, s.amount(r.Gross, r.Currency))
	if r.Principal != r.Gross {
		note += fmt.Sprintf(s.remains, s.amount(r.Principal, r.Currency))
	}
	title := s.invoiceWord + " " + r.Invoice
	if r.Concerns != "" {
		title += ", " + r.Concerns
	}
	y = s.row(y, title, r.Principal, note)
	if r.Fee != 0 {
		y = s.row(y, s.fee, r.Fee, s.feeLaw)
	}
	if r.Cost != 0 {
		y = s.row(y, s.cost, r.Cost)
	}
	if r.Interest != 0 {
		y = s.row(y, s.interest+" "+s.interestLaw, r.Interest, s.stretches()...)
	}
	s.box(left, y+1, right-left, 9, tint)
	s.face("", 9.5, ink)
	s.put(left+3, y+3.4, 100, "L", s.notLaterThan+" "+s.day(r.PayBy))
	s.face("B", 12, accent)
	s.put(right-103, y+2.9, 100, "R", s.toPay+"   "+s.amount(r.Total(), r.Currency))
	return y + 10
}

// row is one part of the claim with small notes under it.
func (s *sheet) row(y float64, title string, minor int64, notes ...string) float64 {
	s.face("", 9.5, ink)
	s.put(left, y+1.3, 132, "L", title)
	s.put(right-35, y+1.3, 35, "R", s.number(minor, s.r.Currency))
	y += 5.6
	s.face("", 7.5, faint)
	for _, note := range notes {
		if note != "" {
			s.put(left, y, 132, "L", note)
			y += 3.5
		}
	}
	y += 0.9
	s.rule(left, y, right, hair, 0.15)
	return y
}

// overflows tells that the stretches of interest need a page of their own.
func (s *sheet) overflows() bool {
	lines := len(s.r.Lines)
	if s.r.InterestPaid != 0 {
		lines++
	}
	if s.r.Cost != 0 {
		lines += 2 // its row stands in their place
	}
	return lines > linesOnFirstPage
}

// stretches are the lines of interest, or where to find them.
func (s *sheet) stretches() []string {
	if s.overflows() {
		return []string{fmt.Sprintf(s.seePage, 2)}
	}
	var lines []string
	for _, l := range s.r.Lines {
		lines = append(lines, s.stretch(l, s.r.Currency))
	}
	if s.r.InterestPaid != 0 {
		lines = append(lines, fmt.Sprintf(s.paid, s.amount(s.r.InterestPaid, s.r.Currency)))
	}
	return lines
}

// interestPage lists many stretches of interest, each with its amount.
func (s *sheet) interestPage() {
	s.face("B", 13, ink)
	s.put(left, 41, right-left, "L", s.specification+", "+strings.ToLower(s.invoiceWord)+" "+s.r.Invoice)
	y := 50.0
	s.rule(left, y, right, accent, 0.4)
	for i, l := range s.r.Lines {
		if i == 45 { // far beyond any limitation period; the total below is complete
			s.face("", 8, faint)
			s.put(left, y+1, 100, "L", "…")
			y += 5
			break
		}
		s.face("", 8.5, ink)
		s.put(left, y+0.9, 140, "L", s.stretch(l, s.r.Currency))
		s.put(right-30, y+0.9, 30, "R", s.number(l.Amount, s.r.Currency))
		y += 4.8
		s.rule(left, y, right, hair, 0.15)
	}
	if s.r.InterestPaid != 0 {
		s.face("", 8.5, ink)
		s.put(left, y+0.9, 140, "L", fmt.Sprintf(s.paid, s.amount(s.r.InterestPaid, s.r.Currency)))
		y += 4.8
	}
	s.face("B", 10, ink)
	s.put(left, y+2, 100, "L", s.interest)
	s.put(right-50, y+2, 50, "R", s.amount(s.r.Interest, s.r.Currency))
}

// signature closes the letter: who writes and how to reach them.
func (s *sheet) signature() {
	p := s.r.Sender
	s.rule(left, signatureTop, right, hair, 0.15)
	x := left
	for _, fact := range [][2]string{{s.orgNo, orgNo(p)}, {s.phone, p.Phone}, {s.mail, p.Email}, {s.giroName(), s.r.PayTo.Account.ID}} {
		if fact[1] == "" {
			continue
		}
		s.face("", 7, faint)
		s.put(x, signatureTop+2, 41, "L", fact[0])
		s.face("", 8.5, ink)
		s.put(x, signatureTop+5, min(44, right-x), "L", fact[1])
		x += 42
	}
}

// giroName is what the kind of account is called: "Bankgiro".
func (s *sheet) giroName() string { return s.giro[scheme(s.r.PayTo.Account)] }

// orgNo writes a Swedish organisation number as people do: "556677-8899".
func orgNo(p formats.Party) string {
	if (p.Country == "SE" || p.Country == "") && len(p.OrgNo) == 10 {
		return p.OrgNo[:6] + "-" + p.OrgNo[6:]
	}
	return p.OrgNo
}
