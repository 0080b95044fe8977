package ledger

import (
	"errors"
	"fmt"

	"girod/formats/money"
	"girod/ledger/store"
)

// Client is whom an agent collects for (DOMAIN.md 7). Its money is an account of its own
// under client_funds: no client's is ever used for another's, and the trial balance shows it.
type Client struct {
	Party      PartyID
	Account    string  // number of its account: "2831"
	Keeps      [4]bool // what is collected in these buckets is the agent's remuneration
	Commission int64   // and of principal, in hundredths of a per cent
	VAT        int64   // on the remuneration, which the client bears (DOMAIN.md 4.12); likewise
}

// ErrClient: whom a claim belongs to does not fit the books.
var ErrClient = errors.New("not a claim of a client of these books")

// ErrClientAccount: a client's account is its own for ever. Were it another's afterwards, the
// other would be paid its money and told of its debtors.
var ErrClientAccount = errors.New("a client's account on which anything was booked is that client's for ever")

// PutClient writes a client, or its new terms.
func (tx *Tx) PutClient(c Client) error {
	if tx.books.Keeping != Agent || c.Account == "" || c.Account == tx.books.Chart[RoleClientFunds] {
		return fmt.Errorf("client %d, account %q: %w", c.Party, c.Account, ErrClient)
	}
	if err := tx.refuseMoved(c); err != nil {
		return err
	}
	keeps := int64(0)
	for b, keep := range c.Keeps {
		if keep {
			keeps |= 1 << b
		}
	}
	tx.state.clients = nil
	_, err := tx.Exec(`INSERT INTO client (party, tenant, account, keeps, commission, vat) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (party) DO UPDATE SET account = excluded.account, keeps = excluded.keeps, commission = excluded.commission, vat = excluded.vat`,
		c.Party, tx.books.Tenant, c.Account, keeps, c.Commission, c.VAT)
	return err
}

// refuseMoved refuses a client another account than its own, or one that was somebody's.
func (tx *Tx) refuseMoved(c Client) error {
	s, err := tx.knownClients()
	if err != nil || s.all[c.Party].Account == c.Account {
		return err
	}
	if p := tx.state.poster; p != nil {
		if err := p.Flush(); err != nil {
			return err
		}
	}
	for party, other := range s.all {
		if party != c.Party && other.Account == c.Account {
			return fmt.Errorf("client %d, account %s: %w: client %d", c.Party, c.Account, ErrClientAccount, party)
		}
	}
	for _, number := range []string{s.all[c.Party].Account, c.Account} {
		booked, err := tx.One(`SELECT 1 FROM posting JOIN account ON account.id = posting.account
			WHERE account.role = 'client_funds' AND account.number = $1 AND account.tenant = $2 LIMIT 1`, []any{number, tx.books.Tenant}, nil)
		if err != nil {
			return err
		}
		if booked {
			return fmt.Errorf("client %d, account %s: %w: %s", c.Party, c.Account, ErrClientAccount, number)
		}
	}
	return nil
}

// Clients gives the clients of these books, in order of account.
func (tx *Tx) Clients() (list []Client, err error) {
	err = tx.Each(`SELECT party, account, keeps, commission, vat FROM client WHERE tenant = $1 ORDER BY account`, []any{tx.books.Tenant}, func(r *store.Row) error {
		c := Client{Party: PartyID(r.Int(0)), Account: r.Text(1), Commission: r.Int(3), VAT: r.Int(4)}
		for b := range c.Keeps {
			c.Keeps[b] = r.Int(2)&(1<<b) != 0
		}
		list = append(list, c)
		return nil
	})
	return list, err
}

// clients is what a transaction has read of the clients of one tenant.
type clients struct {
	tenant TenantID
	all    map[PartyID]Client
	of     map[InvoiceID]PartyID // whose claim
	asked  int
	whole  bool // every claim was read
}

// manyAsked is after how many claims asked for one by one all of them are read at once.
const manyAsked = 100

// ClientOf gives the client whose claim an invoice is.
func (tx *Tx) ClientOf(id InvoiceID) (Client, error) {
	s, err := tx.knownClients()
	if err != nil {
		return Client{}, err
	}
	read := func(r *store.Row) error {
		s.of[InvoiceID(r.Int(0))] = PartyID(r.Int(1))
		return nil
	}
	const claims = `SELECT client_claim.invoice, client_claim.client FROM client_claim JOIN client ON client.party = client_claim.client WHERE client.tenant = $1`
	if _, known := s.of[id]; !known && !s.whole {
		if s.asked++; s.asked > manyAsked {
			s.whole, err = true, tx.Each(claims, []any{tx.books.Tenant}, read)
		} else {
			err = tx.Each(claims+` AND client_claim.invoice = $2`, []any{tx.books.Tenant, id}, read)
		}
	}
	c, there := s.all[s.of[id]]
	if err == nil && !there {
		err = fmt.Errorf("invoice %d: %w", id, ErrClient)
	}
	return c, err
}

func (tx *Tx) knownClients() (*clients, error) {
	if s := tx.state.clients; s != nil && s.tenant == tx.books.Tenant {
		return s, nil
	}
	list, err := tx.Clients()
	if err != nil {
		return nil, err
	}
	s := &clients{tenant: tx.books.Tenant, all: map[PartyID]Client{}, of: map[InvoiceID]PartyID{}}
	for _, c := range list {
		s.all[c.Party] = c
	}
	tx.state.clients = s
	return s, nil
}

