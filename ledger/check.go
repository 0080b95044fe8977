package ledger

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"girod/formats/money"
	"girod/ledger/store"
)

// Violation is a law of the book found broken.
type Violation struct {
	Check string `json:"check"` // name of the law
	Place string `json:"place"` // "invoice 17"
	Text  string `json:"text"`
}

func (v Violation) String() string { return v.Check + ": " + v.Place + ": " + v.Text }

// maxViolations bounds what is told of one check: a broken book does not need a million
// lines, and what one check finds must not hide what another does.
const maxViolations = 50

// law is a query that finds nothing in a sound book. Its columns are the place's id and
// two numbers that should be equal.
type law struct{ name, place, text, query string }

// onSuspense tells the postings that move what rests of a payment: an agent's unallocated
// money too, which is on no client's account.
const onSuspense = `(account.role = 'suspense' OR account.role = 'client_funds' AND posting.receipt IS NOT NULL AND posting.invoice IS NULL
	AND NOT EXISTS (SELECT 1 FROM client WHERE client.account = account.number AND client.tenant = account.tenant))`

// laws that a query can tell; the chain has a walk of its own.
var laws = []law{
	{"control-equals-items", "item of invoice", "postings on ar, and fees earned when paid, come to %d, the item says %d", `
		SELECT item.invoice, COALESCE(s.owed, 0) + COALESCE(m.owed, 0), item.principal + item.fee + item.cost
		FROM item LEFT JOIN (
			SELECT posting.invoice, SUM(amount) AS owed,
				SUM(CASE WHEN bucket = 0 THEN amount ELSE 0 END) AS principal,
				SUM(CASE WHEN bucket = 1 THEN amount ELSE 0 END) AS fee,
				SUM(CASE WHEN bucket = 3 THEN amount ELSE 0 END) AS cost
			FROM posting JOIN account ON account.id = posting.account
			WHERE account.role = 'ar' OR account.role IN ('fee_income', 'late_comp_income') AND posting.invoice IS NOT NULL GROUP BY posting.invoice
		) s ON s.invoice = item.invoice LEFT JOIN (
			SELECT invoice, SUM(amount) AS owed, SUM(CASE WHEN bucket = 1 THEN amount ELSE 0 END) AS fee, SUM(CASE WHEN bucket = 3 THEN amount ELSE 0 END) AS cost
			FROM fee_memo GROUP BY invoice
		) m ON m.invoice = item.invoice
		WHERE (item.principal <> COALESCE(s.principal, 0) OR item.fee <> COALESCE(s.fee, 0) + COALESCE(m.fee, 0) OR item.cost <> COALESCE(s.cost, 0) + COALESCE(m.cost, 0))
			AND NOT EXISTS (SELECT 1 FROM client_claim WHERE client_claim.invoice = item.invoice)
		ORDER BY item.invoice`},
	{"fees-earned-one-way", "invoice", "has fees earned when paid, and %d on ar beside them (%d)", `
		SELECT posting.invoice, COUNT(*), 0 FROM posting JOIN account ON account.id = posting.account
		WHERE account.role = 'ar' AND posting.bucket IN (1, 3) AND posting.invoice IN (SELECT invoice FROM fee_memo) GROUP BY posting.invoice ORDER BY posting.invoice`},
	{"fees-earned-one-way", "invoice", "earned %d of fees by payments, only %d was claimed", `
		SELECT s.invoice, s.paid, COALESCE(m.claimed, 0) FROM (
			SELECT posting.invoice, posting.bucket, -SUM(CASE WHEN posting.receipt IS NOT NULL THEN amount ELSE 0 END) AS paid
			FROM posting JOIN account ON account.id = posting.account
			WHERE account.role IN ('fee_income', 'late_comp_income') AND posting.invoice IS NOT NULL GROUP BY posting.invoice, posting.bucket
		) s LEFT JOIN (SELECT invoice, bucket, SUM(amount) AS claimed FROM fee_memo GROUP BY invoice, bucket) m ON m.invoice = s.invoice AND m.bucket = s.bucket
		WHERE s.paid > COALESCE(m.claimed, 0) ORDER BY s.invoice`},
	{"tenants-apart", "fee memo", "in the books of tenant %d, of an invoice of tenant %d", `
		SELECT fee_memo.id, fee_memo.tenant, invoice.tenant FROM fee_memo JOIN invoice ON invoice.id = fee_memo.invoice
		WHERE fee_memo.tenant <> invoice.tenant ORDER BY fee_memo.id`},
	{"client-claims-equal-items", "item of invoice", "the client's claim less what was collected comes to %d, the item says %d", `
		SELECT s.invoice, s.principal + s.fee + s.cost, item.principal + item.fee + item.cost FROM (
			SELECT invoice, CAST(SUM(CASE WHEN bucket = 0 THEN amount ELSE 0 END) AS BIGINT) AS principal,
				CAST(SUM(CASE WHEN bucket = 1 THEN amount ELSE 0 END) AS BIGINT) AS fee, CAST(SUM(CASE WHEN bucket = 3 THEN amount ELSE 0 END) AS BIGINT) AS cost
			FROM (
				SELECT invoice, bucket, amount FROM client_charge UNION ALL
				SELECT posting.invoice, posting.bucket, posting.amount FROM posting JOIN account ON account.id = posting.account
				WHERE account.role = 'client_funds' AND posting.invoice IS NOT NULL
			) moved GROUP BY invoice
		) s JOIN item ON item.invoice = s.invoice
		WHERE item.principal <> s.principal OR item.fee <> s.fee OR item.cost <> s.cost ORDER BY s.invoice`},
	{"client-funds-apart", "account", "of a client stands at %d: it is covered by other clients' money (at least %d)", `
		SELECT account.id, CAST(-SUM(posting.amount) AS BIGINT), 0 FROM posting JOIN account ON account.id = posting.account
			JOIN client ON client.account = account.number AND client.tenant = account.tenant
		WHERE account.role = 'client_funds' GROUP BY account.id HAVING SUM(posting.amount) > 0 ORDER BY account.id`},
	{"client-funds-apart", "posting", "on client funds, of a claim of client %d, on the account of client %d", `
		SELECT posting.id, client_claim.client, COALESCE(client.party, 0) FROM posting JOIN account ON account.id = posting.account
			JOIN client_claim ON client_claim.invoice = posting.invoice LEFT JOIN client ON client.account = account.number AND client.tenant = account.tenant
		WHERE account.role = 'client_funds' AND COALESCE(client.party, 0) <> client_claim.client ORDER BY posting.id`},
	{"client-money-whole", "tenant", "of the clients' money %d is missing on the bank's account (at least %d)", `
		SELECT tenant, -covered, 0 FROM (SELECT account.tenant AS tenant, account.currency AS currency, ` + strings.Replace(clientMoney, " FROM", " AS covered FROM", 1) + `
			GROUP BY account.tenant, account.currency) s WHERE covered < 0 ORDER BY tenant`},
	{"client-money-whole", "entry", "moves clients' money (%d) and is no event that may (%d)", `
		SELECT DISTINCT entry.id, posting.amount, 0 FROM posting JOIN account ON account.id = posting.account JOIN entry ON entry.id = posting.entry
			LEFT JOIN entry AS was ON was.id = entry.reverses
		WHERE account.role IN ('client_bank', 'client_funds') AND COALESCE(was.why, entry.why) NOT IN ('client-collected', 'client-fee', 'client-owes', 'outlay-charged', 'allocated',
			'payment-reversed', 'payout-sent', 'payout-debited', 'payout-rejected', 'payout-returned', 'bank-charge', 'bank-moved')
			AND entry.tenant IN (SELECT id FROM tenant WHERE keeping = 2) ORDER BY entry.id`},
	{"control-equals-items", "posting", "on ar, of invoice %d, which has no item (%d)", `
		SELECT posting.id, COALESCE(posting.invoice, 0), 0 FROM posting JOIN account ON account.id = posting.account
			LEFT JOIN item ON item.invoice = posting.invoice
		WHERE account.role = 'ar' AND item.invoice IS NULL ORDER BY posting.id`},
	{"control-equals-items", "item of invoice", "postings in its currency come to %d, in all to %d", `
		SELECT posting.invoice, SUM(CASE WHEN account.currency = invoice.currency THEN posting.amount ELSE 0 END), SUM(posting.amount)
		FROM posting JOIN account ON account.id = posting.account JOIN invoice ON invoice.id = posting.invoice
		WHERE account.role = 'ar' AND account.currency <> invoice.currency GROUP BY posting.invoice ORDER BY posting.invoice`},
	{"control-equals-items", "posting", "names invoice %d, the index of its postings says %d", `
		SELECT posting.id, COALESCE(posting.invoice, 0), COALESCE(item_posting.invoice, 0) FROM posting
			LEFT JOIN item_posting ON item_posting.invoice = posting.invoice AND item_posting.posting = posting.id
		WHERE COALESCE(posting.invoice, 0) <> COALESCE(item_posting.invoice, 0) ORDER BY posting.id`},
	{"allocations-within-items", "invoice", "payments settled %d of a bucket, only %d was charged", `
		SELECT invoice, paid, charged FROM (
			SELECT posting.invoice, posting.bucket,
				-SUM(CASE WHEN posting.receipt IS NOT NULL THEN amount ELSE 0 END) AS paid,
				SUM(CASE WHEN posting.receipt IS NULL AND amount > 0 THEN amount ELSE 0 END) AS charged
			FROM posting JOIN account ON account.id = posting.account
			WHERE account.role = 'ar' GROUP BY posting.invoice, posting.bucket
		) s WHERE paid > charged AND paid > 0 ORDER BY invoice`},
	{"suspense-equals-receipts", "receipt", "postings on suspense leave %d, its rest is %d", `
		SELECT s.receipt, s.rest, COALESCE(suspense.rest, 0) FROM (
			SELECT receipt, -SUM(amount) AS rest FROM posting JOIN account ON account.id = posting.account
			WHERE ` + onSuspense + ` GROUP BY receipt
		) s LEFT JOIN suspense ON suspense.receipt = s.receipt WHERE s.rest <> COALESCE(suspense.rest, 0) ORDER BY s.receipt`},
	{"suspense-equals-receipts", "receipt", "rests with %d on suspense without any posting (%d)", `
		SELECT suspense.receipt, suspense.rest, 0 FROM suspense LEFT JOIN (
			SELECT DISTINCT posting.receipt FROM posting JOIN account ON account.id = posting.account WHERE ` + onSuspense + `
		) s ON s.receipt = suspense.receipt WHERE suspense.rest <> 0 AND s.receipt IS NULL ORDER BY suspense.receipt`},
	{"credits-equal-postings", "customer credit", "postings leave %d, its rest is %d", `
		SELECT s.id, s.rest, COALESCE(customer_credit.rest, 0) FROM (
			SELECT COALESCE(receipt, -invoice) AS id, -SUM(amount) AS rest FROM posting JOIN account ON account.id = posting.account
			WHERE account.role = 'customer_credit' GROUP BY COALESCE(receipt, -invoice)
		) s LEFT JOIN customer_credit ON customer_credit.id = s.id WHERE s.rest <> COALESCE(customer_credit.rest, 0) ORDER BY s.id`},
	{"factors-money-whole", "receipt", "more of it was forwarded or placed than was the factor's: its account stands at %d (at least %d)", `
		SELECT posting.receipt, CAST(-SUM(posting.amount) AS BIGINT), 0 FROM posting JOIN account ON account.id = posting.account
		WHERE account.role = 'misdirected_liability' GROUP BY posting.receipt HAVING SUM(posting.amount) > 0 ORDER BY posting.receipt`},
	{"payments-accounted-for", "receipt", "its entry places %d of it, it brought %d", `
		SELECT receipt.id, COALESCE(s.placed, 0), receipt.amount FROM receipt_row AS receipt LEFT JOIN (
			SELECT posting.receipt, posting.entry, -SUM(posting.amount) AS placed
			FROM posting JOIN account ON account.id = posting.account
			WHERE posting.receipt IS NOT NULL AND account.role NOT IN ('bank', 'client_bank')
			GROUP BY posting.receipt, posting.entry
		) s ON s.receipt = receipt.id AND s.entry = receipt.entry
		WHERE COALESCE(s.placed, 0) <> receipt.amount ORDER BY receipt.id`},
	{"tenants-apart", "posting", "in the books of tenant %d, of an invoice of tenant %d", `
		SELECT posting.id, account.tenant, invoice.tenant FROM posting JOIN account ON account.id = posting.account
			JOIN invoice ON invoice.id = posting.invoice WHERE account.tenant <> invoice.tenant ORDER BY posting.id`},
	{"tenants-apart", "posting", "in the books of tenant %d, of a payment to tenant %d", `
		SELECT posting.id, account.tenant, entry.tenant FROM posting JOIN account ON account.id = posting.account
			JOIN receipt_row ON receipt_row.id = posting.receipt JOIN entry ON entry.id = receipt_row.entry
		WHERE posting.late = 1 AND account.tenant <> entry.tenant ORDER BY posting.id`},
	{"tenants-apart", "invoice", "of tenant %d, its debtor of tenant %d", `
		SELECT invoice.id, invoice.tenant, party.tenant FROM invoice JOIN party ON party.id = invoice.debtor
		WHERE invoice.tenant <> party.tenant ORDER BY invoice.id`},
	{"tenants-apart", "customer credit", "of tenant %d, its payer of tenant %d", `
		SELECT customer_credit.id, customer_credit.tenant, party.tenant FROM customer_credit JOIN party ON party.id = customer_credit.party
		WHERE customer_credit.tenant <> party.tenant ORDER BY customer_credit.id`},
	{"currencies-apart", "posting", "on invoice %d, in another currency than its own (%d)", `
		SELECT posting.id, invoice.id, 0 FROM posting JOIN account ON account.id = posting.account
			JOIN invoice ON invoice.id = posting.invoice WHERE account.currency <> invoice.currency ORDER BY posting.id`},
	{"numbers-unbroken", "last entry", "a series has %d vouchers in its year, its last number is %d", `
		SELECT MAX(id), COUNT(*), MAX(number) FROM entry GROUP BY tenant, series, booked_on / 10000 HAVING COUNT(*) <> MAX(number) OR MIN(number) <> 1 ORDER BY MAX(id)`},
}

