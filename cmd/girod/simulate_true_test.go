package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"text/template"

	"girod/exchange/durable"
	"girod/formats/date"
	"girod/formats/money"
)

// bankFile is a camt.054 of one day; a payment is an amount in minor units and a reference.
func bankFile(t testing.TB, name string, day date.Date, payments map[string]int64) []byte {
	v := struct {
		Message, Name, Day, IBAN, Opening, Closing, Seq, Currency string
		Payments                                                  []paymentLine
	}{Message: "054", Name: name, Day: day.String(), IBAN: townIBAN, Seq: "1", Currency: "SEK"}
	var refs []string
	for ref := range payments {
		refs = append(refs, ref)
	}
	slices.Sort(refs)
	for i, ref := range refs {
		v.Payments = append(v.Payments, paymentLine{Amount: money.Of(payments[ref], money.SEK).Decimal(), Side: "CRDT", Ref: ref, Payer: "Någon",
			BankRef: fmt.Sprintf("%s-%d", name, i)})
	}
	var text bytes.Buffer
	if err := template.Must(template.New("camt").Parse(camtForm)).Execute(&text, v); err != nil {
		t.Fatal(err)
	}
	return text.Bytes()
}

// TestSimulateComesTrue simulates four months of a mixed book (firms and members, time
// granted, a dispute, a plan that is missed, payments in time, late, in part, too much and by
// an unknown reference) and then lets them really pass, day by day: the same letters with
// the same sums and last days, and the same vouchers to the last posting.
func TestSimulateComesTrue(t *testing.T) {
	first, last := date.Of(2026, 1, 5), date.Of(2026, 4, 30)
	h := furnish(t, t.TempDir(), map[string]string{"DUNNING": "true", "STATEMENTS": "none"})
	h.must(durable.On(durable.OS{}).MkdirAll(h.path("data")))
	members(t, "sqlite:"+h.path("data/girod.db"), 60, date.Of(2026, 1, 1))
	begun := first.String() + "T07:00:00+01:00"
	h.ask(begun, "--as", "anna", "invoices", "hold", "F-4", "--reason", "respite", "--through", "2026-02-20", "--source", "till efter lönen")
	h.ask(begun, "--as", "anna", "parties", "hold", "M-6", "--reason", "dispute", "--source", "bryggan är trasig")
	h.ask(begun, "--as", "anna", "plans", "propose", "F-2", "--instalments", "3", "--first", "2026-02-02", "--every", "month")
	h.ask(begun, "--as", "anna", "plans", "agree", "plan1", "--document", "undertecknad")

	// F-1 owes 1001.00, due 2026-01-06: a part, then too much. F-3 and F-5 (1003.00, 1005.00, due
	// 01-16 and 01-26) pay principal and fee after their first letters, the one in time and the
	// other when its last day is over. F-10 is a firm's. F-2 pays one instalment of its plan.
	payments := map[date.Date]map[string]int64{
		date.Of(2026, 1, 19): {"1000001": 500_00, "1000008": 1008_00},
		date.Of(2026, 1, 30): {"1000003": 1063_00, "99999990": 77_00},
		date.Of(2026, 2, 2):  {"1000002": 400_00},
		date.Of(2026, 2, 26): {"1000005": 1065_00, "1000001": 900_00},
		date.Of(2026, 3, 30): {"1000010": 1460_00},
		date.Of(2026, 4, 7):  {"1000007": 1},
	}
	args := []string{"--json", "simulate", "--from", first.String(), "--to", last.String()}
	h.must(durable.On(durable.OS{}).MkdirAll(h.path("coming")))
	for day, list := range payments {
		name := "coming/N" + day.String() + ".xml"
		h.write(name, bankFile(t, "N"+day.String(), day, list))
		args = append(args, "--payments", h.path(name))
	}
	foretold := h.ask(begun, args...)

	for day := first; day <= last; day = day.Add(1) {
		if list := payments[day]; list != nil {
			h.write("bank/in/N"+day.String()+".xml", bankFile(t, "N"+day.String(), day, list))
		}
		h.ask(day.String()+"T22:30:00+01:00", "run", "--once")
	}
	var letters, vouchers []string
	for line := range strings.Lines(foretold) {
		var e coming
		h.must(json.Unmarshal([]byte(line), &e))
		switch {
		case e.What == "letter" && e.Kind == "reminder":
			letters = append(letters, fmt.Sprintf("%s %s %s %d %s %s %s", e.Letter, e.Day, e.Invoice, e.Level, e.Channel, e.Amount, e.PayBy))
		case e.What == "posting":
			vouchers = append(vouchers, voucherLine(e.Voucher, e.Kind, e.Text, e.Lines))
		}
	}
	var told []struct {
		Reminder, Invoice, Channel, Total string
		Level                             int
		Day, PayBy                        date.Date
	}
	h.askJSON(&told, "reminders", "--from", first.String(), "--through", last.String())
	var came []string
	for _, r := range told {
		came = append(came, fmt.Sprintf("%s %s %s %d %s %s %s", r.Reminder, r.Day, r.Invoice, r.Level, r.Channel, r.Total, r.PayBy))
	}
	same(t, "letters", letters, came, 30)
	came = nil
	for line := range strings.Lines(h.ask("", "--json", "ledger", "entries")) {
		var e entryJSON
		h.must(json.Unmarshal([]byte(line), &e))
		came = append(came, voucherLine(fmt.Sprint(e.Series, e.Number), e.Why, e.Text, e.Postings))
	}
	same(t, "vouchers", vouchers, came[max(len(came)-len(vouchers), 0):], 25)
}

func voucherLine(voucher, why, text string, lines []postingJSON) string {
	said, _ := json.Marshal(lines)
	return fmt.Sprintf("%s %s %s %s", voucher, why, text, said)
}

// same holds what was foretold against what came, of which there are so many at least.
func same(t *testing.T, what string, foretold, came []string, least int) {
	t.Helper()
	if len(came) < least || len(came) != len(foretold) {
		t.Errorf("%d %s foretold, %d came; want %d at least", len(foretold), what, len(came), least)
	}
	for i := range min(len(foretold), len(came)) {
		if foretold[i] != came[i] {
			t.Errorf("%s:\nforetold %s\ncame     %s", what, foretold[i], came[i])
		}
	}
}