// fundsAccount is whose account a posting on client funds means: that of the client whose
// claim it names, or of the client it names; else the unallocated.
func (tx *Tx) fundsAccount(p *Posting) (string, error) {
	if p.Invoice != 0 {
		c, err := tx.ClientOf(p.Invoice)
		return c.Account, err
	}
	if p.Party != 0 {
		s, err := tx.knownClients()
		if err != nil {
			return "", err
		}
		if c, there := s.all[p.Party]; there {
			return c.Account, nil
		}
		return "", fmt.Errorf("party %d: %w", p.Party, ErrClient)
	}
	return tx.books.Chart[RoleClientFunds], nil
}

// RegisterClaim takes up a client's claim that the agent is to collect. The claim stays the
// client's: nothing is booked, and what is owed on it is what the client claims less what the
// agent collects (T-40). A credit note must name its invoice, and lowers it.
func (tx *Tx) RegisterClaim(i Invoice, client PartyID) (InvoiceID, error) {
	s, err := tx.knownClients()
	if err != nil {
		return 0, err
	}
	if _, there := s.all[client]; !there || tx.books.Keeping != Agent || i.Kind == KindCredit && i.Refers == 0 {
		return 0, fmt.Errorf("invoice %s: %w: %w", i.Number, ErrInvoice, ErrClient)
	}
	if i.ID, err = tx.enterInvoice(i); err != nil {
		return i.ID, err
	}
	if _, err := tx.Exec(`INSERT INTO client_claim (invoice, client) VALUES ($1, $2)`, i.ID, client); err != nil {
		return 0, err
	}
	s.of[i.ID] = client
	charge := ClaimCharge{Invoice: i.ID, Bucket: Principal, Amount: i.Gross, On: i.Issued, Why: InvoiceIssued, Reason: "invoice " + i.Number}
	if i.Kind == KindCredit {
		charge.Invoice, charge.Amount, charge.Why, charge.Reason = i.Refers, -i.Gross, CreditNote, "credit note "+i.Number
	}
	return i.ID, tx.ChargeClaim(charge)
}

// Funds is what an agent holds for a client.
type Funds struct {
	Client   Client
	Currency money.Currency
	Held     int64 // collected for it and not paid out; below zero it owes the agent
	Owing    int64 // what it owes the agent beside that
	Outlays  int64 // laid out for it and not had back: its debtors owe them
}

// ClientFunds gives what is held for each client in each currency, in order of account, and
// last what is unallocated, under the zero client.
func (tx *Tx) ClientFunds() (list []Funds, err error) {
	if p := tx.state.poster; p != nil {
		if err := p.Flush(); err != nil {
			return nil, err
		}
	}
	s, err := tx.knownClients()
	if err != nil {
		return nil, err
	}
	of := map[string]Client{}
	for _, c := range s.all {
		of[c.Account] = c
	}
	var rest []Funds
	err = tx.Each(`SELECT account.number, account.currency, CAST(-SUM(posting.amount) AS BIGINT),
			CAST(-SUM(CASE WHEN entry.why = 'client-owes' THEN posting.amount ELSE 0 END) AS BIGINT)
		FROM posting JOIN account ON account.id = posting.account JOIN entry ON entry.id = posting.entry
		WHERE account.role = 'client_funds' AND account.tenant = $1 GROUP BY account.number, account.currency ORDER BY account.number, account.currency`,
		[]any{tx.books.Tenant}, func(r *store.Row) error {
			f := Funds{Client: of[r.Text(0)], Currency: money.Currency(r.Text(1)), Held: r.Int(2), Owing: r.Int(3)}
			if f.Client.Party == 0 {
				rest = append(rest, f)
			} else {
				list = append(list, f)
			}
			return nil
		})
	if err == nil {
		list, err = tx.withOutlays(list)
	}
	return append(list, rest...), err
}

// AgentsOwn is what lies on the clients' account and is the agent's own: the remuneration that
// was kept and not moved, less what the agent has laid out. Below zero clients' money is
// missing there.
func (tx *Tx) AgentsOwn() (own map[money.Currency]int64, err error) {
	if p := tx.state.poster; p != nil {
		if err := p.Flush(); err != nil {
			return nil, err
		}
	}
	own = map[money.Currency]int64{}
	return own, tx.Each(`SELECT account.tenant, account.currency, `+clientMoney+` AND account.tenant = $1 GROUP BY account.tenant, account.currency`, []any{tx.books.Tenant},
		func(r *store.Row) error {
			own[money.Currency(r.Text(1))] = r.Int(2)
			return nil
		})
}

// clientMoney sums what covers the clients' money less the clients' money: the bank's account,
// what is under way to them (it left their funds and not yet the bank), and their funds.
const clientMoney = `CAST(SUM(posting.amount) AS BIGINT) FROM posting JOIN account ON account.id = posting.account JOIN entry ON entry.id = posting.entry
		LEFT JOIN entry AS was ON was.id = entry.reverses
	WHERE (account.role IN ('client_bank', 'client_funds') OR account.role = 'in_transit' AND COALESCE(was.why, entry.why) <> 'bank-moved'
		AND EXISTS (SELECT 1 FROM posting AS other JOIN account AS at ON at.id = other.account
			WHERE other.id >= entry.first AND other.id < entry.first + entry.lines AND at.role IN ('client_bank', 'client_funds')))`