// Check looks for broken laws, and finds none in a sound book. It reads everything.
func (tx *Tx) Check() ([]Violation, error) {
	if p := tx.state.poster; p != nil {
		if err := p.Flush(); err != nil {
			return nil, err
		}
	}
	c := checker{tx: tx, of: map[string]int{}}
	for _, l := range slices.Concat(laws, mergeLaws, fxLaws, outlayLaws) {
		if err := c.law(l); err != nil {
			return nil, fmt.Errorf("check %s: %w", l.name, err)
		}
	}
	for _, walk := range []func() error{c.entries, c.history, c.periods, c.exchanges} {
		if err := walk(); err != nil {
			return nil, fmt.Errorf("check: %w", err)
		}
	}
	for _, check := range slices.Sorted(maps.Keys(c.of)) {
		if more := c.of[check] - maxViolations; more > 0 {
			c.found = append(c.found, Violation{check, "book", fmt.Sprintf("%d more like these", more)})
		}
	}
	return c.found, nil
}

// checker gathers what was found.
type checker struct {
	tx    *Tx
	found []Violation
	of    map[string]int // how many of each check
}

func (c *checker) add(check, place, format string, args ...any) {
	if c.of[check]++; c.of[check] <= maxViolations {
		c.found = append(c.found, Violation{check, place, fmt.Sprintf(format, args...)})
	}
}

