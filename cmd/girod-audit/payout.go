package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// leftHouse are the states of a payout or a batch whose file a second person has approved.
var leftHouse = map[string]bool{
	"approved": true, "rendered": true, "sent": true, "in_doubt": true, "accepted": true,
	"part_rejected": true, "rejected": true, "settled": true, "returned": true,
}

// inTransit are the states of a payout whose money is on its way: from the moment its
// bytes may leave until the bank has debited or refused it.
var inTransit = map[string]bool{"rendered": true, "in_doubt": true, "sent": true, "accepted": true}

// within tells which states the payouts of a file may have, or of a batch that has no
// files yet; a state not named, any.
var within = map[string][]string{
	"validated":     {"validated"},
	"proposed":      {"proposed"},
	"approved":      {"approved"},
	"rendered":      {"rendered"},
	"in_doubt":      {"in_doubt"},
	"sent":          {"sent", "accepted", "rejected", "settled", "returned"},
	"accepted":      {"accepted", "settled", "returned", "rejected"},
	"rejected":      {"rejected"},
	"settled":       {"settled", "returned", "rejected"},
	"part_rejected": {"sent", "accepted", "rejected", "settled", "returned"},
}

// payouts reads our side of I5: batches sum up their payouts, two people stand behind
// each that left (I10: that step is not jumped), and in transit is what is on its way.
func (a *audit) payouts() (map[string]*payoutRow, error) {
	batches := map[int64]*batchRow{}
	err := each(a.tables, "payout_batch", func(r *batchRow) error {
		row := *r
		batches[r.ID] = &row
		return nil
	})
	if err != nil {
		return nil, err
	}
	files := map[string]*payFileRow{}
	err = each(a.tables, "payout_file", func(r *payFileRow) error {
		row := *r
		files[r.MessageID] = &row
		a.payFile(&row, batches[r.Batch])
		return nil
	})
	if err != nil {
		return nil, err
	}
	all := map[string]*payoutRow{}
	sums := map[int64]*batchRow{}
	transit := map[string]int64{}
	err = each(a.tables, "payout", func(r *payoutRow) error {
		if all[r.EndToEnd] != nil {
			a.violate("I1", "payout %s stands twice", r.EndToEnd)
			return nil
		}
		p := *r
		all[p.EndToEnd] = &p
		a.ofBatch(&p, batches[p.Batch], files[p.Message])
		if inTransit[p.State] {
			transit[p.Currency] -= p.Amount
		}
		if sums[p.Batch] == nil {
			sums[p.Batch] = &batchRow{}
		}
		sums[p.Batch].Count++
		sums[p.Batch].Total += p.Amount
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, id := range sortedKeys(batches) {
		a.batch(batches[id], cmp.Or(sums[id], &batchRow{}))
	}
	for _, c := range sortedKeys(a.transit) {
		if a.transit[c] != transit[c] {
			a.violate("I5", "payouts on their way sum to %s, in transit stands at %s", money(-transit[c], c), money(-a.transit[c], c))
		}
		delete(transit, c)
	}
	for _, c := range sortedKeys(transit) {
		if transit[c] != 0 {
			a.violate("I5", "payouts on their way sum to %s, and nothing was booked in transit", money(-transit[c], c))
		}
	}
	a.looked("I5", "payouts", int64(len(all)))
	a.looked("I5", "batches", int64(len(batches)))
	return all, nil
}

// ofBatch holds a payout to the batch and the file it travels in.
func (a *audit) ofBatch(p *payoutRow, b *batchRow, f *payFileRow) {
	switch {
	case b == nil && leftHouse[p.State]:
		a.violate("I10", "payout %s is %s and in no batch", p.EndToEnd, p.State)
	case b == nil:
	case f == nil && leftHouse[p.State]:
		a.violate("I10", "payout %s is %s and in no file of its batch (%s)", p.EndToEnd, p.State, b.MessageID)
	case f != nil && f.Batch != p.Batch:
		a.violate("I10", "payout %s is in batch %s and in file %s of another", p.EndToEnd, b.MessageID, f.MessageID)
	case f != nil && within[f.State] != nil && !slices.Contains(within[f.State], p.State):
		a.violate("I10", "payout %s is %s, which no payout of a file that is %s can be (%s)", p.EndToEnd, p.State, f.State, f.MessageID)
	case f == nil && within[b.State] != nil && !slices.Contains(within[b.State], p.State):
		a.violate("I10", "payout %s is %s, which no payout of a batch that is %s can be (%s)", p.EndToEnd, p.State, b.State, b.MessageID)
	}
	if b != nil && leftHouse[b.State] && b.ApprovedBy != "" && (b.ApprovedBy == p.MadeBy || slices.Contains(strings.Split(p.EditedBy, "\n"), b.ApprovedBy)) {
		a.violate("I10", "payout %s was made or changed by %s, who approved its batch %s", p.EndToEnd, b.ApprovedBy, b.MessageID)
	}
	a.looked("I10", "payouts held to their batch", 1)
}

// payFile holds a file to its batch.
func (a *audit) payFile(f *payFileRow, b *batchRow) {
	switch {
	case b == nil:
		a.violate("I10", "payment file %s is of no batch", f.MessageID)
	case f.State == "void":
	case !leftHouse[b.State] || !leftHouse[f.State]:
		a.violate("I10", "payment file %s is %s, and its batch is %s", f.MessageID, f.State, b.State)
	case f.Digest == "" && f.State != "approved":
		a.violate("I10", "payment file %s is %s and was never rendered", f.MessageID, f.State)
	}
	a.looked("I10", "payment files held to their batch", 1)
}

// batch holds a batch to its payouts and to its approval.
func (a *audit) batch(b *batchRow, sum *batchRow) {
	if b.State == "void" {
		return
	}
	if b.Count != sum.Count || b.Total != sum.Total {
		a.violate("I5", "batch %s says %d payouts of %d in all, it has %d of %d", b.MessageID, b.Count, b.Total, sum.Count, sum.Total)
	}
	if !leftHouse[b.State] {
		return
	}
	switch {
	case b.ApprovedBy == "" || b.ApprovedAt == "":
		a.violate("I10", "batch %s is %s and nobody approved it", b.MessageID, b.State)
	case b.ApprovedBy == b.CreatedBy:
		a.violate("I10", "batch %s is %s, and %s alone made and approved it", b.MessageID, b.State, b.CreatedBy)
	case b.ApprovedHash != b.Hash:
		a.violate("I10", "batch %s is %s, and what was approved is not what it is now", b.MessageID, b.State)
	}
}
