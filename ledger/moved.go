package ledger

import (
	"fmt"
	"slices"
	"strings"

	"girod/formats/date"
	"girod/ledger/store"
)

// Moved is one thing that moved an item. In the books of who owns the claim it is a posting,
// or the memo of a charge that is earned when paid; in an agent's it is what the client
// claims, or a posting of what was collected for the client. Who asks what is owed or paid on
// an invoice asks here, and is right in whosever books it stands.
type Moved struct {
	Invoice   InvoiceID
	Bucket    Bucket
	Amount    int64     // above zero more is owed
	On        date.Date // booked, or claimed
	Counts    date.Date // from when: of a payment the day it came, of a reversal that of what it takes back
	Receipt   ReceiptID // the payment; 0 where none moved it
	Entry     EntryID   // 0: it is a charge, and in no entry
	Charge    int64     // its number among the charges of its books
	Why       Why       // of a reversal, of what it takes back
	Text      string
	TakesBack bool // it is a reversal
}

// Paid tells that a payment moved it: one that came here, or that the client has received.
func (m Moved) Paid() bool { return m.Receipt != 0 || m.Why == PaidElsewhere }

// MovesItem chooses, in SQL over posting and account, the postings that move an item: those
// that [Poster] moves items by.
const MovesItem = `(account.role = 'ar' OR posting.invoice IS NOT NULL AND account.role IN ('fee_income', 'interest_income', 'late_comp_income', 'client_funds'))`

// moved is all that moved the items that %[1]s chooses, in the books of the tenant $1.
const moved = `SELECT posting.invoice, posting.bucket, posting.amount, entry.booked_on, COALESCE(came.booked_on, was.booked_on, entry.booked_on), posting.receipt,
		entry.id, 0, COALESCE(was.why, entry.why), entry.text, entry.reverses
	FROM item_posting CROSS JOIN posting CROSS JOIN account CROSS JOIN entry LEFT JOIN entry was ON was.id = entry.reverses
		LEFT JOIN receipt_row ON receipt_row.id = posting.receipt LEFT JOIN entry came ON came.id = receipt_row.entry
	WHERE item_posting.invoice %[1]s AND posting.id = item_posting.posting AND account.id = posting.account AND entry.id = posting.entry
		AND ` + MovesItem + ` AND +account.tenant = $1
	UNION ALL SELECT fee_memo.invoice, bucket, amount, claimed_on, claimed_on, NULL, 0, id, why, text, NULL
	FROM fee_memo WHERE fee_memo.invoice %[1]s AND +tenant = $1
	UNION ALL SELECT c.invoice, c.bucket, c.amount, c.day, COALESCE(back.day, c.day), NULL, 0, c.id, COALESCE(back.why, c.why), c.reason, c.reverses
	FROM client_charge c CROSS JOIN invoice LEFT JOIN client_charge back ON back.id = c.reverses
	WHERE c.invoice %[1]s AND invoice.id = c.invoice AND +invoice.tenant = $1
	ORDER BY 1, 4, 7, 8`

// atOnce is how many items are asked for at once: PostgreSQL, as long as it has not counted the
// rows of a table, reads it whole for many more.
const atOnce = 32

// EachMoved calls fn for all that moved some items, item by item in order of day.
func (tx *Tx) EachMoved(of []InvoiceID, fn func(Moved) error) error {
	for some := range slices.Chunk(of, atOnce) {
		marks, args := make([]string, len(some)), []any{tx.books.Tenant}
		for i, id := range some {
			marks[i], args = fmt.Sprintf("$%d", i+2), append(args, id)
		}
		choice := "IN (" + strings.Join(marks, ", ") + ")"
		if len(some) == 1 {
			choice = "= $2"
		}
		err := tx.Each(fmt.Sprintf(moved, choice), args, func(r *store.Row) error {
			return fn(Moved{Invoice: InvoiceID(r.Int(0)), Bucket: Bucket(r.Int(1) & 3), Amount: r.Int(2), On: r.Date(3), Counts: r.Date(4), Receipt: ReceiptID(r.Int(5)),
				Entry: EntryID(r.Int(6)), Charge: r.Int(7), Why: Why(r.Text(8)), Text: r.Text(9), TakesBack: !r.Null(10)})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
