package payout

import (
	"fmt"
	"strings"

	"girod/formats"
	"girod/formats/money"
	"girod/formats/reference"
	"girod/ledger"
)

// GiveBack makes a payout of what rests of a payment on suspense, to the account it was paid
// from and to no other: money nobody is owed goes back where it came from. It waits
// for two people as any other, and leaves suspense when its file is rendered.
func GiveBack(tx *ledger.Tx, who Person, id ledger.ReceiptID, reason string, check Check, in Tongue) (Payout, error) {
	what := fmt.Sprintf("payment pay%d", id)
	r, err := tx.Receipt(id)
	if err != nil {
		return Payout{}, err
	}
	rest, err := tx.SuspenseOf(id)
	switch {
	case err != nil:
		return Payout{}, err
	case strings.TrimSpace(reason) == "":
		return Payout{}, &Refusal{Incomplete, what, "want a reason"}
	case rest <= 0:
		return Payout{}, &Refusal{WrongState, what, "nothing of it rests on suspense"}
	case len(r.PayerAccount) == 0:
		return Payout{}, &Refusal{NoPayerAccount, what, "the bank did not say from which account it came: find the owner, and refund their credit"}
	}
	to := formats.Account{ID: strings.ReplaceAll(string(r.PayerAccount), " ", ""), Currency: r.Currency}
	if reference.CheckIBAN(to.ID) == nil {
		to.Scheme = "IBAN"
	}
	source, waits, err := next(tx, fmt.Sprintf("suspense:%d", id))
	if err != nil {
		return Payout{}, err
	}
	if waits {
		return Payout{}, &Refusal{AlreadyPaid, what, "a payout gives it back already"}
	}
	p, err := Create(tx, who, Payout{
		Source: source, Liability: ledger.Posting{Role: restsOn(tx), Receipt: id}, Payee: formats.Party{Name: string(r.Payer)},
		To: to, Amount: money.Of(rest, r.Currency), Text: in.in("").giveBack + r.BookedOn.String(),
	}, check)
	if err != nil {
		return p, err
	}
	return p, p.note(tx, "return-proposed", fmt.Sprintf("pay%d goes back: %s", id, reason))
}
