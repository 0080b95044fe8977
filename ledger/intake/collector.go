package intake

import (
	"fmt"

	"girod/ledger"
	"girod/ledger/outbox"
	"girod/ledger/store"
)

// PaidToClient is the order to tell a collector of a payment that came to us, or that one he
// was told of is undone (R-BST-61); its subject is "receipt:invoice:n".
const PaidToClient outbox.Kind = "payment-to-client"

// tellCollectors orders the word to who demands a claim that the debtor has paid us: it
// leaves with the next round of the outbox, within the two minutes of R-BST-53.
func tellCollectors(tx *ledger.Tx, d Desk, list []onInvoice) (err error) {
	for _, s := range list {
		partner := ""
		if d.Collector != nil {
			if partner, err = d.Collector(tx, s.invoice); err != nil {
				return err
			}
		}
		if err := tellCollector(tx, partner, s); err != nil {
			return err
		}
	}
	return nil
}

// tellCollector writes down what a partner is told of a claim, and orders it to be sent.
// Amounts below zero take back what he was told before.
func tellCollector(tx *ledger.Tx, partner string, s onInvoice) error {
	n := 1
	_, err := tx.One(`SELECT COUNT(*) FROM paid_to_client WHERE receipt = $1 AND invoice = $2`, []any{s.receipt, s.invoice}, func(r *store.Row) error {
		n += int(r.Int(0))
		return nil
	})
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO paid_to_client (receipt, invoice, n, principal, fee, interest, cost, partner) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.receipt, s.invoice, n, s.of[0], s.of[1], s.of[2], s.of[3], partner)
	if err != nil {
		return err
	}
	i, err := tx.Invoice(s.invoice)
	if err != nil {
		return err
	}
	h := ledger.History{Party: i.Debtor, Invoice: i.ID, Kind: "payment-to-client", Text: fmt.Sprintf("pay%d was paid to us while the claim is at %s", s.receipt, orNobody(partner))}
	if s.amount < 0 {
		h.Kind, h.Text = "payment-to-client-withdrawn", fmt.Sprintf("pay%d no longer settles the claim, which is at %s", s.receipt, orNobody(partner))
	}
	if err = tx.AddHistory(h); err != nil || partner == "" {
		return err
	}
	subject := fmt.Sprintf("%d:%d:%d", s.receipt, s.invoice, n)
	return outbox.Put(tx, outbox.Order{Kind: PaidToClient, Partner: partner, Key: outbox.Own(tx, "payment-to-client:"+subject), Subject: subject})
}

func orNobody(partner string) string {
	if partner == "" {
		return "a collector nobody named"
	}
	return partner
}

// untellAll tells collectors that payments they were told of were taken back.
func untellAll(tx *ledger.Tx, receipts []ledger.ReceiptID) error {
	for _, receipt := range receipts {
		if err := untell(tx, receipt); err != nil {
			return err
		}
	}
	return nil
}

// untell tells whoever was told of a payment that it settles nothing any more.
func untell(tx *ledger.Tx, receipt ledger.ReceiptID) error {
	type told struct {
		onInvoice
		partner string
	}
	var list []told
	err := tx.Each(`SELECT invoice, partner, CAST(SUM(principal) AS BIGINT), CAST(SUM(fee) AS BIGINT), CAST(SUM(interest) AS BIGINT), CAST(SUM(cost) AS BIGINT)
		FROM paid_to_client WHERE receipt = $1 GROUP BY invoice, partner HAVING SUM(principal + fee + interest + cost) <> 0 ORDER BY invoice, partner`, []any{receipt},
		func(r *store.Row) error {
			t := told{onInvoice{receipt: receipt, invoice: ledger.InvoiceID(r.Int(0))}, r.Text(1)}
			for b := range t.of {
				t.of[b] = -r.Int(b + 2)
				t.amount += t.of[b]
			}
			list = append(list, t)
			return nil
		})
	for _, t := range list {
		if err == nil {
			err = tellCollector(tx, t.partner, t.onInvoice)
		}
	}
	return err
}

// Direct is what a collector is told of a claim: what a payment to us settled of it, or
// below zero, what it settles no more.
type Direct struct {
	Receipt ledger.ReceiptID
	Invoice ledger.InvoiceID
	Of      ledger.Balance
}

// DirectOf gives what an order of kind [PaidToClient] is about, by its subject.
func DirectOf(tx *ledger.Tx, subject string) (d Direct, err error) {
	n := 0
	if _, err := fmt.Sscanf(subject, "%d:%d:%d", &d.Receipt, &d.Invoice, &n); err != nil {
		return d, fmt.Errorf("subject %q: %w", subject, err)
	}
	there, err := tx.One(`SELECT principal, fee, interest, cost FROM paid_to_client WHERE receipt = $1 AND invoice = $2 AND n = $3`, []any{d.Receipt, d.Invoice, n},
		func(r *store.Row) error {
			for b := range d.Of {
				d.Of[b] = r.Int(b)
			}
			return nil
		})
	if err == nil && !there {
		err = fmt.Errorf("payment to client %s: %w", subject, ledger.ErrNotFound)
	}
	return d, err
}
