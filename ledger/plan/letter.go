package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"girod/config/law"
	"girod/formats"
	"girod/ledger"
	"girod/ledger/hold"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// ErrBytes: a letter rendered other bytes than the first time.
var ErrBytes = errors.New("letter renders other bytes than before")

// Letter is a letter about a plan, word for word as told.
type Letter struct {
	formats.Reminder
	PlanID ID
	Digest string
	State  string
	number int64
}

// orderKey names the order of a letter; a print partner gets each with an index of its own.
const orderKey = "letters:"

// IsLetter tells whether a letter's name is one of this room: "plan3-1".
func IsLetter(name string) bool { return strings.HasPrefix(name, "plan") }

// LetterOf gives the letter that an order is about.
func LetterOf(o outbox.Order) (name string, is bool) {
	return o.Subject, o.Kind == outbox.Letters && IsLetter(o.Subject)
}

// write keeps a letter and orders it, where somebody prints and nothing forbids a letter. as
// holds the instalments as the letter tells them; none: as agreed.
func (d Desk) write(tx *ledger.Tx, p *Plan, kind formats.LetterKind, as formats.LetterPlan) error {
	if d.PrintPartner == "" {
		return nil
	}
	held, err := hold.OnDebtor(tx, p.Debtor, d.Today)
	if err != nil {
		return err
	}
	if h, elsewhere := hold.Elsewhere(held); elsewhere {
		return p.note(tx, "letter-skipped", "", fmt.Sprintf("No letter (%s): hold %s: a person writes", kind, h.Reason))
	}
	id, err := tx.NextID("plan_letter")
	if err != nil {
		return err
	}
	w, err := d.word(tx, p, kind, as)
	if err != nil {
		return err
	}
	w.ID = fmt.Sprintf("%s-%d", p.ID.Name(), id)
	told, err := json.Marshal(w)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO plan_letter (id, plan, kind, told_on, told, digest, state) VALUES ($1, $2, $3, $4, $5, '', 'waiting')`,
		id, p.ID, string(kind), d.Today, string(told))
	if err != nil {
		return err
	}
	return outbox.Put(tx, outbox.Order{Kind: outbox.Letters, Partner: d.PrintPartner, Key: orderKey + w.ID, Subject: w.ID})
}

// word gathers what a letter says: the debt as it stands, and the plan.
func (d Desk) word(tx *ledger.Tx, p *Plan, kind formats.LetterKind, as formats.LetterPlan) (*formats.Reminder, error) {
	debtor, err := tx.Addressee(p.Debtor)
	if err != nil {
		return nil, err
	}
	w := &formats.Reminder{
		Kind: kind, Language: d.Language, Country: string(d.Country), On: d.Today, PayBy: p.Instalments[0].Due, Channel: formats.ByPost,
		Sender: d.Sender, PayTo: formats.PaymentMeans{Ref: p.Ref, Account: d.PayTo}, Business: debtor.Company, Currency: p.Currency,
		Debtor: formats.Party{ID: debtor.CustomerNo, Name: debtor.Name, Email: debtor.Email, Street: debtor.Street, Street2: debtor.Street2,
			PostCode: debtor.PostCode, Town: debtor.Town, Country: debtor.Country},
		Plan: &formats.LetterPlan{ID: p.ID.Name(), Agreed: p.Agreed, InterestRuns: p.Interest == Runs, Added: as.Added, Instalments: as.Instalments},
	}
	switch last := p.Instalments[len(p.Instalments)-1]; {
	case kind == formats.PlanInterestLetter && last.Due >= d.Today:
		w.PayBy = last.Due
	case kind != formats.PlanLetter:
		w.PayBy = d.payBy()
	}
	for i := 0; i < len(p.Instalments) && as.Instalments == nil; i++ {
		w.Plan.Instalments = append(w.Plan.Instalments, formats.LetterInstalment{Due: p.Instalments[i].Due, Amount: p.Instalments[i].Amount})
	}
	for i, o := range p.Invoices {
		inv, err := tx.Invoice(o.Invoice)
		if err != nil {
			return nil, err
		}
		now, err := tx.Balance(o.Invoice)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			w.Invoice, w.Issued, w.Due, w.Concerns = inv.Number, inv.Issued, inv.Due, inv.Concerns
		}
		w.Gross += inv.Gross
		w.Principal, w.Fee = w.Principal+now[ledger.Principal], w.Fee+now[ledger.Fee]
		w.Interest, w.Cost = w.Interest+now[ledger.Interest], w.Cost+now[ledger.Cost]
		if kind == formats.PlanBrokenLetter { // the interest by rate, days and base (inkassolagen 5 §)
			a, err := d.Assess(tx, &inv, d.Today)
			if err != nil {
				return nil, err
			}
			for _, l := range a.Lines {
				if len(p.Invoices) > 1 {
					l.Invoice = inv.Number
				}
				w.Lines = append(w.Lines, l)
			}
			w.InterestPaid += a.Paid
		}
		fees, err := d.Explain(tx, o.Invoice, now[ledger.Fee], now[ledger.Cost])
		if err != nil {
			return nil, err
		}
		w.Fees = append(w.Fees, fees...)
		if len(p.Invoices) > 1 {
			w.Claims = append(w.Claims, formats.LetterClaim{Invoice: inv.Number, Issued: inv.Issued, Due: inv.Due, Concerns: inv.Concerns,
				Gross: inv.Gross, Principal: now[ledger.Principal]})
		}
	}
	for _, f := range w.Fees {
		if f.Kind == law.LateCompensation {
			w.Compensation += f.Amount
		}
	}
	return w, nil
}

// told gives the instalments as a letter tells them: what is paid, what is left of one that
// was paid in part, and the one that broke the plan. One that asks for nothing is not told.
func (s *Standing) told(missed int) (list []formats.LetterInstalment) {
	for _, p := range s.Parts {
		one := formats.LetterInstalment{Due: p.Due, Amount: p.Asked, Missed: p.Number == missed, Paid: p.Covered == p.Asked}
		if p.Covered > 0 && !one.Paid {
			one.Left = p.Asked - p.Covered
		}
		if p.Asked > 0 {
			list = append(list, one)
		}
	}
	return list
}

// ReadLetter gives a letter by its name.
func ReadLetter(tx *ledger.Tx, name string) (l Letter, err error) {
	_, text, _ := strings.Cut(name, "-")
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return l, fmt.Errorf("letter %s: %w", name, ledger.ErrNotFound)
	}
	found, err := tx.One(`SELECT plan_letter.plan, told, digest, plan_letter.state FROM plan_letter JOIN plan ON plan.id = plan_letter.plan
		WHERE plan_letter.id = $1 AND plan.tenant = $2`, []any{number, tenant(tx)}, func(r *store.Row) error {
		l.PlanID, l.Digest, l.State, l.number = ID(r.Int(0)), r.Text(2), r.Text(3), number
		return json.Unmarshal([]byte(r.Text(1)), &l.Reminder)
	})
	if err == nil && (!found || l.ID != name) {
		err = ledger.ErrNotFound
	}
	if err != nil {
		err = fmt.Errorf("letter %s: %w", name, err)
	}
	return l, err
}

// SetRendered notes the digest of the bytes a letter was rendered to; others are never
// sent.
func SetRendered(tx *ledger.Tx, name, digest string) error {
	l, err := ReadLetter(tx, name)
	if err != nil {
		return err
	}
	if l.Digest != "" {
		if l.Digest != digest {
			return fmt.Errorf("letter %s: %w", name, ErrBytes)
		}
		return nil
	}
	_, err = tx.Exec(`UPDATE plan_letter SET digest = $2, state = 'rendered' WHERE id = $1`, l.number, digest)
	return err
}

// SetSent notes that a letter is with the print partner. Said again it does nothing.
func SetSent(tx *ledger.Tx, name string) error {
	l, err := ReadLetter(tx, name)
	if err != nil || l.State == "sent" {
		return err
	}
	if _, err := tx.Exec(`UPDATE plan_letter SET state = 'sent' WHERE id = $1`, l.number); err != nil {
		return err
	}
	p, err := Get(tx, l.PlanID)
	if err != nil {
		return err
	}
	return p.note(tx, "letter-sent", l.Digest, fmt.Sprintf("Letter %s about %s", name, p.ID.Name()))
}

// note writes down with each invoice of a plan what became of a letter.
func (p *Plan) note(tx *ledger.Tx, kind, document, text string) error {
	for _, o := range p.Invoices {
		if err := tx.AddHistory(ledger.History{Party: p.Debtor, Invoice: o.Invoice, Kind: kind, Document: document, Text: text}); err != nil {
			return err
		}
	}
	return nil
}
