package ledger

import (
	"errors"
	"fmt"
	"strings"

	"girod/ledger/store"
)

// The refusals of merges.
var (
	ErrMerge  = errors.New("E_PARTY_MERGE: these two cannot be one")
	ErrMerged = errors.New("E_PARTY_MERGED: it is one with another already")
	ErrApart  = errors.New("E_PARTY_APART: it is merged into nobody")
)

// maxKin bounds how many may be one.
const maxKin = 100

// MergeParty says that a party and a survivor are one and the same debtor, who came to us
// twice. Invoices keep the debtor they were issued to, and both keep their numbers; but what
// one owes, has with us or is held for, both do. PartParty takes it back.
func (tx *Tx) MergeParty(party, survivor PartyID, reason string) error {
	a, err := tx.Party(party)
	if err != nil {
		return err
	}
	b, err := tx.Party(survivor)
	if err != nil {
		return err
	}
	kin, err := tx.kinOf(party, survivor)
	switch {
	case err != nil:
		return err
	case strings.TrimSpace(reason) == "" || tx.by == "":
		return ErrReason
	case party == survivor:
		return fmt.Errorf("%w: customer %s is the same customer", ErrMerge, a.CustomerNo)
	case a.Company != b.Company:
		return fmt.Errorf("%w: customer %s and customer %s are a company and a person, under different law", ErrMerge, a.CustomerNo, b.CustomerNo)
	case len(kin) > maxKin:
		return fmt.Errorf("%w: more than %d would be one", ErrMerge, maxKin)
	}
	for _, p := range []Party{a, b} {
		if err := tx.standsForItself(p); err != nil {
			return err
		}
	}
	id, err := tx.NextID("party_merge")
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO party_merge (id, party, survivor, reason, at, actor) VALUES ($1, $2, $3, $4, $5, $6)`,
		id, party, survivor, reason, tx.Stamp(), tx.by)
	if err == nil {
		err = tx.settleKin(kin)
	}
	if err == nil {
		err = tx.AddHistory(History{Party: party, Kind: "debtor-merged", Text: "Is one with customer " + b.CustomerNo + ": " + reason})
	}
	if err == nil {
		err = tx.AddHistory(History{Party: survivor, Kind: "debtor-merged", Text: "Customer " + a.CustomerNo + " is one with it: " + reason})
	}
	return err
}

// standsForItself refuses a party that was merged into another: who it is now is named.
func (tx *Tx) standsForItself(p Party) error {
	one, err := tx.Survivor(p.ID)
	if err != nil || one == p.ID {
		return err
	}
	other, err := tx.Party(one)
	if err != nil {
		return err
	}
	return fmt.Errorf("customer %s: %w, customer %s", p.CustomerNo, ErrMerged, other.CustomerNo)
}

// PartParty takes a merge back: the party stands for itself again, with those that had been
// merged into it before. It gives whom it was merged into.
func (tx *Tx) PartParty(party PartyID, reason string) (from PartyID, err error) {
	if strings.TrimSpace(reason) == "" || tx.by == "" {
		return 0, ErrReason
	}
	p, err := tx.Party(party)
	if err != nil {
		return 0, err
	}
	var merge int64
	there, err := tx.One(`SELECT id, survivor FROM party_merge WHERE party = $1 AND NOT EXISTS (SELECT 1 FROM party_parted WHERE merge = party_merge.id)`,
		[]any{party}, func(r *store.Row) error {
			merge, from = r.Int(0), PartyID(r.Int(1))
			return nil
		})
	if err == nil && !there {
		err = fmt.Errorf("customer %s: %w", p.CustomerNo, ErrApart)
	}
	if err != nil {
		return 0, err
	}
	kin, err := tx.Kin(party)
	if err != nil {
		return from, err
	}
	_, err = tx.Exec(`INSERT INTO party_parted (merge, reason, at, actor) VALUES ($1, $2, $3, $4)`, merge, reason, tx.Stamp(), tx.by)
	if err == nil {
		err = tx.settleKin(kin)
	}
	for _, id := range []PartyID{party, from} {
		if err == nil {
			err = tx.AddHistory(History{Party: id, Kind: "debtor-parted", Text: "The merge of customer " + p.CustomerNo + " is undone: " + reason})
		}
	}
	return from, err
}

// Survivor gives who stands for a party: itself, unless it was merged into another.
func (tx *Tx) Survivor(party PartyID) (one PartyID, err error) {
	one = party
	_, err = tx.One(`SELECT survivor FROM party_one WHERE party = $1`, []any{party}, func(r *store.Row) error {
		one = PartyID(r.Int(0))
		return nil
	})
	return one, err
}

// Kin gives all that are one with a party, who survives first; of nearly every party that is
// the party alone.
func (tx *Tx) Kin(party PartyID) ([]PartyID, error) { return tx.kinOf(party) }

func (tx *Tx) kinOf(parties ...PartyID) (kin []PartyID, err error) {
	for _, party := range parties {
		known := len(kin)
		err = tx.Each(`SELECT k.party FROM party_one p JOIN party_one k ON k.survivor = p.survivor WHERE p.party = $1
			ORDER BY CASE WHEN k.party = k.survivor THEN 0 ELSE 1 END, k.party`, []any{party}, func(r *store.Row) error {
			kin = append(kin, PartyID(r.Int(0)))
			return nil
		})
		if err != nil {
			return nil, err
		}
		if len(kin) == known {
			kin = append(kin, party)
		}
	}
	return kin, nil
}

// Survivors gives every party that was merged with who stands for it, for a run that looks
// at many claims; a party that is not there stands for itself.
func (tx *Tx) Survivors() (map[PartyID]PartyID, error) {
	ones := map[PartyID]PartyID{}
	return ones, tx.Each(`SELECT party, survivor FROM party_one WHERE party <> survivor`, nil, func(r *store.Row) error {
		ones[PartyID(r.Int(0))] = PartyID(r.Int(1))
		return nil
	})
}

// settleKin works out anew, from the merges that stand, who stands for whom among some parties.
func (tx *Tx) settleKin(kin []PartyID) error {
	into := map[PartyID]PartyID{}
	for _, p := range kin {
		if _, err := tx.Exec(`DELETE FROM party_one WHERE party = $1`, p); err != nil {
			return err
		}
		_, err := tx.One(`SELECT survivor FROM party_merge WHERE party = $1 AND NOT EXISTS (SELECT 1 FROM party_parted WHERE merge = party_merge.id)`,
			[]any{p}, func(r *store.Row) error {
				into[p] = PartyID(r.Int(0))
				return nil
			})
		if err != nil {
			return err
		}
	}
	survivor := func(p PartyID) PartyID {
		for into[p] != 0 { // a party is merged only while it stands for itself: no circle
			p = into[p]
		}
		return p
	}
	size := map[PartyID]int{}
	for _, p := range kin {
		size[survivor(p)]++
	}
	for _, p := range kin {
		if one := survivor(p); size[one] > 1 {
			if _, err := tx.Exec(`INSERT INTO party_one (party, survivor) VALUES ($1, $2)`, p, one); err != nil {
				return err
			}
		}
	}
	return nil
}

// kinMarks gives the placeholders and arguments of a query over a party's kin.
func (tx *Tx) kinMarks(party PartyID, args ...any) (marks string, all []any, err error) {
	kin, err := tx.Kin(party)
	for _, p := range kin {
		args = append(args, p)
		marks += fmt.Sprintf(", $%d", len(args))
	}
	return strings.TrimPrefix(marks, ", "), args, err
}

// mergeLaws see that who stands for whom is what the merges say.
var mergeLaws = []law{
	{"merges-hold", "merge of party", "stands under %d, the survivor under %d", `
		SELECT m.party, COALESCE(a.survivor, 0), COALESCE(b.survivor, 0)
		FROM party_merge m LEFT JOIN party_one a ON a.party = m.party LEFT JOIN party_one b ON b.party = m.survivor
		WHERE NOT EXISTS (SELECT 1 FROM party_parted WHERE merge = m.id) AND (a.party IS NULL OR b.party IS NULL OR a.survivor <> b.survivor)
		ORDER BY m.id`},
	{"merges-hold", "party", "stands under %d without a merge that says so (%d)", `
		SELECT o.party, o.survivor, 0 FROM party_one o WHERE NOT EXISTS (SELECT 1 FROM party_merge m
			WHERE (m.party = o.party OR m.survivor = o.party) AND NOT EXISTS (SELECT 1 FROM party_parted WHERE merge = m.id)) ORDER BY o.party`},
	{"merges-hold", "party", "stands under %d, who is merged into %d", `
		SELECT o.party, o.survivor, m.survivor FROM party_one o JOIN party_merge m ON m.party = o.survivor
		WHERE NOT EXISTS (SELECT 1 FROM party_parted WHERE merge = m.id) ORDER BY o.party`},
}
