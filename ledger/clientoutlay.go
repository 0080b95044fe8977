package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// Outlay is what an agent lays out for a client: the fee of a payment order, the basic fee of
// enforcement (T-44). The debtor owes it as cost (lag 1990:746), and what he pays of his costs
// pays the agent's outlays before its remuneration. It was spent in the client's name and is no
// turnover of the agent's, so it bears no VAT (directive 2006/112/EC, article 79 c).
type Outlay struct {
	Invoice InvoiceID
	Amount  int64     // below zero it is given back by the authority, or was never due
	Paid    ReceiptID // the debit on the own account that paid it; 0: the authority is still owed
	On      date.Date
	Reason  string
}

// ErrOutlay: an outlay does not fit the claim, or the debit that is to have paid it.
var ErrOutlay = errors.New("not an outlay for this claim")

// LayOut books an outlay, and puts it onto the claim as cost.
func (tx *Tx) LayOut(o Outlay) (EntryID, error) {
	i, err := tx.Invoice(o.Invoice)
	if err != nil {
		return 0, err
	}
	if o.Reason == "" {
		return 0, ErrReason
	}
	if o.Paid != 0 {
		if o.Amount, err = tx.unexplained(o.Paid, i.Currency, o.Amount); err != nil {
			return 0, fmt.Errorf("invoice %s: %w", i.Number, err)
		}
	}
	charge := ClaimCharge{Invoice: i.ID, Bucket: Cost, Amount: o.Amount, On: o.On, Why: OutlayPaid, Reason: o.Reason}
	if o.Amount < 0 {
		return tx.unlay(i, o, charge)
	}
	if err := tx.ChargeClaim(charge); err != nil {
		return 0, err
	}
	f, err := tx.outlayFacts(i, o)
	if err != nil {
		return 0, err
	}
	if o.Paid != 0 {
		f.Receipt = o.Paid
		return tx.Book("T-44 found", f)
	}
	return tx.Book("T-44 invoiced", f)
}

func (tx *Tx) outlayFacts(i Invoice, o Outlay) (Facts, error) {
	f := Facts{On: o.On, Series: SeriesOther, Text: "Outlay for " + i.Number, Reason: o.Reason, Currency: i.Currency, Invoice: i.ID,
		Amounts: map[Part]int64{OfMoney: o.Amount}}
	for n := 1; ; n++ {
		f.Key = fmt.Sprintf("outlay:%d:%d", i.ID, n)
		if there, err := tx.HasEntry(f.Key); err != nil || !there {
			return f, err
		}
	}
}

// unlay takes an outlay back that stands open: the authority owes it to the agent, and the
// debtor owes it no more.
func (tx *Tx) unlay(i Invoice, o Outlay, charge ClaimCharge) (EntryID, error) {
	open, err := tx.OutlaysOf(i.ID)
	if err != nil {
		return 0, err
	}
	if -o.Amount > open {
		return 0, fmt.Errorf("invoice %s: %w: %s stand open", i.Number, ErrOutlay, money.Of(open, i.Currency))
	}
	f, err := tx.outlayFacts(i, o)
	if err != nil {
		return 0, err
	}
	id, err := tx.Post(Entry{Key: f.Key, Series: f.Series, Why: OutlayPaid, BookedOn: o.On, Text: "Outlay taken back for " + i.Number, Reason: o.Reason,
		Postings: []Posting{{Role: RoleAP, Amount: -o.Amount, Currency: i.Currency}, {Role: RoleOutlay, Amount: o.Amount, Currency: i.Currency, Invoice: i.ID}}})
	if err != nil {
		return 0, err
	}
	return id, tx.ChargeClaim(charge)
}

// unexplained gives what a debit on the own account has paid that nobody has explained, whole
// where no part of it is asked for.
func (tx *Tx) unexplained(id ReceiptID, c money.Currency, part int64) (int64, error) {
	r, err := tx.Receipt(id)
	if err != nil {
		return 0, err
	}
	rest, err := tx.SuspenseOf(id)
	if err != nil {
		return 0, err
	}
	if r.Currency != c || part < 0 || rest >= 0 || part > -rest {
		return 0, fmt.Errorf("pay%d: %w: %s rest of it, and only what went out can be laid out", id, ErrOutlay, money.Of(rest, r.Currency))
	}
	if part == 0 {
		part = -rest
	}
	return part, nil
}

