package intake

import (
	"errors"
	"fmt"
	"slices"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
	"girod/ledger/matching"
	"girod/ledger/store"
)

// An agent's books hold other people's money (DOMAIN.md 7). A payment of a client's claim
// settles it and is the client's at once (T-40), to the öre: the agent gives nothing of it up.
// What nobody knows the owner of is unallocated (T-45), and so is what a debtor pays too much,
// which goes back to him. The agent's remuneration is taken as it is agreed (T-41).

// agents tells whether these are an agent's books.
func agents(tx *ledger.Tx) bool { return tx.Keeping() == ledger.Agent }

// restRole is where money rests whose owner nobody knows.
func restRole(tx *ledger.Tx) ledger.Role {
	if agents(tx) {
		return ledger.RoleClientFunds
	}
	return ledger.RoleSuspense
}

// clients tells whether the entry at hand is of clients' money: an agent's own account has none.
func (a *applier) clients() bool { return agents(a.tx) && a.cur.account.Clients }

// came is the event of money that came. On an agent's own account none may but its own.
func (a *applier) came() ledger.Why {
	if a.clients() {
		return ledger.ClientCollected
	}
	return ledger.PaymentReceived
}

// restRole is where it rests.
func (a *applier) restRole() ledger.Role {
	if a.clients() {
		return ledger.RoleClientFunds
	}
	return ledger.RoleSuspense
}

// policyOf is the house's way of settling; in an agent's books to the öre.
func policyOf(tx *ledger.Tx, d Desk) matching.Policy {
	p := d.Policy
	p.Exact = agents(tx)
	return p
}

// restOf is what of an amount a decision leaves resting.
func restOf(tx *ledger.Tx, amount int64, d *matching.Decision) int64 {
	if agents(tx) {
		return amount - d.Allocated()
	}
	return d.Suspense + foreign(d)
}

// byClaim sums the shares of a payment by claim.
func byClaim(receipt ledger.ReceiptID, shares []matching.Share) (list []onInvoice) {
	for i := range shares {
		s := &shares[i]
		if n := len(list); n == 0 || list[n-1].invoice != s.Invoice {
			list = append(list, onInvoice{receipt: receipt, invoice: s.Invoice})
		}
		last := &list[len(list)-1]
		last.amount += s.Amount
		last.of[s.Bucket] += s.Amount
	}
	return list
}

// retain takes the agent's remuneration for what was collected, a voucher for each claim (T-41).
func retain(tx *ledger.Tx, list []onInvoice, on date.Date) error {
	for _, s := range list {
		c, err := tx.ClientOf(s.invoice)
		if err != nil {
			return err
		}
		if s.of, err = recoverOutlay(tx, &c, s, on); err != nil {
			return err
		}
		fee, vat := remuneration(&c, s.of)
		if fee == 0 {
			continue
		}
		i, err := tx.Invoice(s.invoice)
		if err != nil {
			return err
		}
		key, err := nextKey(tx, "client-fee", s.receipt)
		if err != nil {
			return err
		}
		f := ledger.Facts{Key: key, On: on, Text: fmt.Sprintf("Remuneration for %s collected by pay%d", i.Number, s.receipt), Currency: i.Currency,
			Invoice: i.ID, Party: c.Party, Amounts: map[ledger.Part]int64{ledger.OfCharge: fee, ledger.OfVAT: vat}}
		if _, err := tx.Book("T-41", f); err != nil {
			return err
		}
	}
	return nil
}

// recoverOutlay takes what the agent has laid out for a claim out of the costs that were paid
// on it (T-44), and gives what is left to take a remuneration of.
func recoverOutlay(tx *ledger.Tx, c *ledger.Client, s onInvoice, on date.Date) (ledger.Balance, error) {
	if s.of[ledger.Cost] <= 0 {
		return s.of, nil
	}
	open, err := tx.OutlaysOf(s.invoice)
	if err != nil || open <= 0 {
		return s.of, err
	}
	i, err := tx.Invoice(s.invoice)
	if err != nil {
		return s.of, err
	}
	key, err := nextKey(tx, "client-fee", s.receipt)
	if err != nil {
		return s.of, err
	}
	part := min(open, s.of[ledger.Cost])
	s.of[ledger.Cost] -= part
	return s.of, tx.RecoverOutlay(i, c.Party, part, key, on, fmt.Sprintf("Outlay for %s collected by pay%d", i.Number, s.receipt), "")
}

