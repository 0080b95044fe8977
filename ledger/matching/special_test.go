package matching

import (
	"fmt"
	"strings"
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// quarter is a house with what DOMAIN.md §5.2 and §5.3 call special. Party 20 owes three
// invoices and has a credit note; 21 owes two that are alike.
func quarter() (*Index, *book) {
	invoice := func(id InvoiceID, party PartyID, open int64, state State) Claim {
		return Claim{Invoice: id, Party: party, Ref: fmt.Sprint("90", id), Number: fmt.Sprint("F90", id), Currency: "SEK", Open: principal(open), State: state}
	}
	claims := []Claim{
		invoice(101, 20, 10000, 0), invoice(102, 20, 20000, 0), invoice(103, 20, 40000, 0), invoice(104, 20, -3000, 0),
		invoice(111, 21, 5000, 0), invoice(112, 21, 5000, 0), invoice(113, 21, 7000, 0),
		invoice(120, 22, 50000, AtPartner), invoice(121, 23, 60000, Estate), invoice(122, 24, 70000, Aged), invoice(123, 25, 30000, Lost),
		invoice(124, 26, 100000, 0),
	}
	claims[7].Open = [Buckets]int64{50000, 6000, 1000, 18000}
	claims[11].Open = [Buckets]int64{100000, 6000, 1000, 0}
	claims[11].Notice = Notice{Total: 107000, Interest: 1000, PayBy: date.Of(2026, 2, 1)}
	x := NewIndex(8)
	byParty := map[PartyID][]Claim{}
	for _, c := range claims {
		x.Add(c)
		byParty[c.Party] = append(byParty[c.Party], c)
	}
	sold := invoice(130, 27, 0, Sold)
	return x, &book{
		closed:  []Claim{sold, invoice(131, 28, 0, Lost)},
		debtors: map[string]PartyID{"SE20": 20, "SE21": 21, "SE99": 99},
		open:    byParty, interest: map[InvoiceID]int64{124: 1890}, passed: 122, gross: map[InvoiceID]int64{130: 45000},
		noticed: []noticed{{claims[11], "Kajsa Åström"}},
	}
}

// TestSpecial names each row of DOMAIN.md §5.2 and §5.3 that is not in TestRules, with
// what the decision says of itself.
// R-BST-53 R-BST-61 R-COL-37 R-COL-40
func TestSpecial(t *testing.T) {
	late := date.Of(2026, 3, 1)
	from := func(account string, amount int64) formats.Payment {
		return formats.Payment{Amount: amount, PayerAccount: []byte(account)}
	}
	to := func(ref string, amount int64) formats.Payment {
		return formats.Payment{Amount: amount, BookedOn: late, Refs: ocr(ref)}
	}
	for _, c := range []struct {
		name      string
		p         formats.Payment
		want, why string
	}{
		{"rule 6: one invoice", from("SE20", 20000), "rule 6 102/0:20000", "rule 6: payer known by account; open 200.00, paid 200.00"},
		{"rule 6: full balance", from("SE20", 67000), "rule 6 101/0:10000 102/0:20000 103/0:40000 104/0:-3000", "rule 6: payer known by account, full balance; open 670.00, paid 670.00"},
		{"rule 6: two alike", from("SE21", 5000), "rule 9 suspense 5000 (two candidates) propose 6:111 6:112", "rule 9: two candidates; rejected: rule 6 payer known by account, 2 claims of this amount"},
		{"rule 6: owes nothing", from("SE99", 5000), "rule 9 suspense 5000 (no reference)", "rule 9: no reference; rejected: rule 6 payer known by account, who owes nothing"},
		{"rule 7: unique", from("SE20", 57000), "rule 7 102/0:20000 103/0:40000 104/0:-3000", "rule 7: payer known by account, netted 3 of 4; open 570.00, paid 570.00; rejected: rule 6 payer known by account, who owes 670.00 on 4 documents"},
		{"rule 7: two ways", from("SE21", 12000), "rule 9 suspense 12000 (two candidates) propose 7:111+113 7:112+113",
			"rule 9: two candidates; rejected: rule 6 payer known by account, who owes 170.00 on 3 documents; rule 7 more than one way to come to 120.00"},
		{"rule 7: none", from("SE21", 11000), "rule 9 suspense 11000 (no reference)",
			"rule 9: no reference; rejected: rule 6 payer known by account, who owes 170.00 on 3 documents; rule 7 no 12 of them or fewer come to the amount"},
		{"rule 8: notice total, like name", formats.Payment{Amount: 107000, Payer: []byte("ASTROM KAJSA")}, "rule 9 suspense 107000 (no reference) propose 8:124", "rule 9: no reference"},
		{"rule 8: another name", formats.Payment{Amount: 107000, Payer: []byte("Bo Ek")}, "rule 9 suspense 107000 (no reference)",
			"rule 9: no reference; rejected: rule 8 one reminder of this total, to another name"},
		{"rule 9: named, amount does not fit", formats.Payment{Amount: 500, Text: text("F90101 F90102")}, "rule 9 suspense 500 (amount does not fit) propose 5:101 5:102",
			"rule 9: amount does not fit; rejected: rule 5 the text names 2 of ours, open 300.00 together"},
		{"rule 9: sold invoice of the amount", formats.Payment{Amount: 45000}, "rule 9 suspense 45000 (no reference) propose 9:130", "rule 9: no reference"},
		{"rule 2 does not add up", formats.Payment{Amount: 500, Refs: []formats.Ref{ref(1, formats.InvoiceNo, "F90101", 10000), ref(2, formats.InvoiceNo, "F90102", 20000)}},
			"rule 9 suspense 500 (amount does not fit) propose 3:101 3:102", "rule 9: amount does not fit; rejected: rule 2 lines sum to 300.00; rule 3 references: open 300.00 together"},
		{"rule 3 after another rule looked", formats.Payment{Amount: 10000, Refs: []formats.Ref{ref(1, formats.CreditorRef, "999")}, Text: text("F90101")}, "rule 5 101/0:10000",
			`rule 5: text "F90101"; open 100.00, paid 100.00; rejected: rule 3 ref 999 in Strd[1]: unknown reference`},
		{"sold", to("90130", 45000), "rule 3 stray 130:45000", "rule 3: ref 90130 in Strd[1]; sold: the factor's 450.00"},
		{"at partner: principal first", to("90120", 52000), "rule 3 120/0:50000 120/1:2000", "rule 3: ref 90120 in Strd[1]; at the collector, who is told: principal first; open 750.00, paid 520.00, rest 230.00"},
		{"held: estate review", to("90121", 60000), "rule 3 suspense 60000 (estate review) propose 3:121", "rule 3: ref 90121 in Strd[1]; estate review: open 600.00, paid 600.00"},
		{"written off", to("90131", 60000), "rule 3 credit 28:60000 lost", "rule 3: ref 90131 in Strd[1]; open 0.00, paid 600.00, written off: recovered"},
		{"written off in part", to("90123", 40000), "rule 3 123/0:30000 credit 25:10000 lost", "rule 3: ref 90123 in Strd[1]; open 300.00, paid 400.00, surplus 100.00"},
		{"limitation passed", to("90122", 70000), "rule 3 122/0:70000 passed", "rule 3: ref 90122 in Strd[1]; limitation passed, taken as given; open 700.00, paid 700.00"},
		// The notice claimed 10.00 of interest; to the day of payment it is 18.90.
		{"notice not kept: interest runs on", to("90124", 107890), "rule 3 124/1:6000 124/2:1890 124/0:100000 accrued 890",
			"rule 3: ref 90124 in Strd[1]; notice not kept, interest ran on 8.90; open 1078.90, paid 1078.90"},
		{"notice not kept, its total paid", to("90124", 107000), "rule 3 124/1:6000 124/2:1890 124/0:100000 rounding -890 accrued 890", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, b := quarter()
			policy := Policy{Tolerance: map[money.Currency]int64{"SEK": 1000}}
			if c.why != "" {
				policy.Tolerance["SEK"] = 0
			}
			c.p.Currency = money.SEK
			d, err := New(x, b, policy).Match(&c.p, "")
			if err != nil {
				t.Fatal(err)
			}
			if got := show(d) + showSpecial(d); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if c.why != "" && string(d.Evidence) != c.why {
				t.Errorf("says %s\nwant %s", d.Evidence, c.why)
			}
			if sum := d.Allocated() + d.Rounding + d.Credited() + d.Strayed() + d.Suspense; sum != c.p.Amount {
				t.Errorf("the decision accounts for %d of %d", sum, c.p.Amount)
			}
		})
	}
}