// RecoverOutlay takes an outlay out of the client's money (T-44), under a key of the caller's.
func (tx *Tx) RecoverOutlay(i Invoice, client PartyID, amount int64, key string, on date.Date, text, reason string) error {
	_, err := tx.Book("T-44 recovered", Facts{Key: key, On: on, Text: text, Reason: reason, Currency: i.Currency, Invoice: i.ID, Party: client,
		Amounts: map[Part]int64{OfMoney: amount}})
	return err
}

// OutlaysOf gives what the agent has laid out for a claim and has not had back.
func (tx *Tx) OutlaysOf(id InvoiceID) (open int64, err error) {
	if p := tx.state.poster; p != nil {
		if err := p.Flush(); err != nil {
			return 0, err
		}
	}
	_, err = tx.One(`SELECT CAST(COALESCE(SUM(posting.amount), 0) AS BIGINT) FROM item_posting JOIN posting ON posting.id = item_posting.posting
		JOIN account ON account.id = posting.account WHERE item_posting.invoice = $1 AND account.role = 'outlay'`, []any{id}, func(r *store.Row) error {
		open = r.Int(0)
		return nil
	})
	return open, err
}

// withOutlays tells of each client what is laid out for it and not had back.
func (tx *Tx) withOutlays(list []Funds) ([]Funds, error) {
	s, err := tx.knownClients()
	if err != nil {
		return nil, err
	}
	err = tx.Each(`SELECT client_claim.client, account.currency, CAST(SUM(posting.amount) AS BIGINT)
		FROM account JOIN posting ON posting.account = account.id JOIN client_claim ON client_claim.invoice = posting.invoice
		WHERE account.role = 'outlay' AND account.tenant = $1
		GROUP BY client_claim.client, account.currency HAVING SUM(posting.amount) <> 0`, []any{tx.books.Tenant}, func(r *store.Row) error {
		client, currency, open := s.all[PartyID(r.Int(0))], money.Currency(r.Text(1)), r.Int(2)
		for i := range list {
			if list[i].Client.Party == client.Party && list[i].Currency == currency {
				list[i].Outlays = open
				return nil
			}
		}
		list = append(list, Funds{Client: client, Currency: currency, Outlays: open})
		return nil
	})
	slices.SortStableFunc(list, func(a, b Funds) int {
		return cmp.Or(cmp.Compare(a.Client.Account, b.Client.Account), cmp.Compare(a.Currency, b.Currency))
	})
	return list, err
}

// outlayLaws hold the account of outlays to the claims: each öre on it was laid out for one,
// and its debtor still owes it as cost.
var outlayLaws = []law{
	{"client-outlays-stand-open", "posting", "of %d on outlays, of no client's claim (%d)", `
		SELECT posting.id, posting.amount, 0 FROM posting JOIN account ON account.id = posting.account
			LEFT JOIN client_claim ON client_claim.invoice = posting.invoice
		WHERE account.role = 'outlay' AND client_claim.invoice IS NULL AND account.tenant IN (SELECT id FROM tenant WHERE keeping = 2) ORDER BY posting.id`},
	{"client-outlays-stand-open", "invoice", "has outlays of %d that stand open, its debtor owes %d of cost", `
		SELECT s.invoice, s.open, item.cost FROM (
			SELECT posting.invoice, CAST(SUM(posting.amount) AS BIGINT) AS open FROM posting JOIN account ON account.id = posting.account
			WHERE account.role = 'outlay' AND posting.invoice IS NOT NULL GROUP BY posting.invoice
		) s JOIN item ON item.invoice = s.invoice WHERE s.open < 0 OR s.open > item.cost ORDER BY s.invoice`},
}
