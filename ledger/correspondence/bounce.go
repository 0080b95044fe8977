package correspondence

import (
	"errors"
	"fmt"
	"strings"

	"girod/formats"
	"girod/ledger"
	"girod/ledger/outbox"
)

// bounceDays is how long after a letter left a bounce may be about it: mail servers try for
// four or five days (RFC 5321 4.5.4.1), and their word takes a day or two to reach us.
const bounceDays = 7

// Bounce takes the word that an address does not take letters: those it carried in the last
// days are told again, by post, as its owner's card now has it ([dunning.Bounce] has marked
// the address bad). Temporary failures change nothing. It gives the names of the new letters.
func (d Desk) Bounce(tx *ledger.Tx, b formats.Bounce) (again []string, err error) {
	address := strings.ToLower(b.Address)
	if b.Temporary() || address == "" {
		return nil, nil
	}
	list, err := letters(tx, `email = $2 AND email <> '' AND state <> 'bounced' AND told_on >= $3`, address, d.Today.Add(-bounceDays))
	for i := range list {
		if err != nil {
			return again, err
		}
		l := &list[i]
		if err = l.cameBack(tx, b.Code); err != nil {
			return again, err
		}
		var name string
		if name, err = d.again(tx, l); name != "" {
			again = append(again, name)
		}
	}
	return again, err
}

// cameBack notes that a letter did not arrive, and ends its order: one that still waited is
// not to be sent to a bad address, and one in doubt did leave, for it came back.
func (l *Letter) cameBack(tx *ledger.Tx, code string) error {
	if err := l.move(tx, Bounced); err != nil {
		return err
	}
	if err := l.note(tx, "letter-bounced", fmt.Sprintf("Letter %s (%s) came back (%s)", l.ID, l.Kind, code)); err != nil {
		return err
	}
	o, err := outbox.Get(tx, "mail:"+l.ID)
	switch {
	case errors.Is(err, outbox.ErrNotFound):
		return nil
	case err != nil:
		return err
	case o.State == outbox.Waits || o.State == outbox.Staged:
		return outbox.SetState(tx, o.Key, outbox.Failed, "the address is bad")
	case o.State == outbox.InDoubt:
		return outbox.SetState(tx, o.Key, outbox.Sent, "it came back")
	}
	return nil
}

// again tells a letter once more. One that asks for money tells nothing when what it asked
// for is paid meanwhile.
func (d Desk) again(tx *ledger.Tx, l *Letter) (string, error) {
	if l.Kind.Asks() {
		owed, err := tx.Balance(l.InvoiceID)
		if err != nil || owed[ledger.Cost] < l.Compensation {
			return "", err
		}
	}
	word := l.Reminder
	return d.tell(tx, piece{word: &word, invoice: l.InvoiceID, to: l.To, payout: l.Payout, attempt: l.Attempt + 1})
}