// showSpecial writes what show leaves out.
func showSpecial(d *Decision) string {
	var b strings.Builder
	for _, s := range d.Strays {
		fmt.Fprintf(&b, " stray %d:%d", s.Invoice, s.Amount)
	}
	for _, s := range d.Credits {
		if s.Lost {
			b.WriteString(" lost")
		}
	}
	for _, s := range d.Accrued {
		fmt.Fprintf(&b, " accrued %d", s.Amount)
	}
	if d.Passed {
		b.WriteString(" passed")
	}
	for i, p := range d.Proposals {
		if i == 0 {
			b.WriteString(" propose")
		}
		fmt.Fprintf(&b, " %d:", p.Rule)
		for j, part := range p.Parts {
			if j > 0 {
				b.WriteByte('+')
			}
			fmt.Fprint(&b, part.Invoice)
		}
	}
	return b.String()
}

// TestEvidenceIsBounded: a hundred lines make no book of a payment.
func TestEvidenceIsBounded(t *testing.T) {
	x, b := quarter()
	p := formats.Payment{Amount: 100, Currency: money.SEK}
	for i := range 100 {
		p.Refs = append(p.Refs, ref(i+1, formats.InvoiceNo, fmt.Sprint("unknown-åäö-", i), 1))
	}
	p.Refs[7].Text = []byte("F90101")
	d, err := New(x, b, Policy{}).Match(&p, "")
	if err != nil || len(d.Evidence) > maxEvidence+maxRejected+len("; rejected: ") {
		t.Errorf("%d bytes, %v", len(d.Evidence), err)
	}
}

func TestSimilar(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Kajsa Åström", "ASTROM KAJSA", true}, {"Kajsa Astroem", "Kajsa Åström", true}, {"Firma Ljud AB", "LJUD FIRMA", true}, {"Anderson Bo", "Bo Andersson", true},
		{"Bo Ek", "Bo Al", false}, {"Karl Anna Maria Berg", "Anna Berg", true}, {"Andersson", "Bo Andersson", true}, {"AB", "AB", false}, {"", "Bo", false},
		{"Nørgaard Per", "Per Norgaard", true}, {"Bo Bo", "Bo Ek", false},
		{"OBERG ASA", "Åsa Öberg", true}, {"AASA OEBERG", "Åsa Öberg", true}, {"Byg A/S", "Lys A/S", false}, {"Equinor ASA", "Åsa Öberg", false},
		{"Norsk Hydro ASA", "Norsk Tipping ASA", false}, {"NORDKRAFT AB", "Nordkraft Aktiebolag", true},
	} {
		if got := similar(c.a, c.b); got != c.want || similar(c.b, c.a) != c.want {
			t.Errorf("%q like %q: %v", c.a, c.b, got)
		}
	}
}