func (c *checker) law(l law) error {
	return c.tx.Each(l.query, nil, func(r *store.Row) error {
		c.add(l.name, fmt.Sprintf("%s %d", l.place, r.Int(0)), l.text, r.Int(1), r.Int(2))
		return nil
	})
}

// history walks the chain of what happened.
func (c *checker) history() error {
	if b := c.tx.state.history; b != nil {
		if err := b.bulk.Flush(); err != nil {
			return err
		}
	}
	var b historyBook
	return c.tx.Each(`SELECT `+historyColumns+`, hash FROM history ORDER BY id`, nil, func(r *store.Row) error {
		h := historyOf(r)
		b.last++
		if h.ID != b.last {
			c.add("chain", fmt.Sprintf("history %d", h.ID), "history %d is missing", b.last)
			b.last = h.ID
		}
		want := b.link(&h)
		if copy(b.head[:], r.Bytes(10)); b.head != want { // go on from what stands there: one fault, one finding
			c.add("chain", fmt.Sprintf("history %d", h.ID), "its hash does not fit its content and the row before")
		}
		return nil
	})
}

// periods sees whether the balances of closed days are what they were at closing, in each
// tenant's books.
func (c *checker) periods() error {
	tenants, err := c.tx.Tenants()
	for _, t := range tenants {
		if err == nil {
			err = c.periodsOf(c.tx.For(Books{Tenant: t.ID}))
		}
	}
	return err
}

