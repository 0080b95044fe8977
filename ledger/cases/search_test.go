package cases_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/cases"
	"girod/ledger/ledgertest"
)

// known is a case that has every field, among a crowd that has none of its values.
func known(t *testing.T, book *ledger.Book) {
	crowd(t, book, 6)
	c := person(t, book,
		ledger.Party{CustomerNo: "OLD-5", Name: "Åsa-Maria Örnéus", OrgNo: "19850314-2385", Email: "Asa@Example.SE", Phone: "+46 (0)70-123 45 67", Country: "SE"},
		ledger.Invoice{Number: "INV/17 b", Ref: "1234567897", Issued: date.Of(2026, 1, 2), Due: date.Of(2026, 2, 1), Gross: 777700},
		cases.New{Handler: "karin", Department: "Väst", PartnerNo: "A 47/11", DebtorNo: "g-9"})
	if c.Number != "C000007" {
		t.Fatal(c.Number)
	}
	firm := person(t, book,
		ledger.Party{CustomerNo: "F-1", Name: "Örnéus & Söner AB", OrgNo: "556036-0793", Phone: "08-123 456", Country: "SE", Company: true},
		ledger.Invoice{Number: "INV-18", Ref: "1234567905", Issued: date.Of(2026, 1, 3), Due: date.Of(2026, 2, 2), Gross: 888800},
		cases.New{Handler: "karin", Department: "Väst"})
	if firm.Number != "C000008" {
		t.Fatal(firm.Number)
	}
	ledgertest.Update(t, book, func(tx *ledger.Tx) error {
		if err := desk.Report(tx, c.ID, "Rättslig åtgärd", "", "", 0); err != nil {
			return err
		}
		p, err := tx.Party(c.Debtor.ID)
		if err != nil {
			return err
		}
		p.CustomerNo = "M 17" // since the source system numbers anew
		if err := tx.UpdateParty(p); err != nil {
			return err
		}
		return cases.Refresh(tx)
	})
}

// R-BST-08 R-BST-09 R-BST-10 R-BST-11 R-BST-12 R-BST-13 R-BST-14 R-BST-15
// TestFields searches by every field, in each form people write it.
func TestFields(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		known(t, book)
		for field, texts := range map[string][]string{
			"customer":        {"M 17", "  M 17 "},
			"former-customer": {"OLD-5"},
			"identity":        {"850314-2385", "8503142385", "850314 2385"}, // kept with its century
			"invoice":         {"INV/17 b"},
			"ref":             {"1234567897", "123 456 7897", "12345 67897"},
			"email":           {"asa@example.se", "ASA@EXAMPLE.SE"},
			"phone":           {"070-123 45 67", "0701234567", "+46701234567", "0046 70 123 45 67", "+46 (0)70 123 45 67"},
			"case":            {"C000007", "c7", "C7", "A47/11", "a 47/11"},
			"debtor-no":       {"G-9", "g-9"},
			"name":            {"örnéus maria", "Örneus mari", "ÅSA", "åsa-maria", "maria", "ari", "ASA ORNEUS", "orneus mari"},
			"status":          {"Rättslig åtgärd"},
			"issued-from":     {"2026-01-02"},
			"amount-from":     {"7777.00", "7 777,00", "7777"},
		} {
			for _, text := range texts {
				got, notes := search(t, book, cases.Query{field: text}, 50)
				want := []string{"C000007"}
				if field == "issued-from" || field == "amount-from" {
					want = []string{"C000008", "C000007"}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s %q: %v %v, want %v", field, text, got, notes, want)
				}
			}
		}
		finds(t, book, cases.Query{"orgno": "556036-0793"}, "C000008")
		finds(t, book, cases.Query{"orgno": "5560360793"}, "C000008")
		finds(t, book, cases.Query{"phone": "08 12 34 56"}, "C000008")
		// Exact means whole: a part is another number.
		for field, text := range map[string]string{"customer": "M", "invoice": "INV/17", "ref": "123456789", "case": "A47"} {
			finds(t, book, cases.Query{field: text})
		}
		sound(t, book)
	})
}