// Recharge charges to the client what was laid out for a claim and is not recovered from its
// debtor, who owes it no more: it is kept out of what is held for the client, and what is not
// held it owes.
func Recharge(tx *ledger.Tx, invoice ledger.InvoiceID, on date.Date, reason string) (int64, error) {
	if reason == "" {
		return 0, ErrNoReason
	}
	c, err := tx.ClientOf(invoice)
	if err != nil {
		return 0, err
	}
	i, err := tx.Invoice(invoice)
	if err != nil {
		return 0, err
	}
	open, err := tx.OutlaysOf(invoice)
	if err == nil && open <= 0 {
		err = fmt.Errorf("invoice %s: %w: nothing that was laid out stands open", i.Number, ledger.ErrOutlay)
	}
	if err != nil {
		return 0, err
	}
	key, err := nextKey(tx, "outlay-recharged", ledger.ReceiptID(invoice))
	if err != nil {
		return 0, err
	}
	if err := tx.RecoverOutlay(i, c.Party, open, key, on, "Outlay for "+i.Number+" charged to the client", reason); err != nil {
		return 0, err
	}
	if err := tx.ChargeClaim(ledger.ClaimCharge{Invoice: invoice, Bucket: ledger.Cost, Amount: -open, On: on, Reason: reason}); err != nil {
		return 0, err
	}
	return open, evenOut(tx, on)
}

// remuneration is what the agent keeps of what was collected, by bucket, and the VAT on it,
// each rounded once, half up.
func remuneration(c *ledger.Client, of ledger.Balance) (fee, vat int64) {
	for b, keeps := range c.Keeps {
		if keeps {
			fee += of[b]
		}
	}
	if !c.Keeps[ledger.Principal] {
		fee += (of[ledger.Principal]*c.Commission + 5000) / 10000
	}
	return fee, (fee*c.VAT + 5000) / 10000
}

// unretain gives back the remuneration for a payment that is no longer a client's.
func unretain(tx *ledger.Tx, receipt ledger.ReceiptID, on date.Date, reason string) error {
	var entries []ledger.EntryID
	key := fmt.Sprintf("client-fee:%d", receipt)
	err := tx.Each(`SELECT id FROM entry WHERE key > $1 AND key < $2 AND tenant = $3 AND NOT EXISTS (SELECT 1 FROM entry AS mirror WHERE mirror.reverses = entry.id)
		ORDER BY id`, []any{key + ":", key + ";", tx.Tenant()}, func(r *store.Row) error {
		entries = append(entries, ledger.EntryID(r.Int(0)))
		return nil
	})
	for _, id := range entries {
		if err == nil {
			_, err = tx.Reverse(id, on, reason)
		}
	}
	return err
}

// remunerate does for an agent what a booked file leaves to be done: it takes the remuneration,
// and gives back that of payments taken back.
func (a *applier) remunerate() error {
	if !agents(a.tx) {
		return nil
	}
	for _, c := range a.after.collected {
		if _, back := a.taken[c.receipt]; back {
			continue
		}
		if err := retain(a.tx, []onInvoice{c.onInvoice}, c.on); err != nil {
			return err
		}
	}
	for i := range a.after.lessened {
		part := &a.after.lessened[i]
		left, err := a.leftOf(part)
		if err == nil {
			err = unretain(a.tx, part.receipt, a.after.lastDay, "the bank takes the payment back")
		}
		if err == nil {
			err = retain(a.tx, left, a.after.lastDay)
		}
		if err != nil {
			return err
		}
	}
	if a.after.lastDay == 0 {
		return nil // nothing was collected or taken back
	}
	return evenOut(a.tx, a.after.lastDay)
}

// evenOut keeps each client's funds at nothing or more by its own means alone: what it has not
// got (the bank took back what it was paid, or the VAT on the remuneration is more than was
// collected) it owes the agent, and out of what is collected later it pays that first.
func evenOut(tx *ledger.Tx, on date.Date) error {
	funds, err := tx.ClientFunds()
	for _, f := range funds {
		if err != nil {
			return err
		}
		id, amount, text := "T-44 owed", -f.Held, "More was taken back or kept than the client had"
		if f.Held > 0 {
			id, amount, text = "T-44 settled", min(f.Held, f.Owing), "What the client owed, out of what was collected"
		}
		if amount == 0 || f.Client.Party == 0 {
			continue
		}
		var key string
		if key, err = nextKey(tx, "client-owes", ledger.ReceiptID(f.Client.Party)); err != nil {
			return err
		}
		_, err = tx.Book(id, ledger.Facts{Key: key, On: on, Text: text, Currency: f.Currency, Party: f.Client.Party, Amounts: map[ledger.Part]int64{ledger.OfMoney: amount}})
	}
	return err
}

