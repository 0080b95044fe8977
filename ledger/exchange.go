package ledger

import (
	"fmt"
	"math/big"
	"strings"

	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger/store"
)

// An entry has one currency, so a claim in euros that was paid in kronor takes two
// (DOMAIN.md 5.4, T-21). In the account's currency the money leaves suspense for
// fx_clearing at what the claim was worth when it was issued, the difference being a gain
// or loss of exchange; in the claim's own fx_clearing settles the claim. What stands on
// fx_clearing in the one currency is thus always what stands there in the other, at the
// rates that each exchange names: Check holds it as "exchanges-clear".

// Exchange is what a payment in one currency gave to a claim in another.
type Exchange struct {
	Receipt ReceiptID
	Invoice InvoiceID
	Worth   money.Amount // of the claim, in the currency of the account
	Claim   money.Amount // settled of it, in its own
	// Rate is how much of the account's currency one of the claim's was worth when it was
	// issued, as a decimal; "" where the books name none, and it was worth what was paid.
	Rate string
}

// Valued computes what a claim is worth at a rate, half up to the minor unit.
func Valued(claim money.Amount, rate string, in money.Currency) (int64, error) {
	r, sound := parseRate(rate)
	if !sound || in.Decimals() < 0 || claim.Currency.Decimals() < 0 {
		return 0, fmt.Errorf("%w: rate %q of %s in %s", ErrFacts, rate, claim.Currency, in)
	}
	r.Mul(r, new(big.Rat).SetInt64(claim.Minor))
	ten := big.NewInt(10)
	up := new(big.Int).Exp(ten, big.NewInt(int64(in.Decimals())), nil)
	down := new(big.Int).Exp(ten, big.NewInt(int64(claim.Currency.Decimals())), nil)
	r.Mul(r, new(big.Rat).SetFrac(up, down))
	return money.RoundHalfUp(r.Num(), r.Denom())
}

// parseRate reads a plain decimal above zero: "11.25".
func parseRate(text string) (*big.Rat, bool) {
	if text == "" || len(text) > 20 || strings.Trim(text, "0123456789.") != "" {
		return nil, false
	}
	r, sound := new(big.Rat).SetString(text)
	return r, sound && r.Sign() > 0
}

// SoundRate tells whether a text is a rate of exchange.
func SoundRate(text string) bool { _, sound := parseRate(text); return sound }

// Exchanged is a payment of claims in another currency, to be booked.
type Exchanged struct {
	Receipt Receipt
	Amount  int64      // of the receipt, out of suspense
	Claims  []Exchange // what each claim gets
	Settles []Posting  // that settle them, in their currency; they sum to what the claims get
	On      date.Date
	Text    string
	Reason  string
	Key     string // of the entry that empties suspense; the other's is "exchanged:" and its last parts
}