func (c *checker) periodsOf(tx *Tx) error {
	var closed []period
	err := tx.Each(`SELECT closed_through, balances FROM period WHERE tenant = $1 ORDER BY id`, []any{tx.books.Tenant}, func(r *store.Row) error {
		p := period{r.Date(0), r.Text(1)}
		for len(closed) > 0 && closed[len(closed)-1].through > p.through { // opened again since
			closed = closed[:len(closed)-1]
		}
		closed = append(closed, p)
		return nil
	})
	if err != nil {
		return err
	}
	for _, p := range closed {
		if p.through == 0 {
			continue
		}
		now, err := tx.balancesDigest(p.through)
		if err != nil {
			return err
		}
		if now != p.balances {
			c.add("closed-periods-unmoved", "period through "+p.through.String(), "its balances are not those of its closing")
		}
	}
	return nil
}

// entryRow is an entry as the chain needs it.
type entryRow struct {
	Entry
	first, lines, receipt int64
	content, hash         [32]byte
	bankAccount, bankKey  string
}

// chunkEntries is how many entries the walk holds at once.
const chunkEntries = 500

// entries walks all entries with their postings and receipts in order of id: each must
// balance, be whole, and carry the hash that follows from it and the one before.
func (c *checker) entries() error {
	w := walk{checker: c, posting: 1, receipt: 1}
	if c.tx.state.accounts == nil {
		if err := c.tx.loadAccounts(); err != nil {
			return err
		}
	}
	for {
		rows, err := w.next()
		if err != nil {
			return err
		}
		for i := range rows {
			if err := w.entry(&rows[i]); err != nil {
				return err
			}
		}
		if len(rows) == 0 {
			return w.strays()
		}
	}
}