// Client is one an agent collects for, as the house has agreed with it.
type Client struct {
	No    string // short, and before the numbers of its invoices and customers: "K1"
	Name  string
	OrgNo string
	Terms ledger.Client // the party is found, or made
}

// putClients gives the clients their rows in the book, and what is new about them.
func (a *applier) putClients() error {
	if !agents(a.tx) || len(a.desk.Clients) == 0 {
		return nil
	}
	known, err := a.tx.Clients()
	for _, c := range a.desk.Clients {
		if err != nil {
			return err
		}
		var party ledger.Party
		party, err = a.tx.PartyByCustomerNo(c.No)
		if errors.Is(err, ledger.ErrNotFound) {
			party.ID, err = a.tx.AddParty(ledger.Party{CustomerNo: c.No, Name: c.Name, OrgNo: bare(c.OrgNo), Company: true})
		}
		terms := c.Terms
		terms.Party = party.ID
		if err == nil && !slices.Contains(known, terms) {
			err = a.tx.PutClient(terms)
		}
		if err != nil {
			err = fmt.Errorf("client %s: %w", c.No, err)
		}
	}
	return err
}

// client gives the client that issued an invoice, or nil.
func (a *applier) client(i *formats.Invoice) *Client {
	for n := range a.desk.Clients {
		if c := &a.desk.Clients[n]; bare(c.OrgNo) == bare(i.Issuer.OrgNo) && agents(a.tx) {
			return c
		}
	}
	return nil
}

// register takes up a client's claim. Its number and its debtor's stand behind the client's
// own, for clients do not ask each other how they number; a payer's words are met by the bare
// number as well.
func (a *applier) register(c *Client, claim ledger.Invoice) (ledger.InvoiceID, error) {
	party, err := a.tx.PartyByCustomerNo(c.No)
	if err != nil {
		return 0, err
	}
	id, err := a.tx.RegisterClaim(claim, party.ID)
	if err != nil {
		return id, err
	}
	bareNumber := string(matching.AppendRef(nil, claim.Number[len(c.No)+1:]))
	_, err = a.tx.Exec(`INSERT INTO other_ref (ref, invoice) VALUES ($1, $2) ON CONFLICT (ref, invoice) DO NOTHING`, bareNumber, id)
	return id, err
}

// ErrPaidOut: the client has been paid what would be taken from it.
var ErrPaidOut = errors.New("the client has been paid this money, and other clients' would stand in for it")

// takenFrom evens the clients' funds out after a person took money from one, and refuses it
// where clients' money would then be missing on the bank's account by more than before.
func takenFrom(tx *ledger.Tx, on date.Date, before map[money.Currency]int64) error {
	if !agents(tx) {
		return nil
	}
	if err := evenOut(tx, on); err != nil {
		return err
	}
	after, err := tx.AgentsOwn()
	for c, own := range after {
		if err == nil && own < 0 && own < before[c] {
			err = fmt.Errorf("%w\nhint: ask the client for it, and allocate what comes", ErrPaidOut)
		}
	}
	return err
}

// restBefore is what an earlier payment kept beyond its claims: the payer's credit, or in an
// agent's books what of it is unallocated.
func restBefore(tx *ledger.Tx, receipt ledger.ReceiptID, credit int64) (int64, error) {
	if agents(tx) {
		return tx.SuspenseOf(receipt)
	}
	return credit, nil
}

// ownMoved books money that went between the agent's own account and the clients' (T-43): the
// agent's remuneration, or the agent's own money put where the clients' is missing.
func (a *applier) ownMoved(p *formats.Payment) (bool, error) {
	if !agents(a.tx) {
		return false, nil
	}
	own := false
	for _, other := range [][]byte{p.PayerAccount, p.PaidTo} {
		account := find(a.desk.Accounts, string(other))
		own = own || account != nil && account.Clients != a.cur.account.Clients
	}
	if !own {
		return false, nil
	}
	amount := p.Amount
	if p.Direction == formats.Debit {
		amount = -amount
	}
	return true, a.plain(amount, ledger.BankMoved, ledger.RoleInTransit)
}
