package report

import (
	"fmt"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/store"
)

// clientStatement is what an agent accounts to its clients for (klientmedelsredovisning,
// DOMAIN.md 7, R-BST-21; inkassolag 1974:182 and god inkassosed): voucher by voucher what was
// collected for each, by the parts of the claim, what the agent kept with the VAT on it, what
// it had laid out, and what was paid out. What was held, and all that moved it, come to what
// is held. Settled is what a client came to owe the agent, or paid of it.
func clientStatement() Report {
	return Report{
		Name:    "client-statement",
		Options: []Option{TakesFrom, TakesAccount},
		columns: fixed("account", "client", "line", "@day", "voucher", "invoice", "case", "name", "$principal", "$fee", "$interest", "$cost",
			"$kept", "$vat", "$outlays", "$settled", "$paidOut", "payout", "$held", "currency"),
		write: writeClientStatement,
	}
}

// The amounts of a line, in the order of their columns.
const (
	statedKept    = 4 // behind the four buckets
	statedVAT     = 5
	statedOutlays = 6
	statedSettled = 7
	statedPaid    = 8
	statedSums    = 9
)

// The columns of the first of them, and of what stands behind the last.
const (
	statedFirst    = 8
	statedPayout   = statedFirst + statedSums
	statedHeld     = statedPayout + 1
	statedCurrency = statedHeld + 1
)

// statement is the account of one client in one currency, being told.
type statement struct {
	*query
	account, client string
	currency        money.Currency
	held            int64
	line            accounted
	totals          *clientSums
}

// accounted is a voucher on it.
type accounted struct {
	entry                     int64
	on                        date.Date
	voucher, payout           string
	invoice, debtCase, debtor string
	kind                      string
	sums                      [statedSums]int64
}

const (
	// clientAccounts are the clients' accounts with what was held before the period. What
	// neither stood nor moved is none.
	clientAccounts = `SELECT account.id, account.number, party.name, account.currency,
			CAST(COALESCE(-SUM(CASE WHEN entry.booked_on < $1 THEN posting.amount ELSE 0 END), 0) AS BIGINT)
		FROM account JOIN client ON client.account = account.number AND client.tenant = account.tenant JOIN party ON party.id = client.party
			JOIN posting ON posting.account = account.id JOIN entry ON entry.id = posting.entry
		WHERE account.role = 'client_funds' AND +account.tenant = $2 AND ($3 = '' OR account.number = $3) AND entry.booked_on <= $4
		GROUP BY account.id, account.number, party.name, account.currency ORDER BY account.number, account.currency`
	// clientMoves are what moved one of them, with the VAT and the claim that stand elsewhere
	// in the same voucher.
	clientMoves = `SELECT entry.id, entry.booked_on, entry.series, entry.number, COALESCE(old.why, entry.why), posting.bucket, CAST(-posting.amount AS BIGINT),
			CAST(COALESCE((SELECT SUM(v.amount) FROM posting v JOIN account a ON a.id = v.account
				WHERE v.id >= entry.first AND v.id < entry.first + entry.lines AND a.role = 'vat_out'), 0) AS BIGINT),
			COALESCE(invoice.number, ''), COALESCE(debtor.name, ''), COALESCE(debt_case.number, ''), entry.key
		FROM posting JOIN entry ON entry.id = posting.entry LEFT JOIN entry old ON old.id = entry.reverses
			LEFT JOIN invoice ON invoice.id = COALESCE(posting.invoice,
				(SELECT MAX(n.invoice) FROM posting n WHERE n.id >= entry.first AND n.id < entry.first + entry.lines AND entry.why IN ('client-fee', 'outlay-charged', 'reversal')))
			LEFT JOIN party debtor ON debtor.id = invoice.debtor
			LEFT JOIN case_invoice ON case_invoice.invoice = invoice.id LEFT JOIN debt_case ON debt_case.id = case_invoice.debt_case
		WHERE posting.account = $1 AND entry.booked_on >= $2 AND entry.booked_on <= $3 ORDER BY entry.booked_on, entry.id, invoice.id, posting.id`
)

