package correspondence

import (
	"encoding/json"
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/hold"
	"girod/ledger/outbox"
)

// Desk is where letters are written today.
type Desk struct {
	Today        date.Date
	Language     string // of debtors in our country
	Country      string // whose law the claims follow
	Sender       formats.Party
	PayTo        formats.PaymentMeans
	PrintPartner string // "" prints none
	Mail         bool   // whether e-mail can be sent at all
	// PayBy is the last day to pay what a letter of this day asks for; nil: none asks.
	PayBy func(formats.Channel) date.Date
}

// piece is a letter about to be told.
type piece struct {
	word    *formats.Reminder
	invoice ledger.InvoiceID
	to      ledger.PartyID
	payout  int64
	attempt int
}

// put keeps letters and orders them: an e-mail each, and all that go by post as one order. It
// gives their names.
func (d Desk) put(tx *ledger.Tx, list []piece) (names []string, err error) {
	rows := tx.Bulk("correspondence", "id", "tenant", "kind", "attempt", "invoice", "party", "payout", "told_on", "channel", "email", "told", "digest", "state")
	mails := outbox.NewSheaf(tx, outbox.Mail)
	first, last := "", ""
	for _, p := range list {
		id, err := tx.NextID("correspondence")
		if err != nil {
			return nil, err
		}
		w, email := p.word, ""
		w.ID = name(id)
		names = append(names, w.ID)
		if w.Channel == formats.ByMail {
			email = strings.ToLower(w.Debtor.Email)
			err = mails.Add("mail:"+w.ID, w.ID)
		} else if last = w.ID; first == "" {
			first = w.ID
		}
		if err != nil {
			return nil, err
		}
		told, err := json.Marshal(w)
		if err != nil {
			return nil, err
		}
		err = rows.Int(id).Int(int64(tx.Tenant())).Text(string(w.Kind)).Int(int64(p.attempt)).IntOrNull(int64(p.invoice)).Int(int64(p.to)).IntOrNull(p.payout).
			Int(int64(w.On)).Text(string(w.Channel)).Text(email).TextBytes(told).Text("").Text(string(Waits)).End()
		if err != nil {
			return nil, err
		}
	}
	if err := rows.Flush(); err != nil {
		return nil, err
	}
	if err := mails.Flush(); err != nil || first == "" {
		return names, err
	}
	subject := first
	if last != first {
		subject += "-" + last
	}
	return names, outbox.Put(tx, outbox.Order{Kind: outbox.Letters, Partner: d.PrintPartner, Key: "letters:" + subject, Subject: subject})
}

// tell writes one letter to a debtor, where there is a way to do so. It gives its name, or ""
// and has told the history why there is none.
func (d Desk) tell(tx *ledger.Tx, p piece) (string, error) {
	to, err := tx.Addressee(p.to)
	if err != nil {
		return "", err
	}
	why, err := d.way(tx, p.word, &to)
	if err != nil {
		return "", err
	}
	if why != "" {
		l := Letter{Reminder: *p.word, InvoiceID: p.invoice, To: p.to, Payout: p.payout}
		return "", l.note(tx, "letter-skipped", fmt.Sprintf("No letter (%s): %s", p.word.Kind, why))
	}
	names, err := d.put(tx, []piece{p})
	if err != nil {
		return "", err
	}
	return names[0], nil
}

// way addresses a letter and chooses how it goes, or says why none is written.
func (d Desk) way(tx *ledger.Tx, w *formats.Reminder, to *ledger.Party) (why string, err error) {
	holds, err := hold.OnDebtor(tx, to.ID, d.Today)
	if err != nil {
		return "", err
	}
	if h, held := hold.Elsewhere(holds); held {
		return "hold " + string(h.Reason) + ": a person writes", nil
	}
	var known bool
	if w.Channel, known = dunning.Way(d.Mail, to); !known {
		return "no good address is known", nil
	}
	if w.Channel == formats.ByPost && d.PrintPartner == "" {
		return "nobody prints", nil
	}
	w.On, w.Language, w.Country, w.Sender, w.Business = d.Today, dunning.LanguageOf(d.Language, d.Sender.Country, to.Country), d.Country, d.Sender, to.Company
	w.PayTo.Account = d.PayTo.Account
	w.Debtor = formats.Party{ID: to.CustomerNo, Name: to.Name, Email: to.Email, Street: to.Street, Street2: to.Street2,
		PostCode: to.PostCode, Town: to.Town, Country: to.Country}
	if w.Kind.Asks() && d.PayBy != nil {
		w.PayBy = d.PayBy(w.Channel)
	}
	return "", nil
}

// about begins a letter about an invoice.
func about(kind formats.LetterKind, inv *ledger.Invoice) *formats.Reminder {
	return &formats.Reminder{
		Kind: kind, Invoice: inv.Number, Issued: inv.Issued, Due: inv.Due, Concerns: inv.Concerns, Gross: inv.Gross, Currency: inv.Currency,
		PayTo: formats.PaymentMeans{Ref: inv.Ref},
	}
}