// walk is where the walk along the entries stands.
type walk struct {
	*checker
	chain            chain
	last             EntryID
	posting, receipt int64 // ids expected next
}

func (w *walk) next() (rows []entryRow, err error) {
	err = w.tx.Each(`SELECT id, key, series, number, why, booked_on, currency, text, reason, file, origin, reverses, receipts, at,
			actor, first, lines, receipt, content, hash, bank_account, bank_key, tenant FROM entry WHERE id > $1 ORDER BY id LIMIT $2`, []any{w.last, chunkEntries},
		func(r *store.Row) error {
			e := entryRow{first: r.Int(15), lines: r.Int(16), receipt: r.Int(17)}
			e.Entry = Entry{
				ID: EntryID(r.Int(0)), Key: r.Text(1), Series: r.Text(2), Number: r.Int(3), Why: Why(r.Text(4)), BookedOn: r.Date(5),
				Currency: money.Currency(r.Text(6)), Text: r.Text(7), Reason: r.Text(8), File: r.Text(9), Origin: r.Text(10),
				Reverses: EntryID(r.Int(11)), Receipts: r.Int(12), At: r.Text(13), By: r.Text(14), Tenant: TenantID(r.Int(22)),
			}
			copy(e.content[:], r.Bytes(18))
			copy(e.hash[:], r.Bytes(19))
			e.bankAccount, e.bankKey = r.Text(20), r.Text(21)
			rows = append(rows, e)
			return nil
		})
	return rows, err
}