// TestFaults gives every field something that is no value of it; each is told by its
// field, and no text is repeated.
func TestFaults(t *testing.T) {
	long := strings.Repeat("x", 201)
	for _, c := range []struct{ field, text, code string }{
		{"identity", "198503142385", "E_SEARCH_PERSONAL_NO_CENTURY"}, // R-BST-10
		{"identity", "19850314-2385", "E_SEARCH_PERSONAL_NO_CENTURY"},
		{"identity", "850314-2386", "E_SEARCH_PERSONAL_NO"},
		{"identity", "850231-2386", "E_SEARCH_PERSONAL_NO"},
		{"identity", "8503", "E_SEARCH_PERSONAL_NO"},
		{"identity", "anna", "E_SEARCH_PERSONAL_NO"},
		{"orgno", "556036-0794", "E_SEARCH_ORG_NO"},
		{"orgno", "850314-2385", "E_SEARCH_ORG_NO"},
		{"ref", "12A4", "E_SEARCH_REF"},
		{"ref", "1", "E_SEARCH_REF"},
		{"ref", strings.Repeat("1", 26), "E_SEARCH_REF"},
		{"ref", "RF00 1234", "E_SEARCH_REF"},
		{"email", "berit", "E_SEARCH_EMAIL"},
		{"email", "berit@example", "E_SEARCH_EMAIL"},
		{"email", "a@b@c.se", "E_SEARCH_EMAIL"},
		{"phone", "ring mig", "E_SEARCH_PHONE"},
		{"phone", "12", "E_SEARCH_PHONE"},
		{"phone", "070+123456", "E_SEARCH_PHONE"},
		{"case", "C%7", "E_SEARCH_SPECIAL_CHAR"},
		{"debtor-no", "G'9", "E_SEARCH_SPECIAL_CHAR"},
		{"name", "Ann%", "E_SEARCH_SPECIAL_CHAR"}, // R-BST-31
		{"name", "Ek_", "E_SEARCH_SPECIAL_CHAR"},
		{"name", "Ljud & Ljus", "E_SEARCH_SPECIAL_CHAR"},
		{"name", "Ek B", "E_SEARCH_TOO_SHORT"},
		{"name", "--", "E_SEARCH_TOO_SHORT"},
		{"registered-from", "7/1 2026", "E_SEARCH_DATE"},
		{"due-through", "2026-02-30", "E_SEARCH_DATE"},
		{"issued-from", "2026-01-01T00:00", "E_SEARCH_DATE"},
		{"amount-from", "tusen", "E_SEARCH_AMOUNT"},
		{"amount-to", "-5", "E_SEARCH_AMOUNT"},
		{"owed-from", "1.001", "E_SEARCH_AMOUNT"},
		{"state", "inkasso", "E_SEARCH_STATE"},
		{"situation", "öppen", "E_SEARCH_SITUATION"},
		{"department", " , ", "E_SEARCH_DEPARTMENT"},
		{"currency", "KRONOR", "E_SEARCH_CURRENCY"},
		{"system", "XX", "E_SEARCH_SYSTEM"},
		{"sort", "colour", "E_SEARCH_SORT"},
		{"reverse", "maybe", "E_SEARCH_YES_NO"},
		{"favourites", "mine", "E_SEARCH_YES_NO"},
		{"colour", "red", "E_SEARCH_FIELD"},
		{"customer", long, "E_SEARCH_TEXT"},
		{"handler", "bo\x00", "E_SEARCH_TEXT"},
		{"status", "\xff", "E_SEARCH_TEXT"},
	} {
		_, err := desk.Search(nil, "eva", cases.Query{c.field: c.text}, cases.Paging{})
		var refused *cases.Refused
		if !errors.As(err, &refused) || len(refused.Faults) != 1 || refused.Faults[0].Field != c.field || refused.Faults[0].Code != c.code {
			t.Errorf("%s %q: %v, want %s", c.field, c.text, err, c.code)
			continue
		}
		if len(c.text) > 3 && strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: the refusal repeats what was typed: %v", c.field, err)
		}
	}
	// All faults at once, by field; ranges that end before they begin.
	_, err := desk.Search(nil, "eva", cases.Query{"state": "x", "email": "y", "due-from": "2026-02-01", "due-through": "2026-01-01", "amount-from": "5", "amount-to": "4"}, cases.Paging{})
	var refused *cases.Refused
	if !errors.As(err, &refused) || len(refused.Faults) != 4 {
		t.Fatal(err)
	}
	for i, want := range []string{"amount-to E_SEARCH_RANGE", "due-through E_SEARCH_RANGE", "email E_SEARCH_EMAIL", "state E_SEARCH_STATE"} {
		if f := refused.Faults[i]; f.Field+" "+f.Code != want {
			t.Errorf("%+v, want %s", f, want)
		}
	}
	if _, err := desk.Search(nil, "", cases.Query{"favourites": "yes"}, cases.Paging{}); err == nil || !strings.Contains(err.Error(), "E_SEARCH_FAVOURITES") {
		t.Error(err)
	}
}

