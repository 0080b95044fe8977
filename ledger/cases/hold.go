package cases

import (
	"errors"

	"girod/formats/date"
	"girod/ledger"
	"girod/ledger/hold"
)

// origin names the case in the holds it puts, so that it ends its own and no other's.
func (c Case) origin() string { return "case " + c.Number }

// put holds every invoice of a case for a reason, through a day (0: until it is lifted).
// What the case held for that reason before gives way to it.
func (d Desk) put(tx *ledger.Tx, c Case, reason hold.Reason, through date.Date, source string) error {
	if err := d.lift(tx, c, reason, "through another day"); err != nil {
		return err
	}
	ids, err := c.invoiceIDs(tx)
	for _, id := range ids {
		if err == nil {
			err = d.putOn(tx, c, id, reason, through, source)
		}
	}
	return err
}

func (d Desk) putOn(tx *ledger.Tx, c Case, id ledger.InvoiceID, reason hold.Reason, through date.Date, source string) error {
	_, err := hold.Put(tx, hold.New{Invoice: id, Reason: reason, From: d.Today, Through: through, Source: c.origin() + ": " + source, Origin: c.origin()})
	if errors.Is(err, hold.ErrStands) {
		return nil // somebody else holds it for that very reason
	}
	return err
}

// lift ends what a case holds for a reason.
func (d Desk) lift(tx *ledger.Tx, c Case, reason hold.Reason, why string) error {
	return hold.EndFrom(tx, c.origin(), reason, d.Today, why)
}

// liftAll ends all that a case holds: it is closed.
func (d Desk) liftAll(tx *ledger.Tx, c Case, why string) error {
	for _, reason := range []hold.Reason{hold.Dormant, hold.Respite, hold.RevokeRequested, hold.AtPartner} {
		if err := d.lift(tx, c, reason, why); err != nil {
			return err
		}
	}
	return nil
}

// atPartner holds the invoices while a collector demands them, and lets go of them when
// the case is ours again.
func (d Desk) atPartner(tx *ledger.Tx, c Case) error {
	if c.Partner == "" || c.State == Invoicing {
		return d.lift(tx, c, hold.AtPartner, "the case is ours again")
	}
	return d.put(tx, c, hold.AtPartner, 0, "at "+c.Partner)
}

// holdNew holds an invoice that joins a case as the others of the case are held.
func (d Desk) holdNew(tx *ledger.Tx, c Case, id ledger.InvoiceID) error {
	for _, h := range []struct {
		reason  hold.Reason
		through date.Date
		stands  bool
	}{
		{hold.Dormant, c.Dormant, c.Dormant >= d.Today}, {hold.Respite, c.Respite, c.Respite >= d.Today},
		{hold.AtPartner, 0, c.Partner != "" && c.State != Invoicing},
	} {
		if !h.stands {
			continue
		}
		if err := d.putOn(tx, c, id, h.reason, h.through, "joined the case"); err != nil {
			return err
		}
	}
	return nil
}