func (w *walk) entry(e *entryRow) error {
	place := fmt.Sprintf("entry %d (%s)", e.ID, e.Voucher())
	if e.ID != w.last+1 {
		w.add("chain", place, "entry %d is missing", w.last+1)
	}
	if e.first != w.posting || e.Receipts > 0 && e.receipt != w.receipt {
		w.add("chain", place, "its postings or receipts do not follow on those of the entry before")
	}
	w.last, w.posting, w.receipt = e.ID, e.first+e.lines, e.receipt+e.Receipts
	w.chain.begin(w.tx.state)
	if err := w.postings(e, place); err != nil {
		return err
	}
	if err := w.receipts(e, place); err != nil {
		return err
	}
	content := w.chain.content(&e.Entry)
	if hash := w.chain.link(&e.Entry, e.bankAccount, e.bankKey, content); content != e.content || hash != e.hash {
		w.add("chain", place, "its hash does not fit its content and the entry before")
	}
	w.chain.head = e.hash // go on from what stands there: one fault, one finding
	return nil
}

func (w *walk) postings(e *entryRow, place string) error {
	count, sum := int64(0), int64(0)
	err := w.tx.Each(`SELECT account, amount, invoice, receipt, bucket, entry FROM posting WHERE id >= $1 AND id < $2 ORDER BY id`,
		[]any{e.first, e.first + e.lines}, func(r *store.Row) error {
			l := line{account: r.Int(0), amount: r.Int(1), invoice: r.Int(2), receipt: r.Int(3), bucket: Bucket(r.Int(4))}
			count++
			sum += l.amount
			a := w.account(l.account)
			switch {
			case a == nil:
				w.add("entries-balance", place, "no account %d", l.account)
				return nil
			case a.currency != e.Currency:
				w.add("entries-balance", place, "a posting in %s", a.currency)
			case a.tenant != e.Tenant:
				w.add("tenants-apart", place, "a posting in the books of tenant %d", a.tenant)
			case EntryID(r.Int(5)) != e.ID:
				w.add("entries-balance", place, "a posting of entry %d stands among its own", r.Int(5))
			}
			w.chain.account(a)
			w.chain.posting(&l)
			return nil
		})
	if sum != 0 || count != e.lines {
		w.add("entries-balance", place, "%d of %d postings, off by %s", count, e.lines, money.Of(sum, e.Currency))
	}
	return err
}

func (w *walk) account(id int64) *account {
	for i := range w.tx.state.accounts {
		if w.tx.state.accounts[i].id == id {
			return &w.tx.state.accounts[i]
		}
	}
	return nil
}

func (w *walk) receipts(e *entryRow, place string) error {
	if e.Receipts == 0 {
		return nil
	}
	count := int64(0)
	err := w.tx.Each(receiptSelect+`WHERE receipt.id >= $1 AND receipt.id < $2 ORDER BY receipt.id`,
		[]any{e.receipt, e.receipt + e.Receipts}, func(r *store.Row) error {
			rec := receiptOf(r)
			w.chain.receipt(int64(rec.ID), &rec)
			if rec.Entry == e.ID {
				count++
			}
			return nil
		})
	if count != e.Receipts {
		w.add("chain", place, "%d of its %d receipts", count, e.Receipts)
	}
	return err
}

// strays looks for postings and receipts after the last entry's.
func (w *walk) strays() error {
	for _, q := range []struct {
		query, name string
		next        int64
	}{
		{`SELECT COUNT(*) FROM posting WHERE id >= $1 OR id < 1`, "postings", w.posting},
		{`SELECT COUNT(*) FROM receipt_row WHERE id >= $1 OR id < 1`, "receipts", w.receipt},
	} {
		_, err := w.tx.One(q.query, []any{q.next}, func(r *store.Row) error {
			if r.Int(0) > 0 {
				w.add("chain", q.name, "%d without an entry", r.Int(0))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
