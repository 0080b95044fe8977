package letter

import (
	"encoding/json"
	"testing"

	"girod/formats"
)

func TestCodeLine(t *testing.T) {
	for _, c := range []struct {
		of     *formats.Reminder
		change func(*formats.Reminder)
		want   string
	}{
		{kajsa(), func(*formats.Reminder) {}, "#                1001012347 #    1572 33   8 >            58056201#41#"},
		{kajsa(), func(r *formats.Reminder) { r.Principal, r.Fee, r.Interest = 5, 0, 0 }, "#                1001012347 #       0 05   9 >            58056201#41#"},
		{kajsa(), func(r *formats.Reminder) { r.Principal, r.Fee, r.Interest = 9_999_999_999, 0, 0 },
			"#                1001012347 #99999999 99   0 >            58056201#41#"},
		{kajsa(), func(r *formats.Reminder) { r.Principal, r.Fee, r.Interest = 10_000_000_000, 0, 0 }, ""}, // eight places
		{kajsa(), func(r *formats.Reminder) { r.PayTo.Ref = "RF18539007547034" }, ""},
		{kajsa(), func(r *formats.Reminder) { r.Currency = "EUR" }, ""},
		{kajsa(), func(r *formats.Reminder) { r.PayTo.Account = formats.Account{ID: "SE4550000000058398257466"} }, ""},
		{kajsa(), func(r *formats.Reminder) { r.Kind, r.Plan = formats.PlanLetter, threeParts() }, "#                1001012347 #     524 11   6 >            58056201#41#"},
		{kajsa(), func(r *formats.Reminder) { r.Kind, r.Plan = formats.PlanInterestLetter, threeParts() }, "#                1001012347 #     524 13   2 >            58056201#41#"},
		{marit(), func(*formats.Reminder) {}, ""},
		{soeren(), func(*formats.Reminder) {}, "+71<000100017156728+81234567<"},
		{soeren(), func(r *formats.Reminder) { r.PayTo.Ref = "100017156728" }, "+71<000100017156728+81234567<"},
		{soeren(), func(r *formats.Reminder) { r.PayTo.Ref = "100017156729" }, ""},
		{soeren(), func(r *formats.Reminder) { r.PayTo.Account.Scheme = "FIK73" }, "+73<+81234567<"},
		{soeren(), func(r *formats.Reminder) { r.PayTo.Account.ID = "8123456" }, ""},
		// The example of the Finnish banks' guide, and two of an open implementation.
		{aino(), func(r *formats.Reminder) {
			r.Principal, r.Fee, r.Interest, r.On, r.PayBy = 488315, 0, 0, 20100601, 20100612
		},
			"479440520200360820048831500000000868516259619897100612"},
		{aino(), func(r *formats.Reminder) {
			r.PayTo = formats.PaymentMeans{Ref: "11112", Account: formats.Account{ID: "FI37 1590 3000 0007 76", Scheme: "IBAN"}}
			r.Principal, r.Fee, r.Interest, r.On, r.PayBy = 1225, 0, 0, 20161201, 20161221
		}, "437159030000007760000122500000000000000000011112161221"},
		{aino(), func(r *formats.Reminder) {
			r.PayTo = formats.PaymentMeans{Ref: "RF9811112", Account: formats.Account{ID: "FI37 1590 3000 0007 76", Scheme: "IBAN"}}
			r.Principal, r.Fee, r.Interest, r.On, r.PayBy = 110, 0, 0, 20161201, 20170101
		}, "537159030000007760000011098000000000000000011112170101"},
		{aino(), func(r *formats.Reminder) { r.Principal = 100_000_000 }, "479440520200360820000000000000000868516259619897260223"},
		{aino(), func(r *formats.Reminder) { r.PayTo.Ref = "868516259619898" }, ""},
	} {
		c.change(c.of)
		if got := CodeLine(c.of); got != c.want {
			t.Errorf("got  %q\nwant %q", got, c.want)
		}
	}
	for number, check := range map[string]int{"123456": 6, "60224": 3, "1": 8, "2": 6} { // known vectors
		if got := modulus10(number); got != check {
			t.Errorf("%s: %d, want %d", number, got, check)
		}
	}
}

func TestQR(t *testing.T) {
	got := squareText(kajsa())
	want := `{"uqr":1,"tp":1,"nme":"Sjöviks Roddförening","cid":"802400-1234","iref":"1001012347","ddt":"20260223","idt":"20260211",` +
		`"due":1572.33,"pt":"BG","acc":"5805-6201"}`
	if got != want || !json.Valid([]byte(got)) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	r := aino()
	if got := squareText(r); got != "" {
		t.Errorf("a viite has no place in the European code: %q", got)
	}
	r.PayTo.Ref = "RF9811112"
	if got, want := squareText(r), "BCD\n002\n1\nSCT\n\nJärvenrannan Huolto Oy\nFI7944052020036082\nEUR1517.33\n\nRF9811112"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := squareText(marit()); got != "" {
		t.Errorf("Norway reads none: %q", got)
	}
}
