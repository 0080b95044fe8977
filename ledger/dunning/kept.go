package dunning

import (
	"encoding/json"
	"fmt"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// sparing is a letter whose empty fields are not written down. It converts from a
// formats.Reminder as long as it has each of its fields, and the compiler sees to that.
type sparing struct {
	ID           string                 `json:",omitzero"`
	Kind         formats.LetterKind     `json:",omitzero"`
	Level        int                    `json:",omitzero"`
	Language     string                 `json:",omitzero"`
	Country      string                 `json:",omitzero"`
	On           date.Date              `json:",omitzero"`
	PayBy        date.Date              `json:",omitzero"`
	Channel      formats.Channel        `json:",omitzero"`
	Sender       formats.Party          `json:",omitzero"`
	Creditor     formats.Party          `json:",omitzero"`
	PayTo        formats.PaymentMeans   `json:",omitzero"`
	Debtor       formats.Party          `json:",omitzero"`
	Business     bool                   `json:",omitzero"`
	Invoice      string                 `json:",omitzero"`
	Issued       date.Date              `json:",omitzero"`
	Due          date.Date              `json:",omitzero"`
	Concerns     string                 `json:",omitzero"`
	Gross        int64                  `json:",omitzero"`
	Currency     money.Currency         `json:",omitzero"`
	Claims       []formats.LetterClaim  `json:",omitzero"`
	Principal    int64                  `json:",omitzero"`
	Fee          int64                  `json:",omitzero"`
	Cost         int64                  `json:",omitzero"`
	Interest     int64                  `json:",omitzero"`
	Lines        []formats.InterestLine `json:",omitzero"`
	InterestPaid int64                  `json:",omitzero"`
	Earlier      date.Date              `json:",omitzero"`
	RateText     string                 `json:",omitzero"`
	Fees         []formats.LetterFee    `json:",omitzero"`
	Compensation int64                  `json:",omitzero"`
	Plan         *formats.LetterPlan    `json:",omitzero"`
	Credit       *formats.LetterCredit  `json:",omitzero"`
	Payment      *formats.LetterPayment `json:",omitzero"`
}

// sparingParty is the same of a party.
type sparingParty struct {
	ID         string `json:",omitzero"`
	Name       string `json:",omitzero"`
	OrgNo      string `json:",omitzero"`
	VATNo      string `json:",omitzero"`
	EndpointID string `json:",omitzero"`
	Email      string `json:",omitzero"`
	Phone      string `json:",omitzero"`
	Street     string `json:",omitzero"`
	Street2    string `json:",omitzero"`
	PostCode   string `json:",omitzero"`
	Town       string `json:",omitzero"`
	Country    string `json:",omitzero"`
	TaxStatus  string `json:",omitzero"`
}

// body is what the row of a letter keeps of it beside its columns. A run may write a million
// letters: nothing of them is written twice.
type body struct {
	sparing
	PayTo  struct{ Ref string } `json:",omitzero"` // the rest of it is the letterhead's
	Debtor sparingParty         `json:",omitzero"`
}

// bodyOf gives the body of a letter: without the columns of its row and its letterhead.
func bodyOf(w *formats.Reminder) ([]byte, error) {
	b := body{sparing: sparing(*w), Debtor: sparingParty(w.Debtor)}
	b.PayTo.Ref = w.PayTo.Ref
	b.ID, b.Kind, b.On, b.PayBy, b.Channel, b.Currency = "", "", 0, 0, "", ""
	b.Principal, b.Fee, b.Interest, b.Cost = 0, 0, 0, 0
	b.Sender, b.Creditor = formats.Party{}, formats.Party{}
	return json.Marshal(&b)
}

// headed gives what a letter's letterhead says.
func headed(w *formats.Reminder) ([]byte, error) {
	head := sparing{Sender: w.Sender, Creditor: w.Creditor, PayTo: w.PayTo}
	head.PayTo.Ref = ""
	return json.Marshal(&head)
}

// headOf gives the letterhead of a letter, kept once however often it is used.
func headOf(tx *ledger.Tx, w *formats.Reminder) (id int64, err error) {
	told, err := headed(w)
	if err != nil {
		return 0, err
	}
	_, err = tx.One(`SELECT id FROM letterhead WHERE told = $1`, []any{string(told)}, func(r *store.Row) error { id = r.Int(0); return nil })
	if err != nil || id != 0 {
		return id, err
	}
	if id, err = tx.NextID("letterhead"); err == nil {
		_, err = tx.Exec(`INSERT INTO letterhead (id, told) VALUES ($1, $2)`, id, string(told))
	}
	return id, err
}

const keptColumns = `SELECT letterhead.told, reminder.told, reminder.id, reminder.kind, reminder.told_on, reminder.pay_by, reminder.channel, reminder.currency,
	reminder.principal, reminder.fee, reminder.interest, reminder.cost, reminder.invoice, reminder.debtor, reminder.attempt, reminder.state, reminder.digest
	FROM reminder JOIN letterhead ON letterhead.id = reminder.letterhead `

// eachKept puts letters together again, as they were told.
func eachKept(tx *ledger.Tx, query string, args []any, fn func(Reminder) error) error {
	return tx.Each(query, args, func(row *store.Row) error {
		w := formats.Reminder{ID: name(row.Int(2)), Kind: formats.LetterKind(row.Text(3)), On: row.Date(4), PayBy: row.Date(5), Channel: formats.Channel(row.Text(6)),
			Currency: money.Currency(row.Text(7)), Principal: row.Int(8), Fee: row.Int(9), Interest: row.Int(10), Cost: row.Int(11)}
		for _, part := range []string{row.Text(0), row.Text(1)} {
			if err := json.Unmarshal([]byte(part), &w); err != nil {
				return fmt.Errorf("reminder %s: %w", w.ID, err)
			}
		}
		return fn(Reminder{Reminder: w, InvoiceID: ledger.InvoiceID(row.Int(12)), DebtorID: ledger.PartyID(row.Int(13)), Attempt: int(row.Int(14)),
			State: State(row.Text(15)), Digest: row.Text(16)})
	})
}
