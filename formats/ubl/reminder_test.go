package ubl_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"pgregory.net/rapid"

	"girod/formats"
	"girod/formats/ubl"
)

// A reminder is told apart from an invoice in both forms, names the invoice, and asks
// for what the reminder says and not a krone more: it never becomes a second claim.
func TestReminder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := told()
		r.Principal = rapid.Int64Range(-1000, 1e9).Draw(t, "principal")
		r.Fee, r.Cost = rapid.Int64Range(0, 7000).Draw(t, "fee"), rapid.Int64Range(0, 18000).Draw(t, "cost")
		r.Language = rapid.SampledFrom([]string{"sv", "nb", "en"}).Draw(t, "language")
		if rapid.Bool().Draw(t, "outside VAT") {
			r.Sender.VATNo = ""
		}
		for _, form := range []ubl.Form{ubl.EHFReminder, ubl.PlainReminder} {
			var b bytes.Buffer
			if err := ubl.WriteReminder(&b, r, form); err != nil {
				t.Fatal(form, err)
			}
			var got formats.Invoice
			sum, err := ubl.Read(&b, formats.Limits{}, formats.Sink{Invoice: func(i *formats.Invoice) error { got = *i; return nil }})
			if err != nil || len(sum.Findings) > 0 || sum.Format != "ubl.reminder" {
				t.Fatalf("%s: %+v, %v", form, sum, err)
			}
			if got.Kind != formats.ReminderDocument || got.Payable != r.Total() || got.VAT != 0 || len(got.Refers) != 1 || got.Refers[0] != r.Invoice ||
				got.Due != r.PayBy || got.Means[0].Ref != r.PayTo.Ref || got.Means[0].Account.ID != "15062200006" || got.Number != r.ID {
				t.Fatalf("%s: %+v", form, got)
			}
		}
	})
}

func TestReminderRefuses(t *testing.T) {
	for code, change := range map[string]func(*formats.Reminder){
		"reminder-form":       func(*formats.Reminder) {},
		"br-55":               func(r *formats.Reminder) { r.Invoice = "" },
		"peppol-en16931-r010": func(r *formats.Reminder) { r.Debtor.EndpointID = "" },
		"br-11":               func(r *formats.Reminder) { r.Debtor.Country = "" },
	} {
		r, form := told(), ubl.EHFReminder
		change(&r)
		if code == "reminder-form" {
			form = "fax"
		}
		var refused *formats.Error
		if err := ubl.WriteReminder(io.Discard, r, form); !errors.As(err, &refused) || refused.Code != code {
			t.Errorf("%s: %v", code, err)
		}
	}
}

// A payment request asks for money and is no claim of the book's.
func TestPaymentRequest(t *testing.T) {
	inv := invoice()
	inv.Kind = formats.PaymentRequestDocument
	var b bytes.Buffer
	if err := ubl.Write(&b, inv); err != nil {
		t.Fatal(err)
	}
	got, sum := read(t, b.Bytes())
	if got.Kind != formats.PaymentRequestDocument || sum.Format != "ubl.payment-request" || len(sum.Findings) > 0 {
		t.Errorf("%s %+v", got.Kind, sum)
	}
}
