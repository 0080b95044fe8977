package intake

import (
	"fmt"

	"girod/ledger"
	"girod/ledger/store"
)

// checks are the laws of this room's own tables: each query gives what breaks one.
var checks = []struct{ wrong, query string }{
	{"payment %d: a proposal that gives nothing to anybody", `SELECT proposal.receipt FROM proposal
		LEFT JOIN proposal_part ON proposal_part.receipt = proposal.receipt AND proposal_part.n = proposal.n WHERE proposal_part.receipt IS NULL ORDER BY 1`},
	{"payment %d: proposed, and no such payment came", `SELECT proposal.receipt FROM proposal LEFT JOIN receipt_row ON receipt_row.id = proposal.receipt
		WHERE receipt_row.id IS NULL ORDER BY 1`},
	{"payment %d: more strayed than was booked as a factor's", `SELECT s.receipt FROM (SELECT receipt, SUM(amount) AS amount FROM stray GROUP BY receipt) s
		LEFT JOIN (SELECT posting.receipt, SUM(-posting.amount) AS amount FROM stray JOIN posting ON posting.receipt = stray.receipt
			JOIN account ON account.id = posting.account WHERE account.role = 'misdirected_liability' AND posting.amount < 0 GROUP BY posting.receipt) p ON p.receipt = s.receipt
		WHERE s.amount > COALESCE(p.amount, 0) ORDER BY 1`},
	{"payment %d: said to have come twice, and nothing came before it", `SELECT paid_twice.receipt FROM paid_twice
		LEFT JOIN receipt_row ON receipt_row.id = paid_twice.earlier AND receipt_row.id < paid_twice.receipt WHERE receipt_row.id IS NULL ORDER BY 1`},
	{"payment %d: the bank took it back, and more or less of it than is said", `SELECT taken_back.receipt FROM taken_back
		JOIN receipt_row AS came ON came.id = taken_back.receipt JOIN receipt_row AS back ON back.id = taken_back.by_receipt
		GROUP BY taken_back.receipt, came.amount HAVING (came.amount + SUM(back.amount) <= 0) <> (MAX(taken_back.whole) = 1) ORDER BY 1`},
	{"entry %d of a bank was booked, and no such booking stands", `SELECT bank_entry.id FROM bank_entry LEFT JOIN entry ON entry.id = bank_entry.entry
		WHERE bank_entry.entry <> 0 AND entry.id IS NULL ORDER BY 1`},
}

// Sound holds this room's tables against the book and tells what is wrong with them.
func Sound(tx *ledger.Tx) (wrongs []string, err error) {
	for _, c := range checks {
		err := tx.Each(c.query, nil, func(r *store.Row) error {
			wrongs = append(wrongs, fmt.Sprintf(c.wrong, r.Int(0)))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return wrongs, nil
}
