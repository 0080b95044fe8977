package letter

import (
	"girod/formats"
	"girod/formats/date"
)

// kajsa is a first reminder as most are: fee agreed, interest at one rate.
// 1500.00 × 10 % × 30/365 = 12.3288 → 12.33
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
		Fees:  []formats.LetterFee{{Kind: "reminder_fee", Amount: 6000, On: 20260211}},
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

// marit owes in Norway, aino in Finland, søren in Denmark.
func marit() *formats.Reminder {
	r := kajsa()
	r.Language, r.Country, r.Currency = "nb", "NO", "NOK"
	r.Sender = formats.Party{Name: "Fjordlys Kraft AS", OrgNo: "923609016", Street: "Bryggen 7", PostCode: "5003", Town: "Bergen", Country: "NO",
		Email: "faktura@fjordlys.example", Phone: "55 12 34 56"}
	r.PayTo = formats.PaymentMeans{Ref: "2345676", Account: formats.Account{ID: "86011117947", Scheme: "BBAN"}}
	r.Debtor = formats.Party{ID: "20031", Name: "Marit Sæther Ødegård", Street: "Nøstegaten 21 B", PostCode: "5011", Town: "Bergen", Country: "NO"}
	r.Concerns, r.Fee = "Strøm november 2025", 3750
	r.Fees = []formats.LetterFee{{Kind: "reminder_fee", Amount: 3750, On: 20260211}}
	return r
}

func aino() *formats.Reminder {
	r := kajsa()
	r.Language, r.Country, r.Currency = "fi", "FI", "EUR"
	r.Sender = formats.Party{Name: "Järvenrannan Huolto Oy", OrgNo: "01120389", Street: "Rantatie 5 A 12", PostCode: "33100", Town: "Tampere", Country: "FI",
		Email: "laskut@jarvenranta.example", Phone: "03 123 4567"}
	r.PayTo = formats.PaymentMeans{Ref: "868516259619897", Account: formats.Account{ID: "FI7944052020036082", Scheme: "IBAN"}}
	r.Debtor = formats.Party{ID: "7741", Name: "Aino Mäkelä-Hyvärinen", Street: "Pyynikintori 8 C 41", PostCode: "33230", Town: "Tampere", Country: "FI"}
	r.Concerns, r.Fee = "Kiinteistönhoito 11/2025", 500
	r.Fees = []formats.LetterFee{{Kind: "reminder_fee", Amount: 500, On: 20260211}}
	return r
}

func soeren() *formats.Reminder {
	r := kajsa()
	r.Language, r.Country, r.Currency = "da", "DK", "DKK"
	r.Sender = formats.Party{Name: "Ærø Fjernvarme A.m.b.A.", OrgNo: "13585628", Street: "Søndergade 12", PostCode: "5970", Town: "Ærøskøbing", Country: "DK",
		Email: "regnskab@aeroevarme.example", Phone: "62 52 12 34"}
	r.PayTo = formats.PaymentMeans{Ref: "000100017156728", Account: formats.Account{ID: "81234567", Scheme: "FIK71"}}
	r.Debtor = formats.Party{ID: "4410", Name: "Søren Kærgaard Åkjær", Street: "Vestergade 44, st. tv.", PostCode: "5970", Town: "Ærøskøbing", Country: "DK"}
	r.Concerns, r.Fee = "Varme 4. kvartal 2025", 10000
	r.Fees = []formats.LetterFee{{Kind: "reminder_fee", Amount: 10000, On: 20260211}}
	return r
}

// abroad is kajsa's claim told in English.
func abroad() *formats.Reminder {
	r := kajsa()
	r.Language, r.Debtor.Country, r.Debtor.Name, r.Debtor.PostCode, r.Debtor.Town = "en", "GB", "Catherine Oberg", "YO1 7HH", "York"
	return r
}

// homes are the five languages, each at home.
func homes() []*formats.Reminder {
	return []*formats.Reminder{kajsa(), marit(), aino(), soeren(), abroad()}
}

