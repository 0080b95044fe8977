package ledger

import (
	"girod/ledger/store"
)

// History is something that happened to a party, an invoice or a payout and is worth
// telling later: a letter sent, a hold, an approval. It is never changed, and carries
// a hash chain as entries do.
type History struct {
	ID       int64
	Tenant   TenantID // given by the book
	Party    PartyID
	Invoice  InvoiceID
	Payout   string
	Kind     string // "reminder-sent", "hold", "approved"
	Text     string
	Document string // digest of the archived document, if there is one (R-ALK-18)
	At       string // given by the book
	By       string
}

// historyBook gathers history: a reminder run writes a row for each letter.
type historyBook struct {
	bulk *store.Bulk
	last int64
	head [32]byte
	form form
}

const historyColumns = `id, party, invoice, payout, kind, text, document, at, actor, tenant`

// AddHistory writes down that something happened, at the transaction's time.
func (tx *Tx) AddHistory(h History) error {
	b, err := tx.historyBook()
	if err != nil {
		return err
	}
	b.last++
	h.ID, h.Tenant, h.At, h.By = b.last, tx.books.Tenant, tx.Stamp(), tx.by
	hash := b.link(&h)
	return b.bulk.Int(h.ID).IntOrNull(int64(h.Party)).IntOrNull(int64(h.Invoice)).Text(h.Payout).Text(h.Kind).Text(h.Text).
		Text(h.Document).Text(h.At).Text(h.By).Blob(hash[:]).Int(int64(h.Tenant)).End()
}

func (tx *Tx) historyBook() (*historyBook, error) {
	if tx.state.history != nil {
		return tx.state.history, nil
	}
	b := &historyBook{bulk: tx.Bulk("history", "id", "party", "invoice", "payout", "kind", "text", "document", "at", "actor", "hash", "tenant")}
	_, err := tx.One(`SELECT id, hash FROM history ORDER BY id DESC LIMIT 1`, nil, func(r *store.Row) error {
		b.last = r.Int(0)
		copy(b.head[:], r.Bytes(1))
		return nil
	})
	tx.BeforeCommit(b.bulk.Flush)
	tx.state.history = b
	return b, err
}

// link gives a row's hash, over the one before and all its fields, and makes it the head.
func (b *historyBook) link(h *History) [32]byte {
	f := &b.form
	f.reset()
	f.buf = append(f.buf, b.head[:]...)
	for _, n := range []int64{h.ID, int64(h.Tenant), int64(h.Party), int64(h.Invoice)} {
		f.number(n)
	}
	for _, s := range []string{h.Payout, h.Kind, h.Text, h.Document, h.At, h.By} {
		f.text(s)
	}
	b.head = f.sum()
	return b.head
}

// HistoryOfInvoice gives what happened to an invoice, oldest first.
func (tx *Tx) HistoryOfInvoice(id InvoiceID) ([]History, error) {
	return tx.histories(`SELECT `+historyColumns+` FROM history WHERE invoice = $1 AND tenant = $2 ORDER BY id`, id, tx.books.Tenant)
}

// HistoryOfPayout gives what happened to a payout.
func (tx *Tx) HistoryOfPayout(payout string) ([]History, error) {
	return tx.histories(`SELECT `+historyColumns+` FROM history WHERE payout = $1 AND payout <> '' AND tenant = $2 ORDER BY id`, payout, tx.books.Tenant)
}

func (tx *Tx) histories(query string, args ...any) (list []History, err error) {
	if tx.state.history != nil {
		if err := tx.state.history.bulk.Flush(); err != nil {
			return nil, err
		}
	}
	err = tx.Each(query, args, func(r *store.Row) error {
		list = append(list, historyOf(r))
		return nil
	})
	return list, err
}

func historyOf(r *store.Row) History {
	return History{r.Int(0), TenantID(r.Int(9)), PartyID(r.Int(1)), InvoiceID(r.Int(2)), r.Text(3), r.Text(4), r.Text(5), r.Text(6), r.Text(7), r.Text(8)}
}
