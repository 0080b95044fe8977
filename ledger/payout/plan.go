package payout

import (
	"cmp"
	"fmt"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
	"girod/ledger"
)

// Split puts payouts into files and groups as the bank that gets them wants it; who knows
// the banks gives it. Each payout says which account pays it, and when. The orders are
// named by [Batch.FileName]; of each transfer only its EndToEndId is looked at.
type Split func(b *Batch, list []Payout) ([]formats.TransferOrder, error)

// Check refuses a payout that its bank would: the rules of who writes the file, known to
// who knows the banks. b is the batch it is proposed in, nil while it is in none. A nil
// Check asks nothing beyond [Validate].
type Check func(b *Batch, p *Payout) error

// FileName gives the id of a file of the batch, from 1 (MsgId), or where group is above
// zero, of a group in it (PmtInfId). The first file has the name the batch was given when
// it was proposed, so a name stands for this money to these payees and nothing else.
func (b *Batch) FileName(file, group int) string {
	name := b.MessageID
	if file > 1 {
		name += fmt.Sprintf("-F%d", file)
	}
	if group > 0 {
		name += fmt.Sprintf("-%d", group)
	}
	return name
}

// placed gives the payouts of a batch with the account and the day that each of them is
// paid from and on, no day before the bank's earliest.
func (b *Batch) placed(list []Payout, earliest date.Date) []Payout {
	out := make([]Payout, len(list))
	for i, p := range list {
		p.From, p.On = cmp.Or(p.From, b.Account), max(cmp.Or(p.On, b.RequestedOn), earliest)
		out[i] = p
	}
	return out
}

// plan splits a batch into files and keeps what came of it: which payout goes in which
// file and group. From now on their names never change.
func (b *Batch) plan(tx *ledger.Tx, list []Payout, split Split) error {
	if split == nil {
		return &Refusal{Incomplete, "batch " + b.Name(), "nobody has said how its bank wants it split"}
	}
	orders, err := split(b, list)
	if err != nil {
		return err
	}
	waits := map[string]*Payout{}
	for i := range list {
		waits[list[i].EndToEnd] = &list[i]
	}
	for i := range orders {
		if err := b.keepFile(tx, i+1, &orders[i], waits); err != nil {
			return err
		}
	}
	if len(waits) > 0 {
		return &Refusal{Changed, "batch " + b.Name(), fmt.Sprintf("%d of its payouts would be in no file", len(waits))}
	}
	return nil
}

// keepFile keeps one file with its groups, and takes its payouts from those that wait.
func (b *Batch) keepFile(tx *ledger.Tx, number int, o *formats.TransferOrder, waits map[string]*Payout) error {
	f := File{MessageID: b.FileName(number, 0), Batch: b.ID, Number: number, State: Approved}
	if o.MessageID != f.MessageID {
		return &Refusal{Changed, "batch " + b.Name(), fmt.Sprintf("file %d is named %q, not %q", number, o.MessageID, f.MessageID)}
	}
	_, err := tx.Exec(`INSERT INTO payout_file (message_id, batch, number, state, digest) VALUES ($1, $2, $3, $4, '')`, f.MessageID, b.ID, number, f.State)
	if err != nil {
		return fmt.Errorf("payment file %s: %w", f.MessageID, err)
	}
	for i := range o.Groups {
		g := &o.Groups[i]
		if g.ID != b.FileName(number, i+1) || len(g.Transfer) == 0 {
			return &Refusal{Changed, "batch " + b.Name(), fmt.Sprintf("group %q of file %s is not one we made", g.ID, f.MessageID)}
		}
		var first *Payout
		for j := range g.Transfer {
			p := waits[g.Transfer[j].EndToEndID]
			if p == nil {
				return &Refusal{Changed, "batch " + b.Name(), fmt.Sprintf("group %s has %q, which is not in the batch or stands in it twice", g.ID, g.Transfer[j].EndToEndID)}
			}
			delete(waits, p.EndToEnd)
			if first == nil {
				first = p
			}
			p.MessageID, p.PaymentInfo = f.MessageID, g.ID
			if _, err := tx.Exec(`UPDATE payout SET message_id = $2, payment_info = $3 WHERE id = $1`, p.ID, p.MessageID, p.PaymentInfo); err != nil {
				return fmt.Errorf("payout %s: %w", p.Name(), err)
			}
		}
		_, err := tx.Exec(`INSERT INTO payout_group (id, message_id, number, account, execute_on, service, charges) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			g.ID, f.MessageID, i+1, first.From, g.On, g.Service, g.Charges)
		if err != nil {
			return fmt.Errorf("payment group %s: %w", g.ID, err)
		}
	}
	return nil
}

// Transfer gives what a payout asks of the bank.
func (p *Payout) Transfer() formats.Transfer {
	t := formats.Transfer{
		InstructionID: p.EndToEnd, EndToEndID: p.EndToEnd, Amount: p.Amount, Payee: p.Payee, To: p.To, Clearing: p.Clearing, BIC: p.BIC,
		Ref: p.Ref, Text: p.Text, Purpose: p.Purpose, Service: p.Service, PurposeCode: p.PurposeCode, Regulatory: p.Regulatory,
	}
	for i, l := range p.Lines {
		kind := formats.InvoiceNo
		if l.Amount < 0 {
			kind = formats.CreditNote
		}
		t.Invoices = append(t.Invoices, formats.Ref{Kind: kind, Text: []byte(l.Number), Line: i + 1, Amount: l.Amount, Priced: true})
	}
	return t
}

// House is who orders, and from which account: from the configuration, by the name a
// group gives, and by its currency.
type House struct {
	Initiator formats.Party
	Payer     formats.Party
	From      formats.Account
	FromBIC   string
}

// Houses finds who orders.
type Houses func(account string, c money.Currency) (House, error)

// orderOf puts a file together: what its groups and payouts say, in the words of pain.001.
func orderOf(tx *ledger.Tx, b *Batch, f *File, houses Houses) (o formats.TransferOrder, err error) {
	groups, err := Groups(tx, f.MessageID)
	if err != nil {
		return o, err
	}
	list, err := f.payouts(tx)
	if err != nil {
		return o, err
	}
	o = formats.TransferOrder{MessageID: f.MessageID, Created: created(b)}
	for _, g := range groups {
		made := formats.TransferGroup{ID: g.ID, On: g.On, Service: g.Service, Charges: g.Charges}
		for i := range list {
			if list[i].PaymentInfo != g.ID {
				continue
			}
			t := list[i].Transfer()
			t.Service = ""                                                              // it is the group's
			made.Transfer, made.Sum = append(made.Transfer, t), made.Sum+t.Amount.Minor // the batch's total has fit
		}
		if made.Count = len(made.Transfer); made.Count == 0 {
			return o, &Refusal{Changed, "payment group " + g.ID, "it has no payouts"}
		}
		house, err := houses(g.Account, made.Transfer[0].Amount.Currency)
		if err != nil {
			return o, err
		}
		made.Payer, made.From, made.FromBIC, o.Initiator = house.Payer, house.From, house.FromBIC, house.Initiator
		o.Groups, o.Count, o.Sum = append(o.Groups, made), o.Count+made.Count, o.Sum+made.Sum
	}
	return o, nil
}