// Exchange books one: T-21, in both currencies.
func (tx *Tx) Exchange(x Exchanged) (EntryID, error) {
	if len(x.Claims) == 0 {
		return 0, fmt.Errorf("%w: an exchange of nothing", ErrFacts)
	}
	var worth, claim int64
	in := x.Claims[0].Claim.Currency
	for _, c := range x.Claims {
		worth += c.Worth.Minor
		claim += c.Claim.Minor
		if c.Claim.Currency != in || c.Worth.Currency != x.Receipt.Currency || c.Worth.Minor <= 0 || c.Claim.Minor <= 0 {
			return 0, fmt.Errorf("%w: %s for %s", ErrCurrency, c.Worth, c.Claim)
		}
	}
	f := Facts{Key: x.Key, On: x.On, Text: x.Text, Reason: x.Reason, File: x.Receipt.File, Currency: x.Receipt.Currency, Receipt: x.Receipt.ID,
		Amounts: map[Part]int64{OfMoney: worth, OfFXGain: max(x.Amount-worth, 0), OfFXLoss: max(worth-x.Amount, 0)}}
	home, err := tx.Book("T-21 worth", f)
	if err != nil {
		return 0, err
	}
	e := Entry{Key: "exchanged:" + strings.TrimPrefix(x.Key, "allocated:"), Why: CurrencyDifference, BookedOn: x.On, Text: x.Text, Reason: x.Reason, File: x.Receipt.File,
		Postings: append([]Posting{{Role: RoleFXClearing, Amount: claim}}, x.Settles...)}
	for i := range e.Postings {
		e.Postings[i].Receipt, e.Postings[i].Currency = x.Receipt.ID, in
	}
	settled, err := tx.Post(e)
	if err != nil {
		return 0, err
	}
	if err := tx.Poster().Flush(); err != nil {
		return 0, err
	}
	for _, c := range x.Claims {
		id, err := tx.NextID("exchange")
		if err == nil {
			_, err = tx.Exec(`INSERT INTO exchange (id, tenant, receipt, invoice, worth_entry, claim_entry, worth, worth_currency, claim, claim_currency, rate)
				VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, id, tx.books.Tenant, x.Receipt.ID, c.Invoice, int64(home), int64(settled),
				c.Worth.Minor, c.Worth.Currency, c.Claim.Minor, c.Claim.Currency, c.Rate)
		}
		if err != nil {
			return 0, err
		}
	}
	return home, nil
}

// ExchangesOf gives what a receipt gave to claims in another currency and was not undone.
func (tx *Tx) ExchangesOf(receipt ReceiptID) (list []Exchange, err error) {
	err = tx.Each(`SELECT invoice, worth, worth_currency, claim, claim_currency, rate FROM exchange WHERE receipt = $1 AND tenant = $2
		AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.reverses = exchange.claim_entry) ORDER BY id`, []any{receipt, tx.books.Tenant}, func(r *store.Row) error {
		list = append(list, Exchange{receipt, InvoiceID(r.Int(0)), money.Of(r.Int(1), money.Currency(r.Text(2))), money.Of(r.Int(3), money.Currency(r.Text(4))), r.Text(5)})
		return nil
	})
	return list, err
}

// UndoExchanges gives claims back what a receipt settled of them in their currency; what it
// gave in its own is its match's to undo.
func (tx *Tx) UndoExchanges(receipt ReceiptID, on date.Date, reason string) error {
	var entries []EntryID
	err := tx.Each(`SELECT DISTINCT claim_entry FROM exchange WHERE receipt = $1 AND tenant = $2
		AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.reverses = exchange.claim_entry) ORDER BY claim_entry`, []any{receipt, tx.books.Tenant}, func(r *store.Row) error {
		entries = append(entries, EntryID(r.Int(0)))
		return nil
	})
	for _, id := range entries {
		if err == nil {
			_, err = tx.Reverse(id, on, reason)
		}
	}
	return err
}

// exchanges holds each exchange to its rate.
func (c *checker) exchanges() error {
	return c.tx.Each(`SELECT id, worth, worth_currency, claim, claim_currency, rate FROM exchange WHERE rate <> '' ORDER BY id`, nil, func(r *store.Row) error {
		claim := money.Of(r.Int(3), money.Currency(r.Text(4)))
		worth, err := Valued(claim, r.Text(5), money.Currency(r.Text(2)))
		switch {
		case err != nil:
			c.add("exchanges-clear", fmt.Sprintf("exchange %d", r.Int(0)), "%s at %q: %v", claim, r.Text(5), err)
		case worth != r.Int(1):
			c.add("exchanges-clear", fmt.Sprintf("exchange %d", r.Int(0)), "%s at %s is worth %d, %d was cleared", claim, r.Text(5), worth, r.Int(1))
		}
		return nil
	})
}

// fxLaws hold fx_clearing together: by payment and currency it stands at what its
// exchanges say, and each exchange has its two entries.
var fxLaws = []law{
	{"exchanges-clear", "receipt", "postings on fx_clearing come to %d in a currency, its exchanges to %d", `
		SELECT receipt, SUM(posted), SUM(exchanged) FROM (
			SELECT COALESCE(posting.receipt, 0) AS receipt, account.currency AS currency, posting.amount AS posted, 0 AS exchanged
			FROM posting JOIN account ON account.id = posting.account WHERE account.role = 'fx_clearing'
			UNION ALL SELECT receipt, worth_currency, 0, -worth FROM exchange WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.reverses = exchange.claim_entry)
			UNION ALL SELECT receipt, claim_currency, 0, claim FROM exchange WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.reverses = exchange.claim_entry)
		) s GROUP BY receipt, currency HAVING SUM(posted) <> SUM(exchanged) ORDER BY receipt`},
	{"exchanges-clear", "exchange", "its entries are %d and %d, not both of it", `
		SELECT exchange.id, exchange.worth_entry, exchange.claim_entry FROM exchange
			LEFT JOIN entry home ON home.id = exchange.worth_entry LEFT JOIN entry settled ON settled.id = exchange.claim_entry
		WHERE home.id IS NULL OR settled.id IS NULL OR home.currency <> exchange.worth_currency OR settled.currency <> exchange.claim_currency
			OR home.tenant <> exchange.tenant OR settled.tenant <> exchange.tenant OR settled.why <> 'currency-difference' ORDER BY exchange.id`},
}