// TestCountries holds that numbers are those of the country asked for.
func TestCountries(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		for i, c := range []struct{ country, number, field, typed, phone, called string }{
			{"NO", "01010750160", "identity", "010107 50160", "22 33 44 55", "+4722334455"},
			{"DK", "0705614285", "identity", "070561-4285", "12 34 56 78", "0045 12345678"},
			{"FI", "131052-308T", "identity", "131052-308t", "040 123 4567", "+358401234567"},
			{"NO", "988 077 917", "orgno", "988077917", "", ""},
			{"FI", "0112038-9", "orgno", "01120389", "", ""},
		} {
			person(t, book, ledger.Party{CustomerNo: c.country + fmt.Sprint(i), Name: "Kari Nordmann", OrgNo: c.number, Phone: c.phone, Country: c.country},
				ledger.Invoice{Number: fmt.Sprint("N-", i), Issued: date.Of(2026, 1, 2), Due: date.Of(2026, 2, 1), Gross: 100}, cases.New{})
			want := fmt.Sprintf("C%06d", i+1)
			finds(t, book, cases.Query{c.field: c.typed, "system": c.country}, want)
			if c.phone != "" {
				finds(t, book, cases.Query{"phone": c.called, "system": c.country}, want)
				finds(t, book, cases.Query{"phone": c.phone, "system": c.country}, want)
			}
		}
		sound(t, book)
	})
}

// R-BST-27 R-BST-28 R-BST-32 R-BST-33
// TestAgainstScan compares searches by every mixture of filters and orders with a plain
// look at all cases, page by page.
func TestAgainstScan(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		const n = 40
		crowd(t, book, n)
		ledgertest.Update(t, book, func(tx *ledger.Tx) error {
			for id := int64(5); id <= n; id += 5 {
				if err := desk.Close(tx, id, cases.WrittenOff, ""); err != nil {
					return err
				}
			}
			return nil
		})
		var all []row
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			for id := int64(1); id <= n; id++ {
				c, err := cases.Load(tx, id)
				if err != nil {
					return err
				}
				list, err := c.Invoices(tx)
				if err != nil {
					return err
				}
				all = append(all, row{c, list[0]})
			}
			return nil
		})
		for _, situation := range []string{"", "closed", "all"} {
			for _, q := range []cases.Query{
				{}, {"state": "collection"}, {"handler": "bo"}, {"department": "Norr"}, {"department": "Norr,Syd"}, {"currency": "SEK"}, {"currency": "NOK"},
				{"handler": "eva", "state": "monitoring", "department": "Syd"}, {"due-from": "2025-11-03", "due-through": "2025-11-09"},
				{"amount-from": "102", "amount-to": "105.00", "handler": "bo"}, {"registered-through": "2025-12-05", "department": "Norr"},
				{"owed-from": "104", "state": "invoicing"}, {"issued-from": "2025-10-20"}, {"name": "ers"}, {"name": "an", "handler": "eva"},
			} {
				for _, sort := range []string{"", "number", "registered", "issued", "due", "amount", "name"} {
					for _, reverse := range []string{"", "yes"} {
						if sort == "" && reverse != "" {
							continue
						}
						full := maps.Clone(q)
						full["situation"], full["sort"], full["reverse"] = situation, sort, reverse
						compare(t, book, all, full)
					}
				}
			}
		}
		sound(t, book)
	})
}

type row struct {
	cases.Case
	invoice ledger.Invoice
}

// compare wants the cases that fit, each once, in the order asked for.
func compare(t *testing.T, book *ledger.Book, all []row, q cases.Query) {
	t.Helper()
	var want []string
	for _, r := range all {
		if r.fits(q) {
			want = append(want, r.Number)
		}
	}
	by := map[string]row{}
	for _, r := range all {
		by[r.Number] = r
	}
	const size = 7
	got, _ := search(t, book, q, size)
	for i := 1; i < len(got) && q["sort"] != ""; i++ {
		a, b := by[got[i-1]].sorted(q["sort"]), by[got[i]].sorted(q["sort"])
		falls := (q["sort"] == "name") == (q["reverse"] == "yes")
		if falls && a < b || !falls && a > b {
			t.Errorf("%v: %s (%s) stands before %s (%s)", q, got[i-1], a, got[i], b)
		}
	}
	found := slices.Sorted(slices.Values(got))
	if !slices.Equal(found, want) {
		t.Errorf("%v by pages of %d: %v, want %v", q, size, found, want)
	}
}

