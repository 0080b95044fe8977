package cases

import (
	"slices"

	"girod/ledger"
)

// Merge says that two debtors are one (R-BST-46). Each case keeps the debtor its invoices
// were issued to; all of them are found by the survivor's numbers and by those the others
// had, which are former ones now (R-BST-09). Every case says what happened, and the partner
// that has one is told.
func (d Desk) Merge(tx *ledger.Tx, party, survivor ledger.PartyID, reason string) error {
	b, err := tx.Party(survivor)
	if err != nil {
		return err
	}
	a, err := tx.Party(party)
	if err != nil {
		return err
	}
	act := func() error { return tx.MergeParty(party, survivor, reason) }
	text := "customer " + a.CustomerNo + " is one with customer " + b.CustomerNo
	return d.regroup(tx, []ledger.PartyID{party, survivor}, act, Event{Kind: "debtor-merged", Text: text, Details: reason})
}

// Part takes a merge back: the debtor stands for itself again.
func (d Desk) Part(tx *ledger.Tx, party ledger.PartyID, reason string) error {
	p, err := tx.Party(party)
	if err != nil {
		return err
	}
	act := func() error {
		_, err := tx.PartParty(party, reason)
		return err
	}
	return d.regroup(tx, []ledger.PartyID{party}, act, Event{Kind: "debtor-parted", Text: "customer " + p.CustomerNo + " is somebody else again", Details: reason})
}

// regroup does an act that changes who is one with whom, writes it on the cases of all it
// concerns, and what they are found by anew.
func (d Desk) regroup(tx *ledger.Tx, parties []ledger.PartyID, act func() error, e Event) error {
	if err := Refresh(tx); err != nil { // what a case was found by is what its debtor is called now
		return err
	}
	ids, err := d.concerned(tx, parties)
	if err != nil {
		return err
	}
	before := make([][]key, len(ids))
	for n, id := range ids {
		c, err := Load(tx, id)
		if err == nil {
			before[n], err = c.keys(tx)
		}
		if err != nil {
			return err
		}
	}
	if err := act(); err != nil {
		return err
	}
	for n, id := range ids {
		if err := d.regrouped(tx, id, before[n], e); err != nil {
			return err
		}
	}
	return nil
}

// concerned gives the cases of some debtors and of all that are one with them.
func (d Desk) concerned(tx *ledger.Tx, parties []ledger.PartyID) (ids []int64, err error) {
	for _, p := range parties {
		more, err := kinCases(tx, p)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func kinCases(tx *ledger.Tx, party ledger.PartyID) (ids []int64, err error) {
	kin, err := tx.Kin(party)
	for _, k := range kin {
		if err != nil {
			return nil, err
		}
		var more []int64
		more, err = casesOf(tx, k)
		ids = append(ids, more...)
	}
	return ids, err
}

func (d Desk) regrouped(tx *ledger.Tx, id int64, before []key, e Event) error {
	c, err := Load(tx, id)
	if err != nil {
		return err
	}
	if err := dropKeys(tx, id, before); err != nil {
		return err
	}
	if err := c.index(tx); err != nil {
		return err
	}
	e.Case = id
	event, err := d.write(tx, e)
	if err != nil {
		return err
	}
	return d.send(tx, c, Word{Event: event})
}

// kinKeys are what a case is found by for the sake of all that are one with its debtor:
// the survivor's numbers, and as former ones the customer numbers of the others.
func kinKeys(tx *ledger.Tx, debtor ledger.PartyID) (keys []key, err error) {
	kin, err := tx.Kin(debtor)
	if err != nil || len(kin) == 1 {
		return nil, err
	}
	for n, id := range kin {
		p, err := tx.Party(id)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			keys = append(keys, key{keyCustomer, p.CustomerNo}, key{keyIdentity, identityKey(p.Country, p.OrgNo)})
		} else {
			keys = append(keys, key{keyFormer, p.CustomerNo})
		}
		former, err := formerKeys(tx, id)
		if err != nil {
			return nil, err
		}
		keys = append(keys, former...)
	}
	return keys, nil
}
