package pain

import (
	"cmp"
	"fmt"
	"slices"

	"girod/formats"
	"girod/formats/date"
	"girod/formats/money"
)

// Wanted is one transfer somebody wants made, with what decides where it is grouped. A
// service it wants stands in its own Service.
type Wanted struct {
	formats.Transfer
	On      date.Date
	Payer   formats.Party
	From    formats.Account
	FromBIC string
	Charges string
}

// Split puts wanted transfers into groups and files as the bank wants them: a group for
// each payer's account, day, payment type and currency, no larger than the bank takes;
// as few files as the bank's bound allows, a currency of other decimals apart, because
// a file has one control sum. Groups go by day, account, currency and type; within one
// the transfers keep the order they were given in. The same wish gives the same files.
//
// head gives what all files share (Created, Initiator). name gives the id of file n, and
// where group is above zero, that of a group in it; both count from 1.
func Split(wanted []Wanted, p Profile, head formats.TransferOrder, name func(file, group int) string) ([]formats.TransferOrder, error) {
	p = p.withDefaults()
	var files []formats.TransferOrder
	for _, g := range grouped(wanted, p) {
		if len(files) == 0 || !fits(&files[len(files)-1], &g, p) {
			file := head
			file.MessageID, file.Count, file.Sum, file.Groups = name(len(files)+1, 0), 0, 0, nil
			files = append(files, file)
		}
		file := &files[len(files)-1]
		g.ID = name(len(files), len(file.Groups)+1)
		if err := total(file, &g); err != nil {
			return nil, err
		}
		file.Groups = append(file.Groups, g)
	}
	return files, nil
}

// heap is what a group's transfers have in common.
type heap struct {
	decimals     int
	on           date.Date
	scheme, from string
	bic          string
	currency     money.Currency
	is           typing
	charges      string
	payer        string
}

func (a heap) compare(b heap) int {
	return cmp.Or(
		cmp.Compare(a.decimals, b.decimals), cmp.Compare(a.on, b.on), cmp.Compare(a.scheme, b.scheme), cmp.Compare(a.from, b.from),
		cmp.Compare(a.bic, b.bic), cmp.Compare(a.currency, b.currency), cmp.Compare(a.is.service, b.is.service),
		cmp.Compare(a.is.instrument, b.is.instrument), cmp.Compare(a.is.purpose, b.is.purpose), cmp.Compare(a.charges, b.charges),
		cmp.Compare(a.payer, b.payer),
	)
}

// grouped sorts the wanted transfers into groups, each within the bank's bounds.
func grouped(wanted []Wanted, p Profile) []formats.TransferGroup {
	members := map[heap][]int{}
	var heaps []heap
	for i := range wanted {
		h := heapOf(&wanted[i], p)
		if members[h] == nil {
			heaps = append(heaps, h)
		}
		members[h] = append(members[h], i)
	}
	slices.SortFunc(heaps, heap.compare)
	var groups []formats.TransferGroup
	for _, h := range heaps {
		for part := range slices.Chunk(members[h], min(p.PerGroup, p.PerFile)) {
			first := &wanted[part[0]]
			g := formats.TransferGroup{On: first.On, Payer: first.Payer, From: first.From, FromBIC: first.FromBIC, Service: h.is.service, Charges: h.charges}
			for _, i := range part {
				t := wanted[i].Transfer
				t.Service = ""
				g.Transfer = append(g.Transfer, t)
			}
			groups = append(groups, g)
		}
	}
	return groups
}

func heapOf(w *Wanted, p Profile) heap {
	g := formats.TransferGroup{From: w.From, FromBIC: w.FromBIC, Charges: w.Charges, Transfer: []formats.Transfer{w.Transfer}}
	return heap{
		decimals: w.Amount.Currency.Decimals(), on: w.On, scheme: w.From.Scheme, from: plainNumber(w.From.ID), bic: w.FromBIC,
		currency: w.Amount.Currency, is: p.typing(&g, &w.Transfer), charges: p.charges(&g),
		payer: fmt.Sprintf("%q", w.Payer),
	}
}

// fits tells whether a file takes one more group.
func fits(file *formats.TransferOrder, g *formats.TransferGroup, p Profile) bool {
	there := file.Groups[0].Transfer[0].Amount.Currency.Decimals()
	return there == g.Transfer[0].Amount.Currency.Decimals() && file.Count+len(g.Transfer) <= p.PerFile
}

// total counts and sums a group, and adds it to its file.
func total(file *formats.TransferOrder, g *formats.TransferGroup) error {
	for i := range g.Transfer {
		sum, ok := money.Add(g.Sum, g.Transfer[i].Amount.Minor)
		if !ok {
			return fmt.Errorf("group %s: %w", g.ID, money.ErrOverflow)
		}
		g.Sum = sum
	}
	all, ok := money.Add(file.Sum, g.Sum)
	if !ok {
		return fmt.Errorf("message %s: %w", file.MessageID, money.ErrOverflow)
	}
	g.Count = len(g.Transfer)
	file.Count, file.Sum = file.Count+g.Count, all
	return nil
}