func (r row) sorted(by string) string {
	return map[string]string{
		"number": r.Number, "registered": r.Registered.String(), "issued": r.invoice.Issued.String(), "due": r.invoice.Due.String(),
		"amount": fmt.Sprintf("%012d", r.invoice.Gross), "name": strings.NewReplacer("é", "e", "ü", "u", "-", " ", "& ", "").Replace(strings.ToLower(r.Debtor.Name)),
	}[by]
}

func (r row) fits(q cases.Query) bool {
	day := func(name string, d date.Date, from bool) bool {
		return q[name] == "" || (d.String() >= q[name]) == from || d.String() == q[name]
	}
	situation := q["situation"]
	if situation == "" {
		situation = "active"
	}
	min, max := int64(0), int64(1<<60)
	switch {
	case q["amount-from"] != "":
		min, max = 10200, 10500
	case q["owed-from"] != "":
		min = 10400
	}
	return (situation == "all" || situation == string(r.Activity)) && (q["state"] == "" || q["state"] == string(r.State)) &&
		(q["handler"] == "" || q["handler"] == r.Handler) && (q["department"] == "" || strings.Contains(q["department"], r.Department)) &&
		(q["currency"] == "" || q["currency"] == string(r.Currency)) && day("due-from", r.invoice.Due, true) && day("due-through", r.invoice.Due, false) &&
		day("registered-through", r.Registered, false) && day("issued-from", r.invoice.Issued, true) && r.invoice.Gross >= min && r.invoice.Gross <= max &&
		(q["name"] == "" || strings.Contains(strings.ToLower(r.Debtor.Name), q["name"]))
}

// TestDepartments holds a search to the associations the user may see: none is none and not
// every one, and no note tells of a case elsewhere.
//
// R-BST-26
func TestDepartments(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		for n, department := range []string{"Norr", "Syd"} {
			person(t, book, ledger.Party{CustomerNo: fmt.Sprint("K-", n), Name: "Anna Ek", Country: "SE"},
				ledger.Invoice{Number: fmt.Sprint("F-", n), Ref: fmt.Sprint(10000 + n), Issued: desk.Today.Add(-90), Due: desk.Today.Add(-60), Gross: 100_00},
				cases.New{Department: department, Handler: "bo" + department})
		}
		for _, tt := range []struct {
			sees  []string
			query cases.Query
			want  string
		}{
			{nil, cases.Query{"name": "anna"}, "C000001 C000002"},
			{[]string{"Norr"}, cases.Query{"name": "anna"}, "C000001"},
			{[]string{"Norr", "Syd"}, cases.Query{"name": "anna"}, "C000001 C000002"},
			{nil, cases.Query{"department": "Norr,Syd"}, "C000001 C000002"},
			{nil, cases.Query{"department": "Norr,Sydd"}, "department: E_SEARCH_DEPARTMENT: is no department that has cases"},
			{[]string{}, cases.Query{"name": "anna"}, "department: E_NO_ACCESS: you see none"},
			{[]string{"Norr"}, cases.Query{"department": "Syd"}, "department: E_NO_ACCESS: is none of yours"},
			{[]string{"Norr"}, cases.Query{"customer": "K-1", "situation": "all"}, "customer: no case has it, whatever else is asked for"},
			{[]string{"Syd"}, cases.Query{"customer": "K-1", "handler": "bo", "situation": "all"}, "handler: nobody of that name has a case"},
			{[]string{"Norr"}, cases.Query{"handler": "boSyd", "situation": "all"}, "handler: nobody of that name has a case"},
		} {
			d, got := desk, []string{}
			d.Departments = tt.sees
			ledgertest.View(t, book, func(tx *ledger.Tx) error {
				page, err := d.Search(tx, "eva", tt.query, cases.Paging{})
				if err != nil {
					got = append(got, err.Error())
					return nil
				}
				for _, h := range page.Hits {
					got = append(got, h.Number)
				}
				got = append(got, page.Notes...)
				return nil
			})
			slices.Sort(got)
			if said := strings.Join(got, " "); said != tt.want {
				t.Errorf("who sees %q asks %v and is told %q, want %q", tt.sees, tt.query, said, tt.want)
			}
		}
	})
}
