package intake_test

import (
	"testing"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/intake"
	"girod/ledger/ledgertest"
)

// documents tells invoices to a sink.
func documents(list ...formats.Invoice) intake.Read {
	return func(sink formats.Sink) (*formats.Summary, error) {
		for i := range list {
			if sink.Invoice == nil {
				break
			}
			if err := sink.Invoice(&list[i]); err != nil {
				return nil, err
			}
		}
		return &formats.Summary{}, nil
	}
}

func bill(number string, net int64) formats.Invoice {
	return formats.Invoice{
		Kind: formats.InvoiceDocument, Number: number, Issued: date.Of(2026, 1, 2), Due: date.Of(2026, 2, 1), Currency: money.SEK,
		Net: net, VAT: net / 4, Gross: net + net/4, Payable: net + net/4, Issuer: formats.Party{Name: "Kören", OrgNo: "802002-1234"},
		Recipient: formats.Party{ID: "C9", Name: "Cecilia Dahl", OrgNo: "850314-2386", Email: "cecilia@example.se", Town: "Umeå", Country: "SE"},
		Means:     []formats.PaymentMeans{{Code: "30", Ref: "77 00 13"}}, Lines: []formats.InvoiceLine{{Text: "Course", Amount: net}},
	}
}

// TestInvoices: an invoice is a claim (T-01) on a party with its reference; a credit note
// lowers it (T-05); reminders and payment requests claim nothing; the same again is a
// duplicate. R-ALK-16 R-ALK-23
func TestInvoices(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		credit := bill("78", 2000)
		credit.Kind, credit.Refers, credit.Means = formats.CreditNoteDocument, []string{"77"}, nil
		reminder := bill("79", 10000)
		reminder.Kind = formats.ReminderDocument
		request := bill("80", 10000)
		request.Kind = formats.PaymentRequestDocument
		post := bill("81", 100)
		post.Recipient = formats.Party{ID: "C10", Name: "David Ek", Email: "david@nowhere"}
		desk := intake.Desk{File: "f000001", FeeAgreed: true, Issuer: "8020021234"}
		out := take(t, book, documents(bill("77", 10000), credit, reminder, request, post, bill("77", 10000)), ours, desk)
		if out.Hold != nil || out.Invoices != 2 || out.Credits != 1 || out.Duplicates != 1 {
			t.Fatalf("%+v", out)
		}
		ledgertest.View(t, book, func(tx *ledger.Tx) error {
			i, err := tx.InvoiceByNumber("77")
			if err != nil {
				return err
			}
			if i.Ref != "770013" || !i.FeeAgreed || i.Company || i.Concerns != "Course" || i.File != "f000001" {
				t.Errorf("%+v", i)
			}
			if b, err := tx.Balance(i.ID); err != nil || b[0] != 12500-2500 {
				t.Errorf("owed %v (%v)", b, err)
			}
			for no, bad := range map[string]bool{"C9": false, "C10": true} {
				if p, err := tx.PartyByCustomerNo(no); err != nil || p.EmailBad != bad {
					t.Errorf("%s: %+v (%v)", no, p, err)
				}
			}
			return nil
		})
		ledgertest.Clean(t, book)
	})
}

// TestForeignInvoice: an invoice that another house issued is not our claim.
func TestForeignInvoice(t *testing.T) {
	ledgertest.EachBook(t, func(t *testing.T, book *ledger.Book) {
		out := take(t, book, documents(bill("77", 10000)), ours, intake.Desk{Issuer: "5560360793"})
		if out.Hold == nil || out.Hold.Code != "issuer" {
			t.Errorf("%+v", out)
		}
	})
}
