package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/dunning"
	"girod/ledger/hold"
	"girod/ledger/store"
)

// claimJSON is what is claimed of one invoice as of a day: what is filed with an estate,
// a bankruptcy or a debt restructuring.
type claimJSON struct {
	Invoice   string         `json:"invoice"`
	Due       string         `json:"due"`
	AsOf      string         `json:"asOf"`
	Principal string         `json:"principal"`
	Interest  string         `json:"interest"` // to that day
	Fee       string         `json:"fee"`
	Cost      string         `json:"cost"`
	Total     string         `json:"total"`
	Currency  money.Currency `json:"currency"`
	total     int64
}

// claimCommand states a claim as of the decision that a hold stands for.
func claimCommand(t *terminal) *cobra.Command {
	return &cobra.Command{
		Use:   "claim ID",
		Short: "the claim as of a hold's first day: what is filed with the estate, the bankruptcy or the authority",
		Long: `claim states what was owed on the day of the decision, interest to that day by the law's
rates, each fee and cost for itself. What was paid or charged later is not in it.`,
		Args: exactly(1, "the number of a hold"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := holdID(args[0])
			if err != nil {
				return err
			}
			return t.looking(cmd.Context(), func(o *office, tx *ledger.Tx) error {
				h, err := hold.Show(tx, id)
				if err != nil {
					return err
				}
				return o.printClaim(tx, h)
			})
		},
	}
}

func (o *office) printClaim(tx *ledger.Tx, h hold.Listed) error {
	invoices, err := claimed(tx, h)
	if err != nil {
		return err
	}
	interest, err := o.interest()
	if err != nil {
		return err
	}
	list := []claimJSON{}
	tb := newTable("invoice", "due", ">principal", ">interest", ">fee", ">cost", ">total", "")
	sums := map[money.Currency]int64{}
	for _, i := range invoices {
		v, err := claimOf(tx, i, h.From, interest)
		if err != nil {
			return err
		}
		if v.total == 0 {
			continue
		}
		list = append(list, v)
		sums[v.Currency] += v.total
		tb.row(v.Invoice, v.Due, v.Principal, v.Interest, v.Fee, v.Cost, v.Total, string(v.Currency))
	}
	if o.t.json {
		return o.t.printJSON(list)
	}
	o.t.printf("claim on %s (%s) as of %s, %s\n", printable(h.Name), printable(h.Customer), h.From, h.Reason.Words())
	o.t.print(tb, "nothing was owed on that day")
	for _, c := range []money.Currency{money.SEK, money.NOK, money.DKK, money.EUR} {
		if sums[c] != 0 {
			o.t.printf("in all %s %s\n", amount(sums[c], c), c)
		}
	}
	return nil
}

// claimed gives the invoices a hold is about that were there on its first day.
func claimed(tx *ledger.Tx, h hold.Listed) (list []ledger.Invoice, err error) {
	if h.Invoice != 0 {
		i, err := tx.Invoice(h.Invoice)
		list = append(list, i)
		if err != nil {
			return nil, err
		}
	} else if list, err = tx.InvoicesOf(h.Party); err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(i ledger.Invoice) bool { return i.Kind != ledger.KindInvoice || i.Issued > h.From })
	slices.SortStableFunc(list, func(a, b ledger.Invoice) int { return cmp.Compare(a.Due, b.Due) })
	return list, nil
}

// interest gives what computes the unpaid interest of an invoice to a day, by the law and
// the configuration.
func (o *office) interest() (func(*ledger.Tx, *ledger.Invoice, date.Date) (int64, error), error) {
	l, err := readLaws(o.config)
	if err != nil {
		return nil, err
	}
	policy, err := (&house{office: o, laws: l}).dunningPolicy()
	return func(tx *ledger.Tx, i *ledger.Invoice, to date.Date) (int64, error) {
		return dunning.InterestOn(tx, policy, i, to)
	}, err
}

// claimOf sums what stood on an invoice at the end of a day, and computes the interest.
func claimOf(tx *ledger.Tx, i ledger.Invoice, day date.Date, interest func(*ledger.Tx, *ledger.Invoice, date.Date) (int64, error)) (v claimJSON, err error) {
	var stood ledger.Balance
	err = tx.Each(`SELECT posting.bucket, CAST(SUM(posting.amount) AS BIGINT) FROM item_posting JOIN posting ON posting.id = item_posting.posting
		JOIN entry ON entry.id = posting.entry JOIN account ON account.id = posting.account
		WHERE item_posting.invoice = $1 AND account.role IN ('ar', 'fee_income', 'late_comp_income') AND entry.booked_on <= $2
		GROUP BY posting.bucket UNION ALL SELECT bucket, CAST(SUM(amount) AS BIGINT) FROM fee_memo WHERE invoice = $1 AND claimed_on <= $2 GROUP BY bucket`, []any{i.ID, day}, func(r *store.Row) error {
		stood[r.Int(0)&3] += r.Int(1)
		return nil
	})
	if err != nil {
		return v, err
	}
	accrued, err := interest(tx, &i, day)
	if err != nil {
		return v, fmt.Errorf("invoice %s: %w", i.Number, err)
	}
	show := func(minor int64) string { return amount(minor, i.Currency) }
	total := stood[ledger.Principal] + stood[ledger.Fee] + stood[ledger.Cost] + accrued
	return claimJSON{
		i.Number, i.Due.String(), day.String(), show(stood[ledger.Principal]), show(accrued), show(stood[ledger.Fee]), show(stood[ledger.Cost]), show(total),
		i.Currency, total,
	}, nil
}