func writeClientStatement(q *query) (*Foot, error) {
	type account struct {
		id int64
		statement
	}
	var list []account
	totals := &clientSums{by: sums{}}
	err := q.Each(clientAccounts, []any{q.From, int64(q.Tenant()), q.Account, q.Through}, func(r *store.Row) error {
		s := statement{query: q, account: r.Text(1), client: r.Text(2), currency: money.Currency(r.Text(3)), held: r.Int(4), totals: totals}
		list = append(list, account{r.Int(0), s})
		return nil
	})
	for i := range list {
		s := &list[i].statement
		if err == nil {
			err = s.edge("opening")
		}
		if err == nil {
			err = s.moves(list[i].id)
		}
		if err == nil {
			err = s.edge("closing")
		}
	}
	return totals.foot(), err
}

// edge is the first or the last line: what was held.
func (s *statement) edge(line string) error { return s.row(s.cells(line)) }

// cells are a line that is still empty, with what is held.
func (s *statement) cells(line string) []Cell {
	row := make([]Cell, len(s.head.Columns))
	row[0], row[1], row[2] = text(s.account), text(s.client), word(line)
	row[statedHeld], row[statedCurrency] = sum(s.held, s.currency), text(string(s.currency))
	return row
}

func (s *statement) row(cells []Cell) error {
	s.totals.add(cells)
	return s.out.Row(cells)
}

func (s *statement) moves(id int64) error {
	err := s.Each(clientMoves, []any{id, s.From, s.Through}, func(r *store.Row) error {
		if entry, number := r.Int(0), r.Text(8); entry != s.line.entry || number != s.line.invoice {
			if err := s.tell(); err != nil {
				return err
			}
			s.line = accounted{entry: entry, on: r.Date(1), voucher: fmt.Sprintf("%s%d", r.Text(2), r.Int(3)), invoice: number, debtor: r.Text(9), debtCase: r.Text(10)}
		}
		why := ledger.Why(r.Text(4))
		s.line.add(why, r.Int(5), r.Int(6), r.Int(7))
		if why == ledger.PayoutSent || why == ledger.PayoutRejected {
			_, s.line.payout, _ = strings.Cut(r.Text(11), ":") // payout-sent:EndToEndId
		}
		return nil
	})
	if err == nil {
		err = s.tell()
	}
	return err
}

// add takes what came to the account, or below zero left it, for its event. vat is what the
// voucher has on VAT: below zero it was kept.
func (l *accounted) add(why ledger.Why, bucket, amount, vat int64) {
	switch why {
	case ledger.ClientCollected, ledger.Allocated, ledger.PaymentReversed:
		l.kind = "collected"
		l.sums[bucket] += amount
	case ledger.ClientFee:
		l.kind = "kept"
		l.sums[statedKept] += amount - vat
		l.sums[statedVAT] += vat
	case ledger.OutlayCharged:
		l.kind = "outlay"
		l.sums[statedOutlays] += amount
	case ledger.PayoutSent, ledger.PayoutRejected, ledger.PayoutReturned, ledger.PayoutDebited:
		l.kind = "paid-out"
		l.sums[statedPaid] += amount
	default:
		l.kind = "settled"
		l.sums[statedSettled] += amount
	}
}

// tell writes the voucher's line, with what was held after it.
func (s *statement) tell() error {
	l := &s.line
	if l.entry == 0 {
		return nil
	}
	for _, n := range l.sums {
		s.held += n
	}
	row := s.cells(l.kind)
	row[3], row[4], row[5], row[6], row[7], row[statedPayout] = day(l.on), text(l.voucher), text(l.invoice), text(l.debtCase), text(l.debtor), text(l.payout)
	for i, n := range l.sums {
		if n != 0 {
			row[statedFirst+i] = sum(n, s.currency)
		}
	}
	return s.row(row)
}
