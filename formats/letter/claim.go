package letter

import (
	"strings"

	"girod/formats"
)

// linesInTable is how many stretches of interest stand in the table of the claim; more are
// listed last in the letter.
const linesInTable = 3

// row is one part of the claim with small notes under it. What the claim is for is said
// in full, on as many lines as it takes.
func (s *sheet) row(title string, minor int64, notes ...string) piece {
	s.face("", textSize, ink)
	titles := s.broken(title, 132)
	lines := notes[:0:0]
	s.face("", 7.5, faint)
	for _, note := range notes {
		if note != "" {
			lines = append(lines, s.broken(note, 145)...)
		}
	}
	return piece{height: 2 + 4.3*float64(len(titles)) + 3.5*float64(len(lines)), draw: func(y float64) {
		s.face("", textSize, ink)
		for i, line := range titles {
			s.put(left, y+1.1, 132, "L", line)
			if i == 0 {
				s.put(right-35, y+1.1, 35, "R", s.number(minor, s.r.Currency))
			}
			y += 4.3
		}
		y += 1.1
		s.face("", 7.5, faint)
		for _, note := range lines {
			s.put(left, y, 147, "L", note)
			y += 3.5
		}
		s.rule(left, y+0.8, right, hair, 0.15)
	}}
}

// caption heads a table.
func (s *sheet) caption(name, amount string) piece {
	return piece{height: 4.4, keep: true, draw: func(y float64) {
		s.face("", 7.5, faint)
		s.put(left, y, 120, "L", name)
		s.put(right-50, y, 50, "R", amount)
		s.rule(left, y+4.4, right, accent, 0.4)
	}}
}

// band is the sum of a table in a band of its own.
func (s *sheet) band(when, name string, minor int64) piece {
	return piece{height: 10.5, draw: func(y float64) {
		s.box(left, y+1, right-left, 9, tint)
		s.face("", 9.5, ink)
		s.put(left+3, y+3.4, 85, "L", when)
		s.face("B", 12, accent)
		s.put(right-83, y+2.9, 80, "R", name+"   "+s.amount(minor, s.r.Currency))
	}}
}

// claimTable states principal, costs and interest apart, as the law of each country
// wants them, and the sum in a band of its own.
func (s *sheet) claimTable() (list []piece) {
	r := s.r
	list = append(list, s.caption(s.word("claim"), s.word("sum")+" ("+string(r.Currency)+")"))
	switch {
	case len(r.Claims) > 1:
		for _, c := range r.Claims {
			list = append(list, s.invoiceRow(c))
		}
	case r.Principal != 0 || r.Compensation != r.Total():
		list = append(list, s.invoiceRow(formats.LetterClaim{Invoice: r.Invoice, Issued: r.Issued, Due: r.Due, Concerns: r.Concerns,
			Gross: r.Gross, Principal: r.Principal}))
	}
	list = append(list, s.charges()...)
	if r.Interest != 0 {
		list = append(list, s.row(s.word("interest")+s.ground("interest"), r.Interest, s.stretches()...))
	}
	list[len(list)-1].keep = true
	if _, _, asks := ask(r); asks && r.Plan == nil || kindOf(r) == formats.PlanBrokenLetter {
		return append(list, s.band(s.word("not-later-than")+" "+s.day(r.PayBy), s.word("to-pay"), r.Total()))
	}
	return append(list, s.band("", s.word("debt"), r.Total()))
}

// invoiceRow is one invoice of the claim: what it is for, and what is left of it.
func (s *sheet) invoiceRow(c formats.LetterClaim) piece {
	title := s.word("principal") + ", " + strings.ToLower(s.word("invoice")) + " " + clip(c.Invoice)
	if c.Concerns != "" {
		title += ": " + clip(c.Concerns)
	}
	note := strings.NewReplacer("{gross}", s.amount(c.Gross, s.r.Currency), "{issued}", s.short(c.Issued), "{due}", s.short(c.Due)).Replace(s.word("original"))
	if c.Principal != c.Gross {
		note += strings.ReplaceAll(s.word("remains"), "{left}", s.amount(c.Principal, s.r.Currency))
	}
	return s.row(title, c.Principal, note)
}

// charges are the costs of the claim, each with its day and ground as far as they are
// told one by one. What is left, as when a part is paid, is a sum of which no ground is
// said: it could be the wrong one.
func (s *sheet) charges() (list []piece) {
	r := s.r
	rest, compensated := r.Fee+r.Cost, int64(0)
	for _, f := range r.Fees {
		rest -= f.Amount
	}
	if rest >= 0 {
		for _, f := range r.Fees {
			note := s.word("ground." + f.Kind)
			if f.On != 0 {
				note = strings.TrimSuffix(s.short(f.On)+", "+note, ", ")
			}
			if f.Kind == compensation {
				compensated = f.Amount
			}
			list = append(list, s.row(s.charge(f.Kind), f.Amount, note))
		}
	} else {
		rest = r.Fee + r.Cost
	}
	if left := min(r.Compensation-compensated, rest); left > 0 {
		list = append(list, s.row(s.charge(compensation), left, s.word("ground."+compensation)))
		rest -= left
	}
	if rest > 0 {
		list = append(list, s.row(s.charge("fees"), rest))
	}
	return list
}

// compensation is the law's name of the charge for late payment.
const compensation = "late_payment_compensation"

// charge names a kind of charge; one we have no word for is a cost of collection.
func (s *sheet) charge(kind string) string {
	if name := s.word("charge." + kind); name != "" {
		return name
	}
	return s.word("charge.costs")
}

// ground is the law interest is asked by, or the agreement.
func (s *sheet) ground(what string) string {
	if s.r.RateText != "" {
		return ", " + clip(s.r.RateText)
	}
	return " " + s.word("ground."+what)
}

// stretches are the lines of interest, or where to find them.
func (s *sheet) stretches() (lines []string) {
	if len(s.r.Lines) > linesInTable {
		return []string{s.word("see-last")}
	}
	for _, l := range s.r.Lines {
		lines = append(lines, s.stretch(l, s.r.Currency))
	}
	if s.r.InterestPaid != 0 {
		lines = append(lines, strings.ReplaceAll(s.word("interest-paid"), "{paid}", s.amount(s.r.InterestPaid, s.r.Currency)))
	}
	return lines
}

// specification lists many stretches of interest, each with its amount.
func (s *sheet) specification() []piece {
	r := s.r
	list := []piece{s.heading(s.word("specification"), 11), s.caption("", s.word("sum")+" ("+string(r.Currency)+")")}
	line := func(text string, minor int64) piece {
		return piece{height: 4.8, draw: func(y float64) {
			s.face("", s.smaller(text, 140, 8.5, 6), ink)
			s.put(left, y+0.9, 140, "L", text)
			s.put(right-30, y+0.9, 30, "R", s.number(minor, r.Currency))
			s.rule(left, y+4.8, right, hair, 0.15)
		}}
	}
	for _, l := range r.Lines {
		list = append(list, line(s.stretch(l, r.Currency), l.Amount))
	}
	if r.InterestPaid != 0 {
		list = append(list, line(strings.ReplaceAll(s.word("interest-paid"), "{paid}", s.amount(r.InterestPaid, r.Currency)), -r.InterestPaid))
	}
	list[len(list)-1].keep = true
	return append(list, s.band("", s.word("interest"), r.Interest))
}
