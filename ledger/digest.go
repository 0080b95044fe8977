package ledger

import (
	"encoding/hex"
	"fmt"
	"strings"

	"girod/ledger/store"
)

// digested names each table of the book with its columns in the order of its key: what
// two books must share to be the same. Left out are clock readings, who was at the
// keyboard, and the hashes over them.
var digested = []struct{ table, key, numbers, texts string }{
	{"tenant", "id", "id parent keeping", "name kind org_no"},
	{"account", "id", "id tenant", "role number currency"},
	{"party", "id", "id tenant company email_bad", "customer_no name org_no email phone street street2 post_code town country"},
	{"invoice", "id", "id tenant debtor issued due net vat gross fee_agreed company refers", "number ref kind currency concerns file origin"},
	{"item", "invoice", "invoice principal fee interest cost", ""},
	{"fee_memo", "id", "id tenant invoice bucket amount claimed_on", "key why text"},
	{"charge_fallen", "id", "id invoice after through fee cost entry risen", "cause"},
	{"client", "party", "party tenant keeps commission vat", "account"},
	{"client_claim", "invoice", "invoice client", ""},
	{"client_charge", "id", "id invoice bucket amount day reverses", "why reason"},
	{"posting", "id", "id entry account amount invoice receipt bucket late", ""},
	{"entry", "id", "id tenant number booked_on reverses first lines receipt receipts", "key series why currency text reason file origin bank_account bank_key"},
	{"receipt_row", "id", "id entry amount line", "bank_ref end_to_end payer payer_account text rule evidence"},
	{"suspense", "receipt", "receipt whole rest", ""},
	{"customer_credit", "id", "id tenant party invoice rest", "currency"},
	{"exchange", "id", "id tenant receipt invoice worth_entry claim_entry worth claim", "worth_currency claim_currency rate"},
	{"period", "id", "id tenant closed_through", "balances reason"},
	{"party_merge", "id", "id party survivor", "reason"},
	{"party_parted", "merge", "merge", "reason"},
	{"history", "id", "id tenant party invoice", "payout kind text document"},
}

// Digest is SHA-256 over the book's tables. It is equal on SQLite and PostgreSQL, and
// after every input has been replayed in the same order.
func Digest(tx *Tx) (string, error) {
	if tx.state.poster != nil {
		if err := tx.state.poster.Flush(); err != nil {
			return "", err
		}
	}
	if tx.state.history != nil {
		if err := tx.state.history.bulk.Flush(); err != nil {
			return "", err
		}
	}
	var f form
	f.reset()
	for _, d := range digested {
		numbers, texts := strings.Fields(d.numbers), strings.Fields(d.texts)
		f.text(d.table)
		query := fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", strings.Join(append(numbers[:len(numbers):len(numbers)], texts...), ", "), d.table, d.key)
		err := tx.Each(query, nil, func(r *store.Row) error {
			for i := range numbers {
				f.number(r.Int(i)) // an id that is absent reads as 0, which no row has
			}
			for i := range texts {
				at := len(f.buf)
				f.number(0)
				f.buf = r.AppendText(len(numbers)+i, f.buf)
				putLength(f.buf[at:])
			}
			f.spill()
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	sum := f.sum()
	return hex.EncodeToString(sum[:]), nil
}

// putLength writes the length of a text into the eight bytes kept before it.
func putLength(b []byte) {
	n := uint64(len(b) - 8)
	for i := range 8 {
		b[i] = byte(n >> (56 - 8*i))
	}
}
