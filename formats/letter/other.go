package letter

import (
	"strconv"
	"strings"

	"girod/formats"
)

// planTable lists the instalments: when, how much, and what became of them.
func (s *sheet) planTable() []piece {
	r := s.r
	list := []piece{s.caption(s.word("instalments"), s.word("sum")+" ("+string(r.Currency)+")")}
	sum := int64(0)
	for i, part := range r.Plan.Instalments {
		sum += part.Amount
		text := strconv.Itoa(i+1) + ".   " + s.short(part.Due)
		if word := s.became(r, part); word != "" {
			text += "   " + word
		}
		list = append(list, piece{height: 5.2, draw: func(y float64) {
			s.face("", textSize, ink)
			s.put(left, y+0.9, 120, "L", text)
			s.put(right-35, y+0.9, 35, "R", s.number(part.Amount, r.Currency))
			s.rule(left, y+5.2, right, hair, 0.15)
		}})
	}
	list[len(list)-1].keep = true
	return append(list, piece{height: 6, draw: func(y float64) {
		s.face("B", textSize, ink)
		s.put(left, y+1.3, 100, "L", s.word("plan-sum"))
		s.put(right-50, y+1.3, 50, "R", s.amount(sum, r.Currency))
	}})
}

// became says of an instalment that it is paid, or what is left of it, or that it was missed.
func (t *tongue) became(r *formats.Reminder, part formats.LetterInstalment) string {
	switch {
	case part.Paid:
		return t.word("paid")
	case part.Left > 0:
		return strings.ReplaceAll(t.word("rest"), "{left}", t.amount(part.Left, r.Currency))
	case part.Missed:
		return t.word("missed")
	}
	return ""
}

// creditTable tells what falls of a claim, and part by part what is left of it. What was
// charged or paid before is not told: the two would not add up with it to anything.
func (s *sheet) creditTable() []piece {
	r := s.r
	title := s.word("credited") + ", " + strings.ToLower(s.word("invoice")) + " " + clip(r.Invoice)
	if r.Concerns != "" {
		title += ": " + clip(r.Concerns)
	}
	original := strings.NewReplacer("{gross}", s.amount(r.Gross, r.Currency), "{issued}", s.short(r.Issued), "{due}", s.short(r.Due)).Replace(s.word("original"))
	note := ""
	if r.Credit.Number != "" {
		note = s.word("credit-note") + " " + clip(r.Credit.Number)
	}
	list := []piece{s.caption(s.word("claim"), s.word("sum")+" ("+string(r.Currency)+")"), s.row(title, -r.Credit.Amount, original, note)}
	if r.Total() > 0 {
		list = append(list, gap(3), s.caption(s.word("left"), s.word("sum")+" ("+string(r.Currency)+")"))
		for _, part := range []struct {
			name   string
			amount int64
		}{{s.word("principal"), r.Principal}, {s.word("charge.fees"), r.Fee + r.Cost}, {s.word("interest"), r.Interest}} {
			if part.amount > 0 {
				list = append(list, s.row(part.name, part.amount))
			}
		}
	}
	list[len(list)-1].keep = true
	return append(list, s.band("", s.word("left"), r.Total()))
}

// paymentTable tells of a payment: what came, and what goes where.
func (s *sheet) paymentTable() (list []piece) {
	p := s.r.Payment
	fact := func(caption, value string) {
		if value == "" {
			return
		}
		list = append(list, piece{height: 5.6, draw: func(y float64) {
			s.face("", textSize, faint)
			s.put(left, y+1, 60, "L", s.word(caption))
			s.face("", textSize, ink)
			s.put(left+62, y+1, 108, "L", value)
			s.rule(left, y+5.6, right, hair, 0.15)
		}})
	}
	if p.On.Valid() {
		fact("received", s.amount(p.Amount, s.r.Currency))
		fact("received-on", s.short(p.On))
	}
	fact("given-reference", p.Ref)
	if p.Back > 0 {
		back := "paid-back"
		if p.Forward.Name != "" {
			back = "forwarded"
		}
		fact(back, s.amount(p.Back, s.r.Currency))
		fact("paid-back-on", s.short(p.BackOn))
		to := masked(p.To)
		if p.Forward.Name != "" {
			to = strings.TrimSpace(clip(p.Forward.Name))
		}
		fact("paid-back-to", to)
	}
	return list
}

// mailedPlan is the table of the instalments in an e-mail.
func (t *tongue) mailedPlan(r *formats.Reminder) (lines []string) {
	for i, part := range r.Plan.Instalments {
		line := "  " + strconv.Itoa(i+1) + ". " + t.short(part.Due) + "  " + t.amount(part.Amount, r.Currency)
		if word := t.became(r, part); word != "" {
			line += "  " + word
		}
		lines = append(lines, line)
	}
	return lines
}