// kinds turn a first reminder into each other letter.
var kinds = []struct {
	name   string
	change func(*formats.Reminder)
}{
	{"reminder-1", func(*formats.Reminder) {}},
	{"reminder-2", func(r *formats.Reminder) { r.Level, r.Earlier, r.On, r.PayBy = 2, 20260211, 20260313, 20260325 }},
	{"reminder-3", func(r *formats.Reminder) { r.Level, r.Earlier, r.On, r.PayBy = 3, 20260313, 20260410, 20260424 }},
	{"notice", func(r *formats.Reminder) {
		r.Kind, r.Level, r.Earlier, r.On, r.PayBy = formats.CollectionNotice, 1, 20260211, 20260313, 20260330
	}},
	{"demand", demand},
	{"demand-agent", func(r *formats.Reminder) {
		demand(r)
		r.Creditor = r.Sender
		r.Sender.Name, r.Sender.Email = "Nordlyset Inkasso", "post@nordlyset.example"
		r.Claims = []formats.LetterClaim{
			{Invoice: r.Invoice, Issued: r.Issued, Due: r.Due, Concerns: r.Concerns, Gross: 100000, Principal: 100000},
			{Invoice: "100144", Issued: 20251220, Due: 20260119, Concerns: "Båtplats", Gross: 80000, Principal: 50000},
		}
		r.Lines[0].Invoice, r.Lines[0].Reference, r.Lines[0].Margin = "100101", "2.00", "8.00"
	}},
	{"rate-of-a-day", func(r *formats.Reminder) { // 1500.00 × 11 % × 1/365 = 0.452; × 10 % × 29/365 = 11.918; 12.37 together
		r.Interest, r.Lines = 1237, []formats.InterestLine{
			{From: 20260113, To: 20260113, Days: 1, Rate: "11.00", Base: 150000, Amount: 45},
			{From: 20260114, To: 20260211, Days: 29, Rate: "10.00", Base: 150000, Amount: 1192},
		}
	}},
	{"compensation", func(r *formats.Reminder) {
		r.Kind, r.Business, r.Principal, r.Interest, r.Lines, r.Fee = formats.CompensationLetter, true, 0, 0, nil, 0
		r.Cost, r.Compensation = 45000, 45000
		r.Fees = []formats.LetterFee{{Kind: "late_payment_compensation", Amount: 45000, On: r.On}}
	}},
	{"plan", func(r *formats.Reminder) { r.Kind, r.Plan = formats.PlanLetter, threeParts() }},
	{"plan-broken", func(r *formats.Reminder) {
		r.Kind, r.Plan = formats.PlanBrokenLetter, threeParts()
		r.Plan.Instalments[1].Missed = true
		r.On, r.PayBy = 20260506, 20260518
	}},
	{"plan-broken-part", func(r *formats.Reminder) {
		r.Kind, r.Plan = formats.PlanBrokenLetter, threeParts()
		r.Plan.Instalments[0].Paid, r.Plan.Instalments[1].Missed, r.Plan.Instalments[1].Left = true, true, 12412
		r.On, r.PayBy = 20260506, 20260518
	}},
	{"plan-interest", func(r *formats.Reminder) { // the last one, 524.13, is 533.40 with 9.27
		r.Kind, r.Plan = formats.PlanInterestLetter, threeParts()
		r.Plan.InterestRuns, r.Plan.Added = true, 927
		r.Plan.Instalments[0].Paid, r.Plan.Instalments[1].Paid = true, true
		r.Plan.Instalments[2].Amount += 927
		r.Principal, r.Fee, r.Fees, r.Lines, r.Interest = 52413, 0, nil, nil, 927
		r.On, r.PayBy = 20260520, 20260531
	}},
	{"withdrawn", func(r *formats.Reminder) {
		r.Kind, r.Principal, r.Fee, r.Interest, r.Lines, r.Fees = formats.WithdrawnLetter, 0, 0, 0, nil, nil
		r.Credit = &formats.LetterCredit{Number: "K-2044", On: 20260210, Amount: 150000}
	}},
	{"withdrawn-part", func(r *formats.Reminder) {
		r.Kind, r.Principal, r.Fee, r.Interest, r.Lines, r.Fees = formats.WithdrawnLetter, 60000, 0, 0, nil, nil
		r.Credit = &formats.LetterCredit{On: 20260210, Amount: 90000, Reason: "3 × 300,00"}
	}},
	{"misdirected", func(r *formats.Reminder) {
		r.Kind, r.Payment = formats.MisdirectedLetter, &formats.LetterPayment{Amount: 81250, On: 20260209, Ref: "77 0012", Reason: formats.PaidElsewhere,
			Back: 81250, BackOn: 20260212, Forward: formats.Party{Name: "Norrfaktor AB"}}
	}},
	{"misdirected-asking", func(r *formats.Reminder) {
		r.Kind, r.Invoice, r.Due, r.PayTo.Ref, r.Payment = formats.MisdirectedLetter, "", 0, "", &formats.LetterPayment{Amount: 81250, On: 20260209, Reason: formats.PaidUnknown}
	}},
	{"refund", func(r *formats.Reminder) {
		r.Kind, r.Payment = formats.RefundLetter, &formats.LetterPayment{Amount: 150000, On: 20260209, Ref: r.PayTo.Ref, Reason: formats.PaidTwice,
			Back: 150000, BackOn: 20260213, To: formats.Account{ID: "SE4550000000058398257466", Scheme: "IBAN"}}
	}},
	{"refund-asking", func(r *formats.Reminder) {
		r.Kind, r.Payment = formats.RefundLetter, &formats.LetterPayment{Amount: 150000, On: 20260209, Reason: formats.PaidTooMuch}
	}},
}

func demand(r *formats.Reminder) {
	r.Kind, r.Level, r.Earlier, r.On, r.PayBy = formats.CollectionDemand, 1, 20260313, 20260410, 20260424
	r.Lines[0].To, r.Lines[0].Days, r.Lines[0].Amount, r.Interest = 20260410, 88, 3616, 3616 // 1500.00 × 10 % × 88/365 = 36.1644
	r.Fees = []formats.LetterFee{{Kind: "reminder_fee", Amount: r.Fee, On: 20260211}, {Kind: "collection_demand_fee", Amount: 18000, On: 20260410}}
	r.Cost = 18000
}

func threeParts() *formats.LetterPlan {
	p := &formats.LetterPlan{ID: "p000004", Agreed: 20260211}
	for i, day := range []date.Date{20260331, 20260430, 20260531} {
		p.Instalments = append(p.Instalments, formats.LetterInstalment{Due: day, Amount: 52411 + int64(i)})
	}
	return p
}
